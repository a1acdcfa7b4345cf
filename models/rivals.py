"""Models that see less than they should need: what an honest one has to be better than."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from stancemark.models.dataset import Example
from stancemark.models.held_out import Floats

_SIGNS = ".,;:!?…\"'“”‘’()[]-–—/@#%$€£_"


class OutletOnly:
    """Sees the name of the outlet and nothing else: the shares of the labels there.

    For an outlet it has not seen, the shares of all.
    """

    def fit(self, examples: Sequence[Example], labels: Sequence[str], /) -> "OutletOnly":
        """Count the labels of each outlet."""
        self.classes_ = sorted(set(labels))
        counts: dict[str, Counter[str]] = {}
        for example, label in zip(examples, labels, strict=True):
            counts.setdefault(example.outlet, Counter())[label] += 1
        self._all = self._shares(Counter(labels))
        self._outlets = {outlet: self._shares(found) for outlet, found in counts.items()}
        return self

    def predict_proba(self, examples: Sequence[Example], /) -> Floats:
        """Shape (n, labels)."""
        return np.array([self._outlets.get(e.outlet, self._all) for e in examples])

    def _shares(self, counts: Counter[str]) -> Floats:
        found: Floats = np.array([counts[label] for label in self.classes_], dtype=np.float64)
        found /= found.sum()
        return found


class Shape:
    """Sees how long a text is and what signs it has, and none of its words."""

    def fit(self, examples: Sequence[Example], labels: Sequence[str], /) -> "Shape":
        """Logistic regression over `shape`, scaled, the classes balanced."""
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        regression = LogisticRegression(class_weight="balanced", max_iter=5000)
        self._model = make_pipeline(StandardScaler(), regression)
        self._model.fit(np.array([shape(e.text) for e in examples]), list(labels))
        self.classes_ = self._model.classes_
        return self

    def predict_proba(self, examples: Sequence[Example], /) -> Any:
        """Shape (n, labels)."""
        return self._model.predict_proba(np.array([shape(e.text) for e in examples]))


def shape(text: str) -> list[float]:
    """Length in characters, words, lines and sentences, of a word, and the share of kinds of signs.

    >>> [round(number, 2) for number in shape("No. No!")[:4]]  # log(1 + 7), of 2 words, 1 line, 2 ends
    [2.08, 1.1, 0.69, 1.1]
    """
    size, words = max(1, len(text)), text.split()
    counts = [len(text), len(words), text.count("\n") + 1, sum(text.count(c) for c in ".!?…")]
    shares = [
        sum(map(str.isupper, text)) / size,
        sum(map(str.isdigit, text)) / size,
        len("".join(words)) / max(1, len(words)) / 10,
        *(text.count(sign) / size for sign in _SIGNS),
    ]
    return [*np.log1p(counts).tolist(), *shares]


def blind(examples: Sequence[Example]) -> list[Example]:
    """The examples without their target, and without where it is mentioned."""
    return [replace(e, target="", mention=None) for e in examples]
