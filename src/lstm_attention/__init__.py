"""A reproducible report on a BiLSTM with attention that classifies documents.

The subpackages follow the flow of the data, and each uses only those before it (tests/test_subpackages.py):

    mistakes    what is wrong with a parameter, in one line
    settings    every parameter, typed and validated
    profiles    files of settings, and overrides for one run
    store       what a step leaves behind, and what it was made from
    corpus      documents with a label, in three parts, as token ids
    models      word vectors, networks, training, runs
    sweeps      the points of a sweep, and what they share
    evidence    what the runs show: metrics, tests, attention weights, errors
    exhibits    what a notebook hands over to the book: figures, tables, sentences, results.json
    book        notebooks, prose and exhibits become HTML and PDF
    commands    what a person runs
"""
