"""The audit: a random share of what was accepted goes to people, and a gate that errs is closed.

The bound holds at any time, however often one looks: a mixture of likelihood ratios is a
non-negative supermartingale as long as each audited answer is wrong with probability `error` or less,
so it reaches 1/α with probability α at most (Ville 1939; Robbins 1970, *Annals of Mathematical
Statistics* 41; Waudby-Smith and Ramdas 2024, *JRSS B* 86, for the view as a bet). A gate that keeps
its promise is closed in at most 1 - confidence of all cases, for ever.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaln

from stancemark.config import AcceptOptions
from stancemark.records import Audit, fingerprint

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
    """The logarithm of ∫ Π (q/p)^wrong · ((1 - q)/(1 - p))^right dq after each answer, p = `error`: shape (n,).

    q is uniform on (p, 5p), up to 1. Above log 1/α, an error of p or less is ruled out at level α.
    """
    told = np.array(wrong, dtype=np.float64)
    return _mixture(told.cumsum(), np.arange(len(told)) + 1.0, np.full(len(told), error))


def lower_bound(wrong: int, n: int, confidence: float) -> float:
    """The error that is exceeded, at the confidence and at any time; 0 where nothing can be said."""
    if not wrong:
        return 0.0
    errors = np.arange(1, 2001) * (wrong / n / 2000)
    ruled_out = _mixture(
        np.full(len(errors), float(wrong)), np.full(len(errors), float(n)), errors
    ) >= -np.log(1 - confidence)
    return float(errors[ruled_out][-1]) if ruled_out.any() else 0.0


def broken(wrong: Sequence[bool], error: float, confidence: float) -> bool:
    """Whether it was ever ruled out that at most `error` are wrong."""
    return bool((evidence(wrong, error) >= -np.log(1 - confidence)).any())


def told(
    key: tuple[str, str, str], wrong: Sequence[bool], accept: AcceptOptions, *, closed: bool
) -> Audit:
    """What an audit of (question, target, version) found; `closed` if it was closed before."""
    low = lower_bound(sum(wrong), len(wrong), accept.confidence) if wrong else 0.0
    return Audit(
        *key,
        audited=len(wrong),
        wrong=sum(wrong),
        error=accept.error,
        confidence=accept.confidence,
        low=low,
        closed=closed or broken(wrong, accept.error, accept.confidence),
    )


def said(audit: Audit) -> str:
    """An audit in one line."""
    name = "/".join(part for part in (audit.question, audit.target) if part)
    seen = f"{name}: {audit.wrong} of {audit.audited} audited answers wrong"
    promise = f"at most {100 * audit.error:g}%"
    if audit.closed:
        return (
            f"{seen}: the gate is closed, since {promise} was promised and more than "
            f"{max(audit.low, audit.error):.1%} are wrong at {100 * audit.confidence:g}% confidence; "
            "nothing is accepted until `stancemark train` has run on new labels"
        )
    return f"{seen}: nothing speaks against {promise}"


def _mixture(wrong: NDArray[Any], n: NDArray[Any], error: NDArray[Any]) -> Floats:
    k, rest = wrong, n - wrong
    top = np.minimum(_REACH * error, 1 - 1e-9)
    inside = betainc(k + 1, rest + 1, top) - betainc(k + 1, rest + 1, error)
    spread = np.log(np.maximum(inside, 1e-300)) - np.log(np.maximum(top - error, 1e-300))
    likelihood = k * np.log(error) + rest * np.log1p(-np.minimum(error, 1 - 1e-9))
    found: Floats = betaln(k + 1, rest + 1) + spread - likelihood
    return found
