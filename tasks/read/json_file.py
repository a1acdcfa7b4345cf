"""A .json file: an array of rows, `{"documents": […]}`, one row, or JSON Lines by another name."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from stancemark.tables import Row, json_row
from stancemark.tasks.read.columns import documents
from stancemark.tasks.read.decoding import decode
from stancemark.tasks.read.incoming import Incoming, Outcome, Refused
from stancemark.tasks.read.lines import opened_text
from stancemark.tasks.read.tables import read_json_lines

_CHUNK = 1 << 16
_DECODER = json.JSONDecoder()


def read_json(file: Incoming) -> Outcome:
    """Documents of a .json file; an array is read element by element, whatever its length."""
    with opened_text(file, "\n") as text:
        ahead = _Ahead(text, file.limit)
        if ahead.sign() == "[":
            ahead.at += 1
            yield from documents(_array(ahead), file)
            return
        by_lines = ahead.sign() == "{" and _has_lines(ahead)
    file.stream.seek(0)
    if by_lines:
        yield from read_json_lines(file)
    else:
        yield from documents(_whole(file), file)


@dataclass(slots=True)
class _Ahead:
    """Text that is read on as its parser asks for more."""

    file: IO[str]
    limit: int
    text: str = ""
    at: int = 0

    def more(self) -> bool:
        """Read as much again as is waiting, at least a chunk; False at the end."""
        self.text, self.at = self.text[self.at :], 0
        if len(self.text) > self.limit:
            raise Refused("not JSON", "an element that does not end, or is too large")
        chunk = self.file.read(max(_CHUNK, len(self.text)))
        self.text += chunk
        return bool(chunk)

    def sign(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            rest = self.text[self.at : self.at + _CHUNK].lstrip()
            if rest:
                self.at = min(len(self.text), self.at + _CHUNK) - len(rest)
                return rest[0]
            self.at = min(len(self.text), self.at + _CHUNK)
            if self.at == len(self.text) and not self.more():
                return ""

    def value(self) -> Any:
        """The next value. Raises `Refused` where there is none."""
        self.sign()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.text, self.at)
            except RecursionError as error:
                raise Refused("not JSON", "nested too deep") from error
            except ValueError as error:
                if not self.more():
                    raise Refused("not JSON", f"{error}") from error
                continue
            if end < len(self.text):
                self.at = end
                return value
            if not self.more():  # a number might have gone on
                self.at = len(self.text)
                return value


def _array(ahead: _Ahead) -> Iterator[Row]:
    if ahead.sign() == "]":
        return
    number = 0
    while True:
        number += 1
        yield json_row(number, ahead.value())
        sign = ahead.sign()
        ahead.at += 1
        if sign == "]":
            return
        if sign != ",":
            detail = f"expected , or ] after element {number}; the rest is not read"
            raise Refused("not JSON", detail)


def _has_lines(ahead: _Ahead) -> bool:
    """Whether a second value follows the first: JSON Lines, in spite of the file's name."""
    try:
        ahead.value()
    except Refused:
        return False
    return bool(ahead.sign())


def _whole(file: Incoming) -> Iterator[Row]:
    try:
        content = json.loads(decode(file.whole()))
    except (ValueError, RecursionError) as error:
        raise Refused("not JSON", str(error)) from error
    rows = content.get("documents") if isinstance(content, dict) else None
    if isinstance(rows, list):
        yield from (json_row(number, row) for number, row in enumerate(rows, start=1))
    else:
        yield json_row(1, content)
