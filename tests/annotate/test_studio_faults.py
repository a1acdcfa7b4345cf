"""What faults of the connection say, and what is checked before there is one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from stancemark.annotate.protocol import Json
from stancemark.annotate.studio import LiveStudio, check_config, check_predictions
from stancemark.errors import InputError, StudioError
from tests.annotate.contract import CONFIG, everything, prediction


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
