"""What is said of spans: as examples, in their form, and by models of each attribute."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from stancemark.models.dataset import Example
from stancemark.models.linear import LinearClassifier
from stancemark.models.span_attributes import (
    Form,
    enough,
    examples,
    forms,
    of_text,
    said,
)
from stancemark.models.span_table import SpanExample
from stancemark.models.tagger import Attribute, LabelledSpan
from stancemark.records import Span
from tests.strategies import EXAMPLES

TEXT = "A boat sank. Ida Berg said that 40 boats sank, and left. Nobody knows."


def at(words: str, label: str, *attributes: Attribute) -> LabelledSpan:
    """A span of the text."""
    start = TEXT.index(words)
    return LabelledSpan(Span(start, start + len(words)), label, None, attributes)


def row(*spans: LabelledSpan, name: str = "t") -> SpanExample:
    """The text with spans."""
    return SpanExample(Example(name, TEXT, "", document="d", outlet="o", cluster="c"), spans)


def test_a_span_is_asked_with_the_rest_of_its_sentence() -> None:
    """The words marked are the text, the sentence around them is context, and what ties texts is kept."""
    [found] = of_text(row().about, [at("40 boats", "claim")])
    assert (found.before, found.text, found.after) == (
        "Ida Berg said that ",
        "40 boats",
        " sank, and left.",
    )
    assert (found.document, found.outlet, found.cluster) == ("d", "o", "c")
    [across] = of_text(row().about, [at("sank. Ida", "claim")])
    assert (across.before, across.after) == ("A boat ", " Berg said that 40 boats sank, and left.")


@given(text=st.text(min_size=1, max_size=60), ends=st.tuples(st.integers(0), st.integers(0)))
@EXAMPLES
def test_a_span_and_its_context_are_one_stretch_of_the_text(
    text: str, ends: tuple[int, int]
) -> None:
    """Whatever the text and wherever the span, what stands before, in and after it is there as it is."""
    start, end = sorted(n % (len(text) + 1) for n in ends)
    if start == end:
        start, end = 0, len(text)
    [found] = of_text(Example("1", text, ""), [LabelledSpan(Span(start, end), "claim")])
    assert found.text == text[start:end]
    first = start - len(found.before)
    assert text[first : end + len(found.after)] == found.before + found.text + found.after


def test_one_value_is_a_question_and_each_of_several_is_one() -> None:
    """The answer is what most say, by their shares; a tie is none; what nobody says of a span is a no."""
    support = Attribute("support", (("full", 0.25), ("none", 0.75)))
    tied = Attribute("support", (("full", 0.5), ("none", 0.5)))
    both = Attribute("evidence", (("expert", 0.25), ("table", 1.0)), several=True)
    one = Attribute("evidence", (("link", 0.75),), several=True)
    found = examples(
        [row(at("40 boats", "claim", support, both), at("A boat sank", "claim", tied, one))]
    )
    told = {key: [(e.text, e.label, dict(e.soft)) for e in part] for key, part in found.items()}
    assert told == {
        ("support", ""): [("40 boats", "none", {"full": 0.25, "none": 0.75})],
        ("evidence", "expert"): [
            ("40 boats", "no", {"no": 0.75, "yes": 0.25}),
            ("A boat sank", "no", {"no": 1.0}),
        ],
        ("evidence", "link"): [
            ("40 boats", "no", {"no": 1.0}),
            ("A boat sank", "yes", {"no": 0.25, "yes": 0.75}),
        ],
        ("evidence", "table"): [
            ("40 boats", "yes", {"yes": 1.0}),
            ("A boat sank", "no", {"no": 1.0}),
        ],
    }


def test_what_is_too_thin_is_refused_with_its_count() -> None:
    """Few spans, one answer only, or a value that holds of few: each is named, the rest is kept."""

    def part(yes: int, no: int) -> list[Example]:
        return [Example(str(n), "x", "yes" if n < yes else "no") for n in range(yes + no)]

    kept, refused = enough(
        {
            ("support", ""): part(2, 1),
            ("adoption", ""): part(0, 9),
            ("evidence", "link"): part(3, 90),
            ("evidence", "table"): part(4, 90),
        },
        4,
    )
    assert list(kept) == [("evidence", "table")]
    assert [(r.item, r.reason, r.detail) for r in refused] == [
        ("support", "too few spans", "3 of 4"),
        ("adoption", "one label only", "every answer is no"),
        ("evidence/link", "too few spans", "3 of 4"),
    ]


def test_the_form_is_read_off_what_people_said() -> None:
    """The labels that have an attribute, and which of several values nobody gave one span at once."""
    a, b, c = (("a", 1.0), ("b", 1.0), ("c", 1.0))
    rows = [
        row(at("40 boats", "claim", Attribute("evidence", (a, b), several=True))),
        row(at("Ida Berg", "source", Attribute("evidence", (c,), several=True))),
        row(at("Nobody", "source", Attribute("kind", (a,)))),
        row(at("A boat", "claim", Attribute("kind", (b,)))),
    ]
    assert forms(rows) == {
        "evidence": Form(["claim", "source"], [("a", "c"), ("b", "c")]),
        "kind": Form(["claim", "source"]),
    }


def test_a_model_says_it_of_the_labels_that_have_it() -> None:
    """Of other spans it says nothing, and of none does it change place, label or score."""
    texts = [f"{'praise' if n % 2 else 'blame'} of day {n}" for n in range(40)]
    model = LinearClassifier().fit(texts, ["good" if n % 2 else "bad" for n in range(40)])
    about = Example("1", "They praise us. We blame them.", "")
    spans = [
        LabelledSpan(Span(5, 11), "claim", 0.75),
        LabelledSpan(Span(5, 11), "source", 0.5),
        LabelledSpan(Span(19, 24), "claim", 0.25),
    ]
    [found] = said({("tone", ""): model}, {"tone": Form(["claim"])}, [(about, spans)])
    assert [(s.span, s.label, s.score) for s in found] == [
        (s.span, s.label, s.score) for s in spans
    ]
    assert [[a.values for a in s.attributes] for s in found] == [[("good",)], [], [("bad",)]]
    assert sum(share for _, share in found[0].attributes[0].shares) == pytest.approx(1)
    assert said({}, {"tone": Form(["claim"])}, [(about, spans), (about, [])]) == [spans, []]


class Sure:
    """A model that gives every span the same probability of `yes`."""

    def __init__(self, probability: float) -> None:
        self.probability = probability
        self.classes_ = np.array(["no", "yes"])

    def predict_proba(self, asked: list[Example]) -> NDArray[np.float64]:
        """Shape (n, 2)."""
        return np.array([[1 - self.probability, self.probability]] * len(asked))


@given(
    shares=st.lists(st.floats(0, 1), min_size=2, max_size=5),
    pairs=st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)).filter(lambda p: p[0] < p[1])),
)
@EXAMPLES
def test_two_values_that_nobody_gives_at_once_are_never_given_at_once(
    shares: list[float], pairs: set[tuple[int, int]]
) -> None:
    """One of the most probable always stands; what may stand together is left as it is."""
    names = [f"v{n}" for n in range(5)]
    apart = [(names[a], names[b]) for a, b in sorted(pairs)]
    models = {("evidence", names[n]): Sure(share) for n, share in enumerate(shares)}
    form = {"evidence": Form(["claim"], apart)}
    [[found]] = said(models, form, [(row().about, [at("40 boats", "claim")])])
    values = set(found.attributes[0].values)
    assert not [pair for pair in apart if set(pair) <= values]
    likely = {names[n] for n, share in enumerate(shares) if share > 0.5}
    assert values <= likely
    if likely:
        assert max(shares) == max(shares[names.index(value)] for value in values)
    if not any(set(pair) <= likely for pair in apart):
        assert values == likely
