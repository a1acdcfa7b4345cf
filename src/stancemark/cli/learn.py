"""Labels to models and back to labels: train, evaluate, prelabel."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from stancemark.cli import show

Table = Annotated[
    Path | None,
    typer.Argument(
        help="A table `id, text, label` or `id, text, spans` (and `target, outlet`); else the study."
    ),
]
Kind = Annotated[
    Literal["choice", "stance", "spans"],
    typer.Option(help="For a table. stance: apart by `target`; spans: `spans`, not `label`."),
]
Family = Annotated[Literal["linear"], typer.Option(help="The model family.")]
Seed = Annotated[int, typer.Option(help="For a table: every random choice follows from it.")]


def add(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (train, evaluate, prelabel):
        app.command()(command)


def train(
    table: Table = None,
    config: show.ConfigPath = Path("config.yaml"),
    kind: Kind = "choice",
    family: Family = "linear",
    out: Annotated[Path, typer.Option(help="For a table: the model's folder.")] = Path("model"),
    seed: Seed = 7,
) -> None:
    """Fit a classifier for each question that has enough labels."""
    from stancemark import flow, tabular

    del family  # one for now
    if table is None:
        show.summary(flow.train(show.journey(config)))
    else:
        show.summary(tabular.train(table, out, kind=kind, seed=seed))


def evaluate(
    table: Table = None,
    config: show.ConfigPath = Path("config.yaml"),
    kind: Kind = "choice",
    folds: Annotated[int, typer.Option(min=2, help="For a table: folds, disjoint by outlet.")] = 5,
    seed: Seed = 7,
    more: Annotated[
        int, typer.Option(min=0, help="For the study: also what so many more labels should bring.")
    ] = 0,
) -> None:
    """Score models on outlets they have not seen, with intervals, beside the majority baseline."""
    from stancemark import flow, tabular
    from stancemark.errors import InputError

    if more and table is not None:
        raise InputError("--more is for the study: leave the table out")
    if table is None:
        journey = show.journey(config)
        show.scores(flow.evaluate(journey))
        if more:
            show.outlooks(flow.outlook(journey, more))
    else:
        found, refused = tabular.evaluate(table, kind=kind, folds=folds, seed=seed)
        show.refusals(refused)
        show.scores(found)


def prelabel(
    table: Annotated[
        Path | None, typer.Argument(help="A table `id, text` (and `target`); else the study.")
    ] = None,
    config: show.ConfigPath = Path("config.yaml"),
    model: Annotated[Path, typer.Option(help="For a table: the model's folder.")] = Path("model"),
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="For a table: where to (.csv .jsonl .parquet)."),
    ] = None,
) -> None:
    """Let the trained models answer for new text, with probabilities."""
    from stancemark import flow, tabular
    from stancemark.errors import InputError

    if table is None:
        show.summary(flow.prelabel(show.journey(config)))
    elif out is None:
        raise InputError("--out is missing: name the file for the predictions")
    else:
        show.summary(tabular.prelabel(table, model, out))
