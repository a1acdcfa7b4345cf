"""Forms of turns told by repetition: counted, bulleted, footed, clocked lines over or under words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from stancemark.records import UnitKind
from stancemark.tasks.segment import phrases
from stancemark.tasks.segment.headers import FULL_NAME, is_handle, is_name, unadorned
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
from stancemark.tasks.segment.titles import heads

_COUNTED = re.compile(r"(?P<number>#?\d{1,4})(?:[.):]|\s[-–—]|\s\|)\s*(?P<who>\S.{0,40})$")
_BULLET = re.compile(r"(?:[•·●◦○▪■►▸▶»›*+]|[-–—](?=\s))\s*(?P<who>\S.{0,30})$")
_BULLETED = re.compile(r"[•·●◦○▪■►▸▶»›]\s*\S")
_SEEN = re.compile(
    r"\W*[\d.,]+ ?[km]? ?(?:views?|likes?|reads?|shares?|reposts?|retweets?)", re.IGNORECASE
)
_VOTES = re.compile(r"[\W\d]*\d[\W\d]*$")
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
    falls = sum(a >= b for a, b in pairwise(minutes))
    if min(falls, len(minutes) - 1 - falls) > len(minutes) // 6:
        return []
    for i, _, bare in times:
        if bare:
            pieces[i].tag = "date"
    _tag_entries(pieces, [i for i, _, bare in times if bare])
    return [
        Turn(i, _by(pieces[i:end]), i, kind="post")
        for (i, _, _), end in zip(times, [*(t[0] for t in times[1:]), len(pieces)], strict=True)
    ]


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
