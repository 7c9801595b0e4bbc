"""Real posts of the original's five subreddits, fetched once from their public source.

They are titles and, in a few posts, a text. The files do not say who wrote them. Posts of one day are often
about the same news.
"""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

from lstm_attention.corpus.fetching import Expected, FetchError, check, fetch
from lstm_attention.corpus.rows import BadLine, CorpusError
from lstm_attention.corpus.sources import POSTS, read_rows
from lstm_attention.settings import SourceParameters
from lstm_attention.store.outputs import replacing

REPOSITORY = "github.com/umbrae/reddit-top-2.5-million"
COMMIT = "d0efcade504b8ed735a48ddc2b15552fa924c9d9"
ADDRESS = f"https://raw.{REPOSITORY.replace('github.com', 'githubusercontent.com')}/{COMMIT}/data"

FILES = {
    "gaming.csv": Expected(383_766, "7a8381a3ae19eea0aabfdcb884d5fb667211787d86298c4619fb305157d0aad0"),
    "politics.csv": Expected(571_826, "46e9b24f6ee3ff3c517cce59ee77796ba9c69516a1e12ab301fd816c1e8e08f0"),
    "programming.csv": Expected(332_348, "c83d200995ad0d14e28751da729c91909121b9f030ee561d55d143df13ec3d77"),
    "science.csv": Expected(423_276, "ab8902487d976ca1c9802109ba5b69498125ed39e37b718a4e128bfc4f499dd6"),
    "technology.csv": Expected(420_827, "47f0ac7b9ddc9f88e1afa60ede2663cb1912fd720a4cabcbbbc64c07cfd4fa68"),
}
"""One file for each subreddit, named after it."""
DOCUMENTS = 4_999

TEXTS = "upvoted Reddit posts (nearly all of them only a title)"
ORIGIN = (
    f"the most upvoted ones of each subreddit until August 2013, from {REPOSITORY} (commit {COMMIT[:12]}), "
    "which its author put into the public domain. Nearly all have a title and no text of their own. The "
    "source does not say who wrote them"
)
"""What is true of the files, for reports that are made from them."""

FOLDER = POSTS.parent
READ = SourceParameters(text_column="title+selftext", label_column="subreddit_id", time_column="created_utc")
"""What is read of each file; its name says the subreddit."""


def fetch_posts(address: str = ADDRESS, folder: Path = FOLDER) -> None:
    """Fetch the files that are not there, and join them in `posts.csv`.

    Args:
        address: of the folder that has the files.
        folder: to keep them in.

    Raises:
        CorpusError: with one line that says what to put where, if a file cannot be fetched; or if one is not
            the expected file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, expected in FILES.items():
        path = folder / name
        if path.is_file():
            check(path, expected)
            continue
        print(f"Fetching {name} ({expected.size / 1e6:.1f} MB) from {REPOSITORY}", flush=True)
        try:
            fetch(f"{address}/{name}", path, expected)
        except FetchError as error:
            missing = ", ".join(other for other in FILES if not (folder / other).is_file())
            raise CorpusError(
                f"not fetched ({error}): run the same command again, or put {missing} from "
                f"https://{REPOSITORY}/tree/{COMMIT}/data into {folder}"
            ) from error
    joined = join(folder).encode()
    posts = folder / POSTS.name
    if not posts.is_file() or posts.read_bytes() != joined:
        with replacing(posts) as draft:
            draft.write_bytes(joined)


def join(folder: Path) -> str:
    """Return the posts of all files in a folder as one CSV: text, subreddit, created_utc, day (UTC).

    Raises:
        CorpusError: if a file cannot be read.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["text", "subreddit", "created_utc", "day"])
    for path in map(folder.joinpath, FILES):
        for row in read_rows(path, READ):
            if isinstance(row, BadLine):
                raise row.error(str(path))
            try:
                day = datetime.fromtimestamp(row.time, UTC).date() if row.time is not None else ""
            except (ValueError, OverflowError, OSError) as error:
                raise CorpusError(f"{path}, line {row.number:,}: no date ({error})") from error
            writer.writerow([row.text, path.stem, row.time, day])
    return text.getvalue()
