"""What a small network reads of the lines of a page: where turns begin, who is named, what each line is.

It was taught on the invented pages of the gate by `benchmarks/outline.py`, which also measures it on pages it
has not seen. Its weights are the arrays in `network.npz`; no code is in that file.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import count, takewhile
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.looks import Floats, looks, read

Keys = NDArray[np.intp]

WEIGHTS = Path(__file__).with_name("network.npz")
ROLES = (
    "boilerplate", "headline", "byline", "caption", "body", "quote_block", "wire_copy", "correction",
)  # fmt: skip
KINDS = ("", "article", "post", "comment")
STRIDES = (1, 2, 4)
"""How many lines apart those are that each layer sees beside one another."""
WIDTH = 5
"""How many lines each layer sees."""
_SMALL = 1e-5
"""What keeps the division by a deviation from one by nothing."""


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

    def line(self, at: int) -> int:
        """The line that a place of the page stands in."""
        return bisect_right(self.at, at) - 1

    def role(self, line: int) -> str:
        """The likeliest role of a line."""
        return ROLES[int(np.argmax(self.roles[line]))]


def tell(lines: Sequence[Piece]) -> Told:
    """What the lines of a page are, by the mean of all networks."""
    seen, words = looks(lines), read(lines)
    outs = [out(arrays, seen, *words) for arrays in _networks()]
    columns = np.cumsum([1, 1, len(ROLES)])
    starts, authors, roles, kinds = zip(
        *(np.split(out, columns, axis=1) for out in outs), strict=True
    )
    return Told(
        [line.span.start for line in lines],
        np.mean([_sigmoid(of[:, 0]) for of in starts], axis=0),
        np.mean([_sigmoid(of[:, 0]) for of in authors], axis=0),
        np.mean([_softmax(of) for of in roles], axis=0),
        np.mean([_softmax(of) for of in kinds], axis=0),
    )


def out(arrays: Mapping[str, Floats], seen: Floats, words: Keys, firsts: Keys) -> Floats:
    """What one network says of lines that look so and hold such words, before it is made probabilities: (lines, outputs)."""
    sizes = np.diff(firsts, append=len(words)).astype(np.float32)
    said = np.add.reduceat(arrays["words"][words], firsts) / sizes[:, None]
    seen = np.hstack([(seen - arrays["mean"]) / arrays["deviation"], said])
    hidden = np.maximum(seen @ arrays["into"] + arrays["into_bias"], 0)
    for layer, stride in enumerate(STRIDES):
        normal = _normal(hidden, arrays[f"normals_{layer}"], arrays[f"normals_{layer}_bias"])
        near = [_shifted(normal, (at - WIDTH // 2) * stride) for at in range(WIDTH)]
        beside = np.hstack(near) @ np.concatenate([*arrays[f"beside_{layer}"]])
        hidden = hidden + np.maximum(beside + arrays[f"beside_{layer}_bias"], 0)
    normal = _normal(hidden, arrays["normal"], arrays["normal_bias"])
    hidden = hidden + _told_by_all(arrays, normal)
    found: Floats = hidden @ arrays["out"] + arrays["out_bias"]
    return found


def _told_by_all(arrays: Mapping[str, Floats], normal: Floats) -> Floats:
    """What the lines of the page that are like each say to it (attention, Vaswani et al. 2017): (lines, hidden)."""
    asked, answering, said = (
        normal @ arrays[name] + arrays[f"{name}_bias"] for name in ("asked", "answering", "said")
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


def _shifted(hidden: Floats, by: int) -> Floats:
    """The lines `by` below (above, if negative), zeros where the page has none."""
    found = np.zeros_like(hidden)
    there = max(0, len(hidden) - abs(by))
    if by >= 0:
        found[:there] = hidden[len(hidden) - there :]
    else:
        found[len(hidden) - there :] = hidden[:there]
    return found


def _sigmoid(values: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-values))
    return found


def _softmax(values: Floats) -> Floats:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    found: Floats = raised / raised.sum(axis=1, keepdims=True)
    return found


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
