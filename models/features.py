"""Examples to one sparse matrix: blocks of n-grams, of embeddings, and of how text and target meet."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfVectorizer

from stancemark.models import views
from stancemark.models.characters import Characters
from stancemark.models.dataset import Example
from stancemark.models.meeting import Meeting

TOKEN = r"\w+|[^\w\s]"  # noqa: S105 - a pattern, no password
"""A word, or one sign: question marks and emoji tell stances apart."""

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to vectors of length 1."""

Matrix = Any
"""A scipy sparse matrix, rows of examples; scipy has no types."""

_OWN = 50
"""Examples of a target from which on it has weights of its own."""
_MOST = 50
"""Targets from which on none has weights of its own."""
_LONG = 1000
"""Characters of a text, on average, from which on its words alone are counted."""
_SHARE = 0.1
"""Of the examples that must have a view for it to be a block."""
_VIEWS: Mapping[str, Callable[[Example], str]] = {
    "words": views.text,
    "characters": views.text,
    "target": views.target,
    "near": views.near,
    "context": views.context,
    "manner": views.manner,
}
_UNREAD = {"manner": 0.3}
"""Lengths of blocks that are not n-grams of what is read; all others are of length 1."""


class Features(BaseEstimator):  # type: ignore[misc]  # untyped in sklearn
    """The blocks that a table has: always its text; target, mention, neighbours where it has them.

    With several targets, the words of a text count twice: for all targets, and for its own, if that
    has `_OWN` examples (Daumé 2007, *Frustratingly Easy Domain Adaptation*). So one model is as
    good as one for each target where labels suffice, and answers for targets never seen.
    """

    def __init__(self, *, ngrams: bool = True, limit: int = 100_000) -> None:
        self.ngrams = ngrams
        """Whether n-grams are counted."""
        self.limit = limit
        """Most n-grams of a block: the most frequent ones."""

    def fit(self, examples: Sequence[Example], embed: Embed | None) -> Matrix:
        """Learn which blocks there are, and the n-grams of each; the matrix of the examples."""
        self.blocks_: dict[str, Any] = {}
        counted: list[Matrix] = []
        for name, view in _VIEWS.items():
            if not self.ngrams and name not in _UNREAD:
                continue
            texts = [view(e) for e in examples]
            if _worth(name, texts):
                self.blocks_[name] = _block(name, self.limit)
                part = _each(self.blocks_[name].fit_transform, texts)
                counted.append(part * _UNREAD.get(name, 1.0))
        counts: dict[str, int] = {}
        for e in examples:
            counts[e.target] = counts.get(e.target, 0) + 1
        several = len(counts) > 1
        self.few_ = 1 < len(counts) < _MOST
        """Whether there are several targets, and each is of weight."""
        self.targets_ = sorted(t for t, n in counts.items() if n >= _OWN and self.few_)
        self.meeting_ = Meeting().fit(examples, embed) if several else None
        self.neighbours_ = any(e.before or e.after for e in examples)
        self.mentions_ = several and _worth("near", [views.near(e) for e in examples])
        return self._joined(counted, examples, embed)

    def transform(self, examples: Sequence[Example], embed: Embed | None) -> Matrix:
        """The matrix of examples, columns as fitted."""
        counted = [
            _each(block.transform, [_VIEWS[name](e) for e in examples]) * _UNREAD.get(name, 1.0)
            for name, block in self.blocks_.items()
        ]
        return self._joined(counted, examples, embed)

    def _joined(
        self, counted: Sequence[Matrix], examples: Sequence[Example], embed: Embed | None
    ) -> Matrix:
        """The blocks of n-grams, which are `counted`, beside all others."""
        found = list(counted)
        own = [i for i, n in enumerate(self.blocks_) if n in ("words", "characters")]
        shared = [found[i] for i in own]
        if embed is not None:
            vectors = self._vectors(examples, embed)
            found += vectors
            shared.append(vectors[0])
        if self.targets_:
            first = sum(part.shape[1] for part in found)
            found.append(_copies(sparse.hstack(shared, "csr"), examples, self.targets_))
            self.own_ = (first, first + found[-1].shape[1])
        if self.meeting_ is not None:
            found.append(self.meeting_.transform(examples, embed))
        matrix = sparse.hstack(found, "csr")
        matrix.sort_indices()  # once, in place of before each of many fits
        return matrix

    def shared(self, matrix: Matrix) -> Matrix:
        """The columns of a matrix that are no single target's own."""
        if not self.targets_:
            return matrix
        first, last = self.own_
        return sparse.hstack([matrix[:, :first], matrix[:, last:]], "csr")

    def _vectors(self, examples: Sequence[Example], embed: Embed) -> list[Matrix]:
        """U of the text; with several targets v too, |u - v|, u·v, and the text with its mention."""
        u = embed([views.text(e) for e in examples])
        found = [u]
        if self.meeting_ is not None:
            v = embed([e.target for e in examples])
            found += [v, np.abs(u - v), u * v * u.shape[1] ** 0.5]
        if self.mentions_:
            found.append(embed([views.marked(e) for e in examples]))
        if self.neighbours_:
            found += [embed([e.before for e in examples]), embed([e.after for e in examples])]
        return [sparse.csr_matrix(part * _WEIGHT) for part in found]

    def __getstate__(self) -> dict[str, Any]:
        """What is kept: the n-grams of a block as one text, since skops writes entry by entry."""
        state = dict(super().__getstate__())
        if "blocks_" in state:
            blocks = state.pop("blocks_")
            state["ngrams"] = {n: "\n".join(b.get_feature_names_out()) for n, b in blocks.items()}
            state["idf"] = {n: b.idf_ for n, b in blocks.items()}
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Build the blocks again from what was kept. No n-gram has a line break in it."""
        kept = dict(state)
        ngrams, idf = kept.pop("ngrams", None), kept.pop("idf", None)
        super().__setstate__(kept)
        if ngrams is not None:
            self.blocks_ = {}
            for name, text in ngrams.items():
                self.blocks_[name] = _block(name, self.limit, text.split("\n"))
                self.blocks_[name].idf_ = idf[name]


_WEIGHT = 2.0
"""Of an embedding beside n-grams of length 1."""


def _worth(name: str, texts: Sequence[str]) -> bool:
    """Whether enough examples have something to count."""
    filled = sum(1 for text in texts if text.strip())
    if name == "words":
        return True
    if name == "characters":
        return sum(map(len, texts)) < _LONG * len(texts)
    return filled >= _SHARE * len(texts) and len(set(texts)) > 1


def _block(name: str, limit: int, ngrams: list[str] | None = None) -> Any:
    if name == "characters":
        return Characters(limit, ngrams)
    options: dict[str, Any] = {"sublinear_tf": True, "max_features": limit, "vocabulary": ngrams}
    pattern = TOKEN if name in ("words", "target") else r"\S+"
    pairs = (1, 1) if name in ("context", "manner") else (1, 2)
    return TfidfVectorizer(token_pattern=pattern, ngram_range=pairs, **options)


def _each(transform: Callable[[Sequence[str]], Matrix], texts: Sequence[str]) -> Matrix:
    """Transform each distinct text once."""
    place = {text: i for i, text in enumerate(dict.fromkeys(texts))}
    return transform(list(place))[[place[text] for text in texts]]


def _copies(matrix: Matrix, examples: Sequence[Example], targets: Sequence[str]) -> Matrix:
    """Each row again, in the columns of its own target: (n, targets · columns)."""
    place = {target: i for i, target in enumerate(targets)}
    rows = matrix.tocoo()
    own = np.array([place.get(e.target, -1) for e in examples])[rows.row]
    kept = own >= 0
    columns = rows.col[kept].astype(np.int64) + own[kept] * matrix.shape[1]
    shape = (matrix.shape[0], len(targets) * matrix.shape[1])
    return sparse.csr_matrix((rows.data[kept], (rows.row[kept], columns)), shape=shape)
