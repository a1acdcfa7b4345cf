"""Who wrote each turn, where the network is much surer of another name than of the one that was found."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from stancemark.records import Span
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.looks import Floats
from stancemark.tasks.segment.network import ROLES, Told
from stancemark.tasks.segment.turns import Unit

AUTHOR, SOURCE = 0, 1
"""The columns of `Told.names`."""
_PART, _CORE = 0.05, 0.3
"""From which probability on words are part of a name, and one of them at least."""
_GAP = 3
"""How many characters stand between the words of a name at most."""
_SURER = 0.3
"""By how much more probable a name is that is given to a turn than its own."""
_BEHIND = re.compile(r"\s*[(\[<{]")
"""What ends a name that goes on: a place, a rank, an address."""
_REST = re.compile(r"(?<=_)\w+|_\w+|\d+[a-z]{0,2}(?![\w:])|-[A-Z]\w+")
"""What the word that ends a name has besides; counters that are glued to names look the same as digits of theirs."""
_SPARE, _RARELY = ROLES.index("boilerplate"), 0.1
"""The column of `Told.roles` for furniture, and below which probability a line is none, whatever its words are elsewhere."""
_NEVER = 0.1
"""Below which probability the name of an article's author is none."""
_MENTIONS = 5
"""How many mentions of a name in its turn are looked at."""


class Name(NamedTuple):
    """A name on a page, and how probable its words are of one."""

    chance: float
    start: int
    end: int


def names(
    told: Told, text: str, column: int, *, least: float = _PART, core: float = _CORE
) -> list[Name]:
    """The names on a page that are of authors, or of sources: words in a row in one line, in order.

    What is in brackets behind a name is no part of it.
    """
    chances = told.names[:, column]
    part = np.flatnonzero(chances > least)
    gaps = told.words[part[1:], 0] - told.words[part[:-1], 1]
    apart = (np.diff(part) > 1) | (np.diff(told.lines[part]) > 0) | (gaps > _GAP)
    found = []
    for run in np.split(part, np.flatnonzero(apart) + 1):
        if len(run) and chances[run].max() > core:
            start, end = int(told.words[run[0], 0]), int(told.words[run[-1], 1])
            behind = _BEHIND.search(text, start + 1, end)
            found.append(Name(float(chances[run].max()), start, behind.start() if behind else end))
    return found


def sign(told: Told, text: str, found: Sequence[Piece], owners: Sequence[Unit]) -> None:
    """Give turns the names that the network is sure of and much surer than of their own.

    None of furniture, unless it surely is none here. An article loses a name that is surely nobody's who wrote.
    """
    ends = [piece.span.end for piece in found]
    known = [
        name
        for name in names(told, text, AUTHOR)
        if found[bisect_right(ends, name.start)].tag != "furniture"
        or told.roles[told.line(name.start), _SPARE] < _RARELY
    ]
    starts = [name.start for name in known]
    for unit, group in groupby(zip(found, owners, strict=True), key=lambda row: row[1]):
        spans = [piece.span for piece, _ in group]
        start, end = spans[0].start, spans[-1].end
        inside = known[bisect_left(starts, start) : bisect_left(starts, end)]
        own, part = _chances(told, text, unit.author, Span(start, end))
        best = max(inside, default=None)
        of = whole_name(text, best) if best else unit.author
        if best and of.casefold() != unit.author.casefold() and best.chance - own > _SURER:
            unit.author = of
        elif part < _NEVER and unit.kind == "article":
            unit.author = ""


def whole_name(text: str, name: Name) -> str:
    """The words of a name, the last with all that it has."""
    rest = _REST.match(text, name.end)
    return text[name.start : rest.end() if rest else name.end]


def _chances(told: Told, text: str, name: str, near: Span) -> tuple[float, float]:
    """How probable the words of the likeliest mention of a name in a stretch are an author's on the mean, and any of them.

    Nothing and one where none was read.
    """
    found = [*mentions(told, text, name, near, AUTHOR)]
    whole = max((float(of.mean()) for of in found), default=0.0)
    return whole, max((float(of.max()) for of in found), default=1.0)


def mentions(told: Told, text: str, name: str, near: Span, column: int) -> Iterator[Floats]:
    """How probable each word of the first mentions of a name in a stretch of the page is an author's, or a source's."""
    at = text.find(name, near.start, near.end) if name else -1
    for _ in range(_MENTIONS):
        if at < 0:
            break
        first, last = np.searchsorted(told.words[:, 0], [at, at + len(name)])
        if last > first:
            yield told.names[first:last, column]
        at = text.find(name, at + 1, near.end)
