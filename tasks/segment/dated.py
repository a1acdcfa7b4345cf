"""Turns headed by a name and a time: `ann · 3 hours ago`, or each on a line of its own."""

import re
from collections.abc import Sequence
from dataclasses import replace

from stancemark.tasks.segment.alone import name_of
from stancemark.tasks.segment.headers import is_handle, toward, without_origin, without_place
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.outlets import is_outlet
from stancemark.tasks.segment.places import (
    Turn,
    comment_zone,
    first_prose,
    heads_zone,
    is_forum,
    is_rank,
    is_reply,
    is_rung,
    may_own,
    with_number,
)

_CLOCK = re.compile(
    r"\bago\b|\byesterday\b|\btoday\b|\d{1,2}[:.]\d\d|\d ?[ap]\.?m\b|\bjust now\b", re.IGNORECASE
)
_FILED = re.compile(r"(?:posted|published|filed|written|updated)\b.* by \S", re.IGNORECASE)
_SUBJECT = re.compile(r"^(?:title: )?(?:re|aw|fwd?): ?\S|\(score: ?-?\d|\(#\d+\)$", re.IGNORECASE)
_TIMED_END = re.compile(r"\d{4},? (?:at )?\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?$", re.IGNORECASE)
_SUBJECT_TIME = 18
"""How many characters a time has at most, and a subject with it at least."""
_SEVERAL, _FEW = 3, 3


def dated_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Turns headed by a name and a time: `ann · 3 hours ago`, or each on a line of its own."""
    named = [i for i, p in enumerate(pieces) if p.tag == "dated" and _heads_turn(p)]
    if comment_zone(pieces, first_prose(pieces)) is None:
        named = [i for i in named if not _signs_article(pieces[i])]
    named = named or _colon_heads(pieces)
    timed = [i for i in named if _CLOCK.search(pieces[i].text) or _is_member(pieces[i])]
    inline = timed or (named if len(named) > 2 else [])
    dates = [
        i
        for i, p in enumerate(pieces)
        if p.tag == "date" and (_CLOCK.search(p.text) or p.text.lower().endswith(" by"))
    ]
    dates = dates or _bare_dates(pieces)
    over = [(name, i) for i in dates if (name := _beside(pieces, i, -1)) is not None]
    over = _above_places(pieces, over)
    under = [(name, i) for i in dates if (name := _beside(pieces, i, 1)) is not None]
    turns = _above_origins(pieces, inline) or [
        Turn(with_number(pieces, i), pieces[i].name.split(",")[0].strip(), i) for i in inline
    ]
    if 2 * len(under) < len(dates):
        under = []  # titles, it may be
    if _FEW * max(len(under), len(over)) < len(inline):
        under = over = []  # dates of what some of them repeat
    if len(under) > len(over):
        turns += [Turn(with_number(pieces, date), name_of(pieces[n]), n) for n, date in under]
    else:
        turns += [Turn(with_number(pieces, n), name_of(pieces[n]), n) for n, _ in over]
    found = _below_article(pieces, sorted(turns, key=lambda turn: turn.start))
    placed = [replace(turn, author=without_place(turn.author)) for turn in found]
    if sum(a.author != b.author for a, b in zip(found, placed, strict=True)) > max(
        1, len(found) // 2
    ):
        found = placed
    if _all_submitted(pieces, found) or _have_subjects(pieces, found):
        return [replace(turn, start=turn.start - 1) for turn in found]
    return found


def subjected_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Comments below their subject and time in one line, and their name in the next: `Not heroes 04.Apr.2012 09:17 / ann / text`."""
    found = [
        i
        for i, p in enumerate(pieces[:-2])
        if p.tag in ("heading", "dated") and _TIMED_END.search(p.text[-_SUBJECT_TIME:])
        if len(p.text) > _SUBJECT_TIME and may_own(pieces[i + 1])
        if pieces[i + 2].tag in ("text", "furniture", "heading")
    ]
    return (
        [Turn(i, name_of(pieces[i + 1]), i + 1, "comment") for i in found]
        if len(found) >= _SEVERAL
        else []
    )


def _all_submitted(pieces: Sequence[Piece], turns: Sequence[Turn]) -> bool:
    """Whether a title stands over each header of a page, `Submitted by ann on 3 May 2015`: over its first entry and the answers."""
    heads = [t.start for t in turns if pieces[t.start].text[:13].lower() == "submitted by "]
    titled = all(i and pieces[i - 1].tag in ("heading", "text") for i in heads)
    return len(heads) == len(turns) > 2 and titled


def _have_subjects(pieces: Sequence[Piece], turns: Sequence[Turn]) -> bool:
    """Whether a subject line stands over the header of each turn: `Re: Pencils (Score: 2)`."""
    above = [pieces[turn.start - 1] for turn in turns if turn.start]
    titled = all(p.tag in ("heading", "text", "date") and p.words <= 16 for p in above)
    answers = sum(bool(_SUBJECT.search(p.text)) for p in above)
    return titled and len(above) == len(turns) > 1 and 2 * answers > len(above)


def _signs_article(piece: Piece) -> bool:
    """Whether a line signs an article rather than a comment: `By Ann Lee • 3 May 2015`."""
    return piece.text.startswith("By ") and not _CLOCK.search(piece.text)


def _colon_heads(pieces: Sequence[Piece]) -> list[int]:
    """Names with a time and a colon (`ann on 3 May 2015 at 6:40 pm:`), where nothing else is one."""
    found = [i for i, p in enumerate(pieces) if p.tag == "dated" and p.text[-1] == ":"]
    people = [i for i in found if _CLOCK.search(pieces[i].text) and not is_outlet(pieces[i].name)]
    return found if len(found) > 2 and len(people) == len(found) else []


def _bare_dates(pieces: Sequence[Piece]) -> list[int]:
    """Dates without a time, each below a name and over words."""
    zone = comment_zone(pieces, first_prose(pieces))
    found = [
        i
        for i in range(1, len(pieces) - 1)
        if pieces[i].tag == "date" and may_own(pieces[i - 1]) and pieces[i + 1].tag == "text"
        if zone is None or i > zone
    ]
    if zone is not None:
        return found if len(found) > 1 else []
    names = [pieces[i - 1].text for i in found]
    people = len(set(names)) < len(names) or 3 * sum(map(is_handle, names)) >= len(names)
    return found if len(found) > 2 and people else []


def _above_places(pieces: Sequence[Piece], over: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The names one line higher, where a place stands below each: `ann / Low Pier / 3 May`."""
    higher = [(n - 1, date) for n, date in over if n > 1 and may_own(pieces[n - 1])]
    apart = [n for n, _ in higher if pieces[n - 1].tag == "furniture"]
    return higher if len(over) == len(higher) == len(apart) > 1 else over


def _above_origins(pieces: Sequence[Piece], inline: Sequence[int]) -> list[Turn]:
    """Turns whose names stand over a place and a date, each below the buttons of the one above: `ann / Ohio 3 May`."""
    names = [
        i - 1
        for i in inline
        if i and pieces[i - 1].tag == "heading" and may_own(pieces[i - 1])
        if i == 1 or pieces[i - 2].tag in ("furniture", "number")
        if " by " not in pieces[i].text.lower()
    ]
    apart = len({pieces[i].text for i in names}) > 1
    every = len(names) == len(inline) >= _SEVERAL
    return [Turn(i, name_of(pieces[i]), i) for i in names] if every and apart else []


def _is_member(piece: Piece) -> bool:
    """Whether a line begins as only lines of members do: `u/ann`."""
    return piece.text[:3].lower().startswith(("u/", "/u/", "@"))


def _heads_turn(piece: Piece) -> bool:
    answers = " repl" in piece.text.lower() or " response " in piece.text.lower()
    ends = piece.text[-1] != ":" or answers
    return (
        ends
        and "(" not in piece.name
        and 0 < len(without_origin(toward(piece.name)[0]).split()) <= 4
    )


def _beside(pieces: Sequence[Piece], date: int, step: int) -> int | None:
    """The line next to a date that may be a name; counters and signs between them do not count."""
    i = date + step
    while 0 <= i < len(pieces) and abs(i - date) < 4:
        piece = pieces[i]
        if step < 0 and piece.text[0] in "–—-":
            return None  # it signs what stands above
        ranked = (piece.tag == "heading" and is_rank(piece)) or is_rung(piece)
        if may_own(piece) and not ranked:
            return i
        if is_reply(piece) or is_rung(piece):
            i += step
            continue
        if piece.tag != "number" and not (piece.tag == "furniture" and len(piece.text) <= 3):
            return None
        i += step
    return None


def _below_article(pieces: Sequence[Piece], turns: list[Turn]) -> list[Turn]:
    """The turns that are no byline of an article: below its text, or without any article."""
    body = first_prose(pieces)
    zone = comment_zone(pieces, body)
    if zone is not None and all(turn.start < zone for turn in turns):
        zone = None  # it asks for more of them
    bound = body if zone is None else zone
    after = [
        t
        for t in turns
        if t.start > bound or " ago" in pieces[t.handle].text or _is_member(pieces[t.handle])
    ]
    before = [t for t in turns if t.start <= body]
    if zone is not None and (under := _under_zone(pieces, turns, zone)):
        return under
    titled = sum(t.start > 0 and _is_under_title(pieces, t.start) for t in turns)
    if 2 * titled > len(turns) and not is_forum(pieces):
        return []
    if before and len(turns) > 2 and (zone is None or is_forum(pieces)):
        return turns
    return after


def _under_zone(pieces: Sequence[Piece], turns: Sequence[Turn], zone: int) -> list[Turn]:
    """Comments with subjects, all below the one line of a page that heads comments: each begins at its subject."""
    below = [turn for turn in turns if turn.start > zone]
    again = any(
        heads_zone(line)
        for p in pieces[zone + 1 :]
        if p.tag == "furniture"
        for line in p.text.split("\n")
    )
    titled = all(pieces[turn.start - 1].tag == "heading" for turn in below)
    return (
        [replace(t, start=t.start - 1) for t in below]
        if len(below) > 1 and titled and not again
        else []
    )


def _is_under_title(pieces: Sequence[Piece], i: int) -> bool:
    above = pieces[i - 1]
    if above.tag == "text" and i > 1 and pieces[i - 2].tag in ("date", "dated"):
        return False
    if _FILED.match(pieces[i].text):
        return above.tag in ("heading", "correction", "image") or _is_title(above)
    return _is_title(above)


def _is_title(piece: Piece) -> bool:
    """Whether a line above a name and a date is the title of an article."""
    tagged = piece.tag == "heading" or (piece.tag == "text" and piece.text[-1] in '?!”"')
    worded = any(map(str.isalpha, piece.text))
    return tagged and worded and 2 < piece.words < 25 and not _SUBJECT.search(piece.text)
