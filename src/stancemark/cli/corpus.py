"""Pages to passages: read, tasks, and the two commands that need no study."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from stancemark.cli import show
from stancemark.errors import InputError
from stancemark.records import Document, Passage, Refusal, Segment

SEGMENT = (
    *("document", "id", "start", "end", "role", "unit", "kind", "author", "outlet", "depth"),
    *("parent", "reason", "text"),
)
"""What `segment` prints; `unit` is null for page furniture."""

PASSAGE = (
    *("id", "document", "start", "end", "text", "role", "unit", "kind", "author", "outlet"),
    *("depth", "context_before", "context_after", "cluster"),
)
"""What `cut` prints."""

Files = Annotated[list[str], typer.Argument(help="Files, folders or globs.")]


def add(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (read, tasks, segment, cut):
        app.command()(command)


def read(config: show.ConfigPath = Path("config.yaml")) -> None:
    """Read the documents of a study; what cannot be read is counted, with the reason."""
    from stancemark import flow

    show.summary(flow.read(show.journey(config)))


def tasks(config: show.ConfigPath = Path("config.yaml")) -> None:
    """Segment the documents, cut passages, and let transparent rules suggest first labels."""
    from stancemark import flow

    show.summary(flow.tasks(show.journey(config)))


def segment(files: Files) -> None:
    """Print typed segments as JSON Lines: role, unit, author, outlet and reason of each stretch."""
    from stancemark.tasks import segment as segments

    _print(files, lambda document: [_segment_row(s, document) for s in segments(document)])


def cut(
    files: Files,
    max_words: Annotated[
        int, typer.Option(min=10, help="A passage grows by sentences to this.")
    ] = 120,
) -> None:
    """Print passages as JSON Lines, with their neighbours as context."""
    from stancemark.config import CutOptions
    from stancemark.tasks import cut as passages
    from stancemark.tasks import segment as segments

    options = CutOptions(max_words=max_words)
    _print(
        files,
        lambda document: [_passage_row(p) for p in passages(document, segments(document), options)],
    )


def _print(files: list[str], rows: Callable[[Document], list[dict[str, Any]]]) -> None:
    """Print the rows of each document as soon as it is read; refusals and notes at the end.

    Raises `InputError` where a file that the user named was refused, or every file.
    """
    from stancemark.tasks import find
    from stancemark.tasks import read as documents
    from stancemark.tasks.read import Tally, listed

    tally = Tally()
    refused: list[Refusal] = []
    printed = False
    for outcome in documents(find(files, Path()), tally=tally):
        if isinstance(outcome, Refusal):
            refused.append(outcome)
            continue
        printed = True
        for row in rows(outcome):
            typer.echo(json.dumps(row, ensure_ascii=False))
    at_fault = tally.at_fault if printed else refused
    told = set(map(id, at_fault))
    show.refusals([r for r in refused if id(r) not in told])
    show.notes(tally.notes)
    if at_fault:
        raise InputError(listed(at_fault))


def _segment_row(s: Segment, document: Document) -> dict[str, Any]:
    row = {**asdict(s), **asdict(s.span), "unit": s.unit or None, "text": s.span.of(document.text)}
    return {column: row[column] for column in SEGMENT}


def _passage_row(p: Passage) -> dict[str, Any]:
    row = {**asdict(p), **asdict(p.span), "unit": p.unit or None}
    return {column: row[column] for column in PASSAGE}
