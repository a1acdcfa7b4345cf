"""Where items of press reviews begin, told by the papers that head them."""

import re
from collections.abc import Sequence

from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.outlets import is_outlet
from stancemark.tasks.segment.sources import titled
from stancemark.tasks.segment.titles import ITEM_WORDS, first_title, heads, may_title, title_after

_LEAST = 3
_NEAR = 5
"""How many lines stand at most between a title and its source line, or that and the text."""
_BETWEEN = frozenset({"furniture", "number", "date", "dated", "by", "image", "caption", "listed"})
_OWED = re.compile(r"(?:sources?|via|courtesy)\b", re.IGNORECASE)


def pressed_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles below the paper and the date of what is quoted: `Quay Post - Senna | 3 May 2015 / Title / text`."""
    found = [i for i, p in enumerate(pieces) if p.tag == "dated" and heads(pieces, i + 1)]
    papers = sum(is_outlet(pieces[i].name) for i in found)
    return found if len(found) >= _LEAST and 3 * papers >= len(found) else []


def sourced_items(pieces: Sequence[Piece]) -> list[int]:
    """Texts below a source line and a date: `Source: Quay Post / 3 May 2015 / text`."""
    found = [
        i
        for i in range(len(pieces) - 2)
        if pieces[i].tag == "credit" and pieces[i + 1].tag == "date" and pieces[i + 2].tag == "text"
    ]
    return found if len(found) >= _LEAST else []


def outlet_led_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles that the names of their outlets lead, over texts: `Reuters: Strait closed / text`."""
    found = [i for i, p in enumerate(pieces) if p.tag == "lead" and heads(pieces, i + 1)]
    return found if len(found) >= _LEAST else []


def titled_by_source(pieces: Sequence[Piece]) -> list[int]:
    """Titles over a source line and a text: `Title / Source: Quay Post / text`, if nearly all source lines stand so."""
    credited = [i for i, piece in enumerate(pieces) if piece.tag == "credit"]
    found = [title for i in credited if (title := _over(pieces, i)) is not None]
    return found if len(found) >= _LEAST and 4 * len(found) >= 3 * len(credited) else []


def _over(pieces: Sequence[Piece], source: int) -> int | None:
    """The title that stands over a source line with a text below it, or None."""
    below = (p for p in pieces[source + 1 : source + 1 + _NEAR] if p.tag not in _BETWEEN)
    if (text := next(below, None)) is None or text.tag not in ("text", "quoted"):
        return None
    for i in range(source - 1, max(-1, source - 1 - _NEAR), -1):
        if may_title(pieces[i]) or pieces[i].tag == "title":
            return i
        if pieces[i].tag not in _BETWEEN:
            return None
    return None


def closed_by_source(pieces: Sequence[Piece]) -> list[int]:
    """Titles below the source line of the item above: `Title / text / Source: Quay Post / Title`, of several sources."""
    closing = [
        i
        for i in range(1, len(pieces))
        if pieces[i].tag == "credit" and _OWED.match(pieces[i].text) and _may_end(pieces[i - 1])
    ]
    several = len({pieces[i].name for i in closing}) > 1
    if not several or len(closing) < _LEAST or (first := first_title(pieces, closing[0])) is None:
        return []
    below = [i for at in closing[:-1] if (i := title_after(pieces, at + 1)) is not None]
    return [first, *below] if len(below) == len(closing) - 1 else []


def _may_end(piece: Piece) -> bool:
    """Whether a piece may be the last of an item above its source line."""
    return piece.tag in ("quoted", "by") or (piece.tag == "text" and piece.words > ITEM_WORDS)


def outlet_ended_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles that end in the names of their outlets, over texts: `Strait closed | Reuters / text`."""
    ends = {i: titled(p.text, "", last=True) for i, p in enumerate(pieces) if p.tag == "heading"}
    found = [i for i, name in ends.items() if name and heads(pieces, i)]
    papers = sum(is_outlet(ends[i] or "") for i in found)
    return found if len(found) >= _LEAST and 3 * papers >= len(found) else []


FINDERS = (pressed_items, sourced_items, outlet_led_items)
"""These tell items so surely that a text or a name may stand above the first."""
LESS_SURE = (titled_by_source, closed_by_source, outlet_ended_items)
"""Others, which are believed where nothing much stands above the first."""
