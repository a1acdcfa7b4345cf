"""The families: what they learn from beside the text, what they choose, how they are kept."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancemark.errors import InputError
from stancemark.models import search, shelf
from stancemark.models.blend import Blend
from stancemark.models.dataset import Example, example_of
from stancemark.models.families import advice, described, make
from stancemark.models.linear import LinearClassifier
from stancemark.models.search import (
    MOST,
    Choice,
    Chosen,
    choose,
    fitted,
    learned,
    logits,
    macro_f1,
    scaling,
    shares,
    softmax,
    some,
    temperature,
)
from stancemark.models.views import context, marked, near
from stancemark.records import Span
from tests.models.encoders import minilm

SIDES = (("mayor", "council"), ("council", "mayor"))

PAIRS = [
    Example(
        f"{target}{i}",
        f"In week {i} we praise the {loved} and we blame the {hated}",
        "favor" if target == loved else "against",
        target=target,
        document=str(i),
    )
    for i in range(20)
    for loved, hated in (SIDES[i % 2],)
    for target in ("mayor", "council")
]
"""Forty pairs: each text loves one target and blames the other, so without a target it says nothing."""


def test_the_target_decides() -> None:
    """Texts that praise one and blame the other are told apart by which of them is asked about."""
    model = LinearClassifier().fit(PAIRS, [e.label for e in PAIRS])
    fresh = [
        Example("1", "We praise the mayor and we blame the council", "", target="mayor"),
        Example("2", "We praise the mayor and we blame the council", "", target="council"),
    ]
    assert model.predict(fresh).tolist() == ["favor", "against"]


def test_a_target_never_seen_is_answered() -> None:
    """By the words around its mention, which are shared between targets."""
    model = LinearClassifier().fit(PAIRS, [e.label for e in PAIRS])
    fresh = [
        Example("1", "In week 3 we praise the senate and we blame the court", "", target="senate"),
        Example("2", "In week 3 we praise the senate and we blame the court", "", target="court"),
    ]
    assert model.predict(fresh).tolist() == ["favor", "against"]


def test_views_mark_the_mention() -> None:
    """Where the table says, else where the target is first read as a whole word."""
    told = Example("1", "A mayor and the mayor.", "", target="mayor", mention=Span(16, 21))
    assert marked(told) == "A mayor and the [mayor]."
    found = Example("1", "Mayors? The MAYOR left", "", target="mayor")
    assert marked(found) == "Mayors? The [MAYOR] left"
    assert near(found) == "‹mayors ‹? ‹the ›left"
    assert (near(Example("1", "No one", "", target="mayor")), marked(told) == "") == ("", False)
    assert context(Example("1", "", "", before="So?", after="Yes")) == "‹so ‹? ›yes"


@given(text=st.text(max_size=40), target=st.text(max_size=5))
@settings(deadline=None)
def test_any_text_and_target_has_views(text: str, target: str) -> None:
    """Whatever they hold, the marked text is the text and two signs, or nothing."""
    found = marked(Example("1", text, "", target=target))
    assert found == "" or len(found) == len(text) + 2


def test_rows_bring_mention_context_and_shares() -> None:
    """Columns `start, end`, `heading`, `context_before`, `context_after`, `probabilities`."""
    row = {
        "id": "1",
        "text": "The mayor",
        "start": "4",
        "end": 9.0,
        "heading": "News",
        "context_before": "Who?",
        "probabilities": '{"yes": 3, "no": 1}',
    }
    example = example_of(row, "t#1")
    assert (example.mention, example.heading, example.before) == (Span(4, 9), "News", "Who?")
    assert dict(example.soft) == {"yes": 0.75, "no": 0.25}
    for start, end in (("9", "4"), ("0", "10"), ("x", "2"), (None, None)):
        assert example_of({"text": "The mayor", "start": start, "end": end}, "t#1").mention is None


def test_choice_is_made_on_groups_held_out() -> None:
    """A label that equals the document is worth nothing on documents held out."""
    rows = [
        Example(str(i), f"d{i // 8} w{i}", str(i // 8 % 2), document=str(i // 8)) for i in range(48)
    ]
    found = choose(np.eye(6)[[i // 8 for i in range(48)]], rows, 7)
    assert found.macro_f1 is not None
    assert found.macro_f1 < 0.6
    assert choose(np.eye(48), rows[:10], 7).macro_f1 is None


def test_temperature_is_the_least_loss() -> None:
    """Logits that are twice too sure are halved: half of the answers at odds of 9 : 1 are wrong."""
    logits = np.log([[0.9, 0.1]] * 400)
    gold = np.array([0, 0, 0, 1] * 100)  # 3 of 4 right: odds of 3 : 1, and log 9 / log 3 = 2
    assert temperature(logits, gold) == pytest.approx(2.0, rel=0.1)
    assert softmax(logits / 2)[0] == pytest.approx([0.75, 0.25])


def test_what_was_never_wrong_is_not_certain() -> None:
    """Of 9 rows all are right: a chance of 1 in 11 is left to the other label, however far the logits are."""
    logits = np.array([[20.0, 0.0]] * 9)
    t = temperature(logits, np.zeros(9, dtype=np.intp))
    assert softmax(logits / t)[0, 1] == pytest.approx(1 / 11, rel=0.1)


def test_macro_f1_is_the_mean() -> None:
    """Two labels: tp 1 of gold 2 and predicted 1, tp 1 of gold 1 and predicted 2: (2/3 + 2/3) / 2."""
    assert macro_f1(np.array([0, 0, 1]), np.array([0, 1, 1]), 2) == pytest.approx(2 / 3)


@pytest.mark.parametrize("family", ["linear", "encoder"])
def test_families_come_back_from_the_shelf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, family: str
) -> None:
    """Same probabilities to the last bit; the encoder is named by its digest, and not copied."""
    monkeypatch.setenv("STANCEMARK_CACHE", str(tmp_path / "cache"))
    name = "" if family == "linear" else str(minilm())
    model = make(family, name, 7).fit(PAIRS, [e.label for e in PAIRS])  # type: ignore[arg-type]
    key = ("stance", "")
    shelf.save(tmp_path / "model", {key: model}, {"kind": "stance", **described({key: model})})
    again = shelf.load(tmp_path / "model").models[key]
    assert isinstance(again, LinearClassifier)
    assert np.array_equal(again.predict_proba(PAIRS), model.predict_proba(PAIRS))
    assert sum(p.stat().st_size for p in (tmp_path / "model").rglob("*") if p.is_file()) < 5_000_000
    manifest = json.loads((tmp_path / "model" / "manifest.json").read_text())
    card = (tmp_path / "model" / "README.md").read_text()
    assert card.startswith("---\nlibrary_name: stancemark\n")
    if family != "linear":
        assert manifest["encoder"]["digest"] in card


def test_another_encoder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that was trained on other embeddings says so instead of guessing."""
    monkeypatch.setenv("STANCEMARK_CACHE", str(tmp_path / "cache"))
    model = make("encoder", str(minilm()), 7).fit(PAIRS, [e.label for e in PAIRS])
    assert isinstance(model, LinearClassifier)
    model.digest_ = "another"
    with pytest.raises(InputError, match="not the encoder this model was trained with"):
        model.predict(PAIRS)


def test_blend_is_the_mean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of its members' probabilities; also from the shelf."""
    monkeypatch.setenv("STANCEMARK_CACHE", str(tmp_path / "cache"))
    model = Blend(encoder=str(minilm()), budget=2000).fit(PAIRS, [e.label for e in PAIRS])
    ngrams, frozen, both, tuned = (m.predict_proba(PAIRS) for m in model.members_)
    mean = (ngrams + frozen + both + 2 * tuned) / 5
    assert model.predict_proba(PAIRS) == pytest.approx(mean)
    assert model.predict_proba(PAIRS).sum(axis=1) == pytest.approx(np.ones(len(PAIRS)))
    key = ("stance", "")
    shelf.save(tmp_path / "model", {key: model}, described({key: model}))
    again = shelf.load(tmp_path / "model").models[key]
    assert isinstance(again, Blend)
    assert np.array_equal(again.predict_proba(PAIRS), model.predict_proba(PAIRS))


@pytest.mark.parametrize(
    "extra",
    [
        Example("x", "", "favor", target="mayor"),
        Example("x", "word " * 20_000, "favor", target="mayor"),
        Example("x", "the only one", "neither", target="mayor"),
        Example("x", PAIRS[0].text, "against", target="mayor"),
        Example("x", "no target", "favor"),
        Example("x", "\ud800 \x00", "favor", target="\ud800"),
    ],
    ids=["empty", "long", "lonely label", "conflict", "no target", "surrogate"],
)
def test_awkward_examples_are_learned_from(extra: Example) -> None:
    """Empty, of 100,000 characters, alone in its class, at odds with another: a model all the same."""
    examples = [*PAIRS, extra]
    model = LinearClassifier().fit(examples, [e.label for e in examples])
    assert np.isfinite(model.predict_proba(examples)).all()
    assert set(model.classes_) == {e.label for e in examples}


def test_offsets_are_those_of_the_best_macro_f1() -> None:
    """A label that is right twice and always loses by 0.6 gets half a point more than that."""
    scores = np.array([[0.6, 0.0], [0.6, 0.0], [3.0, 0.0], [3.0, 0.0]])
    offsets, degree = scaling(scores, np.array([1, 1, 0, 0]))
    assert offsets.tolist() == [-0.75, 0.0]  # 0.6 - 0.75 < 0 < 3 - 0.75; -1 would be no better
    assert (scores + offsets).argmax(axis=1).tolist() == [1, 1, 0, 0]
    assert degree == temperature(scores + offsets, np.array([1, 1, 0, 0]))
    assert scaling(np.full((2, 2), -np.inf), np.array([0, 1]))[0].tolist() == [0.0, 0.0]


def test_targets_seen_are_answered_as_before() -> None:
    """What is learned for targets never seen changes nothing for the others."""
    model = LinearClassifier().fit(PAIRS, [e.label for e in PAIRS])
    before = model.predict_proba(PAIRS)
    fresh = [Example("1", PAIRS[0].text, "", target="senate")]
    assert model.predict_proba([*PAIRS, *fresh])[:-1] == pytest.approx(before)
    model.unseen_["offsets"] = np.array([9.0, 0.0])
    assert model.predict(fresh).tolist() == ["against"]
    assert model.predict_proba(PAIRS) == pytest.approx(before)


ROWS = [
    Example(
        str(i), f"w{i % 7} {'rare' if i % 10 == 0 else 'common'} x{i}", "no" if i % 10 else "yes"
    )
    for i in range(60)
]


def test_the_mean_of_models_is_one_model() -> None:
    """Logits of the planes learned are the mean of the members', each over its own temperature, and the offsets."""
    matrix = np.random.default_rng(7).normal(size=(30, 5))
    labels = ["a", "b", "c"]
    answers = shares([Example(str(i), "", labels[i % 3]) for i in range(30)], labels)
    members = (Choice(1.0, balanced=True, temperature=2.0), Choice(4.0, balanced=False))
    offsets = (0.5, 0.0, -0.5)
    first, second = (logits(matrix, fitted(matrix, answers, c, 7)) for c in members)
    expected = (first / 2 + second) / 2 + np.array(offsets)
    planes = learned(matrix, answers, Chosen(members, offsets), 7)
    assert logits(matrix, planes) == pytest.approx(expected, abs=1e-5)
    of_two = shares([Example(str(i), "", labels[i % 2]) for i in range(30)], labels[:2])
    plain, moved = (
        logits(matrix, learned(matrix, of_two, Chosen(offsets=o), 7)) for o in ((), (0.5, 2.0))
    )
    assert moved[:, 1] - plain[:, 1] == pytest.approx(
        np.full(30, 1.5)
    )  # of two, the second has all


def test_two_unlike_models_are_chosen() -> None:
    """One with balanced classes, one without; an offset for each label, of a label not drawn 0."""
    found = choose(np.array([[i % 10 == 0, 1.0] for i in range(60)]), ROWS, 7)
    assert [member.balanced for member in found.members] == [True, False]
    assert len(found.offsets) == 2
    assert found.macro_f1 == 1.0


def test_a_label_outside_the_sample_has_no_offset(monkeypatch: pytest.MonkeyPatch) -> None:
    """The choice may be made on rows without a label that the fit has: its offset is 0, the others keep theirs."""
    monkeypatch.setattr(search, "MOST", 60)
    rows = [*ROWS, *(replace(ROWS[1], id=f"m{i}", label="maybe") for i in range(1))]
    seed = next(s for s in range(200) if len(rows) - 1 not in some(rows, s))
    model = LinearClassifier(random_state=seed).fit(rows, [e.label for e in rows])
    assert model.chosen_["offsets"][model.classes_.tolist().index("maybe")] == 0
    assert model.predict_proba(rows).shape == (61, 3)


def test_the_choice_sees_every_outlet() -> None:
    """Rows are drawn from all groups: whole outlets of a thousand texts would leave three of ten."""
    rows = [Example(str(i), "", "yes", outlet=str(i % 10)) for i in range(10_000)]
    drawn = some(rows, 7)
    assert len(drawn) == MOST
    assert {rows[i].outlet for i in drawn} == {str(outlet) for outlet in range(10)}


def test_few_labels_are_told_what_works() -> None:
    """The line names the labels and the setting; there is none where labels suffice, or for a blend."""
    enough = [Example(str(i), "", label) for label in ("a", "b") for i in range(100)]
    assert advice([enough], "linear", "--family") == ()
    assert advice([ROWS], "blend", "--family") == ()
    (line,) = advice([enough, ROWS], "linear", "models.family:")
    assert line.startswith("under 100 examples of no, yes: n-grams alone")
    assert line.endswith("models.family: blend has both")
    (line,) = advice([[Example(x, "", x) for x in "abcde"]], "encoder", "--family")
    assert "of a, b, c and 2 more: embeddings alone" in line
