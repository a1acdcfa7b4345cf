"""What a push will do, before it does it.

Label Studio recognises nothing it already has, so tasks are found by `data.uid`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stancemark.annotate.effects import Effects, survey
from stancemark.annotate.history import merged, now_shown
from stancemark.annotate.protocol import Json, Project, ProjectSettings, Studio


@dataclass(frozen=True, slots=True)
class PushPlan:
    """What a push will do."""

    settings: ProjectSettings
    project: Project | None
    """None where there is none yet."""
    tasks: tuple[Json, ...]
    """All tasks of the study."""
    missing: int
    """Of those, how many the server lacks."""
    foreign: int
    """Tasks on the server that the study does not know: left alone."""
    effects: Effects | None = None
    """What a changed codebook does to the annotations that are there."""

    @property
    def changed(self) -> bool:
        """Whether the project's settings differ from the study's."""
        return self.project is not None and self.project.settings != self.settings

    def lines(self) -> Iterator[str]:
        """The plan in words."""
        if self.project is None:
            yield f'create the project "{self.settings.title}"'
        elif self.changed:
            yield f"update the settings of project {self.project.id}"
        else:
            yield f"leave the settings of project {self.project.id} as they are"
        if self.effects:
            yield from self.effects.lines()
        yield f"create {self.missing} tasks, leave {len(self.tasks) - self.missing} as they are"
        if self.project and _is_blind(self.project.settings) != _is_blind(self.settings):
            was = "without" if _is_blind(self.project.settings) else "with"
            yield f"leave what is there as it was shown, {was} outlet and author"
        if self.foreign:
            yield f"leave alone {self.foreign} tasks that this study does not know"


def _is_blind(settings: ProjectSettings) -> bool:
    return "$origin" not in settings.config


def plan_push(studio: Studio, settings: ProjectSettings, tasks: Sequence[Json]) -> PushPlan:
    """Compare the study with the server."""
    project = find_project(studio, settings.marker)
    present = {uid for uid, _ in studio.tasks(project.id)} if project else set()
    wanted = {task["data"]["uid"] for task in tasks}
    effects = effects_on(studio, project, settings) if project else None
    counts = len(wanted - present), len(present - wanted)
    return PushPlan(settings, project, tuple(tasks), *counts, effects)


def effects_on(studio: Studio, project: Project, settings: ProjectSettings) -> Effects | None:
    """What the study's codebook does to annotations; None where it is the one that they were made by."""
    history = merged(project.settings.history, settings.history)
    codebook = settings.codebook
    if codebook is None or not project.annotations:
        return None
    if now_shown(history) == codebook.version and project.settings.config == settings.config:
        return None
    return survey(studio, project, codebook, history)


def find_project(studio: Studio, marker: str) -> Project | None:
    """The study's project: the oldest that carries its marker."""
    marked = [p for p in studio.projects() if p.settings.marker == marker]
    return min(marked, key=lambda project: project.id, default=None)
