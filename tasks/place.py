"""Where a span that came back from Label Studio belongs, or why that cannot be said."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from stancemark.records import Span

BLANK = "_"
"""Stands for each character of a name that a blind task does not show.

A word character to browsers: one double click selects a whole blank.
"""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a returned span belongs, or why that cannot be said."""

    span: Span | None
    repaired: bool = False
    reason: str = ""


def place(value: Mapping[str, Any], text: str) -> Placed:
    """Where in the passage a returned span belongs.

    Its offsets count, if the text there is the quote (white space apart, which Label Studio may
    fold) or if there is no quote. Else the quote counts: read as UTF-16 offsets, or where it stands
    once. A quote from a blind task has blanks where the text has a name; a blank agrees with any
    character.

    >>> place({"start": 4, "end": 7, "text": "cat"}, "😀 a cat")
    Placed(span=Span(start=4, end=7), repaired=False, reason='')
    >>> place({"start": 5, "end": 8, "text": "cat"}, "😀 a cat")
    Placed(span=Span(start=4, end=7), repaired=True, reason='')
    >>> place({"start": 0, "end": 3, "text": "dog"}, "a cat").reason
    'quote not in the passage'
    >>> place({"start": 5, "end": 8, "text": "___"}, "told Ann").span
    Span(start=5, end=8)
    """
    start, end, quote = value.get("start"), value.get("end"), value.get("text")
    span = _valid(start, end, len(text))
    if not isinstance(quote, str) or not quote.strip():
        return Placed(span) if span else Placed(None, reason="offsets outside the passage")
    if span and agree(quote, span.of(text)):
        return Placed(span)
    shifted = _from_utf16(start, end, text)
    if shifted and agree(quote, shifted.of(text)):
        return Placed(shifted, repaired=True)
    return _search(quote, text)


def agree(shown: str, whole: str) -> bool:
    """Whether one text is the other, with blanks or without; folded white space counts for nothing.

    >>> agree("the Herald", "the  Herald"), agree("the ______", "the Herald"), agree("a", "_")
    (True, True, False)
    """
    if len(shown) == len(whole) and BLANK in shown:
        return all(a in (BLANK, b) for a, b in zip(shown, whole, strict=True))
    return _folded(shown) == _folded(whole)


def _valid(start: Any, end: Any, length: int) -> Span | None:
    if type(start) is type(end) is int and 0 <= start < end <= length:
        return Span(start, end)
    return None


def _folded(text: str) -> str:
    return " ".join(text.split())


def _from_utf16(start: Any, end: Any, text: str) -> Span | None:
    units = text.encode("utf-16-le", "surrogatepass")
    if _valid(start, end, len(units) // 2) is None:
        return None
    before, upto = units[: 2 * start], units[: 2 * end]
    return _valid(
        len(before.decode("utf-16-le", "ignore")),
        len(upto.decode("utf-16-le", "ignore")),
        len(text),
    )


def _search(quote: str, text: str) -> Placed:
    written = "".join("." if c == BLANK else re.escape(c) for c in quote)
    for pattern in dict.fromkeys([re.escape(quote), written]):
        # looking ahead finds stretches that overlap too
        found = [m.start() for m in islice(re.finditer(f"(?={pattern})", text, re.DOTALL), 2)]
        if len(found) > 1:
            return Placed(None, reason="quote stands more than once")
        if found:
            return Placed(Span(found[0], found[0] + len(quote)), repaired=True)
    return Placed(None, reason="quote not in the passage")
