"""Heads of turns and lists of articles in the forms of many engines, and what only looks like them."""

from collections.abc import Callable

import pytest

from stancemark.tasks.segment.headers import Header, header, is_handle, unadorned
from tests.tasks.test_segment_turns import ARTICLE, SPACINGS, answered, found, turns

SAID = ("They knew it all along.", "It is wet rock, as ever.", "So there will be no tunnel.")
NAMES = ("hilde_m", "Rock Hound", "otto99")


def comments(form: str, *, below: str = "") -> str:
    """Three comments, each headed by a form with the name in it, and closed by a line."""
    return "\n\n".join(
        form.format(name=name, n=n, m=2 * n) + f"\n{said}" + below.format(name=name, n=n, m=2 * n)
        for n, (name, said) in enumerate(zip(NAMES, SAID, strict=True), 1)
    )


def firsts(text: str) -> list[tuple[str, str]]:
    """Author and first word of each unit below the first."""
    return turns(text)[1:]


EXPECTED = [("hilde_m", "They"), ("Rock Hound", "It"), ("otto99", "So")]
HEADS = {
    "number and name": "{n}. {name}",
    "number, dash": "#{n} - {name}",
    "name and date": "{name} May {n}, 2017 at {n}:10 pm",
    "year cut short": "{name} May {n} '17",
    "number in front": "#{n}   {name}   {n} May 2017 22:1{n}",
    "score in front": "+{n} #{n} {name} 2017-05-0{n} 17:15",
    "joined date": "{name} May {n}th, 2017 4:1{n}pm",
    "place in brackets": "{name}  [Low Pier]  2017-05-0{n} 09:0{n}",
    "by and a number": "by {name} ( 8831{n} ) on Friday May {n}, 2017 @09:2{n}AM (#5074{n})",
    "date in front": "Thu, 05/0{n}/2017 - 13:2{n} | 52318{n}7 {name}",
    "short age": "{name} @tunnel{n} · {n}h",
    "comma": "{name}, {n} May 2017 - 18:4{n}",
    "points": "[–] {name} {n} points {n} years ago (2 children)",
    "badge": "{name}  STAFF\n{n} May 2017 07:1{n}",
    "rank between": "{name}\nLv {n}\n{n} years ago",
    "picture": "{name}'s picture\n{name}\n{n} May 2017 07:1{n}",
}


@pytest.mark.parametrize("spacing", SPACINGS.values(), ids=SPACINGS)
@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_heads_of_comments_name_their_authors(head: str, spacing: Callable[[str], str]) -> None:
    """Below an article and a line that counts comments, sixteen forms of head, however spaced."""
    page = f"Tunnel late\n\n{ARTICLE}\n\n3 comments\n\n{comments(head)}"
    assert firsts(spacing(page)) == EXPECTED


@pytest.mark.parametrize("spacing", SPACINGS.values(), ids=SPACINGS)
def test_comments_without_names_are_told_by_what_stands_below_each(
    spacing: Callable[[str], str],
) -> None:
    """Counters of votes set three nameless comments apart."""
    page = "\n\n".join(f"{said}\n\n{n} ( +{n} / -{n} )" for n, said in enumerate(SAID, 3))
    text = f"Tunnel late\n\n{ARTICLE}\n\n3 Comments\n\n{page}"
    assert firsts(spacing(text)) == [("", "They"), ("", "It"), ("", "So")]


def test_bullets_nested_deeper_are_replies() -> None:
    """A bullet farther to the right stands under the comment above it."""
    page = (
        "Tunnel late again this year\n\n  • hilde_m\n\n    They knew it.\n\n    • LarsD\n\n      Did they?\n\n"
        "  • otto99\n\n    So no tunnel."
    )
    assert answered(page) == [("hilde_m", ""), ("LarsD", "hilde_m"), ("otto99", "")]


def test_posts_signed_below_begin_above_their_words() -> None:
    """`2 posted on DATE by NAME` closes a post; `To: NAME` above the words says whom it answers."""
    page = "\n\n".join(
        f"To: {whom}\n\n{said}\n\n{n} posted on 3/1{n}/2017, 8:0{n}:51 PM by {name}\n\n[ Post Reply | Private Reply | View Replies]"
        for n, (name, said, whom) in enumerate(zip(NAMES, SAID, ("All", *NAMES), strict=False), 1)
    )
    assert turns(page) == EXPECTED
    assert answered(page) == [("hilde_m", ""), ("Rock Hound", "hilde_m"), ("otto99", "Rock Hound")]


@pytest.mark.parametrize(
    ("second", "whom"),
    [
        ("#2   Rock Hound   3 May 2017 22:14   in reply to #1", "hilde_m"),
        (">> Rock Hound  [Abroad]  2017-05-03 10:31  replying to hilde_m:", "hilde_m"),
        ("Rock Hound » hilde_m\n3 May 2017 07:55", "hilde_m"),
    ],
)
def test_a_head_may_say_whom_it_answers(second: str, whom: str) -> None:
    """By the number of a comment, by its author's name, or by two names and an arrow."""
    first = "#1   hilde_m   3 May 2017 21:14" if second[0] == "#" else "hilde_m\n3 May 2017 07:12"
    first = "hilde_m  [Home]  2017-05-03 09:31" if second[0] == ">" else first
    page = f"Tunnel late\n\n{ARTICLE}\n\n2 comments\n\n{first}\n\nThey knew.\n\n{second}\n\nIt is wet rock."
    assert answered(page)[1] == ("Rock Hound", whom)


def test_entries_of_a_live_page_are_posts() -> None:
    """Times that fall from entry to entry head them, where the page says that it is live."""
    entries = [
        ("14:05", "The last lorry is out."),
        ("13:40", "Doors opened."),
        ("13:02", "We wait."),
    ]
    page = "Live: the tunnel opens\n\n" + "\n\n".join(f"{t}\n\n{said}" for t, said in entries)
    assert [s.span.of(page) for s in found(page) if s.kind == "post" and s.role == "body"] == [
        said for _, said in entries
    ]


ITEMS = {
    "posted in": "{title}\nPosted in Roads on May {n}, 2017 by {name}\n{text}",
    "name, date": "{title}\n{name}, {n} May 2017 - 18:4{n}\n{text}",
    "bullet and dash": "- {title} - {name}\n{text}",
    "by in the line": "{title} By {name}, May {n}, 2017\n{text}",
    "date above": "May {n}, 2017\n{title}\n{name}, Low Pier Courier\n{text}",
}


@pytest.mark.parametrize("form", ITEMS.values(), ids=ITEMS)
def test_each_article_of_a_list_has_its_author(form: str) -> None:
    """Four forms of title and author, three articles on a page."""
    titles = (
        "The bridge with one end",
        "Seventeen lorries in a row",
        "Who pays for the pontoon now",
    )
    names = ("Ann Lee", "Bo Ekdal", "Cy Moran")
    page = "\n\n".join(
        form.format(title=title, name=name, n=n, text=ARTICLE)
        for n, (title, name) in enumerate(zip(titles, names, strict=True), 1)
    )
    units = {s.unit: (s.kind, s.author) for s in found(page) if s.unit}
    assert list(units.values()) == [("article", name) for name in names]


def test_titles_over_texts_that_break_off_begin_articles() -> None:
    """A tag page: the name of the tag is its head, each title over a teaser an article."""
    page = "Tunnels\n\n\nThe bridge with one end\n\nIt has been half built since the border moved in…\n\n\nLorries in a row\n\nSeventeen of them stood at the gate since the morning…"
    assert [s.kind for s in found(page) if s.role == "headline"] == ["article"] * 2
    assert len({s.unit for s in found(page) if s.unit}) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Q: When did you see the lorry?\n\nA: At six, when the gate was still shut.\n\nQ: Who drove it?\n\nA: Nobody I knew.",
        "March 3, 2014: The gate is shut.\n\nMarch 9, 2014: The gate is opened for an hour.\n\nMay 1, 2014: It rusts.",
        "1. Ann Lee (2.)\n\n2. Bo Ekdal (1.)\n\n3. Cy Moran (4.)\n\n4. Dora Ness (3.)",
        "1. Wash the rice\n\nCold water, three times.\n\n2. Boil it\n\nTwelve minutes, with a lid.\n\n3. Rest\n\nFive minutes more.",
        "9:30 p.m.\n\nThe mayor says that the gate stays shut.\n\n9:10 p.m.\n\nThe gate is shut.\n\n8:45 p.m.\n\nThe lorry leaves.",
        "• The gate\n• The lorry\n• The smell\n\nNone of these was in the report of the railway.",
        "The railway\n\nIt owns the rock.\n\nThe town\n\nIt owns the water.\n\nThe miners\n\nThey own nothing.",
        "“The gate was shut,” she said.\n\n“By whom?”\n\n“By the wind,” she said, and laughed at the thought.",
        "Reporter Jo Bern says:\n\nThe gate was shut when we came.",
        "35 miles\n\nThat is the length of it.\n\n$19 billion\n\nThat is its price.\n\n2 trains\n\nThey will use it.",
        "CBC says:\n\nThe gate was shut when its lorry came.",
        "— Ann Lee, Low Pier\n\nDear editor, the gate is always shut on Mondays.\n\n— Bo Ekdal, Senna",
    ],
)
def test_what_only_looks_like_turns_stays_in_its_article(text: str) -> None:
    """Interviews, timelines, ranked lists, recipes, diaries of a day, subheads and dialogues."""
    page = f"What the witnesses say\n\nBy Jo Bern\n\n{ARTICLE}\n\n{text}\n\n{ARTICLE}"
    assert {(s.kind, s.author) for s in found(page) if s.unit} == {("article", "Jo Bern")}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Rodney April 12, 2017 at 3:10 pm", Header("Rodney")),
        ("Posted in Roads on May 3, 2017 by Helga Storm", Header("Helga Storm")),
        ("Ann Lee for The Herald, May 3, 2015", Header("Ann Lee")),
        ("Berlin Story May 3, 2015", Header("Berlin Story", sure=False)),
        ("kai  2016-07-13 10:31  replying to Bo K.:", Header("kai", whom="Bo K.")),
    ],
)
def test_a_header_names_its_author(line: str, expected: Header) -> None:
    """The name beside a date, whom it answers, and whether the line says more than name and date."""
    assert header(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Battle of Berlin May 3, 1945",
        "March 28: unusual traffic at the gate",
        "The gate was shut on May 3, 2015.",
        "Like · Reply · 212 · Jun 4, 2014 9:12am",
        "Updated 14 March 2031, 11:42",
        "Joined: Sun Nov 08, 2009 6:40 pm",
        "LONDON, Oct 3 (Reuters)",
        "Results 1 to 5 of 5 on May 3, 2015",
        "Monthly Archives: October 2014",
        "Last edited: Jul 6, 2017 by ann",
        "",
        "9:30 p.m. on May 3, 2015",
    ],
)
def test_a_line_with_a_date_may_name_nobody(line: str) -> None:
    """Titles, timelines, sentences, buttons, cards, datelines and marks of editing."""
    assert header(line) is None


def test_names_lose_their_badges_and_handles_are_told() -> None:
    """What a site adds to a name is no part of it."""
    assert [unadorned(n) for n in ("• Ann  STAFF", "3. Bo Ek", "by kai", "Ann's Avatar")] == [
        "Ann",
        "Bo Ek",
        "kai",
        "Ann",
    ]
    assert [is_handle(n) for n in ("jtb", "LarsD", "otto99", "Ann Lee", "")] == [
        True,
        True,
        True,
        False,
        False,
    ]


BYLINES = (
    "By Prof Ann Lee - 3 May 2016", "Story by Ann Lee", "Ann Lee | Low Pier Courier | May 3, 2016",
    "Posted on May 3, 2016 by Ann Lee", "May 3, 2016 by Ann Lee in Roads", "Ann Lee May 3, 2016 4 Comments",
    "AUTHOR: Ann Lee", "ANN LEE\n\nMAY 3, 2016", "By Ann Lee and Bo Ekdal", "Ann Lee and Bo Ekdal, May 3, 2016",
    "Ann Lee\nMay 3, 2016", "May 3, 2016\nAnn Lee", "By\n\nAnn Lee", "By Ann Lee alee@courier.example",
    "Ann Lee in Low Pier\nTuesday 3 May 2016 10.12 BST", "Ann Lee\n@annlee\n3 May 2016", "Ann Lee",
    "Submitted by Ann Lee on Tue, 05/03/2016 - 10:12", "Written by Ann Lee  //  May 3, 2016  //  Roads, Rock",
)  # fmt: skip


@pytest.mark.parametrize("byline", BYLINES)
def test_bylines_of_all_forms_name_the_author(byline: str) -> None:
    """Between the title and the text; the first of two authors, without place and address."""
    page = f"Tunnel is late again this year\n\n{byline}\n\n{ARTICLE}"
    authors = {s.author.removeprefix("Prof ").title() for s in found(page) if s.unit}
    assert authors == {"Ann Lee"}


DUMPS = {
    "glued": "{name}May {n}, 2017 at {n}:40 PM\n{said}\nReplyDelete",
    "in brackets": "{name} ({n} May 2017 at 18:4{n})\n{said}",
    "below": "{said}\nComment by {name} — May {n}, 2017 @ {n}:40 pm",
    "on, colon": "{name} on May {n}, 2017 at {n}:40 pm:\n{said}",
    "said on": "{name}, on May {n}, 2017 at {n}:40 pm, said:\n{said}",
    "disqus": "{name} • {n} years ago\n{said}\n{n} △ ▽ • Reply • Share ›",
}


@pytest.mark.parametrize("spacing", SPACINGS.values(), ids=SPACINGS)
@pytest.mark.parametrize("dump", DUMPS.values(), ids=DUMPS)
def test_comments_of_blogs_are_told(dump: str, spacing: Callable[[str], str]) -> None:
    """Three comments in the forms of six systems, each as its page may be spaced."""
    said = [
        dump.format(name=name, n=n, said=s)
        for n, (name, s) in enumerate(zip(NAMES, SAID, strict=True), 1)
    ]
    page = f"Tunnel late\n\n{ARTICLE}\n\n3 Comments\n\n" + "\n\n".join(said)
    assert firsts(spacing(page)) == EXPECTED


def test_answers_stand_between_replies_and_reply() -> None:
    """A line `Replies` opens the answers to a comment, a line `Reply` closes them."""
    heads = [
        f"{name}\nMay {n}, 2017 at {n}:40 PM\n{said}"
        for n, (name, said) in enumerate(zip(NAMES, SAID, strict=True), 1)
    ]
    page = f"Tunnel late\n\n{ARTICLE}\n\n3 comments\n\n{heads[0]}\nDelete\nReplies\n{heads[1]}\nDelete\nReply\n{heads[2]}\nDelete"
    assert answered(page)[1:] == [("Rock Hound", "hilde_m"), ("otto99", "")]


def test_briefs_that_begin_with_places_are_articles() -> None:
    """Three datelines of three places; the same form in an interview is none."""
    briefs = "\n\n".join(f"{place} - {ARTICLE}" for place in ("KARSK", "SENNA", "LOW PIER"))
    assert len({s.unit for s in found(f"World briefs\n\n{briefs}") if s.unit}) == 3
    talk = "\n\n".join(f"{who}: {ARTICLE}" for who in ("TARN", "BREEN", "TARN", "BREEN"))
    assert len({s.unit for s in found(f"What they said on Sunday\n\n{talk}") if s.unit}) == 1
