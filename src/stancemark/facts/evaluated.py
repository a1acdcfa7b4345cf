"""An evaluation as a page shows it: lines of intervals, points of plots, tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stancemark.facts.findings import METRICS, against_baseline
from stancemark.facts.plots import SHARE, Line, percent
from stancemark.records import Evaluation, Measure, Probe, Reliability, Score

Title = Callable[[str, str], str]
"""What a question and its target are called."""


@dataclass(frozen=True, slots=True)
class Row:
    """One score in the table."""

    metric: str
    score: Score
    better: str
    """Than the baseline: in words."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a plot, in percent of its box."""

    x: str
    y: str
    size: float
    """Radius in pixels."""
    says: str
    low: str = ""
    high: str = ""
    """The ends of its whisker; nothing without one."""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """All there is to show of one question."""

    id: str
    title: str
    of: Evaluation
    rows: tuple[Row, ...]
    lot: tuple[Row, ...]
    headline: tuple[Line, ...]
    """Unseen groups, random rows and rivals, for the plot."""
    told: tuple[Line, ...]
    """Of the outlet probe."""
    reliability: tuple[Dot, ...]
    curve: tuple[Dot, ...]


def examined(found: Sequence[Evaluation], title: Title) -> tuple[Examined, ...]:
    """Every question, in the order given."""
    return tuple(_examined(f"q{number}", one, title) for number, one in enumerate(found, start=1))


def _examined(name: str, one: Evaluation, title: Title) -> Examined:
    return Examined(
        id=name,
        title=title(one.question, one.target),
        of=one,
        rows=_rows(one, one.scores),
        lot=_rows(one, one.lot),
        headline=tuple(_headline(one)),
        told=_told(one.probe) if one.probe else (),
        reliability=_bins(one.reliability) if one.reliability else (),
        curve=_curve(one),
    )


def _rows(one: Evaluation, scores: Sequence[Score]) -> tuple[Row, ...]:
    """Of each score; that of a span label is called by it."""
    rows = []
    for s in scores:
        metric = METRICS.get(s.metric, s.metric.replace("_", " "))
        if (s.question, s.target) != (one.question, one.target):
            metric = f"{s.target or s.question}: {metric}"
        rows.append(Row(metric, s, against_baseline(s)))
    return tuple(rows)


def _headline(one: Evaluation) -> list[Line]:
    """Macro F1 of the model and of those that see less."""
    score = next((s for s in one.scores if s.metric == "macro_f1"), None)
    if score is None or score.value is None:
        return []
    seen = f"no {one.unit} on both sides" if one.by != "time" else "earlier examples train"
    lines = [_line("the model", Measure(score.value, score.low, score.high), seen)]
    if one.gap:
        lines.append(
            _line(
                "the model, rows dealt at random",
                one.gap.random,
                f"{one.unit}s on both sides; not a score",
                hollow=True,
            )
        )
    for rival in one.rivals:
        ahead = rival.ahead
        says = ""
        if ahead.low is not None and ahead.high is not None:
            says = "the model is better" if ahead.low > 0 else "the model is not clearly better"
        lines.append(_line(rival.name, rival.apart, verdict=says))
        if rival.name == "outlet only" and rival.random.value is not None:
            lines.append(_line("outlet only, rows dealt at random", rival.random, hollow=True))
    return lines


def _line(
    name: str, m: Measure, detail: str = "", verdict: str = "", *, hollow: bool = False
) -> Line:
    return Line(name, m.value, m.low, m.high, detail=detail, verdict=verdict, weak=hollow)


def _told(probe: Probe) -> tuple[Line, ...]:
    """Accuracy of telling the outlet, held against the most frequent one."""
    found = []
    for name, m, detail in (
        ("from the text", probe.accuracy, f"{probe.items:,} texts of {probe.outlets} outlets"),
        ("with names blanked", probe.masked, f"names in {probe.blanked:,} texts"),
    ):
        weak = m.low is None or m.low <= probe.majority
        verdict = "" if m.value is None else "cannot be told" if weak else "can be told"
        note = "" if m.value is not None else "no name of an outlet was found in the texts"
        found.append(
            Line(
                name,
                m.value,
                m.low,
                m.high,
                detail=detail,
                verdict=verdict,
                note=note,
                tick=probe.majority,
                weak=weak,
            )
        )
    return tuple(found)


def _bins(found: Reliability) -> tuple[Dot, ...]:
    """Probability to the right, share of right answers upwards; larger for more answers."""
    most = max(b.count for b in found.bins)
    return tuple(
        Dot(
            SHARE.at(b.probability),
            SHARE.up(b.right),
            2 + 4 * (b.count / most) ** 0.5,
            f"{b.count:,} answers at {b.probability:.2f}: {b.right:.2f} right",
        )
        for b in found.bins
    )


def _curve(one: Evaluation) -> tuple[Dot, ...]:
    """Labels to the right from 0, macro F1 upwards."""
    most = max((p.labels for p in one.curve), default=0)
    return tuple(
        Dot(
            percent(0.95 * p.labels / most),
            SHARE.up(p.score.value),
            4,
            f"{p.labels:,} labels: {p.score.value:.2f}",
            "" if p.score.low is None else SHARE.up(p.score.low),
            "" if p.score.high is None else SHARE.up(p.score.high),
            f"{p.labels:,}",
        )
        for p in one.curve
        if p.score.value is not None
    )
