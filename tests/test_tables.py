"""Tables in and out: bad rows with their number and reason, good rows as they were."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.errors import InputError, StoreError
from stancemark.tables import csv_rows, json_rows, read_table, write_table
from tests.strategies import EXAMPLES, texts
from tests.strategies import json as any_json


@EXAMPLES
@given(st.lists(st.fixed_dictionaries({"id": texts, "text": texts}), min_size=1, max_size=4))
def test_csv_rows_are_what_was_written(rows: list[dict[str, str]]) -> None:
    """Line breaks, quotes and commas inside a cell come back as they were."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, ["id", "text"])
    writer.writeheader()
    writer.writerows(rows)
    assert [row.cells for row in csv_rows(file.getvalue())] == rows


@EXAMPLES
@given(st.lists(st.dictionaries(st.text(), any_json, max_size=3), max_size=4))
def test_json_rows_are_what_was_written(rows: list[dict[str, Any]]) -> None:
    """Each object on its line comes back, whatever is in it."""
    lines = [json.dumps(row) for row in rows]
    read = list(json_rows("\n\n".join(lines)))
    assert [json.dumps(row.cells) for row in read] == lines
    assert not any(row.reason for row in read)


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        ("[1]", "row is not an object", 'list; expected an object such as {"text": …}'),
        ('"a"', "row is not an object", 'str; expected an object such as {"text": …}'),
        ("null", "row is not an object", 'NoneType; expected an object such as {"text": …}'),
        ('{"text": ', "not JSON", "Expecting value: line 1 column 10 (char 9)"),
        ("text", "not JSON", "Expecting value: line 1 column 1 (char 0)"),
    ],
)
def test_a_bad_line_of_json_has_its_number_and_reason(line: str, reason: str, detail: str) -> None:
    """The line between two good ones is refused, and they are kept."""
    good, bad, more = json_rows(f'{{"text": "a"}}\n{line}\n{{"text": "b"}}')
    assert (good.reason, more.reason) == ("", "")
    assert (bad.number, bad.reason, bad.detail) == (2, reason, detail)


def test_json_nested_beyond_reason_is_a_bad_line() -> None:
    """A line of 200,000 brackets costs one row and not the run."""
    assert [row.reason for row in json_rows("[" * 200_000 + '\n{"a": 1}')] == ["not JSON", ""]


def test_a_ragged_row_is_refused_with_the_line_it_begins_on() -> None:
    """Too few and too many cells are told apart, and the rows after them are kept."""
    rows = list(csv_rows('id,text\n1,"a\nb"\n2\n\n3,c,d\n4,e\n'))
    assert [(row.number, row.reason, row.detail) for row in rows] == [
        (2, "", ""),
        (4, "ragged row", "1 cells under 2 columns"),
        (6, "ragged row", "3 cells under 2 columns"),
        (7, "", ""),
    ]


def test_a_row_that_is_no_csv_costs_that_row_only() -> None:
    """A stray quote is named with its line; the rows after it are read."""
    rows = list(csv_rows('id,text\n1,"a"b\n2,c\n3,"never closed\n'))
    assert [(row.number, row.reason) for row in rows] == [(2, "not CSV"), (3, ""), (4, "not CSV")]


def test_a_header_that_is_no_csv_ends_the_table() -> None:
    """Without a header no row means anything."""
    assert [row.reason for row in csv_rows('"id"x,text\n1,a\n')] == ["not CSV"]


def test_a_cell_may_hold_a_whole_thread() -> None:
    """A text of 300,000 characters is longer than Python's csv takes by itself, and is read."""
    (row,) = csv_rows("text\n" + "a" * 300_000)
    assert len(row.cells["text"]) == 300_000


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.csv", None, "No such file or directory"),
        ("t.json", b"{}", 'not a table; did you mean ".jsonl"?'),
        ("t", b"", "not a table; one of: .csv, .jsonl, .parquet"),
        ("t.csv", b"a,\xff", "not UTF-8 (byte 2)"),
        ("t.parquet", b"a,b", "not a Parquet file"),
    ],
)
def test_what_is_no_table_is_named(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    """Missing, misnamed, wrongly encoded and damaged tables are the user's to mend, in one line."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_table(path)
    assert str(caught.value).startswith(f"{path}: {message}")


def test_read_table_keeps_good_rows_and_counts_bad_ones(tmp_path: Path) -> None:
    """Every row is in one of the two lists; a refusal names table and line."""
    path = tmp_path / "t.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}\r\n[]\r\n{"a": 2}')
    rows, refused = read_table(path)
    assert [(row.number, row.cells) for row in rows] == [(1, {"a": 1}), (3, {"a": 2})]
    assert [(r.item, r.reason) for r in refused] == [("t.jsonl#2", "row is not an object")]


LABELLED = [
    {"id": "1", "label": "favor", "score": 0.75, "probabilities": {"favor": 0.75, "no": 0.25}},
    {"id": "😀", "label": "no", "score": 0.5, "probabilities": {"no": 0.5}},
]


def test_json_lines_hold_what_was_written(tmp_path: Path) -> None:
    """Maps stay maps."""
    path = tmp_path / "out.jsonl"
    write_table(path, LABELLED)
    rows, refused = read_table(path)
    assert ([row.cells for row in rows], refused) == (LABELLED, [])


def test_parquet_holds_what_was_written(tmp_path: Path) -> None:
    """Maps with different keys share one column."""
    path = tmp_path / "out.parquet"
    write_table(path, LABELLED)
    read = pq.read_table(path).to_pylist(maps_as_pydicts="strict")
    assert read == LABELLED
    assert pa.types.is_map(pq.read_schema(path).field("probabilities").type)


def test_csv_holds_maps_as_json(tmp_path: Path) -> None:
    """A cell that was a map can be parsed again."""
    path = tmp_path / "out.csv"
    write_table(path, LABELLED)
    rows, _ = read_table(path)
    assert [json.loads(row.cells["probabilities"]) for row in rows] == [
        row["probabilities"] for row in LABELLED
    ]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_no_rows_make_a_table_without_rows(tmp_path: Path, suffix: str) -> None:
    """What has nothing to say is written, and read, as nothing."""
    path = tmp_path / f"out{suffix}"
    write_table(path, [])
    assert read_table(path) == ([], [])


def test_a_table_that_cannot_be_written_names_what_is_wrong(tmp_path: Path) -> None:
    """Another suffix is the user's mistake; a folder that takes no files is the disk's."""
    with pytest.raises(InputError, match="cannot write this"):
        write_table(tmp_path / "out.xlsx", LABELLED)
    (tmp_path / "file").touch()
    with pytest.raises(StoreError):
        write_table(tmp_path / "file" / "out.csv", LABELLED)
