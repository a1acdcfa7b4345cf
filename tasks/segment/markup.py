"""Whose turns the markup of a page sets apart, and where it divides a block."""

from collections.abc import Iterable, Sequence

from stancemark.records import Document, Mark, UnitKind
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.turns import Unit, articles

_UNIT_KINDS: dict[str, UnitKind] = {"article": "article", "comment": "comment", "post": "post"}


def marked_units(document: Document) -> dict[Mark, Unit]:
    """The articles, posts and comments that the markup sets apart, each with its author."""
    found: dict[Mark, Unit] = {}
    numbered: dict[int, Unit] = {}
    for mark in document.outline:
        if mark.tag in _UNIT_KINDS:
            kind = _UNIT_KINDS[mark.tag]
            author = mark.name or (document.author if kind == "article" else "")
            found[mark] = Unit(kind, author, len(found) + 1)
            numbered.setdefault(mark.number, found[mark])
    for mark, unit in found.items():
        answered = numbered.get(mark.answers) if mark.answers else None
        unit.parent = answered if answered is not unit else None
    return found


def marked_owners(
    document: Document, found: Sequence[Piece], marked: dict[Mark, Unit]
) -> list[Unit]:
    """The unit of each piece of a page whose markup sets units apart."""
    owners: list[Unit] = []
    for piece, article in zip(found, articles(found, document.author), strict=True):
        mark = _innermost(mark for mark in piece.marks if mark in marked)
        owners.append(marked[mark] if mark else article)
    return owners


def _innermost(marks: Iterable[Mark]) -> Mark | None:
    return min(marks, key=lambda mark: mark.span.end - mark.span.start, default=None)
