"""A page to typed segments: what each stretch of it is, and in whose article, post or comment.

The page's own markup decides where there is some; elsewhere the words and the layout do: `layout`
divides the page into pieces, `turns` says whose they are, `pastes` whose words they repeat.
Furniture is kept and labelled, never deleted.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from stancemark.records import Document, Mark, Role, Segment, Span, UnitKind, fingerprint
from stancemark.tasks import phrases
from stancemark.tasks.layout import Piece, marks_around, pieces
from stancemark.tasks.pastes import attribute
from stancemark.tasks.turns import Unit, articles, units

_MARKED: dict[str, tuple[Role, str]] = {
    "nav": ("boilerplate", "navigation"),
    "navigation": ("boilerplate", "navigation"),
    "share": ("boilerplate", "share prompt"),
    "donation": ("boilerplate", "donation"),
    "advertisement": ("boilerplate", "advertisement"),
    "teaser": ("boilerplate", "teaser"),
    "aside": ("boilerplate", "widget"),
    "footer": ("boilerplate", "widget"),
    "form": ("boilerplate", "widget"),
    "widget": ("boilerplate", "widget"),
    "reply link": ("boilerplate", "widget"),
    "user card": ("boilerplate", "user card"),
    "author": ("byline", ""),
    "byline": ("byline", ""),
    "figcaption": ("caption", ""),
    "caption": ("caption", ""),
    "correction": ("correction", ""),
    "blockquote": ("quote_block", ""),
    **{f"h{level}": ("headline", "") for level in range(1, 7)},
}  # fmt: skip
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_TAGGED: dict[str, tuple[Role, str]] = {
    "card": ("boilerplate", "user card"),
    "cardhead": ("boilerplate", "user card"),
    "image": ("boilerplate", "image file name"),
    "clicks": ("boilerplate", "widget"),
    "correction": ("correction", ""),
    **dict.fromkeys(
        ("handle", "date", "dated", "by", "number", "listed", "says", "credit", "link"),
        ("byline", ""),
    ),
}
_UNIT_KINDS: dict[str, UnitKind] = {"comment": "comment", "post": "post"}
_HEADER = frozenset({"card", "cardhead", "date", "number", "furniture", "handle"})
_MAX_HEADLINE_WORDS = 22
_MAX_SUBHEAD_WORDS = 10
_MAX_CAPTION_WORDS = 40
_NEAR = 15
"""How many pieces away a pull quote may stand from what it repeats."""


def segment(document: Document) -> list[Segment]:
    """The segments of a document, in order, none overlapping another."""
    found = pieces(document)
    marked = _marked_units(document)
    owners = _marked_owners(document, found, marked) if marked else units(found, document.author)
    found, owners = _rejoined(document, found, owners)
    _give_roles(document, found, owners)
    for unit, group in _by_unit(found, owners):
        attribute(_without_header(group), kind=unit.kind, own=document.outlet)
    parents = _parents(found, owners)
    rows = zip(found, owners, strict=True)
    return [_segment(document, piece, unit, parents.get(unit)) for piece, unit in rows]


def _marked_units(document: Document) -> dict[Mark, Unit]:
    """The comments and posts that the markup sets apart: each the smallest mark round an author."""
    found: dict[Mark, Unit] = {}
    authors = [mark.span for mark in document.outline if mark.tag == "author"]
    for author, around in zip(authors, marks_around(authors, document.outline), strict=True):
        if mark := _innermost(mark for mark in around if mark.tag in _UNIT_KINDS):
            name = author.of(document.text).strip()
            found.setdefault(mark, Unit(_UNIT_KINDS[mark.tag], name, len(found) + 1))
    return found


def _marked_owners(
    document: Document, found: Sequence[Piece], marked: dict[Mark, Unit]
) -> list[Unit]:
    """The unit of each piece of a page whose markup sets comments or posts apart."""
    owners: list[Unit] = []
    for piece, article in zip(found, articles(found, document.author), strict=True):
        mark = _innermost(mark for mark in piece.marks if mark in marked)
        owners.append(marked[mark] if mark else article)
    return owners


def _rejoined(
    document: Document, found: Sequence[Piece], owners: Sequence[Unit]
) -> tuple[list[Piece], list[Unit]]:
    """The pieces with each number of a list put back before its words, unless it heads a comment."""
    kept: list[Piece] = []
    units_kept: list[Unit] = []
    for piece, unit in zip(found, owners, strict=True):
        above = kept[-1] if kept else None
        if above is not None and above.tag == "listed" and units_kept[-1].first is not above:
            above.span = Span(above.span.start, piece.span.end)
            above.text, above.tag, above.name = above.span.of(document.text), piece.tag, piece.name
        else:
            kept.append(piece)
            units_kept.append(unit)
    return kept, units_kept


def _innermost(marks: Iterable[Mark]) -> Mark | None:
    return min(marks, key=lambda mark: mark.span.end - mark.span.start, default=None)


def _by_unit(found: Sequence[Piece], owners: Sequence[Unit]) -> list[tuple[Unit, list[Piece]]]:
    rows = zip(found, owners, strict=True)
    groups = groupby(rows, key=lambda row: row[1])
    return [(unit, [piece for piece, _ in group]) for unit, group in groups]


def _without_header(group: list[Piece]) -> list[Piece]:
    """The pieces of a unit below its handle, card and date."""
    top = next((i for i, p in enumerate(group) if p.tag in ("handle", "card")), -1) + 1
    while top < len(group) and group[top].tag in _HEADER:
        top += 1
    return [p for p in group[top:] if p.role != "boilerplate" or p.tag == "image"]


def _give_roles(document: Document, found: Sequence[Piece], owners: Sequence[Unit]) -> None:
    headed: set[Unit] = set()
    written: set[Unit] = set()
    for i, (piece, unit) in enumerate(zip(found, owners, strict=True)):
        role, piece.name = _role(
            document, found, i, unit, headed=unit in headed, written=unit in written
        )
        piece.role = role
        if role == "quote_block":
            piece.depth = 1
        if role == "headline":
            headed.add(unit)
        if role == "body":
            written.add(unit)


def _role(
    document: Document, found: Sequence[Piece], i: int, unit: Unit, *, headed: bool, written: bool
) -> tuple[Role, str]:
    piece = found[i]
    marked = next((mark.tag for mark in piece.marks if mark.tag in _MARKED), "")
    told = _MARKED.get(marked) or _TAGGED.get(piece.tag)
    kicker = unit.kind == "article" and not headed and _is_kicker(piece)
    loose = not marked or marked in _HEADINGS
    if loose and (_is_masthead(document, found, i) or piece.tag == "furniture"):
        return "boilerplate", piece.name if piece.tag == "furniture" else "navigation"
    if told:
        return told[0], told[1] or piece.name
    if kicker or _is_window_title(found, i):
        return "boilerplate", "navigation"
    return _role_of_text(found, i, unit, headed=headed, written=written), piece.name


def _role_of_text(
    found: Sequence[Piece], i: int, unit: Unit, *, headed: bool, written: bool
) -> Role:
    piece = found[i]
    text = piece.text
    if (written or unit.kind != "article") and _is_pull_quote(found, i):
        return "quote_block"
    if _is_caption(found, i):
        return "caption"
    if text.startswith(("# ", "## ", "### ", "Re: ", "RE: ")) and "\n" not in text:
        return "headline"
    if unit.kind != "article":
        first = not written and not headed and i < 6 and piece.tag == "heading"
        return "headline" if first and _above_handle(found, i) else "body"
    if text[0] in '“"' and text[-1] in '”"' and text.count(text[0]) == 1 + (text[0] == '"'):
        return "quote_block"
    return "headline" if _heads_article(found, i, headed=headed, written=written) else "body"


def _heads_article(found: Sequence[Piece], i: int, *, headed: bool, written: bool) -> bool:
    """Whether a piece is the title of an article or, more briefly, of a part of it."""
    piece, below = found[i], found[i + 1 : i + 2]
    last = piece.text[-1]
    if "\n" in piece.text or piece.words > _MAX_HEADLINE_WORDS:
        return False
    if last in '?!”’"' and bool(below) and below[0].tag in ("by", "date", "dated"):
        return True
    if piece.tag == "heading" and (not headed or piece.words <= _MAX_SUBHEAD_WORDS):
        return True
    return last in "?!" and not (written or headed) and piece.words <= _MAX_SUBHEAD_WORDS + 6


def _above_handle(found: Sequence[Piece], i: int) -> bool:
    return any(p.tag in ("handle", "card") for p in found[i + 1 : i + 8])


def _is_window_title(found: Sequence[Piece], i: int) -> bool:
    """The title of the browser's window: what the page's headline says, and the site's name."""
    text = found[i].text
    return i == 0 and any(
        len(p.text) > 5 and p.text != text and text.startswith(p.text) for p in found[1:6]
    )


def _is_masthead(document: Document, found: Sequence[Piece], i: int) -> bool:
    """The outlet's name by itself, or a motto in the same block below it."""
    name = document.outlet.casefold()
    above = found[i - 1] if i else None
    below_name = (
        above is not None and above.block == found[i].block and above.text.casefold() == name
    )
    return found[i].text.casefold() == name or (below_name and found[i].words <= 8)


def _is_kicker(piece: Piece) -> bool:
    return piece.words <= 3 and piece.text.isupper() and piece.text[-1] not in ".!?"


def _is_pull_quote(found: Sequence[Piece], i: int) -> bool:
    """Whether a short line by itself repeats words that stand in quotation marks nearby."""
    piece = found[i]
    if not 5 <= piece.words <= 40 or piece.text[-1] in ".:" or "\n" in piece.text:
        return False
    said = piece.text.strip("“”\"'‘’ ")
    near = [*found[max(0, i - _NEAR) : i], *found[i + 1 : i + 1 + _NEAR]]
    return any(
        said in p.text
        and p.words > piece.words + 2
        and p.tag == "text"
        and re.search(r"[“”\"]", p.text)
        for p in near
    )


def _is_caption(found: Sequence[Piece], i: int) -> bool:
    piece = found[i]
    if piece.words > _MAX_CAPTION_WORDS or "\n" in piece.text:
        return False
    credited = bool(phrases.CAPTION.search(piece.text))
    below_image = i > 0 and found[i - 1].tag == "image"
    if below_image:
        return (
            credited or piece.text[-1] not in '.!?:…”"' or piece.text.lower().startswith("screen")
        )
    return credited and (piece.words <= 12 or piece.text.endswith((")", ").")))


def _parents(found: Sequence[Piece], owners: Sequence[Unit]) -> dict[Unit, Unit]:
    """The unit that each unit answers: by indentation, or by whom it quotes first."""
    parents = {unit: unit.parent for unit in owners if unit.parent}
    latest: dict[str, Unit] = {}
    for piece, unit in zip(found, owners, strict=True):
        quoted = latest.get(piece.name.casefold()) if piece.tag == "says" else None
        if quoted and quoted is not unit and unit.kind == "post":
            parents.setdefault(unit, quoted)
        if unit.author:
            latest[unit.author.casefold()] = unit
    return parents


def _segment(document: Document, piece: Piece, unit: Unit, parent: Unit | None) -> Segment:
    furniture = piece.role == "boilerplate"
    outlet = piece.outlet or (
        "" if piece.depth and piece.role != "quote_block" else document.outlet
    )
    return Segment(
        id=fingerprint(document.id, piece.span.start, piece.span.end),
        document=document.id,
        span=piece.span,
        role=piece.role,
        unit="" if furniture else _unit_id(document, unit),
        kind=None if furniture else unit.kind,
        author="" if furniture else unit.author,
        outlet="" if furniture else outlet,
        depth=0 if furniture else piece.depth,
        parent="" if furniture or parent is None else _unit_id(document, parent),
        reason=(piece.name or "navigation") if furniture else "",
    )


def _unit_id(document: Document, unit: Unit) -> str:
    return fingerprint(document.id, unit.kind, unit.number)
