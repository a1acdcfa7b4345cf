"""Suggestions against people: the counts by hand, the interval by its published values."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.annotate.panels import panels, stretches
from stancemark.records import Judgement, Prediction, Region, Span
from stancemark.suggestions import Share, confirmed, majority_marked, wilson


def spans() -> st.SearchStrategy[list[Span]]:
    """What one annotator may mark on a short text, overlaps among them too."""
    ends = st.tuples(st.integers(0, 30), st.integers(0, 30)).filter(lambda pair: pair[0] != pair[1])
    return st.lists(ends.map(lambda pair: Span(min(pair), max(pair))), max_size=4)


marked = st.lists(spans(), min_size=1, max_size=5)


def regions(label: str, *ends: tuple[int, int]) -> tuple[Region, ...]:
    """Regions of one label."""
    return tuple(Region(f"{label}{i}", Span(*pair), label, "…") for i, pair in enumerate(ends))


def judgement(passage: str, annotator: str, *found: Region, skipped: bool = False) -> Judgement:
    """What somebody marked."""
    return Judgement(f"{passage}-{annotator}", passage, annotator, (), found, skipped=skipped)


def test_precision_and_recall_by_hand() -> None:
    """Two of three people are a majority, one of two is none, and unjudged passages count nowhere."""
    predictions = [
        Prediction("p1", "rules-1", (), regions("claim", (0, 10), (20, 30))),
        Prediction("p2", "rules-1", (), regions("claim", (5, 9))),
        Prediction("p3", "rules-1", (), regions("claim", (0, 5))),
    ]
    judgements = [
        judgement("p1", "ann", *regions("claim", (2, 8), (40, 50))),
        judgement("p1", "bob", *regions("claim", (6, 12), (45, 55))),
        judgement("p1", "cai", *regions("source", (20, 30))),
        judgement("p2", "ann", *regions("claim", (5, 9))),
        judgement("p2", "bob"),
    ]
    [claim, source] = confirmed(predictions, judgements, ["claim", "source"])
    # p1: 0–10 has ann and bob of three; 20–30 nobody (cai's is a source). p2: ann of two.
    assert claim.precision == Share(hits=1, of=3)
    # p1: two agree on 6–8, which a suggestion covers, and on 45–50, which none does.
    assert claim.recall == Share(hits=1, of=2)
    assert (claim.suggested, claim.marked) == (4, 2 + 2 + 1)
    assert source.precision == source.recall == Share(0, 0)


def test_a_skip_is_no_vote() -> None:
    """Whoever skipped a passage is not among those a majority is counted of."""
    prediction = Prediction("p1", "rules-1", (), regions("claim", (0, 5)))
    said = judgement("p1", "ann", *regions("claim", (0, 5)))
    skipped = judgement("p1", "bob", skipped=True)
    [claim] = confirmed([prediction], [said, skipped], ["claim"])
    assert claim.precision == Share(1, 1)
    [claim] = confirmed([prediction], [skipped], ["claim"])
    assert claim.precision == Share(0, 0)


def test_the_newest_judgement_of_each_annotator_counts() -> None:
    """One who judges a passage again has changed their mind, and stays one person."""
    first = Judgement("1", "p1", "ann", created="2031-03-01", regions=regions("claim", (0, 5)))
    again = Judgement("2", "p1", "ann", created="2031-03-02")
    assert panels([again, first]) == {"p1": [again]}


def test_wilson_against_the_formula_worked_by_hand() -> None:
    """The interval of 8 of 10, each term written out, is that of `wilson`."""
    z = 1.959964
    middle = 0.8 + z**2 / 20  # p + z²/2n
    reach = z * (0.8 * 0.2 / 10 + z**2 / 400) ** 0.5  # z·√(p(1−p)/n + z²/4n²)
    scale = 1 + z**2 / 10
    expected = ((middle - reach) / scale, (middle + reach) / scale)
    assert wilson(8, 10) == pytest.approx(expected, abs=1e-6)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_mirrors(counts: tuple[int, int]) -> None:
    """The interval lies in [0, 1] and round the share; misses have the mirrored one."""
    hits, of = counts
    low, high = wilson(hits, of)
    assert 0 <= low <= hits / of <= high <= 1
    assert wilson(of - hits, of) == pytest.approx((1 - high, 1 - low))


def test_nothing_of_nothing_is_no_share() -> None:
    """Where nothing was counted there is neither a value nor an interval."""
    assert (Share(0, 0).value, Share(0, 0).interval) == (None, (None, None))
    assert Share(1, 4).value == 0.25


@given(marked)
def test_stretches_are_where_a_majority_marked(found: list[list[Span]]) -> None:
    """A character is in a stretch if and only if more than half marked it; stretches never touch."""
    agreed = list(stretches(found))
    for place in range(32):
        votes = sum(any(s.start <= place < s.end for s in own) for own in found)
        inside = any(s.start <= place < s.end for s in agreed)
        assert inside == (2 * votes > len(found))
    assert all(a.end < b.start for a, b in pairwise(agreed))


@given(marked, st.randoms(use_true_random=False))
def test_the_order_of_annotators_does_not_matter(found: list[list[Span]], random: Random) -> None:
    """Whoever comes first, the stretches and the majority are the same."""
    other = found.copy()
    random.shuffle(other)
    assert list(stretches(found)) == list(stretches(other))
    assert majority_marked(Span(3, 9), found) == majority_marked(Span(3, 9), other)
