"""What more labels should bring: the learning curve of those there are, drawn on.

Inverse power laws describe how scores grow with labels (Figueroa et al. 2012, *Predicting sample size
required for classification performance*, BMC Medical Informatics and Decision Making 12:8). Others
saturate sooner, as exponentials do (Viering and Loog 2023, *The Shape of Learning Curves: A Review*,
IEEE TPAMI 45), or have yet to bend: nobody knows which of them goes on, so all are fitted, and the
interval spans all.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stancemark.models.dataset import Example
from stancemark.models.evaluate import confusions, drawn, mean_f1
from stancemark.models.held_out import Classifier, Floats, out_of_fold
from stancemark.models.paired import measure
from stancemark.models.split import Split
from stancemark.records import Outlook, Point

SHARES = (0.3, 0.45, 0.6, 0.8, 1.0)
"""Of the training part of each fold: where the curve is measured."""

DRAWS = 3
"""How often at each share, with other rows."""

LEAST = 60
"""Labels under which a curve says nothing."""

Law = Callable[[float, Any], Any]
"""How what is still missing shrinks with labels, given one parameter."""

LAWS: Sequence[tuple[Law, NDArray[Any]]] = (
    (lambda c, n: n**-c, np.linspace(0.1, 2.0, 20)),
    (lambda t, n: np.exp(-n / t), np.geomspace(20, 5000, 20)),
    (lambda one, n: -one * n, np.ones(1)),
)
"""Power law, exponential and straight line, each with the parameters that are tried."""


def outlook(
    examples: Sequence[Example], make: Callable[[], Classifier], split: Split, more: int, seed: int
) -> Outlook:
    """How much macro F1 should rise with `more` labels chosen as these were, and an interval.

    Models are fitted on growing shares of each training fold and score the same test folds; curves
    through those scores are read at the labels there are and at `more` beyond. The interval draws test
    groups and training draws again, together, and spans all laws; the gain is their median. Without a number where there are too few labels,
    or where `more` would more than double them: `note` says so.
    """
    labels = len(examples)
    nothing = Outlook("", "", labels, more, None, None, None)
    if labels < LEAST:
        return replace(nothing, note=f"{labels} labels: {LEAST} are needed to see a curve")
    if more > labels:
        return replace(nothing, note=f"{labels} labels cannot say what {more} more would bring")
    counts, caution = _measured(examples, make, split, seed)
    sizes = np.array(_sizes(split), dtype=np.float64)
    gains = _gains(sizes, _resampled(counts, seed), labels, more)
    if len(gains) < 100:
        return replace(nothing, note="some labels are too rare to be scored when drawn again")
    measured = _scores(counts.sum(axis=2)).mean(axis=1)[None]
    gain = float(np.median(_gains(sizes, measured, labels, more)))
    low, high = np.percentile(gains, [2.5, 97.5])
    flat = "" if gain > 0 else "the curve does not rise where it was measured"
    note = "; ".join(filter(None, [flat, caution]))
    return replace(nothing, gain=gain, low=float(low), high=float(high), note=note)


def curve(
    examples: Sequence[Example], make: Callable[[], Classifier], split: Split, seed: int
) -> list[Point]:
    """Macro F1 on the same test folds of models trained on growing shares of each training fold.

    The mean of the draws at each share; the interval draws test groups again, and training rows. Empty where there
    are fewer than `LEAST` labels.
    """
    if len(examples) < LEAST:
        return []
    counts, _ = _measured(examples, make, split, seed)
    scores, samples = _scores(counts.sum(axis=2)).mean(axis=1), _resampled(counts, seed)
    return [
        Point(size, measure(float(score), drawn_again))
        for size, score, drawn_again in zip(_sizes(split), scores, samples.T, strict=True)
    ]


def fit(
    sizes: Floats, scores: Floats, law: Law, parameters: NDArray[Any]
) -> tuple[Floats, Floats, Floats]:
    """The a, b, p of s(n) = a - b·law(p, n) nearest to each row of scores: a ≤ 1, b ≥ 0.

    `sizes` has shape (sizes,), `scores` (rows, sizes); least squares.

    >>> sizes = np.array([50.0, 100.0, 200.0, 400.0])
    >>> a, b, c = fit(sizes, (0.8 - 2 * sizes**-0.5)[None], *LAWS[0])
    >>> round(float(a[0]), 6), round(float(b[0]), 6), round(float(c[0]), 6)
    (0.8, 2.0, 0.5)
    """
    best = np.full(len(scores), np.inf)
    found = np.zeros((3, len(scores)))
    for parameter in parameters.tolist():
        x = law(parameter, sizes)
        a, b = _line(x, scores)
        error = ((scores - a[:, None] + b[:, None] * x) ** 2).sum(axis=1)
        nearer = error < best
        best[nearer] = error[nearer]
        found[:, nearer] = np.stack([a, b, np.full(len(a), parameter)])[:, nearer]
    return found[0], found[1], found[2]


def _line(x: Floats, scores: Floats) -> tuple[Floats, Floats]:
    """The a ≤ 1 and b ≥ 0 for which a - b·x is nearest to each row."""
    centred = x - x.mean()
    b = np.maximum(-(scores @ centred) / (centred @ centred), 0)
    a = scores.mean(axis=1) + b * x.mean()
    above = a > 1
    b[above] = ((1 - scores[above]) @ x) / (x @ x)
    return np.minimum(a, 1), b


def _gains(sizes: Floats, scores: Floats, labels: int, more: int) -> Floats:
    """b·(law(p, n) - law(p, n + more)) of each row of scores that is defined, by every law."""
    defined = scores[~np.isnan(scores).any(axis=1)]
    gains = []
    for law, parameters in LAWS:
        _, b, p = fit(sizes, defined, law, parameters)
        now, then = (np.array([law(x, float(n)) for x in p]) for n in (labels, labels + more))
        gains.append(b * (now - then))
    return np.concatenate(gains)


def _sizes(split: Split) -> list[int]:
    """Labels a model learns from at each share, on average over the folds."""
    return [round(np.mean([len(_part(t, s)) for t, _ in split.folds])) for s in SHARES]


def _part(train: NDArray[np.intp], share: float) -> NDArray[np.intp]:
    return train[: max(2, round(share * len(train)))]


def _measured(
    examples: Sequence[Example], make: Callable[[], Classifier], split: Split, seed: int
) -> tuple[Floats, str]:
    """Confusions by share, draw and test group, (shares, draws, units, labels, labels)."""
    units, caution = drawn(examples, split)
    answers = list(_answers(examples, make, split, np.random.default_rng(seed)))
    labels = sorted({e.label for e in examples})
    counts = np.array([confusions(examples, each, labels, units) for each in answers])
    return counts.reshape(len(SHARES), DRAWS, *counts.shape[1:]), caution


def _answers(
    examples: Sequence[Example],
    make: Callable[[], Classifier],
    split: Split,
    generator: np.random.Generator,
) -> Iterator[list[str]]:
    """Out-of-fold answers at each share and draw; at the whole share, draws are alike."""
    for share in SHARES:
        answers: list[str] = []
        for _ in range(DRAWS):
            if not answers or share < 1:
                parts = tuple((_part(generator.permutation(a), share), b) for a, b in split.folds)
                answers = out_of_fold(examples, make, replace(split, folds=parts)).answers
            yield answers


def _scores(counts: Floats) -> Floats:
    """Macro F1 of confusions (…, labels, labels)."""
    scores: Floats = mean_f1(counts, of=range(counts.shape[-1]))
    return scores


def _resampled(counts: Floats, seed: int, resamples: int = 500) -> Floats:
    """Scores by share, of test groups drawn again, as one other draw of rows might have given them.

    A draw differs from the mean of its share by what it does at the shares below the whole, pooled;
    (resamples, shares).
    """
    generator = np.random.default_rng(seed)
    shares, _, units = counts.shape[:3]
    spread = np.sqrt(np.nanmean(_scores(counts.sum(axis=2))[:-1].var(axis=1, ddof=1)))
    found = np.empty((resamples, shares))
    for row in range(resamples):
        times = np.bincount(generator.integers(units, size=units), minlength=units)
        scores = _scores(np.tensordot(counts, times.astype(float), axes=([2], [0])))
        found[row] = scores.mean(axis=1) + generator.normal(0, spread, shares)
    return found
