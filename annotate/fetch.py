"""What annotators submitted, as judgements."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from stancemark.annotate.protocol import AnnotatedTask, Project, Studio
from stancemark.annotate.stamp import Stamps
from stancemark.records import Codebook, Judgement, Passage, Refusal
from stancemark.tasks.codec import decode_annotation


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
    stamps = Stamps(project.settings.history)
    judgements: list[Judgement] = []
    refused: list[Refusal] = []
    for task in studio.annotated(project.id):
        passage = passages.get(task.uid)
        if passage is None:
            refused.append(Refusal("pull", f"task {task.id}", "task of no passage in this study"))
            continue
        for judgement in _judgements(task, passage, codebook, people, stamps):
            earlier = before.get((judgement.id, judgement.passage, judgement.annotator))
            judgements.append(_remembering(judgement, earlier))
            refused += _quarantined(judgement, task)
    return judgements, refused


def _remembering(judgement: Judgement, earlier: Judgement | None) -> Judgement:
    """A judgement with what the server no longer says and the last pull still knew."""
    if earlier is None:
        return judgement
    if judgement.between and not earlier.between and _says(judgement) == _says(earlier):
        judgement = replace(judgement, codebook=earlier.codebook, between=False)
    return replace(judgement, suggestion=judgement.suggestion or earlier.suggestion)


def _says(judgement: Judgement) -> Judgement:
    """What a judgement says, whatever it was made with."""
    return replace(judgement, codebook="", between=False, suggestion="")


def _judgements(
    task: AnnotatedTask,
    passage: Passage,
    codebook: Codebook,
    people: Mapping[int, str],
    stamps: Stamps,
) -> Iterator[Judgement]:
    for annotation in task.annotations:
        author = annotation.get("completed_by")
        number = author.get("id") if isinstance(author, dict) else author
        name = people.get(number or 0, f"user {number}")
        judgement = decode_annotation(annotation, passage, codebook, name)
        yield stamps.stamped(judgement, annotation)


def _quarantined(judgement: Judgement, task: AnnotatedTask) -> Iterator[Refusal]:
    for item in judgement.quarantined:
        place = f"task {task.id}, annotation {judgement.id}"
        yield Refusal("pull", place, item.reason, item.raw)
