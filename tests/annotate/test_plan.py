"""What a push would do is told first, and refused where it would cost answers."""

from dataclasses import replace

import pytest

from stancemark.annotate import plans, send
from stancemark.annotate.memory import MemoryStudio
from stancemark.errors import InputError
from stancemark.tasks.interface import labeling_config
from tests.annotate.pushed import (
    CODEBOOK,
    CONFIG,
    SETTINGS,
    annotated,
    number,
    push,
    quiet,
    state,
    tasks,
)

pytestmark = pytest.mark.usefixtures("no_pauses")


def test_the_plan_is_told_before_it_is_carried_out() -> None:
    """First all is new; then nothing; then settings change, and tasks we do not know stay."""
    studio = MemoryStudio()
    plan = plans.plan_push(studio, SETTINGS, tasks("ab"))
    assert list(plan.lines()) == [
        'create the project "A study"',
        "create 2 tasks, leave 0 as they are",
    ]
    at = send.push(studio, plan, 3, quiet).id
    assert list(plans.plan_push(studio, SETTINGS, tasks("abc")).lines()) == [
        f"leave the settings of project {at} as they are",
        "create 1 tasks, leave 2 as they are",
    ]
    changed = replace(SETTINGS, title="Another title")
    assert list(plans.plan_push(studio, changed, tasks("b")).lines()) == [
        f"update the settings of project {at}",
        "create 0 tasks, leave 1 as they are",
        "leave alone 1 tasks that this study does not know",
    ]


def test_the_plan_tells_where_tasks_stay_as_blind_as_they_were() -> None:
    """Where `blind` has changed since the tasks were pushed, they keep what they showed."""
    studio = MemoryStudio()
    push(studio, "ab")
    seeing = replace(SETTINGS, config=labeling_config(CODEBOOK, blind=False))
    told = "leave what is there as it was shown, {} outlet and author"
    assert told.format("without") in plans.plan_push(studio, seeing, tasks("ab")).lines()
    push(studio, "ab", settings=seeing)
    assert told.format("with") in plans.plan_push(studio, SETTINGS, tasks("ab")).lines()


def test_planning_changes_nothing() -> None:
    """A plan that is not carried out leaves no project."""
    studio = MemoryStudio()
    plans.plan_push(studio, SETTINGS, tasks("ab"))
    assert studio.projects() == []


def test_a_study_finds_its_own_project() -> None:
    """By its marker, never by its title; of two, the older."""
    studio = MemoryStudio()
    studio.create_project(replace(SETTINGS, marker="Stancemark study 2"))
    assert plans.find_project(studio, SETTINGS.marker) is None
    first = studio.create_project(SETTINGS)
    studio.create_project(SETTINGS)
    assert plans.find_project(studio, SETTINGS.marker) == first


def test_a_label_in_use_may_not_be_removed() -> None:
    """Where there are annotations, the refusal names label, project and remedies; nothing changes."""
    studio, _ = annotated()
    fewer = replace(SETTINGS, config=CONFIG.replace('value="not_biased"', 'value="unbiased"'))
    with pytest.raises(InputError, match=r"codebook: bias=not_biased is no longer asked") as caught:
        plans.plan_push(studio, fewer, tasks("ab"))
    assert f"project {number(studio)} has 1 annotations" in str(caught.value)
    assert "study.folder" in str(caught.value)
    assert state(studio)["settings"] == [SETTINGS]


def test_labels_may_be_added_and_before_annotations_removed() -> None:
    """A new label changes no answer that was given; without answers any change is fine."""
    more = CONFIG.replace("<Choice ", '<Choice value="brand new" /><Choice ', 1)
    studio, _ = annotated()
    push(studio, "ab", settings=replace(SETTINGS, config=more))
    assert state(studio)["settings"][0].config == more
    fresh = MemoryStudio()
    push(fresh, "ab", settings=replace(SETTINGS, config=more))
    push(fresh, "ab")
    assert state(fresh)["settings"] == [SETTINGS]
