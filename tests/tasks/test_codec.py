"""Label Studio JSON: what goes out comes back, what comes back is never lost."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.annotate.studio import check_predictions
from stancemark.config import CodebookOptions, TargetOptions
from stancemark.records import (
    Answer,
    Codebook,
    Document,
    Guess,
    Judgement,
    Passage,
    Prediction,
    Region,
    Relation,
    Span,
)
from stancemark.store import Study
from stancemark.tasks.codebook import load_codebook
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
    MANY,
    codebooks,
    judgements,
    passages,
    predictions,
    presets,
    regions,
)
from tests.strategies import json as any_json

TEXT = "The 😀 regime fell, experts say."
PASSAGE = Passage("p", "d", Span(100, 100 + len(TEXT)), TEXT, "body", author="Ann")
CODEBOOK = load_codebook(
    CodebookOptions(preset="full", targets=[TargetOptions(name="Delta")]), Path()
)
CLAIM: dict[str, Any] = {
    "id": "r1", "from_name": "span", "to_name": "text", "type": "labels",
    "value": {"start": 0, "end": 17, "text": "The 😀 regime fell", "labels": ["claim"]},
}  # fmt: skip
TWO = {"start": 0, "end": 17, "text": "The 😀 regime fell"}
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


def some(*likely: object) -> st.SearchStrategy[Any]:
    """One of these, or any JSON."""
    return st.sampled_from(likely) | any_json


ids = some("r1", "r2", "r2", 3)
values = st.fixed_dictionaries(
    {},
    optional={
        "start": st.integers(-2, 40) | any_json,
        "end": st.integers(-2, 40) | any_json,
        "text": some("regime", "e", "The 😀", "gone", ["a note"]),
        "labels": some(["claim"], ["source", "claim"], ["gone"], [], "claim"),
        "choices": some(["author"], ["unimportant"], ["unimportant", "gone"], [], "author"),
    },
)
answered = st.fixed_dictionaries(
    {"from_name": some("span", "span", "voice", "claim_class", "note"), "value": values | any_json},
    optional={"id": ids, "type": any_json, "origin": some("manual", "bot"), "score": any_json},
)
linked = st.fixed_dictionaries(
    {"type": st.just("relation"), "from_id": ids, "to_id": ids},
    optional={"labels": some(["about"], ["about", "gone"], []), "direction": some("left", "bi")},
)
items = any_json | answered | answered | linked
"""Result items: sound ones, ones with anything in any place, and what is none."""


@MANY
@given(items)
def test_no_result_item_is_dropped(item: object) -> None:
    """Alone, any item is an answer, a region, a relation, a note, or quarantined as it was."""
    assert outcomes(decoded(item)) > 0


@MANY
@given(st.lists(items, max_size=6))
def test_no_result_item_is_dropped_among_others(found: list[object]) -> None:
    """Together, sound regions among them, the items come to as many things as there are."""
    mixed = [CLAIM, *found, SOURCE]
    assert outcomes(decoded(*mixed)) >= len(mixed)


@EXAMPLES
@given(
    st.fixed_dictionaries(
        {"result": st.lists(items, max_size=4) | any_json},
        optional={
            "id": any_json,
            "unique_id": any_json,
            "was_cancelled": any_json,
            "lead_time": any_json,
            "prediction": any_json | st.dictionaries(st.just("model_version"), any_json),
            "created_at": any_json,
        },
    )
)
def test_any_annotation_can_be_decoded_and_stored(
    tmp_path_factory: pytest.TempPathFactory, raw: dict[str, Any]
) -> None:
    """Whatever JSON comes back, the judgement is one that a study saves and loads."""
    judgement = decode_annotation(raw, PASSAGE, CODEBOOK, "ann")
    study = Study(tmp_path_factory.getbasetemp() / "junk")
    study.save("judgements", Judgement, [judgement])
    assert study.load("judgements", Judgement) == [judgement]


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (7, "not an object"),
        ({"from_name": "voice"}, "no value"),
        ({"from_name": "gone", "value": {}}, "unknown control"),
        (chosen("voice"), "no label"),
        (chosen("voice", "narrator"), "unknown label"),
        ({"from_name": "note", "type": "textarea", "value": {}}, "no label"),
        ({"from_name": "span", "value": {"labels": ["claim"]}}, "offsets outside the passage"),
        (attribute("r9", "claim_class", "unimportant"), "attribute of no region"),
        ({"type": "relation", "from_id": "r1", "to_id": "r2"}, "relation to no region"),
    ],
)
def test_what_cannot_be_used_is_kept_with_its_reason(item: object, reason: str) -> None:
    """The item is quarantined letter for letter, under a reason that can be counted."""
    judgement = decoded(item)
    assert [kept.reason for kept in judgement.quarantined] == [reason]
    assert json.loads(judgement.quarantined[0].raw) == item
    assert outcomes(judgement) == 1


def test_an_ambiguous_quote_is_quarantined() -> None:
    """Offsets that are wrong and a quote that stands twice place nothing."""
    item = {**CLAIM, "value": {"start": 1, "end": 2, "text": "e ", "labels": ["claim"]}}
    judgement = decoded(item)
    assert [kept.reason for kept in judgement.quarantined] == ["quote stands more than once"]
    assert judgement.regions == ()


def test_a_repaired_region_says_so() -> None:
    """UTF-16 offsets after an emoji are one too many; the quote puts them right, visibly."""
    item = {**SOURCE, "value": {"start": 20, "end": 27, "text": "experts", "labels": ["source"]}}
    (region,) = decoded(item).regions
    assert (region.span, region.quote, region.repaired) == (Span(119, 126), "experts", True)


def test_known_labels_are_kept_where_others_are_not_known() -> None:
    """One label of two has left the codebook: the other counts, and the item is kept whole."""
    judgement = decoded(chosen("bias", "biased", "very_biased", origin="manual"))
    assert judgement.answers == (Answer("bias", ("biased",), "", "manual"),)
    assert [kept.reason for kept in judgement.quarantined] == ["unknown label"]


def test_a_label_said_twice_is_one_label() -> None:
    """A doubled label does not turn one choice into several."""
    assert decoded(chosen("bias", "biased", "biased")).answers == (Answer("bias", ("biased",)),)


def test_a_region_of_two_labels_is_two_regions() -> None:
    """Each has an id of its own, and an attribute goes to the one whose label it is for."""
    item = {**CLAIM, "value": {**TWO, "labels": ["source", "claim"]}}
    source, claim = decoded(item, attribute("r1", "claim_class", "unimportant")).regions
    assert (source.id, source.label, source.attributes) == ("r1", "source", ())
    assert (claim.id, claim.label) == ("r1+claim", "claim")
    assert claim.attributes == (Answer("claim_class", ("unimportant",)),)


def test_an_attribute_of_another_label_is_quarantined() -> None:
    """Support is asked of claims, so a source cannot have it."""
    judgement = decoded(SOURCE, attribute("r2", "support", "supported"))
    assert [kept.reason for kept in judgement.quarantined] == ["attribute of another label"]
    assert judgement.regions[0].attributes == ()


def test_two_regions_of_one_id_are_not_mistaken_for_one() -> None:
    """The first stands, the second is kept with the reason; none overwrites the other."""
    judgement = decoded(CLAIM, {**SOURCE, "id": "r1"})
    assert [region.label for region in judgement.regions] == ["claim"]
    assert [kept.reason for kept in judgement.quarantined] == ["region id stands twice"]


def test_regions_without_an_id_each_get_one() -> None:
    """Spans imported by a script that gave no ids are two regions, the same at each pull."""
    without = [{k: v for k, v in item.items() if k != "id"} for item in (CLAIM, SOURCE)]
    once, again = decoded(*without), decoded(*without)
    assert len({region.id for region in once.regions}) == 2
    assert once == again


@pytest.mark.parametrize(
    ("direction", "ends"),
    [
        ("right", [("r1", "r2")]),
        ("left", [("r2", "r1")]),
        ("bi", [("r1", "r2"), ("r2", "r1")]),
        (None, [("r1", "r2")]),
    ],
)
def test_a_relation_points_as_its_arrow_does(
    direction: str | None, ends: list[tuple[str, str]]
) -> None:
    """An arrow turned round by the annotator is a relation turned round."""
    link = {
        "type": "relation", "from_id": "r1", "to_id": "r2",
        "direction": direction, "labels": ["attributed_to"],
    }  # fmt: skip
    found = decoded(CLAIM, SOURCE, link).relations
    assert found == tuple(Relation(head, tail, "attributed_to") for head, tail in ends)


def test_a_relation_may_have_no_label_but_no_unknown_one() -> None:
    """Annotators may leave an arrow unnamed; a name the codebook lacks is quarantined."""
    bare = {"type": "relation", "from_id": "r1", "to_id": "r2"}
    assert decoded(CLAIM, SOURCE, bare).relations == (Relation("r1", "r2", ""),)
    judgement = decoded(CLAIM, SOURCE, {**bare, "labels": ["rebuts"]})
    assert judgement.relations == ()
    assert [kept.reason for kept in judgement.quarantined] == ["unknown label"]


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


REGION = Region("r1", Span(100, 117), "claim", TEXT[:17])


@pytest.mark.parametrize(
    ("prediction", "fault"),
    [
        (Prediction("p", "m", (Guess("mood", "good", {}),)), "no control mood"),
        (Prediction("p", "m", (Guess("stance", "favor", {}),)), "no control stance"),
        (Prediction("p", "m", (Guess("span", "claim", {}),)), "no control span"),
        (
            Prediction("p", "m", (Guess("claim_class", "unimportant", {}),)),
            "no control claim_class",
        ),
        (Prediction("p", "m", (Guess("bias", "a bit", {}),)), "bias has no label 'a bit'"),
        (
            Prediction("p", "m", (Guess("bias", "biased", {"biased": 1.5}),)),
            "bias: probability 1.5 is outside 0 to 1",
        ),
        (Prediction("p", "m", score=-0.1), "score -0.1 is outside 0 to 1"),
        (Prediction("p", "m", score=float("nan")), "score nan is outside 0 to 1"),
        (
            Prediction("p", "m", regions=(replace(REGION, label="lie"),)),
            "region r1 100:117: no span label 'lie'",
        ),
        (
            Prediction("p", "m", regions=(replace(REGION, span=Span(99, 116)),)),
            f"region r1 99:116: outside the passage 100:{100 + len(TEXT)}",
        ),
        (
            Prediction("p", "m", regions=(replace(REGION, span=Span(101, 118)),)),
            "region r1 101:118: its quote is not the text there",
        ),
        (
            Prediction("p", "m", regions=(replace(REGION, score=2.0),)),
            "region r1 100:117: score 2.0 is outside 0 to 1",
        ),
        (Prediction("p", "m", regions=(REGION, REGION)), "region r1 stands 2 times"),
        (
            Prediction(
                "p", "m", regions=(replace(REGION, attributes=(Answer("bias_type", ("x",)),)),)
            ),
            "region r1 100:117: claim has no attribute bias_type",
        ),
        (
            Prediction(
                "p", "m", regions=(replace(REGION, attributes=(Answer("support", ("x",)),)),)
            ),
            "region r1 100:117: support has no label 'x'",
        ),
        (
            Prediction(
                "p",
                "m",
                regions=(
                    replace(REGION, attributes=(Answer("support", ("partly", "supported")),)),
                ),
            ),
            "region r1 100:117: support takes one label, not 2",
        ),
    ],
)
def test_a_prediction_that_may_not_be_sent_says_why(prediction: Prediction, fault: str) -> None:
    """Labels, places, quotes and scores are checked before Label Studio shows wrong ones."""
    assert faults(prediction, PASSAGE, CODEBOOK) == [fault]
    with pytest.raises(ValueError, match="prediction of p: "):
        encode_prediction(prediction, PASSAGE, CODEBOOK)


@pytest.mark.parametrize("heading", ["Gazette: a bridge falls", "A short post by marta_77"])
def test_a_blind_task_has_no_heading_that_tells(heading: str) -> None:
    """A heading that names the outlet or the author is left out of a blind task, and kept in an open one."""
    document = Document("d", "It fell.", "p.txt", outlet="Gazette", author="Marta_77")
    passage = Passage("p", "d", Span(0, 8), "It fell.", "body", heading=heading)
    assert encode_task(passage, document)["data"]["heading"] == ""
    assert encode_task(passage, document, blind=False)["data"]["heading"] == heading
