"""What commands share: the config option, summaries, tables and progress bars."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stancemark.records import Agreement, Audit, Outlook, Place, Refusal, Score, Summary

if TYPE_CHECKING:  # both are heavy to import, and help needs neither
    from stancemark.annotate.patience import Progress
    from stancemark.annotate.protocol import Studio
    from stancemark.journey import Journey

ConfigPath = Annotated[
    Path, typer.Option("--config", "-c", help="The study's config file.", show_default=True)
]

_SHOWN = 5


def journey(config: Path) -> "Journey":
    """The study of a config file."""
    from stancemark.config import load
    from stancemark.journey import open_study

    return open_study(load(config))


def summary(done: Summary) -> None:
    """One line of counts on standard output; refusals, counted by reason, on standard error."""
    counts = ", ".join(f"{count} {name}" for name, count in done.counts.items())
    typer.echo(f"{done.step}: {counts}")
    for note in done.notes:
        typer.echo(f"  {note}")
    refusals(done.refusals)


def refusals(refused: Sequence[Refusal]) -> None:
    """Every reason with its count, and the first few items of each."""
    counts: Counter[str] = Counter()
    first: dict[str, list[Refusal]] = {}
    for refusal in refused:
        counts[refusal.reason] += refusal.count
        first.setdefault(refusal.reason, []).append(refusal)
    for reason, count in counts.most_common():
        typer.echo(f"  refused {count}: {reason}", err=True)
        shown = first[reason][:_SHOWN]
        for refusal in shown:
            detail = f" ({' '.join(refusal.detail.split())[:120]})" if refusal.detail else ""
            typer.echo(f"    {refusal.item}{detail}", err=True)
        if more := count - sum(refusal.count for refusal in shown):
            typer.echo(f"    and {more} more", err=True)


def notes(counted: Mapping[str, int]) -> None:
    """What was done that the user might not expect, on standard error."""
    for note, count in sorted(counted.items()):
        typer.echo(f"  {count} {note}", err=True)


def agreements(found: Sequence[Agreement]) -> None:
    """A line per question: alpha, its interval, and what it rests on."""
    if not found:
        typer.echo("nothing to compare yet: no judgements")
    for a in found:
        typer.echo(
            f"{_name(a.question, a.target):34} {a.metric:14} {_interval(a.value, a.low, a.high)}"
            f"  {a.items} items, {a.annotators} annotators, {a.left_out} left out{_note(a.note)}"
        )


def scores(found: Iterable[Score]) -> None:
    """A line per question and metric: the score, its interval, and the baseline."""
    for s in found:
        baseline = "" if s.baseline is None else f", baseline {s.baseline:.3f}"
        typer.echo(
            f"{_name(s.question, s.target):34} {s.metric:10} {_interval(s.value, s.low, s.high)}"
            f"{baseline}  {s.items} items, {s.groups} groups apart{_note(s.note)}"
        )


def audits(found: Iterable[Audit]) -> None:
    """A line per question: how many audited answers were wrong, and whether the gate stays open."""
    from stancemark.models.audit import said

    lines = [said(one) for one in found]
    for line in lines or ["no audited answer has come back yet"]:
        typer.echo(line)


def outlooks(found: Iterable[Outlook]) -> None:
    """A line per question: what more labels should bring, or why nobody can say."""
    for o in found:
        what = f"{o.more} more labels than {o.labels}"
        said = "cannot be estimated"
        if o.gain is not None and o.low is not None and o.high is not None:
            said = f"macro_f1 {o.gain:+.3f} [{o.low:+.3f}, {o.high:+.3f}]"
        typer.echo(f"{_name(o.question, o.target):34} {what}: {said}{_note(o.note)}")


def queue(places: Sequence[Place], rounds: int) -> None:
    """How many wait, by whom they were chosen; then a line for each place of the next rounds."""
    waiting = [p for p in places if p.why not in ("begun", "done")]
    over = sum(p.why == "done" for p in places)
    control = sum(p.arm == "control" for p in places)
    typer.echo(
        f"{len(waiting)} passages wait in {len({p.round for p in waiting})} rounds, "
        f"{len(places) - len(waiting) - over} are begun, {over} done; "
        f"{control} never show a suggestion"
    )
    for place in places:
        if place.why != "done" and place.round <= rounds:
            value = "" if place.value is None else f"{place.value:.3f}"
            typer.echo(
                f"{place.rank:6} round {place.round:<3} {place.passage}  {place.why:12} {value:>7}"
                f"  {'no suggestion' if place.arm == 'control' else ''}".rstrip()
            )


def untested(studio: "Studio") -> None:
    """Warn, on standard error, of a Label Studio whose release we have not tried."""
    from stancemark.annotate.protocol import TESTED

    if (release := studio.release()) not in TESTED:
        typer.echo(
            f"{studio.url}: Label Studio {release} is untested; tested: {', '.join(TESTED)}",
            err=True,
        )


def _name(question: str, target: str) -> str:
    return f"{question}: {target}" if target else question or "label"


def _interval(value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return "undefined"
    return f"{value:.3f}" if low is None or high is None else f"{value:.3f} [{low:.3f}, {high:.3f}]"


def _note(note: str) -> str:
    return f"; {note}" if note else ""


@contextmanager
def progress() -> Iterator["Progress"]:
    """A bar with rate on a terminal, nothing where output is piped."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TaskID,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """How many a second."""

        def render(self, task: Task) -> Text:
            """Show nothing until there is a rate."""
            return Text(f"{task.speed:,.0f}/s" if task.speed else "")

    bars = Progress(
        "{task.description}",
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    known: dict[str, TaskID] = {}

    def advance(what: str, done: int, total: int) -> None:
        if what not in known:
            known[what] = bars.add_task(what, total=total)
        bars.update(known[what], completed=done, total=total)

    with bars:
        yield advance
