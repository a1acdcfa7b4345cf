"""Sentences: where they end, and that nothing of a text is lost between them."""

import re

import pytest
from hypothesis import given

from stancemark.tasks.sentences import sentences
from tests.strategies import MANY, texts

BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


@MANY
@given(texts)
def test_sentences_cover_every_character_in_order(text: str) -> None:
    """Between and around the sentences there is white space only, and none overlaps the next."""
    upto = 0
    for span in sentences(text):
        assert not text[upto : span.start].strip()
        assert span.of(text) == span.of(text).strip()
        upto = span.end
    assert not text[upto:].strip()


@MANY
@given(texts)
def test_no_sentence_crosses_a_blank_line(text: str) -> None:
    """A line of white space ends a sentence, whatever stands before it."""
    for span in sentences(text):
        assert not BLANK_LINE.search(span.of(text))


@pytest.mark.parametrize(
    "text",
    [
        # abbreviations and initials
        "Gen. J. A. Smith met Sen. Ito. | They talked.",
        "The U.S. Army and the U.N. envoy left. | Nobody spoke.",
        "Acme Inc. Chairman Bo resigned. | Shares fell.",
        "It cost more, e.g. Fuel did. | Food did not.",
        # dates and times
        "They flew at 5 a.m. on Oct. 1 from Baiji. | At 6 p.m. GMT they landed.",
        "On Sat. 3 Jan. 2015 it rained. | It was Sun. 4 when it stopped.",
        # decimals, numbers of a list, years
        "Prices rose 3.5 per cent. | Oil fell by 1.2.",
        "1. The road is closed. | 2. The bridge is not.",
        "See No. 7 and Art. 5 of it. | He said no. | Then he left.",
        "It was founded in 1990. | It closed in 2001.",
        # quotations that end inside a sentence, and that end one
        "“Why?” he asked. | “Leave!” they cried. | Nobody left.",
        "He said “stop.” and went. | She said “Go.” | We went.",
        "(It was late.) | Then it rained.",
        # ellipses, and several stops
        "Well… perhaps not. | We waited... | Nobody came.",
        "Really?! | Yes!!! | So be it.",
        # other scripts
        "هل جاء أحد؟ | نعم جاء.",
        "क्या हुआ। | कुछ नहीं।",
        # a blank line, also after an abbreviation
        "Written by Dr. | Smith left.",
        # names that contain stops
        "Read example.com or www.a.co. | It says so.",
    ],
)
def test_a_stop_ends_a_sentence_only_where_one_ends(text: str) -> None:
    """Each case is cut exactly at the bars, which the text itself does not have."""
    expected = text.split(" | ")
    gap = "\n \n" if text.startswith("Written") else " "
    plain = gap.join(expected)
    assert [span.of(plain) for span in sentences(plain)] == expected


@pytest.mark.parametrize(
    "text", ["." * 300_000 + "x", "a" + " " * 300_000 + "x", '."' * 100_000, "\n " * 100_000]
)
def test_a_long_run_of_one_sign_is_read_in_one_pass(text: str) -> None:
    """Dot leaders, padding and quotation marks by the hundred thousand cost no more than words."""
    assert len(list(sentences(text))) <= 1


def test_white_space_has_no_sentence() -> None:
    """Nothing is made of nothing."""
    assert list(sentences("")) == list(sentences(" \n\xa0\n\t")) == []
