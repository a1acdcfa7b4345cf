"""The family `finetune` for spans: an encoder that learns to label tokens."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from stancemark.errors import InputError
from stancemark.models.encoder import cache_folder, digest, find
from stancemark.models.heads import TokenNetwork, Window
from stancemark.models.network import Course
from stancemark.models.own import OwnEncoder
from stancemark.models.tagger import Floats, Marked, Tagger
from stancemark.models.thresholds import best_f1
from stancemark.models.tokens import paragraphs
from stancemark.records import fingerprint

BUDGET = 3_000_000
"""Tokens that one run reads, at most: a token of a text teaches less than a text does."""
_RATE = 1e-4
_BATCHES = (8, 16)
_MANY = 1_000
"""From how many windows on batches are the larger ones: fewer windows need all their steps."""
_OVERLAP = 32
"""Wordpieces that a window of a long line repeats of the one before."""
_AT_ONCE = 64
"""Texts whose probabilities are taken together."""


class FineTunedTagger(OwnEncoder, Tagger):
    """An encoder trained to say of every token which labels are over it, each label by itself.

    Texts are read line by line, long lines in windows; where these overlap, their logits are
    averaged. After how many epochs to stop is read off the texts held out, by the mean of the
    labels' best token F1. A run that was killed goes on from its last state on disk. The same
    texts make the same model on one machine.
    """

    NETWORK = TokenNetwork

    def __init__(
        self,
        *,
        encoder: str,
        epochs: int = 3,
        max_length: int = 256,
        budget: int = BUDGET,
        random_state: int = 7,
    ) -> None:
        self.encoder = encoder
        """Id or folder of the encoder that training begins with."""
        self.epochs = epochs
        """How often the texts are read, at most."""
        self.max_length = max_length
        """Wordpieces of a window, at most."""
        self.budget = budget
        """Tokens read in one run: with many texts, fewer epochs, or a part of one."""
        self.random_state = random_state

    def begin(self, labels: Sequence[str]) -> None:
        """Know the labels, and the encoder to begin with. Raises `InputError` as `Encoder` does."""
        super().begin(labels)
        self.begun_ = digest(find(self.encoder))
        self.stop_: int | None = None
        """Epochs of the last run; None for all."""
        self._states: list[Path] = []

    def rehearse(self, known: Sequence[Marked], held: Sequence[Marked]) -> list[Floats]:
        """Learn from some texts, and see after which epoch the others are answered best."""
        texts, gold = [text for text, _ in held], self.over(held).T
        network, windows, done = self._run(known, texts)
        found = [self._joined(texts, windows, logits) for logits in done]
        worth = [_worth(gold, np.concatenate(one).T) for one in found]
        best = int(np.argmax(worth))
        self.stop_ = best + 1
        self._network = network
        return found[best]

    def learn(self, rows: Sequence[Marked]) -> None:
        """Train on all texts, and forget the states of training."""
        self._take(self._run(rows)[0])
        for state in self._states:
            state.unlink(missing_ok=True)

    def probabilities(self, texts: Sequence[str]) -> Iterator[Floats]:
        """For each text, the probability of each label over each token: (tokens, labels)."""
        network: TokenNetwork = self._loaded()
        for first in range(0, len(texts), _AT_ONCE):
            part = texts[first : first + _AT_ONCE]
            windows = self._windows(network, part)
            yield from self._joined(part, windows, network.logits(_flat(windows)))

    @property
    def chosen_(self) -> dict[str, Any]:
        """What was read off texts held out."""
        return {"epochs": self.stop_, **super().chosen_}

    def __getstate__(self) -> dict[str, Any]:
        """What is kept beside the trained encoder."""
        return {k: v for k, v in super().__getstate__().items() if k != "_states"}

    def _run(
        self, rows: Sequence[Marked], held: Sequence[str] = ()
    ) -> tuple[TokenNetwork, list[list[Window]], list[Floats]]:
        """Train; the network, the windows of texts held out, and their logits after each epoch."""
        folder = find(self.encoder)
        network: TokenNetwork = self._fresh(folder)
        windows = self._windows(network, [text for text, _ in rows])
        if not any(windows):
            raise InputError(f"{len(rows)} texts without a word that {self.encoder} can read")
        answers = [
            over[w.first : w.first + len(w.pieces)]
            for row, of in zip(rows, windows, strict=True)
            for over in [self.over([row])]
            for w in of
        ]
        batch = _BATCHES[sum(map(len, windows)) >= _MANY]
        course = Course(epochs=self.epochs, rate=_RATE, batch=batch, seed=self.random_state)
        course = course.within(self.budget, network.lengths(_flat(windows)))
        state = cache_folder().parent / "training" / f"{self._key(rows, held)}.safetensors"
        self._states.append(state)
        whole, aside = int(np.ceil(course.epochs)), self._windows(network, held)
        stop = whole if held else min(self.stop_ or whole, whole)
        done = network.train(
            _flat(windows), np.concatenate(answers), course, stop, state, held=_flat(aside)
        )
        return network, aside, done

    def _windows(self, network: TokenNetwork, texts: Sequence[str]) -> list[list[Window]]:
        return [network.windows(text, _OVERLAP) for text in texts]

    def _joined(
        self, texts: Sequence[str], windows: Sequence[Sequence[Window]], logits: Floats
    ) -> list[Floats]:
        """Probabilities over the tokens of each text; 0 where a text has no window."""
        found, row = [], 0
        for text, of in zip(texts, windows, strict=True):
            tokens = sum(map(len, paragraphs(text)))
            sums, times = np.zeros((tokens, len(self.classes_))), np.zeros((tokens, 1))
            for w in of:
                place = slice(w.first, w.first + len(w.pieces))
                sums[place] += logits[row : row + len(w.pieces)]
                times[place] += 1
                row += len(w.pieces)
            found.append(expit(sums / np.maximum(times, 1)) * (times > 0))
        return found

    def _key(self, rows: Sequence[Marked], held: Sequence[str]) -> str:
        """Fingerprint of all that a run depends on."""
        told = [repr((text, list(spans))) for text, spans in rows]
        recipe = repr((sorted(self.get_params().items()), _RATE, _BATCHES))
        return fingerprint(self.begun_, recipe, *told, "", *held)


def _flat(windows: Sequence[Sequence[Window]]) -> list[Window]:
    return [w for of in windows for w in of]


def _worth(gold: NDArray[np.bool_], columns: Floats) -> float:
    """The mean over labels of the best token F1; both (labels, tokens)."""
    return float(np.mean([best_f1(g, p) for g, p in zip(gold, columns, strict=True)]))
