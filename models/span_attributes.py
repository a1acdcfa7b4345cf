"""What spans are said to be: each attribute a question of its own, asked of the words marked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from stancemark.models.dataset import Example
from stancemark.models.span_table import SpanExample
from stancemark.models.tagger import Attribute, LabelledSpan
from stancemark.records import Refusal, Span
from stancemark.tasks.sentences import sentences

Key = tuple[str, str]
"""An attribute; and where a span may have several of its values, the one that holds or not."""

YES, NO = "yes", "no"

LEAST = 20
"""Spans that an attribute of a table has to be known of, and that each of several values has to hold of."""


def examples(rows: Iterable[SpanExample]) -> dict[Key, list[Example]]:
    """The labelled examples of each attribute, in the order of the texts.

    Of an attribute with several values each is a question of its own, answered `YES` or `NO`. What
    people are of two minds about is no example.
    """
    known = [(row.about, span) for row in rows for span in row.spans if span.attributes]
    every = [one for _, span in known for one in span.attributes]
    values: dict[str, set[str]] = {one.name: set() for one in every if one.several}
    for one in every:
        if one.name in values:
            values[one.name].update(value for value, _ in one.shares)
    parts: dict[Key, list[Example]] = {}
    for about, span in known:
        asked = of_text(about, [span])[0]
        for one in span.attributes:
            for key, shares in _questions(one, values):
                if label := most(shares):
                    example = replace(asked, label=label, soft=tuple(sorted(shares.items())))
                    parts.setdefault(key, []).append(example)
    return parts


def enough(
    parts: Mapping[Key, Sequence[Example]], least: int
) -> tuple[dict[Key, list[Example]], list[Refusal]]:
    """The questions with `least` examples (of one of several values, that it holds of), and why not the others."""
    kept: dict[Key, list[Example]] = {}
    refused: list[Refusal] = []
    for key, part in parts.items():
        labels = Counter(e.label for e in part)
        count = labels[YES] if key[1] else len(part)
        name = "/".join(key).strip("/")
        if count < least:
            refused.append(Refusal("train", name, "too few spans", f"{count} of {least}"))
        elif len(labels) < 2:
            only = f"every answer is {min(labels)}"
            refused.append(Refusal("train", name, "one label only", only))
        else:
            kept[key] = list(part)
    return kept, refused


def labels_with(rows: Iterable[SpanExample]) -> dict[str, list[str]]:
    """By attribute, the labels of spans that have it."""
    found: dict[str, set[str]] = {}
    for span in (span for row in rows for span in row.spans):
        for one in span.attributes:
            found.setdefault(one.name, set()).add(span.label)
    return {name: sorted(labels) for name, labels in found.items()}


def said(
    models: Mapping[Key, Any],
    labels: Mapping[str, Sequence[str]],
    texts: Sequence[tuple[Example, Sequence[LabelledSpan]]],
) -> list[list[LabelledSpan]]:
    """The spans of each text, with what a model of each attribute says of those whose label has it.

    `labels` are those of each attribute. Shares are probabilities; where several values may hold, of
    each by itself.
    """
    every = [
        (e, s) for (about, own) in texts for e, s in zip(of_text(about, own), own, strict=True)
    ]
    shares: list[dict[str, list[tuple[str, float]]]] = [{} for _ in every]
    several = {name for name, value in models if value}
    for (name, value), model in models.items():
        rows = [row for row, (_, span) in enumerate(every) if span.label in labels.get(name, ())]
        if not rows:
            continue
        classes = [str(label) for label in model.classes_]
        found = np.asarray(model.predict_proba([every[row][0] for row in rows]), dtype=np.float64)
        for row, probabilities in zip(rows, found.tolist(), strict=True):
            pairs = list(zip(classes, probabilities, strict=True))
            pairs = [(value, p) for label, p in pairs if label == YES] if value else pairs
            shares[row].setdefault(name, []).extend(pairs)
    told = iter(
        replace(
            span, attributes=tuple(Attribute(n, tuple(p), n in several) for n, p in own.items())
        )
        for (_, span), own in zip(every, shares, strict=True)
    )
    return [[next(told) for _ in own] for _, own in texts]


def of_text(about: Example, spans: Sequence[LabelledSpan]) -> list[Example]:
    """Spans as examples without a label: the words marked, and on either side the rest of their sentences."""
    units = list(sentences(about.text)) if spans else []
    return [_asked(about, one, units) for one in spans]


def most(shares: Mapping[str, float]) -> str:
    """The value of the largest share; "" where two are as large.

    >>> most({"partial": 0.5, "none": 0.5}), most({"partial": 0.75, "none": 0.25})
    ('', 'partial')
    """
    best = max(shares.values(), default=0.0)
    first = [value for value, share in shares.items() if share == best]
    return first[0] if len(first) == 1 else ""


def _questions(
    one: Attribute, values: Mapping[str, Iterable[str]]
) -> Iterator[tuple[Key, dict[str, float]]]:
    """What an attribute answers, with the share of each answer; `values` of those that have several."""
    shares = dict(one.shares)
    if one.name not in values:
        yield (one.name, ""), shares
        return
    for value in sorted(values[one.name]):
        held = shares.get(value, 0.0)
        pair = {YES: held, NO: 1 - held}
        yield (one.name, value), {label: share for label, share in pair.items() if share > 0}


def _asked(about: Example, one: LabelledSpan, units: Sequence[Span]) -> Example:
    start, end = one.span.start, one.span.end
    first = max((u.start for u in units if u.start <= start), default=start)
    last = min((u.end for u in units if u.end >= end), default=end)
    return replace(
        about,
        id=f"{about.id} {start}:{end} {one.label}",
        text=one.span.of(about.text),
        label="",
        heading="",
        before=about.text[first:start],
        after=about.text[end:last],
    )
