"""The whole journey: demo, init, report."""

from pathlib import Path
from typing import Annotated

import typer

from stancemark.cli import show


def add(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (demo, init, report):
        app.command()(command)


def demo(
    folder: Annotated[Path, typer.Argument(help="Where the sample study goes.")] = Path("demo"),
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Leave Label Studio running.")
    ] = True,
) -> None:
    """Walk the whole journey on the bundled sample study, in a real Label Studio."""
    from stancemark import demo as walk

    with show.progress() as progress:
        done = walk.run(folder, typer.echo, progress, serve=serve)
    typer.echo(f"report: {done.report}")
    if done.studio:
        typer.echo(f"Label Studio: {done.studio.url}, as {done.studio.email}")
        typer.echo(f"  password in {done.password}")
        typer.echo(f"  stop it with: stancemark studio stop --config {done.config}")


def init(
    folder: Annotated[Path, typer.Argument(help="The new study's folder.")],
    samples: Annotated[bool, typer.Option(help="With the sample pages.")] = False,
) -> None:
    """Begin a study: a commented config.yaml to edit."""
    from stancemark.sample import write_study

    typer.echo(f"wrote {write_study(folder, pages=samples)}; name your documents and targets in it")


def report(config: show.ConfigPath = Path("config.yaml")) -> None:
    """Write the study as one HTML page."""
    from stancemark import flow

    typer.echo(str(flow.report(show.journey(config))))
