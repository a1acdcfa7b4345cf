"""The pieces of one unit as they are read: which of them a source line may claim, and how far a paste goes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from stancemark.tasks.segment import crediting, datelines, outlets, phrases, sources, voice
from stancemark.tasks.segment.layout import Piece

_LINES_ABOVE = frozenset({"by", "date", "dated", "image"})
_NEWS_WORDS = 20
_LONG_WORDS = 40
_SAID_WORDS = 6
_LEAD_WORDS = 12
_TITLE_WORDS = 3
_NAMES = re.compile(phrases.NAME)
_NEAR, _FEW = 12, 2
"""How many pieces away a pull quote may stand from what it repeats."""
_AHEAD = 40
"""How many pieces below the line that opens a paste the line that closes it may stand."""


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of the unit whose pieces are read."""

    kind: str
    own: str = ""
    """The outlet of the page, whose own words stay at depth 0."""
    members: frozenset[str] = frozenset()
    """The authors of the page's units in lower case: their names credit no paste."""
    latest: str = ""
    """The source that the page has credited last."""
    listed: bool = False
    """Whether the page has several articles."""
    items: int = 0
    """How many items of the page are headed by the name of an outlet."""
    press: bool = False
    """Whether the page is an index of press items, each headed by the name of its outlet."""
    reposted: str = ""
    """The outlet of which the unit's header says that its words are."""


class Run:
    """A unit that is being read: what is pasted now, and what a source line below may claim."""

    def __init__(self, pieces: Sequence[Piece], around: Around) -> None:
        self.pieces = pieces
        self.around = around
        self.article = around.kind == "article"
        self.own = around.own.casefold()
        self.run: list[Piece] = []
        """Pieces that a source below may claim."""
        self.open = False
        """Whether a paste goes on."""
        self.source = ""
        self.whole = False
        """Whether the unit is another outlet's from its first paragraph on."""
        self.entire = False
        """Whether a line above its text says so, in whatever voice it goes on."""
        self.until = -1
        """The piece that closes the open paste, where one does."""
        self.previous: Piece | None = None
        self.gap = 0
        ends = [p for above, p in pairwise(pieces) if p.tag == "credit" and p.block == above.block]
        self.clips = self.article and len(ends) > _FEW and all(p.text[0] in "([" for p in ends)
        """Whether the unit is a list of clips, each with its source in brackets at its end."""
        self.paper = ""
        """The paper that an item of a press review quotes."""
        self.speaker = ""
        """Whom the unit has quoted last."""
        self.latest = around.latest

    def _repeated(self, i: int, piece: Piece) -> Piece | None:
        """The paragraph nearby that has the words of a pull quote, or None."""
        if piece.words > 40:
            return None
        words = piece.text.casefold().strip("“”\"'‘’ .")
        near = (*self.pieces[max(0, i - _NEAR) : i], *self.pieces[i + 1 : i + _NEAR])
        return next((p for p in near if p.words > piece.words and words in p.text.casefold()), None)

    def _ended_below(self, i: int) -> bool:
        """Whether nothing is written above a line, and a button to the rest ends what is below it."""
        return not self._written() and any(p.ended for p in self.pieces[i + 1 : i + _AHEAD])

    def _text_below(self, i: int) -> bool:
        below = self._below_of(i)
        return below is not None and below.words >= _SAID_WORDS

    def _below_of(self, i: int) -> Piece | None:
        """The first piece below one that is text or a heading."""
        for piece in self.pieces[i + 1 : i + 4]:
            if piece.tag in ("text", "heading"):
                return piece
            if piece.tag not in ("image", "date", "by") and piece.role != "caption":
                return None
        return None

    def _written(self) -> bool:
        """Whether the unit has text above."""
        return any(p.words >= _LEAD_WORDS for p in self.run) or self.open or bool(self.source)

    def _begun(self, i: int) -> bool:
        """Whether the unit has running text above a line."""
        return any(p.tag == "text" and p.words >= _LEAD_WORDS for p in self.pieces[:i])

    def _written_below(self, i: int) -> bool:
        """Whether the unit has text below a line."""
        return any(p.tag == "text" and p.role != "boilerplate" for p in self.pieces[i + 1 :])

    def _repeats_title(self, piece: Piece) -> bool:
        """Whether a line holds a title of the run again."""
        line = piece.text.casefold()
        titles = (p for p in self.run if p.tag == "heading" and p.words > _TITLE_WORDS)
        return any(p.text.casefold() in line for p in titles)

    def _lines_above(self, i: int) -> Iterator[Piece]:
        """The title over a source line, and the lines between them."""
        between: list[Piece] = []
        if self._leads_title(i) or sources.set_off(self.pieces[i].text):
            return
        for k in range(i - 1, max(-1, i - 4), -1):
            piece = self.pieces[k]
            if piece.tag == "heading" and (k or not self.article):
                yield from (p for p in between if p.role != "boilerplate" and p.tag != "image")
                yield piece
                return
            if piece.tag not in _LINES_ABOVE:
                return
            between.append(piece)

    def _signed_below(self, i: int) -> bool:
        return i + 1 < len(self.pieces) and self.pieces[i + 1].tag == "link"

    def _long_below(self, i: int) -> bool:
        return i + 1 < len(self.pieces) and self.pieces[i + 1].words >= _NEWS_WORDS

    def _pasted(self, i: int) -> bool:
        """Whether the run reads like another's text; leading words of the poster are taken off."""
        if self.article and self._closes(i):
            titles = [
                k for k, p in enumerate(self.run) if p.role == "headline" and p.words > _TITLE_WORDS
            ]
            self.run = self.run[titles[-1] if titles else 0 :]
            return any(p.words >= _NEWS_WORDS for p in self.run)
        first = 1 if self.article and self.run and self.run[0] is self._title() else 0
        heads = [
            i
            for i, p in enumerate(self.run)
            if i >= first and p.tag == "heading" and p.words > _TITLE_WORDS
        ]
        dated = [
            i
            for i in heads
            if i + 1 < len(self.run) and datelines.dateline(self.run[i + 1].text) is not None
        ]
        if heads and all(voice.is_own(p) or p.words < 60 for p in self.run[: heads[0]]):
            self.run = self.run[(dated or heads)[0] :]
        elif self.article and heads:
            self.run = self.run[(dated or heads[-1:])[0] :]
        elif not heads:
            self.run = self.run[self._own() :]
        if heads and sum(p.words for p in self.run[1:]) >= _NEWS_WORDS:
            return True
        if self.pieces[i].tag == "link" and not any(voice.is_newsy(p) for p in self.run):
            return False
        return any(p.words >= _NEWS_WORDS and (heads or not voice.is_own(p)) for p in self.run)

    def _own(self) -> int:
        """How many pieces at the head of the run are the author's: in an article down to the last in which he speaks."""
        spoken = [voice.is_own(piece) for piece in self.run]
        if self.article:
            return len(spoken) - spoken[::-1].index(True) if any(spoken) else 0
        return spoken.index(False) if False in spoken else len(spoken)

    def _inner_title(self) -> bool:
        """Whether a title stands in the run right below the author's own words."""
        written = False
        for piece in self.run:
            if written and piece.tag == "heading" and piece.words > _TITLE_WORDS:
                return True
            written = piece.tag == "text" and voice.is_own(piece)
        return False

    def _closes(self, i: int) -> bool:
        """Whether a name in brackets, or a link, stands alone below an item of a list."""
        piece, above = self.pieces[i], self.pieces[i - 1] if i else None
        linked = piece.tag == "link" and self.around.listed
        if above is None or not (piece.text[0] in "([" or linked):
            return False
        if above.block == piece.block and not self.around.listed:
            return False
        rest = [p for p in self.pieces[i + 1 : i + 3] if p.tag != "image"]
        return not rest or rest[0].role == "headline" or rest[0].tag in ("heading", "date")

    def _title(self) -> Piece | None:
        return next((p for p in self.pieces if p.role == "headline"), None)

    def _start(self, piece: Piece, name: str, i: int) -> None:
        self._credit(piece, name)
        self.open, self.source, self.run = True, name, [piece]
        self.gap = self.pieces[i + 2].gap if i + 2 < len(self.pieces) else 0
        self.until = self._closed_at(i, name)
        below = self.pieces[i + 2] if i + 2 < len(self.pieces) else None
        if self._leads_title(i) and (below is None or below.tag in ("lead", "heading")):
            self._claim(self.pieces[i + 1], name)
            self._finish()

    def _leads_title(self, i: int) -> bool:
        """Whether the name of an outlet leads a title: `Reuters: Strait closed again`."""
        below = self.pieces[i + 1 : i + 2]
        return self.pieces[i].tag == "lead" and bool(below) and below[0].tag == "heading"

    def _closed_at(self, i: int, name: str) -> int:
        """The piece below that names the same source again, -1 if none does before another begins."""
        if not name:
            return -1
        for k in range(i + 1, min(i + _AHEAD, len(self.pieces))):
            piece = self.pieces[k]
            if "\n" in piece.text or len(piece.text) > 170:
                continue
            below = (
                piece.name
                if piece.tag in ("credit", "link", "dated")
                else sources.signed(piece.text)
            )
            if below:
                return k if crediting.is_same(outlets.tidy(below), name) else -1
            if piece.text[-1] == ":" or sources.heads(piece.text):
                return -1
        return -1

    def _claim_block(self, i: int, piece: Piece, name: str) -> bool:
        """Give the paragraphs right above a credit to the outlet it names, if it is of those that claim no more.

        These begin with a dash, or end clips. False where a blank line is between.
        """
        claims = piece.text[0] in "–—-" or self.clips or self._goes_on_below(i)
        if piece.tag != "credit" or not claims:
            return False
        block = [p for p in self.run if p.block == piece.block]
        for other in block:
            self._claim(other, name)
        if block:
            self._credit(piece, name)
            self._finish()
        return bool(block)

    def _goes_on_below(self, i: int) -> bool:
        """Whether an article goes on below a credit, in nobody's voice, so that the credit is of one paragraph."""
        below = next((p for p in self.pieces[i + 1 :] if p.tag == "text"), None)
        return self.article and below is not None and not voice.is_own(below)

    def _printed(self, i: int, name: str) -> str:
        """The outlet of a link as the unit above it prints its name, if it does."""
        if "." not in name:
            return name
        above = self.pieces[max(0, i - _NEAR) : i]
        names = (outlets.tidy(match[0]) for p in above for match in _NAMES.finditer(p.text))
        site = outlets.letters(name)
        whole = (
            n for n in names if outlets.is_outlet(n) or (" " in n and outlets.letters(n) == site)
        )
        return next((n for n in whole if crediting.is_same(n, name)), name)

    def _full(self, name: str) -> str:
        """The outlet credited last where a name is the end of its name: `the Journal`."""
        brief = name.removeprefix("The ").removeprefix("the ")
        again = brief and " " not in brief and self.latest.endswith(f" {brief}")
        return self.latest if again else name

    def _credit(self, piece: Piece, name: str) -> None:
        piece.role, piece.depth, piece.outlet = "byline", 1, name
        if name and piece.tag != "says":
            self.latest = name

    def _finish(self) -> None:
        self.open, self.source, self.run, self.gap = False, "", [], 0
        self.whole = self.entire = False
        self.until = -1

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

    def _is_caught(self, agency: str) -> bool:
        """Whether a dateline stands in a paste that goes on below a line naming its source."""
        return self.open and (not agency or crediting.is_same(agency, self.source))

    def _goes_on(self, piece: Piece) -> bool:
        if all(p.role in ("byline", "headline") for p in self.run):
            return bool(self.run) or not voice.is_own(piece)
        longer = piece.tag == "heading" and piece.words > _TITLE_WORDS
        if longer and self.run and self.run[-1].tag not in ("date", "dated"):
            return self.around.kind != "comment" and not voice.is_own(piece)
        regular = self.gap and len(self.run) > 2 and self.article and not self.whole
        if regular and piece.gap != self.gap:
            return False
        if self.whole:
            return not voice.is_own(piece)
        if (voice.is_own(piece) and not self._speaks(piece)) or voice.takes_up(piece.text):
            return False
        return not voice.is_spoken(piece) and not voice.comments(piece, self.source, self.run[-2:])

    def _speaks(self, piece: Piece) -> bool:
        """Whether the paste itself speaks in the person that a piece below speaks in."""
        if piece.words >= _LONG_WORDS and voice.persons(piece) == {"you"}:
            return True  # as guides and features speak of anybody
        heard = {p for above in self.run[1:4] if above.tag == "text" for p in voice.persons(above)}
        return bool(heard) and voice.persons(piece) - {"you"} <= heard

    def _is_source(self, i: int) -> bool:
        """Whether a piece is a line that credits a paste below it."""
        piece = self.pieces[i]
        return "\n" not in piece.text and bool(
            sources.heads(piece.text) or datelines.is_dateline_alone(piece.text)
        )
