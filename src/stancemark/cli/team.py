"""The people of a study: invite, list, share, forget."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stancemark.cli import show

if TYPE_CHECKING:  # heavy to import, and help needs neither
    from stancemark.annotate.protocol import Studio
    from stancemark.journey import Journey

app = typer.Typer(
    help="The people who annotate: invite them, see how far they are.", no_args_is_help=True
)

Emails = Annotated[list[str], typer.Argument(help="E-mail addresses.", metavar="EMAIL…")]


@app.command()
def add(
    emails: Emails,
    config: show.ConfigPath = Path("config.yaml"),
    perspective: Annotated[
        str | None,
        typer.Option(
            help="Where they see themselves on the project's axis, -3 to 3, or undisclosed: "
            "kept on this side only, under a pseudonym."
        ),
    ] = None,
) -> None:
    """Make their accounts on the embedded server; of another server, print the link to send them."""
    from stancemark import perspectives
    from stancemark.annotate import people
    from stancemark.journey import connect, studio_folder

    addresses = _addresses(emails)
    journey = show.journey(config)
    said = None
    if perspective is not None:
        said = perspectives.parse(perspective)
        _check_perspective(addresses, journey)
    studio = connect(journey)
    embedded = journey.setup.config.label_studio.url == "embedded"
    here = studio_folder(journey.setup) / "people"
    for email in addresses:
        told = _enrol(studio, email, here) if embedded else people.invite(studio, email)
        typer.echo(f"{email}: {told}")
        if perspective is not None:
            perspectives.say(journey.study, email, said)
            typer.echo(f"{email}: perspective kept", err=True)
    typer.echo(
        "in Label Studio's free edition every member sees every project and every annotation",
        err=True,
    )


def _addresses(emails: list[str]) -> list[str]:
    """The addresses, each once; one that is named twice is said to be."""
    from stancemark.annotate import people

    named = [people.address(email) for email in emails]
    for email, times in Counter(named).items():
        if times > 1:
            typer.echo(f"{email}: named {times} times, taken once", err=True)
    return list(dict.fromkeys(named))


def _check_perspective(addresses: list[str], journey: "Journey") -> None:
    from stancemark.errors import ConfigError, InputError

    if len(addresses) > 1:
        raise InputError("--perspective is what one person said; add the others without it")
    if journey.setup.config.codebook.axis is None:
        source = journey.setup.source
        raise ConfigError(source, "codebook.axis", "is missing: --perspective is a place on it")


def _enrol(studio: "Studio", email: str, folder: Path) -> str:
    """What became of it, in words."""
    from stancemark.annotate import people

    if made := people.enrol(studio, email, folder):
        return f"password in {made}"
    kept = people.login_file(folder, email)
    return f"has an account already{f', password in {kept}' if kept.exists() else ''}"


@app.command("list")
def list_people(
    config: show.ConfigPath = Path("config.yaml"),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """What each person has done, as of the last pull, and what waits for them."""
    from stancemark.annotate import people
    from stancemark.journey import connect
    from stancemark.records import Judgement, Place

    journey = show.journey(config)
    studio = connect(journey)
    names = people.shared(studio.people(), studio.whoami())
    judgements = journey.study.load("judgements", Judgement)
    for person in people.progress(names, judgements, journey.study.load("queue", Place)):
        if as_json:
            typer.echo(json.dumps(asdict(person), ensure_ascii=False))
        else:
            seconds = "-" if person.seconds is None else f"{person.seconds:.0f} s"
            typer.echo(
                f"{person.annotator:34} {person.submitted:5} submitted, {person.skipped} skipped, "
                f"median {seconds}, {person.waiting} waiting, last {person.last[:16] or 'never'}"
            )


@app.command()
def share(
    out: Annotated[Path, typer.Argument(help="Where to (.csv .jsonl .parquet).")],
    config: show.ConfigPath = Path("config.yaml"),
) -> None:
    """Write the judgements with pseudonyms for addresses, and what people said of themselves."""
    from stancemark import perspectives

    written = perspectives.share(show.journey(config).study, out)
    typer.echo(f"{out}: {written} judgements; what people typed is left out")


@app.command()
def forget(emails: Emails, config: show.ConfigPath = Path("config.yaml")) -> None:
    """Delete what they said of their perspective; their judgements stay."""
    from stancemark import perspectives
    from stancemark.annotate import people

    study = show.journey(config).study
    for email in map(people.address, emails):
        known = perspectives.forget(study, email)
        typer.echo(f"{email}: {'forgotten' if known else 'had said nothing'}")
