"""Files to documents: a dict from suffix to reader.

What cannot be read becomes a refusal with a reason, and the rest goes on.
"""

import gzip
import os
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

from stancemark.config import ReadOptions
from stancemark.errors import InputError
from stancemark.records import Document, Refusal
from stancemark.tables import csv_rows
from stancemark.tasks.read.decoding import decode
from stancemark.tasks.read.finding import SIDECAR, Source
from stancemark.tasks.read.incoming import (
    FIELDS,
    Metadata,
    Outcome,
    Reader,
    Refused,
    described,
    opened,
    refuse,
)
from stancemark.tasks.read.json_file import read_json
from stancemark.tasks.read.mail import read_mail, read_mhtml
from stancemark.tasks.read.pdf import read_pdf
from stancemark.tasks.read.tables import read_csv, read_json_lines, read_parquet, read_tsv
from stancemark.tasks.read.text import read_markdown, read_text
from stancemark.tasks.read.web import read_html
from stancemark.tasks.read.word import read_docx

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".mhtml": read_mhtml,
    ".mht": read_mhtml,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".eml": read_mail,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".csv": read_csv,
    ".tsv": read_tsv,
    ".parquet": read_parquet,
}
"""Each may be packed: `.html.gz`."""

_INSTEAD = {
    **dict.fromkeys((".doc", ".odt", ".rtf", ".pages"), "save it as .docx"),
    **dict.fromkeys((".xls", ".xlsx", ".ods"), "save it as .csv"),
    **dict.fromkeys((".zip", ".tar", ".tgz", ".7z", ".rar", ".bz2", ".xz", ".zst"), "unpack it"),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".tif", ".tiff"), "a picture; run OCR first"),
}

_HALF = re.compile("[\ud800-\udfff]")

_parts = attrgetter("text", *FIELDS.values())

_LISTED = 5

_KEPT = 1000
"""Refusals of one file that are told one by one; the others are counted by their reason."""


@dataclass(slots=True)
class Tally:
    """What a reading says beside documents and refusals; complete once all has been read."""

    notes: Counter[str] = field(default_factory=Counter)
    at_fault: list[Refusal] = field(default_factory=list)
    """Refusals of whole files that the user named."""


def listed(refused: Sequence[Refusal]) -> str:
    """What could not be read, in one line."""
    shown = [f"{r.item}: {r.reason} ({r.detail or 'no text in it'})" for r in refused[:_LISTED]]
    more = sum(r.count for r in refused[_LISTED:])
    return "; ".join([*shown, f"and {more} more"] if more else shown)


def read(
    sources: Iterable[Source], options: ReadOptions | None = None, tally: Tally | None = None
) -> Outcome:
    """Every document of the files, and a refusal for each file or row that holds none.

    A document's id is the fingerprint of its bytes (for a table, of its row), so the same bytes
    give the same document; a second copy is refused as a duplicate. Memory holds one page or row
    at a time, and the ids. Of a file's refusals the first 1,000 come one by one; those beyond come
    at its end, one for each reason, with their `count`.
    """
    options, tally = options or ReadOptions(), tally or Tally()
    seen: dict[str, str] = {}
    sidecars: dict[Path, Mapping[str, Metadata]] = {}
    for source in sources:
        folder = source.path.parent
        if folder not in sidecars:
            sidecars[folder] = _sidecar(folder)
        beside = sidecars[folder].get(source.path.name, {})
        found = _read_source(source, options, tally)
        checked = (
            _checked(described(o, beside), seen) if isinstance(o, Document) else o for o in found
        )
        for outcome in _bounded(checked, source.name):
            if isinstance(outcome, Refusal) and source.explicit and outcome.item == source.name:
                tally.at_fault.append(outcome)
            yield outcome


def _bounded(outcomes: Outcome, name: str) -> Outcome:
    """The outcomes of a file, its refused rows beyond a thousand as one for each reason."""
    told = 0
    others: Counter[str] = Counter()
    for outcome in outcomes:
        if isinstance(outcome, Document) or outcome.item == name:
            yield outcome
        elif told < _KEPT:
            told += 1
            yield outcome
        else:
            others[outcome.reason] += 1
    for reason, count in others.most_common():
        detail = f"{count} more, beyond the first {_KEPT} refusals of this file"
        yield Refusal("read", f"{name}#more", reason, detail, count)


def _checked(document: Document, seen: dict[str, str]) -> Document | Refusal:
    """The document, unless it says nothing, cannot be stored, or is a second copy."""
    if not document.text or document.text.isspace():
        return refuse(document.source, "no text")
    for part in _parts(document):
        if "\0" in part:
            return refuse(document.source, "NUL character", "which is no text")
        if not part.isascii() and _HALF.search(part):
            detail = "half of a character, which is no text"
            return refuse(document.source, "lone surrogate", detail)
    first = seen.setdefault(document.id, document.source)
    if first is not document.source:
        return refuse(document.source, "duplicate", f"same bytes as {first}")
    return document


def _read_source(source: Source, options: ReadOptions, tally: Tally) -> Outcome:
    """What the reader of a file says, and a refusal where the file or the disk stops it."""
    if source.note:
        tally.notes[source.note] += 1
        return
    packed = source.path.suffix.lower() == ".gz"
    limit = int(options.max_megabytes * 1_000_000)
    try:
        if source.fault[0]:
            raise Refused(*source.fault)
        reader = _reader(source, packed=packed)
        with opened(source.path, source.name, limit, tally.notes) as file:
            yield from reader(file)
    except Refused as refused:
        yield refuse(source.name, refused.reason, refused.detail)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        reason = "damaged gzip" if packed else "unreadable"
        yield refuse(source.name, reason, f"{error}; pack or fetch it again")
    except OSError as error:
        yield _unreadable(source, error)
    except RecursionError:
        yield refuse(source.name, "nested too deep", "beyond what any page needs")


def _reader(source: Source, *, packed: bool) -> Reader:
    shown, path = Path(source.name), source.path
    if packed:
        shown, path = shown.with_suffix(""), path.with_suffix("")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = " ".join(sorted(READERS))
        instead = _INSTEAD.get(path.suffix.lower())
        suffix = shown.suffix or "no suffix"
        detail = f"{suffix}: {instead}" if instead else f"{suffix}; {known}, or .gz of these"
        raise Refused("unknown format", detail)
    return reader


def _unreadable(source: Source, error: OSError) -> Refusal:
    if source.path.is_symlink() and not source.path.exists():
        return refuse(source.name, "dangling link", "what it points to is gone, or is itself")
    return refuse(source.name, "unreadable", error.strerror or str(error))


def _sidecar(folder: Path) -> Mapping[str, Metadata]:
    path = folder / SIDECAR
    if not os.path.isfile(path):  # noqa: PTH113  # unlike Path's, false where the folder is closed
        return {}
    try:
        text = decode(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    except Refused as refused:
        raise InputError(f"{path}: not text; expected a CSV file with a column `file`") from refused
    rows = list(csv_rows(text))
    for row in rows:
        if "file" not in row.cells:
            wanted = f"a row has a `file`, and may have {', '.join(FIELDS)}"
            raise InputError(f"{path}: line {row.number}: {row.reason or 'no `file`'}; {wanted}")
    return {row.cells["file"]: row.cells for row in rows}
