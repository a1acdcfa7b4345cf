"""A stance to several targets: what the examples of each become, and a model of all asked about one."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.errors import InputError
from stancemark.models.dataset import Example
from stancemark.models.toward import Toward, by_target, joined, thin, toward, towards
from stancemark.records import Codebook, Label, Question, Target

COUNCIL = Target("Interior Council", "interior_council", ("the Council", "Pell"))
FRONT = Target("Delta Front", "delta_front", ("the Front", "سلمى"))
CODEBOOK = Codebook(
    "own", "Own", "",
    (
        Question("stance", "stance", "Where do they stand?", (Label("favor"), Label("against"))),
        Question("bias", "choice", "Is it biased?", (Label("yes"), Label("no"))),
    ),
    targets=(COUNCIL, FRONT),
)  # fmt: skip


class Echo:
    """A model that says which target it was asked about."""

    classes_ = np.array(["against", "favor"])

    def predict_proba(self, texts: Sequence[str | Example], /) -> Any:
        """Certain of favor where the target is the Front."""
        towards_front = [isinstance(e, Example) and e.target == FRONT.name for e in texts]
        return np.array([[0.0, 1.0] if front else [1.0, 0.0] for front in towards_front])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Then Pell spoke for the Interior Council.", "Pell"),
        ("Then THE COUNCIL met.", "THE COUNCIL"),
        ("Pellets were sold.", None),
        ("", None),
    ],
)
def test_the_first_name_of_a_target_is_its_mention(text: str, named: str | None) -> None:
    """By name or alias, in any letters, as whole words; none where the text names it nowhere."""
    found = toward(Example("1", text, ""), COUNCIL)
    assert found.target == "Interior Council"
    assert (found.mention.of(text) if found.mention else None) == named


@given(st.text(), st.sampled_from([COUNCIL, FRONT]))
def test_a_mention_lies_in_the_text_and_reads_like_a_name(text: str, target: Target) -> None:
    """Whatever the text: the span found is a name of the target but for the case of its letters."""
    found = toward(Example("1", f"{text} {target.aliases[0]} {text}", ""), target)
    assert found.mention is not None
    named = found.mention.of(found.text).casefold()
    assert named in {name.casefold() for name in (target.name, *target.aliases)}


def test_examples_of_all_targets_stand_together() -> None:
    """Under the question alone, each with its target's name; other questions are left as they are."""
    parts = {
        ("stance", "delta_front"): [Example("1", "the Front", "favor", target="delta_front")],
        ("bias", ""): [Example("1", "the Front", "yes")],
        ("stance", "given_up"): [Example("2", "text", "against", target="given_up")],
    }
    found = joined(parts, CODEBOOK)
    assert list(found) == [("stance", ""), ("bias", "")]
    assert [e.target for e in found["stance", ""]] == ["Delta Front", "given_up"]
    assert found["bias", ""] == parts["bias", ""]
    rows = by_target("stance", found["stance", ""], CODEBOOK)
    assert rows == {"interior_council": [], "delta_front": [0], "given_up": [1]}
    assert by_target("bias", found["bias", ""], CODEBOOK) == {}


def test_targets_with_few_labels_are_told() -> None:
    """How many they have, of how many; and that one target alone answers for no other."""
    found = thin({"a": [0, 1], "b": [2], "c": []}, 2)
    assert list(found) == ["b", "c"]
    assert found["b"].startswith("1 of 2 labels: answered by what targets share")
    assert thin({"a": [0, 1], "c": []}, 2)["c"].startswith("0 of 2 labels: no answer until")


def test_a_model_of_several_targets_is_asked_about_each() -> None:
    """Those of the codebook, also one that nobody judged; a model of one target about that one only."""
    models = {("stance", ""): Echo(), ("bias", ""): Echo()}
    several = {"examples": {"stance": 2, "stance/interior_council": 1, "stance/given_up": 1}}
    found = towards(models, several, CODEBOOK)
    assert list(found) == [
        ("stance", "interior_council"), ("stance", "delta_front"), ("bias", ""),
    ]  # fmt: skip
    asked = [found["stance", t.slug].predict_proba(["a text"]).tolist() for t in (COUNCIL, FRONT)]
    assert asked == [[[1.0, 0.0]], [[0.0, 1.0]]]
    one = {"examples": {"stance": 1, "stance/interior_council": 1}}
    assert list(towards(models, one, CODEBOOK)) == [("stance", "interior_council"), ("bias", "")]


def test_models_of_an_earlier_version_are_refused() -> None:
    """One for each target: a line that says to train again."""
    with pytest.raises(InputError, match="run `stancemark train` again"):
        towards({("stance", "delta_front"): Echo()}, {}, CODEBOOK)


def test_labels_are_the_models_own() -> None:
    """In the order of its columns."""
    assert Toward(Echo(), FRONT, Echo.classes_).classes_.tolist() == ["against", "favor"]
