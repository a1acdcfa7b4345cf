"""Agreement on a table of spans that several people marked: `item, annotator, text, spans`."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stancemark.records import (
    Agreement,
    Answer,
    Judgement,
    Label,
    Passage,
    Question,
    Refusal,
    Region,
    Span,
)
from stancemark.tables import Row, cell, require

if TYPE_CHECKING:  # heavy to import
    from stancemark.models.tagger import Attribute, LabelledSpan

_NAMED = ("item", "annotator", "text")


def agree(
    table: Path, rows: Sequence[Row], refused: Sequence[Refusal]
) -> tuple[list[Agreement], list[Refusal]]:
    """Alpha over tokens of each label, and of what is said of stretches that a majority marked.

    All rows of an item have one text; of an annotator's rows on it the last counts. A text in which
    somebody marked nothing has `[]`. Raises `InputError` for missing columns.
    """
    from stancemark.annotate.agreement import by_question
    from stancemark.annotate.span_agreement import of_spans, votes
    from stancemark.models.span_table import spans_of

    require(rows, refused, (*_NAMED, "spans"), table)
    texts: dict[str, str] = {}
    marked: dict[str, dict[str, Sequence[LabelledSpan]]] = {}
    left_out: list[Refusal] = []
    for row in rows:
        item, who, text = (
            cell(row, "item").strip(),
            cell(row, "annotator").strip(),
            cell(row, "text"),
        )
        found = spans_of(row.cells.get("spans"), len(text))
        place = f"{table.name}#{row.number}"
        if lacking := next((name for name in _NAMED if not cell(row, name).strip()), ""):
            left_out.append(Refusal("agree", place, f"no {lacking}"))
        elif isinstance(found, str):
            left_out.append(Refusal("agree", place, "bad spans", found))
        elif texts.setdefault(item, text) != text:
            left_out.append(Refusal("agree", place, "another text than its item's first row", item))
        else:
            marked.setdefault(item, {})[who] = found
    panels = {
        item: [_judgement(item, who, spans, texts[item]) for who, spans in panel.items()]
        for item, panel in marked.items()
    }
    passages = {i: Passage(i, i, Span(0, len(t)), t, "body") for i, t in texts.items()}
    asked = _asked([s for panel in marked.values() for spans in panel.values() for s in spans])
    told = [*of_spans(panels, passages, asked), *by_question(votes(panels, asked))]
    return told, [*refused, *left_out]


def _judgement(item: str, who: str, spans: "Sequence[LabelledSpan]", text: str) -> Judgement:
    regions = tuple(
        Region(str(n), s.span, s.label, s.span.of(text), tuple(map(_answer, s.attributes)))
        for n, s in enumerate(spans)
    )
    return Judgement(f"{item} {who}", item, who, regions=regions)


def _answer(said: "Attribute") -> Answer:
    return Answer(said.name, tuple(value for value, _ in said.shares))


def _asked(spans: "Sequence[LabelledSpan]") -> Question:
    """The question that such spans answer, with what is said of them."""
    said: dict[str, list[tuple[str, Attribute]]] = {}
    for span in spans:
        for one in span.attributes:
            said.setdefault(one.name, []).append((span.label, one))
    attributes = tuple(
        Question(
            name,
            "choice",
            "",
            _labels(value for _, one in found for value, _ in one.shares),
            multiple=any(one.several for _, one in found),
            of=tuple(sorted({label for label, _ in found})),
        )
        for name, found in sorted(said.items())
    )
    return Question("spans", "spans", "", _labels(s.label for s in spans), attributes=attributes)


def _labels(values: Iterable[str]) -> tuple[Label, ...]:
    return tuple(map(Label, sorted(set(values))))
