"""To annotators and back: push, pull, agree, aggregate."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from stancemark.cli import show

Table = Annotated[
    Path | None,
    typer.Argument(help="A table `item, annotator, label` (.csv .jsonl .parquet); else the study."),
]


Offline = Annotated[
    Path | None,
    typer.Option(
        help="A folder of Label Studio's own JSON files, where no script reaches the server."
    ),
]


def add(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (queue, push, pull, agree, aggregate):
        app.command()(command)


def queue(
    config: show.ConfigPath = Path("config.yaml"),
    rounds: Annotated[int, typer.Option(min=1, help="How many rounds to show.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines: every place.")] = False,
) -> None:
    """Decide what to ask next, and show the next round; `push` sends the order."""
    from stancemark import flow

    places = flow.queue(show.journey(config))
    if as_json:
        for place in places:
            typer.echo(json.dumps(asdict(place), ensure_ascii=False))
    else:
        show.queue(places, rounds)


def push(
    config: show.ConfigPath = Path("config.yaml"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan and stop.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="With --dry-run: the plan as JSON.")
    ] = False,
    offline: Offline = None,
) -> None:
    """Send tasks and suggestions to Label Studio: only what it lacks, however often you run it."""
    from stancemark import flow
    from stancemark.annotate.offline import OfflineStudio
    from stancemark.errors import InputError
    from stancemark.journey import connect

    if as_json and not dry_run:
        raise InputError("--json shows the plan of --dry-run; give both")
    journey = show.journey(config)
    studio = OfflineStudio(offline) if offline else connect(journey, dry_run=dry_run)
    show.untested(studio)
    plan = flow.plan_push(journey, studio)
    if as_json:
        typer.echo(json.dumps(plan.facts(), ensure_ascii=False))
        return
    for line in plan.lines():
        typer.echo(f"would {line}" if dry_run else line, err=not dry_run)
    if dry_run and plan.effects:
        plan.effects.check_settled()
    if not dry_run:
        with show.progress() as progress:
            done = flow.push(journey, studio, progress, plan)
        if isinstance(studio, OfflineStudio):
            typer.echo(f"{len(studio.write())} files to import: see HOW-TO.txt in {offline}")
        show.summary(done)


def pull(
    config: show.ConfigPath = Path("config.yaml"),
    full: Annotated[
        bool, typer.Option("--full", help="Read everything, not only what has changed.")
    ] = False,
    offline: Offline = None,
) -> None:
    """Fetch what annotators submitted since the last pull, with exact offsets."""
    from stancemark import flow
    from stancemark.annotate.offline import OfflineStudio
    from stancemark.journey import connect

    journey = show.journey(config)
    studio = OfflineStudio(offline) if offline else connect(journey)
    if isinstance(studio, OfflineStudio):
        studio.check_exported()
    show.untested(studio)
    show.summary(flow.pull(journey, studio, full=full or offline is not None))


def agree(
    table: Annotated[
        Path | None,
        typer.Argument(
            help="A table `item, annotator, label`, or `item, annotator, text, spans`; else the study."
        ),
    ] = None,
    config: show.ConfigPath = Path("config.yaml"),
    level: Annotated[
        Literal["nominal", "ordinal", "interval"],
        typer.Option(help="For a table: how labels relate. A study's codebook says it itself."),
    ] = "nominal",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """Measure agreement: Krippendorff's alpha with a 95 % interval."""
    from stancemark import flow, tabular

    if table is None:
        found = flow.agree(show.journey(config))
    else:
        found, refused = tabular.agree(table, level)
        show.refusals(refused)
    if as_json:
        for agreement in found:
            typer.echo(json.dumps(asdict(agreement), ensure_ascii=False))
    else:
        show.agreements(found)


def aggregate(
    table: Table = None,
    config: show.ConfigPath = Path("config.yaml"),
    method: Annotated[
        Literal["majority"], typer.Option(help="How answers become one.")
    ] = "majority",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="For a table: where to (.csv .jsonl .parquet)."),
    ] = None,
) -> None:
    """Turn several answers into one, with its support and the share of each label."""
    from stancemark import flow, tabular

    del method  # one for now
    if table is None:
        show.summary(flow.aggregate(show.journey(config)))
    else:
        show.summary(tabular.aggregate(table, out))
