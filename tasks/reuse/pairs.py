"""Pairs of texts that may repeat one another: those that share rare runs of three words.

Some runs of each text are kept, chosen by their hash alone, so that the same words keep the same
runs wherever they stand. Every pair found here is verified on all its words.
"""

from dataclasses import dataclass

import numpy as np

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

COMMON = 256
"""A run in more texts than this is common: there, `_FEW` neighbours and the longest text."""

_FEW = 2

_TEXTS = 50_000
"""Texts taken at once."""


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
    run = postings >> np.uint64(bits)
    row = (postings & np.uint64(2**bits - 1)).astype(np.int64)
    first = _firsts(run)
    keys, shared = _counted(_pairs(row, first, size))
    one, two = np.divmod(keys, max(size, 1))
    fewer = np.minimum(kept[one], kept[two])
    enough = shared >= np.maximum(np.minimum(2, fewer), _SHARE * fewer)
    common = int((np.bincount(first) > COMMON).sum())
    return Candidates(one[enough], two[enough], common)


def _postings(words: Words, bits: int) -> tuple[Hashes, Integers]:
    """Kept runs as sorted `hash · 2^bits + row`, each once; and how many each text has."""
    size = len(words.starts) - 1
    parts = [np.zeros(0, np.uint64)]
    for begin in range(0, size, _TEXTS):
        rows = np.arange(begin, min(begin + _TEXTS, size))
        part = words.part(begin, begin + len(rows))
        runs, kept = _kept(part)
        owner = np.repeat(rows, part.lengths)[kept].astype(np.uint64)
        parts.append((runs[kept] << np.uint64(bits)) | owner)
    postings = np.concatenate(parts)
    postings.sort()
    postings = postings[np.concatenate([[True], postings[1:] != postings[:-1]])[: len(postings)]]
    owners = (postings & np.uint64(2**bits - 1)).astype(np.int64)
    return postings, np.bincount(owners, minlength=size)


def _kept(words: Words) -> tuple[Hashes, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Hash of every run, and whether it is kept."""
    runs, whole = words.shingles(_RUN)
    runs[~whole] = 0  # between texts: the smallest of every window that reaches there
    least = _slide(runs, -1, np.minimum)
    winnowed = _slide(least, 1, np.maximum) == runs
    sampled = runs % np.uint64(_SAMPLE) == 0
    return runs, whole & (winnowed | sampled)


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


def _firsts(run: Hashes) -> Integers:
    """For each posting, where its run begins."""
    new = np.concatenate([[True], run[1:] != run[:-1]])[: len(run)]
    place = np.flatnonzero(new)
    return place[np.cumsum(new) - 1] if len(run) else place


def _pairs(row: Integers, first: Integers, size: int) -> Integers:
    """Rows of one run that are compared, as `one · size + two`, each time they share one."""
    few = np.bincount(first, minlength=len(first))[first] > COMMON
    place = np.arange(len(row)) - first
    found: list[Integers] = []
    for step in range(1, _NEIGHBOURS + 1):
        near = np.flatnonzero(place >= step if step <= _FEW else (place >= step) & ~few)
        found.append(row[near - step] * size + row[near])
    far = np.flatnonzero(place > np.where(few, _FEW, _NEIGHBOURS))
    found.append(row[first[far]] * size + row[far])
    return np.concatenate(found)


def _counted(keys: Integers) -> tuple[Integers, Integers]:
    """Each key once, and how often it was there."""
    keys.sort()
    new = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)])
    return keys[new], np.diff(np.append(new, len(keys)))
