"""What a small network reads of a page: of each line what it is and whether a turn begins there, of each word whom it names.

It was taught on the invented pages of the gate by `benchmarks/outline.py`, which also measures it on pages it
has not seen. Its weights are the arrays in `network.npz`; no code is in that file.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import count, takewhile
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from stancemark.records import Span
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.looks import Floats, looks, read
from stancemark.tasks.segment.tokens import Tokens, tokens

Keys = NDArray[np.intp]

WEIGHTS = Path(__file__).with_name("network.npz")
ROLES = (
    "boilerplate", "headline", "byline", "caption", "body", "quote_block", "wire_copy", "correction",
)  # fmt: skip
KINDS = ("", "article", "post", "comment")
SAID = frozenset({"body", "quote_block", "wire_copy"})
"""Roles of what somebody says."""
LEAST, LONG, MOST = 8, 20, 3000
"""How many lines a page has at least that is read, of which turns, names and sources are believed, and at most: each line is compared with all."""
STRIDES = (1, 2, 4)
"""How many lines apart those are that each layer sees beside one another."""
WIDTH = 5
"""How many lines each layer sees, or words."""
TOKEN_STRIDES = (1, 2)
"""How many words of a line apart those are that each layer sees beside one another."""
_PAD = WIDTH // 2 * max(TOKEN_STRIDES)
"""How many empty places stand between the words of one line and those of the next."""
_SMALL = 1e-5
"""What keeps the division by a deviation from one by nothing."""
_ALONE = Lock()
"""Held while the threads for matrices are one: for those of a page, more take longer."""


class Told(NamedTuple):
    """What is probable of each line of a page."""

    at: Sequence[int]
    """Where each begins."""
    starts: Floats
    """That a turn begins with it: (lines,)."""
    authors: Floats
    """That it names the author of one: (lines,)."""
    roles: Floats
    """Of each of `ROLES`: (lines, roles)."""
    kinds: Floats
    """Of each of `KINDS`, for the turn that it stands in: (lines, kinds)."""
    quoted: Floats
    """That it is of words that its turn repeats, or credits them: (lines,)."""
    words: Keys
    """Where each word that was read begins and ends on the page: (words, 2)."""
    lines: Keys
    """The line of each word."""
    names: Floats
    """That each word is of the name of a turn's author, and of the source of what a turn repeats: (words, 2)."""

    @property
    def long(self) -> bool:
        """Whether the page has lines enough for what is told of its turns, names and sources to be believed."""
        return len(self.at) >= LONG

    def line(self, at: int) -> int:
        """The line that a place of the page stands in."""
        return bisect_right(self.at, at) - 1

    def mean(self, chances: Floats, span: Span) -> float:
        """What is probable of the lines of a stretch of the page on the mean, of (lines,)."""
        return float(chances[self.line(span.start) : self.line(span.end - 1) + 1].mean())

    def says(self, start: int, end: int) -> bool:
        """Whether some lines have one in which somebody says something."""
        return any(self.role(line) in SAID for line in range(start, end))

    def role(self, line: int) -> str:
        """The likeliest role of a line."""
        return ROLES[int(np.argmax(self.roles[line]))]


def tell_page(lines: Sequence[Piece]) -> Told | None:
    """What the lines of a page are, unless it has very few of them or very many."""
    return tell(lines) if LEAST <= len(lines) <= MOST else None


def tell(lines: Sequence[Piece]) -> Told:
    """What the lines of a page are, by the mean of all networks."""
    seen, words, of = looks(lines), read(lines), tokens(lines)
    with _ALONE, _pools().limit(limits=1, user_api="blas"):
        outs = [out(arrays, seen, words, of) for arrays in _networks()]
    columns = np.cumsum([1, 1, len(ROLES), len(KINDS)])
    parts = [np.split(of_lines, columns, axis=1) for of_lines, _ in outs]
    starts, authors, roles, kinds, quoted = zip(*parts, strict=True)
    at = [line.span.start for line in lines]
    return Told(
        at,
        np.mean([_sigmoid(part[:, 0]) for part in starts], axis=0),
        np.mean([_sigmoid(part[:, 0]) for part in authors], axis=0),
        np.mean([_softmax(part) for part in roles], axis=0),
        np.mean([_softmax(part) for part in kinds], axis=0),
        np.mean([_sigmoid(part[:, 0]) for part in quoted], axis=0),
        of.places + np.array(at)[of.lines, None],
        of.lines,
        np.mean([_sigmoid(of_tokens) for _, of_tokens in outs], axis=0),
    )


def out(
    arrays: Mapping[str, Floats], seen: Floats, words: tuple[Keys, Keys], of: Tokens
) -> tuple[Floats, Floats]:
    """What one network says of lines that look so, hold such words and such tokens, before it is made probabilities.

    (lines, outputs), (tokens, outputs).
    """
    hidden = _read_lines(arrays, seen, *words)
    return (
        hidden @ arrays["out"] + arrays["out_bias"],
        _read_tokens(arrays, hidden, of) @ arrays["token_out"] + arrays["token_out_bias"],
    )


def _read_lines(arrays: Mapping[str, Floats], seen: Floats, words: Keys, firsts: Keys) -> Floats:
    """What a network makes of the lines of a page: (lines, hidden)."""
    sizes = np.diff(firsts, append=len(words)).astype(np.float32)
    said = np.add.reduceat(arrays["words"][words], firsts) / sizes[:, None]
    seen = np.hstack([(seen - arrays["mean"]) / arrays["deviation"], said])
    hidden = np.maximum(seen @ arrays["into"] + arrays["into_bias"], 0)
    places = np.arange(len(hidden))
    blocks = (f"blocks_{number}" for number in count())
    for block in takewhile(lambda block: f"{block}_said" in arrays, blocks):
        for layer, stride in enumerate(STRIDES):
            hidden = _beside(arrays, f"{block}_beside_{layer}", hidden, places, stride)
        normal = _normal(hidden, arrays[f"{block}_normal"], arrays[f"{block}_normal_bias"])
        hidden = hidden + _told_by_all(arrays, block, normal)
    return hidden


def _read_tokens(arrays: Mapping[str, Floats], hidden: Floats, of: Tokens) -> Floats:
    """What a network makes of the words of its lines: (tokens, hidden)."""
    said = arrays["tokens"][of.keys].mean(axis=1)
    seen = np.hstack([said, of.looks]) @ arrays["token_into"] + arrays["token_into_bias"]
    line = hidden @ arrays["of_line"] + arrays["of_line_bias"]
    found = np.maximum(seen + line[of.lines], 0)
    places = np.arange(len(found)) + _PAD * of.lines
    for layer, stride in enumerate(TOKEN_STRIDES):
        found = _beside(arrays, f"token_beside_{layer}", found, places, stride)
    return found


def _beside(
    arrays: Mapping[str, Floats], name: str, hidden: Floats, places: Keys, stride: int
) -> Floats:
    """The rows, which stand at some places, with what a layer sees beside each."""
    pad = WIDTH // 2 * stride
    normal = np.zeros((places[-1] + 1 + 2 * pad, hidden.shape[1]), np.float32)
    normal[places + pad] = _normal(hidden, arrays[f"{name}_normal"], arrays[f"{name}_normal_bias"])
    near = np.hstack([normal[places + at * stride] for at in range(WIDTH)])
    beside = near @ np.concatenate([*arrays[f"{name}_layer"]]) + arrays[f"{name}_layer_bias"]
    found: Floats = hidden + np.maximum(beside, 0)
    return found


def _told_by_all(arrays: Mapping[str, Floats], block: str, normal: Floats) -> Floats:
    """What the lines of the page that are like each say to it (attention, Vaswani et al. 2017): (lines, hidden)."""
    asked, answering, said = (
        normal @ arrays[f"{block}_{name}"] + arrays[f"{block}_{name}_bias"]
        for name in ("asked", "answering", "said")
    )
    alike = _softmax(asked @ answering.T / asked.shape[1] ** 0.5)
    found: Floats = alike @ said
    return found


def _normal(hidden: Floats, scale: Floats, bias: Floats) -> Floats:
    """Each line less its mean, by its deviation (layer normalisation, Ba et al. 2016)."""
    centred = hidden - hidden.mean(axis=1, keepdims=True)
    deviation = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + _SMALL)
    found: Floats = centred / deviation * scale + bias
    return found


def _sigmoid(values: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-values))
    return found


def _softmax(values: Floats) -> Floats:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    found: Floats = raised / raised.sum(axis=1, keepdims=True)
    return found


@cache
def _pools() -> ThreadpoolController:
    """The pools of threads that matrices are multiplied with."""
    return ThreadpoolController()


@cache
def _networks() -> list[dict[str, Floats]]:
    """The arrays of each network."""
    with np.load(WEIGHTS, allow_pickle=False) as kept:
        numbers = takewhile(lambda number: f"{number}.out" in kept.files, count())
        return [
            {
                name.partition(".")[2]: kept[name].astype(np.float32)
                for name in kept.files
                if name.startswith(f"{number}.")
            }
            for number in numbers
        ]


def forget() -> None:
    """Read the weights anew when they are used next."""
    _networks.cache_clear()
