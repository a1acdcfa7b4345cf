"""Pairs of texts held against each other on all their words.

Two texts are reuse where much of the smaller stands in the other word for word, or reworded with
the same numbers and names. Reprints are edited, and quoted within longer texts: a share of the
smaller (containment) sees both, a share of all (Jaccard) neither.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stancemark.tasks.reuse.words import NAME, NUMBER, Integers, Words

VERBATIM = 0.5
"""Share of the smaller's runs of five words that makes it reuse, if facts agree…"""

PLAIN = 0.7
"""…and whatever the facts: an update of a wire story changes its numbers."""

REWORDED = 0.6
"""Share of the smaller's word pairs that makes it reuse, if facts agree."""

NUMBERS, NAMES = 0.75, 0.5
"""Facts agree where so much of the smaller's numbers and names stands in the other: the weather
of two towns is one template, and no reuse."""

WORDS = 12
"""Fewer repeated words are no reuse: people agree with each other in the same words."""

CLOSE = 0.6
"""Share of the larger that makes the two alike, rather than one a part of the other."""

_PAIRS = 1024
"""Pairs held against each other at once."""

_SIDE, _HASH = np.uint64(1), np.uint64(52)
"""Bits of a key from below: which text, hash, and above them the pair."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Different runs of words in both texts of each pair, in one, in the other; shape (pairs,)."""

    both: Integers
    one: Integers
    two: Integers

    @property
    def smaller(self) -> NDArray[np.float64]:
        """Containment: |A ∩ B| / min(|A|, |B|); 1 where one has none."""
        least = np.minimum(self.one, self.two)
        return np.where(least, self.both / np.maximum(least, 1), 1.0)

    @property
    def larger(self) -> NDArray[np.float64]:
        """|A ∩ B| / max(|A|, |B|); 1 where neither has any."""
        most = np.maximum(self.one, self.two)
        return np.where(most, self.both / np.maximum(most, 1), 1.0)


@dataclass(frozen=True, slots=True)
class Links:
    """Verified pairs of rows, shape (pairs,)."""

    one: Integers
    two: Integers
    share: NDArray[np.float64]
    """Of the larger, how much the two share."""

    @property
    def alike(self) -> NDArray[np.bool_]:
        """Whether the two are one text, rather than one a part of the other."""
        return self.share >= CLOSE


def verified(words: Words, one: Integers, two: Integers) -> Links:
    """Those of the pairs that are reuse."""
    parts = list(_verified(words, one, two))
    return Links(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _verified(
    words: Words, one: Integers, two: Integers
) -> Iterator[tuple[Integers, Integers, NDArray[np.float64]]]:
    for begin in range(0, max(len(one), 1), _PAIRS):
        a, b = one[begin : begin + _PAIRS], two[begin : begin + _PAIRS]
        reused, share = judged(words.take(a), words.take(b))
        yield a[reused], b[reused], share[reused]


def judged(one: Words, two: Words) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Whether row i of `one` and row i of `two` are reuse, and the share of the larger."""
    pairs, fives = overlap(one, two, 2), overlap(one, two, 5)
    length = np.minimum(one.lengths, two.lengths)
    facts = overlap(one.only(NUMBER), two.only(NUMBER), 1).smaller >= NUMBERS
    facts &= overlap(one.only(NAME), two.only(NAME), 1).smaller >= NAMES
    enough = fives.smaller * length >= WORDS
    verbatim = enough & (fives.smaller >= np.where(facts, VERBATIM, PLAIN))
    reworded = facts & (length >= WORDS) & (pairs.smaller >= REWORDED)
    share = np.where(reworded, pairs.larger, fives.larger)
    return verbatim | reworded, share


def overlap(one: Words, two: Words, k: int) -> Overlap:
    """Runs of `k` words that row i of `one` shares with row i of `two`, each counted once."""
    pairs = len(one.starts) - 1
    keys = np.concatenate([_keys(one, k, 0), _keys(two, k, 1)])
    keys.sort()
    keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)]]
    pair = (keys >> _HASH).astype(np.int64)
    second = (keys & _SIDE).astype(bool)
    shared = np.flatnonzero((keys[1:] ^ keys[:-1]) == _SIDE)
    return Overlap(
        np.bincount(pair[shared], minlength=pairs),
        np.bincount(pair[~second], minlength=pairs),
        np.bincount(pair[second], minlength=pairs),
    )


def _keys(words: Words, k: int, side: int) -> NDArray[np.uint64]:
    hashes, whole = words.shingles(k)
    pair = np.repeat(np.arange(len(words.starts) - 1, dtype=np.uint64), words.lengths)
    keys = (pair << _HASH) | ((hashes >> np.uint64(13)) << _SIDE) | np.uint64(side)
    return keys[whole]
