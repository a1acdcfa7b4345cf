"""Forms of turns: pages of invented boards and comment systems, as scrapers dump them."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.records import Document, Segment
from stancemark.tasks.segment import segment
from stancemark.tasks.segment.finders import FINDERS
from tests.strategies import EXAMPLES, texts

ARTICLE = (
    "The tunnel under the ridge will open two years later than planned, the railway said on Monday, "
    "because the rock is wetter than the drawings had it."
)


def found(text: str) -> list[Segment]:
    """The segments of a text."""
    return segment(Document("d", text, "page.txt"))


def turns(text: str) -> list[tuple[str, str]]:
    """Author and beginning of each unit, in the order of the page."""
    starts: dict[str, tuple[str, str]] = {}
    for s in found(text):
        if s.unit and s.role == "body":
            starts.setdefault(s.unit, (s.author, s.span.of(text).split()[0]))
    return list(starts.values())


def answered(text: str) -> list[tuple[str, str]]:
    """Each comment's author, and the author of the unit it answers."""
    units = {s.unit: s for s in found(text) if s.unit}
    rows = [(s.author, units.get(s.parent)) for s in units.values() if s.kind != "article"]
    return [(author, parent.author if parent else "") for author, parent in rows]


CARDS = (
    "Tram strike\n\nbrakeman\nTroubadour\nJoined: May 2011\nPosts: 12\n\nThird day now.\n\nFenna V\n"
    "Drummer\nJoined: Jan 2013\nPosts: 7\n\nI walked to work.\n\nbrakeman\nTroubadour\nJoined: May "
    "2011\nPosts: 13\n\nLovely for you."
)
SIGNED = (
    "Tram strike\n\nTram strike\nby brakeman » Mon Mar 02, 2015 8:15 pm\n\nThird day now.\n\nbrakeman\n"
    "Posts: 12\nJoined: Tue Jan 03, 2012\n\nRe: Tram strike\nby Fenna V » Mon Mar 02, 2015 9:00 pm\n\n"
    "I walked to work.\n\nFenna V\nPosts: 7\nJoined: Sat Jun 01, 2013\n\nRe: Tram strike\nby brakeman "
    "» Tue Mar 03, 2015 7:02 am\n\nLovely for you.\n\nbrakeman\nPosts: 13\nJoined: Tue Jan 03, 2012"
)
DATE_FIRST = (
    "06-14-2014, 09:22 PM\n#1\nbrakeman\nView Profile\nView Forum Posts\nSenior Member\nJoin Date: Feb "
    "2009\nPosts: 12\n\nThird day now.\nReply With Quote\n\n06-14-2014, 09:51 PM\n#2\nFenna V\nView "
    "Profile\nView Forum Posts\nMember\nJoin Date: Dec 2012\nPosts: 7\n\nI walked to work.\nReply With "
    "Quote\n\n06-15-2014, 07:04 AM\n#3\nbrakeman\nView Profile\nView Forum Posts\nSenior Member\nJoin "
    "Date: Feb 2009\nPosts: 13\n\nLovely for you.\nReply With Quote"
)
GLUED = (
    "brakeman\nMember since 2009Posts: 1,204\n\nThird day now.\n\nFenna V\nMember since 2011Posts: 96\n\n"
    "I walked to work.\n\nbrakeman\nMember since 2009Posts: 1,204\n\nLovely for you."
)
COUNTED = (
    "brakeman\nWell-known member\nFeb 9, 2022\n#1\n\nThird day now.\n\nFenna V\nNew member\nFeb 9, 2022\n"
    "#2\n\nI walked to work.\n\nbrakeman\nWell-known member\nFeb 10, 2022\n#3\n\nLovely for you."
)
LINED = (
    "brakeman - 11-02-2016\nThird day now.\n\nFenna V - 11-02-2016\nI walked to work.\n\nbrakeman - "
    "11-03-2016\nLovely for you."
)
MAIL = (
    "From: brakeman <b@post.example>\nDate: Mon, 3 Mar 2008 10:12:00 +0100\nSubject: Tram strike\n\n"
    "Third day now.\n\nFrom: Fenna V <f@post.example>\nDate: Mon, 3 Mar 2008 11:12:00 +0100\nSubject: "
    "Re: Tram strike\n\nI walked to work.\n\nFrom: brakeman <b@post.example>\nDate: Tue, 4 Mar 2008 "
    "10:12:00 +0100\nSubject: Re: Tram strike\n\nLovely for you."
)
THREAD = [("brakeman", "Third"), ("Fenna V", "I"), ("brakeman", "Lovely")]

SAYS = "3 thoughts on “Tunnel late”\n\nHilde says:\nMay 3, 2017 at 6:40 pm\n\nThey knew.\n\nReply\n\nrockhound says:\nMay 3, 2017 at 7:02 pm\n\nIt is wet rock.\n\nReply\n\nOtto B. says:\nMay 4, 2017 at 8:30 am\n\nSo no tunnel.\n\nReply"
DATED = "3 Comments\n\nHilde\n• 4 years ago\n\nThey knew.\n5\n•Reply•Share ›\n\nrockhound\n• 4 years ago\n\nIt is wet rock.\n2\n•Reply•Share ›\n\nOtto B.\n• 4 years ago\n\nSo no tunnel.\n•Reply•Share ›"
PLACED = "Comments 3\n\nHilde, Low Pier, 5 hours ago\n\nThey knew.\n12\nClick to rate\n\nrockhound, Vannes, 4 hours ago\n\nIt is wet rock.\n4\nClick to rate\n\nOtto B., Senna, 1 hour ago\n\nSo no tunnel.\n1\nClick to rate"
FOOTED = "Comments\n\nHilde\nThey knew.\nLike · Reply · 14 · 2 hrs\n\nrockhound\nIt is wet rock.\nLike · Reply · 3 · 1 hr\n\nOtto B.\nSo no tunnel.\nLike · Reply · 45 mins"
NUMBERED = "3 comments\n\n1. Hilde:\nThey knew.\n\n2. rockhound:\nIt is wet rock.\n\n3. Otto B.:\nSo no tunnel."
INLINE = (
    "Comments:\n\n1. Hilde: They knew.\n2. rockhound: It is wet rock.\n3. Otto B.: So no tunnel."
)
BARE = "Comments\n\nHilde\nThey knew it all.\n\nrockhound\nIt is wet rock, as ever.\n\nOtto B.\nSo no tunnel this year."
COMMENTS = [("", "The"), ("Hilde", "They"), ("rockhound", "It"), ("Otto B.", "So")]

SPACINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "a blank line after every line": lambda text: re.sub(r"\n+", "\n\n", text),
    "no blank lines": lambda text: re.sub(r"\n+", "\n", text),
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "no-break spaces": lambda text: text.replace("\n\n", "\n\xa0\n"),
}


@pytest.mark.parametrize("spacing", SPACINGS.values(), ids=SPACINGS)
@pytest.mark.parametrize(
    "page",
    [CARDS, SIGNED, DATE_FIRST, GLUED, COUNTED, LINED, MAIL],
    ids=["cards", "signed", "date first", "glued", "counted", "lined", "mail"],
)
def test_posts_are_told_however_a_thread_is_spaced(
    page: str, spacing: Callable[[str], str]
) -> None:
    """Three posts of two members, their names in any place of the header."""
    assert turns(spacing(page)) == THREAD


@pytest.mark.parametrize("spacing", SPACINGS.values(), ids=SPACINGS)
@pytest.mark.parametrize(
    "comments",
    [SAYS, DATED, PLACED, FOOTED, NUMBERED, INLINE, BARE],
    ids=["says", "dated", "placed", "footed", "numbered", "inline", "bare"],
)
def test_comments_are_told_however_a_page_is_spaced(
    comments: str, spacing: Callable[[str], str]
) -> None:
    """An article and three comments below it, in the wording of seven systems."""
    assert turns(spacing(f"Tunnel late\n\n{ARTICLE}\n\n{comments}")) == COMMENTS


@pytest.mark.parametrize("comments", [SAYS, DATED, PLACED, FOOTED])
def test_buttons_and_counters_of_comments_are_furniture(comments: str) -> None:
    """What is not furniture of a comment is its words, no counter, no button."""
    said = [s for s in found(f"Tunnel late\n\n{ARTICLE}\n\n{comments}") if s.role == "body"]
    assert len(said) == len(COMMENTS)


@pytest.mark.parametrize(
    ("header", "whom"),
    [
        ("rockhound\nin reply to Hilde\n2 hours ago", "Hilde"),
        ("rockhound → Hilde\n2 hours ago", "Hilde"),
        ("rockhound Hilde\n• 2 hours ago", "Hilde"),
        ("rockhound\n2 hours ago\n@Hilde", "Hilde"),
        ("rockhound\n2 hours ago", ""),
    ],
)
def test_a_comment_answers_whom_its_header_names(header: str, whom: str) -> None:
    """A name after “in reply to”, an arrow, the author's or an at sign is that of an earlier author."""
    page = f"Tunnel late\n\n{ARTICLE}\n\n2 comments\n\nHilde\n3 hours ago\n\nThey knew.\n\n{header} It is wet."
    page = page.replace("ago It", "ago\n\nIt")
    assert answered(page)[1:] == [("rockhound", whom)]


def test_a_title_sent_in_is_what_the_comments_answer() -> None:
    """A list of links: who sent the title in is its author, and says nothing more."""
    page = (
        "City sells its water\n88 points by dredger 6 hours ago | hide | past | 3 comments\nsluice 5 hours "
        "ago | next [–]\nIt says so.\n    dredger 4 hours ago | parent | next [–]\n    Which page?\nkettle "
        "3 hours ago | next [–]\nWater is the least of it."
    )
    assert answered(page) == [("sluice", "dredger"), ("dredger", "sluice"), ("kettle", "dredger")]


def test_lines_behind_an_angle_are_quoted_from_the_one_who_wrote_them() -> None:
    """A letter quotes another in two places; its own words stand between."""
    page = (
        MAIL + "\n\nOn Mon, 3 Mar 2008 at 11:12, Fenna V wrote:\n> I walked\n> to work.\n\nDid you?"
    )
    last = [(s.role, s.outlet) for s in found(page)][-3:]
    assert last == [("byline", "Fenna V"), ("quote_block", "Fenna V"), ("body", "")]


@pytest.mark.parametrize("end", ["", "\n\nClick to expand..."])
def test_a_quotation_goes_on_as_far_as_the_post_it_repeats(end: str) -> None:
    """Two quoted paragraphs are quoted, told by the earlier post or by the button below them."""
    long = "Third day now.\n\nThe depot is locked, too."
    quoted = "brakeman said:\n" + ("Day three.\n\nAll locked." + end if end else long)
    page = CARDS.replace("Third day now.", long).replace("I walked", f"{quoted}\n\nI walked")
    assert [s.role for s in found(page) if s.author == "Fenna V"] == [
        "byline", "byline", "quote_block", "quote_block", "body",
    ]  # fmt: skip


def test_a_signature_is_what_a_member_says_under_every_post() -> None:
    """The same words at the end of two posts of one member belong to his card."""
    page = CARDS.replace("Third day now.", "Third day now.\n\nOld ropes hold for ever.")
    signed = page + "\n\nOld ropes hold for ever."
    once = [s.role for s in found(page) if "ropes" in s.span.of(page)]
    twice = [s.reason for s in found(signed) if "ropes" in s.span.of(signed)]
    assert (once, twice) == (["body"], ["user card"] * 2)


@pytest.mark.parametrize(
    "text",
    [
        "Anna Holt, a nurse, says the first truck came at six. Her neighbour says it was later.",
        "There are three reasons:\n\n1. The bakery: it was closed.\n2. The truck was a tanker.\n3. The smell.",
        "On 4 May 2014 the court will hear all three.\n\nMoss\n\nThe town sleeps at 10:30 pm.",
        "Police said:\n\nIt was bread.\n\nThe mayor said:\n\nIt was not.",
    ],
)
def test_an_article_is_not_torn_into_comments(text: str) -> None:
    """Single verbs, lists, dates and names of an article head nothing."""
    page = f"What the witnesses say\n\nBy Jo Bern\n\n{ARTICLE}\n\n{text}\n\n{ARTICLE}"
    assert {(s.kind, s.author) for s in found(page) if s.unit} == {("article", "Jo Bern")}


NEXT = f"Ferry tolls rise again\n\nBy Odo Brandt\n3 May 2015\n\n{ARTICLE}"


@EXAMPLES
@given(
    st.lists(
        st.sampled_from([ARTICLE, "It was late.", "Why now?", "Photo: Per Dahl"]),
        min_size=1,
        unique=True,
    )
)
def test_an_article_below_changes_nothing_above(paragraphs: list[str]) -> None:
    """An article with a byline of its own leaves author and roles of the one before as they were."""
    page = "\n\n".join(["The lamps of Mill Street", "By Ada Moss", ARTICLE, *paragraphs, ARTICLE])
    alone = [(s.span, s.role, s.author) for s in found(page)]
    both = [(s.span, s.role, s.author) for s in found(f"{page}\n\n{NEXT}")]
    assert both[: len(alone)] == alone
    assert {author for _, _, author in both[len(alone) :]} == {"Odo Brandt"}


@EXAMPLES
@given(st.lists(texts, min_size=1, max_size=4), st.sampled_from([CARDS, MAIL, DATED, INLINE]))
def test_any_text_among_turns_is_kept(parts: list[str], page: str) -> None:
    """Hostile text between posts and comments raises nothing and loses nothing."""
    text = page.join(["", *parts, ""])
    kept = "".join(s.span.of(text) for s in found(text))
    assert "".join(kept.split()) == "".join(text.split())


@pytest.mark.parametrize("finder", FINDERS, ids=lambda finder: finder.__name__)
def test_every_form_says_what_it_knows(finder: Callable[..., object]) -> None:
    """A finder's docstring shows its form, and no page at all gives no turns."""
    assert finder.__doc__
    assert finder([]) == []


def test_a_thread_of_two_hundred_thousand_lines_is_told_in_one_go() -> None:
    """Forty thousand posts are forty thousand units."""
    post = "ann{0}\nMember\nJoined: May 2011\nPosts: {0}\nI was there on day {0} and saw it.\n"
    page = "".join(post.format(i) for i in range(40_000))
    assert len({s.unit for s in found(page) if s.unit}) == 40_000


def test_a_thread_without_names_takes_time_by_its_length() -> None:
    """Twenty thousand posts above buttons are as many units, without looking at each beside each other."""
    post = "The ferry of day {0} left on time and came back in the rain.\nReply\n\n"
    page = "3 comments\n\n" + "".join(post.format(i) for i in range(20_000))
    assert len({s.unit for s in found(page) if s.unit}) == 20_000
