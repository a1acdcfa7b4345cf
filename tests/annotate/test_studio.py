"""One contract for the studio in memory and the real one."""

import pytest

from stancemark.annotate.memory import MemoryStudio
from stancemark.annotate.protocol import Studio
from stancemark.annotate.server import Running
from stancemark.annotate.studio import LiveStudio
from stancemark.errors import StudioError
from tests.annotate.contract import (
    CONFIG,
    NOWHERE,
    ON_A_PROJECT,
    annotation,
    begin,
    choice,
    find,
    prediction,
    settings,
)


@pytest.fixture(params=["memory", pytest.param("live", marks=pytest.mark.server)])
def studio(request: pytest.FixtureRequest) -> Studio:
    """The studio in memory, then the real one."""
    if request.param == "memory":
        return MemoryStudio()
    running: Running = request.getfixturevalue("label_studio")
    return LiveStudio(running.url, running.token)


def test_a_project_comes_back_as_it_was_created(studio: Studio) -> None:
    """Title, config, instruction, overlap and marker survive creation and change, to the letter."""
    wanted = settings()
    project = studio.create_project(wanted)
    assert (project.settings, project.annotations, project.shown) == (wanted, 0, "")
    assert find(studio, project.id) == project
    changed = settings(title="Another title", config=CONFIG.replace("loud", "shrill"))
    studio.update_project(project.id, changed)
    assert find(studio, project.id).settings == changed


def test_all_projects_are_listed(studio: Studio) -> None:
    """More projects than the server puts on a page are all there, each once."""
    made = [studio.create_project(settings()).id for _ in range(31)]
    listed = [project.id for project in studio.projects()]
    assert set(made) <= set(listed)
    assert len(listed) == len(set(listed))


def test_tasks_are_known_by_their_uid(studio: Studio) -> None:
    """Each task has its uid, or none; what is sent twice is there twice; projects are apart."""
    project, _ = begin(studio, "a", "b")
    other = studio.create_project(settings())
    assert studio.tasks(other.id) == []
    assert studio.add_tasks(project.id, [{"data": {"text": "no uid"}}]) == 1
    assert studio.add_tasks(project.id, [{"data": {"uid": "b", "text": "again"}}]) == 1
    tasks = studio.tasks(project.id)
    assert sorted(uid for uid, _ in tasks) == ["", "a", "b", "b"]
    assert len({number for _, number in tasks}) == 4
    assert studio.tasks(other.id) == []


def test_predictions_come_and_go_by_version(studio: Studio) -> None:
    """Counts and tasks by version; dropping one leaves the others, and dropping none is no fault."""
    project, ids = begin(studio, "a", "b", "c")
    one = [prediction(ids["a"], "m-1"), prediction(ids["b"], "m-1")]
    assert studio.add_predictions(project.id, one) == 2
    assert studio.add_predictions(project.id, [prediction(ids["b"], "m-12")]) == 1
    assert studio.prediction_counts(project.id) == {"m-1": 2, "m-12": 1}
    assert studio.predicted(project.id, "m-12") == {ids["b"]}
    assert studio.predicted(project.id, "m-2") == set()
    studio.drop_predictions(project.id, "m-1")
    studio.drop_predictions(project.id, "m-1")
    assert studio.prediction_counts(project.id) == {"m-12": 1}


def test_the_version_that_annotators_see(studio: Studio) -> None:
    """It is the one that was shown last, none once that is dropped, and never one that is not."""
    project, ids = begin(studio, "a")
    assert find(studio, project.id).shown == ""
    studio.add_predictions(project.id, [prediction(ids["a"], v) for v in ("m-1", "m-2")])
    studio.show_predictions(project.id, "m-1")
    studio.show_predictions(project.id, "m-2")
    assert find(studio, project.id).shown == "m-2"
    with pytest.raises(StudioError):
        studio.show_predictions(project.id, "m-3")
    studio.drop_predictions(project.id, "m-2")
    assert find(studio, project.id).shown == ""


def test_annotations_come_back_with_their_authors(studio: Studio) -> None:
    """Submitted, empty and skipped ones are listed and counted; a task without any is not."""
    project, ids = begin(studio, "a", "b", "c")
    ann, bob = studio.add_person("ann@example.org"), studio.add_person("bob@example.org")
    studio.annotate(ids["a"], annotation(choice("calm")), ann)
    studio.annotate(ids["a"], annotation(choice("loud"), seconds=None), bob)
    studio.annotate(ids["b"], annotation(skipped=True), ann)
    found = {task.uid: task for task in studio.annotated(project.id)}
    assert {uid: task.id for uid, task in found.items()} == {"a": ids["a"], "b": ids["b"]}
    first, second = sorted(found["a"].annotations, key=lambda made: made["id"])
    assert (first["completed_by"], second["completed_by"]) == (ann, bob)
    assert (first["lead_time"], second["lead_time"]) == (4.5, None)
    assert [item["value"] for item in first["result"]] == [{"choices": ["calm"]}]
    [skipped] = found["b"].annotations
    assert skipped["was_cancelled"] is True
    assert (skipped["result"], first["was_cancelled"]) == ([], False)
    assert find(studio, project.id).annotations == 3


def test_a_person_is_added_once(studio: Studio) -> None:
    """Adding an address again gives the same id; another domain is another person."""
    first = studio.add_person("Kim@example.org")
    assert studio.add_person("Kim@example.org") == first
    assert studio.people()[first] == "Kim@example.org"
    assert studio.add_person("Kim@example.com") != first
    assert studio.whoami() in studio.people().values()


@pytest.mark.parametrize("call", ON_A_PROJECT)
def test_an_unknown_project_is_a_fault(studio: Studio, call: str) -> None:
    """No call on a project that is gone looks like an empty one; the line says what to run."""
    with pytest.raises(StudioError, match="not found") as caught:
        ON_A_PROJECT[call](studio, NOWHERE)
    assert "run `stancemark push`" in str(caught.value)
    assert caught.value.exit_code == 3
    assert not caught.value.passing


def test_unknown_tasks_and_people_are_faults(studio: Studio) -> None:
    """A prediction or annotation goes to a known task, in a known person's name, or nowhere."""
    project, ids = begin(studio, "a")
    ann = studio.add_person("ann@example.org")
    mixed = [prediction(ids["a"], "m-1"), prediction(NOWHERE, "m-1")]
    for attempt in (
        lambda: studio.add_predictions(project.id, mixed),
        lambda: studio.annotate(NOWHERE, annotation(), ann),
        lambda: studio.annotate(ids["a"], annotation(), NOWHERE),
    ):
        with pytest.raises(StudioError):
            attempt()
    assert studio.prediction_counts(project.id) == {}
    assert list(studio.annotated(project.id)) == []
