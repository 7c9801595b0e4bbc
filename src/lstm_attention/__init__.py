"""A reproducible report on a BiLSTM with attention that sorts documents by topic.

The modules follow the data: settings, corpus, vocabulary, vectors, attention,
models, batches, training, runs, metrics, statements, figures, exhibits, book.
Each imports only what stands before it.
"""
