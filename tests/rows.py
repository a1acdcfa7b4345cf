"""Tables of judgements and of labelled text, as users keep them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stancemark.tables import read_table, write_table

Cells = Mapping[str, Any]

JUDGEMENTS: list[Cells] = [
    {"item": item, "annotator": annotator, "label": label}
    for item, labels in {"a": "xx", "b": "yy", "c": "xy", "d": "yy"}.items()
    for annotator, label in zip(("ann", "bob"), labels, strict=True)
]
"""Four items, two annotators, who differ on one."""

PRAISE = ("bright and free", "praise for the mayor", "a fine bridge", "well done")
BLAME = ("wasted money", "they lied again", "a cracked bridge", "nobody wanted it")

TEXTS: list[Cells] = [
    {"id": f"{target}{i}", "text": text, "label": label, "target": target, "outlet": f"o{i % 3}"}
    for target in ("mayor", "council")
    for i, (text, label) in enumerate(
        [(t, "favor") for t in PRAISE] + [(t, "against") for t in BLAME]
    )
]
"""Eight texts for each of two targets, from three outlets."""


def table(path: Path, rows: Sequence[Cells]) -> Path:
    """Write rows to a file, and name it."""
    write_table(path, rows)
    return path


def lines(path: Path, *rows: object) -> Path:
    """Write JSON Lines; a string as it is."""
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows))
    return path


def cells(path: Path) -> list[dict[str, Any]]:
    """The rows of a table that has no bad ones; from CSV, probabilities and numbers are parsed."""
    rows, bad = read_table(path)
    assert bad == []
    return [{name: parsed(name, value) for name, value in row.cells.items()} for row in rows]


def parsed(name: str, value: Any) -> Any:
    """A cell as it was before it was written."""
    if name == "probabilities":
        return json.loads(value) if isinstance(value, str) else dict(value)
    if name == "accepted":
        return value in (True, "True")
    if name in ("score", "support"):
        return None if value in ("", None) else float(value)
    return value
