"""Gates and audits of tables: from labels to accepted rows, to people, and back."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from stancemark import audited, tabular
from stancemark.errors import ConfigError, InputError
from stancemark.models import shelf
from stancemark.prelabelled import prelabel
from tests.rows import Cells, cells, table

PROMISE = tabular.Recipe(accept=tabular.promise(0.1, 0.9))


def labelled(n: int) -> list[Cells]:
    """English texts of two labels that any model tells apart, no two alike."""
    names = "harbour bridge market school council river station museum library garden".split()
    praise, blame = "deserves our praise for a splendid", "has wasted our money on a broken"
    return [
        {
            "id": f"r{i}",
            "text": f"The {names[i % 10]} committee {blame if i % 2 else praise} "
            f"{names[i // 10 % 10]}, said the people of the {names[i // 100 % 10]} in letter {i}.",
            "label": "against" if i % 2 else "favor",
        }
        for i in range(n)
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trained model with an open gate, and its answers on rows of which all are audited."""
    folder = tmp_path_factory.mktemp("gate")
    rows = labelled(160)
    summary = tabular.train(
        table(folder / "train.csv", rows[:100]), folder / "model", kind="choice", recipe=PROMISE
    )
    _, line = summary.notes  # the first is of few labels
    assert line.startswith("label: accepts from probability")
    new = [{name: row[name] for name in ("id", "text")} for row in rows[100:]]
    summary = prelabel(table(folder / "new.csv", new), folder / "model", folder / "out.csv", 1.0)
    assert summary.counts["accepted"] > 40
    return folder


@pytest.fixture
def model(folder: Path, tmp_path: Path) -> Path:
    """A copy of the model, to audit."""
    for file in (folder / "model").rglob("*"):
        if file.is_file():
            place = tmp_path / "model" / file.relative_to(folder / "model")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.read_bytes())
    return tmp_path / "model"


def accepted(folder: Path) -> list[dict[str, Any]]:
    """The rows that were accepted, all of them audited."""
    rows = [row for row in cells(folder / "out.csv") if row["accepted"]]
    assert {row["audit"] for row in rows} == {"True"}
    return rows


def answers(path: Path, rows: Sequence[Cells], *, wrong: bool) -> Path:
    """What people said: what the model says, or the other label."""
    other = {"favor": "against", "against": "favor"}
    return table(
        path,
        [{"id": r["id"], "label": other[r["label"]] if wrong else r["label"]} for r in rows],
    )


def test_people_who_agree_leave_the_gate_open(folder: Path, model: Path, tmp_path: Path) -> None:
    """Several tables add up, and a row told twice counts once."""
    rows = accepted(folder)
    first = answers(tmp_path / "a.csv", rows[:5], wrong=False)
    audited.audit(first, folder / "out.csv", model)
    summary, [found] = audited.audit(
        answers(tmp_path / "b.csv", rows[3:9], wrong=False), folder / "out.csv", model
    )
    assert summary.counts == {"answers": 9, "new": 4}
    assert (found.audited, found.wrong, found.closed) == (9, 0, False)


def test_people_who_differ_close_it_until_it_is_trained_again(
    folder: Path, model: Path, tmp_path: Path
) -> None:
    """Nothing is accepted from then on; a model trained anew begins without a past."""
    told = answers(tmp_path / "a.csv", accepted(folder)[:12], wrong=True)
    _, [found] = audited.audit(told, folder / "out.csv", model)
    assert found.closed
    assert found.low > 0.1
    summary = prelabel(folder / "new.csv", model, tmp_path / "again.csv")
    assert summary.counts["accepted"] == 0
    assert "60 not accepted: the audit has closed the gate" in summary.notes
    tabular.train(folder / "train.csv", model, kind="choice", recipe=PROMISE)
    assert prelabel(folder / "new.csv", model, tmp_path / "new.csv").counts["accepted"] > 40


def test_answers_that_fit_nothing_are_refused(folder: Path, model: Path, tmp_path: Path) -> None:
    """Each with its reason; where none fits, nothing is entered."""
    name = accepted(folder)[0]["id"]
    rows = [
        {"id": name, "label": "favor"},
        {"id": name, "label": "favor"},
        {"id": "nobody", "label": "favor"},
        {"id": accepted(folder)[1]["id"], "label": " "},
    ]
    summary, _ = audited.audit(table(tmp_path / "a.csv", rows), folder / "out.csv", model)
    assert [(r.item, r.reason) for r in summary.refusals] == [
        ("a.csv#3", "duplicate id"),
        ("a.csv#4", "not one of the audited rows"),
        ("a.csv#5", "no label"),
    ]
    with pytest.raises(InputError, match=r"b\.csv: no row can be used; b\.csv#2: not one of"):
        audited.audit(table(tmp_path / "b.csv", rows[2:3]), folder / "out.csv", model)
    typo = table(tmp_path / "c.csv", [{"id": name, "label": "favour"}])
    with pytest.raises(InputError, match="'favour' is none of the model's; did you mean \"favor\""):
        audited.audit(typo, folder / "out.csv", model)


def test_predictions_of_another_model_are_refused(
    folder: Path, model: Path, tmp_path: Path
) -> None:
    """And a table that is none of predictions, by the column it lacks."""
    rows = [{**row, "model": "linear-other"} for row in accepted(folder)[:1]]
    other = table(tmp_path / "other.jsonl", rows)
    with pytest.raises(InputError, match="of model 'linear-other'; the folder's is 'linear-"):
        audited.audit(other, other, model)
    with pytest.raises(InputError, match="no column `audit`"):
        audited.audit(folder / "new.csv", folder / "new.csv", model)


def test_a_manifest_that_was_tampered_with_is_refused(model: Path) -> None:
    """A threshold set by hand promises nothing; nor does a gate of other weights."""
    path = model / "manifest.json"
    manifest = json.loads(path.read_text())
    assert shelf.load(model).gates["label", ""].threshold is not None
    manifest["gates"][0]["threshold"] = 0.01
    path.write_text(json.dumps(manifest))
    with pytest.raises(InputError, match="gates or calibrations altered since training"):
        shelf.load(model)
    manifest["gates"][0]["threshold"] = "low"
    path.write_text(json.dumps(manifest))
    with pytest.raises(InputError, match=r"gates\[0\]\.threshold"):
        shelf.load(model)


def test_an_audit_file_of_something_else_is_refused(folder: Path, model: Path) -> None:
    """The line is named."""
    (model / "audit.jsonl").write_text("{}\n")
    with pytest.raises(InputError, match=r"audit\.jsonl#1"):
        prelabel(folder / "new.csv", model, folder / "never.csv")
    (model / "audit.jsonl").write_text("what\n")
    with pytest.raises(InputError, match=r"audit\.jsonl#1: not JSON"):
        prelabel(folder / "new.csv", model, folder / "never.csv")


def test_a_model_without_a_gate_accepts_nothing(folder: Path, tmp_path: Path) -> None:
    """One trained without a promise says so for every row."""
    tabular.train(folder / "train.csv", tmp_path / "m", kind="choice", recipe=tabular.Recipe())
    summary = prelabel(folder / "new.csv", tmp_path / "m", tmp_path / "out.csv")
    assert summary.counts["accepted"] == 0
    assert summary.notes == ("nothing is accepted: the model was trained without a gate",)


@pytest.mark.parametrize(("error", "confidence"), [(0, 0.9), (1, 0.9), (0.1, 0.5), (0.1, 1.0)])
def test_a_promise_is_between_nothing_and_everything(error: float, confidence: float) -> None:
    """An error in (0, 1), a confidence in (0.5, 1): the option is named."""
    with pytest.raises(ConfigError, match=r"--accept: (error|confidence): should be"):
        tabular.promise(error, confidence)
