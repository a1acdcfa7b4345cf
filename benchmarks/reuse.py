"""Clustering of passages that repeat one another, side by side with datasketch.

    python benchmarks/reuse.py [--passages 100000] [--seed 7] [--table FILE]

Passages are made from a seeded model of words and stock phrases, with planted copies, reprints,
quotations and rewordings; or they are the `text` column of a table, with nothing planted. Each
contender runs in a process of its own, on one core. Recall at 3-gram Jaccard ≥ .9 is measured
against all pairs of a sample, compared one by one.
"""

import argparse
import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

SHARES = {"copy": 0.04, "reprint": 0.10, "quoted": 0.06, "spun": 0.05}
"""How many of the passages are planted, by kind."""

SAMPLE = 5_000
"""Passages of which all pairs are compared."""

JACCARD = 0.9


class Made(NamedTuple):
    """Passages, and what was planted: `kind[i]` made out of passage `of[i]`."""

    texts: list[str]
    kind: list[str]
    of: list[int]


class Ran(NamedTuple):
    """What a contender did."""

    label: NDArray[np.int64]
    seconds: float
    peak: float
    """Peak resident memory, MB."""
    start: float
    """Memory before, with the texts loaded, MB."""
    said: str


def make(size: int, seed: int) -> Made:
    """Passages of about 75 words, some of them made out of others."""
    random = np.random.default_rng(seed)
    words = _Words(random)
    fresh = size - sum(int(share * size) for share in SHARES.values())
    texts = [words.passage() for _ in range(fresh)]
    kind, of = ["fresh"] * fresh, list(range(fresh))
    plants: dict[str, Callable[[list[str]], list[str]]] = {
        "copy": lambda source: source,
        "reprint": lambda source: words.swapped(source, 0.012),
        "quoted": words.quoting,
        "spun": lambda source: words.swapped(source, 0.12),
    }
    for name, share in SHARES.items():
        for _ in range(int(share * size)):
            source = int(random.integers(fresh))
            texts.append(plants[name](texts[source]))
            kind.append(name)
            of.append(source)
    order = random.permutation(len(texts))
    place = np.argsort(order)
    return Made(
        [" ".join(texts[i]) for i in order],
        [kind[i] for i in order],
        [int(place[of[i]]) for i in order],
    )


class _Words:
    """Zipfian words, one in six of them within one of 3,000 stock phrases, Zipfian too."""

    def __init__(self, random: np.random.Generator) -> None:
        self.random = random
        syllables = np.array("ba de ki lo mu ra se ti vo nu pe ga hi jo wa fe".split())
        lengths = random.integers(1, 5, 60_000)
        self.known = ["".join(random.choice(syllables, n)) for n in lengths]
        self.odds = _zipf(len(self.known), 1.05)
        self.phrases = [self.some(int(n)) for n in random.integers(3, 9, 3_000)]
        self.phrase_odds = _zipf(len(self.phrases), 0.9)

    def some(self, count: int) -> list[str]:
        """Words, the frequent ones often."""
        places = np.searchsorted(self.odds, self.random.random(count))
        return [self.known[i] for i in places]

    def passage(self) -> list[str]:
        """Between 24 and 107 words, with a few stock phrases among them."""
        found = self.some(int(self.random.integers(24, 108)))
        for place in self.random.integers(len(found), size=len(found) // 36):
            phrase = self.phrases[np.searchsorted(self.phrase_odds, self.random.random())]
            found[place : place + len(phrase)] = phrase
        return found

    def swapped(self, source: list[str], share: float) -> list[str]:
        """Each word exchanged at these odds; one at least."""
        swap = self.random.random(len(source)) < share
        swap[self.random.integers(len(source))] = True
        return [n if s else o for o, n, s in zip(source, self.some(len(source)), swap, strict=True)]

    def quoting(self, source: list[str]) -> list[str]:
        """All of the source within a longer text that is otherwise another."""
        around = self.passage()
        place = int(self.random.integers(len(around)))
        return [*around[:place], *source, *around[place:]]


def _zipf(size: int, power: float) -> NDArray[np.float64]:
    weights = np.arange(1, size + 1) ** -power
    return np.asarray(np.cumsum(weights / weights.sum()))


def ours(texts: Sequence[str]) -> tuple[NDArray[np.int64], str]:
    """Stancemark's clusters."""
    from stancemark.tasks.reuse.clusters import cluster

    found = cluster(texts)
    said = f"{found.compared} pairs compared, {found.reused} reused, {found.common} common runs"
    return found.label, said


def datasketch(texts: Sequence[str]) -> tuple[NDArray[np.int64], str]:
    """MinHash of 128 permutations over word 3-grams, LSH at .8, pairs verified, then joined."""
    from datasketch import MinHash, MinHashLSH
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    grams = [_grams(text) for text in texts]
    hashes = MinHash.bulk([[g.encode() for g in part] for part in grams], num_perm=128)
    index = MinHashLSH(threshold=0.8, num_perm=128)
    pairs: list[tuple[int, int]] = []
    for i, value in enumerate(hashes):
        pairs += [(j, i) for j in index.query(value) if _jaccard(grams[i], grams[j]) >= 0.8]
        index.insert(i, value)
    one, two = np.array(pairs, np.int64).reshape(-1, 2).T
    graph = coo_array((np.ones(len(one)), (one, two)), shape=(len(texts), len(texts)))
    return connected_components(graph, directed=False)[1].astype(np.int64), f"{len(pairs)} pairs"


def _grams(text: str) -> set[str]:
    words = text.casefold().split()
    return {" ".join(words[i : i + 3]) for i in range(max(len(words) - 2, 1))}


def _jaccard(one: set[str], two: set[str]) -> float:
    return len(one & two) / len(one | two)


def ran(name: str, made: "Source") -> Ran:
    """Run a contender on the passages: its processor time, without imports and reading."""
    texts = made.load().texts
    contender = {"stancemark": ours, "datasketch": datasketch}[name]
    contender(["one text of words", "one text of words"])  # so that no import is timed
    start = _memory()
    begin = time.process_time()
    label, said = contender(texts)
    return Ran(label, time.process_time() - begin, _memory(), start, said)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Source(NamedTuple):
    """Where passages are from."""

    size: int
    seed: int
    table: str

    def load(self) -> Made:
        """The passages."""
        if not self.table:
            return make(self.size, self.seed)
        from stancemark.tables import read_table

        rows = read_table(Path(self.table))[0][: self.size]
        texts = [str(row.cells["text"]) for row in rows]
        return Made(texts, ["fresh"] * len(texts), list(range(len(texts))))


def alike(made: Made, seed: int) -> list[tuple[int, int]]:
    """All pairs at Jaccard ≥ `JACCARD` among a sample of the passages, by comparing all pairs.

    Passages are drawn with all that was made out of the same one.
    """
    origin = np.array(made.of)
    drawn = np.random.default_rng(seed).permutation(len(origin))[:SAMPLE]
    rows = np.flatnonzero(np.isin(origin, origin[drawn]))
    rows = rows[np.argsort(-np.bincount(origin)[origin[rows]], kind="stable")][:SAMPLE]
    from sklearn.feature_extraction.text import CountVectorizer

    counts = CountVectorizer(analyzer=_grams, binary=True, dtype=np.int32)
    table = counts.fit_transform([made.texts[i] for i in rows])
    shared = (table @ table.T).tocoo()
    size = np.asarray(table.sum(axis=1)).ravel()
    jaccard = shared.data / (size[shared.row] + size[shared.col] - shared.data)
    near = (jaccard >= JACCARD) & (shared.row < shared.col)
    pairs = zip(rows[shared.row[near]], rows[shared.col[near]], strict=True)
    return [(int(a), int(b)) for a, b in pairs]


def together(label: NDArray[np.int64], pairs: Sequence[tuple[int, int]]) -> float:
    """Share of the pairs that are in one cluster."""
    if not pairs:
        return float("nan")
    one, two = np.array(pairs).T
    return float((label[one] == label[two]).mean())


def pure(label: NDArray[np.int64], made: Made) -> float:
    """Share of passages in clusters of two or more that were made out of the same as most there."""
    origin = np.array(made.of)
    sizes = np.bincount(label)
    rows = np.flatnonzero(sizes[label] > 1)
    pairs, counts = np.unique(np.stack([label[rows], origin[rows]]), axis=1, return_counts=True)
    most = np.zeros(len(sizes), np.int64)
    np.maximum.at(most, pairs[0], counts)
    return float(most.sum() / max(len(rows), 1))


def report(made: Made, results: dict[str, Ran], seed: int) -> dict[str, Any]:
    """Print what each contender reached, and return it."""
    near = alike(made, seed)
    planted = {
        kind: [(i, made.of[i]) for i, k in enumerate(made.kind) if k == kind] for kind in SHARES
    }
    rows: dict[str, Any] = {}
    for name, result in results.items():
        rows[name] = {
            "seconds": round(result.seconds, 2),
            "passages/s": round(len(made.texts) / result.seconds),
            "peak MB": round(result.peak),
            "of it texts": round(result.start),
            f"recall at J ≥ {JACCARD}": round(together(result.label, near), 4),
            **{k: round(together(result.label, p), 4) for k, p in planted.items() if p},
            "purity": round(pure(result.label, made), 4),
        }
        print(name, rows[name], result.said, sep="\n  ")
    print(f"{len(near)} pairs at J ≥ {JACCARD} among {min(SAMPLE, len(made.texts))} passages")
    if len(results) == 2:
        ratio = results["datasketch"].seconds / results["stancemark"].seconds
        print(f"stancemark is {ratio:.1f} × as fast as datasketch")
    return rows


def main(words: Sequence[str] | None = None) -> dict[str, Any]:
    """Run the contenders one after the other and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--table", default="", help="CSV, JSON Lines or Parquet with `text`")
    parser.add_argument("--alone", action="store_true", help="without datasketch")
    chosen = parser.parse_args(words)
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    source = Source(chosen.passages, chosen.seed, chosen.table)
    made = source.load()
    print(
        f"{len(made.texts)} passages, {np.mean([len(t) for t in made.texts]):.0f} characters each"
    )
    names = ["stancemark"] if chosen.alone else ["stancemark", "datasketch"]
    spawn = multiprocessing.get_context("spawn")
    results: dict[str, Ran] = {}
    for name in names:
        with ProcessPoolExecutor(1, mp_context=spawn) as pool:
            results[name] = pool.submit(ran, name, source).result()
    return report(made, results, chosen.seed)


if __name__ == "__main__":
    main()
