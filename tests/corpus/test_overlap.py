"""What parts share is the same as in a search for every single run."""

import re

import pandas as pd
import pytest

from lstm_attention.corpus import overlap
from lstm_attention.corpus.splits import set_validation_aside

TEN = "one two three four five six seven eight nine ten"


def frame(**texts):
    """Documents by their split and group, as in train_a="text"."""
    names = [name.split("_") for name in texts]
    return pd.DataFrame(
        {
            "split": [split for split, _ in names],
            "group": [group for _, group in names],
            "text": texts.values(),
        }
    )


def test_ten_consecutive_words_regardless_of_case_and_punctuation():
    documents = frame(
        train_a=f"Before. {TEN} after",
        test_a="nothing",
        test_b=f"- {TEN.replace(' ', ', ').upper()}!",
        test_c=TEN.removesuffix(" ten"),
        validation_d=f"eleven {TEN.replace('five', 'fife')}",
        test_e=f"so {TEN}",
    )
    found = overlap.with_training(documents)
    assert found.index.tolist() == [1, 2, 3, 4, 5]
    assert found["same_group"].tolist() == [True, False, False, False, False]
    assert found["shared_run"].tolist() == [False, True, False, False, True]
    table = overlap.table(found, documents["group"])
    assert table.loc["test"].to_dict() == {
        **{"documents": 4, "groups": 4, "largest": 1},
        **{"same_group": 0.25, "shared_run": 0.5, "either": 0.75, "long_enough": 0.5},
    }


def test_no_run_goes_from_one_document_into_the_next():
    words = TEN.split()
    documents = pd.concat(
        [frame(train_a=" ".join(words[:5])), frame(train_b=" ".join(words[5:])), frame(test_c=TEN)],
        ignore_index=True,
    )
    assert not overlap.with_training(documents)["shared_run"].any()
    short = frame(train_a="a", test_b="a")
    assert not overlap.with_training(short)["shared_run"].any()


@pytest.fixture(scope="module")
def documents(posts):
    sample = pd.concat([posts[posts["split"] == part].head(400) for part in ("train", "test")])
    return set_validation_aside(sample, 0.2, seed=0)


def test_real_posts_share_what_a_search_for_every_run_finds(documents):
    def runs(text):
        words = re.findall(r"\w+", text.lower())
        return {" ".join(words[start : start + 10]) for start in range(len(words) - 9)}

    known = set().union(*map(runs, documents.loc[documents["split"] == "train", "text"]))
    found = overlap.with_training(documents)
    expected = [bool(runs(text) & known) for text in documents.loc[found.index, "text"]]
    assert found["shared_run"].tolist() == expected
    assert 0.05 < found["shared_run"].mean() < 0.95
    table = overlap.table(found, documents["group"])
    assert table.loc["validation", "same_group"] == 0
