"""Pages without markup, invented: forums, comments, pasted articles and furniture."""

import pytest

from stancemark.records import Document, Segment
from stancemark.tasks.segment import segment

NEWS = (
    "The company that runs the island ferries admitted on Monday that the engine of the larger "
    "boat had failed three times since Christmas, and promised to refund every ticket."
)


def found(text: str) -> list[Segment]:
    """The segments of a text."""
    return segment(Document("d", text, "page.txt"))


def told(text: str) -> list[tuple[str, str, str, int]]:
    """Role, author, outlet and depth of each segment that is no furniture."""
    return [(s.role, s.author, s.outlet, s.depth) for s in found(text) if s.role != "boilerplate"]


def authors(text: str) -> list[str]:
    """The author of each unit, in the order of the page."""
    return list({s.unit: s.author for s in found(text) if s.unit}.values())


def answers(text: str) -> dict[str, str]:
    """For each author, whom he answers."""
    segments = [s for s in found(text) if s.unit]
    names = {s.unit: s.author for s in segments}
    return {s.author: names.get(s.parent, "") for s in segments}


CARD_BELOW = (
    "Re: Tolls\nby oarsman » Mon Mar 2, 2015 8:15 pm\n\nIt went up.\n\noarsman\nPosts: 3\n"
    "Joined: Tue Jan 3, 2012\n\nRe: Tolls\nby Mira K » Tue Mar 3, 2015 7:02 am\n\nIt did.\n\n"
    "Mira K\nPosts: 9\nJoined: Sat Jun 1, 2013\n"
)
DATE_ABOVE = (
    "03-12-2015, 10:20 AM #1\noarsman\nSenior Member\nJoin Date: Mar 2010\nPosts: 34\n\nIt went up."
    "\n\n03-12-2015, 11:45 AM #2\nMira K\nMember\nJoin Date: May 2014\nPosts: 12\n\nIt did."
)
DATE_BELOW = (
    "oarsman\nMembers\n1,204 posts\nLocation:Leeds\n\nPosted 12 January 2012 - 03:15 PM\n\nIt went "
    "up.\n\nMira K\nMembers\n88 posts\nLocation:Hull\n\nPosted 12 January 2012 - 05:40 PM\n\nIt did."
)
ENDS = "Harbour crane falls\n\noarsman 41 points 5 hours ago\n\nIt fell.\n\nMira K 9 points 4 hours ago\n\nIt did."
SAID = "oarsman said...\n\nIt fell.\n14 June 2012 at 10:11\n\nMira K said...\n\nIt did.\n14 June 2012 at 12:40"


@pytest.mark.parametrize("page", [CARD_BELOW, DATE_ABOVE, DATE_BELOW, ENDS, SAID])
def test_the_turns_of_any_engine_are_told_by_their_headers(page: str) -> None:
    """Cards above, beside or below the text, or names with dates: two turns of the same two."""
    assert authors(page)[-2:] == ["oarsman", "Mira K"]


def test_an_indented_comment_answers_the_one_above_it() -> None:
    """A reply stands deeper; the next comment at the margin answers the article again."""
    page = (
        f"The ferry fails\n\nBy Odo Brandt\n\n{NEWS}\n\n3 responses\n\nTilda Moss\nMay 12, 2016 at "
        "4:31 pm\n\nAgain.\n\n    Karel\n    May 12, 2016 at 6:02 pm\n\n    Always.\n\nRoth\n"
        "May 13, 2016 at 9:15 am\n\nWhere is it?"
    )
    assert answers(page) == {
        "Odo Brandt": "", "Tilda Moss": "Odo Brandt", "Karel": "Tilda Moss", "Roth": "Odo Brandt",
    }  # fmt: skip


def test_a_post_answers_the_one_it_quotes() -> None:
    """The quoted words are the quoted member's, the words below them the poster's."""
    page = DATE_ABOVE.replace("It did.", "Originally Posted by oarsman\nIt went up.\nIt did, too.")
    assert answers(page)["Mira K"] == "oarsman"
    assert told(page)[-2:] == [
        ("quote_block", "Mira K", "oarsman", 1),
        ("body", "Mira K", "", 0),
    ]


def post(text: str) -> str:
    """A thread of one post."""
    return f"ann\n\nMEMBER\nJoined\nMay 2011\nMessages\n500\n\n{text}"


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        (f"Ferry firm admits a fault\n\n{NEWS}\n\n(Island Post)", "Island Post"),
        (f"Ferry firm admits a fault\n\n{NEWS}\n\n[With IPA]\n\nhttp://www.post.example/a.html", "post.example"),
        (f"Ferry firm admits a fault\n\n{NEWS}\n\nFerry firm admits a fault | Island Post", "Island Post"),
        (f"Ferry firm admits a fault\n\n{NEWS}\n\nIsland Post - Ferry firm admits a fault", "Island Post"),
        (f"Ferry firm admits a fault\n\nIsland Post | May 3, 2014 12:30 PM ET\n\n{NEWS}", "Island Post"),
        (f"Island Post, 3 May 2014:\n\n{NEWS}", "Island Post"),
        (f"Read the following from Island Post:\n\n{NEWS}", "Island Post"),
        (f"OSLO (Island Post) — {NEWS}", "Island Post"),
        (f"{NEWS}\n\nSource: Island Post", "Island Post"),
        (f"Ferry firm admits a fault again\n\n{NEWS}", ""),
    ],
)  # fmt: skip
def test_a_source_line_says_whose_the_words_are(text: str, outlet: str) -> None:
    """Above or below a paste, it names the outlet of every sentence of it, one level deep."""
    assert ("wire_copy", "ann", outlet, 1) in told(post(text))


def test_a_poster_keeps_his_own_words_round_a_paste() -> None:
    """What speaks in the first person, or ends in a colon above the paste, is the poster's."""
    text = (
        f"I found this:\n\nFerry firm admits it\n\n{NEWS}\n\n(Island Post)\n\nI was on that boat."
    )
    assert [role for role, *_ in told(post(text))[1:]] == [
        "body", "headline", "wire_copy", "byline", "body",
    ]  # fmt: skip


def test_an_article_keeps_its_own_words_round_a_quotation() -> None:
    """An announced quotation is its source's; the article goes on below it."""
    page = (
        f'The ferry\n\n{NEWS} As the Island Post reported on Monday:\n\n"It failed."\n\nWe asked.'
    )
    assert [(role, outlet) for role, _, outlet, _ in told(page)] == [
        ("headline", ""), ("body", ""), ("quote_block", "Island Post"), ("body", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("between", ["\n", " "])
def test_every_article_of_a_front_page_is_a_unit_of_its_author(between: str) -> None:
    """A heading over a byline begins the next article, whatever furniture is between."""
    one = "{}\n\nPublished on May {}, 2014{}by {}\n\n{}\n\nContinue reading\n\nLeave a reply"
    page = "\n\n".join(
        one.format(title, day, between, name, NEWS)
        for title, day, name in [("Ferry fails", 3, "Odo Brandt"), ("Who pays?", 2, "Ada Moss")]
    )
    assert authors(page) == ["Odo Brandt", "Ada Moss"]


def test_a_numbered_list_of_an_article_is_no_thread() -> None:
    """Numbers head comments only where the page has any."""
    page = f"Why it failed\n\n{NEWS}\n\nThere are two reasons:\n\n1. The engine.\n2. The crew."
    assert {s.kind for s in found(page)} == {"article"}


@pytest.mark.parametrize(
    "text",
    [
        "Share on Facebook\nTweet\nEmail this",
        "Tags: storm, school",
        "ADVERTISEMENT\nCheap boats\nBuy one >",
        "Help us stay independent\nDonate now",
        "Subscribe to our newsletter\nYour e-mail address\nSign up",
        "1.2k points · 340 comments",
        "Home > News > Harbour",
        "_79756284_boat.jpg",
        "© 2014 Island Post. All rights reserved.",
        "You may also like\nTen boats\nNine ferries",
    ],
)
def test_furniture_is_told_by_its_words(text: str) -> None:
    """Prompts, labels, buttons, counters and imprints below an article are none of its text."""
    page = f"The ferry\n\n{NEWS}\n\n{text}"
    assert "".join(s.span.of(page) for s in found(page) if s.role == "boilerplate") == text


def test_lines_that_only_look_like_furniture_stay() -> None:
    """A sentence that begins like a prompt, a date or a byline is a sentence."""
    page = "\n\n".join(
        [
            "Share prices fell on Monday.",
            "Comments by the minister were brief.",
            "By then it was over.",
        ]
    )
    assert {s.role for s in found(page)} == {"body"}


def test_a_line_that_offers_more_to_read_is_furniture() -> None:
    """A headline behind “Read more:” leads elsewhere, and is no part of the article."""
    document = Document("d", "The bridge fell.\n\nRead more: A bridge, a timeline", "p.txt")
    assert [(s.role, s.reason) for s in segment(document)] == [
        ("body", ""),
        ("boilerplate", "teaser"),
    ]
