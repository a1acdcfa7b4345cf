"""What a study sends to Label Studio, made as it is sent: no more than a batch is in memory.

Passages stand in the order of their documents, and predictions in that of their passages, so both
are read side by side.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from stancemark.errors import InputError
from stancemark.journey import Journey
from stancemark.records import Document, Passage, Prediction, Refusal

if TYPE_CHECKING:  # heavy to import
    from stancemark.annotate.plans import Suggested

First = TypeVar("First")
Second = TypeVar("Second", Document, Passage)

_TOGETHER = 500
"""Predictions that are checked together."""


def tasks(journey: Journey) -> Iterator[dict[str, Any]]:
    """The task of each passage. Raises `InputError` where documents have changed since."""
    from stancemark.tasks.codec import encode_task

    blind = journey.setup.config.blind
    for passage, document in _with_documents(journey):
        yield encode_task(passage, document, blind=blind)


def suggested(journey: Journey, passages: Collection[str]) -> "Suggested":
    """The newest suggestions on these passages: a model's if there are any, else the rules'."""
    from stancemark.annotate.plans import Suggested
    from stancemark.annotate.send import says_something

    version, count = "", 0
    for prediction in _newest(journey):
        if prediction.passage in passages and says_something(prediction):
            version, count = prediction.version, count + 1
    return Suggested(version, count)


def predictions(
    journey: Journey, task_ids: Mapping[str, int], config: str, refused: dict[str, Refusal]
) -> Iterator[dict[str, Any]]:
    """The newest suggestions as Label Studio takes them; what may not be sent goes to `refused`."""
    from stancemark.annotate.patience import batches
    from stancemark.annotate.send import encode_predictions

    known = frozenset(journey.study.column("passages", "id"))
    newest = (p for p in _newest(journey) if p.passage in known)
    pairs = _beside(newest, _shown(journey), "passage", journey)
    for part in batches(pairs, _TOGETHER):
        passages = {passage.id: passage for _, passage in part}
        made = (prediction for prediction, _ in part)
        for item in encode_predictions(made, passages, journey.codebook, task_ids, config):
            if isinstance(item, Refusal):
                refused[item.item] = item
            else:
                yield item


def _newest(journey: Journey) -> Iterator[Prediction]:
    family = f"predictions/{journey.setup.config.models.family}"
    asked = journey.study.has(family)
    return journey.study.stream(family if asked else "predictions/rules", Prediction)


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
