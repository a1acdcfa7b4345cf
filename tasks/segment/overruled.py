"""Pages whose turns are as the network has them, since it is much surer of those than of what the rules found."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

import numpy as np

from stancemark.tasks.segment.answers import LONGEST_HEAD
from stancemark.tasks.segment.headers import header, is_name, unadorned
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.looks import Floats
from stancemark.tasks.segment.missed import tidied
from stancemark.tasks.segment.network import KINDS, SAID, Told
from stancemark.tasks.segment.opening import (
    HEADS,
    LINE,
    NOBODY,
    TITLE,
    clear,
    firsts,
    names_writers,
    open_turn,
)
from stancemark.tasks.segment.places import Turn
from stancemark.tasks.segment.recast import kinds_of
from stancemark.tasks.segment.turns import Unit

MARGIN, WRONG = 0.35, 3.0
"""By how much the F1 that the network expects of its own turns is above that which it expects of those found, and how many times what is wrong with its own at most: which is less."""
_HEADED = 0.5
"""Of how many of its turns at least a page of which one was found shows a name or a title."""
_HEAD, _SIGNED = 6, 0.7
"""How many lines the head of an article has at most, and from which probability on one begins without a byline."""
_NAMED, _SURE = 0.4, 0.5
"""From which probability on a line names an author, and is what the network says."""
_FEW, _NAME_WORDS = 2, 6
"""How many names show where others stand, or paragraphs that a text stands there, and how many words a line has at most that may be a name."""
_SINCE = re.compile(
    r"(?<=\S)\W+\d+\s?(?:years?|months?|weeks?|days?|hours?|minutes?|[ywdhm]|yrs?|mo|wks?|hrs?|mins?)$"
)
"""How long ago something was written."""
_BARE = ("boilerplate", "byline")
_TAGS = {"byline": "date", "boilerplate": "furniture", "headline": "heading"}
"""How pieces are tagged that are what the network says, by role."""


def overruled(told: Told, found: Sequence[Piece], owners: Sequence[Unit]) -> list[int]:
    """Where the turns of a page begin by the network, nothing where what was found is about as good.

    Sets of turns are compared by about the F1 that is expected of them if the network's probabilities are right
    and independent: 2 sum(p of the set) / (size of the set + sum of all p). Less than `MARGIN` is asked where the
    network expects nearly all of its own to be right. Those found stay where they name who writes, and those in
    their place nobody, or are articles that look like parts of one.
    """
    ruled = {told.line(piece.span.start) for piece in firsts(found, owners).values()}
    chosen = most_expected(told.starts)
    own = expected(told.starts, chosen)
    better = own - expected(told.starts, ruled)
    headed = sum(told.role(line) in HEADS for line in chosen) / len(chosen)
    surer = better > min(MARGIN, WRONG * (1 - own)) and (len(ruled) > 1 or headed >= _HEADED)
    starts = _of_words(told, _with_first(told, chosen)) if surer else []
    nameless = names_writers(owners) and _nameless(told, starts, ruled)
    if _are_parts(told, starts):
        starts = starts[:1]
    return [] if nameless else [told.at[i] for i in starts]


def _nameless(told: Told, starts: Sequence[int], ruled: Container[int]) -> bool:
    """Whether the turns that begin with some lines name hardly anybody, but for those that were found."""
    ends = [*starts[1:], len(told.at)]
    new = [a for a in zip(starts, ends, strict=False) if a[0] not in ruled]
    named = [float(told.authors[start:end].max()) for start, end in new]
    return bool(new) and sum(named) < NOBODY * len(new)


def _are_parts(told: Told, starts: Sequence[int]) -> bool:
    """Whether turns are all articles, of which most begin as a part of one does: with a title alone and below text, and less than surely."""
    ends = [*starts[1:], len(told.at)]
    headed = [
        told.starts[start] > _SIGNED
        or _is_signed(told, range(start, min(end, start + _HEAD)))
        or _is_signed(told, range(start - 1, max(start - _HEAD, -1), -1))
        for start, end in zip(starts, ends, strict=False)
    ]
    articles = all(KINDS[int(np.argmax(told.kinds[line]))] == "article" for line in starts)
    return articles and 2 * sum(headed[1:]) < len(headed[1:])


def _is_signed(told: Told, lines: Iterable[int]) -> bool:
    """Whether somebody, a day or an outlet is named in lines up to the first in which something is said."""
    roles = (told.role(line) for line in lines)
    return "byline" in takewhile(lambda role: role not in SAID, roles)


def _with_first(told: Told, chosen: Sequence[int]) -> list[int]:
    """Lines in order, and above them the likeliest with which a text begins that stands there."""
    said = [line for line in range(min(chosen)) if told.role(line) in SAID]
    begun = [int(np.argmax(told.starts[: said[0] + 1]))] if len(said) >= _FEW else []
    return sorted([*begun, *chosen])


def _of_words(told: Told, chosen: Sequence[int]) -> list[int]:
    """Lines without those that begin a turn of nothing but a header, of two such the likelier."""
    kept: list[int] = []
    for line in chosen:
        if kept and all(told.role(i) in _BARE for i in range(kept[-1], line)):
            line = max(kept.pop(), line, key=lambda i: float(told.starts[i]))  # noqa: PLW2901  # one of two
        kept.append(line)
    return kept


def most_expected(chances: Floats) -> list[int]:
    """The lines of which most F1 is expected: the likeliest, down to where one more lowers it."""
    order = np.argsort(-chances, kind="stable")
    sums = np.cumsum(chances[order])
    best = int(np.argmax(2 * sums / (np.arange(1, len(chances) + 1) + chances.sum())))
    found: list[int] = order[: best + 1].tolist()
    return found


def expected(chances: Floats, chosen: Collection[int]) -> float:
    """The F1 that is expected of some lines as those with which turns begin."""
    found: float = 2 * chances[[*chosen]].sum() / (len(chosen) + chances.sum())
    return found


def turns(told: Told, pieces: Sequence[Piece], starts: Sequence[int]) -> list[Turn]:
    """The turns of a page that begin at some places, and the pieces of their headers tagged."""
    ends = [piece.span.end for piece in pieces]
    begin = sorted({bisect_right(ends, at) for at in starts})
    lines = [told.line(piece.span.start) for piece in pieces]
    kinds = kinds_of(told, [lines[i] for i in begin])
    found = []
    for (start, end), kind in zip(pairwise([*begin, len(pieces)]), kinds, strict=True):
        _tag(told, pieces[start:end], lines[start:end])
        chances = told.authors[lines[start:end]]
        handle = start + int(np.argmax(chances))
        name = _name(pieces[handle]) if chances.max() > _NAMED else ""
        found.append(Turn(start, name, handle if name else start, kind))
    clear(pieces[: begin[0]])
    for i in begin:
        open_turn(told, pieces[i])
    return tidied(pieces, _with_names(pieces, found))


def _with_names(pieces: Sequence[Piece], turns: Sequence[Turn]) -> list[Turn]:
    """Turns with the names of those whose lines nobody is sure of: they stand where most names of the page do."""
    places = Counter((t.kind, t.handle - t.start) for t in turns if t.author)
    found = []
    for turn, end in zip(turns, [*(t.start for t in turns[1:]), len(pieces)], strict=True):
        usual = [
            place for (kind, place), n in places.most_common() if kind == turn.kind and n > _FEW
        ]
        handle = turn.start + usual[0] if usual and not turn.author else end
        name = _name(pieces[handle]) if handle < end and pieces[handle].words <= _NAME_WORDS else ""
        found.append(replace(turn, author=name, handle=handle) if name else turn)
    return found


def _tag(told: Told, pieces: Sequence[Piece], lines: Sequence[int]) -> None:
    """Tag pieces of a turn that say nothing of themselves as what the network says they are."""
    head = True
    for piece, line in zip(pieces, lines, strict=True):
        tag = _TAGS.get(told.role(line))
        head = head and tag is not None
        if piece.tag not in ("text", "heading"):
            continue
        brief = piece.words <= (TITLE if tag == "heading" else LINE)
        attributes = tag == "date" and (not head or piece.text[-1] == ":")
        if tag and brief and not attributes and told.roles[line].max() > _SURE:
            piece.tag, piece.name = tag, "navigation" if tag == "furniture" else ""


def _name(piece: Piece) -> str:
    """Whom the first line of a piece names."""
    if piece.name and piece.tag != "furniture":
        return piece.name
    line = piece.text.partition("\n")[0]
    line = _SINCE.sub("", line) if len(line) < LONGEST_HEAD else ""
    if known := header(line):
        return known.name
    bare = unadorned(line)
    return bare if is_name(bare) else ""
