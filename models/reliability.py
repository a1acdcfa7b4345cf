"""Whether probabilities mean what they say: bins, expected calibration error, Brier score."""

from collections.abc import Sequence

import numpy as np

from stancemark.models.dataset import Example
from stancemark.models.held_out import Floats, HeldOut
from stancemark.models.paired import Ring
from stancemark.records import Bin, Reliability

BINS = 15
_PER_BIN = 10
"""Answers in a bin at least, unless there are fewer in all."""
_SIMULATED = 200


def reliability(ring: Ring, answers: HeldOut) -> Reliability:
    """Of the probabilities that models gave to examples they never saw.

    ECE = Σ_b n_b/n · |right_b - probability_b| over bins of equal size of the answer given (Nguyen and
    O'Connor 2015, *Posterior calibration and exploratory analysis*, EMNLP). It is above 0 by chance
    too, so what it would be if each probability were right is simulated and stands beside it. The Brier
    score is the original one over all labels (Brier 1950), from 0 to 2.
    """
    examples = ring.examples
    sure = answers.probabilities.max(axis=1)
    right = np.array([e.label == a for e, a in zip(examples, answers.answers, strict=True)])
    order = np.argsort(sure, kind="stable")
    count = min(BINS, max(1, len(sure) // _PER_BIN))
    generator = np.random.default_rng(ring.seed)
    by_chance = [
        ece(sure[order], (generator.random(len(sure)) < sure)[order], count)
        for _ in range(_SIMULATED)
    ]
    shares = np.unique([e.label for e in examples], return_counts=True)[1] / len(examples)
    return Reliability(
        ece=ece(sure[order], right[order], count),
        ece_if_calibrated=float(np.mean(by_chance)),
        brier=ring.mean(brier(examples, answers)).measure(),
        brier_baseline=float(1 - (shares**2).sum()),
        bins=tuple(
            Bin(float(sure[rows].mean()), float(right[rows].mean()), len(rows))
            for rows in np.array_split(order, count)
        ),
    )


def ece(sure: Floats, right: Sequence[bool] | Floats, bins: int) -> float:
    """Expected calibration error of probabilities in order, over bins of equal size.

    >>> ece(np.array([0.5, 0.5, 1.0, 1.0]), [True, False, True, False], 2)  # (0 + 0.5) / 2
    0.25
    """
    apart = np.asarray(right, dtype=np.float64) - sure
    return float(sum(abs(part.sum()) for part in np.array_split(apart, bins)) / len(sure))


def brier(examples: Sequence[Example], answers: HeldOut) -> Floats:
    """Σ_l (p_l - y_l)² of each example, shape (n,); a label that no model knew has p = 0."""
    place = {label: i for i, label in enumerate(answers.classes)}
    given = answers.probabilities
    truth = np.array(
        [given[row, place[e.label]] if e.label in place else 0 for row, e in enumerate(examples)]
    )
    squares: Floats = (given**2).sum(axis=1) - 2 * truth + 1
    return squares
