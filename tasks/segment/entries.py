"""Where entries begin that have no titles: those of diaries, podcasts, briefs."""

import re
from collections.abc import Sequence
from itertools import pairwise

from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.outlets import is_outlet
from stancemark.tasks.segment.titles import ITEM_WORDS, heads, may_title
from stancemark.tasks.segment.voice import is_quotation

_PLACE = re.compile(
    r"[(*]?[A-Z]{3}[A-Z.’' -]{0,30}(?:, [A-Z][\w. ]{2,25})?(?:\s*\([^)]{2,24}\))?\)?\s?(?::|\s[-–—]+)\s"
)
_FOOT = re.compile(
    r"\d+ comments?\b.{0,60}\b(?:permalink|there.s more|comments|link)\b|permalink.{0,40}\bcomments?\b",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?:\d{1,2} )?[A-Z][a-z]{2,8}(?: \d{1,2},)? \d{4}"
)
"""A day as blogs head their entries with it."""
_PAGED = re.compile(
    r"posts? navigation|(?:older|newer) (?:posts|entries|articles)|(?:previous|prev)\b.{0,60}\bnext|page \d+ of \d+|\b1\s+2\s+3\b",
    re.IGNORECASE | re.DOTALL,
)
"""What leads on to more pages of a list."""
_TITLED = frozenset({"heading", "dated", "by"})
_NAMED = frozenset({"by", "dated", "date"})
_LEAST, _LONG = 3, 6
"""How many entries make a list, and how many paragraphs they have at most where nothing but their titles tells."""
_FEET, _TITLE_WORDS = 4, 16


def day_items(pieces: Sequence[Piece]) -> list[int]:
    """Entries each below its day: `January 13, 2019 / text`, or `… / By Ann Lee / text`; with titles, where the day is spelled in full."""
    days = [i for i, piece in enumerate(pieces) if piece.tag == "date"]
    found = [
        i
        for i in days
        for p in [p for p in pieces[i + 1 : i + 3] if p.tag != "by"][:1]
        if p.tag == "text"
    ]
    plain = not any(p.tag == "heading" for p in pieces[found[0] :]) if found else False
    spelled = all(_SPELLED.fullmatch(pieces[i].text) for i in days) and all(
        _is_apart(pieces, i) for i in days[1:]
    )
    varied = 4 * len({pieces[i].text for i in days}) > 3 * len(days)
    told = (spelled and varied) or (plain and found == days)
    return days if len(days) >= _LEAST and told else []


def reported_items(pieces: Sequence[Piece]) -> list[int]:
    """Texts without a title below who reports for whom, or when: `Ann Lee, Bo Ek / Quay Post / text`."""
    found = [
        i
        for i in range(1, len(pieces) - 2)
        if pieces[i].tag == "by" and pieces[i + 2].tag == "text"
        if pieces[i + 1].tag == "date" or is_outlet(pieces[i + 1].text)
    ]
    untitled = sum(not may_title(pieces[i - 1]) for i in found)
    return found if len(found) >= _LEAST and untitled + 1 >= len(found) else []


def placed_items(pieces: Sequence[Piece]) -> list[int]:
    """Briefs that begin with the name of a place: `SENNA - The council voted`."""
    texts = [i for i, p in enumerate(pieces) if p.tag == "text" and p.words > ITEM_WORDS]
    placed = [i for i in texts if _PLACE.match(pieces[i].text)]
    if len(placed) < _LEAST or 3 * len(placed) < 2 * len(texts):
        return []
    titled = [i for i in placed if i and may_title(pieces[i - 1])]
    if len(titled) == len(placed):
        return [i - 1 for i in placed]
    places = {match[0] for i in placed if (match := _PLACE.match(pieces[i].text))}
    spoken = any(place.rstrip()[-1] == ":" for place in places)
    return [] if spoken or len(places) < len(placed) else placed


def bulleted_items(pieces: Sequence[Piece]) -> list[int]:
    """Entries behind bullets that their dates close: `• text / Published 3 May 2015`."""
    found = [i for i, p in enumerate(pieces) if p.tag == "text" and p.text[0] in "•*●▪"]
    bounds = pairwise([*found, len(pieces)])
    closed = sum(any(p.tag == "date" for p in pieces[a + 1 : b]) for a, b in bounds)
    return found if len(found) >= _LEAST and closed == len(found) else []


def underfooted_items(pieces: Sequence[Piece]) -> list[int]:
    """Entries without titles, each over the same row of links: `text / (22 comments) Permalink :: Comments`."""
    feet = [i for i, p in enumerate(pieces) if p.tag == "furniture" and _FOOT.search(p.text)]
    signed = (i for i, p in enumerate(pieces) if p.tag in _TITLED and heads(pieces, i))
    if len(feet) < _LEAST or next(signed, None) is not None:
        return []
    said = [
        [i for i in range(a + 1, b) if pieces[i].tag == "text"] for a, b in pairwise([-1, *feet])
    ]
    return [texts[0] for texts in said] if all(said) else []


def paged_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles of a page that goes on to more such pages: `Title / text / Title / text / Older posts`."""
    feet = [p for p in pieces[-_FEET:] if p.tag in ("furniture", "heading")]
    if not any(_PAGED.search(p.text) for p in feet) or any(map(_is_named, pieces)):
        return []
    found = [
        i
        for i in range(len(pieces) - 1)
        if (heads(pieces, i) and pieces[i + 1].tag != "dated") or _is_over(pieces[i : i + 2])
        if not is_quotation(pieces[i].text)
    ]
    texts = sum(p.tag == "text" for p in pieces) - sum(pieces[i].tag == "text" for i in found)
    apart = all(pieces[i].block != pieces[i - 1].block for i in found if i)
    return found if len(found) >= _LEAST and apart and texts <= _LONG * len(found) else []


def _is_apart(pieces: Sequence[Piece], i: int) -> bool:
    """Whether a line begins a block, below no title."""
    return not i or (pieces[i].block != pieces[i - 1].block and pieces[i - 1].tag != "heading")


def _is_named(piece: Piece) -> bool:
    """Whether a line names who wrote something, or when; that of a paper heads a paste."""
    return piece.tag in _NAMED and not is_outlet(piece.name)


def _is_over(pair: Sequence[Piece]) -> bool:
    """Whether a line that does not end as a sentence does is over a much longer paragraph."""
    title, below = pair
    brief = title.words <= _TITLE_WORDS and "\n" not in title.text and title.text[-1] not in ".:,;"
    return title.tag == below.tag == "text" and brief and below.words > _TITLE_WORDS + title.words


FINDERS = (
    bulleted_items,
    placed_items,
    reported_items,
    day_items,
    underfooted_items,
    paged_items,
)
"""The forms of lists of such entries."""
