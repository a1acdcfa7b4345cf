"""Posts whose authors have cards, or whose headers end in a count."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from stancemark.tasks.segment import phrases
from stancemark.tasks.segment.headers import unadorned
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.places import Turn, is_rank, may_own

_LINE = 60
_COUNTED = re.compile(r"\d{1,5}\. (?P<who>\S[^\n]{0,30})")
_STAMP = re.compile(r"«? ?(?:reply )?(?:#\d+ )?on: .*»", re.IGNORECASE)
_MOTTO, _SEVERAL = 3, 4
"""How many words a rank, a motto or a place has at most, and how many cards of members there are at least."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_REACH = 7
"""How many lines above a card the name of its owner may stand."""


def card_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Posts of members with cards, the name above the card or in a line over the text.

    `ann / Senior Member / Joined: 2011 / Posts: 5 / text`, or `by ann » 3 May 2015, 9:10 / text /
    ann / Posts: 5 / Joined: 2011`. Where cards are lists without a name, each begins a post of nobody.
    """
    runs = _card_runs(pieces)
    above = [_above_card(pieces, runs[k - 1][1] if k else -1, run[0]) for k, run in enumerate(runs)]
    if not any(above) and all(pieces[first].text[:2] == "- " for first, _ in runs):
        return [Turn(first, "", first) for first, _ in runs]
    signed = [
        _signed(pieces, runs[k - 1][1] if k else -1, run[0], above[k]) for k, run in enumerate(runs)
    ]
    if 2 * sum(i is not None for i in signed) > len(runs):
        return list(_signed_turns(pieces, runs, above, signed))
    return _headed(pieces, runs, above)


def doubled_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Posts below a counted name that the card repeats, its rank behind it: `2. ann / ann Senior Member / Joined: …`."""
    turns = [
        Turn(i, match["who"], i, "post")
        for i, (piece, below) in enumerate(pairwise(pieces))
        if piece.tag in ("heading", "text") and (match := _COUNTED.fullmatch(piece.text))
        if below.tag in ("heading", "text") and below.words < _REACH
        if below.text.startswith(match["who"])
    ]
    for turn in turns if len(turns) > 1 else ():
        pieces[turn.handle + 1].tag = "cardhead"
    return turns if len(turns) > 1 else []


def stamped_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Posts with their time in a line `« Reply #1 on: 3 May 2015, 09:20 »`, the name over a list of ranks.

    The first post of a thread has no card if its author has left, so that cards alone miss it.
    """
    stamps = [
        i
        for i, piece in enumerate(pieces)
        if piece.tag == "date" and i > 1 and _STAMP.match(piece.text)
    ]
    turns: list[Turn] = []
    for past, stamp in zip([-1, *stamps], stamps, strict=False):
        handle = _above_stamp(pieces, past, stamp)
        if handle is None:
            turns.append(Turn(stamp - 1, "", stamp))
            continue
        for i in range(handle + 1, stamp - 1):
            pieces[i].tag = "cardhead"
        pieces[stamp - 1].tag = "date"
        turns.append(Turn(handle, unadorned(pieces[handle].text), handle))
    return turns


def joined_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Posts below the rank and the day of joining of their author, who may have lost his name: `Full Member / Jan 14, 2007 / Senna / text`.

    Days in no order are not those of posts.
    """
    ranks = Counter(p.text for p in pieces if p.words <= _MOTTO)
    days = [
        i
        for above, i in pairwise(range(len(pieces) - 1))
        if pieces[i].tag == "date" and pieces[i].block == pieces[above].block
        if pieces[above].words <= _MOTTO and pieces[above].tag in ("heading", "credit", "text")
        if is_rank(pieces[above]) or ranks[pieces[above].text] > 1
    ]
    years = [year[0] for i in days if (year := _YEAR.search(pieces[i].text))]
    if (
        len(days) < _SEVERAL
        or len(years) < len(days)
        or years in (sorted(years), sorted(years)[::-1])
    ):
        return []
    return [_joined(pieces, day) for day in days]


def _joined(pieces: Sequence[Piece], day: int) -> Turn:
    """The turn of a card with its day of joining; the card ends in a place of a few words."""
    for i in (day - 1, day, *((day + 1,) if _is_place(pieces[day + 1]) else ())):
        pieces[i].tag = "card"
    name = day - 2
    named = name >= 0 and pieces[name].tag == "heading" and may_own(pieces[name])
    if named:
        return Turn(name, unadorned(pieces[name].text), name, "post")
    return Turn(day - 1, "", day - 1, "post")


def _is_place(piece: Piece) -> bool:
    return piece.tag == "heading" and piece.words <= _MOTTO and piece.text[:1].isupper()


def _above_stamp(pieces: Sequence[Piece], past: int, stamp: int) -> int | None:
    """The name over the ranks, the counts and the subject that stand above the time of a post."""
    i = stamp - 2
    while i > past and stamp - i < 2 * _REACH and _is_of_card(pieces[i]):
        i -= 1
    return i if i > past and may_own(pieces[i]) else None


def _is_of_card(piece: Piece) -> bool:
    return piece.tag in ("card", "furniture", "image", "number") or piece.text[0] in "•*"


def _card_runs(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for i, piece in enumerate(pieces):
        if piece.tag == "card":
            if runs and runs[-1][1] == i - 1:
                runs[-1] = runs[-1][0], i
            else:
                runs.append((i, i))
    return runs


def _above_card(pieces: Sequence[Piece], past: int, first: int) -> list[int]:
    """The lines above a card that may name its owner, nearest first."""
    found: list[int] = []
    for i in range(first - 1, max(past, first - 1 - 2 * _REACH), -1):
        piece = pieces[i]
        if piece.tag in ("date", "number", "image") or (
            piece.tag == "furniture" and piece.words <= 8
        ):
            continue
        if not (may_own(piece) or piece.words <= 4) or len(found) == _REACH:
            break
        if piece.tag not in ("text", "heading", "by", "furniture", "dated", "link"):
            break
        found.append(i)
    return found


def _signed(pieces: Sequence[Piece], past: int, first: int, above: Sequence[int]) -> int | None:
    """The line over a post that names the owner of the card below it."""
    names = {pieces[i].text.casefold() for i in above}
    for i in range(past + 1, first):
        if pieces[i].tag in ("dated", "by") and pieces[i].name.casefold() in names - {""}:
            return i if i not in above else None
    return None


def _signed_turns(
    pieces: Sequence[Piece],
    runs: Sequence[tuple[int, int]],
    above: Sequence[Sequence[int]],
    signed: Sequence[int | None],
) -> Iterator[Turn]:
    for run, heads, head in zip(runs, above, signed, strict=True):
        if head is None:
            continue
        for i in range(heads[0] if heads else run[0], run[0]):
            pieces[i].tag = "cardhead"
        for i in heads:
            if pieces[i].text.casefold() == pieces[head].name.casefold():
                pieces[i].tag = "cardhead"
        titled = head > 0 and pieces[head - 1].tag == "heading"
        if titled and pieces[head - 1].text[:4].lower() == "re: ":
            pieces[head - 1].tag = "date"
        yield Turn(head - titled, pieces[head].name, head)


def _name_offset(pieces: Sequence[Piece], above: Sequence[Sequence[int]]) -> int:
    """How many lines above its card the name stands, on most of the page's cards."""
    known = {p.name.casefold() for p in pieces if p.tag in ("says", "dated") and p.name}
    best, chosen = -1.0, 0
    for offset in range(_REACH):
        lines = [pieces[heads[offset]] for heads in above if len(heads) > offset]
        names = [line for line in lines if may_own(line) and line.tag != "furniture"]
        if not names:
            continue
        all_of = len(above)
        opens = sum(_opens_block(pieces, h[offset]) for h in above if len(h) > offset)
        ranks = sum(is_rank(line) for line in names)
        said = sum(line.text.casefold() in known for line in names)
        different = len({line.text for line in names}) / len(names)
        share = (len(names) + 0.5 * opens + 0.7 * said - ranks) / all_of + 0.5 * different
        if share >= best:
            best, chosen = share, offset
    return chosen


def _opens_block(pieces: Sequence[Piece], i: int) -> bool:
    return i == 0 or pieces[i - 1].block != pieces[i].block


def _headed(
    pieces: Sequence[Piece], runs: Sequence[tuple[int, int]], above: Sequence[Sequence[int]]
) -> list[Turn]:
    """The turns whose names stand at the usual place over their cards, or open a block near it."""
    offset = _name_offset(pieces, above)
    named = [[i for i in heads if may_own(pieces[i])] for heads in above]
    usual = [
        next((i for i in reversed(heads[: offset + 1]) if may_own(pieces[i])), None)
        for heads in above
    ]
    opening = sum(i is not None and _opens_block(pieces, i) for i in usual)
    opens = opening > 0.7 * len(runs)
    return [
        _card_turn(pieces, run, _opener(pieces, handle, heads) if opens else handle)
        for run, handle, heads in zip(runs, usual, named, strict=True)
        if handle is not None
    ]


def _opener(pieces: Sequence[Piece], handle: int, heads: Sequence[int]) -> int:
    """The nearest name at or above a handle that opens a block, or the handle."""
    if _opens_block(pieces, handle):
        return handle
    return next((i for i in heads if i < handle and _opens_block(pieces, i)), handle)


def _card_turn(pieces: Sequence[Piece], run: tuple[int, int], handle: int) -> Turn:
    for i in range(handle + 1, run[0]):
        if pieces[i].tag not in ("date", "number", "dated"):
            pieces[i].tag = "cardhead"
    below = pieces[run[1] + 1] if run[1] + 1 < len(pieces) else None
    start = handle
    if below is None or below.tag not in ("date", "number") or phrases.is_subject(below.text):
        start = _first_of_header(pieces, handle)
    start -= start > 0 and pieces[start - 1].text.lower().startswith("re: ")
    return Turn(start, pieces[handle].name or unadorned(pieces[handle].text), handle)


def _first_of_header(pieces: Sequence[Piece], handle: int) -> int:
    """Where a header begins whose date and number stand over the name, buttons between them."""
    start = i = handle
    while i and handle - i < 5:
        i -= 1
        if (
            pieces[i].tag == "heading"
            and len(pieces[i].text) < _LINE
            and phrases.has_date(pieces[i].text)
        ):
            pieces[i].tag = "date"
        if pieces[i].tag in ("date", "number"):
            if i and pieces[i - 1].tag == "dated":
                break
            start = i
        elif pieces[i].tag != "furniture" or "reply" in pieces[i].text.lower():
            break
    return start


def number_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Posts whose headers end in a count: `ann / Senior Member / 3 May 2015 / #7 / text`."""
    runs = [(i, i) for i, p in enumerate(pieces) if p.tag == "number" and "#" in p.text]
    if len(runs) < 2 or any(p.tag == "card" for p in pieces):
        return []
    above = [_above_card(pieces, runs[k - 1][1] if k else -1, run[0]) for k, run in enumerate(runs)]
    return _headed(pieces, runs, above)
