"""Labelled stretches of text by a linear-chain conditional random field."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stancemark.models.tagger import Marked, Tagger, labels_over
from stancemark.models.tokens import Token, features, paragraphs
from stancemark.tasks.attribution import attributions

Floats = NDArray[np.float64]

_NONE = "O"
"""The tag of a token that is in no span."""


class SpanTagger(Tagger):
    """The family `linear` for spans.

    Every token has one tag, the set of labels over it; a conditional random field (Lafferty et al.
    2001) gives each tag a probability, and those of a label's tags add up to the label's.
    """

    ALONE = 1.0
    """Its transitions have told already how probable a span of one token is."""

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

    def learn(self, rows: Sequence[Marked]) -> None:
        """Train the field; the library's own file is gone afterwards."""
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
        labels = self.classes_.tolist()
        for text, spans in rows:
            for tokens, names in self._read(text):
                trainer.append(names, _tags(labels_over(tokens, spans, labels), labels))
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

    def probabilities(self, texts: Sequence[str]) -> Iterator[Floats]:
        """For each text, the probability of each label over each token: (tokens, labels)."""
        member = np.array(
            [[label in tag.split("|") for label in self.classes_] for tag in self.tags_]
        )
        for text in texts:
            parts = [
                marginals(self._scores(names), self.transitions_) @ member
                for _, names in self._read(text)
            ]
            yield np.concatenate([np.empty((0, len(self.classes_))), *parts])

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


def _tags(over: NDArray[np.bool_], labels: Sequence[str]) -> list[str]:
    """The tag of each token: the labels over it, joined by `|`."""
    return ["|".join(np.array(labels)[row]) or _NONE for row in over]


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
