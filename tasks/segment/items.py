"""Where the articles of a page begin that holds several: fronts, tag pages, archives, digests."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from stancemark.tasks.segment import phrases
from stancemark.tasks.segment.begun import begun_items, breaks_off, cut_items
from stancemark.tasks.segment.bylines import tag_authors, tag_reporters, tag_writers
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.outlets import is_outlet
from stancemark.tasks.segment.sources import dateline
from stancemark.tasks.segment.titles import (
    ITEM_WORDS,
    first_title,
    heads,
    is_announced,
    may_title,
    title_after,
)

_FOOT = re.compile(
    r"\W*(?:continue reading|read (?:more|full|the (?:rest|full))|more\b|full (?:story|article)|posted (?:in|under|by)|"
    r"filed (?:in|under)|tagged|tags:|topics:|\d+ comments?|comments?\b|no comments|leave a (?:comment|reply)|permalink|"
    r"share\b|link to the full|click here (?:for|to read)|view (?:full|post)|.{2,30}[’']s? blog\b)",
    re.IGNORECASE,
)
_ENDS_DATED = re.compile(
    rf"[.!?…”\"'] (?:Published|Posted|Updated)(?: on)?:? (?:{phrases.DATE.pattern})\W*$",
    re.IGNORECASE,
)
_POSTED = re.compile(r"\W*(?:posted|published|written|submitted) (?:by|on)\b", re.IGNORECASE)
_PLACE = re.compile(
    r"[(*]?[A-Z]{3}[A-Z.’' -]{0,30}(?:, [A-Z][\w. ]{2,25})?(?:\s*\([^)]{2,24}\))?\)?\s?(?::|\s[-–—]+)\s"
)
_LED = re.compile(r"[A-Z][A-Z .’'/-]{2,30}: [A-Z]")
_SIGNED = frozenset({"by", "dated"})
_LOOSE = frozenset({"text", "heading", "date", "link", "quoted"})
_ENDS = frozenset({"furniture", "image", "caption", "heading"})
"""What may close an article, or stand between two."""
_TITLE_LEAST, _TITLE_USUAL = 3, 5
_LEAD = 60
"""How many words of running text may stand above the first article of a list."""
_WIDE = 3
"""The line breaks above a title that a list sets apart by them alone."""

Finder = Callable[[Sequence[Piece]], list[int]]


def item_starts(pieces: Sequence[Piece]) -> list[int]:
    """The first piece of each article of a page that lists several; none if it is one article."""
    tag_authors(pieces)
    tag_reporters(pieces)
    tag_writers(pieces)
    best: list[int] = []
    for finder in FINDERS:
        found = [i for i in finder(pieces) if not is_announced(pieces, i)]
        if len(found) > max(1, len(best)) and _are_items(pieces, found):
            best = found
    return _above_decks(pieces, best)


def _above_decks(pieces: Sequence[Piece], starts: Sequence[int]) -> list[int]:
    """Where articles begin whose titles have a second one below: `Title / What it is about / text`.

    The line above the first article is its title only if others have two.
    """
    decked = [_has_deck(pieces, i, first=i == starts[0]) for i in starts]
    if 2 * sum(decked[1:]) < len(starts):
        decked[:1] = [False]
    return [i - deck for i, deck in zip(starts, decked, strict=True)]


def _has_deck(pieces: Sequence[Piece], i: int, *, first: bool) -> bool:
    """Whether a title stands right over another, below a button or a text that breaks off."""
    if not i or not pieces[i - 1].tag == pieces[i].tag == "heading":
        return False
    ended = first or pieces[i - 2].tag in _ENDS or breaks_off(pieces[i - 2].text[-40:])
    return ended and may_title(pieces[i - 1]) and pieces[i - 1].words >= _TITLE_LEAST


def tag_lead(pieces: Sequence[Piece]) -> None:
    """Tag the lines above a list of articles as what they are, the head of the page."""
    signed = any(p.tag in _SIGNED for p in pieces)
    if signed or sum(p.words for p in pieces if p.tag == "text") > _LEAD:
        return
    for piece in pieces:
        if piece.tag in _LOOSE:
            piece.tag, piece.name = "furniture", "navigation"


def dated_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles below a date and over a text: `3 May 2015 / Title / Ann Lee, Courier / text`.

    A title that stands over its date too begins its article there.
    """
    found = [i for i in range(len(pieces) - 2) if pieces[i].tag == "date" and heads(pieces, i + 1)]
    twice = {i for i in found if i and pieces[i - 1].text == pieces[i + 1].text}
    under = sum(pieces[i - 1].tag == "heading" for i in found if i and i not in twice)
    if 2 * under > len(found):
        return []
    return [i - (i in twice) for i in _below_dates(pieces, found)]


def _below_dates(pieces: Sequence[Piece], found: Sequence[int]) -> list[int]:
    """Where articles begin: at their dates, or, where a date closes the last of them, below those."""
    dates = [i for i, piece in enumerate(pieces) if piece.tag == "date"]
    if not found or found[0] != dates[0] or dates[-1] in found:
        return list(found)
    first = first_title(pieces, dates[0])
    if first is None and any(p.tag == "text" for p in pieces[dates[-1] :]):
        return list(found)
    if first is None:
        first, found = found[0], found[1:]
    return [first, *(i + 1 for i in found)]


def underdated_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles over a date and a text: `Title / Sunday, 3 May 2015 / text`, if there are several."""
    found = [
        i
        for i in range(len(pieces) - 2)
        if pieces[i + 1].tag == "date"
        and pieces[i].block != pieces[i - 1].block
        and heads(pieces, i)
    ]
    return found if len(found) >= _WIDE else []


def credited_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles below the credit of the item above, or its link: `Title / text / (Reuters) / Title`."""
    credited = [
        i
        for i in range(1, len(pieces))
        if pieces[i - 1].tag == "text" and (pieces[i].tag == "link" or _is_bracketed(pieces[i]))
    ]
    if len(credited) < _WIDE or (first := first_title(pieces, credited[0])) is None:
        return []
    below = [i for at in credited[:-1] if (i := title_after(pieces, at + 1)) is not None]
    if len(below) < len(credited) - 1:
        return []
    return [i - (i > 0 and pieces[i - 1].tag == "listed") for i in (first, *below)]


def _is_bracketed(piece: Piece) -> bool:
    return piece.tag == "credit" and piece.text[0] in "(["


def alike_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles of several words, each over one paragraph, and nothing else from the first on."""
    kept = [
        i
        for i, p in enumerate(pieces)
        if p.tag in ("heading", "text") and not (p.tag == "heading" and p.words < _TITLE_LEAST)
    ]
    found = [i for i in kept if may_title(pieces[i]) and not pieces[i].text[0].isdigit()]
    if len(found) <= _WIDE or any(p.tag in _SIGNED or p.tag == "listed" for p in pieces):
        return []
    body = kept[kept.index(found[0]) :]
    paired = len(body) == 2 * len(found) and body[::2] == found
    long = sum(pieces[i].words for i in found) >= _TITLE_USUAL * len(found)
    return found if paired and long and all(pieces[i].words > _TITLE_LEAST for i in body) else []


def led_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles that each begin with a place or a matter in capitals: `SENNA: Council votes`."""
    found = [i for i in range(len(pieces) - 1) if _LED.match(pieces[i].text) and heads(pieces, i)]
    texts = sum(p.tag == "text" for p in pieces[found[0] :]) if found else 0
    return found if len(found) >= _WIDE and texts <= 3 * len(found) else []


def footed_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles below the same row of links each: `Continue reading`, `Posted in … | 4 comments`."""
    shapes: Counter[str] = Counter()
    below: dict[str, list[int]] = {}
    for i, piece in enumerate(pieces):
        shape = _foot(piece)
        if not shape:
            continue
        shapes[shape] += 1
        title = title_after(pieces, i + 1)
        if title is not None:
            below.setdefault(shape, []).append(title)
    if not below:
        return []
    shape = max(below, key=lambda shape: (len(below[shape]), shape))
    first = first_title(pieces, below[shape][0])
    if first is None or len(below[shape]) + 1 < shapes[shape]:
        return []
    feet = [i for i, piece in enumerate(pieces) if _foot(piece) == shape]
    starts = [i for i in dict.fromkeys([first, *below[shape]]) if i < feet[-1]]
    signed = [i for i in starts if _is_signed(pieces, i)]
    if 2 * len(signed) > len(starts):
        return signed
    return starts if len(starts) >= _WIDE else []


def _is_signed(pieces: Sequence[Piece], title: int) -> bool:
    return any(p.tag in _SIGNED | {"date"} for p in pieces[title : title + 3])


def signed_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles below the signature of the article above: `Posted by Ann at 4:12 PM`, or a name alone.

    Or below a text that ends in it: `… on Monday. Published August 16, 2017`.
    """
    signs = [
        i
        for i, piece in enumerate(pieces)
        if (piece.tag == "text" and _ENDS_DATED.search(piece.text[-45:]))
        or (
            piece.tag in _SIGNED
            and i
            and pieces[i - 1].tag == "text"
            and (_POSTED.match(piece.text) or piece.name == piece.text)
        )
    ]
    if len(signs) < 2 or (first := first_title(pieces, signs[0] + 1)) is None:
        return []
    below = [i for sign in signs[:-1] if (i := title_after(pieces, sign + 1)) is not None]
    return [first, *below] if len(below) == len(signs) - 1 else []


def kicked_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles below the names of their sections, each behind the same sign: `News » / Title / text`."""
    kickers = [i for i, p in enumerate(pieces) if p.words <= _TITLE_USUAL and p.text[-1] in "»›"]
    found = [title for i in kickers if (title := title_after(pieces, i + 1)) is not None]
    return found if len(found) >= _WIDE and len(set(found)) == len(kickers) else []


def headed_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles right over who wrote what is below: `Title / Ann Lee - Low Pier, Maine / text`."""
    found = [
        i
        for i in range(len(pieces) - 2)
        if pieces[i].tag == "heading" and pieces[i + 1].tag == "by" and pieces[i + 2].tag == "text"
        if " by " not in f" {pieces[i + 1].text.lower()}"
    ]
    return found if len(found) >= _WIDE else []


def day_items(pieces: Sequence[Piece]) -> list[int]:
    """Entries without titles, each below its day: `January 13, 2019 / text`."""
    days = [i for i, piece in enumerate(pieces) if piece.tag == "date"]
    found = [i for i in days if i + 1 < len(pieces) and pieces[i + 1].tag == "text"]
    plain = not any(p.tag == "heading" for p in pieces[found[0] :]) if found else False
    return found if len(found) >= _WIDE and found == days and plain else []


def reported_items(pieces: Sequence[Piece]) -> list[int]:
    """Texts without a title below who reports for whom, or when: `Ann Lee, Bo Ek / Quay Post / text`."""
    found = [
        i
        for i in range(1, len(pieces) - 2)
        if pieces[i].tag == "by" and pieces[i + 2].tag == "text"
        if pieces[i + 1].tag == "date" or is_outlet(pieces[i + 1].text)
    ]
    untitled = sum(not may_title(pieces[i - 1]) for i in found)
    return found if len(found) >= _WIDE and untitled + 1 >= len(found) else []


def numbered_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles that are counted, over news: `1. Council votes / SENNA (Reuters) - The council voted`."""
    found: list[int] = []
    for i, piece in enumerate(pieces[:-1]):
        if piece.tag == "heading" and piece.text.startswith(f"{len(found) + 1}. "):
            found.append(i)
    news = sum(dateline(pieces[i + 1].text) is not None for i in found)
    return found if len(found) >= _WIDE and 2 * news > len(found) else []


def placed_items(pieces: Sequence[Piece]) -> list[int]:
    """Briefs that begin with the name of a place: `SENNA - The council voted`."""
    texts = [i for i, p in enumerate(pieces) if p.tag == "text" and p.words > ITEM_WORDS]
    placed = [i for i in texts if _PLACE.match(pieces[i].text)]
    if len(placed) < _WIDE or 3 * len(placed) < 2 * len(texts):
        return []
    titled = [i for i in placed if i and may_title(pieces[i - 1])]
    if len(titled) == len(placed):
        return [i - 1 for i in placed]
    places = {match[0] for i in placed if (match := _PLACE.match(pieces[i].text))}
    spoken = any(place.rstrip()[-1] == ":" for place in places)
    return [] if spoken or len(places) < len(placed) else placed


def spaced_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles set apart by more blank lines than anything else, over a paragraph or two."""
    found = [
        i
        for i, piece in enumerate(pieces)
        if piece.gap >= _WIDE and piece.words > 2 and piece.text[:1].isupper() and heads(pieces, i)
    ]
    if len(found) < _WIDE or any(p.tag in _SIGNED for p in pieces[: found[0]]):
        return []
    texts = sum(p.tag == "text" for p in pieces[found[0] :])
    return found if texts <= 3 * len(found) else []


def _are_items(pieces: Sequence[Piece], starts: Sequence[int]) -> bool:
    """Whether each article has words, and next to none stand above the first."""
    bounds = [*starts[1:], len(pieces)]
    said = sum(
        any(p.tag == "text" and p.words > ITEM_WORDS for p in pieces[i:end])
        for i, end in zip(starts, bounds, strict=True)
    )
    above = pieces[: starts[0]]
    lead = sum(p.words for p in above if p.tag == "text")
    return said == len(starts) and lead <= _LEAD and not any(p.tag in _SIGNED for p in above)


def _foot(piece: Piece) -> str:
    """The first words of a row of links below an article, nothing for other pieces."""
    if piece.tag not in ("furniture", "heading") or len(piece.text) > 160:
        return ""
    match = _FOOT.match(piece.text)
    return (
        re.sub(r"\W*\d*\W*", "", match[0].casefold().split("’")[-1].split("'")[-1]) if match else ""
    )


FINDERS: tuple[Finder, ...] = (
    dated_items,
    footed_items,
    signed_items,
    cut_items,
    spaced_items,
    placed_items,
    underdated_items,
    credited_items,
    led_items,
    numbered_items,
    reported_items,
    headed_items,
    day_items,
    kicked_items,
    begun_items,
    alike_items,
)
"""The forms of lists of articles that a page is tried for."""
