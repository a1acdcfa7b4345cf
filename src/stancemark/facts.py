"""What a study holds, for the report: its text, its refusals, its people. Pure functions."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Any

from stancemark import __version__
from stancemark.config import Config
from stancemark.plots import Bar, Column, bars, by_count, histogram
from stancemark.records import (
    Agreement,
    Codebook,
    Document,
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
from stancemark.suggestions import panels

UNNAMED = "(no outlet given)"

SHOWN = 200
"""Refused items listed per reason; the others are counted."""

_TABLES: Mapping[str, type[Any]] = {
    "documents": Document,
    "segments": Segment,
    "passages": Passage,
    "judgements": Judgement,
    "agreement": Agreement,
    "gold": Gold,
    "scores": Score,
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
        """See `suggestions.panels`."""
        return panels(self.of("judgements"))


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
        self._questions = {q.id: q for q in codebook.questions}
        self._targets = {t.slug: t.name for t in codebook.targets}

    def title(self, question: str, target: str = "") -> str:
        """`Stance: Harbour Coalition`."""
        name = plain(question).capitalize() or "Label"
        return f"{name}: {self._targets.get(target, plain(target))}" if target else name

    def ask(self, question: str) -> str:
        """The question as annotators read it."""
        return self._questions[question].ask if question in self._questions else ""

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


@dataclass(frozen=True, slots=True)
class Heading:
    """What the study is."""

    name: str
    line: str
    codebook: str
    version: str
    stancemark: str
    blind: bool


def heading(material: Material) -> Heading:
    """The study in one line."""
    book = material.codebook
    return Heading(
        material.config.study.name,
        _line(material),
        f"{book.name} ({book.title})" if book.title else book.name,
        book.version,
        __version__,
        material.config.blind,
    )


def _line(material: Material) -> str:
    documents, judgements = material.of("documents"), material.of("judgements")
    outlets = {d.outlet for d in documents if d.outlet}
    parts = [f"{counted(len(documents), 'document')} from {counted(len(outlets), 'outlet')}"]
    if material.has("passages"):
        parts.append(counted(len(material.of("passages")), "passage"))
    if material.has("judgements"):
        people = counted(len({j.annotator for j in judgements}), "annotator")
        parts.append(f"{counted(len(judgements), 'judgement')} by {people}")
    return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Outlet:
    """What came from one outlet."""

    name: str
    documents: int
    words: int
    passages: int


@dataclass(frozen=True, slots=True)
class Refused:
    """All refusals of one step for one reason."""

    step: str
    reason: str
    count: int
    items: tuple[Refusal, ...]
    """The first `SHOWN`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, and what no step could use."""

    outlets: tuple[Outlet, ...]
    refused: tuple[Refused, ...]


def reading(material: Material) -> Reading:
    """Documents by outlet, largest first; refusals in the order of the steps."""
    documents: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for d in material.of("documents"):
        documents[d.outlet] += 1
        words[d.outlet] += len(d.text.split())
    passages = Counter(outlet_of(material, p) for p in material.of("passages"))
    outlets = [Outlet(o or UNNAMED, n, words[o], passages[o]) for o, n in documents.items()]
    outlets.sort(key=lambda o: (-o.words, o.name))
    return Reading(tuple(outlets), _refused(material.of("refusals")))


def outlet_of(material: Material, passage: Passage) -> str:
    """The outlet whose page a passage stands on, whoever its words are attributed to."""
    document = material.documents.get(passage.document)
    return document.outlet if document else ""


def _refused(refusals: Iterable[Refusal]) -> tuple[Refused, ...]:
    kinds: dict[tuple[str, str], list[Refusal]] = {}
    for refusal in refusals:
        kinds.setdefault((refusal.step, refusal.reason), []).append(refusal)
    return tuple(
        Refused(step, reason, len(items), tuple(items[:SHOWN]))
        for (step, reason), items in kinds.items()
    )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Page furniture of one kind."""

    reason: str
    segments: int
    words: int
    share: float
    """Of all words on the pages."""


@dataclass(frozen=True, slots=True)
class Cutting:
    """What became of the text: passages to judge, and furniture left out."""

    passages: int
    roles: tuple[Bar, ...]
    lengths: tuple[Column, ...]
    middle: float
    """Median of the words in a passage."""
    left_out: tuple[LeftOut, ...]
    words_left_out: int
    share_left_out: float


def cutting(material: Material) -> Cutting | None:
    """Passages and what is not among them; None before `tasks`."""
    if not material.has("passages"):
        return None
    passages = material.of("passages")
    lengths = [len(p.text.split()) for p in passages]
    left_out = _left_out(material)
    return Cutting(
        passages=len(passages),
        roles=bars(by_count(plain(p.role) for p in passages)),
        lengths=histogram(lengths),
        middle=median(lengths) if lengths else 0,
        left_out=left_out,
        words_left_out=sum(part.words for part in left_out),
        share_left_out=sum(part.share for part in left_out),
    )


def _left_out(material: Material) -> tuple[LeftOut, ...]:
    total = sum(len(d.text.split()) for d in material.of("documents"))
    segments: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for s in material.of("segments"):
        if s.role == "boilerplate" and s.document in material.documents:
            segments[s.reason] += 1
            words[s.reason] += len(s.span.of(material.documents[s.document].text).split())
    return tuple(
        LeftOut(reason or "other", segments[reason], count, count / total if total else 0.0)
        for reason, count in sorted(words.items(), key=lambda pair: (-pair[1], pair[0]))
    )


@dataclass(frozen=True, slots=True)
class Annotator:
    """What one person has done."""

    name: str
    judgements: int
    skipped: int
    seconds: float | None
    """Median, over judgements that were not skipped; None where no time was kept."""
    spans: int


@dataclass(frozen=True, slots=True)
class People:
    """Who labelled what, and how far they are."""

    annotators: tuple[Annotator, ...]
    progress: tuple[Bar, ...]
    """Passages by how many people judged them."""
    asked: int
    """People that each passage should have."""
    done: int
    """Passages that have them."""
    judged: int
    passages: int
    repaired: int
    quarantined: int
    elsewhere: int
    """Judgements of passages that the study no longer has."""
    older: int
    """Judgements made with another version of the codebook."""


def people(material: Material) -> People | None:
    """Everybody who judged, by name; None before `pull`."""
    if not material.has("judgements"):
        return None
    judgements: Sequence[Judgement] = material.of("judgements")
    held = [len(material.panels.get(passage, ())) for passage in material.passages]
    asked, version = material.config.label_studio.overlap, material.codebook.version
    return People(
        annotators=_annotators(judgements),
        progress=_progress(held),
        asked=asked,
        done=sum(count >= asked for count in held),
        judged=sum(count > 0 for count in held),
        passages=len(held),
        repaired=sum(r.repaired for j in judgements for r in j.regions),
        quarantined=sum(len(j.quarantined) for j in judgements),
        elsewhere=sum(j.passage not in material.passages for j in judgements),
        older=sum(bool(j.codebook) and j.codebook != version for j in judgements),
    )


def _annotators(judgements: Iterable[Judgement]) -> tuple[Annotator, ...]:
    by_name: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        by_name.setdefault(judgement.annotator, []).append(judgement)
    return tuple(_annotator(name, own) for name, own in sorted(by_name.items()))


def _annotator(name: str, judgements: Sequence[Judgement]) -> Annotator:
    told = [j for j in judgements if not j.skipped]
    seconds = [j.seconds for j in told if j.seconds is not None]
    return Annotator(
        name or "(no name)",
        len(told),
        len(judgements) - len(told),
        median(seconds) if seconds else None,
        sum(len(j.regions) for j in told),
    )


def _progress(held: Iterable[int]) -> tuple[Bar, ...]:
    names = ("nobody", "1 person", "2 people", "3 or more")
    counts = Counter(min(count, 3) for count in held)
    return bars({name: counts[i] for i, name in enumerate(names)}, hollow=("nobody",))


def _index(known: Sequence[str], name: str) -> int:
    return known.index(name) if name in known else len(known)
