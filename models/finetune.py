"""The family `finetune`: an encoder that learns the task, under a linear head."""

# ruff: noqa: N803 - X is scikit-learn's name

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from stancemark.errors import InputError
from stancemark.models import views
from stancemark.models.dataset import Example
from stancemark.models.encoder import cache_folder, digest, find
from stancemark.models.heads import Pair, TextNetwork
from stancemark.models.linear import as_examples, labelled, learnable
from stancemark.models.network import Course, Network
from stancemark.models.own import BUDGET, OwnEncoder
from stancemark.models.search import (
    ENOUGH,
    FOLDS,
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


class FineTuned(ClassifierMixin, OwnEncoder):  # type: ignore[misc]  # untyped in sklearn
    """An encoder trained on texts, or on pairs of target and text, with soft labels as they are.

    How many epochs serve best, and how sure its answers may be, is read off groups held out of a
    first run on at most `search.MOST` examples; the second run has all of them. A run that was
    killed goes on from its last state on disk. The same examples make the same model on one machine.
    """

    NETWORK = TextNetwork

    def __init__(
        self,
        *,
        encoder: str,
        epochs: int = 5,
        max_length: int = 128,
        budget: int = BUDGET,
        random_state: int = 7,
    ) -> None:
        self.encoder = encoder
        """Id or folder of the encoder that training begins with."""
        self.epochs = epochs
        """How often the examples are read, at most."""
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
        folder = find(self.encoder)
        self.begun_ = digest(folder)
        states = cache_folder().parent / "training" / self._key(examples)
        stop = self._rehearse(folder, examples, states)
        self._take(self._run(folder, examples, states / "all.safetensors", stop)[0])
        shutil.rmtree(states, ignore_errors=True)
        return self

    def predict(self, X: Iterable[str | Example]) -> NDArray[np.str_]:
        """The most probable label of each text, shape (n,)."""
        found: NDArray[np.str_] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return found

    def predict_proba(self, X: Iterable[str | Example]) -> Floats:
        """Probabilities, shape (n, labels), columns as in `classes_`; each row sums to 1."""
        check_is_fitted(self, "coefficients_")
        pairs = self._pairs(as_examples(X))
        if not pairs:
            return np.empty((0, len(self.classes_)))
        return softmax(self._loaded().logits(pairs) / self.temperature_)

    def _rehearse(self, folder: Path, examples: Sequence[Example], states: Path) -> int | None:
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
        _, done = self._run(folder, known, states / "part.safetensors", None, held)
        best = []
        for logits in done:
            t = temperature(logits, gold)
            chances = softmax(logits / t)[np.arange(len(gold)), gold]
            best.append((-float(np.log(chances + 1e-12).mean()), t))
        epoch = min(range(len(best)), key=lambda i: best[i][0])
        self.temperature_ = best[epoch][1]
        score = macro_f1(gold, done[epoch].argmax(axis=1), len(self.classes_))
        self.chosen_ = {"epochs": epoch + 1, "macro_f1": score}
        return epoch + 1

    def _run(
        self,
        folder: Path,
        examples: Sequence[Example],
        state: Path,
        stop: int | None,
        held: Sequence[Example] = (),
    ) -> tuple[Network[Pair], list[Floats]]:
        """Train on examples; the network, and its logits of those held out after each epoch."""
        network = self._fresh(folder)
        pairs = self._pairs(examples)
        course = Course(epochs=self.epochs, seed=self.random_state)
        course = course.within(self.budget, network.lengths(pairs))
        whole = int(np.ceil(course.epochs))
        done = network.train(
            pairs,
            self._answers(examples),
            course,
            min(stop or whole, whole),
            state,
            held=self._pairs(held),
        )
        return network, done

    def _pairs(self, examples: Sequence[Example]) -> list[Pair]:
        """What is read of each example: target and neighbour before it, and its text."""
        found = []
        for e in examples:
            first = [e.target if self.paired_ else "", e.before]
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
