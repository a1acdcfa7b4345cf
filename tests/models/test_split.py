"""Splits: no outlet and no reprint on both sides, whatever the examples."""

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stancemark.errors import InputError
from stancemark.models.dataset import Example
from stancemark.models.split import Apart, Split, folds, groups


@st.composite
def some_examples(draw: st.DrawFn) -> list[Example]:
    """Examples over few outlets, documents and clusters, some of them unknown."""
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["yes", "no", "maybe"]),
                st.sampled_from(["", "A", "B", "C", "D"]),
                st.sampled_from(["", "d1", "d2", "d3"]),
                st.sampled_from(["", "", "", "c1", "c2"]),
            ),
            min_size=2,
            max_size=40,
        )
    )
    return [
        Example(str(i), "text", label, "", outlet, document, cluster)
        for i, (label, outlet, document, cluster) in enumerate(rows)
    ]


def split_of(examples: list[Example], n: int, seed: int) -> Split:
    """The folds, where there are any."""
    try:
        return folds(examples, n, seed)
    except InputError:
        assume(False)
        raise


@given(examples=some_examples(), n=st.integers(2, 6), seed=st.integers(0, 5))
def test_every_example_is_tested_once(examples: list[Example], n: int, seed: int) -> None:
    """The test parts are a partition of the examples, and none is empty."""
    split = split_of(examples, n, seed)
    tested = np.concatenate([test for _, test in split.folds])
    assert sorted(tested.tolist()) == list(range(len(examples)))
    assert all(len(test) for _, test in split.folds)
    assert len(split.folds) == min(n, split.groups)


@given(examples=some_examples(), n=st.integers(2, 6), seed=st.integers(0, 5))
def test_no_group_and_no_cluster_straddles(examples: list[Example], n: int, seed: int) -> None:
    """Training and test parts share no row, group, document or cluster; outlets where known."""
    split = split_of(examples, n, seed)
    names = groups(examples)
    for train, test in split.folds:
        assert not {names[i] for i in train} & {names[i] for i in test}
        assert not {examples[i].cluster for i in train} & {examples[i].cluster for i in test} - {""}
        assert not {examples[i].document for i in train} & {examples[i].document for i in test} - {
            ""
        }
        if split.by == "outlet":
            assert not {examples[i].outlet for i in train} & {examples[i].outlet for i in test}


@given(examples=some_examples(), seed=st.integers(0, 5))
def test_only_reprints_are_dropped_from_training(examples: list[Example], seed: int) -> None:
    """Whatever is neither tested, nor a reprint or of a document of what is, is trained on."""
    for train, test in split_of(examples, 3, seed).folds:
        repeated = {examples[i].cluster for i in test} - {""}
        pages = {examples[i].document for i in test} - {""}
        dropped = set(range(len(examples))) - set(train.tolist()) - set(test.tolist())
        assert all(
            examples[i].cluster in repeated or examples[i].document in pages for i in dropped
        )


def outlets(*sizes: int) -> list[Example]:
    """As many examples of each outlet, labels in turn."""
    return [
        Example(f"{outlet}-{row}", "text", "yes" if row % 3 else "no", outlet=f"outlet {outlet}")
        for outlet, size in enumerate(sizes)
        for row in range(size)
    ]


def test_same_seed_same_folds() -> None:
    """Folds follow from the seed, and another seed deals the outlets otherwise."""
    examples = outlets(*[4] * 12)

    def tests(seed: int) -> list[list[int]]:
        return [test.tolist() for _, test in folds(examples, 3, seed).folds]

    assert tests(1) == tests(1)
    assert tests(1) != tests(2)


def test_folds_are_alike_in_size_and_labels() -> None:
    """Twelve outlets of twelve sizes make three folds of a third each, and so of each label."""
    examples = outlets(*range(3, 37, 3))
    # 3 + 6 + … + 36 = 234 examples, 78 a fold; a third of each outlet is "no": 78, 26 a fold
    for _, test in folds(examples, 3, seed=7).folds:
        assert abs(len(test) - 78) <= 6
        assert abs(sum(examples[i].label == "no" for i in test) - 26) <= 2


def test_one_outlet_is_split_by_document() -> None:
    """With a single outlet the documents are kept apart; with none known, the rows."""
    one = [Example(str(i), "t", "x", outlet="A", document=f"d{i // 2}") for i in range(6)]
    assert (folds(one, 5, 7).by, folds(one, 5, 7).groups) == ("document", 3)
    bare = [Example(str(i), "t", "x") for i in range(6)]
    assert (folds(bare, 5, 7).by, folds(bare, 5, 7).groups) == ("row", 6)


def test_unknown_outlets_are_one() -> None:
    """Examples of unknown outlet stay together: they may all be of the same."""
    examples = [Example(str(i), "t", "x", outlet=o) for i, o in enumerate(["A", "B", "", ""])]
    assert groups(examples) == ["A", "B", "", ""]


def test_nothing_to_hold_out_is_said() -> None:
    """One document of one outlet, no examples, one fold, or reprints only: an error in words."""
    alone = [Example(str(i), "t", "x", outlet="A", document="d") for i in range(9)]
    with pytest.raises(InputError, match="1 outlet and 1 document: nothing to hold out"):
        folds(alone, 5, 7)
    with pytest.raises(InputError, match="no labelled examples"):
        folds([], 5, 7)
    with pytest.raises(InputError, match="at least 2"):
        folds(outlets(2, 2), 1, 7)
    copies = [Example(o, "t", "x", outlet=o, cluster="same") for o in "AB"]
    with pytest.raises(InputError, match="reprints"):
        folds(copies, 2, 7)


@st.composite
def dated_examples(draw: st.DrawFn) -> list[Example]:
    """Examples with dates of a fortnight, some sharing a document or a text."""
    examples = draw(some_examples())
    days = draw(st.lists(st.integers(1, 14), min_size=len(examples), max_size=len(examples)))
    return [
        replace(e, published=f"2024-03-{day:02d}") for e, day in zip(examples, days, strict=True)
    ]


@given(examples=dated_examples(), n=st.integers(2, 5))
def test_time_goes_forward(examples: list[Example], n: int) -> None:
    """Everything trained on is of an earlier day; each row is tested once at most; nothing straddles."""
    try:
        split = folds(examples, n, 7, Apart(by="time"))
    except InputError:
        assume(False)
        raise
    tested = np.concatenate([test for _, test in split.folds]).tolist()
    assert len(tested) == len(set(tested)) < len(examples)
    assert split.tested.tolist() == sorted(tested)
    for train, test in split.folds:
        assert max(examples[i].published for i in train) < min(examples[i].published for i in test)
        for tie in ("cluster", "document"):
            before, after = ({getattr(examples[i], tie) for i in rows} for rows in (train, test))
            assert not before & after - {""}


@given(examples=some_examples(), n=st.integers(2, 6), seed=st.integers(0, 5))
def test_a_planted_reprint_is_never_on_both_sides(
    examples: list[Example], n: int, seed: int
) -> None:
    """A copy of the first row in every outlet is tested by models that saw none of them."""
    copies = [
        replace(examples[0], id=f"copy {o}", outlet=o, document=f"page {o}", cluster="planted")
        for o in ("A", "B", "C", "D")
    ]
    everything = [*examples, *copies]
    planted = set(range(len(examples), len(everything)))
    kinds: list[Literal["", "outlet", "document"]] = ["", "outlet", "document"]
    for by in kinds:
        try:
            split = folds(everything, n, seed, Apart(by=by))
        except InputError:
            continue
        for train, test in split.folds:
            assert not (planted & set(train.tolist()) and planted & set(test.tolist()))


def test_random_folds_keep_nothing_apart() -> None:
    """Rows at random: every fold trains on all the rest, the outlets it tests too."""
    examples = outlets(6, 6, 6)
    split = folds(examples, 3, 7, Apart(by="random"))
    for train, test in split.folds:
        assert len(train) + len(test) == 18
        assert {examples[i].outlet for i in test} <= {examples[i].outlet for i in train}


def test_folds_asked_for_are_made_or_refused_with_the_count() -> None:
    """More folds than outlets, events or days: how many there can be, in the words of the user."""
    examples = [replace(e, published=f"2024-03-{i % 3 + 1:02d}") for i, e in enumerate(outlets(4, 4, 4))]  # fmt: skip
    refused = {
        "3 outlets: 3 folds at most, leave-one-outlet-out; not 5": Apart(exact=True),
        "3 events: 3 folds at most, leave-one-event-out; not 5": Apart(called="event", exact=True),
        "3 days: 2 folds at most, each after a day; not 5": Apart(by="time", exact=True),
    }
    for words, apart in refused.items():
        with pytest.raises(InputError, match=words):
            folds(examples, 5, 7, apart)
        assert len(folds(examples, 5, 7, replace(apart, exact=False)).folds) < 5
    one = [replace(e, outlet="A") for e in examples]
    with pytest.raises(InputError, match="1 event: nothing to hold out"):
        folds(one, 5, 7, Apart(by="outlet", called="event"))
    with pytest.raises(InputError, match="12 examples without a date"):
        folds(outlets(4, 4, 4), 5, 7, Apart(by="time"))
    with pytest.raises(InputError, match="of one day, 2024-03-01"):
        folds([replace(e, published="2024-03-01") for e in one], 5, 7, Apart(by="time"))
