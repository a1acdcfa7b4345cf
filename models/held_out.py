"""What models say of examples they never saw: answers and probabilities, out of fold."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from stancemark.models.dataset import Example
from stancemark.models.kept import Kept
from stancemark.models.side_by_side import each
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
    examples: Sequence[Example],
    make: Callable[[], Classifier],
    split: Split,
    kept: Kept | None = None,
) -> HeldOut:
    """Let a model of the other folds answer each example; read what was `kept` of these very fits.

    A training part of one label makes a model that is sure of it.
    """
    key = kept.key(examples, make(), split) if kept else ""
    found = kept.read(key, len(examples)) if kept else None
    if found is None:
        found = _fitted(examples, make, split)
        if kept:
            kept.write(key, found)
    frequent, fold = [""] * len(examples), np.full(len(examples), -1)
    for number, (train, test) in enumerate(split.folds):
        common, most = _common([examples[i] for i in train.tolist()])
        for row in test.tolist():
            frequent[row] = common.get(examples[row].target, most)
        fold[test] = number
    return HeldOut(*found, tuple(frequent), fold)


def _fitted(
    examples: Sequence[Example], make: Callable[[], Classifier], split: Split
) -> tuple[tuple[str, ...], Floats]:
    """Every label that some fold's model knows, and the probability of each for every example."""
    parts = [
        ([examples[i] for i in train.tolist()], [examples[i] for i in test.tolist()])
        for train, test in split.folds
    ]
    told = each(_answered, [(known, asked, make()) for known, asked in parts])
    classes = sorted({label for labels, _ in told for label in labels})
    probabilities = np.zeros((len(examples), len(classes)))
    for (_, test), (labels, found) in zip(split.folds, told, strict=True):
        columns = np.array([classes.index(label) for label in labels])
        probabilities[np.ix_(test, columns)] = found
    return tuple(classes), probabilities


def _answered(
    known: Sequence[Example], asked: Sequence[Example], model: Classifier
) -> tuple[list[str], Floats]:
    """Labels, and a probability of each for every example asked."""
    labels = {e.label for e in known}
    if len(labels) == 1:
        return [*labels], np.ones((len(asked), 1))
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
