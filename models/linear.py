"""Word and character n-grams under logistic regression: the default family."""

# ruff: noqa: N803 - X and C are scikit-learn's names

from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion
from sklearn.utils.validation import check_is_fitted

from stancemark.errors import InputError

TOKEN = r"\w+|[^\w\s]"  # noqa: S105 - a pattern, no password
"""A word, or one sign: question marks and emoji tell stances apart."""


class LinearClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # untyped in sklearn
    """TF-IDF of words (1–2) and of characters inside words (2–5), then logistic regression.

    A scikit-learn estimator over texts. Labels are weighted by the inverse of their frequency.

    >>> model = LinearClassifier().fit(["good", "bad", "good!", "bad!"], ["+", "-", "+", "-"])
    >>> model.predict(["so good"]).tolist()
    ['+']
    """

    def __init__(
        self, *, C: float = 1.0, max_features: int = 100_000, random_state: int = 7
    ) -> None:
        self.C = C
        """Inverse strength of the L2 penalty."""
        self.max_features = max_features
        """Most n-grams kept of words, and of characters: the most frequent ones."""
        self.random_state = random_state

    def fit(self, X: Iterable[str], y: Iterable[str]) -> Self:
        """Learn from texts (n,) and their labels (n,).

        Raises `InputError` where there is one label only, or no text at all.
        """
        texts, labels = list(X), np.array(list(y), dtype=str)
        _learnable(texts, labels)
        self.features_ = _features(self.max_features)
        matrix = self.features_.fit_transform(texts)
        self.logistic_ = LogisticRegression(
            C=self.C, class_weight="balanced", max_iter=1000, random_state=self.random_state
        ).fit(matrix, labels)
        self.classes_: NDArray[np.str_] = self.logistic_.classes_
        return self

    def predict(self, X: Iterable[str]) -> NDArray[np.str_]:
        """The most probable label of each text, shape (n,)."""
        best = self.predict_proba(X).argmax(axis=1)
        labels: NDArray[np.str_] = self.classes_[best]
        return labels

    def predict_proba(self, X: Iterable[str]) -> NDArray[np.float64]:
        """Probabilities, shape (n, labels), columns as in `classes_`; each row sums to 1.

        A text without a known n-gram, an empty one too, has what the intercept alone says.
        """
        check_is_fitted(self, "logistic_")
        probabilities: NDArray[np.float64] = self.logistic_.predict_proba(
            self.features_.transform(list(X))
        )
        return probabilities

    def __getstate__(self) -> dict[str, Any]:
        """What is kept: of the features, the n-grams as one text per block, and their weights.

        A dictionary of n-grams takes skops minutes to write, entry by entry. No n-gram has a line
        break in it.
        """
        state = dict(super().__getstate__())
        if "features_" in state:
            blocks = [block for _, block in state.pop("features_").transformer_list]
            state["ngrams"] = ["\n".join(b.get_feature_names_out()) for b in blocks]
            state["idf"] = [b.idf_ for b in blocks]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Build the features again from what was kept."""
        kept = dict(state)
        ngrams, idf = kept.pop("ngrams", []), kept.pop("idf", [])
        super().__setstate__(kept)
        if ngrams:
            self.features_ = _features(self.max_features, *(block.split("\n") for block in ngrams))
            for (_, block), weights in zip(self.features_.transformer_list, idf, strict=True):
                block.idf_ = weights


def _learnable(texts: Sequence[str], labels: NDArray[np.str_]) -> None:
    found = np.unique(labels).tolist()
    if len(found) < 2:
        only = f'only the label "{found[0]}"' if found else "no labels"
        raise InputError(
            f"{len(texts)} examples with {only}: a model needs two labels to tell apart"
        )
    if not any(text.strip() for text in texts):
        raise InputError(f"{len(texts)} examples without any text: nothing to learn from")


def _features(
    limit: int, words: list[str] | None = None, characters: list[str] | None = None
) -> FeatureUnion:
    """Two blocks of n-grams, to be fitted, or of the n-grams given."""
    common = {"sublinear_tf": True, "lowercase": True, "max_features": limit}
    word = TfidfVectorizer(token_pattern=TOKEN, ngram_range=(1, 2), vocabulary=words, **common)
    character = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), vocabulary=characters, **common
    )
    return FeatureUnion([("words", word), ("characters", character)])
