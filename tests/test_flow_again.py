"""The journey on a tiny study, its steps repeated, too early, or cut short."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stancemark import flow
from stancemark.annotate.memory import MemoryStudio
from stancemark.errors import InputError, StancemarkError, StoreError
from stancemark.journey import Journey
from stancemark.records import (
    Agreement,
    Document,
    Gold,
    Judgement,
    Passage,
    Prediction,
    Refusal,
    Score,
    Segment,
)
from stancemark.store import Study
from tests.annotate.pushed import quiet
from tests.journeys import Step, annotate, files, steps, unjudged, walk


def server_state(studio: MemoryStudio) -> Any:
    """All that a server holds."""
    return [
        (
            project,
            studio.tasks(project.id),
            studio.prediction_counts(project.id),
            [task.annotations for task in studio.annotated(project.id)],
        )
        for project in studio.projects()
    ]


def test_every_step_twice_adds_nothing(journey: Journey) -> None:
    """After each step, the same step again leaves every file and the server as they were."""
    studio = MemoryStudio()
    for name, step in steps(journey, studio).items():
        step()
        first, server = files(journey.study.folder), server_state(studio)
        step()
        second = files(journey.study.folder)
        counted_anew = {"manifest.json"} if name.startswith(("push", "pull")) else set()
        changed = {path for path in first if first[path] != second.get(path)}
        assert (name, changed) == (name, changed & counted_anew)
        assert (name, second.keys()) == (name, first.keys())
        assert (name, server_state(studio)) == (name, server)
        if name == "push":
            annotate(journey, studio, skip=unjudged(journey).id)


def test_the_whole_journey_twice_adds_nothing(journey: Journey) -> None:
    """From the first step to the last again: the same tables, the same tasks, no more people."""
    studio = MemoryStudio()
    walk(journey, studio, "push again")
    first, server = files(journey.study.folder), server_state(studio)
    for step in list(steps(journey, studio).values()):
        step()
    second = files(journey.study.folder)
    assert second.keys() == first.keys()
    tables = {path for path in first if path.endswith(".parquet") and "refusals" not in path}
    assert [path for path in tables if first[path] != second[path]] == []
    assert server_state(studio) == server


TOO_EARLY = {
    "tasks": ("", "read"),
    "push": ("read", "tasks"),
    "pull": ("tasks", "push"),
    "agree": ("push", "pull"),
    "aggregate": ("push", "pull"),
    "train": ("pull", "aggregate"),
    "evaluate": ("pull", "aggregate"),
    "prelabel": ("aggregate", "train"),
}
"""A step, how far the journey has come, and the step that is missing."""


@pytest.mark.parametrize("early", TOO_EARLY)
def test_a_step_too_early_names_the_one_before(journey: Journey, early: str) -> None:
    """The user is told which command to run, and nothing is written."""
    done, missing = TOO_EARLY[early]
    studio = MemoryStudio()
    if done:
        walk(journey, studio, done)
    before = set(files(journey.study.folder))
    with pytest.raises(InputError, match=f"`stancemark {missing}`"):
        steps(journey, studio)[early]()
    assert set(files(journey.study.folder)) - before <= {"manifest.json"}


def test_push_after_pages_have_changed_asks_for_tasks(journey: Journey) -> None:
    """Passages of documents that are no longer there are not sent, and no key is missing."""
    studio = MemoryStudio()
    walk(journey, studio, "push")
    page = journey.setup.base / "pages" / "c.txt"
    page.write_text(page.read_text().replace("bright", "light"))
    flow.read(journey)
    with pytest.raises(InputError, match="documents have changed; run `stancemark tasks`"):
        flow.push(journey, studio, quiet)
    flow.tasks(journey)
    assert flow.push(journey, studio, quiet).counts["tasks created"] == 2


class Failing(Study):
    """A study whose disk fills up at the nth table."""

    def __init__(self, folder: Path, fails: int) -> None:
        super().__init__(folder)
        self.left = fails

    def save(self, table: str, kind: type[Any], rows: Iterable[Any]) -> None:
        """Save, or refuse for good once the disk is full."""
        if self.left == 0:
            raise StoreError(f"{table}: the disk is full")
        self.left -= 1
        super().save(table, kind, rows)


TABLES: dict[str, type[Any]] = {
    "documents": Document,
    "segments": Segment,
    "passages": Passage,
    "predictions/rules": Prediction,
    "judgements": Judgement,
    "agreement": Agreement,
    "gold": Gold,
    "scores": Score,
    "predictions/linear": Prediction,
    "refusals": Refusal,
}


@pytest.mark.parametrize("interrupted", ["read", *TOO_EARLY])
def test_a_step_cut_short_leaves_a_readable_study(journey: Journey, interrupted: str) -> None:
    """Wherever the disk fills up, all tables can be read, and the step run again completes."""
    studio = MemoryStudio()
    walk(journey, studio, interrupted)
    whole = files(journey.study.folder)
    for fails in range(4):
        broken = replace(journey, study=Failing(journey.study.folder, fails))
        if not refused(steps(broken, studio)[interrupted]):
            break
        for table, kind in TABLES.items():
            journey.study.load(table, kind)
        steps(journey, studio)[interrupted]()
        tables = {path: data for path, data in whole.items() if path.endswith(".parquet")}
        assert files(journey.study.folder).items() >= tables.items()
    assert fails > 0


def refused(step: Step) -> bool:
    """Whether a step was refused."""
    try:
        step()
    except StancemarkError:
        return True
    return False
