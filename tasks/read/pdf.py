"""PDF, as pypdf extracts it: lines as they are set, pages apart by a blank line."""

import io
import logging
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from stancemark.records import Document, fingerprint
from stancemark.tasks.read.incoming import (
    Incoming,
    Metadata,
    Outcome,
    Refused,
    described,
    refuse,
)

if TYPE_CHECKING:  # takes a tenth of a second, which only a PDF should cost
    from pypdf import PdfReader

_FAULTS = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RuntimeError),
    *(TypeError, ValueError, struct.error, zlib.error),
)
"""What pypdf may raise on a damaged file, besides its own errors."""


def read_pdf(file: Incoming) -> Outcome:
    """The text of its pages, with the title, author and date of its information dictionary."""
    data = file.whole()
    pages, scanned, metadata = _extract(data, file)
    if not any(page.strip() for page in pages):
        raise Refused("scanned", "no text in it; run OCR first")
    text = "\n\n".join(page for page in pages if page.strip())
    yield described(Document(id=fingerprint(data), text=text, source=file.name), metadata)
    for number in scanned:
        yield refuse(f"{file.name}#page {number}", "scanned page", "a picture; run OCR first")


def _extract(data: bytes, file: Incoming) -> tuple[list[str], list[int], Metadata]:
    """The text of each page, the numbers of those that are pictures, and the metadata."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        with _quiet():
            reader = PdfReader(io.BytesIO(data))
            if reader.is_encrypted and not reader.decrypt(""):
                raise _encrypted()
            pages, scanned = _pages(reader, file)
            return pages, scanned, _metadata(reader)
    except DependencyError as error:
        raise _encrypted() from error
    except (PyPdfError, *_FAULTS) as error:
        why = " ".join(str(error).split())[:80] or type(error).__name__
        raise Refused("damaged PDF", f"{why}; fetch it again, or print it to PDF") from error


def _pages(reader: "PdfReader", file: Incoming) -> tuple[list[str], list[int]]:
    pages: list[str] = []
    scanned: list[int] = []
    length = 0
    for number, page in enumerate(reader.pages, start=1):
        pages.append(_storable(page.extract_text()))
        length += len(pages[-1])
        if length > file.limit:
            raise Refused("too large when unpacked", f"read.max_megabytes is {file.limit / 1e6:g}")
        if not pages[-1].strip() and "/XObject" in (page.get("/Resources") or {}):
            scanned.append(number)
    if not pages:
        raise Refused("damaged PDF", "no page in it; fetch it again")
    return pages, scanned


def _metadata(reader: "PdfReader") -> Metadata:
    info = reader.metadata
    if info is None:
        return {}
    found = {"title": info.title, "author": info.author, "date": _created(info)}
    return {column: _storable(value).strip() for column, value in found.items() if value}


def _created(info: Any) -> str:
    try:
        created = info.creation_date
    except ValueError:
        created = None
    raw = info.creation_date_raw
    return created.isoformat() if isinstance(created, datetime) else str(raw or "")


def _storable(text: str) -> str:
    """Extracted text whose half characters meet their other half, or become U+FFFD, like NUL."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "\ufffd")


def _encrypted() -> Refused:
    return Refused("encrypted", "save a copy without its password")


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pypdf's remarks on damaged files to itself: what matters becomes a refusal."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
