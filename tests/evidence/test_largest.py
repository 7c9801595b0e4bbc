"""The largest weight of a document, read from a saved model."""

import numpy as np
import pytest
from test_focus import ROWS, model_with

from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.evidence import focus
from lstm_attention.evidence.largest import largest_weights


def test_the_largest_weights_are_those_that_the_model_gives(tmp_path):
    rng = np.random.default_rng(0)
    tokens = [rng.integers(2, ROWS, length).astype(np.int32) for length in (3, 9, 1, 6)]
    documents = EncodedDocuments.from_list(list("abcd"), [0, 1, 0, 1], tokens)
    documents.save(tmp_path / "test.npz")
    model = model_with(mask=True)
    model.save(tmp_path / "model.keras")
    found = largest_weights(str(tmp_path), str(tmp_path), None, 0)
    rows = focus.read(model, documents, np.arange(4)).weights
    assert found["largest"] == pytest.approx([row.max() for row in rows])
    assert found["largest"][2] == 1  # a document of one word
    assert found["groups"] == documents.groups.tolist()
    assert len(largest_weights(str(tmp_path), str(tmp_path), 2, 0)["largest"]) == 2
