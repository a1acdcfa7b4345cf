"""Turns that a finder has missed, where a line of time stands as below the names of the others."""

import re
from collections import Counter
from collections.abc import Sequence

from stancemark.tasks.segment.headers import unadorned
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.places import Turn

_FEW = 3
_USUAL = 0.8
"""The share of turns that have to have the time in one form, right below the name."""
_LONGEST = 45
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W\d_]+")


def with_missed(pieces: Sequence[Piece], turns: Sequence[Turn]) -> list[Turn]:
    """The turns of a page with those whose name has a form that no finder took for one, or is lost."""
    handles = {turn.handle for turn in turns if turn.author}
    below = [i + 1 for i in handles if i + 1 < len(pieces) and pieces[i + 1].tag == "date"]
    forms = Counter(_form(pieces[i].text) for i in below)
    if len(turns) < _FEW or not forms:
        return list(turns)
    form, count = forms.most_common(1)[0]
    if count < _USUAL * len(turns) or not any(map(str.isdigit, form)):
        return list(turns)
    taken = {i for turn in turns for i in range(turn.start, turn.handle + 2)}
    missed = [
        _missed(pieces, i, turns[0])
        for i in range(turns[0].handle + 2, len(pieces) - 1)
        if i not in taken and pieces[i].tag == "date" and _form(pieces[i].text) == form
    ]
    return sorted([*turns, *missed], key=lambda turn: turn.start)


def _form(text: str) -> str:
    """A time with its numbers and words masked, so that one form of it is told from another."""
    return _DIGITS.sub("0", _WORDS.sub("a", text))


def _missed(pieces: Sequence[Piece], date: int, first: Turn) -> Turn:
    above = pieces[date - 1]
    name = above.tag in ("text", "heading", "link") and len(above.text) <= _LONGEST
    if name and above.block == pieces[date].block - _apart(pieces, first):
        return Turn(date - 1, unadorned(above.text), date - 1, first.kind)
    return Turn(date, "", date, first.kind)


def _apart(pieces: Sequence[Piece], turn: Turn) -> int:
    """How many blocks lie between a name and its time."""
    return pieces[turn.handle + 1].block - pieces[turn.handle].block
