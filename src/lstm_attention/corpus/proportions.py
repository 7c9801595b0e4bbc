"""Whether a sample or a split leaves every class in every part, judged from counts alone."""

import math
from collections.abc import Hashable
from typing import TypeVar

from lstm_attention.corpus.rows import CorpusError

Group = TypeVar("Group", bound=Hashable)

SETS = {"train": "training set", "validation": "validation set", "test": "test set"}
"""What messages call the sets of a corpus, by the names in its files."""


def in_proportion(counts: dict[Group, int], size: int) -> dict[Group, int]:
    """Return how many of `size` documents each group gets in proportion to its count.

    As in scikit-learn, what rounding down leaves over goes to the largest fractions. If fractions are equal,
    scikit-learn draws at random; here the larger group goes first.
    """
    total = sum(counts.values())
    shares = {group: count / max(total, 1) * size for group, count in counts.items()}
    drawn = {group: math.floor(share) for group, share in shares.items()}
    largest_first = sorted(counts, key=lambda group: (drawn[group] - shares[group], -counts[group]))
    for group in largest_first[: size - sum(drawn.values())]:
        drawn[group] += 1
    return drawn


def check_sample(counts: dict[tuple[str, str], int], size: int) -> None:
    """Stop if a proportional sample cannot have every class in every set.

    Args:
        counts: number of documents in each set and class.
        size: size of the sample.

    Raises:
        CorpusError: with a size that is possible.
    """
    documents, smallest = sum(counts.values()), min(counts, key=counts.__getitem__)
    # scikit-learn also requires a document of every group among those that are not drawn.
    most = documents - len(counts) if counts[smallest] > 1 else 0
    if size <= most and all(in_proportion(counts, size).values()):
        return
    least = math.ceil(documents / counts[smallest])
    possible = f"a number from {least} to {most}, or null for all" if least <= most else "null for all"
    part, label = smallest
    raise CorpusError(
        f"sample={size} of {documents:,} documents cannot keep the proportions of all classes in both sets "
        f"({label!r} has {counts[smallest]:,} in the {SETS[part]}): set sample to "
        f"{possible}"
    )


def check_share(counts: dict[str, int], share: float, parameter: str, *, stratified: bool) -> None:
    """Stop if a part that is set aside, or the remaining part, cannot have a document of every class.

    Args:
        counts: number of documents in each class.
        share: share of the documents that are set aside.
        parameter: name of the parameter that sets the share.
        stratified: whether the proportions of the classes are kept. Otherwise chance decides, and
            only a set with fewer documents than classes is detected here.

    Raises:
        CorpusError: with the count or the share that is needed.
    """
    documents = sum(counts.values())
    aside = math.ceil(share * documents)
    if stratified:
        left = in_proportion(counts, documents - aside)
        possible = all(0 < left[label] < count for label, count in counts.items())
    else:
        possible = len(counts) <= aside <= documents - len(counts)
    if possible:
        return
    smallest = min(counts, key=counts.__getitem__)
    count = counts[smallest]
    needed = math.ceil(round(1 / min(share, 1 - share), 6))
    remedy = f"keep {needed:,} or more of each class (by sample, documents_per_class or classes)"
    if count > 1:
        nearest = math.ceil(100 / count) if share < 0.5 else math.floor(100 - 100 / count)
        remedy += f" or set {parameter}={nearest / 100:g}"
    whole = {"test_share": "documents", "validation_share": "training documents"}[parameter]
    raise CorpusError(
        f"{parameter}={share:g} sets {aside:,} of {documents:,} {whole} aside, and not all {len(counts)} "
        f"classes can be on both sides ({smallest!r} has {count:,} in all): {remedy}"
    )
