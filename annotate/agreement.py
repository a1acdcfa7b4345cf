"""Krippendorff's alpha with a bootstrap interval, or the reason in words why there is none.

Klaus Krippendorff, *Computing Krippendorff's Alpha-Reliability* (2011), names the quantities:
o is the coincidence matrix, how often two answers to one item pair value v with value w; n_v the
pairable answers of value v, n all of them; δ² the distance of two values at a level.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from math import isfinite
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from stancemark.annotate.votes import Vote, latest, per_question
from stancemark.errors import InputError, nearest
from stancemark.records import Agreement

Level = Literal["nominal", "ordinal", "interval"]
"""How far apart two labels are: just different; by rank; by the difference of their numbers."""

Floats = NDArray[np.floating[Any]]

FEW = 10
"""Below this many items an interval is given, and called rough."""


def agreement(
    votes: Sequence[Vote],
    level: Level = "nominal",
    *,
    order: Sequence[str] | None = None,
    seed: int = 7,
    resamples: int = 1000,
) -> Agreement:
    """Alpha on the votes of one question, in [-1, 1], with a 95 % percentile interval over items.

    Items that are parts of one whole (`Vote.within`) are drawn together. Of an annotator who judged
    an item twice the last vote counts. `order` is the scale from low to high, as the codebook has it; labels that are all numbers need none, and at the interval level
    keep their numbers, where other labels stand one apart. Where alpha is undefined `value` is
    None and `note` says why. Raises `InputError` where labels have no order, or votes answer
    several questions.
    """
    parts = per_question(latest(votes))
    if len(parts) > 1:
        raise InputError(f"votes on {len(parts)} questions in one number; use `by_question`")
    (question, target), kept = next(iter(parts.items()), (("", ""), []))
    scale = _scale({v.label for v in kept}, level, order)
    answers = Counter(v.item for v in kept)
    paired = [v for v in kept if answers[v.item] > 1]
    value, low, high, note = _measured(paired, scale, level, seed, resamples)
    items = len({v.item for v in paired})
    return Agreement(
        question=question,
        target=target,
        metric=f"alpha_{level}",
        value=value,
        low=low,
        high=high,
        items=items,
        annotators=len({v.annotator for v in kept}),
        left_out=len(answers) - items,
        note=note,
    )


def by_question(
    votes: Sequence[Vote],
    level: Level = "nominal",
    *,
    order: Sequence[str] | None = None,
    seed: int = 7,
    resamples: int = 1000,
) -> list[Agreement]:
    """`agreement` on each (question, target), in the order first seen."""
    return [
        agreement(part, level, order=order, seed=seed, resamples=resamples)
        for part in per_question(votes).values()
    ]


def _scale(labels: Collection[str], level: Level, order: Sequence[str] | None) -> dict[str, float]:
    """The point of each label on the scale; at the nominal level any distinct points will do."""
    if level == "nominal":
        return {label: float(i) for i, label in enumerate(sorted(labels))}
    numbers = {label: _number(label) for label in labels}
    known = {label: number for label, number in numbers.items() if number is not None}
    if len(known) == len(labels) and (order is None or level == "interval"):
        return known
    if order is None:
        word = min(set(labels) - set(known))
        raise InputError(f'{level} agreement needs ordered labels, and "{word}" is not a number')
    if strange := sorted(set(labels) - set(order)):
        raise InputError(f'label "{strange[0]}" is not on the scale{nearest(strange[0], order)}')
    return {label: float(order.index(label)) for label in labels}


def _number(label: str) -> float | None:
    try:
        number = float(label)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _measured(
    paired: Sequence[Vote], scale: dict[str, float], level: Level, seed: int, resamples: int
) -> tuple[float | None, float | None, float | None, str]:
    """Alpha, the ends of its interval, and a note."""
    if not paired:
        return None, None, None, "no item has answers of two annotators yet"
    labels = sorted({v.label for v in paired})
    points, column = np.unique([scale[v.label] for v in paired], return_inverse=True)
    if len(points) < 2:
        return None, None, None, f'all answers are "{labels[0]}": alpha needs two labels in use'
    counts = _counts([v.item for v in paired], column)

    import krippendorff

    value = krippendorff.alpha(value_counts=counts, value_domain=points, level_of_measurement=level)
    matrices, times = _drawn(paired, counts)
    low, high = interval(matrices, times, points, level, seed, resamples)
    note = f"fewer than {FEW} items: the interval is rough" if times.sum() < FEW else ""
    return float(value), low, high, note


def _counts(items: Sequence[str], column: NDArray[np.intp]) -> NDArray[np.int64]:
    """How many annotators gave each item each value, shape (items, values)."""
    names, row = np.unique(items, return_inverse=True)
    counts = np.zeros((len(names), int(column.max()) + 1), dtype=np.int64)
    np.add.at(counts, (row, column), 1)
    return counts


def _drawn(paired: Sequence[Vote], counts: NDArray[np.int64]) -> tuple[Floats, NDArray[np.int64]]:
    """Coincidence matrices of what is drawn as one, those that are alike once, and how many each is."""
    whole = {v.item: v.within for v in paired}
    if not any(whole.values()):
        alike, times = np.unique(counts, axis=0, return_counts=True)
        return coincidences(alike), times
    names, place = np.unique([whole[item] or item for item in sorted(whole)], return_inverse=True)
    matrices = np.zeros((len(names), counts.shape[1], counts.shape[1]))
    np.add.at(matrices, place, coincidences(counts))
    drawn, times = np.unique(matrices, axis=0, return_counts=True)
    return drawn, times


def interval(
    matrices: Floats,
    times: NDArray[np.int64],
    points: Floats,
    level: Level,
    seed: int,
    resamples: int = 1000,
) -> tuple[float | None, float | None]:
    """The 2.5th and 97.5th percentile of alpha over resampled items; none of a single item.

    The coincidence matrix is a sum over items, so items whose own matrices (u, v, w) are alike are
    drawn together, `times` (u,) each: a resample is one multinomial draw. Resamples of one value
    only have no alpha.
    """
    items = int(times.sum())
    generator = np.random.default_rng(seed)
    drawn = (generator.multinomial(items, times / items) for _ in range(resamples))
    values = [alpha_of(np.tensordot(draw, matrices, axes=1), points, level) for draw in drawn]
    defined = [value for value in values if value is not None]
    if items < 2 or not defined:
        return None, None
    low, high = np.percentile(defined, [2.5, 97.5])
    return float(low), float(high)


def coincidences(counts: NDArray[np.int64]) -> Floats:
    """oᵤ[v, w] = (c_v · c_w − [v = w] · c_v) / (m − 1) of each item u, m its answers: (u, v, w)."""
    pairs = counts[:, :, None] * counts[:, None, :]
    pairs -= counts[:, :, None] * np.eye(counts.shape[1], dtype=np.int64)
    result: Floats = pairs / (counts.sum(axis=1) - 1)[:, None, None]
    return result


def alpha_of(o: Floats, points: Floats, level: Level) -> float | None:
    """α = 1 − D_o / D_e, D_o = Σ o·δ² / n, D_e = Σ n_v·n_w·δ² / (n·(n − 1)); None if D_e = 0."""
    n_v = o.sum(axis=1)
    distance = _distance(points, n_v, level)
    expected = (np.outer(n_v, n_v) * distance).sum() / (n_v.sum() - 1)
    return None if expected == 0 else float(1 - (o * distance).sum() / expected)


def _distance(points: Floats, n_v: Floats, level: Level) -> Floats:
    """δ²: [v ≠ w], or (v − w)², where a value's ordinal place is the mean rank of its answers."""
    if level == "nominal":
        return 1 - np.eye(len(points))
    place = np.cumsum(n_v) - n_v / 2 if level == "ordinal" else points
    result: Floats = np.subtract.outer(place, place) ** 2
    return result
