"""The codebook's versions: history, diff, migrate, undo, open."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from stancemark.cli import show
from stancemark.records import Undecided

app = typer.Typer(
    help="The versions of a study's codebook, and the labels that change with it.",
    no_args_is_help=True,
)

DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the plan and stop.")]


@app.command()
def history(config: show.ConfigPath = Path("config.yaml")) -> None:
    """List the versions that Label Studio has shown, from when on, by its own clock."""
    from stancemark import codebooks, revise
    from stancemark.errors import StudioError
    from stancemark.journey import connect

    journey = show.journey(config)
    try:
        shown = revise.history(journey, connect(journey))
    except StudioError as error:
        typer.echo(f"as the study knows it, because {error}", err=True)
        shown = codebooks.load(journey.study)
    for era in shown.eras:
        title = shown.codebooks[era.version].title if era.version in shown.codebooks else ""
        since = (era.shown or era.after)[:19].replace("T", " ")
        when = f"since {since} UTC" if since else "from the beginning"
        typer.echo(f"{era.version or 'unknown':8}  {when:29}  {title}".rstrip())
    if not shown.eras or shown.eras[-1].version != journey.codebook.version:
        typer.echo(f"{journey.codebook.version:8}  in the file, not shown yet")


@app.command()
def diff(
    old: Annotated[
        str, typer.Argument(help="A version, or its beginning; else the one that is shown.")
    ] = "",
    new: Annotated[str, typer.Argument(help="Another; else the one in the file.")] = "",
    config: show.ConfigPath = Path("config.yaml"),
) -> None:
    """Say what differs between two versions: labels gone, moved, new, and other words."""
    from stancemark import revise
    from stancemark.tasks.difference import differences

    journey = show.journey(config)
    before = revise.known(journey, old or revise.last_shown(journey))
    changes = differences(before, revise.known(journey, new))
    for change in changes:
        typer.echo(change)
    if not changes:
        typer.echo("the same")


@app.command()
def migrate(config: show.ConfigPath = Path("config.yaml"), dry_run: DryRun = False) -> None:
    """Bring the annotations in Label Studio to the codebook in the file, as its `migrate` says."""
    from stancemark import revise
    from stancemark.journey import connect

    journey = show.journey(config)
    studio = connect(journey)
    if dry_run:
        plan = revise.plan_migration(journey, studio)
        _would(plan.lines())
        plan.effects.check()
        return
    with show.progress() as progress:
        done = revise.migrate(journey, studio, progress)
    show.summary(done)
    if done.counts["answers to be decided"]:
        typer.echo("list them with: stancemark codebook open", err=True)
    typer.echo("then: stancemark tasks, push, pull, aggregate, train", err=True)


@app.command()
def undo(config: show.ConfigPath = Path("config.yaml"), dry_run: DryRun = False) -> None:
    """Take the last migration back: annotations and project as they were."""
    from stancemark import revise
    from stancemark.journey import connect

    journey = show.journey(config)
    studio = connect(journey)
    if dry_run:
        _would(revise.plan_undo(journey, studio).lines())
        return
    with show.progress() as progress:
        show.summary(revise.undo(journey, studio, progress))
    typer.echo(
        "the codebook in the file is still the later one: change it before you push", err=True
    )


@app.command("open")
def list_open(
    config: show.ConfigPath = Path("config.yaml"),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """List the answers that a person has to decide: whose, where, and between what."""
    from stancemark import revise
    from stancemark.journey import connect, find_project

    journey = show.journey(config)
    studio = connect(journey)
    found = revise.undecided(journey, studio)
    project = find_project(journey, studio).id
    for answer, address in _addressed(found, studio.url, project):
        if as_json:
            typer.echo(json.dumps({**asdict(answer), "url": address}, ensure_ascii=False))
        else:
            typer.echo(
                f"{answer.annotator}  {answer.question}: {answer.label} is now "
                f"{' or '.join(answer.choices)}  {address}"
            )
    if not found and not as_json:
        typer.echo("nothing to decide")


def _addressed(
    found: Iterable[Undecided], url: str, project: int
) -> Iterable[tuple[Undecided, str]]:
    """Each answer with the page where it is decided, those of one person together."""
    for answer in sorted(found, key=lambda a: (a.annotator, a.task, a.question)):
        yield answer, f"{url}/projects/{project}/data?task={answer.task}"


def _would(lines: Iterable[str]) -> None:
    said = [f"would {line}" for line in lines]
    typer.echo("\n".join(said) if said else "would change nothing")
