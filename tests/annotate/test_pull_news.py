"""A pull that reads only what is new ends where one that reads all does."""

from collections.abc import Sequence

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.annotate import fetch, plans
from stancemark.annotate.memory import MemoryStudio
from stancemark.records import Judgement
from tests.annotate.pushed import (
    CODEBOOK,
    SETTINGS,
    among,
    annotated,
    judgement,
    number,
    passage,
    push,
    submit,
)

pytestmark = pytest.mark.usefixtures("no_pauses")

UIDS = "abcd"


def pulled(
    studio: MemoryStudio, known: Sequence[Judgement] = (), since: str = "", uids: str = UIDS
) -> fetch.Pulled:
    """Pull these passages; everything, or what is new."""
    project = plans.find_project(studio, SETTINGS.marker)
    assert project is not None
    lookup = among({uid: passage(uid) for uid in uids})
    return fetch.pull(studio, project, lookup, CODEBOOK, known, since)


def days(studio: MemoryStudio) -> None:
    """Let more time pass than pulls overlap by."""
    studio.wait(86400)


def test_only_what_is_new_is_read() -> None:
    """Of two annotated tasks the one that came since the last pull is read; both are there."""
    studio, person = annotated(UIDS)
    days(studio)
    first = pulled(studio)
    days(studio)
    submit(studio, "b", judgement("b"), person)
    days(studio)
    second = pulled(studio, first.judgements, first.clock)
    assert (first.read, second.read) == (1, 1)
    assert [j.passage for j in second.judgements] == ["a", "b"]
    assert second.judgements == pulled(studio).judgements
    days(studio)
    third = pulled(studio, second.judgements, second.clock)
    assert (third.read, third.judgements) == (0, second.judgements)


def test_what_was_saved_as_the_last_pull_began_is_read_again() -> None:
    """A write that took longer than the pull, and carries an earlier time, is not missed."""
    studio, person = annotated(UIDS)
    first = pulled(studio)
    submit(studio, "b", judgement("b"), person)
    studio.wait(fetch.OVERLAP.total_seconds() / 2)
    late = pulled(studio, first.judgements, studio.clock())
    assert [j.passage for j in late.judgements] == ["a", "b"]


def test_what_no_time_tells_is_told_by_the_counts() -> None:
    """An annotation that the last pull did not see, though older than it, is read by number."""
    studio, person = annotated(UIDS)
    submit(studio, "b", judgement("b"), person)
    known = [j for j in pulled(studio).judgements if j.passage == "a"]
    days(studio)
    found = pulled(studio, known, studio.clock())
    assert (found.read, [j.passage for j in found.judgements]) == (1, ["a", "b"])


def test_what_was_deleted_is_gone() -> None:
    """A deleted task and a deleted annotation are in no judgement; the others stay as they were."""
    studio, person = annotated(UIDS)
    for uid in "bc":
        submit(studio, uid, judgement(uid), person)
    bob = studio.add_person("bob@example.org")
    submit(studio, "c", judgement("c"), bob)
    first = pulled(studio)
    days(studio)
    tasks = dict(studio.tasks(number(studio)))
    studio.drop_tasks(number(studio), [tasks["b"]])
    [mine] = [
        a["id"]
        for t in studio.annotated(number(studio))
        for a in t.annotations
        if t.uid == "c" and a["completed_by"] == bob
    ]
    studio.drop_annotation(mine)
    second = pulled(studio, first.judgements, first.clock)
    assert [(j.passage, j.annotator) for j in second.judgements] == [
        ("a", "ann@example.org"),
        ("c", "ann@example.org"),
    ]
    assert second.judgements == pulled(studio).judgements


def test_tasks_of_nobody_are_refused_each_time() -> None:
    """What a full pull refuses is refused by one of what is new, too."""
    studio, person = annotated(UIDS)
    submit(studio, "b", judgement("b"), person)
    first = pulled(studio, uids="a")
    days(studio)
    second = pulled(studio, first.judgements, first.clock, uids="a")
    assert [r.reason for r in first.refused] == ["task of no passage in this study"]
    assert second.refused == first.refused


def test_items_set_aside_are_told_each_time() -> None:
    """A quarantined item is refused by every pull, whether its task was read again or not."""
    studio, person = annotated(UIDS)
    odd = {"from_name": "mood", "type": "choices", "value": {"choices": ["good"]}}
    studio.annotate(dict(studio.tasks(number(studio)))["b"], {"result": [odd]}, person)
    days(studio)
    first = pulled(studio)
    days(studio)
    second = pulled(studio, first.judgements, first.clock)
    assert [r.reason for r in first.refused] == ["unknown control"]
    assert (second.read, second.refused) == (0, first.refused)


@hypothesis.settings(max_examples=150, deadline=None)
@given(
    acts=st.lists(
        st.tuples(
            st.sampled_from(["submit", "skip", "drop task", "drop annotation", "pull", "wait"]),
            st.integers(0, 3),
            st.sampled_from(["ann@example.org", "bob@example.org"]),
        ),
        max_size=25,
    )
)
def test_pulls_of_news_end_where_a_pull_of_all_does(
    acts: list[tuple[str, int, str]],
) -> None:
    """Whatever people do between pulls, and whenever one is made, the judgements are the same."""
    studio = MemoryStudio()
    push(studio, UIDS)
    last = pulled(studio)
    for act, place, name in acts:
        tasks = {uid: n for uid, n in studio.tasks(number(studio)) if uid}
        uid = UIDS[place]
        if act in ("submit", "skip") and uid in tasks:
            said = judgement(uid) if act == "submit" else Judgement("", uid, "", skipped=True)
            submit(studio, uid, said, studio.add_person(name))
        elif act == "drop task" and uid in tasks:
            studio.drop_tasks(number(studio), [tasks[uid]])
        elif act == "drop annotation":
            made = [a["id"] for t in studio.annotated(number(studio)) for a in t.annotations]
            for annotation in made[place : place + 1]:
                studio.drop_annotation(annotation)
        elif act == "wait":
            studio.wait(100)
        else:
            last = pulled(studio, last.judgements, last.clock)
    last = pulled(studio, last.judgements, last.clock)
    whole = pulled(studio)
    assert last.judgements == whole.judgements
    assert last.refused == whole.refused
