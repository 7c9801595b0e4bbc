"""What the tests of resampling and of significance share."""

import numpy as np
import pytest


@pytest.fixture(scope="module")
def predicted():
    """Labels (300,) and probabilities (300, 4) of a model that knows something."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 4, 300)
    logits = (rng.normal(size=(300, 4)) + np.eye(4)[labels]).round(1)  # rounded: with ties
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return labels, probabilities.round(2)
