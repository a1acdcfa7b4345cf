"""Two versions of a codebook, and what differs between them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from stancemark.records import Codebook, Question

Part = tuple[str, str, str]
"""What of a codebook (question, label, relation, target, guidelines), of which question, its name."""

Moved = Mapping[str, tuple[str, ...]]
"""What labels are called now."""

_WORDS = 60
"""Characters of a rule that are shown."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs."""

    kind: Literal["gone", "moved", "new", "reworded"]
    part: Part
    was: str = ""
    now: str = ""
    """For what is moved, the names it has now; for what is reworded, its words."""

    def __str__(self) -> str:
        """Say it in a line."""
        what, question, name = self.part
        thing = f"{question}: {what} {name}" if question else f"{what} {name}".strip()
        if self.kind == "moved":
            return f"{thing} is now {self.now}" if self.now else f"{thing} is given up"
        if self.kind == "reworded":
            return f"{thing} says “{_short(self.now)}”, not “{_short(self.was)}”"
        return f"{thing} is {self.kind}"


def differences(old: Codebook, new: Codebook) -> list[Change]:
    """What annotators are asked under one version and not, or otherwise, under another."""
    moves: dict[Part, tuple[str, ...]] = {(m.what, m.question, m.old): m.new for m in new.moves}
    renamed = {old: now[0] for (what, _, old), now in moves.items() if what == "question" and now}
    labels = {old: now for (what, _, old), now in moves.items() if what == "label"}
    before = {_today(part, renamed): text for part, text in _parts(old, labels).items()}
    after = _parts(new, {})
    gone = {part[2] for part in before if part[0] == "question" and part not in after}
    found: list[Change] = []
    for part, was in before.items():
        if part not in after:
            if part[1] not in gone:
                now = moves.get(part)
                kind: Literal["gone", "moved"] = "gone" if now is None else "moved"
                found.append(Change(kind, part, was, " or ".join(now or ())))
        elif after[part] != was:
            found.append(Change("reworded", part, was, after[part]))
    fresh = {part[2] for part in after if part[0] == "question" and part not in before}
    return found + [
        Change("new", part, "", text)
        for part, text in after.items()
        if part not in before and part[1] not in fresh
    ]


def summary(old: Codebook, new: Codebook, most: int = 4) -> str:
    """What differs, in a line; the first changes only where they are many."""
    changes = [str(change) for change in differences(old, new)]
    rest = len(changes) - most
    return "; ".join(changes[:most]) + (f"; and {rest} more" if rest > 0 else "")


def _today(part: Part, renamed: Mapping[str, str]) -> Part:
    what, question, name = part
    return what, renamed.get(question, question), name


def _parts(codebook: Codebook, labels: Moved) -> dict[Part, str]:
    """Everything that annotators are asked, and its words; labels of spans as they are called now."""
    return dict(_all_parts(codebook, labels))


def _all_parts(codebook: Codebook, labels: Moved) -> Iterator[tuple[Part, str]]:
    yield ("guidelines", "", ""), codebook.guidelines
    for target in codebook.targets:
        words = ", ".join((target.name, *target.aliases))
        yield ("target", "", target.slug), f"{words} {target.gloss}".strip()
    for question in codebook.questions:
        for asked in (question, *question.attributes):
            yield ("question", "", asked.id), _words(asked, labels)
            for label in asked.labels:
                yield ("label", asked.id, label.value), label.rule
        for relation in question.relations:
            yield ("relation", "", relation), ""


def _words(question: Question, labels: Moved) -> str:
    """How a question is put: its sentence, and how it may be answered."""
    how = [question.kind, "several" * question.multiple, "required" * question.required]
    of = sorted({now for label in question.of for now in labels.get(label, (label,))})
    how += [f"of {label}" for label in of]
    return f"{question.ask} ({', '.join(filter(None, how))})"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WORDS else f"{line[: _WORDS - 1]}…"
