"""One Label Studio process: its port, its command, its surroundings, and its end."""

import errno
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from stancemark.errors import StudioError
from stancemark.store import disk

HOST = "127.0.0.1"

PATIENCE = 10.0
"""Seconds a process gets to end before it is killed, and then to be gone."""

SURROUNDINGS = (
    *("PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "LD_LIBRARY_PATH"),
    *("TMPDIR", "TEMP", "TMP", "TZ", "LANG", "LC_ALL", "LC_CTYPE"),
)
"""What it gets of our environment. Label Studio would also obey a bare HOST, PORT, DEBUG or CI."""

SETTINGS = {
    "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true",
    "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "false",
    "LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED": "false",
    # else any web page could read the study through the browser of somebody who works on it
    "LABEL_STUDIO_ALLOWED_HOSTS": f"{HOST},localhost",
    "LABEL_STUDIO_CORS_ALLOW_ALL_ORIGINS": "false",
    "LABEL_STUDIO_COLLECT_ANALYTICS": "false",
    "LABEL_STUDIO_LATEST_VERSION_CHECK": "false",
    "SENTRY_DSN": "",
    "FRONTEND_SENTRY_DSN": "",
    # else it tells anyone who asks the last commit of the checkout it is installed under
    "GIT_DIR": os.devnull,
    # a task whose prediction does not fit the questions is refused, not imported without it
    "fflag_feat_utc_210_prediction_validation_15082025": "true",
    # else each request with predictions counts those of every task of the project. It validates none:
    # `send.encode_predictions` has done so, by Label Studio's own rules
    "fflag_fix_back_4620_memory_efficient_predictions_import_08012025_short": "true",
}

_launched: dict[int, subprocess.Popen[bytes]] = {}
"""Kept, because Python warns of one that is dropped while it runs, and these are meant to."""


def choose_port(port: int | None) -> int:
    """Find the port asked for free, or any. Raises `StudioError` if it cannot be had."""
    if port is not None and _answers(port):
        raise no_port(port)
    with socket.socket() as probe:
        if os.name == "posix":  # else a server that has just ended would hold it for a minute
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port or 0))
        except OSError as error:
            raise no_port(port, error) from error
        return int(probe.getsockname()[1])


def no_port(port: int | None, error: OSError | None = None) -> StudioError:
    """Say why a port is not ours to use."""
    why = "is in use by another program"
    if error is not None and error.errno != errno.EADDRINUSE:
        why = f"cannot be opened ({error.strerror})"
    return StudioError(f"port {port} {why}; set label_studio.port to null or to a free one")


def launch(folder: Path, log: Path, words: Sequence[str]) -> psutil.Process:
    """Start `label-studio WORDS` on the data in `folder`, its output going to `log`.

    It has a session of its own, so Ctrl-C in our terminal does not reach it.
    """
    with disk(log):
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        child = subprocess.Popen(
            _command(words),
            cwd=home(folder),
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077 if os.name == "posix" else -1,
        )
    finally:
        os.close(output)
    _launched[child.pid] = child
    return psutil.Process(child.pid)


def dictate(folder: Path, words: Sequence[str], line: str) -> tuple[bool, str]:
    """Run `label-studio WORDS` to its end with one line typed in; whether it went well, its output.

    For what may not stand in a command line. In a session without a terminal, Label Studio reads
    what it would ask for there from its input.
    """
    result = subprocess.run(
        _command(words),
        cwd=home(folder),
        env=_environment(folder),
        input=f"{line}\n".encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        check=False,
    )
    return result.returncode == 0, result.stdout.decode("utf-8", "replace")


def home(folder: Path) -> Path:
    """Where it works, and what it takes for the user's settings.

    Apart, because it serves the files of a folder `mydata` that it finds where it is started.
    """
    return folder / "home"


def gone(process: psutil.Process) -> bool:
    """Whether it has ended. One of ours is let go of as well, so that its number is free."""
    child = _launched.get(process.pid)
    if child is not None and child.poll() is None:
        return False
    _launched.pop(process.pid, None)
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def address(process: psutil.Process) -> tuple[str, int] | None:
    """Where it listens, or None if it does not yet.

    Asked of the process, because Label Studio quietly takes the next port where its own is busy.
    """
    with suppress(psutil.NoSuchProcess):
        for link in process.net_connections("inet"):
            if link.status == psutil.CONN_LISTEN:
                return link.laddr.ip, link.laddr.port
    return None


def end(process: psutil.Process) -> None:
    """End it and its children, gently and then not. Raises `StudioError` if it stays."""
    with suppress(psutil.NoSuchProcess):
        family = [process, *process.children(recursive=True)]
        if not (_obeyed(family, "terminate") or _obeyed(family, "kill")):
            raise StudioError(f"Label Studio (process {process.pid}) would not end")


def last_line(output: str) -> str:
    r"""Pick the last line that says something: of a traceback, what was wrong.

    >>> last_line("Traceback:\n  File x\nOSError: disk I/O error\n\n****\n")
    'OSError: disk I/O error'
    """
    lines = (line.strip() for line in reversed(output.splitlines()))
    return next((line[:300] for line in lines if any(map(str.isalnum, line))), "no output")


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _command(words: Sequence[str]) -> list[str]:
    return [sys.executable, "-P", "-m", "label_studio.server", *words]


def _environment(folder: Path) -> Mapping[str, str]:
    inherited = {name: os.environ[name] for name in SURROUNDINGS if name in os.environ}
    # It also leaves an installation id where the user's settings are.
    own = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"), str(home(folder)))
    return {**inherited, **own, **SETTINGS, "LABEL_STUDIO_BASE_DATA_DIR": str(folder)}


def _obeyed(family: Sequence[psutil.Process], signal: str) -> bool:
    """Send each a signal; whether all are gone within `PATIENCE`."""
    for member in family:
        with suppress(psutil.NoSuchProcess):
            getattr(member, signal)()
    deadline = time.monotonic() + PATIENCE
    while not all(gone(member) for member in family):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
