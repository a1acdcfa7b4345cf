"""What an evaluation finds where it is known what there is to find."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from stancemark.errors import InputError
from stancemark.models.dataset import Example
from stancemark.models.examine import Depth, Exam, examine, unmeasured
from stancemark.models.linear import LinearClassifier
from stancemark.models.split import Apart
from stancemark.models.verdict import LOST
from stancemark.records import Evaluation
from tests.models.planted import honest, leaky

MODEL = partial(LinearClassifier, C=1.0)


def exam(depth: Depth = "usual", apart: Apart | None = None, folds: int = 4) -> Exam:
    """An exam of a quick model."""
    return Exam(
        question="bias",
        model="linear",
        make=MODEL,
        folds=folds,
        apart=apart or Apart(),
        seed=7,
        depth=depth,
    )


def measured(examples: Sequence[Example], one: Exam | None = None) -> Evaluation:
    """All that is found of the whole."""
    return examine(examples, one or exam())[0]


@pytest.fixture(scope="module")
def planted() -> Evaluation:
    """Of a corpus whose label is its outlet's."""
    return measured(leaky(1), exam("full"))


def test_a_label_that_is_the_outlets_is_found_out(planted: Evaluation) -> None:
    """Near 1 at random, near chance on unseen outlets, and both are said in words."""
    gap = planted.gap
    assert gap is not None
    assert gap.random.value is not None
    assert gap.random.value > 0.97
    assert gap.apart.value is not None
    assert gap.apart.value < 0.65
    assert gap.gap.value == pytest.approx(gap.random.value - gap.apart.value)
    assert gap.gap.low is not None
    assert gap.gap.low > LOST
    assert any("the model learns the outlet" in warning for warning in planted.warnings)
    assert any("name alone reaches 1.000" in note for note in planted.notes)


def test_the_outlet_is_told_from_its_own_words(planted: Evaluation) -> None:
    """The probe tells every outlet, and the words that do it are named, with their outlet."""
    assert planted.probe is not None
    assert planted.probe.accuracy.value is not None
    assert planted.probe.accuracy.value > 0.97
    assert planted.probe.outlets == 12
    assert planted.probe.majority == pytest.approx(1 / 12)
    assert {"mark3", "sign3"} <= {t.ngram for t in planted.telling if t.outlet == "Paper 3"}
    assert all(t.why == "one outlet" and t.share >= 0.9 for t in planted.telling)
    assert all(t.label == ("biased" if int(t.outlet.split()[1]) % 2 else "fair") for t in planted.telling)  # fmt: skip


def test_rivals_go_through_the_same_folds(planted: Evaluation) -> None:
    """The outlet's name helps at random only; what sees less is compared example by example."""
    rivals = {rival.name: rival for rival in planted.rivals}
    assert set(rivals) == {"most frequent label", "outlet only", "length and signs only"}
    assert rivals["outlet only"].random.value == 1
    assert rivals["outlet only"].apart == rivals["most frequent label"].apart
    [macro] = [s for s in planted.scores if s.metric == "macro_f1"]
    assert macro.baseline == pytest.approx(rivals["most frequent label"].apart.value)
    assert macro.value is not None
    for rival in planted.rivals:
        assert rival.apart.value is not None
        assert rival.ahead.value == pytest.approx(macro.value - rival.apart.value)


def test_the_learning_curve_ends_at_the_score(planted: Evaluation) -> None:
    """Its last point is trained on whole folds, and so is the score itself."""
    [macro] = [s for s in planted.scores if s.metric == "macro_f1"]
    assert planted.curve[-1].score.value == pytest.approx(macro.value)
    assert planted.curve[-1].labels == 180  # of 240, three of four folds
    labels = [point.labels for point in planted.curve]
    assert labels == sorted(labels)


@pytest.mark.parametrize("seed", range(6))
def test_words_that_hold_anywhere_cause_no_alarm(seed: int) -> None:
    """An honest corpus of outlets with words and shares of their own is not warned of."""
    found = measured(honest(seed))
    assert found.warnings == ()
    assert found.gap is not None
    [macro] = [s for s in found.scores if s.metric == "macro_f1"]
    assert macro.low is not None
    assert macro.baseline is not None
    assert macro.low > macro.baseline


def test_classes_add_up() -> None:
    """Support and predictions are counts; F1 is the harmonic mean of precision and recall."""
    found = measured(honest(1), exam("quick"))
    assert sum(c.support for c in found.classes) == sum(c.predicted for c in found.classes) == 240
    for c in found.classes:
        p, r = c.precision.value, c.recall.value
        assert p is not None
        assert r is not None
        assert c.f1.value == pytest.approx(2 * p * r / (p + r))
        assert c.f1.low is not None
        assert c.f1.high is not None
        assert c.f1.low <= 2 * p * r / (p + r) <= c.f1.high


def test_mistakes_are_wrong_and_the_surest_first() -> None:
    """A few of each label: gold and answer differ, and probabilities fall."""
    examples = honest(1)
    gold = {e.id: e.label for e in examples}
    found = measured(examples, exam("quick")).mistakes
    assert 2 <= len(found) <= 6
    for label in ("biased", "fair"):
        sure = [m.probability for m in found if m.gold == label]
        assert sure == sorted(sure, reverse=True)
    assert all(m.gold == gold[m.id] != m.answer for m in found)


def test_quick_measures_no_gap() -> None:
    """It says what it left out."""
    found = measured(leaky(1), exam("quick"))
    assert (found.gap, found.probe, found.rivals, found.warnings) == (None, None, (), ())
    assert any(note.startswith("quick: no random split") for note in found.notes)


def test_time_tests_the_later_part_only() -> None:
    """The earliest stretch is not tested; there is no gap, since early folds train on less."""
    found = measured(honest(1), exam(apart=Apart(by="time")))
    assert 0 < found.items < 240
    assert found.by == "time"
    assert found.gap is None
    assert any("trained on only" in note for note in found.notes)
    assert found.reliability is not None
    assert sum(b.count for b in found.reliability.bins) == found.items


def test_only_the_lot_is_scored_by_itself() -> None:
    """The passages that no model chose: so many, with scores of their own; none judged is said."""
    examples = honest(1)
    drawn = frozenset(e.id for e in examples[::5])
    found = measured(examples, replace(exam("quick"), lot=drawn))
    assert {s.items for s in found.lot} == {48}
    assert found.lot[0].value != found.scores[0].value
    nobody = measured(examples, replace(exam("quick"), lot=frozenset()))
    assert [s.value for s in nobody.lot] == [None, None]


def test_parts_are_scored_from_the_same_answers() -> None:
    """Each target has its rows; the model that does not see targets is a rival."""
    examples = [
        replace(e, id=f"{e.id}-{t}", target=t)
        for e in honest(1, 6, 10)
        for t in ("mayor", "council")
    ]
    rows = {t: [i for i, e in enumerate(examples) if e.target == t] for t in ("mayor", "council")}
    whole, *parts = examine(examples, replace(exam(), parts=rows))
    assert [(p.target, p.items) for p in parts] == [("mayor", 60), ("council", 60)]
    assert sum(c.support for p in parts for c in p.classes) == whole.items
    assert "target unseen" in {rival.name for rival in whole.rivals}
    assert all(p.gap and not p.rivals for p in parts)


def test_what_cannot_be_measured_is_said() -> None:
    """One label, or one example of a label: a note, and no number made up."""
    one = [replace(e, label="fair") for e in leaky(1, 3, 4)]
    found = measured(one)
    assert [s.value for s in found.scores] == [None, None]
    assert 'all answers are "fair"' in found.scores[0].note
    single = [replace(one[0], label="biased"), *one[1:]]
    found = measured(single)
    assert '"biased" is in one outlet only' in found.scores[0].note
    assert found.warnings == ()
    assert unmeasured(one, exam(), "too few").scores[0].note == "too few"


def test_one_outlet_has_no_probe() -> None:
    """Documents are kept apart, and it is said that no outlet could be told."""
    examples = [replace(e, outlet="Paper") for e in honest(2, 6, 10)]
    found = measured(examples)
    assert (found.by, found.probe, found.telling) == ("document", None, ())
    assert "no two outlets are named: no outlet probe" in found.notes


def test_more_folds_than_outlets() -> None:
    """Fewer are made, and it is said; where the number was asked for, it is refused."""
    examples = honest(1, 3, 10)
    assert "3 outlets: 3 folds, not 5" in measured(examples, exam("quick", folds=5)).notes
    with pytest.raises(InputError, match="3 outlets: 3 folds at most, leave-one-outlet-out; not 5"):
        measured(examples, exam("quick", Apart(exact=True), folds=5))


def test_everything_is_plain_data(planted: Evaluation) -> None:
    """JSON has no NaN: what is undefined is None."""
    numbers: list[float] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            walk(list(value.values()))
        elif isinstance(value, list | tuple):
            for each in value:
                walk(each)
        elif isinstance(value, float):
            numbers.append(value)

    walk(planted.as_json())
    assert len(numbers) > 100
    assert np.isfinite(numbers).all()
