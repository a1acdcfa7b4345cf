"""The embedded Label Studio: one server, one folder, this machine only.

The folder (mode 0700) is Label Studio's data folder. Beside its database stand `login.json` and
`token` (see `credentials`), `server.json` (which process is ours), `server.log` (of the latest
start), `lock`, and `home/`, where it works.
"""

import importlib.util
import json
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import httpx
import psutil

from stancemark.annotate import credentials, process
from stancemark.annotate.credentials import Login
from stancemark.errors import StudioError
from stancemark.store import disk, write_text

if sys.platform != "win32":
    import fcntl


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    # http://127.0.0.1:PORT
    url: str
    pid: int
    # who the token speaks for
    email: str
    # personal access token: what label_studio_sdk takes as `api_key`
    token: str = field(repr=False)


def start(folder: Path, port: int | None = None, *, wait: float = 240) -> Running:
    """Start Label Studio on `folder`, or find the one that runs there, whatever its port.

    Without `port` it takes a free one. `wait` is in seconds; a first start takes about 30, a later
    one 5. A start that fails, is interrupted or runs out of time leaves no process behind. Where
    the login was lost, a new password is set.

    Raises `StudioError` if Label Studio is not installed, the port is busy or it does not come up,
    and `StoreError` if the disk refuses.
    """
    if importlib.util.find_spec("label_studio") is None:
        raise StudioError("Label Studio is not installed; run: pip install 'stancemark[studio]'")
    folder = folder.resolve()
    _prepare(folder)
    with _alone(folder), ExitStack() as undo:
        login = _login(folder)
        server = _ours(folder)
        if server is None:
            undo.callback(stop, folder)
            server = _launch(folder, login, process.choose_port(port))
        else:
            port = None
        running = _ready(folder, login, server, port, wait)
        undo.pop_all()
    return running


def stop(folder: Path) -> bool:
    """End the server on `folder` and its children; whether there was one.

    Raises `StudioError` if it would not end.
    """
    folder = folder.resolve()
    server = _ours(folder)
    if server is not None:
        process.end(server)
    with disk(folder):
        _state_file(folder).unlink(missing_ok=True)
    return server is not None


def status(folder: Path) -> Running | None:
    """Find the server on `folder`, if its process lives and has come up. Sends no request."""
    folder = folder.resolve()
    server, state = _ours(folder), _load(folder)
    login, token = credentials.load(folder), credentials.load_token(folder)
    if not (server and state and state.url and login and token):
        return None
    return Running(state.url, server.pid, login.email, token)


def password(folder: Path) -> str:
    """Name the file that holds e-mail and password, for a message to the user.

    Not the password, which would then stand in terminals and logs.
    """
    return str(credentials.login_file(folder.resolve()))


@dataclass(frozen=True, slots=True)
class _State:
    pid: int
    # seconds since 1970: a process number alone is given again
    created: float
    # None until the server has answered
    url: str | None = None


def _prepare(folder: Path) -> None:
    with disk(folder):
        process.home(folder).mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one start at a time through: the second waits, and finds the server of the first."""
    with disk(folder):
        lock = (folder / "lock").open("w")
    with lock:
        if sys.platform != "win32":
            with disk(folder):
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _login(folder: Path) -> Login:
    """Read the login, or make one, which the database, if it exists, has accepted."""
    login = credentials.load(folder)
    if login is not None:
        return login
    login = credentials.invent()
    if (folder / "label_studio.sqlite3").exists():
        words = ["reset_password", "--username", login.email]
        accepted, output = process.dictate(folder, words, login.password)
        if not accepted:
            raise StudioError(
                f"{credentials.login_file(folder)} is missing, and Label Studio took no new "
                f"password: {process.last_line(output)}"
            )
    credentials.save(folder, login)
    return login


def _launch(folder: Path, login: Login, port: int) -> psutil.Process:
    file = credentials.login_file(folder)
    words = ["start", "--no-browser", "--internal-host", process.HOST, "--port", str(port)]
    words += ["--username", login.email, "--config", str(file)]
    server = process.launch(folder, _log(folder), words)
    _save(folder, _State(server.pid, server.create_time()))
    return server


def _ready(
    folder: Path, login: Login, server: psutil.Process, port: int | None, wait: float
) -> Running:
    """Wait until the server answers and knows us, on `port` if that was asked for."""
    url = _await(folder, server, time.monotonic() + wait)
    if port is not None and not url.endswith(f":{port}"):
        raise process.no_port(port)
    token = credentials.obtain_token(folder, login, url)
    _save(folder, _State(server.pid, server.create_time(), url))
    return Running(url, server.pid, login.email, token)


def _await(folder: Path, server: psutil.Process, deadline: float) -> str:
    log = _log(folder)
    while time.monotonic() < deadline:
        if process.gone(server):
            said = process.last_line(log.read_text(encoding="utf-8", errors="replace"))
            raise StudioError(f"Label Studio ended while starting: {said}; see {log}")
        where = process.address(server)
        if where and _healthy(url := f"http://{where[0]}:{where[1]}"):
            return url
        time.sleep(0.2)
    raise StudioError(f"Label Studio did not answer in time; see {log}")


def _healthy(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=10, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def _ours(folder: Path) -> psutil.Process | None:
    """Find the process of the latest start, unless it has ended or its number is another's now."""
    state = _load(folder)
    if state is None:
        return None
    try:
        server = psutil.Process(state.pid)
        same = abs(server.create_time() - state.created) < 1
        # A clock that was set since, as after a laptop's sleep, moves every creation time.
        same = same or str(credentials.login_file(folder)) in server.cmdline()
    except (psutil.NoSuchProcess, psutil.AccessDenied, ValueError):
        return None
    return server if same and not process.gone(server) else None


def _load(folder: Path) -> _State | None:
    path = _state_file(folder)
    with disk(path):
        text = path.read_text(encoding="utf-8") if path.exists() else "null"
    try:
        content = json.loads(text)
        return _State(int(content["pid"]), float(content["created"]), content["url"])
    except (ValueError, TypeError, KeyError):
        return None


def _save(folder: Path, state: _State) -> None:
    write_text(_state_file(folder), json.dumps(asdict(state)) + "\n", mode=0o600)


def _state_file(folder: Path) -> Path:
    return folder / "server.json"


def _log(folder: Path) -> Path:
    return folder / "server.log"
