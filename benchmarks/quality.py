"""How good the families are on labelled sets that others published on, by cross-validation.

    python benchmarks/quality.py --data ../shared/datasets --encoder FOLDER [--only gwsd] [--folds 3]

The sets are not in this repository (see docs/quality.md for where they come from). Each is read,
cut into folds that no document, article, debate or outlet straddles, and answered by the families'
defaults: nothing here is chosen for a set. Results are kept in docs/quality.json, so that one set
can be run again alone, and written to docs/quality.md.
"""

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import span_quality  # stands beside src
from benchmarks.quality_page import record
from stancemark.models.blend import WEIGHTS, Blend
from stancemark.models.dataset import Example
from stancemark.models.evaluate import f1, mean_f1, percentile, resampled
from stancemark.models.linear import LinearClassifier
from stancemark.models.search import tied
from stancemark.models.split import folds, groups
from stancemark.records import Span

Floats = NDArray[np.float64]
Row = Mapping[str, Any]
MEMBERS = ("linear", "encoder", "both", "finetune")
RESAMPLES = 500


@dataclass(frozen=True, slots=True)
class Set:
    """A labelled set: what its examples are, and what is measured."""

    read: Callable[[Path], list[Example]]
    metric: str
    stance: bool = False
    most: int = 0
    """Examples taken, by whole groups; 0 for all."""


def rows(data: Path, name: str, file: str = "train") -> list[Row]:
    """The rows of a set."""
    with gzip.open(data / name / f"{file}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def reader(name: str, **columns: str) -> Callable[[Path], list[Example]]:
    """A reader of a plain set; `columns` names where document and outlet stand."""

    def read(data: Path) -> list[Example]:
        return [_example(i, row, columns) for i, row in enumerate(rows(data, name))]

    return read


def _example(i: int, row: Row, columns: Mapping[str, str]) -> Example:
    start = row.get("start")
    return Example(
        id=str(i),
        text=row["text"],
        label=str(row["label"]),
        target=row.get("target", ""),
        document=str(row.get(columns.get("document", ""), "")),
        outlet=str(row.get(columns.get("outlet", ""), "")),
        mention=Span(start, row["end"]) if isinstance(start, int) else None,
        soft=tuple(sorted(row.get("soft", {}).items())),
    )


def basil(data: Path) -> list[Example]:
    """Sentences with informational bias or without; no event is on both sides."""
    return [
        Example(
            str(i),
            row["text"],
            "yes" if any(s["type"] == "inf" for s in row["spans"]) else "no",
            document=row["story"],
        )
        for i, row in enumerate(rows(data, "basil"))
    ]


def babe(data: Path) -> list[Example]:
    """Without the one sentence that has no majority."""
    return [e for e in reader("babe", document="document")(data) if e.label != "No agreement"]


def fnc1(data: Path) -> list[Example]:
    """Pairs of a headline, the target, and a body; no body is on both sides."""
    bodies = {row.get("id", row.get("body")): row["text"] for row in rows(data, "fnc1", "bodies")}
    return [
        Example(str(i), bodies[r["body"]], r["label"], target=r["target"], document=str(r["body"]))
        for i, r in enumerate(rows(data, "fnc1"))
    ]


SETS: Mapping[str, Set] = {
    "semeval2016_t6a": Set(reader("semeval2016_t6a"), "F_avg", stance=True),
    "gwsd": Set(reader("gwsd"), "macro F1"),
    "babe": Set(babe, "macro F1"),
    "claimbuster": Set(reader("claimbuster"), "macro F1"),
    "basil": Set(basil, "informational F1"),
    "newsmtsc": Set(reader("newsmtsc", document="sent"), "macro F1", stance=True),
    "checkthat2019_t1": Set(reader("checkthat2019_t1", document="doc"), "MAP"),
    "allsides_articles": Set(reader("allsides_articles", outlet="outlet"), "macro F1"),
    "fnc1": Set(fnc1, "relative score", stance=True),
}


def measured(confusion: Floats, metric: str, labels: Sequence[str]) -> Any:
    """A metric of confusion matrices (…, gold, predicted)."""
    if metric == "F_avg":
        return mean_f1(confusion, of=[labels.index("FAVOR"), labels.index("AGAINST")])
    if metric == "informational F1":
        return f1(confusion)[..., labels.index("yes")]
    if metric == "relative score":
        return relative(confusion, labels)
    return mean_f1(confusion, of=range(len(labels)))


def relative(confusion: Floats, labels: Sequence[str]) -> Any:
    """The score of the Fake News Challenge over the best possible.

    A quarter for related or unrelated told right, three quarters more for the right related label.
    """
    related = np.array([label != "unrelated" for label in labels])
    worth = 0.25 * (related[:, None] == related[None, :]) + 0.75 * np.diag(related)
    best = confusion.sum(axis=-1) @ np.where(related, 1.0, 0.25)
    return (confusion * worth).sum(axis=(-2, -1)) / best


def average_precision(gold: NDArray[np.bool_], scores: Floats) -> float:
    """Mean over the positives of the precision at their rank; NaN without one.

    >>> average_precision(np.array([True, False, True]), np.array([0.9, 0.8, 0.7]))  # (1 + 2/3) / 2
    0.8333333333333333
    """
    hits = gold[np.argsort(-scores, kind="stable")]
    places = np.flatnonzero(hits) + 1
    return float((np.arange(1, len(places) + 1) / places).mean()) if len(places) else float("nan")


def scores(
    examples: Sequence[Example], answers: Floats, labels: Sequence[str], metric: str
) -> dict[str, float | None]:
    """Value and 95 % interval, drawn over groups, of probabilities (n, labels)."""
    names, unit = np.unique(groups(examples), return_inverse=True)
    gold = np.array([labels.index(e.label) for e in examples])
    if metric == "MAP":
        parts = [average_precision(gold[unit == u] == 1, answers[unit == u, 1]) for u in set(unit)]
        draws = np.random.default_rng(7).choice(parts, (RESAMPLES, len(parts)))
        means = np.nanmean(draws, axis=1)
        return _interval(float(np.nanmean(parts)), means)
    counts = np.zeros((len(names), len(labels), len(labels)))
    np.add.at(counts, (unit, gold, answers.argmax(axis=1)), 1)
    samples = resampled(counts, RESAMPLES, 7)
    found = _interval(
        float(measured(counts.sum(axis=0), metric, labels)), measured(samples, metric, labels)
    )
    found["macro F1"] = float(mean_f1(counts.sum(axis=0), of=range(len(labels))))
    return found


def _interval(value: float, samples: Floats) -> dict[str, float | None]:
    return {"value": value, "low": percentile(samples, 2.5), "high": percentile(samples, 97.5)}


def some(examples: list[Example], most: int) -> list[Example]:
    """Whole groups, drawn until there are `most` examples."""
    if not most or len(examples) <= most:
        return examples
    names = groups(examples)
    order = np.random.default_rng(7).permutation(sorted(set(names))).tolist()
    sizes = np.cumsum([names.count(name) for name in order])
    taken = set(order[: int(np.searchsorted(sizes, most)) + 1])
    return [e for e, name in zip(examples, names, strict=True) if name in taken]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is run."""

    encoder: str
    """Id or folder; without one, `linear` only."""
    folds: int = 3
    tuned: bool = True
    """Whether the fine-tuned member is run, which costs most, and the blend."""
    keep: Path | None = None
    """Where the probabilities of a family and fold are kept; what is there is not fitted again."""


def run(name: str, data: Path, wanted: Wanted) -> dict[str, Any]:
    """The scores of all families on one set, by cross-validation."""
    began = time.process_time()
    kept = SETS[name]
    every = kept.read(data)
    examples = tied(some(every, kept.most))
    labels = sorted({e.label for e in examples})
    cut = folds(examples, wanted.folds, 7)
    answers: dict[str, Floats] = {}
    for number, (train, test) in enumerate(cut.folds):
        ahead, behind = [examples[i] for i in train], [examples[i] for i in test]
        place = (
            wanted.keep / f"{name}-{len(examples)}-{wanted.folds}-{number}" if wanted.keep else None
        )
        part = replace(wanted, keep=place)
        for family, found in answered(ahead, behind, part, stance=kept.stance).items():
            full = answers.setdefault(family, np.zeros((len(examples), len(labels))))
            for column, label in enumerate(found[0]):
                full[test, labels.index(label)] = found[1][:, column]
    return {
        "metric": kept.metric,
        "examples": len(examples),
        "of": len(every),
        "groups": cut.groups,
        "by": cut.by,
        "folds": wanted.folds,
        "cpu_s": round(time.process_time() - began),
        "scores": {f: scores(examples, found, labels, kept.metric) for f, found in answers.items()},
    }


def answered(
    train: list[Example], test: list[Example], wanted: Wanted, *, stance: bool
) -> dict[str, tuple[list[str], Floats]]:
    """Labels and probabilities by each family and baseline."""
    gold = [e.label for e in train]
    classes = sorted(set(gold))
    found: dict[str, Floats] = {}
    members = Blend(encoder=wanted.encoder).unfitted() if wanted.encoder else [LinearClassifier()]
    for family, member in zip(MEMBERS, members, strict=False):
        if wanted.tuned or family != "finetune":
            found[family] = _kept(wanted.keep, family, partial(_told, member, train, test))
    if "both" in found:
        found["three"] = np.mean([found[m] for m in MEMBERS[:3]], axis=0)
    if "finetune" in found:
        found["blend"] = np.average([found[m] for m in MEMBERS], axis=0, weights=WEIGHTS)
    counts = np.array([[gold.count(label) / len(gold) for label in classes]])
    found["majority"] = counts.repeat(len(test), axis=0)
    if stance:
        blind = LinearClassifier().fit([_blind(e) for e in train], gold)
        found["target-blind"] = blind.predict_proba([_blind(e) for e in test])
    return {family: (classes, probabilities) for family, probabilities in found.items()}


def _told(model: Any, train: list[Example], test: list[Example]) -> Floats:
    found: Floats = model.fit(train, [e.label for e in train]).predict_proba(test)
    return found


def _kept(folder: Path | None, family: str, make: Callable[[], Floats]) -> Floats:
    if folder is None:
        return make()
    path = folder / f"{family}.npy"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        np.save(path, make())
    found: Floats = np.load(path)
    return found


def _blind(example: Example) -> Example:
    return replace(example, target="", mention=None)


def main() -> None:
    """Run the sets asked for, and write the page."""
    names = [*SETS, *span_quality.SPAN_SETS]
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--encoder", default="", help="a Hugging Face id or a folder; else linear only"
    )
    parser.add_argument("--only", action="append", choices=sorted(names), help="all unless named")
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--without-finetune", action="store_true", help="nor the blend")
    parser.add_argument(
        "--keep",
        type=Path,
        help="a folder for the probabilities; those that are there are not computed again, so empty "
        "it after a change of the code",
    )
    options = parser.parse_args()
    tuned = not options.without_finetune
    wanted = Wanted(options.encoder, options.folds, tuned, options.keep)
    for name in options.only or names:
        if name in SETS:
            result = run(name, options.data, wanted)
        else:
            result = span_quality.run(name, options.data, options.encoder, options.folds)
        print(name, json.dumps(result), flush=True)
        record(name, result)


if __name__ == "__main__":
    main()
