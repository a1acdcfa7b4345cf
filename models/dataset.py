"""Gold, or a table of the user's own, to labelled examples."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from stancemark.config import Context
from stancemark.errors import InputError, nearest
from stancemark.records import Gold, Passage, Refusal, Span, fingerprint
from stancemark.tasks.attribution import voice_of
from stancemark.tasks.reuse import cluster


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text, and what ties it to others: outlet, document, cluster of reprints."""

    id: str
    text: str
    label: str
    target: str = ""
    outlet: str = ""
    document: str = ""
    cluster: str = ""
    heading: str = ""
    """Of what the text belongs to."""
    before: str = ""
    """The text before it, by another hand or not."""
    after: str = ""
    mention: Span | None = None
    """Where the target stands in the text, if the table says."""
    soft: tuple[tuple[str, float], ...] = ()
    """Share of each label among those who judged it; () where only one label is known."""
    published: str = ""
    """When, as its page or its row has it."""
    language: str = ""
    """As its page or table states it; "" where they do not."""
    role: str = ""
    """What the text is on its page: body, quote_block, wire_copy…"""
    voice: str = ""
    """Whose words it is in: author, commenter, quoted…"""


_UNSAID: Mapping[str, str] = MappingProxyType({})


def examples(
    gold: Iterable[Gold],
    passages: Mapping[str, Passage],
    languages: Mapping[str, str] = _UNSAID,
    context: Collection[Context] = (),
) -> dict[tuple[str, str], list[Example]]:
    """Examples of each (question, target), in the order of the gold; `passages` by id.

    `languages` are those of the documents, by id; `context` is what stands beside the text.

    Ties (the label is "") are left out: a person has to settle them first. So is gold for a
    passage that is no longer there.
    """
    parts: dict[tuple[str, str], list[Example]] = {}
    for entry in gold:
        if entry.label and entry.passage in passages:
            asked = of_passage(passages[entry.passage], languages, context)
            example = replace(
                asked,
                label=entry.label,
                target=entry.target,
                soft=tuple(sorted(entry.probabilities.items())),
            )
            parts.setdefault((entry.question, entry.target), []).append(example)
    return parts


def of_passage(
    passage: Passage, languages: Mapping[str, str] = _UNSAID, context: Collection[Context] = ()
) -> Example:
    """A passage as an example without a label; `languages` of documents by id.

    Of the `context` asked for: its heading, the neighbours that annotators see, its role and voice.
    """
    beside = "neighbours" in context
    return Example(
        heading=passage.heading if "heading" in context else "",
        before=passage.context_before if beside else "",
        after=passage.context_after if beside else "",
        role=passage.role if "voice" in context else "",
        voice=voice_of(passage) if "voice" in context else "",
        id=passage.id,
        text=passage.text,
        label="",
        outlet=passage.outlet,
        document=passage.document,
        cluster=passage.cluster,
        language=languages.get(passage.document, ""),
    )


def trainable(
    parts: Mapping[tuple[str, str], list[Example]], minimum: int
) -> tuple[dict[tuple[str, str], list[Example]], list[Refusal]]:
    """The questions with `minimum` examples and two labels, and why the others are left out."""
    enough: dict[tuple[str, str], list[Example]] = {}
    refused: list[Refusal] = []
    for key, part in parts.items():
        name, labels = "/".join(key).strip("/"), {e.label for e in part}
        if len(part) < minimum:
            refused.append(Refusal("train", name, "too few labels", f"{len(part)} of {minimum}"))
        elif len(labels) < 2:
            refused.append(
                Refusal("train", name, "one label only", f"every answer is {min(labels)}")
            )
        else:
            enough[key] = part
    return enough, refused


def from_rows(
    rows: Iterable[Mapping[str, Any]], source: str
) -> tuple[list[Example], list[Refusal]]:
    """Examples out of a table of labelled text, and the rows refused, counted from 1.

    The columns are `id, text, label`, and where they apply `target, outlet, document, cluster, date`,
    and what stands beside the text: `heading, context_before, context_after, role, voice`. An
    id may stand once per target; a row without one is called by its number. Rows that name no
    cluster are in one if they repeat one another (see `stancemark.tasks.reuse`). Raises `InputError` where no row has a text, or
    none a label.
    """
    good: dict[tuple[str, str], Example] = {}
    refused: list[Refusal] = []
    columns: dict[str, None] = {}
    for number, row in enumerate(rows, start=1):
        columns.update(dict.fromkeys(row))
        example = example_of(row, f"{source}#{number}")
        if reason := _reason(example, good):
            refused.append(Refusal("train", f"{source}#{number}", reason, example.id))
        else:
            good[example.id, example.target] = example
    require(columns, ("text", "label"), source)
    return clustered(list(good.values())), refused


def example_of(row: Mapping[str, Any], place: str) -> Example:
    """A row as an example, whatever it lacks; `place` is the id of one that has none."""
    text = _cell(row, "text")
    return Example(
        id=_cell(row, "id") or place,
        text=text,
        label=_cell(row, "label").strip(),
        target=_cell(row, "target"),
        outlet=_cell(row, "outlet"),
        document=_cell(row, "document"),
        cluster=_cell(row, "cluster"),
        heading=_cell(row, "heading"),
        before=_cell(row, "context_before"),
        after=_cell(row, "context_after"),
        mention=_mention(row, text),
        soft=_soft(row),
        published=_cell(row, "date"),
        language=_cell(row, "language"),
        role=_cell(row, "role"),
        voice=_cell(row, "voice"),
    )


def clustered(examples: list[Example]) -> list[Example]:
    """Examples without a cluster, by what repeats; called by the lowest of its texts' digests."""
    rows = [i for i, e in enumerate(examples) if not e.cluster]
    texts = [fingerprint(*examples[i].text.casefold().split()) for i in rows]
    names: dict[int, str] = {}
    labels = cluster([examples[i].text for i in rows]).label.tolist()
    for label, text in zip(labels, texts, strict=True):
        names[label] = min(names.get(label, text), text)
    for row, label in zip(rows, labels, strict=True):
        examples[row] = replace(examples[row], cluster=names[label])
    return examples


def require(columns: Iterable[str], wanted: Iterable[str], source: str) -> None:
    """Raise `InputError` where a table of some rows lacks a column that examples need."""
    known = list(columns)
    for column in wanted:
        if known and column not in known:
            raise InputError(f"{source}: no column `{column}`{nearest(column, known)}")


def digest(examples: Iterable[Example]) -> str:
    """Fingerprint of what is learned from, whatever its order: ids, texts, labels, targets.

    >>> digest([Example("1", "a", "yes"), Example("2", "b", "no")]) == digest(
    ...     [Example("2", "b", "no"), Example("1", "a", "yes")]
    ... )
    True
    """
    return fingerprint(*sorted(fingerprint(e.id, e.text, e.label, e.target) for e in examples))


def _cell(row: Mapping[str, Any], column: str) -> str:
    """A cell as text: "" for whatever is empty or no scalar, "1" for the 1.0 pandas makes of 1."""
    value = row.get(column)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return "" if value != value else f"{value:.15g}"
    return str(value) if isinstance(value, str | int) else ""


def _mention(row: Mapping[str, Any], text: str) -> Span | None:
    """Columns `start` and `end`, where they hold a stretch of the text."""
    start, end = _cell(row, "start"), _cell(row, "end")
    if start.isdecimal() and end.isdecimal() and int(start) < int(end) <= len(text):
        return Span(int(start), int(end))
    return None


def _soft(row: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    """Column `probabilities` or `soft`: an object of shares, or its JSON; scaled to sum 1."""
    value = row.get("probabilities") or row.get("soft")
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return ()
    if not isinstance(value, Mapping):
        return ()
    shares = {str(k): float(v) for k, v in value.items() if isinstance(v, int | float) and v > 0}
    total = sum(shares.values())
    return tuple(sorted((label, share / total) for label, share in shares.items()))


def _reason(example: Example, good: Mapping[tuple[str, str], Example]) -> str:
    if not example.text.strip():
        return "no text"
    if not example.label:
        return "no label"
    return "duplicate id" if (example.id, example.target) in good else ""
