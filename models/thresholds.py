"""Above which probability tokens are a span: thresholds read off texts held out, and runs above them."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ENOUGH = 200
"""Tokens of a label that a threshold can be read off."""
_UNKNOWN = 0.5
_SURE = 0.95
"""What is sure enough for any span."""
_GAP = 3
_ROUNDS = 5


class Curve:
    """What each threshold of one label would take: the k most probable tokens, k from 1 on."""

    def __init__(self, gold: NDArray[np.bool_], probabilities: Floats) -> None:
        """Sort the tokens (n,) of texts held out; there is at least one."""
        order = np.argsort(-probabilities, kind="stable")
        self.least = probabilities[order]
        """The threshold that takes k tokens."""
        self.gold = int(gold.sum())
        self.hits = np.cumsum(gold[order])
        """How many of them are gold."""
        self.sizes = np.arange(1, len(gold) + 1) + self.gold
        """Tokens taken, and gold ones: F1 = 2·hits / sizes."""
        self.f1 = 2 * self.hits / self.sizes


def thresholds(gold: NDArray[np.bool_], probabilities: Floats) -> list[float]:
    """The threshold of each label, both arrays (labels, tokens).

    They maximise the mean of two F1 of tokens, of all labels together (micro) and of each label by
    itself (macro): by the latter alone, a label that is hardly ever found would mark what it can. A
    label with fewer than `ENOUGH` gold tokens has half of its best F1, or half of F1 of all labels
    if that is more: right, if the probabilities are (Lipton et al. 2014).

    >>> rare = np.array([[True, False, True]])
    >>> thresholds(rare, np.array([[0.9, 0.8, 0.7]]))  # 2·2 / (3 + 2), halved
    [0.4]
    """
    if not gold.size:
        return [_UNKNOWN] * len(gold)
    curves = [Curve(g, p) for g, p in zip(gold, probabilities, strict=True)]
    known = [c for c in curves if c.gold >= ENOUGH] or curves
    places = _joint(known)
    hits = sum(int(c.hits[k]) for c, k in zip(known, places, strict=True))
    micro = 2 * hits / sum(int(c.sizes[k]) for c, k in zip(known, places, strict=True))
    chosen = iter(places)
    return [
        float(c.least[next(chosen)]) if c.gold >= ENOUGH else _by_half(c, micro) for c in curves
    ]


def stretches(probabilities: Floats, least: float, alone: float) -> Iterator[tuple[int, int]]:
    """Where spans begin and end among the tokens (n,) of a paragraph.

    Runs of tokens of at least the threshold; two are one where no more than `_GAP` tokens stand
    between them, none below half of it (hysteresis: Canny 1986, *A Computational Approach to Edge
    Detection*). A token by itself must be `alone` times as sure.

    >>> list(stretches(np.array([0.6, 0.3, 0.7, 0.2, 0.51, 0.1, 0.9]), 0.5, 1.2))
    [(0, 3), (6, 7)]
    """
    runs: list[tuple[int, int]] = []
    for start, end in _runs(probabilities >= least):
        last = runs[-1][1] if runs else -1
        if runs and start - last <= _GAP and probabilities[last:start].min() >= least / 2:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    for start, end in runs:
        if end - start > 1 or probabilities[start] >= max(least, min(least * alone, _SURE)):
            yield start, end


def _runs(chosen: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Where runs of true begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], chosen, [False]]).astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def best_f1(gold: NDArray[np.bool_], probabilities: Floats) -> float:
    """The best F1 that any threshold of one label reaches; 0 without tokens."""
    return float(Curve(gold, probabilities).f1.max()) if len(gold) else 0.0


def _by_half(curve: Curve, micro: float) -> float:
    best = float(curve.f1.max())
    return max(best, micro) / 2 if best else _UNKNOWN


def _joint(curves: list[Curve]) -> list[int]:
    """The best place on each curve, one after another while the others stay, from their own best on."""
    places = [int(c.f1.argmax()) for c in curves]
    for _ in range(_ROUNDS):
        before = list(places)
        for i, curve in enumerate(curves):
            others = [(c, k) for j, (c, k) in enumerate(zip(curves, places, strict=True)) if j != i]
            hits = curve.hits + sum(int(c.hits[k]) for c, k in others)
            sizes = curve.sizes + sum(int(c.sizes[k]) for c, k in others)
            places[i] = int((2 * hits / sizes + curve.f1 / len(curves)).argmax())
        if places == before:
            break
    return places
