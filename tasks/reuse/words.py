"""Texts as arrays of words, folded so that what only looks different compares as equal.

A word is what stands between white space, without case, accents, quotes, dots and hyphens: `U.S.`
and `US` are one word, `don’t` and `don't`, `1,000` and `1000`. Scripts without spaces between words
are read sign by sign. Only comparisons see this; texts stay as they are.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

Hashes = NDArray[np.uint64]

Codes = NDArray[np.uint32]

_BATCH = 4096
"""Texts read at once: what is held as Python strings stays small."""

_KNOWN = 200_000
"""Spellings remembered; then all are forgotten, so that memory does not grow with the texts."""

NUMBER, NAME, _ENDS = 1 << 29, 1 << 30, 1 << 31
"""What a word is, in the bits above its hash: has a digit; is capitalised within a sentence."""

IDENTITY = NAME - 1
"""The bits that tell words apart."""

_UNSPACED = re.compile("([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff])")


def fold(chunk: str) -> str:
    """Letters and digits of a chunk of text, without case and accents.

    >>> [fold(chunk) for chunk in ("U.S.", "“Don’t", "CAFÉS,", "1,000", "–")]
    ['us', 'dont', 'cafes', '1000', '']
    """
    if not chunk.isascii():
        chunk = unicodedata.normalize("NFKD", chunk)
    return "".join(filter(str.isalnum, chunk.casefold()))


def folded(text: str) -> list[str]:
    """The words of a text as they are compared.

    >>> folded("The U.S. ship—late again — sailed.")
    ['the', 'us', 'ship', 'late', 'again', 'sailed']
    """
    return [word for word in map(fold, _chunks(text)) if word]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of many texts in one array; text `i` is `codes[starts[i]:starts[i + 1]]`."""

    codes: Codes
    """A hash of 29 bits and the flags; 4 bytes a word."""
    starts: Integers

    @property
    def lengths(self) -> Integers:
        """Words in each text, shape (texts,)."""
        return np.diff(self.starts)

    def take(self, rows: Integers) -> "Words":
        """These texts, in this order; one may be taken more than once."""
        lengths = self.lengths[rows]
        starts = _starts(lengths)
        codes = np.empty(starts[-1], np.uint32)
        for first in range(0, len(rows), _BATCH):
            last = min(first + _BATCH, len(rows))
            begin, end = starts[first], starts[last]
            shift = self.starts[rows[first:last]] - starts[first:last]
            place = np.arange(begin, end) + np.repeat(shift, lengths[first:last])
            codes[begin:end] = self.codes[place]
        return Words(codes, starts)

    def part(self, begin: int, end: int) -> "Words":
        """The texts from row `begin` to before row `end`, without a copy of their words."""
        starts = self.starts[begin : end + 1]
        return Words(self.codes[starts[0] : starts[-1]], starts - starts[0])

    def only(self, flag: int) -> "Words":
        """Of each text the words that have the flag."""
        has = (self.codes & flag) != 0
        before = np.concatenate([[0], np.cumsum(has)])
        return Words(self.codes[has], before[self.starts])

    def shingles(self, k: int) -> tuple[Hashes, NDArray[np.bool_]]:
        """Hash of the `k` words from each place on, and whether they are of one text.

        h[i] = mix(Σ_j word[i + j] · m^(j + 1)) modulo 2^64: the same on every machine.
        """
        size, factor = len(self.codes), 1
        codes = (self.codes & IDENTITY).astype(np.uint64)
        total = np.zeros(size, np.uint64)
        for j in range(min(k, size)):
            factor = factor * _MULTIPLIER % 2**64
            total[: size - j] += codes[j:] * np.uint64(factor)
        whole = np.ones(size, bool)
        for j in range(1, k):
            whole[np.maximum(self.starts[1:] - j, self.starts[:-1])[self.lengths > 0]] = False
        return mix(total), whole


def read_words(texts: Iterable[str]) -> Words:
    """The words of the texts, in their order."""
    reader, remaining = _Reader(), iter(texts)
    codes: list[Codes] = [np.zeros(0, np.uint32)]
    lengths: list[Integers] = [np.zeros(0, np.int64)]
    while batch := list(islice(remaining, _BATCH)):
        found, counts = reader.read(batch)
        codes.append(found)
        lengths.append(counts)
    return Words(np.concatenate(codes), _starts(np.concatenate(lengths)))


_MULTIPLIER = 0x9E3779B97F4A7C15


def mix(values: Hashes) -> Hashes:
    """Each number scattered over 64 bits (the finaliser of splitmix64, Steele et al. 2014)."""
    values = values + np.uint64(_MULTIPLIER)
    values ^= values >> np.uint64(30)
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    values ^= values >> np.uint64(31)
    return values


class _Reader(dict[str, int]):
    """Codes of the spellings seen lately."""

    def __missing__(self, chunk: str) -> int:
        if len(self) > _KNOWN:
            self.clear()
        self[chunk] = code = _code(chunk)
        return code

    def read(self, texts: Sequence[str]) -> tuple[Codes, Integers]:
        """Codes of all words, and how many each text has."""
        chunks = [_chunks(text) for text in texts]
        counts = np.fromiter(map(len, chunks), np.int64, len(chunks))
        found = map(self.__getitem__, chain.from_iterable(chunks))
        codes = np.fromiter(found, np.uint32, counts.sum())
        words = codes != 0
        before = np.concatenate([[0], np.cumsum(words)])
        starts = before[_starts(counts)]
        return _without_capitals_of_sentences(codes[words], starts[:-1]), np.diff(starts)


def _without_capitals_of_sentences(codes: Codes, firsts: Integers) -> Codes:
    begins = np.zeros(len(codes), bool)
    begins[1:] = (codes[:-1] & _ENDS) != 0
    begins[firsts[firsts < len(codes)]] = True
    return np.where(begins, codes & IDENTITY, codes & (IDENTITY | NAME)).astype(np.uint32)


def _chunks(text: str) -> list[str]:
    if "—" in text:
        text = text.replace("—", " ")
    return text.split() if text.isascii() else _UNSPACED.sub(r" \1 ", text).split()


def _code(chunk: str) -> int:
    """Hash and flags of a chunk; 0 where it has no letter and no digit."""
    word = fold(chunk)
    if not word:
        return 0
    digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    code = int.from_bytes(digest, "big") % NUMBER or 1
    code |= NUMBER * any(map(str.isdigit, word))
    code |= NAME * next(filter(str.isalnum, chunk), "").isupper()
    return code | _ENDS * (chunk.rstrip("\"'”’)»")[-1:] in (".", "!", "?", "…"))


def _starts(lengths: Integers) -> Integers:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
