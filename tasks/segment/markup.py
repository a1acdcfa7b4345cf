"""Whose turns the markup of a page sets apart, and where it divides a block."""

from collections.abc import Iterable, Sequence

from stancemark.records import Document, Mark, UnitKind
from stancemark.tasks.segment import intros, sources
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.turns import Unit, articles

_HEADERS = frozenset({"byline", "h1", "h2", "h3"})
_UNIT_KINDS: dict[str, UnitKind] = {"article": "article", "comment": "comment", "post": "post"}


def marked_units(document: Document) -> dict[Mark, Unit]:
    """The articles, posts and comments that the markup sets apart, each with its author."""
    found: dict[Mark, Unit] = {}
    numbered: dict[int, Unit] = {}
    for mark in document.outline:
        if mark.tag in _UNIT_KINDS:
            kind = _UNIT_KINDS[mark.tag]
            author = mark.name or (document.author if kind == "article" else "")
            again = numbered.get(mark.number) if mark.number else None
            found[mark] = again or Unit(kind, author, len(found) + 1)
            numbered.setdefault(mark.number, found[mark])
    _answer_by_quoting(document, found)
    for mark, unit in found.items():
        answered = numbered.get(mark.answers) if mark.answers else None
        if answered is not None and answered is not unit:
            unit.parent = answered
    return found


def _answer_by_quoting(document: Document, found: dict[Mark, Unit]) -> None:
    """A post answers the last post of whom it quotes first."""
    current: tuple[Mark, Unit] | None = None
    latest: dict[str, Unit] = {}
    for mark in document.outline:
        if mark in found:
            if current is not None:
                latest[current[1].author.casefold()] = current[1]
            current = (mark, found[mark])
        quotes = current is not None and mark.tag == "blockquote" and mark.name
        if current is not None and quotes and current[1].kind == "post":
            quoted = latest.get(mark.name.casefold())
            current[1].parent = current[1].parent or quoted


def marked_owners(
    document: Document, found: Sequence[Piece], marked: dict[Mark, Unit]
) -> list[Unit]:
    """The unit of each piece of a page whose markup sets units apart."""
    owners: list[Unit] = []
    for piece, article in zip(found, articles(found, document.author), strict=True):
        mark = _innermost(mark for mark in piece.marks if mark in marked)
        owners.append(marked[mark] if mark else article)
    for piece, unit in zip(found, owners, strict=True):
        if unit.kind == "article" and not unit.author and piece.tag in ("by", "dated"):
            unit.author = piece.name
    return owners


def heads_unit(piece: Piece, unit: Unit) -> bool:
    """Whether markup says that a piece names its unit or what the unit is about."""
    tags = _HEADERS if unit.kind != "article" else {"byline"}
    return any(mark.tag in tags for mark in piece.marks)


def name_quotations(text: str, found: Sequence[Piece], owners: Sequence[Unit]) -> None:
    """Say whose words a marked quotation is.

    They are whose its markup names; else those of the unit that is answered, if they stand there;
    else of whom the line above announces.
    """
    above: Piece | None = None
    stretch: dict[Unit, tuple[int, int]] = {}
    for piece, unit in zip(found, owners, strict=True):
        start, _ = stretch.get(unit, (piece.span.start, 0))
        stretch[unit] = (start, piece.span.end)
        mark = next((mark for mark in piece.marks if mark.tag == "blockquote"), None)
        if mark is not None and piece.role == "quote_block":
            answered = unit.parent
            if mark.name:
                piece.outlet = mark.name
            elif answered in stretch and _stands_in(piece, text, stretch[answered]):
                piece.outlet = answered.author
            elif above is not None:
                piece.outlet = _announced(above)
        elif piece.role != "boilerplate":
            above = piece


def _announced(piece: Piece) -> str:
    if not piece.text.endswith(":"):
        return ""
    name = sources.heads(piece.text) or intros.introduces(piece)
    if not name and piece.role == "byline":
        name = piece.name
    name = name.removeprefix("the ")
    return "" if name in ("The", "A", "An") else name


_MAX_SEARCHED = 20_000


def _stands_in(piece: Piece, text: str, stretch: tuple[int, int]) -> bool:
    start, end = stretch
    return text.find(piece.text, start, min(end, start + _MAX_SEARCHED)) >= 0


def _innermost(marks: Iterable[Mark]) -> Mark | None:
    return min(marks, key=lambda mark: mark.span.end - mark.span.start, default=None)
