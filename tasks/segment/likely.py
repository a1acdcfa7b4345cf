"""Furniture that no phrase and no place tells, where the network is sure of it."""

from collections.abc import Sequence

from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.network import ROLES, Told
from stancemark.tasks.segment.turns import Unit

_SURE, _SURER = 0.7, 0.9
"""From which probability on a line is furniture, and one that may be a title or what somebody says."""
_LONGEST, _BELOW = 25, 12
"""How many words a line has at most that may be furniture, and more than how many below a line may be what it is the title of."""
_FURNITURE = ROLES.index("boilerplate")


def set_aside(told: Told, found: Sequence[Piece], owners: Sequence[Unit]) -> None:
    """Make furniture of lines that are so surely, with the reason of what is beside them.

    What a turn repeats stays, what announces that, running text, and what a turn begins with,
    but for the first article.
    """
    headed: set[Unit] = set()
    for i, (piece, unit) in enumerate(zip(found, owners, strict=True)):
        first = unit not in headed and (piece.role == "headline" or unit is not owners[i - 1])
        said = unit.kind != "article"
        if _may_be(piece) and not (first and (said or unit is not owners[0])):
            below = found[i + 1].words if i + 1 < len(found) else 0
            titles = piece.role == "headline" and below > _BELOW
            least = _SURER if said or first or titles else _SURE
            if told.mean(told.roles[:, _FURNITURE], piece.span) > least:
                piece.role, piece.name = "boilerplate", _reason(found, i)
        if piece.role == "headline":
            headed.add(unit)


def _may_be(piece: Piece) -> bool:
    """Whether a piece may be furniture for all that is known of it."""
    of = piece.role in ("body", "headline") and piece.depth == 0
    return of and piece.words <= _LONGEST and piece.text[-1] != ":"


def _reason(found: Sequence[Piece], i: int) -> str:
    """Why what stands right above or below a line is furniture."""
    near = (*found[max(0, i - 1) : i], *found[i + 1 : i + 2])
    return next((p.name for p in near if p.role == "boilerplate" and p.name), "navigation")
