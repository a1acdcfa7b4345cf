"""The forms of turns on a page without markup: one function per form of header, in `FINDERS`."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from stancemark.tasks.segment import phrases
from stancemark.tasks.segment.boxes import is_often
from stancemark.tasks.segment.cards import card_turns, number_turns
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.places import (
    Turn,
    comment_zone,
    first_prose,
    heads_zone,
    is_forum,
    is_rank,
    is_reply,
    may_name,
    with_number,
)

_CLOCK = re.compile(
    r"\bago\b|\byesterday\b|\btoday\b|\d{1,2}[:.]\d\d|\d ?[ap]\.?m\b|\bjust now\b", re.IGNORECASE
)
_FOOT = re.compile(r"\b(?:reply|report|quote|permalink|like)\b", re.IGNORECASE)
_MAIL = re.compile(r"from:\s+(?P<who>[^<(]{2,60}?)\s*(?:[<(].*)?$", re.IGNORECASE)
_MAIL_BELOW = ("subject:", "date:", "to:", "sent:")

Finder = Callable[[Sequence[Piece]], list[Turn]]


def find_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """The posts or comments of a page: the form of header that the most of them have.

    Cards are the surest header and count wherever two are found. Of other forms with equally many the first of `FINDERS` counts. Numbered comments that name nobody
    may stand among any.
    """
    found = [finder(pieces) for finder in FINDERS]
    if len(found[0]) > 1:
        return found[0]
    turns = max(found, key=lambda turns: _said(pieces, turns), default=[])
    counted = any(
        heads_zone(line) for p in pieces if p.tag == "furniture" for line in p.text.split("\n")
    )
    signed = sum(p.tag in ("by", "dated") and bool(p.name) for p in pieces)
    if turns or (counted and signed < 2):
        turns = sorted([*turns, *_listed_turns(pieces, turns)], key=lambda turn: turn.start)
    return turns


def _said(pieces: Sequence[Piece], turns: Sequence[Turn]) -> int:
    """How many turns hold words below their handle."""
    ends = [*(turn.start for turn in turns[1:]), len(pieces)]
    return sum(
        any(p.tag in ("text", "heading", "says", "listed") for p in pieces[turn.handle + 1 : end])
        for turn, end in zip(turns, ends, strict=False)
    )


def says_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Comments headed by `ann says:`, `ann said...` or another verb, most often dated."""
    verbs: Counter[str] = Counter()
    heads: list[tuple[int, str]] = []
    for i, piece in enumerate(pieces):
        match = phrases.SAYS.match(piece.text) if piece.tag == "says" else None
        if match:
            verb = match["verb"].lower()
            verbs[verb] += 1 if verb == "says" or _is_dated(pieces, i) else 0
            heads.append((i, verb))
    usual = max(verbs, key=lambda verb: (verbs[verb], verb == "says"), default="")
    body = first_prose(pieces)
    if not (sum(verbs.values()) > 1 or usual == "says" or comment_zone(pieces, body) is not None):
        return []
    return [
        Turn(with_number(pieces, i), pieces[i].name, i)
        for i, verb in heads
        if verb == usual or (verb.startswith("repl") and verbs)
    ]


def _is_dated(pieces: Sequence[Piece], i: int) -> bool:
    below = i + 1 < len(pieces) and pieces[i + 1].tag == "date"
    text = pieces[i].text
    return below or text.endswith(("...", "…")) or bool(phrases.DATE.search(text))


def dated_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Turns headed by a name and a time: `ann · 3 hours ago`, or each on a line of its own."""
    named = [i for i, p in enumerate(pieces) if p.tag == "dated" and _heads_turn(p)]
    timed = [i for i in named if _CLOCK.search(pieces[i].text)]
    inline = timed or (named if len(named) > 2 else [])
    dates = [i for i, p in enumerate(pieces) if p.tag == "date" and _CLOCK.search(p.text)]
    over = [(name, i) for i in dates if (name := _beside(pieces, i, -1)) is not None]
    under = [(name, i) for i in dates if (name := _beside(pieces, i, 1)) is not None]
    turns = [Turn(with_number(pieces, i), pieces[i].name.split(",")[0].strip(), i) for i in inline]
    if len(under) > len(over):
        turns += [Turn(with_number(pieces, date), _name(pieces[n]), n) for n, date in under]
    else:
        turns += [Turn(with_number(pieces, n), _name(pieces[n]), n) for n, _ in over]
    return _below_article(pieces, sorted(turns, key=lambda turn: turn.start))


def _heads_turn(piece: Piece) -> bool:
    return 0 < len(piece.name.split(",")[0].split()) <= 4 and piece.text[-1] != ":"


def _name(piece: Piece) -> str:
    return piece.name or piece.text.strip("•·* ")


def _beside(pieces: Sequence[Piece], date: int, step: int) -> int | None:
    """The line next to a date that may be a name; counters and signs between them do not count."""
    i = date + step
    while 0 <= i < len(pieces) and abs(i - date) < 4:
        piece = pieces[i]
        if may_name(piece) and not (piece.tag == "heading" and is_rank(piece)):
            return i
        if is_reply(piece):
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
    bound = body if zone is None else zone
    after = [t for t in turns if t.start > bound or " ago" in pieces[t.handle].text]
    before = [t for t in turns if t.start <= body]
    titled = sum(t.start > 0 and _is_title(pieces[t.start - 1]) for t in turns)
    if 2 * titled > len(turns) and not is_forum(pieces):
        return []
    if before and len(turns) > 2 and (zone is None or is_forum(pieces)):
        return turns
    return after


def _is_title(piece: Piece) -> bool:
    """Whether a line above a name and a date is the title of an article."""
    tagged = piece.tag == "heading" or (piece.tag == "text" and piece.text[-1] in '?!”"')
    return tagged and 2 < piece.words < 25 and not piece.text.lower().startswith("re: ")


def mail_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Letters of a mailing list, headed by `From: Ann Lee <ann@…>` and `Subject:` or `Date:`."""
    turns: list[Turn] = []
    for i, piece in enumerate(pieces):
        if piece.text[:5].lower() != "from:" or len(piece.text) > 120:
            continue
        match = _MAIL.match(piece.text)
        head = [p for p in pieces[i + 1 : i + 5] if p.text.lower().startswith(_MAIL_BELOW)]
        if match and head:
            for row in head:
                row.tag = "date"
            turns.append(Turn(i, match["who"].strip(" \"'"), i))
    return turns


def footed_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Comments that end in a row of buttons (`Like · Reply · 2h`), the next name right below."""
    body = first_prose(pieces)
    zone = comment_zone(pieces, body)
    feet = [
        i
        for i, p in enumerate(pieces)
        if i > body and p.tag == "furniture" and len(p.text) < 60 and _FOOT.search(p.text)
    ]
    starts = [zone if zone is not None else body, *feet]
    heads = [i for start in starts if (i := _next_name(pieces, start)) is not None]
    return [Turn(i, _name(pieces[i]), i) for i in dict.fromkeys(heads)] if len(heads) > 2 else []


def _next_name(pieces: Sequence[Piece], start: int) -> int | None:
    """The line after a row of buttons and counters, if it may be a name over some words."""
    for i in range(start + 1, min(start + 8, len(pieces) - 1)):
        if pieces[i].tag in ("furniture", "number", "image"):
            continue
        named = may_name(pieces[i]) and not is_often(pieces[i])
        return i if named and pieces[i + 1].tag in ("text", "heading") else None
    return None


def named_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Comments below a line that heads them, each a name (`ann`, `3. ann:`) over its words."""
    body = first_prose(pieces)
    zone = comment_zone(pieces, body)
    turns: list[Turn] = []
    past = body if zone is None else zone
    if any(p.tag in ("by", "dated", "date") for p in pieces[past + 1 :]):
        zone = None
    for i in range(past + 1, len(pieces) - 1):
        piece = pieces[i]
        if piece.tag == "named":
            turns.append(Turn(with_number(pieces, i), piece.name, i))
        elif zone is not None and may_name(piece) and _is_over_words(pieces, i):
            turns.append(Turn(i, _name(piece), i))
    return turns if len(turns) > 1 else []


def _is_over_words(pieces: Sequence[Piece], i: int) -> bool:
    """Whether a line stands over a sentence, or over a few words with buttons below them."""
    below, third = pieces[i + 1], pieces[i + 2 : i + 3]
    if below.tag == "text":
        return below.words > 3 or below.text[-1] in ".!?"
    footed = any(p.tag == "furniture" and is_often(p) for p in third)
    return below.tag == "heading" and footed and not is_often(pieces[i])


def _listed_turns(pieces: Sequence[Piece], turns: Sequence[Turn]) -> Iterator[Turn]:
    """Numbered comments that name nobody."""
    taken = {turn.start for turn in turns}
    body, expected = first_prose(pieces), 1
    for i, piece in enumerate(pieces):
        number = piece.text.strip("#. ") if piece.tag in ("listed", "number") else ""
        if i > body and number.isdigit() and int(number) == expected:
            expected += 1
            if i not in taken:
                yield Turn(i, "", i)


FINDERS: tuple[Finder, ...] = (
    card_turns,
    mail_turns,
    number_turns,
    says_turns,
    dated_turns,
    footed_turns,
    named_turns,
)
"""The forms of turns that pages are tried for: a new form is a function here, and its name."""
