"""Folds that no outlet straddles, and no reprint.

A model tested on outlets it was trained on is credited for knowing the outlet (Zhou et al. 2021,
*Hidden Biases in Unreliable News Detection Datasets*, EACL).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from stancemark.errors import InputError
from stancemark.models.dataset import Example

By = Literal["outlet", "document", "row"]
"""What the folds keep apart; single rows only where no document is known."""

Rows = NDArray[np.intp]

Fold = tuple[Rows, Rows]
"""Training rows and test rows, as indices into the examples."""


@dataclass(frozen=True, slots=True)
class Split:
    """Folds in which every example is tested once, by a model that saw nothing of its group."""

    by: By
    groups: int
    """Outlets, documents or rows kept apart."""
    folds: tuple[Fold, ...]


def folds(examples: Sequence[Example], n: int, seed: int) -> Split:
    """Cut the examples into `n` folds, or as many as there are groups, alike in size and labels.

    No group of `groups` is on both sides of a fold. Where a cluster of reprints is, its training
    rows are dropped: joining all outlets that ever share a text would leave one giant group.
    Deterministic in `seed`. Raises `InputError` where there is nothing to hold out, or where
    everything left to train on is a reprint.
    """
    names, group = np.unique(groups(examples), return_inverse=True)
    if len(names) < 2:
        raise InputError(_alone(examples))
    if n < 2:
        raise InputError(f"{n} folds: at least 2 are needed, one to test while one trains")
    labels = np.unique([e.label for e in examples], return_inverse=True)[1]
    fold = _deal(_tally(group, labels), min(n, len(names)), seed)[group]
    cluster = np.array([e.cluster for e in examples])
    cuts = tuple(_cut(fold == test, cluster) for test in range(min(n, len(names))))
    if any(len(train) == 0 for train, _ in cuts):
        raise InputError("all examples outside a fold are reprints of it: nothing to train on")
    return Split(_by(examples), len(names), cuts)


def groups(examples: Sequence[Example]) -> list[str]:
    """The group of each example: its outlet where there are two or more, else its document.

    Examples of unknown outlet count as one outlet. An example of unknown document stands alone.

    >>> groups([Example("1", "…", "yes", outlet="A"), Example("2", "…", "no", outlet="B")])
    ['A', 'B']
    """
    if _by(examples) == "outlet":
        return [e.outlet for e in examples]
    return [f"document {e.document}" if e.document else f"row {e.id}" for e in examples]


def _by(examples: Sequence[Example]) -> By:
    if len({e.outlet for e in examples} - {""}) > 1:
        return "outlet"
    return "document" if any(e.document for e in examples) else "row"


def _alone(examples: Sequence[Example]) -> str:
    if not examples:
        return "no labelled examples: nothing to hold out"
    documents = len({e.document for e in examples})
    return f"1 outlet and {documents} document: nothing to hold out"


def _tally(group: Rows, labels: Rows) -> NDArray[np.float64]:
    """How many examples of each label every group has, shape (groups, labels)."""
    counts = np.zeros((group.max() + 1, labels.max() + 1))
    np.add.at(counts, (group, labels), 1)
    return counts


def _deal(counts: NDArray[np.float64], n: int, seed: int) -> Rows:
    """The fold of each group: large groups first, each to the fold that has least of its labels.

    Least is min over f of Σ_l n[f, l] · g[l] / N[l], which keeps Σ n[f, l]² / N[l] small; ties go
    to the smaller fold. So no fold stays empty: an empty one has least of everything.
    """
    shuffled = np.random.default_rng(seed).permutation(len(counts))
    order = shuffled[np.argsort(-counts[shuffled].sum(axis=1), kind="stable")]
    weights = counts / counts.sum(axis=0)
    held = np.zeros((n, counts.shape[1]))
    fold = np.empty(len(counts), dtype=np.intp)
    for group in order:
        fold[group] = np.lexsort((held.sum(axis=1), held @ weights[group]))[0]
        held[fold[group]] += counts[group]
    return fold


def _cut(tested: NDArray[np.bool_], cluster: NDArray[np.str_]) -> Fold:
    """Test rows, and the training rows that repeat none of them."""
    repeated = np.isin(cluster, cluster[tested & (cluster != "")])
    return np.flatnonzero(~tested & ~repeated), np.flatnonzero(tested)
