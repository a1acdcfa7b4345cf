"""Who says what inside a text."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from stancemark.records.texts import Span

SourceKind = Literal[
    "named_person", "named_org", "document_data", "role_anonymous", "vague_collective", "none",
    "self", "other_outlet",
]  # fmt: skip
"""What kind of source something is attributed to; `none` where nobody is named at all."""

VoiceKind = Literal["author", "commenter", "embedded_document", "quoted", "paraphrased", "mixed"]
"""Who is responsible for a sentence; `mixed` where it is shared between two of them."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words that a text gives to a source. No part of it overlaps another."""

    document: str
    source: tuple[Span, ...]
    """Who it comes from; empty where nobody is named ("reportedly")."""
    cue: tuple[Span, ...]
    """The words that signal it: "said", "according to", "his claim"."""
    content: tuple[Span, ...]
    """What is attributed, in order; a quotation with its marks."""
    kind: SourceKind
    states: bool = True
    """Whether the content is a statement (said, thought, shown), not an act or a wish (wants)."""
    mention: Span | None = None
    """The fullest earlier mention of the source: whom "he", or a surname, stands for."""

    def __post_init__(self) -> None:
        spans = sorted((*self.source, *self.cue, *self.content))
        if any(one.end > other.start for one, other in pairwise(spans)):
            raise ValueError("the parts of an attribution overlap")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks in a sentence."""

    document: str
    span: Span
    voice: VoiceKind
    speaker: str = ""
    """The source's fullest mention, or the outlet or author whose segment it stands in."""
    kind: SourceKind | None = None
    """The kind of source; None where it is the segment's own voice."""
    depth: int = 0
    """Depth of quoting: a source quoted by a pasted outlet is 2; at most 3."""
    outlet: str = ""
    """The outlet whose paste the sentence stands in."""
