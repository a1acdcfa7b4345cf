"""Reading: every file is a document or a refusal with its reason, and nothing stops the rest."""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.config import ReadOptions
from stancemark.errors import InputError
from stancemark.records import Document, Refusal
from stancemark.tasks.read import decode, find, read
from stancemark.tasks.read.incoming import Refused
from tests.strategies import EXAMPLES, texts
from tests.strategies import json as any_json

KNOWN = (
    ".csv .docx .eml .htm .html .json .jsonl .md .mht .mhtml .ndjson .parquet .pdf .tsv .txt, "
    "or .gz of these"
)
"""What the refusal of another format names."""

cells = st.sampled_from(["Text.", "half \ud83d", "NUL \0", ""]) | any_json
"""Cells of a table."""


def outcomes(folder: Path, options: ReadOptions | None = None) -> list[Document | Refusal]:
    """What becomes of the files in a folder."""
    return list(read(find(["."], folder), options))


def only(folder: Path, name: str, content: bytes | str) -> Document | Refusal:
    """What becomes of one file."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    (folder / name).write_bytes(data)
    (outcome,) = outcomes(folder)
    return outcome


@pytest.mark.parametrize(
    ("name", "content", "reason", "detail"),
    [
        ("a.txt", b"", "empty", ""),
        ("a.txt", b" \r\n\t", "empty", ""),
        ("a.txt", "\xa0\u2028", "no text", ""),
        ("a.txt", b"\xef\xbb\xbf", "no text", ""),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0", "not text", "binary, or in no encoding we recognise"),
        ("a.txt", b"plain but for one \0", "not text", "binary, or in no encoding we recognise"),
        ("a.txt", b"\x01\x02\x03\x04", "not text", "binary, or in no encoding we recognise"),
        ("a.txt", "NUL\0".encode("utf-16"), "not text", "binary, or in no encoding we recognise"),
        ("a.txt", b"\xff\xfea", "not text", "binary, or in no encoding we recognise"),
        ("a.odd", b"text", "unknown format", f".odd; {KNOWN}"),
        ("README", b"text", "unknown format", f"no suffix; {KNOWN}"),
        ("a.doc", b"text", "unknown format", ".doc: save it as .docx"),
        ("a.txt", b"half \xed\xa0\xbd", "lone surrogate", "half of a character, which is no text"),
        ("a.html", "<script>x</script>", "no text", ""),
        ("a.md", "---\ntitle: T\n---\n", "no text", ""),
        ("a.md", "---\ntitle: T\n---", "no text", ""),
    ],
)
def test_a_file_without_text_is_refused_with_its_reason(
    tmp_path: Path, name: str, content: bytes | str, reason: str, detail: str
) -> None:
    """Empty, binary and unknown files are each refused in a few words that can be counted."""
    assert only(tmp_path, name, content) == Refusal("read", name, reason, detail)


@pytest.mark.parametrize(
    ("front", "detail"),
    [
        ("a: b: c", "line 1: mapping values are not allowed here"),
        ("just a line", "expected lines such as `outlet: …`"),
        ("- a\n- b", "expected lines such as `outlet: …`"),
        ("title: 'open", "line 1: found unexpected end of stream"),
        ("t: " + "[" * 5000, "maximum recursion depth exceeded"),
        ('t: "\\UFFFFFFFF"', "Python int too large to convert to C int"),
    ],
)
def test_front_matter_that_is_not_yaml_is_refused(tmp_path: Path, front: str, detail: str) -> None:
    """The refusal has the line at fault, and hostile YAML is no worse than a typo."""
    outcome = only(tmp_path, "a.md", f"---\n{front}\n---\nText.\n")
    assert isinstance(outcome, Refusal)
    assert outcome.reason == "front matter is not YAML"
    assert outcome.detail.startswith(detail)


def test_front_matter_describes_the_text_after_it_word_for_word(tmp_path: Path) -> None:
    """Impossible dates, `no` (Norwegian) and 12:30 are kept as written; nothing stays nothing."""
    front = "title: 12:30\ndate: 2015-02-30\nlanguage: no\nauthor: ~\noutlet:\nurl: null\nmood: x"
    outcome = only(tmp_path, "a.md", f"---\r\n{front}\r\n---\r\n\r\n# Text.\r\n")
    assert isinstance(outcome, Document)
    assert (outcome.title, outcome.published, outcome.language) == ("12:30", "2015-02-30", "no")
    assert (outcome.author, outcome.outlet, outcome.url) == ("", "", "")
    assert outcome.text == "# Text.\r\n"


@pytest.mark.parametrize("text", ["---\nno end of front matter", "# T\n\n---\na: b\n---\nText"])
def test_markdown_without_front_matter_is_text_whole(tmp_path: Path, text: str) -> None:
    """A rule across the page is no front matter."""
    outcome = only(tmp_path, "a.md", text)
    assert isinstance(outcome, Document)
    assert outcome.text == text


def test_a_file_larger_than_asked_is_refused_with_both_sizes(tmp_path: Path) -> None:
    """Two thousand bytes where one thousand are allowed: the setting is named."""
    (tmp_path / "a.txt").write_bytes(b"a" * 2000)
    assert outcomes(tmp_path, ReadOptions(max_megabytes=0.001)) == [
        Refusal("read", "a.txt", "too large", "0.002 MB, and read.max_megabytes is 0.001")
    ]


def test_a_second_copy_is_refused_and_names_the_first(tmp_path: Path) -> None:
    """The same bytes under two names are one document."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Text.", encoding="utf-8")
    document, refusal = outcomes(tmp_path)
    assert isinstance(document, Document)
    assert refusal == Refusal("read", "b.txt", "duplicate", "same bytes as a.txt")


def test_a_file_that_is_gone_by_now_is_refused(tmp_path: Path) -> None:
    """A file deleted between the listing and the reading costs itself only."""
    (tmp_path / "a.txt").write_text("Text.", encoding="utf-8")
    sources = find(["a.txt"], tmp_path)
    (tmp_path / "a.txt").unlink()
    assert list(read(sources)) == [
        Refusal("read", "a.txt", "unreadable", "No such file or directory")
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "half \\ud83d"}', "lone surrogate"),
        ('{"text": "a", "title": "\\ud83d"}', "lone surrogate"),
        ('{"text": "a\\u0000"}', "NUL character"),
        ('{"text": "a", "author": "\\u0000"}', "NUL character"),
        ('{"text": ""}', "no text"),
        ('{"text": 5}', "cell is not text"),
        ('{"text": "a", "title": {"b": "c"}}', "cell is not text"),
        ('{"txet": "a"}', "no text"),
        ("[]", "row is not an object"),
        ("{", "not JSON"),
    ],
)
def test_a_bad_row_is_refused_by_its_number(tmp_path: Path, line: str, reason: str) -> None:
    """What a table could not store or a row does not have costs that row, and no other."""
    (tmp_path / "a.jsonl").write_text(f'{{"text": "one"}}\n{line}\n{{"text": "two"}}')
    one, bad, two = outcomes(tmp_path)
    assert isinstance(one, Document)
    assert isinstance(bad, Refusal)
    assert (bad.item, bad.reason) == ("a.jsonl#2", reason)
    assert isinstance(two, Document)
    assert two.source == "a.jsonl#3"


def test_a_ragged_row_of_a_csv_is_refused_by_its_number(tmp_path: Path) -> None:
    """The row is named, and the row after it is a document with what its columns say."""
    (tmp_path / "a.csv").write_text("text,outlet\none\ntwo,Open Quay\n", encoding="utf-8")
    bad, good = outcomes(tmp_path)
    assert bad == Refusal("read", "a.csv#2", "ragged row", "1 cells under 2 columns")
    assert isinstance(good, Document)
    assert (good.text, good.outlet) == ("two", "Open Quay")


@EXAMPLES
@given(st.lists(any_json | st.fixed_dictionaries({"text": cells, "title": cells}), max_size=4))
def test_any_rows_of_json_are_documents_or_refusals(rows: list[object]) -> None:
    """No content of a row stops the run: each has an outcome, and all of them can be stored."""
    with TemporaryDirectory() as folder:
        lines = "".join(f"{json.dumps(row)}\n" for row in rows)
        (Path(folder) / "a.jsonl").write_text(f'{{"text": "first"}}\n{lines}', encoding="utf-8")
        found = outcomes(Path(folder))
    assert len(found) == len(rows) + 1
    assert repr(found).encode("utf-8")
    for document in found:
        if isinstance(document, Document):
            assert "".join((document.text, document.title)).encode("utf-8")


@EXAMPLES
@given(texts)
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    """Nothing is normalised: line ends, spaces, accents and directions come through."""
    whole = "word " * 4000 + text  # a text of control characters alone would be binary
    assert decode(whole.encode("utf-8")) == whole


@EXAMPLES
@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    """Decoding gives text without NUL and half characters, or a refusal; nothing else."""
    try:
        text = decode(data)
    except Refused:
        return
    assert "\0" not in text
    assert text.encode("utf-8") is not None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "cp1252", "iso-8859-1"])
def test_other_encodings_are_recognised(encoding: str) -> None:
    """A French paragraph is read alike from each; the mark of its byte order is no text."""
    text = "L’été dernier, le président a déclaré : « Ça suffit ! »\n".replace("’", "'") * 5
    assert decode(text.encode(encoding)) == text


def test_the_same_file_gives_the_same_id_wherever_it_lies(tmp_path: Path) -> None:
    """An id is a fingerprint of content: another folder and name change nothing."""
    found = []
    for place in ("a/x.txt", "b/y.txt"):
        path = tmp_path / place
        path.parent.mkdir()
        path.write_text("Text.", encoding="utf-8")
        found += outcomes(path.parent)
    one, two = found
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert one.id == two.id


def test_a_table_beside_the_files_fills_what_they_do_not_say(tmp_path: Path) -> None:
    """What the page says itself wins; the table is no document, and hidden files are none."""
    (tmp_path / "metadata.csv").write_text(
        "file,outlet,title\na.html,Open Quay,Table\n", encoding="utf-8"
    )
    (tmp_path / ".hidden.txt").write_text("no", encoding="utf-8")
    outcome = only(tmp_path, "a.html", "<title>Page</title><p>Text.")
    assert isinstance(outcome, Document)
    assert (outcome.outlet, outcome.title) == ("Open Quay", "Page")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name,outlet\na.txt,x\n", "line 2: no `file`; a row has a `file`, and may have outlet"),
        (b"file,outlet\na.txt\n", "line 2: ragged row; a row has a `file`, and may have outlet"),
        (b"\0\0", "not text; expected a CSV file with a column `file`"),
    ],
)
def test_a_bad_table_beside_the_files_is_an_error(
    tmp_path: Path, content: bytes, message: str
) -> None:
    """A description that nobody could read is never ignored: file, line and what is wanted."""
    (tmp_path / "metadata.csv").write_bytes(content)
    (tmp_path / "a.txt").write_text("Text.", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        outcomes(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path}/metadata.csv: {message}")


def test_files_are_found_once_and_in_order(tmp_path: Path) -> None:
    """A folder, a glob and a path that name the same file find it once; the rest is sorted."""
    for name in ("b.txt", "a.txt", "sub/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    found = find(["b.txt", "*.txt", ".", "sub"], tmp_path)
    assert [source.name for source in found] == ["b.txt", "a.txt", "sub/c.txt"]
    assert [source.explicit for source in found] == [True, False, False]


def test_a_folder_whose_name_looks_like_a_pattern_is_a_folder(tmp_path: Path) -> None:
    """Brackets in the path of the study do not hide its files."""
    folder = tmp_path / "corpus [2015]"
    folder.mkdir()
    (folder / "a.txt").write_text("Text.", encoding="utf-8")
    assert [source.name for source in find(["*.txt"], folder)] == ["a.txt"]
    assert [source.name for source in find([str(tmp_path / "*" / "a.txt")], folder)] == ["a.txt"]


@pytest.mark.parametrize("pattern", ["none.txt", "none/*.txt", "empty", "a" * 300])
def test_a_pattern_that_finds_nothing_is_the_users_error(tmp_path: Path, pattern: str) -> None:
    """A missing file, an empty folder and an impossible name are told with their path."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError) as caught:
        find([pattern], tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / pattern}: ")


def test_a_file_name_that_is_not_utf8_is_shown_with_escapes(tmp_path: Path) -> None:
    """The bytes of an old disk's file names can be stored and printed."""
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.write_text("Text.", encoding="utf-8")
    (outcome,) = outcomes(tmp_path)
    assert isinstance(outcome, Document)
    assert outcome.source == "caf\\udce9.txt"
    path.rename(tmp_path / os.fsdecode(b"a.\xe9"))
    (refusal,) = outcomes(tmp_path)
    assert isinstance(refusal, Refusal)
    assert refusal.item == "a.\\udce9"
    assert refusal.detail == f".\\udce9; {KNOWN}"
