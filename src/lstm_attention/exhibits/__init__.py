"""What a notebook hands over to the book.

In: evidence. Out: figures and tables as files, sentences made from results, and results.json, which holds
every number that the report shows. Start with `handover`, the functions that a notebook calls.
"""
