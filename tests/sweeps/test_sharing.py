"""Points share exactly what is equal, with each other and with the profile's own report."""

from pathlib import Path

import pytest

from lstm_attention.profiles import load_settings
from lstm_attention.sweeps.points import Sampling, sweep_points, trained_models
from lstm_attention.sweeps.sharing import planned

PROFILE = Path("config/quick.yaml")


def sweep(over, overrides="", report="", models=()):
    points = sweep_points(PROFILE, overrides, over, Sampling())
    return planned("build/x", load_settings(PROFILE, report), points, trained_models(points, list(models)))


def made(found):
    return {kind: len(things) for kind, things in found.made.items() if things}


def test_a_grid_trains_each_setting_of_a_model_once_and_takes_what_the_report_has():
    found = sweep("lstm_attention.learning_rate=[0.001,0.002,0.004] max_tokens=[50,200,1072]")
    assert (len(found.points), found.unshared) == (9, 81)
    # The dense model and the LSTM have another setting with each length only: 3 x 3 seeds for each of them.
    assert len(found.paths("runs")) == 27 + 9 + 9
    of_report = [path for path in found.paths("runs") if path.startswith("build/x/runs/")]
    assert of_report == [
        f"build/x/runs/{name}-{n}" for name in ("dense", "lstm", "lstm_attention") for n in range(3)
    ]
    assert made(found) == {"corpus": 2, "vectors": 2, "runs": 36, "weights": 27}
    assert [row["values"] for row in found.tried["lstm"]] == [{"max_tokens": n} for n in (50, 200, 1072)]


def test_what_a_training_is_given_is_that_of_its_point():
    found = sweep("lstm_attention.learning_rate=[0.001,0.004] max_tokens=[50]")
    for training in found.made["runs"].values():
        corpus = training["corpus"]
        assert corpus.startswith("build/x/sweep/corpus/")
        assert training["max_tokens"] == found.made["corpus"][Path(corpus).name]["max_tokens"] == 50
        assert training["vectors"].startswith("build/x/sweep/vectors/")
        assert training["run"].startswith("build/x/sweep/runs/")
    assert len({training["unfinished"] for training in found.made["runs"].values()}) == len(
        found.made["runs"]
    )


def test_training_parameters_share_corpus_and_vectors_and_vector_parameters_the_corpus():
    assert made(sweep("learning_rate=[0.001,0.002]", models=["lstm"])) == {"runs": 3}
    assert made(sweep("vector_size=[100,300]", models=["lstm"])) == {"vectors": 1, "runs": 3}


def test_evidence_parameters_are_no_part_of_a_training():
    one, other = (
        sweep("lstm.epochs=[2,3]", f"resamples={number} margin=0.0{number // 100}") for number in (100, 200)
    )
    assert one.paths("runs") == other.paths("runs")
    one, other = (sweep("lstm_attention.epochs=[2]", f"weight_documents={number}") for number in (10, 20))
    assert one.paths("runs") == other.paths("runs")
    assert set(one.paths("weights")).isdisjoint(other.paths("weights"))


@pytest.mark.parametrize("overrides", ["search={learning_rate:[0.001,0.002]}", "vector_seed=3", "sample=100"])
def test_a_report_with_other_settings_has_other_runs(overrides):
    found = sweep("lstm.learning_rate=[0.002]", report=overrides)
    assert all(path.startswith("build/x/sweep/") for path in found.paths("runs"))


def test_of_a_report_that_draws_again_only_the_first_seed_has_the_points_split():
    found = sweep("lstm.learning_rate=[0.002]", "redraw=true", "redraw=true")
    assert [path.startswith("build/x/runs/") for path in found.paths("runs")] == [True, False, False]


def test_only_models_that_give_weights_to_words_have_weights():
    found = sweep("max_tokens=[50]", models=["dense", "lstm", "mean", "lstm_attention", "trained"])
    counts = {model: len(rows[0]["weights"]) for model, rows in found.tried.items()}
    assert counts == {"dense": 0, "lstm": 0, "mean": 0, "lstm_attention": 3, "trained": 1}
    weights = found.tried["trained"][0]["weights"][0]
    assert found.made["weights"][Path(weights).stem]["trained"] == found.tried["trained"][0]["runs"][0]


def test_every_thing_knows_its_step_and_what_it_is_made_from():
    found = sweep("max_tokens=[50,1072]", models=["lstm_attention"])
    first, *_, last = found.paths("runs")
    assert found.steps[first] == f"sweep-train-{Path(first).name}"
    assert found.steps[last] == "train-lstm_attention-2"
    corpus, vectors = found.needs[first]
    assert found.needs[vectors] == [corpus]
    assert found.steps[corpus] == f"sweep-corpus-{Path(corpus).name}"
    assert found.needs[last] == ["build/x/corpus", "build/x/vectors.npy"]
    assert found.needs[found.paths("weights")[0]] == [corpus, first]


def test_an_own_corpus_is_selected_again_only_if_points_select_other_documents(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("text,label\n")
    own = f"source={file}"
    assert "selected" not in made(sweep("max_tokens=[50]", own, own))
    found = sweep("min_characters=[0,9] max_tokens=[50,60]", own, own, ["lstm"])
    assert len(found.made["selected"]) == 1
    (selection,) = found.made["selected"].values()
    assert (selection["file"], selection["settings"]["min_characters"]) == (str(file), 9)
