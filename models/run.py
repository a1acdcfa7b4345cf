"""One run of fine-tuning: an encoder under a head that has read its examples some times."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stancemark.models.encoder import digest, find
from stancemark.models.heads import Pair, TextNetwork
from stancemark.models.network import Course
from stancemark.models.own import OwnEncoder

Floats = NDArray[np.float64]


class Lesson(NamedTuple):
    """What a run reads, and what it is to say of it."""

    pairs: Sequence[Pair]
    answers: Floats
    """What each label weighs, (n, labels)."""


class Run(OwnEncoder):
    """An encoder trained once on pairs of a target and a text."""

    NETWORK = TextNetwork

    def __init__(self, *, encoder: str, max_length: int, budget: int) -> None:
        self.encoder = encoder
        """Id or folder of the encoder that training begins with."""
        self.max_length = max_length
        """Tokens of a target and text together; the longer of the two is cut."""
        self.budget = budget
        """Tokens that are read, at most."""

    def learn(
        self,
        labels: Sequence[str],
        lesson: Lesson,
        course: Course,
        state: Path,
        *,
        stop: int | None = None,
        held: Sequence[Pair] = (),
    ) -> list[Floats]:
        """Train for a course, or until it is to stop; the logits of pairs held out after each epoch.

        A run that is judged by pairs held out is a rehearsal, and its encoder is not kept.
        """
        folder = find(self.encoder)
        self.begun_, self.classes_ = digest(folder), np.array(labels, dtype=str)
        network = self._fresh(folder)
        course = course.within(self.budget, network.lengths(lesson.pairs))
        whole = int(np.ceil(course.epochs))
        done: list[Floats] = network.train(
            *lesson, course, min(stop or whole, whole), state, held=held
        )
        if not held:
            self._take(network)
        return done

    def logits(self, pairs: Sequence[Pair]) -> Floats:
        """How much speaks for each label, (n, labels)."""
        found: Floats = self._loaded().logits(pairs)
        return found
