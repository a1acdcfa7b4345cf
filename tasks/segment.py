"""A page to typed segments: what each stretch of it is, and in whose article, post or comment.

Simple for now: blocks between blank lines, typed by the page's own markup where there is some, else
by a short list of rules. Furniture is kept and labelled, never deleted.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from stancemark.records import Document, Mark, Role, Segment, Span, UnitKind, fingerprint

_BLANK = re.compile(r"\n(?:[^\S\n]*\n)+")
_CARD = re.compile(
    r"^(?:joined|messages|posts|reactions?|reaction score|likes|location|country|member since|"
    r"registered|rank|points)\b",
    re.IGNORECASE | re.MULTILINE,
)
_SAYS = re.compile(r"^\W*(?P<who>\S[^\n]{0,40}?) says:?[ \t]*\r?(?:\n|$)", re.IGNORECASE)
_DATE = re.compile(
    r"^\W*(?:(?:on|posted|published|updated)\W*)*(?:\w{3,9}day,? )?(?=[^\n]*\d)(?:\d{1,2} )?"
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?(?:[^\n.!?]|[ap]\.m\.){0,45}$"
    r"|^\d{4}-\d\d-\d\d[^\n]{0,30}$",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:[Bb]y|BY|[Ff]rom|FROM) (?:the |our )?[A-Z]\S*(?: \S+){0,6}(?<![.!?…])$")
_FURNITURE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        ("navigation", r"^(?:[^.!?]*?(?:\s[|·›>]\s|\S {2,}+)){2}[^.!?]*$|^(?:home|menu|log ?in|search|top)\b.{0,40}$|^#\d+$"),
        ("share prompt", r"^(?:share|tweet|save|print|e-?mail|like this|follow us|copy link)\b.{0,60}$"),
        ("donation", r"\b(?:donate|chip in|become a (?:member|supporter)|support us|keep us (?:free|going))\b"),
        ("advertisement", r"^(?:advertisement|sponsored|ad|promoted)\b.{0,60}$"),
        ("teaser", r"^(?:continue reading|read (?:more|next|also)|you may also like|related|more from|most read|trending)\b"),
        ("widget", r"^(?:subscribe|newsletter|sign up|loading|cookies?|leave a (?:reply|comment)|post a comment|similar threads|you must (?:log|sign)|comments are|commenting on|contact us|reply|report|quote|like|watch thread|not open for further|last edited|filed under|tags?:|categor(?:y|ies):)\b.{0,80}$"),
        ("view counter", r"^reactions?:|^[\d.,\s]++(?:[km]\s*)?(?:views|comments?|replies|shares|likes|reactions)\b.{0,20}$|^comments?\W+\d+\W*$|^\d+ of \d+$"),
        ("image file name", r"^\S+\.(?:jpe?g|png|gif|webp|svg)$"),
        ("disclaimer", r"^(?:please note|disclaimer|©|copyright|all rights reserved|the (?:views|opinions) expressed)\b"),
    )
)  # fmt: skip
_MARKED: dict[str, tuple[Role, str]] = {
    "nav": ("boilerplate", "navigation"),
    "navigation": ("boilerplate", "navigation"),
    "share": ("boilerplate", "share prompt"),
    "donation": ("boilerplate", "donation"),
    "advertisement": ("boilerplate", "advertisement"),
    "teaser": ("boilerplate", "teaser"),
    "aside": ("boilerplate", "widget"),
    "footer": ("boilerplate", "widget"),
    "form": ("boilerplate", "widget"),
    "widget": ("boilerplate", "widget"),
    "reply link": ("boilerplate", "widget"),
    "user card": ("boilerplate", "user card"),
    "author": ("byline", ""),
    "byline": ("byline", ""),
    "figcaption": ("caption", ""),
    "caption": ("caption", ""),
    "correction": ("correction", ""),
    "blockquote": ("quote_block", ""),
    **{f"h{level}": ("headline", "") for level in range(1, 7)},
}  # fmt: skip
_MASTHEAD: tuple[Role, str] = ("boilerplate", "navigation")
_UNIT_KINDS: dict[str, UnitKind] = {"comment": "comment", "post": "post"}
_MAX_HEADLINE_WORDS = 20
_MAX_FURNITURE_WORDS = 30


@dataclass(frozen=True, slots=True)
class _Block:
    span: Span
    text: str
    marks: tuple[Mark, ...]
    """The marks that hold it, outermost first."""

    @property
    def tags(self) -> tuple[str, ...]:
        """What the markup says of it, outermost first."""
        return tuple(mark.tag for mark in self.marks)


@dataclass(frozen=True, slots=True)
class _Unit:
    kind: UnitKind
    author: str
    number: int
    """Position of the unit on the page."""


def segment(document: Document) -> list[Segment]:
    """The segments of a document, in order, none overlapping another."""
    blocks = list(_blocks(document))
    marked = _marked_units(document)
    unit = article = _Unit("article", document.author, 0)
    segments: list[Segment] = []
    headed: set[_Unit] = set()
    for number, block in enumerate(blocks):
        if marked:
            mark = _innermost(mark for mark in block.marks if mark in marked)
            unit = marked[mark] if mark else article
        elif started := _starts_unit(blocks, number, unit):
            unit = started
            _claim_handle(segments, block, unit)
        if block.text == document.outlet:
            role, reason = _MASTHEAD
        else:
            role, reason = _role(block, unit, headed=unit in headed)
        if role == "headline":
            headed.add(unit)
        segments.append(_segment(document, block, unit, role, reason))
    return segments


def _marked_units(document: Document) -> dict[Mark, _Unit]:
    """The comments and posts that the markup sets apart: each the smallest mark round an author."""
    found: dict[Mark, _Unit] = {}
    authors = [mark.span for mark in document.outline if mark.tag == "author"]
    for author, around in zip(authors, _around(authors, document.outline), strict=True):
        if mark := _innermost(mark for mark in around if mark.tag in _UNIT_KINDS):
            name = author.of(document.text).strip()
            found.setdefault(mark, _Unit(_UNIT_KINDS[mark.tag], name, len(found) + 1))
    return found


def _around(spans: Iterable[Span], outline: Sequence[Mark]) -> Iterator[tuple[Mark, ...]]:
    """For each span, both in the order of the page, the marks that hold it, outermost first."""
    coming = deque(outline)
    near: list[Mark] = []
    for span in spans:
        while coming and coming[0].span.start <= span.start:
            near.append(coming.popleft())
        near = [mark for mark in near if mark.span.end > span.start]
        yield tuple(mark for mark in near if mark.span.end >= span.end)


def _innermost(marks: Iterable[Mark]) -> Mark | None:
    return min(marks, key=lambda mark: mark.span.end - mark.span.start, default=None)


def _segment(document: Document, block: _Block, unit: _Unit, role: Role, reason: str) -> Segment:
    furniture = role == "boilerplate"
    return Segment(
        id=fingerprint(document.id, block.span.start, block.span.end),
        document=document.id,
        span=block.span,
        role=role,
        unit="" if furniture else _unit_id(document, unit),
        kind=None if furniture else unit.kind,
        author="" if furniture else unit.author,
        outlet="" if furniture else document.outlet,
        depth=1 if role == "quote_block" else 0,
        reason=reason,
    )


def _unit_id(document: Document, unit: _Unit) -> str:
    return fingerprint(document.id, unit.kind, unit.number)


def _blocks(document: Document) -> Iterator[_Block]:
    spans = list(_stretches(document.text))
    for span, marks in zip(spans, _around(spans, document.outline), strict=True):
        yield _Block(span, span.of(document.text), marks)


def _stretches(text: str) -> Iterator[Span]:
    """What blank lines set apart, with the lines that head it (card, "NAME says", date) by itself."""
    start = 0
    for match in [*_BLANK.finditer(text), None]:
        end = match.start() if match else len(text)
        lines = text[start:end].splitlines(keepends=True)
        while lines:
            header = _header_lines(lines) or len(lines)
            part = "".join(lines[:header])
            if part.strip():
                left = start + len(part) - len(part.lstrip())
                yield Span(left, left + len(part.strip()))
            start += len(part)
            lines = lines[header:]
        start = match.end() if match else end


def _header_lines(lines: Sequence[str]) -> int:
    """How many lines on top are a user card, a "NAME says" line or a date; 0 if none are."""
    if _SAYS.match(lines[0]) or _DATE.match(lines[0].strip()):
        return 1
    keys = [
        i for i, line in enumerate(lines) if _CARD.match(line) and len(line.split()) < 8
    ]  # more words are a sentence
    if len(keys) < 2:  # one such word is a sentence, two are a card
        return 0
    has_value_below = _CARD.sub("", lines[keys[-1]]).strip(": \r\n") == ""
    return keys[-1] + 1 + has_value_below


def _starts_unit(blocks: Sequence[_Block], number: int, unit: _Unit) -> _Unit | None:
    """The unit that begins with this block, if one does."""
    block = blocks[number]
    if says := _SAYS.match(block.text):
        return _Unit("comment", says["who"].strip(" •\t"), unit.number + 1)
    if _is_card(block):
        return _Unit("post", _card_holder(blocks, number), unit.number + 1)
    return None


def _is_card(block: _Block) -> bool:
    return (
        "user card" in block.tags or len(set(_CARD.findall(block.text))) >= 2
    )  # one such word is a sentence, two are a card


def _card_holder(blocks: Sequence[_Block], number: int) -> str:
    """The handle on a user card: the short line just above it, else its first line."""
    lines = [line.strip() for line in blocks[number].text.splitlines() if line.strip()]
    above = blocks[number - 1].text if number else ""
    if (
        "\n" not in above and 0 < len(above.split()) <= 3 and not above.rstrip().endswith(".")
    ):  # handles have few words
        return above.strip()
    return lines[0]


def _claim_handle(segments: list[Segment], block: _Block, unit: _Unit) -> None:
    """Turn the handle that stands above a user card into part of the card."""
    if segments and _is_card(block) and not block.text.startswith(unit.author):
        segments[-1] = replace(
            segments[-1],
            role="boilerplate", reason="user card", unit="", kind=None, author="", outlet="", depth=0,
        )  # fmt: skip


def _role(block: _Block, unit: _Unit, *, headed: bool) -> tuple[Role, str]:
    for tag in block.tags:
        if tag in _MARKED:
            return _MARKED[tag]
    if _is_card(block):
        return "boilerplate", "user card"
    if _SAYS.match(block.text):
        return "byline", ""
    return _role_of_text(block, unit, headed=headed)


def _role_of_text(block: _Block, unit: _Unit, *, headed: bool) -> tuple[Role, str]:
    text, words = block.text.strip(), len(block.text.split())
    if words <= _MAX_FURNITURE_WORDS:
        for reason, pattern in _FURNITURE:
            if pattern.search(text):
                return "boilerplate", reason
        if _DATE.match(text) or _NAMED.match(text):
            return "byline", ""
    if re.match(r"(?:correction|clarification|editor’s note|editor's note)\b", text, re.IGNORECASE):
        return "correction", ""
    if text[0] in '“"' and text[-1] in '”"' and text.count(text[0]) == 1 + (text[0] == '"'):
        return "quote_block", ""
    if _is_heading(text, words, unit, headed=headed):
        return "headline", ""
    return "body", ""


def _is_heading(text: str, words: int, unit: _Unit, *, headed: bool) -> bool:
    if text.startswith(("# ", "## ", "### ")):
        return True
    if unit.kind != "article" or "\n" in text or text[-1] in ".!?…”\"':":
        return False
    return words <= (_MAX_HEADLINE_WORDS if not headed else _MAX_HEADLINE_WORDS // 2)
