"""Agreement on what is marked: alpha over tokens by hand and by the library, and what it leaves out."""

from collections.abc import Sequence

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.annotate.span_agreement import ANY, of_spans
from stancemark.records import Agreement, Judgement, Label, Passage, Question, Region, Span
from tests.strategies import EXAMPLES

CLAIMS = Question("span", "spans", "Mark.", (Label("claim"), Label("source")))
TEXT = "one two three four"
WORDS = {word: (TEXT.index(word), TEXT.index(word) + len(word)) for word in TEXT.split()}


def passage(name: str = "p", start: int = 7) -> Passage:
    """Four tokens, somewhere in a page."""
    return Passage(name, "d", Span(start, start + len(TEXT)), TEXT, "body")


def judged(who: str, *marks: tuple[str, str], name: str = "p", start: int = 7) -> Judgement:
    """Words that somebody marked, each with its label; "one–two" is one span."""
    regions = []
    for words, label in marks:
        first, last = words.split("–")[0], words.split("–")[-1]
        span = Span(WORDS[first][0], WORDS[last][1]).moved(start)
        regions.append(Region(words, span, label, span.moved(-start).of(TEXT)))
    return Judgement(f"{who} {name}", name, who, regions=tuple(regions))


def found(*panel: Judgement, more: Sequence[Judgement] = ()) -> dict[str, Agreement]:
    """By label, of one passage and perhaps another."""
    panels = {"p": list(panel), **({"q": list(more)} if more else {})}
    passages = {"p": passage(), "q": passage("q", 0)}
    return {a.target: a for a in of_spans(panels, passages, CLAIMS)}


def test_alpha_over_tokens_is_the_sum_on_paper() -> None:
    """Of four tokens two are marked by both, one by one of them, one by nobody."""
    # pairs: 2 + 2 marked alike, 2 unmarked alike, 1 + 1 differ; n_1 = 5, n_0 = 3, n = 8
    # D_o = 2 / 8; D_e = 2 · 5 · 3 / (8 · 7)
    told = found(judged("ann", ("one–two", "claim")), judged("bob", ("one–three", "claim")))
    assert told["claim"].value == pytest.approx(1 - (2 / 8) / (30 / 56))
    assert (told["claim"].metric, told["claim"].question) == ("alpha_token", "span")
    assert told[""].value == told["claim"].value


def test_labels_are_measured_apart_and_together() -> None:
    """The same words under two labels: nothing is shared of either, all of what is marked at all."""
    told = found(judged("ann", ("one–two", "claim")), judged("bob", ("one–two", "source")))
    assert told[""].value == 1
    assert told[""].note.startswith(ANY)
    for label in ("claim", "source"):
        assert (told[label].value or 0) < 0


def test_a_part_of_a_token_marks_it_and_double_marks_count_once() -> None:
    """People start spans inside a word, and mark a stretch twice; neither is disagreement."""
    whole = judged("ann", ("one", "claim"), ("one–two", "claim"))
    part = Judgement("b", "p", "bob", regions=(Region("r", Span(9, 12), "claim", "e t"),))
    assert found(whole, part)["claim"].value == 1


def test_nothing_marked_has_no_alpha_and_says_so() -> None:
    """Agreement that nothing is there is agreement by chance where nothing is ever there."""
    told = found(judged("ann"), judged("bob"))
    assert told["claim"].value is None
    assert told["claim"].note == "nobody marked claim: alpha is undefined"
    assert told[""].note == f"{ANY}; nobody marked anything: alpha is undefined"
    told = found(*(judged(who, ("one–four", "claim")) for who in ("ann", "bob")))
    assert told["claim"].note == "everybody marked all of it as claim: alpha is undefined"


def test_passages_of_one_annotator_are_left_out_and_counted() -> None:
    """They have nobody to agree with; an empty judgement beside another counts."""
    both = (judged("ann", ("one", "claim")), judged("bob"))
    alone = judged("ann", ("two", "claim"), name="q", start=0)
    told = found(*both, more=[alone])["claim"]
    assert (told.items, told.left_out, told.annotators) == (1, 1, 2)
    assert told.value == found(*both)["claim"].value
    [lonely, *_] = of_spans({"p": [judged("ann")]}, {"p": passage()}, CLAIMS)
    assert (lonely.value, lonely.items, lonely.left_out) == (None, 0, 1)
    assert "no item has answers of two annotators yet" in lonely.note


def test_few_passages_are_called_rough_and_one_has_no_interval() -> None:
    """The tokens of a passage are no independent draws: intervals go over passages."""
    two = judged("ann", ("one", "claim")), judged("bob", ("one–two", "claim"))
    told = found(*two)["claim"]
    assert (told.low, told.high) == (None, None)
    assert "the interval is rough" in told.note
    other = [judged(who, ("four", "claim"), name="q", start=0) for who in ("ann", "bob")]
    wide = found(*two, more=other)["claim"]
    assert wide.value is not None
    assert wide.low is not None
    assert wide.high is not None
    assert wide.low < wide.value < wide.high == 1


MARKS = st.lists(st.sets(st.sampled_from(sorted(WORDS))), min_size=2, max_size=4)


@given(first=MARKS, second=MARKS)
@EXAMPLES
def test_alpha_is_the_librarys_over_all_tokens(
    first: list[set[str]], second: list[set[str]]
) -> None:
    """Of two passages with as many annotators as there are, in any order of them."""
    panels = {
        name: [
            judged(str(n), *((word, "claim") for word in sorted(words)), name=name, start=start)
            for n, words in enumerate(marks)
        ]
        for name, start, marks in (("p", 7, first), ("q", 0, second))
    }
    passages = {"p": passage(), "q": passage("q", 0)}
    counts = [
        [sum(word not in one for one in marks), sum(word in one for one in marks)]
        for marks in (first, second)
        for word in WORDS
    ]
    told = of_spans(panels, passages, CLAIMS)[1]
    turned = {name: panel[::-1] for name, panel in panels.items()}
    assert of_spans(turned, passages, CLAIMS)[1].value == told.value
    if 0 in np.sum(counts, axis=0):
        assert told.value is None
    else:
        wanted = krippendorff.alpha(value_counts=counts, level_of_measurement="nominal")
        assert told.value == pytest.approx(wanted)
