"""Every format becomes the same words, the same id wherever it lies, and what it says of itself."""

import gzip
import logging
import tracemalloc
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from stancemark.records import Document, Refusal
from stancemark.tasks.read.documents import READERS
from tests.strategies import EXAMPLES, texts
from tests.tasks.files import (
    FILES,
    WORDS,
    mail,
    mhtml,
    only,
    pdf,
    read_bytes,
    refused,
    rewritten_pdf,
    saved,
    with_part,
    word,
)


def test_every_reader_has_a_file_here() -> None:
    """The tests below cover each suffix that is read."""
    assert set(FILES) == set(READERS)


@pytest.mark.parametrize("suffix", FILES)
def test_every_format_says_its_words(tmp_path: Path, suffix: str) -> None:
    """Plain, packed and in capitals: the same words, and one id."""
    plain = only(tmp_path, f"a{suffix}", FILES[suffix])
    assert plain.text.strip() == WORDS
    packed = only(tmp_path, f"b{suffix}.gz", gzip.compress(FILES[suffix]))
    loud = only(tmp_path, f"C{suffix.upper()}", FILES[suffix])
    assert plain.id == packed.id == loud.id
    assert packed.source.split("#")[0] == f"b{suffix}.gz"


@EXAMPLES
@given(st.binary(max_size=300), st.sampled_from(sorted(READERS)), st.booleans())
def test_any_bytes_are_documents_or_refusals(data: bytes, suffix: str, packed: bool) -> None:
    """Whatever the suffix promises, bytes end as documents or refusals, at least one."""
    name = f"a{suffix}.gz" if packed else f"a{suffix}"
    with TemporaryDirectory() as folder:
        found = read_bytes(Path(folder), name, gzip.compress(data) if packed else data)
    assert found
    assert all(isinstance(outcome, Document | Refusal) for outcome in found)


@EXAMPLES
@given(st.sampled_from(sorted(READERS)), st.integers(0, 10_000), st.binary(max_size=3))
def test_damaged_files_are_documents_or_refusals(suffix: str, place: int, junk: bytes) -> None:
    """A file of any format with some bytes replaced, or cut off after them, never stops a run."""
    data = FILES[suffix]
    place %= len(data)
    for damaged in (data[:place] + junk + data[place + len(junk) :], data[:place] + junk):
        with TemporaryDirectory() as folder:
            assert read_bytes(Path(folder), f"a{suffix}", damaged)


@EXAMPLES
@given(texts, st.booleans())
def test_a_text_has_one_id_and_comes_through(text: str, packed: bool) -> None:
    """Names and packing change neither the id nor one character of the text."""
    data = f"A first line of words.\n{text}".encode()
    with TemporaryDirectory() as folder:
        found = read_bytes(Path(folder), "a.txt", data)
        name, content = ("b.txt.gz", gzip.compress(data)) if packed else ("b.txt", data)
        (again,) = read_bytes(Path(folder), name, content)
    if isinstance(found[0], Document):
        assert isinstance(again, Document)
        assert (again.id, again.text) == (found[0].id, data.decode())
    else:
        assert isinstance(again, Refusal)


@pytest.mark.parametrize(
    ("html", "encoding"),
    [
        ("<meta charset=windows-1251><p>Паром ушёл в полдень.</p>", "cp1251"),
        ('<meta charset="koi8-r"><p>Паром ушёл в полдень.</p>', "koi8-r"),
        ("<p>Паром ушёл в полдень.</p>", "utf-8"),
        ("<meta charset=utf-8><p>Паром ушёл в полдень.</p>", "utf-16"),
        ('<meta http-equiv=Content-Type content="text/html; charset=gb2312"><p>渡轮</p>', "gbk"),
        ("<meta charset=iso-8859-1><p>“Ferry” – €5</p>", "cp1252"),
        ("<meta charset=iso-8859-1><p>Fähre “zwölf”</p>", "utf-8"),
        ("<!-- <meta charset=utf-16> --><meta charset=big5><p>渡輪</p>", "big5"),
        ("<meta charset=zlib_codec><p>Fähre</p>", "utf-8"),
        ('<?xml version="1.0" encoding="cp1250"?><p>Łódź odpłynęła</p>', "cp1250"),
    ],
)
def test_a_page_is_read_in_the_encoding_it_has(tmp_path: Path, html: str, encoding: str) -> None:
    """Byte-order mark, then valid UTF-8, then what it declares, as browsers understand that."""
    words = html.rpartition("<p>")[2].removesuffix("</p>")
    assert only(tmp_path, "a.html", html.encode(encoding)).text == words


def test_a_damaged_page_shows_what_a_browser_shows(tmp_path: Path) -> None:
    """One bad byte in a page of UTF-8 is one U+FFFD; in a plain text it is a refusal."""
    data = "Ein Gedränge an der Fähre um zwölf Uhr. ".encode()
    assert only(tmp_path, "a.html", b"<p>" + data + b"\xff").text.endswith("Uhr. \ufffd")
    refusal = refused(tmp_path, "a.txt", data + b"\xff")
    assert refusal.reason == "damaged text"
    assert refusal.detail.startswith(f"UTF-8 but for byte {len(data) + 1}")


def test_utf16_without_a_mark_is_seen(tmp_path: Path) -> None:
    """Every other byte of it is NUL."""
    for encoding in ("utf-16-le", "utf-16-be"):
        assert only(tmp_path, f"{encoding}.txt", WORDS.encode(encoding)).text == WORDS


def test_a_saved_page_is_its_root_part(tmp_path: Path) -> None:
    """`start` names the page among frames; its place is its address, its charset is kept."""
    page = only(tmp_path, "a.mhtml", mhtml("<title>Ferry</title><p>Fähre</p>", "cp1252"))
    assert (page.text, page.title, page.url) == ("Fähre", "Ferry", "https://news.example/ferry")


def test_a_mail_says_who_and_when(tmp_path: Path) -> None:
    """Subject, sender and date are the document's; plain text goes before HTML."""
    message = mail(f"{WORDS}\n")
    message.add_alternative("<p>Richer words.</p>", subtype="html")
    read = only(tmp_path, "a.eml", message.as_bytes())
    assert (read.text.strip(), read.title, read.author) == (WORDS, "Fähre um zwölf", "Ana Brook")
    assert read.published == "2015-10-13T12:30:00+02:00"


def test_attachments_of_a_mail_are_counted(tmp_path: Path) -> None:
    """Each is refused by its name; the words are read."""
    message = mail(WORDS)
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="chart.pdf")
    message.add_attachment("more", filename="notes.txt")
    words, *others = read_bytes(tmp_path, "a.eml", message.as_bytes())
    assert isinstance(words, Document)
    assert [(r.item, r.reason) for r in others if isinstance(r, Refusal)] == [
        ("a.eml#chart.pdf", "attachment not read"),
        ("a.eml#notes.txt", "attachment not read"),
    ]


def test_a_mail_of_html_keeps_its_outline(tmp_path: Path) -> None:
    """Marks stand where the words are, behind an earlier part too."""
    message = mail("Before.")
    message.make_mixed()
    page = mail("x")
    page.set_content("<h1>Head</h1><p>Words.</p>", subtype="html")
    message.attach(page)
    read = only(tmp_path, "a.eml", message.as_bytes())
    (mark,) = [mark for mark in read.outline if mark.tag == "h1"]
    assert mark.span.of(read.text) == "Head"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.eml", b"words without any header", "not a mail"),
        ("a.mhtml", mail(WORDS).as_bytes(), "no page in it"),
        (
            "a.eml",
            b"MIME-Version: 1\n" + b"Content-Type: multipart/mixed; boundary=a\n\n",
            "no text",
        ),
    ],
)
def test_what_is_no_mail_is_refused(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    """A file needs a mail's headers, or a page, to be one."""
    assert refused(tmp_path, name, data).reason == reason


def test_a_pdf_has_pages_and_a_title(tmp_path: Path) -> None:
    """Pages stand apart by a blank line; its information dictionary describes it."""
    info = {"/Title": "Ferry", "/Author": "Ana Brook", "/CreationDate": "D:20151013123000+02'00'"}
    data = rewritten_pdf(pdf(["One.", "", "Two."]), lambda w: w.add_metadata(info))
    read = only(tmp_path, "a.pdf", data)
    assert (read.text, read.title, read.author) == ("One.\n\nTwo.", "Ferry", "Ana Brook")
    assert read.published == "2015-10-13T12:30:00+02:00"


def test_an_encrypted_pdf_is_refused_unless_it_opens(tmp_path: Path) -> None:
    """A password only its owner knows is a refusal; one that only forbids changes is none."""
    for user, opens in (("secret", False), ("", True)):
        locked = partial(PdfWriter.encrypt, user_password=user, owner_password="o")
        data = rewritten_pdf(pdf([WORDS]), partial(locked, algorithm="RC4-128"))
        (outcome,) = read_bytes(tmp_path, "a.pdf", data)
        assert isinstance(outcome, Document) == opens
        if isinstance(outcome, Refusal):
            assert (outcome.reason, outcome.detail) == (
                "encrypted",
                "save a copy without its password",
            )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.4\n", "damaged PDF"),
        (pdf([WORDS])[:200], "damaged PDF"),
        (b"<html>Not found</html>", "damaged PDF"),
        (pdf([]), "damaged PDF"),
        (pdf(["", ""]), "scanned"),
    ],
)
def test_a_pdf_without_words_is_refused(
    tmp_path: Path, data: bytes, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Truncated, empty, or a picture: each with its reason, and pypdf says nothing of its own."""
    with caplog.at_level(logging.DEBUG):
        refusal = refused(tmp_path, "a.pdf", data)
    assert refusal.reason == reason
    assert not caplog.records


def test_a_word_file_in_order_with_headings(tmp_path: Path) -> None:
    """Paragraphs and tables as they stand, a tab between cells; headings are in the outline."""
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = "Ferry", "Ana Brook"
    document.add_heading("Head", 0)
    document.add_paragraph("One.")
    table = document.add_table(2, 2)
    for number, cell in enumerate(c for row in table.rows for c in row.cells):
        cell.text = str(number)
    document.add_heading("Second", 2)
    document.add_paragraph("Two.\tTab.\nLine.")
    read = only(tmp_path, "a.docx", saved(document))
    assert read.text == "Head\n\nOne.\n\n0\t1\n2\t3\n\nSecond\n\nTwo.\tTab.\nLine."
    assert [(m.tag, m.span.of(read.text)) for m in read.outline] == [
        ("h1", "Head"),
        ("h2", "Second"),
    ]
    assert (read.title, read.author) == ("Ferry", "Ana Brook")


def test_insertions_are_read_and_deletions_not(tmp_path: Path) -> None:
    """Tracked changes show as if they were accepted."""
    document = docx.Document()
    document.add_paragraph("kept")
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = f"""<w:document {space}><w:body><w:p><w:r><w:t>kept</w:t></w:r>
      <w:ins><w:r><w:t xml:space="preserve"> added</w:t></w:r></w:ins>
      <w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p></w:body></w:document>"""
    data = with_part(saved(document), "word/document.xml", body.encode())
    assert only(tmp_path, "a.docx", data).text == "kept added"


BOMB = with_part(word(WORDS), "word/media/a.bin", b"\0" * 30_000_000)
ENTITIES = with_part(
    word(WORDS),
    "word/document.xml",
    b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><d>&b;</d>',
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (BOMB, "too large when unpacked"),
        (ENTITIES, "unsafe .docx"),
        (word(WORDS)[:900], "damaged .docx"),
        (b"PK\x03\x04 and no more", "damaged .docx"),
        (with_part(word(WORDS), "word/document.xml", b"<w:open>"), "damaged .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted"),
        (word(), "no text"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_word_file_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    """Bombs are seen before they are unpacked; what is damaged or locked says so."""
    assert refused(tmp_path, "a.docx", data).reason == reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (gzip.compress(b"a" * 30_000_000), "too large when unpacked"),
        (gzip.compress(WORDS.encode())[:20], "damaged gzip"),
        (b"not packed at all", "damaged gzip"),
        (gzip.compress(b" "), "empty"),
    ],
    ids=["bomb", "cut", "plain", "empty"],
)
def test_a_damaged_or_huge_gzip_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    """At most the limit is unpacked."""
    assert refused(tmp_path, "a.txt.gz", data).reason == reason


def test_a_bomb_costs_no_memory(tmp_path: Path) -> None:
    """100 MB in a small gzip are refused after the first 20 MB."""
    data = gzip.compress(b"a" * 100_000_000, 1)
    tracemalloc.start()
    assert refused(tmp_path, "a.html.gz", data).reason == "too large when unpacked"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000
