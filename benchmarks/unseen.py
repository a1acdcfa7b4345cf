"""How well targets are answered that a model never saw: one of semeval2016_t6a left out at a time.

    python benchmarks/unseen.py --data ../shared/datasets [--encoder FOLDER]

Written to docs/quality.md, beside the label that is most frequent among the targets that were seen.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.quality import SETS, Floats, Wanted, answered, measured  # stands beside src
from benchmarks.quality_page import record


def scored(gold: list[str], answers: list[str], labels: list[str]) -> dict[str, float]:
    """F_avg and macro F1; that of a label without an example is left out of the mean."""
    confusion: Floats = np.zeros((len(labels), len(labels)))
    places = ([labels.index(x) for x in gold], [labels.index(x) for x in answers])
    np.add.at(confusion, places, 1)
    return {m: float(measured(confusion, m, labels)) for m in ("F_avg", "macro F1")}


def main() -> None:
    """Leave each target out once."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoder", default="", help="a Hugging Face id or a folder")
    options = parser.parse_args()
    examples = SETS["semeval2016_t6a"].read(options.data)
    labels = sorted({e.label for e in examples})
    scores: dict[str, Any] = {}
    began = time.process_time()
    for target in sorted({e.target for e in examples}):
        train = [e for e in examples if e.target != target]
        test = [e for e in examples if e.target == target]
        for family, (classes, found) in answered(
            train, test, Wanted(options.encoder), stance=False
        ).items():
            answers = [classes[i] for i in found.argmax(axis=1).tolist()]
            part = scored([e.label for e in test], answers, labels)
            scores.setdefault(family, {})[target] = part
            print(target, family, part, flush=True)
    record(
        "unseen",
        {
            "examples": len(examples),
            "groups": len(scores["majority"]),
            "folds": len(scores["majority"]),
            "cpu_s": round(time.process_time() - began),
            "scores": scores,
        },
    )


if __name__ == "__main__":
    main()
