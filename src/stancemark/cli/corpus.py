"""Pages to passages: read, tasks, and the two commands that need no study."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
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


def segment(
    files: Files,
    html: Annotated[
        bool, typer.Option("--html", help="One HTML page instead, coloured by role and voice.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="With --html: the file to write.")
    ] = None,
) -> None:
    """Print typed segments as JSON Lines: role, unit, author, outlet and reason of each stretch."""
    from stancemark.tasks import segment as segments

    if html:
        _show_coloured(files, out)
    elif out is not None:
        raise InputError("--out goes with --html; JSON Lines are printed: redirect them")
    else:
        _print(files, lambda document: [_segment_row(s, document) for s in segments(document)])


def _show_coloured(files: list[str], out: Path | None) -> None:
    """Write the page to `out`, or to standard output, or beside a person who looks at a terminal."""
    from stancemark import coloured
    from stancemark.store import write_text
    from stancemark.tasks import segment as segments

    refused: list[Refusal] = []
    pages = coloured.render((d, segments(d)) for d in _readable(_documents(files), refused))
    if out is None and sys.stdout.isatty():
        out = Path(f"{Path(files[0]).name}.segments.html")
    if out is None:
        for piece in pages:
            typer.echo(piece.encode(), nl=False)
    else:
        write_text(out, "".join(pages))
        typer.echo(f"{out}: written", err=True)
    _complain(refused)


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
    refused: list[Refusal] = []
    for document in _readable(_documents(files), refused):
        for row in rows(document):
            typer.echo(json.dumps(row, ensure_ascii=False))
    _complain(refused)


def _readable(outcomes: Iterable[Document | Refusal], refused: list[Refusal]) -> Iterator[Document]:
    """The documents; what cannot be read goes to `refused`."""
    for outcome in outcomes:
        if isinstance(outcome, Refusal):
            refused.append(outcome)
        else:
            yield outcome


def _complain(refused: list[Refusal]) -> None:
    if refused:
        show.refusals(refused[1:])
        first = refused[0]
        raise InputError(f"{first.item}: {first.reason} ({first.detail or 'no text in it'})")


def _documents(files: list[str]) -> Iterator[Document | Refusal]:
    """What reads as documents. Raises `InputError` at once for files that are not there."""
    from stancemark.tasks import find
    from stancemark.tasks import read as documents

    return documents(find(files, Path()))


def _segment_row(s: Segment, document: Document) -> dict[str, Any]:
    row = {**asdict(s), **asdict(s.span), "unit": s.unit or None, "text": s.span.of(document.text)}
    return {column: row[column] for column in SEGMENT}


def _passage_row(p: Passage) -> dict[str, Any]:
    row = {**asdict(p), **asdict(p.span), "unit": p.unit or None}
    return {column: row[column] for column in PASSAGE}
