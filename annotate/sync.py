"""Push and pull, as a plan that is shown, then applied.

Label Studio recognises nothing it already has, so tasks are found by `data.uid`. After a lost reply
the server is read again and only what is missing is sent: nothing doubles.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from xml.etree import ElementTree as ET

from stancemark.annotate.protocol import AnnotatedTask, Json, Project, ProjectSettings, Studio
from stancemark.annotate.studio import check_predictions
from stancemark.errors import InputError, StudioError
from stancemark.records import Codebook, Judgement, Passage, Prediction, Refusal
from stancemark.tasks.codec import decode_annotation, encode_prediction, faults

Progress = Callable[[str, int, int], None]
"""Called with what is being sent, how many are done, and how many there are."""

Item = TypeVar("Item")
Result = TypeVar("Result")

PAUSES = (0.4, 0.8, 1.6)
"""Seconds between one attempt and the next; after the last, the fault is the caller's."""


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
        yield f"create {self.missing} tasks, leave {len(self.tasks) - self.missing} as they are"
        if self.project and _is_blind(self.project.settings) != _is_blind(self.settings):
            was = "without" if _is_blind(self.project.settings) else "with"
            yield f"leave what is there as it was shown, {was} outlet and author"
        if self.foreign:
            yield f"leave alone {self.foreign} tasks that this study does not know"


def _is_blind(settings: ProjectSettings) -> bool:
    return "$origin" not in settings.config


def plan_push(studio: Studio, settings: ProjectSettings, tasks: Sequence[Json]) -> PushPlan:
    """Compare the study with the server.

    Raises `InputError` if labels have been removed from the codebook that annotations may use.
    """
    project = find_project(studio, settings.marker)
    present = {uid for uid, _ in studio.tasks(project.id)} if project else set()
    wanted = {task["data"]["uid"] for task in tasks}
    if project and project.annotations:
        _check_labels(project, settings)
    return PushPlan(settings, project, tuple(tasks), len(wanted - present), len(present - wanted))


def find_project(studio: Studio, marker: str) -> Project | None:
    """The study's project: the oldest that carries its marker."""
    marked = [p for p in studio.projects() if p.settings.marker == marker]
    return min(marked, key=lambda project: project.id, default=None)


def _check_labels(project: Project, settings: ProjectSettings) -> None:
    """Label Studio accepts the removal of a label in use without a word; we do not."""
    lost = sorted(_labels(project.settings.config) - _labels(settings.config))
    if lost:
        raise InputError(
            f"codebook: {', '.join(lost[:3])} {'are' if len(lost) > 1 else 'is'} no longer asked, "
            f"but project {project.id} has {project.annotations} annotations that may use it; "
            "restore it, or begin a new study (study.folder)"
        )


def _labels(config: str) -> set[str]:
    """`control=label` for every label of a config."""
    if not config:
        return set()
    return {
        f"{control.get('name')}={label.get('value')}"
        for control in ET.fromstring(config).iter()  # noqa: S314  # our own server's config
        if control.get("toName")
        for label in control
    }


def push(studio: Studio, plan: PushPlan, batch: int, progress: Progress) -> Project:
    """Carry a plan out. Raises `StudioError`; running it again completes the work."""
    project = _patiently(lambda: _settle(studio, plan.settings))
    _patiently(lambda: _send_missing(studio, project, plan.tasks, batch, progress))
    return project


def _settle(studio: Studio, settings: ProjectSettings) -> Project:
    """The study's project, created or changed where it has to be."""
    project = find_project(studio, settings.marker) or studio.create_project(settings)
    if project.settings != settings:
        studio.update_project(project.id, settings)
    return replace(project, settings=settings)


def _send_missing(
    studio: Studio, project: Project, tasks: Sequence[Json], batch: int, progress: Progress
) -> None:
    present = {uid for uid, _ in studio.tasks(project.id)}
    missing = [task for task in tasks if task["data"]["uid"] not in present]
    for done, part in _batches(missing, batch):
        studio.add_tasks(project.id, part)
        progress("tasks", done, len(missing))


def push_predictions(
    studio: Studio,
    project: Project,
    predictions: Sequence[Json],
    batch: int,
    progress: Progress,
) -> int:
    """Make these the predictions that annotators see; how many were sent.

    All are of one version, `model-digest`; earlier versions of that model go once the new one
    stands. A version that is on the server in full is left alone.
    """
    if not predictions:
        return 0
    version = str(predictions[0]["model_version"])
    stands = _patiently(lambda: _stands(studio, project, version, predictions))
    if not stands:
        _patiently(lambda: _replace_version(studio, project, predictions, batch, progress))
    _patiently(lambda: _show(studio, project, version))
    return 0 if stands else len(predictions)


def _stands(studio: Studio, project: Project, version: str, predictions: Sequence[Json]) -> bool:
    """Whether just the tasks of these predictions have one of this version."""
    if studio.prediction_counts(project.id).get(version, 0) != len(predictions):
        return False
    return studio.predicted(project.id, version) == {p["task"] for p in predictions}


def _replace_version(
    studio: Studio, project: Project, predictions: Sequence[Json], batch: int, progress: Progress
) -> None:
    version = str(predictions[0]["model_version"])
    if studio.prediction_counts(project.id).get(version, 0):
        studio.drop_predictions(project.id, version)
    for done, part in _batches(predictions, batch):
        created = studio.add_predictions(project.id, part)
        if created != len(part):
            raise StudioError(f"{studio.url}: took {created} of {len(part)} predictions")
        progress("predictions", done, len(predictions))


def _show(studio: Studio, project: Project, version: str) -> None:
    """Show a version, and drop the others of its family."""
    studio.show_predictions(project.id, version)
    family = version.partition("-")[0]
    for earlier in studio.prediction_counts(project.id):
        if earlier != version and earlier.partition("-")[0] == family:
            studio.drop_predictions(project.id, earlier)


def encode_predictions(
    predictions: Iterable[Prediction],
    passages: Mapping[str, Passage],
    codebook: Codebook,
    task_ids: Mapping[str, int],
    config: str,
) -> tuple[list[Json], list[Refusal]]:
    """Predictions as Label Studio takes them, and a refusal for each that may not be sent.

    Each passes our own check (offsets, quotes, labels) and Label Studio's. One that says nothing
    is left out: it would only hide that the model has no opinion.
    """
    encoded: list[Json] = []
    refused: list[Refusal] = []
    for prediction in predictions:
        if not prediction.guesses and not prediction.regions:
            continue
        passage = passages[prediction.passage]
        found = faults(prediction, passage, codebook)
        if passage.id not in task_ids:
            found.append("no such task on the server")
        if found:
            refused.append(_refused(prediction.passage, found))
            continue
        encoded.append(
            {"task": task_ids[passage.id], **encode_prediction(prediction, passage, codebook)}
        )
    sendable: list[Json] = []
    for item, found in zip(encoded, check_predictions(config, encoded), strict=True):
        if found:
            refused.append(_refused(f"task {item['task']}", found))
        else:
            sendable.append(item)
    return sendable, refused


def _refused(item: str, found: Sequence[str]) -> Refusal:
    return Refusal("push", item, "invalid prediction", "; ".join(found))


def pull(
    studio: Studio,
    project: Project,
    passages: Mapping[str, Passage],
    codebook: Codebook,
    known: Iterable[Judgement] = (),
) -> tuple[list[Judgement], list[Refusal]]:
    """Every judgement on the server, and a refusal for each annotation of a task we do not know.

    `known` are the judgements of the last pull: what the server has since forgotten of them (which
    suggestion they began from, once its predictions are replaced) is kept.
    """
    people = studio.people()
    before = {(j.id, j.passage, j.annotator): j for j in known}
    judgements: list[Judgement] = []
    refused: list[Refusal] = []
    for task in studio.annotated(project.id):
        passage = passages.get(task.uid)
        if passage is None:
            refused.append(Refusal("pull", f"task {task.id}", "task of no passage in this study"))
            continue
        for judgement in _judgements(task, passage, codebook, people):
            earlier = before.get((judgement.id, judgement.passage, judgement.annotator))
            if earlier and not judgement.suggestion:
                judgements.append(replace(judgement, suggestion=earlier.suggestion))
            else:
                judgements.append(judgement)
            refused += _quarantined(judgement, task)
    return judgements, refused


def _judgements(
    task: AnnotatedTask, passage: Passage, codebook: Codebook, people: Mapping[int, str]
) -> Iterator[Judgement]:
    for annotation in task.annotations:
        author = annotation.get("completed_by")
        number = author.get("id") if isinstance(author, dict) else author
        name = people.get(number or 0, f"user {number}")
        yield decode_annotation(annotation, passage, codebook, name)


def _quarantined(judgement: Judgement, task: AnnotatedTask) -> Iterator[Refusal]:
    for item in judgement.quarantined:
        place = f"task {task.id}, annotation {judgement.id}"
        yield Refusal("pull", place, item.reason, item.raw)


def _batches(items: Sequence[Item], size: int) -> Iterator[tuple[int, Sequence[Item]]]:
    """Slices of the items, each with how many are done once it is."""
    for start in range(0, len(items), size):
        part = items[start : start + size]
        yield start + len(part), part


def _patiently(attempt: Callable[[], Result]) -> Result:
    """Carry out what may be carried out twice, and again where a fault may pass."""
    for pause in PAUSES:
        try:
            return attempt()
        except StudioError as error:
            if not error.passing:
                raise
        time.sleep(pause)
    return attempt()
