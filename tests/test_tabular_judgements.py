"""Agreement and gold of tables of the user's own: every format, every row accounted for."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from stancemark import tabular
from stancemark.errors import InputError
from tests.commands import Command
from tests.rows import JUDGEMENTS, cells, lines, table


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


SAID = "Ann says it rained."


def marked(item: str, who: str, *spans: tuple[int, int, str, dict[str, Any]]) -> dict[str, Any]:
    """A row of what somebody marked in a text."""
    found = [
        {"start": a, "end": b, "label": label, "attributes": said} for a, b, label, said in spans
    ]
    return {"item": item, "annotator": who, "text": SAID, "spans": found}


def test_agreement_of_a_table_of_spans(tmp_path: Path, suffix: str) -> None:
    """Over tokens for each label, and of what is said of them; the last row of an annotator counts."""
    claim = {"sure": "yes", "grounds": ["seen"]}
    rows = [
        marked("a", "ann", (0, 3, "source", {}), (9, 18, "claim", claim)),
        marked("a", "bob", (0, 3, "claim", {})),
        marked("a", "bob", (0, 3, "source", {}), (9, 18, "claim", {"sure": "no", "grounds": []})),
        marked("b", "ann", (9, 18, "claim", {"sure": "yes", "grounds": ["seen", "heard"]})),
        marked("b", "bob", (12, 18, "claim", claim)),
    ]
    told, refused = tabular.agree(table(tmp_path / f"t{suffix}", rows), "nominal")
    found = {(a.question, a.target): a for a in told}
    assert refused == []
    assert list(found) == [
        ("spans", ""), ("spans", "claim"), ("spans", "source"),
        ("grounds", "heard"), ("grounds", "seen"), ("sure", ""),
    ]  # fmt: skip
    assert (found["spans", "source"].value, found["spans", "source"].items) == (1, 2)
    # ten tokens, one of them marked by one of two: marked 7, not 13 of 20 answers
    assert found["spans", "claim"].value == pytest.approx(1 - (2 / 20) / (2 * 7 * 13 / (20 * 19)))
    # four answers: yes no, yes yes: D_o = 2/4, D_e = 2 · 3 · 1 / (4 · 3)
    assert found["sure", ""].value == found["grounds", "seen"].value == pytest.approx(0)


def test_bad_rows_of_spans_are_counted(tmp_path: Path, run: Command) -> None:
    """A span outside its text, a text that changes, a lacking name: each with its line, the rest counts."""
    good = [marked("a", who, (0, 3, "source", {})) for who in ("ann", "bob")]
    path = lines(
        tmp_path / "t.jsonl",
        *good,
        marked("a", "cyd", (0, 300, "source", {})),
        {**marked("a", "dee"), "text": "Another."},
        marked("a", " "),
        {"item": "a", "annotator": "eve", "text": SAID},
    )
    told, refused = tabular.agree(path, "nominal")
    assert (told[1].items, told[1].annotators) == (1, 2)
    assert [(r.item, r.reason) for r in refused] == [
        ("t.jsonl#3", "bad spans"),
        ("t.jsonl#4", "another text than its item's first row"),
        ("t.jsonl#5", "no annotator"),
        ("t.jsonl#6", "bad spans"),
    ]
    ended = run("agree", path, "--level", "ordinal")
    assert (ended.code, "a token is marked or not" in ended.said) == (2, True)
    ended = run("agree", lines(tmp_path / "u.jsonl", {"item": "a", "annotator": "b", "spans": []}))
    assert (ended.code, "no column `text`" in ended.said) == (2, True)
