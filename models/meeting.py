"""How a text and its target meet: shared words, likeness of the whole and of the nearest sentence."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfVectorizer

from stancemark.models import views
from stancemark.models.dataset import Example

Floats = NDArray[np.float64]

_BINS = 10


class Meeting(BaseEstimator):  # type: ignore[misc]  # untyped in sklearn
    """Cosines of target and text, each as it is and as which tenth of the training rows it is in.

    The likeness features of the Fake News Challenge (Riedel et al. 2017, *A simple but
    tough-to-beat baseline*), taken for any pair of text and target.
    """

    def fit(self, examples: Sequence[Example], embed: Any = None) -> "Meeting":
        """Learn the weights of words, and the tenths of each measure."""
        texts = sorted({e.text for e in examples} | {e.target for e in examples})
        self.words_ = _vectorizer(None).fit(texts)
        measured = self._measured(examples, embed)
        self.edges_: Floats = np.quantile(measured, np.linspace(0, 1, _BINS + 1)[1:-1], axis=0)
        return self

    def transform(self, examples: Sequence[Example], embed: Any = None) -> Any:
        """A sparse row for each example."""
        measured = self._measured(examples, embed)
        found = [measured]
        for column, edges in zip(measured.T, self.edges_.T, strict=True):
            found.append(np.eye(_BINS)[np.searchsorted(edges, column)])
        return sparse.csr_matrix(np.hstack(found))

    def _measured(self, examples: Sequence[Example], embed: Any) -> Floats:
        parts = {e.text: views.sentences(e) for e in examples}
        rows = _placed([e.text for e in examples])
        texts = self.words_.transform(list(rows))
        targets = _placed([e.target for e in examples])
        asked = self.words_.transform(list(targets))
        t, a = [rows[e.text] for e in examples], [targets[e.target] for e in examples]
        whole = np.asarray(texts[t].multiply(asked[a]).sum(axis=1)).ravel()
        shared = np.asarray((texts[t] > 0).multiply(asked[a]).sum(axis=1)).ravel()
        total = np.asarray(asked[a].sum(axis=1)).ravel()
        each = [self.words_.transform(parts[text]) for text in rows]
        dots = [(each[i] @ asked[j].T).toarray().ravel() for i, j in zip(t, a, strict=True)]
        best, first = [d.max() for d in dots], [d[0] for d in dots]
        columns = [whole, shared / np.maximum(total, 1e-9), best, first]
        if embed is not None:
            u, v = embed(list(rows)), embed(list(targets))
            columns.append(np.einsum("ij,ij->i", u[t], v[a]))
        return np.column_stack(columns)

    def __getstate__(self) -> dict[str, Any]:
        """What is kept: the words as one text."""
        state = dict(super().__getstate__())
        if "words_" in state:
            words = state.pop("words_")
            state |= {"words": "\n".join(words.get_feature_names_out()), "idf": words.idf_}
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the words apart again."""
        kept = dict(state)
        words, idf = kept.pop("words", None), kept.pop("idf", None)
        super().__setstate__(kept)
        if words is not None:
            self.words_ = _vectorizer(words.split("\n"))
            self.words_.idf_ = idf


def _vectorizer(words: list[str] | None) -> TfidfVectorizer:
    return TfidfVectorizer(vocabulary=words, max_features=100_000)


def _placed(texts: Sequence[str]) -> dict[str, int]:
    return {text: i for i, text in enumerate(dict.fromkeys(texts))}
