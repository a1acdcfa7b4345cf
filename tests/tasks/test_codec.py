"""Label Studio JSON: what goes out comes back, and tells no more than it should."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.annotate.studio import check_predictions
from stancemark.records import Codebook, Document, Judgement, Passage, Span
from stancemark.tasks.codec import (
    decode_annotation,
    encode_annotation,
    encode_prediction,
    encode_task,
    faults,
)
from stancemark.tasks.interface import labeling_config
from tests.strategies import (
    EXAMPLES,
    codebooks,
    judgements,
    passages,
    predictions,
    presets,
    regions,
)
from tests.tasks.coded import PASSAGE, decoded


@EXAMPLES
@given(passages(), codebooks, st.data())
def test_a_judgement_comes_back_as_it_went(
    placed: tuple[Document, Passage], codebook: Codebook, data: st.DataObject
) -> None:
    """Through JSON and back: answers, regions, attributes, relations, notes, skipped, seconds."""
    _, passage = placed
    judgement = data.draw(judgements(passage, codebook))
    raw = json.loads(json.dumps(encode_annotation(judgement, passage, codebook)))
    assert decode_annotation(raw, passage, codebook, judgement.annotator) == judgement


@EXAMPLES
@given(passages(), presets(), st.data())
def test_a_region_keeps_its_place_from_document_to_document(
    placed: tuple[Document, Passage], codebook: Codebook, data: st.DataObject
) -> None:
    """Document to passage to task to result to document: the same characters at the same offsets."""
    document, passage = placed
    shown = encode_task(passage, document)["data"]["text"]
    marked = data.draw(regions(passage, codebook))
    judgement = Judgement("", passage.id, "ann", regions=marked)
    raw = encode_annotation(judgement, passage, codebook)
    for item in raw["result"]:
        value = item["value"]
        assert shown[value["start"] : value["end"]] == value["text"]
    for region, back in zip(
        marked, decode_annotation(raw, passage, codebook, "ann").regions, strict=True
    ):
        assert back.span == region.span
        assert document.text[back.span.start : back.span.end] == back.quote


@EXAMPLES
@given(passages(), codebooks, st.data())
def test_a_valid_prediction_passes_label_studios_own_validation(
    placed: tuple[Document, Passage], codebook: Codebook, data: st.DataObject
) -> None:
    """What `faults` lets through, Label Studio's strict validation lets through too."""
    _, passage = placed
    prediction = data.draw(predictions(passage, codebook))
    assert faults(prediction, passage, codebook) == []
    encoded = encode_prediction(prediction, passage, codebook)
    assert check_predictions(labeling_config(codebook), [encoded]) == [[]]


def test_a_skip_is_not_an_empty_answer() -> None:
    """Cancelled is skipped; submitted without a mark is a negative."""
    assert decoded(was_cancelled=True).skipped
    assert not decoded(was_cancelled=False).skipped


def test_an_annotation_names_the_suggestion_it_began_from() -> None:
    """The version comes from the prediction, and the id from the annotation's own."""
    judgement = decoded(prediction={"model_version": "rules-1"}, unique_id="u", id=7, lead_time=12)
    assert (judgement.suggestion, judgement.id, judgement.seconds) == ("rules-1", "u", 12.0)
    assert decoded(id=7).id == "7"


def test_a_task_shows_no_source_unless_asked_to() -> None:
    """A blind task has no outlet, author or date in its data; an open one has all three."""
    document = Document("d", "x" * 200, "page.html", outlet="Open Quay", published="2015-10-16T07")
    blind = encode_task(PASSAGE, document)["data"]
    assert sorted(blind) == ["after", "before", "heading", "text", "uid"]
    assert not {"Open Quay", "Ann", "2015"} & {str(value) for value in blind.values()}
    shown = encode_task(PASSAGE, document, blind=False)["data"]
    assert shown["origin"] == "Open Quay · Ann · 2015-10-16"


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("Gazette: a bridge falls", "_______: a bridge falls"),
        ("A short post by marta_77", "A short post by ________"),
        ("A bridge falls", "A bridge falls"),
    ],
)
def test_a_blind_task_has_no_heading_that_tells(heading: str, shown: str) -> None:
    """What names the outlet or the author is blank in a blind task's heading, and stays in an open one's."""
    document = Document("d", "It fell.", "p.txt", outlet="Gazette", author="Marta_77")
    passage = Passage("p", "d", Span(0, 8), "It fell.", "body", heading=heading)
    assert encode_task(passage, document)["data"]["heading"] == shown
    assert encode_task(passage, document, blind=False)["data"]["heading"] == heading
