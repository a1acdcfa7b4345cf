"""Examples: gold and passages, or a user's table, and what is refused of it."""

from typing import Any

import numpy as np
import pytest

from stancemark.errors import InputError
from stancemark.models.dataset import Example, digest, examples, from_rows
from stancemark.records import Gold, Passage, Refusal, Span


def gold(passage: str, label: str, target: str = "") -> Gold:
    """Gold of one label, or of a tie."""
    return Gold(passage, "stance", target, label, {"favor": 1.0}, 2, "majority")


def passage(name: str) -> Passage:
    """A passage with everything an example takes from it."""
    return Passage(
        name, "page", Span(0, 4), "text", "body", outlet="Open Quay", cluster=f"cluster of {name}"
    )


def test_gold_becomes_examples_by_question_and_target() -> None:
    """An example has its passage's text, outlet, document and cluster, and the gold's label and shares."""
    passages = {"p1": passage("p1"), "p2": passage("p2")}
    parts = examples([gold("p1", "favor", "city"), gold("p2", "against")], passages)
    assert parts == {
        ("stance", "city"): [
            Example(
                "p1",
                "text",
                "favor",
                "city",
                "Open Quay",
                "page",
                "cluster of p1",
                soft=(("favor", 1.0),),
            )
        ],
        ("stance", ""): [
            Example(
                "p2",
                "text",
                "against",
                "",
                "Open Quay",
                "page",
                "cluster of p2",
                soft=(("favor", 1.0),),
            )
        ],
    }


def test_ties_and_gone_passages_are_left_out() -> None:
    """A tie teaches nothing, and neither does gold without its passage."""
    assert examples([gold("p1", ""), gold("p2", "favor")], {"p1": passage("p1")}) == {}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"id": "2", "label": "yes"}, "no text"),
        ({"id": "2", "text": " \n", "label": "yes"}, "no text"),
        ({"id": "2", "text": ["a", "list"], "label": "yes"}, "no text"),
        ({"id": "2", "text": "b", "label": None}, "no label"),
        ({"id": "2", "text": "b", "label": float("nan")}, "no label"),
        ({"id": "2", "text": "b", "label": " "}, "no label"),
        ({"id": "1", "text": "b", "label": "no"}, "duplicate id"),
    ],
)
def test_bad_row_is_refused_with_its_number(row: dict[str, Any], reason: str) -> None:
    """A row that cannot be used is named by table and row; the others are examples."""
    rows = [{"id": "1", "text": "a", "label": "yes"}, row, {"id": "3", "text": "c", "label": "no"}]
    good, refused = from_rows(rows, "gold.csv")
    assert [e.id for e in good] == ["1", "3"]
    assert refused == [Refusal("train", "gold.csv#2", reason, row["id"])]


def test_cells_are_read_as_text() -> None:
    """Numbers, numpy's and those pandas made floats of, are labels; ids may repeat per target."""
    rows = [
        {"id": 1, "text": "a", "label": 1.0, "target": "city"},
        {"id": 1, "text": "b", "label": np.int64(1), "target": "army"},
        {"text": "c", "label": True, "outlet": None},
    ]
    good, refused = from_rows(rows, "t.jsonl")
    assert refused == []
    assert [(e.id, e.label) for e in good] == [("1", "1"), ("1", "1"), ("t.jsonl#3", "True")]


def test_rows_of_the_same_words_are_one_cluster() -> None:
    """Without a cluster column, a reprint is known by its words; a cluster named is kept."""
    texts = ["Planes over\u00a0Karsk", "planes  over Karsk\n", "Planes over Ister"]
    rows: list[dict[str, Any]] = [{"text": text, "label": "x"} for text in texts]
    first, again, other = from_rows(rows, "t")[0]
    assert first.cluster == again.cluster != other.cluster
    [named] = from_rows([{**rows[0], "cluster": "c7"}], "t")[0]
    assert named.cluster == "c7"


def test_rows_that_repeat_one_another_are_one_cluster() -> None:
    """A reprint with a word changed is one cluster with the row it repeats, in either order."""
    said = (
        "The ferry Marigold ran aground off Tansy Point late on Tuesday with 214 people on board."
    )
    texts = [said, "Breaking: " + said.replace("late on", "on"), "The ferry was late again today."]
    rows: list[dict[str, Any]] = [{"text": text, "label": "x"} for text in texts]
    first, again, other = from_rows(rows, "t")[0]
    assert first.cluster == again.cluster != other.cluster
    assert first.cluster == from_rows(rows[::-1], "t")[0][1].cluster


def test_missing_column_names_the_nearest() -> None:
    """A table that calls its labels otherwise is refused as a whole, with the column meant."""
    with pytest.raises(InputError, match=r't.csv: no column `label`; did you mean "labels"\?'):
        from_rows([{"id": "1", "text": "a", "labels": "yes"}], "t.csv")
    assert from_rows([], "t.csv") == ([], [])


def test_digest_changes_with_what_is_learned() -> None:
    """Another label makes another digest; the same examples in another order do not."""
    one, two = Example("1", "a", "yes"), Example("2", "b", "no")
    assert digest([one, two]) == digest([two, one]) != digest([one, Example("2", "b", "yes")])
