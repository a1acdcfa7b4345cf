"""Mail (.eml), and pages that a browser saved in the form of one (.mhtml)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import TypeAlias

from stancemark.records import Document, Mark, fingerprint
from stancemark.tasks.read.decoding import decode
from stancemark.tasks.read.html import Page
from stancemark.tasks.read.incoming import Incoming, Outcome, Refused, described, refuse
from stancemark.tasks.read.web import page_of

Mail: TypeAlias = Message

_HEADERS = ("from", "subject", "date", "message-id", "content-type", "mime-version")


_TYPES = re.compile(
    rb"^content-(?:type|disposition)[ \t]*+:[^\r\n]*+(?:(?:\r\n|\r|\n)[ \t][^\r\n]*+)*+",
    re.IGNORECASE | re.MULTILINE,
)
"""The headers whose parameters the parser takes apart, at the cost of their number squared."""

_PARAMETERS = 5000

_HEADER = 20_000
"""Characters of a header whose encoded words are decoded, at the cost of their number squared."""

_PARTS = 20_000
"""Lines that may begin a part; each costs the parser a tenth of a millisecond."""


def read_mhtml(file: Incoming) -> Outcome:
    """The page of a saved archive: its root, or the first HTML in it; its frames are left out."""
    data = file.whole()
    mail = _parsed(data)
    root = _root(mail)
    if root is None:
        raise Refused("no page in it", "expected a part of type text/html; save the page again")
    page = page_of(_payload(root), root.get_content_charset() or "")
    body = Document(id=fingerprint(data), text=page.text, source=file.name, outline=page.outline)
    place = _header(root, "content-location") or _header(mail, "snapshot-content-location")
    beside = {"title": _header(mail, "subject"), "url": place if "://" in place else ""}
    yield described(described(body, page.metadata), beside)


def read_mail(file: Incoming) -> Outcome:
    """The words of a mail; its subject as title, its sender as author; attachments refused."""
    data = file.whole()
    mail = _parsed(data)
    pieces: list[Page] = []
    attached: list[Mail] = []
    for part in _leaves(mail):
        if _attachment(part):
            attached.append(part)
        elif (page := _page(part)) is not None and page.text.strip():
            pieces.append(page)
    if pieces or not attached:
        yield _document(mail, _joined(pieces), fingerprint(data), file.name)
    else:
        raise Refused("no text", f"only attachments, {len(attached)} of them; save them as files")
    for part in attached:
        named = _header_text(part.get_filename() or "") or part.get_content_type()
        yield refuse(f"{file.name}#{named}", "attachment not read", "save it as a file of its own")


def _document(mail: Mail, page: Page, digest: str, name: str) -> Document:
    body = Document(id=digest, text=page.text, source=name, outline=page.outline)
    address = _address(_header(mail, "from"))
    said = {
        "title": _header(mail, "subject"),
        "author": address[0] or address[1] or _header(mail, "from"),
        "date": _date(_header(mail, "date")),
        "language": _header(mail, "content-language"),
    }
    return described(body, said)


def _address(sender: str) -> tuple[str, str]:
    """Name and address of a sender; of one in brackets beyond reason, none."""
    try:
        return parseaddr(sender)
    except RecursionError:
        return "", ""


def _parsed(data: bytes) -> Mail:
    if any(len(header[0]) > _PARAMETERS for header in _TYPES.finditer(data)):
        raise Refused("damaged mail", f"a header Content-… of more than {_PARAMETERS} bytes")
    if data.count(b"\n--") > _PARTS and b"multipart/" in data:
        raise Refused("too many parts", f"more than {_PARTS}; split it")
    try:
        mail = message_from_bytes(data)
    except RecursionError as error:
        raise Refused("nested too deep", "a mail in a mail, beyond reason") from error
    if not any(name in mail for name in _HEADERS):
        raise Refused("not a mail", "no header From, Subject, Date or Content-Type")
    return mail


def _root(mail: Mail) -> Mail | None:
    """The part that `start` names, if that is a page, else the first page."""
    pages = [part for part in _parts(mail) if part.get_content_type() == "text/html"]
    start = str(mail.get_param("start") or "").strip("<> ")
    named = [p for p in pages if start and _header(p, "content-id").strip("<> ") == start]
    return next(iter([*named, *pages]), None)


def _parts(mail: Mail) -> Iterator[Mail]:
    """All parts that hold no others, in order, without recursion."""
    stack = [mail]
    while stack:
        part = stack.pop()
        if part.is_multipart():
            stack += reversed(_children(part))
        else:
            yield part


def _leaves(mail: Mail) -> Iterator[Mail]:
    """The parts to show or to refuse: of alternatives one, forwarded mails whole."""
    stack = [mail]
    while stack:
        part = stack.pop()
        kind = part.get_content_type()
        if not part.is_multipart() or (kind == "message/rfc822" and part is not mail):
            yield part
        elif kind == "multipart/alternative":
            stack += _preferred(_children(part))
        else:
            stack += reversed(_children(part))


def _preferred(choices: list[Mail]) -> list[Mail]:
    """Plain text that says something, else what the sender put last, as the richest."""
    plain = (p for p in choices if p.get_content_type() == "text/plain" and _payload(p).strip())
    return [*plain, *reversed(choices)][:1]


def _children(part: Mail) -> list[Mail]:
    payload = part.get_payload()
    return [p for p in payload if isinstance(p, Message)] if isinstance(payload, list) else []


def _attachment(part: Mail) -> bool:
    """Whether a reader would look for it elsewhere; pictures shown in the text are not."""
    if part.get_content_disposition() == "attachment":
        return True
    if part.get_content_type() in ("text/plain", "text/html"):
        return part.get_filename() is not None
    return not (part.get_content_maintype() == "image" and "content-id" in part)


def _page(part: Mail) -> Page | None:
    kind, charset = part.get_content_type(), part.get_content_charset() or ""
    if kind == "text/html":
        return page_of(_payload(part), charset)
    return Page(decode(_payload(part), charset), (), {}) if kind == "text/plain" else None


def _joined(pages: list[Page]) -> Page:
    """Several parts as one text, a blank line between them."""
    text, marks = "", list[Mark]()
    for page in pages:
        text += "\n\n" if text else ""
        marks += [replace(mark, span=mark.span.moved(len(text))) for mark in page.outline]
        text += page.text
    return Page(text, tuple(marks), {})


def _payload(part: Mail) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _header(mail: Mail, name: str) -> str:
    return _header_text(str(mail.get(name) or ""))


def _header_text(raw: str) -> str:
    """A header's words, on one line; what is encoded in no known way stays as it is."""
    try:
        parts = (
            [raw]
            if len(raw) > _HEADER
            else [
                word if isinstance(word, str) else word.decode(charset or "utf-8", "replace")
                for word, charset in decode_header(raw)
            ]
        )
    except (HeaderParseError, LookupError, ValueError):
        parts = [raw]
    whole = "".join(parts).replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return " ".join(whole.split())


def _date(raw: str) -> str:
    try:
        return parsedate_to_datetime(raw).isoformat()
    except (ValueError, IndexError, TypeError, OverflowError):
        return raw
