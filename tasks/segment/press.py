"""Where items of press reviews begin, told by the papers that head them."""

from collections.abc import Sequence

from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.outlets import is_outlet
from stancemark.tasks.segment.titles import heads

_LEAST = 3


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


FINDERS = (pressed_items, sourced_items, outlet_led_items)
"""These tell items so surely that a text or a name may stand above the first."""
