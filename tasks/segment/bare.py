"""Posts that nobody's name heads, told by the space between them or by the numbers of a list."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from stancemark.records import UnitKind
from stancemark.tasks.segment import voice
from stancemark.tasks.segment.headers import is_handle, office_of, unadorned
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.outlets import is_outlet
from stancemark.tasks.segment.places import (
    Turn,
    comment_zone,
    first_prose,
    is_prose,
    is_reply,
    is_started,
    may_name,
    stands_above,
)

_LEAST, _FEW = 4, 3
"""How many posts there are at least, and from how many items of a list on most are enough."""
_MOST = 0.75
"""The share of the spaces of a page that may be the wider ones: with more, nothing tells them apart."""
_GAP = 3
_ANNOUNCES = re.compile(r"[\w)\"”’]:$")
"""How what announces something ends, and no sign for a smile."""
_DIGITS = 6
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
    spaced = [i for i in opens if pieces[i].gap >= _GAP]
    for wide in ([i for i in opens if pieces[i].apart], _borders(pieces, opens, spaced)):
        titled = sum(pieces[i - 1].tag == "heading" and pieces[i - 1].words > _FEW for i in wide)
        if len(wide) + 1 >= _LEAST and len(wide) <= _MOST * len(opens) and 2 * titled < len(wide):
            turns = _posts(pieces, [top, *wide])
            if turns and (zone is not None or _is_thread(pieces, turns)):
                return turns
    return []


def _borders(pieces: Sequence[Piece], opens: Sequence[int], spaced: Sequence[int]) -> Sequence[int]:
    """Which spaces part posts: the wider ones, or all others where the wider stand between what belongs together.

    What ends in a colon, and a link over a title, belong to what is below them.
    """
    led = {
        i
        for i in opens
        if pieces[i - 1].tag == "link" or _ANNOUNCES.search(pieces[i - 1].text[-2:])
    }
    rest = [i for i in opens if i not in spaced]
    return rest if len(led) > 1 and led <= set(spaced) and len(rest) < len(spaced) else spaced


def itemed_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Comments below a text, or posts of a thread, that a dump has made an indented list, without names."""
    body = first_prose(pieces)
    started = is_started(pieces[:body])
    items = [
        i
        for i in range(body - started, len(pieces))
        if pieces[i].tag == "listed" and pieces[i].indent
    ]
    items = sorted({*items, *_answers(pieces, items)})
    if len(items) < 2 or (pieces[items[0] - 1].text[-1] == ":" and not started):
        return []
    if any(is_prose(p) and not p.indent for p in pieces[items[0] :]):
        return []
    groups = pairwise([*items, len(pieces)])
    spoken = sum(_is_spoken(pieces[a + 1 : b]) for a, b in groups)
    enough = 2 * spoken > len(items) if len(items) >= _FEW else spoken == len(items)
    kind: UnitKind = "post" if started else "comment"
    return [Turn(i, "", i, kind) for i in items] if enough or started else []


def _answers(pieces: Sequence[Piece], items: Sequence[int]) -> list[int]:
    """The answers to numbered comments that a dump has made bullets, each deeper than what it answers."""
    if len(items) < 2:
        return []
    least = min(pieces[i].indent for i in items)
    rest = range(items[0] + 1, len(pieces))
    return [i for i in rest if pieces[i].text[:2] == "• " and pieces[i].indent > least]


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
    numbers = numbers or [i for i, p in enumerate(pieces) if _counts(p)]
    counts = [int(pieces[i].text.rpartition("#")[2]) for i in numbers]
    rising = sum(b - a == 1 for a, b in pairwise(counts))
    first = len(numbers) >= _LEAST and not any(map(is_prose, pieces[: numbers[0]]))
    return [Turn(i, "", i, kind="post") for i in numbers if first and rising >= _MOST * len(counts)]


def subject_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Posts that have lost their names, each below the subject of the thread: `Re: Pencils / text / Re: Pencils`."""
    found = [i for i, p in enumerate(pieces) if p.text[:4].lower() == "re: " and "\n" not in p.text]
    subject, count = Counter(pieces[i].text for i in found).most_common(1)[0] if found else ("", 0)
    above = {p.text for p in pieces[: found[0]]} if found else set()
    if count < _LEAST or subject[4:] not in above:
        return []
    heads = [i for i in found if pieces[i].text == subject]
    if any(p.tag in _SIGNED | {"date"} for i in heads for p in pieces[max(0, i - 1) : i + 2]):
        return []
    for i in heads:
        pieces[i].tag = "date"
    return [Turn(i, "", i, "post") for i in heads]


def _counts(piece: Piece) -> bool:
    """Whether a line is no more than a number, as posts have it above them."""
    return (
        piece.tag in ("heading", "number") and piece.text.isdecimal() and len(piece.text) < _DIGITS
    )


def _posts(pieces: Sequence[Piece], starts: Sequence[int]) -> list[Turn]:
    """The posts that begin at some pieces, if people talk in most of them."""
    groups = list(pairwise([*starts, len(pieces)]))
    said = [(a, b) for a, b in groups if _says(pieces[a:b])]
    article = next((n for n, (a, b) in enumerate(said[:2]) if _is_signed(pieces[a:b])), -1)
    said = said[article + 1 :]
    if len(said) < _LEAST:
        return []
    first = [p for a, _ in said for p in pieces[a : a + 1 + (not _is_title(pieces[a]))]]
    signed = any(p.tag in _SIGNED and not is_outlet(p.name) for p in first)
    if signed and not _quote_by_name(pieces[said[0][0] :]):
        return []
    if sum(_is_spoken(pieces[a:b]) for a, b in said) < _SPOKEN * len(said):
        return []
    titled = sum(_is_title(pieces[a]) and b - a > 1 for a, b in said)
    if 3 * titled > len(said):
        return []
    named = [may_name(pieces[a]) and b - a > 1 for a, b in said[1:]]
    heads = sum(named) > _SPOKEN * len(named)
    kind: UnitKind | None = None if article < 0 else "comment"
    return [
        Turn(a, unadorned(pieces[a].text) if heads and may_name(pieces[a]) else "", a, kind)
        for a, _ in said
    ]


def _is_title(piece: Piece) -> bool:
    """Whether a line may be the title of a paste."""
    return piece.tag == "heading" and piece.words > 2


def _is_thread(pieces: Sequence[Piece], turns: Sequence[Turn]) -> bool:
    """Whether turns that no line announces are brief, and those of people rather than of papers."""
    bounds = [*(turn.start for turn in turns), len(pieces)]
    groups = [pieces[a:b] for a, b in pairwise(bounds)]
    quoting = _quote_one_another(groups)
    if quoting > 1 or _come_again(turns) or _quote_by_name(pieces):
        return True
    own = sum(any(voice.is_own(p) or voice.is_spoken(p) for p in group) for group in groups)
    newsy = sum(any(voice.is_newsy(p) and not voice.is_own(p) for p in group) for group in groups)
    usual = median(sum(p.words for p in group) for group in groups)
    brief = usual <= _USUAL or quoting
    return len(groups) > _LEAST and 2 * own >= len(groups) >= 3 * newsy and bool(brief)


def _quote_one_another(groups: Sequence[Sequence[Piece]]) -> int:
    """How many turns begin with words of turns above them."""
    above = "\n".join(p.text for p in groups[0])
    quoting = 0
    for group in groups[1:_LOOKED]:
        first = group[0].text.strip('“”"…. ')
        quoting += len(group) > 1 and len(first) > _LONG and first in above
        above = "\n".join([above[-_BACK:], *(p.text for p in group)])
    return quoting


def _quote_by_name(pieces: Sequence[Piece]) -> bool:
    """Whether two lines or more like `ann said:` stand over words that are on the page above them."""
    heads = [i for i, p in enumerate(pieces[:-1]) if p.tag == "says"]
    return sum(stands_above(pieces[i + 1].text.partition("\n")[0], pieces, i) for i in heads) > 1


def _come_again(turns: Sequence[Turn]) -> bool:
    """Whether the names over turns are those of people: one comes again, or many are handles."""
    names = [turn.author for turn in turns if turn.author]
    return bool(names) and (
        len(set(names)) < len(names) or 3 * sum(map(is_handle, names)) >= len(names)
    )


def _is_signed(group: Sequence[Piece]) -> bool:
    """Whether a group is an article with its byline, or the end of one."""
    signs = _SIGNED - {"says"}
    return any(p.tag in signs or office_of(p.text) for p in group) and any(map(is_prose, group))


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


def nested_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Comments below an article that have lost their names, each deeper than what it answers."""
    first = next((i for i, p in enumerate(pieces) if p.indent), 0)
    below = pieces[first:]
    if len({p.indent for p in below}) < _FEW or not all(map(_is_deep, below)):
        return []
    if not any(map(is_prose, pieces[:first])):
        return []
    moved = (i for i, (a, b) in enumerate(pairwise(below), first + 1) if a.indent != b.indent)
    turns = [first, *moved]
    return [Turn(i, "", i, "comment") for i in turns] if len(turns) > _LEAST else []


def _is_deep(piece: Piece) -> bool:
    """Whether a line is an indented paragraph, and no item of a list."""
    return piece.tag == "text" and piece.indent > 0 and piece.text[0] not in "•-*"
