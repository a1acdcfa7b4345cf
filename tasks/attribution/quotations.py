"""Quotations: stretches between balanced marks, within a paragraph."""

import re
from collections.abc import Iterator

from stancemark.records import Span

_SIGN = re.compile(r"(?P<open>[“«„])|(?P<close>[”»])|(?P<even>\"|''|``)|(?P<blank>\n[^\S\n]*\n)")
_BEFORE_OPEN = "([{—–-/:"
_MARKS = "“«„\"'`"


def quotations(text: str) -> Iterator[Span]:
    """The quotations of a text, marks included, in order and apart.

    Typographic and straight double marks, and doubled single ones. A quotation ends with its
    paragraph at the latest: one whose closing mark is missing goes on there when the next
    paragraph opens with a mark again.

    >>> text = 'He was “on the way,” she said. "Soon.'
    >>> [span.of(text) for span in quotations(text)]
    ['“on the way,”', '"Soon.']
    """
    start = -1
    for match in _SIGN.finditer(text):
        opens = match["open"] is not None or (match["even"] is not None and _opening(text, match))
        if match["blank"] is not None:
            if start >= 0:
                yield from _unclosed(text, start, match.start())
            start = -1
        elif start < 0:
            start = match.start() if opens else -1
        elif not opens or match["even"] is not None:
            yield Span(start, match.end())
            start = -1
    if start >= 0:
        yield from _unclosed(text, start, len(text))


def _opening(text: str, match: re.Match[str]) -> bool:
    """Whether a mark that looks the same at both ends opens: space before, none after."""
    before = text[match.start() - 1] if match.start() else " "
    after = text[match.end()] if match.end() < len(text) else " "
    return (before.isspace() or before in _BEFORE_OPEN) and not after.isspace()


def _unclosed(text: str, start: int, end: int) -> Iterator[Span]:
    """A quotation up to the end of its paragraph, where it was left open."""
    end = start + len(text[start:end].rstrip())
    if end > start + 1:
        yield Span(start, end)
