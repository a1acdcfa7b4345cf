"""Labels to models and back to labels: train, evaluate, prelabel."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import typer

from stancemark.cli import evaluations, show

ENCODER = "sentence-transformers/all-MiniLM-L6-v2"
"""As in `stancemark.config`, which is heavy to import."""

Table = Annotated[
    Path | None,
    typer.Argument(
        help="A table `id, text, label` or `id, text, spans` (and `target, outlet`); else the study."
    ),
]
Kind = Annotated[
    Literal["choice", "ordinal", "stance", "spans"],
    typer.Option(
        help="For a table. ordinal: numbers; stance: to a `target`; spans: `spans`, not `label`."
    ),
]
Family = Annotated[
    Literal["linear", "encoder", "finetune", "blend"],
    typer.Option(
        help="For a table. linear: n-grams; encoder: embeddings (none for spans); finetune: trains the encoder; blend: the mean of all."
    ),
]
Encoder = Annotated[
    str, typer.Option(help="For a table, all but linear: a Hugging Face id or a folder.")
]
Accept = Annotated[
    float | None,
    typer.Option(
        help="For a table: also find a gate, which accepts answers of which at most this share is "
        "wrong (0.05, say); costs five more fits."
    ),
]
Confidence = Annotated[
    float, typer.Option(help="For a table, with --accept: how sure that promise is.")
]
Seed = Annotated[int, typer.Option(help="For a table: every random choice follows from it.")]


def add(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (train, evaluate, prelabel, audit):
        app.command()(command)


def train(  # noqa: PLR0913 - one parameter for each flag
    table: Table = None,
    config: show.ConfigPath = Path("config.yaml"),
    kind: Kind = "choice",
    family: Family = "linear",
    encoder: Encoder = ENCODER,
    out: Annotated[Path, typer.Option(help="For a table: the model's folder.")] = Path("model"),
    seed: Seed = 7,
    accept: Accept = None,
    confidence: Confidence = 0.9,
) -> None:
    """Fit a classifier for each question that has enough labels, and say what it may answer alone."""
    from stancemark import flow, tabular

    if table is None:
        show.summary(flow.train(show.journey(config)))
    else:
        recipe = tabular.Recipe(
            family=family,
            encoder=encoder,
            seed=seed,
            accept=None if accept is None else tabular.promise(accept, confidence),
        )
        show.summary(tabular.train(table, out, kind=kind, recipe=recipe))


def evaluate(  # noqa: PLR0913 - one parameter for each flag
    table: Table = None,
    config: show.ConfigPath = Path("config.yaml"),
    kind: Kind = "choice",
    family: Family = "linear",
    encoder: Encoder = ENCODER,
    by: Annotated[
        Literal["outlet", "document", "time"] | None,
        typer.Option(
            help="What folds keep apart. time: later rows test what earlier ones taught.  "
            "[default: outlets where two are named, else documents; for the study, models.by]"
        ),
    ] = None,
    group: Annotated[
        str, typer.Option(help="For a table: the column that stands for the outlet: event, author…")
    ] = "",
    date: Annotated[
        str, typer.Option(help="For a table, with --by time: the column of dates.")
    ] = "date",
    folds: Annotated[
        int | None,
        typer.Option(
            min=2, help="More than can be are refused.  [default: 5; for the study, models.folds]"
        ),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Scores only: no random split, rivals or outlet probe.")
    ] = False,
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help="The learning curve too: 13 more models a fold. Of spans: gap and probe, 2 more.",
        ),
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(help="Write the page here too: the study's is evaluation.html in its folder."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines: everything.")] = False,
    seed: Seed = 7,
    more: Annotated[
        int, typer.Option(min=0, help="For the study: also what so many more labels should bring.")
    ] = 0,
) -> None:
    """Score models on outlets they have not seen, and say what a random split would have promised.

    Beside the scores stand models that see less, whether the outlet can be told from the text, and whether
    probabilities mean what they say. Ends with exit code 1 and a warning where the model learns the outlet.
    """
    from stancemark import evaluation, flow, learning, tabular
    from stancemark.report import render_evaluation
    from stancemark.store import write_text

    study = table is None
    _refuse(
        {
            "--quick and --full contradict each other; give one": quick and full,
            "--json and --more: give one; --more prints lines": as_json and more,
            "--more is for the study: leave the table out": more and not study,
            "--group names a column of a table; the study has outlets": group and study,
            "--date names a column of a table, for --by time": date != "date"
            and (by != "time" or study),
        }
    )
    depth: Literal["quick", "usual", "full"] = "quick" if quick else "full" if full else "usual"
    wanted = evaluation.Wanted(by=by, group=group, date=date, folds=folds, depth=depth)
    if table is None:
        journey = show.journey(config)
        found = flow.evaluate(journey, wanted)
        pages = [journey.study.folder / "evaluation.html"]
        name, codebook = journey.setup.config.study.name, journey.codebook
    else:
        recipe = tabular.Recipe(family=family, encoder=encoder, seed=seed)
        found, refused = evaluation.of_table(table, kind=kind, recipe=recipe, wanted=wanted)
        show.refusals(refused)
        pages = []
        name, codebook = table.name, None
    (evaluations.as_json if as_json else evaluations.evaluations)(found)
    if more:
        show.outlooks(learning.outlook(show.journey(config), more))
    if html:
        write_text(html, render_evaluation(found, name, codebook))
        pages.append(html)
    for page in pages:
        typer.echo(f"page: {page}", err=as_json)
    if any(one.warnings for one in found):
        raise typer.Exit(1)


def _refuse(faults: Mapping[str, object]) -> None:
    """Raise the first of these that is so."""
    from stancemark.errors import InputError

    for words, so in faults.items():
        if so:
            raise InputError(words)


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
    audit: Annotated[
        float,
        typer.Option(
            min=0, max=1, help="For a table: share of the accepted rows that people should check."
        ),
    ] = 0.05,
) -> None:
    """Let the trained models answer for new text, with probabilities."""
    from stancemark import flow, prelabelled
    from stancemark.errors import InputError

    if table is None:
        show.summary(flow.prelabel(show.journey(config)))
    elif out is None:
        raise InputError("--out is missing: name the file for the predictions")
    else:
        show.summary(prelabelled.prelabel(table, model, out, audit))


def audit(
    answers: Annotated[
        Path | None,
        typer.Argument(help="What people said of the rows to check: `id, label`; else the study."),
    ] = None,
    config: show.ConfigPath = Path("config.yaml"),
    predictions: Annotated[
        Path | None, typer.Option(help="For a table: what `prelabel` wrote.")
    ] = None,
    model: Annotated[Path, typer.Option(help="For a table: the model's folder.")] = Path("model"),
) -> None:
    """Compare accepted answers with people's; exit code 1 where a promise is broken."""
    from stancemark import audited, learning
    from stancemark.errors import InputError

    if answers is None:
        found = learning.audit(show.journey(config))
    elif predictions is None:
        raise InputError("--predictions is missing: name what `stancemark prelabel` wrote")
    else:
        summary, found = audited.audit(answers, predictions, model)
        show.summary(summary)
    show.audits(found)
    if any(one.closed for one in found):
        raise typer.Exit(1)
