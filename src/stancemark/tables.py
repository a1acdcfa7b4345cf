"""Tables in and out, as CSV, JSON Lines and Parquet; a bad row with its number and reason."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from stancemark.errors import InputError, nearest
from stancemark.records import Refusal
from stancemark.store import atomic

SUFFIXES = (".csv", ".jsonl", ".parquet")


@dataclass(frozen=True, slots=True)
class Row:
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


def json_rows(text: str) -> Iterator[Row]:
    r"""The rows of JSON Lines; blank lines are none.

    >>> [row.reason for row in json_rows('{"a": 1}\n[2]\n')]
    ['', 'row is not an object']
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            cells = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Row(number, {}, "not JSON", str(error))
            continue
        if isinstance(cells, dict):
            yield Row(number, cells)
        else:
            detail = f'{type(cells).__name__}; expected an object such as {{"text": …}}'
            yield Row(number, {}, "row is not an object", detail)


def csv_rows(text: str) -> Iterator[Row]:
    r"""The rows of a CSV file with a header; blank lines are none.

    >>> [(row.number, row.reason) for row in csv_rows('a,b\n1,2\n"x\ny",2\n3\n')]
    [(2, ''), (3, ''), (5, 'ragged row')]
    """
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # a cell may hold a whole thread
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(number, {}, "not CSV", str(error))
            if header is None:
                return
            continue
        if header is None:
            header = cells
        elif cells:
            yield _csv_row(number, header, cells)


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
