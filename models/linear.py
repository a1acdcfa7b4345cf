"""N-grams, embeddings or both under logistic regression: the families `linear` and `encoder`."""

# ruff: noqa: N803 - X and C are scikit-learn's names

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from stancemark.errors import InputError
from stancemark.models import unseen
from stancemark.models.dataset import Example
from stancemark.models.encoder import Encoder
from stancemark.models.features import Embed, Features
from stancemark.models.search import (
    Choice,
    Chosen,
    Planes,
    choose,
    learned,
    logits,
    shares,
    softmax,
)

Floats = NDArray[np.float64]


class LinearClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # untyped in sklearn
    """TF-IDF of words (1–2) and of characters inside words (2–5), embeddings, logistic regression.

    A scikit-learn estimator over texts, or over examples, which have a target too and say what
    belongs together. It is the mean of two models, with balanced classes and without; penalties and
    offsets of the labels are chosen on groups held out, and the probabilities are calibrated there:
    see `search.choose`.

    >>> model = LinearClassifier().fit(["good", "bad", "good!", "bad!"], ["+", "-", "+", "-"])
    >>> model.predict(["so good"]).tolist()
    ['+']
    """

    def __init__(
        self,
        *,
        C: float | None = None,
        ngrams: bool = True,
        encoder: str = "",
        max_features: int = 100_000,
        random_state: int = 7,
    ) -> None:
        self.C = C
        """Inverse strength of the L2 penalty; None to choose it."""
        self.ngrams = ngrams
        """Whether n-grams are features."""
        self.encoder = encoder
        """Id or folder of the encoder whose embeddings are features; "" for none."""
        self.max_features = max_features
        """Most n-grams kept of words, and of characters: the most frequent ones."""
        self.random_state = random_state

    def fit(self, X: Iterable[str | Example], y: Iterable[str]) -> Self:
        """Learn from texts or examples (n,) and their labels (n,).

        Raises `InputError` where there is one label only, or no text at all.
        """
        examples = labelled(X, y)
        labels = np.array([e.label for e in examples], dtype=str)
        learnable([e.text for e in examples], labels)
        if self.encoder:
            self._encoder = Encoder(self.encoder)
            self.digest_ = self._encoder.digest
        self.features_ = Features(ngrams=self.ngrams, limit=self.max_features)
        matrix = self.features_.fit(examples, self._embed())
        chosen = (
            Chosen((Choice(self.C),)) if self.C else choose(matrix, examples, self.random_state)
        )
        self.temperature_ = chosen.temperature
        self.chosen_: dict[str, Any] = {
            "members": [{"C": c.C, "balanced": c.balanced} for c in chosen.members],
            "offsets": list(chosen.offsets),
            "macro_f1": chosen.macro_f1,
        }
        self.classes_: NDArray[np.str_]
        self.classes_ = np.unique(labels)
        answers = shares(examples, self.classes_.tolist())
        planes = learned(matrix, answers, chosen, self.random_state)
        self.coefficients_, self.intercepts_ = planes
        self.seen_ = sorted({e.target for e in examples})
        self.unseen_: unseen.Kept = {}
        if self.features_.few_:
            shared = self.features_.shared(matrix)
            self.unseen_ = unseen.learn(shared, examples, answers, self.random_state)
        return self

    def predict(self, X: Iterable[str | Example]) -> NDArray[np.str_]:
        """The most probable label of each text, shape (n,)."""
        best = self.predict_proba(X).argmax(axis=1)
        labels: NDArray[np.str_] = self.classes_[best]
        return labels

    def predict_proba(self, X: Iterable[str | Example]) -> Floats:
        """Probabilities, shape (n, labels), columns as in `classes_`; each row sums to 1.

        A text without a known n-gram, an empty one too, has what the intercept alone says.
        """
        check_is_fitted(self, "coefficients_")
        examples = as_examples(X)
        matrix = self.features_.transform(examples, self._embed())
        planes = Planes(self.coefficients_, self.intercepts_)
        found = softmax(logits(matrix, planes) / self.temperature_)
        new = [i for i, e in enumerate(examples) if self.unseen_ and e.target not in self.seen_]
        if new:
            found[new] = unseen.answer(self.unseen_, self.features_.shared(matrix[new]))
        return found

    def _embed(self) -> Embed | None:
        if not self.encoder:
            return None
        if "_encoder" not in vars(self):
            self._encoder = Encoder(self.encoder)
        if self._encoder.digest != self.digest_:
            raise InputError(
                f"{self.encoder}: not the encoder this model was trained with "
                f"(digest {self._encoder.digest}, then {self.digest_}); train again"
            )
        return self._encoder.encode

    def __getstate__(self) -> dict[str, Any]:
        """What is kept: the encoder by its name and digest, not its weights."""
        state = dict(super().__getstate__())
        state.pop("_encoder", None)
        return state


def as_examples(X: Iterable[str | Example]) -> list[Example]:
    """Texts as examples of nothing else."""
    return [Example(str(i), x, "") if isinstance(x, str) else x for i, x in enumerate(X)]


def labelled(X: Iterable[str | Example], y: Iterable[str]) -> list[Example]:
    """Examples with the labels given, each a text."""
    return [replace(e, label=str(label)) for e, label in zip(as_examples(X), y, strict=True)]


def learnable(texts: Sequence[str], labels: NDArray[np.str_]) -> None:
    """Raise `InputError` where there is one label only, or no text."""
    found = np.unique(labels).tolist()
    if len(found) < 2:
        only = f'only the label "{found[0]}"' if found else "no labels"
        raise InputError(
            f"{len(texts)} examples with {only}: a model needs two labels to tell apart"
        )
    if not any(text.strip() for text in texts):
        raise InputError(f"{len(texts)} examples without any text: nothing to learn from")
