"""Which passages to ask people about first: small functions over a table of what models think.

Each gives every passage a value, highest first. Uncertainty: Lewis and Gale 1994 (*A Sequential
Algorithm for Training Text Classifiers*); the survey of Settles 2009 (*Active Learning Literature
Survey*) has the formulas.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pool:
    """What is known of the passages that may be chosen; row i of everything is one passage."""

    outlets: Sequence[str]
    guesses: Sequence[Floats] = ()
    """Probabilities of each question (and target), shape (passages, labels); rows sum to 1."""
    others: Sequence[Floats] = ()
    """The same by another model, question by question."""
    vectors: Any = None
    """What the texts are like, shape (passages, features), dense or sparse, rows of length 1."""

    def __len__(self) -> int:
        return len(self.outlets)


Strategy = Callable[[Pool, np.random.Generator], Floats]
"""A value for each passage, highest first: shape (passages,)."""


def random(pool: Pool, generator: np.random.Generator) -> Floats:
    """Any order: what every other strategy has to beat."""
    return generator.random(len(pool))


def balanced(pool: Pool, generator: np.random.Generator) -> Floats:
    """Outlets in turn, by lot within each: the first of every outlet before any outlet's second."""
    lot = generator.permutation(len(pool))
    turn = np.empty(len(pool))
    met: dict[str, int] = {}
    for place in lot:
        outlet = pool.outlets[place]
        met[outlet] = met.get(outlet, 0) + 1
        turn[place] = met[outlet]
    return -turn + generator.random(len(pool))


def entropy(pool: Pool, generator: np.random.Generator) -> Floats:
    """H(p) / log k, with k labels: mean over the questions."""
    del generator
    return _mean([_entropy(p) / np.log(p.shape[1]) for p in pool.guesses if p.shape[1] > 1], pool)


def margin(pool: Pool, generator: np.random.Generator) -> Floats:
    """1 - (p₁ - p₂), of the two likeliest labels: mean over the questions."""
    del generator
    return _mean([1 - _gap(p) for p in pool.guesses if p.shape[1] > 1], pool)


def disagreement(pool: Pool, generator: np.random.Generator) -> Floats:
    """Jensen-Shannon divergence of two models, H((p+q)/2) - (H(p)+H(q))/2: mean over the questions."""
    del generator
    pairs = zip(pool.guesses, pool.others, strict=True) if pool.others else ()
    return _mean([_entropy((p + q) / 2) - (_entropy(p) + _entropy(q)) / 2 for p, q in pairs], pool)


def density(pool: Pool, generator: np.random.Generator) -> Floats:
    """Margin times the mean cosine similarity to all passages: doubt about what is common.

    Information density (Settles and Craven 2008, *An Analysis of Active Learning Strategies for
    Sequence Labeling Tasks*): an outlier is doubtful, and teaches nothing about others.
    """
    doubt = margin(pool, generator)
    if pool.vectors is None or not len(pool):
        return doubt
    middle = np.asarray(pool.vectors.mean(axis=0)).ravel()
    near: Floats = np.asarray(pool.vectors @ middle).ravel()
    return doubt * near


def tolerant(pool: Pool, generator: np.random.Generator) -> Floats:
    """Margin for every second passage, by lot, and lot for the others.

    Where people disagree, the most doubtful passages are the noisiest ones, and a model taught by
    those alone learns the noise: half of what it learns from stays a fair sample.
    """
    doubt, lot = margin(pool, generator), generator.random(len(pool))
    by_doubt, by_lot = _ranks(doubt), _ranks(lot)
    return -np.minimum(2 * by_doubt, 2 * by_lot + 1).astype(float)


STRATEGIES: Mapping[str, Strategy] = {
    "random": random,
    "balanced": balanced,
    "entropy": entropy,
    "margin": margin,
    "disagreement": disagreement,
    "density": density,
    "tolerant": tolerant,
}
"""By the name that `label_studio.queue` gives."""

COLD = ("random", "balanced")
"""Those that need no model."""


def _entropy(probabilities: Floats) -> Floats:
    safe = np.where(probabilities > 0, probabilities, 1.0)
    total: Floats = -(probabilities * np.log(safe)).sum(axis=1)
    return total


def _gap(probabilities: Floats) -> Floats:
    top = np.partition(probabilities, -2, axis=1)[:, -2:]
    gap: Floats = top[:, 1] - top[:, 0]
    return gap


def _mean(values: Sequence[Floats], pool: Pool) -> Floats:
    """The mean over the questions; all alike where there is none."""
    mean: Floats = np.mean(values, axis=0) if len(values) else np.zeros(len(pool))
    return mean


def _ranks(values: Floats) -> NDArray[np.intp]:
    """0 for the highest value."""
    ranks = np.empty(len(values), dtype=np.intp)
    ranks[np.argsort(-values, kind="stable")] = np.arange(len(values))
    return ranks
