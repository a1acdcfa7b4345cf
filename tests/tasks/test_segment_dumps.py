"""What dumps of real sites taught: each form on an invented page."""

import pytest

from stancemark.records import Document, Segment
from stancemark.tasks.segment import network, segment
from stancemark.tasks.segment.headers import header, unadorned

TITLE = "Ridge tunnel to open two years late"
NEWS = (
    "The tunnel under the ridge will open two years later than planned, the railway said on Monday, "
    "because the rock is wetter than the drawings had it."
)
MORE = "Trains will go over the pass until then, and twice a day in winter, the railway said."


def found(text: str) -> list[Segment]:
    """The segments of a text."""
    return segment(Document("d", text, "page.txt"))


def roles(text: str) -> dict[str, tuple[str, str]]:
    """Role and outlet of what begins with each first three words."""
    return {" ".join(s.span.of(text).split()[:3]): (s.role, s.outlet) for s in found(text)}


def authors(text: str, kind: str) -> list[str]:
    """The authors of all units of a kind, in the order of the page."""
    return list({s.unit: s.author for s in found(text) if s.unit and s.kind == kind}.values())


def firsts(text: str) -> list[str]:
    """What each unit begins with, in the order of the page."""
    units: dict[str, str] = {}
    for s in found(text):
        if s.unit:
            units.setdefault(s.unit, s.span.of(text))
    return list(units.values())


COUNTED = "".join(
    f"  {n}. {who}\n\n\n    That is what {n} said all along, and more than once.\n\n"
    for n, who in enumerate(["Fenna Korst", "Bo Ek", "Ana Lund", "Fenna Korst"], 1)
)


def test_numbered_names_over_deeper_words_are_comments() -> None:
    """No line announces them and none is a handle; a numbered list whose words are not deeper is an article's."""
    page = f"{TITLE}\n\n{NEWS}\n\n{MORE}\n\n\n{COUNTED}"
    assert authors(page, "comment") == ["Fenna Korst", "Bo Ek", "Ana Lund", "Fenna Korst"]
    assert not authors(page.replace("    That", "That"), "comment")


def test_a_date_below_each_article_ends_it_though_the_page_has_one_above() -> None:
    """The day of the page, and then title, text and date of each article."""
    titles = ["Weir broken by the rain", "Pass closed early", "Tolls go up in May"]
    page = "Saturday, March 24, 2018\n\n" + "\n\n".join(
        f"{title}\n\n{NEWS}\n\nNovember {n + 3}, 2014" for n, title in enumerate(titles)
    )
    firsts: dict[str, str] = {}
    for s in found(page):
        if s.role == "headline":
            firsts.setdefault(s.unit, s.span.of(page))
    assert list(firsts.values()) == titles
    last = [s for s in found(page) if s.span.of(page) == "November 3, 2014"]
    assert [s.unit for s in last] == [next(iter(firsts))]


def test_a_subject_with_a_rating_heads_its_comment() -> None:
    """Over the line with name and time, also in the form `Subject (none / 0) (#1)`."""
    said = "I'd walk. The pass is open until the snow comes."
    page = f"{TITLE}\n\n{NEWS}\n\n{MORE}\n\n" + "\n\n".join(
        f"Well ({rate}) (#{n})\nby mole{n} on Fri May 15, 2015 at 08:24:2{n} PM EST\n{said}"
        for n, rate in enumerate(["none / 0", "5.00 / 1"], 1)
    )
    assert authors(page, "comment") == ["mole1", "mole2"]
    assert [s.role for s in found(page) if s.span.of(page).startswith("Well")] == ["byline"] * 2


def test_a_byline_in_the_line_of_its_text_is_split_off() -> None:
    """`By Ann Lee (@lee) on March 15, 2015 - text`; the title below the title is one too."""
    page = f"TWO MORE YEARS TO WAIT FOR A TUNNEL UNDER THE RIDGE\n\nTunnel Under Ridge To Open Two Years Later Than All Plans Said\n\nBy Fenna Korst (@fenna) on March 15, 2015 – {NEWS}\n\n{MORE}"
    assert authors(page, "article") == ["Fenna Korst"]
    assert [s.role for s in found(page)] == ["headline", "headline", "byline", "body", "body"]


def test_a_semicolon_announces_a_paper_as_a_colon_does() -> None:
    """Only where a paper is named: elsewhere it is a semicolon."""
    for end, outlet in (
        ("according to Ridge War Journal;", "Ridge War Journal"),
        ("said a man;", ""),
    ):
        whose = roles(f"{TITLE}\n\nThe tunnel is late, {end}\n\n{NEWS}\n\nI have walked it myself.")
        assert whose["The tunnel under"] == ("wire_copy" if outlet else "body", outlet)


READERS = ["Fenna Korst", "Bo Van Ek", "Ana Lund", "Oda Pass", "Jan Weir"]


def test_full_names_before_a_colon_head_the_words_of_readers() -> None:
    """Where nearly every paragraph has another; in an interview two take turns, and nothing is divided."""
    asked = f"{TITLE}\n\nWe asked what you make of that.\n\n"
    page = asked + "\n\n".join(f"{who}: {NEWS}" for who in READERS)
    assert authors(page, "comment") == READERS
    taking_turns = asked + "\n\n".join(f"{who}: {NEWS}" for who in READERS[:2] * 3)
    assert not authors(taking_turns, "comment")


def test_an_age_without_ago_is_a_time_where_several_names_have_one() -> None:
    """`Fenna Korst 1 weeks`; one such line is a title."""
    page = "\n\n".join(
        f"{who} {n + 1} weeks\n\nThat is what {n} said, and said again."
        for n, who in enumerate(READERS)
    )
    assert authors(page, "post") == READERS
    assert authors(f"Fenna Korst 3 weeks\n\n{NEWS}\n\n{MORE}", "article") == [""]


STAMPED = (
    "Author Topic: Ridge tunnel  (Read 61 times)\n\n0 Members and 1 Guest are viewing this topic.\n\n"
    f"brakeman\n\n  • Guest\n{TITLE}\n« on: June 18, 2014, 09:20:38 am »\n{TITLE}\n\n{NEWS}\n\n"
    f"In other developments:\n\n{MORE}\n\nhttp://www.quaypost.example/tunnel\n\nOffline Fenna V\n\n"
    "  • Owner\n  • Hero Member\n  • *****\n  • Posts: 382\nRe: Ridge tunnel\n« Reply #1 on: June 18, "
    "2014, 10:11:02 am »\nI will walk then.\n\nOnline dry_dock\n\n  • Who has seen it all\n  • *****\n"
    "Re: Ridge tunnel\n« Reply #2 on: June 18, 2014, 11:01:22 am »\nQuote from: Fenna V on June 18, "
    "2014, 10:11:02 am\nI will walk then.\n\nOver the pass, in your shoes?"
)


def test_posts_under_a_stamp_have_the_name_over_their_ranks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By the rules: whether or not a card has known words, and without `Offline`; the paste of the first ends at its link."""
    monkeypatch.setattr(network, "MOST", 0)
    assert authors(STAMPED, "post") == ["brakeman", "Fenna V", "dry_dock"]
    whose = roles(STAMPED)
    assert whose["The tunnel under"] == whose["Trains will go"] == ("wire_copy", "quaypost.example")
    assert whose["In other developments:"] == ("wire_copy", "quaypost.example")
    assert whose["I will walk"][0] == "quote_block"
    assert whose["• Who has"][0] == "boilerplate"


GLUED = (
    f"{NEWS}\n{MORE}\nMore\nTwo years. Of course it is two years.\nReplyDelete1:15, who asked you?\n"
    "ReplyDeleteThe rock asked.\nReplyDelete"
)


def test_comments_glued_to_the_buttons_above_them_are_apart() -> None:
    """`ReplyDelete` ends a comment, and what stands behind it in its line begins the next."""
    said = [s.span.of(GLUED) for s in found(GLUED) if s.kind == "comment"]
    assert said == [
        "Two years. Of course it is two years.",
        "1:15, who asked you?",
        "The rock asked.",
    ]
    assert [s.span.of(GLUED) for s in found(GLUED) if s.role == "boilerplate"][1:] == [
        "ReplyDelete"
    ] * 3


@pytest.mark.parametrize(
    ("page", "outlet"),
    [
        ("{T}\n\nQUAY TODAY: {N}\n\n{M} (more)\n\nEDITOR: {A}", "QUAY TODAY"),
        ("{T}\n\nQuay Times: {N}\n\n{M}\n\nMy take: {A}", "Quay Times"),
        ("June 3, 2014\n\n{T}...\n\nvia Quay Mail.\n{N}\n\n{M}\nRead the entire story here.\n\n{A}", "Quay Mail"),
        ("They have done it again, and nobody minds.  From Quay Post:\n\n{T}\n\n{N}\n\n{M}\n\nMy view: {A}", "Quay Post"),
    ],
)  # fmt: skip
def test_a_paper_that_leads_a_text_is_whose_it_is(page: str, outlet: str) -> None:
    """Up to the button to the rest of it, or to what somebody labels as his own."""
    after = "Whoever has seen the pass in winter will say that this is the end of the valley."
    whose = roles(page.format(T=TITLE, N=NEWS, M=MORE, A=after))
    assert whose["The tunnel under"] == whose["Trains will go"] == ("wire_copy", outlet)
    last = found(page.format(T=TITLE, N=NEWS, M=MORE, A=after))[-1]
    assert (last.role, last.outlet) == ("body", "")


def test_an_interview_is_nobodys_paste() -> None:
    """A paper whose name leads three paragraphs asks: each question and answer is of who speaks, at depth 1."""
    asked = "".join(f"Quay Times: {NEWS[:-1]}?\n\nFenna V: {MORE}\n\n" for _ in range(3))
    segments = found(f"{TITLE}\n\n{asked}")
    spoken = [(s.outlet, s.depth) for s in segments if s.role == "quote_block"]
    assert spoken == [("Quay Times", 1), ("Fenna V", 1)] * 3
    assert not any(s.role == "wire_copy" for s in segments)


def test_a_byline_that_tells_a_life_names_its_author_and_where_a_text_is_from() -> None:
    """A long paragraph below the title is a byline, and what it says was published first elsewhere credits all."""
    life = (
        "By Fenna V. Korst, the longest serving reporter in the valley, who has walked the pass in every "
        "month of the year and writes of little else. Originally published at Walks with Trains"
    )
    page = f"{TITLE}\n\n{life}\n\n{NEWS}\n\n{MORE}"
    assert authors(page, "article") == ["Fenna V. Korst"]
    whose = roles(page)
    assert whose["By Fenna V."][0] == "byline"
    assert whose["The tunnel under"] == ("wire_copy", "Walks with Trains")


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("AFP/File, Fenna Korst", "caption"),
        ("REUTERS/Fenna Korst", "caption"),
        ("© Sputnik/ Fenna Korst", "caption"),
        ("The north mouth of the tunnel. (Quay Post / Photo: U.S. Railways)", "caption"),
        ("#FFFFFF", "boilerplate"),
        ("RIDGE, TUNNEL, PASS, RAILWAY, Korst, Fenna, winter, trains", "boilerplate"),
        ('string(12) "[{"id":"1641057","sort":"3272341","title":"Tunnel late"}]"', "boilerplate"),
        ("All content herein is owned by its author exclusively. Some of it may be satire.", "boilerplate"),
        ("(emphasis added)", "byline"),
        ("Published time: 3 Oct, 2015 10:32", "byline"),
        ("2014.06.18 11:50", "byline"),
    ],
)  # fmt: skip
def test_a_line_inside_an_article_is_what_it_says(line: str, role: str) -> None:
    """Credits of pictures, colours, keywords, code and remarks are no words of the article."""
    page = f"{TITLE}\n\n{NEWS}\n\n{line}\n\n{MORE}\n\n{NEWS} {MORE}"
    assert [s.role for s in found(page) if s.span.of(page) == line] == [role]


def test_a_sentence_over_the_credit_of_its_picture_is_a_caption() -> None:
    """Where both stand in one block."""
    page = f"{TITLE}\n\nMay 3, 2014, 1:40 AM EST\nWalkers rest below the pass in June.\nAFP/File, Bo Ek\n\n{NEWS}\n\n{MORE}"
    assert roles(page)["Walkers rest below"][0] == "caption"


def test_paragraphs_between_one_pair_of_marks_are_set_apart() -> None:
    """But not those of a speaker who goes on, each of which begins with a mark."""
    page = f'{TITLE}\n\n"{NEWS}\n\n{MORE}\n\n{NEWS} {MORE}" (thanks Bo)\n\nSo much for that.'
    assert [s.role for s in found(page)][1:] == ["quote_block"] * 3 + ["body"]
    goes_on = f'{TITLE}\n\n{NEWS}\n\n"{NEWS}\n\n"{NEWS}"\n\n{MORE}'
    assert "quote_block" not in {s.role for s in found(goes_on)}


def test_a_title_that_stands_over_its_date_too_begins_its_article() -> None:
    """Of a list of dated articles, some with their title twice."""
    items = ["Weir broken", "Pass closed early", "Tolls go up in May", "Walkers count their feet"]
    page = "\n\n".join(
        f"{title}\n\n| Aug {n + 3}, 2013\n\n{title}\n\n{NEWS}" if n % 2 else f"Aug {n + 3}, 2013\n\n{title}\n\n{NEWS}"
        for n, title in enumerate(items)
    )  # fmt: skip
    firsts: dict[str, str] = {}
    for s in found(page):
        firsts.setdefault(s.unit, s.span.of(page))
    assert list(firsts.values()) == [
        "Aug 3, 2013",
        "Pass closed early",
        "Aug 5, 2013",
        "Walkers count their feet",
    ]


def test_a_name_is_told_from_its_motto_where_all_have_one() -> None:
    """Handles with a place or a motto behind them, and the one whose line has five words."""
    said = ["mole Dry Feet", "brakeman3 I hate rain", "jtb no place like the pass", "mole Dry Feet"]
    page = "\n\n".join(
        f"{who}\n12/{n + 10}/15 9:19 am\n\nThat is what {n} said all along."
        for n, who in enumerate(said)
    )
    assert authors(page, "post") == ["mole", "brakeman3", "jtb", "mole"]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Quay Times, By Fenna Korst, December 28", "Fenna Korst"),
        ("By Fenna Korst | 3 May 2015 | Harbour and Rail, Weather, Letters, Everything Else We Print | Comments Off on "
         "Ridge tunnel to open two years late", "Fenna Korst"),
    ],
)  # fmt: skip
def test_a_row_of_a_byline_names_its_author(line: str, name: str) -> None:
    """Behind the name of the paper, or before a date, a section and a button."""
    assert authors(f"{TITLE}\n\n{line}\n\n{NEWS}\n\n{MORE}", "article") == [name]


@pytest.mark.parametrize("name", ["Fenna a Pass", "Fenna of the Pass", "mole"])
def test_a_signature_with_an_address_names_its_author(name: str) -> None:
    """Small words inside the name and an address behind it do not hide it."""
    found_name = header(f"by {name} (a.b@x.example) on Sat Apr 25th, 2009 at 04:05:31 PM EST")
    assert found_name is not None
    assert found_name.name == name
    assert unadorned(f"Senior Member {name}'s Avatar") == name


def test_posts_below_cards_that_are_lists_are_told_apart() -> None:
    """The bullets of a card are one card, whatever its values look like; without a name it heads a post of nobody."""
    card = "- Joined\n- Apr 18, 2013\n- Messages\n- 83,019\n- Leaning\n- Independent"
    page = f"{card}\n\n{TITLE}\n{NEWS}\n\n{card}\n\nI doubt it, said nobody ever."
    assert [s.reason for s in found(page) if s.role == "boilerplate"] == ["user card"] * 2
    assert authors(page, "post") == ["", ""]
    assert {s.outlet for s in found(page)} == {""}


def test_a_title_with_a_comma_and_a_date_names_nobody() -> None:
    """`Mules, carters agree … 27 Apr 2016` is the title of an item."""
    page = f"{TITLE}\n\n{NEWS}\n\n\nMules, carters agree to leave the old pass road to the walkers 27 Apr 2016\n\n{MORE}"
    assert {s.author for s in found(page)} == {""}


def test_names_that_come_again_over_words_are_those_of_comments() -> None:
    """Two full names or more that come twice; of an article whose subheads do not, none."""
    talk = [("Fenna Korst", "Great catch."), ("Bo Ek", "Wait, that was the pass."), ("Fenna Korst", "Who sent it?"), ("Bo Ek", "The mules.")]  # fmt: skip
    said = "\n\n".join(f"{who}\n\n{words}" for who, words in talk)
    page = f"{TITLE}\n\n{NEWS}\n\n{MORE}\n\n{said}"
    assert authors(page, "comment") == [who for who, _ in talk]
    once = said.replace("Bo Ek\n\nThe mules", "Ana Lund\n\nThe mules")
    assert not authors(f"{TITLE}\n\n{NEWS}\n\n{MORE}\n\n{once}", "comment")


def test_a_name_that_a_proxy_hid_still_heads_a_comment() -> None:
    """Some proxies take a handle with a host for an address, and hide it."""
    page = "\n\n".join(
        f"[–] [email protected] {n}5 points 1 year ago ({n} children)\n\nThat is what {n} said all along."
        for n in range(1, 4)
    )
    assert authors(page, "post") == ["[email protected]"] * 3


def test_posts_signed_with_a_remark_are_of_whom_the_line_names() -> None:
    """`4 posted on … by Old Cart (In memory of Bo)`, below the post and the name of whom it answers."""
    page = f"{TITLE}\nQuay Times ^ | 9/17/04 | Ana Lund\n\n{NEWS}\n\n" + "\n\n".join(
        f"To: mole\nThat is what {n} said all along.\n{n} posted on 09/17/2004 7:0{n}:00 PM PDT by {who}"
        for n, who in enumerate(["mole", "Fred Z (so it goes)", "jtb", "Old Cart (In memory of Bo)"], 1)
    )  # fmt: skip
    assert authors(page, "post")[-4:] == ["mole", "Fred Z", "jtb", "Old Cart"]


def test_posts_that_lost_their_names_begin_at_their_times() -> None:
    """Where lines below two times say whom they answer; without such lines a date is a date."""
    page = f"{NEWS}\n\n{MORE}\n\n" + "\n\n".join(
        f"posted on Aug, 24 2014 @ 10:4{n} AM\nlink\na reply to: mole\n\nThat is what {n} said all along."
        for n in range(2)
    )
    assert len({s.unit for s in found(page) if s.unit}) == 3
    assert len({s.unit for s in found(page.replace("a reply to: mole", "")) if s.unit}) == 1
