"""What more labels should bring: the power law, its limits, and when nothing can be said."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.models.dataset import Example
from stancemark.models.outlook import LAWS, fit, outlook
from stancemark.models.split import folds

SIZES = np.array([30.0, 45.0, 60.0, 80.0, 100.0])


class Memory:
    """Knows a text's label if it has met its first word: more labels, more words."""

    def fit(self, examples: Sequence[Example], labels: Sequence[str], /) -> None:
        """Remember the label of each first word."""
        pairs = zip(examples, labels, strict=True)
        self.known = {example.text.split()[0]: label for example, label in pairs}

    def predict_proba(self, examples: Sequence[Example], /) -> Any:
        """One for the remembered label, else for one of them."""
        self.classes_ = sorted({"a", *self.known.values()})
        answers = [self.known.get(example.text.split()[0], "a") for example in examples]
        return np.array([[float(a == label) for label in self.classes_] for a in answers])

    def answer(self, examples: Sequence[Example]) -> list[str]:
        """The label it is sure of."""
        return [self.classes_[i] for i in self.predict_proba(examples).argmax(axis=1)]


def words(count: int, vocabulary: int, seed: int = 7) -> list[Example]:
    """Texts of one word each, whose label is the word's; ten outlets."""
    drawn = np.random.default_rng(seed).integers(vocabulary, size=count)
    return [
        Example(str(i), f"w{w} in text {i}", "ab"[w % 2], outlet=f"o{i % 10}", document=f"d{i}")
        for i, w in enumerate(drawn.tolist())
    ]


@given(st.lists(st.lists(st.floats(0, 1), min_size=5, max_size=5), min_size=1, max_size=4))
def test_curves_never_fall_nor_pass_one(rows: list[list[float]]) -> None:
    """Whatever the scores, the fitted curve rises or is flat, and its limit is at most 1."""
    for law, parameters in LAWS:
        a, b, p = fit(SIZES, np.array(rows), law, parameters)
        assert (a <= 1).all()
        assert (b >= 0).all()
        assert (p > 0).all()


def test_a_model_that_still_learns_is_promised_more() -> None:
    """200 labels of 150 words: the next 100 bring something; of 4 words, nothing worth having."""
    rising, known = (
        outlook(found, Memory, folds(found, 5, 7), 100, 7)
        for found in (words(200, 150), words(200, 4))
    )
    assert rising.gain is not None
    assert known.gain is not None
    assert rising.low is not None
    assert rising.low > 0
    assert rising.gain > 0.02
    assert known.gain == pytest.approx(0, abs=0.005)


def test_the_promise_is_kept() -> None:
    """What 100 more labels bring to the same kind of text lies within the interval."""
    promised = outlook(words(300, 200), Memory, folds(words(300, 200), 5, 7), 100, 7)
    test = words(4000, 200, seed=8)

    def right(count: int) -> float:
        share = []
        for seed in range(10, 40):
            model = Memory()
            known = words(count, 200, seed)
            model.fit(known, [e.label for e in known])
            guessed = model.answer(test)
            share.append(np.mean([g == e.label for g, e in zip(guessed, test, strict=True)]))
        return float(np.mean(share))

    assert promised.low is not None
    assert promised.high is not None
    assert promised.low <= right(400) - right(300) <= promised.high


@pytest.mark.parametrize(
    ("count", "more", "why"), [(59, 10, "60 are needed"), (80, 100, "cannot say what 100 more")]
)
def test_nothing_is_promised_on_too_little(count: int, more: int, why: str) -> None:
    """Too few labels, or more than a doubling: no number, and the reason."""
    found = words(count, 20)
    made = outlook(found, Memory, folds(found, 5, 7), more, 7)
    assert (made.gain, made.low, made.high) == (None, None, None)
    assert why in made.note
