"""Placing: offsets that hold, offsets that can be repaired, and the rest with a reason."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.records import Span
from stancemark.tasks.place import place
from tests.strategies import MANY, json, spans, texts


def utf16(text: str, position: int) -> int:
    """Where JavaScript counts a position of a text."""
    return len(text[:position].encode("utf-16-le")) // 2


@MANY
@given(texts, st.data())
def test_a_span_whose_quote_is_there_stays(text: str, data: st.DataObject) -> None:
    """Code points with their own quote are taken as they are, in every text."""
    span = data.draw(spans(len(text)))
    placed = place({"start": span.start, "end": span.end, "text": span.of(text)}, text)
    assert (placed.span, placed.repaired, placed.reason) == (span, False, "")


@MANY
@given(texts, st.data())
def test_utf16_offsets_are_repaired(text: str, data: st.DataObject) -> None:
    """Offsets that count each emoji twice are moved to the quote they were meant for."""
    text = f"{text} 😀😀 the unmistakable quote"
    span = data.draw(spans(len(text)).filter(lambda s: s.end > len(text) - 3))
    shifted = {"start": utf16(text, span.start), "end": utf16(text, span.end)}
    placed = place({**shifted, "text": span.of(text)}, text)
    assert placed.span is not None
    assert placed.span.of(text).split() == span.of(text).split()
    assert placed.repaired == (placed.span != Span(**shifted))


@MANY
@given(texts, json, json)
def test_a_unique_quote_is_found_wherever_the_offsets_point(
    before: str, start: object, end: object
) -> None:
    """A quote that stands once is placed there, with any offsets or none."""
    text = f"{before}«an unmistakable quote»"
    placed = place({"start": start, "end": end, "text": "«an unmistakable quote»"}, text)
    assert placed.span == Span(len(before), len(text))


@pytest.mark.parametrize(
    ("start", "end", "quote", "reason"),
    [
        (50, 53, "the", "quote stands more than once"),
        (1, 3, "aa", "quote stands more than once"),
        (0, 3, "cat", "quote not in the passage"),
        (0, 99, None, "offsets outside the passage"),
        (5, 5, None, "offsets outside the passage"),
        (-3, 2, "", "offsets outside the passage"),
        (None, None, " \n", "offsets outside the passage"),
        (True, 3, None, "offsets outside the passage"),
        (0.0, 3.0, None, "offsets outside the passage"),
        ("0", "3", None, "offsets outside the passage"),
    ],
)
def test_what_cannot_be_placed_without_doubt_says_why(
    start: object, end: object, quote: str | None, reason: str
) -> None:
    """A quote that stands twice (or overlaps itself), or nowhere, is never guessed at."""
    placed = place({"start": start, "end": end, "text": quote}, "the dog, the hare; baaa.")
    assert (placed.span, placed.reason) == (None, reason)


def test_offsets_count_where_label_studio_folds_white_space() -> None:
    """A quote with its line break and double space folded is still at its offsets."""
    text = "one\r\ntwo  three"
    assert place({"start": 0, "end": 15, "text": "one two three"}, text).span == Span(0, 15)
    assert not place({"start": 0, "end": 15, "text": "one two three"}, text).repaired


def test_offsets_without_a_quote_count() -> None:
    """A span drawn before quotes were saved is where its offsets say."""
    assert place({"start": 4, "end": 7}, "the dog").span == Span(4, 7)


@MANY
@given(
    st.dictionaries(
        st.sampled_from(["start", "end", "text", "labels"]), json | st.integers(-2, 40)
    ),
    texts,
)
def test_no_json_makes_it_fail(value: dict[str, Any], text: str) -> None:
    """Whatever comes back, there is a span inside the text or a reason, and never both."""
    placed = place(value, text)
    assert (placed.span is None) == bool(placed.reason)
    assert placed.span is None or placed.span.end <= len(text)
