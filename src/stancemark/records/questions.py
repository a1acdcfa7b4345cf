"""What annotators are asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


Moved = Literal["question", "label", "relation", "target"]
"""What of a codebook may be called something else in a later one."""


@dataclass(frozen=True, slots=True)
class Move:
    """What became of something that an earlier codebook asked, and this one does not."""

    what: Moved
    old: str
    new: tuple[str, ...]
    """What it is now, all of it still asked: one is a rename (of several to one, a merge), two or
    more a split that a person has to decide, none a removal on purpose."""
    question: str = ""
    """For a label, its question, as it is called now."""


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
    moves: tuple[Move, ...] = ()
    """What became of what earlier versions asked; no part of the version."""

    def question(self, question_id: str) -> Question:
        """The question, or attribute of one, of that id. Raises `KeyError`."""
        return {one.id: one for q in self.questions for one in (q, *q.attributes)}[question_id]


@dataclass(frozen=True, slots=True)
class Era:
    """A stretch of time in which a server showed one version of the codebook; the next ends it."""

    version: str
    """Empty where it is not known."""
    after: str = ""
    """The server's clock just before it was shown, ISO 8601; empty for since ever."""
    shown: str = ""
    """The server's clock just after; empty where the reply was lost."""


@dataclass(frozen=True, slots=True)
class History:
    """Which codebooks a server has shown, in order, and what they were."""

    eras: tuple[Era, ...] = ()
    codebooks: Mapping[str, Codebook] = field(default_factory=dict)
    """By version."""
