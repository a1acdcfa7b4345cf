"""Items of which a page shows the beginning: `…`, `Read more`."""

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from stancemark.tasks.segment import phrases
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.outlets import is_outlet
from stancemark.tasks.segment.titles import heads, may_title, text_below

_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W*$|(?:continue reading|read (?:more|full article)|more)\W{0,8}$",
    re.IGNORECASE,
)
_CUT_OFF_WORDS = ("…", "...", "reading", "article", "more")
_FEW = 3


def cut_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles over a text that breaks off: `…`, `Read more`; of two lines the first."""
    found = [
        i
        for i in range(len(pieces) - 1)
        if heads(pieces, i)
        if (text := text_below(pieces, i)) is not None
        and _one_breaks_off(pieces[text : text + _FEW])
    ]
    return [_above_source(pieces, i) for i in found if i - 1 not in found]


def _one_breaks_off(below: Sequence[Piece]) -> bool:
    """Whether one of the first paragraphs below a title breaks off."""
    texts = takewhile(lambda piece: piece.tag == "text", below)
    return any(breaks_off(piece.text[-40:]) for piece in texts)


def breaks_off(tail: str) -> bool:
    """Whether a text ends as one does of which only the beginning is shown; most have no word of it."""
    return phrases.holds(tail.lower(), _CUT_OFF_WORDS) and _CUT_OFF.search(tail) is not None


def _above_source(pieces: Sequence[Piece], i: int) -> int:
    """The title over the name of the paper that a text is from, or the line itself."""
    over = i > 0 and pieces[i - 1].block == pieces[i].block and may_title(pieces[i - 1])
    return i - 1 if over and is_outlet(pieces[i].text) else i


def begun_items(pieces: Sequence[Piece]) -> list[int]:
    """Beginnings of texts without titles over them, each above a button to its rest."""
    found = [
        i
        for i, (piece, below) in enumerate(pairwise(pieces))
        if piece.tag == "text" and below.name == "teaser" and breaks_off(piece.text[-40:])
    ]
    apart = all(pieces[i - 1].tag == "furniture" for i in found if i)
    return found if len(found) >= _FEW and apart else []
