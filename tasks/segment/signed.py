"""Who wrote each turn, where the network is much surer of another name than of the one that was found."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.network import Told
from stancemark.tasks.segment.turns import Unit

AUTHOR, SOURCE = 0, 1
"""The columns of `Told.names`."""
_PART, _CORE = 0.2, 0.4
"""From which probability on words are part of a name, and one of them at least."""
_GAP = 3
"""How many characters stand between the words of a name at most."""
_SURER, _NOBODY = 0.3, 0.2
"""By how much more probable a name is that is given to a turn than its own, and what counts as the probability that it has none."""
_DIGITS = re.compile(r"\d+(?!\w)")
_NEVER = 0.1
"""Below which probability the name of an article's author is none."""
_MENTIONS = 5
"""How many mentions of a name in its turn are looked at."""


class Name(NamedTuple):
    """A name on a page, and how probable its words are of one."""

    chance: float
    start: int
    end: int


def names(told: Told, column: int, *, least: float = _PART, core: float = _CORE) -> list[Name]:
    """The names on a page that are of authors, or of sources: words in a row in one line, in order."""
    chances = told.names[:, column]
    part = np.flatnonzero(chances > least)
    gaps = told.words[part[1:], 0] - told.words[part[:-1], 1]
    apart = (np.diff(part) > 1) | (np.diff(told.lines[part]) > 0) | (gaps > _GAP)
    return [
        Name(float(chances[run].max()), int(told.words[run[0], 0]), int(told.words[run[-1], 1]))
        for run in np.split(part, np.flatnonzero(apart) + 1)
        if len(run) and chances[run].max() > core
    ]


def sign(told: Told, text: str, found: Sequence[Piece], owners: Sequence[Unit]) -> None:
    """Give turns the names that the network is sure of and much surer than of their own.

    None of furniture. An article loses a name that is surely nobody's who wrote.
    """
    ends = [piece.span.end for piece in found]
    known = [
        name
        for name in names(told, AUTHOR)
        if found[bisect_right(ends, name.start)].tag != "furniture"
    ]
    starts = [name.start for name in known]
    for unit, group in groupby(zip(found, owners, strict=True), key=lambda row: row[1]):
        spans = [piece.span for piece, _ in group]
        start, end = spans[0].start, spans[-1].end
        inside = known[bisect_left(starts, start) : bisect_left(starts, end)]
        whole, part = _chances(told, text, unit.author, start, end)
        best = max(inside, default=None)
        of = text[best.start : best.end] + _digits(text, best.end) if best else unit.author
        own = whole if unit.author else _NOBODY
        if best and of.casefold() != unit.author.casefold() and best.chance - own > _SURER:
            unit.author = of
        elif part < _NEVER and unit.kind == "article":
            unit.author = ""


def _digits(text: str, at: int) -> str:
    """The digits with which a word ends there: handles have them, and so have counters that are glued to names."""
    found = _DIGITS.match(text, at)
    return found[0] if found else ""


def _chances(told: Told, text: str, name: str, start: int, end: int) -> tuple[float, float]:
    """How probable all words of the likeliest mention of a name between two places are an author's, and any of them.

    Nothing and one where none was read.
    """
    whole, part, at = 0.0, -1.0, text.find(name, start, end) if name else -1
    for _ in range(_MENTIONS):
        if at < 0:
            break
        first, last = np.searchsorted(told.words[:, 0], [at, at + len(name)])
        if last > first:
            chances = told.names[first:last, AUTHOR]
            whole, part = max(whole, float(chances.min())), max(part, float(chances.max()))
        at = text.find(name, at + 1, end)
    return whole, part if part >= 0 else 1.0
