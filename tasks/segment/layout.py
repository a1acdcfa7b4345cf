"""A page to pieces: its lines, named by their words and neighbours, joined where they run on."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from stancemark.records import Document, Mark, Role, Span
from stancemark.tasks.segment import phrases, quoting
from stancemark.tasks.segment.borders import divided

_BLANK = re.compile(r"\n(?:[^\S\n]*\n)+")
_LINE = re.compile(r"[^\n]+")
_CELL = re.compile(r"[^\t\s](?:[^\t]|\t(?!\t))*")
"""A cell of a table's row: dumps set two tabs between them."""
_PRINTED = re.compile(
    r"(?P<title>Title: .{1,150}?) (?P<by>Post by: \S.{0,40}? on \w+ \d{1,2}, \d{4}, \d\d:\d\d(?::\d\d)?(?: [AP]M)?)(?=\s|$)"
)
"""The head of a post in the print view of a board, where a dump has made one line of it."""
_TO_REST_OF = re.compile(r"(?:…|\.\.\.|…\])\s*(?P<rest>(?:Continue reading|Read more)\b.{0,120})$")
_TO_REST_WORDS = ("Continue reading", "Read more")
_BLANK_AT_MOST, _INDENT, _NAME = 200, 80, 40
_ENDS = (".", "!", "?", "…", "”", '"', ":", ")", "’", "'")
_TO_REST = 140
_FULL_LINE = 100
"""Characters from which on a line is a paragraph that nothing has wrapped."""


@dataclass(slots=True)
class Piece:
    """A stretch of a page with what its own words say it is."""

    span: Span
    text: str
    tag: str
    """`text`, `heading`, `date`, `by`, `dated`, `says`, `card`, `furniture`…"""
    name: str = ""
    """Whom or what it names: author, source, or why it is furniture."""
    block: int = 0
    gap: int = 0
    """Line breaks above its block."""
    indent: int = 0
    marks: tuple[Mark, ...] = ()
    """The marks that hold it, outermost first."""
    role: Role = "body"
    depth: int = 0
    outlet: str = ""
    repeats: int = 1
    """How often the page has a line of this shape, for short lines."""
    apart: bool = False
    """Whether a line of spaces stands above its block."""
    begins: bool = False
    """Whether a turn begins here by the frame that recurs on the page."""
    heads: str = ""
    """Whose turn it heads there."""
    ended: bool = False
    """Whether a line above it leads to the rest of what stands above that: `Read the entire story`."""
    framed: str = ""
    """What a line of that frame is, if its words alone do not tell."""
    _counted: str = field(default="", init=False, repr=False, compare=False)
    """The text whose words have been counted."""
    _words: int = field(default=0, init=False, repr=False, compare=False)

    @property
    def words(self) -> int:
        """How many words it has; counted once, since every step asks."""
        if self._counted is not self.text:
            self._counted = self.text
            self._words = len(self.text.split())
        return self._words


def rows(document: Document) -> list[Piece]:
    """The lines of a document, in order, none of them named yet.

    A block of several lines inside an element of its own is one row.
    """
    coded = quoting.has_code(document.text)
    if document.outline or coded:
        return _marked_rows(document, coded=coded)
    return _plain_rows(document.text)


def _plain_rows(text: str) -> list[Piece]:
    """The lines of a text without markup: a line with nothing but white space ends a block."""
    found: list[Piece] = []
    block, gap, breaks, at = -1, 0, 0, 0
    apart = False
    for line in text.split("\n"):
        if said := line.strip():
            if breaks > 1 or block < 0:
                block, gap = block + 1, breaks if breaks > 1 else 0
            start = at if len(said) == len(line) else at + len(line) - len(line.lstrip())
            indent = _indent(text, start) if start > at else 0
            line_of = Span(start, start + len(said))
            place = (block, gap, indent)
            if "\t\t" in said or said[:7] == "Title: " or phrases.GLUED_BUTTONS.match(said):
                found += [
                    Piece(cell, cell.of(text), "", "", *place) for cell in _cells(line_of, said)
                ]
            else:
                found.append(Piece(line_of, said, "", "", *place))
            found[-1].apart = apart
            apart, breaks = False, 0
        elif line == " " and found:
            apart = True
        breaks += 1
        at += len(line) + 1
    return found


def _marked_rows(document: Document, *, coded: bool) -> list[Piece]:
    """The lines of a page with markup, or with codes inside its lines."""
    found: list[Piece] = []
    blocks = list(divided(document.text, _blocks(document.text), document.outline))
    around = marks_around([span for span, *_ in blocks], document.outline)
    for number, ((span, gap), marks) in enumerate(zip(blocks, around, strict=True)):
        lines = list(_lines(document.text, span))
        if (
            len(lines) > 1
            and marks
            and any(m.tag not in ("comment", "post", "article", "body") for m in marks)
        ):
            lines = [span] if not phrases.has_card(document.text, lines) else lines
        if coded:
            lines = [part for line in lines for part in quoting.cuts(line, document.text)]
        apart = bool(found) and gap > 1 and _is_apart(document.text, span.start)
        for line in lines:
            indent = _indent(document.text, line.start)
            for cell in _cells(line, line.of(document.text)):
                said = cell.of(document.text)
                row = Piece(cell, said, "", "", number, gap, indent, marks=marks, apart=apart)
                found.append(row)
                apart = False
    return found


def _is_apart(text: str, start: int) -> bool:
    """Whether a line of one space stands above a block."""
    above = text[max(0, start - _BLANK_AT_MOST) : start]
    return "\n \n" in above[len(above.rstrip()) :]


def _cells(line: Span, said: str) -> Iterator[Span]:
    """The cells of a line that was the row of a table, its buttons and its words, or the line."""
    if glued := phrases.GLUED_BUTTONS.match(said):
        yield Span(line.start, line.start + glued.end())
        if glued.end() < len(said):
            yield Span(line.end - len(said[glued.end() :].lstrip()), line.end)
        return
    if printed := _PRINTED.match(said):
        ends = [printed.end("title"), printed.end("by"), len(said)]
        for start, end in pairwise([0, *ends]):
            cut = said[start:end]
            first = line.start + start + len(cut) - len(cut.lstrip())
            if cut.strip():
                yield Span(first, first + len(cut.strip()))
        return
    if "\t\t" not in said:
        yield line
        return
    for cell in _CELL.finditer(said):
        yield Span(line.start + cell.start(), line.start + cell.start() + len(cell[0].rstrip()))


def marks_around(spans: Iterable[Span], outline: Sequence[Mark]) -> Iterator[tuple[Mark, ...]]:
    """For each span, both in the order of the page, the marks that hold it, outermost first."""
    coming = deque(outline)
    near: list[Mark] = []
    for span in spans:
        while coming and coming[0].span.start <= span.start:
            near.append(coming.popleft())
        near = [mark for mark in near if mark.span.end > span.start]
        yield tuple(mark for mark in near if mark.span.end >= span.end)


def _blocks(text: str) -> Iterator[tuple[Span, int]]:
    start = gap = 0
    for match in [*_BLANK.finditer(text), None]:
        end = match.start() if match else len(text)
        stretch = text[start:end]
        if stretch.strip():
            left = start + len(stretch) - len(stretch.lstrip())
            yield Span(left, left + len(stretch.strip())), gap
        if match:
            start, gap = match.end(), match[0].count("\n")


def _lines(text: str, span: Span) -> Iterator[Span]:
    for match in _LINE.finditer(text, span.start, span.end):
        if line := match[0].strip():
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            yield Span(start, start + len(line))


def _indent(text: str, start: int) -> int:
    begin = text.rfind("\n", max(0, start - _INDENT), start) + 1
    before = text[begin:start]
    found = begin > 0 or start < _INDENT
    return len(before.expandtabs(4)) if found and not before.strip() else 0


def joined(found: Sequence[Piece], width: int) -> list[Piece]:
    """Rows of one paragraph, one card or one run of furniture as one piece each.

    `width` is where the page has wrapped its lines, 0 if it has not: then a line that ends in a
    stop is a paragraph.
    """
    kept: list[Piece] = []
    start = 0
    for i in range(1, len(found) + 1):
        if i < len(found) and _go_on(found, start, i, width):
            continue
        kept.append(_one(found[start:i]))
        start = i
    return kept


def _go_on(found: Sequence[Piece], start: int, i: int, width: int) -> bool:
    """Whether a row belongs to the piece that the row `start` began."""
    first, above, row = found[start], found[i - 1], found[i]
    if (row.begins, row.heads, row.framed) != (False, "", "") or above.heads or above.framed:
        return False
    if row.indent > first.indent and first.text[0] in "•*·" and len(first.text) < _NAME:
        return False
    spoken = first.tag == "speech" and row.tag == "text"
    alike = spoken or (row.tag, row.name) == (first.tag, first.name)
    if row.block != first.block or not alike:
        return False
    if row.tag in ("card", "furniture", "quoted"):
        return True
    if row.tag != "text" or first.marks != row.marks:
        return False
    alone = start > 0 and start == i - 1 and _stands_alone(first.text, found[start - 1])
    ended = above.text.endswith(_ENDS) or to_rest(above.text) is not None
    return not alone and not (ended and (not width or len(above.text) >= _FULL_LINE))


def to_rest(text: str) -> re.Match[str] | None:
    """The button at the end of the beginning of a text: `…Continue reading Strait closed again`."""
    tail = text[-_TO_REST:]
    return _TO_REST_OF.search(tail) if phrases.holds(tail, _TO_REST_WORDS) else None


def _stands_alone(text: str, above: Piece) -> bool:
    """Whether a line below an image is its caption, or one below `NAME said:` all that is quoted."""
    if above.tag == "image":
        return text[-1] != "."
    return above.tag == "says" and text[-1] in ".!?…"


def _one(group: Sequence[Piece]) -> Piece:
    first = group[0]
    if len(group) > 1:
        first.span = Span(first.span.start, group[-1].span.end)
        first.text = "\n".join(row.text for row in group)
    return first
