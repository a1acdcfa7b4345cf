"""Projects, tasks and calls that every studio is tried with."""

import traceback
from collections.abc import Callable
from itertools import count

from stancemark.annotate.protocol import Json, Project, ProjectSettings, Studio

CONFIG = """<View>
  <Text name="text" value="$text"/>
  <Choices name="tone" toName="text"><Choice value="calm"/><Choice value="loud"/></Choices>
  <Labels name="span" toName="text"><Label value="claim"/></Labels>
</View>"""

NOWHERE = 10**6
"""An id that no server has given yet."""

_markers = count(1)


def settings(title: str = "A contract", config: str = CONFIG) -> ProjectSettings:
    """Settings of a project of their own."""
    return ProjectSettings(
        title, config, "<p>Read &amp; judge.</p>", 2, f"contract {next(_markers)}"
    )


def begin(studio: Studio, *uids: str) -> tuple[Project, dict[str, int]]:
    """A new project with a task per uid."""
    project = studio.create_project(settings())
    studio.add_tasks(project.id, [{"data": {"uid": uid, "text": f"text {uid}"}} for uid in uids])
    return project, dict(studio.tasks(project.id))


def choice(label: str) -> Json:
    """A result item that answers `tone`."""
    value = {"choices": [label]}
    return {"id": "t", "from_name": "tone", "to_name": "text", "type": "choices", "value": value}


def prediction(task: int, version: str, label: str = "calm") -> Json:
    """A prediction that answers `tone`."""
    return {"task": task, "model_version": version, "score": 0.5, "result": [choice(label)]}


def annotation(*result: Json, skipped: bool = False, seconds: float | None = 4.5) -> Json:
    """An annotation as the codec makes them."""
    return {"result": list(result), "was_cancelled": skipped, "lead_time": seconds}


def find(studio: Studio, project: int) -> Project:
    """The project as the server lists it."""
    return next(p for p in studio.projects() if p.id == project)


ON_A_PROJECT: dict[str, Callable[[Studio, int], object]] = {
    "update": lambda studio, at: studio.update_project(at, settings()),
    "tasks": lambda studio, at: studio.tasks(at),
    "add tasks": lambda studio, at: studio.add_tasks(at, [{"data": {"uid": "a", "text": "t"}}]),
    "counts": lambda studio, at: studio.prediction_counts(at),
    "predicted": lambda studio, at: studio.predicted(at, "m-1"),
    "predict": lambda studio, at: studio.add_predictions(at, [prediction(NOWHERE, "m-1")]),
    "drop": lambda studio, at: studio.drop_predictions(at, "m-1"),
    "show": lambda studio, at: studio.show_predictions(at, "m-1"),
    "annotated": lambda studio, at: list(studio.annotated(at)),
}


def everything(error: BaseException) -> str:
    """All that a log might hold of an error."""
    return "\n".join([str(error), repr(error), *traceback.format_exception(error)])
