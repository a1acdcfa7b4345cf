"""A Label Studio in memory: serves `--dry-run` and unit tests, and behaves like the real one."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from stancemark.annotate.protocol import (
    TESTED,
    AnnotatedTask,
    Draft,
    Json,
    Project,
    ProjectSettings,
)
from stancemark.errors import StudioError


class MemoryStudio:
    """Keeps projects, tasks, predictions and annotations in dictionaries.

    Like the real server it does not recognise a task it already has: sending one twice makes two.
    """

    url = "memory"

    def __init__(self) -> None:
        self._ids = count(1)
        self._projects: dict[int, Project] = {}
        self._tasks: dict[int, tuple[int, Json]] = {}
        self._predictions: dict[int, list[Json]] = {}
        self._annotations: dict[int, list[Json]] = {}
        self._people: dict[int, str] = {0: "owner@example.org"}
        self._changed: dict[int, str] = {}
        self._drafts: dict[int, Draft] = {}
        self._now = datetime.now(UTC)

    def whoami(self) -> str:
        """See `Studio`."""
        return self._people[0]

    def projects(self) -> Sequence[Project]:
        """See `Studio`."""
        return [
            replace(p, annotations=self._annotation_count(p.id)) for p in self._projects.values()
        ]

    def _annotation_count(self, project: int) -> int:
        return sum(len(made) for task, made in self._annotations.items() if self._of(task, project))

    def _of(self, task: int, project: int) -> bool:
        return self._tasks[task][0] == project

    def create_project(self, settings: ProjectSettings) -> Project:
        """See `Studio`."""
        project = Project(next(self._ids), settings, annotations=0, shown="")
        self._projects[project.id] = project
        return project

    def update_project(self, project: int, settings: ProjectSettings) -> None:
        """See `Studio`."""
        _find("project", project, self._projects)
        self._projects[project] = replace(self._projects[project], settings=settings)

    def tasks(self, project: int) -> Sequence[tuple[str, int]]:
        """See `Studio`."""
        _find("project", project, self._projects)
        return [
            (str(task["data"].get("uid", "")), number)
            for number, (owner, task) in self._tasks.items()
            if owner == project
        ]

    def add_tasks(self, project: int, tasks: Sequence[Json]) -> int:
        """See `Studio`."""
        _find("project", project, self._projects)
        for task in tasks:
            self._tasks[next(self._ids)] = (project, task)
        return len(tasks)

    def prediction_counts(self, project: int) -> Mapping[str, int]:
        """See `Studio`."""
        _find("project", project, self._projects)
        return Counter(p["model_version"] for p in self._predictions.get(project, ()))

    def predicted(self, project: int, version: str) -> Set[int]:
        """See `Studio`."""
        _find("project", project, self._projects)
        made = self._predictions.get(project, ())
        return {p["task"] for p in made if p["model_version"] == version}

    def add_predictions(self, project: int, predictions: Sequence[Json]) -> int:
        """See `Studio`."""
        _find("project", project, self._projects)
        tasks = {number for _, number in self.tasks(project)}
        for prediction in predictions:
            _find("task", prediction["task"], tasks)
        self._predictions.setdefault(project, []).extend(predictions)
        return len(predictions)

    def drop_predictions(self, project: int, version: str) -> None:
        """See `Studio`. Annotations that began from one of them no longer say so."""
        _find("project", project, self._projects)
        if self._projects[project].shown == version:
            self._projects[project] = replace(self._projects[project], shown="")
        kept = [p for p in self._predictions.get(project, ()) if p["model_version"] != version]
        self._predictions[project] = kept
        for task in self.annotated(project):
            self._annotations[task.id] = [_without(version, made) for made in task.annotations]

    def show_predictions(self, project: int, version: str) -> None:
        """See `Studio`."""
        _find("version", version, self.prediction_counts(project))
        self._projects[project] = replace(self._projects[project], shown=version)

    def annotated(self, project: int, since: str = "") -> Iterator[AnnotatedTask]:
        """See `Studio`."""
        _find("project", project, self._projects)
        for number, made in sorted(self._annotations.items()):
            if made and self._of(number, project) and self._changed.get(number, "") >= since:
                uid = str(self._tasks[number][1]["data"].get("uid", ""))
                yield AnnotatedTask(number, uid, tuple(made))

    def annotations_of(self, project: int, tasks: Sequence[int]) -> Iterator[AnnotatedTask]:
        """See `Studio`."""
        yield from [task for task in self.annotated(project) if task.id in tasks]

    def answered(self, project: int) -> Mapping[int, int]:
        """See `Studio`."""
        return {task.id: len(task.annotations) for task in self.annotated(project)}

    def begun(self, project: int) -> Set[int]:
        """See `Studio`."""
        return {draft.task for draft in self.drafts(project)}

    def task_count(self, project: int) -> int:
        """See `Studio`."""
        return len(self.tasks(project))

    def drop_tasks(self, project: int, tasks: Iterable[int]) -> None:
        """See `Studio`."""
        _find("project", project, self._projects)
        gone = {number for number in tasks if self._of(number, project)}
        self._tasks = {n: task for n, task in self._tasks.items() if n not in gone}
        self._annotations = {n: made for n, made in self._annotations.items() if n not in gone}
        for at, made in self._predictions.items():
            self._predictions[at] = [p for p in made if p["task"] not in gone]

    def predictions(self, project: int, version: str) -> list[Json]:
        """What was sent of a version, the lowest score first: the order in which it is served."""
        made = [p for p in self._predictions.get(project, ()) if p["model_version"] == version]
        return sorted(made, key=lambda prediction: prediction.get("score") or 0.0)

    def drop_annotation(self, annotation: int) -> None:
        """Delete an annotation, as its author or a manager does on the annotators' page."""
        for task, made in self._annotations.items():
            kept = [a for a in made if a["id"] != annotation]
            if len(kept) < len(made):
                self._annotations[task] = kept
                self._changed[task] = self.clock()

    def invitation(self) -> str:
        """See `Studio`. It leads nowhere."""
        return f"{self.url}/user/signup/?token=memory"

    def release(self) -> str:
        """See `Studio`."""
        return TESTED[0]

    def annotation(self, annotation: int) -> Json:
        """See `Studio`."""
        task, at = self._where(annotation)
        return self._annotations[task][at]

    def revise(self, annotation: int, result: Sequence[Any]) -> Json:
        """See `Studio`."""
        task, at = self._where(annotation)
        revised = {**self._annotations[task][at], "result": list(result), "updated_by": 0}
        self._changed[task] = self.clock()
        self._annotations[task][at] = {**revised, "updated_at": self._changed[task]}
        self._drafts = {n: d for n, d in self._drafts.items() if d.annotation != annotation}
        return self._annotations[task][at]

    def _where(self, annotation: int) -> tuple[int, int]:
        places = {
            made["id"]: (task, at)
            for task, all_made in self._annotations.items()
            for at, made in enumerate(all_made)
        }
        _find("annotation", annotation, places)
        return places[annotation]

    def drafts(self, project: int) -> Iterator[Draft]:
        """See `Studio`."""
        yield from [d for d in self._drafts.values() if self._of(d.task, project)]

    def begin(self, draft: Draft) -> None:
        """Keep what somebody has begun, as the annotators' page does."""
        self._drafts[draft.id] = draft

    def revise_draft(self, draft: int, result: Sequence[Any]) -> None:
        """See `Studio`."""
        _find("draft", draft, self._drafts)
        self._drafts[draft] = replace(self._drafts[draft], result=list(result))

    def recount(self, project: int) -> None:
        """See `Studio`. Nothing is counted here, and no config refused."""
        _find("project", project, self._projects)

    def clock(self) -> str:
        """See `Studio`. Every look at it takes a microsecond, so that no two times are the same."""
        self.wait(0.000001)
        return self._now.isoformat()

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self._now += timedelta(seconds=seconds)

    def people(self) -> Mapping[int, str]:
        """See `Studio`."""
        return dict(self._people)

    def add_person(self, email: str) -> int:
        """See `Studio`."""
        known = {address: person for person, address in self._people.items()}
        if email not in known:
            known[email] = next(self._ids)
            self._people[known[email]] = email
        return known[email]

    def annotate(self, task: int, annotation: Json, person: int) -> None:
        """See `Studio`."""
        _find("task", task, self._tasks)
        _find("person", person, self._people)
        number = next(self._ids)
        now = self.clock()
        made = {**annotation, "id": number, "completed_by": person}
        made |= {"created_at": now, "updated_at": now}
        self._changed[task] = now
        self._annotations.setdefault(task, []).append(made)


def _find(what: str, key: object, known: Container[object]) -> None:
    """Raise `StudioError` where there is no such thing, as the real one does."""
    if key not in known:
        raise StudioError(f"memory: not found (no {what} {key}); run `stancemark push`")


def _without(version: str, annotation: Json) -> Json:
    began_from = annotation.get("prediction", {}).get("model_version")
    return {**annotation, "prediction": {}} if began_from == version else annotation
