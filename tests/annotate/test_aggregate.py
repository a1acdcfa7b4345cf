"""Majority: shares that sum to one, ties left open, and an order that does not matter."""

import random
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.annotate.aggregate import majority
from stancemark.annotate.votes import Vote
from stancemark.records import Gold

some_votes = st.lists(
    st.builds(
        Vote,
        item=st.sampled_from(["p1", "p2", "p3"]),
        annotator=st.sampled_from(["ann", "bob", "eve", "joe", "kim"]),
        label=st.sampled_from(["favor", "against", "neutral"]),
        question=st.sampled_from(["stance", "bias"]),
        target=st.sampled_from(["", "city"]),
    ),
    unique_by=lambda v: (v.item, v.annotator, v.question, v.target),
)


@given(votes=some_votes, seed=st.integers())
def test_order_of_votes_and_of_annotators_does_not_matter(votes: list[Vote], seed: int) -> None:
    """Any permutation of the votes, and any renaming of annotators, gives the same gold."""
    expected = majority(votes)
    generator = random.Random(seed)  # noqa: S311 - a shuffle, no secret
    names = ["ann", "bob", "eve", "joe", "kim"]
    renamed = dict(zip(names, generator.sample(names, len(names)), strict=True))
    mixed = [
        Vote(v.item, renamed[v.annotator], v.label, v.question, v.target)
        for v in generator.sample(votes, len(votes))
    ]
    assert repr(majority(mixed)) == repr(expected)


@given(votes=some_votes)
def test_gold_is_a_distribution_with_its_mode(votes: list[Vote]) -> None:
    """Shares sum to 1 and rest on `support` votes; the label is the only largest, or empty."""
    gold = majority(votes)
    assert sum(g.support for g in gold) == len(votes)
    for entry in gold:
        assert fsum(entry.probabilities.values()) == pytest.approx(1)
        top = max(entry.probabilities.values())
        largest = [label for label, share in entry.probabilities.items() if share == top]
        assert entry.label == (largest[0] if len(largest) == 1 else "")


def test_shares_are_votes_over_voters() -> None:
    """Two of three for favor: 2/3 against 1/3, on three annotators."""
    votes = [
        Vote("p", "ann", "favor", "stance", "city"),
        Vote("p", "bob", "against", "stance", "city"),
        Vote("p", "eve", "favor", "stance", "city"),
    ]
    shares = {"favor": 2 / 3, "against": 1 / 3}
    assert majority(votes) == [Gold("p", "stance", "city", "favor", shares, 3, "majority")]


def test_annotator_counts_once() -> None:
    """One who votes three times has one vote, the last."""
    votes = [Vote("p", "ann", label) for label in ("a", "a", "b")] + [Vote("p", "bob", "b")]
    assert majority(votes) == [Gold("p", "", "", "b", {"b": 1.0}, 2, "majority")]
