"""How good a model is on groups it never saw, with intervals, next to the most frequent label."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from stancemark.models.dataset import Example
from stancemark.models.held_out import Floats, HeldOut
from stancemark.models.split import Split, groups
from stancemark.records import Score

Metric = Callable[[Floats], Any]
"""Confusion matrices (…, gold labels, predicted labels) to numbers (…)."""

ENOUGH = 5
"""Fewer groups than this are too few to resample."""


def scored(  # noqa: PLR0913 - the last are named at the call
    examples: Sequence[Example],
    answers: HeldOut | None,
    split: Split,
    question: str,
    target: str,
    *,
    seed: int,
    resamples: int = 1000,
    scale: Sequence[str] = (),
) -> list[Score]:
    """Macro F1 and accuracy of answers out of fold; F_avg where the labels are of a stance.

    The interval is the 95 % percentile bootstrap over whole groups, since passages of one outlet err
    together (Field and Welsh 2007, *Bootstrapping clustered data*, JRSS B 69). The baseline always
    answers the most frequent label of the same training fold. With fewer than two labels nothing is
    measured, and `note` says so; `answers` may be None then. `scale` holds the labels of an ordinal
    question that are on its scale, in order; without it, labels that are all numbers are a scale.
    Examples that no fold tested are not scored.
    """
    if answers is not None and (answers.fold < 0).any():
        tested = np.flatnonzero(answers.fold >= 0).tolist()
        examples, answers = [examples[row] for row in tested], answers.of(tested)
    gold = sorted({e.label for e in examples})
    if answers is None or len(gold) < 2:
        only = f'all answers are "{gold[0]}"' if gold else "no answers yet"
        return unmeasured(examples, question, target, f"{only}: nothing to tell apart")
    model, frequent = answers.answers, answers.frequent
    labels = labels_of(examples, model, frequent)
    units, caution = drawn(examples, split)
    right = confusions(examples, model, labels, units)
    naive = confusions(examples, frequent, labels, units).sum(axis=0)
    samples = resampled(right, resamples, seed)
    return [
        Score(
            question=question,
            target=target,
            metric=name,
            value=float(metric(right.sum(axis=0))),
            low=percentile(metric(samples), 2.5),
            high=percentile(metric(samples), 97.5),
            baseline=float(metric(naive)),
            items=len(examples),
            groups=split.groups,
            note=_note(examples, split, caution),
        )
        for name, metric in _metrics(gold, labels, scale).items()
    ]


def labels_of(examples: Sequence[Example], *answers: Sequence[str]) -> list[str]:
    """The labels of gold, sorted, then those that only answers have."""
    gold = {e.label for e in examples}
    return [*sorted(gold), *sorted({label for each in answers for label in each} - gold)]


def unmeasured(examples: Sequence[Example], question: str, target: str, note: str) -> list[Score]:
    """The scores of a question on which nothing could be measured, and why."""
    count, held = len(examples), len(set(groups(examples)))
    return [
        Score(question, target, metric, None, None, None, None, count, held, note)
        for metric in ("macro_f1", "accuracy")
    ]


def f1(confusion: Floats) -> Floats:
    """F1 of each label, 2·tp / (gold + predicted), NaN for one that gold lacks: (…, labels)."""
    right = np.diagonal(confusion, axis1=-2, axis2=-1)
    gold, predicted = confusion.sum(axis=-1), confusion.sum(axis=-2)
    empty = np.full_like(gold, np.nan)
    scores: Floats = np.divide(2 * right, gold + predicted, out=empty, where=gold > 0)
    return scores


def mean_f1(confusion: Floats, of: Sequence[int]) -> Any:
    """Mean of F1 over some labels: all of gold for macro F1, favor and against for F_avg.

    A mean of F1 (Opitz and Burst 2019, *Macro F1 and Macro F1*), as in SemEval-2016 Task 6
    (Mohammad et al. 2016). NaN where gold lacks one of the labels.

    >>> round(float(mean_f1(np.array([[2.0, 1.0], [0.0, 1.0]]), of=[0, 1])), 4)  # (4/5 + 2/3) / 2
    0.7333
    """
    return f1(confusion)[..., list(of)].mean(axis=-1)


def accuracy(confusion: Floats) -> Any:
    """Share of right answers."""
    return np.trace(confusion, axis1=-2, axis2=-1) / confusion.sum(axis=(-2, -1))


def absolute_error(confusion: Floats, places: Floats) -> Any:
    """Mean of |gold - predicted| on a scale; answers that are off it (NaN) count not."""
    on = np.flatnonzero(~np.isnan(places))
    apart = np.abs(places[on][:, None] - places[on][None, :])
    inside = confusion[..., on[:, None], on[None, :]]
    total = inside.sum(axis=(-2, -1))
    empty = np.full_like(total, np.nan)
    return np.divide((inside * apart).sum(axis=(-2, -1)), total, out=empty, where=total > 0)


def _places(gold: Sequence[str], labels: Sequence[str], scale: Sequence[str]) -> Floats | None:
    """Where each label is on the scale, NaN for off it; None where there is no scale."""
    try:
        known = dict(zip(scale, map(float, range(len(scale))), strict=True)) or {
            label: float(label) for label in gold
        }
    except ValueError:
        return None
    return np.array([known.get(label, np.nan) for label in labels])


def _metrics(
    gold: Sequence[str], labels: Sequence[str], scale: Sequence[str]
) -> Mapping[str, Metric]:
    """The measures of a question; its gold labels are the first of the confusion matrix."""
    macro = partial(mean_f1, of=range(len(gold)))
    metrics: dict[str, Metric] = {"macro_f1": macro, "accuracy": accuracy}
    if len(gold) > 2 and (places := _places(gold, labels, scale)) is not None:
        metrics["mae"] = partial(absolute_error, places=places)
    places_of = {label.casefold(): place for place, label in enumerate(gold)}
    if {"favor", "against"} <= set(places_of):
        metrics["f_avg"] = partial(mean_f1, of=[places_of["favor"], places_of["against"]])
    return metrics


def drawn(examples: Sequence[Example], split: Split) -> tuple[list[str], str]:
    """What the bootstrap draws, by example, and a caution where there are too few groups to draw."""
    units = groups(examples, split.by)
    if len(set(units)) >= ENOUGH:
        return units, ""
    documents = [e.document for e in examples]
    known = all(documents) and len(set(documents)) >= ENOUGH
    what = "documents" if known else "rows"
    few = f"only {len(set(units))} {split.unit}s"
    caution = f"{few}: the interval is over {what}, and too narrow"
    return documents if known else [str(row) for row in range(len(examples))], caution


def _note(examples: Sequence[Example], split: Split, caution: str) -> str:
    """Cautions: about the interval, and about labels that no fold can learn."""
    where: dict[str, set[str]] = {}
    for example, group in zip(examples, groups(examples, split.by), strict=True):
        where.setdefault(example.label, set()).add(group)
    lonely = [
        f'"{label}" is in one {split.unit} only: no model could learn it elsewhere'
        for label, places in sorted(where.items())
        if len(places) == 1
    ]
    return "; ".join([*([caution] if caution else []), *lonely])


def confusions(
    examples: Sequence[Example], answers: Sequence[str], labels: Sequence[str], units: Sequence[str]
) -> Floats:
    """Confusion matrix of each unit, shape (units, gold labels, predicted labels)."""
    names, unit = np.unique(units, return_inverse=True)
    place = {label: i for i, label in enumerate(labels)}
    counts = np.zeros((len(names), len(labels), len(labels)))
    gold = np.array([place[e.label] for e in examples])
    np.add.at(counts, (unit, gold, np.array([place[answer] for answer in answers])), 1)
    return counts


def resampled(counts: Floats, resamples: int, seed: int) -> Floats:
    """Sums of the counts (units, …) over as many units, drawn with replacement: (resamples, …)."""
    generator, units = np.random.default_rng(seed), len(counts)
    flat = counts.reshape(units, -1)
    sums = [
        np.bincount(generator.integers(units, size=units), minlength=units) @ flat
        for _ in range(resamples)
    ]
    return np.reshape(sums, (resamples, *counts.shape[1:]))


def percentile(values: Floats, rank: float) -> float | None:
    """Over the resamples that have a value: one that lacks a label has no F1 of it."""
    defined = values[~np.isnan(values)]
    return float(np.percentile(defined, rank)) if len(defined) else None
