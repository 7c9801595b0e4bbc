"""What a step of a report leaves behind and where, and how it is known to be whole and up to date.

In: files that a step has written. Out: the same files in their place, whole, with checksums, and a record
of the code, inputs, commit, packages and machine that made them. `layout` says where what lies. Start with
`outputs`.
"""
