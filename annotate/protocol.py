"""What a study needs of a Label Studio: `studio` has the real one, `memory` one that is none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Protocol

from stancemark.records import Codebook, History

Json = dict[str, Any]
"""A JSON object, as Label Studio sends and takes it."""

TESTED = ("1.23.2",)
"""The releases of Label Studio that this is tested with."""


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """How a project shows and serves its tasks."""

    title: str
    config: str
    instruction: str
    overlap: int
    marker: str
    """Kept in the project's description: by it a study finds its project again."""
    ordered: bool = True
    """Whether tasks are served by the scores of their predictions, lowest first."""
    history: History = field(default_factory=History, compare=False)
    """Which codebooks it has shown: kept in the config, in a comment."""
    codebook: Codebook | None = field(default=None, compare=False)
    """What the config draws; None for what a server has, and for a config that is no codebook's."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project as the server has it."""

    id: int
    settings: ProjectSettings
    annotations: int
    shown: str
    """The version of the predictions that annotators see; may be empty."""


@dataclass(frozen=True, slots=True)
class AnnotatedTask:
    """A task that somebody has submitted or skipped."""

    id: int
    uid: str
    annotations: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody has begun and not submitted."""

    id: int
    task: int
    annotation: int | None
    """The annotation that it changes; None for a new one."""
    person: str
    result: Sequence[Any]


class Studio(Protocol):
    """A Label Studio, as far as a study needs one. Every call may raise `StudioError`."""

    url: str

    def whoami(self) -> str:
        """The e-mail address of the key's owner: proves that the key is accepted."""
        ...

    def projects(self) -> Sequence[Project]:
        """All projects."""
        ...

    def create_project(self, settings: ProjectSettings) -> Project:
        """Create a project."""
        ...

    def update_project(self, project: int, settings: ProjectSettings) -> None:
        """Change a project's settings."""
        ...

    def tasks(self, project: int) -> Sequence[tuple[str, int]]:
        """The `data.uid` and the id of every task; an empty uid where a task has none."""
        ...

    def add_tasks(self, project: int, tasks: Sequence[Json]) -> int:
        """Create tasks, all or none; how many."""
        ...

    def prediction_counts(self, project: int) -> Mapping[str, int]:
        """Predictions by version."""
        ...

    def predicted(self, project: int, version: str) -> Set[int]:
        """The ids of the tasks that have a prediction of a version."""
        ...

    def add_predictions(self, project: int, predictions: Sequence[Json]) -> int:
        """Create predictions `{task, model_version, score, result}`; how many."""
        ...

    def drop_predictions(self, project: int, version: str) -> None:
        """Delete every prediction of a version."""
        ...

    def show_predictions(self, project: int, version: str) -> None:
        """Make a version the one that annotators see."""
        ...

    def annotated(self, project: int, since: str = "") -> Iterator[AnnotatedTask]:
        """Every task with an annotation, skipped ones included, with its annotations.

        `since` is a time by the server's clock, ISO 8601: only tasks changed after it.
        """
        ...

    def annotation(self, annotation: int) -> Json:
        """One annotation, as it is now."""
        ...

    def revise(self, annotation: int, result: Sequence[Any]) -> Json:
        """Replace an annotation's result, and nothing else; what the server has then.

        The server notes when and by whom, and drops drafts that would change the annotation.
        """
        ...

    def drafts(self, project: int) -> Iterator[Draft]:
        """Everybody's drafts."""
        ...

    def revise_draft(self, draft: int, result: Sequence[Any]) -> None:
        """Replace a draft's result."""
        ...

    def recount(self, project: int) -> None:
        """Let the server count anew which controls and labels are in use.

        It loses count of drafts, and then refuses a config for the sake of what nobody uses.
        """
        ...

    def clock(self) -> str:
        """The server's own time, UTC, ISO 8601."""
        ...

    def people(self) -> Mapping[int, str]:
        """Everybody's e-mail address by user id."""
        ...

    def add_person(self, email: str) -> int:
        """The user of that address, created if new (they cannot log in before an invitation)."""
        ...

    def annotate(self, task: int, annotation: Json, person: int) -> None:
        """Submit an annotation in a person's name."""
        ...

    def annotations_of(self, project: int, tasks: Sequence[int]) -> Iterator[AnnotatedTask]:
        """Those of these tasks that are there, with their annotations."""
        ...

    def answered(self, project: int) -> Mapping[int, int]:
        """How many annotations, skipped ones included, each task has that has any."""
        ...

    def begun(self, project: int) -> Set[int]:
        """The ids of the tasks that somebody has a draft of."""
        ...

    def task_count(self, project: int) -> int:
        """How many tasks there are."""
        ...

    def drop_tasks(self, project: int, tasks: Iterable[int]) -> None:
        """Delete tasks, with all that belongs to them."""
        ...

    def release(self) -> str:
        """The version of Label Studio that answers."""
        ...

    def invitation(self) -> str:
        """The link by which somebody makes an account: whoever has it can."""
        ...
