"""Pages to passages: read, tasks, and the two commands that need no study."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
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

    refused: list[Refusal] = []
    for document in _readable(files, refused):
        for found in segments(document):
            _echo(_segment_row(found, document))
    _end(refused)


def cut(
    files: Files,
    max_words: Annotated[
        int, typer.Option(min=10, help="A passage grows by sentences to this.")
    ] = 120,
) -> None:
    """Print passages as JSON Lines, with their neighbours, and the cluster of those that repeat.

    Nothing is printed before all files are read: any passage may repeat another.
    """
    from stancemark.config import CutOptions
    from stancemark.tasks import cut as passages
    from stancemark.tasks import segment as segments
    from stancemark.tasks.reuse import reuse

    options = CutOptions(max_words=max_words)
    refused: list[Refusal] = []
    pages: list[Document] = []
    found: list[Passage] = []
    for document in _readable(files, refused):
        found += passages(document, segments(document), options)
        pages.append(replace(document, text="", outline=()))
    for passage in reuse(found, pages).passages:
        _echo(_passage_row(passage))
    _end(refused)


def _readable(files: list[str], refused: list[Refusal]) -> Iterator[Document]:
    """The documents; what cannot be read is added to `refused`."""
    for outcome in _documents(files):
        if isinstance(outcome, Refusal):
            refused.append(outcome)
        else:
            yield outcome


def _echo(row: dict[str, Any]) -> None:
    typer.echo(json.dumps(row, ensure_ascii=False))


def _end(refused: list[Refusal]) -> None:
    if refused:
        show.refusals(refused[1:])
        first = refused[0]
        raise InputError(f"{first.item}: {first.reason} ({first.detail or 'no text in it'})")


def _documents(files: list[str]) -> Iterator[Document | Refusal]:
    from stancemark.tasks import find
    from stancemark.tasks import read as documents

    yield from documents(find(files, Path()))


def _segment_row(s: Segment, document: Document) -> dict[str, Any]:
    row = {**asdict(s), **asdict(s.span), "unit": s.unit or None, "text": s.span.of(document.text)}
    return {column: row[column] for column in SEGMENT}


def _passage_row(p: Passage) -> dict[str, Any]:
    row = {**asdict(p), **asdict(p.span), "unit": p.unit or None}
    return {column: row[column] for column in PASSAGE}
