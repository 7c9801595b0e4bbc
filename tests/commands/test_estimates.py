"""Expected seconds: of what is known before a report is made."""

from lstm_attention.commands import estimates
from lstm_attention.settings import Settings
from lstm_attention.store.dependencies import PACKAGE


def test_documents_are_counted_from_bytes_unless_settings_allow_fewer(tmp_path):
    file = tmp_path / "comments.csv"
    file.write_bytes(b"x" * 1_300 * 200)
    assert estimates.documents(Settings(), [file, file]) == 400
    assert estimates.documents(Settings(sample=50), [file]) == 50
    assert estimates.documents(Settings(classes=["a", "b"], documents_per_class=10), [file]) == 20
    assert estimates.documents(Settings(), []) == 13_305


def test_every_notebook_of_a_report_has_its_seconds_and_more_work_takes_more():
    few, many = (estimates.notebook_seconds(Settings(seeds=seeds), 1_000) for seeds in ([0], [0, 1]))
    templates = {path.stem for path in (PACKAGE.parents[1] / "book" / "notebooks").glob("*.ipynb")}
    assert few.keys() <= templates
    assert few["a new notebook"] == 30
    assert all(few[name] <= many[name] for name in few)
    assert few["compare"] < many["compare"]


def test_a_training_takes_longer_the_more_it_reads():
    lstm = {"model": "lstm", "epochs": None, "max_tokens": 1_000}
    seconds = estimates.training_seconds(lstm, 1_000)
    for less in {"model": "dense"}, {"epochs": 2}, {"max_tokens": 50}:
        assert estimates.training_seconds(lstm | less, 1_000) < seconds


def test_small_files_share_a_job_of_a_cluster_and_large_ones_have_their_own(tmp_path):
    for name, size in ("small", 99_999_999), ("large", 100_000_000):
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)
    assert estimates.selection_group(tmp_path / "small") == "selection"
    assert estimates.selection_group(tmp_path / "large") is None


def test_a_cluster_is_asked_for_minutes_and_megabytes():
    asked = estimates.asked(lambda wildcards, input: wildcards + input, 4_000)
    assert (asked["seconds"](100, 20), asked["runtime"](100, 20), asked["mem_mb"]) == (120, 20, 4_000)
    assert estimates.asked(3)["runtime"](None, None) == 10
    measured = {"train": 2_980, "corpus": 1_130, "vectors": 640}  # on the default corpus
    for name, megabytes in measured.items():
        assert 2 * megabytes <= estimates.megabytes(name, 13_500) < 3 * megabytes + 1_000
    assert estimates.megabytes("train", 300) < estimates.megabytes("train", 13_500)
    assert estimates.megabytes("train", 13_500) == estimates.megabytes("train", 10**9)


def test_the_number_of_posts_of_reddit_is_known(tmp_path):
    file = tmp_path / "posts.csv"
    file.write_bytes(b"x" * 1_300)
    assert estimates.documents(Settings(source="reddit"), [file]) == 4_999
    assert estimates.documents(Settings(source="reddit", sample=100), [file]) == 100


def test_many_processors_do_not_shorten_the_longest_step(monkeypatch):
    monkeypatch.setattr(estimates.os, "cpu_count", lambda: 64)
    assert estimates.together([600, 10, 10]) == 600
