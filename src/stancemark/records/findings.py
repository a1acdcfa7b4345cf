"""Numbers with their intervals, and what a step did or refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on one question: a number, its interval, its units, and what was left out."""

    question: str
    target: str
    metric: str
    value: float | None
    """None where it is undefined; `note` says why."""
    low: float | None
    high: float | None
    items: int
    """Passages (of what is said of spans, stretches that a majority marked) with at least two answers."""
    annotators: int
    left_out: int
    """Those with fewer than two answers."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """One measured quality of a model on passages it was not fitted on."""

    question: str
    target: str
    metric: str
    value: float | None
    """None where it could not be measured; `note` says why."""
    low: float | None
    high: float | None
    baseline: float | None
    """The same metric for always answering the most frequent label."""
    items: int
    groups: int
    """Outlets or documents that the folds kept apart."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What more labels should bring to one question's model."""

    question: str
    target: str
    labels: int
    """Those there are."""
    more: int
    gain: float | None
    """In macro F1; None where it cannot be estimated, and `note` says why."""
    low: float | None
    high: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """How often accepted answers of one question were wrong, of those that people saw all the same."""

    question: str
    target: str
    version: str
    """Of the model."""
    audited: int
    wrong: int
    error: float
    """What was promised."""
    confidence: float
    low: float
    """The error that is exceeded, at that confidence, however often one looks."""
    closed: bool
    """The promise is broken: nothing is accepted until the model is trained again."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something a step could not use, and why: counted, shown, reported."""

    step: str
    item: str
    reason: str
    """Short and the same for all refusals of a kind, so that it can be counted."""
    detail: str = ""
    count: int = 1
    """How many it stands for: more where the rows of one file are refused by the thousand."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a step did, for the command line and the report."""

    step: str
    counts: Mapping[str, int] = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()
    """What it found, a line each."""
