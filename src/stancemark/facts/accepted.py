"""What of a model's guesses may stand without a person, for the report."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stancemark.facts.material import Material
from stancemark.records import Audit, Prediction


@dataclass(frozen=True, slots=True)
class Promise:
    """The gate of one question and target."""

    name: str
    accepted: int
    guesses: int
    gate: str
    """What it promises, or why nothing, in words."""
    audit: str
    """What people said of accepted answers; empty before there is any."""
    closed: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    """All gates of the model that guessed."""

    accepted: int
    guesses: int
    promises: tuple[Promise, ...]


def accepted(material: Material) -> Accepted | None:
    """Accepted guesses by question, in the order of the codebook; None before `train` and `prelabel`."""
    gates: Sequence[Mapping[str, Any]] = material.steps.get("train", {}).get("gates", ())
    if not gates or not material.has("guesses"):
        return None
    predictions: Sequence[Prediction] = material.of("guesses")
    guesses = [((g.question, g.target), g.accepted) for p in predictions for g in p.guesses]
    asked = Counter(key for key, _ in guesses)
    let_in = Counter(key for key, accepted in guesses if accepted)
    version = predictions[0].version if predictions else ""
    audits = {(a.question, a.target): a for a in material.of("audits") if a.version == version}
    ordered = sorted(gates, key=lambda g: material.names.place(g["question"], g["target"]))
    promises = tuple(_promise(gate, material, asked, let_in, audits) for gate in ordered)
    return Accepted(let_in.total(), asked.total(), promises)


def _promise(
    gate: Mapping[str, Any],
    material: Material,
    asked: Mapping[tuple[str, str], int],
    let_in: Mapping[tuple[str, str], int],
    audits: Mapping[tuple[str, str], Audit],
) -> Promise:
    key = gate["question"], gate["target"]
    audit = audits.get(key)
    return Promise(
        name=material.names.title(*key),
        accepted=let_in[key],
        guesses=asked[key],
        gate=gate["says"],
        audit="" if audit is None else f"{audit.wrong} of {audit.audited} wrong",
        closed=audit is not None and audit.closed,
    )
