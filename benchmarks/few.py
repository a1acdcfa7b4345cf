"""Which family works with few labels: 25, 50 and 100 examples of each label, drawn five times.

    python benchmarks/few.py --data ../shared/datasets --encoder FOLDER

Macro F1 on at most 1,500 examples of other documents, written to docs/quality.md. Of
semeval2016_t6a one target is taken, so that its size is the size of a study's question.
"""

import argparse
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.quality import SETS  # stands beside src
from benchmarks.quality_page import record
from stancemark.models.dataset import Example
from stancemark.models.linear import LinearClassifier
from stancemark.models.search import macro_f1, tied
from stancemark.models.split import groups

SIZES = (25, 50, 100)
DRAWS = 5
ASKED = 1500
TARGETS = {"babe": "", "claimbuster": "", "gwsd": "", "semeval2016_t6a": "Hillary Clinton"}


def read(name: str, data: Path) -> list[Example]:
    """A set, of several targets one."""
    found = tied(SETS[name].read(data))
    target = TARGETS[name]
    return [replace(e, target="") for e in found if not target or e.target == target]


def drawn(examples: list[Example], size: int, seed: int) -> tuple[list[Example], list[Example]]:
    """So many examples of each label, and others that share no document with them."""
    order = np.random.default_rng(seed).permutation(len(examples)).tolist()
    counts: Counter[str] = Counter()
    train: list[int] = []
    for row in order:
        if counts[examples[row].label] < size:
            counts[examples[row].label] += 1
            train.append(row)
    names = groups(examples)
    known = {names[row] for row in train}
    test = [row for row in order if names[row] not in known][:ASKED]
    return [examples[row] for row in train], [examples[row] for row in test]


def scored(train: list[Example], test: list[Example], encoder: str) -> dict[str, float]:
    """Macro F1 of each member, and of the mean of all."""
    models = {
        "linear": LinearClassifier(),
        "encoder": LinearClassifier(ngrams=False, encoder=encoder),
        "both": LinearClassifier(encoder=encoder),
    }
    labels = sorted({e.label for e in train})
    gold = np.array([labels.index(e.label) for e in test])
    found = {
        name: model.fit(train, [e.label for e in train]).predict_proba(test)
        for name, model in models.items()
    }
    found["three"] = np.mean(list(found.values()), axis=0)
    return {name: macro_f1(gold, p.argmax(axis=1), len(labels)) for name, p in found.items()}


def main() -> None:
    """Draw from each set, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoder", required=True, help="a Hugging Face id or a folder")
    options = parser.parse_args()
    began = time.process_time()
    scores: dict[str, Any] = {}
    for name in TARGETS:
        examples = read(name, options.data)
        for size in SIZES:
            parts = [drawn(examples, size, seed) for seed in range(DRAWS)]
            draws = [scored(train, test, options.encoder) for train, test in parts]
            scores[f"{name}, {size}"] = {f: [draw[f] for draw in draws] for f in draws[0]}
            print(name, size, {f: round(float(np.mean(v)), 3) for f, v in scores[f"{name}, {size}"].items()}, flush=True)  # fmt: skip
    record("few", {"draws": DRAWS, "cpu_s": round(time.process_time() - began), "scores": scores})


if __name__ == "__main__":
    main()
