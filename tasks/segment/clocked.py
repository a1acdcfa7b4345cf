"""Entries of pages that go on being written, each below or behind a time of the day."""

import re
from collections.abc import Sequence
from itertools import pairwise

from stancemark.tasks.segment.headers import FULL_NAME
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.places import Turn, is_often_said, may_name
from stancemark.tasks.segment.titles import heads

_CLOCK = re.compile(
    r"\W{0,2}(?P<hour>[012]?\d)[:.h](?P<minute>[0-5]\d)(?::\d\d)?\s*(?P<half>[ap]\.?m\b\.?)?"
    r"(?P<rest>\s*\(?(?:[A-Z]{2,4}|[a-z]+ time|local time)\)?)?\s*(?:$|[-–—:|]\s?(?=\S))",
    re.IGNORECASE,
)
_BARE_CLOCK = re.compile(r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<half>) (?=[A-Z“\"])")
"""A time without a sign in it, before what happened then: `1905 The square is empty`."""
_LIVE = re.compile(
    r"\b(?:live|liveblog|as it happen(?:ed|s)|latest updates|rolling|minute[- ]by[- ]minute|updates)\b",
    re.IGNORECASE,
)
_NAMED_LINE = 60
_BEFORE_TITLE = re.compile(r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d) (?=[A-Z\d“])")
_LEAST, _MANY = 3, 5
"""How many entries there are at least, and how many where only their titles tell."""


def clocked_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Entries of a page that goes on being written, each below or behind a time: `14:05`."""
    times = [
        (i, minute, bare)
        for i, piece in enumerate(pieces)
        if len(piece.text) < 12 or piece.text[:1].isdigit()
        if (minute := _minute(piece)) is not None
        for bare in (len(piece.text) < 24 or bool(_reporter(piece)),)
    ]
    adjacent = {b[0] for a, b in pairwise(times) if a[0] + 1 == b[0] and a[2]}
    times = [row for row in times if row[0] not in adjacent]
    if len(times) < _LEAST or not any(
        len(p.text) < 140 and _LIVE.search(p.text) for p in pieces[: times[0][0]]
    ):
        return []
    minutes = [minute for _, minute, _ in times]
    if _turned(minutes) > len(minutes) // 6:
        return []
    for i, _, bare in times:
        if bare:
            pieces[i].tag = "date"
    _tag_entries(pieces, [i for i, _, bare in times if bare])
    return [
        Turn(i, _by(pieces[i:end]), i, kind="post")
        for (i, _, _), end in zip(times, [*(t[0] for t in times[1:]), len(pieces)], strict=True)
    ]


def titled_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Entries whose titles their times lead, one after another: `22:14 Checkpoints stay / text / 21:40 Letter defended`."""
    times = [
        (i, 60 * int(match["hour"]) + int(match["minute"]))
        for i, (piece, below) in enumerate(pairwise(pieces))
        if piece.tag in ("furniture", "heading") and below.tag == "text"
        if (match := _BEFORE_TITLE.match(piece.text))
    ]
    if len(times) < _MANY or _turned([minute for _, minute in times]):
        return []
    for i, _ in times:
        pieces[i].tag, pieces[i].name = "heading", ""
    return [Turn(i, "", i, kind="post") for i, _ in times]


def _turned(minutes: Sequence[int]) -> int:
    """How many times are not in order, forwards or backwards."""
    falls = sum(a >= b for a, b in pairwise(minutes))
    return min(falls, len(minutes) - 1 - falls)


def _tag_entries(pieces: Sequence[Piece], times: Sequence[int]) -> None:
    """Tag the names below most times of a page, if they come again, and the titles of entries."""
    names = [pieces[i + 1] for i in times if i + 1 < len(pieces) and _is_full(pieces[i + 1])]
    again = len({name.text for name in names}) < len(names) and 2 * len(names) > len(times)
    for name in names if again else ():
        name.tag, name.name = "by", name.text
    for i in times:
        title = i + 1 + (again and i + 1 < len(pieces) and pieces[i + 1].tag == "by")
        if heads(pieces, title) and _minute(pieces[title]) is None:
            pieces[title].tag = "title"


def _is_full(piece: Piece) -> bool:
    """Whether a line may be the full name of a reporter."""
    named = may_name(piece) and piece.words > 1
    return named and all(word[:1].isupper() for word in piece.text.split())


def _minute(piece: Piece) -> int | None:
    """The minute of the day that a line begins with."""
    match = _CLOCK.match(piece.text[:40]) or _BARE_CLOCK.match(piece.text[:8])
    if match is None or int(match["hour"]) > 23:
        return None
    later = bool(match["half"]) and match["half"][0] in "pP" and int(match["hour"]) < 12
    return 60 * (int(match["hour"]) + 12 * later) + int(match["minute"])


def _reporter(piece: Piece) -> str:
    """The full name behind a time, if nothing else stands there: `20:31 GMT – Ann Lee`."""
    match = _CLOCK.match(piece.text) if len(piece.text) < _NAMED_LINE else None
    rest = piece.text[match.end() :].strip(" –—-|:·") if match else ""
    return rest if re.fullmatch(FULL_NAME, rest) else ""


def is_timed(piece: Piece) -> bool:
    """Whether a line begins with a time of the day."""
    return _minute(piece) is not None


def _by(pieces: Sequence[Piece]) -> str:
    """Who signs an entry: a byline, or a name alone between the time and a sentence."""
    if behind := _reporter(pieces[0]):
        return behind
    below = [p for p in pieces[:4] if _minute(p) is None]
    named = len(below) > 1 and _is_full(below[0]) and is_often_said(below[1])
    by = next((p.name for p in pieces if p.tag in ("by", "dated") and p.name), "")
    if named and not by:
        below[0].tag, below[0].name = "by", below[0].text
    return by or (below[0].text if named else "")
