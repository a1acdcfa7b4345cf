"""Where on a page turns may begin: below its text, below the line that heads comments, at names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from stancemark.records import UnitKind
from stancemark.tasks.segment.headers import is_name, is_prompt, is_time, unadorned
from stancemark.tasks.segment.layout import Piece

_FORUM = re.compile(
    r"(?:(?:title: )?re: ?\S|view full version ?:|share on other sites$|recommended posts$|\d+ posts / \d+ new\b|forums?\b|board index\b|thread\b|by .* » |.*\b(?:forums?|boards?|topics?|threads?|lounge|chat|discuss|discussion)\b.* (?:»|=?>) )|"
    r"(?:post )?#\d+$",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"^\W*(?:[\d,.]+k? )?(?:(?:readers?[’']? |user |all |view |show |top |best |notable |featured |selected |your |visitor |"
    r"public |member ){0,2}(?:comments?|responses|replies)\b|response to\b(?! (?:original|reply|post|message|#))|discussion\b|talkback\b|have your say\b|"
    r"thoughts on\b|leave a (?:reply|comment)\b|what (?:readers|others|people) (?:say|think|are saying)\b|join the (?:conversation|discussion)\b)",
    re.IGNORECASE,
)
_ZONE_OF = re.compile(r"[\d,.]+k? (?:responses?|comments?|replies|thoughts?) (?:to|on) \S", re.I)
_RANK = re.compile(
    r"\b(?:members?|moderator|admin(?:istrator)?|newbie|veteran|banned|guest|user|profile|posts|"
    r"supporter|contributor|regular|staff|threads?|online|offline|topic)\b",
    re.IGNORECASE,
)
_REPLY = (
    "to: ",
    "in reply to",
    "replying to",
    "reply to",
    "a reply to",
    "in response to",
    "response to ",
    "↳",
    "↪",
    "→",
)
_TO_WHOM = re.compile(r"\s+(?:in reply to|replying to|replied to|in response to)\s+", re.IGNORECASE)
MAY_SAY = frozenset({"text", "heading", "says", "quoted", "listed"})
FOOT = re.compile(
    r"(?<!a )\b(?:reply|quote|report|flag|permalink|link to (?:post|comment)|share this (?:post|comment)|share on other sites|like)\b",
    re.IGNORECASE,
)
"""The buttons below a post or comment."""
_PROSE_WORDS = 12
_KEY, _BACK = 24, 200
"""From how many characters on words are a quotation, and how many pieces above they are looked for."""
_NAMED = 45
"""How long a line is at most that is known to be a name."""
_ZONE_CHARACTERS = 90
"""How long a line may be that heads comments and does not begin with their number."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a turn begins among the pieces of a page, and whose it is."""

    start: int
    author: str
    handle: int
    """The piece with the name of its author."""
    kind: UnitKind | None = None
    """What it is, where its form alone says so."""


def is_prose(piece: Piece) -> bool:
    """Whether a piece is running text of more than a few words."""
    return piece.tag == "text" and piece.words > _PROSE_WORDS


def is_often_said(piece: Piece) -> bool:
    """Whether a piece may be all that a comment says: a sentence, or more than a few words."""
    return piece.tag == "text" and (piece.words > 3 or piece.text[-1] in ".!?…")


def is_forum(pieces: Sequence[Piece]) -> bool:
    """Whether a short line says that the page is a thread."""
    return any(
        _of_forum(p.text.rpartition("\n")[2] if p.text[:5] == "Link " else p.text)
        for p in pieces
        if len(p.text) < 100
    )


@lru_cache(maxsize=4096)
def _of_forum(line: str) -> bool:
    return _FORUM.match(line) is not None


def first_prose(pieces: Sequence[Piece]) -> int:
    """Where the running text of a page begins."""
    return next((i for i, p in enumerate(pieces) if p.tag == "text" and is_prose(p)), len(pieces))


def comment_zone(pieces: Sequence[Piece], body: int) -> int | None:
    """The line below the article that heads its comments."""
    for i in range(body + 1, len(pieces)):
        piece = pieces[i]
        text = piece.text
        if piece.tag == "furniture":
            if any(map(heads_zone, text.split("\n"))):
                return i
        elif (len(text) <= _ZONE_CHARACTERS or text[0].isdigit()) and heads_zone(text):
            return i
    return None


@lru_cache(maxsize=4096)
def heads_zone(line: str) -> bool:
    """Whether a line may stand above the comments of a page: `12 comments`."""
    if len(line) < 250 and line[:1].isdigit() and _ZONE_OF.match(line):
        return True
    return (
        len(line) <= _ZONE_CHARACTERS
        and bool(_ZONE.match(line))
        and (len(line.split()) <= 6 or "“" in line or '"' in line)
    )


def may_name(piece: Piece) -> bool:
    """Whether a line may be no more than somebody's name: a few words without a stop."""
    text = piece.text
    if len(text) > 40 or piece.tag not in ("text", "heading", "by") or "\n" in text:
        return False
    if text.endswith("...") or is_prompt(text):
        return False
    if text[-1] in '!?:,;…"”' or (text[-1] == "." and not (len(text) > 2 and text[-3] in " .")):
        return False
    if text[0].isdigit() and is_time(text):
        return False
    return piece.words <= 4 and any(map(str.isalpha, text))


def may_own(piece: Piece) -> bool:
    """Whether a line beside a card or a date may be a name; names such as `dot.matrix` look like links."""
    text = piece.text
    led = piece.tag == "by" and text[:3].lower() == "by "
    if piece.tag in ("by", "named") and piece.name and len(text) < _NAMED and not led:
        return True
    if piece.tag == "link":
        return len(text) < 25 and "/" not in text and not text.lower().startswith("www.")
    head = _TO_WHOM.split(text, maxsplit=1)[0] if len(text) < 90 else text
    if head is not text and piece.tag in ("text", "heading"):
        return is_name(unadorned(head))
    return may_name(piece)


def is_reply(piece: Piece) -> bool:
    """Whether a line of a header says which comment is answered."""
    return len(piece.text) < 60 and piece.text.lower().startswith(_REPLY)


def with_number(pieces: Sequence[Piece], i: int) -> int:
    """The index of the number or the picture of a name, if one stands above, or of the name itself."""
    if not i:
        return i
    above = pieces[i - 1]
    if above.tag in ("number", "listed"):
        return i - 1
    name = (pieces[i].name or pieces[i].text).casefold()
    alike = len(above.text) < 60 and above.text.casefold() != name
    return i - 1 if alike and unadorned(above.text).casefold() == name else i


def is_rung(piece: Piece) -> bool:
    """Whether a line counts how far members have come, as others of the page do: `Lv 4`."""
    return (
        piece.repeats > 1
        and piece.words <= 3
        and any(map(str.isdigit, piece.text))
        and " " in piece.text
    )


def comment_zone_above(pieces: Sequence[Piece], first: int) -> int | None:
    """The last line above a piece that may head comments."""
    for i in range(first - 1, max(-1, first - 30), -1):
        lines = pieces[i].text.split("\n") if pieces[i].tag == "furniture" else [pieces[i].text]
        if any(len(line) < 250 and _zone_inside(line) for line in lines):
            return i
    return None


def _zone_inside(line: str) -> bool:
    return heads_zone(line) or any(heads_zone(part) for part in re.split(r" [|·•] ", line)[1:])


def is_rank(piece: Piece) -> bool:
    """Whether a line is a rank that boards give their members, and no name."""
    return bool(_RANK.search(unadorned(piece.text)))


def first_said(pieces: Sequence[Piece], start: int, end: int) -> int | None:
    """The first piece of a stretch that somebody may have said, or that heads it."""
    said = (*MAY_SAY, "by", "dated", "date")
    lines = (i for i in range(start, end) if pieces[i].tag in said)
    return next((i for i in lines if not pieces[i].text.isdigit()), None)


def is_started(above: Sequence[Piece]) -> bool:
    """Whether a line over the words of a page says who started it, as those of threads do."""
    return any(p.tag == "by" and "started by" in p.text for p in above)


def stands_above(words: str, pieces: Sequence[Piece], end: int, start: int = 0) -> bool:
    """Whether some words, more than a few, stand in one of the last pieces of a stretch."""
    words = words.strip("“”\"'…. ")
    above = pieces[max(start, end - _BACK) : max(start, end)]
    return len(words) > _KEY and any(words in p.text for p in above)
