"""Where the marks of a chart stand, in percent of its box; the template draws them.

Percentages let a chart grow with the page while its lines and letters keep their size.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from left to right."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def at(self, value: float) -> str:
        """The place of a value; what lies beyond an end stands at the end.

        >>> Axis(-0.2, 1.0, ()).at(0.4), Axis(-0.2, 1.0, ()).at(-0.9)
        ('50.00%', '0.00%')
        """
        return percent(self._share(value))

    def up(self, value: float) -> str:
        """The place of a value on a scale from the bottom up.

        >>> Axis(0.0, 1.0, ()).up(0.25)
        '75.00%'
        """
        return percent(1 - self._share(value))

    def _share(self, value: float) -> float:
        inside = min(max(value, self.low), self.high)
        return (inside - self.low) / (self.high - self.low)


ALPHA = Axis(-0.2, 1.0, (-0.2, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0))
SHARE = Axis(0.0, 1.0, (0.0, 0.2, 0.4, 0.6, 0.8, 1.0))


@dataclass(frozen=True, slots=True)
class Line:
    """A dot with its whisker, next to what it is and what it means."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    ask: str = ""
    detail: str = ""
    """What the number rests on."""
    verdict: str = ""
    """What it means, in words."""
    note: str = ""
    tick: float | None = None
    """What the number is held against."""
    weak: bool = False
    """Drawn hollow: it does not clear its tick."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart."""

    name: str
    count: int
    share: float
    """Of all that the chart counts."""
    length: str
    """Of the longest bar."""
    hollow: bool = False
    """Something else than the other rows: a tie, an absence."""


@dataclass(frozen=True, slots=True)
class Column:
    """One bin of a histogram, both ends included."""

    first: int
    last: int
    count: int
    edge: str
    left: str
    middle: str
    width: str
    top: str
    height: str


def percent(share: float) -> str:
    """A share as a length in SVG."""
    return f"{100 * share:.2f}%"


def bars(counts: Mapping[str, int], hollow: Iterable[str] = ()) -> tuple[Bar, ...]:
    """A bar for each name, in the order given."""
    total, longest = sum(counts.values()), max(counts.values(), default=0)
    apart = set(hollow)
    return tuple(
        Bar(
            name,
            count,
            count / total if total else 0.0,
            percent(count / longest if longest else 0.0),
            name in apart,
        )
        for name, count in counts.items()
    )


def by_count(names: Iterable[str]) -> dict[str, int]:
    """How often each name occurs, most frequent first, then by name.

    >>> by_count(["b", "a", "c", "a", "b"])
    {'a': 2, 'b': 2, 'c': 1}
    """
    return dict(sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0])))


def histogram(values: Sequence[int], most: int = 14) -> tuple[Column, ...]:
    """Whole numbers ≥ 0 in bins of one round width, at most `most` of them, from 0 on.

    >>> [(c.first, c.last, c.count) for c in histogram([3, 12, 14], most=2)]
    [(0, 9, 1), (10, 19, 2)]
    """
    if not values:
        return ()
    width = _round_width(max(values) + 1, most)
    counts = Counter(value // width for value in values)
    number, highest = max(counts) + 1, max(counts.values())
    return tuple(
        Column(
            first=i * width,
            last=(i + 1) * width - 1,
            count=counts[i],
            edge=percent(i / number),
            left=percent((i + 0.05) / number),
            middle=percent((i + 0.5) / number),
            width=percent(0.9 / number),
            top=percent(1 - counts[i] / highest),
            height=percent(counts[i] / highest),
        )
        for i in range(number)
    )


def _round_width(reach: int, most: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50… that covers `reach` in `most` bins."""
    scale = 1
    while True:
        for step in (scale, 2 * scale, 5 * scale):
            if step * most >= reach:
                return step
        scale *= 10
