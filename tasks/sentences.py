"""Sentences with their offsets: the units that a passage is made of and never cuts."""

import re
from collections.abc import Iterator

from stancemark.records import Span

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sen rep gov gen lt col maj capt cmdr sgt cpl adm rev hon st sr jr inc ltd co "
    "corp vs etc no nos vol fig pp ed al jan feb mar apr jun jul aug sep sept oct nov dec mon tue "
    "wed thu fri sat sun approx est dept univ a.m p.m e.g i.e u.s u.k u.n".split()
)
_END = re.compile(
    r"""
    (?P<stop>[.!?…]+["'”’)\]»]*)   # the stop, and what closes with it
    (?P<gap>\s+)
    (?=["'“‘(\[«]*[^\W_])          # a word follows, perhaps opened by a quotation
    | (?P<blank>[ \t\r]*\n[ \t\r]*\n\s*)
    """,
    re.VERBOSE,
)
_LAST_WORD = re.compile(r"([^\W\d_](?:[\w.]*[^\W_])?)\.$")


def sentences(text: str) -> Iterator[Span]:
    """The sentences of a text, in order, without the white space between them.

    A blank line always ends a sentence; an abbreviation, an initial or a lower-case continuation
    never does.

    >>> text = "Gen. A. Smith left at 5 p.m. on Oct. 1. “Why?” he asked. It rained."
    >>> [span.of(text) for span in sentences(text)]
    ['Gen. A. Smith left at 5 p.m. on Oct. 1.', '“Why?” he asked.', 'It rained.']
    """
    start = 0
    for match in _END.finditer(text):
        if match["blank"] is None and not _ends(text, match):
            continue
        end = match.start() if match["blank"] is not None else match.end("stop")
        yield from _trimmed(text, start, end)
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _ends(text: str, match: re.Match[str]) -> bool:
    following = text[match.end() :].lstrip("\"'“‘([«")[:1]
    if following.islower():
        return False
    if not match["stop"].startswith(".") or match["stop"].startswith(".."):
        return True
    word = _LAST_WORD.search(text, max(0, match.start() - 30), match.start() + 1)
    if word is None:
        return True
    if following.isdigit() and word[1].lower() in _ABBREVIATIONS:
        return False
    is_initial = len(word[1]) == 1 and word[1].isupper()
    return not is_initial and word[1].lower() not in _ABBREVIATIONS


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    stretch = text[start:end]
    left, right = len(stretch) - len(stretch.lstrip()), len(stretch.rstrip())
    if left < right:
        yield Span(start + left, start + right)
