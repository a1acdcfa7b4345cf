"""The audit of a model of the user's own table: what people say of rows that were accepted.

Every answer is kept beside the model, in `audit.jsonl`, so that several tables of answers add up: a gate
that was closed stays closed until the model is trained again, or an answer that closed it is corrected.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stancemark.config import AcceptOptions, validate
from stancemark.errors import InputError, nearest
from stancemark.records import Audit, Refusal, Summary
from stancemark.store import write_text
from stancemark.tables import Row, cell, json_rows, read_table

if TYPE_CHECKING:  # heavy to import
    from stancemark.models.accept import Acceptance
    from stancemark.models.shelf import Shelf

Place = tuple[str, str]
"""Id and target of a row."""


@dataclass(frozen=True, slots=True)
class Told:
    """What people said of an accepted answer."""

    id: str
    question: str
    target: str
    predicted: str
    label: str = ""
    """Theirs."""


def terms(folder: Path, shelf: "Shelf", share: float) -> "Acceptance":
    """On what terms the answers of a model are accepted; a `share` of the accepted is audited."""
    from stancemark.models.accept import Acceptance

    closed = frozenset((a.question, a.target) for a in audits(folder, shelf) if a.closed)
    version = str(shelf.manifest["version"])
    return Acceptance(shelf.gates, shelf.calibrations, closed, version, share)


def audit(answers: Path, predictions: Path, folder: Path) -> tuple[Summary, list[Audit]]:
    """Enter people's answers on audited rows, and say what all answers so far show.

    `answers` are `id, label` (and `target`), `predictions` what `prelabel` wrote. Raises `InputError`
    where they are of another model, where a label is none of its labels, and where no row fits.
    """
    from stancemark.models import shelf as shelves

    shelf = shelves.load(folder)
    labels = {label for model in shelf.models.values() for label in model.classes_.tolist()}
    asked = _asked(predictions, str(shelf.manifest["version"]))
    known = {(one.id, one.target): one for one in _kept(folder)}
    new, refused = _answered(answers, asked, labels)
    kept = known | new
    lines = (json.dumps(asdict(one), ensure_ascii=False) for one in kept.values())
    write_text(folder / shelves.AUDIT, "".join(f"{line}\n" for line in lines))
    counts = {"answers": len(kept), "new": len(new.keys() - known.keys())}
    return Summary("audit", counts, tuple(refused)), audits(folder, shelf)


def audits(folder: Path, shelf: "Shelf") -> list[Audit]:
    """What the answers kept so far say of each gate of a model, in the order they were told."""
    from stancemark.models.accept import Acceptance
    from stancemark.models.audit import told

    wrong: dict[tuple[str, str], list[bool]] = {}
    gates = Acceptance(shelf.gates)
    for one in _kept(folder):
        if (gate := gates.gate(one.question, one.target)) is not None:
            wrong.setdefault((gate.question, gate.target), []).append(one.label != one.predicted)
    version = str(shelf.manifest["version"])
    found = []
    for key, part in sorted(wrong.items()):
        promised = AcceptOptions(
            error=shelf.gates[key].error, confidence=shelf.gates[key].confidence
        )
        found.append(told((*key, version), part, promised, closed=False))
    return found


def _asked(predictions: Path, version: str) -> dict[Place, Told]:
    """The rows that people are asked."""
    rows, _ = read_table(predictions)
    if missing := {"id", "label", "audit", "model"} - {name for row in rows for name in row.cells}:
        raise InputError(
            f"{predictions}: no column `{min(missing)}`; name what `stancemark prelabel` wrote"
        )
    asked = {}
    for row in rows:
        if (model := cell(row, "model")) != version:
            raise InputError(
                f"{predictions}#{row.number}: of model {model!r}; the folder's is {version!r}"
            )
        if cell(row, "audit").lower() == "true":
            one = Told(*(cell(row, name) for name in ("id", "question", "target", "label")))
            asked[one.id, one.target] = one
    return asked


def _answered(
    answers: Path, asked: Mapping[Place, Told], labels: Iterable[str]
) -> tuple[dict[Place, Told], list[Refusal]]:
    """The rows that can be used, and why the others cannot."""
    rows, refused = read_table(answers)
    found: dict[Place, Told] = {}
    for row in rows:
        place = _place(row, asked)
        label, reason = cell(row, "label").strip(), ""
        if place not in asked:
            reason = "not one of the audited rows"
        elif not label:
            reason = "no label"
        elif place in found:
            reason = "duplicate id"
        elif label not in labels:
            raise InputError(
                f"{answers}#{row.number}: label {label!r} is none of the model's"
                f"{nearest(label, labels)}; a new label needs a new model"
            )
        if reason:
            refused.append(Refusal("audit", f"{answers.name}#{row.number}", reason, place[0]))
        else:
            one = asked[place]
            found[place] = Told(one.id, one.question, one.target, one.predicted, label)
    if not found:
        why = f"; {refused[0].item}: {refused[0].reason}" if refused else ""
        raise InputError(f"{answers}: no row can be used{why}")
    return found, refused


def _place(row: Row, asked: Mapping[Place, Told]) -> Place:
    """Id and target; where the table has no targets, an id that stands for one row is enough."""
    name, target = cell(row, "id"), cell(row, "target")
    if target or (name, "") in asked:
        return name, target
    fits = [place for place in asked if place[0] == name]
    return fits[0] if len(fits) == 1 else (name, target)


def _kept(folder: Path) -> list[Told]:
    from stancemark.models.shelf import AUDIT

    path = folder / AUDIT
    if not path.exists():
        return []
    found = []
    for row in json_rows(path.read_text(encoding="utf-8")):
        if row.reason:
            raise InputError(f"{path}#{row.number}: {row.reason}; restore it, or train again")
        found.append(validate(Told, row.cells, f"{path}#{row.number}"))
    return found
