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
    scaling,
    softmax,
)
from stancemark.models.split import folds

Floats = NDArray[np.float64]

Kept = dict[str, Any]
"""Planes, offsets and temperature as plain values, for the shelf."""

_FOLDS = 5


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
