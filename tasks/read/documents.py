"""Files to documents, one function per format, by suffix.

A file's text is decoded once and never normalised again. What cannot be read becomes a refusal with
a reason, and the rest goes on.
"""

import glob
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from charset_normalizer import from_bytes

from stancemark.config import ReadOptions, parse_yaml
from stancemark.errors import InputError
from stancemark.records import Document, Refusal, fingerprint
from stancemark.tables import Row, csv_rows, json_rows
from stancemark.tasks.read.html import read_page

Metadata = Mapping[str, str]
"""What is known of a document beside its text: outlet, title, author, date, url, language."""

Outcome = Iterator[Document | Refusal]

SIDECAR = "metadata.csv"
"""A table `file, outlet, title, author, date, url` that describes the files beside it."""

_FRONT_MATTER = re.compile(r"\A---\r?\n(.*?)\r?\n---[ \t]*(?:(?:\r?\n)+|\Z)", re.DOTALL)
_UNSTORABLE = (
    ("lone surrogate", re.compile("[\ud800-\udfff]"), "half of a character, which is no text"),
    ("NUL character", re.compile("\0"), "which is no text"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, and how messages and records name it."""

    path: Path
    name: str
    explicit: bool
    """Named by the user, not found in a folder or through a glob."""


def find(patterns: Iterable[str], base: Path) -> list[Source]:
    """The files that paths, folders and globs stand for, each once, in a stable order.

    Raises `InputError` for a pattern that matches nothing.
    """
    sources: dict[Path, Source] = {}
    for pattern in patterns:
        for source in _matches(pattern, base):
            sources.setdefault(source.path.resolve(), source)
    return list(sources.values())


def _matches(pattern: str, base: Path) -> list[Source]:
    path = base / pattern
    try:
        if path.is_file():
            return [Source(path, _name(path, path.parent), explicit=True)]
        root, found = (path, path.rglob("*")) if path.is_dir() else (base, _globbed(pattern, base))
        files = [p for p in sorted(found) if p.is_file() and _wanted(p, root)]
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    if not files:
        raise InputError(f"{path}: no such file or folder, and no file matches it")
    return [Source(p, _name(p, root), explicit=False) for p in files]


def _globbed(pattern: str, base: Path) -> Iterator[Path]:
    for found in glob.glob(pattern, root_dir=base, recursive=True):  # noqa: PTH207  # the pattern may be absolute, which Path.glob refuses
        yield base / found


def _wanted(path: Path, root: Path) -> bool:
    hidden = any(part.startswith(".") for part in Path(_name(path, root)).parts)
    return path.name != SIDECAR and not hidden


def _name(path: Path, root: Path) -> str:
    """The path below `root`; bytes of it that are not UTF-8 are shown as escapes."""
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def read(sources: Iterable[Source], options: ReadOptions | None = None) -> Outcome:
    """Every document of the files, and a refusal for each file or row that holds none.

    A document's id is the fingerprint of its bytes (for a table, of its row), so the same bytes
    give the same document; a second copy is refused as a duplicate.
    """
    options = options or ReadOptions()
    seen: dict[str, str] = {}
    sidecars: dict[Path, Mapping[str, Metadata]] = {}
    for source in sources:
        folder = source.path.parent
        if folder not in sidecars:
            sidecars[folder] = _sidecar(folder)
        for outcome in _read_file(source, options, sidecars[folder].get(source.path.name, {})):
            yield _checked(outcome, seen) if isinstance(outcome, Document) else outcome


def _checked(document: Document, seen: dict[str, str]) -> Document | Refusal:
    """The document, unless it says nothing, cannot be stored, or is a second copy."""
    if not document.text.strip():
        return refuse(document.source, "no text")
    said = [document.text, *(getattr(document, field) for field in _COLUMNS.values())]
    for reason, pattern, detail in _UNSTORABLE:
        if any(pattern.search(part) for part in said):
            return refuse(document.source, reason, detail)
    if document.id in seen:
        return refuse(document.source, "duplicate", f"same bytes as {seen[document.id]}")
    seen[document.id] = document.source
    return document


def refuse(source: str, reason: str, detail: str = "") -> Refusal:
    """A refusal of this step."""
    return Refusal("read", source, reason, detail)


def _read_file(source: Source, options: ReadOptions, beside: Metadata) -> Outcome:
    reader = READERS.get(source.path.suffix.lower())
    if reader is None:
        known = " ".join(sorted(READERS))
        suffix = Path(source.name).suffix or "no suffix"
        yield refuse(source.name, "unknown format", f"{suffix}; {known}")
        return
    try:
        size = source.path.stat().st_size
        if size > options.max_megabytes * 1_000_000:
            limit = f"{size / 1e6:.3g} MB, and read.max_megabytes is {options.max_megabytes:g}"
            yield refuse(source.name, "too large", limit)
            return
        data = source.path.read_bytes()
    except OSError as error:
        yield refuse(source.name, "unreadable", error.strerror or str(error))
        return
    yield from _decoded(data, source.name, reader, beside)


def _decoded(data: bytes, name: str, reader: "Reader", beside: Metadata) -> Outcome:
    if not data.strip():
        yield refuse(name, "empty")
        return
    text = decode(data)
    if text is None:
        yield refuse(name, "not text", "binary, or in no encoding we recognise")
        return
    for outcome in reader(text, name, fingerprint(data)):
        yield _described(outcome, beside) if isinstance(outcome, Document) else outcome


def decode(data: bytes) -> str | None:
    """The text of some bytes: UTF-8 (or as its byte-order mark says), else detected, else None.

    >>> decode("Déjà vu".encode("utf-16")), decode(bytes(range(256)))
    ('Déjà vu', None)
    """
    text = _decoded_somehow(data)
    return text if text is not None and _readable(text) else None


def _decoded_somehow(data: bytes) -> str | None:
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _try(data[len(mark) :], encoding)
    text = _try(data, "utf-8")
    if text is None and b"\0" not in data and (best := from_bytes(data).best()) is not None:
        text = _try(data, best.encoding)
    return text


_BYTE_ORDER_MARKS = {
    b"\xff\xfe\0\0": "utf-32-le",
    b"\0\0\xfe\xff": "utf-32-be",
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _readable(text: str) -> bool:
    if "\0" in text:
        return False
    controls = sum(ch < " " and ch not in "\t\n\r\f" for ch in text[:100_000])
    return controls <= len(text[:100_000]) / 100


def _described(document: Document, beside: Metadata) -> Document:
    """Fill what the page itself does not say from the table beside it."""
    known = {
        field: beside[column]
        for column, field in _COLUMNS.items()
        if beside.get(column) and not getattr(document, field)
    }
    return replace(document, **known)  # type: ignore[arg-type]  # every field named is a str


_COLUMNS = {
    "outlet": "outlet",
    "title": "title",
    "author": "author",
    "date": "published",
    "url": "url",
    "language": "language",
}


def _sidecar(folder: Path) -> Mapping[str, Metadata]:
    path = folder / SIDECAR
    if not path.is_file():
        return {}
    try:
        text = decode(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    if text is None:
        raise InputError(f"{path}: not text; expected a CSV file with a column `file`")
    rows = list(csv_rows(text))
    for row in rows:
        if "file" not in row.cells:
            wanted = f"a row has a `file`, and may have {', '.join(_COLUMNS)}"
            raise InputError(f"{path}: line {row.number}: {row.reason or 'no `file`'}; {wanted}")
    return {row.cells["file"]: row.cells for row in rows}


def _read_text(text: str, name: str, digest: str) -> Outcome:
    yield Document(id=digest, text=text, source=name)


def _read_markdown(text: str, name: str, digest: str) -> Outcome:
    """The text after its YAML front matter, which describes it."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        yield Document(id=digest, text=text, source=name)
        return
    try:
        front = parse_yaml(match[1], yaml.BaseLoader)
    except ValueError as error:
        yield refuse(name, "front matter is not YAML", str(error))
        return
    if not isinstance(front, dict):
        yield refuse(name, "front matter is not YAML", "expected lines such as `outlet: …`")
        return
    body = Document(id=digest, text=text[match.end() :], source=name)
    yield _described(body, {str(k): str(v) for k, v in front.items() if v not in _NOTHING})


_NOTHING = ("", "~", "null")
"""What YAML says for nothing, as it is written."""


def _read_html(text: str, name: str, digest: str) -> Outcome:
    page = read_page(text)
    body = Document(id=digest, text=page.text, source=name, outline=page.outline)
    yield _described(body, page.metadata)


def _read_json_lines(text: str, name: str, digest: str) -> Outcome:
    del digest  # each row is a document of its own
    yield from _read_rows(json_rows(text), name)


def _read_csv(text: str, name: str, digest: str) -> Outcome:
    del digest
    yield from _read_rows(csv_rows(text), name)


def _read_rows(rows: Iterable[Row], name: str) -> Outcome:
    for row in rows:
        where = f"{name}#{row.number}"
        if row.reason:
            yield refuse(where, row.reason, row.detail)
        else:
            yield _read_row(row.cells, where)


def _read_row(cells: Mapping[str, Any], where: str) -> Document | Refusal:
    text = cells.get("text")
    if not isinstance(text, str) or not text.strip():
        return refuse(where, "no text", "its `text` is missing or empty")
    described = {column: str(cells.get(column) or "") for column in _COLUMNS}
    document = Document(id=fingerprint(text, *described.values()), text=text, source=where)
    return _described(document, described)


Reader = Callable[[str, str, str], Outcome]
"""Decoded text, the file's name and its digest to documents and refusals."""

READERS: dict[str, Reader] = {
    ".txt": _read_text,
    ".md": _read_markdown,
    ".html": _read_html,
    ".htm": _read_html,
    ".jsonl": _read_json_lines,
    ".csv": _read_csv,
}
