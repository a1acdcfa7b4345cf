"""`stancemark evaluate` as a user gives it: what it prints, what it refuses, and how it ends."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from stancemark import evaluation, flow
from stancemark.annotate.memory import MemoryStudio
from stancemark.errors import InputError
from stancemark.journey import Journey
from stancemark.models.dataset import Example
from stancemark.records import Document, Evaluation, Place
from stancemark.report import render
from tests.commands import Command
from tests.journeys import walk
from tests.models.planted import honest, leaky
from tests.rows import Cells, table

COLUMNS = ("id", "text", "label", "outlet", "document")


def rows(examples: Sequence[Example]) -> list[Cells]:
    """Examples as a user's table has them."""
    return [{c: getattr(e, c) for c in COLUMNS} | {"date": e.published} for e in examples]


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A table whose label is its outlet's."""
    return table(tmp_path / "planted.csv", rows(leaky(1)))


def test_a_model_that_learns_the_outlet_ends_with_1(run: Command, planted: Path) -> None:
    """The warning stands below the scores, and the exit code says that there is one."""
    ended = run("evaluate", planted)
    assert ended.code == 1
    assert "WARNING: the model learns the outlet" in ended.out
    assert "macro_f1 with rows at random 1.000" in ended.out
    assert "outlet told from the text 1.000" in ended.out


def test_an_honest_table_ends_with_0(run: Command, tmp_path: Path) -> None:
    """Words that hold anywhere: no warning, and the gap is printed all the same."""
    ended = run("evaluate", table(tmp_path / "honest.jsonl", rows(honest(1))))
    assert (ended.code, "WARNING" in ended.out) == (0, False)
    assert "above unseen outlets" in ended.out


def test_json_holds_everything(run: Command, planted: Path) -> None:
    """One object a line on standard output, the warning on standard error too."""
    ended = run("evaluate", planted, "--json")
    assert ended.code == 1
    [found] = map(json.loads, ended.out.splitlines())
    assert found["warnings"]
    assert found["gap"]["random"]["value"] > 0.97
    assert {s["metric"] for s in found["scores"]} == {"macro_f1", "accuracy"}
    assert found["warnings"][0] in ended.err


def test_the_page_escapes_what_documents_say(run: Command, tmp_path: Path) -> None:
    """Text, label, outlet and the file's name are data, wherever they stand on the page."""
    bad = "<script>alert('x')</script>"
    cells: list[Cells] = [
        {**row, "text": f"{row['text']} {bad}", "label": f"{row['label']}{bad}", "outlet": f"{row['outlet']}{bad}"}
        for row in rows(honest(1))
    ]  # fmt: skip
    page = tmp_path / "page.html"
    ended = run("evaluate", table(tmp_path / "t.csv", cells), "--html", page)
    assert ended.out.splitlines()[-1] == f"page: {page}"
    text = page.read_text("utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    for words in ("What a random split would have promised", "Are probabilities what they say?"):
        assert words in text


def test_any_column_stands_for_the_outlet(run: Command, tmp_path: Path) -> None:
    """`--group` keeps events apart, and calls them so."""
    cells = [{**row, "event": f"e{i % 4}"} for i, row in enumerate(rows(honest(1)))]
    path = table(tmp_path / "t.jsonl", [{**row, "document": ""} for row in cells])
    ended = run("evaluate", path, "--group", "event", "--folds", "4")
    assert "4 groups apart" in ended.out
    assert "above unseen events" in ended.out


def test_time_tests_later_rows(run: Command, tmp_path: Path) -> None:
    """Rows without a date that can be read are refused by line; a column of any name will do."""
    cells = [dict(row) for row in rows(honest(1))]
    for i, row in enumerate(cells):
        row["when"], row["document"] = ("soon" if i == 3 else row.pop("date")), ""
    ended = run("evaluate", table(tmp_path / "t.jsonl", cells), "--by", "time", "--date", "when")
    assert ended.code == 0
    assert "refused 1: date is not as 2024-03-01" in ended.err
    assert "t.jsonl#4 (soon)" in ended.err
    assert "trained on only" in ended.out


def test_dates_of_parquet_are_dates(run: Command, tmp_path: Path) -> None:
    """A column of dates, not of text, orders the rows as well."""
    cells = [
        {**row, "date": date.fromisoformat(row["date"]), "document": ""} for row in rows(honest(1))
    ]
    ended = run("evaluate", table(tmp_path / "t.parquet", cells), "--by", "time", "--quick")
    assert (ended.code, ended.err) == (0, "")
    assert "trained on only" in ended.out


REFUSED = {
    "--group event": "no column `event`; it has id, text, label, outlet, document, date",
    "--by time --date when": "no column `when`",
    "--folds 50": "12 outlets: 12 folds at most, leave-one-outlet-out; not 50",
    "--by time --folds 500": "folds at most, each after a day; not 500",
    "--quick --full": "--quick and --full contradict each other",
    "--more 5": "--more is for the study",
    "--date when": "--date names a column of a table, for --by time",
    "--json --more 5": "--json and --more: give one",
    "--kind spans --by time": "--by time is for labels",
}


@pytest.mark.parametrize("words", REFUSED)
def test_impossible_requests_are_refused(run: Command, planted: Path, words: str) -> None:
    """One line that says what is missing, or how many there can be."""
    ended = run("evaluate", planted, *words.split())
    assert ended.code == 2
    assert REFUSED[words] in ended.said


def test_tables_of_which_nothing_can_be_told(run: Command, tmp_path: Path) -> None:
    """An empty table is refused; one label, or one outlet where outlets were asked for, is named."""
    empty = tmp_path / "empty.csv"
    empty.write_text("id,text,label\n")
    assert "no rows" in run("evaluate", empty).said
    one = [{**row, "label": "fair"} for row in rows(honest(1, 3, 6))]
    ended = run("evaluate", table(tmp_path / "one.csv", one))
    assert 'all answers are "fair": nothing to tell apart' in ended.out
    alone = [{**row, "outlet": "Paper"} for row in rows(honest(1, 3, 6))]
    path = table(tmp_path / "alone.csv", alone)
    assert run("evaluate", path, "--by", "outlet").said.startswith("1 outlet: nothing to hold out")
    assert "18 items" in run("evaluate", path, "--quick").out


@pytest.fixture
def trained(journey: Journey) -> Journey:
    """A study with gold."""
    walk(journey, MemoryStudio(), "aggregate")
    return journey


def test_the_studys_own_split(trained: Journey) -> None:
    """`models.by` and `--by` keep apart the same; documents here, or days."""
    config = trained.setup.config
    by_page = replace(config, models=replace(config.models, by="document"))
    page = replace(trained, setup=replace(trained.setup, config=by_page))
    assert {e.by for e in flow.evaluate(page)} == {"document"}
    assert {e.by for e in flow.evaluate(trained, evaluation.Wanted(by="document"))} == {"document"}
    found = flow.evaluate(trained, evaluation.Wanted(by="time", depth="quick"))
    # pages of three days: the two later ones are tested
    assert {(e.by, e.folds, e.unit) for e in found} == {("time", 2, "document")}


def test_pages_without_dates_have_no_place_in_time(trained: Journey) -> None:
    """Where no page has a date, the split asked for is refused; where one lacks, it is left out."""
    pages = trained.study.load("documents", Document)
    trained.study.save("documents", Document, [replace(pages[0], published=""), *pages[1:]])
    wanted = evaluation.Wanted(by="time", depth="quick")
    found = flow.evaluate(trained, wanted)
    assert all(any("without a date" in note for note in e.notes) for e in found)
    trained.study.save("documents", Document, [replace(p, published="") for p in pages])
    with pytest.raises(InputError, match="no judged passage is of a page with a date"):
        flow.evaluate(trained, wanted)


def test_passages_of_the_evaluation_lot_are_scored_alone(trained: Journey) -> None:
    """The scores of those that no model may choose stand beside the others."""
    places = trained.study.load("queue", Place)
    trained.study.save("queue", Place, [replace(p, lot="evaluation") for p in places])
    found = flow.evaluate(trained, evaluation.Wanted(depth="quick"))
    assert all(e.lot == e.scores for e in found)
    trained.study.save("queue", Place, [replace(p, lot="queue") for p in places])
    found = flow.evaluate(trained, evaluation.Wanted(depth="quick"))
    assert {s.note for e in found for s in e.lot} == {"nobody has judged one of them yet"}


def test_the_report_says_what_a_random_split_would_have_promised(trained: Journey) -> None:
    """The gap of each question and every warning, with a link to the page."""
    flow.evaluate(trained)
    [*found] = trained.study.load("evaluation", Evaluation)
    warned = [replace(found[0], warnings=("the model learns the <outlet>",)), *found[1:]]
    trained.study.save("evaluation", Evaluation, warned)
    text = render(trained.study, trained.codebook, trained.setup.config)
    assert "A random split would have promised" in text
    assert "the model learns the &lt;outlet&gt;." in text
    assert 'href="evaluation.html"' in text
