"""Words of another that no line signs: those below a dateline, and news under a title in a post."""

import re

from stancemark.tasks.segment import intros, outlets, sources, voice
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.leading import Leading

_NEWS_WORDS = 20
_TITLE_WORDS = 3
_LED = re.compile(r" [-–—|] ")
"""What stands between an outlet and its title: `BBC News - Strait closed again`."""


class Unsigned(Leading):
    """A unit with those of its pastes that say themselves what they are."""

    def _wait(self, i: int, piece: Piece) -> None:
        """Keep a piece for a source line below."""
        self.latest = intros.prints(piece.text) or self.latest
        pasted = not self.article and piece.tag == "heading" and piece.words > _TITLE_WORDS + 1
        if pasted and sources.mostly_capital(piece.text) and self._below_of(i):
            piece.role, piece.depth = "headline", 1
        self.run.append(piece)

    def _dateline(self, i: int, piece: Piece, name: str) -> None:
        if name.casefold() == self.own and name:
            return
        above = self.previous
        titled = above is not None and above.tag == "heading" and (not self.article or i > 1)
        heading = above if titled and above is not self._title() else None
        first = not any(p.words >= _NEWS_WORDS for p in self.pieces[:i])
        self._finish()
        self.open, self.source = True, name
        self.whole = first and self.article and heading is None
        self.run = [heading, piece] if heading else [piece]
        for other in self.run:
            self._claim(other, name)
        self.gap = self.pieces[i + 1].gap if i + 1 < len(self.pieces) else 0

    def _close_unsigned(self) -> None:
        """A title over news in nobody's voice is pasted, though nothing says from where."""
        if self.article or self.open or not self.run:
            return
        title = self.run[0]
        if title.tag != "heading" or title.role == "quote_block" or title.words <= _TITLE_WORDS:
            return
        news = [p for p in self.run[1:] if p.words >= _NEWS_WORDS]
        if not news or any(voice.is_own(p) for p in news):
            return
        led = _LED.split(title.text, maxsplit=1)[0]
        if outlets.is_outlet(led):
            self._credit(title, led)
        name = title.outlet or sources.titled(title.text, "", last=True) or sources.told(news)
        for k, piece in enumerate(self.run):
            if k > 1 and piece.words < _NEWS_WORDS and voice.comments(piece, name, self.run[:k]):
                break
            self._claim(piece, name)
