"""The embedded server, for real: who reaches it, what it is told, and what it leaves behind."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
import pytest

from stancemark.annotate import credentials, server
from stancemark.annotate.credentials import Login
from stancemark.annotate.server import Running
from stancemark.errors import StudioError

pytestmark = pytest.mark.server


def client(running: Running) -> httpx.Client:
    """Make a client that knows nobody's login, and takes no proxy from the environment."""
    return httpx.Client(base_url=running.url, trust_env=False, timeout=30)


def bearer(http: httpx.Client, token: str) -> dict[str, str]:
    """Exchange a personal access token for the header that requests carry."""
    access = http.post("/api/token/refresh/", json={"refresh": token}).json()["access"]
    return {"Authorization": f"Bearer {access}"}


def processes_on(folder: Path) -> list[int]:
    """Every process whose command line names a folder."""
    return [
        found.pid
        for found in psutil.process_iter(["cmdline"])
        if any(str(folder) in word for word in found.info["cmdline"] or [])
    ]


@pytest.fixture
def data(label_studio: Running, label_studio_folder: Path, tmp_path: Path) -> Iterator[Path]:
    """Copy the server's data, so that a start is a later one, without the wait of a first."""
    folder = tmp_path / "label-studio"
    shutil.copytree(label_studio_folder, folder, ignore=shutil.ignore_patterns("server.json"))
    yield folder
    server.stop(folder)
    assert processes_on(folder) == []


def test_only_the_owner_can_read_the_folder(
    label_studio: Running, label_studio_folder: Path
) -> None:
    """The folder is 0700, and so no file in it is open to others; those with secrets are 0600."""
    assert label_studio_folder.stat().st_mode & 0o777 == 0o700
    for name in ("login.json", "token", "server.json", "server.log", ".env"):
        assert (label_studio_folder / name).stat().st_mode & 0o777 == 0o600, name
    assert (label_studio_folder / "label_studio.sqlite3").stat().st_mode & 0o077 == 0


def test_the_token_opens_the_api(label_studio: Running) -> None:
    """The token is exchanged for a bearer with which projects are listed; without it they are not."""
    with client(label_studio) as http:
        assert http.get("/api/projects").status_code == 401
        reply = http.get("/api/projects", headers=bearer(http, label_studio.token))
        assert reply.status_code == 200
        me = http.get("/api/current-user/whoami", headers=bearer(http, label_studio.token)).json()
    assert me["email"] == label_studio.email


def test_legacy_tokens_are_off(label_studio: Running) -> None:
    """Only personal access tokens are accepted."""
    with client(label_studio) as http:
        headers = bearer(http, label_studio.token)
        assert http.get("/api/jwt/settings", headers=headers).json() == {
            "api_tokens_enabled": True,
            "legacy_api_tokens_enabled": False,
        }


def test_only_this_machine_is_listened_to(label_studio: Running) -> None:
    """The process has one listening socket, on the loopback address and the port it told us."""
    links = psutil.Process(label_studio.pid).net_connections("inet")
    listening = [link.laddr for link in links if link.status == psutil.CONN_LISTEN]
    assert [f"http://{at.ip}:{at.port}" for at in listening] == [label_studio.url]
    assert label_studio.url.startswith("http://127.0.0.1:")


def test_strangers_cannot_sign_up(label_studio: Running) -> None:
    """A sign-up without an invitation is refused."""
    with client(label_studio) as http:
        http.get("/user/login/")
        form = {
            "email": "stranger@example.org",
            "password": "a-long-enough-one",
            "csrfmiddlewaretoken": http.cookies["csrftoken"],
        }
        assert http.post("/user/signup/", data=form).status_code == 403


def test_other_web_pages_are_kept_out(label_studio: Running) -> None:
    """A foreign host name is refused, and no other origin is told that it may read answers."""
    with client(label_studio) as http:
        assert http.get("/user/login/", headers={"Host": "rebound.example"}).status_code == 400
        reply = http.get("/api/version", headers={"Origin": "http://elsewhere.example"})
        assert "access-control-allow-origin" not in reply.headers
        assert http.get("/user/login/", headers={"Host": "localhost:1"}).status_code == 200


def test_nothing_is_reported_home(label_studio: Running) -> None:
    """No error tracker in the page, no analytics, no version looked up, no files served."""
    with client(label_studio) as http:
        headers = bearer(http, label_studio.token)
        page = http.get("/projects/", headers=headers, follow_redirects=True).text
        version = http.get("/api/version").json()
        assert http.get("/data/local-files/?d=x", headers=headers).status_code in (403, 404)
    assert "sentry-cdn" not in page
    assert '"collect_analytics": true' not in page
    assert version["label-studio-os-package"]["latest_version_from_pypi"] is None


def test_no_secret_is_in_sight(label_studio: Running, label_studio_folder: Path) -> None:
    """Password and token are in no command line, environment, log or representation."""
    login = credentials.load(label_studio_folder)
    assert login is not None
    assert len(login.password) >= 24
    process = psutil.Process(label_studio.pid)
    seen = [*process.cmdline(), *process.environ().values(), repr(label_studio), repr(login)]
    seen.append((label_studio_folder / "server.log").read_text(errors="replace"))
    for secret in (login.password, label_studio.token):
        assert not [text for text in seen if secret in text]
    assert server.password(label_studio_folder) == str(label_studio_folder / "login.json")


def test_a_second_start_finds_the_first(label_studio: Running, label_studio_folder: Path) -> None:
    """Start and status name the same server, whatever port is asked for the second time."""
    assert server.start(label_studio_folder, port=1) == label_studio
    assert server.status(label_studio_folder) == label_studio


def test_a_wrong_password_is_explained(label_studio: Running, tmp_path: Path) -> None:
    """A refused login names the file to delete, and not the password."""
    wrong = Login(label_studio.email, "not-the-password-at-all")
    with pytest.raises(StudioError, match="refused the login") as caught:
        credentials.obtain_token(tmp_path, wrong, label_studio.url)
    assert str(tmp_path / "login.json") in str(caught.value)
    assert wrong.password not in str(caught.value)


def test_start_in_a_hostile_environment_and_stop(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two starts at once, amid misleading variables, give one server; stop leaves nothing of it."""
    (tmp_path / "shadow" / "tasks").mkdir(parents=True)
    (tmp_path / "shadow" / "tasks" / "__init__.py").write_text("raise SystemExit('shadowed')")
    hostile = {"PYTHONPATH": str(tmp_path / "shadow"), "HTTP_PROXY": "http://127.0.0.1:9"}
    hostile |= {"HOST": "http://elsewhere.example", "PORT": "1", "DEBUG": "true", "CI": "true"}
    for name, value in hostile.items():
        monkeypatch.setenv(name, value)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: server.start(data, port), range(2))
    assert first == second
    assert first.url == f"http://127.0.0.1:{port}"
    process = psutil.Process(first.pid)
    assert not process.environ().items() & hostile.items()
    assert process.cwd() == str(data / "home")
    assert os.getsid(first.pid) == first.pid

    assert server.stop(data)
    assert not psutil.pid_exists(first.pid)
    assert not (data / "server.json").exists()
    assert server.status(data) is None
    assert not server.stop(data)


def test_a_lost_login_is_replaced(data: Path) -> None:
    """Without login and token the same data gets a new password, and the old token is revoked."""
    before, old = credentials.load(data), credentials.load_token(data)
    (data / "login.json").unlink()
    (data / "token").unlink()
    running = server.start(data)
    after = credentials.load(data)
    assert before is not None
    assert after is not None
    assert after.password != before.password
    with client(running) as http:
        assert http.get("/api/projects", headers=bearer(http, running.token)).status_code == 200
        assert http.post("/api/token/refresh/", json={"refresh": old}).status_code == 401


def test_a_lost_signing_key_costs_only_the_token(data: Path) -> None:
    """A stored token that no longer works is replaced by signing in."""
    old = credentials.load_token(data)
    (data / ".env").unlink()
    running = server.start(data)
    assert running.token == credentials.load_token(data) != old
    with client(running) as http:
        assert http.get("/api/projects", headers=bearer(http, running.token)).status_code == 200


def test_a_start_that_was_killed_is_completed_by_the_next(data: Path) -> None:
    """The process that a killed command left starting is found, not doubled."""
    code = f"from pathlib import Path; from stancemark.annotate.server import start; start(Path({str(data)!r}))"
    with subprocess.Popen([sys.executable, "-c", code]) as command:
        deadline = time.monotonic() + 30
        while not (data / "server.json").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        command.kill()
    left = json.loads((data / "server.json").read_text())
    assert server.status(data) is None
    assert server.start(data).pid == left["pid"]


def test_a_start_that_runs_out_of_time_leaves_nothing(data: Path) -> None:
    """The process is ended, and the message names the log."""
    with pytest.raises(StudioError, match=r"did not answer in time; see .*server\.log"):
        server.start(data, wait=1)
    assert processes_on(data) == []
    assert not (data / "server.json").exists()


def test_a_start_that_is_interrupted_leaves_nothing(data: Path) -> None:
    """Ctrl-C during a start ends the process too."""
    threading.Timer(1.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        server.start(data)
    assert processes_on(data) == []


def test_a_start_that_fails_says_why(data: Path) -> None:
    """A damaged database shows as Label Studio's own last word, with the log's path."""
    (data / "label_studio.sqlite3").write_bytes(b"not a database, by any reading" * 100)
    with pytest.raises(StudioError, match=r"ended while starting: .*not a database") as caught:
        server.start(data)
    assert str(data / "server.log") in str(caught.value)
    assert processes_on(data) == []
