"""A migration on the real server: what it keeps, what it refuses, and one that is killed."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest

from stancemark.annotate import server
from stancemark.annotate.history import settle
from stancemark.annotate.memory import MemoryStudio
from stancemark.annotate.migrate import Memory, migrate
from stancemark.annotate.plans import find_project
from stancemark.annotate.protocol import Json, ProjectSettings, Studio
from stancemark.annotate.server import Running
from stancemark.annotate.stamp import SLACK, Stamps
from stancemark.annotate.studio import LiveStudio
from stancemark.errors import StudioError
from stancemark.records import Codebook, Former, Label
from stancemark.tasks.codec import encode_annotation
from stancemark.tasks.moves import inverse
from tests.annotate.pushed import (
    CODEBOOK,
    judgement,
    passage,
    quiet,
    settings_of,
    tasks,
)
from tests.tasks.revised import label, question, revised, target

pytestmark = [pytest.mark.server, pytest.mark.usefixtures("no_pauses")]

NEW = revised(
    CODEBOOK,
    label("stance", "favor", "supports"),
    label("stance", "mixed", "unclear"),
    label("unsupported", "no", "sourced", "harmless"),
    label("claim_span", "claim", "statement"),
    question("bias", "wording"),
    target("city_hall", "mayor"),
)
"""A rename of a label, a span label, a question and a target; a merge; and a split."""

PROVENANCE = (
    *("completed_by", "lead_time", "created_at", "was_cancelled", "ground_truth", "task"),
    *("parent_prediction", "parent_annotation", "draft_created_at"),
)
"""What an annotation has besides its result, and must keep."""


def own(codebook: Codebook, marker: str) -> ProjectSettings:
    """Settings of a project of its own."""
    return replace(settings_of(codebook), marker=f"Stancemark study {marker}")


def begin(studio: Studio, marker: str, uids: str = "abc") -> int:
    """A project whose tasks Ann has judged: a stance each, a biased word, a claim."""
    settings = own(CODEBOOK, marker)
    made = studio.create_project(settings)
    project = settle(studio, made, settings).id
    studio.add_tasks(project, tasks(uids))
    person = studio.add_person("ann@example.org")
    said = encode_annotation(judgement("a"), passage("a"), CODEBOOK)
    no = {**said["result"][1], "id": "u", "from_name": "unsupported", "value": {"choices": ["no"]}}
    for stance, (_, task) in zip(("favor", "mixed", "favor"), studio.tasks(project), strict=False):
        first = {
            **said["result"][0],
            "value": {"choices": [stance]},
            "origin": "prediction-changed",
        }
        studio.annotate(task, {**said, "result": [first, *said["result"][1:], no]}, person)
    return project


def work(studio: Studio, project: int) -> list[Json]:
    """All annotations, in the order of tasks."""
    return [a for task in studio.annotated(project) for a in task.annotations]


def plain(found: Sequence[Json]) -> list[Any]:
    """What annotations say."""
    return [made["result"] for made in found]


@pytest.fixture
def migrated(live: LiveStudio) -> tuple[int, list[Json], dict[tuple[str, int], Former]]:
    """A migrated project, its annotations before, and what was kept."""
    marker = f"migrate {os.urandom(4).hex()}"
    project = begin(live, marker)
    before = work(live, project)
    kept: dict[tuple[str, int], Former] = {}
    migrate(
        live, own(NEW, marker), lambda rows: kept.update({(r.kind, r.id): r for r in rows}), quiet
    )
    return project, before, kept


def test_what_a_migration_keeps(
    live: LiveStudio, migrated: tuple[int, list[Json], dict[tuple[str, int], Former]]
) -> None:
    """Author, times, origins and offsets stay; only result, when and by whom it was updated change."""
    project, before, _ = migrated
    after = work(live, project)
    assert len(after) == len(before) == 3
    owner = next(n for n, address in live.people().items() if address == live.whoami())
    for was, now in zip(before, after, strict=True):
        assert {key: now[key] for key in PROVENANCE} == {key: was[key] for key in PROVENANCE}
        changed = {key for key in was if was[key] != now[key]} - {"created_ago"}
        assert changed == {"result", "updated_at"}
        assert now["updated_by"] == owner
        assert [i.get("origin") for i in now["result"]] == [i.get("origin") for i in was["result"]]
        spans = [[i["value"].get("start"), i["value"].get("text")] for i in now["result"]]
        assert spans == [[i["value"].get("start"), i["value"].get("text")] for i in was["result"]]
    says = [{i["from_name"]: i["value"].get("choices") for i in a["result"]} for a in after]
    assert [s["stance__mayor"] for s in says] == [["supports"], ["unclear"], ["supports"]]
    assert all(s["wording"] == ["not_biased"] for s in says)
    assert all(s["unsupported"] == ["no"] for s in says)


def test_the_server_ends_as_the_one_in_memory(
    live: LiveStudio, migrated: tuple[int, list[Json], dict[tuple[str, int], Former]]
) -> None:
    """The same migration in memory: the same results, and what was kept; its undo is exact."""
    project, before, kept = migrated
    memory = MemoryStudio()
    other = begin(memory, "memory")
    migrate(memory, own(NEW, "memory"), lambda rows: None, quiet)
    assert plain(work(memory, other)) == plain(work(live, project))
    [found] = [p for p in live.projects() if p.id == project]
    back = replace(own(CODEBOOK, ""), marker=found.settings.marker)
    migrate(live, back, lambda rows: None, quiet, Memory(kept, inverse(CODEBOOK, NEW)))
    assert plain(work(live, project)) == plain(before)
    [found] = [p for p in live.projects() if p.id == project]
    assert found.settings == back
    assert [era.version for era in found.settings.history.eras] == [
        CODEBOOK.version,
        NEW.version,
        CODEBOOK.version,
    ]


def test_a_draft_in_old_words_is_no_obstacle(live: LiveStudio) -> None:
    """Label Studio refuses to drop a question that a draft answers, until it is renamed and recounted."""
    marker = f"drafts {os.urandom(4).hex()}"
    project = begin(live, marker, "abcd")
    [*_, last] = [task for _, task in live.tasks(project)]
    item = {"from_name": "bias", "to_name": "text", "type": "choices", "id": "x"}
    draft = {"result": [{**item, "value": {"choices": ["biased"]}}], "lead_time": 1.0}
    live._call("POST", f"api/tasks/{last}/drafts", json=draft)
    with pytest.raises(StudioError, match="bias"):
        live.update_project(project, own(NEW, marker))
    done = migrate(live, own(NEW, marker), lambda rows: None, quiet)
    assert done.changed == {"annotation": 3, "draft": 1}
    [begun] = live.drafts(project)
    assert (begun.person, begun.annotation) == (live.whoami(), None)
    assert begun.result[0]["from_name"] == "wording"


def test_the_clock_is_the_servers(live: LiveStudio) -> None:
    """Its time is between those of two annotations made around it, to the second."""
    project = begin(live, f"clock {os.urandom(4).hex()}", "a")
    now = datetime.fromisoformat(live.clock())
    [(_, task)] = live.tasks(project)
    live.annotate(task, {"result": []}, live.add_person("bob@example.org"))
    before, after = (datetime.fromisoformat(a["created_at"]) for a in work(live, project))
    assert before - timedelta(seconds=1) <= now <= after


def test_each_annotation_has_the_codebook_that_was_on_screen(live: LiveStudio) -> None:
    """By the server's clock: one made before a rule was rewritten, one after; the label decides a third."""
    marker = f"screen {os.urandom(4).hex()}"
    project = begin(live, marker, "abc")
    stance = CODEBOOK.question("stance")
    labels = tuple(replace(x, rule="Otherwise.") for x in stance.labels)
    added = replace(stance, labels=(*labels, Label("hopes")))
    questions = tuple(added if q is stance else q for q in CODEBOOK.questions)
    new = replace(CODEBOOK, questions=questions, version="later")
    time.sleep(SLACK.total_seconds() + 1.5)
    [found] = [p for p in live.projects() if p.id == project]
    settle(live, found, own(new, marker))
    person = live.add_person("bob@example.org")
    said = encode_annotation(judgement("a"), passage("a"), CODEBOOK)
    task = dict(live.tasks(project))
    hoped = {**said["result"][0], "value": {"choices": ["hopes"]}}
    live.annotate(task["a"], {**said, "result": [hoped]}, person)
    live.annotate(task["b"], {"result": said["result"][:1], "lead_time": 1.0}, person)
    time.sleep(SLACK.total_seconds() + 1.5)
    live.annotate(task["c"], {"result": said["result"][:1], "lead_time": 1.0}, person)
    [found] = [p for p in live.projects() if p.id == project]
    stamps = Stamps(found.settings.history)
    versions = {
        (by["task"], by["completed_by"] == person): stamps.versions(by)
        for by in work(live, project)
    }
    assert [versions[task[uid], False] for uid in "abc"] == [[CODEBOOK.version]] * 3
    assert versions[task["a"], True] == ["later"]
    assert versions[task["b"], True] == [CODEBOOK.version, "later"]
    assert versions[task["c"], True] == ["later"]


@pytest.fixture
def doomed(label_studio: Running, label_studio_folder: Path, tmp_path: Path) -> Iterator[Path]:
    """The folder of a Label Studio to be killed, with a copy of the session's data."""
    del label_studio  # has to be there for its data
    folder = tmp_path / "label-studio"
    shutil.copytree(label_studio_folder, folder, ignore=shutil.ignore_patterns("server.json"))
    yield folder
    server.stop(folder)


def test_a_migration_that_is_killed_is_completed(doomed: Path) -> None:
    """The server dies amid the rewriting; started again, the rest follows, and the undo is exact."""
    running = server.start(doomed)
    dying = [psutil.Process(running.pid)]
    studio = LiveStudio(running.url, running.token)
    project = begin(studio, "killed", "abcdefghijkl")
    person = studio.add_person("bob@example.org")
    said = encode_annotation(judgement("a"), passage("a"), CODEBOOK)
    for _, task in studio.tasks(project):
        studio.annotate(task, said, person)
    before = work(studio, project)
    kept: dict[tuple[str, int], Former] = {}

    def keep(rows: Sequence[Former]) -> None:
        kept.update({(row.kind, row.id): row for row in rows})

    def kill_soon(what: str, done: int, total: int) -> None:
        if done == 4:
            threading.Timer(0.05, os.kill, (running.pid, signal.SIGKILL)).start()

    with pytest.raises(StudioError, match=r"nobody answers|connection broke"):
        migrate(studio, own(NEW, "killed"), keep, kill_soon)
    psutil.wait_procs(dying, timeout=30)
    again = server.start(doomed)
    studio = LiveStudio(again.url, again.token)
    halfway = plain(work(studio, project))
    assert halfway != plain(before)
    done = migrate(studio, own(NEW, "killed"), keep, quiet)
    assert 0 < done.changed["annotation"] < len(before)
    found = find_project(studio, own(NEW, "killed").marker)
    assert found is not None
    assert found.settings == own(NEW, "killed")
    known = Memory(dict(kept), inverse(CODEBOOK, NEW))
    migrate(studio, own(CODEBOOK, "killed"), keep, quiet, known)
    assert plain(work(studio, project)) == plain(before)
