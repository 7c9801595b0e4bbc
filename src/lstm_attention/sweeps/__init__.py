"""What a sweep tries, and what its points share.

In: a profile, and the values over which some of its parameters vary. Out: one validated `Settings` for each
point, and the corpora, word vectors and runs that the points need, each only once. Start with `points`.
"""
