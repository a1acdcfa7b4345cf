"""Words of others that no source line claims as far as rules know, or one that is none, where the network is surer."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby

from stancemark.records import Span
from stancemark.tasks.segment.called import called
from stancemark.tasks.segment.crediting import is_same
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.network import Told
from stancemark.tasks.segment.outlets import is_outlet, tidy
from stancemark.tasks.segment.phrases import NAME
from stancemark.tasks.segment.signed import SOURCE, Name, mentions, names
from stancemark.tasks.segment.turns import Unit

_SURE, _LIKELY = 0.8, 0.6
"""How probably paragraphs are of repeated words on the whole, and each of them."""
_WORDS = 20
"""How many words are claimed at least."""
_PART, _CORE = 0.15, 0.6
"""From which probability on words are part of the name of a source, and one of them at least."""
_NONE = 0.3
"""Below which probability a name that rules found is none of a source."""
_ABOVE, _BELOW, _FARTHER = 6, 3, 0.05
"""How many lines above and below repeated words their source is named, and what each line that it is farther off takes from its probability."""
_NAMES = re.compile(NAME)

Sources = Sequence[tuple[int, Name]]
"""Names of sources, each with its line."""


def claim(told: Told, text: str, groups: Sequence[tuple[Unit, list[Piece]]]) -> None:
    """Set role, depth and outlet of the words of units that others' fill, where they have none or one that is no source."""
    known = names(told, text, SOURCE, least=_PART, core=_CORE)
    sources = [(told.line(name.start), name) for name in known]
    for _, pieces in groups:
        _credit_anew(told, text, sources, pieces)
        _spell_out(told, text, sources, pieces)
        for run in _runs(told, pieces):
            source = _source(told, sources, run)
            name = called(text, source) if source else _announced(pieces, run[0])
            for piece in run:
                piece.role = "wire_copy" if piece.role == "body" else piece.role
                piece.depth, piece.outlet = 1, name


def _announced(pieces: Sequence[Piece], first: Piece) -> str:
    """The one outlet that its author names, by its form, in the paragraph right above what is repeated from somebody."""
    at = bisect_left(pieces, first.span.start, key=lambda piece: piece.span.start)
    above = next((piece for piece in reversed(pieces[:at]) if piece.role != "boilerplate"), None)
    said = above.text if above is not None and above.role == "body" and not above.depth else ""
    names = {tidy(match[0]) for match in _NAMES.finditer(said)}
    known = [name for name in names if is_outlet(name)]
    return known[0] if len(known) == 1 else ""


def _credit_anew(told: Told, text: str, sources: Sources, pieces: Sequence[Piece]) -> None:
    """Give words that are repeated the source that the network sees near them, where that which they have is none."""
    kept = [piece for piece in pieces if piece.role != "boilerplate"]
    for (depth, outlet), group in groupby(kept, key=lambda piece: (piece.depth, piece.outlet)):
        run = list(group)
        quoted = all(piece.role == "quote_block" for piece in run)
        if depth != 1 or quoted or is_outlet(outlet):
            continue
        source = _source(told, sources, run)
        if source and _chance(told, text, outlet, run) < _NONE:
            name = called(text, source)
            for piece in run:
                piece.outlet = name


def _spell_out(told: Told, text: str, sources: Sources, pieces: Sequence[Piece]) -> None:
    """Call the source of words by the name that a line above them has in full, rather than by its letters or its address."""
    kept = [piece for piece in pieces if piece.depth == 1 and piece.outlet]
    for outlet, group in groupby(kept, key=lambda piece: piece.outlet):
        run = list(group)
        first, _ = _lines(told, run)
        full = [
            name
            for line, source in sources
            if first - _ABOVE <= line <= first
            if _is_longer(name := called(text, source), outlet) and is_same(name, outlet)
        ]
        for piece in run if full and " " not in outlet else ():
            piece.outlet = full[-1]


def _chance(told: Told, text: str, name: str, run: Sequence[Piece]) -> float:
    """How probable the likeliest mention of a name in some pieces, or as near them as sources are named, is one of a source."""
    first, last = _lines(told, run)
    ends = [*told.at[1:], len(text)]
    near = Span(told.at[max(first - _ABOVE, 0)], ends[min(last + _BELOW, len(ends) - 1)])
    chances = (of.max() for of in mentions(told, text, name, near, SOURCE))
    return float(max(chances, default=0.0))


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


def _is_longer(name: str, outlet: str) -> bool:
    """Whether a name says more than the letters or the address of an outlet."""
    return " " in name or ("." in outlet and "." not in name)


def _lines(told: Told, run: Sequence[Piece]) -> tuple[int, int]:
    """The first and the last line of some pieces."""
    return told.line(run[0].span.start), told.line(run[-1].span.end - 1)


def _source(told: Told, sources: Sources, run: Sequence[Piece]) -> Name | None:
    """The name by which the source of repeated words is likeliest called, of some with their lines."""
    first, last = _lines(told, run)
    near = [
        (source.chance - _FARTHER * max(first - line, line - last, 0), source)
        for line, source in sources
        if first - _ABOVE <= line <= last + _BELOW
    ]
    return max(near)[1] if near else None
