"""The gate: promises that hold, refusals that say how much is missing, and who is a stranger to it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import expit

from stancemark.config import AcceptOptions
from stancemark.models.accept import Acceptance
from stancemark.models.dataset import Example
from stancemark.models.gate import FEW, OUTLETS, Fitting, fit, gate, language
from stancemark.models.promise import Gate, said

FITTING = Fitting("stance", "city", 5, 7, AcceptOptions())

Flags = NDArray[np.bool_]


def rows(n: int, outlets: int = 0) -> list[Example]:
    """Examples in English, of so many outlets in turn."""
    return [
        Example(
            str(i), f"text {i}", "yes", outlet=f"o{i % outlets}" if outlets else "", language="en"
        )
        for i in range(n)
    ]


def told(n: int, wrong: int, sure: float = 0.97, fitting: Fitting = FITTING) -> Gate:
    """The gate of n answers of one probability, the first of them wrong."""
    return gate(rows(n), np.full(n, sure), np.arange(n) < wrong, fitting)


def test_45_right_answers_are_the_least_for_five_percent() -> None:
    """0.95^45 = 0.099 is the first below 0.1; one fewer is refused, and says that one more is missing."""
    found = told(45, 0)
    assert (found.threshold, found.accepted, found.wrong, found.by) == (0.0, 45, 0, "row")
    assert found.bound == pytest.approx(1 - 0.1 ** (1 / 45))
    refused = told(44, 0)
    assert (refused.threshold, refused.bound, refused.more) == (None, None, 1)
    assert refused.note == "needs at least 1 more labels for at most 5% wrong at 90% confidence"


def test_a_refusal_says_how_many_labels_are_missing() -> None:
    """With about so many as it asks for, at the same share wrong, the gate opens."""
    refused = told(100, 3)
    assert refused.more is not None
    assert refused.note.startswith(f"needs about {refused.more} more labels")
    n = 100 + refused.more
    share = 3.5 / 101  # of few, half a wrong answer more is taken to be there
    assert told(n, int(share * n)).threshold is not None
    assert told(n // 2, int(share * n / 2)).threshold is None


def test_where_no_number_of_labels_will_do_it_says_so() -> None:
    """One in five of the surest is wrong: more of the same cannot help; of ten it cannot be told."""
    hopeless = told(300, 60)
    assert hopeless.more is None
    assert "of the 300 answers it is surest of, 60 are wrong: no number of labels" in hopeless.note
    assert "too few to say" in told(60, 4).note
    assert "more than 20 times the labels" in told(500, 24).note


def test_lenient_thresholds_follow_until_one_fails() -> None:
    """Sure answers right, middling ones half wrong: the threshold stands between them."""
    sure = np.repeat([0.99, 0.9, 0.6], 200)
    wrong = np.concatenate([np.zeros(400), np.arange(200) % 2]) > 0
    found = gate(rows(600), sure, wrong, FITTING)
    assert found.threshold == 0.65  # the lowest that leaves the last two hundred out
    assert (found.accepted, found.wrong, found.labels) == (400, 0, 600)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.booleans()), max_size=120),
    st.floats(0.01, 0.9),
    st.floats(0.55, 0.99),
)
def test_fewer_wrong_never_close_a_gate(
    answers: list[tuple[float, bool, bool]], error: float, confidence: float
) -> None:
    """The bound is above the share wrong and within the promise; with fewer wrong, as much is accepted."""
    fitting = replace(FITTING, accept=AcceptOptions(error=error, confidence=confidence))
    sure = np.array([s for s, _, _ in answers])
    wrong = np.array([w for _, w, _ in answers], dtype=bool)
    spared = wrong & np.array([keep for _, _, keep in answers], dtype=bool)
    found = gate(rows(len(answers)), sure, wrong, fitting)
    better = gate(rows(len(answers)), sure, spared, fitting)
    if found.threshold is None:
        assert found.note
        assert found.bound is None
        return
    assert found.bound is not None
    assert found.wrong / found.accepted <= found.bound <= error + 1e-9
    assert better.threshold is not None
    assert better.threshold <= found.threshold


def simulated(seed: int, outlets: int, size: int, spread: float) -> tuple[Any, Flags, Any]:
    """Probabilities, what is wrong at odds (1 - p)/p · exp(offset), and outlets with an offset each."""
    rng = np.random.default_rng(seed)
    outlet = np.repeat(np.arange(outlets), rng.geometric(1 / size, outlets))
    sure = 0.5 + 0.499 * rng.beta(2, 0.7, len(outlet))
    odds = np.log((1 - sure) / sure) + rng.normal(0, spread, outlets)[outlet]
    return sure, rng.random(len(outlet)) < expit(odds), outlet


@pytest.mark.parametrize(
    ("outlets", "size", "spread"), [(1500, 1, 0.0), (20, 50, 1.0), (40, 20, 1.0)]
)
def test_the_promise_holds_in_nine_runs_of_ten(outlets: int, size: int, spread: float) -> None:
    """Of 100 studies, on outlets that none of them saw; some gate is open, or the test says nothing."""
    world, wrong_there, _ = simulated(10_000, 20_000, size, spread)
    kept, opened = [], 0
    for seed in range(100):
        sure, wrong, outlet = simulated(seed, outlets, size, spread)
        examples = [
            Example(str(i), "x", "yes", outlet=f"o{o}" if spread else "", language="en")
            for i, o in enumerate(outlet.tolist())
        ]
        found = gate(examples, sure, wrong, FITTING)
        opened += found.threshold is not None
        kept.append(found.threshold is None or wrong_there[world >= found.threshold].mean() <= 0.05)
    assert np.mean(kept) >= 0.9
    assert opened > 30


def test_outlets_count_where_there_are_enough() -> None:
    """From ten on the promise is for any outlet; below, for those with enough labels and no other."""
    wrong = np.zeros(400, dtype=bool)
    many = gate(rows(400, OUTLETS), np.full(400, 0.9), wrong, FITTING)
    assert (many.by, many.units, many.outlets) == ("outlet", OUTLETS, None)
    examples = [*rows(400, 3), *(replace(e, id=f"r{e.id}", outlet="rare") for e in rows(FEW - 1))]
    few = gate(examples, np.full(404, 0.9), np.zeros(404, dtype=bool), FITTING)
    assert (few.by, few.outlets) == ("row", ("o0", "o1", "o2"))
    asked = replace(FITTING, accept=AcceptOptions(min_outlet=41))
    assert gate(rows(400, OUTLETS), np.full(400, 0.9), wrong, asked).outlets == ()


def test_outlets_that_err_alike_promise_less() -> None:
    """The same answers, wrong ones of one outlet: as rows they pass, as an outlet's they do not."""
    examples = rows(400, 20)
    wrong = np.array([e.outlet == "o3" and int(e.id) < 200 for e in examples])  # 10 of 400
    assert gate(rows(400), np.full(400, 0.9), wrong, FITTING).threshold is not None
    assert gate(examples, np.full(400, 0.9), wrong, FITTING).threshold is None


def test_texts_that_repeat_count_once() -> None:
    """Fifty copies of one text are one example."""
    copies = [replace(e, cluster="c") for e in rows(50)]
    found = gate(copies, np.full(50, 0.99), np.zeros(50, dtype=bool), FITTING)
    assert (found.threshold, found.labels) == (None, 1)


def test_the_evaluation_lot_is_preferred_where_it_is_large() -> None:
    """Its answers alone decide: what a model chose may be easier, or harder, than all."""
    wrong = np.arange(300) >= 100
    lot = frozenset(str(i) for i in range(100))
    found = gate(rows(300), np.full(300, 0.9), wrong, replace(FITTING, lot=lot))
    assert (found.lot, found.labels, found.threshold) == (True, 100, 0.0)
    small = replace(FITTING, lot=frozenset(str(i) for i in range(80)))
    assert not gate(rows(300), np.full(300, 0.9), wrong, small).lot


class Reader:
    """Knows the label that a text begins with, as surely as the text says."""

    def fit(self, examples: Sequence[Example], labels: Sequence[str], /) -> None:
        """Learn the names of the labels."""
        self.classes_ = np.array(sorted(set(labels)))

    def predict_proba(self, examples: Sequence[Example], /) -> Any:
        """0.95 for that label."""
        hit = np.array([[e.text.split()[0] == label for label in self.classes_] for e in examples])
        rest = 0.05 / (len(self.classes_) - 1)
        return np.where(hit, 0.95, rest)


def labelled(n: int, targets: Sequence[str] = ("",), wrong: float = 0.0) -> list[Example]:
    """Texts that say their label, a share of them not the right one."""
    rng = np.random.default_rng(7)
    return [
        Example(
            f"{target}{i}",
            f"{'yes' if (i % 2 == 0) != (rng.random() < wrong) else 'no'} {i}",
            "yes" if i % 2 == 0 else "no",
            target=target,
            document=f"d{i}",
            language="en",
        )
        for target in targets
        for i in range(n)
    ]


def test_each_target_has_a_gate_of_its_own() -> None:
    """The model is sure of both, and wrong of one: only the other is accepted."""
    examples = [*labelled(100, ["a"]), *labelled(100, ["b"], wrong=0.4)]
    calibration, gates = fit(examples, Reader, replace(FITTING, target="", apart=True))
    assert [(g.target, g.threshold is not None) for g in gates] == [("a", True), ("b", False)]
    assert calibration.slope != 1
    terms = Acceptance({(g.question, g.target): g for g in gates})
    one = examples[0]
    assert terms.accepts("stance", "a", one, 0.99)
    assert not terms.accepts("stance", "b", one, 0.99)
    assert not terms.accepts("stance", "never labelled", one, 0.99)
    assert terms.kept == {
        "nothing can be promised yet": 1,
        "no gate for this question and target": 1,
    }


def test_too_few_labels_fit_no_model() -> None:
    """Below the least that could promise anything, nothing is spent on folds."""

    class Never(Reader):
        def fit(self, examples: Sequence[Example], labels: Sequence[str], /) -> None:
            raise AssertionError

    _, [found] = fit(labelled(44), Never, FITTING)
    assert found.more == 1


def test_one_document_cannot_be_held_out() -> None:
    """There is no gate, and the reason is the split's."""
    examples = [replace(e, document="d") for e in labelled(60)]
    _, [found] = fit(examples, Reader, FITTING)
    assert "nothing to hold out" in found.note


def test_strangers_are_not_accepted() -> None:
    """Not in another language, of an outlet with few labels, without text, closed, or unsure."""
    open_ = replace(told(100, 0), outlets=("o1",), threshold=0.9)
    known = Example("1", "text", "", outlet="o1", language="en-GB")
    terms = Acceptance({("stance", "city"): open_})
    assert terms.accepts("stance", "city", known, 0.9)
    for stranger in (
        replace(known, language="de"),
        replace(known, language="", text="Der Rat hat in dieser Sache schon wieder gelogen."),
        replace(known, outlet="o2"),
        replace(known, outlet=""),
        replace(known, text=" "),
    ):
        assert not terms.accepts("stance", "city", stranger, 0.99)
    assert not terms.accepts("stance", "city", known, 0.89)
    assert not terms.accepts("bias", "", known, 0.99)
    closed = Acceptance({("stance", "city"): open_}, closed=frozenset({("stance", "city")}))
    assert not closed.accepts("stance", "city", known, 0.99)
    assert sum(terms.kept.values()) == 7
    assert closed.told() == ("1 not accepted: the audit has closed the gate",)


def test_language_is_as_stated_or_detected() -> None:
    """A region does not matter; a text like no language has none."""
    assert language(Example("1", "whatever", "", language="pt_BR")) == "pt"
    text = "The mayor has told the council that the bridge over the river will be closed."
    assert language(Example("1", text, "")) == "en"
    assert language(Example("1", "…", "")) == ""


def test_a_gate_is_told_in_one_line() -> None:
    """Threshold, share, bound and what was counted; or why there is none."""
    assert said(told(100, 0)) == (
        "stance/city: accepts from probability 0 on: 100% of 100 labelled, 0 of 100 wrong, at most "
        "2.3% at 90% confidence (100 texts; all labels)"
    )
    assert said(told(10, 0)).startswith("stance/city: no gate: needs at least 35 more labels")
