"""Checks that a built report agrees with itself and with the current code, parameters and corpus.

Nothing is trained and no notebook is executed. Metrics are recomputed from the stored predictions, each
number in results.json and on the pages is compared with its source, and what was recorded when something was
made (`provenance`) is compared with what is there now, by hashes, as times prove nothing.
"""

import csv
import json
import math
import re
import shlex
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from bs4 import BeautifulSoup, Tag

from lstm_attention.book.building import PROVENANCE, source_digest
from lstm_attention.book.execution import made_from
from lstm_attention.commands.report import ReportError, checked_settings, only_one, plan
from lstm_attention.commands.verify_live import check_live
from lstm_attention.evidence import family, intervals, metrics, significance, variance, variants
from lstm_attention.exhibits import variation
from lstm_attention.exhibits.cells import shows
from lstm_attention.exhibits.quoting import QUOTE, of_notebook, quote, tags
from lstm_attention.exhibits.results import collect, timings
from lstm_attention.models import search
from lstm_attention.models.baselines import load_baselines
from lstm_attention.models.runs import RunError, load_run
from lstm_attention.settings import PRIMARY, Settings
from lstm_attention.store.layout import Layout
from lstm_attention.store.outputs import changed
from lstm_attention.store.provenance import file_hash

TABLE = re.compile(r":name: (tab-\S+)\n:file: exhibits/(\S+)/(\S+)\.csv")
FIGURE = re.compile(r":::\{figure\} exhibits/(\S+)/(\S+)\.\*\n:name: (fig-\S+)")


def verify_report(profile: str, overrides: str) -> bool:
    """Print what does not agree.

    Returns:
        Whether all agrees.

    Raises:
        ReportError, SettingsError, CorpusError: if there is no finished report, or if a parameter is wrong.
    """
    settings, build = checked_settings(profile, overrides), Path("build") / profile
    if not (build / "results.json").is_file():
        raise ReportError(f"{build} holds no finished report: run `make report PROFILE={profile}` first")
    with only_one(build):
        problems = list(verify(build, settings, plan(profile, overrides, "all", "--forceall")))
    for problem in problems:
        print(problem)
    if problems:
        disagree = "1 thing does" if len(problems) == 1 else f"{len(problems)} things do"
        end = f"\n{disagree} not agree. `make report` remakes what is out of date."
        print(end, file=sys.stderr)
    else:
        print(f"{build}: every number agrees with the predictions, the code, the parameters and the corpus.")
    return not problems


def verify(build: Path, settings: Settings, steps: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what does not agree, one line each.

    Args:
        build: the folder of a built report.
        settings: settings of the profile.
        steps: all steps of the report, from `report.plan`.
    """
    results = _read(build / "results.json")
    checks = {
        "parameters": check_parameters(results, settings),
        "sources": check_sources(steps),
        "notebooks": check_notebooks(steps),
        "records": check_records(build),
        "results": check_results(build, results),
        "runs": check_runs(build, results),
        "choices": check_choices(build, results),
        "comparisons": check_comparisons(build, results),
        "book": check_book(build),
        "pages": check_pages(build, results),
        "live": check_live(build, results),
        "pdf": check_pdf(build),
    }
    for name, check in checks.items():
        try:
            yield from check
        except FileNotFoundError as error:
            yield f"{error.filename} is missing"
        except RunError as error:
            yield str(error)
        except (KeyError, ValueError, BadZipFile) as error:
            yield f"{name}: damaged, or made by an older version of this project ({error!r})"


def check_parameters(results: dict[str, Any], settings: Settings) -> Iterator[str]:
    """Compare the parameters of the report with those of the profile."""
    for where, was, now in _differences(results["parameters"], settings.model_dump(mode="json")):
        yield f"results.json: {where} was {was}; the profile with this SET has {now}"


def check_sources(steps: list[dict[str, Any]]) -> Iterator[str]:
    """Compare the files of a user's corpus with those that were read.

    Args:
        steps: with the `command` of each.
    """
    for file, _, output in _calls(steps, "corpus.selection"):
        if _read(output / "source.json")["sha256"] != file_hash(file):
            yield f"the corpus was drawn from a different version of {file}"


def check_notebooks(steps: list[dict[str, Any]]) -> Iterator[str]:
    """Compare what each executed notebook was made from with what it would be made from now.

    Args:
        steps: with the `command` of each.
    """
    for template, parameters, output in _calls(steps, "book.execution"):
        if not output.is_file():
            yield f"{output} is missing"
            continue
        executed = _read(output)["metadata"]["executed"]
        for where, was, now in _differences(executed["parameters"], parameters):
            yield f"{output} was executed with {where} = {was}; the profile says {now}"
        sources = made_from(template, parameters)
        for kind in ("code", "inputs"):
            for name, _, now in _differences(executed[kind], sources[kind]):
                gone = "" if now else ", now gone"
                yield f"{output} was executed with a different version of {name}{gone}"


def _calls(steps: list[dict[str, Any]], module: str) -> Iterator[tuple[Path, dict[str, Any], Path]]:
    """Yield input, parameters and first output of each step that calls a module."""
    for step in steps:
        words = shlex.split(step["command"])
        if f"lstm_attention.{module}" in words:
            read, parameters, made = words[words.index(f"lstm_attention.{module}") + 1 :][:3]
            yield Path(read), json.loads(parameters), Path(made)


def check_records(build: Path) -> Iterator[str]:
    """Compare every file that a step made with the hash that was recorded then."""
    for step, paths in changed(build).items():
        for path in paths:
            is_there = Path(path).is_file()
            yield f"{path} {f'has changed since the step {step} made it' if is_there else 'is missing'}"


def check_results(build: Path, results: dict[str, Any]) -> Iterator[str]:
    """Compare each number in results.json and in the cost tables with the exhibit that it came from."""
    again = collect(build, results["profile"], results["parameters"])
    for where, was, now in _differences(results, again):
        yield f"results.json: {where} is {was}, but {now} in the exhibits and notebooks"
    again = timings(build, Settings(**results["parameters"]))
    for where, was, now in _differences(_read(build / "timings.json")["tables"], again["tables"]):
        yield f"timings.json: {where} is {was}, but {now} in the exhibits"


def check_runs(build: Path, results: dict[str, Any]) -> Iterator[str]:
    """The metrics of each run, computed again from its predictions, and what it was trained on."""
    layout, classes = _layout(build, results), results["corpus"]["classes"]
    for folder, draw in layout.draws().items():
        run, where = load_run(Path(folder)), Path(folder).relative_to(build)
        corpus, vectors = (layout.made(made, draw) for made in ("corpus", "vectors"))
        if run.record["corpus"] != _read(Path(corpus, "fingerprint.json")):
            yield f"{where} was trained on a corpus other than {corpus}"
        if run.record["vectors"] != file_hash(Path(vectors)):
            yield f"{where} was trained with vectors other than {vectors}"
        with np.load(Path(corpus, "test.npz"), allow_pickle=False) as test:
            same = all(np.array_equal(getattr(run, name), test[name]) for name in ("ids", "labels"))
        if not same:
            yield f"{where}/predictions.npz is about documents other than those of the test set"
    for model, recorded in results["evaluate"].items():
        finished = [load_run(build / "runs" / f"{model}-{seed['seed']}") for seed in recorded["runs"]]
        tests = []
        for seed, run in zip(recorded["runs"], finished, strict=True):
            tests.append(metrics.evaluate(run.labels, run.probabilities, classes))
            history = run.history.drop(columns="seconds").to_dict(orient="list")
            validation = metrics.accuracy(run.validation_labels, run.validation_probabilities)
            again = {"test": tests[-1], "validation": validation, "history": history}
            again["epochs"] = len(run.history)
            yield from _recomputed(f"evaluate.{model}, seed {seed['seed']}", seed, again)
        names = ("loss", "macro_f1", "macro_auc")
        means = {name: float(np.mean([test[name] for test in tests])) for name in names}
        probabilities = [run.probabilities for run in finished]
        labels = finished[0].labels
        interval = intervals.accuracy_interval(labels, probabilities, finished[0].groups)
        auc = {name: float(np.mean([test["auc"][name] for test in tests])) for name in classes}
        again = {"documents": len(labels), "accuracy": interval, "auc": auc, **means}
        yield from _recomputed(f"evaluate.{model}.test", recorded["test"], again)


def check_choices(build: Path, results: dict[str, Any]) -> Iterator[str]:
    """The settings that were chosen for the models, against the validation predictions of all candidates."""
    layout = _layout(build, results)
    for model, recorded in (_read(Path(layout.choices())) if layout.choices() else {}).items():
        for where, was, now in _differences(recorded, search.choose(layout.tried()[model])):
            yield f"choices.json: {model}, {where} is {was}, but {now} by the predictions"


def check_comparisons(build: Path, results: dict[str, Any]) -> Iterator[str]:
    """Recompute intervals and paired tests of models, baselines and variants from all predictions."""
    settings, recorded = results["parameters"], results["compare"]
    layout = _layout(build, results)
    finished = {name: [load_run(Path(run)) for run in own] for name, own in layout.runs().items()}
    labels, groups = finished["lstm_attention"][0].labels, finished["lstm_attention"][0].groups
    predicted = {model: [run.probabilities for run in finished[model]] for model in results["evaluate"]}
    linear = [load_baselines(Path(folder)) for folder in layout.baselines()]
    for name in linear[0]:
        predicted[name] = [own[name]["probabilities"] for own in linear]
        again = intervals.accuracy_interval(labels, predicted[name][:1], groups)
        yield from _recomputed(f"baselines.models.{name}", results["baselines"]["models"][name], again)
    rows = {
        (row["a"], row["b"], row["metric"]): (f"compare.{table}.{name}", row)
        for table in ("pairs", "other-metrics")
        for name, row in recorded[table].items()
    }
    pairs = list(dict.fromkeys((a, b) for a, b, _ in rows))
    margin = settings["margin"]
    of_variants = {name: len(variant["seeds"]) for name, variant in settings["variants"].items()}
    tests = family.secondary(pairs, linear[0], of_variants, len(settings["seeds"]))
    given = (pairs, groups, margin, settings["resamples"], PRIMARY, tests)
    of_models, compared = significance.compare(labels, predicted, *given)
    for model, again in of_models.items():
        yield from _recomputed(f"compare.intervals.{model}", recorded["intervals"][model], again)
    for again in compared.to_dict(orient="records"):
        yield from _recomputed(*rows[again["a"], again["b"], again["metric"]], again)
    elsewhere = layout.split_runs()
    divided = {
        model: [finished[model][0], *(load_run(Path(run)) for run in elsewhere.get(model, []))]
        for model in PRIMARY
    }
    over = variance.accuracies_over_splits(divided, sum(results["corpus"]["documents"].values()))
    yield from _recomputed("compare.splits", recorded["splits"], over)
    right = {model: intervals.right(labels, own) for model, own in predicted.items()}
    parts = {name: variance.parts(right[name], groups) for name in recorded["variance"].keys() & right.keys()}
    between = variance.parts(right[PRIMARY[0]] - right[PRIMARY[1]], groups)
    again = variation.table(parts, between, PRIMARY, over)
    yield from _recomputed("compare.variance", recorded["variance"], again)
    recorded = results["variants"]["models"]
    own = {name: finished[name] for name in recorded}
    for name, again in variants.beside("lstm_attention", own, margin, tests).items():
        yield from _recomputed(f"variants.models.{name}", recorded[name], again)


def check_book(build: Path) -> Iterator[str]:
    """Compare the files that the book was made from with the current ones."""
    if not (build / "html" / PROVENANCE).is_file():
        yield f"{build / 'html' / PROVENANCE} is missing: the book was not made by `make report`"
        return
    for path, recorded in _read(build / "html" / PROVENANCE)["from"].items():
        if not Path(path).is_file():
            yield f"the book was made from {path}, which is gone"
        elif file_hash(Path(path)) != recorded:
            yield f"the book was made from a different version of {path}"


def check_pages(build: Path, results: dict[str, Any]) -> Iterator[str]:
    """Compare each quoted value, table cell and figure on the pages with the exhibits."""
    costs = _read(build / "timings.json")["tables"]
    for source in sorted((build / "html/_sources").glob("*.md")):
        page = build / "html" / f"{source.stem}.html"
        if not page.is_file():
            yield f"{page} is missing"
            continue
        prose, article = _prose(source, results), _article(page)
        shown = [span.get_text() for span in article.select("span.value")]
        quoted = QUOTE.findall(re.sub(r"^:alt: .*$", "", prose, flags=re.MULTILINE))
        if len(shown) != len(quoted):
            yield f"{page} shows {len(shown)} values, but its source quotes {len(quoted)}"
        for name, text in zip(quoted, shown, strict=False):
            expected = quote(results, name)
            if text != expected:
                yield f"{page} shows {text!r} for {name}, but results.json says {expected!r}"
        for label, notebook, name in TABLE.findall(prose):
            table = article.find(id=label)
            rows = (of_notebook(results, notebook) | costs.get(notebook, {})).get(name)
            if rows is None:  # the table shows results with other names
                with (build / "exhibits" / notebook / f"{name}.csv").open(encoding="utf-8") as file:
                    rows = [
                        {column: re.sub(r"\\(.)", r"\1", cell) for column, cell in row.items()}
                        for row in csv.DictReader(file)
                    ]
            yield from _cells(
                f"{page}, {label}", table, list(rows.values()) if isinstance(rows, dict) else rows
            )
        for notebook, name, label in FIGURE.findall(prose):
            image = article.select_one(f"#{label} img")
            exhibit = build / "exhibits" / notebook / f"{name}.svg"
            drawn = page.parent / image["src"] if image else None
            if drawn is None or not drawn.is_file() or drawn.read_bytes() != exhibit.read_bytes():
                yield f"{page}, {label}: the figure is not the one in {exhibit}"


def check_pdf(build: Path) -> Iterator[str]:
    """Compare the text of the PDF with the pages, if there is a PDF and `pdftotext` to read it."""
    pdf = build / "report.pdf"
    if not pdf.is_file():
        return
    if not shutil.which("pdftotext"):
        print(f"{pdf} was not read, because pdftotext is not installed (Debian's poppler-utils)")
        return
    recorded = re.search(r"^Keywords: +(\w+)", _output("pdfinfo", pdf), re.MULTILINE)
    if not recorded or recorded[1] != source_digest(_read(build / "html" / PROVENANCE)["from"]):
        yield f"{pdf} and the pages in {build / 'html'} were made from different prose, exhibits or notebooks"
    printed = _bare(_output("pdftotext", *("-x", "0", "-y", "60", "-W", "600", "-H", "720"), pdf, "-"))
    for source in sorted((build / "html/_sources").glob("*.md")):
        page = build / "html" / f"{source.stem}.html"
        # A cell of several lines comes out of the PDF between the lines of its neighbours.
        for paragraph in _article(page).select("p"):
            if paragraph.find_parent("td") or paragraph.find_parent(class_="prev-next-area"):
                continue
            said = _bare(paragraph.get_text())
            # A figure may separate the two parts of a paragraph that continues on the next page.
            parts = ((said[:k], said[k:]) for k in range(len(said), -1, -1))
            if not paragraph.select(".math") and not any(a in printed and b in printed for a, b in parts):
                yield f"{pdf} does not say what {page} says: {' '.join(paragraph.get_text().split())!r}"


def _cells(where: str, table: Tag | None, rows: list[dict[str, Any]]) -> Iterator[str]:
    """Compare the cells of a table with its rows, whose first columns are shown."""
    shown = (
        [[cell.get_text() for cell in row.select("td")] for row in table.select("tbody tr")] if table else []
    )
    if len(shown) != len(rows) or any(len(cells) > len(row) for cells, row in zip(shown, rows, strict=False)):
        yield f"{where}: the rows or columns of the table differ from those of its exhibit"
        return
    for number, (cells, values) in enumerate(zip(shown, rows, strict=True), start=1):
        for cell, value in zip(cells, values.values(), strict=False):
            if not shows(cell, value):
                yield f"{where}, row {number}: shows {cell!r} instead of {value!r}"


def _recomputed(where: str, recorded: dict[str, Any], again: dict[str, Any]) -> Iterator[str]:
    """Yield where results.json differs from what was recomputed; other values are ignored."""
    for name, value in again.items():
        for place, was, now in _differences(recorded.get(name), value, name):
            yield f"results.json: {where}, {place} is {was}, but {now} from the predictions"


def _differences(a: Any, b: Any, where: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield where two values differ, and both values, with None for a missing one.

    Numbers may differ by rounding, as another machine may add in a different order.
    """
    if isinstance(a, dict) and isinstance(b, dict):
        for name in dict.fromkeys([*a, *b]):
            yield from _differences(a.get(name), b.get(name), f"{where}.{name}".lstrip("."))
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for number, (one, other) in enumerate(zip(a, b, strict=True)):
            yield from _differences(one, other, f"{where}[{number}]")
    elif isinstance(a, int | float) and isinstance(b, int | float):
        if not math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) and not (math.isnan(a) and math.isnan(b)):
            yield where, a, b
    elif a != b:
        yield where, a, b


def _layout(build: Path, results: dict[str, Any]) -> Layout:
    return Layout(Settings(**results["parameters"]), str(build))


def _prose(source: Path, results: dict[str, Any]) -> str:
    """Return a page's source without the passages for other reports."""
    shown = tags(results)
    blocks = re.compile(r":::\{only\} (\w+)\n.*?\n:::\n", re.DOTALL)
    text = source.read_text(encoding="utf-8")
    return blocks.sub(lambda block: block[0] if block[1] in shown else "", text)


def _article(page: Path) -> Tag:
    found = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").find("article")
    return found if isinstance(found, Tag) else BeautifulSoup("<article></article>", "html.parser")


def _bare(text: str) -> str:
    """Return only letters, digits and the signs of numbers, which do not depend on line breaks."""
    return re.sub(r"[^\w%.,<=+−]", "", unicodedata.normalize("NFKC", unescape(text)))


def _output(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
