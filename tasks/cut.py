"""Segments to passages that a person can judge in one sitting.

A passage is one stretch of the document: one role in one unit, one voice. It grows by whole
paragraphs while it is short. What is too long is divided between sentences into parts of about
equal length, never inside a sentence; and inside a quotation, between an introduction and what it
introduces, or between a quotation's halves only where they would not fit together.
"""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from stancemark.config import CutOptions
from stancemark.records import (
    Document,
    Passage,
    Role,
    Segment,
    Span,
    fingerprint,
    fingerprints,
)
from stancemark.tasks.sentences import sentences

_SEPARATOR = re.compile(r"\s+[|–—·-]\s+")

_QUOTES = {"“": "”", "«": "»", "„": "“", '"': '"'}
_SIGNS = '“”«»„"'
_MARKS = re.compile(f"[{_SIGNS}]")
_QUOTATION = re.compile(r"""“[^“”]*+(?:”|\Z)|«[^«»]*+(?:»|\Z)|„[^„“]*+(?:“|\Z)|"[^"]*+(?:"|\Z)""")
_REACH = 120
_CREDITED = re.compile(r"""[,?!…—]["”»’][^"“”«»]{1,100}$""")
"""The end of a sentence that breaks a quotation off: “We came,” she said."""

_OPENING = ('"', "“", "«", "„", "‘")
_ITEM = re.compile(r"[-–•*·▪◦‣][^\S\n]|\(?(?:\d{1,3}|[a-zA-Z])[.)][^\S\n]")

_SPACES = (
    *"\t\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008",
    *"\u2009\u200a\u2028\u2029\u202f\u205f\u3000",
)
"""All white space but spaces and line breaks, as `str.split` knows it."""

JUDGED: frozenset[Role] = frozenset({"body", "quote_block", "wire_copy", "correction"})
"""Roles that become tasks. Headlines go beside them, as context; furniture nowhere."""

_USUAL = CutOptions()


class Piece(NamedTuple):
    """A stretch that is not divided, and its words; `closes` where a paragraph ends with it."""

    start: int
    end: int
    words: int
    closes: bool = True


def cut(
    document: Document, segments: Sequence[Segment], options: CutOptions | None = None
) -> list[Passage]:
    """The passages of a document, in order.

    Every character of a judged segment that is not white space is in exactly one passage, and
    `document.text[p.span.start:p.span.end] == p.text` for each.
    """
    options = options or _USUAL
    judged = judged_roles(segments)
    headings = _headings(document, segments)
    words = Words(document.text)
    places = [
        (span, run[0]) for run in _runs(segments, judged) for span in _spans(words, run, options)
    ]
    texts = [document.text[span.start : span.end] for span, _ in places]
    clusters = [fingerprint(words.folded(text)) for text in texts]
    id_of, reach = fingerprints(document.id), options.context
    return [
        Passage(
            id_of(span.start, span.end),
            document.id,
            span,
            texts[i],
            segment.role,
            segment.unit,
            segment.kind,
            segment.author,
            segment.outlet,
            segment.depth,
            headings[segment.id],
            "\n\n".join(texts[max(0, i - reach) : i]),
            "\n\n".join(texts[i + 1 : i + 1 + reach]),
            clusters[i],
        )
        for i, (span, segment) in enumerate(places)
    ]


def judged_roles(segments: Iterable[Segment]) -> frozenset[Role]:
    """`JUDGED`; or the headlines of a page that has nothing else, such as a short post."""
    return JUDGED if any(s.role in JUDGED for s in segments) else frozenset({"headline"})


def _title(document: Document) -> str:
    """The page's title without the outlet's name, which sites put before or behind it.

    >>> _title(Document("1", "…", "p.html", outlet="The Gazette", title="A bridge | The Gazette"))
    'A bridge'
    """
    parts = _SEPARATOR.split(document.title)
    named = [part for part in parts if part.casefold() != document.outlet.casefold()]
    return document.title if len(named) == len(parts) else " – ".join(named)


def _headings(document: Document, segments: Iterable[Segment]) -> dict[str, str]:
    """What stands above each segment, by its id.

    The first headline of its unit; in pasted words, the latest headline pasted with them. Where
    there is none, the page's title.
    """
    above: dict[tuple[str, int], str] = {}
    found: dict[str, str] = {}
    for s in segments:
        place = (s.unit, s.depth)
        if s.role == "headline" and (s.depth or place not in above):
            above[place] = s.span.of(document.text).lstrip("# ").strip()
        found[s.id] = above.get(place, "")
    default = _title(document) or next(iter(above.values()), "")
    return {name: heading or default for name, heading in found.items()}


def _runs(segments: Iterable[Segment], judged: Container[str]) -> Iterator[list[Segment]]:
    """Judged segments that follow one another in one unit, role and voice."""
    for key, run in groupby(segments, key=lambda s: (s.role, s.unit, s.depth, s.outlet, s.author)):
        if key[0] in judged:
            yield list(run)


def _spans(words: "Words", run: Sequence[Segment], options: CutOptions) -> Iterator[Span]:
    """The passages of one run, in order."""
    paragraphs = [Piece(s.span.start, s.span.end, words.count(s.span)) for s in run]
    total = sum([p.words for p in paragraphs])
    if total <= options.max_words and run[0].kind in ("comment", "post"):
        yield Span(paragraphs[0].start, paragraphs[-1].end)
        return
    least = min(options.min_words, options.max_words)
    for stretch in _stretches(words, paragraphs, least):
        if sum([p.words for p in stretch]) <= options.max_words:
            yield Span(stretch[0].start, stretch[-1].end)
        else:
            yield from _divided(_atoms(words, stretch, options.max_words), options.max_words)


def _stretches(words: "Words", paragraphs: Sequence[Piece], least: int) -> list[list[Piece]]:
    """Paragraphs, joined until they have the least number of words and nothing holds them."""
    found: list[list[Piece]] = []
    pending: list[Piece] = []
    count, listing = 0, False
    for paragraph, following in pairwise(paragraphs):
        pending.append(paragraph)
        count += paragraph.words
        listing = _lists(words.text, paragraph, following, listing=listing)
        if count >= least and not listing and not _held(words, paragraph, following):
            found.append(pending)
            pending, count = [], 0
    pending.append(paragraphs[-1])
    if found and count + paragraphs[-1].words < least:
        found[-1] += pending
    else:
        found.append(pending)
    return found


def _lists(text: str, paragraph: Piece, following: Piece, *, listing: bool) -> bool:
    """Whether a paragraph is followed by an item of the list that it is in or announces."""
    listing = listing or text[paragraph.end - 1] == ":"
    return listing and _ITEM.match(text, following.start) is not None


def _held(words: "Words", paragraph: Piece, following: Piece) -> bool:
    """Whether a paragraph announces the next, or leaves a quotation open that closes there."""
    text = words.text
    if text[paragraph.end - 1] in ":,":
        return True
    own = text[paragraph.start : paragraph.end]
    mark = _open(own, "") if words.quotes(own) else ""
    if not mark:
        return False
    if text.startswith(mark, following.start):
        return True
    after = text[following.start : following.end]
    closed, opened = after.find(_QUOTES[mark]), after.find(mark)
    return closed >= 0 and (mark == '"' or not 0 <= opened < closed)


def _open(text: str, mark: str) -> str:
    """The quotation mark that a stretch leaves open, if it begins inside `mark`."""
    for sign in _MARKS.findall(text):
        if sign == (_QUOTES.get(mark) if mark else None):
            mark = ""
        elif sign in _QUOTES:
            mark = sign
    return mark


def _atoms(words: "Words", paragraphs: Sequence[Piece], most: int) -> list[Piece]:
    """The sentences of some paragraphs; those that belong together as one, where it fits."""
    found: list[Piece] = []
    chain: list[Piece] = []
    count = 0
    for sentence, held in _sentences(words, paragraphs):
        chain.append(sentence)
        count += sentence.words
        if held:
            continue
        if len(chain) > 1 and count <= most:
            chain = [Piece(chain[0].start, sentence.end, count, sentence.closes)]
        found += chain
        chain, count = [], 0
    return found + chain


def _sentences(words: "Words", paragraphs: Sequence[Piece]) -> Iterator[tuple[Piece, bool]]:
    """Each sentence, and whether it stays with the next."""
    listing, text = False, words.text
    for i, paragraph in enumerate(paragraphs):
        at, own = paragraph.start, text[paragraph.start : paragraph.end]
        places = list(sentences(own))
        left = paragraph.words
        for place, held in zip(places, _held_inside(own, places), strict=False):
            count = words.of(own[place.start : place.end])
            left -= count
            yield Piece(at + place.start, at + place.end, count, closes=False), held
        held = False
        if i + 1 < len(paragraphs):
            following = paragraphs[i + 1]
            listing = _lists(text, paragraph, following, listing=listing)
            held = listing or _held(words, paragraph, following)
        yield Piece(at + places[-1].start, paragraph.end, max(left, 1)), held


def _held_inside(text: str, places: Sequence[Span]) -> Iterator[bool]:
    """Whether each sentence of a paragraph but the last stays with the next.

    It does within a quotation, before what it introduces, and where it breaks a quotation off to
    say who speaks.
    """
    quotations = _QUOTATION.finditer(text)
    quotation = next(quotations, None)
    for i in range(1, len(places)):
        end, following = places[i - 1].end, places[i].start
        while quotation and quotation.end() <= end:
            quotation = next(quotations, None)
        if quotation and quotation.start() < end:
            yield True
        elif text[following] in _OPENING:
            yield bool(_CREDITED.search(text, max(places[i - 1].start, end - _REACH), end))
        else:
            yield text[end - 1] == ":"


def _divided(atoms: Sequence[Piece], most: int) -> Iterator[Span]:
    """Passages of at most so many words and about equal length, rather at ends of paragraphs."""
    left = sum(a.words for a in atoms)
    start, count, goal = atoms[0].start, 0, _goal(left, most)
    for before, atom in pairwise(atoms):
        count += before.words
        over, under = count + atom.words - goal, goal - count
        at_end = before.closes and abs(under) <= goal / 4 and count < left
        if count + atom.words > most or over > under or (at_end and goal < left):
            yield Span(start, before.end)
            left -= count
            start, count, goal = atom.start, 0, _goal(left, most)
    yield Span(start, atoms[-1].end)


def _goal(words: int, most: int) -> float:
    return words / max(-(-words // most), 1)


class Words:
    """The words of a document's stretches, counted without dividing them where that can be.

    Most texts have spaces between their words and, of all other white space, line breaks at most.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        spaced = "  " in text
        self._loose = spaced or "\n" in text
        self._others = tuple([sign for sign in _SPACES if sign in text])
        self._plain = not spaced and not self._others
        self._marks = tuple([sign for sign in _SIGNS if sign in text])

    def of(self, text: str) -> int:
        """`len(text.split())`, of a text that holds a word."""
        return self._evened(text).count(" ") + 1

    def count(self, span: Span) -> int:
        """The words of a stretch."""
        start, end = span.start, span.end
        if self._plain and self.text.find("\n", start, end) < 0:
            return self.text.count(" ", start, end) + 1
        return self.of(self.text[start:end])

    def quotes(self, text: str) -> bool:
        """Whether a stretch has a quotation mark."""
        return any(sign in text for sign in self._marks)

    def folded(self, text: str) -> str:
        """A text without its case, its words apart by one space."""
        return self._evened(text).casefold()

    def _evened(self, text: str) -> str:
        """`" ".join(text.split())`."""
        for sign in self._others:
            if sign in text:
                return " ".join(text.split())
        if self._loose:
            text = text.replace("\n", " ")
            while "  " in text:
                text = text.replace("  ", " ")
        return text.strip()
