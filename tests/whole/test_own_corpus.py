"""A whole report from a user's own files, with labels and texts that are difficult in every format."""

import csv
import json
import re
import shutil
import subprocess
import zipfile
from html import unescape

import numpy as np
import pytest
from bs4 import BeautifulSoup
from conftest import OWN, make_report
from gensim.models import KeyedVectors
from pyarrow import parquet

from lstm_attention.exhibits import scripts

TINY = (
    "epochs=1 seeds=[0] max_tokens=100 weight_documents=20 padded_documents=2 erased_documents=4 "
    "left_out_documents=2 map_documents=40 sweep_models=[] resamples=100 variants={} "
    "cleaning=published anonymize=true time_column=created group_column=author"
)
LABELS = {
    "gaming": "<script>alert(1)</script>",
    "politics": "$x^2$ \\input{secret} & 100%",
    "science": '=cmd() *bold* `code` it\'s "so" שלום 😀',
}
HOSTILE = (
    "<img src=x onerror=alert(2)> $y_1$ \\undefined{z} [link](javascript:alert(3)) 😀 漢字 \u202etxt\x1b[31m"
)
NAMED = "u/wombat and @echidna, koala@platypus.example: https://quoll.example/quokka?q=1#wallaby"


@pytest.fixture(scope="module")
def own(posts, own_profile, tmp_path_factory):
    """The results of a report from a CSV file in a folder whose name is difficult for a shell."""
    folder = tmp_path_factory.mktemp("corpus") / "a 'quoted' $folder é"
    folder.mkdir()
    kept = posts[posts["label"].isin(LABELS) & (posts["text"].str.len() > 200)]
    drawn = kept.groupby("label").head(60).sample(frac=1, random_state=0)
    with (folder / "comments.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["author", "body", "created", "subreddit"])
        for number, row in enumerate(drawn.itertuples()):
            text, author = f"{HOSTILE} {NAMED} {row.text}", f"{HOSTILE} wombat {number // 2}"
            writer.writerow([author, text, 1_300_000_000 + number, LABELS[row.label]])
        writer.writerow(["x", "[deleted]", 1, LABELS["gaming"]])
        writer.writerow(["x", "a comment of nobody's subreddit", 1, ""])
    words = ["game", "team", "government", "people", "space", "science"]
    vectors = KeyedVectors(12)
    vectors.add_vectors(words, np.random.default_rng(0).normal(size=(len(words), 12)).astype(np.float32))
    vectors.save_word2vec_format(str(folder / "vectors.bin"), binary=True)
    done = make_report(
        own_profile,
        f'{TINY} "vectors={folder / "vectors.bin"}"',
        CORPUS=str(folder / "comments.csv"),
        TEXT="body",
        LABEL="subreddit",
        target="pdf" if shutil.which("xelatex") else "report",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads((OWN / "results.json").read_text(encoding="utf-8"))


def page(name):
    html = (OWN / "html" / f"{name}.html").read_text(encoding="utf-8")
    return html[html.index("<article") : html.index("</article>")]


def test_the_report_is_about_this_corpus(own):
    assert own["corpus"]["classes"] == sorted(LABELS.values())
    assert own["corpus"]["counts"]["removed"] == 1
    assert own["corpus"]["counts"]["no_label"] == 1
    assert own["vectors"]["size"] == 12
    assert 0 < own["vectors"]["covered_words"] < 0.1
    assert own["corpus"]["prose"]["split"].startswith("The newest 20% of the documents form the test set")
    for name in ("introduction", "corpus", "comparison"):
        text = unescape(re.sub(r"<[^>]+>", " ", page(name)))
        assert "comments.csv" in text
        assert not re.search(r"usenet|newsgroups", text, re.IGNORECASE)


def test_its_documents_are_taken_in_groups_and_the_report_says_so(own):
    overlap, said = own["corpus"]["overlap"], own["corpus"]["prose"]
    assert overlap["validation"]["same_group"] == 0
    assert overlap["test"]["groups"] < overlap["test"]["documents"]
    assert f"form {overlap['test']['groups']:,} groups by author" in said["groups"]
    assert own["compare"]["groups"]["groups"] == overlap["test"]["groups"]
    # None of the three labels is a class in the original.
    assert own["compare"]["claims"]["recall"]["verdict"] == "undecided"


def test_labels_and_text_are_shown_and_never_interpreted(own):
    for path in (OWN / "html").glob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert not re.search(r"=.?javascript:", html)
        assert "\u202e" not in html
    shown = unescape(re.sub(r"<[^>]+>", "", page("corpus")))
    for label in LABELS.values():
        assert label in shown


def test_posts_are_shown_as_they_were_written_but_for_what_steers_a_page(own):
    written = HOSTILE.replace("\u202e", "\ufffd").replace("\x1b", "\ufffd")
    shown = " ".join(unescape(re.sub(r"<[^>]+>", "", page("confidence") + page("appendix"))).split())
    assert shown.count(written) > len(own["confidence"]["errors"])
    heatmap = BeautifulSoup(page("attention"), "html.parser").select_one(".attention")
    assert all(written[:60] in text.get_text() for text in heatmap.select("[role=listbox]"))
    assert not heatmap.select("img, a, script")
    # The published cleaning leaves lemmas, and the page says so beside the word that was written.
    assert re.search(r"read as (?!the unknown word)", str(heatmap))


def content(path):
    """What is in a file, unpacked; letters of NumPy's texts have four bytes each."""
    if path.suffix == ".pdf":
        return subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return b" ".join(map(archive.read, archive.namelist())).replace(b"\0", b"")
    return path.read_bytes()


def test_no_name_and_no_address_is_in_anything_that_was_made(own):
    names = re.compile(rb"wombat|echidna|koala|platypus|quoll|quokka|wallaby", re.IGNORECASE)
    made = [path for path in OWN.rglob("*") if path.is_file()]
    assert {".npz", ".keras", ".html", ".json"} <= {path.suffix for path in made}
    assert not [path for path in made if names.search(content(path))]
    assert not names.search(scripts.read(OWN / "live"))
    written = parquet.read_table(OWN / "corpus/test-posts.parquet")["text"].to_pylist()
    assert all("[user] and [user], [e-mail]: [URL] " in text for text in written)
    assert not names.search(" ".join(written).encode())


def test_the_page_that_runs_the_models_shows_labels_as_text(own, browser):
    page = browser.new_page()
    dialogs = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message) or dialog.dismiss())
    page.goto((OWN / "html/live.html").resolve().as_uri())
    page.wait_for_selector(".live-table")
    labels = page.locator(".live-table tbody tr:not([hidden]) th").all_text_contents()
    assert labels == own["corpus"]["classes"]
    assert not page.locator(".live img, .live script").count()
    page.close()
    assert not dialogs


@pytest.mark.skipif(not shutil.which("xelatex"), reason="needs LaTeX: see apt.txt")
def test_the_pdf_shows_them_too(own):
    text = subprocess.run(
        ["pdftotext", str(OWN / "report.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    flat = " ".join(text.split())
    assert "<script>alert(1)</script>" in flat
    assert "$x^2$ \\input{secret} & 100%" in flat
    assert "[U+1F600]" in flat


@pytest.mark.parametrize(
    ("corpus", "says"),
    [
        ("nowhere.csv", "no file or folder nowhere.csv: CORPUS must be one, or 'newsgroups' or 'reddit'"),
        ("README.md", "README.md is not in a format that can be read"),
    ],
)
def test_a_corpus_that_is_not_there_stops_before_any_work(corpus, says):
    done = make_report("own", CORPUS=corpus)
    assert done.returncode != 0
    assert says in done.stderr
    assert "steps to run" not in done.stdout


def test_a_missing_column_stops_before_any_work(tmp_path):
    (tmp_path / "a.csv").write_text("id,comment\n1,x\n")
    done = make_report("own", CORPUS=str(tmp_path / "a.csv"), TEXT="coment", LABEL="subreddit")
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.startswith(
        f"{tmp_path}/a.csv has no column 'coment' (text_column); did you mean 'comment'? "
        "It has 'id', 'comment'\n"
    )


def test_a_corpus_that_is_too_small_to_split_says_so_in_the_line_of_its_step(own_profile, tmp_path):
    rows = [f"document number {n} of class {label},{label}" for n in range(60) for label in "abcde"]
    (tmp_path / "a.csv").write_text("\n".join(["text,label", *rows]))
    done = make_report(own_profile, "sample=40 near_duplicates=null", CORPUS=str(tmp_path / "a.csv"))
    assert done.returncode != 0
    [line] = [line for line in done.stdout.splitlines() if "corpus failed" in line]
    assert (
        "CorpusError: validation_share=0.1 sets 3 of 30 training documents aside, and not all 5 clas" in line
    )
