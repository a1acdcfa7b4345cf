"""Pull: what people said comes back, and what cannot be placed is kept and counted."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from stancemark.annotate.memory import MemoryStudio
from stancemark.annotate.protocol import AnnotatedTask, Json
from stancemark.records import Judgement, Quarantined
from tests.annotate.pushed import CODEBOOK, TEXT, annotated, judgement, number, pull, push, submit

pytestmark = pytest.mark.usefixtures("no_pauses")


def test_what_was_said_comes_back() -> None:
    """Answers, spans, time and author are those that were submitted; so is a skip."""
    studio, _ = annotated()
    bob = studio.add_person("bob@example.org")
    submit(studio, "b", Judgement("", "b", "", skipped=True), bob)
    (first, second), refused = pull(studio)
    expected = judgement("a", id=first.id, annotator="ann@example.org", codebook=CODEBOOK.version)
    [task] = [n for uid, n in studio.tasks(number(studio)) if uid == "a"]
    assert first == replace(expected, created=first.created, updated=first.created, task=task)
    assert first.regions[0].span.of("x" * 100 + TEXT) == "82%"
    assert (second.passage, second.annotator, second.skipped) == ("b", "bob@example.org", True)
    assert refused == []


def test_a_second_pull_brings_the_same() -> None:
    """Ids and content are those of the first."""
    studio, _ = annotated()
    first, _ = pull(studio)
    assert pull(studio, known=first) == (first, [])


def test_the_suggestion_is_remembered_when_the_server_has_forgotten_it() -> None:
    """Newer predictions replace the ones an annotation began from; the last pull knows which."""
    studio, person = annotated()
    submit(studio, "b", judgement("b"), person, prediction={"model_version": "rules-1"})
    first, _ = pull(studio)
    assert [j.suggestion for j in first] == ["", "rules-1"]
    push(studio, "ab", "rules-2")
    assert [j.suggestion for j in pull(studio)[0]] == ["", ""]
    assert pull(studio, known=first)[0] == first


def test_another_servers_numbers_are_not_mistaken_for_this_ones() -> None:
    """Annotation ids begin anew on a new server: its 4 is no news of the old one's 4."""
    studio, _ = annotated()
    [here], _ = pull(studio)
    elsewhere = replace(here, passage="b", suggestion="rules-1")
    assert pull(studio, known=[elsewhere])[0] == [here]


def test_annotations_of_unknown_tasks_are_refused() -> None:
    """One refusal for each task, by its number; the others are pulled."""
    studio, person = annotated()
    submit(studio, "b", judgement("b"), person)
    task = dict(studio.tasks(number(studio)))["b"]
    judgements, refused = pull(studio, "a")
    assert [j.passage for j in judgements] == ["a"]
    assert refused == [(f"task {task}", "task of no passage in this study")]


def test_items_that_cannot_be_placed_are_kept_and_counted() -> None:
    """Each is in its judgement, as it was, and a refusal names its annotation and reason."""
    studio, person = annotated()
    at = {"start": 25, "end": 28, "text": "not there"}
    odd: list[Json] = [
        {"from_name": "mood", "type": "choices", "value": {"choices": ["good"]}},
        {"from_name": "claim_span", "type": "labels", "value": {**at, "labels": ["claim"]}},
    ]
    studio.annotate(dict(studio.tasks(number(studio)))["b"], {"result": odd}, person)
    (_, found), refused = pull(studio)
    where = f"task {dict(studio.tasks(number(studio)))['b']}, annotation {found.id}"
    assert refused == [(where, "unknown control"), (where, "quote not in the passage")]
    assert [q.reason for q in found.quarantined] == [reason for _, reason in refused]
    assert isinstance(found.quarantined[0], Quarantined)
    assert '"good"' in found.quarantined[0].raw


class Detailed(MemoryStudio):
    """A server that describes authors, and has lost one."""

    def annotated(self, project: int, since: str = "") -> Iterator[AnnotatedTask]:
        """Give each author as an object."""
        for task in super().annotated(project, since):
            made = tuple({**a, "completed_by": {"id": a["completed_by"]}} for a in task.annotations)
            yield replace(task, annotations=made)

    def people(self) -> dict[int, str]:
        """Everybody but the annotator."""
        return {k: v for k, v in super().people().items() if v != "ann@example.org"}


def test_an_author_without_an_address_is_named_by_number() -> None:
    """Two deleted users stay two, and neither is taken for the owner."""
    studio = Detailed()
    push(studio, "ab")
    person = studio.add_person("ann@example.org")
    submit(studio, "a", judgement("a"), person)
    assert [j.annotator for j in pull(studio)[0]] == [f"user {person}"]
