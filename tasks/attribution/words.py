"""A text as words: what cues, sources and contents are counted in."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from stancemark.records import Span
from stancemark.tasks.attribution.quotations import quotations
from stancemark.tasks.sentences import sentences

_TITLES = (
    "Mr|Mrs|Ms|Dr|Prof|Sen|Sens|Rep|Reps|Gov|Govs|Gen|Lt|Col|Maj|Capt|Cmdr|Sgt|Cpl|Adm|Rev|Hon|St"
    "|Sr|Jr|Inc|Corp|Co|Ltd|No|vs"
)
_WORD = re.compile(
    rf"(?:{_TITLES})\.(?!\w)|(?:[^\W\d_]\.){{2,}}|(?<!\w)[A-Z]\.(?=\s+[A-Z])"
    r"|[^\W_]+(?:[-&./][^\W_]+)*|['’][^\W\d_]{1,2}(?!\w)|''|``|--+|\S"
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words and signs of a text, with the sentence and the quotation that each stands in."""

    text: str
    starts: list[int]
    ends: list[int]
    low: list[str]
    """Each word in lower case."""
    bounds: list[tuple[int, int]]
    """Of each sentence, its first word and the one after its last."""
    sentence: list[int]
    """Of each word, the sentence it stands in."""
    quotes: list[tuple[int, int]]
    """Of each quotation, its first word and the one after its last, marks included."""
    quote: list[int]
    """Of each word, the quotation it stands in, or -1."""

    def capital(self, i: int) -> bool:
        """Whether a word begins with a capital."""
        return self.text[self.starts[i]].isupper()

    def span(self, first: int, end: int) -> Span:
        """The characters of the words from `first` up to `end`."""
        return Span(self.starts[first], self.ends[end - 1])

    def paragraph_end(self, i: int) -> bool:
        """Whether a blank line, or the end of the text, follows a word."""
        if i + 1 >= len(self.low):
            return True
        return self.text.count("\n", self.ends[i], self.starts[i + 1]) > 1


def words(text: str) -> Words:
    """The words of a text.

    >>> words("“It rained,” Gen. A. Lee said.").low
    ['“', 'it', 'rained', ',', '”', 'gen.', 'a.', 'lee', 'said', '.']
    """
    starts, ends, low = [], [], []
    for match in _WORD.finditer(text):
        starts.append(match.start())
        ends.append(match.end())
        low.append("u.s." if match[0] == "US" else match[0].lower())
    bounds = _ranges(starts, sentences(text))
    quotes = _ranges(starts, quotations(text))
    sentence = _owners(len(low), bounds, fill=True)
    return Words(text, starts, ends, low, bounds, sentence, quotes, _owners(len(low), quotes))


def _ranges(starts: list[int], spans: Iterable[Span]) -> list[tuple[int, int]]:
    found = ((bisect_left(starts, s.start), bisect_left(starts, s.end)) for s in spans)
    return [(first, end) for first, end in found if first < end]


def _owners(length: int, ranges: list[tuple[int, int]], *, fill: bool = False) -> list[int]:
    """Of each word, the range that holds it, or -1; with `fill`, the one before it instead."""
    owners = [-1] * length
    for number, (first, end) in enumerate(ranges):
        owners[first:end] = [number] * (end - first)
    if fill:
        last = 0
        for i, owner in enumerate(owners):
            last = owner if owner >= 0 else last
            owners[i] = last
    return owners
