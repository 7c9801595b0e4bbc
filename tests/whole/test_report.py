"""`make report` from end to end: a tiny book from real posts, as a reader sees it."""

import csv
import hashlib
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup
from conftest import BUILD, make_report, profile

from lstm_attention.commands.predict import predict_texts
from lstm_attention.commands.report import plan
from lstm_attention.commands.verify import shows
from lstm_attention.corpus import posts
from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.exhibits.quoting import QUOTE, names, of_notebook, quote
from lstm_attention.models.runs import load_run

RESULT_PAGES = [
    "introduction",
    "corpus",
    "dense",
    "lstm",
    "lstm-attention",
    "variants",
    "attention",
    "live",
    "comparison",
    "confidence",
    "rerun",
    "controls",
    "appendix",
]


PROSE_PAGES = [*RESULT_PAGES, "results", "glossary", "references"]
"""With those that state no results."""


def read_page(name):
    html = (BUILD / "html" / f"{name}.html").read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser").find("article")


# What it makes


def test_results_have_the_backbone(report):
    assert report["profile"] == "tiny"
    assert report["parameters"]["lstm"]["batch_size"] == 32
    documents = report["corpus"]["documents"]
    assert sum(documents.values()) == 300
    assert len(report["corpus"]["fingerprint"]) == 64
    assert list(report["evaluate"]) == ["dense", "lstm", "lstm_attention"]
    for model in report["evaluate"].values():
        assert [run["seed"] for run in model["runs"]] == [0, 1]
        for run in model["runs"]:
            matrix = run["test"]["confusion_matrix"]
            assert sum(map(sum, matrix)) == documents["test"]
            right = sum(matrix[k][k] for k in range(5))
            assert run["test"]["accuracy"] == pytest.approx(right / documents["test"])
            assert set(run["test"]["auc"]) == set(report["corpus"]["classes"])
            assert run["epochs"] == len(run["history"]["val_loss"])
        accuracy = model["test"]["accuracy"]
        assert accuracy["low"] < accuracy["mean"] < accuracy["high"]
    assert {"lstm_attention_minus_lstm", "lstm_minus_dense"} < set(report["compare"]["pairs"])
    assert len(report["verdicts"]["features"]) == 5
    timings = json.loads((BUILD / "timings.json").read_text())
    models = {f"{model}-{seed}" for model in report["evaluate"] for seed in (0, 1)}
    assert set(timings) == models | {"context_vector-0", "max-0", "tables", "executed"}
    assert report["variants"]["models"].keys() == {"lstm_attention", "context_vector", "max"}
    assert report["variants"]["recommended"]["variant"] in report["variants"]["models"]


def test_a_run_holds_all_that_a_training_leaves_behind(report):
    folder = BUILD / "runs" / "lstm_attention-0"
    assert {path.name for path in folder.iterdir()} >= {
        "model.keras",
        "history.csv",
        "predictions.npz",
        "run.json",
    }
    record = json.loads((folder / "run.json").read_text())
    assert record["corpus"] == report["corpus"]["fingerprint"]
    assert {"keras", "tensorflow", "python"} <= set(record["versions"])
    assert record["vectors"] == hashlib.sha256((BUILD / "vectors.npy").read_bytes()).hexdigest()
    assert record["vectors"] == report["provenance"]["vectors"]
    assert record["machine"] == report["provenance"]["machine"]
    assert record["commit"] == told("git", "rev-parse", "HEAD").strip()
    assert report["provenance"]["seeds"]["lstm_attention"] == [0, 1]


# What a reader sees


def prose(page):
    """Return a page's source without passages for own corpora and pretrained vectors."""
    source = Path(f"book/{page}.md").read_text(encoding="utf-8")
    return re.sub(r"(?s):::\{only\} (?:own|pretrained)\n.*?\n:::\n", "", source)


@pytest.mark.parametrize("page", RESULT_PAGES)
def test_every_quoted_value_on_a_page_is_the_one_in_results(report, page):
    source = re.sub(r"(?m)^:alt: .*$", "", prose(page))
    shown = [span.get_text() for span in read_page(page).select("span.value")]
    assert len(shown) == source.count("{value}")
    assert shown == [quote(report, text) for text in QUOTE.findall(source)]


def test_all_that_is_made_for_prose_is_quoted(report):
    pages = "".join(path.read_text(encoding="utf-8") for path in Path("book").glob("*.md"))
    quoted = {name.partition(":")[0] for name in QUOTE.findall(pages)}
    quoted |= {re.sub(r"^evaluate\.\w+", "evaluate.*", name) for name in quoted}
    made = {re.sub(r"^evaluate\.\w+", "evaluate.*", name) for name in names(report) if ".prose." in name}
    assert made - quoted == set()
    assert len(made) > 20


@pytest.mark.parametrize("page", RESULT_PAGES)
def test_every_cell_of_a_table_is_the_one_in_results(report, page):
    source = Path(f"book/{page}.md").read_text(encoding="utf-8")
    tables = re.findall(r":name: (tab-\S+)\n:file: exhibits/(\S+)/(\S+)\.csv", source)
    assert len(tables) == source.count("{csv-table}")
    article = read_page(page)
    costs = json.loads((BUILD / "timings.json").read_text())["tables"]
    for label, notebook, name in tables:
        rows = article.find(id=label).select("tbody tr")
        exact = (of_notebook(report, notebook) | costs.get(notebook, {})).get(name)
        if exact is None:  # a table of results that have other names
            assert len(rows) > 1
            continue
        exact = list(exact.values()) if isinstance(exact, dict) else exact
        assert len(rows) == len(exact) > 0
        for row, values in zip(rows, exact, strict=True):
            cells = [cell.get_text() for cell in row.select("td")]
            assert len(cells) > 1
            for cell, value in zip(cells, values.values(), strict=False):
                assert shows(cell, value), (label, cell, value)


@pytest.mark.parametrize("page", RESULT_PAGES)
def test_every_figure_and_table_is_numbered_and_there(report, page):
    article = read_page(page)
    exhibits = [*article.select("figure"), *article.select("table.table")]
    for exhibit in exhibits:
        number = exhibit.select_one(".caption-number").get_text()
        assert re.match(r"(Figure|Table) \d+(\.\d+)? $", number)
        for image in exhibit.select("img"):
            assert len(image["alt"]) > 60
            assert (BUILD / "html" / image["src"]).stat().st_size > 1000


@pytest.mark.parametrize("page", [*RESULT_PAGES, "results"])
def test_every_figure_and_table_can_be_taken_away(report, page):
    article, by_number = read_page(page), BUILD / "exhibits" / "by-number"
    exhibits = article.select("figure, .pst-scrollable-table-container")
    for exhibit in exhibits:
        number = exhibit.select_one(".caption-number").get_text().strip()
        links = exhibit.find_next_sibling().select("a[download]")
        forms = ["SVG", "PDF", "PNG"] if exhibit.name == "figure" else ["CSV", "LaTeX"]
        assert [link["aria-label"] for link in links] == [f"{number} as {form}" for form in forms]
        for link in links:
            file = BUILD / "html" / link["href"]
            assert file.name.startswith(f"{number.lower().replace(' ', '-')}-")
            assert file.read_bytes() == (by_number / file.name).read_bytes()
    assert len(article.select("ul.downloads")) == len(exhibits)


def test_a_table_as_csv_holds_what_the_page_shows_and_programs_read_its_numbers(report):
    table = read_page("appendix").find(id="tab-pairs")
    file = BUILD / "html" / table.parent.find_next_sibling().a["href"]
    with file.open(encoding="utf-8-sig", newline="") as opened:
        read = list(csv.reader(opened))
    shown = [[cell.get_text() for cell in row.select("th, td")] for row in table.select("tr")]
    assert [[cell.replace("−", "-") for cell in row] for row in read] == [
        [cell.replace("−", "-") for cell in row] for row in shown
    ]
    differences = [pair["difference"] for pair in report["compare"]["pairs"].values()]
    assert [float(row[1]) for row in read[1:]] == pytest.approx(
        [100 * each for each in differences],
        abs=0.05 + 1e-9,  # half a tenth, rounded either way
    )


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no LaTeX here")
def test_latex_sets_every_table(report, tmp_path):
    tables = sorted(path.resolve() for path in (BUILD / "exhibits" / "by-number").glob("*.tex"))
    assert len(tables) > 20
    (tmp_path / "t.tex").write_text(
        "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{booktabs,longtable}\n"
        "\\begin{document}\n"
        + "".join(f"\\input{{{path}}}\\clearpage\n" for path in tables)
        + "\\end{document}\n"
    )
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "t.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]


def test_every_term_of_the_glossary_is_used_and_linked_once_in_a_chapter(report):
    terms = {term["id"] for term in read_page("glossary").select("dt[id]")}
    assert len(terms) > 20
    text = " ".join(read_page(page).get_text().lower() for page in RESULT_PAGES)
    for term in read_page("glossary").select("dt"):
        name = term.find(string=True).strip().lower()
        assert re.search(rf"(?<![\w-]){re.escape(name)}s?(?![\w-])", text), name
    everywhere = set()
    for page in RESULT_PAGES:
        linked = [link["href"] for link in read_page(page).select("a[href^='glossary.html#']")]
        assert len(linked) == len(set(linked)), page
        everywhere |= {link.partition("#")[2] for link in linked}
    assert everywhere <= terms
    assert len(everywhere) > 20  # some terms are used in tables and captions alone


def test_the_report_says_how_to_cite_it(report):
    box = read_page("references").select_one(".citation-box")
    assert f"commit {report['provenance']['commit'][:10]}" in box.p.get_text()
    assert "@misc{" in box.pre.get_text()


def test_the_examples_of_reading_results_run(report, tmp_path):
    for name in ("results.json", "results.schema.json"):
        shutil.copy(BUILD / name, tmp_path)
    source = Path("book/results.md").read_text(encoding="utf-8")
    code = "".join(re.findall(r"(?s)```python\n(.*?)```", source))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    pair = report["compare"]["pairs"]["lstm_attention_minus_lstm"]
    assert done.stdout.split() == [str(pair[name]) for name in ("difference", "low", "high")]
    for command in re.findall(r"(?m)^jq .*", source) if shutil.which("jq") else []:
        assert subprocess.run(
            command, shell=True, cwd=tmp_path, check=True, capture_output=True
        ).stdout.strip()


def test_every_link_within_the_book_resolves(report):
    pages = {
        path: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in (BUILD / "html").rglob("*.html")
    }
    anchors = {path.resolve(): {tag["id"] for tag in page.find_all(id=True)} for path, page in pages.items()}
    checked = 0
    for path, page in pages.items():
        for link in page.select("article a[href], nav a[href]"):
            target, _, anchor = link["href"].partition("#")
            if re.match(r"\w+:", target):
                continue
            goal = (path.parent / target).resolve() if target else path.resolve()
            assert goal.is_file(), (path, link["href"])
            assert not anchor or anchor in anchors.get(goal, {anchor}), (path, link["href"])
            checked += 1
    assert checked > 100


@pytest.mark.parametrize("page", RESULT_PAGES)
def test_a_page_says_how_it_was_computed(report, page):
    source = Path(f"book/{page}.md").read_text(encoding="utf-8")
    told_of = read_page(page).select_one("details.origin")
    assert report["corpus"]["fingerprint"][:12] in told_of.get_text()
    downloads = {BUILD / "html" / link["href"] for link in told_of.select("a[download]")}
    quoted = {re.sub(r"^evaluate\.", "evaluate-", name).partition(".")[0] for name in QUOTE.findall(source)}
    assert quoted - {"parameters"} <= {path.stem for path in downloads}
    for path, description in zip(
        [BUILD / "html" / link["href"] for link in told_of.select("a[download]")],
        told_of.select("dd"),
        strict=True,
    ):
        executed = json.loads(path.read_text(encoding="utf-8"))["metadata"]["executed"]
        text = description.get_text()
        assert f"keras {executed['versions']['keras']}" in text
        for name, value in executed["parameters"].items():
            assert f"{name} = {json.dumps(value)}" in text


def test_every_notebook_opens_on_binder_and_colab_as_it_is_in_git(report):
    pages = sorted((BUILD / "html" / "notebooks").glob("*.html"))
    assert len(pages) > 10
    for path in pages:
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        binder = page.select_one(
            "a[href^='https://mybinder.org/v2/gh/someone/project/main?urlpath=lab/tree/']"
        )
        colab = page.select_one(
            "a[href^='https://colab.research.google.com/github/someone/project/blob/main/']"
        )
        for link in (binder, colab):
            assert Path("book/notebooks", link["href"].partition("/book/notebooks/")[2]).is_file(), link
        assert (
            "git clone --quiet https://github.com/someone/project &&" in page.select_one(".launch pre").text
        )
    for page in RESULT_PAGES:
        assert not BeautifulSoup((BUILD / "html" / f"{page}.html").read_text(), "html.parser").select(
            "a[href*='mybinder']"
        )


def test_no_page_loads_anything_from_elsewhere(report):
    loaded = 0
    for path in (BUILD / "html").rglob("*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        sources = [tag.get("src") for tag in page.select("script[src], img[src], iframe[src]")]
        sources += [tag["href"] for tag in page.select("link[rel=stylesheet], link[rel=preload]")]
        loaded += len(sources)
        assert not [source for source in sources if re.match(r"(https?:)?//", source)], path
    assert loaded > 100


def test_the_text_of_posts_is_shown_and_never_interpreted(report):
    shown = [
        row.select("td")[1].get_text()
        for row in read_page("appendix").find(id="tab-examples").select("tbody tr")
    ]
    assert len(shown) == 5
    assert shown == [row["beginning"] for row in report["corpus"]["examples"]]


def test_the_heatmap_shows_posts_as_they_were_written_and_interprets_no_word(report):
    page = read_page("attention").select_one(".attention")
    words = page.select("[role=listbox] [role=option]")
    assert len(page.select("section")) > 1
    assert len(words) > 40
    assert not page.select("script, img, a")
    names = [str(name) for name in EncodedDocuments.load(BUILD / "corpus/test.npz").ids]
    for section in page.select("section"):
        document = names.index(section.select_one(".attended-title").get_text().partition(":")[0])
        [post] = posts.load(BUILD / "corpus/test-posts.parquet", [document])
        stretches = section.select_one("[role=listbox]").get_text().split(" … ")
        assert all(" ".join(stretch.split()) in " ".join(post.text.split()) for stretch in stretches)
        weights = [float(word["data-weight"].split("%")[0]) for word in section.select("[role=option]")]
        assert sum(weights) == pytest.approx(100, abs=0.01 * len(weights))


def test_every_feature_closes_with_its_evidence_and_verdict(report):
    text = " ".join(read_page("attention").get_text().split())
    for name, feature in report["verdicts"]["features"].items():
        assert f"{feature['verdict']}. In this report, {feature['evidence']}" in text, name


def test_pages_are_free_of_traces_of_objects_and_machines(report):
    for path in (BUILD / "html").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for trace in (
            "<Figure size",
            "Styler object",
            "&lt;Figure",
            str(Path.cwd()),
            "np.float64",
            "WARNING:",
        ):
            assert trace not in text, (path, trace)


# What runs again


def test_a_second_report_does_no_work_and_says_so(report):
    before = (BUILD / "html/index.html").stat().st_mtime_ns
    started = time.monotonic()
    done = make_report("tiny")
    assert done.returncode == 0
    assert done.stdout.startswith("Nothing to do: build/tiny/html/index.html is up to date")
    assert (BUILD / "html/index.html").stat().st_mtime_ns == before
    assert time.monotonic() - started < 30  # a hang, not a benchmark


def test_a_plan_says_what_would_run_and_changes_nothing(report, tmp_path):
    assert make_report("tiny", target="plan").stdout == "Nothing to do: all is up to date.\n"
    files = {path: path.stat().st_mtime_ns for path in BUILD.rglob("*")}
    first, *lines = make_report("tiny", "dense.epochs=2", target="plan").stdout.splitlines()
    assert re.fullmatch(r"Report 'tiny' \(2 seeds\): \d+ steps to run, about \d+ (s|min) on \d+ cores", first)
    assert any(re.fullmatch(r" +2 × train +\d+ s +parameters changed", line) for line in lines)
    page = BUILD / "html/corpus.html"
    shutil.copy2(page, tmp_path)
    try:
        page.write_text("", encoding="utf-8")
        told = make_report("tiny", target="plan").stdout
    finally:
        shutil.copy2(tmp_path / "corpus.html", page)
    assert told.startswith(f"{page} changed since the step html, which now runs again.\nReport 'tiny'")
    assert re.search(r"1 × html +\d+ s +changed since it was made$", told)
    left = {path: path.stat().st_mtime_ns for path in BUILD.rglob("*") if path.name != ".lock"}
    assert left == {path: time for path, time in files.items() if path.name != ".lock"}


def test_a_reader_who_has_seen_enough_ends_a_report_without_a_traceback(report):
    (BUILD / "hashes/results.json").unlink()
    piped = f"make --no-print-directory report PROFILE={BUILD.name} | head -1"
    done = subprocess.run(["bash", "-c", piped], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("Report 'tiny' (2 seeds): ")
    assert "Traceback" not in done.stderr
    assert make_report("tiny").returncode == 0


def test_a_terminal_is_never_asked_for_input(report):
    terminal, keyboard = pty.openpty()
    with open(terminal, "rb", buffering=0), open(keyboard, "rb", buffering=0) as stdin:
        assert "Nothing to do" in make_report("tiny", stdin=stdin).stdout


@pytest.mark.parametrize(
    ("overrides", "trained"),
    [
        ("dense.epochs=2", {"train dense 0", "train dense 1"}),
        ("lstm.learning_rate=0.01", {"train lstm 0", "train lstm 1"}),
        ("seeds=[0,1,2]", {"train dense 2", "train lstm 2", "train lstm_attention 2"}),
        ("max.epochs=1", {"train max 0"}),
        (
            "vector_window=3",
            {f"train {m} {s}" for m in ("dense", "lstm", "lstm_attention") for s in (0, 1)}
            | {"train context_vector 0", "train max 0"},
        ),
    ],
)
def test_a_changed_parameter_runs_what_depends_on_it_and_no_more(report, overrides, trained):
    steps = {step["name"] for step in plan("tiny", overrides)}
    assert {step for step in steps if step.startswith("train")} == trained
    assert {"compare", "results", "html"} <= steps
    assert ("corpus" in steps) is False
    assert ("vectors" in steps) is ("vector" in overrides)


@pytest.fixture(scope="module")
def pdf(report):
    """Return the text of the PDF without running heads and page numbers."""
    if not shutil.which("xelatex") and not os.environ.get("CI"):
        pytest.skip("no LaTeX here: install the packages of apt.txt to test the PDF")
    done = make_report("tiny", target="pdf")
    assert done.returncode == 0, done.stdout + done.stderr
    return told("pdftotext", *("-x", "0", "-y", "60", "-W", "600", "-H", "720"), BUILD / "report.pdf", "-")


def told(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def bare(text):
    """Return only letters, digits and the signs of numbers, which do not depend on line breaks."""
    return re.sub(r"[^\w%.,<=+−]", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("page", PROSE_PAGES)
def test_the_pdf_says_what_the_html_says(page, pdf):
    printed = bare(pdf)
    for paragraph in read_page(page).find_all("p"):
        # A cell of several lines comes out of the PDF between the lines of its neighbours.
        if paragraph.find_parent("td"):
            continue
        if not paragraph.select(".math") and not paragraph.find_parent(class_="prev-next-area"):
            said = bare(paragraph.get_text())
            # A figure may separate the two parts of a paragraph that continues on the next page.
            parts = ((said[:k], said[k:]) for k in range(len(said), -1, -1))
            assert any(a in printed and b in printed for a, b in parts), paragraph.get_text()


def test_figures_and_tables_have_the_same_numbers_in_both(pdf):
    numbered = [
        caption.get_text(strip=True)
        for page in PROSE_PAGES
        for caption in read_page(page).select(".caption-number")
    ]
    printed = re.findall(r"^\f?((?:Figure|Table) [\d.]+):", pdf, flags=re.MULTILINE)
    assert len(numbered) > 20
    assert sorted(printed) == sorted(numbered)


def test_the_chapters_of_the_pdf_fill_25_pages_at_most(pdf):
    contents = told("pdftotext", "-layout", BUILD / "report.pdf", "-")
    assert int(re.search(r"Appendix: .*?(\d+)\n", contents)[1]) <= 26


def test_the_pdf_is_whole(pdf):
    about = told("pdfinfo", BUILD / "report.pdf")
    assert re.search(r"Title: +LSTM with attention, reproduced\n", about)
    assert re.search(r"Author: +\S", about)
    for font in told("pdffonts", BUILD / "report.pdf").splitlines()[2:]:
        assert font.split()[-5] == "yes", f"not embedded: {font}"
    for trace in ("<Figure size", "Styler object", "??", "{glue"):
        assert trace not in pdf
    assert re.search(r"rec\.sport\.baseball,\srec\.sport\.hockey", pdf)  # a space after a word that may break
    # Nothing runs off the page at its foot.
    words = told("pdftotext", "-bbox", BUILD / "report.pdf", "-")
    lowest = max(float(y) for y in re.findall(r'yMax="([\d.]+)"', words))
    assert lowest < float(re.search(r'height="([\d.]+)"', words)[1]) - 30
    assert "Nothing to do: build/tiny/report.pdf is up to date" in make_report("tiny", target="pdf").stdout


@pytest.mark.parametrize("lacking", [{"PATH": ""}, {"OSFONTDIR": "/nowhere"}])
def test_without_latex_or_its_fonts_the_packages_are_named(report, lacking):
    done = subprocess.run(
        [sys.executable, "-m", "lstm_attention", "pdf", "--profile", "tiny"],
        env=os.environ | lacking,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == (
        "a PDF needs LaTeX and its fonts: sudo apt-get install --no-install-recommends $(cat apt.txt)\n"
    )


def test_a_cluster_runs_the_steps_as_jobs_of_its_queue(report):
    before = (BUILD / "results.json").read_bytes()
    (BUILD / "results.json").unlink()
    shutil.rmtree(BUILD / "exhibits" / "compare")
    done = make_report("tiny", cluster="profiles/local-queue")
    assert done.returncode == 0, done.stdout + done.stderr
    for step in ("compare", "results", "html"):
        assert f"✓ {step}" in done.stdout
    assert (BUILD / "results.json").read_bytes() == before
    assert "Nothing to do" in make_report("tiny").stdout


def test_a_cluster_that_does_not_exist_is_named(report):
    done = make_report("tiny", cluster="profiles/lsf")
    assert done.returncode != 0
    assert (
        "cluster 'profiles/lsf': must be a folder with a config.yaml, such as profiles/slurm" in done.stderr
    )


def test_predict_gives_a_raw_post_the_probabilities_that_the_report_gave_it(report, newsgroups):
    runs = [load_run(Path(folder)) for folder in report["variants"]["recommended"]["runs"]]
    posts = newsgroups.set_index("id")
    texts = [posts.loc[name, "text"] for name in runs[0].ids[:3]]
    classes, probabilities, words = predict_texts(texts, BUILD)
    assert classes == report["corpus"]["classes"]
    expected = np.mean([run.probabilities[:3] for run in runs], axis=0)
    assert probabilities == pytest.approx(expected, abs=1e-5)
    assert [read for _, read in words] == runs[0].lengths[:3].tolist()
    assert all(0 < known <= read for known, read in words)


def test_a_change_of_prose_rebuilds_only_the_book(report):
    page = Path("book/rerun.md")
    text = page.read_text(encoding="utf-8")
    try:
        page.write_text(text + "\n", encoding="utf-8")
        assert {step["name"] for step in plan("tiny", "")} == {"html"}
    finally:
        page.write_text(text, encoding="utf-8")


# Bad input


@pytest.mark.parametrize(
    ("profile", "overrides", "says"),
    [
        ("tiny", "epoch=3", "epoch=3: unknown parameter; did you mean 'epochs'?"),
        ("tiny", "epochs=0", "dense.epochs=0: must be greater than or equal to 1"),
        ("tiny", "lstm.epochs=many", "lstm.epochs='many': must be a valid integer"),
        (
            "nothing",
            "",
            "no profile config/nothing.yaml; profiles there: ",
        ),
        ("../etc", "", "profile '../etc': must be the name of a file in config/"),
        ("tiny", "x=$(touch pwned)", "'pwned)' in SET must have the form name=value"),
    ],
)
def test_a_wrong_parameter_stops_before_any_work(profile, overrides, says):
    done = make_report(profile, overrides)
    assert done.returncode != 0
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not Path("pwned").exists()


def test_a_failed_step_says_what_where_and_what_to_do():
    name = "broken-for-a-test"
    with profile(name, "classes: [gaming]\n"):  # there is no other class
        done = make_report(name)
    assert done.returncode != 0
    assert "corpus failed: corpus.ipynb failed at In [" in done.stdout
    assert f"log: build/{name}/logs/corpus.log" in done.stdout
    assert "RuleException" not in done.stdout + done.stderr
    assert "run the same command again" in done.stdout
