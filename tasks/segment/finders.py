"""Where turns begin on a page without markup: one function per form of header, in `FINDERS`."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from stancemark.tasks.segment import phrases
from stancemark.tasks.segment.boxes import is_often
from stancemark.tasks.segment.layout import Piece

_FORUM = re.compile(
    r"^(?:re: |forums?\b|board index\b|thread\b|.* » )|^(?:post )?#\d+$", re.IGNORECASE
)
_ZONE = re.compile(
    r"^\W*(?:\d+ )?(?:(?:reader |user |all |view |show )?comments?\b|responses?\b|replies\b|discussion\b|"
    r"thoughts on\b|leave a (?:reply|comment)\b)",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\bago\b|\byesterday\b|\btoday\b|\d{1,2}[:.]\d\d|\d ?[ap]\.?m\b|\bjust now\b", re.IGNORECASE
)
_RANK = re.compile(
    r"\b(?:members?|moderator|admin(?:istrator)?|newbie|veteran|banned|guest|user|profile|posts|"
    r"supporter|contributor|regular|staff|threads?|online|offline|topic)\b",
    re.IGNORECASE,
)
_FOOT = re.compile(r"\b(?:reply|report|quote|permalink|like)\b", re.IGNORECASE)
_MAIL = re.compile(r"from:\s+(?P<who>[^<(]{2,60}?)\s*(?:[<(].*)?$", re.IGNORECASE)
_MAIL_BELOW = ("subject:", "date:", "to:", "sent:")
_REPLY = ("in reply to", "replying to", "reply to", "in response to", "↳", "↪", "→")
_PROSE_WORDS = 12
_REACH = 7
"""How many lines above a card the name of its owner may stand."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a turn begins among the pieces of a page, and whose it is."""

    start: int
    author: str
    handle: int
    """The piece with the name of its author."""


Finder = Callable[[Sequence[Piece]], list[Turn]]


def find_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """The posts or comments of a page: the form of header that the most of them have.

    Of forms with equally many the first of `FINDERS` counts. Numbered comments that name nobody
    may stand among any.
    """
    found = [finder(pieces) for finder in FINDERS]
    turns = max(found, key=lambda turns: _said(pieces, turns), default=[])
    counted = any(
        _heads_zone(line)
        for p in pieces
        if p.tag == "furniture"
        for line in p.text.split("\n")
    )
    if turns and any(p.tag == "card" for p in pieces):
        return turns
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


def is_prose(piece: Piece) -> bool:
    """Whether a piece is running text of more than a few words."""
    return piece.tag == "text" and piece.words > _PROSE_WORDS


def is_forum(pieces: Sequence[Piece]) -> bool:
    """Whether a short line says that the page is a thread."""
    return any(len(p.text) < 100 and _FORUM.match(p.text) for p in pieces)


def _body(pieces: Sequence[Piece]) -> int:
    return next((i for i, p in enumerate(pieces) if is_prose(p)), len(pieces))


def _zone(pieces: Sequence[Piece], body: int) -> int | None:
    """The line below the article that heads its comments."""
    for i in range(body + 1, len(pieces)):
        piece = pieces[i]
        lines = piece.text.split("\n") if piece.tag == "furniture" else [piece.text]
        if any(_heads_zone(line) for line in lines):
            return i
    return None


def _heads_zone(line: str) -> bool:
    return (
        len(line) <= 90
        and bool(_ZONE.match(line))
        and (len(line.split()) <= 6 or "“" in line or '"' in line)
    )


def may_name(piece: Piece) -> bool:
    """Whether a line may be no more than somebody's name: a few words without a stop."""
    text = piece.text
    if len(text) > 40 or piece.tag not in ("text", "heading", "by") or "\n" in text:
        return False
    if text[-1] in "!?:,;…\"”" or (text[-1] == "." and not (len(text) > 2 and text[-3] in " .")):
        return False
    return piece.words <= 4 and any(map(str.isalpha, text))


def is_reply(piece: Piece) -> bool:
    """Whether a line of a header says which comment is answered."""
    return len(piece.text) < 60 and piece.text.lower().startswith(_REPLY)


def _with_number(pieces: Sequence[Piece], i: int) -> int:
    return i - 1 if i and pieces[i - 1].tag in ("number", "listed") else i


# --- cards


def card_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Posts of members with cards, the name above the card or in a line over the text.

    `ann / Senior Member / Joined: 2011 / Posts: 5 / text`, or `by ann » 3 May 2015, 9:10 / text /
    ann / Posts: 5 / Joined: 2011`.
    """
    runs = _card_runs(pieces)
    above = [_above_card(pieces, runs[k - 1][1] if k else -1, run[0]) for k, run in enumerate(runs)]
    signed = [
        _signed(pieces, runs[k - 1][1] if k else -1, run[0], above[k]) for k, run in enumerate(runs)
    ]
    if 2 * sum(i is not None for i in signed) > len(runs):
        return list(_signed_turns(pieces, runs, above, signed))
    return _headed(pieces, runs, above)


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
        if not (may_name(piece) or piece.words <= 4) or len(found) == _REACH:
            break
        if piece.tag not in ("text", "heading", "by", "furniture", "dated"):
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
        yield Turn(head - titled, pieces[head].name, head)


def _name_offset(pieces: Sequence[Piece], above: Sequence[Sequence[int]]) -> int:
    """How many lines above its card the name stands, on most of the page's cards."""
    known = {p.name.casefold() for p in pieces if p.tag in ("says", "dated") and p.name}
    best, chosen = -1.0, 0
    for offset in range(_REACH):
        lines = [pieces[heads[offset]] for heads in above if len(heads) > offset]
        names = [line for line in lines if may_name(line) and line.tag != "furniture"]
        if not names:
            continue
        all_of = len(above)
        opens = sum(_opens_block(pieces, h[offset]) for h in above if len(h) > offset)
        ranks = sum(bool(_RANK.search(line.text)) for line in names)
        said = sum(line.text.casefold() in known for line in names)
        different = len({line.text for line in names}) / len(names)
        share = (
            len(names) + 0.5 * opens + 0.7 * said - ranks
        ) / all_of + 0.5 * different
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
    found: list[Turn] = []
    named = [[i for i in heads if may_name(pieces[i])] for heads in above]
    usual = [next((i for i in reversed(heads[: offset + 1]) if may_name(pieces[i])), None) for heads in above]
    opening = sum(i is not None and _opens_block(pieces, i) for i in usual)
    opens = opening > 0.7 * len(runs)
    for run, handle, heads in zip(runs, usual, named, strict=True):
        if handle is None:
            continue
        if opens and not _opens_block(pieces, handle):
            handle = next((i for i in heads if i < handle and _opens_block(pieces, i)), handle)
        found.append(_card_turn(pieces, run, handle))
    return found


def _card_turn(pieces: Sequence[Piece], run: tuple[int, int], handle: int) -> Turn:
    for i in range(handle + 1, run[0]):
        if pieces[i].tag not in ("date", "number", "dated"):
            pieces[i].tag = "cardhead"
    below = pieces[run[1] + 1].tag if run[1] + 1 < len(pieces) else ""
    start = handle
    while start and pieces[start - 1].tag in ("date", "number") and below not in ("date", "number"):
        start -= 1
    start -= start > 0 and pieces[start - 1].text.lower().startswith("re: ")
    return Turn(start, pieces[handle].name or pieces[handle].text.strip(), handle)


def number_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Posts whose headers end in a count: `ann / Senior Member / 3 May 2015 / #7 / text`."""
    runs = [(i, i) for i, p in enumerate(pieces) if p.tag == "number" and "#" in p.text]
    if len(runs) < 2 or any(p.tag == "card" for p in pieces):
        return []
    above = [_above_card(pieces, runs[k - 1][1] if k else -1, run[0]) for k, run in enumerate(runs)]
    return _headed(pieces, runs, above)


# --- names with a verb


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
    body = _body(pieces)
    if not (sum(verbs.values()) > 1 or usual == "says" or _zone(pieces, body) is not None):
        return []
    return [
        Turn(_with_number(pieces, i), pieces[i].name, i)
        for i, verb in heads
        if verb == usual or (verb.startswith("repl") and verbs)
    ]


def _is_dated(pieces: Sequence[Piece], i: int) -> bool:
    below = i + 1 < len(pieces) and pieces[i + 1].tag == "date"
    text = pieces[i].text
    return below or text.endswith(("...", "…")) or bool(phrases.DATE.search(text))


# --- names with a date


def dated_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Turns headed by a name and a time: `ann · 3 hours ago`, or each on a line of its own."""
    named = [i for i, p in enumerate(pieces) if p.tag == "dated" and _heads_turn(p)]
    timed = [i for i in named if _CLOCK.search(pieces[i].text)]
    inline = timed or (named if len(named) > 2 else [])
    dates = [i for i, p in enumerate(pieces) if p.tag == "date" and _CLOCK.search(p.text)]
    over = [(name, i) for i in dates if (name := _beside(pieces, i, -1)) is not None]
    under = [(name, i) for i in dates if (name := _beside(pieces, i, 1)) is not None]
    turns = [
        Turn(_with_number(pieces, i), pieces[i].name.split(",")[0].strip(), i) for i in inline
    ]
    if len(under) > len(over):
        turns += [Turn(_with_number(pieces, date), _name(pieces[n]), n) for n, date in under]
    else:
        turns += [Turn(_with_number(pieces, n), _name(pieces[n]), n) for n, _ in over]
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
        if may_name(piece) and not (piece.tag == "heading" and _RANK.search(piece.text)):
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
    body = _body(pieces)
    zone = _zone(pieces, body)
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
    tagged = piece.tag == "heading" or (piece.tag == "text" and piece.text[-1] in "?!”\"")
    return tagged and 2 < piece.words < 25 and not piece.text.lower().startswith("re: ")


# --- other forms


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
    body = _body(pieces)
    zone = _zone(pieces, body)
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
    body = _body(pieces)
    zone = _zone(pieces, body)
    turns: list[Turn] = []
    past = body if zone is None else zone
    if any(p.tag in ("by", "dated", "date") for p in pieces[past + 1 :]):
        zone = None
    for i in range(past + 1, len(pieces) - 1):
        piece, below = pieces[i], pieces[i + 1]
        if piece.tag == "named":
            turns.append(Turn(_with_number(pieces, i), piece.name, i))
        elif zone is not None and may_name(piece) and below.tag == "text" and below.words > 3:
            turns.append(Turn(i, _name(piece), i))
    return turns if len(turns) > 1 else []


def _listed_turns(pieces: Sequence[Piece], turns: Sequence[Turn]) -> Iterator[Turn]:
    """Numbered comments that name nobody."""
    taken = {turn.start for turn in turns}
    body, expected = _body(pieces), 1
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
