"""An encoder under training, with a linear head for each text or each token: the loop, its state on disk.

The state after an epoch is one safetensors file, so that a run that was killed goes on from there,
and ends as if it had not been.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from stancemark.errors import InputError
from stancemark.models.encoder import batches, has_bf16, opened, require
from stancemark.models.search import Planes
from stancemark.store import atomic

Floats = NDArray[np.float64]

Tokens = Mapping[str, Sequence[Any]]
"""Under each name, something for each item: what a tokenizer gives, and more."""

APART = 30.0
"""Seconds between two states on disk: a run that is shorter leaves none."""
_SORTED = 16
"""Batches among which texts of like length come together."""
_STEPS = 100
"""Steps at least, however few the examples."""
_MOST_EPOCHS = 20.0

Item = TypeVar("Item")
"""What the encoder reads at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How an encoder learns."""

    # over which the rate falls to nothing; may be a fraction
    epochs: float = 5.0
    # highest rate of the encoder; the head's is ten times as high
    rate: float = 1e-4
    # items between two steps
    batch: int = 16
    # share of the steps in which the rate rises
    warmup: float = 0.1
    # order of the items and dropout follow from it
    seed: int = 7

    def within(self, budget: int, lengths: Sequence[int]) -> "Course":
        """More epochs where items are few, fewer where these would read more tokens than `budget`."""
        fewest = np.ceil(min(_MOST_EPOCHS, _STEPS * self.batch / len(lengths)))
        return replace(self, epochs=float(min(max(self.epochs, fewest), budget / sum(lengths))))


class Network(ABC, Generic[Item]):
    """An encoder's last layer under a linear head; what the head is given is said by the kinds below.

    All layers learn but the embeddings of words, which are half of a small encoder: without them a step is
    twice as quick.
    """

    def __init__(self, folder: Path, planes: Planes, max_length: int) -> None:
        """Read the encoder of a folder. Raises `InputError` as `Encoder` does."""
        require()
        import torch

        self.torch = torch
        """As a kind of network needs it."""
        self.max_length = max_length
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.bf16 = torch.cuda.is_bf16_supported() if self.device == "cuda" else has_bf16()
        """Whether products are taken in bfloat16; the weights stay in float32."""
        self.tokenizer, encoder = opened(folder, torch.float32)
        encoder.get_input_embeddings().requires_grad_(False)
        self.encoder = encoder.to(self.device)
        coefficients, intercepts = planes
        self.head = torch.nn.Linear(coefficients.shape[0], coefficients.shape[1]).to(self.device)
        with torch.no_grad():
            self.head.weight.copy_(torch.from_numpy(coefficients.T.astype(np.float32)))
            self.head.bias.copy_(torch.from_numpy(intercepts.astype(np.float32)))

    def lengths(self, items: Sequence[Item]) -> list[int]:
        """Tokens of each item."""
        return [len(ids) for ids in self._tokens(items)["input_ids"]]

    def train(
        self,
        items: Sequence[Item],
        answers: Floats,
        course: Course,
        stop: int,
        state: Path,
        *,
        held: Sequence[Item] = (),
    ) -> list[Floats]:
        """Learn for `stop` epochs of a course; the logits of items held out after each epoch.

        `answers` (rows, labels) are what each kind compares its logits with, in the same rows. Where
        `state` holds an epoch of the same run, training goes on after it.
        """
        torch = self.torch
        tokens, rows = self._tokens(items), self._rows(items)
        targets = torch.from_numpy(answers.astype(np.float32)).to(self.device)
        optimizer = self._optimizer(course.rate)
        done = self._resume(state, optimizer)
        kept, steps = time.monotonic(), max(2, round(course.epochs * len(items) / course.batch))
        for epoch in range(len(done), stop):
            with torch.random.fork_rng():
                torch.manual_seed(course.seed * 1_000 + epoch)
                for rate, part in self._steps(tokens, course, (epoch, steps)):
                    for group in optimizer.param_groups:
                        group["lr"] = group["most"] * rate
                    wanted = targets[np.concatenate([rows[i] for i in part])]
                    self._step(self._batch(tokens, part), wanted, optimizer)
            done.append(self.logits(held) if held else np.empty((0, 0)))
            last = epoch + 1 == stop and state.exists()
            if last or time.monotonic() - kept >= APART:
                self._keep(state, optimizer, done)
                kept = time.monotonic()
        return done

    def logits(self, items: Sequence[Item]) -> Floats:
        """How much speaks for each label, (rows, labels): the rows of each item after one another."""
        tokens, rows = self._tokens(items), self._rows(items)
        found = np.empty((sum(map(len, rows)), self.head.out_features))
        self.encoder.eval()
        with self.torch.inference_mode():
            for part in batches([len(ids) for ids in tokens["input_ids"]]):
                scores = self._scores(self._batch(tokens, part))
                found[np.concatenate([rows[i] for i in part])] = scores.cpu().numpy()
        return found

    @property
    def planes(self) -> Planes:
        """The head."""
        weight, bias = (p.detach().cpu().numpy() for p in (self.head.weight, self.head.bias))
        return Planes(weight.T.copy(), bias.astype(np.float64))

    def save(self, folder: Path) -> None:
        """Write the encoder as any tool of Hugging Face reads it: safetensors, tokenizer, config."""
        self.encoder.save_pretrained(folder)
        self.tokenizer.save_pretrained(folder)

    @abstractmethod
    def _tokens(self, items: Sequence[Item]) -> Tokens:
        """What the encoder is given, and for each item how its tokens go together."""

    @abstractmethod
    def _rows(self, items: Sequence[Item]) -> list[NDArray[np.intp]]:
        """Which rows of answers are each item's."""

    @abstractmethod
    def _scores(self, batch: Any) -> Any:
        """Logits of a batch, (rows, labels)."""

    @abstractmethod
    def _loss(self, scores: Any, wanted: Any) -> Any:
        """What is to become small."""

    def _steps(
        self, tokens: Tokens, course: Course, place: tuple[int, int]
    ) -> Iterator[tuple[float, list[int]]]:
        """The batches of an epoch with their rate; none once that is nothing."""
        epoch, steps = place
        lengths = [len(ids) for ids in tokens["input_ids"]]
        parts = list(_shuffled(lengths, course.batch, course.seed * 1_000 + epoch))
        self.encoder.train()
        for number, part in enumerate(parts, start=epoch * len(parts) + 1):
            if number < steps:
                yield _rate(number / steps, course.warmup), part

    def _step(self, batch: Any, wanted: Any, optimizer: Any) -> None:
        self._loss(self._scores(batch), wanted).backward()
        self.torch.nn.utils.clip_grad_norm_(self._learning.values(), 1.0)
        optimizer.step()
        optimizer.zero_grad()

    def _batch(self, tokens: Tokens, part: Sequence[int]) -> Any:
        taken = {name: [values[i] for i in part] for name, values in tokens.items()}
        return self.tokenizer.pad(taken, return_tensors="pt").to(self.device)

    def _last(self, batch: Any) -> Any:
        """The last layer, (items, tokens, dimensions)."""
        with self._mixed():
            return self.encoder(**batch).last_hidden_state.float()

    def _mixed(self) -> AbstractContextManager[Any]:
        found: AbstractContextManager[Any] = self.torch.autocast(
            self.device, self.torch.bfloat16, enabled=self.bf16
        )
        return found

    @property
    def _learning(self) -> dict[str, Any]:
        """What learns, by name; the pooler of some encoders is not in use."""
        parts = (("encoder", self.encoder), ("head", self.head))
        return {
            f"{name}.{inner}": p
            for name, part in parts
            for inner, p in part.named_parameters()
            if p.requires_grad and "pooler" not in inner
        }

    def _optimizer(self, rate: float) -> Any:
        """AdamW (Loshchilov and Hutter 2019), weights decaying, biases and norms not."""
        groups: dict[tuple[bool, bool], list[Any]] = {}
        for name, p in self._learning.items():
            groups.setdefault((name.startswith("head"), p.ndim > 1), []).append(p)
        return self.torch.optim.AdamW(
            [
                {"params": ps, "most": rate * (10 if head else 1), "weight_decay": 0.01 * decays}
                for (head, decays), ps in groups.items()
            ],
            lr=rate,
            fused=True,
        )

    def _keep(self, state: Path, optimizer: Any, done: Sequence[Floats]) -> None:
        """Write the state after an epoch, whole or not at all."""
        from safetensors.torch import save

        torch = self.torch
        content = {f"held.{i}": torch.from_numpy(found) for i, found in enumerate(done)}
        for name, p in self._learning.items():
            content[f"is.{name}"] = p.detach()
            content |= {f"{k}.{name}": v for k, v in optimizer.state[p].items()}
        with atomic(state) as file:
            file.write(save({k: v.cpu().contiguous() for k, v in content.items()}))

    def _resume(self, state: Path, optimizer: Any) -> list[Floats]:
        """Take up a state, if there is one; what was held out after each epoch until then."""
        from safetensors.torch import load

        if not state.exists():
            return []
        try:
            content = load(state.read_bytes())
            for name, p in self._learning.items():
                p.data.copy_(content[f"is.{name}"])
                kept = {k: content[f"{k}.{name}"] for k in ("exp_avg", "exp_avg_sq")}
                optimizer.state[p] = {k: v.to(self.device) for k, v in kept.items()}
                optimizer.state[p]["step"] = content[f"step.{name}"]
        except (ValueError, LookupError, RuntimeError, OSError) as error:
            raise InputError(f"{state}: not a state of this training; delete it") from error
        count = sum(name.startswith("held.") for name in content)
        return [content[f"held.{i}"].numpy() for i in range(count)]


def _rate(done: float, warmup: float) -> float:
    """Share of the highest rate: up in a line, then down in a line to nothing.

    >>> [_rate(done, 0.5) for done in (0.25, 0.5, 0.75, 1.0)]
    [0.5, 1.0, 0.5, 0.0]
    """
    return min(done / warmup, max(0.0, 1 - done) / (1 - warmup))


def _shuffled(lengths: Sequence[int], size: int, seed: int) -> Iterator[list[int]]:
    """Rows in random order, but like lengths together within `_SORTED` batches; batches shuffled."""
    generator = np.random.default_rng(seed)
    order = generator.permutation(len(lengths)).tolist()
    parts: list[list[int]] = []
    for first in range(0, len(order), size * _SORTED):
        near = sorted(order[first : first + size * _SORTED], key=lengths.__getitem__)
        parts += [near[i : i + size] for i in range(0, len(near), size)]
    for place in generator.permutation(len(parts)).tolist():
        yield parts[place]
