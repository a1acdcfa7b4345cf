"""Pages coloured by role and voice, as one HTML page for a person to check segments on.

Every character of every page is there, in order: text that no segment holds stands uncoloured.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import NamedTuple, TypeVar, get_args

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from stancemark.records import Attribution, Document, Role, Segment, Span, Voice
from stancemark.tasks.attribution import voices

Checked = tuple[Document, Sequence[Segment], Sequence[Attribution]]
"""A document, its segments in order and apart, and who says what in them."""

ROLES: tuple[Role, ...] = get_args(Role)

T = TypeVar("T")

_HUES = 6
_LONGEST = 160
"""Characters of a speaker's description that are shown."""
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


class Piece(NamedTuple):
    """Words that signal an attribution, or others."""

    text: str
    sign: str = ""
    """`source`, `cue` or nothing."""


class Run(NamedTuple):
    """A sentence that a source is given for, or text between such sentences."""

    pieces: tuple[Piece, ...]
    voice: Voice | None = None
    """None where it is the segment's own."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A segment, or text between segments, with what the margin says of it."""

    runs: tuple[Run, ...]
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
    voices: tuple[tuple[str, int], ...]
    """The number of sentences of each voice, most frequent first."""
    outlets: tuple[tuple[str, int], ...]
    """The other outlets and people that words are attributed to, each with its colour."""
    units: int


def render(pages: Iterable[Checked]) -> Iterator[str]:
    """The HTML page, in pieces: one document is held at a time."""
    template = _environment().get_template("segments.html.j2")
    yield from template.generate(pages=(page(*each) for each in pages), roles=ROLES)


def page(document: Document, segments: Sequence[Segment], said: Sequence[Attribution]) -> Page:
    """What is shown of a document: its segments, in order and apart, and who says what in them."""
    units = _units(segments)
    own = {"", document.outlet}
    outlets = dict.fromkeys(s.outlet for s in segments if s.outlet not in own)
    hues = {outlet: number % _HUES for number, outlet in enumerate(outlets)}
    spoken = voices(document, segments, said)
    marks = _Marks(document.text, spoken, said)
    return Page(
        document,
        tuple(_stretches(marks, segments, units, hues)),
        tuple(_shares(segments)),
        tuple(Counter(map(_counted, spoken)).most_common()),
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


class _Marks:
    """A text with the sentences of its sources, and the words that tell so, in order and apart."""

    def __init__(self, text: str, spoken: Iterable[Voice], said: Iterable[Attribution]) -> None:
        self.text = text
        self.voices = [(voice.span, voice) for voice in spoken if voice.kind is not None]
        self.signs = _signs(said)

    def runs(self, span: Span) -> Iterator[Run]:
        """A stretch of the text, sentence by sentence where a source is given."""
        for part, voice in _divided(span, self.voices):
            pieces = (Piece(s.of(self.text), sign or "") for s, sign in _divided(part, self.signs))
            yield Run(tuple(pieces), voice)


def _signs(said: Iterable[Attribution]) -> list[tuple[Span, str]]:
    """Sources and cues of others' statements; where two overlap, each character goes to one."""
    told = [one for one in said if one.states and one.kind != "self"]
    found = [(span, "cue") for one in told for span in one.cue]
    found += [(span, "source") for one in told for span in one.source]
    apart: list[tuple[Span, str]] = []
    upto = 0
    for span, sign in sorted(found):
        if span.end > upto:
            apart.append((Span(max(span.start, upto), span.end), sign))
            upto = span.end
    return apart


def _divided(span: Span, marks: Sequence[tuple[Span, T]]) -> Iterator[tuple[Span, T | None]]:
    """A stretch cut at the marks in it, which are in order and apart; None between them."""
    first = bisect_right(marks, span.start, key=lambda mark: mark[0].end)
    end = bisect_left(marks, span.end, key=lambda mark: mark[0].start)
    upto = span.start
    for where, mark in marks[first:end]:
        start, stop = max(where.start, span.start), min(where.end, span.end)
        if upto < start:
            yield Span(upto, start), None
        yield Span(start, stop), mark
        upto = stop
    if upto < span.end:
        yield Span(upto, span.end), None


def _counted(voice: Voice) -> str:
    """What a sentence is counted as."""
    if voice.voice == "quoted" and voice.kind is None:
        return "quoted as a block"
    return voice.voice.replace("_", " ")


def _stretches(
    marks: _Marks, segments: Sequence[Segment], units: dict[str, Unit], hues: dict[str, int]
) -> Iterator[Stretch]:
    text = marks.text
    ends = [*(s.span.start for s in segments[1:]), len(text)]
    if before := text[: segments[0].span.start if segments else len(text)]:
        yield Stretch(_plain(before))
    last = ""
    for segment, end in zip(segments, ends, strict=False):
        opens = units.get(segment.unit) if segment.unit != last else None
        last = segment.unit or last
        rest = text[segment.span.end : end]
        gap = "" if rest.strip() else rest
        runs = tuple(marks.runs(segment.span))
        yield Stretch(runs, gap, segment, opens, hues.get(segment.outlet))
        if rest and not gap:
            yield Stretch(_plain(rest))


def _plain(text: str) -> tuple[Run, ...]:
    return (Run((Piece(text),)),)


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


def whose(voice: Voice) -> str:
    """Who speaks in a sentence, in words.

    >>> whose(Voice("d", Span(3, 9), "quoted", "Ann Lee, its head,", "named_person", 2))
    'quoted: Ann Lee, its head (named person), depth 2, characters 3 to 9'
    >>> whose(Voice("d", Span(3, 9), "mixed", kind="none", depth=1))
    'mixed: nobody named, depth 1, characters 3 to 9'
    """
    speaker = " ".join(voice.speaker[:_LONGEST].split()).rstrip(",")
    if len(voice.speaker) > _LONGEST:
        speaker += "…"
    kind = "" if voice.kind in (None, "none") else f" ({str(voice.kind).replace('_', ' ')})"
    place = f"depth {voice.depth}, characters {voice.span.start} to {voice.span.end}"
    return f"{voice.voice}: {speaker or 'nobody named'}{kind}, {place}"


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
    environment.filters |= {"exact": exact, "percent": percent, "whose": whose}
    return environment


def _source(name: str) -> str:
    return (resources.files("stancemark") / "templates" / name).read_text(encoding="utf-8")
