"""The same verbs on a table of the user's own, with no study.

Judgements are `item, annotator, label`; labelled text is `id, text, label` and, where they apply,
`target, outlet, document`; for spans, see `tagged`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from stancemark import span_judgements, tagged
from stancemark.config import AcceptOptions, validate
from stancemark.errors import InputError
from stancemark.records import Agreement, Refusal, Summary, fingerprint
from stancemark.tables import Row, cell, read_table, require, write_table

if TYPE_CHECKING:  # heavy to import, and each command needs one
    from stancemark.annotate.agreement import Level
    from stancemark.annotate.votes import Vote
    from stancemark.models import shelf
    from stancemark.models.dataset import Example

Kind = Literal["choice", "ordinal", "stance", "spans"]

FOLDS = 5
"""Unless others are asked for."""
_TARGETS = 50
"""Of more targets than these, scores are of all together only."""

QUESTION = "label"
"""The question a table answers, after its column."""

_JUDGEMENT = ("item", "annotator", "label")


Recipe = tagged.Recipe
"""How a model is made."""


def promise(error: float, confidence: float) -> AcceptOptions:
    """What is promised of accepted answers. Raises `ConfigError` for what no promise can be."""
    told: AcceptOptions = validate(
        AcceptOptions, {"error": error, "confidence": confidence}, "--accept"
    )
    return told


def agree(table: Path, level: "Level") -> tuple[list[Agreement], list[Refusal]]:
    """Krippendorff's alpha of a table of judgements, or of spans that several people marked.

    Raises `InputError` for missing columns.
    """
    from stancemark.annotate.agreement import agreement

    rows, refused = read_table(table)
    columns = {name for row in rows for name in row.cells}
    if tagged.QUESTION in columns and QUESTION not in columns:
        if level != "nominal":
            raise InputError(f"--level {level} is for labels; a token is marked or not")
        return span_judgements.agree(table, rows, refused)
    return [agreement(_votes(table, rows, refused), level)], refused


def aggregate(table: Path, out: Path | None) -> Summary:
    """One row an item: `item, label, support, probabilities`; the label is empty on a tie."""
    from stancemark.annotate.aggregate import majority

    if out is None:
        raise InputError("--out is missing: name the file for the aggregated labels")
    judged, refused = read_table(table)
    votes = _votes(table, judged, refused)
    rows = [
        {
            "item": gold.passage,
            "label": gold.label,
            "support": gold.support,
            "probabilities": dict(gold.probabilities),
        }
        for gold in majority(votes)
    ]
    write_table(out, rows)
    tied = sum(not row["label"] for row in rows)
    return Summary("aggregate", {"items": len(rows), "ties": tied}, tuple(refused))


def train(table: Path, out: Path, *, kind: Kind, recipe: Recipe) -> Summary:
    """Fit a model (for `stance`, one of all targets) and put it on the shelf at `out`.

    With a promise in the recipe, also calibrate it and find its gate (for `stance`, of each target),
    which costs a fit for each of five folds.
    """
    if kind == "spans":
        return tagged.train(table, out, recipe)
    from stancemark.models import shelf
    from stancemark.models.dataset import digest
    from stancemark.models.families import advice, described, make
    from stancemark.models.promise import said

    known, refused, _ = examples(table, kind)
    if len({e.label for e in known}) < 2:
        raise InputError(f"{table}: every label is {known[0].label!r}; a model needs two labels")
    fitted = {
        (QUESTION, ""): make(recipe.family, recipe.encoder, recipe.seed).fit(
            known, [e.label for e in known]
        )
    }
    data = digest(known)
    version = f"{recipe.family}-{fingerprint(data, recipe.seed, recipe.encoder)[:8]}"
    manifest = {
        "version": version,
        "codebook": "",
        "data": data,
        "seed": recipe.seed,
        "kind": kind,
        "family": recipe.family,
        **described(fitted),
    }
    accepting = _accepting(known, kind, recipe)
    shelf.save(out, fitted, manifest, accepting)
    counts = {"models": 1, "examples": len(known), **_counted(known)}
    notes = tuple(map(said, accepting.gates)) if accepting else ()
    told = advice([known], recipe.family, "--family")
    return Summary("train", counts, tuple(refused), (*told, *notes))


def _accepting(
    examples: "Sequence[Example]", kind: Kind, recipe: Recipe
) -> "shelf.Accepting | None":
    """Calibration and gates: one gate for each target that is not one of too many."""
    from stancemark.models import shelf
    from stancemark.models.families import make
    from stancemark.models.gate import Fitting, fit

    if recipe.accept is None:
        return None
    apart = bool(by_target(examples, kind))
    calibration, gates = fit(
        examples,
        lambda: make(recipe.family, recipe.encoder, recipe.seed),
        Fitting(QUESTION, "", FOLDS, recipe.seed, recipe.accept, apart),
    )
    return shelf.Accepting(gates, {(QUESTION, ""): calibration})


def _counted(examples: "Sequence[Example]") -> dict[str, int]:
    """Labels that have few examples, since what is learned of them is thin."""
    from collections import Counter

    from stancemark.models.families import FEW

    few = [n for n in Counter(e.label for e in examples).values() if n < FEW]
    return {f"labels with fewer than {FEW} examples": len(few)} if few else {}


def by_target(examples: "Sequence[Example]", kind: Kind) -> dict[str, list[int]]:
    """The rows of each target that has enough of them to say something."""
    rows: dict[str, list[int]] = {}
    for row, example in enumerate(examples):
        rows.setdefault(example.target, []).append(row)
    if kind != "stance" or len(rows) < 2 or len(rows) > _TARGETS:
        return {}
    return rows


def _votes(table: Path, rows: Sequence[Row], refused: list[Refusal]) -> "list[Vote]":
    """The votes of a table; rows without one join the refused."""
    from stancemark.annotate.votes import Vote

    require(rows, refused, _JUDGEMENT, table)
    votes: list[Vote] = []
    for row in rows:
        cells = {name: cell(row, name).strip() for name in _JUDGEMENT}
        if all(cells.values()):
            votes.append(Vote(**cells))
        else:
            empty = next(name for name, value in cells.items() if not value)
            refused.append(_refusal(table, row, f"no {empty}"))
    return votes


def examples(
    table: Path, kind: Kind, columns: Mapping[str, str] | None = None
) -> "tuple[list[Example], list[Refusal], dict[tuple[str, str], dict[str, Any]]]":
    """The examples of a table, what was refused, and the cells of each by id and target.

    The target is read for `stance` only. `columns` names the column that stands for another: for
    `outlet`, `document` or `date`; it has to be there, and a row without a date is refused.
    """
    from stancemark.models.dataset import example_of, from_rows

    named = columns or {}
    rows, refused = read_table(table)
    asked = ("text", "label", *(["target"] if kind == "stance" else []), *named.values())
    require(rows, refused, asked, table)
    for row in rows:
        row.cells.update({name: _plain(row.cells.get(c)) for name, c in named.items()})
    if kind == "stance":
        refused += [_refusal(table, row, "no target") for row in rows if not cell(row, "target")]
        rows = [row for row in rows if cell(row, "target")]
    if kind == "ordinal":
        refused += [_refusal(table, row, "label is no number") for row in rows if not _number(row)]
        rows = [row for row in rows if _number(row)]
    if "date" in named:
        rows, lacking = _dated(rows, table)
        refused += lacking
    found, left_out = from_rows([row.cells for row in rows], table.name)
    refused += [replace(r, item=_place(r, rows)) for r in left_out]
    if not found:
        raise InputError(f"{table}: no row can be used; {refused[0].item}: {refused[0].reason}")
    if kind != "stance":
        found = [replace(e, target="") for e in found]
    cells: dict[tuple[str, str], dict[str, Any]] = {}
    for number, row in enumerate(rows, start=1):
        example = example_of(row.cells, f"{table.name}#{number}")
        cells.setdefault((example.id, example.target if kind == "stance" else ""), row.cells)
    return found, refused, cells


def _plain(value: Any) -> Any:
    """A cell; a date, which Parquet has as such, as text."""
    return value.isoformat() if isinstance(value, date) else value


def undated(step: str, item: str, published: str) -> Refusal:
    """What is refused where folds go forward in time."""
    reason = "date is not as 2024-03-01" if published else "no date"
    return Refusal(step, item, reason, published)


def _dated(rows: Sequence[Row], table: Path) -> tuple[list[Row], list[Refusal]]:
    from stancemark.models.split import day

    told = [(row, cell(row, "date")) for row in rows]
    return [row for row, when in told if day(when)], [
        undated("table", f"{table.name}#{row.number}", when) for row, when in told if not day(when)
    ]


def _number(row: Row) -> bool:
    """Whether the label is on a scale, or empty, which is refused as such."""
    try:
        return float(cell(row, "label") or 0) is not None
    except ValueError:
        return False


def _refusal(table: Path, row: Row, reason: str) -> Refusal:
    return Refusal("table", f"{table.name}#{row.number}", reason)


def _place(refusal: Refusal, rows: Sequence[Row]) -> str:
    """Where in the file a row stands that was counted among the good ones."""
    name, _, count = refusal.item.rpartition("#")
    return f"{name}#{rows[int(count) - 1].number}"
