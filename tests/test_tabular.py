"""The verbs on tables of the user's own: every format, every row accounted for."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancemark import tabular
from stancemark.errors import InputError
from stancemark.models import shelf
from stancemark.tables import SUFFIXES, read_table, write_table

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


@pytest.fixture(params=SUFFIXES)
def suffix(request: pytest.FixtureRequest) -> str:
    """A table's format."""
    return str(request.param)


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


# Judgements


def test_agreement_of_a_table(tmp_path: Path, suffix: str) -> None:
    """Nominal alpha by hand, the same in every format: 1 - D_o / D_e on 8 answers, 3 x and 5 y."""
    [found], refused = tabular.agree(table(tmp_path / f"t{suffix}", JUDGEMENTS), "nominal")
    # D_o = 2/8, the two ordered pairs of item c; D_e = 2 · 3 · 5 / (8 · 7)
    assert found.value == pytest.approx(1 - (2 / 8) / (2 * 3 * 5 / (8 * 7)))
    assert (found.items, found.annotators, found.left_out, refused) == (4, 2, 0, [])


def test_labels_may_be_numbers(tmp_path: Path) -> None:
    """Zero is a label, and an annotator; so is what pandas makes of a column with a gap in it."""
    frame = pd.DataFrame(
        {"item": [1, 1, 2, 2, 3], "annotator": [0, 1, 0, 1, 0], "label": [0, 0, 1, 0, None]}
    )
    frame.to_parquet(tmp_path / "t.parquet")
    [found], refused = tabular.agree(tmp_path / "t.parquet", "interval")
    assert (found.items, found.annotators) == (2, 2)
    assert [(r.item, r.reason) for r in refused] == [("t.parquet#5", "no label")]
    # two items, answers 0 0 and 1 0: D_o = 2/4, D_e = 2 · 3 · 1 / (4 · 3), so alpha is 0
    assert found.value == pytest.approx(0)
    tabular.aggregate(tmp_path / "t.parquet", tmp_path / "gold.jsonl")
    assert [(row["item"], row["label"]) for row in cells(tmp_path / "gold.jsonl")] == [
        ("1", "0"),
        ("2", ""),
    ]


def test_ordinal_agreement_needs_an_order(tmp_path: Path) -> None:
    """Words have none, and the word is named."""
    with pytest.raises(InputError, match='"x" is not a number'):
        tabular.agree(table(tmp_path / "t.csv", JUDGEMENTS), "ordinal")


def test_bad_judgements_are_counted_by_row(tmp_path: Path) -> None:
    """A row that lacks a cell, and one that is none, are refused by line; the others count."""
    path = lines(
        tmp_path / "t.jsonl",
        {"item": "a", "annotator": "ann"},
        {"item": "a", "annotator": "ann", "label": "x"},
        "not JSON",
        {"item": "a", "annotator": " ", "label": "x"},
        {"item": None, "annotator": "bob", "label": "x"},
        {"item": "a", "annotator": "bob", "label": "y"},
    )
    [found], refused = tabular.agree(path, "nominal")
    assert (found.items, found.annotators) == (1, 2)
    assert {(r.item, r.reason) for r in refused} == {
        ("t.jsonl#1", "no label"),
        ("t.jsonl#3", "not JSON"),
        ("t.jsonl#4", "no annotator"),
        ("t.jsonl#5", "no item"),
    }


@pytest.mark.parametrize("missing", ["item", "annotator", "label"])
def test_missing_columns_of_judgements_are_named(tmp_path: Path, suffix: str, missing: str) -> None:
    """The line names the file, the column, and those there are."""
    rows = [{k: v for k, v in row.items() if k != missing} for row in JUDGEMENTS]
    path = table(tmp_path / f"t{suffix}", rows)
    there = ", ".join(rows[0])
    with pytest.raises(InputError, match=rf"t{suffix}: no column `{missing}`; it has {there}"):
        tabular.agree(path, "nominal")


@pytest.mark.parametrize(
    ("content", "said"),
    [("", "no rows"), ("item,annotator,label\n", "no rows"), ("item\na,b\n", "ragged row")],
)
def test_a_table_without_rows(tmp_path: Path, content: str, said: str) -> None:
    """Nothing to work on is an error; where every row is bad, the first says why."""
    (tmp_path / "t.csv").write_text(content)
    with pytest.raises(InputError, match=said):
        tabular.agree(tmp_path / "t.csv", "nominal")


def test_aggregate_writes_one_row_an_item(tmp_path: Path, suffix: str) -> None:
    """Label, support and the share of each label; a tie keeps its shares and has no label."""
    path = table(tmp_path / f"t{suffix}", JUDGEMENTS)
    summary = tabular.aggregate(path, tmp_path / f"out{suffix}")
    assert summary.counts == {"items": 4, "ties": 1}
    shares: list[dict[str, float]] = [{"x": 1}, {"y": 1}, {"x": 0.5, "y": 0.5}, {"y": 1}]
    assert cells(tmp_path / f"out{suffix}") == [
        {"item": item, "label": label, "support": 2, "probabilities": share}
        for item, label, share in zip("abcd", ["x", "y", "", "y"], shares, strict=True)
    ]


def test_aggregate_needs_a_place(tmp_path: Path) -> None:
    """Without --out, or with one that is no table, the user is told; nothing is written."""
    path = table(tmp_path / "t.csv", JUDGEMENTS)
    with pytest.raises(InputError, match="--out is missing"):
        tabular.aggregate(path, None)
    with pytest.raises(InputError, match=r"out\.xlsx: cannot write this"):
        tabular.aggregate(path, tmp_path / "out.xlsx")
    assert [p.name for p in tmp_path.iterdir()] == ["t.csv"]


# Labelled text


def train(path: Path, rows: Sequence[Cells], kind: tabular.Kind = "choice") -> Path:
    """Train on rows; the model's folder."""
    tabular.train(table(path / "train.csv", rows), path / "model", kind=kind, seed=7)
    return path / "model"


def test_a_model_for_each_target(tmp_path: Path, suffix: str) -> None:
    """For `stance` one each, for `choice` one for all; both are on the shelf."""
    path = table(tmp_path / f"t{suffix}", TEXTS)
    summary = tabular.train(path, tmp_path / "stance", kind="stance", seed=7)
    assert summary.counts == {"models": 2, "examples": 16}
    assert set(shelf.load(tmp_path / "stance").models) == {("label", "mayor"), ("label", "council")}
    rows = [row for row in TEXTS if row["target"] == "mayor"]
    summary = tabular.train(
        table(tmp_path / f"u{suffix}", rows), tmp_path / "choice", kind="choice", seed=7
    )
    assert summary.counts == {"models": 1, "examples": 8}
    assert set(shelf.load(tmp_path / "choice").models) == {("label", "")}


def test_rows_to_train_on_are_refused_by_line(tmp_path: Path) -> None:
    """Each refusal names the line of the file, whatever was refused before it."""
    path = lines(
        tmp_path / "t.jsonl",
        "not JSON",
        *TEXTS,
        {"id": "n1", "text": " ", "label": "favor", "target": "mayor"},
        {"id": "n2", "text": "good", "label": None, "target": "mayor"},
        {"id": "mayor0", "text": "again", "label": "favor", "target": "mayor"},
        {"id": "n3", "text": "good", "label": "favor"},
    )
    summary = tabular.train(path, tmp_path / "model", kind="stance", seed=7)
    first = 2 + len(TEXTS)  # after the bad line
    assert {(r.item, r.reason) for r in summary.refusals} == {
        ("t.jsonl#1", "not JSON"),
        (f"t.jsonl#{first}", "no text"),
        (f"t.jsonl#{first + 1}", "no label"),
        (f"t.jsonl#{first + 2}", "duplicate id"),
        (f"t.jsonl#{first + 3}", "no target"),
    }
    assert summary.counts == {"models": 2, "examples": 16}


def test_a_target_of_one_label_does_not_stop_the_others(tmp_path: Path) -> None:
    """It is refused by name, and scored as undefined, with the reason."""
    one: Cells = {"id": "n", "text": "new", "label": "favor", "target": "news", "outlet": "o1"}
    path = table(tmp_path / "t.csv", [*TEXTS, one])
    summary = tabular.train(path, tmp_path / "model", kind="stance", seed=7)
    assert summary.counts["models"] == 2
    assert [(r.item, r.reason) for r in summary.refusals] == [("news", "one label only")]
    scores, _ = tabular.evaluate(path, kind="stance", folds=3, seed=7)
    assert {s.target for s in scores if s.value is not None} == {"mayor", "council"}
    notes = [s.note for s in scores if s.target == "news"]
    assert notes
    assert all("nothing to hold out" in note for note in notes)


@pytest.mark.parametrize("kind", ["choice", "stance"])
def test_one_label_is_nothing_to_learn(tmp_path: Path, kind: tabular.Kind) -> None:
    """Where no two labels are told apart anywhere, nothing is trained."""
    rows = [row for row in TEXTS if row["label"] == "favor"]
    with pytest.raises(InputError, match="two labels"):
        tabular.train(table(tmp_path / "t.csv", rows), tmp_path / "model", kind=kind, seed=7)
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("missing", ["text", "label", "target"])
def test_missing_columns_of_texts_are_named(tmp_path: Path, suffix: str, missing: str) -> None:
    """Text and label always; target for a stance."""
    rows = [{k: v for k, v in row.items() if k != missing} for row in TEXTS]
    path = table(tmp_path / f"t{suffix}", rows)
    with pytest.raises(InputError, match=f"no column `{missing}`"):
        tabular.train(path, tmp_path / "model", kind="stance", seed=7)
    with pytest.raises(InputError, match=f"no column `{missing}`"):
        tabular.evaluate(path, kind="stance", folds=3, seed=7)


def test_scores_keep_outlets_apart(tmp_path: Path, suffix: str) -> None:
    """Three outlets, three groups; for each target its eight texts, beside the baseline."""
    scores, refused = tabular.evaluate(
        table(tmp_path / f"t{suffix}", TEXTS), kind="stance", folds=5, seed=7
    )
    assert {(s.target, s.items, s.groups) for s in scores} == {("mayor", 8, 3), ("council", 8, 3)}
    assert all(s.value is not None and s.baseline is not None for s in scores)
    assert refused == []


# Prelabelling


def prelabelled(path: Path, model: Path) -> tuple[list[dict[str, Any]], Mapping[str, int]]:
    """The rows that come out, in the input's format, and the counts."""
    out = path.with_name(f"out{path.suffix}")
    summary = tabular.prelabel(path, model, out)
    return cells(out), summary.counts


def test_one_row_out_for_each_row_in(tmp_path: Path, suffix: str) -> None:
    """In order, with the label of the highest probability; probabilities sum to 1."""
    rows = [row for row in TEXTS if row["target"] == "mayor"]
    model = train(tmp_path, rows)
    given_rows = [{"id": row["id"], "text": row["text"]} for row in reversed(rows)]
    found, counts = prelabelled(table(tmp_path / f"t{suffix}", given_rows), model)
    assert counts == {"rows": 8, "not labelled": 0}
    assert [row["id"] for row in found] == [row["id"] for row in given_rows]
    names = "id question target label score probabilities accepted model reason".split()
    for row in found:
        assert list(row) == names
        assert (row["question"], row["target"], row["accepted"], row["reason"]) == (
            "label",
            "",
            False,
            "",
        )
        assert sum(row["probabilities"].values()) == pytest.approx(1)
        assert row["score"] == max(row["probabilities"].values())
        assert row["probabilities"][row["label"]] == row["score"]
    assert [row["label"] for row in found] == [row["label"] for row in reversed(rows)]


def test_a_stance_is_asked_of_its_target(tmp_path: Path, suffix: str) -> None:
    """A row goes to the model of its target; to all where it names none; to none it does not know."""
    model = train(tmp_path, TEXTS, "stance")
    rows = [
        {"id": "1", "text": "fine", "target": "council"},
        {"id": "2", "text": "fine", "target": ""},
        {"id": "3", "text": "fine", "target": "parliament"},
    ]
    found, counts = prelabelled(table(tmp_path / f"t{suffix}", rows), model)
    assert [(row["id"], row["target"]) for row in found] == [
        ("1", "council"),
        ("2", "mayor"),
        ("2", "council"),
        ("3", "parliament"),
    ]
    assert [row["reason"] for row in found] == ["", "", "", "no model for target 'parliament'"]
    assert (found[3]["label"], found[3]["score"], found[3]["probabilities"]) == ("", None, {})
    assert counts == {"rows": 4, "not labelled": 1}


def test_bad_rows_come_out_with_their_reason(tmp_path: Path) -> None:
    """In their place, called by their line where they have no id; the summary counts them."""
    model = train(tmp_path, TEXTS)
    path = lines(
        tmp_path / "t.jsonl",
        {"id": "1", "text": "fine"},
        "not JSON",
        {"id": "3", "text": " "},
        {"text": "fine"},
        {"id": "5", "text": ["fine"]},
        [6],
    )
    summary = tabular.prelabel(path, model, tmp_path / "out.jsonl")
    found = cells(tmp_path / "out.jsonl")
    assert [(row["id"], row["reason"]) for row in found] == [
        ("1", ""),
        ("#2", "not JSON"),
        ("3", "no text"),
        ("#4", ""),
        ("5", "no text"),
        ("#6", "row is not an object"),
    ]
    assert [r.item for r in summary.refusals] == [f"t.jsonl#{n}" for n in (2, 3, 5, 6)]
    assert summary.counts == {"rows": 6, "not labelled": 4}


def test_ragged_rows_of_a_csv_come_out_too(tmp_path: Path) -> None:
    """A row with a cell too many stands between its neighbours, unlabelled."""
    model = train(tmp_path, TEXTS)
    (tmp_path / "t.csv").write_text('id,text\n1,fine\n2,fine,more\n3,"two\nlines"\n4,fine\n')
    found, counts = prelabelled(tmp_path / "t.csv", model)
    assert [(row["id"], row["reason"]) for row in found] == [
        ("1", ""),
        ("#3", "ragged row"),
        ("3", ""),
        ("4", ""),
    ]
    assert counts == {"rows": 4, "not labelled": 1}


def test_prelabelling_needs_a_text_column_and_a_model(tmp_path: Path) -> None:
    """The column is named; so is the command that writes a model."""
    model = train(tmp_path, TEXTS)
    path = table(tmp_path / "t.csv", [{"id": "1", "words": "fine"}])
    with pytest.raises(InputError, match="no column `text`; it has id, words"):
        tabular.prelabel(path, model, tmp_path / "out.csv")
    with pytest.raises(InputError, match="`stancemark train` writes a model"):
        tabular.prelabel(path, tmp_path / "none", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
            st.sampled_from(["", "mayor", "council", "other"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_no_row_is_lost_whatever_it_holds(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    """Every row comes out at least once, in order, labelled or with a reason, never both."""
    folder = tmp_path_factory.mktemp("rows")
    model = train(folder, TEXTS, "stance")
    given_rows = [{"id": f"r{i}", "text": t, "target": at} for i, (t, at) in enumerate(rows)]
    found, _ = prelabelled(table(folder / "t.jsonl", given_rows), model)
    assert list(dict.fromkeys(row["id"] for row in found)) == [row["id"] for row in given_rows]
    for row in found:
        assert bool(row["label"]) is not bool(row["reason"])
