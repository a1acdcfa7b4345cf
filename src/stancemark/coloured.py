"""Pages coloured by role and voice, as one HTML page for a person to check segments on.

Every character of every page is there, in order: text that no segment holds stands uncoloured.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import get_args

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from stancemark.records import Document, Role, Segment

ROLES: tuple[Role, ...] = get_args(Role)

_HUES = 6
_UNSHOWABLE = {0: "\u2400"} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
"""What no HTML page can hold: shown as signs of the same length."""


@dataclass(frozen=True, slots=True)
class Unit:
    """An article, post or comment, as it is named at the margin."""

    number: int
    kind: str
    author: str
    parent: int | None
    """The number of the unit it answers, where that stands on the page."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A segment, or text between segments, with what the margin says of it."""

    text: str
    gap: str = ""
    """The white space up to the next stretch."""
    segment: Segment | None = None
    opens: Unit | None = None
    """The unit that begins here, or is taken up again."""
    hue: int | None = None
    """Which colour the outlet has; None for the page's own."""


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a page has a role."""

    role: str
    segments: int
    characters: float
    """The share of the segments' characters, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Page:
    """A document, divided."""

    document: Document
    stretches: tuple[Stretch, ...]
    shares: tuple[Share, ...]
    outlets: tuple[tuple[str, int], ...]
    """The other outlets and people that words are attributed to, each with its colour."""
    units: int


def render(pages: Iterable[tuple[Document, Sequence[Segment]]]) -> Iterator[str]:
    """The HTML page, in pieces: one document is held at a time."""
    template = _environment().get_template("segments.html.j2")
    yield from template.generate(pages=(page(*each) for each in pages), roles=ROLES)


def page(document: Document, segments: Sequence[Segment]) -> Page:
    """A document and its segments, which are in order and apart, as the page shows them."""
    units = _units(segments)
    own = {"", document.outlet}
    outlets = dict.fromkeys(s.outlet for s in segments if s.outlet not in own)
    hues = {outlet: number % _HUES for number, outlet in enumerate(outlets)}
    return Page(
        document,
        tuple(_stretches(document.text, segments, units, hues)),
        tuple(_shares(segments)),
        tuple(hues.items()),
        len(units),
    )


def _units(segments: Iterable[Segment]) -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    firsts = {s.unit: s for s in reversed(list(segments)) if s.unit}
    numbers = {name: n for n, name in enumerate(reversed(firsts), start=1)}
    for name, first in firsts.items():
        parent = numbers.get(first.parent)
        found[name] = Unit(numbers[name], first.kind or "unit", first.author, parent)
    return found


def _stretches(
    text: str, segments: Sequence[Segment], units: dict[str, Unit], hues: dict[str, int]
) -> Iterator[Stretch]:
    ends = [*(s.span.start for s in segments[1:]), len(text)]
    if before := text[: segments[0].span.start if segments else len(text)]:
        yield Stretch(before)
    last = ""
    for segment, end in zip(segments, ends, strict=False):
        opens = units.get(segment.unit) if segment.unit != last else None
        last = segment.unit or last
        rest = text[segment.span.end : end]
        gap = "" if rest.strip() else rest
        yield Stretch(segment.span.of(text), gap, segment, opens, hues.get(segment.outlet))
        if rest and not gap:
            yield Stretch(rest)


def _shares(segments: Sequence[Segment]) -> Iterator[Share]:
    counts = Counter(s.role for s in segments)
    sizes: Counter[str] = Counter()
    for s in segments:
        sizes[s.role] += s.span.end - s.span.start
    for role in ROLES:
        if counts[role]:
            yield Share(role, counts[role], sizes[role] / sizes.total())


def percent(share: float) -> str:
    """A share in percent; some is never none.

    >>> percent(0.004), percent(0.5)
    ('<1%', '50%')
    """
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def exact(text: str) -> Markup:
    r"""Text as markup whose content is that text: line ends are not turned into others.

    >>> exact("a\r\n<b>")
    Markup('a&#13;\n&lt;b&gt;')
    """
    return Markup(str(escape(text.translate(_UNSHOWABLE))).replace("\r", "&#13;"))  # noqa: S704  # escaped just here


def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"exact": exact, "percent": percent}
    return environment


def _source(name: str) -> str:
    return (resources.files("stancemark") / "templates" / name).read_text(encoding="utf-8")
