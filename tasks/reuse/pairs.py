"""Pairs of texts that may repeat one another: those that share rare runs of three words.

Some runs of each text are kept, chosen by their hash alone, so that the same words keep the same
runs wherever they stand. Every pair found here is verified on all its words.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stancemark.tasks.reuse.words import Hashes, Integers, Words

_RUN = 3
"""Words in a run."""

_WINDOW = 8
"""Of as many successive runs, the smallest hash is kept (Schleimer et al. 2003, winnowing)…"""

_SAMPLE = 2
"""…and of all runs, one in so many: a reworded sentence has few runs left to be found by."""

_SHARE = 0.25
"""Share of the kept runs of the text that has fewer: half of what reuse needs of all runs."""

_NEIGHBOURS = 8
"""Texts that each text of one run is compared with."""

COMMON = 64
"""A run in more texts than this is common: there, `_FEW` neighbour and the longest text."""

_FEW = 1

_TEXTS = 8192
"""Texts whose runs are hashed at once: their words fit the processor's cache."""

_ROWS = 16_384
"""Texts whose pairs are held at once."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of rows, `one < two`, shape (pairs,), and what was cut short."""

    one: Integers
    two: Integers
    common: int
    """Runs in more than `COMMON` texts."""


def candidates(words: Words) -> Candidates:
    """Pairs that share `_SHARE` of the kept runs of the one that has fewer, and two of them.

    A text of ten words or more has a kept run, and keeps its runs where it is a part of another. A
    run that many texts share pairs each with its neighbours in the order of the rows, and with the
    first of them; so whoever sorts the rows by content gets the same pairs from any order.
    """
    size = len(words.starts) - 1
    bits = max(size.bit_length(), 1)
    postings, kept = _postings(words, bits)
    runs = _shared_runs(postings, bits)
    parts = [_enough(_pairs(runs, begin, size), kept) for begin in range(0, max(size, 1), _ROWS)]
    one, two = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Candidates(one, two, int((np.bincount(runs.first) > COMMON).sum()))


def _postings(words: Words, bits: int) -> tuple[Hashes, Integers]:
    """Kept runs as sorted `hash · 2^bits + row`, each once; and how many each text has."""
    size = len(words.starts) - 1
    parts: list[Hashes] = [np.zeros(0, np.uint64)]
    kept: list[Integers] = [np.zeros(0, np.int64)]
    for begin in range(0, size, _TEXTS):
        part = words.part(begin, min(begin + _TEXTS, size))
        found = _distinct(_keys(part, begin, bits))
        owners = (found & np.uint64(2**bits - 1)).astype(np.int64) - begin
        parts.append(found)
        kept.append(np.bincount(owners, minlength=len(part.starts) - 1).astype(np.int64))
    postings = np.concatenate(parts)
    postings.sort()
    return postings, np.concatenate(kept)


def _keys(words: Words, begin: int, bits: int) -> Hashes:
    """Kept runs as `hash · 2^bits + row`; the first text is row `begin`."""
    runs, whole = words.shingles(_RUN)
    runs[~whole] = 0  # between texts: the smallest of every window that reaches there
    least = _slide(runs, -1, np.minimum)
    kept = _slide(least, 1, np.maximum) == runs
    kept |= runs % np.uint64(_SAMPLE) == 0
    kept &= whole
    rows = np.arange(begin, begin + len(words.starts) - 1, dtype=np.uint64)
    keys: Hashes = (runs[kept] << np.uint64(bits)) | np.repeat(rows, words.lengths)[kept]
    return keys


def _slide(values: Hashes, direction: int, extreme: np.ufunc) -> Hashes:
    """Extreme of each `_WINDOW` successive values: those that follow (-1), or that precede (1)."""
    reach = 1
    while reach < _WINDOW:
        moved = np.zeros_like(values)
        if direction < 0:
            moved[:-reach] = values[reach:]
        else:
            moved[reach:] = values[:-reach]
        values = extreme(values, moved)
        reach *= 2
    return values


def _distinct(keys: Hashes) -> Hashes:
    """Each once, sorted."""
    keys.sort()
    return keys[_new(keys)]


def _new(values: Hashes | Integers) -> NDArray[np.bool_]:
    """Whether each differs from the one before."""
    new = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new


@dataclass(frozen=True, slots=True)
class _Runs:
    """Kept runs that two texts or more share; those of one run follow one another."""

    row: Integers
    """The text, ascending within a run."""
    first: Integers
    """Where the run begins."""
    common: NDArray[np.bool_]
    """Whether more than `COMMON` texts share it."""


def _shared_runs(postings: Hashes, bits: int) -> _Runs:
    run = postings >> np.uint64(bits)
    alone = _new(run)
    alone[:-1] &= alone[1:]
    postings = postings[~alone]
    begins = np.flatnonzero(_new(postings >> np.uint64(bits)))
    sizes = np.diff(np.append(begins, len(postings)))
    row = (postings & np.uint64(2**bits - 1)).astype(np.int64)
    return _Runs(row, np.repeat(begins, sizes), np.repeat(sizes > COMMON, sizes))


def _pairs(runs: _Runs, begin: int, size: int) -> Integers:
    """Pairs of texts that are compared, as `one · size + two`, each time they share a run.

    Only those whose second text is among the `_ROWS` from row `begin` on.
    """
    here = np.flatnonzero((runs.row >= begin) & (runs.row < begin + _ROWS))
    two, place, common = runs.row[here], here - runs.first[here], runs.common[here]
    found: list[Integers] = []
    for step in range(1, _NEIGHBOURS + 1):
        near = place >= step if step <= _FEW else (place >= step) & ~common
        found.append(runs.row[here[near] - step] * size + two[near])
    far = place > np.where(common, _FEW, _NEIGHBOURS)
    found.append(runs.row[runs.first[here[far]]] * size + two[far])
    return np.concatenate(found)


def _enough(pairs: Integers, kept: Integers) -> tuple[Integers, Integers]:
    """The pairs that share enough runs, each once."""
    pairs.sort()
    begins = np.flatnonzero(_new(pairs))
    shared = np.diff(np.append(begins, len(pairs)))
    one, two = np.divmod(pairs[begins], max(len(kept), 1))
    fewer = np.minimum(kept[one], kept[two])
    enough = shared >= np.maximum(np.minimum(2, fewer), _SHARE * fewer)
    return one[enough], two[enough]
