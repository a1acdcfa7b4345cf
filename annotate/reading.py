"""What the real server has: its tasks, annotations and predictions, page by page."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import UTC, datetime
from typing import Any

from stancemark.annotate.patience import batches
from stancemark.annotate.protocol import AnnotatedTask, Json

_ASKED = 100
"""Tasks that are asked for by number in one request."""

_COUNTS = ("total_annotations", "cancelled_annotations")
_DRAFT = {"filter": "filter:tasks:draft_exists", "operator": "equal", "type": "Boolean"}


class Reading(ABC):
    """The part of a live studio that reads."""

    url: str

    @abstractmethod
    def _call(self, method: str, path: str, **kwargs: Any) -> Any:
        """What an endpoint replies."""

    @abstractmethod
    def _pages(self, params: Json) -> Iterator[Json]:
        """Tasks, page by page."""

    def tasks(self, project: int) -> Sequence[tuple[str, int]]:
        """See `Studio`."""
        pages = self._pages({"project": project, "include": "id,data"})
        return [(str(task["data"].get("uid", "")), int(task["id"])) for task in pages]

    def task_count(self, project: int) -> int:
        """See `Studio`."""
        path = f"api/projects/{project}/?include=id,task_number"  # other counts take longer
        return int(self._call("GET", path)["task_number"])

    def prediction_counts(self, project: int) -> Mapping[str, int]:
        """See `Studio`."""
        counts = self._call("GET", f"api/projects/{project}/model-versions/")
        return {str(version): int(count) for version, count in counts.items()}

    def predicted(self, project: int, version: str) -> Set[int]:
        """See `Studio`."""
        has = {"operator": "contains", "type": "List", "value": [version]}
        query = query_of("and", {"filter": "filter:tasks:predictions_model_versions", **has})
        return self._ids(project, query)

    def begun(self, project: int) -> Set[int]:
        """See `Studio`."""
        return self._ids(project, query_of("and", {**_DRAFT, "value": True}))

    def _ids(self, project: int, query: str) -> Set[int]:
        asked = {"project": project, "include": "id", "query": query}
        return {int(task["id"]) for task in self._pages(asked)}

    def answered(self, project: int) -> Mapping[int, int]:
        """See `Studio`."""
        query = query_of("or", *map(_some, _COUNTS))
        asked = {"project": project, "include": f"id,{','.join(_COUNTS)}", "query": query}
        return {
            int(task["id"]): sum(int(task[count]) for count in _COUNTS)
            for task in self._pages(asked)
        }

    def annotated(self, project: int, since: str = "") -> Iterator[AnnotatedTask]:
        """See `Studio`. Label Studio's filters do not nest: with a time, each count asks apart."""
        if since:
            queries = [query_of("and", _some(count), _after(since)) for count in _COUNTS]
        else:
            queries = [query_of("or", *map(_some, _COUNTS))]
        seen: set[int] = set()
        for query in queries:
            for task in self._pages({"project": project, "fields": "all", "query": query}):
                if task["id"] not in seen:
                    seen.add(task["id"])
                    yield _annotated(task)

    def annotations_of(self, project: int, tasks: Sequence[int]) -> Iterator[AnnotatedTask]:
        """See `Studio`."""
        for part in batches(tasks, _ASKED):
            query = query_of("or", *map(_numbered, part))
            for task in self._pages({"project": project, "fields": "all", "query": query}):
                yield _annotated(task)

    def invitation(self) -> str:
        """See `Studio`."""
        link = str(self._call("GET", "api/invite")["invite_url"])
        return link if link.startswith("http") else f"{self.url}{link}"

    def release(self) -> str:
        """See `Studio`."""
        return str(self._call("GET", "api/version").get("release", "unknown"))


def query_of(conjunction: str, *items: Json) -> str:
    """What the task list is filtered by, as Label Studio's own pages ask."""
    return json.dumps({"filters": {"conjunction": conjunction, "items": items}})


def _some(count: str) -> Json:
    return {"filter": f"filter:tasks:{count}", "operator": "greater", "type": "Number", "value": 0}


def _numbered(task: int) -> Json:
    return {"filter": "filter:tasks:id", "operator": "equal", "type": "Number", "value": task}


def _after(since: str) -> Json:
    moment = datetime.fromisoformat(since).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    changed = {"operator": "greater", "type": "Datetime", "value": moment}
    return {"filter": "filter:tasks:updated_at", **changed}


def _annotated(task: Json) -> AnnotatedTask:
    shown = (p for p in task.get("predictions") or () if p.get("result"))
    versions = {p["id"]: p.get("model_version") for p in shown}
    annotations = tuple(_with_version(a, versions) for a in task["annotations"])
    return AnnotatedTask(int(task["id"]), str(task["data"].get("uid", "")), annotations)


def _with_version(annotation: Json, versions: Mapping[int, Any]) -> Json:
    """An annotation that names the prediction it began from; an empty one has suggested nothing."""
    version = versions.get(annotation.get("parent_prediction") or 0)
    return {**annotation, "prediction": {"model_version": version}} if version else annotation
