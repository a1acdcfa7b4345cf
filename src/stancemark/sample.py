"""The bundled study: its pages, and what three invented annotators said about them.

The judgements are recorded by place on the page, not by passage, so that they still fit when
passages are cut differently: each goes to the passage it shares most characters with. Where
passages are longer than what was judged, the stretch that covers most gives the answers; marked
spans stay where they are on the page.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from stancemark.errors import InputError
from stancemark.records import (
    Answer,
    Codebook,
    Document,
    Judgement,
    Passage,
    Region,
    Relation,
    Span,
    fingerprint,
)
from stancemark.store import disk, write_text

Recorded = Mapping[str, Any]
"""One line of `judgements.jsonl`."""


def config_text() -> str:
    """The commented example config."""
    return (resources.files("stancemark") / "config.yaml").read_text(encoding="utf-8")


def write_study(folder: Path, *, pages: bool) -> Path:
    """Write config.yaml into a folder, with the sample pages on demand; the config's path.

    Raises `InputError` if the folder is a file, or has a config.yaml that differs from ours.
    """
    path = folder / "config.yaml"
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file; choose another name for the folder")
    with disk(path):
        if path.exists() and path.read_bytes() != config_text().encode():
            raise InputError(f"{path}: exists already, and is not touched; choose another folder")
    if pages:
        source = resources.files("stancemark") / "samples" / "pages"
        with resources.as_file(source) as found, disk(folder):
            shutil.copytree(found, folder / "samples" / "pages", dirs_exist_ok=True)
    write_text(path, config_text())
    return path


def recorded() -> list[Recorded]:
    """Every recorded judgement."""
    path = resources.files("stancemark") / "samples" / "judgements.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def judgements(
    documents: Iterable[Document], passages: Sequence[Passage], codebook: Codebook
) -> Iterator[Judgement]:
    """The recorded judgements, moved onto these passages; one per annotator and passage."""
    pages = {document.source: document for document in documents}
    by_document: dict[str, list[Passage]] = {}
    for passage in passages:
        by_document.setdefault(passage.document, []).append(passage)
    given: dict[tuple[str, str], list[Recorded]] = {}
    said: dict[tuple[str, str], list[Recorded]] = {}
    for line in recorded():
        page = pages.get(line["page"])
        best = _best(line, by_document.get(page.id, [])) if page else None
        if best is not None:
            given.setdefault((best.id, line["annotator"]), []).append(line)
            said.setdefault((best.document, line["annotator"]), []).append(line)
    places = {passage.id: passage for passage in passages}
    for (name, annotator), lines in given.items():
        passage = places[name]
        main = max(lines, key=lambda line: (not line.get("skipped"), _shared(line, passage)))
        yield _judgement(main, said[passage.document, annotator], passage, codebook)


def _best(line: Recorded, passages: Sequence[Passage]) -> Passage | None:
    """The passage that shares most with the recorded stretch."""
    sharing = [passage for passage in passages if _shared(line, passage) > 0]
    return max(sharing, key=lambda passage: _shared(line, passage), default=None)


def _shared(line: Recorded, passage: Passage) -> int:
    """Characters that a recorded stretch and a passage have in common; not positive for none."""
    return min(passage.span.end, int(line["end"])) - max(passage.span.start, int(line["start"]))


def _judgement(
    line: Recorded, lines: Iterable[Recorded], passage: Passage, codebook: Codebook
) -> Judgement:
    """One answered passage, with all that this annotator marked in it."""
    slugs = {target.name: target.slug for target in codebook.targets}
    answers = [Answer(q, (label,)) for q, label in line.get("answers", {}).items()]
    for name, label in line.get("stance", {}).items():
        answers.append(Answer("stance", (label,), slugs[name]))
    regions: list[Region] = []
    relations: list[Relation] = []
    for other in () if line.get("skipped") else lines:
        inside = _inside(other, passage, len(regions))
        regions += inside.values()
        relations += _relations(other, inside)
    return Judgement(
        id=fingerprint(passage.id, line["annotator"])[:12],
        passage=passage.id,
        annotator=line["annotator"],
        answers=tuple(answers),
        regions=tuple(regions),
        relations=tuple(relations),
        notes=(line["note"],) if line.get("note") else (),
        skipped=bool(line.get("skipped")),
        seconds=line.get("seconds"),
        codebook=codebook.version,
    )


def _inside(line: Recorded, passage: Passage, number: int) -> dict[int, Region]:
    """The marked spans that lie in a passage, by their number in the line; named from `number`."""
    inside = [
        (i, span)
        for i, span in enumerate(line.get("spans", ()))
        if passage.span.start <= span["start"] and span["end"] <= passage.span.end
    ]
    return {i: _region(f"r{number + n}", span) for n, (i, span) in enumerate(inside)}


def _region(name: str, span: Mapping[str, Any]) -> Region:
    attributes = tuple(Answer(q, tuple(labels)) for q, labels in span["attributes"].items())
    place = Span(span["start"], span["end"])
    return Region(name, place, span["label"], span["quote"], attributes)


def _relations(line: Recorded, regions: Mapping[int, Region]) -> Iterator[Relation]:
    for head, tail in line.get("attributed_to", ()):
        if head in regions and tail in regions:
            yield Relation(regions[head].id, regions[tail].id, "attributed_to")
