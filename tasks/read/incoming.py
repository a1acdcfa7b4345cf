"""A file on its way in: its bytes, bounded, and what a reader says of them."""

import gzip
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from stancemark.records import Document, Refusal

Metadata = Mapping[str, str]
"""What is known of a document beside its text: outlet, title, author, date, url, language."""

Outcome = Iterator[Document | Refusal]

FIELDS = {
    "outlet": "outlet",
    "title": "title",
    "author": "author",
    "date": "published",
    "url": "url",
    "language": "language",
}
"""The columns that describe a document, and the field of the record each one fills."""

_KINDS = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISDIR, "a folder"),
)


class Refused(Exception):  # noqa: N818  # an outcome of reading, which becomes a `Refusal`
    """Why a file gives no document: a short reason that can be counted, and a detail."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(reason, detail)


@dataclass(frozen=True, slots=True)
class Incoming:
    """An open file, unpacked where it was packed."""

    name: str
    stream: IO[bytes]
    """Can be rewound."""
    limit: int
    """Bytes that one page, or one row of a table, may have."""
    notes: Counter[str]
    """What the user should know of, beside documents and refusals; counted."""
    size: int | None = None
    """Bytes on disk; None where it was packed."""

    def whole(self) -> bytes:
        """All bytes of a page. Raises `Refused` where there are too many, or none but spaces."""
        data = self.stream.read(self.limit + 1)
        if len(data) > self.limit:
            raise self.too_large()
        if not data.strip():
            raise Refused("empty")
        return data

    def too_large(self) -> Refused:
        """The refusal of a file beyond the limit."""
        allowed = f"read.max_megabytes is {self.limit / 1e6:g}"
        if self.size is None:
            return Refused("too large when unpacked", allowed)
        return Refused("too large", f"{self.size / 1e6:.3g} MB, and {allowed}")


Reader = Callable[[Incoming], Outcome]
"""An open file to documents and refusals; may raise `Refused` for the whole of it."""


@contextmanager
def opened(path: Path, name: str, limit: int, notes: Counter[str]) -> Iterator[Incoming]:
    """Open a file, and unpack it if its name ends in `.gz`; never wait for a pipe or device.

    Raises `Refused` for what is no file, `OSError` for what the disk refuses.
    """
    with _regular(path) as file:
        if path.suffix.lower() == ".gz":
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield Incoming(name, unpacked, limit, notes)  # type: ignore[arg-type]  # reads like any binary file
        else:
            yield Incoming(name, file, limit, notes, os.fstat(file.fileno()).st_size)


def _regular(path: Path) -> IO[bytes]:
    _check_kind(path.stat().st_mode)
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    file = os.fdopen(os.open(path, flags), "rb")
    try:
        _check_kind(os.fstat(file.fileno()).st_mode)  # it may have been exchanged meanwhile
    except Refused:
        file.close()
        raise
    return file


def _check_kind(mode: int) -> None:
    if not stat.S_ISREG(mode):
        kind = next((name for test, name in _KINDS if test(mode)), "something else")
        raise Refused("not a file", f"{kind}; copy its content into a file")


def refuse(source: str, reason: str, detail: str = "") -> Refusal:
    """A refusal of this step."""
    return Refusal("read", source, reason, detail)


def described(document: Document, metadata: Metadata) -> Document:
    """The document, with what it does not say of itself filled from its metadata."""
    if not metadata:
        return document
    known = {
        field: metadata[column]
        for column, field in FIELDS.items()
        if metadata.get(column) and not getattr(document, field)
    }
    return replace(document, **known) if known else document  # type: ignore[arg-type]  # every field named is a str
