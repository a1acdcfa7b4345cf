"""Annotators: invited by script, each with a password that only a file knows."""

import json
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from statistics import median

import httpx

from stancemark.annotate.protocol import Studio
from stancemark.errors import InputError, StudioError
from stancemark.records import Judgement, Place
from stancemark.store import write_text

_ADDRESS = re.compile(r"[^\s@<>\"',;:/\\]+@[^\s@<>\"',;:/\\.]+(?:\.[^\s@<>\"',;:/\\.]+)*")
_TIMEOUT = 60


def address(text: str) -> str:
    """An e-mail address as Label Studio keeps it: in small letters. Raises `InputError`."""
    if not _ADDRESS.fullmatch(text.strip()) or len(text) > 254:
        raise InputError(f"{text!r} is no e-mail address; one looks like ann@example.org")
    return text.strip().lower()


def enrol(studio: Studio, email: str, folder: Path) -> Path | None:
    """Make an account through the invite link, ready to log in; the file with its password.

    None where there is one already. The password is random and stands in that file only, which
    nobody but its owner can read. Where the reply is lost the file stays: the account may be there.
    Raises `StudioError` where the server refuses.
    """
    if email in (known.lower() for known in studio.people().values()):
        return None
    password = secrets.token_urlsafe(18)
    path = login_file(folder, email)
    write_text(path, json.dumps({"email": email, "password": password}) + "\n", mode=0o600)
    try:
        _sign_up(studio, email, password)
    except StudioError as error:
        if not error.passing:
            path.unlink(missing_ok=True)
        raise
    return path


def invite(studio: Studio, email: str) -> str:
    """What to send somebody who is to annotate on a server that is not ours; in words."""
    if email in (known.lower() for known in studio.people().values()):
        return "has an account already"
    return f"send them {studio.invitation()}"


def login_file(folder: Path, email: str) -> Path:
    """Where the password of an account that we made is kept; mode 0600."""
    return folder / f"{email}.json"


def _sign_up(studio: Studio, email: str, password: str) -> None:
    link = studio.invitation()
    try:
        # A proxy that the environment names must not see the password.
        with httpx.Client(timeout=_TIMEOUT, trust_env=False) as client:
            client.get(link)
            csrf = client.cookies.get("csrftoken") or ""
            form = {"email": email, "password": password, "csrfmiddlewaretoken": csrf}
            reply = client.post(link, data=form, headers={"Referer": link})
    except httpx.HTTPError as error:
        raise StudioError(
            f"{studio.url}: broke off during sign-up ({type(error).__name__}); run it again",
            passing=True,
        ) from error
    if reply.status_code != httpx.codes.FOUND:
        raise StudioError(f"{studio.url}: made no account for {email}: {_why(reply.text)}")


def _why(page: str) -> str:
    """What the sign-up page, shown again, finds wrong."""
    found = re.findall(r"<li>([^<]{3,200})</li>", page)
    return unescape(" ".join(found)).strip() or "the sign-up page gives no reason"


@dataclass(frozen=True, slots=True)
class Progress:
    """What one person has done, and what waits for them."""

    annotator: str
    submitted: int
    skipped: int
    seconds: float | None
    """Median time of a submitted judgement."""
    last: str
    """When they last submitted or skipped, by the server's clock; empty for never."""
    waiting: int
    """Passages of the queue that still lack an answer and that they have not answered."""


def progress(
    people: Iterable[str], judgements: Sequence[Judgement], places: Sequence[Place]
) -> list[Progress]:
    """What each person has done as of the last pull, sorted by name; also of those with no account."""
    of: dict[str, list[Judgement]] = {name: [] for name in people}
    for judgement in judgements:
        of.setdefault(judgement.annotator, []).append(judgement)
    open_ = {place.passage for place in places if place.why != "done"}
    return [_progress(name, made, open_) for name, made in sorted(of.items())]


def _progress(name: str, made: Sequence[Judgement], waiting: set[str]) -> Progress:
    submitted = [j for j in made if not j.skipped]
    seconds = [j.seconds for j in submitted if j.seconds is not None]
    return Progress(
        name,
        submitted=len(submitted),
        skipped=len(made) - len(submitted),
        seconds=median(seconds) if seconds else None,
        last=max((j.updated or j.created for j in made), default=""),
        waiting=len(waiting - {j.passage for j in submitted}),
    )


def shared(people: Mapping[int, str], owner: str) -> list[str]:
    """Everybody but the one whose key we use."""
    return sorted(email for email in people.values() if email != owner)
