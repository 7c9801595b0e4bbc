"""The posts of Reddit: fetched once, checked each time, and joined to one corpus."""

import csv
import functools
import hashlib
import http.server
import re
import threading
from pathlib import Path

import pytest
from conftest import QuietHandler

from lstm_attention.corpus import reddit
from lstm_attention.corpus.fetching import Expected
from lstm_attention.corpus.rows import CorpusError
from lstm_attention.corpus.sources import files_left_out, source_files
from lstm_attention.profiles import load_settings

HEADER = "created_utc,id,title,selftext,subreddit_id\n"
POSTS = {
    "gaming.csv": HEADER
    + '1339494005.0,a,"A game, at last","It is\nhere",t5_a\n1339459200.0,b,Another,,t5_a\n',
    "politics.csv": HEADER + "1225857637.0,c,A vote,,t5_b\n",
    "programming.csv": HEADER + "1263338070.0,d,A bug,,t5_c\n",
    "science.csv": HEADER + "1344231209.0,e,A moon,,t5_d\n",
    "technology.csv": HEADER + "1354123731.0,f,A wire,,t5_e\n",
}


@pytest.fixture
def files(monkeypatch):
    """Small files in place of the real ones."""
    expected = {
        name: Expected(len(text.encode()), hashlib.sha256(text.encode()).hexdigest())
        for name, text in POSTS.items()
    }
    monkeypatch.setattr(reddit, "FILES", expected)


@pytest.fixture
def address(files, tmp_path, monkeypatch):
    """Where a server has them."""
    folder = tmp_path / "served"
    folder.mkdir()
    for name, text in POSTS.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    handler = functools.partial(QuietHandler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


NOWHERE = "http://127.0.0.1:9"


def test_files_are_fetched_once_and_joined(address, tmp_path, capsys):
    folder = tmp_path / "build/fetched"
    reddit.fetch_posts(address, folder)
    assert capsys.readouterr().out.count("Fetching ") == 5
    with (folder / "posts.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows[0] == {
        "text": "A game, at last\n\nIt is\nhere",
        "subreddit": "gaming",
        "created_utc": "1339494005.0",
        "day": "2012-06-12",
    }
    assert [row["day"] for row in rows[:2]] == ["2012-06-12", "2012-06-12"]  # one early, one late that day
    assert [row["subreddit"] for row in rows[1:]] == [
        "gaming",
        "politics",
        "programming",
        "science",
        "technology",
    ]
    made = (folder / "posts.csv").stat()
    reddit.fetch_posts(NOWHERE, folder)
    assert capsys.readouterr().out == ""
    assert (folder / "posts.csv").stat() == made  # so that no step that reads it runs again


def test_a_changed_corpus_is_joined_again(address, tmp_path):
    reddit.fetch_posts(address, tmp_path)
    joined = (tmp_path / "posts.csv").read_text(encoding="utf-8")
    (tmp_path / "posts.csv").write_text("changed", encoding="utf-8")
    reddit.fetch_posts(NOWHERE, tmp_path)
    assert (tmp_path / "posts.csv").read_text(encoding="utf-8") == joined


def test_without_network_one_line_says_what_to_put_where(files, tmp_path):
    (tmp_path / "politics.csv").write_text(POSTS["politics.csv"], encoding="utf-8", newline="")
    with pytest.raises(CorpusError) as refusal:
        reddit.fetch_posts(NOWHERE, tmp_path)
    said = str(refusal.value)
    assert "\n" not in said
    assert said.startswith(f"not fetched ({NOWHERE}/gaming.csv: ")
    assert said.endswith(
        "or put gaming.csv, programming.csv, science.csv, technology.csv from "
        f"https://{reddit.REPOSITORY}/tree/{reddit.COMMIT}/data into {tmp_path}"
    )


def test_files_put_there_by_hand_need_no_network_and_are_checked(files, tmp_path):
    for name, text in POSTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    reddit.fetch_posts(NOWHERE, tmp_path)
    (tmp_path / "science.csv").write_text(POSTS["science.csv"].replace("moon", "sun"), encoding="utf-8")
    with pytest.raises(CorpusError, match=r"science\.csv is not the expected file .*: delete it"):
        reddit.fetch_posts(NOWHERE, tmp_path)


def test_the_source_is_one_file_with_the_columns_of_the_profile(files, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CorpusError, match=r"posts\.csv: `make report PROFILE=reddit` fetches it"):
        source_files("reddit")
    reddit.FOLDER.mkdir(parents=True)
    for name, text in POSTS.items():
        (reddit.FOLDER / name).write_text(text, encoding="utf-8", newline="")
    reddit.fetch_posts(NOWHERE)
    Path("reddit").mkdir()  # a folder of this name is not the source
    [path] = source_files("reddit")
    assert files_left_out("reddit") == []
    header = path.read_text(encoding="utf-8").partition("\n")[0].split(",")
    settings = load_settings(Path(__file__).parents[2] / "config/reddit.yaml")
    assert {settings.text_column, settings.label_column, settings.group_column} <= set(header)
    assert settings.anonymize


def test_the_real_files_are_pinned():
    assert re.fullmatch(r"https://raw\.githubusercontent\.com/[\w./-]+/[0-9a-f]{40}/data", reddit.ADDRESS)
    assert list(reddit.FILES) == [
        "gaming.csv",
        "politics.csv",
        "programming.csv",
        "science.csv",
        "technology.csv",
    ]
    assert all(re.fullmatch("[0-9a-f]{64}", expected.sha256) for expected in reddit.FILES.values())


def test_a_row_without_a_date_is_named(files, tmp_path):
    for name, text in POSTS.items():
        (tmp_path / name).write_text(text.replace("1225857637.0", "1e300"), encoding="utf-8", newline="")
    with pytest.raises(CorpusError, match=r"politics\.csv, line 2: no date"):
        reddit.join(tmp_path)
