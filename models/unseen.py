"""Answers for targets that no example had.

What texts share between targets is learned without the weights that a target has of its own, and how far it
carries is read off targets left out: on another subject most words that decide are missing, so the
answers lean to whatever label has the fewest such words. An offset for each label, chosen on the
targets left out, undoes that.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stancemark.errors import InputError
from stancemark.models.dataset import Example
from stancemark.models.search import (
    Answers,
    Choice,
    Planes,
    fitted,
    held_out,
    logits,
    macro_f1,
    softmax,
    temperature,
)
from stancemark.models.split import folds

Floats = NDArray[np.float64]

Kept = dict[str, Any]
"""Planes, offsets and temperature as plain values, for the shelf."""

_FOLDS = 5
_GRID = sorted(np.linspace(-1.5, 1.5, 13).tolist(), key=abs)
"""Offsets that are tried."""
_ROUNDS = 3


def learn(matrix: Any, examples: Sequence[Example], answers: Answers, seed: int) -> Kept:
    """Learn from a matrix without columns of single targets; classes are not balanced.

    Balanced weights, and penalties chosen for it, served targets left out worse.
    """
    choice = Choice(balanced=False)
    planes = fitted(matrix, answers, choice, seed)
    gold = np.unique([e.label for e in examples], return_inverse=True)[1]
    labels = int(gold.max()) + 1
    offsets: Floats = np.zeros(labels)
    degree = 1.0
    apart = [replace(e, document=e.target or "none", outlet="", cluster="") for e in examples]
    try:
        cuts = folds(apart, _FOLDS, seed).folds
    except InputError:
        cuts = ()
    if cuts:
        offsets, degree = scaling(held_out(matrix, answers, cuts, seed, choice, labels), gold)
    return {**planes._asdict(), "offsets": offsets, "temperature": degree}


def answer(kept: Kept, matrix: Any) -> Floats:
    """Probabilities (n, labels)."""
    planes = Planes(kept["coefficients"], kept["intercepts"])
    return softmax((logits(matrix, planes) + kept["offsets"]) / kept["temperature"])


def scaling(scores: Floats, gold: NDArray[np.intp]) -> tuple[Floats, float]:
    """Offsets b and temperature T, so that softmax((scores + b) / T) serves the rows.

    The offsets maximise macro F1, label after label over a grid, of equals the nearest to 0: least
    log loss would answer the most frequent label almost everywhere. Rows with a label that a fold
    never saw are left out.
    """
    known = np.isfinite(scores).all(axis=1)
    rows, right = scores[known], gold[known]
    labels = scores.shape[1]
    offsets = np.zeros(labels)

    def worth(label: int, offset: float) -> float:
        tried = rows.copy()
        tried += np.where(np.arange(labels) == label, offset, offsets)
        return round(macro_f1(right, tried.argmax(axis=1), labels), 4)

    for _ in range(_ROUNDS):
        for label in range(labels if len(rows) else 0):
            offsets[label] = max(_GRID, key=lambda x: worth(label, x))
    return offsets, temperature(rows + offsets, right)
