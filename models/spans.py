"""Labelled stretches of text by a linear-chain conditional random field."""

# ruff: noqa: N803 - X is scikit-learn's name

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from stancemark.errors import InputError
from stancemark.models.tokens import Token, features, paragraphs
from stancemark.records import Span
from stancemark.tasks.attribution import attributions

Floats = NDArray[np.float64]

_NONE = "O"
"""The tag of a token that is in no span."""


ENOUGH = 200
"""Tokens of a label that a threshold can be read off."""


@dataclass(frozen=True, slots=True, order=True)
class LabelledSpan:
    """A stretch of one text and its label; `score` is how probable its tokens are, on average."""

    span: Span
    label: str
    score: float | None = None


class SpanTagger(BaseEstimator):  # type: ignore[misc]  # untyped in sklearn
    """Spans of any labels, crossing or nested, as a scikit-learn estimator over texts.

    Every token has one tag, the set of labels over it; a conditional random field (Lafferty et al.
    2001) gives each tag a probability, those of a label's tags add up to the label's, and runs of
    tokens above the label's threshold are spans. The thresholds maximise token F1 on a fifth of
    the texts, held out of a first fit (Lipton et al. 2014, *Optimal Thresholding of Classifiers to
    Maximize F1 Measure*).

    Two spans of one label that touch come back as one.
    """

    def __init__(
        self,
        *,
        l1: float = 0.1,
        l2: float = 0.1,
        max_iter: int = 100,
        min_frequency: int = 2,
        attributions: bool = True,
        random_state: int = 7,
    ) -> None:
        self.l1 = l1
        """Strength of the L1 penalty, which leaves most features without a weight."""
        self.l2 = l2
        """Strength of the L2 penalty."""
        self.max_iter = max_iter
        """Steps of L-BFGS, at most."""
        self.min_frequency = min_frequency
        """Features seen less often are left out."""
        self.attributions = attributions
        """Whether what the rules for attributions find is a feature (see `docs/attribution.md`)."""
        self.random_state = random_state

    def fit(self, X: Iterable[str], y: Iterable[Sequence[LabelledSpan]]) -> Self:
        """Learn from texts (n,) and the spans of each (n,).

        Raises `InputError` where no text has a span, or one lies outside its text.
        """
        texts, spans = list(X), [list(row) for row in y]
        _learnable(texts, spans)
        self.classes_: NDArray[np.str_] = np.unique([s.label for row in spans for s in row])
        self.thresholds_: list[float] = [0.5] * len(self.classes_)
        kept, held = self._held_out(len(texts))
        if any(spans[i] for i in kept) and any(spans[i] for i in held):
            self._learn([texts[i] for i in kept], [spans[i] for i in kept])
            self.thresholds_ = self._chosen([texts[i] for i in held], [spans[i] for i in held])
        self._learn(texts, spans)
        return self

    def predict(self, X: Iterable[str]) -> list[list[LabelledSpan]]:
        """The spans of each text (n,), in the order of the text."""
        check_is_fitted(self, "weights_")
        return [sorted(self._spans(text)) for text in X]

    def _held_out(self, count: int) -> tuple[list[int], list[int]]:
        order = np.random.default_rng(self.random_state).permutation(count).tolist()
        return order[count // 5 :], order[: count // 5]

    def _learn(self, texts: Sequence[str], spans: Sequence[Sequence[LabelledSpan]]) -> None:
        import pycrfsuite

        trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
        trainer.set_params(
            {
                "c1": self.l1,
                "c2": self.l2,
                "max_iterations": self.max_iter,
                "feature.minfreq": self.min_frequency,
                "feature.possible_transitions": True,
            }
        )
        for text, row in zip(texts, spans, strict=True):
            for tokens, names in self._read(text):
                trainer.append(names, _tags(tokens, row))
        with TemporaryDirectory() as folder:
            path = Path(folder) / "crf"
            trainer.train(str(path))
            tagger = pycrfsuite.Tagger()
            tagger.open(str(path))
            self._keep(tagger.info())
            tagger.close()

    def _keep(self, learned: Any) -> None:
        """Take what was learned into plain arrays: a file of the library could hold anything."""
        self.tags_: list[str] = sorted(learned.labels)
        place = {tag: i for i, tag in enumerate(self.tags_)}
        names = sorted({name for name, _ in learned.state_features})
        self.features_ = {name: row for row, name in enumerate(names)}
        self.weights_ = np.zeros((len(names) + 1, len(self.tags_)), dtype=np.float32)
        """One row a feature, one column a tag; the last row, of zeros, is for unknown features."""
        for (name, tag), weight in learned.state_features.items():
            self.weights_[self.features_[name], place[tag]] = weight
        self.transitions_ = np.zeros((len(self.tags_), len(self.tags_)))
        for (one, other), weight in learned.transitions.items():
            self.transitions_[place[one], place[other]] = weight

    def _chosen(self, texts: Sequence[str], spans: Sequence[Sequence[LabelledSpan]]) -> list[float]:
        """The threshold of each label that serves the texts held out best."""
        gold: list[list[bool]] = [[] for _ in range(len(self.classes_))]
        found: list[Floats] = []
        for text, row in zip(texts, spans, strict=True):
            for tokens, probabilities in self._probabilities(text):
                found.append(probabilities)
                over = [tag.split("|") for tag in _tags(tokens, row)]
                for column, label in zip(gold, self.classes_, strict=True):
                    column += [label in labels for labels in over]
        columns = np.concatenate(found).T
        return [threshold(np.array(g), p) for g, p in zip(gold, columns, strict=True)]

    def _probabilities(self, text: str) -> Iterator[tuple[list[Token], Floats]]:
        """For each paragraph, the probability of each label over each token: (tokens, labels)."""
        member = np.array(
            [[label in tag.split("|") for label in self.classes_] for tag in self.tags_]
        )
        for tokens, names in self._read(text):
            yield tokens, marginals(self._scores(names), self.transitions_) @ member

    def _read(self, text: str) -> Iterator[tuple[list[Token], list[list[str]]]]:
        """The tokens of each paragraph that has any, with their features."""
        said = _said(text) if self.attributions else None
        for tokens in filter(None, paragraphs(text)):
            yield tokens, features(tokens, [said[t.start()] for t in tokens] if said else ())

    def _scores(self, named: Sequence[Sequence[str]]) -> Floats:
        """How much the features of each token speak for each tag: (tokens, tags)."""
        unknown = len(self.features_)
        rows = [self.features_.get(name, unknown) for names in named for name in names]
        starts = np.cumsum([0, *map(len, named)])[:-1]
        scores: Floats = np.add.reduceat(self.weights_[rows], starts, axis=0, dtype=np.float64)
        return scores

    def _spans(self, text: str) -> Iterator[LabelledSpan]:
        for tokens, probabilities in self._probabilities(text):
            for label, column, threshold in zip(
                self.classes_, probabilities.T, self.thresholds_, strict=True
            ):
                for first, last in _runs(column >= threshold):
                    span = Span(tokens[first].start(), tokens[last - 1].end())
                    yield LabelledSpan(span, str(label), float(column[first:last].mean()))

    def __getstate__(self) -> dict[str, Any]:
        """What is kept: the names of the features as one text, since a dictionary is slow to write."""
        state = dict(super().__getstate__())
        if "features_" in state:
            state["features_"] = "\n".join(state["features_"])
        return state

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        """Take the names of the features apart again."""
        super().__setstate__(dict(state))
        if isinstance(names := state.get("features_"), str):
            self.features_ = {name: row for row, name in enumerate(names.split("\n"))}


def marginals(scores: Floats, transitions: Floats) -> Floats:
    """Probability of each tag at each place, given all scores: (places, tags); rows sum to 1.

    The forward-backward algorithm, α[i] ∝ (α[i-1] · e^T) e^s[i] and β[i] ∝ e^T (β[i+1] e^s[i+1]),
    scaled to sum 1 at each place (Rabiner 1989, *A Tutorial on Hidden Markov Models*).

    >>> marginals(np.log([[1.0, 3.0]]), np.zeros((2, 2))).tolist()  # alone: 1/4, 3/4
    [[0.25, 0.75]]
    """
    step = np.exp(transitions - transitions.max())
    local = np.exp(scores - scores.max(axis=1, keepdims=True))
    forward: Floats = np.empty_like(local)
    forward[0] = local[0] / local[0].sum()
    for i in range(1, len(local)):
        ahead = (forward[i - 1] @ step) * local[i]
        forward[i] = ahead / ahead.sum()
    backward = np.ones(local.shape[1])
    for i in range(len(local) - 2, -1, -1):
        backward = step @ (backward * local[i + 1])
        backward /= backward.sum()
        forward[i] *= backward
        forward[i] /= forward[i].sum()
    return forward


def threshold(gold: NDArray[np.bool_], probabilities: Floats) -> float:
    """The threshold that maximises F1 = 2·tp(k) / (k + gold) over the k most probable tokens.

    With fewer than `ENOUGH` gold tokens that is chance, and half the best F1 is taken, which would
    be right if the probabilities were (Lipton et al. 2014).

    >>> threshold(np.array([True, False, True]), np.array([0.9, 0.8, 0.7]))  # 2·2 / (3 + 2), halved
    0.4
    """
    order = np.argsort(-probabilities, kind="stable")
    hits, taken = np.cumsum(gold[order]), np.arange(1, len(gold) + 1)
    scores = 2 * hits / (taken + gold.sum())
    best = int(scores.argmax())
    if gold.sum() < ENOUGH:
        return float(scores[best]) / 2 or 0.5
    return float(probabilities[order[best]])


def _learnable(texts: Sequence[str], spans: Sequence[Sequence[LabelledSpan]]) -> None:
    if not any(spans):
        raise InputError(f"{len(texts)} texts without any span: nothing to learn from")
    for row, (text, found) in enumerate(zip(texts, spans, strict=True)):
        for s in found:
            if s.span.end > len(text):
                place = f"{s.span.start}:{s.span.end}"
                raise InputError(f"text {row}: span {place} ends after its {len(text)} characters")


def _tags(tokens: Sequence[Token], spans: Iterable[LabelledSpan]) -> list[str]:
    """The tag of each token: the labels of the spans that hold its beginning, joined by `|`."""
    tags: list[set[str]] = [set() for _ in tokens]
    starts = np.array([token.start() for token in tokens])
    for s in spans:
        first, last = np.searchsorted(starts, [s.span.start, s.span.end]).tolist()
        for tag in tags[first:last]:
            tag.add(s.label)
    return ["|".join(sorted(tag)) or _NONE for tag in tags]


def _said(text: str) -> list[str]:
    """For each character, which parts of attributions the rules see there: `s`, `u`, `c`."""
    parts = [""] * len(text)
    for found in attributions(text):
        for name, spans in (("s", found.source), ("u", found.cue), ("c", found.content)):
            for span in spans:
                for i in range(span.start, span.end):
                    if name not in parts[i]:
                        parts[i] += name
    return parts


def _runs(chosen: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Where runs of true begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], chosen, [False]]).astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
