"""A stance to several targets: what the examples of each become, and a model of all asked about one."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.models.dataset import Example
from stancemark.models.toward import Key, shared, thin, toward, towards
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


PARTS = {
    ("stance", "delta_front"): [Example(f"{n}", "the Front", "favor") for n in range(4)],
    ("bias", ""): [Example("1", "the Front", "yes")],
    ("stance", "given_up"): [Example("2", "text", "against")],
}
OWN = {("stance", "delta_front"), ("bias", "")}


def test_what_targets_share_stands_together() -> None:
    """Under the question alone, each example with its target's name; other questions are not in it."""
    found = shared(PARTS, OWN, CODEBOOK, 5)
    assert list(found) == [("stance", "")]
    assert [e.target for e in found["stance", ""]] == ["Delta Front"] * 4 + ["given_up"]
    told = thin(PARTS, OWN, found, CODEBOOK)
    assert list(told) == [("stance", "interior_council")]
    assert told["stance", "interior_council"].startswith("0 labels: answered by what targets share")
    few = thin(PARTS, {("bias", "")}, found, CODEBOOK)
    assert few["stance", "delta_front"].startswith("4 labels: ")


@pytest.mark.parametrize(
    ("parts", "own", "least"),
    [
        pytest.param(PARTS, {*OWN, ("stance", "interior_council")}, 5, id="all have their own"),
        pytest.param(PARTS, OWN, 6, id="too few labels"),
        pytest.param({k: v for k, v in PARTS.items() if k in OWN}, OWN, 1, id="one target"),
        pytest.param(
            {**PARTS, ("stance", "given_up"): [Example("2", "text", "favor")]}, OWN, 1, id="one label"
        ),
    ],
)  # fmt: skip
def test_nothing_is_shared_where_nothing_is_gained(
    parts: Mapping[Key, Sequence[Example]], own: set[Key], least: int
) -> None:
    """No thin target, too few labels in all, one target only, or one label only."""
    assert shared(parts, own, CODEBOOK, least) == {}
    assert thin(parts, own, {}, CODEBOOK) == {}


def test_a_shared_model_is_asked_about_each_target_without_its_own() -> None:
    """Those of the codebook, also one that nobody judged; all other models are asked as they are."""
    models = {("stance", "interior_council"): Echo(), ("bias", ""): Echo(), ("stance", ""): Echo()}
    found = towards(models, CODEBOOK)
    assert list(found) == [("stance", "interior_council"), ("bias", ""), ("stance", "delta_front")]
    assert found["stance", "interior_council"] is models["stance", "interior_council"]
    assert found["stance", "delta_front"].predict_proba(["a text"]).tolist() == [[0.0, 1.0]]
    assert found["stance", "delta_front"].classes_.tolist() == ["against", "favor"]
    del models["stance", ""]
    assert towards(models, CODEBOOK) == models
