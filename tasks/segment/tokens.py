"""What the words and signs of the lines of a page look like, each in its line and beside the others of the page."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.looks import KEYS, Floats, coarse_form

Integers = NDArray[np.intp]

FIRST, LAST = 20, 10
"""How many tokens of a line are read, at its beginning and at its end."""
_READ = 12
"""How many characters a token takes at most, space included, where a line is so long that only its ends are read."""
_BRIEF = 14
"""How many tokens a line has at most that is compared with those of its form."""
_AFFIX = 3
_TOKEN = re.compile(r"[A-Z]?[a-z_]+(?=[A-Z])|[^\W\d]+|\d+|[^\w\s]")
"""Letters, digits and signs apart, and words that stand glued together: `Ann Lee7`, `ReplyAnn`."""
_DIGIT = re.compile(r"\d")


class Tokens(NamedTuple):
    """The tokens of the lines of a page that are read, in order."""

    lines: Integers
    """The line of each: (tokens,)."""
    places: Integers
    """Where in its line each begins and ends: (tokens, 2)."""
    keys: Integers
    """The numbers of its word, its shape, its beginning and its end, below `KEYS`: (tokens, 4)."""
    looks: Floats
    """What it looks like: (tokens, features), none of them much larger than ten."""


class _Word(NamedTuple):
    """What a token is by itself."""

    low: str
    keys: tuple[int, ...]
    capital: bool
    upper: bool
    digits: bool


def tokens(lines: Sequence[Piece]) -> Tokens:
    """The tokens of the first and last words of each line."""
    texts = [line.text for line in lines]
    inside = [_places(text) for text in texts]
    found = [
        (text, start, end) for text, of in zip(texts, inside, strict=True) for start, end in of
    ]
    words = [_word(text[start:end]) for text, start, end in found]
    sizes = np.array([len(of) for of in inside])
    owner = np.repeat(np.arange(len(lines)), sizes)
    places = np.array([(start, end) for _, start, end in found])
    spaced = [
        (start > 0 and text[start - 1].isspace(), end < len(text) and text[end].isspace())
        for text, start, end in found
    ]
    seen = np.column_stack(
        [
            *_counted(texts, sizes, owner, words),
            np.log1p(places[:, 1] - places[:, 0]),
            spaced,
            [(word.capital, word.upper, word.digits) for word in words],
        ]
    )
    return Tokens(owner, places, np.array([word.keys for word in words]), seen.astype(np.float32))


def _places(text: str) -> list[tuple[int, int]]:
    """Where the tokens of a line that are read begin and end."""
    if len(text) <= _READ * (FIRST + LAST):
        found = [match.span() for match in _TOKEN.finditer(text)]
        return found if len(found) <= FIRST + LAST else found[:FIRST] + found[-LAST:]
    below = len(text) - _READ * LAST
    head = [match.span() for match in _TOKEN.finditer(text, 0, _READ * FIRST)][:FIRST]
    return head + [match.span() for match in _TOKEN.finditer(text, below)][-LAST:]


def _counted(
    texts: Sequence[str], sizes: Integers, owner: Integers, words: Sequence[_Word]
) -> list[NDArray[Any]]:
    """Where each token stands, and how often the page has it, it beside its neighbours, and it in its place of a line's form."""
    numbers: dict[str, int] = {}
    word = np.array([numbers.setdefault(w.low, len(numbers)) for w in words])
    names: dict[str, int] = {}
    forms = [
        names.setdefault(coarse_form(text), len(names)) if size <= _BRIEF else -1 - i
        for i, (text, size) in enumerate(zip(texts, sizes.tolist(), strict=True))
    ]
    form = np.array(forms)[owner]
    size = sizes[owner]
    at = np.arange(len(owner)) - (np.cumsum(sizes) - sizes)[owner]
    left = size - 1 - at
    same = _often(np.array(forms))[owner]
    first, last = at == 0, left == 0
    lines = _within(owner, word)
    below = np.append(word[1:], 0)
    pairs = np.where(last, 0, _often(word * len(numbers) + below))
    placed, ending = (_often(_key(form, of, word)) for of in (at, left))
    return [
        *np.log1p(
            [at, left, lines, placed, same, pairs, np.where(first, 0, np.roll(pairs, 1)), size]
        ),
        first,
        last,
        placed / same,
        ending / same,
        lines / len(texts),
    ]


def _key(*columns: Integers) -> Integers:
    """One number for each row of some columns: equal rows, equal number."""
    found = np.zeros(len(columns[0]), np.intp)
    for column in columns:
        low = column.min(initial=0)
        found = found * (column.max(initial=0) - low + 1) + column - low
    return found


def _often(keys: Integers) -> Integers:
    """How often each of some numbers is among them."""
    _, at, counts = np.unique(keys, return_inverse=True, return_counts=True)
    found: Integers = counts[at]
    return found


def _within(owner: Integers, word: Integers) -> Integers:
    """In how many lines each word stands."""
    once = np.unique(_key(owner, word), return_index=True)[1]
    found: Integers = np.bincount(word[once])[word]
    return found


@lru_cache(16384)
def _word(text: str) -> _Word:
    low = _DIGIT.sub("0", text.lower())
    parts = (f"w{low}", f"s{_shape(text)}", f"p{low[:_AFFIX]}", f"e{low[-_AFFIX:]}")
    return _Word(
        low,
        tuple(crc32(part.encode("utf-8", "surrogatepass")) % KEYS for part in parts),
        text[0].isupper(),
        text.isupper(),
        text.isdigit(),
    )


def _shape(text: str) -> str:
    """A word's letters and digits as signs, a sign as itself."""
    if text[0].isdigit():
        return "0" * min(len(text), 5)
    if not text[0].isalpha():
        return text
    first = "X" if text[0].isupper() else "x"
    rest = "X" if len(text) > 1 and text.isupper() else "m" * any(map(str.isupper, text[1:]))
    return first + rest + "0" * any(map(str.isdigit, text))
