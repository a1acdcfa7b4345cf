"""The login of the embedded Label Studio: two files that only their owner can read.

`login.json` holds the e-mail and the password. It is written in the form of Label Studio's own
`--config`, so the password reaches the server without standing in a command line or in its
environment. `token` holds the personal access token with which every later request is made.
"""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from stancemark.errors import StudioError
from stancemark.store import disk, write_text

EMAIL = "stancemark@localhost"


@dataclass(frozen=True, slots=True)
class Login:
    """Who the program is in its own Label Studio."""

    email: str
    # 192 random bits, 32 characters
    password: str = field(repr=False)


def login_file(folder: Path) -> Path:
    """Where e-mail and password are kept; mode 0600."""
    return folder / "login.json"


def token_file(folder: Path) -> Path:
    """Where the personal access token is kept; mode 0600."""
    return folder / "token"


def invent() -> Login:
    """Make a login with a new random password, written nowhere yet."""
    return Login(EMAIL, secrets.token_urlsafe(24))


def save(folder: Path, login: Login) -> None:
    """Write the login. Raises `StoreError`."""
    content = {"username": login.email, "password": login.password}
    write_text(login_file(folder), json.dumps(content) + "\n", mode=0o600)


def load(folder: Path) -> Login | None:
    """Read the login, or None if none was written. Raises `StudioError` if the file is damaged."""
    path = login_file(folder)
    text = _read(path)
    if text is None:
        return None
    try:
        content = json.loads(text)
        return Login(str(content["username"]), str(content["password"]))
    except (ValueError, KeyError, TypeError) as error:
        raise StudioError(
            f"{path}: not a login; delete it and start Label Studio again to get a new one"
        ) from error


def load_token(folder: Path) -> str | None:
    """Read the access token, or None. Whether it still works, only the server knows."""
    text = _read(token_file(folder))
    return None if text is None else text.strip()


def obtain_token(folder: Path, login: Login, url: str) -> str:
    """Get an access token that works: the stored one, or a new one, which is then stored.

    Raises `StudioError` where the server at `url` refuses the login, `StoreError` where the disk
    refuses the token.
    """
    with _client(url) as client:
        stored = load_token(folder)
        if stored and _works(client, stored):
            return stored
        _sign_in(client, folder, login)
        token = _mint(client)
    write_text(token_file(folder), token + "\n", mode=0o600)
    return token


def _read(path: Path) -> str | None:
    with disk(path):
        return path.read_text(encoding="utf-8") if path.exists() else None


@contextmanager
def _client(url: str) -> Iterator[httpx.Client]:
    try:
        # The environment may name a proxy, which must see neither this address nor the password.
        with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
            yield client
    except httpx.HTTPError as error:
        raise StudioError(
            f"Label Studio at {url} broke off during sign-in ({type(error).__name__})"
        ) from error


def _works(client: httpx.Client, token: str) -> bool:
    return client.post("/api/token/refresh/", json={"refresh": token}).status_code == httpx.codes.OK


def _sign_in(client: httpx.Client, folder: Path, login: Login) -> None:
    page = "/user/login/"
    client.get(page)
    form = {
        "email": login.email,
        "password": login.password,
        "csrfmiddlewaretoken": client.cookies.get("csrftoken", ""),
    }
    reply = client.post(page, data=form, headers={"Referer": f"{client.base_url}{page}"})
    # A refused form comes back as the page itself, with 200.
    if reply.status_code != httpx.codes.FOUND:
        raise StudioError(
            f"Label Studio refused the login in {login_file(folder)} (HTTP {reply.status_code}); if "
            "its password was changed, delete that file and start Label Studio again to set a new one"
        )


def _mint(client: httpx.Client) -> str:
    """Mint a token. A user has one at a time, so what stands in its way is revoked."""
    reply = client.post("/api/token/")
    if reply.status_code == httpx.codes.CONFLICT:
        for old in client.get("/api/token/").json():
            client.post("/api/token/blacklist/", json={"refresh": old["token"]})
        reply = client.post("/api/token/")
    if reply.status_code != httpx.codes.CREATED:
        raise StudioError(f"Label Studio issued no access token (HTTP {reply.status_code})")
    return str(reply.json()["token"])
