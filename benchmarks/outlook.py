"""How often the gain that `evaluate --more 100` promises is the gain that comes.

    python -m benchmarks.outlook --data ../shared/datasets [--seeds 10] [--sizes 200,400,800]

Of each set, so many rows are drawn; from them alone the gain of 100 more is estimated. What 100 more
bring is then measured on the rows left over: the mean over 10 draws of 100, each scored on 1,000 others.
"""

import argparse
import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from stancemark.models.dataset import Example
from stancemark.models.outlook import outlook
from stancemark.models.split import folds

SETS = ("claimbuster", "babe", "semeval2016_t6a")
MORE, DRAWS, TESTED = 100, 10, 1000

Rows = NDArray[np.intp]


class Ready:
    """Logistic regression over features made once: a text is the number of its row."""

    def __init__(self, features: Any) -> None:
        self.features = features
        self.model = LogisticRegression(C=10, class_weight="balanced", max_iter=200, tol=1e-3)

    def fit(self, examples: Sequence[Example], labels: Sequence[str], /) -> None:
        """Learn from rows."""
        self.model.fit(self.features[[int(e.text) for e in examples]], labels)

    def predict_proba(self, examples: Sequence[Example], /) -> Any:
        """Probabilities of the labels of rows."""
        self.classes_ = self.model.classes_
        return self.model.predict_proba(self.features[[int(e.text) for e in examples]])


def read(folder: Path, name: str) -> tuple[Any, list[Example]]:
    """Features and examples of a set's training part; an example's text is its row."""
    with gzip.open(folder / name / "train.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    texts = [f"{row.get('target', '')} {row['text']}".strip() for row in rows]
    features = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2).fit_transform(texts)
    return features.tocsr(), [
        Example(str(i), str(i), str(row["label"]), outlet=row.get("outlet") or "", document=f"d{i}")
        for i, row in enumerate(rows)
    ]


def came(features: Any, examples: Sequence[Example], known: Rows, rest: Rows) -> float:
    """What 100 more labels bring, on the mean."""
    generator, gains = np.random.default_rng(7), []
    for _ in range(DRAWS):
        drawn = generator.permutation(rest)
        test = drawn[MORE : MORE + TESTED]
        before, after = (
            _score(features, examples, rows, test)
            for rows in (known, np.concatenate([known, drawn[:MORE]]))
        )
        gains.append(after - before)
    return float(np.mean(gains))


def compare(
    features: Any, examples: Sequence[Example], size: int, seed: int
) -> tuple[float, float, float, float] | None:
    """What is promised, with its interval, and what comes; nothing where nothing is promised."""
    drawn = np.random.default_rng(seed).permutation(len(examples))
    known = [examples[i] for i in drawn[:size]]
    said = outlook(known, lambda: Ready(features), folds(known, 5, seed), MORE, seed)
    if said.gain is None or said.low is None or said.high is None:
        return None
    return said.gain, said.low, said.high, came(features, examples, drawn[:size], drawn[size:])


def _score(features: Any, examples: Sequence[Example], rows: Rows, test: Rows) -> float:
    model = Ready(features)
    model.fit([examples[i] for i in rows], [examples[i].label for i in rows])
    answers = model.predict_proba([examples[i] for i in test]).argmax(axis=1)
    guessed = [model.classes_[i] for i in answers]
    return float(f1_score([examples[i].label for i in test], guessed, average="macro"))


def main() -> None:
    """Print a line for each set and size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--sizes", default="200,400,800")
    asked = parser.parse_args()
    for name in SETS:
        features, examples = read(asked.data, name)
        for size in map(int, asked.sizes.split(",")):
            found = [compare(features, examples, size, seed) for seed in range(asked.seeds)]
            gain, low, high, gained = np.array([f for f in found if f]).T
            row = {
                "set": name,
                "labels": size,
                "estimated": len(gain),
                "gain": round(gain.mean(), 4),
                "low": round(low.mean(), 4),
                "high": round(high.mean(), 4),
                "came": round(gained.mean(), 4),
                "inside": int(((low <= gained) & (gained <= high)).sum()),
            }
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
