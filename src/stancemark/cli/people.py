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


def add(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (push, pull, agree, aggregate):
        app.command()(command)


def push(
    config: show.ConfigPath = Path("config.yaml"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan and stop.")] = False,
) -> None:
    """Send tasks and suggestions to Label Studio: only what it lacks, however often you run it."""
    from stancemark import flow
    from stancemark.journey import connect

    journey = show.journey(config)
    if dry_run:
        plan = flow.plan_push(journey, connect(journey, dry_run=True))
        for line in plan.lines():
            typer.echo(f"would {line}")
        if plan.effects:
            plan.effects.check_settled()
        return
    with show.progress() as progress:
        done = flow.push(journey, connect(journey), progress)
    show.summary(done)


def pull(config: show.ConfigPath = Path("config.yaml")) -> None:
    """Fetch what annotators submitted, with exact offsets."""
    from stancemark import flow
    from stancemark.journey import connect

    journey = show.journey(config)
    show.summary(flow.pull(journey, connect(journey)))


def agree(
    table: Table = None,
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
