"""How far the words go that a post or comment quotes from an earlier one."""

from collections.abc import Sequence

from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.turns import Unit

_KEY = 40
"""How many characters of a paragraph tell it from others."""
_REACH = 15
"""How many pieces below `NAME said:` its end may stand."""


def extend_quotes(found: Sequence[Piece], owners: Sequence[Unit]) -> None:
    """Tag every paragraph below `NAME said:` that is quoted.

    Those above a `Click to expand` are, and those that an earlier post of that name has.
    """
    said: set[tuple[str, str]] = set()
    for i, (piece, unit) in enumerate(zip(found, owners, strict=True)):
        if piece.tag == "says" and piece is not unit.first:
            for row in _quoted(found, owners, i, said):
                row.tag = "quoted"
        elif piece.tag == "text" and unit.author:
            said.add((unit.author.casefold(), piece.text[:_KEY]))


def _quoted(
    found: Sequence[Piece], owners: Sequence[Unit], head: int, said: set[tuple[str, str]]
) -> list[Piece]:
    """The paragraphs below a line that quotes somebody, as far as their end is known."""
    name = found[head].name.casefold()
    below: list[Piece] = []
    known = 0
    for i in range(head + 1, min(head + 1 + _REACH, len(found))):
        row = found[i]
        if row.tag == "clicks" and below:
            return below
        if owners[i] is not owners[head] or row.tag not in ("text", "heading"):
            break
        below.append(row)
        if known == len(below) - 1 and (name, row.text[:_KEY]) in said:
            known = len(below)
    return below[:known]
