"""One contract for the studio in memory and the real one, and what faults of the real one say."""

import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from stancemark.annotate import credentials
from stancemark.annotate.memory import MemoryStudio
from stancemark.annotate.protocol import Json, Project, ProjectSettings, Studio
from stancemark.annotate.server import Running
from stancemark.annotate.studio import LiveStudio, check_config, check_predictions
from stancemark.errors import InputError, StudioError

CONFIG = """<View>
  <Text name="text" value="$text"/>
  <Choices name="tone" toName="text"><Choice value="calm"/><Choice value="loud"/></Choices>
  <Labels name="span" toName="text"><Label value="claim"/></Labels>
</View>"""

NOWHERE = 10**6
"""An id that no server has given yet."""

_markers = count(1)


@pytest.fixture(params=["memory", pytest.param("live", marks=pytest.mark.server)])
def studio(request: pytest.FixtureRequest) -> Studio:
    """The studio in memory, then the real one."""
    if request.param == "memory":
        return MemoryStudio()
    running: Running = request.getfixturevalue("label_studio")
    return LiveStudio(running.url, running.token)


@pytest.fixture
def live(label_studio: Running) -> LiveStudio:
    """The real one."""
    return LiveStudio(label_studio.url, label_studio.token)


def settings(title: str = "A contract", config: str = CONFIG) -> ProjectSettings:
    """Settings of a project of their own."""
    return ProjectSettings(
        title, config, "<p>Read &amp; judge.</p>", 2, f"contract {next(_markers)}"
    )


def begin(studio: Studio, *uids: str) -> tuple[Project, dict[str, int]]:
    """A new project with a task per uid."""
    project = studio.create_project(settings())
    studio.add_tasks(project.id, [{"data": {"uid": uid, "text": f"text {uid}"}} for uid in uids])
    return project, dict(studio.tasks(project.id))


def choice(label: str) -> Json:
    """A result item that answers `tone`."""
    value = {"choices": [label]}
    return {"id": "t", "from_name": "tone", "to_name": "text", "type": "choices", "value": value}


def prediction(task: int, version: str, label: str = "calm") -> Json:
    """A prediction that answers `tone`."""
    return {"task": task, "model_version": version, "score": 0.5, "result": [choice(label)]}


def annotation(*result: Json, skipped: bool = False, seconds: float | None = 4.5) -> Json:
    """An annotation as the codec makes them."""
    return {"result": list(result), "was_cancelled": skipped, "lead_time": seconds}


def find(studio: Studio, project: int) -> Project:
    """The project as the server lists it."""
    return next(p for p in studio.projects() if p.id == project)


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


ON_A_PROJECT: dict[str, Callable[[Studio, int], object]] = {
    "update": lambda studio, at: studio.update_project(at, settings()),
    "tasks": lambda studio, at: studio.tasks(at),
    "add tasks": lambda studio, at: studio.add_tasks(at, [{"data": {"uid": "a", "text": "t"}}]),
    "counts": lambda studio, at: studio.prediction_counts(at),
    "predicted": lambda studio, at: studio.predicted(at, "m-1"),
    "predict": lambda studio, at: studio.add_predictions(at, [prediction(NOWHERE, "m-1")]),
    "drop": lambda studio, at: studio.drop_predictions(at, "m-1"),
    "show": lambda studio, at: studio.show_predictions(at, "m-1"),
    "annotated": lambda studio, at: list(studio.annotated(at)),
}


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


@pytest.mark.server
def test_an_annotation_names_the_prediction_it_began_from(live: LiveStudio) -> None:
    """Its version stands in the annotation, until the predictions are dropped."""
    project, ids = begin(live, "a")
    live.add_predictions(project.id, [prediction(ids["a"], "m-1")])
    [made] = live._call("GET", f"api/predictions?project={project.id}")
    began = {**annotation(choice("calm")), "parent_prediction": made["id"]}
    live.annotate(ids["a"], began, live.add_person("ann@example.org"))
    [task] = live.annotated(project.id)
    assert task.annotations[0]["prediction"] == {"model_version": "m-1"}
    live.drop_predictions(project.id, "m-1")
    [task] = live.annotated(project.id)
    assert "prediction" not in task.annotations[0]


@pytest.mark.server
def test_more_than_a_page_of_tasks(live: LiveStudio) -> None:
    """A thousand tasks end with the first page, and one more begins a second; none is lost."""
    project, ids = begin(live, *(f"t{i}" for i in range(1000)))
    assert len(ids) == len(live.tasks(project.id)) == 1000
    live.add_tasks(project.id, [{"data": {"uid": "last", "text": "t"}}])
    assert sorted(uid for uid, _ in live.tasks(project.id)) == sorted([*ids, "last"])


@pytest.mark.server
@pytest.mark.parametrize(
    ("title", "said"), [("T", "title: Ensure this field has at least 3"), ("T" * 51, "title: ")]
)
def test_what_the_server_refuses_is_one_plain_line(live: LiveStudio, title: str, said: str) -> None:
    """The field and the server's reason, not its JSON."""
    with pytest.raises(StudioError, match=r"refused with status 400: ") as caught:
        live.create_project(settings(title=title))
    assert said in str(caught.value)
    assert not set("{}[]\n") & set(str(caught.value))


@pytest.mark.server
def test_an_invalid_prediction_is_refused_whole(live: LiveStudio) -> None:
    """One unknown label, and nothing of the request is kept."""
    project, ids = begin(live, "a", "b")
    mixed = [prediction(ids["a"], "m-1"), prediction(ids["b"], "m-1", "no such tone")]
    with pytest.raises(StudioError, match="no such tone"):
        live.add_predictions(project.id, mixed)
    assert live.prediction_counts(project.id) == {}


@pytest.mark.server
@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: "0123456789abcdef0123456789abcdef01234567",
        lambda token: token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB"),
        lambda token: "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.c2VjcmV0",
        lambda token: "",
        lambda token: "ключ",
    ],
    ids=["unknown", "tampered", "expired", "none", "no key at all"],
)
def test_a_refused_key_is_explained(label_studio: Running, spoil: Callable[[str], str]) -> None:
    """The line says where a key comes from, and holds no key."""
    key = spoil(label_studio.token)
    with pytest.raises(StudioError, match="set LABEL_STUDIO_API_KEY to a personal") as caught:
        LiveStudio(label_studio.url, key).projects()
    assert caught.value.exit_code == 3
    assert not caught.value.passing
    assert "\n" not in str(caught.value)
    assert not key or key not in everything(caught.value)


@pytest.mark.server
def test_no_fault_shows_a_secret(
    live: LiveStudio, label_studio: Running, label_studio_folder: Path
) -> None:
    """Neither key, access token, password nor cookie is in a fault or its traceback."""
    login = credentials.load(label_studio_folder)
    assert login is not None
    live.whoami()
    access = live._sdk._client_wrapper._tokens_client.api_key
    assert access != label_studio.token
    for call in ON_A_PROJECT.values():
        with pytest.raises(StudioError) as caught:
            call(live, NOWHERE)
        told = everything(caught.value)
        for secret in (label_studio.token, access, login.password, "sessionid", "csrftoken"):
            assert secret not in told
    assert label_studio.token not in repr(live)


def everything(error: BaseException) -> str:
    """All that a log might hold of an error."""
    return "\n".join([str(error), repr(error), *traceback.format_exception(error)])


@pytest.mark.server
def test_a_legacy_token_works_too(live: LiveStudio) -> None:
    """Where an organisation allows legacy tokens, one opens the API; white space around it is lost."""
    allowed = {"api_tokens_enabled": True, "legacy_api_tokens_enabled": True}
    live._call("POST", "api/jwt/settings", json=allowed)
    try:
        token = live._call("GET", "api/current-user/token")["token"]
        assert "." not in token
        assert LiveStudio(f"{live.url}/", f" {token}\n").whoami() == live.whoami()
    finally:
        live._call("POST", "api/jwt/settings", json={**allowed, "legacy_api_tokens_enabled": False})
    with pytest.raises(StudioError, match="the key was refused"):
        LiveStudio(live.url, token).whoami()


class Foreign(BaseHTTPRequestHandler):
    """Something that listens and is not Label Studio."""

    status, body = 200, b"{}"

    def do_GET(self) -> None:
        """Answer everything alike."""
        self.send_response(self.status)
        self.send_header("Set-Cookie", "sessionid=secret-cookie")
        self.end_headers()
        self.wfile.write(self.body)

    do_POST = do_GET  # noqa: N815 - its name there

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        """Say nothing."""


class Silent(Foreign):
    """One that hangs up."""

    def do_GET(self) -> None:
        """Close the connection without a word."""
        self.close_connection = True

    do_POST = do_GET  # noqa: N815 - its name there


@contextmanager
def listening(handler: type[Foreign]) -> Iterator[str]:
    """The address of a server of that kind."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "body", "said", "passing"),
    [
        (200, b"<html>welcome</html>", "is not Label Studio; correct label_studio.url", False),
        (404, b"<html>where?</html>", "not found", False),
        (403, b'{"detail": "go away"}', "the key was refused (go away)", False),
        (500, b"<html>oh no</html>", "status 500", True),
        (503, b'{"detail": "database is locked"}', "database is locked", True),
    ],
)
def test_what_is_not_label_studio(status: int, body: bytes, said: str, passing: bool) -> None:
    """Any answer is one line; faults of the server may pass, those of the request do not."""
    kind = type("Odd", (Foreign,), {"status": status, "body": body})
    with listening(kind) as url:
        studio = LiveStudio(url, "legacy-key")
        for call in (studio.projects, lambda: studio.tasks(1)):
            with pytest.raises(StudioError) as caught:
                call()
            assert said in str(caught.value)
            assert "\n" not in str(caught.value)
            assert caught.value.passing is passing
            assert "secret-cookie" not in everything(caught.value)


def test_nobody_listens() -> None:
    """The line names the address and the command that starts a server; it may pass."""
    with listening(Foreign) as url:
        pass
    with pytest.raises(
        StudioError, match=r"nobody answers; start it \(`stancemark studio start`"
    ) as caught:
        LiveStudio(url, "legacy-key").projects()
    assert url in str(caught.value)
    assert caught.value.exit_code == 3
    assert caught.value.passing


def test_a_broken_connection_may_pass() -> None:
    """A reply that never comes is a fault after which one reads again."""
    with listening(Silent) as url, pytest.raises(StudioError, match="connection broke") as caught:
        LiveStudio(url, "legacy-key").projects()
    assert caught.value.passing


@pytest.mark.parametrize("url", ["", "localhost:8080", "127.0.0.1", "http://[::1", "ftp://host"])
def test_an_address_that_is_none(url: str) -> None:
    """The setting is named, and how it should begin."""
    with pytest.raises(InputError, match=r"label_studio\.url: .* begin it with http"):
        LiveStudio(url, "legacy-key")


def test_no_proxy_stands_before_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy named in the environment neither sees the key nor keeps us from our own server."""
    kind = type("Known", (Foreign,), {"body": b'{"id": 1, "email": "me@example.org"}'})
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with listening(kind) as url:
        assert LiveStudio(url, "legacy-key").whoami() == "me@example.org"


def test_a_valid_config_passes() -> None:
    """What Label Studio accepts raises nothing."""
    check_config(CONFIG)


@pytest.mark.parametrize(
    "config",
    [
        "<View>",
        "",
        CONFIG.replace('toName="text"', 'toName="txt"'),
        CONFIG.replace('name="span"', 'name="tone"'),
        CONFIG.replace('<Choice value="calm"/><Choice value="loud"/>', ""),
    ],
    ids=["cut off", "empty", "of no text", "two of a name", "no choices"],
)
def test_an_invalid_config_is_explained(config: str) -> None:
    """Label Studio's reason, in one line."""
    with pytest.raises(StudioError, match="the labeling config is not valid: ") as caught:
        check_config(config)
    assert "\n" not in str(caught.value)


def test_predictions_are_checked_one_by_one() -> None:
    """Each prediction has its own list of faults, empty where Label Studio finds none."""
    region: Json = {"id": "r", "from_name": "sqan", "to_name": "text", "type": "labels"}
    predictions = [
        prediction(1, "m-1"),
        prediction(1, "m-1", "no such tone"),
        {**prediction(1, "m-1"), "score": 3},
        {**prediction(1, "m-1"), "result": [{**region, "value": {"labels": ["claim"]}}]},
    ]
    fine, *faulty = check_predictions(CONFIG, predictions)
    assert fine == []
    for found, said in zip(faulty, ("no such tone", "Score", "sqan"), strict=True):
        assert said in " ".join(found)
