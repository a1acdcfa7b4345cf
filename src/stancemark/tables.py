"""Tables in and out, as CSV, JSON Lines and Parquet; a bad row with its number and reason."""

import csv
import io
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from stancemark.errors import InputError, nearest
from stancemark.records import Refusal
from stancemark.store import atomic

SUFFIXES = (".csv", ".jsonl", ".parquet")

_LONGEST = 20_000_000
"""Characters of a row that is read from a stream."""

_AGAIN = 2_000_000
"""Characters that are kept to be read again, should a quote before them prove unclosed."""


class Row(NamedTuple):
    """One row of a table, or why it is none."""

    number: int
    """The line it stands on; for Parquet, its place from 1."""
    cells: dict[str, Any]
    reason: str = ""
    detail: str = ""


def read_table(path: Path) -> tuple[list[Row], list[Refusal]]:
    """The good rows of a table, and a refusal for each bad one.

    Raises `InputError` where the file is missing, is no table, or is not UTF-8.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"{path}: not a table{nearest(path.suffix, SUFFIXES)}")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    rows = list(_rows(data, path))
    bad = [
        Refusal("table", f"{path.name}#{r.number}", r.reason, r.detail) for r in rows if r.reason
    ]
    return [row for row in rows if not row.reason], bad


def _rows(data: bytes, path: Path) -> Iterator[Row]:
    if path.suffix.lower() == ".parquet":
        yield from _parquet(data, path)
        return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start})") from error
    yield from csv_rows(text) if path.suffix.lower() == ".csv" else json_rows(text)


def json_rows(lines: str | Iterable[str | None]) -> Iterator[Row]:
    r"""The rows of JSON Lines, from a text or its lines (None: one too long); blank ones are none.

    >>> [row.reason for row in json_rows('{"a": 1}\n[2]\n')]
    ['', 'row is not an object']
    """
    each = lines.split("\n") if isinstance(lines, str) else lines
    for number, line in enumerate(each, start=1):
        if line is None:
            yield _too_large(number)
        elif line.strip():
            try:
                value = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield Row(number, {}, "not JSON", str(error))
            else:
                yield json_row(number, value)


def json_row(number: int, value: Any) -> Row:
    """A JSON value as a row; only an object is one."""
    if isinstance(value, dict):
        return Row(number, value)
    detail = f'{type(value).__name__}; expected an object such as {{"text": …}}'
    return Row(number, {}, "row is not an object", detail)


def csv_rows(
    lines: str | Iterable[str | None], delimiter: str = ",", longest: int = _LONGEST
) -> Iterator[Row]:
    r"""The rows of a CSV file with a header, from a text or its lines; blank lines are none.

    A row that is no CSV costs its first line only: reading goes on at the next, so that an unclosed
    quote does not swallow what follows. A row has at most `longest` characters; one of several
    lines at most two million, since they are kept until its quote is closed.

    >>> [(row.number, row.reason) for row in csv_rows('a,b\n1,2\n"x\ny",2\n3\n')]
    [(2, ''), (3, ''), (5, 'ragged row')]
    """
    longest = max(longest, len(lines)) if isinstance(lines, str) else longest
    csv.field_size_limit(max(csv.field_size_limit(), longest))  # a cell may hold a whole thread
    taken = _Lines(io.StringIO(lines, newline="") if isinstance(lines, str) else lines, longest)
    reader = csv.reader(taken, delimiter=delimiter, strict=True)
    header: list[str] | None = None
    while taken.begin():
        try:
            alone = taken.alone()
            cells = next(reader) if alone is None else alone.split(delimiter) if alone else []
        except csv.Error as error:
            yield _bad_row(taken, error)
            if header is None:
                return
            continue
        if header is None:
            header = cells or None
        elif cells:
            yield _csv_row(taken.number, header, cells)


class _Lines:
    """The lines a CSV reader takes for one row, kept until the row has proved to be one."""

    def __init__(self, lines: Iterable[str | None], longest: int) -> None:
        self._fresh = iter(lines)
        self._again: deque[str | None] = deque()
        self._taken: list[str] = []
        self._longest = longest
        self._kept = 0
        self.number = 0
        """The line that the row begins on."""

    def begin(self) -> bool:
        """Begin a row; False at the end."""
        self.number += len(self._taken) or 1
        self._taken.clear()
        self._kept = 0
        return bool(self._again) or self._more()

    def alone(self) -> str | None:
        """Take the next line, without its end, if it has no quote: it is a row by itself."""
        line = self._again[0]
        if line is None or '"' in line or len(line) > self._longest:
            return None
        self._again.popleft()
        return line.rstrip("\r\n")

    def again(self) -> bool:
        """Give back all lines but the first, which alone is at fault; False where it is too long."""
        if not self._taken:
            self._again.popleft()
            return False
        self._again.extendleft(reversed(self._taken[1:]))
        del self._taken[1:]
        return True

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again[0] if self._again or self._more() else None
        most = (
            min(_AGAIN - self._kept, self._longest - len(self._taken[0]))
            if self._taken
            else (self._longest)
        )
        if line is None or len(line) > most:  # the row ends here, as at the end of the file
            raise csv.Error("unclosed quote" if self._taken else "too long")
        self._kept += len(line) if self._taken else 0
        self._taken.append(line)
        self._again.popleft()
        return line

    def _more(self) -> bool:
        self._again.extend(islice(self._fresh, 1))
        return bool(self._again)


def _bad_row(taken: _Lines, error: csv.Error) -> Row:
    if taken.again():
        return Row(taken.number, {}, "not CSV", str(error))
    return _too_large(taken.number)


def _too_large(number: int) -> Row:
    return Row(number, {}, "too large", "a row beyond the limit of one page")


def _csv_row(number: int, header: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) == len(header):
        return Row(number, dict(zip(header, cells, strict=True)))
    return Row(number, {}, "ragged row", f"{len(cells)} cells under {len(header)} columns")


def _parquet(data: bytes, path: Path) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        rows = pq.read_table(pa.BufferReader(data)).to_pylist()
    except pa.ArrowInvalid as error:
        raise InputError(f"{path}: not a Parquet file ({error})") from error
    for number, cells in enumerate(rows, start=1):
        yield Row(number, cells)


def cell(row: Row, column: str) -> str:
    """A cell as text: nothing for NaN and what is no scalar, "1" for the 1.0 pandas makes of 1."""
    value = row.cells.get(column)
    if isinstance(value, float):
        return "" if value != value else f"{value:.15g}"
    return str(value) if isinstance(value, str | int) else ""


def require(
    rows: Iterable[Row], bad: Sequence[Refusal], columns: Iterable[str], table: Path
) -> None:
    """Raise `InputError` where no row can be used, or no row has one of these columns."""
    known = dict.fromkeys(name for row in rows for name in row.cells)
    if not known:
        why = f"; {bad[0].item}: {bad[0].reason}" if bad else ""
        raise InputError(f"{table}: no rows{why}")
    for column in columns:
        if column not in known:
            raise InputError(f"{table}: no column `{column}`; it has {', '.join(known)}")


def write_table(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows as CSV, JSON Lines or Parquet, by suffix, atomically.

    In CSV, a mapping or a list becomes JSON. Raises `InputError` for another suffix, `StoreError` where the
    disk refuses.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"{path}: cannot write this{nearest(path.suffix, SUFFIXES)}")
    with atomic(path) as file:
        if path.suffix.lower() == ".parquet":
            _write_parquet(file, rows)
        elif path.suffix.lower() == ".csv":
            file.write(_csv(rows).encode("utf-8"))
        else:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False).encode("utf-8") + b"\n")


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _write_parquet(file: IO[bytes], rows: Sequence[Mapping[str, Any]]) -> None:
    """Mappings become map columns, so that rows with other labels fit one schema."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns: dict[str, Any] = {}
    for name in rows[0] if rows else ():
        values = [row[name] for row in rows]
        if any(isinstance(value, dict) for value in values):
            pairs = [list(value.items()) for value in values]
            columns[name] = pa.array(pairs, pa.map_(pa.string(), pa.float64()))
        else:
            columns[name] = pa.array(values)
    pq.write_table(pa.table(columns), file)
