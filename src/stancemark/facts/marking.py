"""A passage's text, divided wherever a mark begins or ends, so that marks may nest and overlap."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from stancemark.facts.material import plain, span_question
from stancemark.records import Codebook, Passage, Region, Span

Layer = Sequence[Sequence[Span]]
"""The spans of one label, an entry for each annotator, in the passage's code points."""

STYLES = 6
"""Ways to mark a label; the seventh looks like the first, and its name tells them apart."""


@dataclass(frozen=True, slots=True)
class Key:
    """How a label is marked."""

    label: str
    rule: str
    style: int


@dataclass(frozen=True, slots=True)
class Mark:
    """One label on one piece of text."""

    label: str
    style: int
    people: int
    """How many marked this piece."""
    most: bool
    """Whether they are more than half."""
    opens: int
    """Where a marked stretch begins, how many marked any of it; 0 further on."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, all of it marked alike."""

    text: str
    marks: tuple[Mark, ...] = ()


def key(codebook: Codebook) -> tuple[Key, ...]:
    """Every span label of a codebook, and how it is marked."""
    question = span_question(codebook)
    labels = question.labels if question else ()
    return tuple(
        Key(plain(label.value), label.rule, place % STYLES) for place, label in enumerate(labels)
    )


def pieces(
    passage: Passage, marked: Sequence[Iterable[Region]], labels: Sequence[str]
) -> tuple[Piece, ...]:
    """The text of a passage in pieces that are marked alike; joined, they are the text.

    `marked` holds the regions of each annotator, `labels` the order in which marks nest. Whatever
    a region covers outside the passage is left aside.
    """
    layers = [_layer(passage, marked, label) for label in labels]
    edges = {0, len(passage.text)}
    edges |= {edge for layer in layers for own in layer for s in own for edge in (s.start, s.end)}
    stretches = [Span(start, end) for start, end in pairwise(sorted(edges))]
    return tuple(
        Piece(
            stretch.of(passage.text),
            tuple(
                _mark(plain(label), place % STYLES, layer, stretch)
                for place, (label, layer) in enumerate(zip(labels, layers, strict=True))
                if _people(layer, stretch.start)
            ),
        )
        for stretch in stretches
    )


def _layer(passage: Passage, marked: Iterable[Iterable[Region]], label: str) -> list[list[Span]]:
    """What each annotator marked with a label, in the passage's code points."""
    return [list(_within(passage, (r.span for r in own if r.label == label))) for own in marked]


def _within(passage: Passage, spans: Iterable[Span]) -> Iterator[Span]:
    whole = passage.span
    for span in spans:
        if span.overlaps(whole):
            inside = Span(max(span.start, whole.start), min(span.end, whole.end))
            yield inside.moved(-whole.start)


def _mark(label: str, style: int, layer: Layer, stretch: Span) -> Mark:
    people = _people(layer, stretch.start)
    begun = stretch.start > 0 and _people(layer, stretch.start - 1) > 0
    opens = 0 if begun else _touching(layer, stretch.start)
    return Mark(label, style, people, 2 * people > len(layer), opens)


def _people(layer: Layer, place: int) -> int:
    """How many marked the character at a place."""
    return sum(any(span.start <= place < span.end for span in own) for own in layer)


def _touching(layer: Layer, start: int) -> int:
    """How many marked any of the stretch that begins at a place."""
    end = start
    for span in sorted(span for own in layer for span in own):
        if start <= span.start <= end:
            end = max(end, span.end)
    return sum(any(start <= span.start < end for span in own) for own in layer)
