"""Sentences with their offsets: the units that a passage is made of and never cuts."""

import re
from collections.abc import Iterator

from stancemark.records import Span

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sen rep gov gen lt col maj capt cmdr sgt cpl adm rev hon st sr jr inc ltd co "
    "corp vs etc vol fig pp ed al jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu "
    "fri approx est dept univ a.m p.m e.g i.e u.s u.k u.n".split()
)
_BEFORE_NUMBERS = frozenset("no nos sat sun art".split())
"""Abbreviations only where a number follows: otherwise they are words that end sentences."""

_END = re.compile(
    r"""
    (?<![.!?…؟۔।])(?P<stop>[.!?…؟۔।]++["'”’)\]»]*+)  # the stop, and what closes with it
    (?=\s)[^\S\n]*+\n?[^\S\n]*+             # white space, but no blank line
    (?=["'“‘(\[«]*(?P<next>[^\W_]))        # a word follows, perhaps opened by a quotation
    | (?P<blank>\n[^\S\n]*\n\s*)
    """,
    re.VERBOSE,
)
_LAST_WORD = re.compile(r"([^\W\d_](?:[\w.]*[^\W_])?)\.$")
_NUMBER = re.compile(r"\s*\d+\.$")


def sentences(text: str) -> Iterator[Span]:
    """The sentences of a text, in order, without the white space between them.

    A blank line always ends a sentence; an abbreviation, an initial, the number of a list or a
    lower-case continuation never does.

    >>> text = "Gen. A. Smith left at 5 p.m. on Oct. 1. “Why?” he asked. It rained."
    >>> [span.of(text) for span in sentences(text)]
    ['Gen. A. Smith left at 5 p.m. on Oct. 1.', '“Why?” he asked.', 'It rained.']
    """
    start = 0
    for match in _END.finditer(text):
        if match["blank"] is None and not _ends(text, match, start):
            continue
        end = match.start() if match["blank"] is not None else match.end("stop")
        yield from _trimmed(text, start, end)
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _ends(text: str, match: re.Match[str], start: int) -> bool:
    """Whether a stop ends the sentence that began at `start`."""
    if match["next"].islower():
        return False
    if not match["stop"].startswith(".") or match["stop"].startswith(".."):
        return True
    stop = match.start() + 1
    word = _LAST_WORD.search(text, max(start, stop - 30), stop)
    if word is None:
        return not _NUMBER.match(text, start, stop)
    if word[1].lower() in _BEFORE_NUMBERS:
        return not match["next"].isdigit()
    is_initial = len(word[1]) == 1 and word[1].isupper()
    return not is_initial and word[1].lower() not in _ABBREVIATIONS


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    stretch = text[start:end]
    left, right = len(stretch) - len(stretch.lstrip()), len(stretch.rstrip())
    if left < right:
        yield Span(start + left, start + right)
