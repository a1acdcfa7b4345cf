"""What stands beside a score, each by hand: rivals, rankings, reliability, the outlet's probe."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, brier_score_loss

from stancemark.errors import InputError
from stancemark.models.dataset import Example
from stancemark.models.held_out import HeldOut
from stancemark.models.paired import Ring
from stancemark.models.probe import probe
from stancemark.models.ranking import average_precision, random_precision, ranked
from stancemark.models.reliability import brier, ece, reliability
from stancemark.models.rivals import OutletOnly, Shape
from stancemark.models.telling import telling
from tests.models.planted import honest, leaky


def answered(*sure: float) -> tuple[list[Example], HeldOut]:
    """Ten examples of each document; the first of them is "yes". Probabilities are of "yes"."""
    examples = [
        Example(str(i), "t", "yes" if i % 10 == 0 else "no", document=f"d{i // 10}")
        for i in range(len(sure))
    ]
    column = np.array(sure)
    found = HeldOut(
        ("no", "yes"),
        np.stack([1 - column, column], axis=1),
        ("no",) * len(sure),
        np.zeros(len(sure), dtype=np.intp),
    )
    return examples, found


def test_outlet_only_knows_the_shares_of_each_outlet() -> None:
    """Two of three are "yes" in A; an outlet it never saw has the shares of all."""
    examples = [Example(str(i), "t", "", outlet=o) for i, o in enumerate("AAAB")]
    model = OutletOnly().fit(examples, ["yes", "yes", "no", "no"])
    asked = [Example("a", "t", "", outlet="A"), Example("c", "t", "", outlet="C")]
    # columns no, yes: A has 1/3 and 2/3; all of them 2/4 each
    found = model.predict_proba(asked).ravel().tolist()
    assert found == pytest.approx([1 / 3, 2 / 3, 1 / 2, 1 / 2])


def test_shape_sees_length_and_no_words() -> None:
    """Long against short is told; words of the same shape are not."""
    texts = ["aa " * n for n in (3, 4, 5, 40, 50, 60)]
    examples = [Example(str(i), text, "") for i, text in enumerate(texts)]
    model = Shape().fit(examples, ["short"] * 3 + ["long"] * 3)
    asked = [Example("x", "bb " * 4, ""), Example("y", "zz " * 4, ""), Example("z", "cc " * 55, "")]
    found = model.predict_proba(asked)
    assert [model.classes_[i] for i in found.argmax(axis=1)] == ["short", "short", "long"]
    assert found[0].tolist() == found[1].tolist()


def test_map_is_the_mean_over_documents() -> None:
    """The rarer label is ranked within each document; one without it is left out, and said."""
    first = [0.9, *[0.1] * 9]  # "yes" first: 1
    second = [0.5, 0.6, 0.7, *[0.1] * 7]  # "yes" third: 1/3
    examples, found = answered(*first, *second, *[0.2] * 10)
    examples[20] = replace(examples[20], label="no")
    [score] = ranked(examples, found, "q", "", seed=7)
    assert score.value == pytest.approx((1 + 1 / 3) / 2)
    assert score.baseline == pytest.approx(random_precision(1, 10))
    assert score.groups == 2
    assert 'ranks "yes", the rarer label' in score.note
    assert "1 documents have none" in score.note


def test_ranking_short_documents_is_no_task() -> None:
    """With fewer than ten examples a document, or three labels, there is no such score."""
    examples, found = answered(*[0.5] * 10)
    short = [replace(e, document=str(i // 2)) for i, e in enumerate(examples)]
    assert ranked(short, found, "q", "", seed=7) == []
    three = [replace(examples[1], label="perhaps"), *examples]
    assert ranked(three, found, "q", "", seed=7) == []


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 1000)), min_size=1, unique_by=lambda p: p[1])
)
def test_average_precision_is_scikit_learns(pairs: list[tuple[bool, int]]) -> None:
    """Without equal scores, the two agree."""
    gold, scores = (np.array(column) for column in zip(*pairs, strict=True))
    if gold.any():
        theirs = average_precision_score(gold, scores)
        assert average_precision(gold, scores.astype(float)) == pytest.approx(theirs)


def test_random_precision_is_what_shuffling_gives() -> None:
    """The closed form against many random orders."""
    gold = np.array([True] * 3 + [False] * 9)
    generator = np.random.default_rng(7)
    shuffled = [average_precision(gold, generator.random(12)) for _ in range(4000)]
    assert random_precision(3, 12) == pytest.approx(np.mean(shuffled), abs=0.01)


def test_brier_is_the_sum_over_labels() -> None:
    """Twice scikit-learn's, which counts one of two labels; an unknown label has probability 0."""
    examples, found = answered(0.9, 0.2, 0.6)
    gold = [e.label == "yes" for e in examples]
    theirs = brier_score_loss(gold, [0.9, 0.2, 0.6])
    assert brier(examples, found).mean() == pytest.approx(2 * theirs)
    strange = [replace(examples[0], label="zebra")]
    # 0.1² + 0.9² + (0 - 1)²
    assert brier(strange, found.of([0])).tolist() == pytest.approx([0.01 + 0.81 + 1])


def test_calibrated_answers_have_the_error_of_chance() -> None:
    """Answers right as often as they say; then the same that say they are always right."""
    generator = np.random.default_rng(7)
    sure = generator.uniform(0.5, 1, 3000)
    hit = generator.random(3000) < sure
    examples = [Example(str(i), "t", "yes" if h else "no") for i, h in enumerate(hit)]
    units = [e.id for e in examples]
    nobody = ("no",) * 3000, np.zeros(3000, dtype=np.intp)
    good = HeldOut(("no", "yes"), np.stack([1 - sure, sure], axis=1), *nobody)
    found = reliability(Ring(examples, units, 7), good)
    assert found.ece == pytest.approx(found.ece_if_calibrated, abs=0.01)
    assert [b.count for b in found.bins] == [200] * 15
    boast = np.full(3000, 1.0)
    found = reliability(
        Ring(examples, units, 7),
        HeldOut(("no", "yes"), np.stack([1 - boast, boast], axis=1), *nobody),
    )
    assert found.ece == pytest.approx(1 - hit.mean())
    assert found.ece_if_calibrated == 0


def test_ece_weighs_bins_by_size() -> None:
    """Three answers in two bins: 2/3 of 0.4 and 1/3 of 0.1."""
    # first bin: sure 0.6 twice, one of them right: |0.5 - 0.6|; second: sure 0.9, right: 0.1
    assert ece(np.array([0.6, 0.6, 0.9]), [True, False, True], 2) == pytest.approx(0.1)


def test_paired_differences_share_their_resamples() -> None:
    """The same answers differ by exactly nothing; better ones are ahead."""
    examples = honest(1)
    ring = Ring(examples, [e.outlet for e in examples], 7)
    gold = [e.label for e in examples]
    right, wrong = ring.macro_f1(gold), ring.macro_f1(gold[::-1])
    same = right.minus(ring.macro_f1(gold))
    assert (same.value, same.low, same.high) == (0, 0, 0)
    ahead = right.minus(wrong)
    assert ahead.low is not None
    assert ahead.low > 0


def test_masking_hides_a_name_from_the_probe() -> None:
    """Texts that tell their outlet by its name only: told before, at chance with names blanked."""
    examples = [
        replace(e, text=f"{' '.join(e.text.split()[:3])} says {e.outlet}")
        for e in leaky(1)
        if "mark" not in " ".join(e.text.split()[:3]) and "sign" not in " ".join(e.text.split()[:3])
    ]
    masked = [replace(e, text=e.text.replace(e.outlet, "_" * len(e.outlet))) for e in examples]
    found = probe(examples, masked, seed=7)
    assert found.accuracy.value is not None
    assert found.accuracy.value > 0.95
    assert found.blanked == found.items
    assert found.masked.low is not None
    assert found.masked.low < found.majority


def test_probe_needs_two_outlets_that_can_be_told() -> None:
    """Outlets with one page, or few texts, cannot be probed."""
    with pytest.raises(InputError, match="no two outlets with 5 texts"):
        probe([replace(e, document="d") for e in leaky(1, 2, 8)], None, seed=7)
    with pytest.raises(InputError, match="no two outlets"):
        probe(leaky(1, 4, 4), None, seed=7)


def test_parts_of_names_tell_their_outlet() -> None:
    """A word of a name that is no everyday word, in that outlet's texts more than elsewhere."""
    examples = [
        replace(e, outlet=f"Zebra {e.outlet}" if e.outlet == "Paper 1" else e.outlet)
        for e in honest(3)
    ]
    said = [
        replace(
            e, text=f"{e.text} zebra paper" if e.outlet == "Zebra Paper 1" else e.text, label=label
        )
        for e in examples
        for label in ["biased" if e.outlet == "Zebra Paper 1" else "fair"]
    ]
    found = {t.ngram: t for t in telling(said, seed=7)}
    assert (found["zebra"].outlet, found["zebra"].why) == ("Zebra Paper 1", "name")
    assert found["zebra"].label == "biased"
    assert "bridge" not in found
