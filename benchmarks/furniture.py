"""Teaches the network that tells furniture no phrase knows, and measures what it brings on other pages.

    python benchmarks/furniture.py            # by groups of pages that are left out, and held-out pages
    python benchmarks/furniture.py --write    # teach it on all pages, and write tasks/segment/likely.npz

It learns from the invented pages of `tests/gate`; the real ones and those held out are not read.
"""

import argparse
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

sys.path.insert(0, str(Path(__file__).parents[1]))

from stancemark.tasks.segment import likely
from stancemark.tasks.segment.segments import divided
from tests.gate import score

Floats = NDArray[np.float64]
Arrays = dict[str, Any]
"""Of a network, by name: what `tasks/segment/likely.npz` holds."""
NETWORKS, HIDDEN, FOLDS = 7, 24, 5
GROUPS = ("ac", "b", "d", "ef", "g", "hijkl", "pqrt", "uvwxy", "z", "n", "m", "s")
"""Pages that are left out together, by the first letter of their names: each group has its own authors."""
LEAST, SMALL = 3, 0.05
"""On how many lines a word stands at least, and the weight below which it is forgotten."""


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page, and which are furniture."""

    name: str
    texts: list[str]
    indents: list[int]
    gold: NDArray[np.bool_]

    @property
    def weights(self) -> Floats:
        """What each line counts."""
        found: Floats = np.log1p([len(text) for text in self.texts])
        return found


def pages() -> list[Page]:
    """All invented pages that are opened."""
    found = []
    for truth in score.truths():
        page = score.page_of(truth)
        if page is None or truth.stem[:2] == "00":
            continue
        document, known = score.told(truth, page)
        furniture = (s for s in known["segments"] if s["role"] == "boilerplate")
        spare = {at for s in furniture for at in range(s["start"], s["end"])}
        lines, _ = divided(document)
        shares = [
            sum(at in spare for at in range(p.span.start, p.span.end)) / (p.span.end - p.span.start)
            for p in lines
        ]
        found.append(
            Page(
                truth.stem,
                [p.text for p in lines],
                [p.indent for p in lines],
                np.array(shares) > 0.5,
            )
        )
    return found


def taught(known: Sequence[Page]) -> Arrays:
    """The arrays of a network that has learned from some pages."""
    texts = [text for page in known for text in page.texts]
    gold = np.concatenate([page.gold for page in known])
    number = np.concatenate([np.full(len(p.texts), i) for i, p in enumerate(known)])
    counter = CountVectorizer(analyzer=_read, min_df=LEAST, binary=True)
    matrix = counter.fit_transform(texts).astype(float)
    sizes = np.array([max(1, len(_read(text))) for text in texts]) ** -0.5
    matrix = matrix.multiply(sizes[:, None]).tocsr()
    others = np.zeros(len(texts))
    for fold in range(FOLDS):
        aside = number % FOLDS == fold
        model = _linear().fit(matrix[~aside], gold[~aside])
        others[aside] = model.decision_function(matrix[aside])
    others[[not _read(text) for text in texts]] = likely.NEVER
    model = _linear().fit(matrix, gold)
    return _words(counter, model) | _layers(known, others, gold)


def _read(text: str) -> set[str]:
    """The words of a line, none of one that is too long to be read."""
    return likely.grams(text) if text.count(" ") < likely.READ else set()


def _linear() -> LogisticRegression:
    return LogisticRegression(C=3, max_iter=300)


def _words(counter: CountVectorizer, model: LogisticRegression) -> Arrays:
    weights = model.coef_[0]
    kept = np.flatnonzero(np.abs(weights) >= SMALL)
    names = counter.get_feature_names_out()[kept]
    return {
        "words": np.frombuffer("\n".join(names).encode(), np.uint8),
        "weights": weights[kept].astype(np.float16),
        "bias": model.intercept_[0].astype(np.float32),
    }


def _layers(known: Sequence[Page], words: Floats, gold: NDArray[np.bool_]) -> Arrays:
    """The mean of several networks as one: their hidden units side by side."""
    ends = np.cumsum([len(page.texts) for page in known])[:-1]
    rows = np.concatenate(
        [
            likely.features(page.texts, page.indents, said, range(len(page.texts)))
            for page, said in zip(known, np.split(words, ends), strict=True)
        ]
    )
    weights = np.concatenate([page.weights for page in known])
    networks = [_network(rows, gold, weights / weights.sum(), seed) for seed in range(NETWORKS)]
    layers = {
        "inner": np.concatenate([n.coefs_[0] for n in networks], axis=1),
        "inner_bias": np.concatenate([n.intercepts_[0] for n in networks]),
        "outer": np.concatenate([n.coefs_[1][:, 0] for n in networks]) / NETWORKS,
        "outer_bias": np.mean([n.intercepts_[1][0] for n in networks]),
    }
    return {name: np.asarray(of, np.float32) for name, of in layers.items()}


def _network(rows: Floats, gold: NDArray[np.bool_], chances: Floats, seed: int) -> MLPClassifier:
    """A network that has learned from lines drawn by their weights."""
    drawn = np.random.default_rng(seed).choice(len(rows), len(rows), p=chances)
    network = MLPClassifier(
        (HIDDEN,), alpha=0.01, max_iter=40, random_state=seed, learning_rate_init=2e-3
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # forty rounds are what it is given
        return network.fit(rows[drawn], gold[drawn])


def use(arrays: Arrays, path: Path) -> None:
    """Write the arrays of a network, and segment with them from now on."""
    np.savez_compressed(path, **arrays)
    likely.WEIGHTS = path
    likely.forget()


def measured(names: set[str], *, held_out: bool) -> list[tuple[str, dict[str, float]]]:
    """The measures of some pages, or of all, with the networks in use."""
    return score.measured(held_out=held_out, names=names or None)


def main() -> None:
    """Measure, or write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="teach on all pages and keep that")
    options = parser.parse_args()
    every, own = pages(), likely.WEIGHTS
    if options.write:
        use(taught(every), own)
        print(f"{own}: {own.stat().st_size:,} bytes, from {len(every)} pages")
        return
    with TemporaryDirectory() as place:
        path = Path(place) / "likely.npz"
        rows: dict[str, list[tuple[str, dict[str, float]]]] = {"without": [], "with": []}
        for group in GROUPS:
            aside = {page.name for page in every if page.name[0] in group}
            arrays = taught([page for page in every if page.name not in aside])
            use(arrays | {"outer_bias": np.float32(-99)}, path)
            rows["without"] += measured(aside, held_out=False)
            use(arrays, path)
            rows["with"] += measured(aside, held_out=False)
        arrays = taught(every)
        for name, added in (("without", {"outer_bias": np.float32(-99)}), ("with", {})):
            use(arrays | added, path)
            show(f"opened, {name}", rows[name])
            show(f"held out, {name}", score.measured(held_out=True))


def show(name: str, rows: Sequence[tuple[str, dict[str, float]]]) -> None:
    """Print the means of the measures of some pages."""
    found = score.mean(rows)
    print(f"{name:20}{len(rows):4}  " + "  ".join(f"{m} {v:.4f}" for m, v in found.items()))


if __name__ == "__main__":
    main()
