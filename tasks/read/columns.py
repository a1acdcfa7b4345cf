"""Rows to documents: which of their columns is what, by our names or by those others use."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from stancemark.records import Document, Refusal, fingerprint
from stancemark.tables import Row
from stancemark.tasks.read.incoming import FIELDS, Incoming, Outcome, Refused, described, refuse

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
    if found and not any(_names(row.cells).get("text") for row in found):
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
        if not row.reason and _names(row.cells).get("text"):
            return


def _outcome(row: Row, where: str, renamed: set[tuple[str, str]]) -> Document | Refusal:
    if row.reason:
        return refuse(where, row.reason, row.detail)
    names = _names(row.cells)
    cells = {ours: _cell(row.cells[theirs]) for ours, theirs in names.items()}
    for ours, cell in cells.items():
        theirs = names[ours]
        if cell is None or (ours == "text" and not isinstance(row.cells[theirs], str | None)):
            kind = type(row.cells[theirs]).__name__
            return refuse(where, "cell is not text", f"`{theirs}` is a {kind}; expected a string")
        if _DAMAGED.search(cell):
            return refuse(where, "damaged text", f"`{theirs}` has bytes that are not UTF-8")
    text = cells.pop("text", "") or ""
    if not text.strip():
        return refuse(where, "no text", "its `text` is missing or empty")
    renamed.update((ours, theirs) for ours, theirs in names.items() if plain(theirs) != ours)
    said = {column: cells.get(column) or "" for column in FIELDS}
    document = Document(id=fingerprint(text, *said.values()), text=text, source=where)
    return described(document, said)


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


def _names(cells: Mapping[str, Any]) -> Mapping[str, str]:
    return _chosen(tuple(cells))


@lru_cache(maxsize=256)
def _chosen(names: tuple[str, ...]) -> Mapping[str, str]:
    """Our columns, and the name each has in a row of these."""
    there: dict[str, str] = {}
    for name in names:
        there.setdefault(plain(name), name)
    there |= {name: name for name in names if name in COLUMNS}
    return {
        ours: there[known[0]]
        for ours, theirs in COLUMNS.items()
        if (known := [name for name in theirs if name in there])
    }


def plain(name: str) -> str:
    """A column's name without what people write in different ways."""
    return re.sub(r"[\s_-]+", "", name).lower()


def no_text(names: Sequence[str]) -> Refused:
    """The refusal of a table that has these columns only."""
    found = ", ".join(map(str, names[:12])) or "no columns"
    others = ", ".join(COLUMNS["text"][1:4])
    return Refused("no text column", f"it has {found}; name one `text` (or {others})")
