"""The same verbs on a table of the user's own, with no study.

Judgements are `item, annotator, label`; labelled text is `id, text, label` and, where they apply,
`target, outlet, document`; for spans, see `tagged`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from stancemark import tagged
from stancemark.config import ENCODER
from stancemark.errors import InputError
from stancemark.records import Agreement, Refusal, Summary, fingerprint
from stancemark.tables import Row, read_table, write_table

if TYPE_CHECKING:  # heavy to import, and each command needs one
    from stancemark.annotate.agreement import Level
    from stancemark.annotate.votes import Vote
    from stancemark.models.dataset import Example

Kind = Literal["choice", "ordinal", "stance", "spans"]

Models = Mapping[tuple[str, str], Any]
"""Fitted models by question and target."""

_FEW = 100

QUESTION = "label"
"""The question a table answers, after its column."""

_JUDGEMENT = ("item", "annotator", "label")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a model is made."""

    # see `stancemark.models.families`
    family: Literal["linear", "encoder", "blend"] = "linear"
    # a Hugging Face id or a folder; for `encoder` and `blend`
    encoder: str = ENCODER
    # every random choice follows from it
    seed: int = 7


def agree(table: Path, level: "Level") -> tuple[list[Agreement], list[Refusal]]:
    """Krippendorff's alpha of a table of judgements. Raises `InputError` for missing columns."""
    from stancemark.annotate.agreement import agreement

    votes, refused = _votes(table)
    return [agreement(votes, level)], refused


def aggregate(table: Path, out: Path | None) -> Summary:
    """One row an item: `item, label, support, probabilities`; the label is empty on a tie."""
    from stancemark.annotate.aggregate import majority

    if out is None:
        raise InputError("--out is missing: name the file for the aggregated labels")
    votes, refused = _votes(table)
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
    """Fit a model (for `stance`, one of all targets) and put it on the shelf at `out`."""
    if kind == "spans":
        return tagged.train(table, out, seed=recipe.seed)
    from stancemark.models import shelf
    from stancemark.models.dataset import digest
    from stancemark.models.families import described, make

    known, refused, _ = examples(table, kind)
    if len({e.label for e in known}) < 2:
        raise InputError(f"{table}: every label is {known[0].label!r}; a model needs two labels")
    model = make(recipe.family, recipe.encoder, recipe.seed)
    fitted = {(QUESTION, ""): model.fit(known, [e.label for e in known])}
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
    shelf.save(out, fitted, manifest)
    counts = {"models": 1, "examples": len(known), **_counted(known)}
    return Summary("train", counts, tuple(refused))


def _counted(examples: "Sequence[Example]") -> dict[str, int]:
    """Labels that have few examples, since what is learned of them is thin."""
    from collections import Counter

    few = [n for n in Counter(e.label for e in examples).values() if n < _FEW]
    return {f"labels with fewer than {_FEW} examples": len(few)} if few else {}


def prelabel(table: Path, model: Path, out: Path) -> Summary:
    """One row per input row and question, in the order they came; a bad row has its reason."""
    from stancemark.models import shelf

    loaded = shelf.load(model)
    good, bad = read_table(table)
    _require(good, bad, ("text",), table)
    rows = sorted([*good, *map(_broken, bad)], key=lambda row: row.number)
    kind = loaded.manifest.get("kind")
    asks = kind == "stance"
    reasons = {row.number: _reason(row, loaded.models, asks) for row in rows}
    spans = kind == "spans"
    label = _tagged if spans else _labelled
    labelled = list(label(rows, reasons, loaded.models, str(loaded.manifest["version"])))
    write_table(out, labelled)
    refused = [Refusal("prelabel", f"{table.name}#{n}", why) for n, why in reasons.items() if why]
    counts = {"rows": len(labelled), "not labelled": len(refused)}
    return Summary("prelabel", counts, tuple(refused))


def _labelled(
    rows: Sequence[Row], reasons: Mapping[int, str], models: Models, version: str
) -> Iterator[dict[str, Any]]:
    answers = _answers([row for row in rows if not reasons[row.number]], models, version)
    for row in rows:
        if reason := reasons[row.number]:
            yield {**_empty(row, version), "reason": reason}
        for answer in answers.get(row.number, ()):
            yield {**answer, "reason": ""}


def _tagged(
    rows: Sequence[Row], reasons: Mapping[int, str], models: Models, version: str
) -> Iterator[dict[str, Any]]:
    """One row a text, with its spans; none, and the reason, where there is no text."""
    good = [row for row in rows if not reasons[row.number]]
    texts = [(_name(row), _cell(row, "text")) for row in good]
    found = dict(
        zip((row.number for row in good), tagged.rows(models, texts, version), strict=True)
    )
    for row in rows:
        empty = {"id": _name(row), "question": tagged.QUESTION, "spans": [], "model": version}
        yield {**found.get(row.number, empty), "reason": reasons[row.number]}


def _answers(rows: Iterable[Row], models: Models, version: str) -> dict[int, list[dict[str, Any]]]:
    """By row, what the models for its target say; the rows of one target in one stream."""
    from stancemark.models.dataset import example_of
    from stancemark.models.prelabel import predict
    from stancemark.models.prelabel import rows as as_rows

    by_target: dict[str, list[Row]] = {}
    for row in rows:
        by_target.setdefault(_cell(row, "target"), []).append(row)
    answers: dict[int, list[dict[str, Any]]] = {}
    for target, part in by_target.items():
        texts = [(_name(row), example_of(row.cells, _name(row))) for row in part]
        predictions = predict(_asked(models, target), texts, version)
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
    if not _cell(row, "text").strip():
        return "no text"
    target = _cell(row, "target")
    if asks and not target:
        return "no target"
    return "" if _asked(models, target) else f"no model for target {target!r}"


def _name(row: Row) -> str:
    return _cell(row, "id") or f"#{row.number}"


def _cell(row: Row, column: str) -> str:
    """A cell as text: nothing for NaN and what is no scalar, "1" for the 1.0 pandas makes of 1."""
    value = row.cells.get(column)
    if isinstance(value, float):
        return "" if value != value else f"{value:.15g}"
    return str(value) if isinstance(value, str | int) else ""


def _empty(row: Row, version: str) -> dict[str, Any]:
    return {
        "id": _name(row),
        "question": QUESTION,
        "target": _cell(row, "target"),
        "label": "",
        "score": None,
        "probabilities": {},
        "accepted": False,
        "model": version,
    }


def _votes(table: Path) -> "tuple[list[Vote], list[Refusal]]":
    from stancemark.annotate.votes import Vote

    rows, refused = read_table(table)
    _require(rows, refused, _JUDGEMENT, table)
    votes: list[Vote] = []
    for row in rows:
        cells = {name: _cell(row, name).strip() for name in _JUDGEMENT}
        if all(cells.values()):
            votes.append(Vote(**cells))
        else:
            empty = next(name for name, value in cells.items() if not value)
            refused.append(_refusal(table, row, f"no {empty}"))
    return votes, refused


def _require(
    rows: Iterable[Row], bad: Sequence[Refusal], columns: Iterable[str], table: Path
) -> None:
    """Raise `InputError` where no row can be used, or no row has one of these columns."""
    known = dict.fromkeys(name for row in rows for name in row.cells)
    if not known:
        why = f"; {bad[0].item}: {bad[0].reason}" if bad else ""
        raise InputError(f"{table}: no rows{why}")
    for column in columns:
        if column not in known:
            raise InputError(f"{table}: no column `{column}`; it has {', '.join(known)}")


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
    _require(rows, refused, asked, table)
    for row in rows:
        row.cells.update({name: _plain(row.cells.get(c)) for name, c in named.items()})
    if kind == "stance":
        refused += [_refusal(table, row, "no target") for row in rows if not _cell(row, "target")]
        rows = [row for row in rows if _cell(row, "target")]
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

    told = [(row, _cell(row, "date")) for row in rows]
    return [row for row, when in told if day(when)], [
        undated("table", f"{table.name}#{row.number}", when) for row, when in told if not day(when)
    ]


def _number(row: Row) -> bool:
    """Whether the label is on a scale, or empty, which is refused as such."""
    try:
        return float(_cell(row, "label") or 0) is not None
    except ValueError:
        return False


def _refusal(table: Path, row: Row, reason: str) -> Refusal:
    return Refusal("table", f"{table.name}#{row.number}", reason)


def _place(refusal: Refusal, rows: Sequence[Row]) -> str:
    """Where in the file a row stands that was counted among the good ones."""
    name, _, count = refusal.item.rpartition("#")
    return f"{name}#{rows[int(count) - 1].number}"
