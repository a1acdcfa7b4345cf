"""What a hostile file costs: bounded time and memory, and a refusal that says why."""

import io
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.records import Document, Refusal
from stancemark.tables import csv_rows
from stancemark.tasks.read import Tally, find, listed, read
from stancemark.tasks.read.cost import check
from stancemark.tasks.read.incoming import Refused
from tests.strategies import EXAMPLES
from tests.tasks.files import FILES, WORDS, only, read_bytes, refused

PEAK = """
import resource, sys
from pathlib import Path
from stancemark.tasks.read import find, read

list(read(find([sys.argv[1]], Path())))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def peak(path: Path) -> float:
    """Megabytes that a process of its own needs at most to read a file."""
    words = [sys.executable, "-c", PEAK, path.name]
    done = subprocess.run(
        words, cwd=path.parent, capture_output=True, text=True, check=True, timeout=120
    )
    return float(done.stdout)


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<div>" * 100_000, "nested too deep"),
        ("<b>" * 100_000, "nested too deep"),
        ("<table><tr><td>" * 50_000, "nested too deep"),
        ("<div><object></div>" * 50_000, "nested too deep"),
        ('<div a=">">' * 50_000, "nested too deep"),
        ('<p "><div ="><div a=">">' * 20_000, "nested too deep"),
        (f"<p {' '.join(f'a{n}' for n in range(50_000))}>", "too many attributes"),
        (f"<p {'/'.join(f'a{n}' for n in range(50_000))}>", "too many attributes"),
        ("<p " + "".join(f'a{n}=">"' for n in range(50_000)) + ">", "too many attributes"),
    ],
)
def test_a_page_that_no_parser_ends_with_is_refused(tmp_path: Path, page: str, reason: str) -> None:
    """Depth and attributes cost their square, so they are told before the page is parsed."""
    assert refused(tmp_path, "a.html", (page + WORDS).encode()).reason == reason


@pytest.mark.parametrize(
    "page",
    [
        "<p>" * 50_000,
        "<ul>" + "<li><img src=a.png><br>" * 50_000,
        "<div><span><b></div>" * 50_000,
        "</div>" * 50_000,
        "<table>" + "<tr><td>" * 50_000,
        "<script>" + "'<div>'" * 50_000 + "</script>",
        "<!--" + "<div>" * 50_000 + "-->",
        f'<img src="data:image/png;base64,{"a/b=" * 50_000}">',
    ],
)
def test_a_long_page_is_not_a_deep_one(page: str) -> None:
    """Elements that end by themselves, scripts, comments and pictures inside the page are no depth."""
    check(page)


@EXAMPLES
@given(
    st.lists(st.sampled_from(["<", "<div", ">", "</div", '"', "'", "=", "<!--", "-->", " ", "a"]))
)
def test_any_markup_is_checked_to_its_end(parts: list[str]) -> None:
    """However tags, quotes and comments are broken, the check ends, and few elements pass."""
    check("".join(parts) + " " * 50_000)


def test_checking_a_page_takes_linear_time() -> None:
    """Four times the quotes and brackets left open take well below sixteen times as long."""

    def seconds(times: int) -> float:
        begun = time.process_time()
        for part in ('<a "', "<a ='", '<a b="', "<", "<!--", "<script>", "</a "):
            try:
                check(part * times)
            except Refused as refused_page:
                assert refused_page.reason == "too many attributes"  # noqa: PT017  # either is well
        return time.process_time() - begun

    seconds(1000)
    assert seconds(400_000) < 10 * seconds(100_000) + 0.5


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Type: text/plain; " + b"; ".join(b"a%d=b" % n for n in range(2000)),
        b"content-disposition : inline" + b"".join(b";\r\n\ta%d=b" % n for n in range(2000)),
    ],
)
def test_a_mail_with_parameters_beyond_reason_is_refused(tmp_path: Path, header: bytes) -> None:
    """Their parser takes the square of their number."""
    mail = b"From: a@harbour.example\n" + header + b"\n\n" + WORDS.encode()
    assert refused(tmp_path, "a.eml", mail).reason == "damaged mail"


@pytest.mark.parametrize(
    "sender", [b"(" * 5000, b"=?utf-8?q?a?= " * 50_000, b"a@b.example," * 9000]
)
def test_a_sender_beyond_reason_costs_no_mail(tmp_path: Path, sender: bytes) -> None:
    """Brackets without end and encoded words by the thousand leave the words readable."""
    assert only(tmp_path, "a.eml", b"From: " + sender + b"\n\n" + WORDS.encode()).text == WORDS


def test_front_matter_that_multiplies_itself_is_refused(tmp_path: Path) -> None:
    """Nine lists, each of nine times the one before, would be a text of a billion characters."""
    lines = ["l0: &l0 [x]"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10)]
    front = "---\n" + "\n".join([*lines, "title: *l9"]) + f"\n---\n{WORDS}"
    refusal = refused(tmp_path, "a.md", front.encode())
    assert (refusal.reason, refusal.detail) == (
        "cell is not text",
        "`title` is a list of lists; expected a string",
    )
    assert only(tmp_path, "b.md", front.replace("title: *l9", "x: *l9").encode()).text == WORDS


def test_front_matter_without_end_is_refused(tmp_path: Path) -> None:
    """It is not parsed at all."""
    front = f"---\n{'a: b' * 30_000}\n---\n{WORDS}"
    assert refused(tmp_path, "a.md", front.encode()).reason == "front matter too long"


def test_names_in_front_matter_are_joined(tmp_path: Path) -> None:
    """As in a table."""
    page = f"---\nauthor: [Ann Osei, Bo Taft]\n---\n{WORDS}".encode()
    assert only(tmp_path, "a.md", page).author == "Ann Osei, Bo Taft"


def test_a_word_file_that_lies_about_its_sizes_costs_no_memory(tmp_path: Path) -> None:
    """A part that says 1,000 bytes and unpacks to 300 MB is not unpacked."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w") as part:
            for _ in range(300):
                part.write(b" " * 1_000_000)
    data = bytearray(packed.getvalue())
    place = data.rfind(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 1000)
    assert refused(tmp_path, "liar.docx", bytes(data)).reason == "damaged .docx"
    (tmp_path / "ok.docx").write_bytes(FILES[".docx"])
    assert peak(tmp_path / "liar.docx") < peak(tmp_path / "ok.docx") + 50


def test_bad_rows_by_the_thousand_are_counted(tmp_path: Path) -> None:
    """The first 1,000 of a file come one by one, the others as one refusal for each reason."""
    rows = ["one"] * 1200 + ["Words.,", ","] + ["three"] * 300 + ["More words.,"]
    (tmp_path / "t.csv").write_text(
        "text\n" + "\n".join(rows).replace(",", "\t").replace("\t", ",")
    )
    (tmp_path / "t.csv").write_text("text,url\n" + "\n".join(rows))
    tally = Tally()
    found = list(read(find(["t.csv"], tmp_path), tally=tally))
    assert [d.text for d in found if isinstance(d, Document)] == ["Words.", "More words."]
    bad = [r for r in found if isinstance(r, Refusal)]
    assert [r.count for r in bad] == [1] * 1000 + [500, 1]
    assert [(r.item, r.reason) for r in bad[-2:]] == [
        ("t.csv#more", "ragged row"),
        ("t.csv#more", "no text"),
    ]
    assert sum(r.count for r in bad) == 1200 + 1 + 300
    assert not tally.at_fault
    assert listed(bad).endswith("and 1496 more")


@pytest.mark.parametrize(
    ("name", "row"), [("t.csv", "bad\n"), ("t.csv", '"\n'), ("t.jsonl", "[]\n"), ("t.csv", "a,\n")]
)
def test_bad_rows_by_the_million_cost_no_memory(tmp_path: Path, name: str, row: str) -> None:
    """100,000 refused rows need no more than 3,000; they were kept one by one."""
    first = '{"text": "Words."}\n' if name == "t.jsonl" else "text,url\nWords.,\n"
    (tmp_path / name).write_text(first + row * 3000)
    few = peak(tmp_path / name)
    (tmp_path / name).write_text(first + row * 100_000)
    assert peak(tmp_path / name) < few + 12


def test_an_unclosed_quote_keeps_little() -> None:
    """Of the 5 MB that follow it, 2 million characters are taken before the row is given up."""
    taken = 0

    def lines() -> Iterator[str]:
        nonlocal taken
        for line in ["text,url\n", '"never closed,\n', *(f"row {n},\n" for n in range(400_000))]:
            taken += len(line)
            yield line

    rows = csv_rows(lines())
    assert next(rows).reason == "not CSV"
    assert 2_000_000 - 20 < taken < 2_000_000 + 40
    assert sum(not row.reason for row in rows) == 400_000


@pytest.mark.parametrize("bad", ['"\n', '"x\n', 'a"b\n', "\n", '""\n'])
def test_rows_of_quotes_take_linear_time(tmp_path: Path, bad: str) -> None:
    """Four times the rows take well below sixteen times as long."""

    def seconds(times: int) -> float:
        (tmp_path / "t.csv").write_text("text\nWords.\n" + bad * times)
        begun = time.process_time()
        list(read(find(["t.csv"], tmp_path)))
        return time.process_time() - begun

    seconds(1000)
    assert seconds(80_000) < 10 * seconds(20_000) + 0.5


def test_rows_without_quotes_are_what_the_csv_module_says(tmp_path: Path) -> None:
    """The short way gives the same cells: blanks, empty lines, other line ends and all."""
    data = b"text,url\r\n one ,\r\r\n\ntwo, b c \n ,\n\tthree\t,\nfour,x"
    found = read_bytes(tmp_path, "t.csv", data)
    assert [(o.text, o.url) if isinstance(o, Document) else o.reason for o in found] == [
        *((" one ", ""), ("two", " b c "), "no text"),
        *(("\tthree\t", ""), ("four", "x")),
    ]
