"""Pages to passages: read, tasks, and the two commands that need no study."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from stancemark.cli import show
from stancemark.errors import InputError
from stancemark.records import Attribution, Document, Passage, Refusal, Segment, Voice

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

VOICE = (
    *("type", "document", "start", "end", "voice", "speaker", "kind", "depth", "outlet", "text"),
)
"""What `segment --attributions` prints of each sentence, after its attributions."""

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
    attributions: Annotated[
        bool, typer.Option("--attributions", help="Who says what, and the voice of each sentence.")
    ] = False,
    model: Annotated[
        Path | None,
        typer.Option(
            help="For --attributions, --html: a model of `train --kind spans`, not the rules."
        ),
    ] = None,
    html: Annotated[
        bool, typer.Option("--html", help="One HTML page instead, coloured by role and voice.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="With --html: the file to write.")
    ] = None,
) -> None:
    """Print typed segments as JSON Lines: role, unit, author, outlet and reason of each stretch."""
    if model is not None and not (attributions or html):
        raise InputError("--model goes with --attributions or --html: nothing else looks for spans")
    if html:
        _show_coloured(files, model, out)
    elif out is not None:
        raise InputError("--out goes with --html; JSON Lines are printed: redirect them")
    else:
        rows = _said(model) if attributions else _segments
        pages = _Pages(files)
        for document in pages:
            for row in rows(document):
                _echo(row)
        pages.end()


def _show_coloured(files: list[str], model: Path | None, out: Path | None) -> None:
    """Write the page to `out`, or to standard output, or beside a person who looks at a terminal."""
    from stancemark import coloured
    from stancemark.store import write_text

    look = _attributed(model)
    pages = _Pages(files)
    pieces = coloured.render((document, *look(document)) for document in pages)
    if out is None and sys.stdout.isatty():
        out = Path(f"{Path(files[0]).name}.segments.html")
    if out is None:
        for piece in pieces:
            typer.echo(piece.encode(), nl=False)
    else:
        write_text(out, "".join(pieces))
        typer.echo(f"{out}: written", err=True)
    pages.end()


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
    pages = _Pages(files)
    kept: list[Document] = []
    found: list[Passage] = []
    for document in pages:
        found += passages(document, segments(document), options)
        kept.append(replace(document, text="", outline=()))
    for passage in reuse(found, kept).passages:
        _echo(_passage_row(passage))
    pages.end()


class _Pages:
    """The documents of some files, as they are read; then what could not be read of them.

    Raises `InputError` at once where a pattern matches nothing.
    """

    def __init__(self, files: list[str]) -> None:
        from stancemark.tasks import find
        from stancemark.tasks.read import Tally

        self.sources = find(files, Path())
        self.tally = Tally()
        self.refused: list[Refusal] = []
        self.any = False

    def __iter__(self) -> Iterator[Document]:
        from stancemark.tasks import read as documents

        for outcome in documents(self.sources, tally=self.tally):
            if isinstance(outcome, Refusal):
                self.refused.append(outcome)
            else:
                self.any = True
                yield outcome

    def end(self) -> None:
        """Tell refusals and notes; `InputError` where a named file was refused, or every file."""
        from stancemark.tasks.read import listed

        at_fault = self.tally.at_fault if self.any else self.refused
        told = set(map(id, at_fault))
        show.refusals([r for r in self.refused if id(r) not in told])
        show.notes(self.tally.notes)
        if at_fault:
            raise InputError(listed(at_fault))


def _echo(row: dict[str, Any]) -> None:
    typer.echo(json.dumps(row, ensure_ascii=False))


def _segment_row(s: Segment, document: Document) -> dict[str, Any]:
    row = {**asdict(s), **asdict(s.span), "unit": s.unit or None, "text": s.span.of(document.text)}
    return {column: row[column] for column in SEGMENT}


def _segments(document: Document) -> list[dict[str, Any]]:
    from stancemark.tasks import segment as segments

    return [_segment_row(s, document) for s in segments(document)]


def _attributed(
    model: Path | None,
) -> Callable[[Document], tuple[list[Segment], list[Attribution]]]:
    """What gives a document's segments, and who says what in them by the rules or by a model."""
    from stancemark import tagged
    from stancemark.tasks import segment as segments
    from stancemark.tasks.attribution import of_segments

    find = {} if model is None else {"find": tagged.finder(model)}

    def look(document: Document) -> tuple[list[Segment], list[Attribution]]:
        parts = segments(document)
        return parts, of_segments(document, parts, **find)

    return look


def _said(model: Path | None) -> Callable[[Document], list[dict[str, Any]]]:
    """What gives a document's rows: one for each attribution, then one for each sentence."""
    from stancemark.tasks.attribution import voices

    look = _attributed(model)

    def rows(document: Document) -> list[dict[str, Any]]:
        parts, found = look(document)
        spoken = voices(document, parts, found)
        text = document.text
        return [*(_attribution_row(a, text) for a in found), *(_voice_row(v, text) for v in spoken)]

    return rows


def _attribution_row(a: Attribution, text: str) -> dict[str, Any]:
    row: dict[str, Any] = {"type": "attribution", "document": a.document}
    for name, spans in (("source", a.source), ("cue", a.cue), ("content", a.content)):
        row[name] = [{**asdict(span), "text": span.of(text)} for span in spans]
    row |= {"kind": a.kind, "states": a.states}
    return {**row, "mention": a.mention.of(text) if a.mention else None}


def _voice_row(v: Voice, text: str) -> dict[str, Any]:
    row = {"type": "voice", **asdict(v), **asdict(v.span), "text": v.span.of(text)}
    return {column: row[column] for column in VOICE}


def _passage_row(p: Passage) -> dict[str, Any]:
    row = {**asdict(p), **asdict(p.span), "unit": p.unit or None}
    return {column: row[column] for column in PASSAGE}
