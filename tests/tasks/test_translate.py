"""Annotations in the words of a later codebook: nothing is lost, and nothing else changes."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stancemark.records import Codebook, Document, Passage
from stancemark.tasks.codec import decode_annotation, encode_annotation
from stancemark.tasks.moves import inverse
from stancemark.tasks.result import is_object
from stancemark.tasks.translate import MADE, Said, Step, Translator
from tests.strategies import EXAMPLES, MANY, codebooks, judgements, passages
from tests.tasks.coded import CLAIM, CODEBOOK, PASSAGE, SOURCE, attribute, chosen
from tests.tasks.revised import label, merges, question, relation, renamings, revised, target
from tests.tasks.test_codec_items import items as any_items

Placed = tuple[Document, Passage]

ABOUT = {"type": "relation", "from_id": "r1", "to_id": "r2", "labels": ["about"]}


def unmarked(items: list[Any]) -> list[Any]:
    """The items without the mark of a translation."""
    return [{k: v for k, v in x.items() if k != MADE} if is_object(x) else x for x in items]


def drawn(data: st.DataObject, passage: Passage, codebook: Codebook) -> list[Any]:
    """The items of an annotation that may come from the server."""
    made = data.draw(judgements(passage, codebook))
    found = json.loads(json.dumps(encode_annotation(made, passage, codebook)))["result"]
    assert isinstance(found, list)
    return found


def test_labels_questions_targets_and_relations_get_their_new_names() -> None:
    """Each changed item says under which version it was given; the others are as they were."""
    new = revised(
        CODEBOOK,
        label("stance", "favor", "supports"),
        label("span", "claim", "statement"),
        label("claim_class", "unimportant", "minor"),
        question("voice", "speaker"),
        target("delta", "front"),
        relation("about", "concerns"),
    )
    items = [
        CLAIM,
        SOURCE,
        attribute("r1", "claim_class", "unimportant"),
        chosen("stance__delta", "favor", origin="prediction"),
        chosen("voice", "author"),
        chosen("bias", "biased"),
        ABOUT,
    ]
    today = Translator(new)(items, "v1")
    value = {**CLAIM["value"], "labels": ["statement"]}
    assert today.items == [
        {MADE: "v1", **CLAIM, "value": value},
        SOURCE,
        {MADE: "v1", **attribute("r1", "claim_class", "minor")},
        {MADE: "v1", **chosen("stance__front", "supports", origin="prediction")},
        {MADE: "v1", **chosen("speaker", "author")},
        chosen("bias", "biased"),
        {MADE: "v1", **ABOUT, "labels": ["concerns"]},
    ]
    assert today.odd == ()
    favor = Step(Said("stance__delta", "favor"), (Said("stance__front", "supports"),))
    assert favor in today.steps


def test_a_split_label_stays_as_it_is_until_a_person_decides() -> None:
    """The item is untouched and named as undecided; the region keeps its place."""
    new = revised(CODEBOOK, label("span", "claim", "fact", "guess"))
    today = Translator(new)([CLAIM, attribute("r1", "claim_class", "unimportant")])
    assert not today.changed
    assert today.undecided == (
        Step(Said("span", "claim"), (Said("span", "fact"), Said("span", "guess"))),
    )


def test_what_is_given_up_goes_with_what_hung_on_it() -> None:
    """A region of a label that is given up takes its attributes and relations along."""
    new = revised(CODEBOOK, label("span", "source"), label("evidence", "expert"), question("bias"))
    several = attribute("r1", "evidence", "expert", "anonymous")
    items = [CLAIM, SOURCE, several, ABOUT, attribute("r2", "source_type", "named_org")]
    today = Translator(new)([*items, chosen("bias", "biased")], "v1")
    kept = {MADE: "v1", **attribute("r1", "evidence", "anonymous")}
    assert today.items == [CLAIM, kept]


def test_two_questions_that_become_one() -> None:
    """The same answer twice is one; two answers to what takes one are both kept, to be decided."""
    new = revised(CODEBOOK, question("voice", "who"), question("bias", "who"))
    same = Translator(new)([chosen("voice", "cannot_tell"), chosen("bias", "cannot_tell")], "v")
    assert same.items == [{MADE: "v", **chosen("who", "cannot_tell")}]
    assert same.undecided == ()
    labels = revised(new, *new.moves)
    both = Translator(labels)([chosen("voice", "author"), chosen("bias", "cannot_tell")], "v")
    assert unmarked(both.items) == [chosen("who", "author", "cannot_tell")]
    [step] = both.undecided
    assert [said.label for said in step.now] == ["author", "cannot_tell"]
    again = Translator(labels)(both.items, "w")
    assert not again.changed
    assert again.undecided == both.undecided


def test_notes_are_put_together() -> None:
    """Free text of two questions that become one is kept, both parts."""
    new = revised(CODEBOOK, question("remark", "note"))
    note = {"from_name": "note", "type": "textarea", "value": {"text": ["one"]}}
    today = Translator(new)([note, {**note, "from_name": "remark", "value": {"text": ["two"]}}])
    assert [item["value"]["text"] for item in today.items] == [["one", "two"]]


def test_what_nobody_knows_is_left_alone_and_named() -> None:
    """Foreign labels and controls are no business of a migration."""
    new = revised(CODEBOOK, label("stance", "favor", "supports"))
    odd = [chosen("mood", "good"), chosen("bias", "very"), "no object", {"type": "relation"}]
    today = Translator(new)(odd)
    assert today.items == odd
    assert not today.changed
    assert today.odd == (Said("mood", "good"), Said("bias", "very"))


def test_an_attribute_that_its_new_label_lacks_is_named() -> None:
    """A claim has become a source, of which nobody asks what a claim was asked."""
    new = revised(CODEBOOK, label("span", "claim", "statement"))
    spans = next(q for q in new.questions if q.kind == "spans")
    assert spans.attributes[0].of == ("statement",)
    merged = revised(CODEBOOK, label("span", "source", "loaded_language"))
    today = Translator(merged)([SOURCE, attribute("r2", "claim_class", "unimportant")])
    assert Said("claim_class", "unimportant") in today.odd


@EXAMPLES
@given(passages(), codebooks, st.data())
def test_a_rename_changes_names_and_nothing_else(
    placed: Placed, old: Codebook, data: st.DataObject
) -> None:
    """There and back is identity: offsets, texts, scores, origins, order and number of items."""
    new = data.draw(renamings(old))
    items = drawn(data, placed[1], old)
    today = Translator(new)(items, "v1")
    assert len(today.items) == len(items)
    assert (today.odd, today.undecided) == ((), ())
    back = Translator(replace(old, moves=inverse(old, new)))
    assert unmarked(back(today.items).items) == items


@EXAMPLES
@given(passages(), codebooks, st.data())
def test_a_renamed_judgement_has_the_same_places_and_origins(
    placed: Placed, old: Codebook, data: st.DataObject
) -> None:
    """Decoded under the new codebook: every region, answer, relation and note, with its origin."""
    passage = placed[1]
    items = drawn(data, passage, old)
    before = decode_annotation({"result": items}, passage, old, "ann")
    after = decode_annotation({"result": items}, passage, data.draw(renamings(old)), "ann")
    assert after.quarantined == before.quarantined
    assert [(r.id, r.span, r.quote, r.origin, r.score) for r in after.regions] == [
        (r.id, r.span, r.quote, r.origin, r.score) for r in before.regions
    ]
    assert [a.origin for a in after.answers] == [a.origin for a in before.answers]
    assert [(r.head, r.tail) for r in after.relations] == [
        (r.head, r.tail) for r in before.relations
    ]
    assert after.notes == before.notes


@EXAMPLES
@given(passages(), codebooks, st.data())
def test_a_merge_loses_no_answer(placed: Placed, old: Codebook, data: st.DataObject) -> None:
    """As many items as before, each with a label of today; single answers stay single."""
    passage = placed[1]
    items = drawn(data, passage, old)
    before = decode_annotation({"result": items}, passage, old, "ann")
    after = decode_annotation({"result": items}, passage, data.draw(merges(old)), "ann")
    assert after.quarantined == ()
    assert len(after.regions) == len(before.regions)
    assert len(after.answers) == len(before.answers)
    for now, was in zip(after.answers, before.answers, strict=True):
        assert 1 <= len(now.labels) <= len(was.labels)
        assert len(set(now.labels)) == len(now.labels)


@EXAMPLES
@given(passages(), codebooks, st.data())
def test_translating_again_changes_nothing(
    placed: Placed, old: Codebook, data: st.DataObject
) -> None:
    """A migration may be repeated without end."""
    into = Translator(data.draw(merges(old) | renamings(old)))
    once = into(drawn(data, placed[1], old), "v1")
    again = into(once.items, "v2")
    assert again.items == once.items
    assert not again.changed


@MANY
@given(st.lists(any_items, max_size=5))
def test_any_json_passes_unharmed(found: list[Any]) -> None:
    """What is no annotation of ours is neither lost nor a traceback; with no moves, all stays."""
    assert Translator(CODEBOOK)(found).items == found
    new = revised(CODEBOOK, label("span", "claim", "statement"), question("voice", "speaker"))
    assert len(Translator(new)(found).items) <= len(found)
    decode_annotation({"result": found}, PASSAGE, new, "ann")
