"""The real corpus, read once for all tests."""

import pytest

from lstm_attention import corpus


@pytest.fixture(scope="session")
def newsgroups():
    return corpus.read_newsgroups(corpus.newsgroup_files())


@pytest.fixture(scope="session")
def posts(newsgroups):
    return corpus.drop_empty_and_duplicates(newsgroups)[0]
