"""Label Studio JSON: what comes back is never lost."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.records import Answer, Judgement, Relation, Span
from stancemark.store import Study
from stancemark.tasks.codec import decode_annotation
from tests.strategies import EXAMPLES, MANY
from tests.strategies import json as any_json
from tests.tasks.coded import CLAIM, CODEBOOK, PASSAGE, SOURCE, attribute, chosen, decoded, outcomes

TWO = {"start": 0, "end": 17, "text": "The 😀 regime fell"}


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
