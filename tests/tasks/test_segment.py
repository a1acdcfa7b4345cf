"""Segments: every character of a page in exactly one, with its role and its unit."""

import pytest
from hypothesis import given

from stancemark.records import Document, Segment
from stancemark.tasks.read.html import read_page
from stancemark.tasks.segment import segment
from tests.strategies import MANY, documents


def page(text: str) -> list[tuple[str, str, str]]:
    """Role, author and beginning of each segment of a text."""
    document = Document("d", text, "page.txt")
    return [(s.role, s.author, s.span.of(text)[:20]) for s in segment(document)]


def roles(html: str) -> list[tuple[str, str]]:
    """Role and text of each segment of an HTML page."""
    found = read_page(html)
    document = Document("d", found.text, "page.html", outline=found.outline)
    return [(s.role, s.span.of(found.text)) for s in segment(document)]


@MANY
@given(documents())
def test_every_character_is_in_exactly_one_segment(document: Document) -> None:
    """Segments stand in order, none overlaps the next, and only white space is between them."""
    upto = 0
    for found in segment(document):
        assert found.span.start >= upto
        assert not document.text[upto : found.span.start].strip()
        upto = found.span.end
    assert not document.text[upto:].strip()


@MANY
@given(documents())
def test_furniture_has_a_reason_and_no_unit_and_all_else_has_a_unit(document: Document) -> None:
    """Boilerplate says why it is that; what somebody wrote says in what it stands."""
    for found in segment(document):
        is_furniture = found.role == "boilerplate"
        assert bool(found.reason) == is_furniture
        assert bool(found.unit) == (found.kind is not None) == (not is_furniture)


@MANY
@given(documents())
def test_the_same_document_has_the_same_segments(document: Document) -> None:
    """Segmenting twice gives equal records, and each of them an id of its own."""
    once, again = segment(document), segment(document)
    assert once == again
    assert len({found.id for found in once}) == len(once)


def test_markup_says_what_a_stretch_is() -> None:
    """Headings, navigation, captions and quotations are told by their elements."""
    html = (
        "<nav>Home</nav><h1>News</h1><p>It is so.</p><blockquote>Said he.</blockquote>"
        "<figcaption>A bridge</figcaption><footer>Us</footer>"
    )
    assert roles(html) == [
        ("boilerplate", "Home"),
        ("headline", "News"),
        ("body", "It is so."),
        ("quote_block", "Said he."),
        ("caption", "A bridge"),
        ("boilerplate", "Us"),
    ]


def units(found: list[Segment]) -> list[tuple[str | None, str]]:
    """Kind and author of each unit, in the order of the page."""
    return list(dict.fromkeys((s.kind, s.author) for s in found if s.unit))


def test_comments_that_the_markup_sets_apart_are_units_of_their_authors() -> None:
    """A reply inside a comment is the reply's author's, and the page around it nobody's."""
    html = (
        "<p>The article.</p>"
        "<div class=comment><b class=author>ann</b><p>I agree.</p>"
        "<div class=comment><b class=author>bob</b><p>I do not.</p></div></div>"
    )
    found = read_page(html)
    document = Document("d", found.text, "page.html", outline=found.outline)
    assert units(segment(document)) == [("article", ""), ("comment", "ann"), ("comment", "bob")]


def test_says_begins_a_comment_in_a_page_without_markup() -> None:
    """`NAME says` opens the unit of that name, and is its byline."""
    assert page("The article ends.\n\n • Zoë says:\nI do not think so.") == [
        ("body", "", "The article ends."),
        ("byline", "Zoë", "• Zoë says:"),
        ("body", "Zoë", "I do not think so."),
    ]


def test_a_user_card_begins_a_post_of_the_handle_above_it() -> None:
    """Two lines of a card are a card; the handle above is a byline, the text below is theirs."""
    assert page("Scorpion\n\nJoined:\nMay 2011\nMessages:\n500\n\nI was there.") == [
        ("byline", "Scorpion", "Scorpion"),
        ("boilerplate", "", "Joined:\nMay 2011\nMes"),
        ("body", "Scorpion", "I was there."),
    ]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("May 5, 2015 at 7:30 p.m.", "byline"),
        ("Published 12 March 2015", "byline"),
        ("By the Editorial Board", "byline"),
        ("May was a cold month.", "body"),
        ("On March 3 the council met.", "body"),
        ("By then it was over.", "body"),
        ("From Aleppo they walked for three days.", "body"),
        ("Correction: it was Tuesday.", "correction"),
        ("“It is so, and nobody doubts it.”", "quote_block"),
        ("# Harbour reopens", "headline"),
        ("Share this page", "boilerplate"),
        ("Home | News | Sport | Weather", "boilerplate"),
        ("1,204 views", "boilerplate"),
    ],
)
def test_a_short_stretch_is_told_by_its_words(text: str, role: str) -> None:
    """Dates, names, prompts and counters are told from sentences that begin like them."""
    assert page(f"{text}\n\nThe text of the page follows here.")[0][0] == role


def test_the_outlets_name_by_itself_is_furniture() -> None:
    """A masthead would stand unchanged on any other page of the site."""
    document = Document("d", "Open Quay\n\nIt is so.", "page.txt", outlet="Open Quay")
    assert [s.role for s in segment(document)] == ["boilerplate", "body"]


def test_a_list_of_dates_is_no_deeper_than_its_lines() -> None:
    """Three thousand dates in one block are three thousand bylines."""
    assert [role for role, _, _ in page("12 January 2015\n" * 3000)] == ["byline"] * 3000


def test_words_apart_by_two_spaces_are_judged_at_once() -> None:
    """Thirty such words that end in a full stop are no navigation, and take no time to tell."""
    assert [role for role, _, _ in page("  ".join(["word"] * 30) + ".")] == ["body"]


def test_a_long_thread_is_a_unit_per_post() -> None:
    """Five thousand marked posts are five thousand units, in no noticeable time."""
    html = "".join(
        f"<div class=post><b class=author>u{n}</b><p>Text.</p></div>" for n in range(5000)
    )
    found = read_page(html)
    document = Document("d", found.text, "page.html", outline=found.outline)
    assert len({s.unit for s in segment(document)}) == 5000
