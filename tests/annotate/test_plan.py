"""What a push would do is told first, and refused where it would cost answers."""

from dataclasses import replace

import pytest

from stancemark.annotate import plans, send
from stancemark.annotate.memory import MemoryStudio
from stancemark.errors import InputError, StudioError
from stancemark.tasks.interface import labeling_config
from tests.annotate.pushed import (
    CODEBOOK,
    CONFIG,
    SETTINGS,
    annotated,
    number,
    push,
    quiet,
    settings_of,
    state,
    tasks,
)
from tests.tasks.revised import label, revised

pytestmark = pytest.mark.usefixtures("no_pauses")


def test_the_plan_is_told_before_it_is_carried_out() -> None:
    """First all is new; then nothing; then settings change, and tasks we do not know stay."""
    studio = MemoryStudio()
    plan = plans.plan_push(studio, SETTINGS, "ab", lambda: tasks("ab"))
    assert list(plan.lines()) == [
        'create the project "A study"',
        "create 2 tasks, leave 0 as they are",
    ]
    at = send.push(studio, plan, 3, quiet).id
    assert list(plans.plan_push(studio, SETTINGS, "abc", lambda: tasks("abc")).lines()) == [
        f"leave the settings of project {at} as they are",
        "create 1 tasks, leave 2 as they are",
    ]
    changed = replace(SETTINGS, title="Another title")
    assert list(plans.plan_push(studio, changed, "b", lambda: tasks("b")).lines()) == [
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
    assert (
        told.format("without") in plans.plan_push(studio, seeing, "ab", lambda: tasks("ab")).lines()
    )
    push(studio, "ab", settings=seeing)
    assert (
        told.format("with") in plans.plan_push(studio, SETTINGS, "ab", lambda: tasks("ab")).lines()
    )


def test_the_plan_tells_where_the_order_begins() -> None:
    """On a project that was served in turn, it says what no control arm can undo; then no more."""
    studio = MemoryStudio()
    push(studio, "ab", settings=replace(SETTINGS, ordered=False))
    told = "serve tasks in the queue's order; the suggestions people have seen stay seen"
    ordered = replace(SETTINGS, ordered=True)
    assert told in plans.plan_push(studio, ordered, "ab", lambda: tasks("ab")).lines()
    push(studio, "ab", settings=ordered)
    assert told not in plans.plan_push(studio, ordered, "ab", lambda: tasks("ab")).lines()


def test_no_model_of_the_study_leaves_suggestions_behind() -> None:
    """Versions of its other models are replaced too; those of strangers stay."""
    standing = {"rules-1": 5, "linear-1": 4, "linear-2": 3, "theirs-1": 2}
    suggested = plans.Suggested("linear-2", 5, ("rules", "linear"))
    assert plans.earlier(standing, suggested) == {"rules-1": 5, "linear-1": 4}


def test_planning_changes_nothing() -> None:
    """A plan that is not carried out leaves no project."""
    studio = MemoryStudio()
    plans.plan_push(studio, SETTINGS, "ab", lambda: tasks("ab"))
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
    """The refusal names label, question, number and the line to add; nothing changes."""
    studio, _ = annotated()
    fewer = replace(revised(CODEBOOK, label("bias", "not_biased", "unbiased")), moves=())
    plan = plans.plan_push(studio, settings_of(fewer), "ab", lambda: tasks("ab"))
    assert "refuse to drop bias=not_biased, which 1 annotation of 1 person use" in plan.lines()
    with pytest.raises(InputError) as caught:
        send.push(studio, plan, 3, quiet)
    assert str(caught.value) == (
        "codebook: bias=not_biased is used by 1 annotation of 1 person and no longer asked; ask it "
        "again, or say in the codebook what it is now: "
        "`migrate: {labels: {bias: {not_biased: unbiased}}}`"
    )
    assert state(studio)["settings"] == [SETTINGS]


def test_a_label_that_moves_waits_for_the_migration() -> None:
    """A push changes nobody's work: it names the command that does."""
    studio, _ = annotated()
    new = revised(CODEBOOK, label("bias", "not_biased", "unbiased"))
    plan = plans.plan_push(studio, settings_of(new), "ab", lambda: tasks("ab"))
    assert list(plan.lines())[1:3] == [
        f"show codebook {new.version} in place of {CODEBOOK.version}",
        "rename bias=not_biased to bias=unbiased in 1 annotation of 1 person",
    ]
    with pytest.raises(InputError, match="run `stancemark codebook migrate`"):
        send.push(studio, plan, 3, quiet)
    assert state(studio)["settings"] == [SETTINGS]


def test_a_file_that_is_behind_takes_nothing_back() -> None:
    """Somebody else has pushed a later codebook: a push with the earlier one is refused."""
    studio, _ = annotated()
    push(studio, "ab", settings=settings_of(replace(CODEBOOK, version="later")))
    plan = plans.plan_push(studio, SETTINGS, "ab", lambda: tasks("ab"))
    assert f"show codebook {CODEBOOK.version} in place of later, which came later" in plan.lines()
    with pytest.raises(InputError, match=r"shows later, which came after the .* bring the file up"):
        send.push(studio, plan, 3, quiet)


def test_other_words_and_unused_labels_are_no_obstacle() -> None:
    """A rule that says something else is listed with the answers it bears on; a push goes through."""
    studio, _ = annotated()
    bias = CODEBOOK.question("bias")
    labels = tuple(replace(x, rule="Otherwise.") for x in bias.labels if x.value != "biased")
    questions = tuple(replace(q, labels=labels) if q is bias else q for q in CODEBOOK.questions)
    new = replace(CODEBOOK, questions=questions, version="2")
    plan = plans.plan_push(studio, settings_of(new), "ab", lambda: tasks("ab"))
    told = [line for line in plan.lines() if "another rule" in line]
    assert len(told) == 1
    assert "1 annotation of 1 person" in told[0]
    assert "bias: label not_biased says “Otherwise.”" in told[0]
    send.push(studio, plan, 3, quiet)
    assert state(studio)["settings"] == [settings_of(new)]


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


def told(studio: MemoryStudio, suggested: plans.Suggested) -> list[str]:
    """What the plan says of predictions."""
    plan = plans.plan_push(studio, SETTINGS, "abc", lambda: tasks("abc"), suggested)
    return [line for line in plan.lines() if "rules" in line]


def test_the_plan_tells_which_predictions_take_the_place_of_which() -> None:
    """All new, the same again, one more, and a new version that takes the place of the old."""
    studio = MemoryStudio()
    first = plans.Suggested("rules-1", 3)
    assert told(studio, first) == ["create 3 predictions of rules-1"]
    push(studio, "abc")
    assert told(studio, first) == ["leave 3 predictions of rules-1 as they are"]
    assert told(studio, replace(first, count=4)) == [
        "leave 3 predictions of rules-1 as they are",
        "create 1 predictions of rules-1",
    ]
    assert told(studio, plans.Suggested("rules-2", 2)) == [
        "create 2 predictions of rules-2",
        "replace by them 3 predictions of rules-1",
        "show rules-2 in place of rules-1",
    ]
    assert told(studio, plans.NOTHING) == []


def test_copies_that_nobody_has_begun_are_deleted() -> None:
    """Of three copies the annotated one stays, and of two that nobody annotated the first."""
    studio = MemoryStudio()
    push(studio, "ab")
    at = number(studio)
    studio.add_tasks(at, [*tasks("aab"), {"data": {"uid": "z", "text": "t"}}] * 2)
    copies = plans.copies(studio, at)
    person = studio.add_person("ann@example.org")
    studio.annotate(copies["a"][2], {"result": []}, person)
    plan = plans.plan_push(studio, SETTINGS, "ab", lambda: tasks("ab"))
    assert "delete 6 copies of tasks, which nobody has begun" in plan.lines()
    assert plan.facts()["tasks"]["delete copies"] == 6
    send.push(studio, plan, 3, quiet)
    left = plans.copies(studio, at)
    assert (left["a"], left["b"], left["z"]) == ([copies["a"][2]], copies["b"][:1], copies["z"])


def test_copies_with_answers_all_stay() -> None:
    """Nothing that somebody said is deleted: both copies stay, and the plan says so."""
    studio = MemoryStudio()
    push(studio, "ab")
    studio.add_tasks(number(studio), tasks("a"))
    both = plans.copies(studio, number(studio))["a"]
    for copy, name in zip(both, ("ann@example.org", "bob@example.org"), strict=True):
        studio.annotate(copy, {"result": []}, studio.add_person(name))
    plan = plans.plan_push(studio, SETTINGS, "ab", lambda: tasks("ab"))
    assert "leave 1 tasks that stand twice, with answers to both" in plan.lines()
    send.push(studio, plan, 3, quiet)
    assert plans.copies(studio, number(studio))["a"] == both


@pytest.mark.parametrize("begun", [False, True])
def test_a_plan_notices_that_somebody_else_was_there(begun: bool) -> None:
    """Settings changed, or a project made, since the plan: nothing is written over, all is told."""
    studio = MemoryStudio()
    if begun:
        push(studio, "ab")
    plan = plans.plan_push(studio, SETTINGS, "ab", lambda: tasks("ab"))
    theirs = replace(SETTINGS, title="Somebody else's")
    if begun:
        studio.update_project(number(studio), theirs)
    else:
        studio.create_project(theirs)
    with pytest.raises(StudioError, match=r"somebody else .* run `stancemark push`"):
        send.push(studio, plan, 3, quiet)
    assert state(studio)["settings"] == [theirs]
