"""Where a report's files lie, with one split for all seeds and with one for each."""

from lstm_attention.settings import Settings
from lstm_attention.store.layout import Layout
from lstm_attention.store.repository import pretrained

MORE = {"variants": {"mean": {"pooling": "mean", "seeds": [3, 5]}}, "sweep_models": ["dense"]}
MORE |= {"sweep_tokens": [9, 2_000]}


def test_all_trainings_read_one_corpus_unless_seeds_draw_again():
    shared = Layout(Settings(seeds=[3, 4], **MORE), "build/x")
    assert (shared.folder(4), shared.made("vectors", 4)) == ("build/x", "build/x/vectors.npy")
    assert shared.baselines() == ["build/x/baselines"]
    own = Layout(Settings(seeds=[3, 4], redraw=True, **MORE), "build/x")
    assert own.made("corpus", 3) == own.made("corpus") == "build/x/corpus"
    assert own.made("vectors", 4) == "build/x/draws/4/vectors.npy"
    assert own.made("corpus", 5) == "build/x/draws/5/corpus"  # of the variant's other seed
    assert own.baselines() == ["build/x/baselines", "build/x/draws/4/baselines"]


def test_a_draw_has_seeds_that_no_other_has():
    settings = Settings(seeds=[0, 1, 2**32 - 2], redraw=True, corpus_seed=7, vector_seed=1)
    layout = Layout(settings, "build/x")
    drawn = [layout.redrawn(seed) for seed in layout.redrawn_seeds()]
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
    assert training["vectors"] == "build/x/draws/5/vectors.npy"
    assert (training["choices"], training["searched"]) == (None, [])
    cut = layout.training("dense", "3", tokens="9")
    assert (cut["run"], cut["max_tokens"]) == ("build/x/cut/dense-9-3", 9)
    assert cut["unfinished"] == "build/x/unfinished/dense-9-3.npz"


def test_where_the_test_part_is_drawn_at_random_seeds_draw_it_too():
    own = {"source": "posts.csv", "seeds": [3, 4, 6], "redraw": True, "test_share": 0.3, **MORE}
    layout = Layout(Settings(**own), "build/x")
    assert layout.split_seeds() == [4, 6]
    assert layout.split_runs() == {
        "lstm_attention": ["build/x/split/lstm_attention-4", "build/x/split/lstm_attention-6"],
        "lstm": ["build/x/split/lstm-4", "build/x/split/lstm-6"],
    }
    training = layout.training("lstm", split="4")
    assert training["run"] == "build/x/split/lstm-4"
    assert training["corpus"] == layout.made("corpus", "split-4") == "build/x/draws/split-4/corpus"
    assert training["vectors"] == "build/x/draws/split-4/vectors.npy"
    assert training["seed"] == 4
    assert training["unfinished"] != layout.training("lstm", "4")["unfinished"]
    assert layout.drawing("split-4") == layout.drawing("4") | {"test_share": 0.3}
    assert layout.draws()["build/x/split/lstm-6"] == "split-6"
    assert layout.draws()["build/x/runs/mean-5"] == 5
    for fixed in {"source": "newsgroups"}, {"time_column": "created"}, {"redraw": False}, {"seeds": [3]}:
        other = Layout(Settings(**own | fixed), "build/x")
        assert (other.split_seeds(), other.split_runs()) == ([], {})


SEARCH = {"search": {"learning_rate": [0.001, 0.004], "mask": [True, False]}}


def test_candidates_are_trained_with_the_first_seed_and_wait_for_no_choice():
    layout = Layout(Settings(seeds=[3, 4], redraw=True, **MORE, **SEARCH), "build/x")
    assert layout.tried()["lstm"] == {
        "build/x/search/lstm-0": {"learning_rate": 0.001, "mask": True},
        "build/x/search/lstm-1": {"learning_rate": 0.001, "mask": False},
        "build/x/search/lstm-2": {"learning_rate": 0.004, "mask": True},
        "build/x/search/lstm-3": {"learning_rate": 0.004, "mask": False},
    }
    training = layout.training("lstm", number="2")
    assert (training["learning_rate"], training["mask"], training["seed"]) == (0.004, True, 3)
    assert (training["run"], training["corpus"]) == ("build/x/search/lstm-2", "build/x/corpus")
    assert training["unfinished"] != layout.training("lstm", "2")["unfinished"]
    assert (training["choices"], training["searched"]) == (None, [])


def test_trainings_take_the_choice_and_variants_all_of_it_but_what_sets_them_apart():
    variants = {"unmasked": {"mask": False}, "mean": {"pooling": "mean"}}
    layout = Layout(
        Settings(variants=variants, sweep_models=["dense"], sweep_tokens=[9], **SEARCH), "build/x"
    )
    searched = {name: layout.training(name, "0")["searched"] for name in layout.runs()}
    both = ["learning_rate", "mask"]
    assert searched == dict.fromkeys(["dense", "lstm", "lstm_attention", "mean"], both) | {
        "unmasked": ["learning_rate"]
    }
    assert layout.training("dense", "0", tokens="9")["searched"] == both
    assert layout.training("mean", "0")["choices"] == "build/x/choices.json"


def test_a_notebook_that_is_executed_again_reads_and_writes_what_the_seed_draws():
    settings = Settings(seeds=[3, 4], redraw=True, vector_seed=1)
    layout = Layout(settings, "build/x")
    reads = {"corpus": layout.made("corpus")}
    once, again = (layout.given("vectors", reads, seed) for seed in (None, "4"))
    assert (once["corpus"], once["output"]) == ("build/x/corpus", "build/x/vectors.npy")
    assert (again["corpus"], again["output"]) == ("build/x/draws/4/corpus", "build/x/draws/4/vectors.npy")
    assert again["exhibits_folder"] == "build/x/draws/4/exhibits/vectors"
    assert (once["vector_seed"], again["vector_seed"]) == (1, 6)
    assert once["unfinished"] != again["unfinished"]
    assert once.keys() == again.keys()


def test_a_file_of_pretrained_vectors_is_read_by_the_step_that_needs_it(tmp_path, monkeypatch):
    path = tmp_path / "{a} file.bin"
    path.touch()
    monkeypatch.setenv("HOME", str(tmp_path))
    for named in (str(path), f"gensim:{path}", "~/{a} file.bin"):
        layout = Layout(Settings(vectors=named), "build/x")
        assert layout.reading("vectors", {})["files"](None) == [str(path)]
    for named in (None, "word2vec-google-news-300"):
        assert pretrained(named) == []
