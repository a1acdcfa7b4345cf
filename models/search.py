"""Strength of the penalty, weights of the classes and offsets, chosen on groups held out."""

# ruff: noqa: N806 - C is scikit-learn's name

import warnings
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from stancemark.errors import InputError
from stancemark.models.dataset import Example
from stancemark.models.split import Fold, folds

Floats = NDArray[np.float64]

STRENGTHS = (0.0625, 0.25, 1.0, 4.0, 16.0, 64.0)
"""Inverse strengths of the L2 penalty that are tried."""
FOLDS = 3
_WORSE = 0.01
"""Macro F1 that a weaker penalty may cost before the search for it ends."""
_OFFSETS = sorted(np.linspace(-2, 2, 17).tolist(), key=abs)
"""What may be added to the logits of a label."""
_ROUNDS = 3
_MOVED = 0.01
"""Macro F1 that a unit of offset must bring."""
_ROUGH = 0.1
"""The tolerance of the solver while choosing, which is liblinear's own default."""
ENOUGH = 30
"""Fewer examples than this choose nothing: the defaults stand."""
MOST = 3000
"""Examples that the choice is made on, at most; the fit has them all."""


class Planes(NamedTuple):
    """What tells labels apart: a plane for each, or one between two."""

    coefficients: NDArray[np.float32]
    """Shape (features, planes)."""
    intercepts: Floats


@dataclass(frozen=True, slots=True)
class Answers:
    """What is learned: a label for each row of the matrix, or each of several by its share."""

    rows: NDArray[np.intp]
    gold: NDArray[np.intp]
    weights: Floats

    def of(self, chosen: NDArray[np.intp]) -> "Answers":
        """Those of some rows, counted anew in their order."""
        place = np.full(int(self.rows.max()) + 1, -1)
        place[chosen] = np.arange(len(chosen))
        kept = place[self.rows] >= 0
        return Answers(place[self.rows[kept]], self.gold[kept], self.weights[kept])


@dataclass(frozen=True, slots=True)
class Choice:
    """How one model is fitted, and what that was worth."""

    C: float = 1.0
    balanced: bool = True
    temperature: float = 1.0
    """What the logits are divided by: the held-out log loss is least so (Guo et al. 2017)."""
    macro_f1: float | None = None
    """Held out, of the choice; optimistic, since it was chosen by it."""
    loss: float = np.inf
    """Held out: mean of -log p of the right label, at the temperature."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Models of which the mean answers, and what is added to its logits."""

    members: tuple[Choice, ...] = (Choice(),)
    offsets: tuple[float, ...] = ()
    """One for each label; none for no offsets."""
    temperature: float = 1.0
    """What the mean of the members' logits, offsets added, is divided by."""
    macro_f1: float | None = None
    """Held out, of the mean with its offsets; optimistic, since they were chosen by it."""


def choose(matrix: Any, examples: Sequence[Example], seed: int) -> Chosen:
    """Two models that err unlike: one with balanced classes, one without; chosen on groups held out.

    The balanced one has the strength of most macro F1 (ties go to the stronger penalty), the other
    that of least log loss. Offsets of most macro F1 are added to the mean of their logits: see
    `scaling`. `examples` carry the labels and say what a group is: see `split.groups`.
    Where there is nothing to hold out, the defaults.
    """
    rows = some(examples, seed)
    part = [examples[i] for i in rows]
    labels, gold = np.unique([e.label for e in part], return_inverse=True)
    if len(part) < ENOUGH or len(labels) < 2:
        return Chosen()
    try:
        cuts = folds(tied(part), FOLDS, seed).folds
    except InputError:
        return Chosen()
    held = dict(_tried(matrix[rows], gold, shares(part, labels.tolist()), cuts, seed))
    balanced = max((c for c in held if c.balanced), key=lambda c: (round(c.macro_f1 or 0, 3), -c.C))
    plain = min((c for c in held if not c.balanced), key=lambda c: c.loss)
    members = (balanced, plain)
    mean = np.mean([held[c] / c.temperature for c in members], axis=0)
    found, degree = _moved(mean, gold, cuts)
    score = macro_f1(gold, (mean + found).argmax(axis=1), len(labels))
    every = sorted({e.label for e in examples})
    offsets = dict(zip(labels.tolist(), found.tolist(), strict=True))
    return Chosen(members, tuple(offsets.get(label, 0.0) for label in every), degree, score)


def _moved(scores: Floats, gold: NDArray[np.intp], cuts: Sequence[Fold]) -> tuple[Floats, float]:
    """Offsets and temperature; no offsets where those of the other folds serve a fold worse than none."""
    crossed = scores.copy()
    for _, test in cuts:
        others = np.setdiff1d(np.arange(len(scores)), test)
        crossed[test] += scaling(scores[others], gold[others], _MOVED)[0]
    labels = scores.shape[1]
    if macro_f1(gold, crossed.argmax(axis=1), labels) <= macro_f1(
        gold, scores.argmax(axis=1), labels
    ):
        return np.zeros(labels), temperature(scores, gold)
    return scaling(scores, gold, _MOVED)


def learned(matrix: Any, answers: Answers, chosen: Chosen, seed: int) -> Planes:
    """The mean of the members' planes, offsets added: as many planes as one model has."""
    found = [(fitted(matrix, answers, c, seed), c.temperature) for c in chosen.members]
    coefficients: NDArray[np.float32]
    coefficients = np.mean([p.coefficients / t for p, t in found], axis=0, dtype=np.float32)
    intercepts = np.mean([p.intercepts / t for p, t in found], axis=0)
    if chosen.offsets:
        added = np.array(chosen.offsets)
        intercepts = intercepts + (added if len(added) > 2 else added[1:] - added[:1])
    return Planes(coefficients, intercepts)


def tied(examples: Sequence[Example]) -> list[Example]:
    """Examples of which those that repeat one another are a document, where no document is known."""
    if any(e.document or e.outlet for e in examples):
        return list(examples)
    return [replace(e, document=e.cluster, cluster="") for e in examples]


def shares(examples: Sequence[Example], labels: Sequence[str]) -> Answers:
    """Each example's label; where several people judged it, every label by its share of them."""
    place = {label: i for i, label in enumerate(labels)}
    found = [
        (row, place[label], share)
        for row, example in enumerate(examples)
        for label, share in _shares(example, place.keys())
    ]
    rows, gold, weights = zip(*found, strict=True)
    return Answers(np.array(rows), np.array(gold), np.array(weights))


def _shares(example: Example, known: Set[str]) -> Sequence[tuple[str, float]]:
    told = bool(example.soft) and {label for label, _ in example.soft} <= known
    return example.soft if told else ((example.label, 1.0),)


def fitted(matrix: Any, answers: Answers, choice: Choice, seed: int, tol: float = 0.01) -> Planes:
    """One logistic regression for each label against the others; of two labels, for the second.

    In the dual, by coordinates (Yu, Huang and Lin 2011): in one comparison ten to thirty times as fast as L-BFGS
    on one regression of all labels, since there are more n-grams than texts.
    """
    labels = int(answers.gold.max()) + 1
    matrix = matrix if len(answers.rows) == matrix.shape[0] else matrix[answers.rows]
    planes = []
    for label in range(labels) if labels > 2 else (1,):
        one = LogisticRegression(
            C=choice.C, solver="liblinear", dual=True, tol=tol,
            max_iter=1000, random_state=seed,
        )  # fmt: skip
        hit = answers.gold == label
        weights = _balanced(hit, answers.weights) if choice.balanced else answers.weights
        with warnings.catch_warnings():  # what stops early is judged by its held-out score, too
            warnings.simplefilter("ignore", ConvergenceWarning)
            one.fit(matrix, hit, weights)
        planes.append((one.coef_[0].astype(np.float32), float(one.intercept_[0])))
    return Planes(np.array([c for c, _ in planes]).T, np.array([i for _, i in planes]))


def _balanced(hit: NDArray[np.bool_], weights: Floats) -> Floats:
    """Weights of which either side has half."""
    total, right = weights.sum(), weights[hit].sum()
    found: Floats = weights * np.where(hit, total / right / 2, total / (total - right) / 2)
    return found


def logits(matrix: Any, planes: Planes) -> Floats:
    """How much speaks for each label, (n, labels); of two labels the first has 0."""
    found: Floats = np.asarray(matrix @ planes.coefficients, dtype=np.float64) + planes.intercepts
    return np.column_stack([np.zeros(len(found)), found]) if found.shape[1] == 1 else found


def scaling(scores: Floats, gold: NDArray[np.intp], cost: float = 0.0) -> tuple[Floats, float]:
    """Offsets b and temperature T, so that softmax((scores + b) / T) serves the rows.

    The offsets maximise macro F1 - cost · Σ|b|, label after label over a grid, of equals the nearest
    to 0: least log loss would answer the most frequent label almost everywhere. Rows with a label
    that a fold never saw are left out.
    """
    known = np.isfinite(scores).all(axis=1)
    rows, right = scores[known], gold[known]
    labels = scores.shape[1]
    offsets = np.zeros(labels)

    def worth(label: int, offset: float) -> float:
        tried = np.where(np.arange(labels) == label, offset, offsets)
        found = macro_f1(right, (rows + tried).argmax(axis=1), labels)
        return round(found - cost * float(np.abs(tried).sum()), 4)

    for _ in range(_ROUNDS):
        for label in range(labels if len(rows) else 0):
            offsets[label] = max(_OFFSETS, key=lambda x: worth(label, x))
    return offsets, temperature(rows + offsets, right)


def temperature(logits: Floats, gold: NDArray[np.intp]) -> float:
    """The T that minimises the cross-entropy of softmax(logits / T), of a grid from 1/4 to 16.

    Guo et al. (2017), *On Calibration of Modern Neural Networks*: it changes no label. Of n rows
    and K labels, 1 / (n + K) is left to each label that was not gold, so that what was never wrong
    in n rows is not certain (Platt 1999, *Probabilistic Outputs for Support Vector Machines*).
    """
    rows = np.flatnonzero(np.isfinite(logits).all(axis=1))
    if not len(rows):
        return 1.0
    count, labels = len(rows), logits.shape[1]
    grid = np.geomspace(0.25, 16, 49)
    losses = []
    for t in grid:
        logs = log_softmax(logits[rows] / t, axis=1)
        right, every = logs[np.arange(count), gold[rows]].sum(), logs.sum()
        losses.append(-(right + every / count) / (count + labels))
    return float(grid[int(np.argmin(losses))])


def log_loss(logits: Floats, gold: NDArray[np.intp]) -> float:
    """Mean of -log softmax(logits)[gold] over the rows whose labels all have a logit; 0 of none."""
    rows = np.flatnonzero(np.isfinite(logits).all(axis=1))
    shares = softmax(logits[rows])[np.arange(len(rows)), gold[rows]]
    return float(-np.log(shares + 1e-12).mean()) if len(rows) else 0.0


def softmax(logits: Floats) -> Floats:
    """Probabilities of logits, rows sum to 1.

    >>> softmax(np.log([[1.0, 3.0]])).tolist()
    [[0.25, 0.75]]
    """
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    found: Floats = powers / powers.sum(axis=1, keepdims=True)
    return found


def macro_f1(gold: NDArray[np.intp], answers: NDArray[np.intp], labels: int) -> float:
    """Mean over the labels of 2·tp / (gold + predicted)."""
    right = np.bincount(gold[gold == answers], minlength=labels)
    total = np.bincount(gold, minlength=labels) + np.bincount(answers, minlength=labels)
    return float((2 * right / np.maximum(total, 1)).mean())


def some(examples: Sequence[Example], seed: int) -> list[int]:
    """At most `MOST` rows, drawn from all groups: of whole ones, few outlets would fill them."""
    if len(examples) <= MOST:
        return list(range(len(examples)))
    order = np.random.default_rng(seed).permutation(len(examples))
    rows: list[int] = np.sort(order[:MOST]).tolist()
    return rows


def _tried(
    matrix: Any, gold: NDArray[np.intp], answers: Answers, cuts: Sequence[Fold], seed: int
) -> Iterator[tuple[Choice, Floats]]:
    """Choices, their worth, and their logits; a weaker penalty is not tried once that has cost `_WORSE`."""
    labels = int(gold.max()) + 1
    for balanced in (True, False):
        best = 0.0
        for C in STRENGTHS:
            found = held_out(matrix, answers, cuts, seed, Choice(C, balanced), labels)
            score, degree = macro_f1(gold, found.argmax(axis=1), labels), temperature(found, gold)
            yield Choice(C, balanced, degree, score, log_loss(found / degree, gold)), found
            if balanced and score < best - _WORSE:
                break
            best = max(best, score)


def held_out(
    matrix: Any, answers: Answers, cuts: Sequence[Fold], seed: int, choice: Choice, labels: int
) -> Floats:
    """Logits of each example by models of the other folds: (n, labels)."""
    found: Floats = np.full((matrix.shape[0], labels), -np.inf)
    for train, test in cuts:
        known = answers.of(train)
        names, gold = np.unique(known.gold, return_inverse=True)
        if len(names) > 1:
            planes = fitted(matrix[train], replace(known, gold=gold), choice, seed, _ROUGH)
            found[np.ix_(test, names)] = logits(matrix[test], planes)
    return found
