"""A Label Studio that a script cannot reach: its import files written, its exports read.

project.json            what the project is to be called, and what was written so far
labeling-config.xml     to paste under Settings, Labeling Interface, Code
instructions.html       to paste under Settings, Instructions
import-0001.json …      tasks with their suggestions, to import one after the other, each once
HOW-TO.txt              the same in words
exports/*.json          put exports there (format JSON, not JSON-MIN); several may overlap
people.json             optional: {"3": "ann@example.org"}, who has which number
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stancemark.annotate.history import attach, detach
from stancemark.annotate.memory import MemoryStudio
from stancemark.annotate.patience import batches
from stancemark.annotate.protocol import AnnotatedTask, Json, Project, ProjectSettings
from stancemark.errors import InputError
from stancemark.store import disk, write_text

HOW_TO = """\
1. Create a project called "{title}".
2. Settings, Labeling Interface, Code: paste labeling-config.xml.
3. Settings, Instructions: paste instructions.html. Annotations per task: {overlap} (the pages of the
   free edition do not offer it: somebody with an API key sets maximum_annotations).
4. Import {files}, each once, in this order. A file that you have imported before doubles its tasks.
   Tasks stand in the order of the queue: leave the task sampling at "Sequential sampling".
5. Settings, Annotation: use predictions to prelabel tasks, model version {shown}.
6. When people have annotated: Export, format JSON (not JSON-MIN), into exports/ beside this file. Then
   `stancemark pull --offline {folder}`. Exports may overlap: the newest state of each annotation
   counts. An annotation that was deleted on the server stays as long as an older export has it.
"""

_TOGETHER = 500


class OfflineStudio(MemoryStudio):
    """What was written for a server, and what was exported from it."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        if folder.exists() and not folder.is_dir():
            raise InputError(f"{folder}: a file; --offline names the folder of imports and exports")
        self._folder = folder
        self.url = str(folder)
        self._files: list[tuple[str, list[int]]] = []
        kept = _object(folder / "project.json") if (folder / "project.json").exists() else None
        if kept is not None:
            self._load(kept)

    def _load(self, kept: Json) -> None:
        path = self._folder / "labeling-config.xml"
        with disk(path):
            config, history = detach(path.read_text("utf-8"))
        try:
            settings = ProjectSettings(**kept["settings"], config=config, history=history)
            shown, names = str(kept["shown"]), [str(name) for name in kept["files"]]
        except (KeyError, TypeError) as error:
            raise _altered(self._folder / "project.json") from error
        project = self.create_project(settings)
        self._projects[project.id] = replace(project, settings=settings, shown=shown)
        for name in names:
            self._load_tasks(project.id, name)

    def _load_tasks(self, project: int, name: str) -> None:
        numbers: list[int] = []
        for task in _list(self._folder / name):
            if not isinstance(task, dict) or not isinstance(task.get("data"), dict):
                raise _altered(self._folder / name)
            numbers.append(number := next(self._ids))
            self._tasks[number] = (project, {"data": task["data"]})
            made = [{**p, "task": number} for p in task.get("predictions") or ()]
            self._predictions.setdefault(project, []).extend(made)
        self._files.append((name, numbers))

    def write(self) -> list[str]:
        """Write everything, and the names of the import files. Raises `StoreError`."""
        [project] = self._projects.values()
        written = {number for _, numbers in self._files for number in numbers}
        places = {p["task"]: p.get("score") or 0.0 for p in self._predictions.get(project.id, ())}
        fresh = sorted((n for n in self._tasks if n not in written), key=lambda n: places.get(n, 1))
        for place, part in enumerate(batches(fresh, _TOGETHER), start=len(self._files) + 1):
            self._files.append((f"import-{place:04}.json", part))
        suggested: dict[int, list[Json]] = {}
        for prediction in self._predictions.get(project.id, ()):
            kept = {name: value for name, value in prediction.items() if name != "task"}
            suggested.setdefault(prediction["task"], []).append(kept)
        for name, numbers in self._files:
            tasks = [
                self._tasks[n][1] | {"predictions": suggested.get(n, [])}
                for n in numbers
                if n in self._tasks
            ]
            _write(self._folder / name, tasks)
        names = [name for name, _ in self._files]
        self._write_project(project, names)
        with disk(self._folder):
            (self._folder / "exports").mkdir(exist_ok=True)
        return names

    def _write_project(self, project: Project, names: Sequence[str]) -> None:
        settings = project.settings
        kept = {
            name: value
            for name, value in asdict(replace(settings, codebook=None)).items()
            if name not in ("config", "history", "codebook")
        }
        content = {"settings": kept, "shown": project.shown, "files": list(names)}
        _write(self._folder / "project.json", content)
        config = attach(settings.config, settings.history)
        write_text(self._folder / "labeling-config.xml", config)
        write_text(self._folder / "instructions.html", settings.instruction + "\n")
        told = HOW_TO.format(
            title=settings.title,
            overlap=settings.overlap,
            files=", ".join(names) or "nothing yet",
            shown=project.shown or "(none)",
            folder=self._folder,
        )
        write_text(self._folder / "HOW-TO.txt", told)

    def annotated(self, project: int, since: str = "") -> Iterator[AnnotatedTask]:
        """See `Studio`. What exports say, all of it; of an annotation in several, the newest state.

        Raises `InputError` that names the export which is none.
        """
        del project, since
        for (number, uid), annotations in sorted(self._exported().items()):
            if annotations:
                yield AnnotatedTask(number, uid, tuple(map(_as_read, annotations.values())))

    def _exported(self) -> dict[tuple[int, str], dict[str, Json]]:
        made: dict[tuple[int, str], dict[str, Json]] = {}
        for path in sorted((self._folder / "exports").glob("*.json")):
            for task in _exported(path):
                of = made.setdefault((task["id"], str(task["data"].get("uid", ""))), {})
                for annotation in task["annotations"]:
                    key = str(annotation.get("unique_id") or annotation.get("id"))
                    if _newer(annotation, of.get(key)):
                        of[key] = annotation
        return made

    def check_exported(self) -> None:
        """Raise `InputError` where there is nothing to pull: it is not to be taken for all deleted."""
        if not self._projects:
            raise InputError(
                f"{self._folder}: run `stancemark push --offline {self._folder}` first"
            )
        where = self._folder / "exports"
        if not any(where.glob("*.json")):
            raise InputError(f"{where}: no export yet; put one there, as JSON")
        ours = {uid for project in self._projects for uid, _ in self.tasks(project)}
        if not any(uid in ours for _, uid in self._exported()):
            raise InputError(f"{where}: no task of this study in any export")

    def people(self) -> Mapping[int, str]:
        """See `Studio`. What `people.json` says; without it, people are told by their numbers."""
        path = self._folder / "people.json"
        known = _object(path) if path.exists() else {}
        try:
            return {int(number): str(email) for number, email in known.items()}
        except ValueError as error:
            raise InputError(f'{path}: {error}; it maps numbers, as in {{"3": "ann@…"}}') from error


def _exported(path: Path) -> list[Json]:
    """The tasks of an export. Raises `InputError` where it is another format."""
    tasks = _list(path)
    for place, task in enumerate(tasks, start=1):
        if _is_task(task):
            continue
        if isinstance(task, dict) and ("annotation_id" in task or "annotator" in task):
            raise InputError(
                f"{path}: a JSON-MIN export, which has lost spans and skips; export as JSON"
            )
        raise InputError(f"{path}: entry {place} is no task with annotations; export as JSON")
    return tasks


def _is_task(task: Any) -> bool:
    """Whether it has what every exported task has."""
    if not isinstance(task, dict) or not isinstance(task.get("annotations"), list):
        return False
    plain = isinstance(task.get("id"), int) and isinstance(task.get("data"), dict)
    return plain and all(isinstance(a, dict) for a in task["annotations"])


def _newer(annotation: Json, known: Json | None) -> bool:
    return known is None or _saved(annotation) > _saved(known)


def _saved(annotation: Json) -> datetime:
    """When it was last saved; long ago where it does not say."""
    try:
        return datetime.fromisoformat(str(annotation.get("updated_at"))).astimezone(UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)


def _altered(path: Path) -> InputError:
    return InputError(f"{path}: not what `push --offline` wrote; restore it, or use a new folder")


def _as_read(annotation: Json) -> Json:
    """As the server's task list has it, so that a judgement is the same, whichever way it came.

    An export adds a `unique_id`, and names a prediction with each annotation, also with one that
    began from none; and one without a result has shown nothing.
    """
    prediction = annotation.get("prediction")
    shown = prediction if isinstance(prediction, dict) and prediction.get("result") else {}
    kept = {name: value for name, value in annotation.items() if name != "unique_id"}
    return {**kept, "prediction": shown if annotation.get("parent_prediction") else {}}


def _list(path: Path) -> list[Any]:
    content = _json(path)
    if not isinstance(content, list):
        raise InputError(f"{path}: not a list of tasks; export as JSON")
    return content


def _object(path: Path) -> Json:
    content = _json(path)
    if not isinstance(content, dict):
        raise InputError(f"{path}: not a JSON object; restore or delete it")
    return content


def _json(path: Path) -> Any:
    try:
        with disk(path):
            return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"{path}: not JSON ({str(error)[:80]}); export it again") from error


def _write(path: Path, content: Any) -> None:
    write_text(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
