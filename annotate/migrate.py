"""Annotations on the server, from the words of one codebook to those of another.

In this order, so that it can be cut off anywhere and run again: what is there is kept, then each
annotation is rewritten, then the project shows the new codebook, then what came in between follows.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from stancemark.annotate.effects import Effects, Survey
from stancemark.annotate.history import merged, now_shown, settle
from stancemark.annotate.patience import Progress, patiently
from stancemark.annotate.plans import find_project
from stancemark.annotate.protocol import Json, Project, ProjectSettings, Studio
from stancemark.annotate.stamp import Stamps
from stancemark.errors import InputError
from stancemark.records import Former, Move, Undecided
from stancemark.tasks.result import string

Keep = Callable[[Sequence[Former]], None]
"""Puts what is about to be changed where it is safe."""

_PASSES = 5


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of a migration that is to be undone."""

    work: Mapping[tuple[str, int], Former]
    """By kind and id, what it was before."""
    moves: tuple[Move, ...]
    """The way back, for work that somebody has touched since."""


@dataclass(frozen=True, slots=True)
class Migration:
    """What a migration will do to the work that is on the server."""

    project: Project
    effects: Effects
    former: tuple[Former, ...]
    """The work that changes."""
    undecided: tuple[Undecided, ...]

    def lines(self) -> Iterator[str]:
        """The plan in words."""
        yield from self.effects.lines()
        for kind, said in _KINDS.items():
            if number := sum(former.kind == kind for former in self.former):
                yield said.format(number)


_KINDS = {
    "annotation": "change {} annotations, and keep what they were",
    "draft": "change {} drafts, and keep what they were",
    "edit": "keep {} unsaved changes of annotations, which Label Studio drops: ask for them to be "
    "saved first",
}


@dataclass(frozen=True, slots=True)
class Migrated:
    """What a migration did."""

    project: Project
    changed: Mapping[str, int]
    """Pieces of work by kind."""
    undecided: tuple[Undecided, ...]


def plan_migration(
    studio: Studio, project: Project, settings: ProjectSettings, memory: Memory | None = None
) -> Migration:
    """Compare the work on the server with the codebook that the settings show.

    With a memory, work that is still as a migration left it becomes what it was before.
    """
    reader = _Reader(studio, project, settings, memory or Memory({}, ()))
    former = (*reader.annotations(), *reader.drafts())
    return Migration(project, reader.survey.effects(), former, tuple(reader.undecided))


def migrate(
    studio: Studio,
    settings: ProjectSettings,
    keep: Keep,
    progress: Progress,
    memory: Memory | None = None,
) -> Migrated:
    """Carry a migration out. Raises `StudioError`; running it again completes the work.

    Raises `InputError`, before anything is changed, if labels in use are neither asked nor moved.
    """
    changed: Counter[str] = Counter()
    before = ""
    for _ in range(_PASSES):
        plan = patiently(lambda: plan_migration(studio, _found(studio, settings), settings, memory))
        plan.effects.check()
        before = before or plan.effects.before
        former = [replace(row, before=before) for row in plan.former]
        if former:
            keep(former)
        changed += Counter(row.kind for row in former)
        _write(studio, former, progress)
        project = patiently(lambda: _show(studio, settings))
        if not former and plan.effects.before == plan.effects.after:
            break
    return Migrated(project, changed, plan.undecided)


def _found(studio: Studio, settings: ProjectSettings) -> Project:
    project = find_project(studio, settings.marker)
    if project is None:
        raise InputError(f"{studio.url}: no project of this study; run `stancemark push` first")
    return project


def _show(studio: Studio, settings: ProjectSettings) -> Project:
    """Let the project show the new codebook, once the server no longer counts what is gone."""
    project = _found(studio, settings)
    if project.settings != settings:
        studio.recount(project.id)
    return settle(studio, project, settings)


def _write(studio: Studio, former: Sequence[Former], progress: Progress) -> None:
    """Rewrite each piece of work that is still what was kept; a repeat changes nothing."""
    for done, row in enumerate(former, start=1):
        if row.kind == "annotation":
            patiently(partial(_revise, studio, row))
        elif row.kind == "draft":
            patiently(partial(studio.revise_draft, row.id, json.loads(row.written)))
        progress("annotations", done, len(former))


def _revise(studio: Studio, row: Former) -> None:
    """Rewrite an annotation, unless somebody has just changed it: that is for the next pass."""
    if studio.annotation(row.id).get("result") == json.loads(row.result):
        studio.revise(row.id, json.loads(row.written))


class _Reader:
    """Reads all work on a project, and what becomes of it."""

    def __init__(
        self, studio: Studio, project: Project, settings: ProjectSettings, memory: Memory
    ) -> None:
        if settings.codebook is None:
            raise ValueError("settings without a codebook")
        history = merged(project.settings.history, settings.history)
        codebook = settings.codebook
        if memory.moves:
            codebook = replace(codebook, moves=memory.moves)
        self.survey = Survey(project, codebook, history)
        self.undecided: list[Undecided] = []
        self._studio, self._project, self._memory = studio, project, memory
        self._stamps = Stamps(history)
        self._versions = now_shown(history), codebook.version
        self._people = studio.people()
        self._changing: set[int] = set()

    def annotations(self) -> Iterator[Former]:
        """The annotations that change."""
        for task in self._studio.annotated(self._project.id):
            for raw in task.annotations:
                made = next(iter(self._stamps.versions(raw)), "")
                row = self._row("annotation", raw, (task.id, task.uid), made)
                if row.written != row.result:
                    self._changing.add(row.id)
                    yield row

    def drafts(self) -> Iterator[Former]:
        """The drafts that change, and those that go because their annotation changes."""
        numbers = {address: person for person, address in self._people.items()}
        drafts = list(self._studio.drafts(self._project.id))
        tasks = self._studio.tasks(self._project.id) if drafts else ()
        uids = {task: uid for uid, task in tasks}
        for draft in drafts:
            person = numbers.get(draft.person, draft.person)
            raw = {"id": draft.id, "completed_by": person, "result": list(draft.result)}
            where = draft.task, uids.get(draft.task, "")
            row = self._row("draft", raw, where, self._versions[0])
            if draft.annotation in self._changing:
                yield replace(row, kind="edit", written="")
            elif row.written != row.result:
                yield row

    def _row(
        self, kind: Literal["annotation", "draft"], raw: Json, where: tuple[int, str], made: str
    ) -> Former:
        author = raw.get("completed_by")
        number = author.get("id") if isinstance(author, dict) else author
        before, after = self._versions
        row = Former(
            kind=kind,
            id=int(raw["id"]),
            task=where[0],
            passage=where[1],
            annotator=self._people.get(number or 0, f"user {number}"),
            before=before,
            after=after,
            made=made,
            updated=string(raw.get("updated_at")),
            result=json.dumps(raw.get("result")),
            written="",
        )
        return replace(row, written=self._becomes(row, raw))

    def _becomes(self, row: Former, raw: Json) -> str:
        """What a piece of work will be: what it was before, if nobody has touched it since."""
        known = self._memory.work.get((row.kind, row.id))
        if known and known.written and json.loads(known.written) == raw.get("result"):
            return known.result
        today = self.survey.add({**raw, "id": (row.kind, row.id)}, row.made)
        if row.kind == "annotation":
            for step in today.undecided:
                choices = tuple(said.label for said in step.now)
                where = (row.passage, row.task, row.id, row.annotator)
                self.undecided.append(
                    Undecided(*where, step.now[0].control, step.was.label, choices)
                )
        return json.dumps(today.items) if today.changed else row.result
