"""What annotators are asked."""

from dataclasses import dataclass
from typing import Literal

QuestionKind = Literal["choice", "ordinal", "stance", "spans", "note"]
"""How a question is answered. `stance` is asked once per target; `note` is free text."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a stance is taken towards: a proposition or an entity."""

    name: str
    slug: str
    aliases: tuple[str, ...] = ()
    gloss: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """One permitted answer."""

    value: str
    rule: str = ""
    """How an annotator decides for it, in a sentence."""
    hotkey: str = ""
    color: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing annotators are asked of each passage, or of each region (`of` names its labels)."""

    id: str
    kind: QuestionKind
    ask: str
    labels: tuple[Label, ...] = ()
    multiple: bool = False
    required: bool = False
    of: tuple[str, ...] = ()
    """For an attribute of a region: the span labels it belongs to."""
    attributes: tuple["Question", ...] = ()
    relations: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """The permitted answers, in codebook order."""
        return tuple(label.value for label in self.labels)


@dataclass(frozen=True, slots=True)
class Codebook:
    """The questions, their labels and the rules, with a version that changes when they do."""

    name: str
    title: str
    guidelines: str
    questions: tuple[Question, ...]
    targets: tuple[Target, ...] = ()
    version: str = ""
    """Fingerprint of everything an annotator is asked."""

    def question(self, question_id: str) -> Question:
        """The question of that id. Raises `KeyError`."""
        return {q.id: q for q in self.questions}[question_id]
