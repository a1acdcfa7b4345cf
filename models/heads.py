"""The kinds of network: a head over a text's mean, and a head over each of its tokens."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stancemark.errors import InputError
from stancemark.models.encoder import LETTERS, clean
from stancemark.models.network import Network, Tokens
from stancemark.models.tokens import paragraphs

_LINE_END = re.compile(r"""(?<=[.!?…:;"”’')\]])[^\S\n]*\n|\n[^\S\n]*\n""")
"""A line break that is not in the middle of a sentence."""

Integers = NDArray[np.intp]
Pair = tuple[str, str]
"""What goes before the text (its target, say; often ""), and the text."""


class TextNetwork(Network[Pair]):
    """One row a pair: the head reads the mean over its tokens."""

    def _tokens(self, items: Sequence[Pair]) -> Tokens:
        short = [[clean(part[: self.max_length * LETTERS]) for part in pair] for pair in items]
        first, second = (list(parts) for parts in zip(*short, strict=True))
        both = (first, second) if any(first) else (second,)
        found: Tokens = self.tokenizer(*both, truncation=True, max_length=self.max_length).data
        return found

    def _rows(self, items: Sequence[Pair]) -> list[Integers]:
        return list(np.arange(len(items))[:, None])

    def _scores(self, batch: Any) -> Any:
        last, seen = self._last(batch), batch["attention_mask"].unsqueeze(-1).float()
        return self.head((last * seen).sum(1) / seen.sum(1).clamp(min=1))

    def _loss(self, scores: Any, wanted: Any) -> Any:
        """-Σ answers · log p, a mean over rows of any sum."""
        return -(wanted * self.torch.log_softmax(scores, dim=1)).sum(dim=1).mean()


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a text that is read at once."""

    ids: list[int]
    """Of its wordpieces, with the special ones round them."""
    pieces: Integers
    """First wordpiece of each token, and the one after its last: (tokens, 2), places in `ids`."""
    first: int
    """Which of the text's tokens is the window's first."""


class TokenNetwork(Network[Window]):
    """One row for each token of each window: the mean of the head over the token's wordpieces."""

    def windows(self, text: str, overlap: int) -> list[Window]:
        """A window for each line of the text, several of up to `max_length` for a longer one.

        These repeat up to `overlap` wordpieces of the one before. A break inside a sentence ends no line.
        Tokens are those of `tokens.paragraphs`. One that the encoder drops (a control character)
        goes with the wordpiece before it. Raises `InputError` where a tokenizer cannot say where
        its wordpieces stand.
        """
        if not self.tokenizer.is_fast:
            raise InputError(
                f"{self.tokenizer.name_or_path}: its tokenizer does not say where wordpieces "
                "stand, which spans need; take an encoder with a tokenizer.json"
            )
        read = self.tokenizer(
            clean(text), add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )
        ids, around = read["input_ids"], self.tokenizer("")["input_ids"]
        tokens = np.array(
            [t.span() for part in paragraphs(text) for t in part], dtype=np.intp
        ).reshape(-1, 2)
        pieces = _pieces(tokens, np.array(read["offset_mapping"], dtype=np.intp).reshape(-1, 2))
        ahead, behind = around[: len(around) // 2], around[len(around) // 2 :]
        found, width = [], self.max_length - len(around)
        for first, end in _windows(pieces, _ends(text, tokens), width, overlap):
            start = pieces[first, 0]
            part = np.minimum(pieces[first:end] - start, width)
            part[:, 0] = np.minimum(part[:, 0], width - 1)
            inside = [*ahead, *ids[start : start + int(part[-1, 1])], *behind]
            found.append(Window(inside, part + len(ahead), first))
        return found

    def _tokens(self, items: Sequence[Window]) -> Tokens:
        return {
            "input_ids": [w.ids for w in items],
            "attention_mask": [[1] * len(w.ids) for w in items],
            "pieces": [w.pieces for w in items],
        }

    def _rows(self, items: Sequence[Window]) -> list[Integers]:
        ends = np.cumsum([len(w.pieces) for w in items], dtype=np.intp)
        return np.split(np.arange(ends[-1]), ends[:-1]) if len(ends) else []

    def _batch(self, tokens: Tokens, part: Sequence[int]) -> Any:
        """The padded batch; its `shares` (windows, tokens, wordpieces) take a mean for each token."""
        rest = dict(tokens)
        pieces = [rest["pieces"][i] for i in part]
        del rest["pieces"]
        batch = super()._batch(rest, part)
        most, places = max(map(len, pieces)), np.arange(batch["input_ids"].shape[1])
        shares = np.zeros((len(part), most, len(places)), dtype=np.float32)
        for of, p in zip(shares, pieces, strict=True):
            inside = (places >= p[:, :1]) & (places < p[:, 1:])
            of[: len(p)] = inside / inside.sum(axis=1, keepdims=True)
        batch["shares"] = self.torch.from_numpy(shares).to(self.device)
        return batch

    def _scores(self, batch: Any) -> Any:
        shares = batch.pop("shares")
        means = self.torch.bmm(shares, self.head(self._last(batch)))
        return means[shares.any(dim=2)]

    def _loss(self, scores: Any, wanted: Any) -> Any:
        """Binary cross-entropy of each label, a mean over tokens and labels."""
        return self.torch.nn.functional.binary_cross_entropy_with_logits(scores, wanted)


def _ends(text: str, tokens: Integers) -> Integers:
    """How many tokens stand above the end of each line that has any."""
    breaks = [match.start() for match in _LINE_END.finditer(text)]
    line = np.searchsorted(breaks, tokens[:, 0])
    return np.append(np.flatnonzero(np.diff(line)) + 1, len(tokens))


def _windows(
    pieces: Integers, ends: Integers, width: int, overlap: int
) -> Iterator[tuple[int, int]]:
    """The first token of each window and the one after its last; no window is over two lines."""
    first = 0
    for line in ends if len(pieces) else ():
        while first < line:
            fitting = int(np.searchsorted(pieces[:, 1], pieces[first, 0] + width, "right"))
            end = min(max(first + 1, fitting), int(line))
            yield first, end
            again = np.searchsorted(pieces[:, 0], pieces[end, 0] - overlap) if end < line else end
            first = max(first + 1, int(again))


def _pieces(tokens: Integers, offsets: Integers) -> Integers:
    """Which wordpieces touch each token of a text; none at all of a text that leaves none."""
    if not len(offsets) or not len(tokens):
        return np.empty((0, 2), dtype=np.intp)
    starts, ends = tokens.T
    first = np.searchsorted(offsets[:, 1], starts, "right").clip(max=len(offsets) - 1)
    last = np.searchsorted(offsets[:, 0], ends)
    lost = last <= first
    first[lost] = (last[lost] - 1).clip(min=0)
    return np.stack([first, np.maximum(last, first + 1)], axis=1)
