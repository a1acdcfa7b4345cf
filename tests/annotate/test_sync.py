"""Push and pull: whatever is lost on the way, every task and prediction is there once."""

import os
import shutil
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path
from typing import Any, cast

import hypothesis
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.annotate import server, sync
from stancemark.annotate.memory import MemoryStudio
from stancemark.annotate.protocol import AnnotatedTask, Json, ProjectSettings, Studio
from stancemark.annotate.server import Running
from stancemark.annotate.studio import LiveStudio
from stancemark.config import CodebookOptions, TargetOptions
from stancemark.errors import InputError, StudioError
from stancemark.records import (
    Answer,
    Document,
    Guess,
    Judgement,
    Passage,
    Prediction,
    Quarantined,
    Region,
    Span,
)
from stancemark.tasks.codebook import load_codebook
from stancemark.tasks.codec import encode_annotation, encode_task
from stancemark.tasks.interface import instruction, labeling_config

TEXT = "A viral video shows that 82% agree."
CLAIM = Span(25, 28)
"""Where `82%` stands in it."""

CODEBOOK = load_codebook(
    CodebookOptions(preset="quick", targets=[TargetOptions(name="City Hall")]), Path()
)
CONFIG = labeling_config(CODEBOOK)
SETTINGS = ProjectSettings("A study", CONFIG, instruction(CODEBOOK), 2, "Stancemark study 1")
PAGE = Document("d1", "x" * 1000, "page.txt")


@pytest.fixture(autouse=True, scope="module")
def no_pauses() -> Iterator[None]:
    """Repeat at once what is worth repeating."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sync, "PAUSES", (0.0, 0.0, 0.0))
        yield


def passage(uid: str) -> Passage:
    """A passage that stands at 100 of its document."""
    return Passage(uid, "d1", Span(100, 100 + len(TEXT)), TEXT, "body")


def tasks(uids: Iterable[str]) -> list[Json]:
    """The task of each uid."""
    return [encode_task(passage(uid), PAGE) for uid in uids]


def predictions(uids: Iterable[str], version: str = "rules-1") -> list[Prediction]:
    """A marked claim in each passage."""
    region = Region("r1", CLAIM.moved(100), "claim", "82%")
    return [Prediction(uid, version, regions=(region,)) for uid in uids]


def quiet(what: str, done: int, total: int) -> None:
    """Show no progress."""


def push(
    studio: Studio,
    uids: Sequence[str],
    version: str = "rules-1",
    settings: ProjectSettings = SETTINGS,
) -> tuple[int, int]:
    """Push a study of these passages, in batches of 3; tasks and predictions sent."""
    plan = sync.plan_push(studio, settings, tasks(uids))
    project = sync.push(studio, plan, 3, quiet)
    encoded = encode(studio, predictions(uids, version))
    return plan.missing, sync.push_predictions(studio, project, encoded, 3, quiet)


def encode(studio: Studio, guessed: Iterable[Prediction]) -> list[Json]:
    """Predictions for the tasks on the server; none may be refused."""
    ids = dict(studio.tasks(number(studio)))
    passages = {uid: passage(uid) for uid in ids}
    encoded, refused = sync.encode_predictions(guessed, passages, CODEBOOK, ids, CONFIG)
    assert refused == []
    return encoded


def number(studio: Studio) -> int:
    """The id of the study's project."""
    project = sync.find_project(studio, SETTINGS.marker)
    assert project is not None
    return project.id


def state(studio: Studio) -> dict[str, Any]:
    """All that a push is responsible for, in no order and without the server's own numbers."""
    projects = [p for p in studio.projects() if p.settings.marker == SETTINGS.marker]
    at = projects[0].id
    uids = {task: uid for uid, task in studio.tasks(at)}
    counts = studio.prediction_counts(at)
    return {
        "settings": [p.settings for p in projects],
        "shown": projects[0].shown,
        "tasks": Counter(uids.values()),
        "counts": dict(counts),
        "predicted": {v: sorted(uids[t] for t in studio.predicted(at, v)) for v in counts},
    }


# Plans


def test_the_plan_is_told_before_it_is_carried_out() -> None:
    """First all is new; then nothing; then settings change, and tasks we do not know stay."""
    studio = MemoryStudio()
    plan = sync.plan_push(studio, SETTINGS, tasks("ab"))
    assert list(plan.lines()) == [
        'create the project "A study"',
        "create 2 tasks, leave 0 as they are",
    ]
    at = sync.push(studio, plan, 3, quiet).id
    assert list(sync.plan_push(studio, SETTINGS, tasks("abc")).lines()) == [
        f"leave the settings of project {at} as they are",
        "create 1 tasks, leave 2 as they are",
    ]
    changed = replace(SETTINGS, title="Another title")
    assert list(sync.plan_push(studio, changed, tasks("b")).lines()) == [
        f"update the settings of project {at}",
        "create 0 tasks, leave 1 as they are",
        "leave alone 1 tasks that this study does not know",
    ]


def test_planning_changes_nothing() -> None:
    """A plan that is not carried out leaves no project."""
    studio = MemoryStudio()
    sync.plan_push(studio, SETTINGS, tasks("ab"))
    assert studio.projects() == []


def test_a_study_finds_its_own_project() -> None:
    """By its marker, never by its title; of two, the older."""
    studio = MemoryStudio()
    studio.create_project(replace(SETTINGS, marker="Stancemark study 2"))
    assert sync.find_project(studio, SETTINGS.marker) is None
    first = studio.create_project(SETTINGS)
    studio.create_project(SETTINGS)
    assert sync.find_project(studio, SETTINGS.marker) == first


def test_a_second_push_sends_nothing() -> None:
    """Tasks and predictions that are there are left as they are."""
    studio = MemoryStudio()
    assert push(studio, "abcdefgh") == (8, 8)
    before = state(studio)
    assert push(studio, "abcdefgh") == (0, 0)
    assert state(studio) == before


def test_tasks_of_others_are_left_alone() -> None:
    """A task with another uid, or none, is neither counted as ours nor touched."""
    studio = MemoryStudio()
    push(studio, "ab")
    studio.add_tasks(number(studio), [{"data": {"text": "t"}}, {"data": {"uid": "z", "text": "t"}}])
    assert push(studio, "abc") == (1, 3)
    assert state(studio)["tasks"] == Counter(["a", "b", "c", "z", ""])


def test_changed_settings_are_updated() -> None:
    """Title, instruction and overlap follow the study; tasks stay."""
    studio = MemoryStudio()
    push(studio, "ab")
    changed = replace(SETTINGS, title="New", instruction="<p>New.</p>", overlap=5)
    assert push(studio, "ab", settings=changed) == (0, 0)
    assert state(studio)["settings"] == [changed]


def annotated(uids: Sequence[str] = "ab") -> tuple[MemoryStudio, int]:
    """A studio with one annotation, of task `a`, and the id of who made it."""
    studio = MemoryStudio()
    push(studio, uids)
    person = studio.add_person("ann@example.org")
    submit(studio, "a", judgement("a"), person)
    return studio, person


def judgement(uid: str, **said: Any) -> Judgement:
    """A judgement with a stance and a claim."""
    answers = (Answer("stance", ("favor",), "city_hall"), Answer("bias", ("not_biased",)))
    region = Region("r1", CLAIM.moved(100), "claim", "82%", origin="manual")
    return replace(Judgement("", uid, "", answers, (region,), seconds=3.5), **said)


def submit(studio: Studio, uid: str, made: Judgement, person: int, **extra: Any) -> None:
    """Submit a judgement in a person's name."""
    raw = encode_annotation(made, passage(uid), CODEBOOK) | extra
    studio.annotate(dict(studio.tasks(number(studio)))[uid], raw, person)


def test_a_label_in_use_may_not_be_removed() -> None:
    """Where there are annotations, the refusal names label, project and remedies; nothing changes."""
    studio, _ = annotated()
    fewer = replace(SETTINGS, config=CONFIG.replace('value="not_biased"', 'value="unbiased"'))
    with pytest.raises(InputError, match=r"codebook: bias=not_biased is no longer asked") as caught:
        sync.plan_push(studio, fewer, tasks("ab"))
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


# Predictions


def test_a_new_version_replaces_its_family() -> None:
    """The earlier rules go once the new ones stand; another model's predictions stay."""
    studio = MemoryStudio()
    push(studio, "abcd", "linear-1")
    push(studio, "abcd", "rules-1")
    assert state(studio)["shown"] == "rules-1"
    assert push(studio, "abcd", "rules-2") == (0, 4)
    now = state(studio)
    assert now["counts"] == {"linear-1": 4, "rules-2": 4}
    assert now["shown"] == "rules-2"


def test_a_complete_version_is_shown_again() -> None:
    """Predictions that are all there are not sent, but they become the ones that are seen."""
    studio = MemoryStudio()
    push(studio, "abcd", "rules-1")
    push(studio, "abcd", "linear-1")
    assert push(studio, "abcd", "rules-1") == (0, 0)
    assert state(studio)["shown"] == "rules-1"


def test_a_version_in_part_is_replaced() -> None:
    """What a killed push left is dropped, and all are sent: none doubles."""
    studio = MemoryStudio()
    push(studio, "abcd", "linear-1")
    studio.add_predictions(number(studio), encode(studio, predictions("abc")))
    assert push(studio, "abcd") == (0, 4)
    assert state(studio)["counts"]["rules-1"] == 4
    assert state(studio)["predicted"]["rules-1"] == ["a", "b", "c", "d"]


def test_as_many_predictions_of_other_tasks_are_not_the_same() -> None:
    """A page was corrected, so its passage has a new id: the new task gets its prediction."""
    studio = MemoryStudio()
    push(studio, "abc")
    assert push(studio, "abd") == (1, 3)
    assert state(studio)["predicted"]["rules-1"] == ["a", "b", "d"]


def test_no_predictions_leave_the_server_as_it_is() -> None:
    """A study with nothing to suggest shows and drops nothing."""
    studio = MemoryStudio()
    push(studio, "ab")
    before = state(studio)
    project = sync.find_project(studio, SETTINGS.marker)
    assert project is not None
    assert sync.push_predictions(studio, project, [], 3, quiet) == 0
    assert state(studio) == before


class Skipping(MemoryStudio):
    """A server without strict validation: it leaves out what it does not like, silently."""

    def add_predictions(self, project: int, predictions: Sequence[Json]) -> int:
        """Take all but the last."""
        return super().add_predictions(project, predictions[:-1])


def test_predictions_left_out_by_the_server_are_a_fault() -> None:
    """Two of three taken is not a success, and not worth a repeat."""
    with pytest.raises(StudioError, match="memory: took 2 of 3 predictions") as caught:
        push(Skipping(), "abc")
    assert not caught.value.passing


def refusal(prediction: Prediction, ids: dict[str, int] | None = None) -> str:
    """Why a prediction of passage `a` is not sent; empty if it is."""
    known = {"a": 1} if ids is None else ids
    encoded, refused = sync.encode_predictions(
        [prediction], {"a": passage("a")}, CODEBOOK, known, CONFIG
    )
    assert len(encoded) + len(refused) == 1
    for found in refused:
        assert (found.step, found.reason) == ("push", "invalid prediction")
        return found.detail
    return ""


def marked(start: int, end: int, quote: str, label: str = "claim") -> Prediction:
    """A region at these places of the document."""
    return Prediction("a", "rules-1", regions=(Region("r1", Span(start, end), label, quote),))


def guessed(question: str, label: str, target: str = "", **more: Any) -> Prediction:
    """One guess."""
    return Prediction("a", "m-1", guesses=(Guess(question, label, {label: 1.0}, target),), **more)


@pytest.mark.parametrize(
    ("prediction", "said"),
    [
        (marked(125, 128, "82%"), ""),
        (guessed("stance", "favor", "city_hall", score=0.5), ""),
        (marked(25, 28, "82%"), "outside the passage 100:135"),
        (marked(133, 136, "e.x"), "outside the passage"),
        (marked(124, 127, "82%"), "its quote is not the text there"),
        (marked(125, 128, "82%", "hope"), "no span label 'hope'"),
        (guessed("bias", "somewhat"), "bias has no label 'somewhat'"),
        (guessed("stance", "favor", "parliament"), "no control stance__parliament"),
        (guessed("mood", "favor"), "no control mood"),
        (guessed("bias", "not_biased", score=1.5), "score 1.5 is outside 0 to 1"),
    ],
)
def test_what_may_not_be_sent_is_refused_with_its_reason(prediction: Prediction, said: str) -> None:
    """Offsets outside, a wrong quote, unknown labels, controls and scores: one refusal each."""
    assert said in refusal(prediction)
    assert bool(refusal(prediction)) is bool(said)


def test_a_prediction_needs_its_task() -> None:
    """A passage that is not on the server, deleted there perhaps, is refused."""
    assert refusal(marked(125, 128, "82%"), ids={}) == "no such task on the server"


def test_a_prediction_that_says_nothing_is_not_sent() -> None:
    """It would only hide that the model has no opinion; it is no refusal either."""
    silent = [Prediction("a", "rules-1"), marked(125, 128, "82%")]
    encoded, refused = sync.encode_predictions(
        silent, {"a": passage("a")}, CODEBOOK, {"a": 1}, CONFIG
    )
    assert (len(encoded), refused) == (1, [])


# Pull


def pull(
    studio: Studio, uids: Sequence[str] = "ab", known: Iterable[Judgement] = ()
) -> tuple[list[Judgement], list[tuple[str, str]]]:
    """Judgements, and item and reason of each refusal."""
    project = sync.find_project(studio, SETTINGS.marker)
    assert project is not None
    passages = {uid: passage(uid) for uid in uids}
    judgements, refused = sync.pull(studio, project, passages, CODEBOOK, known)
    assert {r.step for r in refused} <= {"pull"}
    return judgements, [(r.item, r.reason) for r in refused]


def test_what_was_said_comes_back() -> None:
    """Answers, spans, time and author are those that were submitted; so is a skip."""
    studio, _ = annotated()
    bob = studio.add_person("bob@example.org")
    submit(studio, "b", Judgement("", "b", "", skipped=True), bob)
    (first, second), refused = pull(studio)
    expected = judgement("a", id=first.id, annotator="ann@example.org", codebook=CODEBOOK.version)
    assert first == expected
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

    def annotated(self, project: int) -> Iterator[AnnotatedTask]:
        """Give each author as an object."""
        for task in super().annotated(project):
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


# Lost replies


class Losing:
    """A studio some of whose calls fail, before they are carried out or after."""

    def __init__(self, inner: MemoryStudio, faults: Iterable[str]) -> None:
        self._inner, self._faults = inner, iter(faults)

    def __getattr__(self, name: str) -> Any:
        """The studio's own, or the call with the next fault."""
        found = getattr(self._inner, name)
        return self._disturbed(found) if callable(found) else found

    def _disturbed(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def disturbed(*arguments: Any) -> Any:
            fault = next(self._faults, "")
            if fault == "before":
                raise StudioError("lost before", passing=True)
            result = call(*arguments)
            if fault == "after":
                raise StudioError("lost after", passing=True)
            return result

        return disturbed


def losing(inner: MemoryStudio, faults: Iterable[str]) -> Studio:
    """The same studio behind a bad line."""
    return cast("Studio", Losing(inner, faults))


def begun() -> MemoryStudio:
    """A server with an earlier push of fewer tasks, older predictions, and a task of others."""
    studio = MemoryStudio()
    push(studio, "abcd", "rules-0")
    studio.add_tasks(number(studio), [{"data": {"uid": "z", "text": "t"}}])
    return studio


def undisturbed(studio: MemoryStudio) -> dict[str, Any]:
    """What a push ends with where nothing is lost."""
    push(studio, UIDS)
    return state(studio)


UIDS = "abcdefghij"


def succeeds(line: Studio) -> bool:
    """Push once; whether it went through."""
    try:
        push(line, UIDS)
    except StudioError:
        return False
    return True


@hypothesis.settings(max_examples=400)
@given(
    faults=st.lists(st.sampled_from(["", "", "before", "after"]), max_size=60),
    start=st.sampled_from([MemoryStudio, begun]),
)
def test_lost_replies_lose_and_double_nothing(
    faults: list[str], start: Callable[[], MemoryStudio]
) -> None:
    """Run until it succeeds, a push over a bad line ends where one over a good line does."""
    studio = start()
    line = losing(studio, faults)
    assert any(succeeds(line) for _ in range(len(faults) + 1))
    assert state(studio) == undisturbed(start())


@pytest.mark.parametrize("fault", ["before", "after"])
@pytest.mark.parametrize("start", [MemoryStudio, begun])
def test_three_faults_in_a_row_are_sat_out(fault: str, start: Callable[[], MemoryStudio]) -> None:
    """Wherever they fall, the push needs no second run, and reports what it sent."""
    expected = undisturbed(start())
    for place in range(30):
        studio = start()
        line = losing(studio, chain(repeat("", place), repeat(fault, 3)))
        plan = sync.plan_push(studio, SETTINGS, tasks(UIDS))
        project = sync.push(line, plan, 3, quiet)
        encoded = encode(studio, predictions(UIDS))
        assert sync.push_predictions(line, project, encoded, 3, quiet) == len(UIDS)
        assert state(studio) == expected


def test_a_refusal_is_not_repeated() -> None:
    """What will not pass is raised at once: the call is made once."""
    calls = []

    class Full(MemoryStudio):
        def add_tasks(self, project: int, tasks: Sequence[Json]) -> int:
            calls.append(len(tasks))
            raise StudioError("memory: refused with status 400")

    with pytest.raises(StudioError, match="400"):
        push(Full(), "ab")
    assert calls == [2]


# The real server


@pytest.fixture
def live(label_studio: Running) -> LiveStudio:
    """The session's Label Studio."""
    return LiveStudio(label_studio.url, label_studio.token)


@pytest.mark.server
def test_the_real_server_is_left_as_the_one_in_memory(live: LiveStudio) -> None:
    """The same pushes end in the same state, down to settings, versions and counts."""
    memory = MemoryStudio()
    for uids, version in (("abc", "rules-1"), ("abd", "rules-1"), ("abd", "rules-2")):
        assert push(live, uids, version) == push(memory, uids, version)
        assert push(live, uids, version) == (0, 0)
        assert state(live) == state(memory)


@pytest.mark.server
def test_the_real_server_gives_back_what_was_said(live: LiveStudio) -> None:
    """Answers, a span, a skip and its author pass through the real server unchanged."""
    push(live, "abd", "rules-2")
    ann, bob = live.add_person("ann@example.org"), live.add_person("bob@example.org")
    submit(live, "a", judgement("a"), ann)
    submit(live, "b", Judgement("", "b", "", skipped=True, seconds=1.0), bob)
    (first, second), refused = pull(live)
    given = judgement("a", annotator="ann@example.org", codebook=CODEBOOK.version)
    assert first == replace(given, id=first.id, created=first.created)
    assert first.created
    assert (second.annotator, second.skipped, second.seconds) == ("bob@example.org", True, 1.0)
    assert refused == []


@pytest.fixture
def second_server(
    label_studio: Running, label_studio_folder: Path, tmp_path: Path
) -> Iterator[Path]:
    """The folder of a Label Studio to be killed, with a copy of the session's data."""
    folder = tmp_path / "label-studio"
    shutil.copytree(label_studio_folder, folder, ignore=shutil.ignore_patterns("server.json"))
    yield folder
    server.stop(folder)


@pytest.mark.server
def test_a_server_that_is_killed_loses_and_doubles_nothing(second_server: Path) -> None:
    """Killed amid a push, it is down, and the error says so; started again, the push completes."""
    uids = [f"u{i}" for i in range(1100)]
    settings = replace(SETTINGS, marker="Stancemark study to be killed")
    running = server.start(second_server)

    def kill_soon(what: str, done: int, total: int) -> None:
        if done == 300:
            threading.Timer(0.05, os.kill, (running.pid, signal.SIGKILL)).start()

    studio = LiveStudio(running.url, running.token)
    plan = sync.plan_push(studio, settings, tasks(uids))
    with pytest.raises(StudioError, match=r"nobody answers|connection broke") as caught:
        sync.push(studio, plan, 100, kill_soon)
    assert caught.value.exit_code == 3
    assert not psutil.pid_exists(running.pid) or server.status(second_server) is None

    again = server.start(second_server)
    studio = LiveStudio(again.url, again.token)
    plan = sync.plan_push(studio, settings, tasks(uids))
    assert 0 < plan.missing <= 800
    project = sync.push(studio, plan, 100, quiet)
    assert Counter(uid for uid, _ in studio.tasks(project.id)) == Counter(uids)
    assert sync.plan_push(studio, settings, tasks(uids)).missing == 0
