"""A worked softmax as a table and in a sentence."""

import numpy as np
import pandas as pd

from lstm_attention.corpus.posts import Post, beginning

LONGEST = 300
"""Letters of a document in a sentence."""


def table(post: Post, words: list[str | None], worked: dict[str, np.ndarray]) -> pd.DataFrame:
    """Return one row per token, and one for their sum.

    Args:
        post: the document as it was written.
        words: words that the model reads, None for the unknown word.
        worked: what `evidence.softmax.worked` returns.

    Returns:
        `word`, as it was written; `before`, `score`, `exponential` and `weight`; and `equal`, the weight of
        each token if all were equal.
    """
    frame = pd.DataFrame(
        {
            "word": [_word(post, place, word) for place, word in enumerate(words)],
            "before": worked["before"],
            "score": worked["scores"],
            "exponential": worked["exponentials"],
            "weight": worked["weights"],
            "equal": np.full(len(words), 1 / len(words)),
        }
    )
    sums = {"word": "Sum", **frame[["exponential", "weight", "equal"]].sum()}
    return pd.concat([frame, pd.DataFrame([sums])], ignore_index=True)


def _word(post: Post, place: int, word: str | None) -> str:
    start, end = post.spans[place].tolist()
    written = post.text[start:end] if start >= 0 else word
    return f"{written or ''} (unknown)".strip() if word is None else str(written)


def text(post: Post, cut: int | None) -> str:
    """How the document begins, as it was written; if it is cut to `cut` tokens, not beyond them."""
    end = post.spans[:cut].max(initial=0) if cut else len(post.text)
    shown = beginning(post.text[:end], LONGEST)
    return f"{shown} …" if cut and not shown.endswith("…") else shown


def sentence(rows: pd.DataFrame, cut: bool) -> str:
    """Return a sentence on what `table` shows.

    Args:
        rows: the table, with its row of sums.
        cut: whether the document goes on.
    """
    tokens, total = rows.iloc[:-1], rows.iloc[-1]["exponential"]
    if len(tokens) == 1:
        return "the model reads one token of it, which gets all of the weight"
    which = f"its {'first ' if cut else ''}{len(tokens)} tokens"
    weights, equal = tokens["weight"], 1 / len(tokens)
    start = (
        f"the exponentials of the scores of {which} add up to {total:.2f}, "
        "and each divided by this sum is a weight"
    )
    if np.isclose(weights.max(), weights.min(), rtol=0, atol=5e-5):
        return f"{start} of {equal:.1%}"
    heaviest, lightest = _named(tokens, int(weights.argmax())), _named(tokens, int(weights.argmin()))
    return (
        f"{start}. The largest weight, {weights.max():.1%}, is that of {heaviest}, and the smallest, "
        f"{weights.min():.1%}, that of {lightest}; equal weights would be {equal:.1%}"
    )


def _named(tokens: pd.DataFrame, place: int) -> str:
    """A token, with its number if the word occurs more than once."""
    word = tokens["word"].iloc[place]
    again = (tokens["word"] == word).sum() > 1
    return f"“{word}” (token {place + 1})" if again else f"“{word}”"
