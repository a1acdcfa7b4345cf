"""What a changed codebook does is counted from the annotations themselves."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from stancemark.annotate.effects import Effects, Survey
from stancemark.annotate.protocol import Project
from stancemark.errors import InputError
from stancemark.records import Codebook, Era, History
from tests.annotate.pushed import settings_of
from tests.tasks.coded import CLAIM, CODEBOOK, SOURCE, chosen
from tests.tasks.revised import label, question, relation, revised, target

ABOUT = {"type": "relation", "from_id": "r1", "to_id": "r2", "labels": ["about"]}

SAID: list[tuple[int, list[Any]]] = [
    (1, [chosen("stance__delta", "favor"), chosen("bias", "biased"), CLAIM, SOURCE, ABOUT]),
    (1, [chosen("stance__delta", "favor"), chosen("bias", "not_biased")]),
    (2, [chosen("stance__delta", "mixed"), chosen("stance__delta", "mixed"), chosen("mood", "x")]),
    (2, []),
]
"""Who said what: two people, four annotations."""


def effects(new: Codebook) -> Effects:
    """What a codebook does to them."""
    history = History((Era(CODEBOOK.version),), {CODEBOOK.version: CODEBOOK})
    survey = Survey(Project(1, settings_of(CODEBOOK), 4, ""), new, history)
    for identity, (person, result) in enumerate(SAID):
        survey.add({"id": identity, "completed_by": {"id": person}, "result": result})
    return survey.effects()


def lines(*moves: Any) -> Iterator[str]:
    """What these moves do, in words."""
    return effects(revised(CODEBOOK, *moves)).lines()


def test_annotations_and_people_are_counted_once_each() -> None:
    """Two labels of one annotation are one annotation; two annotations of one person, one person."""
    assert list(lines(label("stance", "favor", "supports"), label("stance", "mixed", "unclear")))[
        1:
    ] == [
        "rename stance__delta=favor to stance__delta=supports in 2 annotations of 1 person",
        "merge stance__delta=mixed into stance__delta=unclear in 1 annotation of 1 person",
    ]


def test_two_labels_that_become_a_new_one_are_merged() -> None:
    """Though neither kept its name."""
    found = [*lines(label("stance", "favor", "some"), label("stance", "mixed", "some"))][1:]
    assert [line.split()[0] for line in found] == ["merge", "merge"]


def test_splits_and_what_is_given_up() -> None:
    """A split is left, what is given up is removed; a relation has a name of its own."""
    found = [
        *lines(
            label("stance", "favor", "hopes", "supports"),
            label("bias", "biased"),
            relation("about", "concerns"),
        )
    ]
    assert found[1:] == [
        "leave stance__delta=favor in 2 annotations of 1 person to be decided: "
        "stance__delta=hopes or stance__delta=supports",
        "rename relation about to relation concerns in 1 annotation of 1 person",
        "remove bias=biased from 1 annotation of 1 person",
    ]


def test_a_question_moves_whole() -> None:
    """One line, whatever its answers; labels of it that changed too have their own."""
    found = [*lines(question("bias", "wording"), label("wording", "biased", "loaded"))]
    assert found[1:] == [
        "rename bias=biased to wording=loaded in 1 annotation of 1 person",
        "rename bias to wording in 1 annotation of 1 person",
    ]


@pytest.mark.parametrize(
    ("move", "used", "hint"),
    [
        (
            label("stance", "favor", "favour"),
            "stance__delta=favor",
            "{labels: {stance: {favor: favour}}}",
        ),
        (label("bias", "biased", "x"), "bias=biased", "{labels: {bias: {biased: …}}}"),
        (question("bias", "wording"), "bias", "{questions: {bias: …}}"),
        (target("delta", "front"), "stance__delta", "{targets: {delta: …}}"),
        (relation("about", "concerns"), "relation about", "{relations: {about: …}}"),
    ],
    ids=lambda value: str(getattr(value, "old", value)),
)
def test_what_is_lost_is_refused_with_the_line_to_add(move: Any, used: str, hint: str) -> None:
    """Question, label, how many use it, and what `migrate` would say; no foreign label counts."""
    with pytest.raises(InputError) as caught:
        effects(replace(revised(CODEBOOK, move), moves=())).check()
    assert str(caught.value).startswith(f"codebook: {used} is used by ")
    assert str(caught.value).endswith(f"`migrate: {hint}`")
    assert "mood" not in str(caught.value)


def test_the_same_codebook_has_no_effects() -> None:
    """Though an annotation has a label of nobody."""
    assert list(effects(CODEBOOK).lines()) == []
