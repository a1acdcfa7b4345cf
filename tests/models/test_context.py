"""What stands beside a text: its heading, its neighbours, its role and voice; never its outlet."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.config import Context
from stancemark.models.dataset import Example, example_of, of_passage
from stancemark.models.families import Family, make
from stancemark.models.features import Features
from stancemark.models.linear import LinearClassifier
from stancemark.models.views import manner
from stancemark.records import Passage, Span
from tests.models.encoders import tiny
from tests.strategies import EXAMPLES

TEXT = "“It rained,” Mira Kessel said."
PASSAGE = Passage(
    "p", "d", Span(0, len(TEXT)), TEXT, "body", kind="article", outlet="Open Quay", author="A. Writer",
    heading="Rain", context_before="Before.", context_after="After.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("context", "beside"),
    [
        ((), ("", "", "", "", "")),
        (("heading",), ("Rain", "", "", "", "")),
        (("neighbours",), ("", "Before.", "After.", "", "")),
        (("voice",), ("", "", "", "body", "quoted")),
        (("voice", "neighbours", "heading"), ("Rain", "Before.", "After.", "body", "quoted")),
    ],
)
def test_a_passage_has_beside_it_what_is_asked_for(
    context: tuple[Context, ...], beside: tuple[str, ...]
) -> None:
    """Nothing more: what a study's setting leaves out no model sees."""
    e = of_passage(PASSAGE, context=context)
    assert (e.heading, e.before, e.after, e.role, e.voice) == beside


def test_rows_bring_role_and_voice() -> None:
    """Columns of any words; each becomes one word of its own."""
    e = example_of({"text": "No.", "role": "forum post", "voice": "quoted"}, "t#1")
    assert manner(e) == "role:forum_post voice:quoted"
    assert manner(example_of({"text": "No."}, "t#1")) == ""


@pytest.mark.parametrize("family", ["linear", "encoder"])
def test_role_and_voice_are_learned(
    family: Family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the text says nothing they decide, for n-grams and for embeddings alike."""
    monkeypatch.setenv("STANCEMARK_CACHE", str(tmp_path / "cache"))
    encoder = tiny(tmp_path / "tiny") if family == "encoder" else ""
    rows = [
        Example(str(n), "It rained all day.", "", voice="quoted" if n % 2 else "author")
        for n in range(40)
    ]
    model = make(family, encoder, 7).fit(rows, [e.voice for e in rows])
    assert model.predict(rows[:2]).tolist() == ["author", "quoted"]


@given(outlets=st.lists(st.text(max_size=9), min_size=6, max_size=6))
@EXAMPLES
def test_the_outlet_is_never_a_feature(outlets: list[str]) -> None:
    """Whatever the outlets are called, the numbers a model sees are the same."""
    rows = [
        Example(str(n), f"day {n % 3} of rain", "", role="body", voice=f"v{n % 2}", before="so")
        for n in range(6)
    ]
    named = [replace(e, outlet=outlet) for e, outlet in zip(rows, outlets, strict=True)]
    one, other = (Features().fit(part, None).toarray() for part in (rows, named))
    assert one.tolist() == other.tolist()


def test_neighbours_may_be_there_in_training_and_lack_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table without them is answered by a model that has learned from them, and the other way round."""
    monkeypatch.setenv("STANCEMARK_CACHE", str(tmp_path / "cache"))
    encoder = tiny(tmp_path / "tiny")
    bare = [Example(str(n), f"{'praise' if n % 2 else 'blame'} {n}", "") for n in range(40)]
    beside = [replace(e, before="Who?", after="Nobody.") for e in bare]
    labels = ["+" if n % 2 else "-" for n in range(40)]
    for known, asked in ((bare, beside), (beside, bare)):
        found = LinearClassifier(encoder=encoder).fit(known, labels).predict_proba(asked)
        assert found.shape == (40, 2)
