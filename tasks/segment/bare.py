"""Posts that nobody's name heads, told by the space between them or by the numbers of a list."""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from stancemark.records import UnitKind
from stancemark.tasks.segment import voice
from stancemark.tasks.segment.headers import is_handle, office_of, unadorned
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.places import (
    Turn,
    comment_zone,
    first_prose,
    is_prose,
    is_reply,
    may_name,
)

_LEAST, _FEW = 4, 3
"""How many posts there are at least, and from how many items of a list on most are enough."""
_MOST = 0.75
"""The share of the spaces of a page that may be the wider ones: with more, nothing tells them apart."""
_GAP = 3
_LONG, _BACK, _LOOKED = 24, 40_000, 200
"""From how many characters on words are a quotation, and how many above a turn it may repeat; how many turns are looked at."""
_SPOKEN = 0.6
"""The share of posts in which somebody has to talk, rather than report."""
_TALKS = re.compile(
    r"\?(?:\s|$)|\.\.\.|^[a-z]|\b(?:lol|imho|btw|guess|think|hope)\b", re.IGNORECASE
)
_BRIEF, _USUAL = 12, 80
"""How many words are few, and how many a post has at most in the middle of all."""
_SIGNED = frozenset({"by", "dated", "says", "handle", "card"})


def apart_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Posts set apart by a line of spaces, or by one blank line more than paragraphs are."""
    zone = comment_zone(pieces, first_prose(pieces))
    top = 0 if zone is None else zone + 1
    opens = [b for a, b in pairwise(range(top, len(pieces))) if pieces[a].block != pieces[b].block]
    for wide in (
        [i for i in opens if pieces[i].apart],
        [i for i in opens if pieces[i].gap >= _GAP],
    ):
        if len(wide) + 1 >= _LEAST and len(wide) <= _MOST * len(opens):
            turns = _posts(pieces, [top, *wide])
            if turns and (zone is not None or _is_thread(pieces, turns)):
                return turns
    return []


def itemed_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Comments below a text, or posts of a thread, that a dump has made an indented list, without names."""
    body = first_prose(pieces)
    started = any(p.tag == "by" and "started by" in p.text for p in pieces[:body])
    items = [
        i
        for i in range(body - started, len(pieces))
        if pieces[i].tag == "listed" and pieces[i].indent
    ]
    if len(items) < 2 or (pieces[items[0] - 1].text[-1] == ":" and not started):
        return []
    if any(is_prose(p) and not p.indent for p in pieces[items[0] :]):
        return []
    groups = pairwise([*items, len(pieces)])
    spoken = sum(_is_spoken(pieces[a + 1 : b]) for a, b in groups)
    enough = 2 * spoken > len(items) if len(items) >= _FEW else spoken == len(items)
    kind: UnitKind = "post" if started else "comment"
    return [Turn(i, "", i, kind) for i in items] if enough or started else []


def answering_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Posts that have lost their names, below their time: `posted on 3 May 2015 @ 10:41 / a reply to: mole`."""
    dates = [
        i for i, p in enumerate(pieces) if p.tag == "date" and p.text[:9].lower() == "posted on"
    ]
    answers = sum(any(map(is_reply, pieces[i + 1 : i + 3])) for i in dates)
    return [Turn(i, "", i, kind="post") for i in dates] if answers > 1 else []


def following_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Posts that have lost their names, below numbers that follow one another: `#1527 / text / #1528`."""
    numbers = [i for i, p in enumerate(pieces) if p.tag == "number" and "#" in p.text]
    counts = [int(pieces[i].text.partition("#")[2]) for i in numbers]
    rising = sum(b - a == 1 for a, b in pairwise(counts))
    first = len(numbers) >= _LEAST and not any(map(is_prose, pieces[: numbers[0]]))
    return [Turn(i, "", i, kind="post") for i in numbers if first and rising >= _MOST * len(counts)]


def _posts(pieces: Sequence[Piece], starts: Sequence[int]) -> list[Turn]:
    """The posts that begin at some pieces, if people talk in most of them."""
    groups = list(pairwise([*starts, len(pieces)]))
    said = [(a, b) for a, b in groups if _says(pieces[a:b])]
    signed = next((n for n, (a, b) in enumerate(said[:2]) if _is_signed(pieces[a:b])), -1)
    said = said[signed + 1 :]
    if len(said) < _LEAST or any(p.tag in _SIGNED for p in pieces[said[0][0] :]):
        return []
    if sum(_is_spoken(pieces[a:b]) for a, b in said) < _SPOKEN * len(said):
        return []
    titled = sum(pieces[a].tag == "heading" and pieces[a].words > 2 and b - a > 1 for a, b in said)
    if 3 * titled > len(said):
        return []
    named = [may_name(pieces[a]) and b - a > 1 for a, b in said[1:]]
    heads = sum(named) > _SPOKEN * len(named)
    kind: UnitKind | None = None if signed < 0 else "comment"
    return [
        Turn(a, unadorned(pieces[a].text) if heads and may_name(pieces[a]) else "", a, kind)
        for a, _ in said
    ]


def _is_thread(pieces: Sequence[Piece], turns: Sequence[Turn]) -> bool:
    """Whether turns that no line announces are brief, and those of people rather than of papers."""
    bounds = [*(turn.start for turn in turns), len(pieces)]
    groups = [pieces[a:b] for a, b in pairwise(bounds)]
    if _quote_one_another(groups) or _come_again(turns):
        return True
    own = sum(any(voice.is_own(p) or voice.is_spoken(p) for p in group) for group in groups)
    newsy = sum(any(voice.is_newsy(p) and not voice.is_own(p) for p in group) for group in groups)
    usual = median(sum(p.words for p in group) for group in groups)
    return len(groups) > _LEAST and 2 * own >= len(groups) >= 3 * newsy and usual <= _USUAL


def _quote_one_another(groups: Sequence[Sequence[Piece]]) -> bool:
    """Whether two turns or more begin with words of turns above them."""
    above = "\n".join(p.text for p in groups[0])
    quoting = 0
    for group in groups[1:_LOOKED]:
        first = group[0].text.strip('“”"…. ')
        quoting += len(group) > 1 and len(first) > _LONG and first in above
        above = "\n".join([above[-_BACK:], *(p.text for p in group)])
    return quoting > 1


def _come_again(turns: Sequence[Turn]) -> bool:
    """Whether the names over turns are those of people: one comes again, or many are handles."""
    names = [turn.author for turn in turns if turn.author]
    return bool(names) and (
        len(set(names)) < len(names) or 3 * sum(map(is_handle, names)) >= len(names)
    )


def _is_signed(group: Sequence[Piece]) -> bool:
    """Whether a group is an article with its byline, or the end of one."""
    return any(p.tag in _SIGNED or office_of(p.text) for p in group) and any(map(is_prose, group))


def _says(group: Sequence[Piece]) -> bool:
    """Whether a post has words; a label over furniture is none."""
    if any(p.tag in ("text", "quoted") for p in group):
        return True
    return any(p.tag == "heading" for p in group) and group[-1].tag != "furniture"


def _is_spoken(group: Sequence[Piece]) -> bool:
    """Whether somebody talks in a post: of himself, to others, in few words, or in questions."""
    texts = [p for p in group if p.tag in ("text", "heading", "quoted")]
    if any(voice.is_newsy(p) and not voice.is_own(p) for p in texts[-1:]):
        return False
    if sum(p.words for p in texts) <= _BRIEF:
        return True
    return any(voice.is_own(p) or voice.is_spoken(p) or _TALKS.search(p.text) for p in texts)
