"""Where the first turn of a page begins, where the network is much surer of another line than of that which was found."""

from collections.abc import Sequence

import numpy as np

from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.network import Told
from stancemark.tasks.segment.turns import Unit

_NEVER, _LIKELY = 0.1, 0.4
"""Below which probability a turn hardly begins with a line, and from which on it may."""
LINE, TITLE = 25, 22
"""How many words a line of a header or furniture, and a title, has at most."""
NOBODY = 0.1
"""Below which probability that a line of it names an author a turn is none, on a page that names who writes."""
HEADS = ("headline", "byline")
"""Roles of what heads a turn."""
SPARE = frozenset({"furniture", "card", "cardhead", "image", "clicks"})
"""Tags of what is no part of a turn."""


def open_page(told: Told, found: Sequence[Piece], owners: Sequence[Unit]) -> None:
    """Begin the first turn of a page with its likeliest line, where what was found hardly begins one.

    The short lines above are furniture; nothing is done where a text stands there.
    """
    first = next((i for i, piece in enumerate(found) if piece.tag not in SPARE), len(found))
    below = next((i for i in range(first, len(found)) if owners[i] is not owners[first]), None)
    last = len(told.at) if below is None else told.line(found[below].span.start)
    if first == len(found) or told.starts[told.line(found[first].span.start)] >= _NEVER or not last:
        return
    line = int(np.argmax(told.starts[:last]))
    at = next((i for i, p in enumerate(found) if p.span.start == told.at[line]), None)
    if told.starts[line] < _LIKELY or told.role(line) not in HEADS or at is None:
        return
    above = found[first:at]
    if any(piece.words > LINE for piece in above):
        return
    clear(above)
    open_turn(told, found[at])
    if owners[at].first in above:
        owners[at].first = found[at]


def firsts(found: Sequence[Piece], owners: Sequence[Unit]) -> dict[Unit, Piece]:
    """The first piece of each unit that is no furniture."""
    seen: dict[Unit, Piece] = {}
    for piece, unit in zip(found, owners, strict=True):
        if piece.tag not in SPARE:
            seen.setdefault(unit, piece)
    return seen


def names_writers(owners: Sequence[Unit]) -> bool:
    """Whether a page names the author of a post or comment."""
    return any(unit.author and unit.kind != "article" for unit in owners)


def clear(above: Sequence[Piece]) -> None:
    """Tag short lines that stand above all turns as furniture."""
    for piece in above:
        if piece.tag not in SPARE and piece.words <= LINE:
            piece.tag, piece.name = "furniture", "navigation"


def open_turn(told: Told, piece: Piece) -> None:
    """Tag a piece as one with which a turn begins."""
    titled = told.role(told.line(piece.span.start)) == "headline"
    if titled and piece.words <= TITLE and piece.tag in ("heading", "text"):
        piece.tag = "title"
    elif piece.tag == "furniture":
        piece.tag, piece.name = "text" if piece.words > TITLE else "heading", ""
