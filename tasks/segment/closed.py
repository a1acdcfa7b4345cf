"""Comments and posts that their date or their signature closes, below their words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from statistics import median

from stancemark.records import UnitKind
from stancemark.tasks.segment import voice
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.places import (
    Turn,
    comment_zone,
    comment_zone_above,
    first_prose,
    first_said,
    is_often_said,
    is_prose,
    is_reply,
    may_name,
)

_BUTTON = re.compile(r"\b(?:report|flag|abuse|inappropriate|recommend|reply|like)\b", re.IGNORECASE)
_LONGEST = 90
_POSTED = re.compile(
    r"\b(?:posted|comment(?:ed)?|written|submitted|left) (?:on|by)\b|registered commenter",
    re.IGNORECASE,
)
_NAMED_BEHIND = re.compile(r"(?<=\bby):? ")
_ANSWERED = re.compile(r"(?:answered|asked)\b", re.IGNORECASE)
_DIGITS = re.compile(r"[+-]?\d[\d.,]*[km]?")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d")
_FEW = 3
_BRIEF, _USUAL = 40, 60
"""How many words most of the posts have at most that nothing but their dates tells apart."""
_OPENS = frozenset({"says", "by", "dated", "card", "handle"})
_SAID = frozenset({"text", "heading", "quoted", "clicks"})


def closed_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Comments between `ann wrote:`, or nothing, and `3 May 2015 4:12 pm -- Report as abuse`."""
    ends = [i for i, piece in enumerate(pieces) if _closes(piece)]
    if not ends or len(ends) < sum(p.tag == "date" and len(p.text) < _LONGEST for p in pieces) / 2:
        return []
    zone = comment_zone_above(pieces, ends[0])
    turns = list(_turns(pieces, ends, zone))
    named = sum(bool(turn.author) for turn in turns)
    enough = len(turns) >= _FEW or (zone is not None and named)
    return turns if enough and (named or zone is not None) else []


def _closes(piece: Piece) -> bool:
    return piece.tag == "date" and len(piece.text) < _LONGEST and bool(_BUTTON.search(piece.text))


def _turns(pieces: Sequence[Piece], ends: Sequence[int], zone: int | None) -> Iterator[Turn]:
    """The turn that each row closes, unless nothing stands over it; the first begins at its name."""
    start = 0 if zone is None else zone + 1
    for end in ends:
        inside = range(start, end)
        head = next((i for i in inside if pieces[i].tag == "says"), None)
        said = [i for i in inside if pieces[i].tag in _SAID and i != head]
        if head is not None and said and (head < said[0] or start == 0):
            yield Turn(head, pieces[head].name, head, "comment")
        elif said and (start or zone is not None):
            yield Turn(said[0], "", end, "comment")
        start = end + 1


def undersigned_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Turns that have lost their names, each over its time: `text / 3 May 2015 at 10:05 PM / text`.

    Comments below an article begin below its last date or byline, posts at the head of the page.
    """
    ends = [i for i, p in enumerate(pieces) if p.tag == "date" and _CLOCK.search(p.text)]
    below = pieces[ends[-1] + 1 :] if ends else ()
    if len(ends) <= _FEW or any(p.tag in _SAID for p in below):
        return []
    heads = [i for i, p in enumerate(pieces) if _heads(p)]
    if heads and heads[-1] > ends[0]:
        return []
    groups = [range(a + 1, b) for a, b in pairwise([heads[-1] if heads else -1, *ends])]
    turns = [([i for i in g if pieces[i].tag in _SAID], g.stop) for g in groups]
    said = [(group, end) for group, end in turns if group]
    newsy = sum(any(voice.is_newsy(pieces[i]) for i in group) for group, _ in said)
    brief = sum(sum(pieces[i].words for i in group) <= _USUAL for group, _ in said)
    if len(said) <= _FEW or 3 * newsy > len(said) or 2 * brief < len(said):
        return []
    return [Turn(group[0], "", end, "comment" if heads else "post") for group, end in said]


def _heads(piece: Piece) -> bool:
    """Whether a line is of the head of an article, or of a turn that has a name."""
    return piece.tag in _OPENS or (piece.tag == "date" and not _CLOCK.search(piece.text))


def talk_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Remarks on a talk page of a wiki, each signed at its end: `Ann Lee (talk) 06:54, 16 July 2008 (UTC)`."""
    signs = [i for i, p in enumerate(pieces) if p.tag == "dated" and p.text.endswith("(UTC)")]
    turns: list[Turn] = []
    for past, sign in zip([-1, *signs], signs, strict=False):
        first = next((i for i in range(past + 1, sign) if pieces[i].tag == "text"), None)
        if first is not None:
            titled = first - 1 > past and pieces[first - 1].tag == "heading"
            turns.append(Turn(first - titled, pieces[sign].name, sign, "comment"))
    return turns if len(turns) > 1 else []


def underwritten_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Comments that are signed below: the words, then `Comment by ann — 3 May 2015 @ 4:12 pm`."""
    zone = comment_zone(pieces, first_prose(pieces))
    top = 0 if zone is None else zone + 1
    signs = [i for i in range(max(top, 1), len(pieces)) if _signs(pieces, i)]
    if len(signs) < (2 if zone is not None else _FEW):
        return []
    shapes = Counter(_begins(pieces[i]) for i in signs)
    shape, count = shapes.most_common(1)[0]
    if zone is None:
        signs = [i for i in signs if _begins(pieces[i]) == shape] if shape and count >= _FEW else []
    if not signs or first_said(pieces, top, signs[0]) is None:
        return []
    if any(map(is_often_said, takewhile(_is_loose, pieces[signs[-1] + 1 : signs[-1] + 3]))):
        return []
    turns = list(_under(pieces, zone, signs))
    titled = sum(
        pieces[t.start].tag in ("heading", "date") and not is_reply(pieces[t.start]) for t in turns
    )
    said = [sum(p.words for p in pieces[t.start : t.handle]) for t in turns]
    articles = len({t.author for t in turns}) == 1 or median(said) > _BRIEF
    blog = zone is None and 2 * titled > len(turns) and articles
    teased = sum(p.name == "teaser" for i in signs for p in pieces[i + 1 : i + 2])
    return [] if blog or (zone is None and 2 * teased > len(signs)) else turns


def _is_loose(piece: Piece) -> bool:
    return piece.tag != "furniture"


def _begins(piece: Piece) -> str:
    """How a line begins, numbers and names left out: `0 posted on`, `posted by`; nothing for a name."""
    if piece.tag == "by" and piece.name == piece.text:
        return "answered"
    text = _DIGITS.sub("0", _NAMED_BEHIND.split(piece.text.casefold(), maxsplit=1)[0])
    return " ".join(text.split()[:3]) if _POSTED.search(piece.text) else ""


def _signs(pieces: Sequence[Piece], i: int) -> bool:
    if pieces[i].tag not in ("dated", "by") or not pieces[i].name:
        return False
    above = pieces[i - 1]
    said = above.tag in ("text", "heading") and not (may_name(above) and above.words < _FEW)
    text = pieces[i].text
    posted = bool(_POSTED.search(text)) or (
        above.tag == "date" and bool(_ANSWERED.match(above.text))
    )
    if not (posted or text[0] in "—–-~"):
        return False
    return said or (posted and above.tag in ("furniture", "date", "link", "image"))


def _under(pieces: Sequence[Piece], zone: int | None, signs: Sequence[int]) -> Iterator[Turn]:
    start = 0 if zone is None else zone + 1
    kind: UnitKind = "post" if zone is None else "comment"
    if zone is None and (below := _below_article(pieces, signs)):
        start, kind = below, "comment"
    for sign in signs:
        first = first_said(pieces, start, sign)
        if first is not None:
            yield Turn(first, pieces[sign].name.partition(",")[0], sign, kind)
        start = sign + 1


def _below_article(pieces: Sequence[Piece], signs: Sequence[int]) -> int:
    """The last paragraph over the first signature, where an article stands above it that has a title as no comment has."""
    firsts = [
        first_said(pieces, start, sign) for start, sign in pairwise([0, *(i + 1 for i in signs)])
    ]
    titled = [first is not None and pieces[first].tag == "heading" for first in firsts]
    texts = [i for i in range(signs[0]) if pieces[i].tag == "text"]
    above = titled[0] and not any(titled[1:]) and len(texts) > 1
    return texts[-1] if above and is_prose(pieces[texts[0]]) else 0
