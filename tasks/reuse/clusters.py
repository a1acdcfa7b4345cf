"""Texts to clusters: the same words first, then verified pairs, with a guard against chains."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stancemark.records import fingerprint
from stancemark.tasks.reuse.pairs import candidates
from stancemark.tasks.reuse.verify import Links, verified
from stancemark.tasks.reuse.words import IDENTITY, Hashes, Integers, Words, folded, mix, read_words

_TEXTS = 8192
"""Texts taken at once."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """The cluster of each text, and how it was found."""

    label: Integers
    """Shape (texts,): texts of one number are one cluster."""
    words: Integers
    """Words of each text as they are compared, shape (texts,)."""
    compared: int
    """Pairs held against each other."""
    reused: int
    """Pairs that are reuse."""
    common: int
    """Runs of words in so many texts that not every pair of them was compared."""


def cluster(texts: Sequence[str]) -> Clusters:
    """Clusters of texts that repeat one another, whatever their order.

    Texts of the same words are one cluster. Texts that are alike are one cluster, and so is what
    they are alike to. A text that is a part of longer ones joins that of which it is most, and
    that one alone: one quotation does not tie together all the stories it stands in.
    """
    words = read_words(texts)
    same, rows = _same(texts, words)
    distinct = words.take(rows)
    found = candidates(distinct)
    links = verified(distinct, found.one, found.two)
    label = _joined(links, len(rows))[same]
    return Clusters(label, words.lengths, len(found.one), len(links.one), found.common)


def _same(texts: Sequence[str], words: Words) -> tuple[Integers, Integers]:
    """For each text the row of its words, and for each row a text, longest first.

    Rows are in the order of length and digest, so that they are the same in any order of texts.
    """
    lengths = words.lengths
    digest = _digests(words)
    for wordless in np.flatnonzero(lengths == 0):
        digest[wordless] = int(fingerprint(*texts[wordless].split())[:16], 16)
    order = np.lexsort((digest, -lengths))
    sorted_digest, sorted_length = digest[order], lengths[order]
    new = np.ones(len(order), bool)
    new[1:] = (sorted_digest[1:] != sorted_digest[:-1]) | (sorted_length[1:] != sorted_length[:-1])
    for wrong in _unequal(texts, order, new):
        new[wrong] = True
    row = np.empty(len(order), np.int64)
    row[order] = np.cumsum(new) - 1
    return row, order[new]


def _unequal(texts: Sequence[str], order: Integers, new: NDArray[np.bool_]) -> Iterator[int]:
    """Places in the order where words differ from those before, though their digests do not."""
    for place in np.flatnonzero(~new).tolist():
        before, now = texts[order[place - 1]], texts[order[place]]
        if before != now and _compared(before) != _compared(now):
            yield place


def _compared(text: str) -> list[str]:
    return folded(text) or text.split()


def _digests(words: Words) -> Hashes:
    """Digest of each text's words in their order, shape (texts,)."""
    size = len(words.starts) - 1
    parts = [
        _sums(words.part(begin, min(begin + _TEXTS, size))) for begin in range(0, size, _TEXTS)
    ]
    return np.concatenate([np.zeros(0, np.uint64), *parts])


def _sums(words: Words) -> Hashes:
    """Σ_i mix(word[i], i) of each text, modulo 2^64."""
    place = np.arange(len(words.codes)) - np.repeat(words.starts[:-1], words.lengths)
    codes = (words.codes & IDENTITY).astype(np.uint64)
    mixed = mix(codes | (place.astype(np.uint64) << np.uint64(32)))
    total = np.concatenate([np.zeros(1, np.uint64), np.cumsum(mixed, dtype=np.uint64)])
    sums: Hashes = total[words.starts[1:]] - total[words.starts[:-1]]
    return sums


def _joined(links: Links, size: int) -> Integers:
    """Components of what is alike, then each part joined to one whole."""
    alike = links.alike
    core = _components(links.one[alike], links.two[alike], size)
    whole, part = core[links.one[~alike]], core[links.two[~alike]]
    best = np.lexsort((links.one[~alike], -links.share[~alike], part))
    best = best[whole[best] != part[best]]
    first = np.unique(part[best], return_index=True)[1]
    chosen = best[first]
    return _components(whole[chosen], part[chosen], size)[core]


def _components(one: Integers, two: Integers, size: int) -> Integers:
    """The lowest row that each row is tied to, shape (size,)."""
    lowest = np.arange(size)
    tied: dict[int, int] = {}
    for pair in zip(one.tolist(), two.tolist(), strict=True):
        low, high = sorted(_root(tied, row) for row in pair)
        tied[high] = low
        tied[low] = low
    for row in tied:
        lowest[row] = _root(tied, row)
    return lowest


def _root(tied: dict[int, int], row: int) -> int:
    """Where a row leads; on the way, each step is shortened to every second."""
    while (above := tied.get(row, row)) != row:
        tied[row] = row = tied.get(above, above)
    return row
