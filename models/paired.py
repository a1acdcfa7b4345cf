"""Macro F1 of several answers to the same examples, on the same resamples: what one is ahead by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from stancemark.models.dataset import Example
from stancemark.models.evaluate import confusions, labels_of, mean_f1, percentile, resampled
from stancemark.models.held_out import Floats
from stancemark.records import Measure


class Drawn(NamedTuple):
    """A number, and the same number of each resample; the resamples are those of all others."""

    value: float
    samples: Floats

    def measure(self) -> Measure:
        """With its 95 % percentile interval."""
        return measure(self.value, self.samples)

    def minus(self, other: "Drawn") -> Measure:
        """The difference, resample by resample."""
        return measure(self.value - other.value, self.samples - other.samples)


@dataclass(frozen=True, slots=True)
class Ring:
    """Examples, and the units that are drawn: each set of answers meets the same draws."""

    examples: Sequence[Example]
    units: Sequence[str]
    seed: int
    resamples: int = 1000

    def macro_f1(self, answers: Sequence[str]) -> Drawn:
        """Over the labels of gold, for one answer to each example."""
        labels = labels_of(self.examples, answers)
        gold = range(len({e.label for e in self.examples}))
        counts = confusions(self.examples, answers, labels, self.units)
        samples = mean_f1(resampled(counts, self.resamples, self.seed), of=gold)
        return Drawn(float(mean_f1(counts.sum(axis=0), of=gold)), samples)

    def mean(self, values: Floats) -> Drawn:
        """Of a number for each example, shape (n,)."""
        names, unit = np.unique(self.units, return_inverse=True)
        sums = np.zeros((len(names), 2))
        np.add.at(sums, unit, np.stack([values, np.ones_like(values)], axis=1))
        drawn = resampled(sums, self.resamples, self.seed)
        return Drawn(float(values.mean()), drawn[:, 0] / drawn[:, 1])


def measure(value: float, samples: Floats) -> Measure:
    """A number with the 95 % percentile interval of its resamples."""
    if np.isnan(value):
        return Measure(None)
    return Measure(value, percentile(samples, 2.5), percentile(samples, 97.5))
