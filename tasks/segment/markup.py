"""Whose turns the markup of a page sets apart."""

from collections.abc import Iterable, Sequence

from stancemark.records import Document, Mark, UnitKind
from stancemark.tasks.segment.layout import Piece, marks_around
from stancemark.tasks.segment.turns import Unit, articles

_UNIT_KINDS: dict[str, UnitKind] = {"comment": "comment", "post": "post"}


def marked_units(document: Document) -> dict[Mark, Unit]:
    """The comments and posts that the markup sets apart: each the smallest mark round an author."""
    found: dict[Mark, Unit] = {}
    authors = [mark.span for mark in document.outline if mark.tag == "author"]
    for author, around in zip(authors, marks_around(authors, document.outline), strict=True):
        if mark := _innermost(mark for mark in around if mark.tag in _UNIT_KINDS):
            name = author.of(document.text).strip()
            found.setdefault(mark, Unit(_UNIT_KINDS[mark.tag], name, len(found) + 1))
    return found


def marked_owners(
    document: Document, found: Sequence[Piece], marked: dict[Mark, Unit]
) -> list[Unit]:
    """The unit of each piece of a page whose markup sets comments or posts apart."""
    owners: list[Unit] = []
    for piece, article in zip(found, articles(found, document.author), strict=True):
        mark = _innermost(mark for mark in piece.marks if mark in marked)
        owners.append(marked[mark] if mark else article)
    return owners


def _innermost(marks: Iterable[Mark]) -> Mark | None:
    return min(marks, key=lambda mark: mark.span.end - mark.span.start, default=None)
