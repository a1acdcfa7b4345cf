"""Probabilities that hold: what a model says, set right on examples that it never saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from stancemark.models.search import softmax

Floats = NDArray[np.float64]

_LEAST = 1e-6
"""Probabilities below count as this one: their logarithms stay finite."""
_SPREAD = 0.25
"""Standard deviation of log slope and shifts before any label is seen, so that few labels move little."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Vector scaling: softmax(slope · log p + shift), a slope for all labels and a shift for each."""

    slope: float = 1.0
    """Above 1 where the model is too hesitant, as means of models are; below 1 where too sure."""
    shift: Mapping[str, float] = field(default_factory=dict)
    """By label; 0 for one that is not named. Balanced weights need it: they overrate rare labels."""

    def of(self, probabilities: Floats, labels: Sequence[str]) -> Floats:
        """Calibrated probabilities, shape (n, labels) as given; each row sums to 1."""
        shift = np.array([self.shift.get(label, 0.0) for label in labels])
        return softmax(self.slope * _logs(probabilities) + shift)


def calibrate(probabilities: Floats, labels: Sequence[str], gold: Sequence[str]) -> Calibration:
    """Fit to held-out probabilities (n, labels) and the right labels (n,).

    Minimises the log loss with a normal prior on log slope and shifts (Guo et al. 2017, *On Calibration
    of Modern Neural Networks*, vector scaling with one slope). Examples whose label no model knew
    are left out. Without any, nothing changes.
    """
    place = {label: i for i, label in enumerate(labels)}
    rows = [i for i, label in enumerate(gold) if label in place]
    if not rows or len(labels) < 2:
        return Calibration()
    logs = _logs(probabilities[rows])
    right = np.array([place[gold[i]] for i in rows])
    hit = np.eye(len(labels))[right]

    def loss(at: Floats) -> tuple[float, Floats]:
        found = softmax(np.exp(at[0]) * logs + at[1:])
        missed = found - hit
        value = -np.log(found[np.arange(len(right)), right] + 1e-12).sum()
        slope = (missed * logs).sum() * np.exp(at[0])
        slopes = np.concatenate([[slope], missed.sum(axis=0)]) + at / _SPREAD**2
        return float(value + (at**2).sum() / (2 * _SPREAD**2)), slopes

    best = minimize(loss, np.zeros(len(labels) + 1), jac=True, method="L-BFGS-B").x
    shift = {label: float(value) for label, value in zip(labels, best[1:], strict=True)}
    return Calibration(float(np.exp(best[0])), shift)


def _logs(probabilities: Floats) -> Floats:
    logs: Floats = np.log(np.clip(probabilities, _LEAST, 1.0))
    return logs
