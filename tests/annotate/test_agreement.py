"""Agreement: alpha by hand, its interval, and what it says where it cannot be had."""

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stancemark.annotate.agreement import Level, agreement, alpha_of, by_question, coincidences
from stancemark.annotate.votes import Vote, latest, votes
from stancemark.errors import InputError
from stancemark.records import Answer, Judgement


def table(*items: str) -> list[Vote]:
    """Votes out of one string per item: "ab" is a from the first annotator, b from the second."""
    return [
        Vote(f"item {row}", f"annotator {column}", label)
        for row, labels in enumerate(items)
        for column, label in enumerate(labels)
        if label != "."
    ]


def judgement(annotator: str, *answers: Answer, created: str = "", skip: bool = False) -> Judgement:
    """One person's answers on passage p."""
    return Judgement(
        f"{annotator}{created}", "p", annotator, answers, skipped=skip, created=created
    )


def test_nominal_alpha_is_the_sum_on_paper() -> None:
    """Three items, two annotators: alpha is 1 − D_o / D_e with every pair counted by hand."""
    # aa, ab, bb: n_a = n_b = 3, n = 6; the pairs that differ are ab and ba of the second item
    # D_o = (1 + 1) / 6 = 1/3; D_e = (3·3 + 3·3) / (6·5) = 3/5
    assert agreement(table("aa", "ab", "bb")).value == pytest.approx(1 - (1 / 3) / (3 / 5))


def test_interval_alpha_is_the_sum_on_paper() -> None:
    """At the interval level a pair weighs the square of its difference."""
    # 12, 22, 33: n_1 = 1, n_2 = 3, n_3 = 2, n = 6; δ²(1,2) = δ²(2,3) = 1, δ²(1,3) = 4
    # D_o = 2·1 / 6; D_e = 2·(1·3·1 + 3·2·1 + 1·2·4) / (6·5) = 34/30
    result = agreement(table("12", "22", "33"), "interval")
    assert result.value == pytest.approx(1 - (2 / 6) / (34 / 30))


def test_ordinal_alpha_is_the_sum_on_paper() -> None:
    """At the ordinal level a value stands at the mean rank of its answers, in the order given."""
    # as above, with l < m < h; mean ranks 0.5, 1 + 1.5 = 2.5, 4 + 1 = 5
    # δ²(l,m) = 4, δ²(m,h) = 6.25, δ²(l,h) = 20.25
    # D_o = 2·4 / 6 = 4/3; D_e = 2·(1·3·4 + 3·2·6.25 + 1·2·20.25) / (6·5) = 6
    result = agreement(table("lm", "mm", "hh"), "ordinal", order=["l", "m", "h"])
    assert result.value == pytest.approx(1 - (4 / 3) / 6)


@given(
    counts=st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=12),
    level=st.sampled_from(get_args(Level)),
)
def test_resampled_alpha_is_the_librarys(counts: list[list[int]], level: Level) -> None:
    """The alpha of a resample is what the krippendorff library makes of the same items."""
    matrix = np.array([row for row in counts if sum(row) > 1])
    assume(len(matrix) and (matrix.sum(axis=0) > 0).sum() > 1)
    points = np.array([-1.0, 0.0, 2.5])
    ours = alpha_of(coincidences(matrix).sum(axis=0), points, level)
    theirs = krippendorff.alpha(
        value_counts=matrix, value_domain=points, level_of_measurement=level
    )
    assert ours == pytest.approx(theirs, abs=1e-9)


def test_interval_is_that_of_items_drawn_one_by_one() -> None:
    """Drawing alike items together gives the ends that resampling rows of the table gives."""
    items = ["aa"] * 20 + ["ab"] * 8 + ["bb"] * 15 + ["ba.b"] * 6
    counts = np.array([[item.count("a"), item.count("b")] for item in items])
    generator = np.random.default_rng(1)
    drawn = (counts[generator.integers(len(items), size=len(items))] for _ in range(2000))
    low, high = np.percentile(
        [krippendorff.alpha(value_counts=c, level_of_measurement="nominal") for c in drawn],
        [2.5, 97.5],
    )
    result = agreement(table(*items), resamples=2000)
    assert result.low == pytest.approx(low, abs=0.03)
    assert result.high == pytest.approx(high, abs=0.03)


def test_seed_decides_the_interval() -> None:
    """The same seed gives the same interval; another one another, with the same alpha."""
    some = table(*["aa", "ab", "bb", "cc", "ca"] * 5)
    first, again, other = (agreement(some, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert (first.value, first.low) != (other.value, other.low)
    assert first.value == other.value


@given(order=st.permutations(table("aab", "ab", "bb", "c.c")))
def test_order_of_votes_does_not_matter(order: Sequence[Vote]) -> None:
    """Alpha, interval and counts are the same however the votes are ordered."""
    assert agreement(order, resamples=20) == agreement(
        table("aab", "ab", "bb", "c.c"), resamples=20
    )


def test_lonely_answers_are_counted_and_left_out() -> None:
    """An item of one answer changes no number but `left_out`."""
    result = agreement(table("aa", "ab", "bb", "c"))
    assert (result.items, result.left_out, result.annotators) == (3, 1, 2)
    assert result.value == agreement(table("aa", "ab", "bb")).value


@pytest.mark.parametrize(
    ("given_votes", "note"),
    [
        ([], "no item has answers of two annotators yet"),
        (table("a", ".b"), "no item has answers of two annotators yet"),
        (table("aa", "aa"), 'all answers are "a": alpha needs two labels in use'),
        (table("aa", "aa", "b"), 'all answers are "a": alpha needs two labels in use'),
    ],
)
def test_undefined_alpha_is_told_in_words(given_votes: list[Vote], note: str) -> None:
    """Without pairs, or with one label in all pairs, there is no value but a reason."""
    result = agreement(given_votes)
    assert (result.value, result.low, result.high, result.note) == (None, None, None, note)


def test_few_items_are_called_rough_and_one_has_no_interval() -> None:
    """An interval over few items comes with a caution; a single item has none."""
    assert agreement(table("aa", "ab")).note == "fewer than 10 items: the interval is rough"
    alone = agreement(table("ab"))
    assert alone.value is not None
    assert (alone.low, alone.high) == (None, None)
    assert agreement(table(*["aa", "ab"] * 5)).note == ""


def test_second_thoughts_count() -> None:
    """Of an annotator who judged an item twice, the last vote counts, and once."""
    changed = [*table("aa", "ab", "bb"), Vote("item 1", "annotator 1", "a")]
    assert agreement(changed).value == agreement(table("aa", "aa", "bb")).value == 1


def test_numbers_need_no_order_and_keep_their_distances() -> None:
    """Numeric labels are ordered as numbers, "1" and "1.0" are one, and so is a codebook's scale."""
    numbers = table("93", "37", "77")
    order = ["3", "7", "9"]
    assert agreement(numbers, "ordinal") == agreement(numbers, "ordinal", order=order)
    assert agreement(numbers, "interval") == agreement(numbers, "interval", order=order)
    words = [Vote(v.item, v.annotator, {"3": "x", "7": "y", "9": "z"}[v.label]) for v in numbers]
    steps = agreement(words, "interval", order=["x", "y", "z"])
    assert (
        steps.value
        == agreement(table("20", "01", "11"), "interval").value
        != agreement(numbers, "interval").value
    )
    same = [Vote("i", "ann", "1"), Vote("i", "bob", "1.0"), *table("12")]
    assert agreement(same, "interval").value == agreement(table("12", "11"), "interval").value


@pytest.mark.parametrize("label", ["b", "nan", "inf"])
def test_labels_without_an_order_are_refused(label: str) -> None:
    """An ordinal alpha over labels that are no numbers asks for their order."""
    some = [Vote("i", "ann", "1"), Vote("i", "bob", label)]
    with pytest.raises(InputError, match=f'"{label}" is not a number'):
        agreement(some, "ordinal")


def test_label_off_the_scale_is_named_with_the_nearest() -> None:
    """A label that the scale lacks is an error that says which one was meant."""
    some = [Vote("i", "ann", "low"), Vote("i", "bob", "hihg")]
    with pytest.raises(InputError, match=r'"hihg" is not on the scale; did you mean "high"\?'):
        agreement(some, "ordinal", order=["low", "high"])


def test_each_question_has_its_own_number() -> None:
    """`by_question` keeps questions and targets apart; `agreement` refuses to mix them."""
    both = [
        Vote(v.item, v.annotator, v.label, question="stance", target=target)
        for target, items in (("city", ["aa", "bb"]), ("army", ["ab", "ba"]))
        for v in table(*items)
    ]
    results = by_question(both)
    assert [(r.question, r.target) for r in results] == [("stance", "city"), ("stance", "army")]
    assert results[0].value == 1
    assert results[1] == agreement([v for v in both if v.target == "army"])
    with pytest.raises(InputError, match="by_question"):
        agreement(both)


def test_votes_come_from_answers_of_one_label() -> None:
    """A skipped judgement gives no vote, nor an empty answer, nor a question of several labels."""
    stance, frames = Answer("stance", ("favor",), "city"), Answer("frames", ("war",))
    judgements = [
        judgement("ann", stance, frames, Answer("bias", ())),
        judgement("bob", Answer("frames", ("war", "cost"))),
        judgement("eve", stance, skip=True),
    ]
    assert votes(judgements) == [Vote("p", "ann", "favor", "stance", "city")]


def test_latest_judgement_wins_in_whatever_order_they_are_pulled() -> None:
    """Votes come oldest first, so that the last of an annotator's is the one that stands."""
    early = judgement("ann", Answer("bias", ("yes",)), created="2031-03-12T08:00:00Z")
    late = judgement("ann", Answer("bias", ("no",)), created="2031-03-12T09:00:00Z")
    assert latest(votes([late, early])) == latest(votes([early, late]))
    assert [v.label for v in latest(votes([late, early]))] == ["no"]


def test_parts_of_one_whole_are_drawn_together() -> None:
    """Ten items of which each stands ten times in its passage tell as much as the ten: as wide an interval."""
    few = table(*(["aa", "bb", "ab", "aa", "bb"] * 2))
    many = [
        replace(v, item=f"{v.item} {n}", within=v.item if tied else "")
        for tied in (True, False)
        for v in few
        for n in range(10)
    ]
    one = agreement(few)
    together, apart = agreement(many[: len(many) // 2]), agreement(many[len(many) // 2 :])
    assert together.value == apart.value
    assert together.items == 100
    assert None not in (one.low, one.high, together.low, together.high, apart.low, apart.high)
    wide, same, narrow = (a.high - a.low for a in (one, together, apart))  # type: ignore[operator]  # asserted above
    assert same == pytest.approx(wide, rel=0.15)
    assert narrow < same / 2
