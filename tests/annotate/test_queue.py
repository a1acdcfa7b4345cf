"""The queue: lots that stay, strategies that order, rounds without reprints."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.annotate.arms import Drawn, Shares, Waiting, draw
from stancemark.annotate.queue import Rounds, Values, order, score
from stancemark.annotate.strategies import STRATEGIES, Pool
from stancemark.records import Place

SHARES = Shares(control=0.2, evaluation=0.1)
ROUNDS = Rounds(size=5, evaluation=0.1, spread=True, key="k")


def many(count: int) -> list[Waiting]:
    """Passages, three to a document, two documents to an outlet, each alone in its cluster."""
    return [Waiting(f"p{n}", f"d{n // 3}", f"o{n // 6}", f"c{n}") for n in range(count)]


def placed(
    passages: Sequence[Waiting],
    worth: dict[str, float] | None = None,
    lacking: dict[str, int] | None = None,
    rounds: Rounds = ROUNDS,
) -> list[Place]:
    """Their places, by these values."""
    values = Values("margin", worth or {p.id: 0.0 for p in passages})
    return order(passages, values, draw(passages, "k", SHARES, {}), lacking or {}, rounds)


def test_lots_fall_by_their_shares() -> None:
    """Of 5,000 passages a fifth is in the control arm and a tenth in the evaluation lot, within 4 σ."""
    drawn = draw(many(5000), "k", SHARES, {}).values()
    control, evaluation = (
        sum(d.arm == "control" for d in drawn),
        sum(d.lot == "evaluation" for d in drawn),
    )
    assert abs(control - 1000) < 4 * (5000 * 0.2 * 0.8) ** 0.5
    assert abs(evaluation - 500) < 4 * (5000 * 0.1 * 0.9) ** 0.5
    both = sum(d == Drawn("control", "evaluation") for d in drawn)
    assert abs(both - 100) < 4 * (5000 * 0.02 * 0.98) ** 0.5


@given(st.integers(0, 60), st.floats(0, 1), st.floats(0, 1))
def test_lots_stay_as_they_fell(more: int, control: float, evaluation: float) -> None:
    """New passages, other shares and another key change nothing for those that were drawn before."""
    first = draw(many(30), "k", SHARES, {})
    again = draw(many(30 + more), "other", Shares(control, evaluation), first)
    assert {name: again[name] for name in first} == first


def test_a_larger_share_adds_to_the_arm() -> None:
    """Whoever was in the control arm at a fifth is in it at a half, drawn from nothing."""
    small, large = (draw(many(500), "k", Shares(share, 0), {}) for share in (0.2, 0.5))
    assert all(large[name].arm == "control" for name, d in small.items() if d.arm == "control")


def test_reprints_fall_together() -> None:
    """Passages of a cluster share their lot, also with one that was drawn before."""
    passages = [Waiting(f"p{n}", f"d{n}", "o", f"c{n % 7}") for n in range(70)]
    drawn = draw(passages, "k", SHARES, {})
    assert len({(p.cluster, drawn[p.id].arm, drawn[p.id].lot) for p in passages}) == 7
    known = {"p0": Drawn("control", "evaluation")}
    assert draw(passages, "k", Shares(0, 0), known)["p7"] == known["p0"]


def pool(*rows: Sequence[float], outlets: Sequence[str] = ()) -> Pool:
    """What one question's probabilities say of some passages."""
    return Pool(outlets or ["o"] * len(rows), [np.array(rows)])


def best(name: str, table: Pool) -> list[int]:
    """The passages by a strategy, the best first."""
    values = STRATEGIES[name](table, np.random.default_rng(7))
    return [int(place) for place in np.argsort(-values, kind="stable")]


def test_what_strategies_ask_first() -> None:
    """Margin asks where two labels are close, entropy where all are; both leave the certain for last."""
    table = pool([0.9, 0.05, 0.05], [0.5, 0.5, 0.0], [0.4, 0.3, 0.3])
    # 1 - (p1 - p2): .15, 1, .9; entropy: .39, .69, 1.09
    assert best("margin", table) == [1, 2, 0]
    assert best("entropy", table) == [2, 1, 0]


def test_disagreement_is_between_models() -> None:
    """Two models sure of different labels come first, two that are unsure alike last."""
    ours, theirs = np.array([[0.9, 0.1], [0.5, 0.5]]), np.array([[0.1, 0.9], [0.5, 0.5]])
    assert best("disagreement", Pool(["o", "o"], [ours], [theirs])) == [0, 1]


def test_density_prefers_what_is_common() -> None:
    """Of two doubtful passages the one that is like others comes before the outlier."""
    vectors = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    table = Pool(["o"] * 3, [np.full((3, 2), 0.5)], vectors=vectors)
    assert best("density", table)[-1] == 0


def test_tolerant_takes_turns_between_doubt_and_lot() -> None:
    """Of the first twenty of a thousand, about half are the most doubtful ones, and not all are."""
    doubt = np.linspace(0.5, 1.0, 1000)
    first = best("tolerant", Pool(["o"] * 1000, [np.column_stack([doubt, 1 - doubt])]))[:20]
    assert 9 <= sum(place < 11 for place in first) <= 12


def test_outlets_come_in_turn() -> None:
    """The first three of nine passages are of three outlets, and so are the next three."""
    table = Pool(list("aaaaaaabc"))
    names = [table.outlets[place] for place in best("balanced", table)]
    assert set(names[:3]) == set("abc")


@given(
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 12)), max_size=60),
    st.integers(1, 7),
    st.booleans(),
    st.data(),
)
def test_every_passage_has_one_place_and_no_round_two_reprints(
    drawn: list[tuple[int, int]], size: int, spread: bool, data: st.DataObject
) -> None:
    """Ranks are 0 to n-1; rounds never shrink, are no larger than asked, and repeat no cluster."""
    passages = [Waiting(f"p{n}", f"d{d}", "o", f"c{c}") for n, (d, c) in enumerate(drawn)]
    names = [p.id for p in passages]
    lacking = data.draw(st.dictionaries(st.sampled_from(names), st.integers(0, 2))) if names else {}
    rounds = Rounds(size, 0.3, spread, "k")
    places = placed(passages, lacking=lacking, rounds=rounds)
    assert sorted(p.passage for p in places) == sorted(names)
    assert [p.rank for p in places] == list(range(len(places)))
    assert [p.round for p in places] == sorted(p.round for p in places)
    cluster = {p.id: p.cluster for p in passages}
    fresh = Counter((p.round, cluster[p.passage]) for p in places if p.why not in ("begun", "done"))
    assert max(fresh.values(), default=1) == 1
    sizes = Counter(p.round for p in places if p.why not in ("begun", "done"))
    assert max(sizes.values(), default=0) <= size
    assert {p.passage for p in places if p.why == "begun"} == {n for n, k in lacking.items() if k}


def test_begun_passages_come_first_and_finished_ones_last() -> None:
    """Who lacks an answer is asked for it before anything new; who has all is asked no more."""
    places = placed(many(6), lacking={"p3": 1, "p1": 0})
    assert (places[0].passage, places[0].why) == ("p3", "begun")
    assert (places[-1].passage, places[-1].why) == ("p1", "done")


def test_a_round_spreads_over_documents() -> None:
    """Thirty passages of ten documents: a round of five holds five documents, by value within that."""
    worth = {f"p{n}": 1 - n / 100 for n in range(30)}
    first = [p for p in placed(many(30), worth) if p.round == 1]
    assert len({int(p.passage[1:]) // 3 for p in first}) == 5
    chosen = [p.passage for p in first if p.why == "margin"]
    assert chosen == sorted(chosen, key=lambda name: -worth[name])


def test_documents_stay_together_where_that_is_asked() -> None:
    """Passages of a document follow one another, the document with the best passage first."""
    worth = {f"p{n}": float(n == 13) for n in range(30)}
    together = Rounds(30, 0.0, False, "k")
    drawn = {p.id: Drawn("suggested", "queue") for p in many(30)}
    places = order(many(30), Values("margin", worth), drawn, {}, together)
    documents = [int(p.passage[1:]) // 3 for p in places]
    assert documents[:3] == [4, 4, 4]
    assert sum(a != b for a, b in pairwise(documents)) == 9


def test_no_model_chooses_the_evaluation_lot() -> None:
    """Whatever the values, passages of that lot come in the same order, chosen by the lot."""
    passages = many(300)
    orders = [
        [p.passage for p in placed(passages, worth) if p.lot == "evaluation"]
        for worth in ({p.id: 0.0 for p in passages}, {p.id: float(p.id[-1]) for p in passages})
    ]
    assert orders[0] == orders[1] != []
    assert {p.why for p in placed(passages) if p.lot == "evaluation"} == {"lot"}


@pytest.mark.parametrize("count", [1, 7, 100_000])
def test_scores_keep_the_order(count: int) -> None:
    """Within 0 and 1 as Label Studio asks, and no two places alike."""
    scores = [score(rank, count) for rank in (0, count // 2, count - 1)]
    assert scores == sorted(scores)
    assert 0 < scores[0] <= scores[-1] < 1
    assert score(1, 100_000) - score(0, 100_000) > 1e-6
