"""How often what is accepted is wrong, at most: binomial bounds, also where examples come in clusters."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, stdtrit

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Units = NDArray[np.intp]


def p_value(wrong: float, n: float, error: float) -> float:
    """P(Bin(n, error) ≤ wrong) = I_{1 - error}(n - wrong, wrong + 1): that so few go wrong by luck.

    Super-uniform under "a share of more than `error` is wrong". Real numbers are taken too, for
    effective sample sizes.

    >>> round(p_value(0, 45, 0.05), 4) == round(0.95**45, 4)
    True
    """
    return 1.0 if wrong >= n else float(betainc(n - wrong, wrong + 1, 1 - error))


def upper_bound(wrong: float, n: float, confidence: float) -> float:
    """The largest error that `wrong` of `n` do not rule out: the r with P(Bin(n, r) ≤ wrong) = 1 - c.

    One-sided (Clopper and Pearson 1934, *Biometrika* 26).

    >>> round(upper_bound(0, 45, 0.9), 4)  # 1 - 0.1^(1/45)
    0.0499
    """
    return 1.0 if wrong >= n else float(betaincinv(wrong + 1, n - wrong, confidence))


def lower_bound(wrong: float, n: float, confidence: float) -> float:
    """The smallest error that `wrong` of `n` do not rule out, one-sided; see `upper_bound`."""
    return float(betaincinv(wrong, n - wrong + 1, 1 - confidence)) if wrong else 0.0


def least(error: float, confidence: float) -> int:
    """Right answers in a row that are the least to promise anything: (1 - error)^n ≤ 1 - c.

    >>> least(0.05, 0.9)
    45
    """
    return int(np.ceil(np.log(1 - confidence) / np.log(1 - error)))


def icc(wrong: Flags, unit: Units) -> float:
    """Intraclass correlation of being wrong, by analysis of variance; at least 0.

    ρ = (MSB - MSW) / (MSB + (n₀ - 1)·MSW) with n₀ = (n - Σ n_g²/n) / (G - 1) (Donner 1986,
    *International Statistical Review* 54). 0 where every unit is alone, or there is one.
    """
    sizes = np.bincount(unit)
    units, n = len(sizes), len(wrong)
    if units < 2 or units == n:
        return 0.0
    means = np.bincount(unit, wrong) / sizes
    between = float((sizes * (means - wrong.mean()) ** 2).sum() / (units - 1))
    within = float(((wrong - means[unit]) ** 2).sum() / (n - units))
    typical = (n - float((sizes**2).sum()) / n) / (units - 1)
    total = between + (typical - 1) * within
    return max(0.0, (between - within) / total) if total > 0 else 0.0


def effective(wrong: Flags, unit: Units, correlation: float, confidence: float) -> float:
    """Independent examples that these are worth, for a one-sided bound: n / deff · (t_n / t_G)².

    deff is the larger of 1 + (Σ n_g²/n - 1)·ρ (Kish 1965) and the linearised variance of the share
    over r(1 - r)/n; the ratio of Student quantiles with n - 1 and G - 1 degrees of freedom pays for
    few units (Korn and Graubard 1998, *Survey Methodology* 24). n where every unit is alone; 0 where
    there is one.
    """
    n, sizes = len(wrong), np.unique(unit, return_counts=True)[1]
    units = len(sizes)
    if units == n:
        return float(n)
    if units < 2:
        return 0.0
    design = max(1 + (float((sizes**2).sum()) / n - 1) * correlation, _variance_ratio(wrong, unit))
    rows, groups = stdtrit([n - 1, units - 1], confidence)
    return float(n / max(design, 1.0) * min(float(rows / groups) ** 2, 1.0))


def _variance_ratio(wrong: Flags, unit: Units) -> float:
    share = float(wrong.mean())
    if not 0 < share < 1:
        return 1.0
    _, place, sizes = np.unique(unit, return_inverse=True, return_counts=True)
    apart = np.bincount(place, wrong) - share * sizes
    units, n = len(sizes), len(wrong)
    variance = units / (units - 1) * float((apart**2).sum()) / n**2
    return variance / (share * (1 - share) / n)


def enough(share_wrong: float, error: float, confidence: float) -> float | None:
    """The least n with P(Bin(n, error) ≤ share_wrong·n) ≤ 1 - c; None where no n will do.

    >>> round(enough(0.0, 0.05, 0.9))
    45
    """
    if share_wrong >= error:
        return None
    low, high = 0.0, 64.0
    while p_value(share_wrong * high, high, error) > 1 - confidence:
        low, high = high, 2 * high
        if high > 1e9:
            return None
    for _ in range(60):
        middle = (low + high) / 2
        if p_value(share_wrong * middle, middle, error) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def numbered(units: Sequence[str]) -> Units:
    """Units as numbers from 0."""
    numbers: Units = np.unique(np.array(units, dtype=str), return_inverse=True)[1]
    return numbers
