"""The embedded Label Studio: start, stop, status, open."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stancemark.cli import show

if TYPE_CHECKING:
    from stancemark.config import Setup

app = typer.Typer(help="The embedded Label Studio of a study.", no_args_is_help=True)


@app.command()
def start(config: show.ConfigPath = Path("config.yaml")) -> None:
    """Start it, or find the one that runs; 127.0.0.1 only."""
    from stancemark.annotate import server
    from stancemark.journey import studio_folder

    setup = _embedded(config)
    folder = studio_folder(setup)
    if server.status(folder) is None:
        typer.echo("starting Label Studio (the first time takes half a minute)…", err=True)
    running = server.start(folder, setup.config.label_studio.port)
    typer.echo(f"Label Studio: {running.url}")
    typer.echo(f"log in as {running.email}, with the password in {server.password(folder)}")


@app.command()
def stop(config: show.ConfigPath = Path("config.yaml")) -> None:
    """Stop it; no process stays."""
    from stancemark.annotate import server
    from stancemark.journey import studio_folder

    stopped = server.stop(studio_folder(_embedded(config)))
    typer.echo("stopped" if stopped else "was not running")


@app.command()
def status(config: show.ConfigPath = Path("config.yaml")) -> None:
    """Say whether it runs, and where; exit code 1 if not."""
    from stancemark.annotate import server
    from stancemark.journey import studio_folder

    running = server.status(studio_folder(_embedded(config)))
    typer.echo(f"running at {running.url} (process {running.pid})" if running else "not running")
    if running is None:
        raise typer.Exit(1)


@app.command()
def backup(
    archive: Annotated[
        Path | None, typer.Argument(help="Where to; else the study's folder and today's date.")
    ] = None,
    config: show.ConfigPath = Path("config.yaml"),
) -> None:
    """Write study, settings and the embedded server's data to one archive; the server may run."""
    from stancemark.archive import backup as pack

    kept, path = pack(show.journey(config), archive)
    what = "with" if kept.server else "without"
    typer.echo(f"{path}: {kept.files} files, {kept.size / 1e6:.1f} MB, {what} Label Studio's data")
    if kept.server:
        typer.echo("it holds the server's keys: keep it where only you can read it", err=True)


@app.command()
def restore(
    archive: Annotated[Path, typer.Argument(help="What `studio backup` wrote.")],
    folder: Annotated[Path, typer.Argument(help="A new folder, for config.yaml and the study.")],
) -> None:
    """Unpack a backup into a new folder, on this machine or another; checked whole before it is there."""
    from stancemark.annotate.backup import restore as unpack

    kept = unpack(archive, folder)
    typer.echo(f"{folder}: {kept.files} files, {kept.size / 1e6:.1f} MB")
    if kept.server:
        typer.echo(f"start it: stancemark studio start --config {folder / 'config.yaml'}")


@app.command("open")
def open_browser(config: show.ConfigPath = Path("config.yaml")) -> None:
    """Open it in your browser."""
    from stancemark.annotate import server
    from stancemark.errors import StudioError
    from stancemark.journey import studio_folder

    folder = studio_folder(_embedded(config))
    running = server.status(folder)
    if running is None:
        raise StudioError("not running; run `stancemark studio start`")
    typer.echo(f"{running.url}, as {running.email}, password in {server.password(folder)}")
    typer.launch(running.url)


def _embedded(config: Path) -> "Setup":
    from stancemark.config import load
    from stancemark.errors import ConfigError

    setup = load(config)
    if setup.config.label_studio.url != "embedded":
        raise ConfigError(setup.source, "label_studio.url", "is not embedded: start and stop yours")
    return setup
