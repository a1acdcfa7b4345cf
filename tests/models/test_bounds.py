"""Bounds: Clopper and Pearson's, against exact sums; and what clusters are worth."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from stancemark.models.bounds import (
    effective,
    enough,
    icc,
    least,
    lower_bound,
    numbered,
    p_value,
    upper_bound,
)


def test_p_value_is_the_sum_on_paper() -> None:
    """P(Bin(5, 1/10) ≤ 1) = (9^5 + 5 · 9^4) / 10^5, and all of all is no evidence."""
    assert p_value(1, 5, 0.1) == pytest.approx(float(Fraction(9**5 + 5 * 9**4, 10**5)))
    assert p_value(5, 5, 0.1) == 1


@given(n=st.integers(1, 60), error=st.floats(0.01, 0.6), data=st.data())
def test_p_value_and_bounds_are_scipys(n: int, error: float, data: st.DataObject) -> None:
    """The binomial sum, and one-sided Clopper–Pearson limits, as scipy computes them."""
    wrong = data.draw(st.integers(0, n))
    exact = sum(comb(n, k) * error**k * (1 - error) ** (n - k) for k in range(wrong + 1))
    assert p_value(wrong, n, error) == pytest.approx(exact, abs=1e-9)
    theirs = binomtest(wrong, n, alternative="less").proportion_ci(0.9, "exact")
    assert upper_bound(wrong, n, 0.9) == pytest.approx(theirs.high, abs=1e-9)
    other = binomtest(wrong, n, alternative="greater").proportion_ci(0.9, "exact")
    assert lower_bound(wrong, n, 0.9) == pytest.approx(other.low, abs=1e-9)
    assert lower_bound(wrong, n, 0.9) <= wrong / n <= upper_bound(wrong, n, 0.9)


@given(error=st.floats(0.01, 0.5), confidence=st.floats(0.6, 0.99))
def test_least_is_where_a_promise_begins(error: float, confidence: float) -> None:
    """So many right answers in a row are enough, and one fewer is not."""
    n = least(error, confidence)
    assert p_value(0, n, error) <= 1 - confidence + 1e-12
    assert n == 1 or p_value(0, n - 1, error) > 1 - confidence - 1e-12


def test_enough_is_the_first_n_that_passes() -> None:
    """With 2 % wrong, about so many answers promise 5 %; with 5 % or more, no number does."""
    n = enough(0.02, 0.05, 0.9)
    assert n is not None
    assert p_value(0.02 * n, n, 0.05) == pytest.approx(0.1, abs=1e-6)
    assert enough(0.05, 0.05, 0.9) is None


def test_rows_alone_are_worth_themselves() -> None:
    """Where every unit is one row there is nothing to correct."""
    wrong = np.arange(50) % 10 == 0
    alone = np.arange(50)
    assert icc(wrong, alone) == 0
    assert effective(wrong, alone, 0.5, 0.9) == 50


def test_rows_that_err_alike_are_worth_their_units() -> None:
    """Ten rows of each unit, all right or all wrong: correlation 1, and 20 units count as fewer than 20."""
    unit = np.repeat(np.arange(20), 10)
    wrong = unit == 3
    assert icc(wrong, unit) == pytest.approx(1)
    # 200 / (1 + 9·1) = 20 rows, times (t of 199 / t of 19 at .9)² = (1.286/1.328)² = 0.938
    assert effective(wrong, unit, 1.0, 0.9) == pytest.approx(20 * 0.938, rel=0.06)
    assert effective(wrong, np.zeros(200, dtype=np.intp), 0.0, 0.9) == 0


@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from("abcdef")), min_size=2, max_size=60),
    st.floats(0, 1),
)
def test_clusters_never_add_examples(rows: list[tuple[bool, str]], correlation: float) -> None:
    """Whatever the clusters, they are worth no more than as many independent rows."""
    wrong = np.array([w for w, _ in rows])
    unit = numbered([u for _, u in rows])
    assert 0 <= icc(wrong, unit) <= 1 + 1e-9
    assert 0 <= effective(wrong, unit, correlation, 0.9) <= len(rows)
