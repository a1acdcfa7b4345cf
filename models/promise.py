"""What a gate promises, as it is kept and as it is said; `gate` looks for one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Gate:
    """What is promised of one question's accepted answers, or why nothing is."""

    question: str
    target: str
    error: float
    """Share of the accepted that may be wrong."""
    confidence: float
    threshold: float | None
    """Accepted from this probability of the answer on; None: nothing is accepted."""
    accepted: int
    """Labelled examples above it."""
    wrong: int
    """Of these."""
    bound: float | None
    """The error that is not exceeded, at the confidence."""
    labels: int
    """Examples that were looked at."""
    effective: float
    """Independent examples that the accepted are worth."""
    by: Literal["outlet", "document", "row"]
    """What was counted as independent."""
    units: int
    lot: bool
    """Whether they are the evaluation lot, chosen by no model: a random sample of all passages."""
    outlets: tuple[str, ...] | None = None
    """Where answers may be accepted; None: anywhere."""
    languages: tuple[str, ...] = ()
    more: int | None = None
    """Labels that would be about enough, where nothing is promised; None where no number would."""
    note: str = ""
    """Why nothing is promised."""


def percent(share: float) -> str:
    """A share as it was asked for.

    >>> percent(0.05), percent(0.025)
    ('5%', '2.5%')
    """
    return f"{100 * share:g}%"


def said(gate: Gate) -> str:
    """A gate in one line, with its question."""
    return f"{'/'.join(part for part in (gate.question, gate.target) if part)}: {says(gate)}"


def says(gate: Gate) -> str:
    """Threshold, share accepted and bound in words; or why nothing is accepted."""
    if gate.threshold is None or gate.bound is None:
        return f"no gate: {gate.note}"
    where = {
        "outlet": f"{gate.units} outlets",
        "document": f"{gate.units:,} documents",
        "row": f"{gate.units:,} texts",
    }[gate.by]
    kind = "the evaluation lot" if gate.lot else "all labels"
    return (
        f"accepts from probability {gate.threshold:g} on: {gate.accepted / gate.labels:.0%} of "
        f"{gate.labels:,} labelled, {gate.wrong} of {gate.accepted} wrong, at most {gate.bound:.1%} "
        f"at {percent(gate.confidence)} confidence ({where}; {kind})"
    )


def by_key(gates: Iterable[Gate]) -> Mapping[tuple[str, str], Gate]:
    """Gates by question and target."""
    return {(gate.question, gate.target): gate for gate in gates}
