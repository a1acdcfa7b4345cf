"""Words of another outlet or person inside a unit: whose they are, and how deep."""

import re
from collections.abc import Sequence

from stancemark.tasks.segment import phrases, sources
from stancemark.tasks.segment.layout import Piece

_OPENS = ("“", '"')
_MAY_CREDIT = frozenset({"text", "heading", "dated", "by"})
_NEWS_WORDS = 20
_REACH = 1000
"""How many pieces above it a source line may claim: without an end, long pages would take for ever."""


def attribute(pieces: Sequence[Piece], *, kind: str, own: str) -> None:
    """Set role, depth and outlet of every piece of one unit that another's words fill.

    `pieces` are the unit's, in order, its header lines and furniture left out; `own` is the
    outlet of the page, whose own words stay at depth 0.
    """
    _Reader(pieces, kind, own).read()


class _Reader:
    def __init__(self, pieces: Sequence[Piece], kind: str, own: str) -> None:
        self.pieces = pieces
        self.kind = kind
        self.own = own.casefold()
        self.run: list[Piece] = []
        """Pieces that a source below may claim."""
        self.open = False
        """Whether a paste goes on."""
        self.source = ""
        self.previous: Piece | None = None
        self.gap = 0
        self.speaker = ""
        """Whom the unit has quoted last."""

    def read(self) -> None:
        """Go through the unit once."""
        for i, piece in enumerate(self.pieces):
            self._take(i, piece)
        self._close_unsigned()

    def _take(self, i: int, piece: Piece) -> None:
        if piece.role == "caption":
            self.run.append(piece)
            self._cover(piece)
        elif self._says_nothing(piece):
            pass
        elif self._names_speaker(piece):
            self._name_speaker(piece)
        elif piece.tag == "quoted":
            self._quote(piece)
        elif piece.tag == "says":
            self._finish()
            self.speaker = piece.name
            self._credit(piece, piece.name)
            self._quote_below(i, piece.name)
        elif (name := self._source_named(i, piece)) is not None:
            self._sign(i, piece, name)
        else:
            self._take_text(i, piece)
        self.previous = piece
        if len(self.run) > _REACH:
            del self.run[0]

    def _quote(self, piece: Piece) -> None:
        """Give lines behind `>` to whom the nearest `NAME wrote:` above names."""
        piece.role, piece.depth = "quote_block", 1
        piece.outlet = self.speaker

    def _take_text(self, i: int, piece: Piece) -> None:
        if piece.role == "quote_block":
            self.run.append(piece)
        elif piece.tag == "date" and self.kind != "article" and i + 1 < len(self.pieces):
            self._finish()
            self._start(piece, "", i)
        else:
            self._text(i, piece)

    def _says_nothing(self, piece: Piece) -> bool:
        """Whether a piece neither holds nor credits words: an image, the dates of an article."""
        heads = piece.role == "byline" and piece.tag in ("date", "by", "dated", "number")
        heads = heads and not (piece.text[-1] == ":" and sources.heads(piece.text))
        furniture = piece.tag == "image" or piece.role in ("boilerplate", "correction")
        return furniture or (heads and self.kind == "article")

    def _name_speaker(self, piece: Piece) -> None:
        name = re.split(r"(?<=[a-z])(?=[A-Z])", piece.text)[0]
        self._credit(piece, name)
        if self.previous:
            self.previous.outlet = name
            piece.depth = self.previous.depth = 2 if self.kind != "article" else 1
        self.run.append(piece)

    def _names_speaker(self, piece: Piece) -> bool:
        """Whether a line is the name below a pull quote."""
        above = self.previous
        if (
            above is None
            or above.role != "quote_block"
            or piece.tag != "heading"
            or piece.words > 6
        ):
            return False
        return above.tag == "heading" or (
            above.text.endswith("”") and sources.mostly_capital(piece.text)
        )

    def _source_named(self, i: int, piece: Piece) -> str | None:
        """The outlet a line credits, nothing if it does not name it; None for any other line."""
        if piece.tag in ("credit", "link"):
            return piece.name
        if "\n" in piece.text or piece.words > 30 or piece.tag not in _MAY_CREDIT:
            return None
        if name := sources.credited(piece):
            return name
        if self.kind == "article":
            return (piece.text[-1] == ":" and sources.heads(piece.text)) or None
        return self._posted_source(i, piece)

    def _posted_source(self, i: int, piece: Piece) -> str | None:
        if name := sources.heads(piece.text):
            return name
        if piece.tag == "dated" and not phrases.is_date(piece.text):
            return piece.name
        title = next((p.text for p in self.run if p.tag == "heading" and p.words > 2), "")
        last = i + 1 == len(self.pieces) and bool(self.run)
        return sources.titled(piece.text, title, last=last)

    def _sign(self, i: int, piece: Piece, name: str) -> None:
        """Give the run above to the outlet, or open a paste below if there is none above."""
        forward = (
            piece.text.endswith(":") or piece.tag == "dated" or bool(sources.heads(piece.text))
        )
        if self.kind == "article" and piece.text[:6].lower() == "source" and not self.open:
            self._credit(piece, name)
            return
        if self.open and name and name == self.source and piece.text[-1] != ":":
            self._credit(piece, name)
            self._finish()
            return
        backward = self.open if piece.tag in ("credit", "link") else self.open and not forward
        co_credit = re.match(r"[(\[]with ", piece.text, re.IGNORECASE)
        if co_credit and self._signed_below(i):
            self._credit(piece, name)
            return
        if backward or (not forward and self._pasted()):
            claimed = self.source or name
            for other in self.run:
                self._claim(other, claimed)
            self._credit(piece, name)
            self._finish()
            return
        headings = [self.previous] if self.previous and self.previous.tag == "heading" else []
        if forward or (not self.run and self._long_below(i)):
            self._finish()
            for heading in headings:
                self._claim(heading, name)
            self._start(piece, name, i)
            return
        self._credit(piece, name)

    def _signed_below(self, i: int) -> bool:
        return i + 1 < len(self.pieces) and self.pieces[i + 1].tag == "link"

    def _long_below(self, i: int) -> bool:
        return i + 1 < len(self.pieces) and self.pieces[i + 1].words >= _NEWS_WORDS

    def _pasted(self) -> bool:
        """Whether the run reads like another's text; leading words of the poster are taken off."""
        heads = [i for i, p in enumerate(self.run) if p.tag == "heading" and p.words > 3]
        if heads and all(sources.is_own(p) or p.words < 60 for p in self.run[: heads[0]]):
            self.run = self.run[heads[0] :]
        elif not heads:
            while self.run and sources.is_own(self.run[0]):
                self.run.pop(0)
        return any(p.words >= _NEWS_WORDS and (heads or not sources.is_own(p)) for p in self.run)

    def _start(self, piece: Piece, name: str, i: int) -> None:
        self._credit(piece, name)
        self.open, self.source, self.run = True, name, [piece]
        self.gap = self.pieces[i + 2].gap if i + 2 < len(self.pieces) else 0

    def _credit(self, piece: Piece, name: str) -> None:
        piece.role, piece.depth, piece.outlet = "byline", 1, name

    def _finish(self) -> None:
        self.open, self.source, self.run, self.gap = False, "", [], 0

    def _cover(self, piece: Piece) -> None:
        if self.open:
            self._claim(piece, self.source)

    def _claim(self, piece: Piece, name: str) -> None:
        if name.casefold() == self.own and name:
            return
        piece.depth = max(piece.depth, 2 if piece.role == "quote_block" else 1)
        piece.outlet = (
            piece.outlet if piece.role in ("byline", "quote_block") and piece.outlet else name
        )
        if piece.tag == "heading" and piece.role == "body":
            piece.role = "headline"
        elif piece.role == "body":
            piece.role = "wire_copy"

    def _text(self, i: int, piece: Piece) -> None:
        agency = sources.dateline(piece.text)
        if agency is not None and (self.kind != "article" or agency):
            self._dateline(i, piece, agency)
        elif intro := sources.introduces(piece):
            self._finish()
            self._below(i, intro)
        elif piece.text.endswith(":") and piece.words <= 60:
            self._finish()
            if self.kind != "article" and sources.announces_paste(piece.text):
                self._below(i, "")
        elif self.open and self._goes_on(piece):
            self._claim(piece, self.source)
            self.run.append(piece)
        elif self.open:
            self._finish()
            self.run.append(piece)
        else:
            if (
                self.kind != "article"
                and piece.tag == "heading"
                and piece.words > 4
                and sources.mostly_capital(piece.text)
            ):
                piece.role, piece.depth = "headline", 1
            self.run.append(piece)

    def _dateline(self, i: int, piece: Piece, name: str) -> None:
        if self.open or (name.casefold() == self.own and name):
            self._cover(piece)
            return
        heading = (
            self.previous
            if self.previous and self.previous.tag == "heading" and self.kind != "article"
            else None
        )
        self._finish()
        self.open, self.source = True, name
        self.run = [heading, piece] if heading else [piece]
        for other in self.run:
            self._claim(other, name)
        self.gap = self.pieces[i + 1].gap if i + 1 < len(self.pieces) else 0

    def _goes_on(self, piece: Piece) -> bool:
        if (
            piece.tag == "heading"
            and piece.words > 3
            and self.run
            and self.run[-1].tag not in ("date", "dated")
        ):
            return self.kind != "comment" and not sources.is_own(piece)
        if self.gap and piece.gap != self.gap and len(self.run) > 2 and self.kind == "article":
            return False
        if sources.is_own(piece) or sources.takes_up(piece.text):
            return False
        return not sources.is_spoken(piece)

    def _below(self, i: int, name: str) -> None:
        """Open what an introducing sentence announces: a quotation, or a paste."""
        if i + 1 >= len(self.pieces):
            return
        below = self.pieces[i + 1]
        if below.text.startswith(_OPENS) and below.text.endswith(("”", '"', "”.", '".')):
            below.role, below.depth, below.outlet = "quote_block", 1, name
            return
        if (
            below.tag not in ("text", "heading")
            or sources.is_own(below)
            or below.words < _NEWS_WORDS
        ):
            return
        self.open, self.source = True, name
        self.gap = self.pieces[i + 2].gap if i + 2 < len(self.pieces) else 0

    def _quote_below(self, i: int, name: str) -> None:
        if i + 1 < len(self.pieces) and self.pieces[i + 1].tag in ("text", "heading"):
            below = self.pieces[i + 1]
            below.role, below.depth, below.outlet = "quote_block", 1, name

    def _close_unsigned(self) -> None:
        """A title over news in nobody's voice is pasted, though nothing says from where."""
        if (
            self.kind == "article"
            or self.open
            or not self.run
            or self.run[0].tag != "heading"
            or self.run[0].role == "quote_block"
        ):
            return
        news = [p for p in self.run[1:] if p.words >= _NEWS_WORDS]
        if not news or self.run[0].words < 4 or any(sources.is_own(p) for p in news):
            return
        name = sources.told(news)
        for piece in self.run:
            self._claim(piece, name)
