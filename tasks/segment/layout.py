"""A page to pieces: its blocks, divided into lines where a block is more than running text."""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from stancemark.records import Document, Mark, Role, Span
from stancemark.tasks.segment import phrases
from stancemark.tasks.segment.borders import divided

_BLANK = re.compile(r"\n(?:[^\S\n]*\n)+")
_LINE = re.compile(r"[^\n]+")
_CREDIT_AT_END = re.compile(
    r"(?<=[.!?”\"’'])\s*(?P<credit>[(\[](?:[Ww]ith |[Ss]ource: |[Vv]ia )?"
    rf"(?P<who>{phrases.NAME})[)\]]?)\s*$"
)
_STOPS = ".!?…”\"':;,"


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

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class _Line:
    span: Span
    text: str


def pieces(document: Document) -> list[Piece]:
    """The pieces of a document, in order: every character but white space is in one."""
    found: list[Piece] = []
    blocks = list(divided(document.text, _blocks(document.text), document.outline))
    around = marks_around([span for span, _ in blocks], document.outline)
    for number, ((span, gap), marks) in enumerate(zip(blocks, around, strict=True)):
        lines = list(_lines(document.text, span))
        for piece in _pieces_of(lines, marks):
            piece.block, piece.gap = number, gap
            piece.indent = _indent(document.text, piece.span.start)
            piece.marks = marks
            found.append(piece)
    return found


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


def _lines(text: str, span: Span) -> Iterator[_Line]:
    for match in _LINE.finditer(text, span.start, span.end):
        if line := match[0].strip():
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            yield _Line(Span(start, start + len(line)), line)


def _indent(text: str, start: int) -> int:
    begin = text.rfind("\n", max(0, start - 80), start) + 1
    before = text[begin:start]
    return len(before.expandtabs(4)) if begin and not before.strip() else 0


def _pieces_of(lines: list[_Line], marks: tuple[Mark, ...]) -> Iterator[Piece]:
    if card := phrases.card([line.text for line in lines]):
        head, end = card
        yield from _split(lines[:head])
        first_key = next(i for i in range(head, end) if phrases.CARD_KEY.match(lines[i].text))
        yield from (
            _piece([line], *_label(line.text, heads_card=True)) for line in lines[head:first_key]
        )
        yield _piece(lines[first_key:end], "card")
        yield from _split(lines[end:])
    elif marks and any(mark.tag not in ("comment", "post", "article", "body") for mark in marks):
        yield from _split(lines) if len(lines) == 1 else [_piece(lines, "text")]
    else:
        yield from _split(lines)


def _split(lines: Sequence[_Line]) -> Iterator[Piece]:
    """The pieces of a block without a card."""
    if not lines:
        return
    if reason := phrases.box([line.text for line in lines]):
        yield _piece(lines, "furniture", reason)
        return
    labels = [_label_in(lines, i) for i in range(len(lines))]
    if len(lines) > 1:
        labels = _beside_furniture(lines, labels)
    start = 0
    for i in range(1, len(lines) + 1):
        alone = start > 0 and _stands_alone(lines[start].text, labels[start - 1][0])
        if (
            i < len(lines)
            and labels[i] == labels[start]
            and labels[i][0] in ("text", "furniture")
            and not alone
        ):
            continue
        yield from _credited(lines[start:i], *labels[start])
        start = i


def _stands_alone(text: str, above: str) -> bool:
    """Whether a line below an image is its caption, or one below `NAME said:` all that is quoted."""
    return text[-1] not in "." if above == "image" else above == "says" and text[-1] in ".!?…"


def _label_in(lines: Sequence[_Line], i: int) -> tuple[str, str]:
    label = _label(lines[i].text)
    if (
        i
        and label[0] not in ("image", "link", "number")
        and _runs_on(lines[i - 1].text, lines[i].text)
    ):
        return "text", ""
    if (
        label[0] == "heading"
        and len(lines) > 1
        and _runs_on(lines[i].text, lines[i + 1].text if i + 1 < len(lines) else "")
    ):
        return "text", ""
    if (
        i
        and label[0] in ("text", "heading")
        and re.match(r"(?:posted |filed )?in [A-Z][\w ,&]{2,40}$", lines[i].text)
    ):
        return "by", ""
    return label


def _runs_on(above: str, below: str) -> bool:
    """Whether a line break stands in the middle of a sentence."""
    return (
        len(above) >= 45
        and above[-1] not in _STOPS
        and (
            below[:1].islower()
            or (len(above) < 100 and len(above.split()) > 8 and not below[:1].isupper())
        )
    )


def _beside_furniture(
    lines: Sequence[_Line], labels: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Short lines beside furniture are furniture as well: mastheads, rows of links."""
    kinds = {tag for tag, _ in labels}
    rows = [line.text for line in lines]
    short = all(len(row.split()) <= 6 and not row.endswith((".", "!", ":")) for row in rows)
    if (
        short
        and len(rows) >= 4
        and kinds <= {"text", "heading", "furniture"}
        and not any("," in r for r in rows)
    ):
        return [("furniture", "navigation")] * len(rows)
    if "furniture" not in kinds or not kinds <= {"text", "heading", "furniture"}:
        return labels
    reason = next(name for tag, name in labels if tag == "furniture")
    spare = all(
        tag == "furniture" or len(row.split()) <= 12
        for (tag, _), row in zip(labels, rows, strict=True)
    )
    return [("furniture", reason)] * len(rows) if spare else labels


def _credited(lines: Sequence[_Line], tag: str, name: str) -> Iterator[Piece]:
    """A piece, with a credit at its end or a number at its head split off."""
    text = lines[-1].text
    listed = phrases.LISTED.match(lines[0].text)
    if tag == "text" and listed and lines[0].span.start + listed.end("mark") < lines[0].span.end:
        start = lines[0].span.start
        yield Piece(Span(start, start + listed.end("mark")), listed["mark"], "listed")
        rest = lines[0].text[listed.end("mark") :].lstrip()
        first = _Line(Span(lines[0].span.end - len(rest), lines[0].span.end), rest)
        lines = [first, *lines[1:]]
    match = _CREDIT_AT_END.search(text) if tag == "text" and len(text.split()) > 5 else None
    if match is None or len(match["who"].split()) > 4:
        yield _piece(lines, tag, name)
        return
    offset = lines[-1].span.start
    body = text[: match.start("credit")].rstrip()
    span = Span(lines[0].span.start, offset + len(body))
    yield _piece([*lines[:-1], _Line(Span(offset, span.end), body)], "text")
    yield Piece(
        Span(offset + match.start("credit"), lines[-1].span.end),
        match["credit"],
        "credit",
        match["who"],
    )


def _piece(lines: Sequence[_Line], tag: str, name: str = "") -> Piece:
    text = "\n".join(line.text for line in lines)
    return Piece(Span(lines[0].span.start, lines[-1].span.end), text, tag, name)


def _label(text: str, *, heads_card: bool = False) -> tuple[str, str]:
    """What a line is by its own words, and whom or what it names."""
    plain = next((tag for tag, is_it in _PLAIN if is_it(text)), "")
    if heads_card:
        return (plain, "") if plain in ("number", "date") else ("cardhead", "")
    if plain:
        return plain, ""
    if link := phrases.LINK.match(text):
        return "link", link["host"].lower().removeprefix("www.")
    somebody = _names_somebody(text) if len(text) <= 120 else None
    return somebody or _by_its_words(text)


_PLAIN: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("number", phrases.NUMBER.match),
    ("date", phrases.is_date),
    ("image", phrases.IMAGE.match),
    ("clicks", phrases.CLICKS.match),
)


def _by_its_words(text: str) -> tuple[str, str]:
    if reason := phrases.furniture(text):
        return "furniture", reason
    if phrases.CORRECTION.match(text):
        return "correction", ""
    return ("heading", "") if _is_heading(text) else ("text", "")


def _names_somebody(text: str) -> tuple[str, str] | None:
    says = phrases.SAYS.match(text)
    if says and len(says["who"].split()) <= 4 and phrases.is_date_or_nothing(says["date"]):
        return "says", says["who"].strip(" •\t")
    if quoting := phrases.QUOTING.match(text):
        name = re.sub(r"(?i)^view post|, on .*$", "", quoting["a"] or quoting["b"])
        return "says", name.strip()
    if (dated := phrases.dated_name(text)) is not None:
        return ("dated", dated) if dated else ("date", "")
    if name := phrases.named(text):
        return "by", name
    return None


def _is_heading(text: str) -> bool:
    if re.match(r"#{1,4} ", text):
        return True
    if re.search(r"[a-z]{3}[.!] [A-Z]", text):
        return False
    return text[-1] not in ".!…”\"':;," and len(text.split()) <= 22
