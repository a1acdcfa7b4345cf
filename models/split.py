"""Folds that no outlet straddles, and no document or reprint; or folds forward in time.

A model tested on outlets it was trained on is credited for knowing the outlet (Zhou et al. 2021,
*Hidden Biases in Unreliable News Detection Datasets*, EACL).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from stancemark.errors import InputError
from stancemark.models.dataset import Example

By = Literal["outlet", "document", "row", "time", "random"]
"""What the folds keep apart; single rows only where no document is known, `random` nothing."""

Rows = NDArray[np.intp]

Fold = tuple[Rows, Rows]
"""Training rows and test rows, as indices into the examples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """What folds are to keep apart."""

    by: Literal["", "outlet", "document", "time", "random"] = ""
    """Nothing for outlets where two or more are named, else documents, else rows."""
    called: str = "outlet"
    """What an outlet is called: the column that stands for it."""
    exact: bool = False
    """Refuse more folds than there are groups, rather than make fewer."""


def timeless(by: str) -> Apart:
    """What a study's setting keeps apart, for measures that do not go forward in time."""
    return Apart(by="document" if by == "document" else "")


@dataclass(frozen=True, slots=True)
class Split:
    """Folds in which every example is tested once, by a model that saw nothing of its group.

    Forward in time, the earliest examples are not tested.
    """

    by: By
    groups: int
    """Outlets, documents or rows there are."""
    folds: tuple[Fold, ...]
    called: str = ""
    """What one group is called, if not as `by`."""

    @property
    def unit(self) -> str:
        """What one group is called."""
        return self.called or self.by

    @property
    def tested(self) -> Rows:
        """The examples that some fold tests, in their order."""
        return np.sort(np.concatenate([test for _, test in self.folds]))


def folds(examples: Sequence[Example], n: int, seed: int, apart: Apart | None = None) -> Split:
    """Cut the examples into `n` folds, or as many as there are groups, alike in size and labels.

    No group of `groups` is on both sides of a fold. Where a document or a cluster of reprints is,
    its training rows are dropped: joining all outlets that ever share a text would leave one giant
    group. By time, each fold tests a stretch of days and trains on the days before. Deterministic
    in `seed`. Raises `InputError` where there is nothing to hold out, where everything left to
    train on is a reprint or of the same document, and for more folds than there can be if `apart` is exact.
    """
    apart = apart or Apart()
    if not examples:
        raise InputError("no labelled examples: nothing to hold out")
    if n < 2:
        raise InputError(f"{n} folds: at least 2 are needed, one to test while one trains")
    if apart.by == "time":
        return _forward(examples, n, apart)
    if apart.by == "random":
        return _random(examples, n, seed)
    by = apart.by or _by(examples)
    names, group = np.unique(groups(examples, by), return_inverse=True)
    unit = apart.called if by == "outlet" else "document" if any(e.document for e in examples) else "row"  # fmt: skip
    if len(names) < 2:
        raise InputError(_alone(examples, apart))
    n = _possible(n, len(names), unit, apart)
    fold = _deal(_tally(group, _labels(examples)), n, seed)[group]
    cuts = _cuts(examples, [fold == test for test in range(n)])
    return Split(by, len(names), cuts, unit)


def groups(examples: Sequence[Example], by: By | None = None) -> list[str]:
    """The group of each example: its outlet where there are two or more, else its document.

    Examples of unknown outlet count as one outlet. An example of unknown document stands alone.

    >>> groups([Example("1", "…", "yes", outlet="A"), Example("2", "…", "no", outlet="B")])
    ['A', 'B']
    """
    if (by or _by(examples)) == "outlet":
        return [e.outlet for e in examples]
    return [f"document {e.document}" if e.document else f"row {e.id}" for e in examples]


def day(published: str) -> date | None:
    """The day of a date in ISO 8601, or its first where it names a year or a month only.

    >>> day("2024-03-01T23:30:00+02:00"), day("2024-03"), day("last week")
    (datetime.date(2024, 3, 1), datetime.date(2024, 3, 1), None)
    """
    text = published.strip()
    whole = {4: f"{text}-01-01", 7: f"{text}-01"}.get(len(text), text)
    try:
        return datetime.fromisoformat(whole).date()
    except ValueError:
        return None


def _by(examples: Sequence[Example]) -> Literal["outlet", "document", "row"]:
    if len({e.outlet for e in examples} - {""}) > 1:
        return "outlet"
    return "document" if any(e.document for e in examples) else "row"


def _alone(examples: Sequence[Example], apart: Apart) -> str:
    documents, outlets = (len({*values}) for values in zip(*((e.document, e.outlet) for e in examples), strict=True))  # fmt: skip
    if apart.by == "outlet":
        return (
            f"{outlets} {apart.called}: nothing to hold out; `--by document` keeps documents apart"
        )
    if apart.by == "document":
        return f"{documents} document: nothing to hold out"
    return f"1 outlet and {documents} document: nothing to hold out"


def _possible(n: int, most: int, unit: str, apart: Apart) -> int:
    """The folds there can be."""
    if n > most and apart.exact:
        raise InputError(f"{most} {unit}s: {most} folds at most, leave-one-{unit}-out; not {n}")
    return min(n, most)


def _labels(examples: Sequence[Example]) -> Rows:
    return np.unique([e.label for e in examples], return_inverse=True)[1]


def _random(examples: Sequence[Example], n: int, seed: int) -> Split:
    """Rows at random, alike in labels, as is usual: outlets, documents and reprints straddle."""
    n = min(n, len(examples))
    if n < 2:
        raise InputError("1 example: nothing to hold out")
    fold = _deal(_tally(np.arange(len(examples)), _labels(examples)), n, seed)
    cuts = tuple((np.flatnonzero(fold != k), np.flatnonzero(fold == k)) for k in range(n))
    return Split("random", len(examples), cuts, "row")


def _forward(examples: Sequence[Example], n: int, apart: Apart) -> Split:
    """Stretches of days: each but the first is tested by a model of those before it."""
    known = [day(e.published) for e in examples]
    if undated := known.count(None):
        raise InputError(f"{undated} examples without a date: they have no place in time")
    days, place, counts = np.unique(
        [d.toordinal() for d in known if d], return_inverse=True, return_counts=True
    )
    if len(days) < 2:
        raise InputError(f"all examples are of one day, {known[0]}: nothing comes after it")
    if len(days) - 1 < n and apart.exact:
        raise InputError(
            f"{len(days)} days: {len(days) - 1} folds at most, each after a day; not {n}"
        )
    stretch = _stretches(counts, min(n, len(days) - 1) + 1)[place]
    cuts = _cuts(
        examples,
        [stretch == test for test in range(1, int(stretch.max()) + 1)],
        [stretch < test for test in range(1, int(stretch.max()) + 1)],
    )
    unit = "document" if any(e.document for e in examples) else "row"
    return Split("time", len(set(groups(examples, "time"))), cuts, unit)


def _stretches(counts: NDArray[np.intp], n: int) -> Rows:
    """The stretch of each day, 0 to n - 1, alike in examples; each has a day."""
    found = np.empty(len(counts), dtype=np.intp)
    first = 0
    for stretch in range(n):
        left = n - stretch
        sums = np.cumsum(counts[first : len(counts) - left + 1])
        wanted = counts[first:].sum() / left
        taken = len(sums) if left == 1 else int(np.abs(sums - wanted).argmin()) + 1
        found[first : first + taken] = stretch
        first += taken
    return found


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


def _cuts(
    examples: Sequence[Example],
    tested: Sequence[NDArray[np.bool_]],
    known: Sequence[NDArray[np.bool_]] | None = None,
) -> tuple[Fold, ...]:
    """Test rows, and the training rows that share no cluster and no document with any of them.

    `known` says what may be trained on; None for all that is not tested.
    """
    ties = [np.array([e.cluster for e in examples]), np.array([e.document for e in examples])]
    cuts = []
    for number, test in enumerate(tested):
        train = known[number] if known else ~test
        for tie in ties:
            train = train & ~np.isin(tie, tie[test & (tie != "")])
        if not train.any():
            raise InputError(
                "all examples outside a fold are reprints, or of the same documents: "
                "nothing to train on"
            )
        cuts.append((np.flatnonzero(train), np.flatnonzero(test)))
    return tuple(cuts)
