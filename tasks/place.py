"""Where a span that came back from Label Studio belongs, or why that cannot be said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stancemark.records import Span


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
    once.

    >>> place({"start": 4, "end": 7, "text": "cat"}, "😀 a cat")
    Placed(span=Span(start=4, end=7), repaired=False, reason='')
    >>> place({"start": 5, "end": 8, "text": "cat"}, "😀 a cat")
    Placed(span=Span(start=4, end=7), repaired=True, reason='')
    >>> place({"start": 0, "end": 3, "text": "dog"}, "a cat").reason
    'quote not in the passage'
    """
    start, end, quote = value.get("start"), value.get("end"), value.get("text")
    span = _valid(start, end, len(text))
    if not isinstance(quote, str) or not quote.strip():
        return Placed(span) if span else Placed(None, reason="offsets outside the passage")
    if span and _folded(span.of(text)) == _folded(quote):
        return Placed(span)
    shifted = _from_utf16(start, end, text)
    if shifted and _folded(shifted.of(text)) == _folded(quote):
        return Placed(shifted, repaired=True)
    return _search(quote, text)


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
    first = text.find(quote)
    if first < 0:
        return Placed(None, reason="quote not in the passage")
    if text.find(quote, first + 1) >= 0:
        return Placed(None, reason="quote stands more than once")
    return Placed(Span(first, first + len(quote)), repaired=True)
