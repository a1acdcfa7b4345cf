"""A migration of the codebook: kept first, complete however often it is cut off, and undone exactly."""

import copy
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.annotate.memory import MemoryStudio
from stancemark.annotate.migrate import Memory, Migrated, migrate, plan_migration
from stancemark.annotate.plans import find_project
from stancemark.annotate.protocol import Draft, Project, ProjectSettings, Studio
from stancemark.errors import InputError, StudioError
from stancemark.records import Codebook, Former, Judgement
from stancemark.tasks.codec import encode_annotation
from stancemark.tasks.moves import inverse
from stancemark.tasks.translate import MADE
from tests.annotate.pushed import (
    CODEBOOK,
    SETTINGS,
    annotated,
    judgement,
    number,
    passage,
    pull,
    push,
    quiet,
    settings_of,
    submit,
)
from tests.annotate.test_push_lost import losing
from tests.strategies import EXAMPLES, judgements
from tests.tasks.revised import label, merges, question, renamings, revised, target

pytestmark = pytest.mark.usefixtures("no_pauses")

RENAMED = revised(
    CODEBOOK,
    label("stance", "favor", "supports"),
    label("claim_span", "claim", "statement"),
    question("bias", "wording"),
    target("city_hall", "mayor"),
)


class Kept:
    """What was kept before anything was changed."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, int], Former] = {}

    def __call__(self, former: Sequence[Former]) -> None:
        """Keep the last of each."""
        self.rows |= {(row.kind, row.id): row for row in former}


def results(studio: MemoryStudio) -> dict[int, Any]:
    """What every annotation says, by id."""
    made = [a for task in studio.annotated(number(studio)) for a in task.annotations]
    return {a["id"]: copy.deepcopy(a["result"]) for a in made}


def move(studio: Studio, new: Codebook, kept: Kept | None = None) -> Migrated:
    """Migrate to a codebook."""
    return migrate(studio, settings_of(new), kept or Kept(), quiet)


def undo(studio: Studio, old: Codebook, new: Codebook, kept: Kept) -> Migrated:
    """Take a migration back."""
    return migrate(studio, settings_of(old), Kept(), quiet, memory(old, new, kept))


def memory(old: Codebook, new: Codebook, kept: Kept) -> Memory:
    """What an undo knows of a migration."""
    return Memory(kept.rows, inverse(old, new))


def project(studio: MemoryStudio) -> Project:
    """The study's project."""
    found = find_project(studio, SETTINGS.marker)
    assert found is not None
    return found


def test_labels_questions_and_targets_are_renamed_on_the_server() -> None:
    """Author, time and offsets stay; the project shows the new codebook, and a push goes through."""
    studio, person = annotated()
    [before] = results(studio).values()
    done = move(studio, RENAMED)
    assert done.changed == {"annotation": 1}
    [task] = studio.annotated(number(studio))
    [made] = task.annotations
    assert (made["completed_by"], made["lead_time"]) == (person, 3.5)
    was = {item["from_name"]: item for item in before}
    now = {item["from_name"]: item for item in made["result"]}
    assert set(now) == {"stance__mayor", "wording", "claim_span"}
    assert now["stance__mayor"]["value"] == {"choices": ["supports"]}
    span = was["claim_span"]
    assert now["claim_span"] == {
        MADE: CODEBOOK.version,
        **span,
        "value": {**span["value"], "labels": ["statement"]},
    }
    assert project(studio).settings == settings_of(RENAMED)
    assert push(studio, "ab", settings=settings_of(RENAMED))[0] == 0
    assert move(studio, RENAMED).changed == {}


def test_what_was_is_kept_before_anything_changes() -> None:
    """By id, with whose it was, its codebook and the old result; a keeper that fails stops all."""
    studio, _ = annotated()
    before = results(studio)

    def full(former: Sequence[Former]) -> None:
        [row] = former
        assert results(studio) == before
        assert (row.annotator, row.made, row.passage) == ("ann@example.org", CODEBOOK.version, "a")
        assert (row.before, row.after) == (CODEBOOK.version, RENAMED.version)
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        migrate(studio, settings_of(RENAMED), full, quiet)
    assert results(studio) == before
    assert project(studio).settings == SETTINGS


def test_a_split_changes_nothing_and_lists_what_is_open() -> None:
    """Whose answer, where, and between what; the pulled judgement has it in quarantine."""
    studio, _ = annotated()
    before = results(studio)
    new = revised(CODEBOOK, label("stance", "favor", "hopes", "supports"))
    done = move(studio, new)
    assert results(studio) == before
    [open_answer] = done.undecided
    assert open_answer.annotator == "ann@example.org"
    assert (open_answer.question, open_answer.label) == ("stance__city_hall", "favor")
    assert open_answer.choices == ("hopes", "supports")


def test_nothing_changes_where_a_label_is_lost() -> None:
    """One label is mapped, another is not: the refusal comes before the first write."""
    studio, _ = annotated()
    before = results(studio)
    moves = (label("stance", "favor", "supports"),)
    lossy = replace(revised(CODEBOOK, *moves, label("bias", "not_biased", "fair")), moves=moves)
    with pytest.raises(InputError, match=r"bias=not_biased is used by 1 annotation of 1 person"):
        move(studio, lossy)
    assert results(studio) == before


def test_drafts_follow_and_edits_are_kept() -> None:
    """A new draft is renamed; an unsaved change of a submitted annotation goes, and is kept here."""
    studio, _ = annotated("ab")
    ids = dict(studio.tasks(number(studio)))
    [(made, result)] = results(studio).items()
    studio.begin(Draft(901, ids["b"], None, "ann@example.org", copy.deepcopy(result)))
    studio.begin(Draft(902, ids["a"], made, "ann@example.org", [*result, *result[:1]]))
    kept = Kept()
    plan = plan_migration(studio, project(studio), settings_of(RENAMED))
    assert any("keep 1 unsaved changes" in line for line in plan.lines())
    assert move(studio, RENAMED, kept).changed == {"annotation": 1, "draft": 1, "edit": 1}
    [draft] = studio.drafts(number(studio))
    assert draft.id == 901
    assert {item["from_name"] for item in draft.result} == {
        "stance__mayor",
        "wording",
        "claim_span",
    }
    assert kept.rows["edit", 902].written == ""
    undo(studio, CODEBOOK, RENAMED, kept)
    [draft] = studio.drafts(number(studio))
    assert draft.result == result


def test_a_page_that_was_open_is_followed() -> None:
    """An annotation in old words comes after the switch: pull reads it, the next migration renames it."""
    studio, person = annotated("ab")
    move(studio, RENAMED)
    submit(studio, "b", judgement("b"), person)
    assert move(studio, RENAMED).changed == {"annotation": 1}
    names = {item["from_name"] for made in results(studio).values() for item in made}
    assert names == {"stance__mayor", "wording", "claim_span"}


class Busy(MemoryStudio):
    """A server on which somebody saves an annotation just before it is rewritten."""

    saved = 0

    def annotation(self, annotation: int) -> dict[str, Any]:
        """Change it the first time somebody looks."""
        self.saved += 1
        if self.saved == 1:
            task, at = self._where(annotation)
            made = self._annotations[task][at]
            self._annotations[task][at] = {**made, "result": made["result"][:1]}
        return super().annotation(annotation)


def test_what_a_person_saves_meanwhile_wins() -> None:
    """The change of the last moment is not overwritten, but migrated in its turn."""
    studio = Busy()
    push(studio, "ab")
    submit(studio, "a", judgement("a"), studio.add_person("ann@example.org"))
    kept = Kept()
    move(studio, RENAMED, kept)
    [now] = results(studio).values()
    assert [item["from_name"] for item in now] == ["stance__mayor"]
    undo(studio, CODEBOOK, RENAMED, kept)
    [back] = results(studio).values()
    assert [item["value"] for item in back] == [{"choices": ["favor"]}]


def test_work_since_the_migration_goes_back_too() -> None:
    """New annotations in new words are renamed back; a merged label of them is left to decide."""
    new = revised(
        CODEBOOK, label("stance", "favor", "supports"), label("stance", "mixed", "supports")
    )
    studio, person = annotated("ab")
    kept = Kept()
    move(studio, new, kept)
    raw = encode_annotation(judgement("b"), passage("b"), CODEBOOK)["result"]
    raw[0]["value"] = {"choices": ["supports"]}
    studio.annotate(dict(studio.tasks(number(studio)))["b"], {"result": raw}, person)
    undone = undo(studio, CODEBOOK, new, kept)
    [open_answer] = undone.undecided
    assert open_answer.choices == ("favor", "mixed")
    assert results(studio)[open_answer.annotation] == raw


def test_an_undo_that_would_lose_answers_is_refused() -> None:
    """Somebody has used a label that the old codebook never had."""
    added = revised(CODEBOOK, label("stance", "favor", "supports"), label("bias", "gone", "fresh"))
    bias = added.question("bias")
    more = replace(bias, labels=(*bias.labels, replace(bias.labels[0], value="fresh")))
    questions = tuple(more if q is bias else q for q in added.questions)
    new = replace(added, questions=questions, version="v-more", moves=added.moves[:1])
    studio, person = annotated("ab")
    kept = Kept()
    move(studio, new, kept)
    fresh = {"from_name": "bias", "type": "choices", "value": {"choices": ["fresh"]}}
    studio.annotate(dict(studio.tasks(number(studio)))["b"], {"result": [fresh]}, person)
    before = results(studio)
    with pytest.raises(InputError, match="bias=fresh is used by 1 annotation"):
        undo(studio, CODEBOOK, new, kept)
    assert results(studio) == before


@EXAMPLES
@given(st.data())
def test_undo_gives_back_exactly_what_was(data: st.DataObject) -> None:
    """Whatever was renamed or merged: the JSON of every annotation, and the project's settings."""
    studio = MemoryStudio()
    push(studio, "ab")
    person = studio.add_person("ann@example.org")
    for uid in "aab":
        made = data.draw(judgements(passage(uid), CODEBOOK))
        submit(studio, uid, made, person)
    before = results(studio)
    new = data.draw(renamings(CODEBOOK) | merges(CODEBOOK))
    kept = Kept()
    move(studio, new, kept)
    assert project(studio).settings == settings_of(new)
    assert {key for key, old in before.items() if results(studio)[key] != old} == {
        number for _, number in kept.rows
    }
    undo(studio, CODEBOOK, new, kept)
    assert results(studio) == before
    assert project(studio).settings == SETTINGS


@EXAMPLES
@given(
    faults=st.lists(st.sampled_from(["", "", "before", "after"]), max_size=60),
    back=st.booleans(),
)
def test_whatever_is_lost_on_the_way_the_end_is_the_same(faults: list[str], back: bool) -> None:
    """Cut off anywhere and run again, until it goes through: migrated once, or undone exactly."""
    studio, person = annotated("abcd")
    for uid in "bcd":
        submit(studio, uid, judgement(uid), person)
    before = results(studio)
    undisturbed, _ = annotated("abcd")
    for uid in "bcd":
        submit(undisturbed, uid, judgement(uid), person)
    assert move(undisturbed, RENAMED).changed == {"annotation": 4}
    written = [item for made in results(undisturbed).values() for item in made]
    assert {item["from_name"] for item in written} == {"stance__mayor", "wording", "claim_span"}
    kept = Kept()
    line = losing(studio, faults)
    until_it_goes_through(line, settings_of(RENAMED), kept)
    assert results(studio) == results(undisturbed)
    assert [e.version for e in project(studio).settings.history.eras] == [
        CODEBOOK.version,
        RENAMED.version,
    ]
    if back:
        known = memory(CODEBOOK, RENAMED, kept)
        until_it_goes_through(losing(studio, faults), SETTINGS, Kept(), known)
        assert results(studio) == before


def until_it_goes_through(
    line: Studio, settings: ProjectSettings, kept: Kept, known: Memory | None = None
) -> None:
    """Run a migration again and again; every fault is one of the list, which ends."""
    for _ in range(99):
        try:
            migrate(line, settings, kept, quiet, known)
        except StudioError:
            continue
        return
    pytest.fail("never went through")


def test_pull_knows_what_it_was_made_with() -> None:
    """Before a migration, after it, and after its undo; labels are those of today's codebook."""
    studio, _ = annotated()
    kept = Kept()
    move(studio, RENAMED, kept)
    [found], refused = pull(studio, codebook=RENAMED)
    assert refused == []
    assert (found.codebook, found.migrated, found.between) == (CODEBOOK.version, True, False)
    assert found.answers[0].labels == ("supports",)
    assert found.regions[0].label == "statement"
    undo(studio, CODEBOOK, RENAMED, kept)
    [back], _ = pull(studio)
    assert (back.codebook, back.migrated) == (CODEBOOK.version, False)
    assert isinstance(back, Judgement)
