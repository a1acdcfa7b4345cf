"""Records: spans that are never empty, passages that fit their text, ids made of content."""

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.records import (
    Codebook,
    Label,
    Passage,
    Question,
    Span,
    fingerprint,
)
from tests.strategies import EXAMPLES, passages, spans, texts

parts = st.lists(st.text() | st.just("\ud800"), max_size=4)


@EXAMPLES
@given(parts, parts)
def test_fingerprints_are_equal_exactly_where_the_parts_are(one: list[str], two: list[str]) -> None:
    """Neither the order nor the borders of the parts are lost, whatever stands in them."""
    assert (fingerprint(*one) == fingerprint(*two)) == (one == two)


def test_fingerprint_is_twenty_digits_for_any_kind_of_part() -> None:
    """Text, bytes and numbers are all digested to an id that fits a file name."""
    for part in ("a", b"a", 1):
        assert len(fingerprint(part)) == 20
        assert int(fingerprint(part), 16) >= 0


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2), (0, 0)])
def test_a_span_is_never_empty_nor_before_the_text(start: int, end: int) -> None:
    """Empty, backward and negative stretches are refused where they are made."""
    with pytest.raises(ValueError, match="must satisfy 0 <= start < end"):
        Span(start, end)


@EXAMPLES
@given(texts, st.data())
def test_a_moved_span_covers_the_same_characters(text: str, data: st.DataObject) -> None:
    """What a span covers in a passage, the moved span covers in the document, and back."""
    span = data.draw(spans(len(text)))
    before = data.draw(texts)
    moved = span.moved(len(before))
    assert moved.of(before + text) == span.of(text)
    assert moved.moved(-len(before)) == span


@EXAMPLES
@given(spans(20), spans(20))
def test_spans_overlap_where_they_share_a_position(one: Span, two: Span) -> None:
    """Overlap is what the sets of positions say, and it is mutual."""
    shared = set(range(one.start, one.end)) & set(range(two.start, two.end))
    assert one.overlaps(two) == two.overlaps(one) == bool(shared)


@EXAMPLES
@given(passages())
def test_a_passage_whose_text_does_not_fit_its_span_is_refused(
    placed: tuple[object, Passage],
) -> None:
    """One character too many, and the passage cannot be made."""
    _, passage = placed
    with pytest.raises(ValueError, match="text and span differ in length"):
        Passage(passage.id, passage.document, passage.span, passage.text + "x", "body")


def test_a_record_cannot_be_changed() -> None:
    """What travels between rooms stays as it was made."""
    with pytest.raises(FrozenInstanceError):
        Span(0, 1).start = 5  # type: ignore[misc]  # that it is refused is the point


def test_a_codebook_finds_its_questions_and_their_labels() -> None:
    """A question is found by its id, its labels in the order they were written."""
    question = Question("bias", "choice", "Biased?", (Label("yes"), Label("no")))
    codebook = Codebook("own", "Own", "", (question,))
    assert codebook.question("bias").values == ("yes", "no")
    with pytest.raises(KeyError):
        codebook.question("stance")
