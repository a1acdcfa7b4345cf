"""Models of tables of the user's own: what they learn from, and how well."""

from pathlib import Path

import pytest

from stancemark import evaluation, tabular
from stancemark.errors import InputError
from stancemark.models import shelf
from stancemark.records import Refusal, Score
from tests.rows import TEXTS, Cells, lines, table

FEW = {"labels with fewer than 100 examples": 2}
"""What a small table is told."""


def scored(
    path: Path, kind: tabular.Kind, folds: int | None = None
) -> tuple[list[Score], list[Refusal]]:
    """The scores of a table, and what was refused."""
    wanted = evaluation.Wanted(folds=folds, depth="quick")
    found, refused = evaluation.of_table(path, kind=kind, recipe=tabular.Recipe(), wanted=wanted)
    return [score for one in found for score in one.scores], refused


def test_one_model_of_all_targets(tmp_path: Path, suffix: str) -> None:
    """For `stance` it is told the target, for `choice` it is not; both are on the shelf."""
    path = table(tmp_path / f"t{suffix}", TEXTS)
    summary = tabular.train(path, tmp_path / "stance", kind="stance", recipe=tabular.Recipe())
    assert summary.counts == {"models": 1, "examples": 16, **FEW}
    assert set(shelf.load(tmp_path / "stance").models) == {("label", "")}
    rows = [row for row in TEXTS if row["target"] == "mayor"]
    summary = tabular.train(
        table(tmp_path / f"u{suffix}", rows),
        tmp_path / "choice",
        kind="choice",
        recipe=tabular.Recipe(),
    )
    assert summary.counts == {"models": 1, "examples": 8, **FEW}
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
    summary = tabular.train(path, tmp_path / "model", kind="stance", recipe=tabular.Recipe())
    first = 2 + len(TEXTS)  # after the bad line
    assert {(r.item, r.reason) for r in summary.refusals} == {
        ("t.jsonl#1", "not JSON"),
        (f"t.jsonl#{first}", "no text"),
        (f"t.jsonl#{first + 1}", "no label"),
        (f"t.jsonl#{first + 2}", "duplicate id"),
        (f"t.jsonl#{first + 3}", "no target"),
    }
    assert summary.counts == {"models": 1, "examples": 16, **FEW}


def test_a_target_of_one_label_is_learned_with_the_others(tmp_path: Path) -> None:
    """It is part of the one model, and scored as undefined, with the reason."""
    one: Cells = {"id": "n", "text": "new", "label": "favor", "target": "news", "outlet": "o1"}
    path = table(tmp_path / "t.csv", [*TEXTS, one])
    summary = tabular.train(path, tmp_path / "model", kind="stance", recipe=tabular.Recipe())
    assert summary.counts["examples"] == 17
    scores, _ = scored(path, "stance", folds=3)
    assert {s.target for s in scores if s.value is not None} == {"", "mayor", "council"}
    notes = [s.note for s in scores if s.target == "news"]
    assert notes
    assert all("nothing to tell apart" in note for note in notes)


def test_an_ordinal_scale_is_of_numbers(tmp_path: Path, suffix: str) -> None:
    """Other labels are refused by line; the mean absolute error is reported beside the rest."""
    rows = [{**row, "label": str(i % 4 - 1)} for i, row in enumerate(TEXTS)]
    path = table(tmp_path / f"t{suffix}", [*rows, {**TEXTS[0], "id": "x", "label": "left"}])
    scores, refused = scored(path, "ordinal", folds=3)
    last = 18 if suffix == ".csv" else 17  # after the line of names
    assert [(r.item, r.reason) for r in refused] == [(f"{path.name}#{last}", "label is no number")]
    assert {s.metric for s in scores} == {"macro_f1", "accuracy", "mae"}


@pytest.mark.parametrize("kind", ["choice", "stance"])
def test_one_label_is_nothing_to_learn(tmp_path: Path, kind: tabular.Kind) -> None:
    """Where no two labels are told apart anywhere, nothing is trained."""
    rows = [row for row in TEXTS if row["label"] == "favor"]
    with pytest.raises(InputError, match="two labels"):
        tabular.train(
            table(tmp_path / "t.csv", rows), tmp_path / "model", kind=kind, recipe=tabular.Recipe()
        )
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("missing", ["text", "label", "target"])
def test_missing_columns_of_texts_are_named(tmp_path: Path, suffix: str, missing: str) -> None:
    """Text and label always; target for a stance."""
    rows = [{k: v for k, v in row.items() if k != missing} for row in TEXTS]
    path = table(tmp_path / f"t{suffix}", rows)
    with pytest.raises(InputError, match=f"no column `{missing}`"):
        tabular.train(path, tmp_path / "model", kind="stance", recipe=tabular.Recipe())
    with pytest.raises(InputError, match=f"no column `{missing}`"):
        scored(path, "stance", folds=3)


def test_scores_keep_outlets_apart(tmp_path: Path, suffix: str) -> None:
    """Three outlets, three groups; for each target its eight texts, beside the baseline."""
    scores, refused = scored(table(tmp_path / f"t{suffix}", TEXTS), "stance")
    assert {(s.target, s.items, s.groups) for s in scores} == {
        ("", 16, 3),
        ("mayor", 8, 3),
        ("council", 8, 3),
    }
    assert all(s.value is not None and s.baseline is not None for s in scores)
    assert refused == []
