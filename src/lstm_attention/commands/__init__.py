"""The commands that a person runs, with a module for each that is more than a call.

In: the words of a command line. Out: a report, an answer, or one line that says what is wrong. Start with
`report`.
"""
