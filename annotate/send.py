"""Carry a plan out: tasks, then the predictions that annotators see.

After a lost reply the server is read again and only what is missing is sent: nothing doubles.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from stancemark.annotate.history import first, settle
from stancemark.annotate.patience import Progress, ahead, batches, deliver, patiently
from stancemark.annotate.plans import PushPlan, Suggested, copies, doubles, earlier, find_project
from stancemark.annotate.protocol import Json, Project, ProjectSettings, Studio
from stancemark.annotate.studio import check_predictions
from stancemark.errors import StudioError
from stancemark.records import Codebook, Passage, Prediction, Refusal
from stancemark.tasks.codec import encode_prediction, faults

Predictions = Callable[[], Iterable[Json]]
"""Predictions as Label Studio takes them, made anew at each call: never all in memory."""

_CHECKED = 500
"""Predictions that Label Studio's validation looks at together."""


def push(studio: Studio, plan: PushPlan, batch: int, progress: Progress) -> Project:
    """Carry a plan out. Raises `StudioError`; running it again completes the work.

    Also where somebody else has changed the project since the plan was made. Raises `InputError` if
    annotations use labels that are no longer asked.
    """
    if plan.effects:
        plan.effects.check_settled()
    _unchanged(studio, plan)
    project = patiently(lambda: _settle(studio, plan.settings))
    expected = patiently(lambda: _send_missing(studio, project, plan, batch, progress))
    if plan.doubles.surplus or patiently(lambda: studio.task_count(project.id)) != expected:
        patiently(lambda: _drop_doubles(studio, project, plan))
    return project


def _unchanged(studio: Studio, plan: PushPlan) -> None:
    found = patiently(lambda: find_project(studio, plan.settings.marker))
    if found is None and plan.project is None:
        return
    if found is None or plan.project is None or found.settings != plan.project.settings:
        raise StudioError(
            f"{studio.url}: somebody else has changed this study's project since the plan was made; "
            "run `stancemark push` again"
        )


def _settle(studio: Studio, settings: ProjectSettings) -> Project:
    """The study's project, created or changed where it has to be."""

    def found() -> Project | None:
        return find_project(studio, settings.marker)

    project = found() or deliver(
        lambda: studio.create_project(first(settings)), lambda: found() is not None
    )
    return settle(studio, project, settings)


def _send_missing(
    studio: Studio, project: Project, plan: PushPlan, batch: int, progress: Progress
) -> int:
    """Create the tasks that the server lacks; how many it should then have."""
    present = [uid for uid, _ in studio.tasks(project.id)]
    missing = plan.wanted.difference(present)
    there, done = len(present), 0
    made = (task for task in plan.tasks() if task["data"]["uid"] in missing)
    for part in ahead(batches(made, batch)):
        done += len(part)
        _send_tasks(studio, project.id, part, there + done)
        progress("tasks", done, len(missing))
    return there + done


def _send_tasks(studio: Studio, project: int, tasks: Sequence[Json], then: int) -> None:
    """Create some tasks, after which there are so many."""
    deliver(lambda: studio.add_tasks(project, tasks), lambda: studio.task_count(project) >= then)


def _drop_doubles(studio: Studio, project: Project, plan: PushPlan) -> None:
    found = doubles(studio, project.id, copies(studio, project.id), plan.wanted)
    if found.surplus:
        studio.drop_tasks(project.id, found.surplus)


def push_predictions(
    studio: Studio,
    project: Project,
    suggested: Suggested,
    predictions: Predictions,
    batch: int,
    progress: Progress,
) -> int:
    """Make these the predictions that annotators see; how many were sent.

    All are of one version; earlier versions of that model go once the new one stands. Of a version
    that is on the server in part, what it lacks is sent. Raises `StudioError`; running it again
    completes the work.
    """
    if not suggested.version:
        return 0
    sending = Sending(studio, project.id, suggested.version)
    before = len(patiently(sending.standing))
    patiently(lambda: _complete(sending, suggested.count, predictions, batch, progress))
    patiently(lambda: _show(studio, project, suggested))
    return len(patiently(sending.standing)) - before


@dataclass(frozen=True, slots=True)
class Sending:
    """A version of predictions on its way."""

    studio: Studio
    project: int
    version: str

    def count(self) -> int:
        """How many of it the server has."""
        return self.studio.prediction_counts(self.project).get(self.version, 0)

    def standing(self) -> Set[int]:
        """The tasks that have one. Where a task has two, all of them go first."""
        tasks = self.studio.predicted(self.project, self.version)
        if self.count() == len(tasks):
            return tasks
        deliver(
            lambda: self.studio.drop_predictions(self.project, self.version),
            lambda: self.count() == 0,
        )
        return frozenset()

    def send(self, predictions: Sequence[Json]) -> None:
        """Create some. Raises `StudioError` where the server takes fewer."""
        expected = self.count() + len(predictions)
        created = deliver(
            lambda: self.studio.add_predictions(self.project, predictions),
            lambda: self.count() >= expected,
        )
        if created != len(predictions):
            raise StudioError(
                f"{self.studio.url}: took {created} of {len(predictions)} predictions"
            )


def _complete(
    sending: Sending, total: int, predictions: Predictions, batch: int, progress: Progress
) -> None:
    standing = sending.standing()
    done = len(standing)
    made = (p for p in predictions() if p["task"] not in standing)
    for part in ahead(batches(made, batch)):
        sending.send(part)
        done += len(part)
        progress("predictions", done, total)


def _show(studio: Studio, project: Project, suggested: Suggested) -> None:
    """Show a version, and drop the others of its family."""
    standing = studio.prediction_counts(project.id)
    if standing.get(suggested.version):
        studio.show_predictions(project.id, suggested.version)
    for version in earlier(standing, suggested):
        studio.drop_predictions(project.id, version)


def encode_predictions(
    predictions: Iterable[Prediction],
    passages: Mapping[str, Passage],
    codebook: Codebook,
    task_ids: Mapping[str, int],
    config: str,
) -> Iterator[Json | Refusal]:
    """Predictions as Label Studio takes them, and a refusal for each that may not be sent.

    Each passes our own check (offsets, quotes, labels) and Label Studio's. In place of one that is
    refused an empty one is sent, so that its task keeps its place in the queue.
    """
    for part in batches(predictions, _CHECKED):
        encoded: list[Json] = []
        for prediction in part:
            if prediction.passage not in task_ids:
                yield _refused(prediction.passage, ["no such task on the server"])
                continue
            passage, made = passages[prediction.passage], prediction
            if found := faults(prediction, passage, codebook):
                yield _refused(prediction.passage, found)
                made = Prediction(passage.id, prediction.version, score=_valid(prediction.score))
            task = {"task": task_ids[passage.id]}
            encoded.append(task | encode_prediction(made, passage, codebook))
        for item, found in zip(encoded, check_predictions(config, encoded), strict=True):
            if found:
                yield _refused(f"task {item['task']}", found)
            yield {**item, "result": []} if found else item


def _valid(score: float | None) -> float | None:
    return score if score is not None and 0 <= score <= 1 else None


def _refused(item: str, found: Sequence[str]) -> Refusal:
    return Refusal("push", item, "invalid prediction", "; ".join(found))
