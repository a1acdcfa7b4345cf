"""The family `finetune`: an encoder that learns the task, under a linear head."""

# ruff: noqa: N803 - X is scikit-learn's name

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from stancemark.errors import InputError
from stancemark.models import views
from stancemark.models.dataset import Example
from stancemark.models.encoder import cache_folder, digest, find
from stancemark.models.heads import Pair
from stancemark.models.linear import as_examples, labelled, learnable
from stancemark.models.network import Course
from stancemark.models.own import BUDGET
from stancemark.models.run import Lesson, Run
from stancemark.models.search import (
    ENOUGH,
    FOLDS,
    log_loss,
    macro_f1,
    shares,
    softmax,
    some,
    temperature,
    tied,
)
from stancemark.models.split import folds
from stancemark.records import fingerprint

Floats = NDArray[np.float64]


class FineTuned(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # untyped in sklearn
    """An encoder trained on texts, or on pairs of target and text, with soft labels as they are.

    How many epochs serve best, and how sure its answers may be, is read off groups held out of a
    first run on at most `search.MOST` examples; the runs that count have all of them. Their mean is
    better than each, since order and dropout differ (Lakshminarayanan et al. 2017, *Simple and
    Scalable Predictive Uncertainty Estimation using Deep Ensembles*). What was killed goes on from
    its last state on disk. The same examples make the same model on one machine.
    """

    def __init__(
        self,
        *,
        encoder: str,
        epochs: int = 5,
        runs: int = 3,
        max_length: int = 128,
        budget: int = BUDGET,
        random_state: int = 7,
    ) -> None:
        self.encoder = encoder
        """Id or folder of the encoder that training begins with."""
        self.epochs = epochs
        """How often a run reads its examples, at most."""
        self.runs = runs
        """How many encoders are trained, whose mean is taken."""
        self.max_length = max_length
        """Tokens of a target and text together; the longer of the two is cut."""
        self.budget = budget
        """Tokens read in one run: with many or long texts, fewer epochs, or a part of one."""
        self.random_state = random_state

    def fit(self, X: Iterable[str | Example], y: Iterable[str]) -> Self:
        """Learn from texts or examples (n,) and their labels (n,).

        Raises `InputError` where there is one label only, no text at all, or no such encoder.
        """
        examples = labelled(X, y)
        labels = np.array([e.label for e in examples], dtype=str)
        learnable([e.text for e in examples], labels)
        self.classes_: NDArray[np.str_] = np.unique(labels)
        self.paired_ = len({e.target for e in examples}) > 1
        self.begun_ = digest(find(self.encoder))
        """Of the encoder that training began with."""
        states = cache_folder().parent / "training" / self._key(examples)
        stop = self._rehearse(examples, states)
        self.members_ = [self._run() for _ in range(self.runs)]
        for number, run in enumerate(self.members_):
            state = states / f"{number}.safetensors"
            run.learn(
                self.classes_.tolist(),
                self._lesson(examples),
                self._course(number),
                state,
                stop=stop,
            )
        shutil.rmtree(states, ignore_errors=True)
        return self

    def predict(self, X: Iterable[str | Example]) -> NDArray[np.str_]:
        """The most probable label of each text, shape (n,)."""
        found: NDArray[np.str_] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return found

    def predict_proba(self, X: Iterable[str | Example]) -> Floats:
        """Probabilities, shape (n, labels), columns as in `classes_`; each row sums to 1."""
        check_is_fitted(self, "members_")
        pairs = self._pairs(as_examples(X))
        if not pairs:
            return np.empty((0, len(self.classes_)))
        each = [softmax(run.logits(pairs) / self.temperature_) for run in self.members_]
        found: Floats = np.mean(each, axis=0)
        return found

    def _rehearse(self, examples: Sequence[Example], states: Path) -> int | None:
        """Epochs after which groups held out lost least, None for all; their temperature is kept."""
        part = [examples[i] for i in some(examples, self.random_state)]
        self.temperature_ = 1.0
        self.chosen_: dict[str, Any] = {"epochs": None, "macro_f1": None}
        train, test = _cut(part, self.random_state)
        known = [part[i] for i in train]
        if len(part) < ENOUGH or len({e.label for e in known}) < 2:
            return None
        held = [part[i] for i in test]
        gold = np.searchsorted(self.classes_, [e.label for e in held])
        done = self._run().learn(
            self.classes_.tolist(),
            self._lesson(known),
            self._course(0),
            states / "part.safetensors",
            held=self._pairs(held),
        )
        degrees = [temperature(logits, gold) for logits in done]
        losses = [log_loss(found / t, gold) for found, t in zip(done, degrees, strict=True)]
        epoch = int(np.argmin(losses))
        self.temperature_ = degrees[epoch]
        score = macro_f1(gold, done[epoch].argmax(axis=1), len(self.classes_))
        self.chosen_ = {"epochs": epoch + 1, "macro_f1": score}
        return epoch + 1

    def _run(self) -> Run:
        return Run(encoder=self.encoder, max_length=self.max_length, budget=self.budget)

    def _course(self, number: int) -> Course:
        return Course(epochs=self.epochs, seed=self.random_state + number)

    def _lesson(self, examples: Sequence[Example]) -> Lesson:
        return Lesson(self._pairs(examples), self._answers(examples))

    def _pairs(self, examples: Sequence[Example]) -> list[Pair]:
        """What is read of each example: target, role and voice, neighbour before it, and its text."""
        found = []
        for e in examples:
            first = [e.target if self.paired_ else "", views.manner(e), e.before]
            found.append((" ".join(filter(None, first)), views.marked(e) or views.text(e)))
        return found

    def _answers(self, examples: Sequence[Example]) -> Floats:
        """Share of each label (n, labels), rare labels weighing more: (n / labels / count) ** .5."""
        told = shares(examples, self.classes_.tolist())
        found = np.zeros((len(examples), len(self.classes_)))
        found[told.rows, told.gold] = told.weights
        counts = np.maximum(found.sum(axis=0), 1.0)
        weighed: Floats = found * np.sqrt(len(examples) / len(counts) / counts)
        return weighed

    def _key(self, examples: Sequence[Example]) -> str:
        """Fingerprint of all that the training depends on."""
        read = zip(self._pairs(examples), examples, strict=True)
        told = [repr((pair, e.label, e.soft, e.document, e.cluster)) for pair, e in read]
        return fingerprint(self.begun_, repr(sorted(self.get_params().items())), *told)


def _cut(examples: Sequence[Example], seed: int) -> tuple[list[int], list[int]]:
    """Training rows and rows held out; none where nothing can be held out."""
    try:
        train, test = folds(tied(examples), FOLDS + 2, seed).folds[0]
    except InputError:
        return [], []
    return train.tolist(), test.tolist()
