"""Carry a plan out: tasks, then the predictions that annotators see.

After a lost reply the server is read again and only what is missing is sent: nothing doubles.
"""

from collections.abc import Iterable, Mapping, Sequence

from stancemark.annotate.history import first, settle
from stancemark.annotate.patience import Progress, batches, patiently
from stancemark.annotate.plans import PushPlan, find_project
from stancemark.annotate.protocol import Json, Project, ProjectSettings, Studio
from stancemark.annotate.studio import check_predictions
from stancemark.errors import StudioError
from stancemark.records import Codebook, Passage, Prediction, Refusal
from stancemark.tasks.codec import encode_prediction, faults


def push(studio: Studio, plan: PushPlan, batch: int, progress: Progress) -> Project:
    """Carry a plan out. Raises `StudioError`; running it again completes the work.

    Raises `InputError` if annotations use labels that are no longer asked.
    """
    if plan.effects:
        plan.effects.check_settled()
    project = patiently(lambda: _settle(studio, plan.settings))
    patiently(lambda: _send_missing(studio, project, plan.tasks, batch, progress))
    return project


def _settle(studio: Studio, settings: ProjectSettings) -> Project:
    """The study's project, created or changed where it has to be."""
    project = find_project(studio, settings.marker) or studio.create_project(first(settings))
    return settle(studio, project, settings)


def _send_missing(
    studio: Studio, project: Project, tasks: Sequence[Json], batch: int, progress: Progress
) -> None:
    present = {uid for uid, _ in studio.tasks(project.id)}
    missing = [task for task in tasks if task["data"]["uid"] not in present]
    for done, part in batches(missing, batch):
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
    stands = patiently(lambda: _stands(studio, project, version, predictions))
    if not stands:
        patiently(lambda: _replace_version(studio, project, predictions, batch, progress))
    patiently(lambda: _show(studio, project, version))
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
    for done, part in batches(predictions, batch):
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
