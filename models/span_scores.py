"""How well spans are found on groups never seen: token F1 and exact F1 of each label."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from stancemark.models.evaluate import drawn, percentile, resampled
from stancemark.models.side_by_side import each
from stancemark.models.span_table import SpanExample, fit
from stancemark.models.split import Split
from stancemark.models.tagger import LabelledSpan, Tagger
from stancemark.models.tokens import paragraphs
from stancemark.records import Score

Counts = NDArray[np.float64]
"""Right, in gold, and found, on the last axis."""

METRICS = ("token_f1", "exact_f1")


def evaluate(
    examples: Sequence[SpanExample],
    *,
    make: Callable[[], Tagger],
    split: Split,
    seed: int,
    baseline: Sequence[Sequence[LabelledSpan]] = (),
) -> list[Score]:
    """Token F1 and exact F1 of every label, out of fold, micro over all texts.

    The interval is the 95 % percentile bootstrap over groups, as for other questions. `baseline` is
    what something else finds in each text; without it, the baseline marks nothing: 0.
    """
    found = out_of_fold(examples, make, split)
    theirs = baseline or [()] * len(examples)
    labels = sorted({s.label for e in examples for s in e.spans})
    units, note = drawn([e.about for e in examples], split)
    names, unit = np.unique(units, return_inverse=True)
    scores: list[Score] = []
    for label in labels:
        counts = np.zeros((len(names), len(METRICS), 3))
        rows = [_counts(e, spans, label) for e, spans in zip(examples, found, strict=True)]
        np.add.at(counts, unit, np.array(rows))
        total, samples = f1(counts.sum(axis=0)), f1(resampled(counts, 1000, seed))
        others = [_counts(e, spans, label) for e, spans in zip(examples, theirs, strict=True)]
        beside = f1(np.array(others, dtype=np.float64).sum(axis=0))
        scores += [
            Score(
                question=label,
                target="",
                metric=metric,
                value=float(total[i]),
                low=percentile(samples[:, i], 2.5),
                high=percentile(samples[:, i], 97.5),
                baseline=float(beside[i]),
                items=len(examples),
                groups=split.groups,
                note=note,
            )
            for i, metric in enumerate(METRICS)
        ]
    return scores


def out_of_fold(
    examples: Sequence[SpanExample], make: Callable[[], Tagger], split: Split
) -> list[list[LabelledSpan]]:
    """What a model fitted on the other folds finds in each text; nothing where these have none."""
    found: list[list[LabelledSpan]] = [[] for _ in examples]
    parts = [
        ([examples[i] for i in train.tolist()], [examples[i] for i in test.tolist()], make())
        for train, test in split.folds
    ]
    for (_, test), told in zip(split.folds, each(_answered, parts), strict=True):
        for i, spans in zip(test.tolist(), told, strict=True):
            found[i] = spans
    return found


def _answered(
    known: Sequence[SpanExample], asked: Sequence[SpanExample], model: Tagger
) -> list[list[LabelledSpan]]:
    if not any(e.spans for e in known):
        return [[] for _ in asked]
    return fit(model, known).predict([e.text for e in asked])


def f1(counts: Counts) -> NDArray[np.float64]:
    """F1 = 2·right / (gold + found), NaN where both are 0: (…, 3) to (…).

    >>> f1(np.array([3.0, 4.0, 8.0])).item()  # 2·3 / (4 + 8)
    0.5
    """
    both = counts[..., 1] + counts[..., 2]
    empty = np.full_like(both, np.nan)
    scores: NDArray[np.float64] = np.divide(2 * counts[..., 0], both, out=empty, where=both > 0)
    return scores


def covered(text: str, spans: Iterable[LabelledSpan], label: str) -> set[int]:
    """The tokens that spans of a label touch, by where they begin."""
    tokens = [token for part in paragraphs(text) for token in part]
    starts = np.array([token.start() for token in tokens])
    ends = np.array([token.end() for token in tokens])
    inside: set[int] = set()
    for s in (s for s in spans if s.label == label):
        first, last = (
            np.searchsorted(ends, s.span.start, "right"),
            np.searchsorted(starts, s.span.end),
        )
        inside.update(starts[first:last].tolist())
    return inside


def _counts(example: SpanExample, found: Sequence[LabelledSpan], label: str) -> list[list[int]]:
    """Of tokens and of spans: right, in gold, found."""
    pairs: list[tuple[set[object], set[object]]] = [
        (
            set(covered(example.text, example.spans, label)),
            set(covered(example.text, found, label)),
        ),
        (
            {s.span for s in example.spans if s.label == label},
            {s.span for s in found if s.label == label},
        ),
    ]
    return [[len(gold & ours), len(gold), len(ours)] for gold, ours in pairs]
