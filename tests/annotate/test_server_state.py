"""The embedded server's files, without a server: whose process it is, and what is refused early."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from stancemark.annotate import credentials, process, server
from stancemark.errors import StoreError, StudioError

PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
child.wait()
"""

DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(60)
"""


def claim(folder: Path, pid: int, created: float, url: str | None = None) -> None:
    """Write what a start would have written about its process."""
    state = {"pid": pid, "created": created, "url": url}
    (folder / "server.json").write_text(json.dumps(state))


@pytest.fixture
def dead() -> int:
    """Give the number of a process that has ended."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


@pytest.fixture
def parent() -> Iterator[tuple[int, int]]:
    """Start a process with a child, and give both numbers."""
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        yield running.pid, int(running.stdout.readline())
        running.kill()


def test_nothing_runs_where_nothing_was_started(tmp_path: Path) -> None:
    """A folder that does not exist has no server, and looking does not make it."""
    assert server.status(tmp_path / "none") is None
    assert not server.stop(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_dead_process_is_not_a_server(tmp_path: Path, dead: int) -> None:
    """A state file that outlived its process is seen through, and removed by stop."""
    claim(tmp_path, dead, time.time(), "http://127.0.0.1:1")
    assert server.status(tmp_path) is None
    assert not server.stop(tmp_path)
    assert not (tmp_path / "server.json").exists()


def test_another_program_under_the_same_number_is_left_alone(tmp_path: Path) -> None:
    """A number that was given again is told apart by the time its process began: here, our own."""
    me = psutil.Process()
    credentials.save(tmp_path, credentials.invent())
    (tmp_path / "token").write_text("t")
    claim(tmp_path, me.pid, me.create_time() - 3600, "http://127.0.0.1:1")
    assert server.status(tmp_path) is None
    assert not server.stop(tmp_path)

    claim(tmp_path, me.pid, me.create_time(), "http://127.0.0.1:1")
    running = server.status(tmp_path)
    assert running is not None
    assert (running.pid, running.token, running.email) == (me.pid, "t", credentials.EMAIL)


def test_a_server_that_has_not_answered_is_not_running(tmp_path: Path) -> None:
    """Between its launch and its first answer a server has no address to give."""
    me = psutil.Process()
    credentials.save(tmp_path, credentials.invent())
    (tmp_path / "token").write_text("t")
    claim(tmp_path, me.pid, me.create_time())
    assert server.status(tmp_path) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"pid": -1, "created": 1, "url": null}',
        '{"pid": 1}',
        '{"pid": "x", "created": 1, "url": null}',
        '{"port": 8080}',
    ],
)
def test_a_damaged_state_file_means_no_server(tmp_path: Path, text: str) -> None:
    """What cannot be read as a state is treated as none."""
    (tmp_path / "server.json").write_text(text)
    assert server.status(tmp_path) is None
    assert not server.stop(tmp_path)


def test_stop_ends_children_too(tmp_path: Path, parent: tuple[int, int]) -> None:
    """A process and the one it started are both gone after stop."""
    claim(tmp_path, parent[0], psutil.Process(parent[0]).create_time())
    family = [psutil.Process(pid) for pid in parent]
    assert server.stop(tmp_path)
    assert all(process.gone(member) for member in family)


def test_stop_insists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that ignores the request to end is killed."""
    monkeypatch.setattr(process, "PATIENCE", 0.5)
    with subprocess.Popen([sys.executable, "-c", DEAF], stdout=subprocess.PIPE) as deaf:
        assert deaf.stdout is not None
        deaf.stdout.readline()
        claim(tmp_path, deaf.pid, psutil.Process(deaf.pid).create_time())
        assert server.stop(tmp_path)
    assert deaf.returncode == -9


def test_a_busy_port_is_refused(tmp_path: Path) -> None:
    """The port of another program is named, with the setting to change; nothing is started."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(
            StudioError, match=f"port {port} is in use by another program"
        ) as caught:
            server.start(tmp_path / "ls", port)
    assert "label_studio.port" in str(caught.value)
    assert not (tmp_path / "ls" / "server.json").exists()


def test_a_port_that_was_just_given_up_is_free() -> None:
    """A stop and a start on the same port need no pause in between."""
    port = process.choose_port(None)
    with socket.create_server(("127.0.0.1", port)) as listener:
        visitor = socket.create_connection(("127.0.0.1", port))
        accepted, _ = listener.accept()
        accepted.close()  # the side that closes first keeps the port busy for a minute
        visitor.close()
    assert process.choose_port(port) == port


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Label Studio the message says what to install, and no folder is made."""
    monkeypatch.setitem(sys.modules, "label_studio", None)
    with pytest.raises(StudioError, match=r"pip install 'stancemark\[studio\]'"):
        server.start(tmp_path / "ls")
    assert not (tmp_path / "ls").exists()


def test_a_folder_that_cannot_be_made_is_the_disks_refusal(tmp_path: Path) -> None:
    """A file where the folder should go is a `StoreError` that names it."""
    (tmp_path / "study").write_text("a file")
    with pytest.raises(StoreError, match="study/label-studio"):
        server.start(tmp_path / "study" / "label-studio")


def test_a_login_is_private_and_never_twice_the_same(tmp_path: Path) -> None:
    """Saving and loading gives the login back; the file is 0600; passwords are random."""
    login = credentials.invent()
    credentials.save(tmp_path, login)
    assert credentials.load(tmp_path) == login
    assert (tmp_path / "login.json").stat().st_mode & 0o777 == 0o600
    assert len(login.password) == 32
    assert credentials.invent().password != login.password
    assert login.password not in repr(login)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"username": "a"}'])
def test_a_damaged_login_names_its_remedy(tmp_path: Path, text: str) -> None:
    """The message names the file, and that deleting it gives a new one."""
    (tmp_path / "login.json").write_text(text)
    with pytest.raises(StudioError, match="delete it and start") as caught:
        credentials.load(tmp_path)
    assert str(tmp_path / "login.json") in str(caught.value)


def test_a_server_that_breaks_off_is_a_studio_error(tmp_path: Path) -> None:
    """A refused connection during sign-in names the address, not a library's exception."""
    url = f"http://127.0.0.1:{process.choose_port(None)}"
    with pytest.raises(StudioError, match=url):
        credentials.obtain_token(tmp_path, credentials.invent(), url)


def test_only_named_variables_reach_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is neither needed nor ours stays out: here, one variable more than is let through."""
    monkeypatch.setenv("SECRET_TOKEN_OF_THE_USER", "x")
    monkeypatch.setenv("LABEL_STUDIO_HOST", "http://elsewhere.example")
    given = process._environment(tmp_path)
    assert {"SECRET_TOKEN_OF_THE_USER", "LABEL_STUDIO_HOST", "PYTHONPATH"}.isdisjoint(given)
    assert given["PATH"] == os.environ["PATH"]
