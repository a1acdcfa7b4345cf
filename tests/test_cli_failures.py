"""What fails outside: no server, no disk, a fault nobody foresaw, Ctrl-C."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from stancemark import flow
from stancemark.__main__ import main
from stancemark.annotate import server
from stancemark.annotate.server import Running
from tests.commands import CONFIG, Command, outside, read_and_cut


def test_push_without_a_server_names_the_command(run: Command, study: Path) -> None:
    """Exit code 3, and the command that starts one."""
    read_and_cut(run)
    for step in ("push", "pull"):
        ended = run(step)
        assert "run `stancemark studio start`" in ended.said
        assert ended.code == 3


def test_a_server_elsewhere_needs_a_key(
    run: Command, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without LABEL_STUDIO_API_KEY the variable is named; with one and nobody there, the setting."""
    read_and_cut(run)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    (study / "config.yaml").write_text(f"{CONFIG}label_studio: {{url: '{url}'}}\n")
    monkeypatch.delenv("LABEL_STUDIO_API_KEY", raising=False)
    ended = run("push")
    assert "no key; set LABEL_STUDIO_API_KEY" in ended.said
    assert ended.code == 3
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "0123456789abcdef")
    ended = run("pull")
    assert "nobody answers" in ended.said
    assert "0123456789abcdef" not in ended.err
    assert ended.code == 3
    assert run("studio", "start").code == 2


def test_a_study_folder_below_a_file(run: Command, study: Path) -> None:
    """The disk's refusal, with the file's name and exit code 3."""
    (study / "taken").touch()
    (study / "config.yaml").write_text(CONFIG.replace("documents:", "folder: taken/x, documents:"))
    ended = run("read")
    assert "taken/x/documents.parquet: " in ended.said
    assert ended.code == 3


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[None]:
    """A file system of its own at a folder; skips the test where mounting is not permitted."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if (
        shutil.which("mount") is None
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("mounting is not permitted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_keeps_what_was_there(run: Command, study: Path) -> None:
    """Exit code 3, what to do about it, no half-written file; with space, the command completes."""
    folder = study / "study"
    with small_disk(folder, "size=256k"):
        read_and_cut(run)
        before = {p.name: p.read_bytes() for p in folder.rglob("*.parquet")}
        filler = folder / "filler"
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(b"x" * 4096):
                pass
        (study / "pages" / "more.txt").write_text(os.urandom(40_000).hex())
        ended = run("read")
        assert "the disk is full; free some space and run the command again" in ended.said
        assert ended.code == 3
        assert {p.name: p.read_bytes() for p in folder.rglob("*.parquet")} == before
        assert not list(folder.glob(".*"))
        filler.unlink()
        assert run("read").code == 0


def test_a_read_only_disk(run: Command, study: Path) -> None:
    """Exit code 3, and the setting to change."""
    with small_disk(study / "study", "size=256k,ro"):
        ended = run("read")
    assert "read-only; choose another study.folder" in ended.said
    assert ended.code == 3


def test_a_busy_port(run: Command, study: Path) -> None:
    """Exit code 3 before anything is started; the setting is named."""
    pytest.importorskip("label_studio_sdk")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        (study / "config.yaml").write_text(f"{CONFIG}label_studio: {{port: {port}}}\n")
        ended = run("studio", "start")
    assert ended.err.splitlines()[-1] == (
        f"stancemark: port {port} is in use by another program; "
        "set label_studio.port to null or to a free one"
    )
    assert ended.code == 3
    assert run("studio", "status").code == 1


def test_a_server_that_does_not_run(run: Command, study: Path) -> None:
    """Status says so with exit code 1, stop with 0, open with 3."""
    assert run("studio", "status").out == "not running\n"
    assert run("studio", "status").code == 1
    assert (run("studio", "stop").code, run("studio", "stop").out) == (0, "was not running\n")
    ended = run("studio", "open")
    assert "run `stancemark studio start`" in ended.said
    assert ended.code == 3


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (RuntimeError("odd\nthing"), 3, "unexpected RuntimeError: odd thing; run with --debug"),
        (MemoryError(), 3, "unexpected MemoryError"),
        (PermissionError(13, "Permission denied", "x.csv"), 3, "x.csv: Permission denied"),
        (KeyboardInterrupt(), 130, "interrupted; what was done is kept"),
    ],
    ids=["bug", "memory", "permission", "interrupt"],
)
def test_whatever_happens_is_one_line(
    run: Command,
    study: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    said: str,
) -> None:
    """A fault that nobody foresaw is a line too; its traceback shows only with --debug."""

    def fail(journey: object) -> None:
        raise error

    monkeypatch.setattr(flow, "read", fail)
    ended = run("read")
    assert said in ended.said
    assert ended.code == code


@pytest.mark.parametrize("words", [["--debug", "read"], ["read", "--debug"]])
def test_debug_shows_the_traceback(
    study: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    """Before the line, and with the same exit code."""
    (study / "config.yaml").unlink()
    assert main(words) == 2
    first, *_, last = capsys.readouterr().err.splitlines()
    assert first.startswith("Traceback")
    assert last.startswith("stancemark: config.yaml: no such file")


# Ctrl-C


@pytest.mark.server
def test_a_start_that_is_interrupted_can_be_repeated(
    label_studio: Running, label_studio_folder: Path, study: Path
) -> None:
    """Ctrl-C amid `studio start` leaves no process and one line; the next start succeeds."""
    home = study / "study" / "label-studio"
    shutil.copytree(label_studio_folder, home, ignore=shutil.ignore_patterns("server.json"))
    words = [sys.executable, "-m", "stancemark", "studio", "start"]
    with subprocess.Popen(words, cwd=study, stderr=subprocess.PIPE, text=True) as command:
        deadline = time.monotonic() + 30
        while not (home / "server.json").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        command.send_signal(signal.SIGINT)
        _, err = command.communicate(timeout=60)
    assert command.returncode == 130
    begun, said = err.splitlines()
    assert begun.startswith("starting Label Studio")
    assert said.startswith("stancemark: interrupted; what was done is kept")
    assert processes_on(home) == []
    assert not (home / "server.json").exists()

    started = outside(["studio", "start"], study, env=os.environ)
    try:
        assert started.returncode == 0
        assert "log in as stancemark@localhost" in started.stdout
        assert outside(["studio", "status"], study).stdout.startswith("running at http://127.")
    finally:
        assert outside(["studio", "stop"], study).stdout == "stopped\n"
    assert processes_on(home) == []
    assert server.status(home) is None


def processes_on(folder: Path) -> list[int]:
    """Every process whose command line names a folder."""
    return [
        found.pid
        for found in psutil.process_iter(["cmdline"])
        if any(str(folder) in word for word in found.info["cmdline"] or [])
    ]
