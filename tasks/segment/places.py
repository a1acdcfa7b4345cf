"""Where on a page turns may begin: below its text, below the line that heads comments, at names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stancemark.tasks.segment.layout import Piece

_FORUM = re.compile(
    r"^(?:re: |forums?\b|board index\b|thread\b|.* » )|^(?:post )?#\d+$", re.IGNORECASE
)
_ZONE = re.compile(
    r"^\W*(?:\d+ )?(?:(?:reader |user |all |view |show )?comments?\b|responses?\b|replies\b|discussion\b|"
    r"thoughts on\b|leave a (?:reply|comment)\b)",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"\b(?:members?|moderator|admin(?:istrator)?|newbie|veteran|banned|guest|user|profile|posts|"
    r"supporter|contributor|regular|staff|threads?|online|offline|topic)\b",
    re.IGNORECASE,
)
_REPLY = ("in reply to", "replying to", "reply to", "in response to", "↳", "↪", "→")
_PROSE_WORDS = 12


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a turn begins among the pieces of a page, and whose it is."""

    start: int
    author: str
    handle: int
    """The piece with the name of its author."""


def is_prose(piece: Piece) -> bool:
    """Whether a piece is running text of more than a few words."""
    return piece.tag == "text" and piece.words > _PROSE_WORDS


def is_forum(pieces: Sequence[Piece]) -> bool:
    """Whether a short line says that the page is a thread."""
    return any(len(p.text) < 100 and _FORUM.match(p.text) for p in pieces)


def first_prose(pieces: Sequence[Piece]) -> int:
    """Where the running text of a page begins."""
    return next((i for i, p in enumerate(pieces) if is_prose(p)), len(pieces))


def comment_zone(pieces: Sequence[Piece], body: int) -> int | None:
    """The line below the article that heads its comments."""
    for i in range(body + 1, len(pieces)):
        piece = pieces[i]
        lines = piece.text.split("\n") if piece.tag == "furniture" else [piece.text]
        if any(heads_zone(line) for line in lines):
            return i
    return None


def heads_zone(line: str) -> bool:
    """Whether a line may stand above the comments of a page: `12 comments`."""
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
    if text[-1] in '!?:,;…"”' or (text[-1] == "." and not (len(text) > 2 and text[-3] in " .")):
        return False
    return piece.words <= 4 and any(map(str.isalpha, text))


def is_reply(piece: Piece) -> bool:
    """Whether a line of a header says which comment is answered."""
    return len(piece.text) < 60 and piece.text.lower().startswith(_REPLY)


def with_number(pieces: Sequence[Piece], i: int) -> int:
    """The index of the number that counts the turn of a name, or of the name itself."""
    return i - 1 if i and pieces[i - 1].tag in ("number", "listed") else i


def is_rank(piece: Piece) -> bool:
    """Whether a line is a rank that boards give their members, and no name."""
    return bool(_RANK.search(piece.text))
