"""What a push will do, before it does it.

Label Studio recognises nothing it already has, so tasks are found by `data.uid`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from stancemark.annotate.effects import Effects, survey
from stancemark.annotate.history import merged, now_shown
from stancemark.annotate.protocol import Json, Project, ProjectSettings, Studio

Tasks = Callable[[], Iterable[Json]]
"""The study's tasks, made anew at each call: they are never all in memory."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """Predictions that a push makes the ones annotators see."""

    version: str
    """`model-digest`; empty where there are none to send."""
    count: int
    families: tuple[str, ...] = ()
    """Other models of this study: theirs go too, or the control arm would find suggestions there."""

    @property
    def family(self) -> str:
        """The model, whatever its version: a new version takes the place of the earlier ones."""
        return self.version.partition("-")[0]


NOTHING = Suggested("", 0)
"""No predictions to send."""


@dataclass(frozen=True, slots=True)
class Doubles:
    """Tasks that stand on the server more than once, and what becomes of them."""

    surplus: tuple[int, ...] = ()
    """Copies that nobody has begun: they go."""
    answered: int = 0
    """Passages of which two copies or more have answers: all of those stay."""


@dataclass(frozen=True, slots=True)
class PushPlan:
    """What a push will do."""

    settings: ProjectSettings
    project: Project | None
    """None where there is none yet."""
    tasks: Tasks = field(compare=False, repr=False)
    wanted: frozenset[str]
    """The uids of all tasks of the study."""
    missing: int
    """Of those, how many the server lacks."""
    foreign: int = 0
    """Tasks on the server that the study does not know: left alone."""
    doubles: Doubles = Doubles()
    suggested: Suggested = NOTHING
    standing: Mapping[str, int] = field(default_factory=dict)
    """Predictions on the server by version."""
    effects: Effects | None = None
    """What a changed codebook does to the annotations that are there."""

    @property
    def changed(self) -> bool:
        """Whether the project's settings differ from the study's."""
        return self.project is not None and self.project.settings != self.settings

    @property
    def replaced(self) -> dict[str, int]:
        """Earlier versions of the model's predictions, which go once the new one stands."""
        return earlier(self.standing, self.suggested)

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
        yield f"create {self.missing} tasks, leave {len(self.wanted) - self.missing} as they are"
        if self.project and _is_blind(self.project.settings) != _is_blind(self.settings):
            was = "without" if _is_blind(self.project.settings) else "with"
            yield f"leave what is there as it was shown, {was} outlet and author"
        if self.project and self.settings.ordered and not self.project.settings.ordered:
            yield "serve tasks in the queue's order; the suggestions people have seen stay seen"
        if self.foreign:
            yield f"leave alone {self.foreign} tasks that this study does not know"
        yield from self._doubles()
        yield from self._predictions()

    def _doubles(self) -> Iterator[str]:
        if self.doubles.surplus:
            yield f"delete {len(self.doubles.surplus)} copies of tasks, which nobody has begun"
        if self.doubles.answered:
            yield f"leave {self.doubles.answered} tasks that stand twice, with answers to both"

    def _predictions(self) -> Iterator[str]:
        version, there = self.suggested.version, self.standing.get(self.suggested.version, 0)
        if not version:
            return
        if there:
            yield f"leave {min(there, self.suggested.count)} predictions of {version} as they are"
        if there < self.suggested.count:
            yield f"create {self.suggested.count - there} predictions of {version}"
        for old, count in self.replaced.items():
            yield f"replace by them {count} predictions of {old}"
        if self.project and self.project.shown not in ("", version):
            yield f"show {version} in place of {self.project.shown}"

    def facts(self) -> Json:
        """The plan as JSON."""
        return {
            "project": self.project.id if self.project else None,
            "settings": "create" if not self.project else "update" if self.changed else "leave",
            "tasks": {
                "create": self.missing,
                "leave": len(self.wanted) - self.missing,
                "unknown": self.foreign,
                "delete copies": len(self.doubles.surplus),
                "answered copies": self.doubles.answered,
            },
            "predictions": {
                "version": self.suggested.version,
                "count": self.suggested.count,
                "there": self.standing.get(self.suggested.version, 0),
                "replace": self.replaced,
            },
            "codebook": list(self.effects.lines()) if self.effects else [],
        }


def earlier(standing: Mapping[str, int], suggested: Suggested) -> dict[str, int]:
    """Other versions of the study's predictions on the server, with how many there are."""
    ours = {suggested.family, *suggested.families}
    return {
        version: count
        for version, count in standing.items()
        if version != suggested.version and version.partition("-")[0] in ours
    }


def _is_blind(settings: ProjectSettings) -> bool:
    return "$origin" not in settings.config


def plan_push(
    studio: Studio,
    settings: ProjectSettings,
    uids: Iterable[str],
    tasks: Tasks,
    suggested: Suggested = NOTHING,
) -> PushPlan:
    """Compare the study, whose tasks have these uids, with the server."""
    wanted = frozenset(uids)
    project = find_project(studio, settings.marker)
    if project is None:
        return PushPlan(settings, None, tasks, wanted, len(wanted), suggested=suggested)
    present = copies(studio, project.id)
    return PushPlan(
        settings,
        project,
        tasks,
        wanted,
        missing=len(wanted - present.keys()),
        foreign=sum(len(ids) for uid, ids in present.items() if uid not in wanted),
        doubles=doubles(studio, project.id, present, wanted),
        suggested=suggested,
        standing=studio.prediction_counts(project.id),
        effects=effects_on(studio, project, settings),
    )


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


def copies(studio: Studio, project: int) -> dict[str, list[int]]:
    """The ids of the tasks of each uid, lowest first; one each, if nothing has gone wrong."""
    found: dict[str, list[int]] = {}
    for uid, number in studio.tasks(project):
        found.setdefault(uid, []).append(number)
    return {uid: sorted(ids) for uid, ids in found.items()}


def doubles(
    studio: Studio, project: int, present: Mapping[str, list[int]], wanted: Iterable[str]
) -> Doubles:
    """Which copies of the study's tasks may go: all but the first that somebody has begun.

    A copy comes of a request that arrived after we had given it up, or of two people who push at
    once. One with an annotation, a skip or a draft always stays.
    """
    several = [present[uid] for uid in wanted if len(present.get(uid, ())) > 1]
    if not several:
        return Doubles()
    used = {*studio.answered(project), *studio.begun(project)}
    surplus: list[int] = []
    for ids in several:
        kept = [number for number in ids if number in used] or ids[:1]
        surplus += [number for number in ids if number not in kept]
    both = sum(len(used.intersection(ids)) > 1 for ids in several)
    return Doubles(tuple(sorted(surplus)), both)
