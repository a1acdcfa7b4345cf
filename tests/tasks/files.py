"""Files of every format, made of a few words, for the tests of reading."""

import io
import zipfile
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path

import docx
import pyarrow as pa
import pyarrow.parquet as pq
from pypdf import PdfReader, PdfWriter

from stancemark.config import ReadOptions
from stancemark.records import Document, Refusal
from stancemark.tasks.read import Tally, find, read

WORDS = "The ferry left at noon."
"""What every file of `FILES` says."""


def outcomes(
    folder: Path, options: ReadOptions | None = None, tally: Tally | None = None
) -> list[Document | Refusal]:
    """What becomes of the files in a folder."""
    return list(read(find(["."], folder), options, tally))


def read_bytes(folder: Path, name: str, data: bytes) -> list[Document | Refusal]:
    """What becomes of one file that the user names."""
    (folder / name).write_bytes(data)
    return list(read(find([name], folder)))


def only(folder: Path, name: str, data: bytes) -> Document:
    """The one document of a file."""
    (document,) = read_bytes(folder, name, data)
    assert isinstance(document, Document), document
    return document


def refused(folder: Path, name: str, data: bytes) -> Refusal:
    """The one refusal of a file."""
    (refusal,) = read_bytes(folder, name, data)
    assert isinstance(refusal, Refusal), refusal
    return refusal


def pdf(pages: Sequence[str]) -> bytes:
    """A PDF by hand: one content stream a page, in Helvetica; an empty string is a blank page."""
    streams = [f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode("latin-1") for words in pages]
    count = len(pages)
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, stream in enumerate(streams):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font "
            b"<< /F1 3 0 R >> >> /Contents %d 0 R >>" % (5 + 2 * number),
            b"<< /Length %d >> stream\n%b\nendstream" % (len(stream), stream),
        ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer << /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(body))
    )


def rewritten_pdf(data: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    """A PDF after a change by pypdf's writer."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word(*paragraphs: str) -> bytes:
    """A .docx of these paragraphs."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def saved(document: "docx.document.Document") -> bytes:
    """A .docx as bytes."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """A .docx with one part exchanged, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return out.getvalue()


def mail(text: str) -> EmailMessage:
    """A mail with the usual headers."""
    message = EmailMessage()
    message["Subject"] = "Fähre um zwölf"
    message["From"] = "Ana Brook <ana@example.org>"
    message["Date"] = "Tue, 13 Oct 2015 12:30:00 +0200"
    message.set_content(text)
    return message


def mhtml(html: str, charset: str = "utf-8") -> bytes:
    """A saved page, with a frame before it and a picture after it."""
    parts = (
        ("text/html", "<p>frame</p>".encode(charset), "<frame>", "https://ads.example/"),
        ("text/html", html.encode(charset), "<page>", "https://news.example/ferry"),
        ("image/png", b"\x89PNG", "<picture>", "https://news.example/p.png"),
    )
    message = EmailMessage()
    message["Subject"] = "Saved page"
    message.make_related()
    message.set_param("start", "<page>")
    for kind, data, name, place in parts:
        main, _, sub = kind.partition("/")
        part = EmailMessage()
        part.set_content(data, main, sub, cid=name)
        part["Content-Location"] = place
        if main == "text":
            part.set_param("charset", charset)
        message.attach(part)
    return message.as_bytes()


def parquet(rows: list[dict[str, object]]) -> bytes:
    """A Parquet table of these rows."""
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out)
    return out.getvalue()


FILES = {
    ".txt": WORDS.encode(),
    ".md": f"---\ntitle: T\n---\n{WORDS}".encode(),
    ".html": f"<title>T</title><p>{WORDS}</p>".encode(),
    ".htm": f"<p>{WORDS}</p>".encode(),
    ".mhtml": mhtml(f"<p>{WORDS}</p>"),
    ".mht": mhtml(f"<p>{WORDS}</p>"),
    ".pdf": pdf([WORDS]),
    ".docx": word(WORDS),
    ".eml": mail(WORDS).as_bytes(),
    ".json": f'[{{"text": "{WORDS}"}}]'.encode(),
    ".jsonl": f'{{"text": "{WORDS}"}}'.encode(),
    ".ndjson": f'{{"text": "{WORDS}"}}\n'.encode(),
    ".csv": f"text,url\n{WORDS},\n".encode(),
    ".tsv": f"text\turl\n{WORDS}\t\n".encode(),
    ".parquet": parquet([{"text": WORDS}]),
}
"""One file of each format."""
