"""Rows to documents: which of their columns is what, by our names or by those others use."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from stancemark.records import Document, Refusal, fingerprint
from stancemark.tables import Row
from stancemark.tasks.read.incoming import FIELDS, Incoming, Outcome, Refused, refuse

COLUMNS = {
    "text": ("text", "body", "content", "article", "articlebody", "fulltext", "maintext"),
    "outlet": ("outlet", "source", "domain", "publisher", "site", "website", "sitename"),
    "title": ("title", "headline"),
    "author": ("author", "authors", "byline"),
    "date": ("date", "published", "publishdate", "pubdate", "datepublished", "publishedat"),
    "url": ("url", "link", "permalink", "canonicalurl"),
    "language": ("language", "lang"),
}
"""Our columns, and the names each is known by elsewhere; the first that a table has is taken.

Written without case, spaces, `_` and `-`: `publish_date` and `pubDate` are among them.
"""

_NOTHING = dict.fromkeys(("text", *FIELDS), "")

KNOWN = frozenset(itertools.chain.from_iterable(COLUMNS.values()))

_LOOKED_AT = 20
"""Rows that may lack a text before a whole table is refused for it."""

_DAMAGED = re.compile("[\udc80-\udcff]")
"""How a byte that is no UTF-8 shows in a line read with `surrogateescape`."""


def documents(rows: Iterable[Row], file: Incoming) -> Outcome:
    """An outcome for each row. Raises `Refused` for a table without text, or without rows."""
    rows = iter(rows)
    first = list(_until_text(rows))
    found = [row for row in first if not row.reason]
    if found and not any(_has_text(row) for row in found):
        raise no_text(list(dict.fromkeys(name for row in found for name in row.cells)))
    renamed: set[tuple[str, str]] = set()
    number = 0
    for number, row in enumerate(itertools.chain(first, rows), start=1):  # noqa: B007  # counted
        yield _outcome(row, f"{file.name}#{row.number}", renamed)
    for ours, theirs in sorted(renamed):
        file.notes[f"tables read with their `{theirs}` as `{ours}`"] += 1
    if not number:
        raise Refused("empty", "a header and no rows")


def _until_text(rows: Iterator[Row]) -> Iterator[Row]:
    """The first rows, up to one that has a text column."""
    for row in itertools.islice(rows, _LOOKED_AT):
        yield row
        if not row.reason and _has_text(row):
            return


def _outcome(row: Row, where: str, renamed: set[tuple[str, str]]) -> Document | Refusal:
    if row.reason:
        return refuse(where, row.reason, row.detail)
    names, others = _chosen(tuple(row.cells))
    said = dict(_NOTHING)
    for ours, theirs in names.items():
        value = row.cells[theirs]
        cell = value if isinstance(value, str) else _cell(value)
        if cell is None or (cell is not value and ours == "text" and value is not None):
            kind = type(value).__name__
            return refuse(where, "cell is not text", f"`{theirs}` is a {kind}; expected a string")
        if not cell.isascii() and _DAMAGED.search(cell):
            return refuse(where, "damaged text", f"`{theirs}` has bytes that are not UTF-8")
        said[ours] = cell
    text = said.pop("text")
    if not text or text.isspace():
        return refuse(where, "no text", "its `text` is missing or empty")
    if others:
        renamed.update(others)
    filled = {FIELDS[column]: cell for column, cell in said.items() if cell}
    return Document(fingerprint(text, *said.values()), text, where, **filled)  # type: ignore[arg-type]  # every field named is a str


def _cell(value: Any) -> str | None:
    """A cell as text: numbers and dates as written, names with commas; None for anything else."""
    if isinstance(value, str):
        return value
    if value is None or value != value:  # NaN is how pandas writes nothing
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):  # and datetime
        return value.isoformat()
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    return None


def _has_text(row: Row) -> bool:
    return "text" in _chosen(tuple(row.cells))[0]


@lru_cache(maxsize=256)
def _chosen(names: tuple[str, ...]) -> tuple[Mapping[str, str], frozenset[tuple[str, str]]]:
    """Our columns, and the name each has in a row of these; and which of them is another name."""
    there: dict[str, str] = {}
    for name in names:
        there.setdefault(plain(name), name)
    there |= {name: name for name in names if name in COLUMNS}
    chosen = {
        ours: there[known[0]]
        for ours, theirs in COLUMNS.items()
        if (known := [name for name in theirs if name in there])
    }
    return chosen, frozenset(pair for pair in chosen.items() if plain(pair[1]) != pair[0])


def plain(name: str) -> str:
    """A column's name without what people write in different ways."""
    return re.sub(r"[\s_-]+", "", name).lower()


def no_text(names: Sequence[str]) -> Refused:
    """The refusal of a table that has these columns only."""
    found = ", ".join(map(str, names[:12])) or "no columns"
    others = ", ".join(COLUMNS["text"][1:4])
    return Refused("no text column", f"it has {found}; name one `text` (or {others})")
