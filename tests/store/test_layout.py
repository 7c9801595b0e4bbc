"""Where a report's files lie, with one split for all seeds and with one for each."""

from lstm_attention.settings import Settings
from lstm_attention.store.layout import Layout

MORE = {"variants": {"mean": {"pooling": "mean", "seeds": [3, 5]}}, "sweep_models": ["dense"]}
MORE |= {"sweep_tokens": [9, 2_000]}


def test_all_trainings_read_one_corpus_unless_seeds_draw_again():
    shared = Layout(Settings(seeds=[3, 4], **MORE), "build/x")
    assert shared.data(4) == {"corpus": "build/x/corpus", "vectors": "build/x/vectors.npy"}
    assert shared.baselines() == ["build/x/baselines"]
    own = Layout(Settings(seeds=[3, 4], redraw=True, **MORE), "build/x")
    assert own.data(3) == shared.data(3)
    assert own.data(4) == {"corpus": "build/x/draws/4/corpus", "vectors": "build/x/draws/4/vectors.npy"}
    assert own.data(5)["corpus"] == "build/x/draws/5/corpus"  # of the variant's other seed
    assert own.baselines() == ["build/x/baselines", "build/x/draws/4/baselines"]


def test_a_draw_has_seeds_that_no_other_has():
    settings = Settings(seeds=[0, 1, 2**32 - 2], redraw=True, corpus_seed=7, vector_seed=1)
    drawn = [settings.redrawn(seed) for seed in settings.redrawn_seeds()]
    assert [own.corpus_seed for own in drawn] == [9, 6]
    assert [own.vector_seed for own in drawn] == [3, 0]
    assert len({own.corpus_seed for own in (settings, *drawn)}) == 3


def test_runs_lie_by_name_and_seed_and_trainings_write_there():
    layout = Layout(Settings(seeds=[3, 4], redraw=True, **MORE), "build/x")
    assert layout.runs()["mean"] == ["build/x/runs/mean-3", "build/x/runs/mean-5"]
    assert layout.cut_runs() == ["build/x/cut/dense-9-3"]
    training = layout.training("mean", "5")
    assert training["run"] == "build/x/runs/mean-5"
    assert (training["model"], training["pooling"], training["seed"]) == ("lstm_attention", "mean", 5)
    assert training["vectors"] == layout.data(5)["vectors"]
    cut = layout.training("dense", "3", tokens="9")
    assert (cut["run"], cut["max_tokens"]) == ("build/x/cut/dense-9-3", 9)
    assert cut["unfinished"] == "build/x/unfinished/dense-9-3.npz"
