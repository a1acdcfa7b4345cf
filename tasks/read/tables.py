"""Tables of documents, row by row: CSV, TSV, JSON Lines and Parquet.

Memory holds one row (of Parquet, one small batch) at a time, however large the table.
"""

import csv
import io
import itertools

from stancemark.tables import Row, csv_rows, json_rows
from stancemark.tasks.read.columns import COLUMNS, KNOWN, documents, no_text, plain
from stancemark.tasks.read.incoming import Incoming, Outcome, Refused
from stancemark.tasks.read.lines import lines

_BATCH = 64
"""Rows of Parquet in memory at a time."""


def read_json_lines(file: Incoming) -> Outcome:
    """One document a line."""
    yield from documents(json_rows(lines(file, "\n")), file)


def read_csv(file: Incoming) -> Outcome:
    """One document a row; the separator is a comma, or what else divides the header into names."""
    each = lines(file, "")
    header = next(each, None)
    rows = csv_rows(itertools.chain([header], each), separator(header or ""), file.limit)
    yield from documents(rows, file)


def read_tsv(file: Incoming) -> Outcome:
    """One document a row, a tab between cells."""
    yield from documents(csv_rows(lines(file, ""), "\t", file.limit), file)


def read_parquet(file: Incoming) -> Outcome:
    """One document a row; only the columns that say something of it are read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not file.stream.read(1):
        raise Refused("empty")
    file.stream.seek(0)
    source = io.BytesIO(file.whole()) if file.size is None else file.stream
    try:
        table = pq.ParquetFile(source, buffer_size=1 << 16)
        names = [name for name in table.schema_arrow.names if plain(name) in KNOWN]
        if not any(plain(name) in COLUMNS["text"] for name in names):
            raise no_text(table.schema_arrow.names)
        batches = table.iter_batches(_BATCH, columns=names, use_threads=False)
        cells = (row for batch in batches for row in batch.to_pylist())
        yield from documents((Row(n, c) for n, c in enumerate(cells, start=1)), file)
    except (pa.ArrowException, ValueError) as error:
        why = str(error).partition("\n")[0][:80]
        raise Refused("damaged Parquet", f"{why}; write it again") from error


def separator(header: str) -> str:
    r"""What divides a header into the most names we know, a comma before others.

    >>> separator("Text;Outlet\n"), separator("text"), separator('"text, whole";url')
    (';', ',', ';')
    """
    return max(",;\t", key=lambda sign: _known(header, sign))


def _known(header: str, sign: str) -> int:
    try:
        cells = next(csv.reader([header], delimiter=sign), [])
    except csv.Error:
        return 0
    return sum(plain(cell) in KNOWN for cell in cells)
