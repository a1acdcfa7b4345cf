"""Short lines that are not what rules take them for, where the network is sure of it."""

from collections.abc import Sequence

import numpy as np

from stancemark.records import Role
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.network import ROLES, Told
from stancemark.tasks.segment.turns import Unit

_SURE, _SURER = 0.7, 0.9
"""From which probability on a line is furniture, and one that may be a title or what somebody says."""
_OTHER, _OWN = 0.8, 0.2
"""From which probability on a line has another role than rules say, and up to which that one has."""
_LONGEST, _BELOW = 25, 12
"""How many words a line has at most that is reconsidered, and more than how many below a line may be what it is the title of."""
_ROLES: tuple[Role, ...] = ("boilerplate", "headline", "byline", "body")
_LOOSE = frozenset({"navigation", "share prompt", "widget"})
"""Reasons of furniture that rules give to what is something else at times."""
_AT = [ROLES.index(role) for role in _ROLES]


def set_right(told: Told, found: Sequence[Piece], owners: Sequence[Unit]) -> None:
    """Give short lines the role that they surely have; furniture with the reason of what is beside it.

    What a turn repeats stays, what announces that, running text, and what a turn begins with, but for the first
    article.
    """
    headed: set[Unit] = set()
    for i, (piece, unit) in enumerate(zip(found, owners, strict=True)):
        if _may_be(piece) and _has_lines(told, found, i):
            first = unit not in headed and (piece.role == "headline" or unit is not owners[i - 1])
            said = unit.kind != "article"
            below = found[i + 1].words if i + 1 < len(found) else 0
            titles = piece.role == "headline" and below > _BELOW
            stays = first and (said or unit is not owners[0])
            least = _SURER if said or first or titles else _SURE
            role = piece.role if stays else _role(told, piece, least)
            if role != piece.role:
                piece.role, piece.name = role, _reason(found, i) if role == "boilerplate" else ""
        if piece.role == "headline":
            headed.add(unit)


def _may_be(piece: Piece) -> bool:
    """Whether a piece may be something else for all that is known of it."""
    short = piece.words <= _LONGEST and piece.text[-1] != ":"
    loose = piece.role != "boilerplate" or piece.name in _LOOSE
    return short and loose and piece.role in _ROLES and piece.depth == 0


def _has_lines(told: Told, found: Sequence[Piece], i: int) -> bool:
    """Whether a piece has lines of its own, so that what is told of them is of it alone."""
    span = found[i].span
    below = found[i + 1].span.start if i + 1 < len(found) else None
    begins = told.at[told.line(span.start)] == span.start
    return begins and (below is None or told.line(below) > told.line(span.end - 1))


def _role(told: Told, piece: Piece, least: float) -> Role:
    """What a piece is: its own role, or a likelier one, furniture if it is so more probably than `least`."""
    chances = np.array([told.mean(told.roles[:, at], piece.span) for at in _AT])
    best = int(chances.argmax())
    role, own = _ROLES[best], chances[_ROLES.index(piece.role)]
    if role == "boilerplate":
        other = piece.role in ("body", "headline") and chances[best] > least
    else:
        other = role == "byline" and chances[best] > _OTHER and own < _OWN
    return role if other else piece.role


def _reason(found: Sequence[Piece], i: int) -> str:
    """Why what stands right above or below a line is furniture."""
    near = (*found[max(0, i - 1) : i], *found[i + 1 : i + 2])
    return next((p.name for p in near if p.role == "boilerplate" and p.name), "navigation")
