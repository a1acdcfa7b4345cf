"""All that is measured of one question's model, and what it means."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from stancemark.records.findings import Score


@dataclass(frozen=True, slots=True)
class Measure:
    """A number and its 95 % interval; None where it is undefined."""

    value: float | None
    low: float | None = None
    high: float | None = None


NOTHING = Measure(None)


@dataclass(frozen=True, slots=True)
class ClassScore:
    """How well one label is found, on groups never seen."""

    label: str
    precision: Measure
    recall: Measure
    f1: Measure
    support: int
    """Examples that have it."""
    predicted: int
    """Examples it was given to."""


@dataclass(frozen=True, slots=True)
class Rival:
    """What a model that sees less reaches through the same folds, in macro F1."""

    name: str
    apart: Measure
    """On groups it never saw."""
    ahead: Measure
    """The model minus it, on groups never seen; paired."""
    random: Measure = NOTHING
    """Where rows are dealt at random."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What a random split flatters by."""

    random: Measure
    apart: Measure
    gap: Measure
    """The first minus the second; paired."""
    metric: str = "macro_f1"
    """Of spans, `token_f1` of all labels together."""


@dataclass(frozen=True, slots=True)
class Probe:
    """How well the outlet can be told from what the model sees: accuracy, documents apart."""

    accuracy: Measure
    masked: Measure
    """With the names of the outlet blanked; undefined where nothing was."""
    blanked: int
    """Texts in which a name was blanked."""
    majority: float
    """The share of the most frequent outlet."""
    outlets: int
    items: int


@dataclass(frozen=True, slots=True)
class Telling:
    """A word or pair of words that weighs much, and names an outlet or stands in one only."""

    ngram: str
    label: str
    """What it speaks for."""
    rank: int
    """Among all that speak for that label, from 1."""
    outlet: str
    why: str
    """`name` or `one outlet`."""
    texts: int
    """In which it occurs."""
    share: float
    """Of these texts, how many are of that outlet."""


@dataclass(frozen=True, slots=True)
class Point:
    """Macro F1 of models trained on so many labels."""

    labels: int
    score: Measure


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about one probability."""

    probability: float
    """Mean of that of the answer given."""
    right: float
    """Share that was right."""
    count: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """Whether probabilities mean what they say, out of fold."""

    ece: float
    """Expected calibration error of the answer given, over bins of equal size."""
    ece_if_calibrated: float
    """What it would be by chance, if each probability were right."""
    brier: Measure
    """Σ over labels of (probability - truth)², mean over examples; 0 is best, 2 worst."""
    brier_baseline: float
    """Of always giving each label its share."""
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer that the model was sure of."""

    id: str
    target: str
    gold: str
    answer: str
    probability: float
    outlet: str
    text: str
    """Cut."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that was measured of the model of one question and target."""

    question: str
    target: str
    model: str
    """The family it is of."""
    by: str
    """What the folds kept apart."""
    unit: str
    """What one group of them is called."""
    groups: int
    folds: int
    items: int
    """Examples that were tested."""
    scores: tuple[Score, ...]
    classes: tuple[ClassScore, ...] = ()
    rivals: tuple[Rival, ...] = ()
    gap: Gap | None = None
    probe: Probe | None = None
    telling: tuple[Telling, ...] = ()
    curve: tuple[Point, ...] = ()
    reliability: Reliability | None = None
    mistakes: tuple[Mistake, ...] = ()
    lot: tuple[Score, ...] = ()
    """Scores on the passages that no model chose, alone."""
    warnings: tuple[str, ...] = ()
    """Why the score is not to be believed: the model learns the outlet."""
    notes: tuple[str, ...] = ()
    """Cautions, and what was not measured and why."""

    def as_json(self) -> Mapping[str, Any]:
        """Plain data, with None for what is undefined."""
        return asdict(self)
