"""From notebooks, prose and exhibits to pages.

In: the templates in book/notebooks, the prose in book/, and the exhibits. Out: executed notebooks, the book
as HTML and PDF, its figures and tables as files, single notebooks, and comparisons of reports. Start with
`building`; `extensions` holds this book's own Sphinx extensions.
"""
