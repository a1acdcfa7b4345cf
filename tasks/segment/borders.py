"""Where marks divide a block: a name, a date and a button may stand in one line."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from stancemark.records import Mark, Span


def divided(
    text: str, blocks: Iterable[tuple[Span, int]], outline: Sequence[Mark]
) -> Iterator[tuple[Span, int]]:
    """The blocks, each cut where a mark begins or ends inside it; the gap above a rest is 0."""
    borders = sorted({border for mark in outline for border in (mark.span.start, mark.span.end)})
    for span, gap in blocks:
        inside = borders[bisect_right(borders, span.start) : bisect_left(borders, span.end)]
        for start, end in zip((span.start, *inside), (*inside, span.end), strict=True):
            stretch = text[start:end]
            if stretch.strip():
                left = start + len(stretch) - len(stretch.lstrip())
                yield Span(left, left + len(stretch.strip())), gap if start == span.start else 0
