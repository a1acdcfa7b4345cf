"""The people of a study: invite, list, forget."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from stancemark.cli import show

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

    addresses = list(dict.fromkeys(people.address(email) for email in emails))
    said = perspectives.parse(perspective) if perspective is not None else None
    journey = show.journey(config)
    studio = connect(journey)
    embedded = journey.setup.config.label_studio.url == "embedded"
    if not embedded:
        typer.echo(f"send them: {studio.invitation()}")
    for email in addresses:
        if embedded:
            made = people.enrol(studio, email, studio_folder(journey.setup) / "people")
            told = f"password in {made}" if made else "has an account already"
            typer.echo(f"{email}: {told}")
        if perspective is not None:
            perspectives.say(journey.study, email, said)
    typer.echo(
        "in Label Studio's free edition every member sees every project and every annotation",
        err=True,
    )


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
def forget(emails: Emails, config: show.ConfigPath = Path("config.yaml")) -> None:
    """Delete what they said of their perspective; their judgements stay."""
    from stancemark import perspectives
    from stancemark.annotate import people

    study = show.journey(config).study
    for email in map(people.address, emails):
        known = perspectives.forget(study, email)
        typer.echo(f"{email}: {'forgotten' if known else 'had said nothing'}")
