"""Rankings within documents: which sentences of a debate deserve to be checked."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stancemark.models.dataset import Example
from stancemark.models.evaluate import percentile
from stancemark.models.held_out import Floats, HeldOut
from stancemark.records import Score

_LONG = 10
"""Examples of a document, on average, from which on ranking them is a task."""


def ranked(
    examples: Sequence[Example], answers: HeldOut, question: str, target: str, seed: int
) -> list[Score]:
    """Mean average precision over documents, of the rarer of two labels; nothing where that is no task.

    Each document's examples are ranked by the probability of the rarer label (CheckThat! 2019 Task 1,
    Atanasova et al. 2019). The baseline is what random orders have on average. Documents without that
    label are left out. The interval is over documents.
    """
    counts = Counter(e.label for e in examples)
    documents = [e.document for e in examples]
    if len(counts) != 2 or not all(documents) or len(examples) < _LONG * len(set(documents)):
        return []
    wanted = min(counts, key=lambda label: (counts[label], label))
    if wanted not in answers.classes:
        return []
    sure = answers.probabilities[:, answers.classes.index(wanted)]
    gold = np.array([e.label == wanted for e in examples])
    names, of = np.unique(documents, return_inverse=True)
    with_one = [d for d in range(len(names)) if gold[of == d].any()]
    each = np.array([average_precision(gold[of == d], sure[of == d]) for d in with_one])
    chance = [random_precision(int(gold[of == d].sum()), int((of == d).sum())) for d in with_one]
    draws = np.random.default_rng(seed).choice(each, (1000, len(each))).mean(axis=1)
    without = f", {len(names) - len(each)} documents have none" if len(each) < len(names) else ""
    return [
        Score(
            question=question,
            target=target,
            metric="map",
            value=float(each.mean()),
            low=percentile(draws, 2.5),
            high=percentile(draws, 97.5),
            baseline=float(np.mean(chance)),
            items=len(examples),
            groups=len(each),
            note=f'ranks "{wanted}", the rarer label, within each document{without}; '
            "the baseline is a random order",
        )
    ]


def average_precision(gold: NDArray[np.bool_], scores: Floats) -> float:
    """Mean over the positives of the precision at their rank; equals rank by their place.

    >>> average_precision(np.array([True, False, True]), np.array([0.9, 0.8, 0.7]))  # (1 + 2/3) / 2
    0.8333333333333333
    """
    places = np.flatnonzero(gold[np.argsort(-scores, kind="stable")]) + 1
    return float((np.arange(1, len(places) + 1) / places).mean())


def random_precision(positives: int, of: int) -> float:
    """Average precision that random orders have on average.

    With r of n positive, (H_n + (r-1)/(n-1) · (n - H_n)) / n, where H_n = Σ 1/k (Bestgen 2015,
    *Exact Expected Average Precision of the Random Baseline for System Evaluation*).

    >>> random_precision(1, 2)  # first or second: (1 + 1/2) / 2
    0.75
    """
    harmonic = float((1 / np.arange(1, of + 1)).sum())
    others = (positives - 1) / (of - 1) if of > 1 else 0.0
    return (harmonic + others * (of - harmonic)) / of
