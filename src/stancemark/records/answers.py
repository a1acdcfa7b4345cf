"""What people and models answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from stancemark.records.texts import Span

Origin = Literal["", "manual", "prediction", "prediction-changed"]
"""Who put an answer there first, as Label Studio records it; empty where it does not say."""


Arm = Literal["suggested", "control"]
"""Whether a passage may show a suggestion: what suggestions do is measured against those without."""

Lot = Literal["queue", "evaluation"]
"""Who chooses a passage: the queue's strategy, or only the lot, so that scores on it hold for all."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands in the queue, and why."""

    passage: str
    rank: int
    """From 0, in the order in which everybody is asked."""
    round: int
    """From 1; 0 for passages that somebody has begun."""
    arm: Arm
    lot: Lot
    why: str
    """The strategy that chose it, `lot`, `audit`, `begun` or `done`."""
    value: float | None = None
    """What the strategy thinks it is worth, higher first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The labels chosen for one question (and, for a stance, one target)."""

    question: str
    labels: tuple[str, ...]
    target: str = ""
    origin: Origin = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A labelled stretch, in the document's code points, with its attributes."""

    id: str
    span: Span
    label: str
    quote: str
    attributes: tuple[Answer, ...] = ()
    origin: Origin = ""
    score: float | None = None
    repaired: bool = False
    """It came back at other offsets; its quoted text said, without doubt, where it belongs."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A directed link between two regions of one annotation."""

    head: str
    tail: str
    label: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Something that came back and could not be placed: kept as it was, with the reason."""

    reason: str
    raw: str
    """The item as JSON."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one person said about one passage."""

    id: str
    passage: str
    annotator: str
    answers: tuple[Answer, ...] = ()
    regions: tuple[Region, ...] = ()
    relations: tuple[Relation, ...] = ()
    notes: tuple[str, ...] = ()
    skipped: bool = False
    """Cancelled by the annotator. An annotation that is empty but not skipped is a negative."""
    seconds: float | None = None
    suggestion: str = ""
    """Version of the prediction it began from; empty if none was shown."""
    created: str = ""
    updated: str = ""
    """When it was made and last saved, by the server's clock, ISO 8601."""
    task: int = 0
    """The task's number on that server."""
    codebook: str = ""
    """Version on screen when it was made, or last changed by a person; empty where unknown."""
    between: bool = False
    """It was made as the codebook changed, and its labels are of both: `codebook` is a guess."""
    migrated: bool = False
    """Its labels have since been renamed as the codebook's `migrate` says."""
    quarantined: tuple[Quarantined, ...] = ()


@dataclass(frozen=True, slots=True)
class Former:
    """What somebody's work was before a migration of the codebook, and what it was made."""

    kind: Literal["annotation", "draft", "edit"]
    """`edit`: a draft that would change an annotation; Label Studio drops it with the old words."""
    id: int
    task: int
    passage: str
    annotator: str
    before: str
    """The codebook's version that the server showed."""
    after: str
    made: str
    """The version it was made with."""
    updated: str
    """When it was last changed before, by the server's clock."""
    result: str
    """Its items as they were, as JSON."""
    written: str
    """As they are since; empty for an edit."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """An answer that a new codebook leaves to a person: its label was split, or there are several."""

    passage: str
    task: int
    annotation: int
    annotator: str
    question: str
    """The control, with the target of a stance."""
    label: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """The answer we train on: a distribution over labels, and what it rests on."""

    passage: str
    question: str
    target: str
    label: str
    """The most frequent answer; empty on a tie, which a person has to settle."""
    probabilities: Mapping[str, float]
    """Share of each label; sums to 1."""
    support: int
    """Annotators who answered."""
    method: str


@dataclass(frozen=True, slots=True)
class GoldAttribute:
    """What was said of a span, of one attribute."""

    question: str
    labels: tuple[str, ...]
    """The most frequent answer, none on a tie; where several may hold, those of more than half."""
    probabilities: Mapping[str, float]
    """Share of each label among those who marked the span and answered."""


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A longest stretch that more than half of a passage's annotators marked with a label."""

    passage: str
    document: str
    label: str
    span: Span
    """In the document's code points."""
    quote: str
    marked: int
    """Annotators who marked some of it."""
    support: int
    """Annotators who judged the passage."""
    attributes: tuple[GoldAttribute, ...] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """One question answered by a model: a probability for each of its labels, summing to 1."""

    question: str
    label: str
    probabilities: Mapping[str, float]
    target: str = ""
    accepted: bool = False
    """Whether it may stand without a person: see `models.gate`."""


@dataclass(frozen=True, slots=True)
class Audited:
    """An accepted answer that people are asked all the same, by lot."""

    passage: str
    question: str
    target: str
    label: str
    """The model's."""
    version: str
    """Of the model."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model thinks of one passage. Never a judgement."""

    passage: str
    version: str
    """Name and version of the model, as Label Studio shows it."""
    guesses: tuple[Guess, ...] = ()
    regions: tuple[Region, ...] = ()
    score: float | None = None
    """Confidence in [0, 1], the mean over the guesses; None where the model offers none."""
