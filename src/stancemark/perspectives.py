"""Where annotators see themselves on the project's axis: said by them, kept on our side only.

What people answer about stances depends on where they stand themselves, so a study may want to
balance its panel, and to compare answers by it. Each is kept under a
pseudonym, a keyed hash of the address; the key stands in a file that only its owner can read.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from stancemark.errors import InputError, StoreError
from stancemark.records import Judgement
from stancemark.store import Study, disk, write_text
from stancemark.tables import write_table

EXTREME = 3
"""The axis runs from -3, its left pole, to 3, its right one."""

UNSAID = "undisclosed"

_TYPED = {"notes", "quarantined"}
"""Columns of a judgement with words that its annotator typed."""


def parse(text: str) -> int | None:
    """A place on the axis; None for `undisclosed`. Raises `InputError`."""
    if text == UNSAID:
        return None
    try:
        value = int(text)
    except ValueError:
        value = EXTREME + 1
    if abs(value) > EXTREME:
        raise InputError(f"--perspective: {text!r} is none of -3 to 3, or {UNSAID}")
    return value


def say(study: Study, email: str, perspective: int | None) -> None:
    """Keep what somebody said of themselves, in place of what they said before."""
    _write(study, {**load(study), pseudonym(study, email): perspective})


def forget(study: Study, email: str) -> bool:
    """Delete what somebody said of themselves; whether there was anything."""
    kept = dict(load(study))
    known = kept.pop(pseudonym(study, email), "nothing") != "nothing"
    if known:
        _write(study, kept)
    return known


def load(study: Study) -> Mapping[str, int | None]:
    """What everybody said, by pseudonym. Raises `StoreError` where the file is damaged."""
    path = study.folder / "perspectives.json"
    if not path.exists():
        return {}
    try:
        with disk(path):
            content = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): None if said is None else int(said) for name, said in content.items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise StoreError(f"{path}: not what `people add` writes; restore or delete it") from error


def share(study: Study, path: Path) -> int:
    """Write the judgements with pseudonyms and perspectives, a row each; how many.

    No address, and nothing that people typed: it could hold one.
    """
    said = load(study)
    made = study.load("judgements", Judgement)
    names = {address: pseudonym(study, address) for address in {j.annotator for j in made}}
    rows = [_shared(j, names[j.annotator], said.get(names[j.annotator])) for j in made]
    write_table(path, rows)
    return len(rows)


def _shared(judgement: Judgement, name: str, perspective: int | None) -> dict[str, Any]:
    row = asdict(replace(judgement, annotator=name))
    kept = {column: row[column] for column in row if column not in _TYPED}
    plain: dict[str, Any] = json.loads(json.dumps(kept))
    return {**plain, "perspective": perspective}


def pseudonym(study: Study, email: str) -> str:
    """What stands for an address: the same in one study, and another in every other."""
    path = study.folder / "people.key"
    if not path.exists():
        write_text(path, secrets.token_hex(32) + "\n", mode=0o600)
    with disk(path):
        key = path.read_text(encoding="utf-8").strip()
    return blake2b(email.lower().encode(), digest_size=8, key=key.encode()[:64]).hexdigest()


def _write(study: Study, kept: Mapping[str, int | None]) -> None:
    text = json.dumps(dict(sorted(kept.items())), indent=2) + "\n"
    write_text(study.folder / "perspectives.json", text, mode=0o600)
