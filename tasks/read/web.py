"""Web pages as servers send them: the encoding they declare, then `read_page`."""

import re

from stancemark.records import Document, fingerprint
from stancemark.tasks.read.cost import check
from stancemark.tasks.read.decoding import decode
from stancemark.tasks.read.html import Page, read_page
from stancemark.tasks.read.incoming import Incoming, Outcome, Refused, described

_HEAD = 4096
"""Bytes in which a page has to say its encoding; the standard asks for 1024."""

_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META = re.compile(rb"<meta\b[^>]{0,500}?\bcharset\s*=\s*[\"']?\s*([a-z0-9_:.-]+)", re.IGNORECASE)
_XML = re.compile(rb"\A\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([a-z0-9_:.-]+)", re.IGNORECASE)


def read_html(file: Incoming) -> Outcome:
    """The text a page shows, with its outline and what it says of itself."""
    data = file.whole()
    page = page_of(data)
    body = Document(id=fingerprint(data), text=page.text, source=file.name, outline=page.outline)
    yield described(body, page.metadata)


def page_of(data: bytes, declared: str = "") -> Page:
    """A page from its bytes; a server's or a mail's `declared` encoding goes before its own.

    Raises `Refused` for what is no text. Single damaged bytes of a page in UTF-8 become U+FFFD, as
    in a browser; a page made to keep its parser busy for hours is refused.
    """
    try:
        html = decode(data, declared or charset(data))
    except Refused as refused:
        if refused.reason in ("damaged text", "lone surrogate") and b"\0" not in data:
            html = data.decode("utf-8-sig", "replace")
        else:
            raise
    check(html)
    return read_page(html)


def charset(data: bytes) -> str:
    """The encoding that a page declares in its head; empty for none.

    >>> charset(b'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">')
    'koi8-r'
    """
    head = _COMMENT.sub(b"", data[:_HEAD])
    match = _XML.search(head) or _META.search(head)
    return match[1].decode("ascii") if match else ""
