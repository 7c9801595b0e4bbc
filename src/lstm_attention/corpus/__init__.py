"""From any labelled text to encoded documents.

In: rows of a file or of the default corpus. Out: documents in three sets (training, validation, test),
a vocabulary, the documents as token ids, and the test documents before cleaning (`posts`). In this order:
`newsgroups` or `sources` (`reddit` fetches its posts first), `selection`, `cleaning`, `duplicates`, `splits`,
`vocabulary`, `folder`. Start with the notebook `corpus`, which calls them in this order; `redraw` divides
documents again, with the same test set or another one. Before any step starts, `checks` finds what would stop
them. `generated` draws corpora for which the truth is known.
"""
