"""Sentences: where they end, and that nothing of a text is lost between them."""

import re
from time import process_time

import pytest
from hypothesis import example, given

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
@example("0🌀\n\na")
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
        "كل شيء انتهى. | نعم.",
        # a blank line, also after an abbreviation
        "Written by Dr. | Smith left.",
        # small letters after a stop, and before one
        "we left. | they stayed. | nobody asked.",
        "It cost 12 oz. of gold etc. and more. | eBay had it.",
        "He was sure! | or was he? | nobody knows.",
        # emoji and smiles, with a stop and without
        "They lied. 😡 | So it goes 🙏 | Next.",
        "Sure :) | The boat ❤️ sails.",
        # who speaks, after a question
        "“Why?” Minister Orr asked. | “Because!” | The room laughed.",
        "“No! No!” they cried. | So did we.",
        # places and companies at the end
        "He left the U.S. | She stayed in Holm, Ont. with him. | Acme Inc. | They agreed.",
        "We met at 5 p.m. | Police came at 6 p.m. Monday.",
        # handles, addresses and marks after a stop
        "It sank. | @holm saw it.[2] | https://a.example/b",
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
    "lines",
    [
        # a headline is shorter than the first line below it could have been
        ["Bridge reopens|", "The bridge over the Tessel reopened on Monday, they said."],
        # wrapped lines are as long as they can be
        [
            "The harbour was closed on Monday after a storm tore",
            "Polish roofs from the ferry hall.",
        ],
        # each line a sentence, none with a stop
        ["The ferry is late|", "Nobody knows why|", "Ask the captain when you see him"],
        # nothing ends with an article, nor before a small letter
        ["He asked the", "Minister of Works whether", "it would rain on his parade, as they say."],
        # a list and what introduces it
        ["Bring:|", "- water|", "- bread and salt for the long way over the pass"],
        # a missing space between sentences, but no name of a file or an address
        ["The talks ended.|", "Then it began at Holm.com and in a.Net of lies."],
    ],
)
def test_a_line_break_ends_a_sentence_only_where_one_ends(lines: list[str]) -> None:
    """Each text is cut exactly at the bars, and nowhere where lines are merely wrapped."""
    text = "\n".join(line.removesuffix("|") for line in lines)
    expected = "\n".join(lines).split("|\n")
    assert [span.of(text) for span in sentences(text)] == expected


def test_a_missing_space_ends_a_sentence_between_words_only() -> None:
    """A capital right after a stop begins a sentence; names, files and addresses have none."""
    text = "It ended.Then it began.See a.Net, www.Holm.com, ASP.NET or Report.Final.pdf now."
    found = [span.of(text) for span in sentences(text)]
    assert found == ["It ended.", "Then it began.", text[text.index("See") :]]


@pytest.mark.parametrize(
    "text",
    [
        "a. " * 100_000,
        "Mr. " * 100_000,
        "-" * 100_000 + " Mr." * 50_000,
        "a\n" * 100_000,
        "a-\n" * 100_000,
        "😀 " * 100_000,
        "“" * 100_000 + "a. A",
        "? - " * 100_000,
        ". . " * 100_000 + "x",
        "a.A" * 100_000,
    ],
)
def test_whatever_repeats_is_read_in_linear_time(text: str) -> None:
    """Doubling a text of one repeated thing takes at most some four times as long."""

    def seconds(size: int) -> float:
        begin = process_time()
        list(sentences(text[:size]))
        return process_time() - begin

    half = min(seconds(len(text) // 2) for _ in range(2))
    assert min(seconds(len(text)) for _ in range(2)) < 4 * half + 0.05


@pytest.mark.parametrize(
    "text", ["." * 300_000 + "x", "a" + " " * 300_000 + "x", '."' * 100_000, "\n " * 100_000]
)
def test_a_long_run_of_one_sign_is_read_in_one_pass(text: str) -> None:
    """Dot leaders, padding and quotation marks by the hundred thousand cost no more than words."""
    assert len(list(sentences(text))) <= 1


def test_white_space_has_no_sentence() -> None:
    """Nothing is made of nothing."""
    assert list(sentences("")) == list(sentences(" \n\xa0\n\t")) == []
