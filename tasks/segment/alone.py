"""Turns headed by a name without a date, and letters headed by `From:`."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from stancemark.tasks.segment.boxes import is_often
from stancemark.tasks.segment.headers import FULL_NAME, is_prompt, unadorned
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.outlets import is_outlet
from stancemark.tasks.segment.places import (
    FOOT,
    Turn,
    comment_zone,
    first_prose,
    is_forum,
    is_prose,
    is_rank,
    may_name,
    may_own,
    with_number,
)
from stancemark.tasks.segment.titles import may_title
from stancemark.tasks.segment.wording import of_a_member

_MAIL = re.compile(
    r"from:\s+(?:\S+@\S+\s+\((?P<real>[^()@]{2,60})\)$|(?P<who>[^<(]{2,60}?)\s*(?:[<(].*)?$)",
    re.IGNORECASE,
)
_SPELLED = re.compile(r" \S+ at [\w.-]+\.[a-z]{2,12}$")
"""An address as archives spell it out."""
_ALONE = frozenset({"heading", "text", "by", "furniture"})
_FULL_NAME = re.compile(FULL_NAME)
_FEW = 3
_PLACE_WORDS = 6
_RANK = 25
"""How many characters a rank has at most that is told by its words."""
_MAIL_BELOW = ("subject:", "date:", "to:", "sent:")


def mail_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Letters of a mailing list, headed by `From: Ann Lee <ann@…>` and `Subject:` or `Date:`.

    Or, as archives print them, by a subject, `Ann Lee ann at quay.example` and a date.
    """
    turns: list[Turn] = []
    for i, piece in enumerate(pieces):
        if piece.tag == "by" and _SPELLED.search(piece.text) and _is_dated(pieces[i + 1 : i + 2]):
            titled = i > 0 and pieces[i - 1].tag == "heading"
            if titled and turns:
                pieces[i - 1].tag = "date"  # the subject once more
            turns.append(Turn(i - titled, piece.name, i, "post"))
        if piece.text[:5].lower() != "from:" or len(piece.text) > 120:
            continue
        match = _MAIL.match(piece.text)
        head = [p for p in pieces[i + 1 : i + 5] if p.text.lower().startswith(_MAIL_BELOW)]
        if match and head:
            for row in head:
                row.tag = "date"
            turns.append(Turn(i, (match["real"] or match["who"]).strip(" \"'"), i))
    return turns


def _is_dated(below: Sequence[Piece]) -> bool:
    return any(p.tag == "date" for p in below)


def footed_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Comments that end in a row of buttons (`Like · Reply · 2h`), the next name right below."""
    body = first_prose(pieces)
    zone = comment_zone(pieces, body)
    feet = [
        i
        for i, p in enumerate(pieces)
        if i > body and p.tag == "furniture" and len(p.text) < 60 and FOOT.search(p.text)
    ]
    starts = [zone if zone is not None else body, *feet]
    heads = [i for start in starts if (i := _next_name(pieces, start)) is not None]
    heads = list(dict.fromkeys(heads))
    if len(heads) < _FEW:
        return []
    names = {pieces[i].text for i in heads}
    body = next((i for i in range(body, len(pieces)) if not may_title(pieces[i])), body)
    first = [i for i in range(body) if pieces[i].text in names][-1:]
    if first and not any(map(is_prose, pieces[first[0] : body])):
        heads = first + [i for i in heads if i > body]
    places = [pieces[i + 1] for i in heads if _is_place(pieces[i + 1 : i + 3])]
    for place in places if 2 * len(places) > len(heads) else ():
        place.tag = "cardhead"
    return [Turn(i, name_of(pieces[i]), i) for i in heads]


def _is_place(below: Sequence[Piece]) -> bool:
    """Whether a few words between a name and a text may be where somebody lives or works."""
    brief = below[0].tag == "heading" and below[0].words <= _PLACE_WORDS
    return brief and len(below) > 1 and below[1].tag in ("text", "heading")


def _next_name(pieces: Sequence[Piece], start: int) -> int | None:
    """The line after a row of buttons and counters, if it may be a name over some words."""
    for i in range(start + 1, min(start + 8, len(pieces) - 1)):
        if pieces[i].tag in ("furniture", "number", "image") or is_prompt(pieces[i].text):
            continue
        often = is_often(pieces[i]) and (
            pieces[i].words == 1 or pieces[i].text[:3].lower() == "re:"
        )
        named = may_name(pieces[i]) and not often
        below = pieces[i + 1]
        said = below.tag in ("text", "heading", "says", "quoted") or below.name == "user card"
        return i if named and said else None
    return None


def named_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Comments below a line that heads them, each a name (`ann`, `3. ann:`) over its words."""
    body = first_prose(pieces)
    zone = comment_zone(pieces, body)
    turns: list[Turn] = []
    past = body if zone is None else zone
    headers = (p for p in pieces[past + 1 :] if p.tag in ("by", "dated", "date"))
    if any(not is_outlet(p.name) for p in headers):
        zone = None
    led = zone is None and 0 < body < len(pieces) and pieces[body - 1].tag == "named"
    for i in range(body - 1 if led else past + 1, len(pieces) - 1):
        piece = pieces[i]
        if piece.tag == "named":
            turns.append(Turn(with_number(pieces, i), piece.name, i))
        elif zone is not None and may_own(piece) and _is_over_words(pieces, i):
            turns.append(Turn(i, name_of(piece), i))
    return turns if len(turns) > 1 else []


def returning_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Turns below full names that stand alone, or on a thread below any names, at least two of which come again."""
    last = len(pieces) - 1
    thread = is_forum(pieces)
    heads = [
        i
        for i, p in enumerate(pieces[:last])
        if p.tag in _ALONE and (_FULL_NAME.fullmatch(p.text) or (thread and _is_alone(pieces, i)))
        if pieces[i + 1].tag in ("text", "says") and not is_rank(p)
    ]
    often = Counter(pieces[i].text for i in heads)
    if sum(count > 1 for count in often.values()) < 2 or any(map(is_outlet, often)):
        return []
    return [Turn(i, pieces[i].text, i) for i in heads]


def _is_alone(pieces: Sequence[Piece], i: int) -> bool:
    """Whether a line that may be a name has blank lines on both sides."""
    return may_name(pieces[i]) and pieces[i].block not in (pieces[i - 1].block, pieces[i + 1].block)


def ranked_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Posts below a name and no more of a card than a rank: `ann / Senior Member / text`."""
    heads = [
        i
        for i, piece in enumerate(pieces[:-2])
        if may_name(piece) and not _ranks(piece) and _ranks(pieces[i + 1])
    ]
    return [Turn(i, name_of(pieces[i]), i) for i in heads] if len(heads) >= _FEW else []


def settle_ranks(pieces: Sequence[Piece], turns: Sequence[Turn]) -> None:
    """Tag the ranks below the names of such posts."""
    for turn in turns:
        for piece in takewhile(_ranks, pieces[turn.handle + 1 : turn.handle + 1 + _FEW]):
            piece.tag = "cardhead"


def _ranks(piece: Piece) -> bool:
    """Whether a line is no more than a rank of members."""
    brief = piece.tag in _ALONE and piece.words <= _FEW and len(piece.text) <= _RANK
    return brief and (is_rank(piece) or of_a_member(piece.text.rstrip(".") or piece.text))


def _is_over_words(pieces: Sequence[Piece], i: int) -> bool:
    """Whether a line stands over a sentence, or over a few words with buttons below them."""
    below, third = pieces[i + 1], pieces[i + 2 : i + 3]
    if below.tag == "text":
        return below.words > 3 or below.text[-1] in ".!?"
    footed = any(p.tag == "furniture" and is_often(p) for p in third)
    return below.tag == "heading" and footed and not is_often(pieces[i])


def name_of(piece: Piece) -> str:
    """The name that a line holds."""
    return piece.name or unadorned(piece.text)
