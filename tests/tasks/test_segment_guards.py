"""Tests that what is asked first of a line, for speed, never hides what a pattern would find."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.records import Document
from stancemark.tasks.cut import Words
from stancemark.tasks.segment import (
    begun,
    layout,
    phrases,
    pictures,
    reprints,
    roles,
    somebody,
    sources,
    wording,
)
from stancemark.tasks.segment import catalogue as catalogue_module
from stancemark.tasks.segment.catalogue import catalogue, folded
from tests import strategies

INNER = [inner for _, pattern in wording.FURNITURE for inner in wording._alternatives(pattern)[1]]
HEADS = [head for _, pattern in wording.FURNITURE for head in wording._alternatives(pattern)[0]]
WHOLE = sorted(catalogue().whole)
HEADED = sorted(" ".join(phrase.head) for found in catalogue().heads.values() for phrase in found)


def found_by(pattern: str) -> st.SearchStrategy[str]:
    """Texts that hold what a pattern finds, written as the pattern is."""
    return st.from_regex(re.compile(pattern.replace("(?-i:", "(?:")))


@pytest.mark.parametrize("inner", INNER)
def test_a_line_with_furniture_inside_has_one_of_its_words(inner: str) -> None:
    """Whatever a pattern finds inside a line holds a word that is asked for before it."""

    @strategies.EXAMPLES
    @given(found_by(inner))
    def holds(text: str) -> None:
        assert phrases.holds(text.lower(), wording._WORDS)

    holds()


@pytest.mark.parametrize("head", HEADS)
def test_a_line_that_begins_as_furniture_is_told_in_small_letters(head: str) -> None:
    """Whatever a pattern finds at the beginning of a line is let through by one of both guards."""

    @strategies.EXAMPLES
    @given(found_by(head))
    def passes(text: str) -> None:
        lower = text.lower()
        assert wording._HEADS.match(lower) or phrases.holds(lower, wording._WORDS)

    passes()


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (phrases.SAYS.pattern, somebody.SAYING),
        (phrases.QUOTING.pattern, somebody.QUOTING),
        (pictures.PICTURED.pattern, pictures._PICTURES),
        (pictures.CAPTION.pattern, roles._PICTURES),
        (begun._CUT_OFF.pattern, begun._CUT_OFF_WORDS),
        (phrases._BY.pattern, ("by", "author:", "from", "text:", "words:")),
        (phrases._CREDIT.pattern, ("by",)),
        (wording._ASKS[1].pattern, wording._ASKED),
        (wording._ASKS[-1].pattern, wording._WANTED),
    ],
)
def test_a_pattern_finds_nothing_without_its_words(pattern: str, words: tuple[str, ...]) -> None:
    """Whatever a pattern finds holds one of the words that are asked for before it."""

    @strategies.EXAMPLES
    @given(found_by(pattern))
    def holds(text: str) -> None:
        assert phrases.holds(text.lower(), words)

    holds()


@pytest.mark.parametrize(
    "pattern", [sources._SOURCE, reprints._PUBLISHED, reprints._REPUBLISHED, sources._MORE]
)
def test_a_line_that_says_its_source_begins_with_a_word_that_does(pattern: re.Pattern[str]) -> None:
    """Whatever the patterns of source lines find passes the question of its first word, if it has a hint."""

    @strategies.EXAMPLES
    @given(st.from_regex(pattern))
    def passes(text: str) -> None:
        assert sources._may_say_so(text) or not sources._HINTS.search(text)

    passes()


@pytest.mark.parametrize("text", ["a | b", "a  b", "a - b", "Home: b", "a\xa0\xa0b", "x → y"])
def test_what_sets_phrases_apart_is_seen(text: str) -> None:
    """Signs and gaps between phrases are told from the hyphens and spaces of prose."""
    assert catalogue_module._SIGN.search(text) or catalogue_module._GAP.search(text)
    assert not catalogue_module._SIGN.search("well-known a b")
    assert not catalogue_module._GAP.search("well-known a b")


@strategies.MANY
@given(found_by(phrases.DATE.pattern))
def test_every_date_is_seen(text: str) -> None:
    """A line with a date passes the questions that are asked before the pattern of dates."""
    assert phrases.has_date(text)


@strategies.MANY
@given(
    st.lists(
        st.one_of(
            st.sampled_from(WHOLE),
            st.sampled_from(HEADED),
            st.sampled_from([*strategies.PROSE, *strategies.SIGNS, " ", ": ", " | ", "12 ", "Ann"]),
        ),
        min_size=1,
        max_size=8,
    ).map(" ".join)
)
def test_a_line_that_seems_to_run_on_is_no_phrase(text: str) -> None:
    """A line that is not looked at word by word would not have been found to be a phrase."""
    found = catalogue()
    if len(text) < 2 or not text.strip() or not found._is_running(text):
        return
    words = folded(text)
    stopped = text[-1] in ".?" and not text.endswith(("..", ". . ."))
    assert not found._phrase(words, stopped=stopped, alone=text[-1] in ".!?")
    assert stopped or not found._row(words)


@strategies.MANY
@given(strategies.texts)
def test_rows_of_a_text_are_those_of_a_page_without_marks(text: str) -> None:
    """The lines of a text are found in one pass as they are found between marks."""
    document = Document("1", text, "page.txt")
    assert layout._plain_rows(text) == layout._marked_rows(document, coded=False)


@strategies.MANY
@given(strategies.texts)
def test_words_are_counted_as_they_would_be_divided(text: str) -> None:
    """Counting and folding the words of a text gives what dividing it gives."""
    words = Words(text)
    assert words.of(text) == len(text.split())
    assert words.folded(text) == " ".join(text.casefold().split())
