"""Tables of documents: any number of rows in flat memory, and what each bad one costs."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from stancemark.config import ReadOptions
from stancemark.records import Document, Refusal
from stancemark.tasks.read import Tally, find, read
from tests.tasks.files import only, outcomes, parquet, read_bytes, refused

FLAT = """
import resource, sys
from pathlib import Path
from stancemark.records import Document
from stancemark.tasks.read import find, read

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

folder, rows = Path(sys.argv[1]), int(sys.argv[2])
assert [d.text for d in read(find(["warm" + sys.argv[3]], folder))]
before = peak()
count = sum(isinstance(d, Document) for d in read(find(["large" + sys.argv[3]], folder)))
assert count == rows, count
print(peak() - before)
"""


def write_large(path: Path, rows: int, text: str) -> None:
    """A table of that many rows of a long text, written row by row."""
    with path.open("w", encoding="utf-8") as file:
        if path.suffix == ".csv":
            file.write("text,title\n")
            for number in range(rows):
                file.write(f'"{text}\n{number}",T{number}\n')
        else:
            file.write("[" if path.suffix == ".json" else "")
            for number in range(rows):
                gap = "," if number and path.suffix == ".json" else ""
                row = json.dumps({"text": f"{text} {number}", "title": f"T{number}"})
                file.write(f"{gap}{row}\n")
            file.write("]" if path.suffix == ".json" else "")


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".json", ".parquet"])
def test_memory_stays_flat_however_large_the_table(tmp_path: Path, suffix: str) -> None:
    """100 MB of rows, five times `read.max_megabytes`, raise the peak by less than 30 MB."""
    text, rows = "The ferry left at noon, people say. " * 280, 10_000
    if suffix == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        for name, count in (("warm", 1), ("large", rows)):
            schema = pa.schema([("text", pa.string())])
            with pq.ParquetWriter(tmp_path / f"{name}.parquet", schema) as writer:
                for start in range(0, count, 500):
                    texts = [f"{n} {text} {n * n}" for n in range(start, min(start + 500, count))]
                    writer.write_table(pa.table({"text": texts}, schema), row_group_size=500)
    else:
        write_large(tmp_path / f"warm{suffix}", 1, text)
        write_large(tmp_path / f"large{suffix}", rows, text)
    words = [sys.executable, "-c", FLAT, str(tmp_path), str(rows), suffix]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 30


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("body", "text"),
        ("Content", "text"),
        ("article", "text"),
        ("source", "outlet"),
        ("domain", "outlet"),
        ("publisher", "outlet"),
        ("headline", "title"),
        ("byline", "author"),
        ("publish_date", "published"),
        ("pubDate", "published"),
        ("published", "published"),
        ("link", "url"),
    ],
)
def test_near_names_of_columns_are_read_and_noted(tmp_path: Path, column: str, field: str) -> None:
    """A column under a name that others use fills the same field, and a note says so."""
    row = {"text": "One.", column: "Two."} if field != "text" else {column: "Two."}
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    tally = Tally()
    (document,) = outcomes(tmp_path, tally=tally)
    assert isinstance(document, Document)
    assert getattr(document, field) == "Two."
    ours = "date" if field == "published" else field
    assert dict(tally.notes) == {f"tables read with their `{column}` as `{ours}`": 1}


def test_our_own_names_go_first(tmp_path: Path) -> None:
    """`body` is another column where there is a `text`, and no note is made."""
    tally = Tally()
    (tmp_path / "a.csv").write_text("body,text,source,outlet\nB,T,S,O\n")
    (document,) = outcomes(tmp_path, tally=tally)
    assert isinstance(document, Document)
    assert (document.text, document.outlet, dict(tally.notes)) == ("T", "O", {})


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b"id,label\n1,x\n2,y\n"),
        ("a.tsv", b"id\tlabel\n1\tx\n"),
        ("a.jsonl", b'{"id": 1, "label": "x"}\n' * 3),
        ("a.json", b'[{"id": 1, "label": "x"}, {"id": 2}]'),
        ("a.json", b'{"id": 1, "label": "x"}'),
        ("a.parquet", parquet([{"id": 1, "label": "x"}])),
    ],
)
def test_a_table_without_text_is_one_refusal(tmp_path: Path, name: str, data: bytes) -> None:
    """It names the columns there are, and those that would do."""
    assert refused(tmp_path, name, data) == Refusal(
        "read",
        name,
        "no text column",
        "it has id, label; name one `text` (or body, content, article)",
    )


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.csv", b"text;outlet\nA, b;O\n", ("A, b", "O")),
        ("a.csv", b"\xef\xbb\xbftext,outlet\r\nA,O\r\n", ("A", "O")),
        ("a.csv", b"Outlet\tText\nO\tA\n", ("A", "O")),
        ("a.csv", '"text","outlet"\n"Fähre",Ö\n'.encode("cp1252"), ("Fähre", "Ö")),
        ("a.tsv", "text\toutlet\nA, b\tO\n".encode("utf-16"), ("A, b", "O")),
        ("a.json", b'{"documents": [{"text": "A", "outlet": "O"}]}', ("A", "O")),
        ("a.json", b'{"text": "A", "outlet": "O"}', ("A", "O")),
        ("a.json", b'\n[\n{"text": "A", "outlet": "O"}\n]\n', ("A", "O")),
        ("a.parquet", parquet([{"text": "A", "outlet": "O", "n": 1}]), ("A", "O")),
    ],
)
def test_tables_as_programs_write_them(
    tmp_path: Path, name: str, data: bytes, expected: tuple[str, str]
) -> None:
    """Separators, byte-order marks, encodings and the three forms of JSON."""
    document = only(tmp_path, name, data)
    assert (document.text, document.outlet) == expected


def test_json_lines_by_the_name_of_json(tmp_path: Path) -> None:
    """A second object after the first line shows what it is."""
    found = read_bytes(tmp_path, "a.json", b'{"text": "A"}\n{"text": "B"}\n[1]\n')
    assert [getattr(o, "text", getattr(o, "reason", "")) for o in found] == [
        "A",
        "B",
        "row is not an object",
    ]


def test_cells_that_are_no_strings(tmp_path: Path) -> None:
    """Dates, numbers, names in a list and missing values are read; a text that is a number is not."""
    rows: list[dict[str, object]] = [
        {"text": "A", "date": datetime(2015, 10, 13, 12, 30), "author": ["Ana", "Bo"], "title": 5},
        {"text": None, "date": None, "author": None, "title": None},
    ]
    good, bad = read_bytes(tmp_path, "a.parquet", parquet(rows))
    assert isinstance(good, Document)
    assert (good.published, good.author, good.title) == ("2015-10-13T12:30:00", "Ana, Bo", "5")
    assert isinstance(bad, Refusal)
    assert (bad.item, bad.reason) == ("a.parquet#2", "no text")
    good, bad = read_bytes(tmp_path, "a.jsonl", b'{"text": "A", "title": NaN}\n{"text": 5}')
    assert isinstance(good, Document)
    assert good.title == ""
    assert bad == Refusal(
        "read", "a.jsonl#2", "cell is not text", "`text` is a int; expected a string"
    )


def test_an_unclosed_quote_costs_its_row_only(tmp_path: Path) -> None:
    """The rows that it would have swallowed are read, and quoted line breaks are kept."""
    data = b'text,url\none,a\n"two,b\nthree,c\n"four\nlines",d\n"five,e\nsix,f\n'
    found = read_bytes(tmp_path, "a.csv", data)
    assert [o.text if isinstance(o, Document) else (o.item, o.reason) for o in found] == [
        "one",
        ("a.csv#3", "not CSV"),
        "three",
        "four\nlines",
        ("a.csv#7", "not CSV"),
        "six",
    ]


def test_a_row_that_is_too_long_costs_itself_only(tmp_path: Path) -> None:
    """A line beyond the limit of one page is skipped without being held in memory."""
    long = json.dumps({"text": "a" * 5000})
    (tmp_path / "a.jsonl").write_text(f'{{"text": "A"}}\n{long}\n{{"text": "B"}}')
    (tmp_path / "b.csv").write_text(f"text\nC\n{'a' * 5000}\nD\n")
    found = outcomes(tmp_path, ReadOptions(max_megabytes=0.001))
    assert [o.text if isinstance(o, Document) else (o.item, o.reason) for o in found] == [
        *("A", ("a.jsonl#2", "too large"), "B"),
        *("C", ("b.csv#3", "too large"), "D"),
    ]


def test_bytes_that_are_no_text_cost_their_row(tmp_path: Path) -> None:
    """A table in UTF-8 with one row in another encoding loses that row."""
    rows = "text\n" + "Fähre um zwölf\n" * 1
    data = (rows * 1 + "Gedränge, übrigens – überall\n").replace(",", "").encode() + b"F\xe4hre\n"
    *good, bad = read_bytes(tmp_path, "a.csv", data + b"")
    assert [type(o) for o in good] == [Document, Document]
    assert isinstance(bad, Refusal)
    assert (bad.item, bad.reason) == ("a.csv#4", "damaged text")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.csv", b"text,url\n", "empty"),
        ("a.json", b"[]", "empty"),
        ("a.json", b'{"documents": []}', "empty"),
        ("a.json", b'{"text": ', "not JSON"),
        ("a.json", b'"text"', "row is not an object"),
        ("a.json", b"[" * 200_000, "not JSON"),
        ("a.jsonl", b"\0\1\2\3" * 50, "not text"),
        ("a.parquet", b"PAR1 and no more PAR1", "damaged Parquet"),
    ],
)
def test_a_table_that_is_none_is_refused(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    """Once, with its reason."""
    assert refused(tmp_path, name, data).reason == reason


def test_an_array_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    """The rows up to the fault are documents; the fault is the file's."""
    good, bad = read_bytes(tmp_path, "a.json", b'[{"text": "A"}, {"text": ')
    assert isinstance(good, Document)
    assert isinstance(bad, Refusal)
    assert (bad.item, bad.reason) == ("a.json", "not JSON")


def test_rows_are_read_one_by_one(tmp_path: Path) -> None:
    """The first document comes before the rest of the file has been looked at."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "A"}\n' + '{"text": "B"}\n' * 100_000)
    found = read(find(["a.jsonl"], tmp_path))
    assert isinstance(next(found), Document)
    path.unlink()
    assert isinstance(next(found), Document)
