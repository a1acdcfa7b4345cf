"""HTML: posts, comments, articles and furniture told apart by markup."""

import pytest

from stancemark.records import Document, Segment
from stancemark.tasks.read import engines
from stancemark.tasks.read.engines import Engine
from stancemark.tasks.read.html import read_page
from stancemark.tasks.segment import segment

TOLD = "The ferry was late again on Monday, and nobody at the quay could say why it was."


def segments(html: str) -> list[Segment]:
    """The segments of a page."""
    page = read_page(html)
    return segment(Document("d", page.text, "page.html", outline=page.outline))


def units(html: str) -> list[tuple[str | None, str]]:
    """Kind and author of each unit, in the order of the page."""
    return list(dict.fromkeys((s.kind, s.author) for s in segments(html) if s.unit))


def said(html: str, role: str) -> list[str]:
    """The texts of a role, in the order of the page."""
    text = read_page(html).text
    return [s.span.of(text) for s in segments(html) if s.role == role]


def quay(name: str, words: str) -> str:
    """A post of an engine that does not exist, without a date and with its own words for things."""
    return (
        f"<section class=plank><div class=bollard>{name}</div><div class=stats>9 knots</div>"
        f"<div class=hawser>{words}</div><div class=cleat>Answer</div></section>"
    )


def test_a_new_engine_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its posts, authors and words are known as soon as its selectors are, and its cards are none."""
    html = "".join(quay(name, words) for name, words in (("ann", TOLD), ("bob", "Aye.")))
    assert units(html) != [("post", "ann"), ("post", "bob")]
    line = Engine(".plank .hawser", ".plank", ".bollard", ".tide", ".hawser")
    monkeypatch.setitem(engines.ENGINES, "Quaystone", line)
    assert units(html) == [("post", "ann"), ("post", "bob")]
    assert said(html, "body") == [TOLD, "Aye."]


@pytest.mark.parametrize(
    ("one", "reply"),
    [
        ("<div class=c id=a>{a}<div class=c>{b}</div></div>", ""),
        ("<div class='c depth-1'>{a}</div>", "<div class='c depth-2'>{b}</div>"),
        ("<div class=c style='margin-left: 0px'>{a}</div>", "<div class=c style='margin-left: 20px'>{b}</div>"),
        ("<div class=c id=a>{a}</div>", "<div class=c id=b data-parent=a>{b}</div>"),
        ("<li><div class=c>{a}</div><ul><li><div class=c>{b}</div></li></ul></li>", ""),
    ],
)  # fmt: skip
def test_a_comment_answers_what_markup_puts_it_under(one: str, reply: str) -> None:
    """Nesting, depth classes, margins, ids and nested lists say the same of the second comment."""
    body = "<b>{}</b> <time>3 May 2015</time><p>{}</p>"
    a, b = body.format("ann", TOLD), body.format("bob", TOLD[:40] + " indeed, I say.")
    last = f"<div class=c>{body.format('cat', TOLD)}</div>"
    html = f"<p>{TOLD}</p><p>{TOLD}</p><div class=comments>{one.format(a=a, b=b)}{reply.format(b=b)}{last}</div>"
    found = {s.author: s for s in segments(html) if s.kind == "comment"}
    assert list(found) == ["ann", "bob", "cat"]
    assert found["bob"].parent == found["ann"].unit
    assert found["ann"].parent == found["cat"].parent != found["ann"].unit


def test_a_box_of_links_in_an_article_is_a_teaser() -> None:
    """Its label goes with it, and the sentences round it stay."""
    box = "<div><div>Recommended</div><div><a>A long walk home</a></div><div><a>Six soups</a></div></div>"
    html = f"<h1>Late ferry</h1><div><p>{TOLD}</p>{box}<p>{TOLD}</p></div>"
    assert said(html, "body") == [TOLD, TOLD]
    assert said(html, "boilerplate") == ["Recommended", "A long walk home", "Six soups"]


def test_a_post_that_quotes_another_answers_it() -> None:
    """The quotation is the other's words, one level deep; the line above it is a byline."""
    card = "<dl class=postprofile><dt><a class=username>{}</a></dt><dd>Posts: 9</dd></dl>"
    quote = f"<blockquote><cite>ann wrote:</cite>{TOLD}</blockquote>"
    post = "<div class=post id=p{}>" + card + "<div class=content>{}</div></div>"
    html = post.format(1, "ann", TOLD) + post.format(2, "bob", quote + "It was not.")
    found = segments(html)
    quoted = next(s for s in found if s.role == "quote_block")
    assert (quoted.outlet, quoted.depth, quoted.author) == ("ann", 1, "bob")
    assert quoted.parent == next(s.unit for s in found if s.author == "ann")


@pytest.mark.parametrize(
    ("head", "key", "value"),
    [
        ('<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "author": [{"name": "A. Lee"}]}]}</script>', "author", "A. Lee"),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "publisher": {"@id": "#o"}, "x": {"@id": "#o", "name": "Quay"}}</script>', "outlet", "Quay"),
        ('<script type="application/ld+json">{not json</script><meta name=author content=Bo>', "author", "Bo"),
        ('<link rel=canonical href="https://www.quay.example/a">', "outlet", "quay.example"),
        ('<meta property="og:locale" content="en_GB">', "language", "en-GB"),
        ("<title>Late ferry | The Quay</title>", "title", "Late ferry"),
    ],
)  # fmt: skip
def test_a_page_tells_machines_about_itself(head: str, key: str, value: str) -> None:
    """JSON-LD with lists, graphs and references, link and meta elements, and titles with a site's name."""
    assert read_page(f"{head}<body><h1>Late ferry</h1><p>{TOLD}</p>").metadata[key] == value


def test_a_language_that_no_markup_names_is_detected() -> None:
    """Longer text gives its language; a few words do not."""
    assert read_page(f"<p>{TOLD * 4}</p>").metadata["language"] == "en"
    assert "language" not in read_page("<p>Aye.</p>").metadata


def test_a_theme_with_words_of_its_own_loses_no_comment() -> None:
    """Where a known engine's comments hold no element of its usual name, their words stay."""
    comment = "<li class=comment><div class=meta><b class=comment-author>{}</b> <time>3 May 2015</time></div><div class=talk><p>{}</p></div><a>Reply</a></li>"
    html = f"<p>{TOLD}</p><ol>{comment.format('ann', TOLD)}{comment.format('bob', 'Aye.')}</ol>"
    assert units(html)[-2:] == [("comment", "ann"), ("comment", "bob")]
    assert said(html, "body") == [TOLD, TOLD, "Aye."]
    assert said(html, "boilerplate") == ["Reply", "Reply"]
