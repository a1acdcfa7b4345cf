"""What a study holds: its text, what was refused, its passages, its people."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from stancemark import __version__
from stancemark.facts.material import Material, counted, plain
from stancemark.facts.plots import Bar, Column, bars, by_count, histogram
from stancemark.records import Judgement, Refusal

UNNAMED = "(no outlet given)"

SHOWN = 200
"""Refused items listed per reason; the others are counted."""


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
    passages = Counter(material.outlet(p) for p in material.of("passages"))
    outlets = [Outlet(o or UNNAMED, n, words[o], passages[o]) for o, n in documents.items()]
    outlets.sort(key=lambda o: (-o.words, o.name))
    return Reading(tuple(outlets), _refused(material.of("refusals")))


def _refused(refusals: Iterable[Refusal]) -> tuple[Refused, ...]:
    kinds: dict[tuple[str, str], list[Refusal]] = {}
    for refusal in refusals:
        kinds.setdefault((refusal.step, refusal.reason), []).append(refusal)
    return tuple(
        Refused(step, reason, sum(r.count for r in items), tuple(items[:SHOWN]))
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
    skipped: int
    """Passages that everybody who saw them skipped."""
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
    seen = {j.passage for j in judgements} & material.passages.keys()
    asked, version = material.config.label_studio.overlap, material.codebook.version
    return People(
        annotators=_annotators(judgements),
        progress=_progress(held),
        asked=asked,
        done=sum(count >= asked for count in held),
        judged=sum(count > 0 for count in held),
        skipped=len(seen - material.panels.keys()),
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
