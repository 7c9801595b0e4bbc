"""Settings: groups of parameters, and how a notebook fills them."""

import pytest

from lstm_attention.settings import Settings, TrainingParameters, VectorParameters, validated, values_in


def test_settings_do_not_change_afterwards():
    with pytest.raises(ValueError, match="frozen"):
        Settings().seeds = [1]


def test_validated_builds_a_group():
    assert validated(TrainingParameters, {"epochs": 3}).epochs == 3


def test_the_parameters_of_a_group_are_found_among_a_notebooks_variables():
    parameters = VectorParameters(vector_size=7)
    variables = parameters.model_dump() | {"corpus": "build/quick/corpus", "np": None}
    assert validated(VectorParameters, values_in(variables, VectorParameters)) == parameters
    del variables["vector_seed"]
    with pytest.raises(KeyError, match="vector_seed"):
        values_in(variables, VectorParameters)
