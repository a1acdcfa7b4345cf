"""Character n-grams inside words, weighted as scikit-learn's TF-IDF, each word taken apart once.

An n-gram never crosses a word, so the counts of texts are (texts x words) @ (words x n-grams): a
word that stands in a thousand texts is taken apart once.
"""

from collections.abc import Sequence
from itertools import islice
from threading import Lock
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

LENGTHS = (2, 5)
"""Least and most characters of an n-gram, the space before and after a word among them."""
_WORDS = 200_000
"""Words that are remembered, roughly: about 200 bytes each."""
_REMEMBERING = Lock()
"""Words are remembered by one thread at a time; here, since a model's own lock could not be copied."""


class Characters(BaseEstimator):  # type: ignore[misc]  # untyped in sklearn
    """`TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)`, faster.

    Of equally frequent n-grams at the limit, others may be kept.
    """

    _place: dict[str, int]
    """The row of each word that was met."""
    _parts: Any
    """How often each n-gram is in it: (words, n-grams)."""

    def __init__(self, limit: int, ngrams: Sequence[str] | None = None) -> None:
        self.limit = limit
        """Most n-grams kept: the most frequent ones."""
        self.ngrams = ngrams
        """The n-grams, where they are known."""
        self.idf_: NDArray[np.float64]
        if ngrams is not None:
            self._begin(ngrams)

    def fit(self, texts: Sequence[str]) -> Self:
        """Learn the n-grams of texts, and the weight of each: 1 + log((1 + n) / (1 + texts with it))."""
        self.fit_transform(texts)
        return self

    def fit_transform(self, texts: Sequence[str]) -> Any:
        """Learn from texts, and give their rows."""
        place: dict[str, int] = {}
        counts = spelled(texts, place)
        counter = _counter(None)
        parts = counter.fit_transform(list(place))
        total = parts.T @ np.asarray(counts.sum(axis=0)).ravel()
        kept = np.sort(np.argsort(-total, kind="stable")[: self.limit])
        self._begin(counter.get_feature_names_out()[kept].tolist())
        self._place, self._parts = place, parts[:, kept]
        found = counts @ self._parts
        self.idf_ = TfidfTransformer().fit(found).idf_
        return self._weighed(found)

    def transform(self, texts: Sequence[str]) -> Any:
        """Rows of length 1: (1 + log count) x weight."""
        with _REMEMBERING:
            if len(self._place) > _WORDS:
                self._begin(self.get_feature_names_out().tolist())
            counts = spelled(texts, self._place)
            fresh = list(islice(self._place, self._parts.shape[0], None))
            if fresh:
                self._parts = sparse.vstack([self._parts, self._counter.transform(fresh)], "csr")
            found = counts @ self._parts
        return self._weighed(found)

    def _weighed(self, counts: Any) -> Any:
        weigher = TfidfTransformer(sublinear_tf=True)
        weigher.idf_ = self.idf_
        return weigher.transform(counts, copy=False)

    def get_feature_names_out(self) -> NDArray[Any]:
        """The n-grams, in the order of the columns."""
        names: NDArray[Any] = self._counter.get_feature_names_out()
        return names

    def _begin(self, ngrams: Sequence[str]) -> None:
        """Count these n-grams; no word was met yet."""
        self._counter = _counter(ngrams)
        self._place = {}
        self._parts = sparse.csr_matrix((0, len(ngrams)))


def _counter(ngrams: Sequence[str] | None) -> CountVectorizer:
    return CountVectorizer(
        analyzer="char_wb",
        ngram_range=LENGTHS,
        lowercase=False,
        vocabulary=ngrams,
        dtype=np.float64,
    )


def spelled(texts: Sequence[str], place: dict[str, int]) -> Any:
    """How often each word stands in each text, in lower case: (texts, words met so far).

    `place` is the column of each word; words that were not met before are added.

    >>> place = {"be": 0}
    >>> spelled(["To be, or not to be", "Be"], place).toarray().astype(int).tolist()
    [[1, 2, 1, 1, 1], [1, 0, 0, 0, 0]]
    >>> list(place)
    ['be', 'to', 'be,', 'or', 'not']
    """
    columns: list[int] = []
    ends = [0]
    for text in texts:
        columns += [place.setdefault(word, len(place)) for word in text.lower().split()]
        ends.append(len(columns))
    shape = (len(texts), len(place))
    counts = sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=shape)
    counts.sum_duplicates()
    return counts
