"""How good span models are on labelled sets that others published on; run by `benchmarks/quality.py`.

Tokens are counted as in `benchmarks/attribution.py`: F1 of those that any span of a label touches,
summed over all texts.
"""

import gzip
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.attribution import CLASSES, documents, tokens_in
from stancemark.models.dataset import Example
from stancemark.models.evaluate import percentile, resampled
from stancemark.models.span_blend import BlendedTagger
from stancemark.models.span_scores import f1
from stancemark.models.span_table import SpanExample, fit
from stancemark.models.spans import SpanTagger
from stancemark.models.split import Apart, folds
from stancemark.models.tagger import LabelledSpan
from stancemark.records import Span

Floats = NDArray[np.float64]
Found = Sequence[Sequence[LabelledSpan]]
Cut = tuple[Sequence[SpanExample], Sequence[SpanExample]]
"""What is learned from, and what is asked."""

RESAMPLES = 500


@dataclass(frozen=True, slots=True)
class SpanSet:
    """A set of texts with spans, how it is cut, and what is measured."""

    cuts: Callable[[Path, int], Iterator[Cut]]
    mean: bool
    """Whether F1 is the mean of the labels', or that of all tokens of all labels."""


def polnear(data: Path, _: int) -> Iterator[Cut]:
    """Attributions in campaign news: its training part, and its development part."""
    parts = [_attributions(data / "polnear" / f"{part}.jsonl.gz") for part in ("train", "dev")]
    yield parts[0], parts[1]


def _attributions(path: Path) -> list[SpanExample]:
    found = []
    for i, (text, marked) in enumerate(documents(path)):
        spans = {LabelledSpan(Span(*s), name) for name in CLASSES for s in marked[name]}
        about = Example(f"{path.name} {i}", text, "", document=f"{path.name} {i}")
        found.append(SpanExample(about, tuple(sorted(spans))))
    return found


def basil(data: Path, count: int) -> Iterator[Cut]:
    """Lexical and informational bias in whole articles; no event is on both sides."""
    articles: dict[str, list[Mapping[str, Any]]] = {}
    with gzip.open(data / "basil" / "train.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            articles.setdefault(row["article"], []).append(row)
    examples = [_article(name, rows) for name, rows in articles.items()]
    for train, test in folds([e.about for e in examples], count, 7, Apart(by="document")).folds:
        yield [examples[i] for i in train], [examples[i] for i in test]


def _article(name: str, rows: Sequence[Mapping[str, Any]]) -> SpanExample:
    """An article's sentences, a line each."""
    starts = np.cumsum([0, *(len(row["text"]) + 1 for row in rows)]).tolist()
    spans = {
        LabelledSpan(Span(s["start"], s["end"]).moved(start), s["type"])
        for start, row in zip(starts, rows, strict=False)
        for s in row["spans"]
    }
    text = "\n".join(row["text"] for row in rows)
    return SpanExample(Example(name, text, "", document=rows[0]["story"]), tuple(sorted(spans)))


SPAN_SETS: Mapping[str, SpanSet] = {
    "polnear": SpanSet(polnear, mean=True),
    "basil_spans": SpanSet(basil, mean=False),
}


def run(name: str, data: Path, encoder: str, count: int) -> dict[str, Any]:
    """The scores of all families on one set."""
    began = time.process_time()
    asked: list[SpanExample] = []
    answers: dict[str, list[Sequence[LabelledSpan]]] = {}
    known = cuts = 0
    for train, test in SPAN_SETS[name].cuts(data, count):
        known, cuts, asked = max(known, len(train)), cuts + 1, [*asked, *test]
        for family, found in answered(train, [e.text for e in test], encoder).items():
            answers.setdefault(family, []).extend(found)
    return result(name, asked, answers) | {
        "train": known,
        "folds": cuts,
        "cpu_s": round(time.process_time() - began),
    }


def answered(train: Sequence[SpanExample], texts: Sequence[str], encoder: str) -> dict[str, Found]:
    """The spans of texts by each family; without an encoder by `linear` only."""
    if not encoder:
        return {"linear": fit(SpanTagger(), train).predict(texts)}
    blend = BlendedTagger(encoder=encoder)
    fit(blend, train)
    linear, finetune = blend.members_
    return {
        "linear": linear.predict(texts),
        "finetune": finetune.predict(texts),
        "blend": blend.predict(texts),
    }


def result(
    name: str, examples: Sequence[SpanExample], answers: Mapping[str, Found]
) -> dict[str, Any]:
    """What is kept of a set: its scores, and what they rest on."""
    mean = SPAN_SETS[name].mean
    return {
        "metric": "mean token F1" if mean else "token F1",
        "examples": len(examples),
        "of": len(examples),
        "groups": len({e.about.document for e in examples}),
        "by": "document",
        "scores": {family: _scores(examples, found, mean) for family, found in answers.items()},
    }


def _scores(examples: Sequence[SpanExample], found: Found, mean: bool) -> dict[str, Any]:
    """Value and 95 % interval, drawn over documents (or events), and F1 of each label."""
    labels = sorted({s.label for e in examples for s in e.spans})
    names, unit = np.unique([e.about.document for e in examples], return_inverse=True)
    counts = np.zeros((len(names), len(labels), 3))
    rows = [
        [_counts(e.text, e.spans, ours, label) for label in labels]
        for e, ours in zip(examples, found, strict=True)
    ]
    np.add.at(counts, unit, np.array(rows))

    def measured(of: Floats) -> Floats:
        return f1(of).mean(axis=-1) if mean else f1(of.sum(axis=-2))

    total, samples = counts.sum(axis=0), measured(resampled(counts, RESAMPLES, 7))
    return {
        "value": float(measured(total)),
        "low": percentile(samples, 2.5),
        "high": percentile(samples, 97.5),
        "labels": dict(zip(labels, f1(total).tolist(), strict=True)),
    }


def _counts(
    text: str, gold: Sequence[LabelledSpan], found: Sequence[LabelledSpan], label: str
) -> list[int]:
    """Tokens of a label that are right, in gold, and found."""
    there, here = (
        tokens_in(text, [(s.span.start, s.span.end) for s in spans if s.label == label])
        for spans in (gold, found)
    )
    return [len(there & here), len(there), len(here)]
