"""Scores: each by hand, out of fold, against the most frequent label, over whole groups."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from stancemark.models.dataset import Example
from stancemark.models.evaluate import mean_f1, scored, unmeasured
from stancemark.models.held_out import Classifier, out_of_fold
from stancemark.models.linear import LinearClassifier
from stancemark.models.split import Split, folds
from stancemark.records import Score


class Parrot:
    """Is sure of the text itself, so that a test decides every prediction."""

    def fit(self, examples: Sequence[Example], labels: Sequence[str], /) -> None:
        """Learn nothing."""

    def predict_proba(self, examples: Sequence[Example], /) -> Any:
        """One for the label that is the text."""
        self.classes_ = sorted({e.text for e in examples})
        return np.array([[float(e.text == label) for label in self.classes_] for e in examples])


def told(*pairs: str, outlets: int = 2) -> list[Example]:
    """Examples from "gold>prediction", dealt to outlets in turn, two to a document."""
    examples = []
    for row, pair in enumerate(pairs):
        gold, prediction = pair.split(">")
        where = f"outlet {row % outlets}"
        examples.append(
            Example(str(row), prediction, gold, outlet=where, document=f"{where} {row // 2}")
        )
    return examples


def scores(
    examples: Sequence[Example],
    split: Split | None = None,
    make: Callable[[], Classifier] = Parrot,
) -> dict[str, Score]:
    """What a model scores, by metric."""
    split = split or folds(examples, 5, 7)
    answers = out_of_fold(examples, make, split) if split.folds else None
    found = scored(examples, answers, split, "stance", "city", seed=7)
    return {score.metric: score for score in found}


def test_macro_f1_and_accuracy_are_the_sums_on_paper() -> None:
    """Six predictions: F1 from hits, gold and predicted counts, and the share of hits."""
    found = scores(told("a>a", "a>b", "a>a", "b>b", "b>b", "c>a"))
    # a: 2 hits, 3 gold, 3 predicted: 4/6; b: 2 hits, 2 gold, 3 predicted: 4/5; c: 0 of 1: 0
    assert found["macro_f1"].value == pytest.approx((4 / 6 + 4 / 5 + 0) / 3)
    assert found["accuracy"].value == pytest.approx(4 / 6)
    assert (found["accuracy"].items, found["accuracy"].groups) == (6, 2)
    assert "f_avg" not in found


def test_f_avg_is_the_mean_of_favor_and_against() -> None:
    """SemEval's measure leaves out the third label's F1, in whatever case labels are written."""
    found = scores(told("FAVOR>FAVOR", "AGAINST>NONE", "AGAINST>AGAINST", "NONE>NONE"))
    # FAVOR: 2/2; AGAINST: 1 hit, 2 gold, 1 predicted: 2/3; NONE is not counted
    assert found["f_avg"].value == pytest.approx((1 + 2 / 3) / 2)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abcd")), min_size=1))
def test_mean_f1_is_scikit_learns(pairs: list[tuple[str, str]]) -> None:
    """Over the labels present in gold, the mean of F1 is what scikit-learn computes."""
    gold, predicted = zip(*pairs, strict=True)
    confusion = np.zeros((4, 4))
    for g, p in pairs:
        confusion["abcd".index(g), "abcd".index(p)] += 1
    present = sorted(set(gold))
    theirs = f1_score(gold, predicted, labels=present, average="macro", zero_division=0)
    ours = mean_f1(confusion, of=["abcd".index(label) for label in present])
    assert float(ours) == pytest.approx(theirs)


def test_baseline_comes_from_the_training_fold() -> None:
    """Where the outlets differ, the other outlet's most frequent label is always wrong."""
    examples = [
        Example(f"{outlet}{row}", label, label, outlet=outlet)
        for outlet, label in (("A", "yes"), ("B", "no"))
        for row in range(4)
    ] + [Example("A4", "no", "no", outlet="A"), Example("B4", "yes", "yes", outlet="B")]
    # A has 4 yes and 1 no, B 4 no and 1 yes: trained on B, "no" is right once in five, and so on
    accuracy = scores(examples)["accuracy"]
    assert accuracy.value == 1
    assert accuracy.baseline == pytest.approx(2 / 10)


def test_training_part_of_one_label_answers_that_label() -> None:
    """A fold with nothing to tell apart asks no model, and is scored all the same."""
    examples = [
        Example(f"{outlet}{row}", "never", label, outlet=outlet)
        for outlet, label in (("A", "yes"), ("B", "no"))
        for row in range(3)
    ]
    found = out_of_fold(examples, Parrot, folds(examples, 2, 7))
    assert found.answers == list(found.frequent) == ["no"] * 3 + ["yes"] * 3
    assert scores(examples)["accuracy"].value == 0


def test_prediction_outside_the_gold_labels_is_wrong() -> None:
    """A label nobody gave counts as wrong, and adds no label to the mean."""
    found = scores(told("a>a", "b>b", "b>b", "a>zebra"))
    # a: 1 hit, 2 gold, 1 predicted: 2/3; b: 1
    assert found["macro_f1"].value == pytest.approx((2 / 3 + 1) / 2)


def test_interval_resamples_whole_outlets() -> None:
    """Outlets that are all right or all wrong vary more than their rows would one by one."""
    labels = ["a", "b"]
    grouped = [
        Example(f"{o}-{r}", labels[(r + (o % 2)) % 2], labels[r % 2], outlet=f"outlet {o}")
        for o in range(8)
        for r in range(10)
    ]
    loose = [Example(e.id, e.text, e.label) for e in grouped]
    wide, narrow = scores(grouped)["accuracy"], scores(loose)["accuracy"]
    assert wide.value == narrow.value == 0.5
    assert wide.low is not None
    assert narrow.low is not None
    # standard errors: 0.5/√8 = 0.18 over outlets, 0.5/√80 = 0.056 over rows
    assert wide.low == pytest.approx(0.5 - 1.96 * 0.18, abs=0.1)
    assert narrow.low == pytest.approx(0.5 - 1.96 * 0.056, abs=0.03)
    assert wide.note == narrow.note == ""


def test_few_outlets_are_resampled_by_document_and_this_is_said() -> None:
    """Under five outlets the interval is over documents, or rows where none is known."""
    examples = told(*["a>a", "b>b", "b>a"] * 6)
    note = scores(examples)["accuracy"].note
    assert note == "only 2 outlets: the interval is over documents, and too narrow"
    bare = [Example(e.id, e.text, e.label, outlet=e.outlet) for e in examples]
    assert "over rows" in scores(bare)["accuracy"].note


def test_label_of_one_outlet_is_pointed_out() -> None:
    """No fold can both train and test on such a label; resamples without it have no macro F1."""
    examples = told(*["a>a", "b>b", "b>b", "a>a"] * 5, "c>a", outlets=5)
    found = scores(examples)
    assert '"c" is in one outlet only: no model could learn it elsewhere' in found["macro_f1"].note
    # a: 10 hits, 10 gold, 11 predicted: 20/21; b: 1; c: 0, in every resample that has it
    assert found["macro_f1"].value == pytest.approx((20 / 21 + 1) / 3)
    assert found["macro_f1"].high is not None
    assert found["macro_f1"].high < 2 / 3


def test_same_seed_same_scores() -> None:
    """Everything about a score follows from its seed."""
    examples = told(*["a>a", "b>b", "b>a"] * 6, outlets=6)
    assert scores(examples) == scores(examples)


def test_unmeasurable_is_told_in_words() -> None:
    """With one label, or no example, there is no number but a note."""
    for examples, words in (
        (told("a>a", "a>b"), 'all answers are "a": nothing to tell apart'),
        ([], "no answers yet: nothing to tell apart"),
    ):
        found = scores(examples, Split("row", 0, ()))
        assert [(s.value, s.low, s.baseline, s.note) for s in found.values()] == [
            (None, None, None, words)
        ] * 2
    assert unmeasured([], "stance", "", "too few")[0].note == "too few"


def test_linear_model_beats_the_most_frequent_label() -> None:
    """On outlets it never saw, the default family finds what the words say."""
    words = {"favor": "food medicine filters", "against": "rifles bombs crates"}
    examples = [
        Example(f"{o}-{r}", f"{words[label].split()[r % 3]} for Karsk", label, outlet=f"outlet {o}")
        for o in range(6)
        for r in range(6)
        for label in words
    ]
    macro = scores(examples, folds(examples, 3, 7), LinearClassifier)["macro_f1"]
    assert macro.value == 1
    assert macro.baseline is not None
    assert macro.baseline < 0.5
