"""Furniture told by where it stands in a unit: above the title, below the last sentence."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice, pairwise, takewhile

from stancemark.tasks.segment import wording
from stancemark.tasks.segment.boxes import is_often
from stancemark.tasks.segment.frames import framed, heads_of_site, last_words
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.outlets import is_agency
from stancemark.tasks.segment.turns import Unit

_COUNTER = re.compile(r"^[\W\d]*\d[\W\d]*[kKmM]?$")
_CLOSES = re.compile(
    r"\W*(?:\d+ )?(?:leave a|post a|tags?\b|tagged|topics\b|filed under|related|more (?:from|on|stories)|comments?\b|"
    r"about the author|previous|next\b|you (?:may|might)|most (?:read|popular)|recommended|sign (?:in|up)|log in|"
    r"newsletter|subscribe|©|copyright|disclaimer|trending|latest|recent|similar|read (?:next|more))",
    re.IGNORECASE,
)
_CARD_LINES = 5
_STARTED = re.compile(
    r"(?:discussion in|thread started by|started by|topic started by)\b", re.IGNORECASE
)
_LONG = 25
_STOPS = (".", "!", "?", "…", "”", '"', "’", ")", ":", "]")
_SIGNED = frozenset({"by", "date", "dated"})
_LOOSE = frozenset({"text", "heading"})
_LEAD_WORDS = 12
_RULED = 6
"""How many pieces a signature below a rule has at most."""
_TITLE_WORDS = 4
_SIGNATURE_WORDS = 30


def margins(found: Sequence[Piece], owners: Sequence[Unit]) -> dict[int, str]:
    """Why the pieces at the margins of units are furniture, by their index."""
    told: dict[int, str] = {**dict(_signatures(found, owners)), **dict(last_words(found))}
    _tag_subjects(found, owners)
    start = 0
    groups = [len(list(group)) for _, group in groupby(owners)]
    for number, size in enumerate(groups):
        unit, span = owners[start], range(start, start + size)
        last = number + 1 == len(groups)
        if unit.kind == "article":
            told.update(heads_of_site(found, span))
            told.update(_above_title(found, range(span.start + _heads(told, span), span.stop)))
            told.update(_buttons(found, span))
            told.update(framed(found, span))
            told.update(_below_text(found, span, sure=last or owners[start + size].parent is unit))
        else:
            told.update(_in_turn(found, span, last=last))
        start += size
    return told


def _tag_subjects(found: Sequence[Piece], owners: Sequence[Unit]) -> None:
    """Tag the line that stands below the header of most posts: the subject of their thread."""
    heads: list[int] = []
    for unit, group in groupby(range(len(found)), key=lambda i: owners[i]):
        if unit.kind == "post":
            loose = (i for i in group if found[i].tag in _LOOSE and found[i] is not unit.first)
            over = takewhile(lambda i: found[i].tag == "heading", loose)
            heads += [i for i in islice(over, _CARD_LINES) if found[i].words >= _TITLE_WORDS]
    counts = Counter(found[i].text for i in heads)
    for i in heads:
        if counts[found[i].text] > 2:
            found[i].tag = "date"


def _is_said(piece: Piece) -> bool:
    """Whether a piece is what somebody wrote, and no label."""
    if piece.tag in ("says", "credit", "link", "correction"):
        return True
    if piece.tag not in ("text", "heading", "named"):
        return False
    quoted = piece.text[0] in '"“' and piece.words > _LEAD_WORDS
    return quoted or piece.text.endswith(_STOPS) or (piece.tag == "text" and piece.words > 5)


def _heads(told: Mapping[int, str], span: range) -> int:
    """How many pieces at the head of a unit are told to be furniture."""
    return next((n for n, i in enumerate(span) if i not in told), len(span))


def _above_title(found: Sequence[Piece], span: range) -> Iterator[tuple[int, str]]:
    """Names of sites and sections over the title of an article."""
    first = next(
        (i for i in span if _is_said(found[i]) and found[i].words > _LEAD_WORDS), span.stop
    )
    signed = next((i for i in range(span.start, first) if found[i].tag in _SIGNED), None)
    titles = [i for i in range(span.start, first) if found[i].tag == "heading"]
    long = [i for i in titles if found[i].words >= _TITLE_WORDS]
    title = next(iter(long), None)
    for above, i in pairwise(long):
        apart = any(found[k].tag == "furniture" for k in range(above, i))
        if signed is not None and i < signed and (apart or " | " in found[above].text):
            title = i
    if title is not None:
        yield from ((i, "navigation") for i in titles if i < title)


def _below_text(found: Sequence[Piece], span: range, *, sure: bool) -> Iterator[tuple[int, str]]:
    """Labels and links below the last sentence of an article."""
    said = [i for i in span if _is_said(found[i])]
    below = range(said[-1] + 1, span.stop) if said else range(0)
    spare = [i for i in below if found[i].tag in ("heading", "number", "text")]
    spare = [i for i in spare if not is_agency(found[i].text)]
    announced = bool(said) and found[said[-1]].text.endswith(":")
    furnished = any(found[i].tag == "furniture" for i in below)
    if sure and not announced and (furnished or len(spare) > 2):
        yield from ((i, "navigation") for i in spare)
    if sure and said:
        yield from _closing(found, span)


def _closing(found: Sequence[Piece], span: range) -> Iterator[tuple[int, str]]:
    """What follows the label that closes an article, if it is brief beside the article."""
    long = [i for i in span if found[i].words >= _LONG and found[i].tag in _LOOSE]
    if not long:
        return
    ends = (i for i in range(long[-1] + 1, span.stop) if found[i].tag == "furniture")
    close = next((i for i in ends if _CLOSES.match(found[i].text)), span.stop)
    below = range(close, span.stop)
    buttons = sum(found[i].tag == "furniture" and is_often(found[i]) for i in below)
    if buttons > 2 or sum(found[i].tag in ("date", "dated") for i in below) > 2:
        below = range(0)  # comments, it may be, in a form that no finder knows
    yield from ((i, "navigation") for i in below if found[i].tag in _LOOSE)


def _in_turn(found: Sequence[Piece], span: range, *, last: bool) -> Iterator[tuple[int, str]]:
    """Buttons, counters and, on the last turn of a page, whatever follows its furniture."""
    handle = next((i for i in span if found[i].tag in ("handle", "listed")), span.start)
    above = [i for i in range(span.start, handle) if found[i].tag in _LOOSE]
    yield from _above_handle(found, above)
    linked = (i for i in range(span.start, handle) if found[i].tag == "link")
    yield from ((i, "navigation") for i in linked if "/" not in found[i].text)
    top = handle + (found[handle].tag in ("handle", "listed"))
    yield from _tail(found, range(top, span.stop))
    _tag_subject(found, above, range(handle + 1, min(handle + 9, span.stop)))
    written = done = False
    for i in range(handle + 1, span.stop):
        piece = found[i]
        if piece.tag in _LOOSE and (reason := _of_member(piece, i - handle) or _button(piece)):
            yield i, reason
        elif piece.tag in ("furniture", "card"):
            done = written
        elif done and last and piece.tag in ("heading", "number", "text") and not _is_long(piece):
            yield i, "navigation"
        elif piece.tag in _LOOSE:
            written = done = written or _is_said(piece) or piece.words > _TITLE_WORDS
            done = False


def _of_member(piece: Piece, below: int) -> str:
    """Why a line that many pieces below a handle is part of a card, if it is."""
    return "user card" if wording.of_a_member(piece.text, sure=below > _CARD_LINES) else ""


def _above_handle(found: Sequence[Piece], above: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Tag the title of a thread; all else above the first name is furniture."""
    for i in above:
        if _STARTED.match(found[i].text):
            found[i].tag = "date"
    above = [i for i in above if found[i].tag in _LOOSE]
    if not above:
        return
    again = {i: _again(found, i) for i in above}
    title = max(above, key=lambda i: (found[i].words > 2 or again[i] > 1, again[i], found[i].words))
    if found[title].words > 1:
        found[title].tag = "title"
    yield from ((i, "navigation") for i in above if i != title or found[i].words < 2)


def _tag_subject(found: Sequence[Piece], above: Sequence[int], span: range) -> None:
    """Tag the subject of a post below its handle: `Re: …`, or the title that stands over the thread."""
    titles = {found[i].text for i in above if found[i].tag == "title"}
    for i in span:
        piece = found[i]
        subject = piece.text[:4].lower() == "re: " or piece.text in titles
        if piece.tag == "heading" and subject and found[i - 1].tag not in _LOOSE:
            piece.tag = "date"


def _tail(found: Sequence[Piece], span: range) -> Iterator[tuple[int, str]]:
    """Short lines below all that a turn says, and what stands below a rule."""
    said = [i for i in span if _is_said(found[i])]
    if said:
        for i in range(said[-1] + 1, span.stop):
            if found[i].tag in _LOOSE and found[i].words <= _TITLE_WORDS:
                yield i, "widget"
    rule = next((i for i in span if said and i > said[0] and _is_rule(found[i].text)), None)
    if rule is not None and span.stop - rule <= _RULED:
        below = range(rule, span.stop)
        yield from ((i, "user card") for i in below if found[i].tag in _LOOSE)


def _is_rule(text: str) -> bool:
    return len(text) > 1 and not text.strip("-_=—–*~ ")


def _again(found: Sequence[Piece], i: int) -> int:
    """How many lines near one hold its words: the window's title, the titles of answers."""
    text = found[i].text.removeprefix("Title: ")
    near = [*found[max(0, i - 10) : i], *found[i + 1 : i + 15]]
    return sum(text in p.text for p in near if p.tag != "furniture") if len(text) > 5 else 0


def _is_long(piece: Piece) -> bool:
    return piece.words > 12 or (piece.words > 3 and piece.text.endswith((".", "!", "?", "…")))


def _buttons(found: Sequence[Piece], span: range) -> Iterator[tuple[int, str]]:
    for i in span:
        if found[i].tag in _LOOSE and (reason := _button(found[i])):
            yield i, reason


def _button(piece: Piece) -> str:
    if len(piece.text) <= 24 and _COUNTER.match(piece.text):
        return "view counter"
    if len(piece.text) == 1:
        return "widget"
    return "widget" if is_often(piece) and not piece.text.endswith((".", "!", "?")) else ""


def _signatures(found: Sequence[Piece], owners: Sequence[Unit]) -> Iterator[tuple[int, str]]:
    """Lines that one member leaves at the end of two or more posts."""
    ends: list[int] = []
    below: Unit | None = None
    for i in range(len(found) - 1, -1, -1):
        piece, unit = found[i], owners[i]
        ended = below is not unit
        if piece.tag in ("furniture", "card", "cardhead", "image", "date", "number"):
            continue
        if piece.tag == "heading" and wording.of_a_member(piece.text, sure=True):
            continue
        below = unit
        short = len(piece.text) < 200 and piece.words <= _SIGNATURE_WORDS
        if ended and unit.kind == "post" and unit.author and short and piece.tag in _LOOSE:
            ends.append(i)
    counts = Counter((owners[i].author, found[i].text) for i in ends)
    yield from ((i, "user card") for i in ends if counts[owners[i].author, found[i].text] > 1)
