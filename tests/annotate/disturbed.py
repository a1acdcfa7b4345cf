"""Push and pull over a bad line, until they are through; and what a server holds then."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from stancemark.annotate import fetch, plans, send
from stancemark.annotate.memory import MemoryStudio
from stancemark.annotate.protocol import Json, Studio
from stancemark.errors import StudioError
from stancemark.records import Judgement
from tests.annotate.pushed import (
    CODEBOOK,
    CONFIG,
    SETTINGS,
    among,
    judgement,
    passage,
    predictions,
    quiet,
    submit_to,
    tasks,
)

Result = TypeVar("Result")

FIRST = [f"p{n}" for n in range(20)]
ALL = [f"p{n}" for n in range(24)]
JUDGED = ("p0", "p3", "p7", "p19")
BATCH = 7


def work(line: Studio, straight: Studio, marker: str) -> tuple[dict[str, Any], int]:
    """A study's way over a line, with people who have one of their own; what is there, and tries.

    Push, annotate, pull; more passages and a new version of predictions; annotate, push, pull.
    """
    tries = 0

    def through(step: Callable[[], Result]) -> Result:
        nonlocal tries
        while True:
            tries += 1
            try:
                return step()
            except StudioError:
                if tries > 200:
                    raise

    through(lambda: pushed(line, marker, FIRST, "rules-1"))
    at = number(straight, marker)
    for uid in JUDGED[:2]:
        submit_to(straight, at, uid, judgement(uid), straight.add_person("ann@example.org"))
    first = through(lambda: pulled(line, marker))
    through(lambda: pushed(line, marker, ALL, "rules-2"))
    for uid in JUDGED[2:]:
        submit_to(straight, at, uid, judgement(uid), straight.add_person("bob@example.org"))
    through(lambda: pushed(line, marker, ALL, "rules-2"))
    last = through(lambda: pulled(line, marker, first))
    return {**held(straight, marker), "judgements": [said(j) for j in last.judgements]}, tries


def undisturbed(marker: str) -> dict[str, Any]:
    """What is there where nothing goes wrong."""
    studio = MemoryStudio()
    return work(studio, studio, marker)[0]


def pushed(studio: Studio, marker: str, uids: list[str], version: str) -> None:
    """Push tasks and predictions."""
    settings = replace(SETTINGS, marker=marker)
    suggested = plans.Suggested(version, len(uids))
    plan = plans.plan_push(studio, settings, uids, lambda: tasks(uids), suggested)
    project = send.push(studio, plan, BATCH, quiet)
    ids = dict(studio.tasks(project.id))

    def encoded() -> list[Json]:
        passages = {uid: passage(uid) for uid in uids}
        made = send.encode_predictions(predictions(uids, version), passages, CODEBOOK, ids, CONFIG)
        return [item for item in made if isinstance(item, dict)]

    send.push_predictions(studio, project, suggested, encoded, BATCH, quiet)


def pulled(studio: Studio, marker: str, last: fetch.Pulled | None = None) -> fetch.Pulled:
    """Pull everything, or what is new since the last time."""
    project = plans.find_project(studio, marker)
    assert project is not None
    known, since = (last.judgements, last.clock) if last else ((), "")
    lookup = among({uid: passage(uid) for uid in ALL})
    return fetch.pull(studio, project, lookup, CODEBOOK, known, since)


def number(studio: Studio, marker: str) -> int:
    """The study's project."""
    project = plans.find_project(studio, marker)
    assert project is not None
    return project.id


def held(studio: Studio, marker: str) -> dict[str, Any]:
    """All that push is responsible for, without the server's own numbers."""
    projects = [p for p in studio.projects() if p.settings.marker == marker]
    at = projects[0].id
    uids = {task: uid for uid, task in studio.tasks(at)}
    counts: Mapping[str, int] = studio.prediction_counts(at)
    return {
        "settings": [replace(p.settings, marker="") for p in projects],
        "shown": projects[0].shown,
        "tasks": sorted(uids.values()),
        "predictions": dict(counts),
        "predicted": {v: sorted(uids[t] for t in studio.predicted(at, v)) for v in counts},
    }


def said(judgement: Judgement) -> Judgement:
    """A judgement without the server's own numbers and times."""
    return replace(judgement, id="", task=0, created="", updated="")
