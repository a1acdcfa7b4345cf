"""Pages, what stands in them, and the passages a task shows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
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


def fingerprint(*parts: str | bytes | int) -> str:
    """Digest of the parts, 20 hex digits: equal parts, equal fingerprint, on every machine.

    >>> fingerprint("a", "bc") == fingerprint("ab", "c")
    False
    """
    return _digest(parts).hexdigest()


def fingerprints(*parts: str | bytes | int) -> Callable[[int, int], str]:
    """`fingerprint` of these parts and two numbers more, for many such pairs.

    >>> fingerprints("a")(1, 20) == fingerprint("a", 1, 20)
    True
    """
    begun = _digest(parts)

    def finish(one: int, two: int) -> str:
        digest = begun.copy()
        first, second = b"%d" % one, b"%d" % two
        digest.update(_LENGTHS[len(first)] + first + _LENGTHS[len(second)] + second)
        return digest.hexdigest()

    return finish


_LENGTHS = tuple(length.to_bytes(8, "big") for length in range(64))
"""What stands in the digest before a number of so many digits."""


def _digest(parts: Iterable[str | bytes | int]) -> blake2b:
    digest = blake2b(digest_size=10)
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest


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
    """What it is: `comment`, `post`, `byline`, `h1`, or why it is furniture."""
    name: str = ""
    """The author of a unit, or who is quoted."""
    answers: int = 0
    """For a unit, the number of the one it answers, 0 for none."""
    number: int = 0
    """For a unit, which of the page it is, from 1."""


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
