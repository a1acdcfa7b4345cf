"""How many labels a strategy needs for 95 % of what all labels give.

    python -m benchmarks.labels --data ../shared/datasets --encoder MODEL [--seeds 10] [--only babe]
                                [--models "mean with encoder"] [--strategies random,margin]

Each set is cut in two (`--share`), by group where it has groups: from the first part labels are asked for,
100 first by lot and then 50 at a time; macro F1 is measured on the second part. The aim is 95 % of
what a plain TF-IDF model reaches with every label of the first part. Median over the seeds, with the
interval of the median by bootstrap; "never" counts as one more than there are. The strategies of
small-text join where that package is installed, on the same models' probabilities and vectors (its
wheel brings a top-level `tests`: install it into another environment than the one that runs ours).
"""

import argparse
import gzip
import importlib
import importlib.util
import json
import statistics
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import make_union

from stancemark.annotate.strategies import STRATEGIES, Pool
from stancemark.models.encoder import Encoder

SETS = {"claimbuster": ("text", ""), "babe": ("text", "document"), "semeval2016_t6a": ("text", "")}
"""What is read, and by what the halves are kept apart."""

FIRST, STEP, SHARE = 100, 50, 0.95

THEIRS = ("BreakingTies", "PredictionEntropy", "EmbeddingKMeans", "GreedyCoreset")
"""Strategies of small-text that need no model of its own."""

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Task:
    """One set, its features made once."""

    labels: NDArray[Any]
    sparse: Any
    """TF-IDF of words and of characters inside words, with the target's words in front."""
    dense: Floats
    """Vectors of the frozen encoder."""
    groups: Sequence[str]
    share: float = 0.5
    """Of the groups, whose rows may be asked for."""


def read(folder: Path, name: str, encoder: Encoder, asked: argparse.Namespace) -> Task:
    """The training part of a set."""
    with gzip.open(folder / name / "train.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file][: asked.limit]
    texts = [f"{row.get('target', '')} {row['text']}".strip() for row in rows]
    union = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, max_features=30_000, min_df=2
        ),
    )
    grouped = SETS[name][1]
    groups = [str(row.get(grouped) or row["id"]) for row in rows]
    dense = encoder.encode(texts).astype(float)
    labels = np.array([str(row["label"]) for row in rows])
    return Task(labels, union.fit_transform(texts).tocsr(), dense, groups, asked.share)


def halves(task: Task, seed: int) -> tuple[Rows, Rows]:
    """Rows to ask for and rows to measure on, groups apart."""
    names = sorted(set(task.groups))
    drawn = np.random.default_rng(seed).permutation(len(names))
    first = {names[i] for i in drawn[: round(task.share * len(names))]}
    inside = np.array([group in first for group in task.groups])
    return np.flatnonzero(inside), np.flatnonzero(~inside)


Fit = Callable[[Task, Rows], list[tuple[Any, Any]]]
"""Fits on rows of a task; the fitted members, each with its features."""


def tfidf(task: Task, rows: Rows) -> list[tuple[Any, Any]]:
    """Logistic regression over TF-IDF."""
    return [(_regression(10.0).fit(task.sparse[rows], task.labels[rows]), task.sparse)]


def mean(task: Task, rows: Rows) -> list[tuple[Any, Any]]:
    """The mean of that and of logistic regression over the frozen encoder."""
    dense = _regression(10.0).fit(task.dense[rows], task.labels[rows]), task.dense
    return [*tfidf(task, rows), dense]


MODELS: dict[str, Fit] = {"TF-IDF": tfidf, "mean with encoder": mean}


def _regression(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, class_weight="balanced", max_iter=200, tol=1e-3)


def probabilities(members: list[tuple[Any, Any]], rows: Rows) -> list[Floats]:
    """What each member thinks of some rows."""
    return [model.predict_proba(features[rows]) for model, features in members]


def curve(task: Task, fit: Fit, strategy: str, seed: int, aim: float) -> int:
    """How many labels it takes to reach the aim; one more than there are where it is not reached."""
    generator = np.random.default_rng(seed)
    asked, measured = halves(task, seed)
    known = list(generator.permutation(asked)[:FIRST])
    while True:
        members = fit(task, np.array(known))
        guessed = np.mean(probabilities(members, measured), axis=0).argmax(axis=1)
        score = f1_score(task.labels[measured], members[0][0].classes_[guessed], average="macro")
        if score >= aim:
            return len(known)
        rest = np.setdiff1d(asked, known)
        if not len(rest):
            return len(asked) + 1
        choose = _theirs if strategy in THEIRS else _ours
        step = Step(task, members, np.array(known), rest)
        known += list(choose(step, strategy, generator))


@dataclass(frozen=True, slots=True)
class Step:
    """What is known as the next labels are asked for."""

    task: Task
    members: list[tuple[Any, Any]]
    known: Rows
    rest: Rows


def _ours(step: Step, strategy: str, generator: np.random.Generator) -> Rows:
    each = probabilities(step.members, step.rest)
    pool = Pool(
        [step.task.groups[row] for row in step.rest],
        [np.mean(each, axis=0)],
        [each[-1]] if len(each) > 1 else [],
        step.task.sparse[step.rest],
    )
    values = STRATEGIES[strategy](pool, generator)
    chosen: Rows = step.rest[np.argsort(-values, kind="stable")[:STEP]]
    return chosen


@dataclass(frozen=True, slots=True)
class Guesser:
    """What small-text asks of a classifier."""

    guesses: Floats

    def predict_proba(self, rows: Rows) -> Floats:
        """Probabilities of some rows."""
        return self.guesses[rows]


def _theirs(step: Step, strategy: str, generator: np.random.Generator) -> Rows:
    """What small-text asks next. It draws from numpy's global state, so that is seeded."""
    query_strategies = importlib.import_module("small_text.query_strategies")

    np.random.seed(int(generator.integers(2**31)))  # noqa: NPY002  # the only way to seed it
    rows = np.arange(len(step.task.labels))
    guesses = np.mean(probabilities(step.members, rows), axis=0)
    near = step.task.dense[np.concatenate([step.rest, step.known])]
    chosen: Rows = getattr(query_strategies, strategy)().query(
        Guesser(guesses),
        rows,
        step.rest,
        step.known,
        np.zeros(len(step.known), dtype=int),
        n=min(STEP, len(step.rest)),
        **({"embeddings": near} if strategy in THEIRS[2:] else {}),
    )
    return chosen


def interval(counts: Sequence[int], resamples: int = 2000) -> tuple[float, float]:
    """95 % of the median, by bootstrap over the seeds."""
    drawn = np.random.default_rng(7).choice(counts, (resamples, len(counts)))
    low, high = np.percentile(np.median(drawn, axis=1), [2.5, 97.5])
    return float(low), float(high)


def study(
    task: Task, name: str, seeds: int, models: Sequence[str], strategies: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """A row for each strategy and model."""
    aims = [_aim(task, seed) for seed in range(seeds)]
    for model in models:
        for strategy in strategies:
            if strategy == "disagreement" and model == "TF-IDF":
                continue
            counts = [
                curve(task, MODELS[model], strategy, seed, aims[seed]) for seed in range(seeds)
            ]
            low, high = interval(counts)
            yield {
                "set": name,
                "model": model,
                "strategy": strategy,
                "labels": statistics.median(counts),
                "low": low,
                "high": high,
                "aim": round(statistics.mean(aims), 4),
                "of": round(task.share * len(task.labels)),
            }


def _aim(task: Task, seed: int) -> float:
    asked, measured = halves(task, seed)
    [(model, features)] = tfidf(task, asked)
    guessed = model.predict(features[measured])
    return SHARE * float(f1_score(task.labels[measured], guessed, average="macro"))


def _installed() -> Sequence[str]:
    return THEIRS if importlib.util.find_spec("small_text") else ()


def main() -> None:
    """Print a row at a time."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoder", required=True, help="a folder or an id")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--only", default=",".join(SETS))
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--strategies", default=",".join([*STRATEGIES, *_installed()]))
    parser.add_argument("--share", type=float, default=0.5, help="of the rows, to ask for")
    parser.add_argument("--limit", type=int, default=10**9, help="rows of a set")
    asked = parser.parse_args()
    warnings.simplefilter("ignore", ConvergenceWarning)
    warnings.filterwarnings("ignore", module="small_text")
    encoder = Encoder(asked.encoder)
    for name in asked.only.split(","):
        task = read(asked.data, name, encoder, asked)
        for row in study(
            task, name, asked.seeds, asked.models.split(","), asked.strategies.split(",")
        ):
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
