"""Words of another outlet or person inside a unit: whose they are, and how deep."""

from collections.abc import Sequence

from stancemark.tasks.segment import (
    crediting,
    datelines,
    intros,
    outlets,
    phrases,
    sources,
    speakers,
    voice,
)
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.runs import Around
from stancemark.tasks.segment.unsigned import Unsigned

_SPOKEN = frozenset({"speaker", "speech"})
_MAY_CREDIT = frozenset({"text", "heading", "dated", "by", "named"})
_HEADER = frozenset({"date", "by", "dated", "number"})
_NEWS_WORDS = 20
_SAID_WORDS = 6
_LEAD_WORDS = 12
_TITLE_WORDS = 3
_WORDS = frozenset({"body", "wire_copy", "quote_block"})
_REACH = 1000
"""How many pieces above it a source line may claim: without an end, long pages would take for ever."""


def attribute(pieces: Sequence[Piece], around: Around) -> str:
    """Set role, depth and outlet of every piece of one unit that another's words fill.

    `pieces` are the unit's, in order, its header lines and furniture left out. Returns the
    source that the page has credited last.
    """
    reader = _Reader(pieces, around)
    reader.read()
    return reader.latest


class _Reader(Unsigned):
    """A unit whose pieces are read once, in order."""

    def read(self) -> None:
        """Go through the unit once."""
        self._head()
        for i, piece in enumerate(self.pieces):
            if piece.tag in _SPOKEN:
                self._finish()
            else:
                self._take(i, piece)
        self._close_unsigned()

    def _head(self) -> None:
        """Open a paste that is the whole article, if a line below its title names an agency.

        Where the paper that an item quotes stands above its title, it is whose quotations are that name nobody else.
        """
        first = self.pieces[0] if self.article and self.around.listed and self.pieces else None
        if first is not None and first.tag == "dated" and outlets.is_outlet(first.name):
            self.paper = first.name
        name = self.around.reposted
        credited = crediting.credited(self.pieces) if self.article and not name else ""
        name = name or credited or (crediting.reprinted(self.pieces) if self.article else "")
        if name and name.casefold() != self.own:
            self.open = self.whole = True
            self.source, self.entire = name, bool(credited)

    def _take(self, i: int, piece: Piece) -> None:
        if piece.role == "caption":
            self.run.append(piece)
            self._cover(piece)
        elif name := self._item(i, piece):
            self._sign_above(i, piece, name)
        elif self._is_beside_quotation(i, piece):
            pass
        elif self._says_nothing(i, piece):
            self._cover_byline(piece)
        elif self._is_said(i, piece):
            pass
        elif (source := self._source_named(i, piece)) is not None:
            self._sign(i, piece, source)
        else:
            self._take_text(i, piece)
        self.previous = piece
        if len(self.run) > _REACH:
            del self.run[0]

    def _item(self, i: int, piece: Piece) -> str:
        """The outlet that heads an item, if the page is a list of such items or it is an agency."""
        if i == self.until or piece.name.casefold() in self.around.members:
            return ""
        name = crediting.heads_item(self.pieces, i, loose=self.around.press)
        if not name or name.casefold() == self.own or (self.whole and name == self.source):
            return ""
        inside = piece.tag == "dated" and any(p.tag == "text" for p in self.pieces[:i])
        bracketed = piece.text[0] in "([" and (inside or self.around.items > 1)
        sure = self.around.press or outlets.is_agency(name) or bracketed
        return name if sure or (not self.article and piece.tag != "dated") else ""

    def _sign_above(self, i: int, piece: Piece, name: str) -> None:
        """Open a paste below a line that names its outlet, with the title over that line."""
        above = list(self._lines_above(i))
        whole = self.article and (self.around.press or not self._written())
        self._finish()
        for other in above:
            self._claim(other, name)
        self._start(piece, name, i)
        self.whole = whole

    def _take_text(self, i: int, piece: Piece) -> None:
        if self.paper and piece.tag == "text" and voice.is_quotation(piece.text):
            piece.role, piece.depth, piece.outlet = "quote_block", 1, self.paper
        elif piece.role == "quote_block" and not self._runs_on(i, piece):
            if self.open:
                piece.depth, piece.outlet = 2, piece.outlet or self.source
            elif not piece.outlet and (told := self._repeated(i, piece)) is not None:
                piece.outlet = speakers.last_named(told.text)
            self.run.append(piece)
        elif piece.tag == "date" and not self.article and self._text_below(i):
            self._finish()
            self._start(piece, "", i)
        else:
            self._text(i, piece)

    def _says_nothing(self, i: int, piece: Piece) -> bool:
        """Whether a piece neither holds nor credits words: an image, the dates of an article."""
        if piece.tag == "image" or piece.role in ("boilerplate", "correction"):
            return True
        if piece.role != "byline" or piece.tag not in _HEADER:
            return False
        if not self.article:
            return piece.name.casefold() in self.around.members
        name = sources.heads(piece.text)
        inside = self.previous is not None and self.previous.role in (
            "body",
            "wire_copy",
            "headline",
        )
        known = outlets.is_outlet(name) and inside and bool(self._written())
        name = name or (intros.introduces(piece) if piece.text[-1] == ":" else "")
        return not (name and (piece.text[-1] in ":])" or known)) and not self._within(i, piece)

    def _cover_byline(self, piece: Piece) -> None:
        named = piece.name and (
            outlets.is_outlet(piece.name) or crediting.is_same(piece.name, self.source)
        )
        if (
            self.open
            and piece.role == "byline"
            and (named or sources.heads(piece.text) == self.source)
        ):
            self._credit(piece, self.source)

    def _source_named(self, i: int, piece: Piece) -> str | None:
        """The outlet a line credits, nothing if it does not name it; None for any other line."""
        if piece.tag in ("credit", "link", "lead", "rights"):
            return None if outlets.is_shared(piece.name) else self._printed(i, piece.name)
        if "\n" in piece.text or piece.words > 30 or piece.tag not in _MAY_CREDIT:
            return None
        written = not self.article and piece.tag in ("by", "dated") and self._below_title(i)
        if written and (name := crediting.last_of(piece.text)):
            return name
        if name := self._titling(i, piece) or self._credited(i, piece):
            return name
        if self.article and not (self._repeats_title(piece) and self._written()):
            return None
        return self._posted_source(i, piece)

    def _titling(self, i: int, piece: Piece) -> str:
        """The outlet that a line over a title, or the title of a text in an article, names; or nothing."""
        if self._over_title(i, piece):
            return outlets.unplaced(piece.text)
        inside = self._written() if i else self.around.press
        titles = self.article and inside and self._titles_news(i, piece)
        return sources.titled(piece.text, "", last=True) or "" if titles else ""

    def _credited(self, i: int, piece: Piece) -> str:
        """The outlet of a line that has the form of a source line, or nothing."""
        said = sources.signed(piece.text) or crediting.document(piece.text)
        if name := said or self._within(i, piece) or self._signs_off(i, piece):
            return name
        if piece.role == "byline" and piece.text[-1] == ":" and (name := intros.introduces(piece)):
            return name
        if (name := sources.heads(piece.text)) and self._may_head(i, piece, name):
            return name
        if self.article and outlets.is_agency(piece.text) and not self._written_below(i):
            return piece.text
        if datelines.is_dateline_alone(piece.text):
            return datelines.dateline(piece.text) or ""
        return self.source if self.open and sources.is_reporting(piece.text) else ""

    def _may_head(self, i: int, piece: Piece, name: str) -> bool:
        """Whether a line that has the form of a source line may be one here."""
        if name.casefold() in self.around.members:
            return False
        last = piece.text[-1]
        if last == ":" or sources.set_off(piece.text):
            return True
        if not self.article:
            titled = i > 0 and self.pieces[i - 1].tag in ("heading", "image", "title")
            return (
                titled
                or outlets.is_outlet(name)
                or "|" in piece.text
                or " via " in piece.text
                or last in ")]"
            )
        known = outlets.is_outlet(name)
        if known and i and self._title_below(i):
            return True
        if not self._written() and not any(p.words >= _LEAD_WORDS for p in self.pieces[:i]):
            return self.around.press or outlets.is_agency(name)
        return known or (last in ")]" and self._text_below(i))

    def _posted_source(self, i: int, piece: Piece) -> str | None:
        if piece.tag == "by" and (name := sources.by_of(piece.text)):
            return name
        if piece.tag == "dated" and not phrases.is_date(piece.text):
            name = outlets.tidy(piece.name)
            fits = name[:2].islower() <= outlets.is_outlet(name) and self._may_head(i, piece, name)
            return name if fits else None
        titles = [p.text for p in self.run if p.tag == "heading" and p.words > 2]
        again = (t for t in titles if piece.text.startswith(t) and len(piece.text) > len(t))
        title = next(again, next(iter(titles), ""))
        if piece.tag == "heading" and outlets.is_outlet(piece.text) and self._closes_news(i):
            return outlets.tidy(piece.text)
        last = (i + 1 == len(self.pieces) and bool(self.run)) or self._titles_news(i, piece)
        return sources.titled(piece.text, title, last=last)

    def _sign(self, i: int, piece: Piece, name: str) -> None:
        """Give the run above to the outlet, or open a paste below if there is none above."""
        if self._claim_block(i, piece, name):
            return
        if self.whole and name == self.source and not self._begun(i):
            self._credit(piece, name)
            return
        alone = datelines.is_dateline_alone(piece.text) and piece.tag != "credit"
        above = self._heads_item(i, name)
        forward = alone or above or self._leads(i, piece) or self._links_on(i, piece)
        if _is_mere(piece) and self._credits_nothing(above=above):
            self._credit(piece, name)
            return
        written = any(p.words >= _SAID_WORDS for p in self.run[-3:] if p.role in _WORDS)
        again = self.open and name and written and crediting.is_same(name, self.source)
        if again and piece.text[-1] != ":" and not alone:
            self._credit(piece, name if self.until != i else self.source)
            self._finish()
            return
        if self._shares_credit(i, piece):
            self._credit(piece, name)
            return
        link = piece.tag in ("credit", "link", "rights")
        if (self.open and (link or not forward)) or (not forward and self._pasted(i)):
            self._claim_above(piece, name)
        elif forward or (not self.run and self._long_below(i)):
            self._start_below(i, piece, name)
        else:
            self._credit(piece, name)

    def _claim_above(self, piece: Piece, name: str) -> None:
        """Give what is pasted above a source line to the outlet, and end it there."""
        claimed = self.source or name
        for other in self.run[self._repeated_title(piece) :]:
            self._claim(other, claimed)
        self._credit(piece, name)
        self._finish()

    def _start_below(self, i: int, piece: Piece, name: str) -> None:
        """Open a paste below a source line, the title over the line with it."""
        headings = list(self._lines_above(i))
        self._finish()
        for heading in headings:
            self._claim(heading, name)
        self._start(piece, name, i)

    def _heads_item(self, i: int, name: str) -> bool:
        """Whether a source line heads an item of a list, or what a button to the rest ends."""
        if not (self.article and self._text_below(i)):
            return False
        begun = any(p.tag == "text" for p in self.run)
        titled = i > 0 and self.pieces[i - 1].tag == "heading" and _is_mere(self.pieces[i])
        first = (self.around.listed and not begun) or titled
        return self._ended_below(i) or bool(name and first)

    def _credits_nothing(self, *, above: bool) -> bool:
        """Whether `Source: …` in an article claims no words: content farms name so whom they rewrote."""
        claims = above or self.open or self.around.press or self._inner_title()
        return self.article and not claims

    def _shares_credit(self, i: int, piece: Piece) -> bool:
        """Whether a line such as `[With AFP]` stands over the link that says whose the text is."""
        return (
            piece.text[1:6].lower() == "with " and piece.text[0] in "([" and self._signed_below(i)
        )

    def _text(self, i: int, piece: Piece) -> None:
        if piece.ended and self.open and i > self.until:
            self._finish()
        agency = datelines.dateline(piece.text)
        caught = agency is not None and self._is_caught(agency)
        if i < self.until or (caught and agency):
            self._claim(piece, self.source)
            self.run.append(piece)
        elif agency is not None and (not self.article or agency) and not caught:
            self._dateline(i, piece, agency)
        elif (intro := intros.introduction(piece)) and self._may_announce(piece, intro):
            self._announce(i, piece, intro)
        elif self.open and self._is_more(i, piece):
            self._claim(piece, self.source)
            self.run.append(piece)
        elif self.open:
            self._finish()
            self.run.append(piece)
        else:
            self._wait(i, piece)

    def _is_more(self, i: int, piece: Piece) -> bool:
        """Whether a piece is part of the open paste."""
        return self.entire or (self._goes_on(piece) and not self._leads_to_link(i, piece))


def _is_mere(piece: Piece) -> bool:
    """Whether a line says no more than whose something is: `Source: Quay Post`."""
    owed = piece.text.lower().lstrip("([").startswith(("source", "via", "credit", "courtesy"))
    return owed and piece.text[-1] != ":"
