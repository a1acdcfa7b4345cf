"""Turns that the network surely sees and rules missed, and such that surely are none, on a page that rules mostly got right."""

from collections.abc import Container, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

import numpy as np

from stancemark.tasks.segment.apart import cut
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.network import Told
from stancemark.tasks.segment.opening import NOBODY, firsts, names_writers, open_turn
from stancemark.tasks.segment.turns import Unit

_SURELY, _NEVER = 0.8, 0.1
"""From which probability on a turn begins with a line, and below which no article does below the first."""
_NAMED = 0.4
"""From which probability on a line names who writes what stands below an article alone."""


def amended(
    told: Told, text: str, found: Sequence[Piece], owners: Sequence[Unit]
) -> tuple[list[Piece], list[Unit]]:
    """The pieces of a page and their units, with the turns that were missed and without those that are none."""
    begun = firsts(found, owners)
    lines = {unit: told.line(piece.span.start) for unit, piece in begun.items()}
    starts = _missed(told, {*lines.values()}, owners)
    unlikely = {unit for unit, line in lines.items() if told.starts[line] < _NEVER}
    gone = {unit for unit in unlikely if unit.kind == "article"} - {owners[0]}
    pieces, units = [], []
    for piece, unit in zip(found, owners, strict=True):
        parts = cut_at([piece], starts, text)
        pieces += parts
        units += [unit] * len(parts)
    return pieces, _regrouped(told, pieces, units, starts, gone)


def _missed(told: Told, lines: AbstractSet[int], owners: Sequence[Unit]) -> list[int]:
    """Where turns surely begin below the first that do not yet: not those that a title heads which was found.

    Who writes them is named where others are, and below an article that was alone.
    """
    if not lines:
        return []
    alone = _NAMED if len(lines) == 1 else 0.0
    least = NOBODY if names_writers(owners) else alone
    sure = [i for i in np.flatnonzero(told.starts > _SURELY).tolist() if i > min(lines)]
    bounds = sorted({*lines, *sure, len(told.at)})
    above, below = dict(pairwise(bounds[::-1])), dict(pairwise(bounds))
    return [
        told.at[line]
        for line in sure
        if line not in lines
        and (told.role(line) == "headline" or told.says(above[line], line))
        and told.authors[line : below[line]].max() >= least
    ]


def cut_at(found: Sequence[Piece], starts: Sequence[int], text: str) -> list[Piece]:
    """Pieces that end where a turn begins."""
    kept: list[Piece] = []
    for piece in found:
        for at in starts:
            if piece.span.start < at < piece.span.end:
                above, piece = cut(piece, text, at)  # noqa: PLW2901  # the rest is cut further
                kept.append(above)
        kept.append(piece)
    return kept


def _regrouped(
    told: Told,
    pieces: Sequence[Piece],
    units: Sequence[Unit],
    starts: Container[int],
    gone: Container[Unit],
) -> list[Unit]:
    """The units of pieces, new ones where turns begin, numbered anew, and those that are gone part of the one above."""
    found: list[Unit] = []
    now, old = units[0], units[0]
    merged: dict[Unit, Unit] = {}
    for piece, unit in zip(pieces, units, strict=True):
        if unit is not old:
            old = unit
            now = now if unit in gone else unit
            merged[unit] = now
        if piece.span.start in starts:
            now = Unit(unit.kind, "", unit.number, unit.parent, unit.indent, piece)
            open_turn(told, piece)
        found.append(now)
    _renumber(found, merged)
    return found


def _renumber(units: Sequence[Unit], merged: Mapping[Unit, Unit]) -> None:
    """Number units in order; who answered one that is gone answers that which it became part of."""
    for number, unit in enumerate(dict.fromkeys(units)):
        unit.number = number
        if unit.parent:
            unit.parent = merged.get(unit.parent, unit.parent)
