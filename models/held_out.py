"""What models say of examples they never saw: answers and probabilities, out of fold."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from stancemark.models.dataset import Example
from stancemark.models.split import Rows, Split

Floats = NDArray[np.float64]


class Classifier(Protocol):
    """What is asked of a model here: fit examples to labels, then a probability for each label."""

    classes_: Any
    """Its labels, in the order of the columns."""

    def fit(self, examples: Sequence[Example], labels: Sequence[str], /) -> object: ...  # noqa: D102 - above
    def predict_proba(self, examples: Sequence[Example], /) -> Any: ...  # noqa: D102 - above


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Answers to n examples, each by a model fitted on the other folds."""

    classes: tuple[str, ...]
    """Every label that some fold's model knows."""
    probabilities: Floats
    """Shape (n, classes), rows sum to 1; 0 for a label that a fold's model never saw."""
    frequent: tuple[str, ...]
    """The most frequent label of each example's target in the training part, or of all of it."""
    fold: Rows
    """Which fold tested the example; -1 where none did."""

    @property
    def answers(self) -> list[str]:
        """The most probable label of each example; the first of equals."""
        return [self.classes[best] for best in self.probabilities.argmax(axis=1).tolist()]

    def of(self, rows: Sequence[int]) -> "HeldOut":
        """Those of some of the examples."""
        frequent = tuple(self.frequent[row] for row in rows)
        return HeldOut(self.classes, self.probabilities[rows], frequent, self.fold[rows])


def out_of_fold(
    examples: Sequence[Example], make: Callable[[], Classifier], split: Split
) -> HeldOut:
    """Let a model of the other folds answer each example.

    A training part of one label makes a model that is sure of it.
    """
    tested: list[tuple[Rows, Sequence[str], Floats]] = []
    frequent, fold = [""] * len(examples), np.full(len(examples), -1)
    for number, (train, test) in enumerate(split.folds):
        known = [examples[i] for i in train.tolist()]
        asked = [examples[i] for i in test.tolist()]
        tested.append((test, *_answered(known, asked, make)))
        common, most = _common(known)
        for row, example in zip(test.tolist(), asked, strict=True):
            frequent[row] = common.get(example.target, most)
        fold[test] = number
    classes = sorted({label for _, labels, _ in tested for label in labels})
    probabilities = np.zeros((len(examples), len(classes)))
    for test, labels, found in tested:
        columns = np.array([classes.index(label) for label in labels])
        probabilities[np.ix_(test, columns)] = found
    return HeldOut(tuple(classes), probabilities, tuple(frequent), fold)


def _answered(
    known: Sequence[Example], asked: Sequence[Example], make: Callable[[], Classifier]
) -> tuple[list[str], Floats]:
    """Labels, and a probability of each for every example asked."""
    labels = {e.label for e in known}
    if len(labels) == 1:
        return [*labels], np.ones((len(asked), 1))
    model = make()
    model.fit(known, [e.label for e in known])
    probabilities = np.asarray(model.predict_proba(asked), dtype=np.float64)
    return [str(label) for label in model.classes_], probabilities


def _common(examples: Sequence[Example]) -> tuple[dict[str, str], str]:
    """The most frequent label of each target, and of all; the first of equals."""
    counts: dict[str, Counter[str]] = {}
    for e in examples:
        counts.setdefault(e.target, Counter())[e.label] += 1
    return {t: _most(n) for t, n in counts.items()}, _most(sum(counts.values(), Counter()))


def _most(counts: Counter[str]) -> str:
    return min(counts, key=lambda label: (-counts[label], label))
