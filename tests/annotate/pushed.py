"""A study that is pushed and pulled: its settings, tasks, predictions and judgements."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from stancemark.annotate import fetch, plans, send
from stancemark.annotate.memory import MemoryStudio
from stancemark.annotate.plans import Suggested
from stancemark.annotate.protocol import Json, Project, ProjectSettings, Studio
from stancemark.config import CodebookOptions, TargetOptions
from stancemark.records import (
    Answer,
    Codebook,
    Document,
    Judgement,
    Passage,
    Prediction,
    Refusal,
    Region,
    Span,
)
from stancemark.tasks.codebook import load_codebook
from stancemark.tasks.codec import encode_annotation, encode_task
from stancemark.tasks.interface import instruction, labeling_config

TEXT = "A viral video shows that 82% agree."
CLAIM = Span(25, 28)
"""Where `82%` stands in it."""

CODEBOOK = load_codebook(
    CodebookOptions(preset="quick", targets=[TargetOptions(name="City Hall")]), Path()
)
CONFIG = labeling_config(CODEBOOK)


def settings_of(codebook: Codebook) -> ProjectSettings:
    """The study's settings with a codebook."""
    shown = labeling_config(codebook), instruction(codebook)
    return ProjectSettings("A study", *shown, 2, "Stancemark study 1", codebook=codebook)


SETTINGS = settings_of(CODEBOOK)
PAGE = Document("d1", "x" * 1000, "page.txt")


def passage(uid: str) -> Passage:
    """A passage that stands at 100 of its document."""
    return Passage(uid, "d1", Span(100, 100 + len(TEXT)), TEXT, "body")


def tasks(uids: Iterable[str]) -> list[Json]:
    """The task of each uid."""
    return [encode_task(passage(uid), PAGE) for uid in uids]


def predictions(uids: Iterable[str], version: str = "rules-1") -> list[Prediction]:
    """A marked claim in each passage."""
    region = Region("r1", CLAIM.moved(100), "claim", "82%")
    return [Prediction(uid, version, regions=(region,)) for uid in uids]


def quiet(what: str, done: int, total: int) -> None:
    """Show no progress."""


def push(
    studio: Studio,
    uids: Sequence[str],
    version: str = "rules-1",
    settings: ProjectSettings = SETTINGS,
) -> tuple[int, int]:
    """Push a study of these passages, in batches of 3; tasks and predictions sent."""
    plan = plans.plan_push(studio, settings, uids, lambda: tasks(uids))
    project = send.push(studio, plan, 3, quiet)
    return plan.missing, suggest(studio, project, encode(studio, predictions(uids, version)))


def suggest(studio: Studio, project: Project, encoded: Sequence[Json]) -> int:
    """Push predictions of one version, in batches of 3; how many were sent."""
    version = str(encoded[0]["model_version"]) if encoded else ""
    suggested = Suggested(version, len(encoded))
    return send.push_predictions(studio, project, suggested, lambda: encoded, 3, quiet)


def encode(studio: Studio, guessed: Iterable[Prediction]) -> list[Json]:
    """Predictions for the tasks on the server; none may be refused."""
    ids = dict(studio.tasks(number(studio)))
    passages = {uid: passage(uid) for uid in ids}
    encoded = list(send.encode_predictions(guessed, passages, CODEBOOK, ids, CONFIG))
    assert not [item for item in encoded if isinstance(item, Refusal)]
    return [item for item in encoded if not isinstance(item, Refusal)]


def number(studio: Studio) -> int:
    """The id of the study's project."""
    project = plans.find_project(studio, SETTINGS.marker)
    assert project is not None
    return project.id


def state(studio: Studio) -> dict[str, Any]:
    """All that a push is responsible for, in no order and without the server's own numbers."""
    projects = [p for p in studio.projects() if p.settings.marker == SETTINGS.marker]
    at = projects[0].id
    uids = {task: uid for uid, task in studio.tasks(at)}
    counts = studio.prediction_counts(at)
    return {
        "settings": [p.settings for p in projects],
        "shown": projects[0].shown,
        "tasks": Counter(uids.values()),
        "counts": dict(counts),
        "predicted": {v: sorted(uids[t] for t in studio.predicted(at, v)) for v in counts},
    }


def annotated(uids: Sequence[str] = "ab") -> tuple[MemoryStudio, int]:
    """A studio with one annotation, of task `a`, and the id of who made it."""
    studio = MemoryStudio()
    push(studio, uids)
    person = studio.add_person("ann@example.org")
    submit(studio, "a", judgement("a"), person)
    return studio, person


def judgement(uid: str, **said: Any) -> Judgement:
    """A judgement with a stance and a claim."""
    answers = (Answer("stance", ("favor",), "city_hall"), Answer("bias", ("not_biased",)))
    region = Region("r1", CLAIM.moved(100), "claim", "82%", origin="manual")
    return replace(Judgement("", uid, "", answers, (region,), seconds=3.5), **said)


def submit(studio: Studio, uid: str, made: Judgement, person: int, **extra: Any) -> None:
    """Submit a judgement in a person's name."""
    submit_to(studio, number(studio), uid, made, person, **extra)


def submit_to(
    studio: Studio, project: int, uid: str, made: Judgement, person: int, **extra: Any
) -> None:
    """Submit a judgement to a project."""
    raw = encode_annotation(made, passage(uid), CODEBOOK) | extra
    studio.annotate(dict(studio.tasks(project))[uid], raw, person)


def pull(
    studio: Studio,
    uids: Sequence[str] = "ab",
    known: Iterable[Judgement] = (),
    codebook: Codebook = CODEBOOK,
) -> tuple[list[Judgement], list[tuple[str, str]]]:
    """Judgements, and item and reason of each refusal."""
    project = plans.find_project(studio, SETTINGS.marker)
    assert project is not None
    passages = {uid: passage(uid) for uid in uids}
    found = fetch.pull(studio, project, among(passages), codebook, list(known))
    assert {r.step for r in found.refused} <= {"pull"}
    return found.judgements, [(r.item, r.reason) for r in found.refused]


def among(passages: Mapping[str, Passage]) -> fetch.Lookup:
    """Find passages among these."""
    return lambda uids: {uid: passages[uid] for uid in uids if uid in passages}
