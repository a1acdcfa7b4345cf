"""What spans are said to be: each attribute a question of its own, asked of the words marked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from stancemark.models.dataset import Example
from stancemark.models.span_table import SpanExample
from stancemark.models.tagger import HALF, Attribute, LabelledSpan
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
    known = [(row.about, [s for s in row.spans if s.attributes]) for row in rows]
    values: dict[str, set[str]] = {}
    for one in (one for _, spans in known for span in spans for one in span.attributes):
        if one.several:
            values.setdefault(one.name, set()).update(value for value, _ in one.shares)
    parts: dict[Key, list[Example]] = {}
    for about, spans in known:
        for span, asked in zip(spans, of_text(about, spans), strict=True):
            for key, shares in _questions(span, values):
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


@dataclass(frozen=True, slots=True)
class Form:
    """Where an attribute is said, and which two of its values nobody says at once."""

    labels: list[str]
    """Of the spans that have it."""
    apart: list[tuple[str, str]] = field(default_factory=list)
    """Where a span may have several; each pair sorted."""


def forms(rows: Iterable[SpanExample]) -> dict[str, Form]:
    """The form of each attribute."""
    labels: dict[str, set[str]] = {}
    known: dict[str, list[set[str]]] = {}
    for span in (span for row in rows for span in row.spans):
        for one in span.attributes:
            labels.setdefault(one.name, set()).add(span.label)
            found = known.setdefault(one.name, [])
            if one.several:
                found.append(set(one.values))
    return {name: Form(sorted(labels[name]), _apart(found)) for name, found in known.items()}


def said(
    models: Mapping[Key, Any],
    known: Mapping[str, Form],
    texts: Sequence[tuple[Example, Sequence[LabelledSpan]]],
) -> list[list[LabelledSpan]]:
    """The spans of each text, with what a model of each attribute says of those whose label has it.

    `known` are the forms of the attributes. Shares are probabilities; where several values may hold,
    of each by itself, and 0 of what nobody says beside one that is more probable.
    """
    every = [
        (e, s) for (about, own) in texts for e, s in zip(of_text(about, own), own, strict=True)
    ]
    found: list[list[Attribute]] = [[] for _ in every]
    for name, form in known.items():
        rows = [row for row, (_, span) in enumerate(every) if span.label in form.labels]
        values = {value: model for (asked, value), model in models.items() if asked == name}
        if not rows or not values:
            continue
        examples = [every[row][0] for row in rows]
        if "" in values:
            told = _probabilities(values[""], examples)
        else:
            each = {v: _probabilities(model, examples) for v, model in values.items()}
            told = [{v: each[v][i][YES] for v in values} for i in range(len(rows))]
            told = [_alone(shares, form.apart) for shares in told]
        for row, shares in zip(rows, told, strict=True):
            found[row].append(Attribute(name, tuple(shares.items()), "" not in values))
    done = iter(
        replace(span, attributes=tuple(own)) for (_, span), own in zip(every, found, strict=True)
    )
    return [[next(done) for _ in own] for _, own in texts]


def _probabilities(model: Any, examples: Sequence[Example]) -> list[dict[str, float]]:
    classes = [str(label) for label in model.classes_]
    return [dict(zip(classes, row, strict=True)) for row in model.predict_proba(examples).tolist()]


def _alone(shares: Mapping[str, float], apart: Iterable[tuple[str, str]]) -> dict[str, float]:
    """With 0 for the less probable of two values that nobody says at once."""
    kept = dict(shares)
    for pair in sorted(apart, key=lambda pair: -max(shares.get(v, 0.0) for v in pair)):
        if all(kept.get(value, 0.0) > HALF for value in pair):
            kept[min(pair, key=kept.__getitem__)] = 0.0
    return kept


def _apart(found: Sequence[set[str]]) -> list[tuple[str, str]]:
    values = sorted(set().union(*found))
    together = {pair for one in found for pair in combinations(sorted(one), 2)}
    return [pair for pair in combinations(values, 2) if pair not in together]


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
    span: LabelledSpan, values: Mapping[str, Iterable[str]]
) -> Iterator[tuple[Key, dict[str, float]]]:
    """What is said of a span, with the share of each answer; `values` of attributes that have several."""
    for one in span.attributes:
        shares = dict(one.shares)
        if one.name not in values:
            yield (one.name, ""), shares
        for value in sorted(values.get(one.name, ())):
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
