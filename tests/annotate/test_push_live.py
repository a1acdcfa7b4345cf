"""Push and pull with the real server, and one that is killed."""

import os
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from stancemark.annotate import plans, send, server
from stancemark.annotate.memory import MemoryStudio
from stancemark.annotate.server import Running
from stancemark.annotate.studio import LiveStudio
from stancemark.errors import StudioError
from stancemark.records import Judgement
from tests.annotate.pushed import (
    CODEBOOK,
    SETTINGS,
    judgement,
    pull,
    push,
    quiet,
    state,
    submit,
    tasks,
)

pytestmark = pytest.mark.usefixtures("no_pauses")


@pytest.mark.server
def test_the_real_server_is_left_as_the_one_in_memory(live: LiveStudio) -> None:
    """The same pushes end in the same state, down to settings, versions and counts."""
    memory = MemoryStudio()
    for uids, version in (("abc", "rules-1"), ("abd", "rules-1"), ("abd", "rules-2")):
        assert push(live, uids, version) == push(memory, uids, version)
        assert push(live, uids, version) == (0, 0)
        assert state(live) == state(memory)


@pytest.mark.server
def test_the_real_server_gives_back_what_was_said(live: LiveStudio) -> None:
    """Answers, a span, a skip and its author pass through the real server unchanged."""
    push(live, "abd", "rules-2")
    ann, bob = live.add_person("ann@example.org"), live.add_person("bob@example.org")
    submit(live, "a", judgement("a"), ann)
    submit(live, "b", Judgement("", "b", "", skipped=True, seconds=1.0), bob)
    (first, second), refused = pull(live)
    given = judgement("a", annotator="ann@example.org", codebook=CODEBOOK.version)
    given = replace(given, id=first.id, task=first.task)
    assert first == replace(given, created=first.created, updated=first.updated)
    assert first.created
    assert (second.annotator, second.skipped, second.seconds) == ("bob@example.org", True, 1.0)
    assert refused == []


@pytest.fixture
def second_server(
    label_studio: Running, label_studio_folder: Path, tmp_path: Path
) -> Iterator[Path]:
    """The folder of a Label Studio to be killed, with a copy of the session's data."""
    folder = tmp_path / "label-studio"
    shutil.copytree(label_studio_folder, folder, ignore=shutil.ignore_patterns("server.json"))
    yield folder
    server.stop(folder)


@pytest.mark.server
def test_a_server_that_is_killed_loses_and_doubles_nothing(second_server: Path) -> None:
    """Killed amid a push, it is down, and the error says so; started again, the push completes."""
    uids = [f"u{i}" for i in range(1100)]
    settings = replace(SETTINGS, marker="Stancemark study to be killed")
    running = server.start(second_server)

    def kill_soon(what: str, done: int, total: int) -> None:
        if done == 300:
            threading.Timer(0.05, os.kill, (running.pid, signal.SIGKILL)).start()

    studio = LiveStudio(running.url, running.token)
    plan = plans.plan_push(studio, settings, uids, lambda: tasks(uids))
    with pytest.raises(StudioError, match=r"nobody answers|connection broke") as caught:
        send.push(studio, plan, 100, kill_soon)
    assert caught.value.exit_code == 3
    for _ in range(100):  # a busy machine takes a moment to bury what was killed
        if server.status(second_server) is None:
            break
        time.sleep(0.05)
    assert server.status(second_server) is None

    again = server.start(second_server)
    studio = LiveStudio(again.url, again.token)
    plan = plans.plan_push(studio, settings, uids, lambda: tasks(uids))
    assert 0 < plan.missing <= 800
    project = send.push(studio, plan, 100, quiet)
    assert Counter(uid for uid, _ in studio.tasks(project.id)) == Counter(uids)
    assert plans.plan_push(studio, settings, uids, lambda: tasks(uids)).missing == 0
