"""A passage, a codebook, and annotations of one by the other as Label Studio has them."""

from pathlib import Path
from typing import Any

from stancemark.config import CodebookOptions, TargetOptions
from stancemark.records import Judgement, Passage, Span
from stancemark.tasks.codebook import load_codebook
from stancemark.tasks.codec import decode_annotation

TEXT = "The 😀 regime fell, experts say."
PASSAGE = Passage("p", "d", Span(100, 100 + len(TEXT)), TEXT, "body", author="Ann")
CODEBOOK = load_codebook(
    CodebookOptions(preset="full", targets=[TargetOptions(name="Delta")]), Path()
)
CLAIM: dict[str, Any] = {
    "id": "r1", "from_name": "span", "to_name": "text", "type": "labels",
    "value": {"start": 0, "end": 17, "text": "The 😀 regime fell", "labels": ["claim"]},
}  # fmt: skip

SOURCE: dict[str, Any] = {
    "id": "r2", "from_name": "span", "to_name": "text", "type": "labels",
    "value": {"start": 19, "end": 26, "text": "experts", "labels": ["source"]},
}  # fmt: skip


def decoded(*items: object, **rest: object) -> Judgement:
    """What an annotation with these result items says."""
    return decode_annotation({"result": list(items), **rest}, PASSAGE, CODEBOOK, "ann")


def attribute(of: str, control: str, *labels: str) -> dict[str, Any]:
    """A result item that says something of a region."""
    value = {"start": 0, "end": 17, "choices": list(labels)}
    return {"id": of, "from_name": control, "type": "choices", "value": value}


def chosen(control: str, *labels: object, **rest: object) -> dict[str, Any]:
    """A result item that answers a question of the passage."""
    return {"from_name": control, "type": "choices", "value": {"choices": list(labels)}, **rest}


def outcomes(judgement: Judgement) -> int:
    """How many things an annotation came to."""
    attributes = [answer for region in judgement.regions for answer in region.attributes]
    return sum(
        map(
            len,
            (
                judgement.answers,
                judgement.regions,
                attributes,
                judgement.relations,
                judgement.notes,
                judgement.quarantined,
            ),
        )
    )
