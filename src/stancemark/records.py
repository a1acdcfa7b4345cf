"""The records that travel from room to room: frozen, small, stored as they are.

Every id is a fingerprint of content, so a second run makes the same ids and nothing doubles.
Every offset counts Unicode code points of `Document.text`: what Python indexes, and what Label
Studio's `Text` tag uses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Literal

Role = Literal[
    "headline", "body", "quote_block", "wire_copy", "caption", "byline", "correction", "boilerplate"
]
"""What a stretch of text is. Boilerplate would stand unchanged on an unrelated page of the site."""

UnitKind = Literal["article", "post", "comment"]
"""What a stretch of text stands in: one author, one turn."""

Known = Literal["attributed", "dated", "tied", "undated"]
"""How a source is known: copies name it, its page is the earliest; or not: pages of several outlets
are of one time, or no page has a date."""

QuestionKind = Literal["choice", "ordinal", "stance", "spans", "note"]
"""How a question is answered. `stance` is asked once per target; `note` is free text."""

Origin = Literal["", "manual", "prediction", "prediction-changed"]
"""Who put an answer there first, as Label Studio records it; empty where it does not say."""


_NOTHING = bytes(8)


def fingerprint(*parts: str | bytes | int) -> str:
    """Digest of the parts, 20 hex digits: equal parts, equal fingerprint, on every machine.

    >>> fingerprint("a", "bc") == fingerprint("ab", "c")
    False
    """
    digest = blake2b(digest_size=10)
    for part in parts:
        if part == "":
            digest.update(_NOTHING)
            continue
        data = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open stretch `[start, end)` of a text, in code points, never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span {self.start}:{self.end} must satisfy 0 <= start < end")

    def of(self, text: str) -> str:
        """The characters the span covers."""
        return text[self.start : self.end]

    def moved(self, by: int) -> "Span":
        """The same stretch in a text that begins `by` code points earlier (or later, if < 0)."""
        return Span(self.start + by, self.end + by)

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Mark:
    """What a page's own markup says of a stretch of its text (`h1`, `nav`, `figcaption`)."""

    span: Span
    tag: str
    """The element, or what its class names say it is: `comment`, `post`, `author`, `share`."""


@dataclass(frozen=True, slots=True)
class Document:
    """One page as it came. The text is decoded once and never normalised again."""

    id: str
    text: str
    source: str
    """The file it was read from, with `#row` for a table."""
    outlet: str = ""
    title: str = ""
    author: str = ""
    published: str = ""
    """ISO 8601 where the page says so, else as the page has it."""
    url: str = ""
    language: str = ""
    outline: tuple[Mark, ...] = ()
    """What its markup says of it, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a document with one role."""

    id: str
    document: str
    span: Span
    role: Role
    unit: str = ""
    """Id of the article, post or comment it stands in; empty for page furniture."""
    kind: UnitKind | None = None
    author: str = ""
    outlet: str = ""
    """The outlet or source its words are attributed to."""
    depth: int = 0
    """Depth of quoting: author 0, quoted outlet 1, official quoted there 2."""
    parent: str = ""
    """The unit this one answers."""
    reason: str = ""
    """For boilerplate, why: navigation, share prompt, user card…"""


@dataclass(frozen=True, slots=True)
class Passage:
    """What one task shows. `text == document.text[start:end]`, always."""

    id: str
    document: str
    span: Span
    text: str
    role: Role
    unit: str = ""
    kind: UnitKind | None = None
    author: str = ""
    outlet: str = ""
    depth: int = 0
    heading: str = ""
    context_before: str = ""
    context_after: str = ""
    cluster: str = ""
    """Passages that repeat one another share it: see `Cluster`. A passage alone has its own."""

    def __post_init__(self) -> None:
        if len(self.text) != self.span.end - self.span.start:
            raise ValueError(f"passage {self.id}: text and span differ in length")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Two or more passages that repeat one another, and where their words are first known from."""

    id: str
    """What the earliest known passage would be called if it were alone."""
    passages: tuple[str, ...]
    """Their ids, the earliest first, those without a date last."""
    documents: tuple[str, ...]
    outlets: tuple[str, ...]
    """On whose pages they stand; sorted."""
    source: str
    """The outlet that is the earliest known source; empty where none is."""
    known: Known
    original: str
    """The earliest known passage: of the source, where a page of it is there."""
    earliest: str
    """When its page was published, as the page has it."""


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


@dataclass(frozen=True, slots=True)
class Answer:
    """The labels chosen for one question (and, for a stance, one target)."""

    question: str
    labels: tuple[str, ...]
    target: str = ""
    origin: Origin = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A labelled stretch, in the document's code points, with its attributes."""

    id: str
    span: Span
    label: str
    quote: str
    attributes: tuple[Answer, ...] = ()
    origin: Origin = ""
    score: float | None = None
    repaired: bool = False
    """It came back at other offsets; its quoted text said, without doubt, where it belongs."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A directed link between two regions of one annotation."""

    head: str
    tail: str
    label: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Something that came back and could not be placed: kept as it was, with the reason."""

    reason: str
    raw: str
    """The item as JSON."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one person said about one passage."""

    id: str
    passage: str
    annotator: str
    answers: tuple[Answer, ...] = ()
    regions: tuple[Region, ...] = ()
    relations: tuple[Relation, ...] = ()
    notes: tuple[str, ...] = ()
    skipped: bool = False
    """Cancelled by the annotator. An annotation that is empty but not skipped is a negative."""
    seconds: float | None = None
    suggestion: str = ""
    """Version of the prediction it began from; empty if none was shown."""
    created: str = ""
    codebook: str = ""
    quarantined: tuple[Quarantined, ...] = ()


@dataclass(frozen=True, slots=True)
class Gold:
    """The answer we train on: a distribution over labels, and what it rests on."""

    passage: str
    question: str
    target: str
    label: str
    """The most frequent answer; empty on a tie, which a person has to settle."""
    probabilities: Mapping[str, float]
    """Share of each label; sums to 1."""
    support: int
    """Annotators who answered."""
    method: str


@dataclass(frozen=True, slots=True)
class Guess:
    """One question answered by a model: a probability for each of its labels, summing to 1."""

    question: str
    label: str
    probabilities: Mapping[str, float]
    target: str = ""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model thinks of one passage. Never a judgement."""

    passage: str
    version: str
    """Name and version of the model, as Label Studio shows it."""
    guesses: tuple[Guess, ...] = ()
    regions: tuple[Region, ...] = ()
    score: float | None = None
    """Confidence in [0, 1], the mean over the guesses; None where the model offers none."""


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
    """Passages with at least two answers."""
    annotators: int
    left_out: int
    """Passages with fewer than two answers."""
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
