"""Labels for tables of the user's own: a row out for each row in."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancemark import tabular
from stancemark.errors import InputError
from stancemark.prelabelled import prelabel
from tests.rows import TEXTS, Cells, cells, lines, table


def train(path: Path, rows: Sequence[Cells], kind: tabular.Kind = "choice") -> Path:
    """Train on rows; the model's folder."""
    tabular.train(
        table(path / "train.csv", rows), path / "model", kind=kind, recipe=tabular.Recipe()
    )
    return path / "model"


def prelabelled(path: Path, model: Path) -> tuple[list[dict[str, Any]], Mapping[str, int]]:
    """The rows that come out, in the input's format, and the counts."""
    out = path.with_name(f"out{path.suffix}")
    summary = prelabel(path, model, out)
    return cells(out), summary.counts


def test_one_row_out_for_each_row_in(tmp_path: Path, suffix: str) -> None:
    """In order, with the label of the highest probability; probabilities sum to 1."""
    rows = [row for row in TEXTS if row["target"] == "mayor"]
    model = train(tmp_path, rows)
    given_rows = [{"id": row["id"], "text": row["text"]} for row in reversed(rows)]
    found, counts = prelabelled(table(tmp_path / f"t{suffix}", given_rows), model)
    assert counts == {"rows": 8, "not labelled": 0, "accepted": 0}
    assert [row["id"] for row in found] == [row["id"] for row in given_rows]
    names = "id question target label score probabilities accepted model reason audit".split()
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


def test_a_stance_is_to_the_target_of_its_row(tmp_path: Path, suffix: str) -> None:
    """One that no training row had is answered too; a row that names none has its reason."""
    model = train(tmp_path, TEXTS, "stance")
    rows = [
        {"id": "1", "text": "fine", "target": "council"},
        {"id": "2", "text": "fine", "target": ""},
        {"id": "3", "text": "fine", "target": "parliament"},
    ]
    found, counts = prelabelled(table(tmp_path / f"t{suffix}", rows), model)
    assert [(row["id"], row["target"]) for row in found] == [
        ("1", "council"),
        ("2", ""),
        ("3", "parliament"),
    ]
    assert [row["reason"] for row in found] == ["", "no target", ""]
    assert (found[1]["label"], found[1]["score"], found[1]["probabilities"]) == ("", None, {})
    assert found[2]["label"] in {"favor", "against"}
    assert counts == {"rows": 3, "not labelled": 1, "accepted": 0}


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
    summary = prelabel(path, model, tmp_path / "out.jsonl")
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
    assert summary.counts == {"rows": 6, "not labelled": 4, "accepted": 0}


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
    assert counts == {"rows": 4, "not labelled": 1, "accepted": 0}


def test_prelabelling_needs_a_text_column_and_a_model(tmp_path: Path) -> None:
    """The column is named; so is the command that writes a model."""
    model = train(tmp_path, TEXTS)
    path = table(tmp_path / "t.csv", [{"id": "1", "words": "fine"}])
    with pytest.raises(InputError, match="no column `text`; it has id, words"):
        prelabel(path, model, tmp_path / "out.csv")
    with pytest.raises(InputError, match="`stancemark train` writes a model"):
        prelabel(path, tmp_path / "none", tmp_path / "out.csv")
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
