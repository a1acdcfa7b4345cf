"""A model's answers for a table of the user's own: a row out for each row in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stancemark import audited, tagged
from stancemark.records import Refusal, Summary
from stancemark.tables import Row, cell, read_table, require, write_table
from stancemark.tabular import QUESTION

if TYPE_CHECKING:  # heavy to import
    from stancemark.models.accept import Acceptance
    from stancemark.models.shelf import Shelf

Models = Mapping[tuple[str, str], Any]
"""Fitted models by question and target."""


def prelabel(table: Path, model: Path, out: Path, share: float = 0.05) -> Summary:
    """One row per input row and question, in the order they came; a bad row has its reason.

    Of the accepted rows, a `share` is marked for the audit, by lot.
    """
    from stancemark.models import shelf

    loaded = shelf.load(model)
    good, bad = read_table(table)
    require(good, bad, ("text",), table)
    rows = sorted([*good, *map(_broken, bad)], key=lambda row: row.number)
    kind = loaded.manifest.get("kind")
    asks = kind == "stance"
    reasons = {row.number: _reason(row, loaded.models, asks) for row in rows}
    version, refused = (
        str(loaded.manifest["version"]),
        [Refusal("prelabel", f"{table.name}#{n}", why) for n, why in reasons.items() if why],
    )
    if kind == "spans":
        labelled = list(_tagged(rows, reasons, loaded))
        write_table(out, labelled)
        counts = {"rows": len(labelled), "not labelled": len(refused)}
        return Summary("prelabel", counts, tuple(refused))
    terms = audited.terms(model, loaded, share)
    labelled = list(_labelled(rows, reasons, loaded.models, version, terms))
    write_table(out, labelled)
    accepted = sum(row["accepted"] for row in labelled)
    counts = {"rows": len(labelled), "not labelled": len(refused), "accepted": accepted}
    return Summary("prelabel", counts, tuple(refused), terms.told())


def _labelled(
    rows: Sequence[Row],
    reasons: Mapping[int, str],
    models: Models,
    version: str,
    terms: "Acceptance",
) -> Iterator[dict[str, Any]]:
    answers = _answers([row for row in rows if not reasons[row.number]], models, version, terms)
    for row in rows:
        if reason := reasons[row.number]:
            yield {**_empty(row, version), "reason": reason, "audit": False}
        for answer in answers.get(row.number, ()):
            name = f"{answer['target']} {answer['id']}"
            audit = answer["accepted"] and terms.audits(name)
            yield {**answer, "reason": "", "audit": audit}


def _tagged(
    rows: Sequence[Row], reasons: Mapping[int, str], model: "Shelf"
) -> Iterator[dict[str, Any]]:
    """One row a text, with its spans; none, and the reason, where there is no text."""
    good = [row for row in rows if not reasons[row.number]]
    texts = [(_name(row), cell(row, "text")) for row in good]
    found = dict(zip((row.number for row in good), tagged.rows(model, texts), strict=True))
    version = model.manifest["version"]
    for row in rows:
        empty = {"id": _name(row), "question": tagged.QUESTION, "spans": [], "model": version}
        yield {**found.get(row.number, empty), "reason": reasons[row.number]}


def _answers(
    rows: Iterable[Row], models: Models, version: str, terms: "Acceptance"
) -> dict[int, list[dict[str, Any]]]:
    """By row, what the models for its target say; the rows of one target in one stream."""
    from stancemark.models.dataset import example_of
    from stancemark.models.prelabel import predict
    from stancemark.models.prelabel import rows as as_rows

    by_target: dict[str, list[Row]] = {}
    for row in rows:
        by_target.setdefault(cell(row, "target"), []).append(row)
    answers: dict[int, list[dict[str, Any]]] = {}
    for target, part in by_target.items():
        texts = [(_name(row), example_of(row.cells, _name(row))) for row in part]
        predictions = predict(_asked(models, target), texts, version, acceptance=terms)
        for row, prediction in zip(part, predictions, strict=True):
            answers[row.number] = [
                {**answer, "target": answer["target"] or target} for answer in as_rows(prediction)
            ]
    return answers


def _asked(models: Models, target: str) -> Models:
    """The models a row of this target goes to: all of them, where it names none."""
    return {key: m for key, m in models.items() if not target or key[1] in ("", target)}


def _broken(refusal: Refusal) -> Row:
    return Row(int(refusal.item.rpartition("#")[2]), {}, refusal.reason)


def _reason(row: Row, models: Models, asks: bool) -> str:
    if row.reason:
        return row.reason
    if not cell(row, "text").strip():
        return "no text"
    target = cell(row, "target")
    if asks and not target:
        return "no target"
    return "" if _asked(models, target) else f"no model for target {target!r}"


def _name(row: Row) -> str:
    return cell(row, "id") or f"#{row.number}"


def _empty(row: Row, version: str) -> dict[str, Any]:
    return {
        "id": _name(row),
        "question": QUESTION,
        "target": cell(row, "target"),
        "label": "",
        "score": None,
        "probabilities": {},
        "accepted": False,
        "model": version,
    }
