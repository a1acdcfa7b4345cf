"""HTML: the text that a page shows, and marks that lie in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.tasks.read.html import read_page
from tests.strategies import MANY, SIGNS, joined

ELEMENTS = (
    *("<p>", "</p>", "<div class=comment>", "</div>", "<h1>", "</h1>", "<br>", "<blockquote>"),
    *("</blockquote>", "<script>", "</script>", "<nav>", "</nav>", "<b class=author>", "</b>"),
    *("<table><tr><td>", "</td>", "<!-- ", " -->", "<ul><li>", "</ul>", "<pre>", "<svg>", "&#0;"),
)
pages = joined(ELEMENTS, ELEMENTS, SIGNS, ("word", " ", "\n", "\r\n"), size=30)


@MANY
@given(pages)
def test_marks_lie_in_the_text_in_the_order_of_the_page(html: str) -> None:
    """Whatever the markup, each mark covers words of the text and begins and ends with one."""
    page = read_page(html)
    starts = [mark.span.start for mark in page.outline]
    assert starts == sorted(starts)
    for mark in page.outline:
        assert mark.span.end <= len(page.text)
        assert mark.span.of(page.text).strip(" \n") == mark.span.of(page.text)


@MANY
@given(pages)
def test_the_text_is_what_a_browser_lays_out(html: str) -> None:
    """No white space is doubled, but for the blank line between blocks; and none is at the ends."""
    text = read_page(html).text
    assert text == text.strip(" \n")
    for doubled in ("  ", "\n\n\n", " \n", "\n ", "\t", "\r"):
        assert doubled not in text


@MANY
@given(
    st.lists(
        st.sampled_from(["Truth & <lies>", "e\u0301", "👩‍👩‍👧‍👦", "שלום", "a\xa0\xa0b"]), min_size=1
    )
)
def test_words_come_through_as_they_are(words: list[str]) -> None:
    """Escaped markup, emoji, right-to-left words and non-breaking spaces are not touched."""
    escaped = [word.replace("&", "&amp;").replace("<", "&lt;") for word in words]
    html = "".join(f"<p>{word}</p>" for word in escaped)
    assert read_page(html).text == "\n\n".join(words)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>seen<script>alert('unseen')</script></p>", "seen"),
        ("<style>p { color: red }</style><p>seen</p>", "seen"),
        ("<p>seen<!-- unseen --></p><noscript>unseen</noscript>", "seen"),
        ("<head><title>unseen</title></head><body>seen", "seen"),
        ("<p>seen</p><title>unseen</title><textarea>unseen</textarea>", "seen"),
        ("<p>seen</p><template>unseen</template><svg><text>unseen</text></svg>", "seen"),
        ("<select><option>unseen</select><input value=unseen>seen", "seen"),
        ("<p hidden>unseen</p><p style='display: none'>unseen</p>seen", "seen"),
        ("<span class=sr-only>unseen</span><i aria-hidden=true>x</i>seen", "seen"),
    ],
)
def test_what_is_not_read_is_not_text(html: str, text: str) -> None:
    """Scripts, styles, comments, controls and the head leave nothing in the text."""
    assert read_page(html).text == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one<p>two", "one\n\ntwo"),
        ("one<br>two", "one\ntwo"),
        ("one<br><br>two<br>\n<br/>three", "one\n\ntwo\n\nthree"),
        ("<ul><li>one<li>two</ul>", "one\n\ntwo"),
        ("<b>one</b><i>two</i> <u>three</u>", "onetwo three"),
        ("  one \n\t two  ", "one two"),
        ("<p> one </p>  <p>\r\ntwo</p>", "one\n\ntwo"),
    ],
)
def test_blocks_are_apart_and_words_together(html: str, text: str) -> None:
    """A block and two line breaks leave a blank line, one line break a line, other space a space."""
    assert read_page(html).text == text


def test_ten_thousand_nested_elements_are_one_text() -> None:
    """Depth is no obstacle: the words inside are found, and marked once."""
    depth = 10_000
    page = read_page("<blockquote>" * depth + "deep" + "</blockquote>" * depth)
    assert page.text == "deep"
    assert [mark.tag for mark in page.outline] == ["blockquote"]


@pytest.mark.parametrize(
    "html", ["", "   ", "<p></p>", "<script>x</script>", "<", "<!doctype html>"]
)
def test_a_page_that_shows_nothing_has_no_text(html: str) -> None:
    """Empty and broken pages are empty texts, not errors."""
    assert read_page(html).text.strip("<") == ""


def test_a_page_says_who_wrote_it_and_where() -> None:
    """Open Graph wins over the bare title, and an empty entry says nothing."""
    page = read_page(
        '<html lang="en-GB"><title>T | Site</title><meta property="og:title" content="T">'
        '<meta property="og:site_name" content="Open  Quay"><meta name="author" content=" ">'
        '<meta property="article:published_time" content="2015-10-16">'
        '<link rel="canonical" href="https://example.org/t"><body>x'
    )
    assert dict(page.metadata) == {
        "title": "T",
        "outlet": "Open Quay",
        "date": "2015-10-16",
        "url": "https://example.org/t",
        "language": "en-GB",
    }


@pytest.mark.parametrize(
    ("html", "tag"),
    [
        ("<div class='sidebar share'>x</div>", "widget"),
        ("<div class='post-share'>x</div>", "share prompt"),
        ("<div class=related>x</div>", "teaser"),
        ("<div role=navigation>x</div>", "navigation"),
        ("<div class='ad-slot--top'>x</div>", "advertisement"),
        ("<div class=post-signature>x</div>", "user card"),
        ("<aside>x</aside>", "widget"),
        ("<figcaption>x</figcaption>", "caption"),
        ("<p class=story__correction>x</p>", "correction"),
    ],
)
def test_an_element_is_named_by_its_class_or_its_tag(html: str, tag: str) -> None:
    """What the page's authors called a thing is kept for the segmenter."""
    told = f"<p>{'Many words stand here, and they go on. ' * 5}</p>"
    outline = read_page(told + html).outline
    assert [mark.tag for mark in outline if mark.tag != "article"] == [tag]
