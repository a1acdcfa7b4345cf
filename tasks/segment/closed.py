"""Comments and posts that their date closes, below their words."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from stancemark.tasks.segment import voice
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.places import Turn, comment_zone_above

_BUTTON = re.compile(r"\b(?:report|flag|abuse|inappropriate|recommend|reply|like)\b", re.IGNORECASE)
_LONGEST = 90
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d")
_FEW = 3
_USUAL = 60
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
