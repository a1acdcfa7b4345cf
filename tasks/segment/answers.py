"""Whom a turn answers, by the lines of its header."""

import re
from collections.abc import Container, Iterator, Sequence

from stancemark.tasks.segment.headers import header, toward
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.places import is_reply

NUMBER = re.compile(
    r"\W{0,3}(?:no\.? ?|post |comment |message )?#?(?P<number>\d{1,6})\b", re.IGNORECASE
)
LONGEST_HEAD = 140
_TOWARDS = re.compile(
    r"\bto\b(?: (?:an? |the )?(?:post|comment|message)s?)?(?: (?:by|of|from)\b)?", re.IGNORECASE
)
_COUNTED_SUBJECT = re.compile(r"\d{1,4}\. \S")
_IN_NUMBER = re.compile(r" in #?\d{1,6}:?$")
_TO_NUMBER = re.compile(r"\| To (?P<number>\d{1,6}) \|")
"""A button to the post that is answered, among others."""
_ADDRESS = re.compile(r"@(?P<who>[\w.-]{2,40})")


def called(name: str, head: Sequence[Piece]) -> Iterator[str]:
    """What others call a turn by, in lower case: the name of its author, and its number."""
    if name:
        yield name.casefold()
    numbers = (NUMBER.match(piece.text) for piece in (*head[:2], *subject(head)))
    yield from (f"#{match['number']}" for match in numbers if match)


def answers(author: str, below: Sequence[Piece], latest: Container[str]) -> tuple[str, str]:
    """The name of an author without that of whom he answers, and the latter in lower case."""
    name, _, answered = (part.strip() for part in toward(author))
    if not answered and len(below[0].text) < LONGEST_HEAD and (known := header(below[0].text)):
        answered = _numbered(known.whom)
    if not answered and " " in author:
        words = author.split()
        for i in range(1, len(words)):
            if (last := " ".join(words[i:]).casefold()) in latest:
                return " ".join(words[:i]), last
    answered = (_addressed(below[1:]) or answered).casefold()
    return name or author, answered if answered in latest else ""


def subject(below: Sequence[Piece]) -> Sequence[Piece]:
    """The counted subject below the line of a header that says whom it answers: `Response to Reply #1 / 2. Gone too`."""
    at = next((i for i, p in enumerate(below) if is_reply(p) or p.text == "Original message"), None)
    counted = below[at + 1 : at + 2] if at is not None else []
    return [p for p in counted if p.tag in ("listed", "heading", "text")]


def tag_subject(below: Sequence[Piece]) -> None:
    """Tag the counted subject of an answer as a line of its header."""
    for piece in subject(below):
        if _COUNTED_SUBJECT.match(piece.text):
            piece.tag = "date"


def _addressed(below: Sequence[Piece]) -> str:
    """Whom the lines below a name say that it answers."""
    numbered = (_TO_NUMBER.search(p.text) for p in below if p.tag == "furniture")
    to = next(filter(None, numbered), None)
    for piece in below:
        if is_reply(piece):
            known = piece.name if piece.tag != "furniture" else ""
            piece.tag = "date"
            whom = _TOWARDS.split(_IN_NUMBER.sub("", piece.text), maxsplit=1)[-1].strip(" ↳↪→@:")
            return f"#{to['number']}" if to else _numbered(known or whom)
        if piece.tag in ("text", "heading") and (match := _ADDRESS.match(piece.text)):
            return match["who"]
        if piece.tag == "text" or (piece.tag == "furniture" and piece.words > 2):
            return ""
    return ""


def _numbered(whom: str) -> str:
    """Whom a header answers; a number as the page's own numbers are kept."""
    match = NUMBER.fullmatch(whom)
    return f"#{match['number']}" if match else whom
