"""Where the articles of a page begin that nothing tells but their titles: their form, their number, the space round them."""

import re
from collections.abc import Sequence

from stancemark.tasks.segment.datelines import dateline
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.titles import heads, may_title, title_after

_LED = re.compile(r"[A-Z][A-Z .’'/-]{2,30}: [A-Z]")


_SIGNED = frozenset({"by", "dated"})
_WIDE = 3
"""How many titles make a list, and the line breaks above a title that a list sets apart by them alone."""
_TITLE_LEAST, _TITLE_USUAL = 3, 5


_MANY, _FEW_MORE = 6, 1.25
"""From how many titles on a page is a list though some stand over two paragraphs, and how many paragraphs to a title then."""


def alike_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles of several words, each over one paragraph, and nothing else from the first on."""
    kept = [
        i
        for i, p in enumerate(pieces)
        if p.tag in ("heading", "text") and not (p.tag == "heading" and p.words < _TITLE_LEAST)
    ]
    found = [i for i in kept if may_title(pieces[i]) and not pieces[i].text[0].isdigit()]
    if len(found) <= _WIDE or any(p.tag in _SIGNED or p.tag == "listed" for p in pieces):
        return []
    body = kept[kept.index(found[0]) :]
    paired = len(body) == 2 * len(found) and body[::2] == found
    long = sum(pieces[i].words for i in found) >= _TITLE_USUAL * len(found)
    if paired and long and all(pieces[i].words > _TITLE_LEAST for i in body):
        return found
    over = [i for i in found if i + 1 < len(pieces) and pieces[i + 1].tag == "text"]
    texts = sum(pieces[i].tag == "text" and i not in found for i in body)
    return (
        over if len(over) >= _MANY and texts <= _FEW_MORE * len(over) and found[0] < _WIDE else []
    )


def led_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles that each begin with a place or a matter in capitals: `SENNA: Council votes`."""
    found = [i for i in range(len(pieces) - 1) if _LED.match(pieces[i].text) and heads(pieces, i)]
    texts = sum(p.tag == "text" for p in pieces[found[0] :]) if found else 0
    return found if len(found) >= _WIDE and texts <= 3 * len(found) else []


def contents_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles that a list of bullets above has announced: `• Title • Other title … Title / text / Other title`."""
    announced: set[str] = set()
    found: list[int] = []
    for i, piece in enumerate(pieces):
        if piece.text[0] in "•*-" or "\n•" in piece.text:
            announced |= {line.strip("•*- \t") for line in piece.text.split("\n")}
        elif piece.tag in ("heading", "text") and piece.text in announced:
            found.append(i)
    return found if len(found) >= _WIDE else []


def kicked_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles below the names of their sections, each behind the same sign: `News » / Title / text`."""
    kickers = [i for i, p in enumerate(pieces) if p.words <= _TITLE_USUAL and p.text[-1] in "»›"]
    found = [title for i in kickers if (title := title_after(pieces, i + 1)) is not None]
    return found if len(found) >= _WIDE and len(set(found)) == len(kickers) else []


def numbered_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles that are counted, over news: `1. Council votes / SENNA (Reuters) - The council voted`."""
    found: list[int] = []
    for i, piece in enumerate(pieces[:-1]):
        if piece.tag == "heading" and piece.text.startswith(f"{len(found) + 1}. "):
            found.append(i)
    news = sum(dateline(pieces[i + 1].text) is not None for i in found)
    return found if len(found) >= _WIDE and 2 * news > len(found) else []


def spaced_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles set apart by more blank lines than anything else, over a paragraph or two."""
    found = [
        i
        for i, piece in enumerate(pieces)
        if piece.gap >= _WIDE and piece.words > 2 and piece.text[:1].isupper() and heads(pieces, i)
    ]
    if len(found) < _WIDE or any(p.tag in _SIGNED for p in pieces[: found[0]]):
        return []
    texts = sum(p.tag == "text" for p in pieces[found[0] :])
    return found if texts <= 3 * len(found) else []


def overspaced_items(pieces: Sequence[Piece]) -> list[int]:
    """Titles over more blank lines than anything else on a page stands below."""
    below = [i for i, piece in enumerate(pieces) if i and piece.gap >= _WIDE > pieces[i - 1].gap]
    titles = [i - 1 for i in below if pieces[i - 1].tag == "heading" and pieces[i - 1].words > 2]
    if len(titles) < _WIDE or len(titles) < len(below):
        return []
    return [i - (pieces[i - 1].tag == "lead") for i in titles]


FINDERS = (
    spaced_items,
    overspaced_items,
    led_items,
    numbered_items,
    contents_items,
    kicked_items,
    alike_items,
)
"""The forms of such lists."""
