"""Words of another outlet or person inside a unit: whose they are, and how deep."""

import re
from collections.abc import Iterable, Iterator, Sequence

from stancemark.tasks import phrases
from stancemark.tasks.layout import Piece

_FORWARD = re.compile(
    rf"^(?P<who>{phrases.NAME})(?:,| \||:| [–—-])?\s+(?P<date>.{{4,50}}?):?$"
    rf"|^(?:from|via|source|according to|here[’']s|here is):?\s+(?P<named>{phrases.NAME})\s*:?$",
)  # fmt: skip
_SOURCE = re.compile(
    r"(?:^|\b)(?:source|via|originally (?:published|appeared|posted) (?:at|by|in|on)|(?:first )?(?:published|"
    r"appeared) (?:first )?(?:at|in|on)|re(?:published|posted|printed) (?:from|with permission (?:from|of)))"
    rf"(?::|\b)\s*(?P<who>{phrases.NAME})\W*$",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"^(?P<place>[A-Z][A-Z.’' -]{2,40}(?:/[A-Z ]+)?)(?:, [A-Z][\w. ]{2,25})?(?:,? [A-Z][a-z]{2,8}\.? \d{1,2})?,?"
    rf"(?:\s*\((?P<who>{phrases.NAME})\))?\s*[–—-]{{1,2}}\s*\S"
)
_INTRO = (
    re.compile(rf"\b(?:from|via|per|courtesy of)\s+(?P<who>{phrases.NAME})\b[^.!?]{{0,160}}:$"),
    re.compile(
        rf"(?:^|\b[Aa]s |\b[Aa]ccording to |\b[Bb]y |\b[Ii]n |[,;] |\b[Aa]nd )(?P<who>{phrases.NAME})"
        r"(?:,[^,:]{1,60},)?(?: \w+ly| also| has| had| recently)? (?:report|writ|wrote|note|put|explain|sa(?:ys|id)|"
        r"quot|describ|stat|detail|summari|reveal|warn|claim|tells|told|add)\w*\b[^.!?]{0,100}:$"
    ),
    re.compile(rf"\bwhat (?P<who>{phrases.NAME}) ha(?:s|d|ve) to say\b[^.!?]{{0,60}}:$"),
    re.compile(rf"\b[Aa]ccording to (?P<who>{phrases.NAME})\b[^.!?]{{0,60}}:$"),
)  # fmt: skip
_OWN = re.compile(
    r"\b(?:I|I[’'](?:m|ve|ll|d)|[Ww]e|[Ww]e[’'](?:re|ve|ll|d)|our|my|My|Our|me|us|you|You|your|Your|you[’']re|lol|imo|btw)\b"
)
_TURNS = re.compile(
    r"(?:yes|no|so|well|now|here|in short|of course|given|as (?:we|you|i)|note|to (?:my|be|sum)|again|anyway|"
    r"obviously|clearly|indeed|thus|in other words|in conclusion|bottom line|finally|all of this|all this|"
    r"what (?:this|that)|and (?:here|so|this|now)|but (?:here|wait)|funny|let[’']s)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:(?:As|And|But|According|From|By|In|While|When|Here|Now|Then|To|So|Yet|This|It|He|She|They)\b ?)+"
)
_UNNAMED = re.compile(
    r"\b(?:piece|article|wires?|story|excerpts?|following|statement|press release|report|paper|source|"
    r"transcript|quote|passage|paragraphs?|editorial|press|news)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"][^”\"]*(?:[”\"]|$)")
_TOLD = re.compile(rf"\b(?:interview with|told) (?P<who>{phrases.NAME})(?=[ .,;]|$)")
_OPENS = tuple("“\"«„'‘[")
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

    def read(self) -> None:
        """Go through the unit once."""
        for i, piece in enumerate(self.pieces):
            self._take(i, piece)
        self._close_unsigned()

    def _take(self, i: int, piece: Piece) -> None:
        if (
            piece.role == "byline"
            and self.kind == "article"
            and piece.tag in ("date", "by", "dated", "number")
        ):
            pass
        elif piece.tag == "image" or piece.role in ("caption", "boilerplate", "correction"):
            if piece.role == "caption":
                self.run.append(piece)
                self._cover(piece)
        elif self._names_speaker(piece):
            quote, name = self.previous, re.split(r"(?<=[a-z])(?=[A-Z])", piece.text)[0]
            self._credit(piece, name)
            if quote:
                quote.outlet = name
                piece.depth = quote.depth = 2 if self.kind != "article" else 1
            self.run.append(piece)
        elif piece.tag == "says":
            self._finish()
            self._credit(piece, piece.name)
            self._quote_below(i, piece.name)
        elif (name := self._source_named(i, piece)) is not None:
            self._sign(i, piece, name)
        elif piece.role == "quote_block":
            self.run.append(piece)
        elif piece.tag == "date" and self.kind != "article" and i + 1 < len(self.pieces):
            self._finish()
            self._start(piece, "", i)
        else:
            self._text(i, piece)
        self.previous = piece
        if len(self.run) > _REACH:
            del self.run[0]

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
        return above.tag == "heading" or (above.text.endswith("”") and _mostly_capital(piece.text))

    def _source_named(self, i: int, piece: Piece) -> str | None:
        """The outlet a line credits; None if it is no line of that kind."""
        text = piece.text
        if piece.tag in ("credit", "link"):
            return piece.name
        if "\n" in text or piece.words > 30 or piece.tag not in ("text", "heading", "dated", "by"):
            return None
        alone = re.fullmatch(
            rf"[(\[](?:[Ww]ith |[Ss]ource: |[Vv]ia )?(?P<who>{phrases.NAME})[)\]]?", text
        )
        if alone and piece.words <= 5:
            return alone["who"]
        if (source := _SOURCE.search(text)) and piece.words <= 15:
            return source["who"]
        if self.kind == "article":
            return None
        if name := _heads(text):
            return name
        if piece.tag == "dated" and not phrases.is_date(text):
            return piece.name
        return self._titled(i, text)

    def _titled(self, i: int, text: str) -> str | None:
        """The outlet of `title | Outlet`, `Outlet - title`, or the title once more by itself."""
        title = next((p.text for p in self.run if p.tag == "heading" and p.words > 2), None)
        if title and title.casefold() in text.casefold():
            at = text.casefold().index(title.casefold())
            return (text[:at] + text[at + len(title) :]).strip(" |–—-:·•»")
        pipe = re.fullmatch(rf"(?P<title>.{{12,200}}?) \| (?P<who>{phrases.NAME})", text)
        if pipe and len(pipe["title"].split()) >= 4:
            return pipe["who"]
        last = i + 1 == len(self.pieces)
        dash = re.fullmatch(rf"(?P<title>.{{20,200}}) [–—-] (?P<who>{phrases.NAME})", text)
        return dash["who"] if dash and last and self.run and len(dash["who"].split()) <= 4 else None

    def _sign(self, i: int, piece: Piece, name: str) -> None:
        """Give the run above to the outlet, or open a paste below if there is none above."""
        forward = piece.text.endswith(":") or piece.tag == "dated" or bool(_heads(piece.text))
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
        if heads and all(_is_own(p) or p.words < 60 for p in self.run[: heads[0]]):
            self.run = self.run[heads[0] :]
        elif not heads:
            while self.run and _is_own(self.run[0]):
                self.run.pop(0)
        return any(p.words >= _NEWS_WORDS and (heads or not _is_own(p)) for p in self.run)

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
        dateline = _DATELINE.match(piece.text)
        if dateline and (self.kind != "article" or dateline["who"]):
            self._dateline(i, piece, dateline["who"] or "")
        elif intro := _introduces(piece):
            self._finish()
            self._below(i, intro)
        elif _ends_open(piece) and piece.words <= 60:
            self._finish()
            if self.kind != "article" and _UNNAMED.search(piece.text):
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
                and _mostly_capital(piece.text)
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
            return self.kind != "comment" and not _is_own(piece)
        if self.gap and piece.gap != self.gap and len(self.run) > 2 and self.kind == "article":
            return False
        return not _is_own(piece) and not _TURNS.match(piece.text)

    def _below(self, i: int, name: str) -> None:
        """Open what an introducing sentence announces: a quotation, or a paste."""
        if i + 1 >= len(self.pieces):
            return
        below = self.pieces[i + 1]
        if below.text.startswith(_OPENS[:2]) and below.text.endswith(("”", '"', "”.", '".')):
            below.role, below.depth, below.outlet = "quote_block", 1, name
            return
        if below.tag not in ("text", "heading") or _is_own(below) or below.words < _NEWS_WORDS:
            return
        self.open, self.source = True, name
        self.gap = self.pieces[i + 2].gap if i + 2 < len(self.pieces) else 0

    def _quote_below(self, i: int, name: str) -> None:
        if i + 1 < len(self.pieces) and self.pieces[i + 1].tag in ("text", "heading"):
            below = self.pieces[i + 1]
            below.role, below.depth, below.outlet = "quote_block", 1, name

    def _close_unsigned(self) -> None:
        """A title over news in nobody's voice is pasted, though nothing says from where."""
        if self.kind == "article" or self.open or not self.run or self.run[0].tag != "heading":
            return
        news = [p for p in self.run[1:] if p.words >= _NEWS_WORDS]
        if not news or self.run[0].words < 4 or any(_is_own(p) for p in news):
            return
        name = _told(news)
        for piece in self.run:
            self._claim(piece, name)


def _heads(text: str) -> str:
    """The source of a line such as `Outlet, 3 May 2015:` or `From Outlet:`, or nothing."""
    match = _FORWARD.match(text)
    if match is None or not (match["named"] or phrases.is_date(match["date"])):
        return ""
    return match["who"] or match["named"]


def _told(news: Iterable[Piece]) -> str:
    """The one outlet that a text says it was told by name, or nothing."""
    names = [m["who"] for p in news for m in _TOLD.finditer(p.text)]
    interviews = [
        m["who"] for p in news for m in _TOLD.finditer(p.text) if m[0].startswith("interview")
    ]
    return (interviews or names or [""])[0] if len(set(interviews or names)) == 1 else ""


def _mostly_capital(text: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", text) if len(word) > 3]
    return sum(word[0].isupper() for word in words) >= 0.75 * max(len(words), 1)


def _is_own(piece: Piece) -> bool:
    """Whether the poster speaks: first or second person outside quotation marks."""
    return bool(_OWN.search(_QUOTED.sub("", piece.text)))


def _ends_open(piece: Piece) -> bool:
    return piece.text.endswith(":")


def _introduces(piece: Piece) -> str:
    """The source that the last sentence of a piece announces, or nothing."""
    if not _ends_open(piece) and not re.search(r":\s*$", piece.text):
        return ""
    last = re.split(r"(?<=[a-z0-9”\"][.!?])\s+(?=[A-Z“\"])", piece.text[-400:])[-1]
    names = (re.sub(_LEADING, "", m["who"]).removeprefix("the ") for m in _found(last))
    return next((name for name in names if name[:1].isupper()), "")


def _found(sentence: str) -> Iterator[re.Match[str]]:
    for pattern in _INTRO:
        if match := pattern.search(sentence):
            yield match
