"""All that the report draws on, read once, and how it calls things."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from stancemark.annotate.panels import panels
from stancemark.config import Config
from stancemark.records import (
    Agreement,
    Audit,
    Cluster,
    Codebook,
    Document,
    Evaluation,
    Gold,
    Judgement,
    Passage,
    Prediction,
    Question,
    Refusal,
    Score,
    Segment,
)
from stancemark.store import Study

_TABLES: Mapping[str, type[Any]] = {
    "documents": Document,
    "segments": Segment,
    "passages": Passage,
    "clusters": Cluster,
    "judgements": Judgement,
    "agreement": Agreement,
    "gold": Gold,
    "scores": Score,
    "evaluation": Evaluation,
    "audits": Audit,
    "rules": Prediction,
    "guesses": Prediction,
    "refusals": Refusal,
}


@dataclass(frozen=True)
class Material:
    """All of a study that the report draws on, read once."""

    codebook: Codebook
    config: Config
    steps: Mapping[str, Mapping[str, Any]]
    """What the manifest says of each step."""
    tables: Mapping[str, Sequence[Any]]
    """Those that exist; a step that has not run wrote none."""

    def has(self, table: str) -> bool:
        """Whether the step that writes the table has run."""
        return table in self.tables

    def of(self, table: str) -> Sequence[Any]:
        """The records of a table; none where it was never written."""
        return self.tables.get(table, ())

    @cached_property
    def names(self) -> "Names":
        """How the report calls questions, targets and labels."""
        return Names(self.codebook)

    @cached_property
    def documents(self) -> dict[str, Document]:
        """By id."""
        return {d.id: d for d in self.of("documents")}

    @cached_property
    def passages(self) -> dict[str, Passage]:
        """By id."""
        return {p.id: p for p in self.of("passages")}

    @cached_property
    def panels(self) -> dict[str, list[Judgement]]:
        """See `annotate.panels`."""
        return panels(self.of("judgements"))

    def outlet(self, passage: Passage) -> str:
        """The outlet whose page a passage stands on, whoever its words are attributed to."""
        document = self.documents.get(passage.document)
        return document.outlet if document else ""


def gather(study: Study, codebook: Codebook, config: Config) -> Material:
    """Read a study. Raises `StoreError` for a table that this version did not write."""
    places = {table: table for table in _TABLES}
    places |= {"rules": "predictions/rules", "guesses": f"predictions/{config.models.family}"}
    tables = {
        table: tuple(study.load(places[table], kind))
        for table, kind in _TABLES.items()
        if study.has(places[table])
    }
    return Material(codebook, config, study.manifest().get("steps", {}), tables)


class Names:
    """How the report calls questions, targets and labels, in the order of the codebook."""

    def __init__(self, codebook: Codebook) -> None:
        self._questions = {one.id: one for q in codebook.questions for one in (q, *q.attributes)}
        self._targets = {t.slug: t.name for t in codebook.targets}

    def title(self, question: str, target: str = "") -> str:
        """`Stance: Harbour Coalition`."""
        name = plain(question).capitalize() or "Label"
        return f"{name}: {self._targets.get(target, plain(target))}" if target else name

    def ask(self, question: str) -> str:
        """The question as annotators read it."""
        return self._questions[question].ask if question in self._questions else ""

    def noun(self, question: str) -> str:
        """What it is asked of: a passage, or a span of one."""
        asked = self._questions.get(question)
        return "span" if asked and asked.of else "passage"

    def place(self, question: str, target: str = "") -> tuple[Any, ...]:
        """What to sort by; what the codebook does not have comes last."""
        return (
            _index(list(self._questions), question),
            question,
            _index(list(self._targets), target),
            target,
        )

    def labels(self, question: str, used: Iterable[str]) -> list[str]:
        """The permitted answers, then those in use that are not permitted."""
        known = self._questions[question].values if question in self._questions else ()
        return [*known, *sorted(set(used) - set(known))]


def plain(label: str) -> str:
    """An identifier as words.

    >>> plain("not_addressed")
    'not addressed'
    """
    return label.replace("_", " ")


def counted(count: int, one: str, more: str = "") -> str:
    """A count with its noun.

    >>> counted(1, "passage"), counted(1200, "passage")
    ('1 passage', '1,200 passages')
    """
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def span_question(codebook: Codebook) -> Question | None:
    """The question whose answers are marked in the text."""
    return next((q for q in codebook.questions if q.kind == "spans"), None)


def _index(known: Sequence[str], name: str) -> int:
    return known.index(name) if name in known else len(known)
