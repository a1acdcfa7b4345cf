"""Words of a person inside a unit: quoted posts, pull quotes, and what a sentence with a colon announces."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise, takewhile

from stancemark.tasks.segment import crediting, intros, outlets, phrases, sources, speakers, voice
from stancemark.tasks.segment.headers import FULL_NAME
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.runs import Run

_NEWS_WORDS = 20
_SAID_WORDS = 6
_MARKS = "“\"‘'"
_SOURCE_WORDS, _APART = 9, 40
"""How many words a line below a quotation has at most, and how many characters it has itself, at least."""
_BRIEF = 12
_REMARKS = re.compile(
    r"^(?:and|but|so|now|here|this|that|which|then|as|agreed?)\b|[a-z][.?!…] |\b(?:at least|also|too|even|otherwise|much)\b|, [^,]{3,40},",
    re.IGNORECASE,
)
"""What makes a sentence somebody's own who names an outlet in it."""
_TWEET = 400
"""How many characters a tweet and its links have at most."""
_MANY = 2
_AHEAD = 40
"""How many pieces below the line that opens a paste the line that closes it may stand."""
_NAMED = re.compile(rf"(?:[A-Z][\w.’'-]* ){{0,3}}?{FULL_NAME}:")
_OFFICE = re.compile(rf"(?P<who>{FULL_NAME}), [A-Z][\w’' &-]{{2,60}}$")
_LISTED = re.compile(r"\W?\d{1,3}[.)]|[•*–-] ")


class Speeches(Run):
    """A unit with those of its pieces that quote somebody."""

    def _is_said(self, i: int, piece: Piece) -> bool:
        """Whether a piece names a speaker or is quoted line by line; it is dealt with then."""
        if name := self._speaker_below(piece):
            self._name_speaker(piece, name)
        elif piece.tag == "quoted":
            self._quote(piece)
        elif piece.tag == "quoteend":
            self._credit(piece, self.speaker)
        elif piece.tag == "says":
            self._says(i, piece)
        elif said := self._announced_above(i, piece):
            self._claim_announced(said, piece)
        elif name := self._speaker_above(i, piece):
            self._finish()
            self._credit(piece, name)
            self._quote_below(i, name)
        else:
            return False
        return True

    def _speaker_above(self, i: int, piece: Piece) -> str:
        """Whom a line names that is no more than a name and a colon over a quotation, or nothing."""
        below = self.pieces[i + 1 : i + 2]
        if piece.text[-1] != ":" or piece.words > _SAID_WORDS or not below:
            return ""
        named = _NAMED.fullmatch(piece.text)
        name = speakers.bare(piece.text[:-1]) if named else ""
        said = name and not outlets.is_outlet(name) and voice.is_quotation(below[0].text)
        intro = intros.introduction(piece)
        return name if said and not (intro and intro.press) else ""

    def _announced_above(self, i: int, piece: Piece) -> Sequence[Piece]:
        """The paragraphs between a colon and a dash that says whose they are: `Hear this: / We sank. / -- Ann Lee`."""
        if not speakers.signs(piece.text):
            return ()
        above = self.pieces[max(0, i - _SAID_WORDS) : i]
        colon = next((k for k in range(len(above) - 1, -1, -1) if above[k].text[-1] == ":"), None)
        said = above[colon + 1 :] if colon is not None else ()
        return said if all(p.tag == "text" for p in said) else ()

    def _claim_announced(self, said: Sequence[Piece], piece: Piece) -> None:
        name = speakers.signs(piece.text)
        for other in said:
            self._claim(other, name)
        self._credit(piece, name)
        self._finish()

    def _is_beside_quotation(self, i: int, piece: Piece) -> bool:
        """Whether a line heads a tweet, or stands below quotations of a page that has several so; it is dealt with then."""
        if name := speakers.above(piece):
            self._finish()
            self._credit(piece, name)
            self._quote_below(i, name)
        elif i in self._signed_lines and (name := self._source_of_line(piece)):
            self._sign_quoted(i, piece, name)
        else:
            return False
        return True

    @cached_property
    def _signed_lines(self) -> frozenset[int]:
        """The brief lines below paragraphs in quotation marks, if there are several: each says whose they are."""
        found = [
            i
            for i, (above, piece) in enumerate(pairwise(self.pieces), start=1)
            if _is_set_apart(above.text) and piece.words <= _SOURCE_WORDS
            if piece.tag in ("heading", "by", "text") and piece.text[-1] not in ".!?:…”\"'"
        ]
        return frozenset(found if len(found) >= _MANY else ())

    def _source_of_line(self, piece: Piece) -> str:
        """Whom a line below a quotation names: an outlet, or else who stands first in it; or nothing."""
        if name := self._names_whom(piece) or intros.outlet_in(piece.text):
            return name
        named = (match[0] for match in re.finditer(phrases.NAME, piece.text))
        return next(filter(outlets.may_be_source, named), "")

    def _sign_quoted(self, i: int, piece: Piece, name: str) -> None:
        """Give the paragraphs right above a line that begin with quotation marks to whom it names."""
        for other in takewhile(lambda p: p.text[0] in _MARKS, reversed(self.pieces[:i])):
            other.role, other.depth, other.outlet = "quote_block", 1, name
        self._credit(piece, name)
        self._finish()

    def _says(self, i: int, piece: Piece) -> None:
        self._finish()
        if self.article and (phrases.DATE.search(piece.text) or self._converses):
            return
        if outlets.is_outlet(piece.name) and piece.name.casefold() not in self.around.members:
            self._start(piece, piece.name, i)
            return
        above = self.previous
        self.speaker = piece.name or (above.name if above and above.tag == "link" else "")
        self._credit(piece, self.speaker)
        self._quote_below(i, self.speaker)

    @cached_property
    def _converses(self) -> bool:
        """Whether lines of the form `NAME says:` come so often that they head comments."""
        return sum(piece.tag == "says" for piece in self.pieces) > _MANY

    def _quote(self, piece: Piece) -> None:
        """Give quoted lines to whom they are known to be of, or whom the line above names."""
        piece.role, piece.depth = "quote_block", 1
        piece.outlet = piece.outlet or self.speaker

    def _runs_on(self, i: int, piece: Piece) -> bool:
        """Make a quoted paragraph part of the running text that it stands in; whether it is."""
        above = self.previous
        if (
            piece.outlet
            or above is None
            or above.role not in ("body", "wire_copy")
            or above.words < _NEWS_WORDS
            or above.text[-1] == ":"
            or piece.text.isupper()
            or self._repeated(i, piece) is not None
            or not piece.marks == above.marks == ()
            or piece.text[-1] not in '”"’'
            or piece.text[0] not in '“"‘'
            or (i + 1 < len(self.pieces) and self._names_whom(self.pieces[i + 1]))
        ):
            return False
        piece.role, piece.depth = "body", 0
        return True

    def _speaker_below(self, piece: Piece) -> str:
        """Whom a line below a quotation names, or nothing."""
        above = self.previous
        if above is None or piece.tag == "by" or piece.words > 16:
            return ""
        quoted = above.role == "quote_block" or (above.text[0] in '“"‘' and above.text[-1] in '”"’')
        tweeter = speakers.tweeter(piece.text)
        if tweeter and above.tag in ("text", "heading", "link"):
            return tweeter
        if not quoted or above.tag in ("says", "quoted"):
            return ""
        return self._names_whom(piece) or _named_alone(above, piece)

    def _names_whom(self, piece: Piece) -> str:
        """Whom a line below a quotation names by a dash, or with his outlet; or nothing."""
        return (
            speakers.signs(piece.text)
            or crediting.person_of(piece.text)
            or crediting.person_in(piece.text)
        )

    def _name_speaker(self, piece: Piece, name: str) -> None:
        inside = self.open
        self._credit(piece, name)
        if self.previous and not (speakers.tweeter(piece.text) and _is_no_tweet(self.previous)):
            self.previous.role, self.previous.outlet = "quote_block", name
            deep = 2 if inside or self.previous.depth == 2 or not self.article else 1
            piece.depth = self.previous.depth = deep
        self.run.append(piece)

    def _may_announce(self, piece: Piece, intro: intros.Intro) -> bool:
        """Whether a colon announces anybody: `In other developments:` in a post does not."""
        told = intro.name or intro.press or intro.again or intro.said
        return self.article or bool(told) or intros.announces_paste(piece.text)

    def _announce(self, i: int, piece: Piece, intro: intros.Intro) -> None:
        """Open what a sentence that ends in a colon announces: a quotation, or a paste."""
        if self.whole and not intro.press:
            self._cover(piece)
            return
        below = self._below_of(i)
        name = "" if intro.name else self._outlet_named(piece, intro, below)
        intro = replace(intro, name=name, press=True) if name else intro
        intro = replace(intro, name=self._full(intro.name))
        self._finish()
        if self._is_source_line(piece, intro):
            self._credit(piece, intro.name)
        if below is None or self._is_source(i + 1):
            return
        if intro.press and not intro.name and outlets.is_outlet(told := sources.told([below])):
            intro = replace(intro, name=told)
        if below.text[0] in '“"«„' and not (intro.press and intro.name and _goes_on(below.text)):
            self._quotations(i, intro.name or self._named_in(i))
        elif not _LISTED.match(below.text) and (below.tag == "text" or intro.name):
            self._announce_unquoted(i, below, intro)

    def _is_source_line(self, piece: Piece, intro: intros.Intro) -> bool:
        """Whether a sentence does no more than name the outlet that has what is below: `Ann Lee told the BBC:`."""
        brief = piece.tag == "text" and piece.words <= _BRIEF and intro.said
        plain = brief and not _REMARKS.search(piece.text) and not voice.is_own(piece)
        return plain and outlets.is_outlet(intro.name)

    def _outlet_named(self, piece: Piece, intro: intros.Intro, below: Piece | None) -> str:
        """The outlet that a sentence names in whatever way over words that may be of it, or nothing."""
        told = intros.outlet_in(piece.text) if not self.article or intro.brief else ""
        pasted = below is not None and below.words >= _NEWS_WORDS and not voice.is_own(below)
        return told or (intros.outlet_before(piece.text) if pasted else "")

    def _named_in(self, i: int) -> str:
        """The outlet or the person that a paragraph names last, or nothing."""
        text = self.pieces[i].text
        return intros.outlet_before(text) or speakers.last_named(text)

    def _announce_unquoted(self, i: int, below: Piece, intro: intros.Intro) -> None:
        if intro.again and self.latest:
            self._open_below(i, below, self.latest)
        elif intro.press and (intro.name or not self.article or self._may_be_pasted(i, below)):
            self._open_below(i, below, intro.name)
        elif intro.name and intro.said and below.words >= _SAID_WORDS:
            below.role, below.depth, below.outlet = "quote_block", 1, intro.name
        elif not self.article and intros.announces_paste(self.pieces[i].text):
            self._open_below(i, below, intro.name)
        elif self.article and intro.brief and self._may_be_pasted(i, below):
            self._claim(below, "")

    def _may_be_pasted(self, i: int, below: Piece) -> bool:
        """Whether an unsigned paragraph below a colon is no more of what the author says."""
        if below.words < _NEWS_WORDS or voice.is_own(below) or voice.is_spoken(below):
            return False
        rest = [
            p for p in self.pieces[i + 2 : i + 4] if p.tag in ("text", "heading", "credit", "link")
        ]
        after = rest[0] if rest else None
        return (
            after is None
            or after.text[-1] == ":"
            or after.tag in ("credit", "link")
            or bool(sources.signed(after.text))
        )

    def _quotations(self, i: int, name: str) -> None:
        """Give the paragraphs below that stand in quotation marks to whom a sentence announces."""
        is_open = True
        for below in self.pieces[i + 1 : i + _AHEAD]:
            if below.tag == "image" or below.role == "caption":
                continue
            text = below.text
            ends = text.rstrip(".)").endswith(("”", '"', "»", "“"))
            unclosed = text.count("“") > text.count("”") or text.count('"') % 2
            if text[0] not in '“"«„' or not (ends or (is_open and unclosed)):
                return
            below.role, below.depth, below.outlet = "quote_block", 1, name
            is_open = bool(unclosed)

    def _open_below(self, i: int, below: Piece, name: str) -> None:
        least = _SAID_WORDS if outlets.is_outlet(name) else _NEWS_WORDS
        if below.words < least and below.tag != "heading":
            return
        if below.tag != "heading" and voice.is_own(below) and self._closed_at(i, name) < 0:
            return
        self.open, self.source = True, name
        self.gap = self.pieces[i + 2].gap if i + 2 < len(self.pieces) else 0
        self.until = self._closed_at(i, name)

    def _quote_below(self, i: int, name: str) -> None:
        if i + 1 < len(self.pieces) and self.pieces[i + 1].tag in ("text", "heading"):
            below = self.pieces[i + 1]
            below.role, below.depth, below.outlet = "quote_block", 1, name


def _is_set_apart(text: str) -> bool:
    """Whether quotation marks of any kind are round a paragraph."""
    return len(text) > _APART and text[0] in _MARKS and text[-1] in "”\"’'"


def _is_no_tweet(piece: Piece) -> bool:
    """Whether a line above who wrote a tweet is none, so that the tweet is lost: it announces it, signs another, is long."""
    return piece.text[-1] == ":" or bool(speakers.tweeter(piece.text)) or len(piece.text) > _TWEET


def _goes_on(text: str) -> bool:
    """Whether a paragraph that begins with a quotation has more words behind it."""
    balanced = text.count("“") == text.count("”") and text.count('"') % 2 == 0
    return balanced and text.rstrip(".)")[-1] not in '”"»“'


def _named_alone(above: Piece, piece: Piece) -> str:
    """The name that stands alone below a pull quote, or nothing."""
    if (office := _OFFICE.match(piece.text)) and voice.is_quotation(above.text):
        return office["who"] if above.block == piece.block else ""
    if above.role != "quote_block" or piece.tag != "heading" or piece.words > _SAID_WORDS:
        return ""
    if piece.text[:2].lower() == "by" or outlets.is_outlet(piece.text):
        return ""
    if sources.set_off(piece.text):
        return ""
    named = above.tag == "heading" or (
        above.text.endswith("”") and sources.mostly_capital(piece.text)
    )
    return re.split(r"(?<=[a-z])(?=[A-Z])", piece.text)[0] if named else ""
