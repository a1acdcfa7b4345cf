"""What a study sends to Label Studio, made as it is sent: no more than a batch is in memory.

Passages stand in the order of their documents, and predictions in that of their passages, so both
are read side by side.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from stancemark.errors import InputError
from stancemark.journey import Journey
from stancemark.ordering import newest
from stancemark.records import Document, Passage, Place, Prediction, Refusal, fingerprint

if TYPE_CHECKING:  # heavy to import
    from stancemark.annotate.plans import Suggested

First = TypeVar("First")
Second = TypeVar("Second", Document, Passage)


@dataclass(frozen=True, slots=True)
class Sending:
    """What predictions are sent to, and what may not be sent."""

    version: str
    task_ids: Mapping[str, int]
    config: str
    refused: dict[str, Refusal] = field(default_factory=dict)


_TOGETHER = 500
"""Predictions that are checked together."""


def tasks(journey: Journey) -> Iterator[dict[str, Any]]:
    """The task of each passage. Raises `InputError` where documents have changed since."""
    from stancemark.tasks.codec import encode_task

    blind = journey.setup.config.blind
    for passage, document in _with_documents(journey):
        yield encode_task(passage, document, blind=blind)


def suggested(journey: Journey, places: Sequence[Place]) -> "Suggested":
    """What annotators will see: the newest suggestions in this order, under a version that says both."""
    from stancemark.annotate.plans import NOTHING, Suggested

    first = next(journey.study.stream(newest(journey), Prediction), None)
    if first is None or not places:
        return NOTHING
    tagger = journey.study.manifest().get("steps", {}).get("prelabel", {}).get("spans", "")
    mark = fingerprint(tagger, *(f"{p.passage} {_shows(p)}" for p in places))[:8]
    families = ("rules", journey.setup.config.models.family)
    return Suggested(f"{first.version}.{mark}", len(places), families)


def predictions(
    journey: Journey, places: Sequence[Place], sending: Sending
) -> Iterator[dict[str, Any]]:
    """A prediction for each task: its place in the queue, and what is suggested there, if anything."""
    from stancemark.annotate.patience import batches
    from stancemark.annotate.send import encode_predictions

    for part in batches(_placed(journey, places, sending.version), _TOGETHER):
        passages = {passage.id: passage for _, passage in part}
        made = (prediction for prediction, _ in part)
        for item in encode_predictions(
            made, passages, journey.codebook, sending.task_ids, sending.config
        ):
            if isinstance(item, Refusal):
                sending.refused[item.item] = item
            else:
                yield item


def _placed(
    journey: Journey, places: Sequence[Place], version: str
) -> Iterator[tuple[Prediction, Passage]]:
    """Each passage as annotators see it, with its prediction; the score is its place."""
    from stancemark.annotate.queue import score

    by_id = {place.passage: place for place in places}
    newly = (p for p in journey.study.stream(newest(journey), Prediction) if p.passage in by_id)
    waiting = next(newly, None)
    for passage in _shown(journey):
        place = by_id[passage.id]
        made = Prediction(passage.id, version, score=score(place.rank, len(places)))
        if waiting is not None and waiting.passage == passage.id:
            if _shows(place):
                made = replace(made, guesses=waiting.guesses, regions=waiting.regions)
            waiting = next(newly, None)
        yield made, passage
    if waiting is not None:
        raise InputError(
            f"{journey.study.folder}: passages have changed; run `stancemark prelabel` again"
        )


def _shows(place: Place) -> bool:
    """Whether a suggestion may show: none in the control arm, and none that began without.

    Nor where somebody has judged: a model that has learned from that judgement would tell it on. Nor
    in the audit, which asks whether people who see none would say the same.
    """
    return place.arm == "suggested" and place.why not in ("audit", "begun", "done")


def _shown(journey: Journey) -> Iterator[Passage]:
    """Each passage as annotators see it: where the study is blind, with blanks."""
    from stancemark.tasks.blind import blinded

    blind = journey.setup.config.blind
    for passage, document in _with_documents(journey):
        yield blinded(passage, document) if blind else passage


def _with_documents(journey: Journey) -> Iterator[tuple[Passage, Document]]:
    passages = journey.study.stream("passages", Passage)
    documents = journey.study.stream("documents", Document)
    return _beside(passages, documents, "document", journey)


def _beside(
    records: Iterable[First], others: Iterator[Second], named: str, journey: Journey
) -> Iterator[tuple[First, Second]]:
    """Each record with the other that its field `named` names; both are in one order."""
    other: Second | None = None
    for record in records:
        wanted = getattr(record, named)
        while other is None or other.id != wanted:
            other = next(others, None)
            if other is None:
                raise InputError(
                    f"{journey.study.folder}: {named}s have changed; run `stancemark tasks`"
                )
        yield record, other
