"""What annotators submitted, as judgements.

Of a project that was pulled before, only what has changed since is read; how many annotations each
task has is compared in any case, so that what was deleted is noticed, and what a page skipped.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from stancemark.annotate.patience import batches, patiently
from stancemark.annotate.protocol import AnnotatedTask, Json, Project, Studio
from stancemark.annotate.stamp import Stamps
from stancemark.records import Codebook, Judgement, Passage, Refusal
from stancemark.tasks.codec import decode_annotation

Lookup = Callable[[Collection[str]], Mapping[str, Passage]]
"""Finds passages by their ids; those that are none are left out."""

OVERLAP = timedelta(seconds=120)
"""How far before the last pull the next one reads: what was being saved then is read again."""

_TOGETHER = 500


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull found."""

    judgements: list[Judgement]
    """Sorted by task, time and id: the same annotations give the same list, however they came."""
    refused: list[Refusal]
    clock: str
    """The server's time as it began: the next pull reads what has changed since."""
    read: int
    """Tasks whose annotations were read; the others are as they were."""


def pull(
    studio: Studio,
    project: Project,
    passages: Lookup,
    codebook: Codebook,
    known: Sequence[Judgement] = (),
    since: str = "",
) -> Pulled:
    """Every judgement on the server, and a refusal for each annotation of a task we do not know.

    `known` are the judgements of the last pull, and `since` is its `clock`; without one, all is read.
    What the server has since forgotten of them (which suggestion they began from, once its
    predictions are replaced) is kept.
    """
    clock = patiently(studio.clock)
    people = patiently(studio.people)
    answered = patiently(lambda: studio.answered(project.id))
    stamps = Stamps(project.settings.history)

    def decode(task: AnnotatedTask, passage: Passage) -> Iterator[Judgement]:
        for annotation in task.annotations:
            judgement = decode_annotation(
                annotation, passage, codebook, _author(annotation, people)
            )
            yield replace(stamps.stamped(judgement, annotation), task=task.id)

    def attempt() -> tuple[list[Judgement], list[Refusal], set[int]]:
        return _decoded(_news(studio, project.id, answered, known, since), passages, decode)

    judgements, refused, read = patiently(attempt)
    judgements = _remembering(judgements, known)
    judgements += [j for j in known if since and j.task in answered and j.task not in read]
    judgements.sort(key=lambda j: (j.task, j.created, j.id))
    refused += [r for j in judgements for r in _quarantined(j)]
    return Pulled(judgements, refused, clock, len(read))


def counts(
    judgements: Sequence[Judgement], known: Sequence[Judgement], overlap: int
) -> dict[str, int]:
    """What a pull brought, beside what was known before; `overlap` answers were asked for."""
    ids, before = {j.id for j in judgements}, {j.id for j in known}
    answers = Counter(j.passage for j in judgements if not j.skipped)
    more = sum(n > overlap for n in answers.values())
    return {
        "judgements": len(judgements),
        "new": len(ids - before),
        "gone from the server": len(before - ids),
        "skipped": sum(j.skipped for j in judgements),
        "annotators": len({j.annotator for j in judgements}),
        "spans": sum(len(j.regions) for j in judgements),
        "spans repaired": sum(r.repaired for j in judgements for r in j.regions),
        "items quarantined": sum(len(j.quarantined) for j in judgements),
        **({"passages judged more often than asked": more} if more else {}),
    }


def _decoded(
    tasks: Iterable[AnnotatedTask],
    passages: Lookup,
    decode: Callable[[AnnotatedTask, Passage], Iterable[Judgement]],
) -> tuple[list[Judgement], list[Refusal], set[int]]:
    """The judgements of the tasks, a refusal for each that is unknown, and the ids of all."""
    judgements: list[Judgement] = []
    refused: list[Refusal] = []
    read: set[int] = set()
    for part in batches(tasks, _TOGETHER):
        found = passages({task.uid for task in part})
        for task in part:
            read.add(task.id)
            if task.uid in found:
                judgements += decode(task, found[task.uid])
            else:
                refused.append(_unknown(task))
    return judgements, refused, read


def _news(
    studio: Studio,
    project: int,
    answered: Mapping[int, int],
    known: Iterable[Judgement],
    since: str,
) -> Iterator[AnnotatedTask]:
    """The tasks whose annotations are not those of the last pull; all of them where there is none."""
    if not since:
        yield from studio.annotated(project)
        return
    changed = {task.id: task for task in studio.annotated(project, _before(since))}
    counts = Counter(j.task for j in known)
    other = [t for t, n in answered.items() if t not in changed and n != counts[t]]
    yield from changed.values()
    yield from studio.annotations_of(project, other)


def _before(since: str) -> str:
    return (datetime.fromisoformat(since) - OVERLAP).isoformat()


def _author(annotation: Json, people: Mapping[int, str]) -> str:
    """Who made it: the address, or the number where the server has forgotten it."""
    author = annotation.get("completed_by")
    said = author if isinstance(author, dict) else {"id": author}
    return people.get(said.get("id") or 0) or str(said.get("email") or f"user {said.get('id')}")


def _remembering(judgements: Iterable[Judgement], known: Iterable[Judgement]) -> list[Judgement]:
    """The judgements, each with what the server no longer says and the last pull still knew."""
    before = {(j.id, j.passage, j.annotator): j for j in known}
    return [_recalled(j, before.get((j.id, j.passage, j.annotator), j)) for j in judgements]


def _recalled(judgement: Judgement, earlier: Judgement) -> Judgement:
    """A judgement with the suggestion it began from, and with its codebook if that is in doubt."""
    if judgement.between and not earlier.between and _says(judgement) == _says(earlier):
        judgement = replace(judgement, codebook=earlier.codebook, between=False)
    return replace(judgement, suggestion=judgement.suggestion or earlier.suggestion)


def _says(judgement: Judgement) -> Judgement:
    """What a judgement says, whatever it was made with."""
    return replace(judgement, codebook="", between=False, suggestion="", task=0, updated="")


def _unknown(task: AnnotatedTask) -> Refusal:
    return Refusal("pull", f"task {task.id}", "task of no passage in this study")


def _quarantined(judgement: Judgement) -> Iterator[Refusal]:
    for item in judgement.quarantined:
        place = f"task {judgement.task}, annotation {judgement.id}"
        yield Refusal("pull", place, item.reason, item.raw)
