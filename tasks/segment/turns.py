"""Whose article, post or comment each piece of a page stands in, and which it answers."""

import re
from bisect import bisect_left
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from stancemark.records import UnitKind
from stancemark.tasks.segment import phrases
from stancemark.tasks.segment.answers import LONGEST_HEAD, answers, called, tag_subject
from stancemark.tasks.segment.bylines import may_head, tag_bylines, tag_signature, told_below
from stancemark.tasks.segment.datelines import dateline
from stancemark.tasks.segment.finders import find_turns
from stancemark.tasks.segment.headers import first_of
from stancemark.tasks.segment.items import is_led, item_starts, tag_lead
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.outlets import is_outlet
from stancemark.tasks.segment.places import Turn, is_forum, is_prose
from stancemark.tasks.segment.titles import is_announced, may_open, may_title
from stancemark.tasks.segment.voice import is_quotation


@dataclass(eq=False, slots=True)
class Unit:
    """One author, one turn."""

    kind: UnitKind
    author: str
    number: int
    """Position of the unit on the page."""
    parent: "Unit | None" = None
    indent: int = 0
    first: Piece | None = None
    """What it begins with, for a post or comment."""


def units(pieces: Sequence[Piece], author: str) -> list[Unit]:
    """The unit of each piece; `author` is the page's, for an article that names nobody."""
    if len(pieces) == 1 and pieces[0].tag == "text":
        return [Unit("article", author, 0)]
    turns = _opened(pieces, find_turns(pieces))
    kind, found = _before(pieces, turns, author)
    if kind == "post" and not found and _heads_comments(pieces, turns):
        comments = (replace(turn, kind="comment") for turn in turns[1:])
        turns = [replace(turns[0], kind="article"), *comments]
    return _in_turn(pieces, turns, kind, found)


def turned(pieces: Sequence[Piece], turns: Sequence[Turn], author: str) -> list[Unit]:
    """The unit of each piece where all turns of a page are known, those of articles too."""
    bounds = [*(turn.start for turn in turns), len(pieces)]
    for turn, end in zip(turns, bounds[1:], strict=True):
        if turn.kind == "article" and not turn.author:
            tag_bylines(pieces[turn.start : end])
    found = _in_turn(pieces, turns, "post", [])
    for turn, end in zip(turns, bounds[1:], strict=True):
        if turn.kind == "article" and not turn.author:
            found[turn.start].author = _author(pieces[turn.start : end]) or author
    return found


def _in_turn(
    pieces: Sequence[Piece], turns: Sequence[Turn], kind: UnitKind, found: list[Unit]
) -> list[Unit]:
    """The unit of each piece: those `found` above the turns, and the turns."""
    article = found[-1] if found else None
    chain: list[Unit] = []
    latest: dict[str, Unit] = {}
    number = found[-1].number if found else 0
    nested: Unit | None = None
    bounds = [*(turn.start for turn in turns), len(pieces)]
    for turn, end in zip(turns, bounds[1:], strict=True):
        number += 1
        below = _header(pieces, turn, end)
        handle = below[0]
        name, answered = answers(turn.author, below, latest)
        unit = Unit(turn.kind or kind, name, number, indent=handle.indent, first=pieces[turn.start])
        _tag_header(pieces, turn, end)
        tag_subject(below)
        if unit.kind == "comment":
            unit.parent = stands_under(chain, unit) or article
        unit.parent = latest.get(answered) or nested or unit.parent
        nested = _opens_replies(pieces[turn.handle : end], nested or unit, nested)
        article = unit if unit.kind == "article" else article
        latest.setdefault("original message", unit)
        latest |= dict.fromkeys(called(name, [pieces[turn.start], *below]), unit)
        found += [unit] * (end - (turn.start if found else 0))
    return found


def _opened(pieces: Sequence[Piece], turns: list[Turn]) -> list[Turn]:
    """The turns of a page without one that only sends in a title, and with who started it."""
    if len(turns) > 2 and _is_submission(pieces, turns):
        turns = turns[1:]
    _tag_title(pieces, turns)
    if turns and not turns[0].author and (starter := _starter(pieces[: turns[0].start + 1])):
        turns[0] = replace(turns[0], author=starter)
    return turns


def _before(
    pieces: Sequence[Piece], turns: Sequence[Turn], author: str
) -> tuple[UnitKind, list[Unit]]:
    """Whether turns are posts or comments, and the unit of each piece above the first of them."""
    first = turns[0].start if turns else len(pieces)
    told = turns[0].kind if turns else None
    framed = told == "post" and pieces[first].begins
    forum = framed or any(p.tag == "card" for p in pieces) or is_forum(pieces)
    written = any(_is_written(p, forum=forum) for p in pieces[:first])
    submitted = any(
        p.tag in ("by", "dated") and "start" not in p.text.lower() for p in pieces[:first]
    )
    threaded = told != "comment" and (forum or not (written or submitted))
    found = [] if threaded and not written and turns else articles(pieces[:first], author)
    return "post" if threaded else "comment", found


def _header(pieces: Sequence[Piece], turn: Turn, end: int) -> list[Piece]:
    """The piece with the name of a turn, tagged as such, and the lines of its header."""
    handle = pieces[turn.handle]
    if (turn.author and handle.tag != "listed") or (turn.kind and handle.tag == "date"):
        closes = any(p.tag == "text" for p in pieces[turn.start : turn.handle])
        handle.tag = "date" if closes else "handle"
    head = pieces[turn.start : min(turn.handle, turn.start + 3)] if handle.tag == "date" else []
    return [handle, *head, *pieces[turn.handle + 1 : min(end, turn.handle + 6)]]


def _tag_title(pieces: Sequence[Piece], turns: Sequence[Turn]) -> None:
    """Tag the title of a thread, where it begins a first post that nobody's name heads."""
    if not turns or turns[0].author:
        return
    top = next((i for i, p in enumerate(pieces) if p.tag != "furniture"), 0)
    if any(p.tag == "text" and p is not pieces[top] for p in pieces[: turns[0].start]):
        return
    for i in range(turns[0].start, -1, -1):
        titled = pieces[i].tag == "heading" or (i == top and may_open(pieces[i]))
        below = pieces[i + 1 : i + (_REACH if i == top else 4)]
        if titled and pieces[i].words > 1 and _is_over(below):
            pieces[i].tag = "title"
            return


def _heads_comments(pieces: Sequence[Piece], turns: Sequence[Turn]) -> bool:
    """Whether the first turn is an entry, which a line with the number of its comments closes."""
    if len(turns) < _FEW or any(p.tag == "card" for p in pieces):
        return False
    written = any(map(is_prose, pieces[turns[0].start : turns[1].start]))
    foot = pieces[turns[1].start - 3 : turns[1].start]
    return written and any(_COUNTED.match(p.text) for p in foot if p.tag == "furniture")


def _starter(above: Sequence[Piece]) -> str:
    """Who started a thread, as a line over its first post says."""
    named = (p.name for p in above if p.tag in ("dated", "by") and "start" in p.text.lower())
    return next(named, "")


def _is_over(below: Sequence[Piece]) -> bool:
    """Whether a text stands below a line, only times and furniture between them."""
    said = next((p for p in below if p.tag not in ("furniture", "date", "number")), None)
    return said is not None and said.tag == "text"


def _is_written(piece: Piece, *, forum: bool) -> bool:
    """Whether a piece above the turns is text of an article; on a thread it must be longer."""
    if forum:
        return is_prose(piece) and not may_title(piece)
    return is_prose(piece) or (piece.tag == "text" and piece.text[-1] in ".!”")


def _is_submission(pieces: Sequence[Piece], turns: Sequence[Turn]) -> bool:
    """Whether the first turn is a title and who sent it in, with nothing said below."""
    if any(p.tag == "text" for p in pieces[turns[0].start : turns[0].handle]):
        return False
    below = pieces[turns[0].handle + 1 : turns[1].start]
    handle = pieces[turns[0].handle].tag
    dated = handle == "dated" or (handle == "heading" and any(p.tag == "date" for p in below))
    return dated and not any(p.tag in ("text", "heading", "says", "quoted", "card") for p in below)


_FEW = 3
_COUNTED = re.compile(r"(?:.* )?\d[\d.,]* (?:comments?|replies|responses|reads)\b", re.IGNORECASE)


def _opens_replies(pieces: Sequence[Piece], above: Unit, nested: Unit | None) -> Unit | None:
    """The comment that the next one answers, where lines `Replies` and `Reply` open and close answers."""
    for piece in pieces:
        if piece.tag in ("furniture", "heading") and len(piece.text) < LONGEST_HEAD:
            for line in piece.text.split("\n"):
                if line in ("Replies", "Reply"):
                    nested = above if line == "Replies" else None
    return nested


def _tag_header(pieces: Sequence[Piece], turn: Turn, end: int) -> None:
    """Tag what repeats the author's name below the handle, with a date or without one."""
    for i in range(turn.handle + 1, min(turn.handle + 9, end)):
        piece = pieces[i]
        again = piece.tag in ("dated", "by") and piece.name.casefold() == turn.author.casefold()
        if again and any(p.tag in ("text", "quoted") for p in pieces[i + 1 : end]):
            for row in pieces[turn.handle + 1 : i]:
                row.tag = "date" if row.tag in ("heading", "text") and row.words < 20 else row.tag
            piece.tag = "date"
            return
        if piece.tag in ("says", "quoted"):
            return


def stands_under(chain: list[Unit], unit: Unit) -> Unit | None:
    """The comment that an indented one stands under; keeps the chain of open comments."""
    last: dict[int, Unit] = {}
    while chain and chain[-1].indent >= unit.indent:
        passed = chain.pop()
        last.setdefault(passed.indent, passed)
    above = chain[-1] if chain else None
    before = last.get(unit.indent)
    chain.append(unit)
    speaks_again = above is not None and above.author == unit.author
    return before if speaks_again and before is not None else above


def articles(pieces: Sequence[Piece], author: str) -> list[Unit]:
    """The unit of each piece of a page of articles: a heading over a byline begins one."""
    tag_bylines(pieces)
    listed, starts = item_starts(pieces), _starts(pieces)
    tag_signature(pieces)
    dated = bool(listed) and pieces[listed[0]].tag == "date"
    kept = starts
    if len(listed) > len(starts) + (not dated):
        kept = [
            *listed[not is_led(pieces, listed) :],
            *(i for i in starts if i > listed[-1] + _FEW),
        ]
    if kept and not any(piece.marks for piece in pieces):
        first = next((i for i in range(kept[0]) if _starts_article(pieces, i)), 0)
        tag_lead(pieces[: listed[0] if kept is not starts else first])
    _tag_titles(pieces, kept if kept is starts else [*listed[:1], *kept])
    found: list[Unit] = []
    bounds = [0, *kept, len(pieces)]
    for number, (start, end) in enumerate(pairwise(bounds)):
        unit = Unit("article", _author(pieces[start:end]) or author, number)
        found += [unit] * (end - start)
    return found


def _tag_titles(pieces: Sequence[Piece], starts: Sequence[int]) -> None:
    """Tag the titles of articles that have the form of a sentence."""
    for i in starts:
        title = pieces[i + (pieces[i].tag == "date" and i + 1 < len(pieces))]
        dated = title is not pieces[i] and may_open(title) and title.text[-1] not in ":,"
        dates = [p.tag for p in pieces[i + 1 : i + 2]] == ["date"]
        bulleted = dates and title.text[0] == "•" and title.words <= _TITLE_WORDS
        if title.tag == "text" and (dated or bulleted or may_title(title)):
            title.tag = "title"


def _starts(pieces: Sequence[Piece]) -> list[int]:
    """Where articles begin below the first: at titles over bylines, some text above them."""
    proses = [i for i, piece in enumerate(pieces) if is_prose(piece)]
    dates = (i for i, piece in enumerate(pieces) if piece.tag in ("date", "dated"))
    dated = next(dates, len(pieces))
    kept: list[int] = []
    for i in range(len(pieces)):
        written = bisect_left(proses, i) if _starts_article(pieces, i) else 0
        above = proses[written - 1] if written else -1
        if not any(p.tag == "text" for p in pieces[i + 1 : i + _REACH]):
            continue
        if above > (kept[-1] if kept else -1) and not (
            dated < above and _is_pasted(pieces, i, above)
        ):
            kept.append(i)
    return kept


def _is_pasted(pieces: Sequence[Piece], i: int, above: int) -> bool:
    """Whether a title over an undated name is that of a text which a dated article repeats."""
    head = pieces[i + 1 : i + 4]
    if any(p.tag in ("date", "dated") for p in head):
        return False
    credited = (p for p in pieces[i + 1 : i + 12] if len(p.text) < 100)
    announced = pieces[above].text[-1] == ":" or dateline(head[-1].text) if head else False
    return bool(announced) or any(p.tag == "credit" or _CREDITED.search(p.text) for p in credited)


def _starts_article(pieces: Sequence[Piece], i: int) -> bool:
    if not may_head(pieces[i]) or is_announced(pieces, i) or is_quotation(pieces[i].text):
        return False
    below = [p for p in pieces[i + 1 : i + 4] if p.tag not in ("furniture", "image")]
    if not below or below[0].tag not in ("by", "date", "dated"):
        return False
    sourced = below[0].tag == "dated" and is_outlet(below[0].name)
    glued = below[0].span.start == pieces[i].span.end + 1
    if "reporting by" in below[0].text.lower() or (sourced and glued):
        return False
    if below[0].text[-1] == ":" and phrases.DATE.search(below[0].text[-20:]):
        return False
    return any(p.tag in ("by", "dated") for p in below[:3]) or pieces[i].words > 3


_TITLE_WORDS = 16
_REACH = 15
"""How many pieces below its title the text of an article stands at most."""
_CREDITED = re.compile(
    r"^\W*(?:reporting by\b|source:)|^.{0,40}\([A-Z][\w. ]{1,30}\)$", re.IGNORECASE
)
_LED = re.compile(r"\W*(?:\w+ )?by\b", re.IGNORECASE)
_POSTED = re.compile(r"\W*posted by\b.* at \d", re.IGNORECASE)
"""What blogs set below an entry, whoever wrote what it repeats."""


def _author(pieces: Sequence[Piece]) -> str:
    named = [p for p in pieces if p.tag in ("by", "dated") and p.name]
    if named and _POSTED.match(named[-1].text):
        return first_of(named[-1].name)
    sources = {p.name.casefold() for p in pieces if p.tag == "credit"}
    own = (p.name for p in named if _LED.match(p.text) or not _is_source(p, sources))
    return first_of(next(own, "")) or told_below(pieces)


def _is_source(piece: Piece, sources: Container[str]) -> bool:
    """Whether a line over a text names the outlet it is from rather than who wrote it."""
    return is_outlet(piece.name) or piece.name.casefold() in sources
