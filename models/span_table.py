"""A table of texts with labelled stretches to examples: `id, text, spans: [{start, end, label, attributes}]`."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from stancemark.models.dataset import Example, clustered, example_of, require
from stancemark.models.search import tied
from stancemark.models.split import groups
from stancemark.models.tagger import Attribute, LabelledSpan, Tagger
from stancemark.records import Refusal, Span, fingerprint

_GROUPS = 10
"""Outlets or documents, fewer of which are not held out whole."""


@dataclass(frozen=True, slots=True)
class SpanExample:
    """A text with its spans, sorted, each once; `about` ties it to outlet, document and cluster."""

    about: Example
    spans: tuple[LabelledSpan, ...]

    @property
    def text(self) -> str:
        """The whole text."""
        return self.about.text


def from_rows(
    rows: Iterable[Mapping[str, Any]], source: str
) -> tuple[list[SpanExample], list[Refusal]]:
    """Examples out of a table, and the rows refused, counted from 1.

    `spans` may be a list or, as CSV has it, JSON. A text without any span says so with `[]`. Spans
    may cross, nest and touch; one given twice counts once. Its `attributes`, if it has any, are an
    object of words, or of lists of words where several may hold. Raises `InputError` where no row has a
    text, or none has spans.
    """
    good: dict[str, SpanExample] = {}
    refused: list[Refusal] = []
    columns: dict[str, None] = {}
    for number, row in enumerate(rows, start=1):
        columns.update(dict.fromkeys(row))
        about = example_of(row, f"{source}#{number}")
        found = spans_of(row.get("spans"), len(about.text))
        if reason := _reason(about, found, good):
            refused.append(Refusal("train", f"{source}#{number}", *reason))
        elif not isinstance(found, str):
            good[about.id] = SpanExample(about, found)
    require(columns, ("text", "spans"), source)
    tied = clustered([e.about for e in good.values()])
    examples = zip(tied, good.values(), strict=True)
    return [replace(e, about=about) for about, e in examples], refused


def fit(tagger: Tagger, examples: Sequence[SpanExample]) -> Tagger:
    """The tagger, fitted; what is held out shares no outlet with the rest, or no document.

    That is: the first of these of which there are `_GROUPS`, and that joins any; else texts are held
    out singly.
    """
    about = tied([e.about for e in examples])
    kinds = (groups(about), groups(about, "document"))
    enough = next((found for found in kinds if _GROUPS <= len(set(found)) < len(found)), None)
    return tagger.fit([e.text for e in examples], [e.spans for e in examples], enough)


def digest(examples: Iterable[SpanExample]) -> str:
    """Fingerprint of what is learned from, whatever its order."""
    rows = ((e.about.id, e.text, *map(str, e.spans)) for e in examples)
    return fingerprint(*sorted(fingerprint(*row) for row in rows))


def _reason(
    about: Example, found: tuple[LabelledSpan, ...] | str, good: Mapping[str, SpanExample]
) -> tuple[str, str] | None:
    if not about.text.strip():
        return "no text", about.id
    if isinstance(found, str):
        return "bad spans", f"{about.id}: {found}"
    return ("duplicate id", about.id) if about.id in good else None


def spans_of(cell: Any, length: int) -> tuple[LabelledSpan, ...] | str:
    """The spans of a cell for a text of so many characters, or what is wrong with them."""
    if isinstance(cell, str):
        try:
            cell = json.loads(cell)
        except ValueError as error:
            return f"`spans` is not JSON ({error})"
    if not isinstance(cell, list):
        return "`spans` is no list; expected [{start, end, label}], or [] for none"
    found: set[LabelledSpan] = set()
    for number, item in enumerate(cell, start=1):
        span = _span(item, length)
        if isinstance(span, str):
            return f"span {number}: {span}"
        found.add(span)
    return tuple(sorted(found))


def _span(item: Any, length: int) -> LabelledSpan | str:
    if not isinstance(item, Mapping):
        return "not an object {start, end, label}"
    start, end, label = (item.get(name) for name in ("start", "end", "label"))
    if type(start) is not int or type(end) is not int:
        return "`start` and `end` must be whole numbers, in code points"
    if not 0 <= start < end <= length:
        return f"{start}:{end} is not within the text's {length} characters"
    if not isinstance(label, str) or not label.strip():
        return "no `label`"
    said = _attributes(item.get("attributes"))
    return (
        said if isinstance(said, str) else LabelledSpan(Span(start, end), label.strip(), None, said)
    )


def _attributes(cell: Any) -> tuple[Attribute, ...] | str:
    """What is said of a span, or what is wrong with it; null, for a whole or one, is nothing said."""
    if cell is None:
        return ()
    if not isinstance(cell, Mapping):
        return "`attributes` is no object {name: value}"
    found = []
    for name, value in cell.items():
        words = value if isinstance(value, list) else [value]
        if not all(isinstance(word, str) and word.strip() for word in words):
            if value is None:
                continue
            return f"attribute `{name}` is neither a word nor a list of words"
        shares = tuple((word, 1.0) for word in sorted({word.strip() for word in words}))
        found.append(Attribute(name, shares, isinstance(value, list)))
    return tuple(sorted(found))
