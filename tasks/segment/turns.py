"""Whose article, post or comment each piece of a page stands in, and which it answers."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from stancemark.records import UnitKind
from stancemark.tasks.segment.finders import find_turns
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.places import Turn, is_forum, is_prose, is_reply


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
    turns = find_turns(pieces)
    if len(turns) > 2 and _is_submission(pieces, turns):
        turns = turns[1:]
    first = turns[0].start if turns else len(pieces)
    forum = any(p.tag == "card" for p in pieces) or is_forum(pieces)
    written = any(_is_written(p, forum=forum) for p in pieces[:first])
    submitted = any(
        p.tag in ("by", "dated") and "start" not in p.text.lower() for p in pieces[:first]
    )
    threaded = forum or not (written or submitted)
    kind: UnitKind = "post" if threaded else "comment"
    found = [] if threaded and not written and turns else articles(pieces[:first], author)
    article = found[-1] if found else None
    chain: list[Unit] = []
    latest: dict[str, Unit] = {}
    number = found[-1].number if found else 0
    bounds = [*(turn.start for turn in turns), len(pieces)]
    for turn, end in zip(turns, bounds[1:], strict=True):
        number += 1
        handle = pieces[turn.handle]
        if handle.tag != "listed":
            handle.tag = "handle"
        name, answered = _answers(
            turn.author, pieces[turn.handle : min(end, turn.handle + 6)], latest
        )
        unit = Unit(kind, name, number, indent=handle.indent, first=pieces[turn.start])
        _tag_header(pieces, turn, end)
        if kind == "comment":
            unit.parent = _answered(chain, unit) or article
        unit.parent = latest.get(answered) or unit.parent
        if name:
            latest[name.casefold()] = unit
        found += [unit] * (end - (turn.start if found else 0))
    return found


def _is_written(piece: Piece, *, forum: bool) -> bool:
    """Whether a piece above the turns is text of an article; on a thread it must be longer."""
    if forum:
        return is_prose(piece) and piece.text[-1] != "?"
    return is_prose(piece) or (piece.tag == "text" and piece.text[-1] in ".!”")


def _is_submission(pieces: Sequence[Piece], turns: Sequence[Turn]) -> bool:
    """Whether the first turn is a title and who sent it in, with nothing said below."""
    below = pieces[turns[0].handle + 1 : turns[1].start]
    return pieces[turns[0].handle].tag == "dated" and not any(
        p.tag in ("text", "heading", "says", "quoted", "card") for p in below
    )


_PERSON = re.compile(
    r"(?P<who>[A-Z][\w.’'-]+(?: (?:[a-z]{2,3} )?[A-Z][\w.’'-]+){0,3})(?:, .{2,40})?$"
)
_TO = re.compile(r"\s*(?:\bin reply to\b|\breplying to\b|\breplied to\b|→|▶|►|↪|>|»)\s*@?")
_ADDRESS = re.compile(r"@(?P<who>[\w.-]{2,40})")


def _answers(author: str, below: Sequence[Piece], latest: Mapping[str, Unit]) -> tuple[str, str]:
    """The name of an author without that of whom he answers, and the latter in lower case."""
    name, _, answered = (part.strip() for part in _parted(author))
    if not answered and " " in author:
        words = author.split()
        for i in range(1, len(words)):
            if (last := " ".join(words[i:]).casefold()) in latest:
                return " ".join(words[:i]), last
    for piece in below[1:]:
        if is_reply(piece):
            answered = piece.name or piece.text.split("to", 1)[-1].strip(" ↳↪→@:")
            piece.tag = "date"
        elif piece.tag in ("text", "heading") and (match := _ADDRESS.match(piece.text)):
            answered = match["who"]
        elif piece.tag not in ("text", "furniture"):
            continue
        break
    answered = answered.casefold()
    return name or author, answered if answered in latest else ""


def _parted(author: str) -> tuple[str, str, str]:
    match = _TO.search(author)
    return (author[: match.start()], match[0], author[match.end() :]) if match else (author, "", "")


def _tag_header(pieces: Sequence[Piece], turn: Turn, end: int) -> None:
    """Tag what repeats the author's name below the handle, with a date or without one."""
    for i in range(turn.handle + 1, min(turn.handle + 9, end)):
        piece = pieces[i]
        if piece.tag in ("dated", "by") and piece.name.casefold() == turn.author.casefold():
            for row in pieces[turn.handle + 1 : i]:
                row.tag = "date" if row.tag in ("heading", "text") and row.words < 20 else row.tag
            piece.tag = "date"
            return
        if piece.tag in ("says", "quoted"):
            return


def _answered(chain: list[Unit], unit: Unit) -> Unit | None:
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
    _tag_bylines(pieces)
    starts = [i for i in range(len(pieces)) if _starts_article(pieces, i)]
    proses = [i for i, piece in enumerate(pieces) if is_prose(piece)]
    kept: list[int] = []
    for i in starts:
        written = bisect_left(proses, i)
        if written and proses[written - 1] > (kept[-1] if kept else -1):
            kept.append(i)
    found: list[Unit] = []
    bounds = [0, *kept, len(pieces)]
    for number, (start, end) in enumerate(pairwise(bounds)):
        unit = Unit("article", _author(pieces[start:end]) or author, number)
        found += [unit] * (end - start)
    return found


def _tag_bylines(pieces: Sequence[Piece]) -> None:
    """Tag a name that stands by itself between a title and a date, or below both."""
    for i in range(1, len(pieces) - 1):
        name = pieces[i]
        if name.tag != "heading" or name.words > 6 or not (match := _PERSON.match(name.text)):
            continue
        dated = i > 1 and pieces[i - 1].tag == "date" and pieces[i + 1].tag == "text"
        title = pieces[i - 2] if dated else pieces[i - 1]
        if (dated or pieces[i + 1].tag == "date") and _may_head(title) and title.words > 3:
            name.tag, name.name = "by", match["who"]


def _starts_article(pieces: Sequence[Piece], i: int) -> bool:
    below = [p for p in pieces[i + 1 : i + 4] if p.tag not in ("furniture", "image")]
    if not _may_head(pieces[i]) or not below or below[0].tag not in ("by", "date", "dated"):
        return False
    return any(p.tag in ("by", "dated") for p in below[:3]) or pieces[i].words > 3


def _may_head(piece: Piece) -> bool:
    return piece.tag == "heading" or (
        piece.tag == "text" and piece.words <= 22 and piece.text.endswith(("?", "!", "”", '"'))
    )


def _author(pieces: Iterable[Piece]) -> str:
    return next((p.name for p in pieces if p.tag in ("by", "dated") and p.name), "")
