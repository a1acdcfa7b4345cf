"""The forms of turns on a page without markup: one function per form of header, in `FINDERS`."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from stancemark.tasks.segment.alone import (
    footed_turns,
    mail_turns,
    named_turns,
    ranked_turns,
    returning_turns,
    settle_ranks,
)
from stancemark.tasks.segment.bare import (
    answering_turns,
    apart_turns,
    following_turns,
    itemed_turns,
    nested_turns,
    subject_turns,
)
from stancemark.tasks.segment.cards import (
    card_turns,
    doubled_turns,
    joined_turns,
    number_turns,
    stamped_turns,
)
from stancemark.tasks.segment.clocked import clocked_turns, titled_turns
from stancemark.tasks.segment.closed import (
    closed_turns,
    talk_turns,
    undersigned_turns,
    underwritten_turns,
)
from stancemark.tasks.segment.dated import dated_turns, subjected_turns
from stancemark.tasks.segment.headers import is_handle
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.missed import tag_ranks, tidied, unranked, with_missed
from stancemark.tasks.segment.outlets import is_outlet
from stancemark.tasks.segment.places import (
    Turn,
    comment_zone,
    first_prose,
    heads_zone,
    is_prose,
    is_reply,
)
from stancemark.tasks.segment.recurring import framed_turns, settle
from stancemark.tasks.segment.repeated import (
    bulleted_turns,
    buttoned_turns,
    channel_turns,
    counted_turns,
    glued_turns,
    handled_turns,
    quoting_turns,
)
from stancemark.tasks.segment.saying import says_turns
from stancemark.tasks.segment.untold import untold_turns

_WRITTEN = re.compile(
    r"(?:written|story|article|report(?:ed)?|analysis|fact check) by\b", re.IGNORECASE
)
"""How the byline of an article begins, and the head of no comment."""
_FEW, _LISTED = 2, 3
"""How many papers among the names over turns are few, and how many paragraphs a numbered comment may have."""
_NUMBER = re.compile(r"\d{1,5}")
Finder = Callable[[Sequence[Piece]], list[Turn]]


def find_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """The posts or comments of a page: the form of header that the most of them have.

    Cards are the surest header and count wherever two are found. Of other forms with equally many the first of `FINDERS` counts. Numbered comments that name nobody
    may stand among any.
    """
    forms = (doubled_turns, card_turns, stamped_turns, joined_turns)
    cards = max((form(pieces) for form in forms), key=len)
    if len(cards) > 1:
        return cards
    found = [cards, *(finder(pieces) for finder in FINDERS[1:])]
    framed, ranked = (found[FINDERS.index(finder)] for finder in (framed_turns, ranked_turns))
    found = _likely(pieces, found)
    turns = max(found, key=lambda turns: (_said(pieces, turns), *_people(turns)), default=[])
    if turns is framed:
        turns = next((named for named in found if _are_named(named, framed)), framed)
    turns = _with_names(turns, found)
    stated = _stated(pieces)
    if stated > 1 and _said(pieces, turns) != stated:
        exact = (turns for turns in found if _said(pieces, turns) == len(turns) == stated)
        turns = next(exact, turns)
    if turns is framed:
        settle(pieces)
    elif turns is ranked:
        settle_ranks(pieces, turns)
    if turns and all(_WRITTEN.match(pieces[turn.handle].text) for turn in turns):
        return []
    untold = [] if turns else untold_turns(pieces)
    turns = tidied(pieces, with_missed(pieces, unranked(pieces, turns or untold)))
    tag_ranks(pieces, turns)
    turns = [_from_title(pieces, turn) for turn in turns[:1]] + turns[1:]
    if not untold and (turns or _may_be_listed(pieces)):
        turns = sorted([*turns, *_listed_turns(pieces, turns)], key=lambda turn: turn.start)
    return turns


def _likely(pieces: Sequence[Piece], found: Sequence[list[Turn]]) -> list[list[Turn]]:
    """Those of the turns found that may be some: no bylines of entries, no papers, no lines that say whom one answers."""
    under = found[FINDERS.index(underwritten_turns)]
    framed = found[FINDERS.index(framed_turns)]
    signs = {turn.handle for turn in under}
    closes = _close_entries(pieces, framed)
    return [
        turns
        for turns in found
        if turns is under or not signs & {t.handle for t in turns}
        if not (turns is framed and closes)
        if not _of_papers(turns) and not any(is_reply(pieces[t.handle]) for t in turns)
    ]


def _with_names(turns: list[Turn], found: Sequence[list[Turn]]) -> list[Turn]:
    """Turns without names with those of which another form tells some, most of them in the same places."""
    if any(turn.author for turn in turns):
        return turns
    starts = {turn.start for turn in turns}
    for others in found:
        named = {turn.start: turn for turn in others if turn.author}
        if _FEW < len(named) == len(others) and 2 * len(starts & named.keys()) > len(named):
            merged = {turn.start: turn for turn in turns} | named
            return [merged[start] for start in sorted(merged)]
    return turns


def _are_named(turns: Sequence[Turn], framed: Sequence[Turn]) -> bool:
    """Whether names stand right over all dates that frame turns but the first, which is that of the article."""
    nobody = not any(turn.author for turn in framed)
    under = [turn.handle + 1 for turn in turns if turn.author]
    return nobody and len(under) > _FEW and under == [turn.start for turn in framed[1:]]


def _close_entries(pieces: Sequence[Piece], turns: Sequence[Turn]) -> bool:
    """Whether turns begin at bylines, or at dates of which the first closes a text and the last stands over none."""
    if all(pieces[turn.start].tag == "by" for turn in turns):
        return True
    dates = all(pieces[turn.start].tag == "date" for turn in turns)
    above, below = pieces[: turns[0].start], pieces[turns[-1].start :]
    return dates and any(map(is_prose, above)) and not any(map(is_prose, below))


def _may_be_listed(pieces: Sequence[Piece]) -> bool:
    """Whether a page without turns says that it has comments, and at most one of its lines names somebody."""
    counted = any(
        heads_zone(line)
        for p in pieces
        if p.tag in ("furniture", "heading") and len(p.text) < 400
        for line in p.text.split("\n")
    )
    return counted and sum(p.tag in ("by", "dated") and bool(p.name) for p in pieces) < 2


def _stated(pieces: Sequence[Piece]) -> int:
    """How many comments the page says it has, 0 if it does not say so."""
    zone = comment_zone(pieces, first_prose(pieces))
    match = _NUMBER.search(pieces[zone].text) if zone is not None else None
    return int(match[0]) if match else 0


def _people(turns: Sequence[Turn]) -> tuple[bool, int]:
    """Whether turns have several authors, since one may be a button, and how many are handles."""
    return len({turn.author for turn in turns}) > 1, sum(is_handle(turn.author) for turn in turns)


def _from_title(pieces: Sequence[Piece], turn: Turn) -> Turn:
    """A thread's first turn from its title on, if that stands right over who submitted it."""
    submitted = turn.start > 0 and pieces[turn.start].text[:10].lower() == "submitted "
    titled = (
        submitted
        and pieces[turn.start - 1].tag in ("heading", "text")
        and pieces[turn.start - 1].words > 2
    )
    return replace(turn, start=turn.start - 1) if titled else turn


def _of_papers(turns: Sequence[Turn]) -> bool:
    """Whether turns are items of a press review: several are headed by names of outlets."""
    names = {turn.author for turn in turns if turn.author}
    return len(names) > _FEW and 3 * sum(map(is_outlet, names)) >= len(names)


def _said(pieces: Sequence[Piece], turns: Sequence[Turn]) -> int:
    """How many turns hold words below their handle, or above it if it closes them."""
    if not turns:
        return 0
    ends = [*(turn.start for turn in turns[1:]), len(pieces)]
    return sum(_speaks(pieces, turn, end) for turn, end in zip(turns, ends, strict=False))


def _speaks(pieces: Sequence[Piece], turn: Turn, end: int) -> bool:
    first = turn.handle + bool(turn.author)
    below = any(p.tag in ("text", "heading", "says", "listed") for p in pieces[first:end])
    return below or any(p.tag == "text" for p in pieces[turn.start : turn.handle])


def _listed_turns(pieces: Sequence[Piece], turns: Sequence[Turn]) -> Iterator[Turn]:
    """Numbered comments that name nobody: all of a page, or those missing in its count."""
    taken = {i for turn in turns for i in _header(pieces, turn)}
    heads = [pieces[t.start].text[:8] for t in turns if pieces[t.start].tag != "text"]
    counted = {match[0] for head in heads if (match := _NUMBER.search(head))}
    named = any(turn.author for turn in turns) and not counted
    end = turns[0].start if named else len(pieces)  # below it a list is somebody's words
    body, expected = first_prose(pieces), 1
    zone = comment_zone(pieces, body) if named else None
    if named and zone is None and _goes_on(pieces[:end]):
        return
    body = body if zone is None else zone
    starts = {turn.start for turn in turns} | {len(pieces)}
    for i, piece in enumerate(pieces[:end]):
        number = piece.text.strip("#. ") if piece.tag in ("listed", "number") else ""
        if i > body and number.isdigit() and int(number) == expected:
            expected += 1
            closes = i + 1 in starts and pieces[i - 1].tag in ("date", "dated", "by")
            if i not in taken and number not in counted and not closes:
                yield Turn(i, "", i)
        elif i in taken and (head := _NUMBER.search(piece.text[:8])) and int(head[0]) == expected:
            expected += 1


def _goes_on(above: Sequence[Piece]) -> bool:
    """Whether a text goes on below the last list in it, which then is a part of it."""
    last = next(
        (i for i in range(len(above) - 1, -1, -1) if above[i].tag in ("listed", "number")), 0
    )
    return sum(p.tag == "text" for p in above[last:]) > _LISTED


def _header(pieces: Sequence[Piece], turn: Turn) -> range:
    """The lines of a turn over its words."""
    end = turn.handle + 1
    while end < len(pieces) and pieces[end].tag not in ("text", "quoted", "says"):
        end += 1
    return range(turn.start, end if turn.author else turn.start + 1)


FINDERS: tuple[Finder, ...] = (
    card_turns,
    mail_turns,
    number_turns,
    says_turns,
    dated_turns,
    subjected_turns,
    footed_turns,
    named_turns,
    returning_turns,
    counted_turns,
    bulleted_turns,
    underwritten_turns,
    clocked_turns,
    titled_turns,
    channel_turns,
    handled_turns,
    quoting_turns,
    glued_turns,
    buttoned_turns,
    framed_turns,
    apart_turns,
    itemed_turns,
    nested_turns,
    subject_turns,
    answering_turns,
    closed_turns,
    undersigned_turns,
    talk_turns,
    following_turns,
    ranked_turns,
)
"""The forms of turns that pages are tried for: a new form is a function here, and its name."""
