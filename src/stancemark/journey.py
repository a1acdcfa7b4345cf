"""A study on its way: its set-up, folder and codebook, and the Label Studio it speaks to."""

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stancemark.config import Setup
from stancemark.errors import InputError, StudioError
from stancemark.records import Codebook, Document, Passage, Summary, fingerprint
from stancemark.store import Study
from stancemark.tasks.codebook import load_codebook

if TYPE_CHECKING:  # heavy to import, and help needs none of it
    from stancemark.annotate.protocol import Project, ProjectSettings, Studio


@dataclass(frozen=True, slots=True)
class Journey:
    """A study on its way: its set-up, its folder, its codebook."""

    setup: Setup
    study: Study
    codebook: Codebook


def open_study(setup: Setup) -> Journey:
    """The study of a set-up. Raises `ConfigError` for a codebook that cannot be asked."""
    codebook = load_codebook(setup.config.codebook, setup.base, setup.source)
    return Journey(setup, Study(setup.folder), codebook)


def need(journey: Journey, table: str, kind: type[Any], step: str) -> list[Any]:
    """A table that an earlier step made. Raises `InputError` that names the step."""
    want(journey, table, step)
    return journey.study.load(table, kind)


def want(journey: Journey, table: str, step: str) -> None:
    """Raise `InputError` that names the step where its table was never made."""
    if not journey.study.has(table):
        raise InputError(f"{journey.study.folder}: no {table} yet; run `stancemark {step}` first")


def done(journey: Journey, summary: Summary, **facts: object) -> Summary:
    """Enter a step into the manifest."""
    journey.study.record(summary, **facts)
    return summary


def connect(journey: Journey, *, dry_run: bool = False) -> "Studio":
    """The study's Label Studio: the embedded one, which must be running, or one elsewhere.

    For a dry run, an embedded one that was never started is an empty one.
    """
    from stancemark.annotate import server
    from stancemark.annotate.memory import MemoryStudio
    from stancemark.annotate.studio import LiveStudio

    url = journey.setup.config.label_studio.url
    if url != "embedded":
        return LiveStudio(url, os.environ.get("LABEL_STUDIO_API_KEY", ""))
    folder = studio_folder(journey.setup)
    if dry_run and not folder.exists():
        return MemoryStudio()
    running = server.status(folder)
    if running is None:
        raise StudioError("the embedded Label Studio is not running; run `stancemark studio start`")
    return LiveStudio(running.url, running.token)


def find_project(journey: Journey, studio: "Studio") -> "Project":
    """The study's project. Raises `InputError` where there is none."""
    from stancemark.annotate import plans

    project = plans.find_project(studio, _marker(journey))
    if project is None:
        raise InputError(f"{studio.url}: no project of this study yet; run `stancemark push` first")
    return project


def as_shown(journey: Journey, passages: Iterable[Passage]) -> dict[str, Passage]:
    """The passages by id, as annotators see them: where the study is blind, with blanks."""
    from stancemark.tasks.blind import blinded

    if not journey.setup.config.blind:
        return {p.id: p for p in passages}
    documents = {d.id: d for d in need(journey, "documents", Document, "read")}
    return {p.id: blinded(p, documents[p.document]) for p in passages}


def studio_folder(setup: Setup) -> Path:
    """Where the embedded Label Studio keeps its data."""
    return setup.folder / "label-studio"


def settings(journey: Journey) -> "ProjectSettings":
    """How the study's project shows and serves its tasks."""
    from stancemark import codebooks
    from stancemark.annotate.protocol import ProjectSettings
    from stancemark.tasks.interface import instruction, labeling_config

    config = journey.setup.config
    return ProjectSettings(
        title=config.study.name,
        config=labeling_config(journey.codebook, blind=config.blind),
        instruction=instruction(journey.codebook),
        overlap=config.label_studio.overlap,
        marker=_marker(journey),
        history=codebooks.load(journey.study),
        codebook=journey.codebook,
    )


def _marker(journey: Journey) -> str:
    """What tells this study's project from others, made once and kept in the manifest."""
    manifest = journey.study.manifest()
    if "id" not in manifest:
        seed = fingerprint(os.urandom(16), platform.node())
        journey.study.remember(id=seed)
        manifest = {"id": seed}
    return f"Stancemark study {manifest['id']}"
