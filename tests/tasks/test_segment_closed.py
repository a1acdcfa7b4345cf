"""Posts that are told by what stands below their words, or by their numbers alone."""

from stancemark.records import Document, Segment
from stancemark.tasks.segment import segment

SAID = [
    "The bridge was never going to be ready by May, was it?",
    "Ask the people who drive over it twice a day.",
    "I did, and they say that the rail is loose again.",
    "Nobody at the council reads any of this.",
]


def found(text: str) -> list[Segment]:
    """The segments of a text."""
    return segment(Document("d", text, "page.txt"))


def turns(text: str) -> list[tuple[str, str]]:
    """Author and words of each turn, its header and furniture left out."""
    units: dict[str, tuple[str, list[str]]] = {}
    for s in found(text):
        if s.unit and s.kind != "article":
            words = units.setdefault(s.unit, (s.author, []))[1]
            words += [s.span.of(text)] * (s.role not in ("byline", "boilerplate"))
    return [(author, " ".join(words)) for author, words in units.values()]


def test_a_date_and_a_button_close_comments() -> None:
    """Each is headed by `NAME wrote:`, or, where that was lost, by nothing."""
    heads = ["ekbo wrote:\n\n", "mola7 wrote:\n\n", "", "saltroad wrote:\n\n"]
    page = "Bridge late again\n\nComments (4)\n" + "\n".join(
        f"{head}{said}\n\nJan 0{n}, 2013 1:2{n}am EST  --  Report as abuse"
        for n, (head, said) in enumerate(zip(heads, SAID, strict=True), 1)
    )
    authors = ["ekbo", "mola7", "", "saltroad"]
    assert turns(page) == list(zip(authors, SAID, strict=True))
    closed = f"{page}\nThis discussion is now closed. We welcome comments for a limited time."
    assert turns(closed) == turns(page)
    assert found(closed)[-1].role == "boilerplate"


def test_times_below_words_close_posts() -> None:
    """The last line of the page is a time, and the first is not: each belongs to the words above it."""
    page = "\n".join(f"{said}\nMay {9 - n}, 2015 at 10:0{n} PM" for n, said in enumerate(SAID))
    assert turns(page) == [("", said) for said in SAID]
    headed = page.removeprefix(f"{SAID[0]}\n") + f"\n{SAID[0]}"
    assert [said for _, said in turns(headed)] == [*SAID[1:], SAID[0]]


def test_times_close_the_comments_below_an_article() -> None:
    """They begin below its date; a time that nothing stands over closes no comment."""
    comments = "\n".join(
        f"    {said}\n      May 6, 2015 1:0{n} PM\n" for n, said in enumerate(SAID)
    )
    page = (
        "Is the bridge late again?\n\nThe council says that it will take until May, and that it is sorry.\n\n"
        f"Posted - May 5\n\n\n{comments}\n      May 6, 2015 2:00 PM\n"
    )
    assert turns(page) == [("", said) for said in SAID]
    assert found(page)[1].kind == "article"


def test_sentences_behind_bullets_among_bulleted_names_are_comments_of_nobody() -> None:
    """Those that stand no deeper than the names; what a named comment lists is its own."""
    page = (
        f"• {SAID[0]} I would not bet on it, and nobody should who has seen the drawings.\n    • Sea Dog\n      {SAID[1]}\n"
        f"  • {SAID[2]}\n    • mola7\n      {SAID[3]}\n      • {SAID[0]}"
    )
    assert turns(page) == [
        ("Sea Dog", SAID[1]),
        ("", f"• {SAID[2]}"),
        ("mola7", f"{SAID[3]} • {SAID[0]}"),
    ]


def test_an_entry_of_a_live_page_is_by_the_name_below_its_times() -> None:
    """The time stands there in two forms, and the name over the text is its byline."""
    entries = [f"4.3{9 - n}pm BST\n16:3{9 - n}\n{{}}{said}" for n, said in enumerate(SAID)]
    page = "Bridge live: council meets\n" + "\n".join(
        entry.format(name)
        for entry, name in zip(entries, ["", "Ana Lund\n", "", "Bo Ek\n"], strict=True)
    )
    assert turns(page)[1:] == list(zip(["Ana Lund", "", "Bo Ek"], SAID[1:], strict=True))


def test_numbers_that_follow_one_another_head_posts() -> None:
    """Where all names were lost; numbers that jump are no posts'."""
    page = "\n".join(f"• #{n}\n{said}" for n, said in enumerate(SAID, 1527))
    assert turns(page) == [("", said) for said in SAID]
    assert not turns(page.replace("#1528", "#7").replace("#1529", "#90"))


def test_ranks_and_mottos_stand_between_names_and_times() -> None:
    """They are of the member's card, and the time opens no paste."""
    ranks = ["Fair winds, fair winds", "Sea dog", "A motto of mine\n    Harbour Master", "Sea dog"]
    names = ["Mola", "B-Ek", "The Gull", "saltroad"]
    page = "Rules for the thread\n" + "\n".join(
        f"  • {name}\n\n    {rank}\n    Oct 2{n}, 2017\n    {said}"
        for n, (name, rank, said) in enumerate(zip(names, ranks, SAID, strict=True))
    )
    assert turns(page) == list(zip(names, SAID, strict=True))
    cards = [s.span.of(page) for s in found(page) if s.reason == "user card"]
    assert "A motto of mine" in cards
    assert all(not s.depth for s in found(page))


def test_remarks_on_a_talk_page_are_of_who_signs_them() -> None:
    """The signature ends the line of the last paragraph, behind dashes or without; the topic opens the first remark."""
    page = (
        f"Talk:Old bridge\n\nFrom a wiki\n\nReady by May\n\n{SAID[0]} I doubt it.\n\n{SAID[1]} Ann Lee (talk) 06:54, 16 July 2008 (UTC)\n\n"
        f"{SAID[2]} --Mola (talk) 21:09, 21 July 2008 (UTC)\n\nThe rail\n\n{SAID[3]} 84.12.3.4 (talk) 08:01, 22 July 2008 (UTC)"
    )
    assert turns(page) == [
        ("Ann Lee", f"Ready by May {SAID[0]} I doubt it. {SAID[1]}"),
        ("Mola", SAID[2]),
        ("84.12.3.4", f"The rail {SAID[3]}"),
    ]


def test_names_over_ranks_head_posts_and_no_rank_is_a_name() -> None:
    """`Senior Member.` too, with a stop; a second rank is of the same card."""
    ranks = ["Senior Member.", "Administrator\nStaff member", "New Member"]
    page = (
        f"Bridge late again [article]\n\n{SAID[0]} So they ask at the council, again and again.\n\n"
        + "\n\n".join(
            f"{who}\n\n{rank}\n{said}"
            for who, rank, said in zip(
                ["Steve Orn", "Mick Dahl", "Steve Orn"], ranks, SAID[1:], strict=True
            )
        )
    )
    assert turns(page) == list(zip(["Steve Orn", "Mick Dahl", "Steve Orn"], SAID[1:], strict=True))


def test_a_numbered_list_below_who_started_it_is_a_thread() -> None:
    """Its first item is the post of the one who started it, the others are of nobody."""
    page = "Bridge late again\n\nDiscussion started by molehill, Jul 25, 2006.\n\n" + "\n".join(
        f"  {n}. {said} Or so I think, having driven over it.\n\n" for n, said in enumerate(SAID, 1)
    )
    assert [author for author, _ in turns(page)] == ["molehill", "", "", ""]


def test_a_date_and_a_commenter_close_comments_from_the_first_line_on() -> None:
    """What the site calls those who have the names, glued to them, is no part of any."""
    names = ["Ann Lee", "DaveS", "Grumpy Old Man", "mola7"]
    page = "\n\n".join(
        f"{said}\n\nMar 2, 2013 at 5:0{9 - n} PM | {'Unr' if n else 'R'}egistered Commenter{who}"
        for n, (who, said) in enumerate(zip(names, SAID, strict=True))
    )
    assert turns(page) == list(zip(names, SAID, strict=True))


def test_the_word_that_ends_all_names_is_of_none() -> None:
    """`zesty Level 7 Apr 15, 2019`: a level, of which the date took the number."""
    names = ["zesty", "Barnacle", "sea_dog", "Tern"]
    page = f"{SAID[0]} I ask because I have to drive over it on my way to work.\n\n" + "\n\n".join(
        f"{who} Level 7 Apr 1{n}, 2019\n\n{said}"
        for n, (who, said) in enumerate(zip(names, SAID, strict=True))
    )
    assert [author for author, _ in turns(page)] == names


SIGNS = ["posted by mole at 9:12 AM on April 26, 2015", "posted by Ulla K at 9:15 AM on April 26, 2015 [3 favorites]", "posted by ekbo at 9:40 AM on April 26, 2015"]  # fmt: skip


def test_signatures_of_different_people_are_of_one_form() -> None:
    """No line announces the comments, and the article above them has a title; a time is no part of a name."""
    comments = "\n\n".join(f"{said}\n{sign}" for said, sign in zip(SAID, SIGNS, strict=False))
    page = f"Bridge late again\n\nThe council says that the bridge will not open before May, because the rock is wet.\n\n{comments}"
    assert turns(page) == list(zip(["mole", "Ulla K", "ekbo"], SAID, strict=False))
    assert found(page)[1].kind == "article"


def test_titled_entries_of_several_people_are_articles() -> None:
    """A blog of three, each entry signed below: no news of theirs is a paste because it has a title."""
    news = (
        "There was snow on the pass this morning, and the road was shut from six until noon. The plough has been broken "
        "since March, as readers of this page will know, and the new one is expected in the autumn of next year."
    )
    page = "Three bloggers\n\n" + "\n\n".join(
        f"Snow on the pass {n}\n\n{news}\n\nPosted by {who} at 7:4{n} AM"
        for n, who in enumerate(["Ann Lee", "Bo Ek", "Ann Lee"])
    )
    units = {s.unit: (s.kind, s.author) for s in found(page) if s.unit}
    assert list(units.values()) == [("article", "Ann Lee"), ("article", "Bo Ek"), ("article", "Ann Lee")]  # fmt: skip
    assert not any(s.role == "wire_copy" for s in found(page))


def test_a_name_with_a_date_and_a_number_below_a_post_are_its_foot() -> None:
    """Boards that repeat the name there: the words above are the post's, and the number heads no post of its own."""
    page = "Bridge late again\nDiscussion in 'Rails' started by mola7, Apr 26, 2015.\n\n" + "\n\n".join(
        f"{who}\nWell-Known Member\n\n{said}\n\n{who}, Apr 2{n}, 2015\n#{n}"
        for n, (who, said) in enumerate(zip(["mola7", "ekbo", "saltroad"], SAID, strict=False), 1)
    )  # fmt: skip
    assert turns(page)[1:] == [("ekbo", SAID[1]), ("saltroad", SAID[2])]
    assert turns(page)[0] == ("mola7", f"Bridge late again {SAID[0]}")


def test_names_over_places_and_dates_are_those_of_comments() -> None:
    """`ann / Ohio April 26, 2015 / text / buttons`: the place is nobody."""
    page = "\n\n".join(
        f"{who}\n{place} April 2{n}, 2015\n\n{said}\n\nReply {n} Recommend"
        for n, (who, place, said) in enumerate(
            zip(["JBrown", "Trixie", "Gunny"], ["Ohio", "Portland, Ore.", "Texas"], SAID, strict=False)
        )
    )  # fmt: skip
    assert turns(page) == list(zip(["JBrown", "Trixie", "Gunny"], SAID, strict=False))


def test_subjects_over_who_sent_them_in_are_those_of_comments_below_their_head() -> None:
    """`Subject / Submitted by mole on Tue, 10/13/2015 - 10:41.`, the stop included.

    Where each article ends in a line on its comments, titles over such lines are those of articles.
    """
    news = "The council says that the bridge will not open before May, because the rock is wetter than it thought."
    sent = "Submitted by {} on Tue, 10/13/2015 - 10:4{}"
    comments = "\n\n".join(
        f"As usual {n}\n{sent.format(who, n)}.\n{SAID[n]}\nreply" for n, who in enumerate(["mole", "Ulla K"])
    )  # fmt: skip
    page = f"Bridge late again\n{sent.format('ekbo', 9)}\n\n{news}\n\nComment viewing options\n\n{comments}"
    assert turns(page) == [("mole", f"As usual 0 {SAID[0]}"), ("Ulla K", f"As usual 1 {SAID[1]}")]
    entry = f"Bridge late again\n{sent}\n\n{news}\n\n3 comments\n\n"
    assert not turns(
        "".join(entry.format(who, n) for n, who in enumerate(["ekbo", "mole", "Ulla K"]))
    )
