"""Forms of turns told by repetition: counted, bulleted, footed, clocked lines over or under words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from stancemark.records import UnitKind
from stancemark.tasks.segment import phrases
from stancemark.tasks.segment.headers import is_handle, is_name, unadorned
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.places import (
    FOOT,
    MAY_SAY,
    Turn,
    comment_zone,
    comment_zone_above,
    first_prose,
    first_said,
    heads_zone,
    is_forum,
    is_often_said,
    is_started,
    may_name,
)

_COUNTED = re.compile(r"(?P<number>#?\d{1,4})(?:[.):]|\s[-–—]|\s\|)\s*(?P<who>\S.{0,40})$")
_BULLET = re.compile(r"(?:[•·●◦○▪■►▸▶»›*+]|[-–—](?=\s))\s*(?P<who>\S.{0,30})$")
_BULLETED = re.compile(r"[•·●◦○▪■►▸▶»›]\s*\S")
_SEEN = re.compile(
    r"\W*[\d.,]+ ?[km]? ?(?:views?|likes?|reads?|shares?|reposts?|retweets?)", re.IGNORECASE
)
_VOTES = re.compile(r"[\W\d]*\d[\W\d]*$")
_NAME_WORDS = 6
_DIGITS = re.compile(r"[+-]?\d[\d.,]*[km]?")
_SIGNED = frozenset({"by", "dated", "says", "date"})
_LEAST = 3
"""How many turns must have a form that nothing else on the page announces."""


def counted_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Comments headed by a number and a name in one line: `3. ann` or `#3 - ann`, over the words."""
    body = first_prose(pieces)
    zone = comment_zone(pieces, body)
    found: list[tuple[int, str, int]] = []
    for i in range(zone or 0, len(pieces) - 1):
        if (head := _counted(pieces, i)) is not None:
            found.append((i, *head))
    found = _with_lost(pieces, found)
    kind: UnitKind = "post" if is_started(pieces[:body]) else "comment"
    rising = [
        Turn(i, who, i + (pieces[i].tag == "listed" and bool(who)), kind)
        for k, (i, who, number) in enumerate(found)
        if any(abs(number - other[2]) == 1 for other in (*found[k - 1 : k], *found[k + 1 : k + 2]))
    ]
    handles = sum(is_handle(turn.author) for turn in rising)
    under = all(_is_over_deeper(pieces, turn.handle) for turn in rising if turn.author)
    told = zone is not None or (len(rising) >= _LEAST and (under or 2 * handles >= len(rising)))
    silent = sum(a.handle + 1 == b.start for a, b in pairwise(rising))
    return rising if told and len(rising) > 1 and 3 * silent < len(rising) else []


def _with_lost(
    pieces: Sequence[Piece], found: Sequence[tuple[int, str, int]]
) -> list[tuple[int, str, int]]:
    """Counted heads with those between them that have lost their names, as deep as they: `4. ann / 5. / 6. bob`."""
    depths = {pieces[i].indent for i, *_ in found}
    if len(found) < _LEAST or len(depths) > 1 or 0 in depths:
        return list(found)
    lost = [
        (i, "", int(number))
        for i, piece in enumerate(pieces)
        if piece.tag in ("listed", "number") and piece.indent in depths
        if (number := piece.text.strip("#. ")).isdecimal()
    ]
    return sorted({*found, *lost})


def _is_over_deeper(pieces: Sequence[Piece], i: int) -> bool:
    """Whether the words below a line of an indented list are indented more than it."""
    return 0 < pieces[i].indent < pieces[i + 1].indent


def _counted(pieces: Sequence[Piece], i: int) -> tuple[str, int] | None:
    """The name and the number of a head, if words follow it."""
    piece = pieces[i]
    if piece.tag == "listed" and i + 2 < len(pieces):
        number, who, below = piece.text.strip("#. "), pieces[i + 1].text, pieces[i + 2]
        named = may_name(pieces[i + 1])
    else:
        match = _COUNTED.match(piece.text) if piece.tag in ("heading", "text") else None
        if match is None:
            return None
        number, who, below = match["number"].strip("#"), match["who"], pieces[i + 1]
        named = True
    who = unadorned(who).rstrip(":")
    said = below.tag in ("text", "heading", "date", "quoted", "says")
    return (who, int(number)) if named and number.isdigit() and said and is_name(who) else None


def bulleted_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Comments headed by a name behind a bullet (`• ann`), replies indented below."""
    heads: list[tuple[int, str]] = []
    for i, piece in enumerate(pieces):
        match = _BULLET.match(piece.text) if piece.tag in ("text", "heading") else None
        if match and is_name(who := unadorned(match["who"]), longest=3):
            heads.append((i, who))
        elif match and _is_like_names(pieces, i, [at for at, _ in heads]):
            heads.append((i, unadorned(match["who"])))
    zone = comment_zone_above(pieces, heads[0][0]) if heads else None
    bounds = [*(i for i, _ in heads[1:]), len(pieces)]
    spoken = sum(
        any(p.tag in MAY_SAY for p in pieces[i + 1 : end])
        for (i, _), end in zip(heads, bounds, strict=False)
    )
    handles = sum(is_handle(who) for _, who in heads)
    deeper = sum(pieces[i + 1].indent > pieces[i].indent for i, _ in heads if i + 1 < len(pieces))
    told = zone is not None or (len(heads) >= _LEAST and 3 * handles >= len(heads))
    told = told or deeper == len(heads)
    if not told or len(heads) < 2 or 3 * spoken < 2 * len(heads):
        return []
    named = [Turn(i, who, i, kind="comment") for i, who in heads]
    lost = [Turn(i, "", i, kind="comment") for i in _unnamed(pieces, heads[0][0])]
    return sorted([*named, *lost], key=lambda turn: turn.start)


def _is_like_names(pieces: Sequence[Piece], i: int, heads: Sequence[int]) -> bool:
    """Whether a few words behind a bullet stand over deeper ones, as the names above do: `• nevermind the bolsters`."""
    if len(heads) < _LEAST or i + 1 == len(pieces) or pieces[i].words > _NAME_WORDS:
        return False
    brief = pieces[i].text[-1] not in ".!?:;" and pieces[i + 1].indent > pieces[i].indent
    return brief and all(pieces[k + 1].indent > pieces[k].indent for k in heads)


def _unnamed(pieces: Sequence[Piece], first: int) -> Iterator[int]:
    """Comments of a list that have lost their names: sentences behind a bullet, no deeper than it."""
    outer = pieces[first].indent
    for i in range(first + 1, len(pieces)):
        piece = pieces[i]
        if piece.tag == "text" and piece.indent <= outer and piece.words > _LEAST:
            match = _BULLETED.match(piece.text)
            if match and piece.text[-1] in ".!?…":
                yield i


def buttoned_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Posts without any name, each above the same row of buttons: `Share this post / Reply / Flag`."""
    zone = comment_zone(pieces, first_prose(pieces))
    if zone is None:
        zone = next(
            (i for i, p in enumerate(pieces) if p.tag == "furniture" and heads_zone(p.text)), None
        )
    rows = [
        (i, _DIGITS.sub("0", p.text.casefold().rpartition("\n")[2]))
        for i, p in enumerate(pieces)
        if p.tag == "furniture"
        and len(p.text) < 80
        and (FOOT.search(p.text) or (zone is not None and _VOTES.match(p.text)))
    ]
    if rows and zone is not None and zone > rows[-1][0]:
        zone = None
    shapes = Counter(shape for i, shape in rows if i > (zone or -1))
    if not shapes:
        return []
    shape, count = shapes.most_common(1)[0]
    if count < (2 if zone is not None else _LEAST):
        return []
    feet = [i for i, row in rows if row == shape and i > (zone or -1)]
    before = [zone if zone is not None else _title(pieces, feet[0]), *feet[:-1]]
    spans = [(a + 1, b) for a, b in zip(before, feet, strict=True)]
    starts = [start for a, b in spans if (start := first_said(pieces, a, b)) is not None]
    ends = frozenset(feet)
    heads = [pieces[i : i + 4] for i in starts if i not in ends]
    if 2 * sum(any(p.tag in _SIGNED for p in head) for head in heads) > len(heads):
        return []
    if sum(may_name(pieces[i]) and pieces[i].words < 4 for i in starts) * 3 > len(starts):
        return []
    kind: UnitKind = "post" if zone is None or is_forum(pieces) else "comment"
    return [Turn(i, "", i, kind=kind) for i in starts] if len(starts) > 1 else []


def glued_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Comments without names between buttons that a dump has glued together: `ReplyDelete`.

    The first of them begins below the last furniture over its buttons, or is one line.
    """
    feet = [i for i, p in enumerate(pieces) if phrases.GLUED_BUTTONS.fullmatch(p.text)]
    if len(feet) < 2 or any(p.tag in _SIGNED for p in pieces[feet[0] :]):
        return []
    top = max((i for i in range(feet[0]) if pieces[i].tag == "furniture"), default=-1)
    first = max(top + 1, feet[0] - 1 if first_prose(pieces) > top else 0)
    spans = pairwise([first - 1, *feet])
    starts = [start for a, b in spans if (start := first_said(pieces, a + 1, b)) is not None]
    return [Turn(i, "", i, kind="comment") for i in starts]


def _title(pieces: Sequence[Piece], foot: int) -> int:
    """The line above the title of the first post, which is the last heading over a text."""
    text = next((i for i in range(foot) if pieces[i].tag == "text"), foot)
    return text - 2 if text and pieces[text - 1].tag == "heading" else text - 1


def quoting_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Posts without headers, each of which begins with what it quotes: `Originally posted by ann:`."""
    if not pieces or pieces[0].tag != "says" or not phrases.QUOTING.match(pieces[0].text):
        return []
    heads = [
        i
        for i, piece in enumerate(pieces)
        if piece.tag == "says"
        and phrases.QUOTING.match(piece.text)
        and (i == 0 or pieces[i - 1].tag != "says")
    ]
    return [Turn(i, "", i, kind="post") for i in heads] if len(heads) > 1 else []


def handled_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Comments below a text that nothing heads, each a handle alone over its words: `sea_dog88`."""
    body = first_prose(pieces)
    if comment_zone(pieces, body) is not None:
        return []
    heads = [
        (i, who)
        for i in range(body + 1, len(pieces) - 1)
        if may_name(pieces[i]) and pieces[i].words < _LEAST and pieces[i].text[0].isalpha()
        if is_name(who := unadorned(pieces[i].text)) and is_often_said(pieces[i + 1])
    ]
    handles = sum(is_handle(who) for _, who in heads)
    if len(heads) < _LEAST or 3 * handles < 2 * len(heads):
        return []
    return [Turn(i, who, i, kind="comment") for i, who in heads]


def channel_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Posts of a channel, each below its name alone and above how often it was seen."""
    names = Counter(
        p.text
        for p in pieces
        if p.tag in ("heading", "text", "furniture") and p.repeats >= _LEAST and is_name(p.text)
    )
    if not names:
        return []
    seen = sum(bool(_SEEN.match(p.text)) for p in pieces if len(p.text) < 40)
    name, count = names.most_common(1)[0]
    heads = [i for i, p in enumerate(pieces) if p.text == name]
    ends = [*heads[1:], len(pieces)]
    spoken = [
        i
        for i, end in zip(heads, ends, strict=True)
        if any(p.tag in MAY_SAY and p.words > _LEAST for p in pieces[i + 1 : min(end, i + 6)])
        and any(_SEEN.match(p.text) for p in pieces[i + 1 : end] if len(p.text) < 40)
    ]
    if count < _LEAST or len(spoken) < _LEAST or seen < len(spoken):
        return []
    return [Turn(i, name, i, kind="post") for i in spoken]
