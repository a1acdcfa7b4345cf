"""The codebooks that a study has shown or trained on: each a file, with when it was on screen."""

import json
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from stancemark.errors import StoreError
from stancemark.records import Codebook, Era, History
from stancemark.store import Study, disk, write_text


@dataclass(frozen=True, slots=True)
class Kept:
    """One version, as `codebooks/<version>.json` has it."""

    shown: list[Era]
    """When the server showed it, by the server's clock."""
    codebook: Codebook


def load(study: Study) -> History:
    """All that the study knows of its codebooks. Raises `StoreError` for a file of another hand."""
    kept = [_read(study, path.stem) for path in sorted((study.folder / "codebooks").glob("*.json"))]
    eras = sorted((era for k in kept for era in k.shown), key=lambda era: era.after)
    return History(tuple(eras), {k.codebook.version: k.codebook for k in kept})


def keep(study: Study, history: History) -> None:
    """Write each codebook of a history that is not yet kept so."""
    before = load(study)
    for version, codebook in history.codebooks.items():
        shown = [era for era in history.eras if era.version == version]
        was = [era for era in before.eras if era.version == version]
        if codebook != before.codebooks.get(version) or (shown and shown != was):
            _write(study, Kept(shown or was, codebook))


def _read(study: Study, version: str) -> Kept:
    path = study.folder / "codebooks" / f"{version}.json"
    try:
        with disk(path):
            return TypeAdapter(Kept).validate_json(path.read_bytes())
    except ValidationError as error:
        raise StoreError(
            f"{path}: not a codebook written by this version; move it away, and push again"
        ) from error


def _write(study: Study, kept: Kept) -> None:
    content = TypeAdapter(Kept).dump_python(kept, mode="json")
    text = json.dumps(content, indent=2, ensure_ascii=False)
    write_text(study.folder / "codebooks" / f"{kept.codebook.version}.json", text + "\n")
