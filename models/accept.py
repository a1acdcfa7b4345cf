"""Which of a model's answers are accepted without a person, by its gates; and why the others are not."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from stancemark.models.audit import drawn
from stancemark.models.calibrate import Calibration
from stancemark.models.dataset import Example
from stancemark.models.gate import stranger
from stancemark.models.promise import Gate

Key = tuple[str, str]
"""Question and target."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The terms on which answers are accepted, and a count of what they kept for people."""

    gates: Mapping[Key, Gate] = field(default_factory=dict)
    calibrations: Mapping[Key, Calibration] = field(default_factory=dict)
    closed: frozenset[Key] = frozenset()
    """Gates that the audit has closed."""
    key: str = ""
    """Of the lots."""
    share: float = 0.0
    """Of the accepted, those that people see all the same."""
    why: str = "the model was trained without a gate"
    """Why nothing is accepted, where there is no gate."""
    kept: Counter[str] = field(default_factory=Counter)
    """Answers not accepted, by reason."""

    def accepts(self, question: str, target: str, example: Example, sure: float) -> bool:
        """Whether an answer of that calibrated probability is accepted; a refusal is counted."""
        reason = self._reason(question, target, example, sure)
        if reason:
            self.kept[reason] += 1
        return not reason

    def audits(self, name: str) -> bool:
        """Whether people see that item although an answer on it is accepted."""
        return drawn(self.key, name, self.share)

    def told(self) -> tuple[str, ...]:
        """Why answers were not accepted, a line for each reason, the most frequent first."""
        if not self.gates:
            return (f"nothing is accepted: {self.why}",)
        return tuple(f"{n:,} not accepted: {why}" for why, n in self.kept.most_common())

    def gate(self, question: str, target: str) -> Gate | None:
        """The gate of a question and target: its own, else the one for all targets."""
        return self.gates.get((question, target)) or self.gates.get((question, ""))

    def _reason(self, question: str, target: str, example: Example, sure: float) -> str:
        gate = self.gate(question, target)
        if gate is None:
            return "no gate for this question and target"
        if (gate.question, gate.target) in self.closed:
            return "the audit has closed the gate"
        if gate.threshold is None:
            return "nothing can be promised yet"
        if sure < gate.threshold:
            return "not sure enough"
        return stranger(gate, example)
