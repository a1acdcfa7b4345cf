"""What only the real studio does: its pages, its refusals and its keys."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stancemark.annotate import credentials
from stancemark.annotate.server import Running
from stancemark.annotate.studio import LiveStudio, check_predictions
from stancemark.errors import StudioError
from tests.annotate.contract import (
    NOWHERE,
    ON_A_PROJECT,
    annotation,
    begin,
    choice,
    everything,
    prediction,
    settings,
)


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
def test_an_invalid_prediction_in_a_task_is_refused_whole(live: LiveStudio) -> None:
    """One unknown label, and nothing of the request is kept: the server's validation is strict."""
    project, _ = begin(live, "a")
    tasks = [
        {"data": {"uid": tone, "text": "t"}, "predictions": [prediction(0, "m-1", tone)]}
        for tone in ("calm", "no such tone")
    ]
    with pytest.raises(StudioError, match="no such tone"):
        live.add_tasks(project.id, tasks)
    assert [uid for uid, _ in live.tasks(project.id)] == ["a"]


@pytest.mark.server
def test_predictions_are_checked_before_they_are_sent(live: LiveStudio) -> None:
    """The quick way to store them, which the server has on, looks at none; our check is its own."""
    project, ids = begin(live, "a")
    wrong = prediction(ids["a"], "m-1", "no such tone")
    assert live.add_predictions(project.id, [wrong]) == 1
    [said] = check_predictions(project.settings.config, [wrong])
    assert "no such tone" in said[0]


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
