"""The audit: a random share of what was accepted goes to people, and a gate that errs is closed.

The bound holds at any time, however often one looks: a mixture of likelihood ratios is a
non-negative supermartingale as long as each audited answer is wrong with probability `error` or less,
so it reaches 1/α with probability α at most (Ville 1939; Robbins 1970, *Annals of Mathematical
Statistics* 41; Waudby-Smith and Ramdas 2024, *JRSS B* 86, for the view as a bet). A gate that keeps
its promise is closed in at most 1 - confidence of all cases, for ever.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaln

from stancemark.records import fingerprint

Floats = NDArray[np.float64]

_REACH = 5.0
"""The errors that a bet is spread over: from the one promised to so many times it."""


def drawn(key: str, name: str, share: float) -> bool:
    """Whether an accepted item goes to people: by lot, the same on every machine.

    >>> drawn("k", "p1", 1.0), drawn("k", "p1", 0.0)
    (True, False)
    """
    return lot(key, name) < share


def lot(key: str, name: str) -> float:
    """The item's lot in [0, 1): also the order in which audited items are counted."""
    return int(fingerprint("audit", key, name), 16) / 16.0**20


def evidence(wrong: Sequence[bool], error: float) -> Floats:
    """log ∫ Π (q/p)^wrong · ((1 - q)/(1 - p))^right dq after each answer, p = `error`: shape (n,).

    q is uniform on (p, 5p), up to 1. Above log 1/α, an error of p or less is ruled out at level α.
    """
    told = np.array(wrong, dtype=np.float64)
    return _mixture(told.cumsum(), np.arange(1, len(told) + 1), np.array(error))


def lower_bound(wrong: int, n: int, confidence: float) -> float:
    """The error that is exceeded, at the confidence and at any time; 0 where nothing can be said."""
    errors = np.linspace(0, wrong / n, 2001)[1:] if wrong else np.zeros(0)
    ruled_out = _mixture(np.array(wrong), np.array(n), errors) >= -np.log(1 - confidence)
    return float(errors[ruled_out][-1]) if ruled_out.any() else 0.0


def broken(wrong: Sequence[bool], error: float, confidence: float) -> bool:
    """Whether it was ever ruled out that at most `error` are wrong."""
    return bool((evidence(wrong, error) >= -np.log(1 - confidence)).any())


def _mixture(wrong: NDArray[np.generic], n: NDArray[np.generic], error: Floats) -> Floats:
    k, rest = np.asarray(wrong, np.float64), np.asarray(n, np.float64) - wrong
    top = np.minimum(_REACH * error, 1 - 1e-9)
    inside = betainc(k + 1, rest + 1, top) - betainc(k + 1, rest + 1, error)
    spread = np.log(np.maximum(inside, 1e-300)) - np.log(np.maximum(top - error, 1e-300))
    found: Floats = betaln(k + 1, rest + 1) + spread
    return found - k * np.log(error) - rest * np.log1p(-np.minimum(error, 1 - 1e-9))
