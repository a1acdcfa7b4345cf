"""The lines of a table, decoded as they are read, each of bounded length."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from stancemark.tasks.read.decoding import encoding_of, not_text, readable
from stancemark.tasks.read.incoming import Incoming, Refused

_SAMPLE = 1_000_000
"""Bytes of a table that show its encoding."""


def lines(file: Incoming, newline: str) -> Iterator[str | None]:
    """The lines with their ends; None for one that is longer than a page may be.

    `newline` is as for `open`. Raises `Refused` for what is no text.
    """
    with opened_text(file, newline) as text:
        while line := text.readline(file.limit + 1):
            if len(line) <= file.limit:
                yield line
                continue
            while not line.endswith(("\n", "\r")) and (line := text.readline(file.limit)):
                pass
            yield None


@contextmanager
def opened_text(file: Incoming, newline: str) -> Iterator[IO[str]]:
    """The text of a table, to be read piece by piece; bytes that are no UTF-8 are escaped."""
    head = file.stream.read(_SAMPLE)
    if not head.strip() and len(head) < _SAMPLE:
        raise Refused("empty")
    encoding, mark = encoding_of(head, part=len(head) == _SAMPLE)
    if not readable(head[mark:].decode(encoding, "replace"), 0.1):
        raise not_text()
    file.stream.seek(mark)
    errors = "strict" if encoding.startswith("utf-16") else "surrogateescape"
    text = io.TextIOWrapper(file.stream, encoding, errors=errors, newline=newline)
    try:
        yield text
    except UnicodeDecodeError as error:
        raise Refused("damaged text", f"not {encoding} after the rows before") from error
    finally:
        if not text.closed:  # else the file was closed before this generator ended
            text.detach()
