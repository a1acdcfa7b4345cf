"""The family `blend` for spans: a mean of the field over words and of a fine-tuned encoder."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from stancemark.models.span_finetune import BUDGET, FineTunedTagger
from stancemark.models.spans import SpanTagger
from stancemark.models.tagger import Floats, Marked, Tagger
from stancemark.models.thresholds import ENOUGH

WEIGHTS = (1, 2)
"""Of the field and the encoder, with tokens enough; see docs/quality.md."""


class BlendedTagger(Tagger):
    """Mean of the token probabilities of a `SpanTagger` and a `FineTunedTagger`.

    The encoder counts twice where texts held out have `ENOUGH` tokens of a label: with fewer to learn
    from it is no better than the field.

    Each member learns as often as it would alone: what it says of the texts held out serves its own
    thresholds and those of the mean.
    """

    def __init__(self, *, encoder: str, budget: int = BUDGET, random_state: int = 7) -> None:
        self.encoder = encoder
        """Id or folder of the encoder."""
        self.budget = budget
        """As in `FineTunedTagger`."""
        self.random_state = random_state

    def begin(self, labels: Sequence[str]) -> None:
        """Know the labels, and make the members. Raises `InputError` as `Encoder` does."""
        super().begin(labels)
        self.weights_ = [1, 1]
        """Of the field and the encoder."""
        self.members_: list[SpanTagger | FineTunedTagger] = [
            SpanTagger(random_state=self.random_state),
            FineTunedTagger(
                encoder=self.encoder, budget=self.budget, random_state=self.random_state
            ),
        ]
        for member in self.members_:
            member.begin(labels)

    def rehearse(self, known: Sequence[Marked], held: Sequence[Marked]) -> list[Floats]:
        """Let each member learn from some texts; the mean of what they say of the others."""
        if self.over(held).sum(axis=0).max() >= ENOUGH:
            self.weights_ = list(WEIGHTS)
        answers = []
        for member in self.members_:
            found = member.rehearse(known, held)
            member.choose(held, found)
            answers.append(found)
        return [self._mean(of) for of in zip(*answers, strict=True)]

    def learn(self, rows: Sequence[Marked]) -> None:
        """Let each member learn from all texts."""
        for member in self.members_:
            member.learn(rows)

    def probabilities(self, texts: Sequence[str]) -> Iterator[Floats]:
        """For each text, the probability of each label over each token: (tokens, labels)."""
        parts = [member.probabilities(texts) for member in self.members_]
        return map(self._mean, zip(*parts, strict=True))

    @property
    def chosen_(self) -> dict[str, Any]:
        """What was read off texts held out, for the mean and by each member."""
        return {**super().chosen_, "members": [member.chosen_ for member in self.members_]}

    def _mean(self, found: Sequence[Floats]) -> Floats:
        return np.asarray(np.average(found, axis=0, weights=self.weights_))
