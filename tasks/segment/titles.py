"""The titles of the articles of a page, and the texts they stand over."""

from collections.abc import Sequence

from stancemark.tasks.segment.intros import introduction
from stancemark.tasks.segment.layout import Piece

_HEADER = frozenset({"date", "by", "dated", "image", "caption", "furniture", "number"})
"""What may stand between a title and its text."""
ITEM_WORDS = 6
"""More words than these are the text of an article."""
_TITLE_WORDS = 22
_BETWEEN = 8
"""How many lines below a foot a title is looked for."""
_OPENS_WORDS = 16
_BRIEF = 3
"""How many words the place behind a byline has at most."""


def title_after(pieces: Sequence[Piece], start: int, *, least: int = ITEM_WORDS) -> int | None:
    """The title that follows a foot, furniture or a title above it between them."""
    for i in range(start, min(start + _BETWEEN, len(pieces))):
        place = pieces[i].tag == "by" and not pieces[i].name
        if place or pieces[i].tag in ("furniture", "image", "caption", "number", "listed"):
            continue
        dated = pieces[i].tag == "date" and heads(pieces, i + 1, least=least)
        if dated or heads(pieces, i, least=least):
            return i
        if pieces[i].tag != "heading":
            return None
    return None


def first_title(pieces: Sequence[Piece], end: int) -> int | None:
    """The first title above a place that stands over a text."""
    texts = (i for i in range(1, end) if pieces[i].tag == "text" and pieces[i].words > ITEM_WORDS)
    titles = (_titles(pieces, text) for text in texts)
    return next((title for title in titles if title is not None), None)


def _titles(pieces: Sequence[Piece], text: int) -> int | None:
    """The title that stands over a text, its header between them."""
    for i in range(text - 1, max(-1, text - 6), -1):
        if may_title(pieces[i]):
            return i
        introduces = i == text - 1 and pieces[i].words <= ITEM_WORDS and pieces[i].text[-1] == ":"
        if pieces[i].tag not in _HEADER and not introduces:
            return None
    return None


def heads(pieces: Sequence[Piece], i: int, *, least: int = ITEM_WORDS) -> bool:
    """Whether a line is a title over a text of more than some words."""
    titled = i < len(pieces) and may_title(pieces[i])
    return titled and text_below(pieces, i, least=least) is not None


def text_below(pieces: Sequence[Piece], title: int, *, least: int = ITEM_WORDS) -> int | None:
    """The text of more than some words below a title, its header between them."""
    for i in range(title + 1, min(title + 6, len(pieces))):
        piece = pieces[i]
        if piece.tag == "text":
            introduced = (
                piece.text[-1] == ":" and i + 1 < len(pieces) and pieces[i + 1].tag == "text"
            )
            return i if piece.words > least or introduced else None
        credited = pieces[i - 1].tag == "by" and piece.tag == "heading" and piece.words <= _BRIEF
        if piece.tag not in _HEADER and not credited:
            return None
    return None


def may_title(piece: Piece) -> bool:
    """Whether a piece may be the title of an article."""
    if piece.tag in ("heading", "correction"):
        return piece.words <= _TITLE_WORDS
    return (
        piece.tag == "text"
        and piece.words <= 16
        and piece.text[-1] in "?!”’\"'"
        and "\n" not in piece.text
    )


def may_open(piece: Piece) -> bool:
    """Whether the first line of a thread may be its title: a question, a call, words in brackets at its end."""
    ends = piece.text[-1] != "." or piece.text.endswith("...")
    return piece.tag == "text" and "\n" not in piece.text and piece.words <= _OPENS_WORDS and ends


def is_announced(pieces: Sequence[Piece], i: int) -> bool:
    """Whether what stands above a line announces it, so that it begins a paste and no article."""
    intro = introduction(pieces[i - 1]) if i and pieces[i - 1].tag == "text" else None
    return intro is not None and bool(intro.name or intro.said)
