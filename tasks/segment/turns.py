"""Whose article, post or comment each piece of a page stands in, and which it answers."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from stancemark.records import UnitKind
from stancemark.tasks.segment import phrases
from stancemark.tasks.segment.layout import Piece

_HEADER_TAGS = frozenset({"date", "number", "dated", "by"})
_FORUM = re.compile(
    r"^(?:re: |forums?\b|board index\b|thread\b|.* » )|^(?:post )?#\d+$", re.IGNORECASE
)
_ZONE = re.compile(
    r"^\W*(?:\d+ )?(?:comments?|responses?|replies|discussion|thoughts on|leave a (?:reply|comment))\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\bago\b|\byesterday\b|\btoday\b|\d{1,2}[:.]\d\d|\d ?[ap]\.?m\b", re.IGNORECASE
)
_PROSE_WORDS = 12


@dataclass(eq=False, slots=True)
class Unit:
    """One author, one turn."""

    kind: UnitKind
    author: str
    number: int
    """Position of the unit on the page."""
    parent: "Unit | None" = None
    indent: int = 0
    first: Piece | None = None
    """What it begins with, for a post or comment."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a turn begins among the pieces of a page, and whose it is."""

    start: int
    author: str
    handle: int
    """The piece with the name of its author."""


def units(pieces: Sequence[Piece], author: str) -> list[Unit]:
    """The unit of each piece; `author` is the page's, for an article that names nobody."""
    turns = list(_card_turns(pieces))
    kind: UnitKind = "post"
    if not turns:
        turns = _headed_turns(pieces)
        if not any(_FORUM.match(p.text) for p in pieces if p.words <= _PROSE_WORDS):
            kind = "comment"
    first = turns[0].start if turns else len(pieces)
    forum = kind == "post" and not any(_is_prose(p) for p in pieces[:first])
    found = [] if forum and turns else articles(pieces[:first], author)
    article = found[-1] if found else None
    chain: list[Unit] = []
    number = found[-1].number if found else 0
    bounds = [*(turn.start for turn in turns), len(pieces)]
    for turn, end in zip(turns, bounds[1:], strict=True):
        number += 1
        if pieces[turn.handle].tag != "listed":
            pieces[turn.handle].tag = "handle"
        unit = Unit(
            kind, turn.author, number, indent=pieces[turn.handle].indent, first=pieces[turn.start]
        )
        if kind == "comment":
            unit.parent = _answered(chain, unit) or article
        found += [unit] * (end - (turn.start if found else 0))
    return found


def _is_prose(piece: Piece) -> bool:
    return piece.tag == "text" and piece.words > _PROSE_WORDS


def _card_turns(pieces: Sequence[Piece]) -> Iterator[Turn]:
    """The posts of a forum whose authors have cards."""
    cards = [i for i, piece in enumerate(pieces) if piece.tag == "card"]
    heads = [_card_head(pieces, card) for card in cards]
    above = sum(_is_handle(pieces, head - 1) for head in heads) >= 0.9 * len(heads)
    upto = 0
    for head, card in zip(heads, cards, strict=True):
        inside = [i for i in range(head, card) if pieces[i].tag == "cardhead"]
        if above or not inside:
            handle = head - 1 if _is_handle(pieces, head - 1) else head
        else:
            handle = inside[0]
        start = min(handle, head)
        dated_below = card + 1 < len(pieces) and pieces[card + 1].tag in ("date", "number")
        while not dated_below and start and pieces[start - 1].tag in ("date", "number"):
            start -= 1
        name = pieces[handle].name or pieces[handle].text.splitlines()[0].strip()
        signed = next((i for i in range(upto, start) if _signs(pieces[i], name)), None)
        if signed is not None:
            pieces[handle].tag = "cardhead"
            start = handle = signed
            start -= start > 0 and pieces[start - 1].text.lower().startswith("re: ")
        upto = card
        yield Turn(start, name, handle)


def _signs(piece: Piece, name: str) -> bool:
    """Whether a line above a post names the owner of the card below it."""
    return piece.tag == "dated" and piece.name == name


def _card_head(pieces: Sequence[Piece], card: int) -> int:
    head = card
    while (
        head
        and pieces[head - 1].block == pieces[card].block
        and pieces[head - 1].tag in ("cardhead", "date", "number")
    ):
        head -= 1
    return head


def _is_handle(pieces: Sequence[Piece], i: int) -> bool:
    """Whether a piece may be the handle above a card: a few words by themselves."""
    if i < 0 or pieces[i].tag not in ("text", "heading", "by") or "\n" in pieces[i].text:
        return False
    alone = i == 0 or pieces[i - 1].block != pieces[i].block
    return alone and pieces[i].words <= 3 and not pieces[i].text.endswith((".", "!", "?", ":", ","))


def _headed_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """The comments of a page: each begins with a line that names its author."""
    body = next((i for i, p in enumerate(pieces) if _is_prose(p)), len(pieces))
    zone = next(
        (i for i, p in enumerate(pieces) if i > body and _ZONE.match(p.text) and p.words <= 6), None
    )
    turns = _says_turns(pieces, zone)
    if not turns:
        turns = list(_dated_turns(pieces, body, zone))
    counted = any(_ZONE.match(p.text) for p in pieces if p.tag == "furniture")
    if turns or counted:
        turns = sorted([*turns, *_listed_turns(pieces, turns, body)], key=lambda turn: turn.start)
    return turns


def _says_turns(pieces: Sequence[Piece], zone: int | None) -> list[Turn]:
    verbs: Counter[str] = Counter()
    heads: list[tuple[int, str]] = []
    for i, piece in enumerate(pieces):
        match = phrases.SAYS.match(piece.text) if piece.tag == "says" else None
        if match:
            verb = match["verb"].lower()
            dated = (
                bool(phrases.DATE.search(piece.text))
                or piece.text.endswith(("...", "…"))
                or (i + 1 < len(pieces) and pieces[i + 1].tag == "date")
            )
            verbs[verb] += 1 if verb == "says" or dated else 0
            heads.append((i, verb))
    heads = [
        (i, verb)
        for i, verb in heads
        if verb == verbs_first(verbs) or (verb.startswith("repl") and verbs)
    ]
    loose = zone is not None or sum(verbs.values()) > 1 or (verbs and verbs_first(verbs) == "says")
    return [Turn(_with_number(pieces, i), pieces[i].name, i) for i, _ in heads] if loose else []


def verbs_first(verbs: Counter[str]) -> str:
    """The verb that heads most comments."""
    return max(verbs, key=lambda verb: (verbs[verb], verb == "says"), default="")


def _with_number(pieces: Sequence[Piece], i: int) -> int:
    return i - 1 if i and pieces[i - 1].tag in ("number", "listed") else i


def _dated_turns(pieces: Sequence[Piece], body: int, zone: int | None) -> Iterator[Turn]:
    """Comments headed by a name and a date, in one line or two."""
    found = [turn for i in range(len(pieces)) if (turn := _dated_turn(pieces, i))]
    bound = body if zone is None else zone
    after = [t for t in found if t.start > bound or " ago" in pieces[t.handle].text]
    forum = len(found) > 2 and any(_FORUM.match(p.text) for p in pieces if p.words <= _PROSE_WORDS)
    if forum:
        yield from found
    elif (
        zone is not None
        or len(after) > 1
        or any(_RELATIVE.search(pieces[t.handle].text) for t in after)
    ):
        yield from after


def _dated_turn(pieces: Sequence[Piece], i: int) -> Turn | None:
    piece = pieces[i]
    follows = pieces[i + 1] if i + 1 < len(pieces) else None
    if piece.tag == "dated" and len(piece.name.split()) <= 4 and not piece.text.endswith(":"):
        return (
            Turn(_with_number(pieces, i), piece.name, i) if _RELATIVE.search(piece.text) else None
        )
    if follows is None or follows.tag != "date" or not _RELATIVE.search(follows.text):
        return None
    plain = piece.tag in ("text", "heading", "by") and piece.words <= 4 and "\n" not in piece.text
    if not plain or piece.text.endswith((".", "!", "?", ":")):
        return None
    return Turn(_with_number(pieces, i), piece.name or piece.text.strip("•·* "), i)


def _listed_turns(pieces: Sequence[Piece], turns: Iterable[Turn], body: int) -> Iterator[Turn]:
    """Numbered comments that name nobody."""
    taken = {turn.start for turn in turns}
    expected = 1
    for i, piece in enumerate(pieces):
        if piece.tag in ("listed", "number") and piece.text.strip("#. ").isdigit() and i > body:
            if int(piece.text.strip("#. ")) != expected:
                continue
            expected += 1
            if i not in taken:
                yield Turn(i, "", i)


def _answered(chain: list[Unit], unit: Unit) -> Unit | None:
    """The comment that an indented one stands under; keeps the chain of open comments."""
    last: dict[int, Unit] = {}
    while chain and chain[-1].indent >= unit.indent:
        passed = chain.pop()
        last.setdefault(passed.indent, passed)
    above = chain[-1] if chain else None
    before = last.get(unit.indent)
    chain.append(unit)
    speaks_again = above is not None and above.author == unit.author
    return before if speaks_again and before is not None else above


def articles(pieces: Sequence[Piece], author: str) -> list[Unit]:
    """The unit of each piece of a page of articles: a heading over a byline begins one."""
    starts = [i for i in range(len(pieces)) if _starts_article(pieces, i)]
    proses = [i for i, piece in enumerate(pieces) if _is_prose(piece)]
    kept: list[int] = []
    for i in starts:
        if any((kept[-1] if kept else -1) < p < i for p in proses[-400:]):
            kept.append(i)
    found: list[Unit] = []
    bounds = [0, *kept, len(pieces)]
    for number, (start, end) in enumerate(pairwise(bounds)):
        unit = Unit("article", _author(pieces[start:end]) or author, number)
        found += [unit] * (end - start)
    return found


def _starts_article(pieces: Sequence[Piece], i: int) -> bool:
    below = [p for p in pieces[i + 1 : i + 4] if p.tag not in ("furniture", "image")]
    if not _may_head(pieces[i]) or not below or below[0].tag not in ("by", "date", "dated"):
        return False
    return any(p.tag in ("by", "dated") for p in below[:3]) or pieces[i].words > 3


def _may_head(piece: Piece) -> bool:
    return piece.tag == "heading" or (
        piece.tag == "text" and piece.words <= 22 and piece.text.endswith(("?", "!", "”", '"'))
    )


def _author(pieces: Iterable[Piece]) -> str:
    return next((p.name for p in pieces if p.tag in ("by", "dated") and p.name), "")
