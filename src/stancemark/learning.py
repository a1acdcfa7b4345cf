"""What a study's models learn from, which model that is, and what more labels should bring."""

from dataclasses import replace
from typing import TYPE_CHECKING

from stancemark.errors import InputError
from stancemark.journey import Journey, need
from stancemark.records import Gold, Outlook, Passage, Refusal

if TYPE_CHECKING:  # heavy to import
    from stancemark.models.blend import Blend
    from stancemark.models.dataset import Example
    from stancemark.models.linear import LinearClassifier

QuestionKey = tuple[str, str]
"""A question's id and the slug of its target, empty for none."""


def trainable(journey: Journey) -> "tuple[dict[QuestionKey, list[Example]], list[Refusal]]":
    """The examples of each question that has enough of them, and why the others are left out.

    Raises `InputError` where none has.
    """
    from stancemark.models.dataset import examples
    from stancemark.models.dataset import trainable as enough_of

    gold = need(journey, "gold", Gold, "aggregate")
    passages = {p.id: p for p in need(journey, "passages", Passage, "tasks")}
    enough, refused = enough_of(examples(gold, passages), journey.setup.config.models.min_labels)
    if not enough:
        raise InputError(
            "no question has enough labels to train on; pull more, or lower models.min_labels"
        )
    return enough, refused


def model(journey: Journey) -> "LinearClassifier | Blend":
    """An unfitted model of the configured family; a folder stands beside the config file."""
    from stancemark.models.families import make

    options = journey.setup.config.models
    beside = journey.setup.base / options.encoder
    return make(options.family, str(beside if beside.is_dir() else options.encoder), options.seed)


def outlook(journey: Journey, more: int) -> list[Outlook]:
    """What so many more labels should bring to each trained question; saved as `outlook`."""
    from stancemark.models import outlook as ahead
    from stancemark.models.split import folds, timeless

    options = journey.setup.config.models
    found: list[Outlook] = []
    for (question, target), examples in trainable(journey)[0].items():
        try:
            split = folds(examples, options.folds, options.seed, timeless(options.by))
        except InputError as error:
            none = Outlook(question, target, len(examples), more, None, None, None, str(error))
            found.append(none)
            continue
        made = ahead.outlook(examples, lambda: model(journey), split, more, options.seed)
        found.append(replace(made, question=question, target=target))
    journey.study.save("outlook", Outlook, found)
    return found
