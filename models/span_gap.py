"""What a random split would have promised of spans, and whether the outlet can be told from their texts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from stancemark.errors import InputError
from stancemark.models import verdict
from stancemark.models.dataset import Example
from stancemark.models.evaluate import drawn, resampled
from stancemark.models.paired import Drawn
from stancemark.models.probe import probe
from stancemark.models.span_scores import covered, f1, out_of_fold
from stancemark.models.span_table import SpanExample
from stancemark.models.split import Apart, Split, folds
from stancemark.records import Evaluation, Gap

_RESAMPLES = 1000


def given_away(
    found: Evaluation,
    examples: Sequence[SpanExample],
    make: Callable[[], Any],
    split: Split,
    *,
    seed: int,
    masked: Sequence[Example] | None = None,
) -> Evaluation:
    """An evaluation of spans with the gap, its warning, and the outlet probe.

    Costs two fits for each fold. `masked` are what the examples are about, with outlets' names blanked.
    There is no gap where rows are all that can be kept apart.
    """
    if split.by in ("outlet", "document"):
        apart = gap(examples, make, split, seed)
        found = replace(found, gap=apart, warnings=_warnings(apart, split.unit))
    try:
        return replace(found, probe=probe([e.about for e in examples], masked, seed))
    except InputError as error:
        return replace(found, notes=(*found.notes, str(error)))


def gap(examples: Sequence[SpanExample], make: Callable[[], Any], split: Split, seed: int) -> Gap:
    """Token F1 of all labels together: through folds of rows at random, through `split`, and the difference.

    Both meet the same resamples of the split's groups, so the interval of the difference is paired.
    """
    about = [e.about for e in examples]
    units = drawn(about, split)[0]
    dealt = folds(about, len(split.folds), seed, Apart(by="random"))
    random, apart = (_token_f1(examples, make, cut, units, seed) for cut in (dealt, split))
    return replace(verdict.gap(random, apart), metric="token_f1")


def _token_f1(
    examples: Sequence[SpanExample],
    make: Callable[[], Any],
    split: Split,
    units: Sequence[str],
    seed: int,
) -> Drawn:
    names, unit = np.unique(units, return_inverse=True)
    counts = np.zeros((len(names), 3))
    labels = sorted({s.label for e in examples for s in e.spans})
    for row, example, spans in zip(unit, examples, out_of_fold(examples, make, split), strict=True):
        for label in labels:
            gold = covered(example.text, example.spans, label)
            ours = covered(example.text, spans, label)
            counts[row] += len(gold & ours), len(gold), len(ours)
    return Drawn(float(f1(counts.sum(axis=0))), f1(resampled(counts, _RESAMPLES, seed)))


def _warnings(found: Gap, unit: str) -> tuple[str, ...]:
    """Where all of the gap's interval is above what a tagger may lose."""
    low, high, by = found.gap.low, found.gap.high, found.gap.value
    random, apart = found.random.value, found.apart.value
    if by is None or low is None or high is None or low <= verdict.LOST:
        return ()
    return (
        f"the tagger learns the {unit}: its token F1 is {random:.3f} where rows are dealt at random and "
        f"{apart:.3f} on {unit}s it never saw, {by:.3f} less [{low:.3f}, {high:.3f}]",
    )
