"""What each piece of a page is: its role, and for furniture the reason."""

import re
from collections.abc import Sequence

from stancemark.records import Document, Role
from stancemark.tasks.segment import phrases, pictures, sources
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.margins import margins
from stancemark.tasks.segment.places import is_forum
from stancemark.tasks.segment.sources import mostly_capital
from stancemark.tasks.segment.turns import Unit

FURNITURE = (
    "navigation", "share prompt", "donation", "advertisement", "widget", "user card", "view counter",
    "image file name", "disclaimer", "teaser", "edit mark",
)  # fmt: skip
_MARKED: dict[str, tuple[Role, str]] = {
    **{reason: ("boilerplate", reason) for reason in FURNITURE},
    "byline": ("byline", ""),
    "caption": ("caption", ""),
    "correction": ("correction", ""),
    "blockquote": ("quote_block", ""),
    **{f"h{level}": ("headline", "") for level in range(1, 7)},
}
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_TAGGED: dict[str, tuple[Role, str]] = {
    "card": ("boilerplate", "user card"),
    "cardhead": ("boilerplate", "user card"),
    "image": ("boilerplate", "image file name"),
    "clicks": ("boilerplate", "widget"),
    "correction": ("correction", ""),
    "title": ("headline", ""),
    "caption": ("caption", ""),
    "quoted": ("quote_block", ""),
    "speech": ("quote_block", ""),
    "speaker": ("byline", ""),
    **dict.fromkeys(
        (
            "handle",
            "date",
            "dated",
            "by",
            "number",
            "listed",
            "says",
            "quoteend",
            "lead",
            "credit",
            "rights",
            "link",
        ),
        ("byline", ""),
    ),
}
_LONG_TITLE = 25
_MAX_HEADLINE_WORDS = 22
_MAX_SUBHEAD_WORDS = 10
_MAX_CAPTION_WORDS = 40
_POSED = re.compile(r", (?:at )?(?:(?:second|third) from )?(?:left|right|center|centre),")
_IN_PICTURE = re.compile(
    r"\bin this (?:\w+ )?(?:file |handout |undated |archive )?(?:photo|photograph|picture|image|screengrab|frame grab)\b"
)
_TAKEN = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, [A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}"
)
_POSED_WORDS = 80
"""What captions of agencies say: who stands where, and when, in up to so many words."""
_PICTURES = (
    *("photo", "image", "picture", "still from", "screenshot", "screengrab", "illustration"),
    *("graphic", "credit", "source", "supplied", "file"),
)
"""What is in every caption that says so."""
_BELOW_TITLES = frozenset({"text", "credit", "lead", "link"})
_TOP = 4
"""How many pieces above it a title may stand once more."""
_NEAR = 15
"""How many pieces away a pull quote may stand from what it repeats."""


def give_roles(document: Document, found: Sequence[Piece], owners: Sequence[Unit]) -> None:
    """Set the role of every piece, and for furniture its reason as the name."""
    headed: set[Unit] = set()
    written: set[Unit] = set()
    spare = {} if document.outline else margins(found, owners)
    for i, (piece, unit) in enumerate(zip(found, owners, strict=True)):
        if i in spare:
            piece.tag, piece.name = "furniture", spare[i]
        elif piece.name == "disclaimer" and (owner := _owner(found, owners, i)):
            piece.tag, piece.name = "rights", owner
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


def _owner(found: Sequence[Piece], owners: Sequence[Unit], i: int) -> str:
    """The outlet that has the rights to what stands above a line on copyright, or nothing.

    Below what a member has pasted it may be any; below an article, whose site is named there, an agency.
    """
    unit, text = owners[i], found[i].text
    if unit.kind == "article":
        return sources.of_wire(text)
    inside = unit is not owners[-1] and owners[i - 1] is unit
    return sources.copyrighted(text) if inside else ""


def _role(
    document: Document, found: Sequence[Piece], i: int, unit: Unit, *, headed: bool, written: bool
) -> tuple[Role, str]:
    piece = found[i]
    marks = [mark.tag for mark in piece.marks]
    marked = next((tag for tag in marks if tag in _MARKED), "") if marks else ""
    told = _MARKED.get(marked) or _TAGGED.get(piece.tag)
    if told is None and "body" in marks:
        told = ("body", "")
    kicker = unit.kind == "article" and not headed and _is_kicker(piece)
    loose = not marked or marked in _HEADINGS - {"h1"}
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
    title = not (headed or written) and piece.words <= _MAX_HEADLINE_WORDS and _is_over(found, i)
    heads = _heads_article(found, i, headed=headed, written=written)
    over_byline = (
        heads
        and not (headed or written)
        and found[i + 1 : i + 2] != []
        and found[i + 1].tag in ("by", "dated")
    )
    if (
        not (title or over_byline)
        and text[0] in '“"'
        and text[-1] in '”"'
        and text.count(text[0]) == 1 + (text[0] == '"')
    ):
        return "quote_block"
    heads = heads or (title and text.endswith(("”", '"', "…", "...")))
    return "headline" if heads else "body"


def _is_over(found: Sequence[Piece], i: int) -> bool:
    """Whether a line stands below a date and over a paragraph."""
    below = found[i + 1 : i + 2]
    return i > 0 and found[i - 1].tag == "date" and bool(below) and below[0].tag in _BELOW_TITLES


def _heads_article(found: Sequence[Piece], i: int, *, headed: bool, written: bool) -> bool:
    """Whether a piece is the title of an article or, more briefly, of a part of it."""
    piece, below = found[i], found[i + 1 : i + 2]
    last = piece.text[-1]
    if "\n" in piece.text or piece.words > _MAX_HEADLINE_WORDS:
        return False
    if last in "?!”’\"'" and bool(below) and below[0].tag in ("by", "date", "dated"):
        return True
    if piece.tag == "heading" and any(
        p.role == "headline" and p.text == piece.text for p in found[max(0, i - _TOP) : i]
    ):
        return True
    below_title = i > 0 and found[i - 1].role == "headline" and mostly_capital(piece.text)
    if piece.tag == "heading" and (not headed or below_title or piece.words <= _MAX_SUBHEAD_WORDS):
        return True
    return last in "?!" and not (written or headed) and piece.words <= _MAX_SUBHEAD_WORDS + 6


def _above_handle(found: Sequence[Piece], i: int) -> bool:
    return any(p.tag in ("handle", "card") for p in found[i + 1 : i + 8])


def _is_window_title(found: Sequence[Piece], i: int) -> bool:
    """The title of the browser's window: what an article's headline says again, or with the site's name."""
    if i:
        return False
    text, again = found[0].text, found[0].tag == "heading" and not is_forum(found)
    return any(
        len(p.text) > 5
        and (again or p.text != text)
        and (text.startswith(p.text) or (len(p.text) > _LONG_TITLE and text.endswith(p.text)))
        for p in found[1:6]
    )


def _is_masthead(document: Document, found: Sequence[Piece], i: int) -> bool:
    """The outlet's name by itself, or a motto in the same block below it."""
    name = document.outlet.casefold()
    if _is_named(found[i], name):
        return True
    above = found[i - 1] if i else None
    below_name = above is not None and above.block == found[i].block and _is_named(above, name)
    return below_name and found[i].words <= 8


def _is_named(piece: Piece, name: str) -> bool:
    """Whether a piece is a name in lower case; folding the case makes no text shorter."""
    return len(piece.text) <= len(name) and piece.text.casefold() == name


def _is_kicker(piece: Piece) -> bool:
    return piece.text[-1] not in ".!?" and piece.words <= 3 and piece.text.isupper()


def _is_pull_quote(found: Sequence[Piece], i: int) -> bool:
    """Whether a short line by itself repeats words that stand in quotation marks nearby."""
    piece = found[i]
    if piece.text[-1] in ".:" or "\n" in piece.text or not 5 <= piece.words <= 40:
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


def _is_credited(text: str) -> bool:
    """Whether a line speaks of a picture; a word of one tells before the pattern is tried."""
    return phrases.holds(text.lower(), _PICTURES) and bool(pictures.CAPTION.search(text))


def _is_caption(found: Sequence[Piece], i: int) -> bool:
    piece = found[i]
    posed = _POSED.search(piece.text) and _TAKEN.search(piece.text)
    if piece.words <= _POSED_WORDS and (posed or _IN_PICTURE.search(piece.text)):
        return True
    if piece.words > _MAX_CAPTION_WORDS or "\n" in piece.text:
        return False
    credited = _is_credited(piece.text)
    below_image = i > 0 and found[i - 1].tag == "image"
    if below_image:
        return (
            credited or piece.text[-1] not in '.!?:…”"' or piece.text.lower().startswith("screen")
        )
    return credited and (piece.words <= 12 or bool(pictures.CREDITED.search(piece.text)))
