"""Controls of the report's own code: what is true of a generated corpus, and whether the code said so.

A control that cannot fail would be none: each rule here is a function of plain numbers.
"""

from typing import Any

from statsmodels.stats.proportion import proportion_confint

from lstm_attention.evidence import verdicts
from lstm_attention.evidence.intervals import LEVEL
from lstm_attention.exhibits.key_features import WORDS
from lstm_attention.exhibits.wording import interval, listing, points, short_points, signed_points

COVERED = (0.93, 0.97)
"""Share of 95% intervals that may contain the truth: two standard errors of 500 corpora on either side."""

FOUND = 0.9
"""Least share of the documents in which the word that decides must be the heaviest."""

POWER = 0.8
"""Least share of the corpora in which the primary test must find a difference that is large."""

OUTCOMES = {True: "holds", False: "failed"}
"""What the outcome of a control is called."""

Row = dict[str, Any]
"""`truth` and `said`, for a table; whether the control `holds`; the `share` of corpora that was counted."""


def at_chance(over: dict[str, dict[str, Any]]) -> Row:
    """Whether no model is better or worse than chance.

    Args:
        over: accuracy minus chance, by model, corrected for their number.
    """
    apart = [name for name, estimate in over.items() if verdicts.ahead(estimate) is not None]
    furthest = max(over, key=lambda name: abs(over[name]["mean"]))
    widest = max((estimate["high"] - estimate["low"]) / 2 for estimate in over.values())
    said = (
        f"{len(over) - len(apart)} of {len(over)} intervals contain chance; furthest from it is the "
        f"{furthest}, by {short_points(over[furthest])} points; the widest interval reaches {points(widest)} "
        "to either side"
    )
    return _row("Labels have nothing to do with the text: every model is at chance", said, not apart)


def nothing_shown(found: dict[str, str]) -> Row:
    """Whether no claim is said to be shown; `found` are verdicts by claim, in the words of the report."""
    return _row(
        "On the same corpus no claim about attention can be shown",
        _verdicts(found),
        WORDS[True] not in found.values(),
    )


def level_of_test(name: str, rejected: int, repetitions: int) -> Row:
    """Whether a test at 5% rejects a true hypothesis in 5% of the corpora, as far as their number tells."""
    low, high = binomial_interval(rejected, repetitions)
    return _row(
        f"Two models at chance do not differ: {name} finds a difference in {1 - LEVEL:.0%} of the corpora",
        _counted(rejected, repetitions),
        low <= 1 - LEVEL <= high,
        rejected / repetitions,
    )


def level_of_trainings(trainings: int, rejected: int, repetitions: int) -> Row:
    """Whether a test of several training runs, whose spread it estimates, rejects in no more than 5%."""
    low, _ = binomial_interval(rejected, repetitions)
    return _row(
        f"Two ways to train are equally good: with {trainings} training runs of each, whose accuracies vary, "
        f"the primary test finds a difference in at most {1 - LEVEL:.0%} of the corpora",
        _counted(rejected, repetitions),
        low <= 1 - LEVEL,
        rejected / repetitions,
    )


def power_of_trainings(trainings: int, difference: float, ahead: int, simulations: int) -> Row:
    """Whether a test of several training runs finds a true difference, and its sign, in most corpora."""
    return _row(
        f"One way to train is better by {points(difference)} on average: with {trainings} training runs of "
        f"each, the primary test finds that in at least {POWER:.0%} of the corpora",
        _counted(ahead, simulations),
        ahead / simulations >= POWER,
        ahead / simulations,
    )


def level_of_exact_test(name: str, rejected: int, repetitions: int) -> Row:
    """Whether an exact test, which may reject less often, rejects in no more than 5%."""
    low, _ = binomial_interval(rejected, repetitions)
    return _row(
        f"The same corpora: {name}, which is exact, finds a difference in at most {1 - LEVEL:.0%}",
        _counted(rejected, repetitions),
        low <= 1 - LEVEL,
        rejected / repetitions,
    )


def word_found(accuracy: dict[str, float], heaviest: dict[str, float], found: dict[str, str]) -> Row:
    """Whether a layer that can single out a word finds the one that decides, and the report says so.

    Args:
        accuracy: of the model.
        heaviest: share of the documents in which no word weighs more than the one that decides.
        found: verdicts on the weights by claim, in the words of the report.
    """
    said = (
        f"accuracy {interval(accuracy, '.1%')}; that word is the heaviest in {interval(heaviest, '.1%')} of "
        f"the documents; {_verdicts(found)}"
    )
    holds = heaviest["low"] >= FOUND and set(found.values()) == {WORDS[True]}
    return _row("One early word among hundreds decides: the context vector finds it", said, holds)


def bounded_layer(half: dict[str, float], focus: str) -> Row:
    """Whether the layer whose weights are bounded is not said to focus.

    Args:
        half: share of the words that holds half of its weight.
        focus: the verdict on selective focus, in the words of the report.
    """
    said = f"half of the weight lies on {interval(half, '.1%')} of the words; selective focus is {focus}"
    return _row("On the same corpus the published layer cannot single out a word", said, focus != WORDS[True])


def copies_equal(pairs: dict[str, dict[str, Any]], discordance: dict[str, Any], margin: float) -> Row:
    """Whether two copies of one model are said not to differ, and to be equal.

    Args:
        pairs: by metric, as returned by `significance.compare`.
        discordance: as returned by `significance.discordance`.
        margin: of equality, of the accuracy.
    """
    accuracy = pairs["accuracy"]
    equal = verdicts.negligible(accuracy, margin)
    apart = discordance["only_a"] + discordance["only_b"]
    said = (
        f"accuracies differ by {signed_points(accuracy['difference'])} points, p = {accuracy['p']:.2g}; only "
        f"one copy is right in {apart} documents, p = {discordance['p']:.2g}; equality is {WORDS[equal]}"
    )
    alike = all(pair["difference"] == 0 and pair["p"] == 1 for pair in pairs.values())
    return _row(
        "Two copies of one model do not differ",
        said,
        alike and apart == 0 and discordance["p"] == 1 and equal is True,
    )


def covers(name: str, held: int, simulations: int) -> Row:
    """Whether 95% intervals contain the truth in as many simulations as they should."""
    return _row(
        f"Documents come in groups: {LEVEL:.0%} intervals of {name} contain the truth in {COVERED[0]:.0%} to "
        f"{COVERED[1]:.0%} of the corpora",
        _counted(held, simulations),
        COVERED[0] <= held / simulations <= COVERED[1],
        held / simulations,
    )


def covers_less(name: str, held: int, simulations: int) -> Row:
    """Whether intervals for independent documents contain the truth visibly less often than they should."""
    _, high = binomial_interval(held, simulations)
    return _row(
        f"The same with every document counted as a group by itself: intervals of {name} contain the truth "
        "visibly less often",
        _counted(held, simulations),
        high < COVERED[0],
        held / simulations,
    )


def trainings(size: dict[str, Any]) -> str:
    """What the counts of the primary test say of several training runs, from how large the controls were."""
    return (
        "Both use one training run of each model. Third, nothing is trained: for each of "
        f"{size['simulations']} corpora, it is drawn at random which documents {size['trainings']} training "
        "runs of each of two equally good models would classify correctly. Fourth, the same is done with two "
        "models of which one is better, and the test has to find this"
    )


def outcome(rows: dict[str, Row]) -> str:
    """How many controls hold and which do not, in a clause."""
    failed = [row["truth"] for row in rows.values() if not row["holds"]]
    if not failed:
        return f"all {len(rows)} controls hold"
    return f"of {len(rows)} controls, {len(failed)} failed ({'; '.join(failed)})"


def binomial_interval(count: int, total: int) -> tuple[float, float]:
    """The 95% interval of a share that was counted (Clopper and Pearson 1934)."""
    low, high = proportion_confint(count, total, 1 - LEVEL, method="beta")
    return float(low), float(high)


def _counted(count: int, total: int) -> str:
    low, high = binomial_interval(count, total)
    return f"{count} of {total}: " + interval({"mean": count / total, "low": low, "high": high}, ".1%")


def _verdicts(found: dict[str, str]) -> str:
    """Claims by verdict: `shown: selective focus; undecided: learned relevance and importance`."""
    return "; ".join(
        f"{word}: {listing([claim for claim, own in found.items() if own == word])}"
        for word in WORDS.values()
        if word in found.values()
    )


def _row(truth: str, said: str, holds: bool, share: float | None = None) -> Row:
    return {"truth": truth, "said": said, "holds": bool(holds), "share": share}
