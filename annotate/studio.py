"""The real Label Studio, over its API: the only module that imports its SDK.

Writes are never retried here. A write whose reply is lost may have been carried out, and Label
Studio does not recognise a repeat: `send` reads the server again and sends only what is missing.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
from label_studio_sdk import LabelStudio
from label_studio_sdk._legacy.exceptions import (
    LabelStudioValidationErrorSentryIgnored,
    LabelStudioXMLSyntaxErrorSentryIgnored,
)
from label_studio_sdk.core.api_error import ApiError
from label_studio_sdk.label_interface import LabelInterface

from stancemark.annotate.editing import Editing
from stancemark.annotate.history import attach, detach
from stancemark.annotate.protocol import Json, Project, ProjectSettings
from stancemark.errors import InputError, StudioError

TIMEOUT = 300.0
"""Seconds that a request may take."""

_PAGE = 1000
_LONGEST = 300
_ORDERED, _IN_TURN = "Uncertainty sampling", "Sequential sampling"
_REFUSED = 400
_NOT_FOUND = 404
_SERVER_FAULT = 500
_INVALID = (LabelStudioValidationErrorSentryIgnored, LabelStudioXMLSyntaxErrorSentryIgnored)
_SEEN = (
    "id,title,description,label_config,expert_instruction,maximum_annotations,sampling,model_version,"
    "total_annotations_number,skipped_annotations_number"
)
"""Of a project: other counts, which nobody asks for, take longer the more tasks there are."""
_HERE = ("127.0.0.1", "localhost", "::1")


class LiveStudio(Editing):
    """A real Label Studio, over its API.

    `key` is a personal access token or a legacy token; the SDK tells them apart. Raises
    `InputError` where `url` is no address. `timeout` is in seconds, of one request.
    """

    def __init__(self, url: str, key: str, timeout: float = TIMEOUT) -> None:
        self.url, key = url.rstrip("/"), key.strip()
        if not key or not key.isascii():
            raise StudioError(f"{self.url}: no key; set LABEL_STUDIO_API_KEY to {_WHERE_KEYS_ARE}")
        with _speaking(self.url):
            self._sdk = LabelStudio(
                base_url=self.url,
                api_key=key,
                httpx_client=_client(self.url, timeout),
                timeout=timeout,
                max_retries=0,
            )

    def whoami(self) -> str:
        """See `Studio`."""
        with _speaking(self.url):
            return str(self._sdk.users.whoami().email)

    def projects(self) -> Sequence[Project]:
        """See `Studio`."""
        with _speaking(self.url):
            return [_project(found) for found in self._sdk.projects.list(include=_SEEN)]

    def create_project(self, settings: ProjectSettings) -> Project:
        """See `Studio`."""
        with _speaking(self.url):
            made = self._sdk.projects.create(**_fields(settings))
        return Project(int(made.id or 0), settings, annotations=0, shown="")

    def update_project(self, project: int, settings: ProjectSettings) -> None:
        """See `Studio`."""
        with _speaking(self.url):
            self._sdk.projects.update(project, **_fields(settings))

    def add_tasks(self, project: int, tasks: Sequence[Json]) -> int:
        """See `Studio`."""
        return int(self._post(f"api/projects/{project}/import", tasks)["task_count"])

    def add_predictions(self, project: int, predictions: Sequence[Json]) -> int:
        """See `Studio`."""
        return int(self._post(f"api/projects/{project}/import/predictions", predictions)["created"])

    def drop_predictions(self, project: int, version: str) -> None:
        """See `Studio`."""
        path = f"api/projects/{project}/model-versions/"
        self._call("DELETE", path, json={"model_version": version})

    def show_predictions(self, project: int, version: str) -> None:
        """See `Studio`."""
        with _speaking(self.url):
            self._sdk.projects.update(project, model_version=version)

    def drop_tasks(self, project: int, tasks: Iterable[int]) -> None:
        """See `Studio`."""
        chosen = {"selectedItems": {"all": False, "included": list(tasks)}}
        params = {"id": "delete_tasks", "project": project}
        self._call("POST", "api/dm/actions", params=params, json=chosen)

    def people(self) -> Mapping[int, str]:
        """See `Studio`."""
        with _speaking(self.url):
            return {int(user.id): str(user.email) for user in self._sdk.users.list()}

    def add_person(self, email: str) -> int:
        """See `Studio`."""
        known = {address: person for person, address in self.people().items()}
        if email in known:
            return known[email]
        with _speaking(self.url):
            return int(self._sdk.users.create(email=email, username=email.split("@")[0]).id)

    def annotate(self, task: int, annotation: Json, person: int) -> None:
        """See `Studio`."""
        with _speaking(self.url):
            self._sdk.annotations.create(id=task, completed_by=person, **annotation)

    def _pages(self, params: Json) -> Iterator[Json]:
        """Tasks page by page. The SDK's own pager reads 275 a second, this some 1,400."""
        page = 1
        while True:
            asked = {**params, "page": page, "page_size": _PAGE}
            reply = self._call("GET", "api/tasks", params=asked, missing_is_end=page > 1)
            tasks = [] if reply is None else reply["tasks"]
            yield from tasks
            if len(tasks) < _PAGE:
                return
            page += 1

    def _post(self, path: str, items: Sequence[Json]) -> Any:
        """Send many items. The SDK walks through each of them before it sends: half of the time."""
        content = json.dumps(list(items)).encode()
        return self._call(
            "POST", path, content=content, headers={"Content-Type": "application/json"}
        )

    def _call(
        self,
        method: str,
        path: str,
        *,
        missing_is_end: bool = False,
        read: Callable[[httpx.Response], Any] = httpx.Response.json,
        **kwargs: Any,
    ) -> Any:
        """What `read` takes from an endpoint that the SDK has no method for; with its own session."""
        with _speaking(self.url):
            http = self._sdk._client_wrapper.httpx_client  # noqa: SLF001  # no public way to reuse its token
            response = http.request(path, method=method, **kwargs)
            if missing_is_end and response.status_code == _NOT_FOUND:
                return None
            if response.is_error:
                raise ApiError(status_code=response.status_code, body=_body(response))
            return read(response)


def check_predictions(config: str, predictions: Sequence[Json]) -> list[list[str]]:
    """Label Studio's own validation, run here: for each prediction, what it finds wrong."""
    interface = LabelInterface(config)
    return [
        [str(fault) for fault in interface.validate_prediction(prediction, return_errors=True)]
        for prediction in predictions
    ]


def check_config(config: str) -> None:
    """Label Studio's own validation of a labeling config. Raises `StudioError`."""
    try:
        LabelInterface(config).validate()
    except _INVALID as error:
        raise StudioError(f"the labeling config is not valid: {_in_words(str(error))}") from error


def _client(url: str, timeout: float) -> httpx.Client:
    """A session that obeys the environment's proxy, except to this machine itself.

    It keeps no connection between calls: none to close in the end, and none found gone.
    """
    try:
        at = httpx.URL(url)
    except httpx.InvalidURL:
        at = httpx.URL()
    if at.scheme not in ("http", "https") or not at.host:
        raise InputError(f'label_studio.url: "{url}" is no address; begin it with http(s)://')
    return httpx.Client(
        timeout=timeout,
        follow_redirects=True,
        trust_env=at.host not in _HERE,
        limits=httpx.Limits(max_keepalive_connections=0),
    )


_WHERE_KEYS_ARE = "a personal access token, from Account & Settings in Label Studio"


@contextmanager
def _speaking(url: str) -> Iterator[None]:
    """Turn the faults of a call into one line that names the remedy, and no secret."""
    try:
        yield
    except ApiError as error:
        raise StudioError(
            _refused(url, error), passing=(error.status_code or 0) >= _SERVER_FAULT
        ) from None
    except httpx.ConnectError:
        raise StudioError(
            f"{url}: nobody answers; start it (`stancemark studio start`) or correct label_studio.url",
            passing=True,
        ) from None
    except httpx.TimeoutException:
        raise StudioError(
            f"{url}: no answer in time; run the command again when it is less busy", pending=True
        ) from None
    except httpx.HTTPError as error:
        raise StudioError(
            f"{url}: the connection broke ({type(error).__name__}); run the command again",
            passing=True,
        ) from None
    except ValueError:
        raise StudioError(_foreign(url)) from None


def _refused(url: str, error: ApiError) -> str:
    """Status and detail only: an `ApiError` in full prints the session cookie."""
    body = error.body if isinstance(error.body, dict) else {}
    given = body.get("validation_errors") or body.get("detail") or "no reason given"
    status, detail = error.status_code, _in_words(given)
    if status in (None, 401, 403):
        return (
            f"{url}: the key was refused ({detail}); set LABEL_STUDIO_API_KEY to {_WHERE_KEYS_ARE}"
        )
    if status == _NOT_FOUND:
        return (
            f"{url}: not found ({detail}); correct label_studio.url, or run `stancemark push` "
            "if the project was deleted"
        )
    return f"{url}: refused with status {status}: {detail}" if status >= _REFUSED else _foreign(url)


def _foreign(url: str) -> str:
    return f"{url}: what answers there is not Label Studio; correct label_studio.url"


def _in_words(detail: Any) -> str:
    """What is wrong, by field, as one line.

    >>> _in_words({"title": ["Too short.", "Too plain."]})
    'title: Too short. Too plain.'
    """
    if isinstance(detail, Mapping):
        return "; ".join(f"{field}: {_in_words(fault)}" for field, fault in detail.items())
    if isinstance(detail, list):
        return " ".join(map(_in_words, detail))
    return " ".join(str(detail).split())[:_LONGEST]


def _body(response: Any) -> Any:
    try:
        return response.json()
    except ValueError:
        return {"detail": "an answer that is not JSON"}


def _fields(settings: ProjectSettings) -> Json:
    return {
        "title": settings.title,
        "description": settings.marker,
        "label_config": attach(settings.config, settings.history),
        "expert_instruction": settings.instruction,
        "show_instruction": True,
        "maximum_annotations": settings.overlap,
        "sampling": _ORDERED if settings.ordered else _IN_TURN,
    }


def _project(found: Any) -> Project:
    config, history = detach(found.label_config or "")
    settings = ProjectSettings(
        title=found.title or "",
        config=config,
        instruction=found.expert_instruction or "",
        overlap=found.maximum_annotations or 1,
        marker=found.description or "",
        ordered=found.sampling == _ORDERED,
        history=history,
    )
    made = (found.total_annotations_number or 0) + (found.skipped_annotations_number or 0)
    return Project(int(found.id), settings, annotations=made, shown=found.model_version or "")
