"""Annotators: accounts made by script, and what each has done."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from stancemark import perspectives
from stancemark.annotate import people
from stancemark.annotate.memory import MemoryStudio
from stancemark.annotate.studio import LiveStudio
from stancemark.errors import InputError, StoreError, StudioError
from stancemark.records import Answer, Judgement, Place
from stancemark.store import Study
from stancemark.tables import read_table
from tests.annotate.contract import everything


def test_an_address_is_checked() -> None:
    """Spaces round it go, capitals go, and what is none is refused by name."""
    assert people.address("  Ann.B@Example.org ") == "ann.b@example.org"
    for odd in (
        "ann",
        "ann@",
        "@example.org",
        "a b@example.org",
        "a@b@c",
        "../x@example.org",
        "ann@..",
        "",
    ):
        with pytest.raises(InputError, match="is no e-mail address"):
            people.address(odd)


@pytest.mark.server
def test_somebody_invited_can_log_in_at_once(live: LiveStudio, tmp_path: Path) -> None:
    """The password in the file, which only its owner can read, opens the door."""
    path = people.enrol(live, "new.one@example.org", tmp_path / "people")
    assert path is not None
    assert path.stat().st_mode & 0o077 == 0
    login = json.loads(path.read_text())
    with httpx.Client(base_url=live.url) as client:
        client.get("/user/login/")
        form = {**login, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
        assert (
            client.post("/user/login/", data=form, headers={"Referer": live.url}).status_code == 302
        )
        assert client.get("/api/current-user/whoami").json()["email"] == "new.one@example.org"
    assert people.enrol(live, "new.one@example.org", tmp_path / "people") is None


@pytest.mark.server
def test_what_the_sign_up_refuses_is_one_line(
    live: LiveStudio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's own reason, no password in it, and no file left that opens nothing."""
    monkeypatch.setattr("secrets.token_urlsafe", lambda n: "short")
    with pytest.raises(StudioError, match=r"no account for odd@example.org: .*8") as caught:
        people.enrol(live, "odd@example.org", tmp_path)
    assert '"short"' not in everything(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.server
def test_a_lost_reply_loses_no_password(
    live: LiveStudio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account is made, the reply is lost: the file that opens it stays, and is found again."""
    post = httpx.Client.post

    def lost(client: httpx.Client, *args: Any, **given: Any) -> httpx.Response:
        post(client, *args, **given)
        raise httpx.ReadTimeout("no answer")

    with monkeypatch.context() as cut:
        cut.setattr(httpx.Client, "post", lost)
        with pytest.raises(StudioError, match=r"broke off during sign-up \(ReadTimeout\)"):
            people.enrol(live, "lost@example.org", tmp_path)
    assert people.enrol(live, "lost@example.org", tmp_path) is None
    kept = json.loads(people.login_file(tmp_path, "lost@example.org").read_text())
    with httpx.Client(base_url=live.url) as client:
        client.get("/user/login/")
        form = {**kept, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
        assert (
            client.post("/user/login/", data=form, headers={"Referer": live.url}).status_code == 302
        )


def test_who_is_there_already_gets_no_link() -> None:
    """Of a server elsewhere: the link for those who are new, in any spelling of the address."""
    studio = MemoryStudio()
    studio.add_person("Ann@example.org")
    assert people.invite(studio, "ann@example.org") == "has an account already"
    assert people.invite(studio, "bob@example.org") == "send them memory/user/signup/?token=memory"


@pytest.fixture
def made() -> list[Judgement]:
    """Ann has judged two passages and skipped one; Bob has judged one."""
    return [
        Judgement("1", "a", "ann@example.org", seconds=4.0, updated="2026-01-02T10:00:00Z"),
        Judgement("2", "b", "ann@example.org", seconds=8.0, updated="2026-01-03T10:00:00Z"),
        Judgement("3", "c", "ann@example.org", skipped=True, seconds=90.0),
        Judgement("4", "a", "bob@example.org"),
    ]


def test_what_each_has_done(made: list[Judgement]) -> None:
    """Submitted and skipped apart, the median of what was submitted, and what is left to do."""
    places = [
        Place(name, rank, 1, "suggested", "queue", why)
        for rank, (name, why) in enumerate(
            [("a", "done"), ("b", "begun"), ("c", "lot"), ("d", "lot")]
        )
    ]
    ann, bob, cy = people.progress(["cy@example.org", "bob@example.org"], made, places)
    # a is done; of b, c and d Ann has judged b, and Bob none
    assert (ann.submitted, ann.skipped, ann.seconds, ann.waiting) == (2, 1, 6.0, 2)
    assert ann.last == "2026-01-03T10:00:00Z"
    assert (bob.submitted, bob.seconds, bob.waiting) == (1, None, 3)
    assert (cy.submitted, cy.last, cy.waiting) == (0, "", 3)


def test_everybody_but_the_owner_is_listed() -> None:
    """The account whose key we use is no annotator."""
    studio = MemoryStudio()
    studio.add_person("ann@example.org")
    assert people.shared(studio.people(), studio.whoami()) == ["ann@example.org"]


def test_a_perspective_is_kept_under_a_pseudonym(tmp_path: Path) -> None:
    """What was said comes back, the address is in no file, and forgetting leaves nothing."""
    study = Study(tmp_path)
    perspectives.say(study, "ann@example.org", -2)
    perspectives.say(study, "bob@example.org", None)
    perspectives.say(study, "ANN@example.org", 1)
    assert sorted(perspectives.load(study).values(), key=str) == [1, None]
    assert perspectives.load(study)[perspectives.pseudonym(study, "ann@example.org")] == 1
    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o077 == 0
        assert b"ann" not in path.read_bytes().lower()
    assert perspectives.forget(study, "ann@example.org")
    assert not perspectives.forget(study, "ann@example.org")
    assert list(perspectives.load(study).values()) == [None]


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.parquet"])
def test_what_is_shared_names_nobody(tmp_path: Path, name: str, made: list[Judgement]) -> None:
    """Answers with pseudonyms and perspectives; no address, and no note, which may hold one."""
    study = Study(tmp_path)
    told = replace(made[0], answers=(Answer("bias", ("biased",)),), notes=("ask bob@example.org",))
    study.save("judgements", Judgement, [told, *made[1:]])
    perspectives.say(study, "ann@example.org", -2)
    assert perspectives.share(study, tmp_path / name) == 4
    assert b"example.org" not in (tmp_path / name).read_bytes()
    rows, _ = read_table(tmp_path / name)
    ann, bob = (perspectives.pseudonym(study, f"{who}@example.org") for who in ("ann", "bob"))
    assert [row.cells["annotator"] for row in rows] == [ann, ann, ann, bob]
    assert [str(row.cells["perspective"] or "") for row in rows] == ["-2", "-2", "-2", ""]
    assert "biased" in str(rows[0].cells["answers"])


def test_pseudonyms_of_two_studies_cannot_be_joined(tmp_path: Path) -> None:
    """One address has the same pseudonym in a study for ever, and another in another study."""
    one, other = Study(tmp_path / "one"), Study(tmp_path / "other")
    names = [perspectives.pseudonym(study, "ann@example.org") for study in (one, one, other)]
    assert names[0] == names[1] != names[2]


@pytest.mark.parametrize("text", ["4", "-4", "left", "", "1.5"])
def test_a_perspective_that_is_none(text: str) -> None:
    """The scale is named."""
    with pytest.raises(InputError, match="none of -3 to 3, or undisclosed"):
        perspectives.parse(text)


def test_perspectives_that_are_none(tmp_path: Path) -> None:
    """A damaged file is named, not overwritten."""
    (tmp_path / "perspectives.json").write_text("[1]")
    with pytest.raises(StoreError, match=r"perspectives.json: not what `people add` writes"):
        perspectives.say(Study(tmp_path), "ann@example.org", 1)
    assert (tmp_path / "perspectives.json").read_text() == "[1]"
