"""Threads and comments that have lost their names, their marks or the breaks between them, each invented."""

from tests.tasks.test_segment_boards import BELOW_ARTICLE, SAID
from tests.tasks.test_segment_dumps import MORE, NEWS, TITLE, authors, firsts, found, roles

FIRST, SECOND, THIRD, FOURTH = SAID
PEOPLE = "I think you're all wrong about the rock, it's the drawings that I would look at."


def test_words_of_a_nameless_thread_that_come_again_begin_posts() -> None:
    """Also right below the post that they are of, which the post answers."""
    page = f"{TITLE}\n\n{FIRST}\n{SECOND}\n{SECOND}\n{PEOPLE}\n{THIRD}\n{THIRD}\n{FOURTH}"
    quoting = [s for s in found(page) if s.role == "quote_block"]
    assert [s.span.of(page) for s in quoting] == [SECOND, THIRD]
    assert firsts(page).count(SECOND) == 2
    assert THIRD in firsts(page)
    assert all(s.parent for s in quoting)


def test_an_answer_glued_to_what_it_quotes_is_a_piece_of_its_own() -> None:
    """`Nobody came.Nope.`, if the page has the first words above; elsewhere a lost space divides nothing."""
    quoted = "The rock is wet and nobody says so."
    above = f"{quoted} {PEOPLE}"
    page = f"{TITLE}\n\n{FIRST}\n{above}\n{quoted}Nope, you are thinking of the old one.\n{THIRD}\n{FOURTH}\n{PEOPLE}"
    assert quoted in [s.span.of(page) for s in found(page)]
    other = page.replace(above, PEOPLE)
    assert quoted not in [s.span.of(other) for s in found(other)]


def test_a_dateline_glued_to_the_words_before_it_begins_a_paste() -> None:
    """The poster's sentence has lost the break behind it."""
    page = f"{TITLE}\n\n{FIRST}SENNA (AP) - {NEWS}\n\n{PEOPLE}"
    assert roles(page)["SENNA (AP) -"] == ("wire_copy", "AP")
    assert roles(page)["I walked up"] == ("body", "")


def test_posts_are_parted_by_the_narrow_spaces_where_wide_ones_stand_inside() -> None:
    """A wide space below a colon or a link stands inside a post, and so do its likes."""
    link = "http://www.quaypost.example/tunnel"
    posts = [
        f"{FIRST} This is what they say:\n\n\n{link}\n\n\n{TITLE} again\n\n\n{NEWS}\n\n\n{MORE}",
        f"{SECOND}\n\n\n{PEOPLE}",
        THIRD,
        f"{FOURTH}\n\n\n{PEOPLE[:-1]}?",
        "Well I for one would walk, you know.",
    ]
    page = "What do you think of this?\n\n\n" + "\n\n".join(posts)
    assert len(firsts(page)) == len(posts)


def test_cards_with_the_day_of_joining_begin_posts_though_their_names_are_lost() -> None:
    """Rank, day and place are the card; days that follow one another are those of posts."""
    cards = [
        ("fenna_k\n\n", "Full Member", "Jan 14, 2007", "Senna"),
        ("", "Full Member", "Nov 30, 2011", "Marna"),
        ("Old Mole\n\n", "Incredibly wet", "Jul 2, 2004", "Quay"),
        ("", "Incredibly wet", "Mar 8, 2012", "Quay"),
    ]
    page = f"{TITLE}\n\n" + "\n\n\n".join(
        f"{name}{rank}\n{day}\n{place}\n{said}"
        for (name, rank, day, place), said in zip(cards, SAID, strict=True)
    )
    assert authors(page, "post")[-4:] == ["fenna_k", "", "Old Mole", ""]
    assert [s.reason for s in found(page) if "Senna" in s.span.of(page)] == ["user card"]


def test_a_kind_of_account_is_no_part_of_a_name_and_times_alone_close_comments() -> None:
    """`Blogger ann said...`, `Anonymous Anonymous said...`."""
    names = ("Anonymous Anonymous", "Blogger fenna_k", "Anonymous Old Mole")
    page = (
        BELOW_ARTICLE
        + "3 Comments:\n\n"
        + "\n\n".join(
            f"{name} said...\n{said}\n\n6:2{n} PM"
            for n, (name, said) in enumerate(zip(names, SAID, strict=False))
        )
    )
    assert authors(page, "comment") == ["Anonymous", "fenna_k", "Old Mole"]
    assert [s.role for s in found(page) if s.span.of(page).startswith("6:2")] == ["byline"] * 3


def test_names_over_dates_are_of_comments_though_the_article_has_such_a_date_too() -> None:
    """The first date is the article's, below its title; who posted another's words there is named before it."""
    rows = "\n\n".join(
        f"by {name}\nMonday Aug 28th, 2006 9:4{n} AM\n{said}"
        for n, (name, said) in enumerate(zip(("Bo Ek", "Gil", "Ana Lund"), SAID, strict=False))
    )
    head = f"{TITLE}\nby leila (Quay Tribune, reposted)\nMonday Aug 28th, 2006 7:14 AM"
    page = f"{head}\n{NEWS}\n\n{MORE}\n\n{rows}"
    assert authors(page, "article") == ["leila"]
    assert authors(page, "comment") == ["Bo Ek", "Gil", "Ana Lund"]
    assert roles(page)["The tunnel under"] == ("wire_copy", "Quay Tribune")


def test_the_number_over_a_comment_heads_it_and_a_list_inside_an_article_does_not() -> None:
    """`1.` before the words of a comment is a byline; before an item of a list it is its own."""
    listed = "".join(f"  {n}. {said}\n\n" for n, said in enumerate(SAID, 1))
    page = f"{TITLE}\n\n{NEWS}\n\n{MORE}\n\n\n{listed}"
    numbers = [s.role for s in found(page) if s.span.of(page) in ("1.", "2.", "3.", "4.")]
    assert numbers == ["byline"] * 4
    inside = f"{TITLE}\n\n{NEWS}\n\n1. {FIRST}\n2. {SECOND}\n\n" + "\n\n".join([MORE] * 4)
    page = f"{inside}\n\nfenna_k said...\n{THIRD}\n\nOld Mole said...\n{FOURTH}"
    assert authors(page, "comment") == ["fenna_k", "Old Mole"]


def test_a_list_and_a_quotation_of_several_paragraphs_stay_in_their_post() -> None:
    """As does what the poster says right below what he has pasted; one sign of a board is enough where all talk."""
    listed = "".join(f"{n}. I'd say {said.lower()}\n" for n, said in enumerate(SAID[:3], 1))
    quoted = '"I drove there for years.\nI never saw the rock move, and I told them so."\n'
    page = f"{TITLE}\n\n{PEOPLE} :wink:\n{listed}{FIRST}\n{quoted}{FOURTH}\n{NEWS}\nSo I was right, you see.\n{SECOND}"
    begun = firsts(page)
    assert FIRST in begun
    assert FOURTH in begun
    assert not [b for b in begun if b.startswith(("2.", "3.", "I never", "So I was"))]


def test_names_that_some_posts_have_kept_are_their_authors() -> None:
    """All posts are told by the space between them, half of them have a name over their words."""
    names = ("Fenna Korst\n\n", "", "Bo Ek\n\n", "", "Fenna Korst\n\n", "", "Bo Ek\n\n")
    said = (*SAID, PEOPLE, *SAID[:2])
    posts = [f"{name}{words}" for name, words in zip(names, said, strict=True)]
    page = "21 October 2009\n\n\n" + "\n\n\n".join(posts)
    assert [name for name in authors(page, "post") if name] == [
        "Fenna Korst",
        "Bo Ek",
        "Fenna Korst",
        "Bo Ek",
    ]
