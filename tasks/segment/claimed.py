"""Words of others that no source line claims as far as rules know, where the network is sure that they are repeated."""

from collections.abc import Iterator, Sequence

from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.network import Told
from stancemark.tasks.segment.signed import SOURCE, Name, names
from stancemark.tasks.segment.turns import Unit

_SURE, _LIKELY = 0.8, 0.6
"""How probably a paragraph is of repeated words, and those beside it."""
_WORDS = 20
"""How many words are claimed at least."""
_PART, _CORE = 0.15, 0.6
"""From which probability on words are part of the name of a source, and one of them at least."""
_ABOVE, _BELOW, _FARTHER = 4, 3, 0.1
"""How many lines above and below repeated words their source is named, and what each line that it is farther off takes from its probability."""


def claim(told: Told, text: str, groups: Sequence[tuple[Unit, list[Piece]]]) -> None:
    """Set role, depth and outlet of the words of units that others' fill, where they have none."""
    known = names(told, SOURCE, least=_PART, core=_CORE)
    sources = [(told.line(name.start), name) for name in known]
    for _, pieces in groups:
        for run in _runs(told, pieces):
            source = _source(told, sources, run)
            for piece in run:
                piece.role = "wire_copy" if piece.role == "body" else piece.role
                piece.depth, piece.outlet = 1, text[source.start : source.end] if source else ""


def _runs(told: Told, pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The pieces in a row that are likely repeated, and surely on the whole, from one with text to the last."""
    run: list[Piece] = []
    for piece in [*pieces, None]:
        if piece is not None and piece.role == "boilerplate":
            continue
        if piece is not None and piece.depth == 0 and told.mean(told.quoted, piece.span) > _LIKELY:
            run.append(piece)
            continue
        said = [p for p in run if p.role == "body"]
        words = sum(p.words for p in said)
        if (
            words >= _WORDS
            and sum(told.mean(told.quoted, p.span) * p.words for p in said) > _SURE * words
        ):
            yield run
        run = []


def _source(told: Told, sources: Sequence[tuple[int, Name]], run: Sequence[Piece]) -> Name | None:
    """The name by which the source of repeated words is likeliest called, of some with their lines."""
    first, last = told.line(run[0].span.start), told.line(run[-1].span.end - 1)
    near = [
        (source.chance - _FARTHER * max(first - line, line - last, 0), source)
        for line, source in sources
        if first - _ABOVE <= line <= last + _BELOW
    ]
    return max(near)[1] if near else None
