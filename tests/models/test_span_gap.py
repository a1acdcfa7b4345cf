"""What a random split promises of spans: where each outlet has marks of its own, and where all have the same."""

from functools import partial

import numpy as np
import pytest

from stancemark.models.dataset import Example
from stancemark.models.span_gap import given_away
from stancemark.models.span_scores import METRICS, evaluate
from stancemark.models.span_table import SpanExample
from stancemark.models.spans import SpanTagger
from stancemark.models.split import Split, folds
from stancemark.models.tagger import LabelledSpan
from stancemark.records import Evaluation, Span

OUTLETS = 8
WORDS = "the boats came back to an old harbour after one long night of wind and rain".split()
OWN = "quixle brumpty dorvan shelkin plafor gwendic tuspal mirzock".split()
MAKE = partial(SpanTagger, random_state=7)


def texts(*, leaky: bool) -> list[SpanExample]:
    """Ten texts of each outlet with a marked word: of its own in leaky ones, the same for all in others."""
    found = []
    for n in range(10 * OUTLETS):
        outlet = n % OUTLETS
        words = np.random.default_rng(n).choice(WORDS, 14).tolist()
        mark = OWN[outlet if leaky else 0]
        words[n % 13] = mark
        text = " ".join(words)
        start = text.index(mark)
        about = Example(f"r{n}", text, "", outlet=f"Paper {outlet}", document=f"d{n // 2}")
        span = LabelledSpan(Span(start, start + len(mark)), "claim")
        found.append(SpanExample(about, (span,)))
    return found


def cut(examples: list[SpanExample]) -> Split:
    """Outlets apart."""
    return folds([e.about for e in examples], 4, 7)


def plain() -> Evaluation:
    """An evaluation with nothing in it."""
    return Evaluation("spans", "", "linear", "outlet", "outlet", 8, 4, 80, ())


def test_marks_of_each_outlets_own_are_found_at_random_only() -> None:
    """The gap is wide, is the difference of the two, and the warning says what the tagger learns."""
    examples = texts(leaky=True)
    found = given_away(plain(), examples, MAKE, cut(examples), seed=7)
    assert found.gap is not None
    random, apart, lost = found.gap.random.value, found.gap.apart.value, found.gap.gap.value
    assert random is not None
    assert apart is not None
    assert random > 0.9
    assert apart < 0.5
    assert lost == pytest.approx(random - apart)
    assert found.gap.metric == "token_f1"
    [warning] = found.warnings
    assert warning.startswith("the tagger learns the outlet: its token F1 is")
    assert found.probe is not None
    assert found.probe.accuracy.value is not None
    assert found.probe.accuracy.value > 2 * found.probe.majority


def test_marks_that_are_the_same_everywhere_leave_no_gap() -> None:
    """Nothing is lost on unseen outlets, no warning, and the score there is that of `evaluate`."""
    examples = texts(leaky=False)
    split = cut(examples)
    found = given_away(plain(), examples, MAKE, split, seed=7)
    assert found.gap is not None
    assert found.gap.gap.value == pytest.approx(0, abs=0.02)
    assert found.warnings == ()
    [token_f1, _] = evaluate(examples, make=MAKE, split=split, seed=7)
    assert token_f1.metric == METRICS[0]
    assert found.gap.apart.value == pytest.approx(token_f1.value)


def test_rows_alone_have_no_gap() -> None:
    """Where no outlet and no document is named, a random split is all there is; the probe says why not."""
    about = [Example(f"r{n}", e.text, "") for n, e in enumerate(texts(leaky=False))]
    examples = [SpanExample(a, e.spans) for a, e in zip(about, texts(leaky=False), strict=True)]
    split = folds(about, 4, 7)
    assert split.by == "row"
    found = given_away(plain(), examples, MAKE, split, seed=7)
    assert (found.gap, found.probe, found.warnings) == (None, None, ())
    assert "no two outlets" in found.notes[0]
