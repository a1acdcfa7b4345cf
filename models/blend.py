"""The mean of unlike members: n-grams, embeddings, both together, and a fine-tuned encoder."""

# ruff: noqa: N803 - X is scikit-learn's name

from collections.abc import Iterable
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from stancemark.models.dataset import Example
from stancemark.models.finetune import FineTuned
from stancemark.models.linear import LinearClassifier, as_examples
from stancemark.models.own import BUDGET

WEIGHTS = (1, 1, 1, 2)
"""Of n-grams, embeddings, both, and the fine-tuned encoder; see docs/quality.md."""


class Blend(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # untyped in sklearn
    """Mean of the calibrated probabilities of three linear models and a fine-tuned encoder.

    Their errors differ, so the mean is better than each (Dietterich 2000, *Ensemble Methods in
    Machine Learning*). The fine-tuned encoder, itself a mean of several runs, weighs twice as much.
    """

    def __init__(self, *, encoder: str, budget: int = BUDGET, random_state: int = 7) -> None:
        self.encoder = encoder
        """Id or folder of the encoder."""
        self.budget = budget
        """As in `FineTuned`."""
        self.random_state = random_state

    def fit(self, X: Iterable[str | Example], y: Iterable[str]) -> Self:
        """Learn from texts or examples (n,) and their labels (n,). Raises as `LinearClassifier`."""
        examples, labels = as_examples(X), list(y)
        self.members_ = self.unfitted()
        for member in self.members_:
            member.fit(examples, labels)
        self.classes_: NDArray[np.str_] = self.members_[0].classes_
        return self

    def unfitted(self) -> list[LinearClassifier | FineTuned]:
        """The members, in the order of `WEIGHTS`."""
        seed = self.random_state
        return [
            LinearClassifier(random_state=seed),
            LinearClassifier(ngrams=False, encoder=self.encoder, random_state=seed),
            LinearClassifier(encoder=self.encoder, random_state=seed),
            FineTuned(encoder=self.encoder, budget=self.budget, random_state=seed),
        ]

    def predict(self, X: Iterable[str | Example]) -> NDArray[np.str_]:
        """The most probable label of each text, shape (n,)."""
        labels: NDArray[np.str_] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return labels

    def predict_proba(self, X: Iterable[str | Example]) -> NDArray[np.float64]:
        """Probabilities, shape (n, labels), columns as in `classes_`; each row sums to 1."""
        check_is_fitted(self, "members_")
        examples = as_examples(X)
        found = [member.predict_proba(examples) for member in self.members_]
        probabilities: NDArray[np.float64] = np.average(found, axis=0, weights=WEIGHTS)
        return probabilities

    @property
    def chosen_(self) -> list[dict[str, Any]]:
        """What each member chose."""
        return [member.chosen_ for member in self.members_]
