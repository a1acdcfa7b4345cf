"""The command line: parse, call the flow, print. One module per part of the journey."""

import typer

from stancemark import __version__
from stancemark.cli import corpus, learn, people, server, team, versions, whole

app = typer.Typer(
    name="stancemark",
    help="Source-credibility and stance annotation: pages become tasks in Label Studio, labels "
    "become classifiers, and every number carries its interval.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
    debug: bool = typer.Option(False, "--debug", help="Show tracebacks."),
) -> None:
    """Source-credibility and stance annotation, from pages to numbers with intervals."""
    del version, debug  # the first acts in its callback, the second in __main__


for part in (whole, corpus, people, learn):
    part.add(app)
app.add_typer(server.app, name="studio")
app.add_typer(versions.app, name="codebook")
app.add_typer(team.app, name="people")
