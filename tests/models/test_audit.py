"""The audit: at any time, and never too quick to close a gate that keeps its promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.config import AcceptOptions
from stancemark.models.audit import broken, drawn, evidence, lower_bound, said, told


def test_evidence_is_the_integral_on_paper() -> None:
    """One wrong answer, p = 1/10, q uniform on (1/10, 1/2): mean of q/p is 0.3/0.1 = 3; one right: 0.7/0.9."""
    assert np.exp(evidence([True], 0.1)) == pytest.approx([3.0])
    assert np.exp(evidence([False], 0.1)) == pytest.approx([0.7 / 0.9])


def test_a_gate_that_keeps_its_promise_mostly_stays_open() -> None:
    """Of 400 audits of up to 500 answers, 5 % of them wrong, at most a tenth ever closes the gate."""
    wrong = np.random.default_rng(7).random((400, 500)) < 0.05
    assert np.mean([broken(row.tolist(), 0.05, 0.9) for row in wrong]) <= 0.1


def test_a_gate_that_breaks_it_is_closed() -> None:
    """With a fifth wrong where a twentieth was promised, a hundred answers are enough nearly always."""
    wrong = np.random.default_rng(7).random((200, 100)) < 0.2
    assert np.mean([broken(row.tolist(), 0.05, 0.9) for row in wrong]) > 0.95


@given(st.lists(st.booleans(), max_size=80))
def test_lower_bound_is_below_what_was_seen(wrong: list[bool]) -> None:
    """The bound never exceeds the share seen, and reaches the promise only where it is broken."""
    low = lower_bound(sum(wrong), len(wrong), 0.9) if wrong else 0.0
    assert 0 <= low <= (sum(wrong) / len(wrong) if wrong else 0)
    if low > 0.05:
        assert broken(wrong, 0.05, 0.9)


@given(st.text(max_size=9), st.text(max_size=9), st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_draws_more(key: str, name: str, one: float, other: float) -> None:
    """What falls to a small share falls to a larger one too, on every machine."""
    assert drawn(key, name, min(one, other)) <= drawn(key, name, max(one, other))


def test_about_the_share_is_drawn() -> None:
    """Of ten thousand, about a twentieth: 500 ± 4 standard deviations of 22."""
    assert 412 < sum(drawn("key", f"p{i}", 0.05) for i in range(10_000)) < 588


def test_an_audit_is_told_in_words_and_closed_for_good() -> None:
    """What was closed stays so, whatever comes after."""
    accept = AcceptOptions()
    fine = told(("stance", "city", "v1"), [False] * 9, accept, closed=False)
    assert (
        said(fine) == "stance/city: 0 of 9 audited answers wrong: nothing speaks against at most 5%"
    )
    again = told(("stance", "city", "v1"), [False] * 9, accept, closed=True)
    assert "the gate is closed, since at most 5% was promised" in said(again)
    bad = told(("stance", "city", "v1"), [True] * 9, accept, closed=False)
    assert bad.closed
    assert bad.low > 0.05
