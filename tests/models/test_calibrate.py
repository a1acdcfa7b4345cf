"""Calibration: it sets right what is off by a slope or a shift, and leaves the rest alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from stancemark.models.calibrate import Calibration, calibrate

LABELS = ("a", "b", "c")


def drawn(n: int, slope: float, shift: float) -> tuple[NDArray[np.float64], list[str]]:
    """Probabilities of a model, and labels drawn from softmax(slope · log p + shift of a)."""
    rng = np.random.default_rng(7)
    said = rng.dirichlet([1.0, 1.0, 1.0], n)
    true = Calibration(slope, {"a": shift}).of(said, LABELS)
    return said, [LABELS[rng.choice(3, p=row)] for row in true]


@pytest.mark.parametrize(("slope", "shift"), [(0.6, 0.0), (1.6, 0.0), (1.0, -0.8), (0.7, 0.5)])
def test_a_model_too_sure_or_partial_is_set_right(slope: float, shift: float) -> None:
    """Slope and shift come back, and the held-out log loss falls."""
    said, gold = drawn(6000, slope, shift)
    found = calibrate(said[:4000], LABELS, gold[:4000])
    assert found.slope == pytest.approx(slope, rel=0.1)
    difference = found.shift["a"] - (found.shift["b"] + found.shift["c"]) / 2
    assert difference == pytest.approx(shift, abs=0.15)
    right = [LABELS.index(label) for label in gold[4000:]]
    at = np.arange(2000)
    before = -np.log(said[4000:][at, right]).mean()
    assert -np.log(found.of(said[4000:], LABELS)[at, right]).mean() < before


def test_few_labels_move_little() -> None:
    """Five right answers do not make a model sure; none leave it as it is."""
    said, gold = drawn(5, 1.0, 0.0)
    found = calibrate(said, LABELS, gold)
    assert 0.7 < found.slope < 1.4
    assert all(abs(value) < 0.3 for value in found.shift.values())
    assert calibrate(said[:0], LABELS, []) == Calibration()
    assert calibrate(np.ones((3, 1)), ["a"], ["a"] * 3) == Calibration()


@given(
    st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=1, max_size=9),
    st.floats(0.1, 5),
    st.dictionaries(st.sampled_from(LABELS), st.floats(-3, 3)),
)
def test_calibrated_probabilities_are_probabilities(
    rows: list[list[float]], slope: float, shift: dict[str, float]
) -> None:
    """Each row sums to 1, also where a label had none."""
    found = Calibration(slope, shift).of(np.array(rows), LABELS)
    assert found.shape == (len(rows), 3)
    assert found.sum(axis=1) == pytest.approx(1)
    assert (found >= 0).all()
