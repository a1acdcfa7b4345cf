"""Where the articles of a page begin that holds several: fronts, tag pages, archives, digests."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from stancemark.tasks.segment import entries, phrases, press, titled
from stancemark.tasks.segment.begun import begun_items, breaks_off, cut_items
from stancemark.tasks.segment.bylines import tag_authors, tag_reporters, tag_writers
from stancemark.tasks.segment.layout import Piece
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
_SIGNED = frozenset({"by", "dated"})
_SAID = frozenset({"text", "caption", "quoted", "credit", "link"})
_CLOSED = _SAID | {"by", "heading", "furniture"}
_LOOSE = frozenset({"text", "heading", "date", "link", "quoted"})
_ENDS = frozenset({"furniture", "image", "caption", "heading"})
"""What may close an article, or stand between two."""
_TITLE_LEAST, _LONGEST = 3, 16
_LEAD = 60
"""How many words of running text may stand above the first article of a list."""
_SIGNED_MOST = 4
"""One of how many signatures may stand over no title, such as the last of a list over an article."""
_WIDE = 3
"""How many articles make a list where little tells them apart."""

Finder = Callable[[Sequence[Piece]], list[int]]


def item_starts(pieces: Sequence[Piece]) -> list[int]:
    """The first piece of each article of a page that lists several; none if it is one article."""
    tag_authors(pieces)
    tag_reporters(pieces)
    tag_writers(pieces)
    best: list[int] = []
    for finder in FINDERS:
        found = [i for i in finder(pieces) if not is_announced(pieces, i)]
        led = finder not in press.FINDERS and is_led(pieces, found)
        fit = found and not led and _are_items(pieces, found, signed=finder not in press.FINDERS)
        if len(found) > max(1, len(best)) and fit:
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
    found = [
        i for i in range(len(pieces) - 2) if pieces[i].tag == "date" and _titled(pieces, i + 1)
    ]
    twice = {i for i in found if i and pieces[i - 1].text == pieces[i + 1].text}
    under = sum(pieces[i - 1].tag == "heading" for i in found if i and i not in twice)
    if 2 * under > len(found):
        return []
    return [i - (i in twice) for i in _below_dates(pieces, found)]


def _titled(pieces: Sequence[Piece], i: int) -> bool:
    """Whether a title stands over a text, or over a second title that does."""
    title = pieces[i]
    unstopped = title.tag == "text" and title.words <= _LONGEST and title.text[-1] not in ".:,;…"
    titles = title.tag == "heading" or (unstopped and "\n" not in title.text)
    return heads(pieces, i) or (titles and heads(pieces, i + 1))


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
        and (heads(pieces, i) or _is_bulleted(pieces, i))
    ]
    return found if len(found) >= _WIDE else []


def _is_bulleted(pieces: Sequence[Piece], i: int) -> bool:
    """Whether a line behind a bullet is the title over a date and a text: `• Title / 3 May 2015 / text`."""
    line, below = pieces[i], pieces[i + 2]
    brief = line.words <= _LONGEST and line.text[-1] not in ".:,;"
    return line.text[0] == "•" and brief and below.tag == "text" and below.words > _LONGEST


def credited_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles below the credit of the item above, or its link: `Title / text / (Reuters) / Title`."""
    credited = [
        i
        for i in range(1, len(pieces))
        if pieces[i - 1].tag == "text" and (pieces[i].tag == "link" or _closes(pieces, i))
    ]
    if len(credited) < _WIDE or (first := first_title(pieces, credited[0])) is None:
        return []
    below = [i for at in credited[:-1] if (i := title_after(pieces, at + 1)) is not None]
    if len(below) < len(credited) - 1:
        return []
    return [i - (i > 0 and pieces[i - 1].tag == "listed") for i in (first, *below)]


def _closes(pieces: Sequence[Piece], i: int) -> bool:
    """Whether a credit closes the paragraph above it: in brackets, or right below the text."""
    if pieces[i].tag != "credit":
        return False
    glued = pieces[i].block == pieces[i - 1].block and pieces[i].text[:2].lower() == "so"
    return pieces[i].text[0] in "([" or glued


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
            and pieces[i - 1].tag in _SAID
            and (_POSTED.match(piece.text) or piece.name == piece.text or _signs_off(piece))
        )
    ]
    if len(signs) < 2 or (first := first_title(pieces, signs[0] + 1)) is None:
        return []
    titles = (title_after(pieces, sign + 1, least=1) for sign in signs[:-1])
    below = [i for i in titles if i is not None]
    missed = len(signs) - 1 - len(below)
    first -= first > 0 and pieces[first - 1].tag == "date"
    return [first, *below] if _SIGNED_MOST * missed <= len(signs) else []


def _signs_off(piece: Piece) -> bool:
    """Whether a line is the name of who wrote what is above, behind a dash."""
    return piece.tag == "by" and piece.text[0] in "–—-"


def echoed_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles that the button to the rest names again: `Title / text / Continue reading “Title”`."""
    found: list[int] = []
    titles: dict[str, int] = {}
    for i, piece in enumerate(pieces):
        if piece.tag == "heading" and piece.words > 2:
            titles[piece.text.casefold()] = i
        elif piece.name == "teaser":
            foot = piece.text.casefold()
            found += [at for title, at in titles.items() if title in foot and title != foot][:1]
            titles = {}
    return found


def postdated_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles below the date that closes the entry above: `Title / text / 10:41 p.m. | June 13 | permalink / Title`."""
    dates = [
        i for i, p in enumerate(pieces) if p.tag == "date" and i and pieces[i - 1].tag in _CLOSED
    ]
    below = [title for i in dates if (title := title_after(pieces, i + 1)) is not None]
    if len(below) < _WIDE or len(below) + 1 < len(dates):
        return []
    first = first_title(pieces, dates[0])
    if first is None:
        return []
    return [first - (pieces[first - 1].tag == "date"), *below]


def headed_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles right over who wrote what is below: `Title / Ann Lee - Low Pier, Maine / text`."""
    found = [
        i
        for i in range(len(pieces) - 2)
        if pieces[i].tag == "heading" and pieces[i + 1].tag == "by" and pieces[i + 2].tag == "text"
        if " by " not in f" {pieces[i + 1].text.lower()}"
    ]
    return found if len(found) >= _WIDE else []


def _are_items(pieces: Sequence[Piece], starts: Sequence[int], *, signed: bool) -> bool:
    """Whether most articles have words, and nobody's name stands above the first, where that would be `signed`."""
    bounds = [*starts[1:], len(pieces)]
    said = sum(
        any(p.tag == "text" and p.words > ITEM_WORDS for p in pieces[i:end])
        for i, end in zip(starts, bounds, strict=True)
    )
    above = signed and any(p.tag in _SIGNED for p in pieces[: starts[0]])
    return 4 * said >= 3 * len(starts) and not above


def is_led(pieces: Sequence[Piece], starts: Sequence[int]) -> bool:
    """Whether more than a few words of running text stand above the first article of a list."""
    return bool(starts) and sum(p.words for p in pieces[: starts[0]] if p.tag == "text") > _LEAD


def _foot(piece: Piece) -> str:
    """The first words of a row of links below an article, nothing for other pieces."""
    if piece.tag not in ("furniture", "heading") or len(piece.text) > 160:
        return ""
    match = _FOOT.match(piece.text)
    return (
        re.sub(r"\W*\d*\W*", "", match[0].casefold().split("’")[-1].split("'")[-1]) if match else ""
    )


FINDERS: tuple[Finder, ...] = (
    *press.FINDERS,
    dated_items,
    footed_items,
    signed_items,
    cut_items,
    underdated_items,
    credited_items,
    headed_items,
    echoed_items,
    postdated_items,
    begun_items,
    *press.LESS_SURE,
    *titled.FINDERS,
    *entries.FINDERS,
)
"""The forms of lists of articles that a page is tried for."""
