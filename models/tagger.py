"""What every family of span models shares: thresholds on texts held out, and spans out of probabilities."""

# ruff: noqa: N803 - X is scikit-learn's name

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from stancemark.errors import InputError
from stancemark.models.thresholds import stretches, thresholds
from stancemark.models.tokens import Token, paragraphs
from stancemark.records import Span

Floats = NDArray[np.float64]

_HELD_OUT = 5
"""One of so many texts, or groups of texts, is held out."""


HALF = 0.5
"""Of several values those of a larger share hold."""


@dataclass(frozen=True, slots=True, order=True)
class Attribute:
    """What is said of a span under one name."""

    name: str
    shares: tuple[tuple[str, float], ...]
    """Of each value: the share of those who say it, or how probable it is."""
    several: bool = False
    """Whether more than one value may hold; then the shares need not sum to 1."""

    @property
    def values(self) -> tuple[str, ...]:
        """Those that hold: of the largest share, or of several those of more than half.

        >>> Attribute("support", (("full", 0.3), ("none", 0.7))).values
        ('none',)
        """
        if self.several:
            return tuple(value for value, share in self.shares if share > HALF)
        return (max(self.shares, key=lambda pair: pair[1])[0],)


@dataclass(frozen=True, slots=True, order=True)
class LabelledSpan:
    """A stretch of one text and its label; `score` is how probable its tokens are, on average."""

    span: Span
    label: str
    score: float | None = None
    attributes: tuple[Attribute, ...] = ()


Marked = tuple[str, Sequence[LabelledSpan]]
"""A text with its spans."""


class Tagger(BaseEstimator, ABC):  # type: ignore[misc]  # untyped in sklearn
    """Spans of any labels, crossing or nested, as a scikit-learn estimator over texts.

    Each family gives every token of `tokens.paragraphs` a probability of each label; runs of tokens
    above the label's threshold are spans: see `stretches`. The thresholds maximise token F1 on a fifth of the texts,
    held out of a first fit: see `thresholds` (Lipton et al. 2014, *Optimal Thresholding of
    Classifiers to Maximize F1 Measure*). Two spans of one label that touch come back as one.
    """

    ALONE = 1.2
    """How many times the threshold is needed for a span of one token."""
    random_state: int
    classes_: NDArray[np.str_]
    thresholds_: list[float]

    def fit(
        self,
        X: Iterable[str],
        y: Iterable[Sequence[LabelledSpan]],
        groups: Sequence[Any] | None = None,
    ) -> Self:
        """Learn from texts (n,) and the spans of each (n,).

        Texts of one group (n,) are held out together; without groups each is its own. Raises
        `InputError` where no text has a span, or one lies outside its text.
        """
        rows = list(zip(X, map(list, y), strict=True))
        _learnable(rows)
        self.begin(sorted({s.label for _, spans in rows for s in spans}))
        known, held = self._cut(rows, groups)
        if any(spans for _, spans in known) and any(spans for _, spans in held):
            self.choose(held, self.rehearse(known, held))
        self.learn(rows)
        return self

    def predict(self, X: Iterable[str]) -> list[list[LabelledSpan]]:
        """The spans of each text (n,), in the order of the text."""
        check_is_fitted(self, "thresholds_")
        texts = list(X)
        found = zip(texts, self.probabilities(texts), strict=True)
        return [sorted(self._spans(text, probabilities)) for text, probabilities in found]

    def begin(self, labels: Sequence[str]) -> None:
        """Know the labels, and no thresholds yet."""
        self.classes_ = np.array(labels, dtype=str)
        self.thresholds_ = [0.5] * len(labels)

    def choose(self, held: Sequence[Marked], found: Sequence[Floats]) -> None:
        """Take the thresholds that serve texts held out best, given their probabilities."""
        self.thresholds_ = thresholds(self.over(held).T, np.concatenate(found).T)

    def over(self, rows: Iterable[Marked]) -> NDArray[np.bool_]:
        """Which labels are over which tokens of all texts: (tokens, labels)."""
        labels = self.classes_.tolist()
        parts = [
            labels_over(tokens, spans, labels)
            for text, spans in rows
            for tokens in filter(None, paragraphs(text))
        ]
        return np.concatenate([np.zeros((0, len(labels)), dtype=bool), *parts])

    def rehearse(self, known: Sequence[Marked], held: Sequence[Marked]) -> list[Floats]:
        """Learn from some texts; the probabilities of others, which what is set may be chosen by."""
        self.learn(known)
        return list(self.probabilities([text for text, _ in held]))

    @abstractmethod
    def learn(self, rows: Sequence[Marked]) -> None:
        """Learn from texts with their spans, all of known labels."""

    @abstractmethod
    def probabilities(self, texts: Sequence[str]) -> Iterator[Floats]:
        """For each text, the probability of each label over each token: (tokens, labels)."""

    @property
    def chosen_(self) -> dict[str, Any]:
        """What was read off texts held out."""
        pairs = zip(self.classes_.tolist(), self.thresholds_, strict=True)
        return {"thresholds": {label: round(least, 3) for label, least in pairs}}

    def _cut(
        self, rows: Sequence[Marked], groups: Sequence[Any] | None
    ) -> tuple[list[Marked], list[Marked]]:
        """Texts to learn from, and texts held out; none of these where there are too few groups."""
        names, group = np.unique(
            range(len(rows)) if groups is None else groups, return_inverse=True
        )
        order = np.random.default_rng(self.random_state).permutation(len(names))
        out = np.isin(group, order[: len(names) // _HELD_OUT])
        known = [row for row, held in zip(rows, out, strict=True) if not held]
        return known, [row for row, held in zip(rows, out, strict=True) if held]

    def _spans(self, text: str, probabilities: Floats) -> Iterator[LabelledSpan]:
        first = 0
        for tokens in paragraphs(text):
            part = probabilities[first : first + len(tokens)]
            first += len(tokens)
            for label, column, least in zip(
                self.classes_.tolist(), part.T, self.thresholds_, strict=True
            ):
                for start, end in stretches(column, least, self.ALONE):
                    span = Span(tokens[start].start(), tokens[end - 1].end())
                    yield LabelledSpan(span, label, float(column[start:end].mean()))


def labels_over(
    tokens: Sequence[Token], spans: Iterable[LabelledSpan], labels: Sequence[str]
) -> NDArray[np.bool_]:
    """Which labels have a span that holds the beginning of which token: (tokens, labels)."""
    found = np.zeros((len(tokens), len(labels)), dtype=bool)
    starts = np.array([token.start() for token in tokens])
    for s in spans:
        first, last = np.searchsorted(starts, [s.span.start, s.span.end]).tolist()
        found[first:last, labels.index(s.label)] = True
    return found


def _learnable(rows: Sequence[Marked]) -> None:
    if not any(spans for _, spans in rows):
        raise InputError(f"{len(rows)} texts without any span: nothing to learn from")
    for row, (text, found) in enumerate(rows):
        for s in found:
            if s.span.end > len(text):
                place = f"{s.span.start}:{s.span.end}"
                raise InputError(f"text {row}: span {place} ends after its {len(text)} characters")
