"""Checks of a corpus before any step starts, for faults that would stop a later step."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from lstm_attention.corpus.languages import check_language
from lstm_attention.corpus.newsgroups import DOCUMENTS
from lstm_attention.corpus.proportions import check_sample, check_share, in_proportion
from lstm_attention.corpus.rows import BadLine, CorpusError
from lstm_attention.corpus.sources import FIRST_ROWS, read_rows, source_files
from lstm_attention.settings import NEWSGROUPS, CorpusParameters, SourceParameters

SECONDS = 0.7
"""How long reading may take here. Faults further on are found later, by the file's reader."""

COUNTED_WITH = ("classes", "min_characters", "documents_per_class", "cleaning", "near_duplicates", "balanced")
"""Parameters that must have their defaults for the counts of the default corpus to hold."""


def check_corpus(parameters: CorpusParameters) -> None:
    """Find faults that would stop the corpus, as far as possible without reading all of it.

    Raises:
        CorpusError: with one line that says what is wrong and what to do.
    """
    check_language(parameters)
    if parameters.source == NEWSGROUPS:
        check_newsgroups(parameters)
    else:
        check_source(parameters)


def check_newsgroups(parameters: CorpusParameters) -> None:
    """Find out from counts whether the default corpus, or a sample of it, can be split.

    The counts ignore threads, so splitting a barely sufficient sample by whole threads may still fail.

    Raises:
        CorpusError: as the split would, with a sample size that is large enough.
    """
    defaults = CorpusParameters()
    if any(getattr(parameters, name) != getattr(defaults, name) for name in COUNTED_WITH):
        return
    problem = _problem(parameters, parameters.sample)
    if problem and parameters.sample:
        larger = range(parameters.sample + 1, sum(DOCUMENTS.values()))
        enough = next((sample for sample in larger if not _problem(parameters, sample)), None)
        problem += f"; sample={enough} is enough" if enough else ""
    if problem:
        raise CorpusError(problem)


def _problem(parameters: CorpusParameters, sample: int | None) -> str:
    counts = DOCUMENTS
    try:
        if sample is not None and sample < sum(counts.values()):
            check_sample(counts, sample)
            counts = in_proportion(counts, sample)
        training = {label: count for (part, label), count in counts.items() if part == "train"}
        check_share(
            training, parameters.validation_share, "validation_share", stratified=parameters.stratified
        )
    except CorpusError as error:
        return str(error)
    return ""


def check_source(parameters: SourceParameters) -> None:
    """Read the beginning of every file of a user's corpus.

    Args:
        parameters: the source, its columns, delimiter and encoding.

    Raises:
        CorpusError: as `source_files` and `read_rows` do; also if one of the first lines cannot be read,
            unless `on_bad_lines` is "skip".
    """
    files = source_files(parameters.source)
    end = time.monotonic() + SECONDS
    with ThreadPoolExecutor() as pool:  # most formats are unpacked without holding Python's lock
        for _ in pool.map(lambda file: _check_beginning(file, parameters, end), files):
            pass  # a file's error is raised here, in the order of the files


def _check_beginning(path: Path, parameters: SourceParameters, end: float) -> None:
    rows = islice(read_rows(path, parameters), FIRST_ROWS)
    while time.monotonic() < end and (row := next(rows, None)):
        if isinstance(row, BadLine) and parameters.on_bad_lines == "error":
            raise row.error(str(path))
