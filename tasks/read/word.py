"""Word's .docx: its paragraphs and tables in order, headings in the outline, notes at the end.

The words stand in `w:t` below `w:p` (ECMA-376, part 1, 17.3). Insertions are read, deletions not.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from stancemark.records import Document, Mark, Span, fingerprint
from stancemark.tasks.read.incoming import Incoming, Metadata, Outcome, Refused, described

if TYPE_CHECKING:
    from docx.document import Document as Word

_MEMBERS = 10_000
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How Word's old format begins, and one with a password."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "\u2011", "ptab": "\t"}
_HEADING = re.compile(r"heading ([1-6])", re.IGNORECASE)
_NOTES = ("/footnotes", "/endnotes")
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError),
    *(AttributeError, LookupError, SyntaxError, TypeError, ValueError),
)
"""What zipfile, lxml and python-docx raise on a damaged file."""

Block = tuple[str, str, str]
"""What stands before a paragraph, its words, and its heading's tag."""


def read_docx(file: Incoming) -> Outcome:
    """The text of a document, tables with a tab between cells, and its core properties."""
    data = file.whole()
    if data.startswith(_OLD_WORD):
        raise Refused("encrypted", "or an old .doc: save it as .docx, without a password")
    try:
        blocks, metadata = _open(_unpacked(data, file.limit))
    except _DAMAGE as error:
        why = " ".join(str(error).split())[:80] or type(error).__name__
        raise Refused("damaged .docx", f"{why}; save it again in Word") from error
    text, outline = _joined(blocks)
    body = Document(id=fingerprint(data), text=text, source=file.name, outline=outline)
    yield described(body, metadata)


def _unpacked(data: bytes, limit: int) -> io.BytesIO:
    """The archive again, its parts not packed, each of the size that its directory says.

    Raises `Refused` for one that would fill the memory, or XML that defines entities.
    """
    checked = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(checked, "w") as plain:
        members = archive.infolist()
        size = sum(member.file_size for member in members)
        if size > limit or len(members) > _MEMBERS:
            detail = f"{size / 1e6:.3g} MB in {len(members)} parts, and read.max_megabytes is"
            raise Refused("too large when unpacked", f"{detail} {limit / 1e6:g}")
        for member in members:
            part = _part(archive, member)
            if member.filename.lower().endswith((".xml", ".rels")):
                _check(part.replace(b"\0", b""), member.filename)
            plain.writestr(member.filename, part)
    checked.seek(0)
    return checked


def _part(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """A part's bytes, no more than its directory says: `archive.read` would unpack all there are."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(f"{member.filename} is packed as Word never does")
    with archive.open(member) as packed:
        return packed.read(member.file_size)


def _check(part: bytes, name: str) -> None:
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise Refused("unsafe .docx", f"{name} defines entities, which Word never does")


def _open(data: io.BytesIO) -> tuple[list[Block], Metadata]:
    import docx
    from docx.oxml.parser import parse_xml

    word = docx.Document(data)
    styles = {s.style_id: s.name or "" for s in word.styles if s.style_id}
    blocks = list(_blocks(word.element.body, styles))
    for relation in word.part.rels.values():
        if relation.reltype.endswith(_NOTES) and not relation.is_external:
            blocks += _blocks(parse_xml(relation.target_part.blob), styles)
    return blocks, _metadata(word)


def _metadata(word: "Word") -> Metadata:
    core = word.core_properties
    created = core.created
    return {
        "title": core.title,
        "author": core.author if core.author != "python-docx" else "",
        "date": created.isoformat() if created else "",
        "language": core.language,
    }


def _blocks(body: Any, styles: Mapping[str, str]) -> Iterator[Block]:
    """Its paragraphs in order, those of text boxes and content controls too."""
    last: tuple[Any, Any, Any] = (None, None, None)
    for paragraph in body.iter(f"{_W}p"):
        words = "".join(_words(paragraph))
        if not words.strip() or next(paragraph.iterancestors(_FALLBACK), None) is not None:
            continue
        place = tuple(next(paragraph.iterancestors(_W + t), None) for t in ("tc", "tr", "tbl"))
        yield _gap(last, place), words, _heading(paragraph, styles)
        last = (place[0], place[1], place[2])


def _gap(last: tuple[Any, ...], place: tuple[Any, ...]) -> str:
    """A tab between cells, a line break between rows, else a blank line."""
    if place[2] is None or place[2] is not last[2] or place[0] is last[0]:
        return "\n\n"
    return "\t" if place[1] is last[1] else "\n"


def _words(paragraph: Any) -> Iterator[str]:
    for node in paragraph.iter():
        if not isinstance(node.tag, str) or not node.tag.startswith(_W):
            continue
        name = node.tag.removeprefix(_W)
        if name != "t" and name not in _SIGNS:
            continue
        if name in ("tab", "ptab") and node.getparent().tag != f"{_W}r":
            continue  # a tab stop, not a tab
        if next(node.iterancestors(f"{_W}p"), None) is paragraph:
            yield (node.text or "") if name == "t" else _SIGNS[name]


def _heading(paragraph: Any, styles: Mapping[str, str]) -> str:
    properties = paragraph.find(f"{_W}pPr")
    if properties is None:
        return ""
    level = properties.find(f"{_W}outlineLvl")
    if level is not None and (level.get(f"{_W}val") or "") in "012345":
        return f"h{int(level.get(f'{_W}val') or 0) + 1}"
    style = properties.find(f"{_W}pStyle")
    name = styles.get(style.get(f"{_W}val"), "") if style is not None else ""
    match = _HEADING.fullmatch(name)
    return f"h{match[1]}" if match else "h1" if name == "Title" else ""


def _joined(blocks: list[Block]) -> tuple[str, tuple[Mark, ...]]:
    parts: list[str] = []
    marks: list[Mark] = []
    length = 0
    for gap, words, tag in blocks:
        before = gap if parts else ""
        start = length + len(before)
        length = start + len(words)
        parts += (before, words)
        if tag:
            marks.append(Mark(Span(start, length), tag))
    return "".join(parts), tuple(marks)
