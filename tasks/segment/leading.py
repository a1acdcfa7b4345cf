"""Whether a line that credits somebody belongs to the words below it or above."""

from stancemark.tasks.segment import crediting, outlets, sources, voice
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.speeches import Speeches

_LINES = frozenset({"by", "date", "dated", "image"})
"""What may stand between a title and its source line."""
_BETWEEN, _REST = 6, 40
"""How many lines stand at most between the two, and how many pieces below a line are looked at for what is left of its unit."""
_NEWS_WORDS = 20
_LEAD_WORDS = 12
_TITLE_WORDS = 3
_LINK_WORDS = 30
"""Fewer words than these of the poster's stand over a link that leads on to as many of another's."""


class Leading(Speeches):
    """A unit whose source lines are told apart by what they lead."""

    def _leads(self, i: int, piece: Piece) -> bool:
        """Whether a source line belongs to what stands below it."""
        if piece.tag == "lead" or sources.signed(piece.text):
            return piece.tag == "lead" or self._below_title(i)
        if piece.tag == "by" and self._below_title(i):
            return True
        if piece.text[-1] == ":" or crediting.document(piece.text) or self._within(i, piece):
            return True
        if self._titles_news(i, piece) or self._over_title(i, piece):
            return True
        if piece.tag == "dated":
            return not self._closes_news(i)
        return bool(sources.heads(piece.text)) and not self._closes_news(i)

    def _below_title(self, i: int) -> bool:
        """Whether a source line stands between a title and a text of a paragraph or more."""
        near = self.pieces[max(0, i - _BETWEEN) : i]
        above = next((p for p in reversed(near) if p.tag not in _LINES), None)
        titled = above is not None and above.tag == "heading" and above.words > _TITLE_WORDS
        return titled and any(p.words >= _NEWS_WORDS for p in self.pieces[i + 1 : i + 4])

    def _within(self, i: int, piece: Piece) -> str:
        """The outlet of a byline inside an article that has one of its own: `By Ann Lee, Quay Post`; or nothing."""
        name = sources.by_of(piece.text) if self.article and piece.tag == "by" else ""
        above = self.pieces[:i] if name else ()
        signed = any(p.tag in ("by", "dated") and p.name for p in above)
        return name if signed and any(p.tag == "text" for p in above) else ""

    def _signs_off(self, i: int, piece: Piece) -> str:
        """The outlet of a line `Ann Lee – Quay Post` between the end of a text and a title, or nothing."""
        below = self.pieces[i + 1 : i + 2]
        ends = not below or below[0].tag == "heading"
        above = self.pieces[i - 1] if i else None
        written = above is not None and above.tag == "text" and above.text[-1] in '.!?”"’'
        return crediting.person_of(piece.text) if self.article and written and ends else ""

    def _titles_news(self, i: int, piece: Piece) -> bool:
        """Whether a line is the title of news with its outlet: `Strait closed again - BBC News`, over a long text."""
        titled = sources.titled(piece.text, "", last=True) if piece.tag == "heading" else None
        if not (titled and outlets.is_outlet(titled) and self._long_below(i)):
            return False
        return not any(p.words > _TITLE_WORDS and p.text in piece.text for p in self.pieces[:i])

    def _title_below(self, i: int) -> bool:
        """Whether a title over a text stands right below a line."""
        below = self.pieces[i + 1 : i + 3]
        titled = len(below) > 1 and below[0].tag == "heading" and below[0].words > _TITLE_WORDS
        return titled and below[1].words >= _LEAD_WORDS

    def _over_title(self, i: int, piece: Piece) -> bool:
        """Whether the name of an outlet stands alone over the title of a text from it."""
        named = piece.tag in ("heading", "text") and outlets.is_outlet(outlets.unplaced(piece.text))
        return named and self._title_below(i) and any(p.tag == "text" for p in self.pieces[:i])

    def _links_on(self, i: int, piece: Piece) -> bool:
        """Whether a bare link stands over the words it is credited with: news, below what is none, or below a colon."""
        below = self._below_of(i)
        if piece.tag == "link" and self._title_below(i):
            below = self.pieces[i + 2]
        if piece.tag != "link" or self.open or below is None or below.words < _NEWS_WORDS:
            return False
        above = next((p for p in reversed(self.run) if p.tag == "text"), None)
        if voice.persons(below) - {"we"}:
            return False
        if above is None or (above.words < _LINK_WORDS <= below.words and voice.is_own(above)):
            return not self.article and not voice.is_spoken(below)
        reported = voice.is_newsy(below) and not (voice.is_newsy(above) or voice.is_own(below))
        return above.text[-1] == ":" or reported

    def _leads_to_link(self, i: int, piece: Piece) -> bool:
        """Whether a few words and a colon stand over a bare link, and so below the paste above."""
        below = self.pieces[i + 1 : i + 2]
        return (
            piece.text[-1] == ":"
            and piece.words < _LEAD_WORDS
            and below[:1] != []
            and below[0].tag == "link"
        )

    def _closes_news(self, i: int) -> bool:
        """Whether news stands right above a line, and the poster's own words, few or nothing below."""
        above = self.run[-1] if self.run else None
        below = self._below_of(i)
        news = above is not None and above.words >= _NEWS_WORDS and not voice.is_own(above)
        if not news or below is None or voice.is_own(below):
            return news
        rest = self.pieces[i + 1 : i + 1 + _REST]
        return sum(p.words for p in rest if p.tag == "text") < _NEWS_WORDS

    def _repeated_title(self, piece: Piece) -> int:
        """Where in the run the title stands that a source line repeats; 0 if it repeats none."""
        return next(
            (
                k
                for k in range(len(self.run) - 1, 0, -1)
                if self.run[k].tag == "heading"
                and self.run[k].words > _TITLE_WORDS
                and self.run[k].text in piece.text
            ),
            0,
        )
