"""From encoded documents to trained models and their predictions.

In: encoded documents and parameters. Out: word vectors, and for each trained model a run, the folder that
holds it, its history and its predictions. The networks are in `networks`, the layer that this project
is about in `attention`. Start there; `runs` needs no Keras. `lstm` and `recurrence` compute on processors
what Keras's LSTM does, `training` decides how long a model is trained, and `search` which settings it has.
"""
