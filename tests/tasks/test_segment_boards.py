"""Threads and comments in the forms of many boards and blogs, each on an invented page."""

import pytest

from tests.tasks.test_segment_dumps import MORE, NEWS, TITLE, authors, firsts, found, roles

SAID = (
    "I walked up there on Sunday and nobody had touched the rock.",
    "My uncle drove that line for years, and he says two is an optimist's number.",
    "Has anybody asked the mules what they think?",
    "We never got the old one dry either, so I'm not holding my breath.",
)
NAMES = ("fenna_k", "Old Mole", "towboat88", "fenna_k")
BELOW_ARTICLE = f"{TITLE}\n\nBy Ana Lund\n\n{NEWS}\n\n{MORE}\n\n"


def thread(form: str, *, gap: str = "\n\n") -> str:
    """What four people say, in a form of turns."""
    rows = enumerate(zip(NAMES, SAID, strict=True), 1)
    return gap.join(form.format(name=name, said=said, n=n, day=11 + n) for n, (name, said) in rows)


@pytest.mark.parametrize(
    ("over", "form"),
    [
        (
            "To: fenna_k\n\n",
            "{said}\n\n{n} posted on 05/{day}/2009 7:1{n}:02 AM PDT by {name} (The pass is open)\n\n",
        ),
        (
            "View Full Version : " + TITLE + "\n\n",
            "{name}\n05-{day}-2008, 07:1{n} AM\n{said}",
        ),
        ("", "Title: Re: The tunnel\nPost by: {name} on May {day}, 2009, 07:1{n}:05 AM\n{said}"),
    ],
    ids=["free republic", "vbulletin archive", "smf print"],
)
def test_posts_of_old_boards_have_their_authors(over: str, form: str) -> None:
    """Whether the name stands over the words, or below them beside the date."""
    page = f"{TITLE}\n\n{over}{thread(form)}"
    assert [name for name in authors(page, "post") if name] == list(NAMES)


@pytest.mark.parametrize(
    "form",
    [
        "{said}\n\nPosted by: {name} | May {day}, 2007 at 07:1{n} AM",
        "{said}\n\nPosted by {name} on May {day}, 2007 7:1{n} AM",
        "{name} {n} hours ago\n{said}\nReply",
    ],
    ids=["typepad", "posted by", "ago"],
)
def test_comments_below_an_article_have_their_authors(form: str) -> None:
    """Signed below their words or named above them."""
    page = f"{BELOW_ARTICLE}4 Comments\n\n{thread(form)}"
    assert authors(page, "comment") == list(NAMES)


def test_numbered_posts_of_which_some_have_lost_their_names_are_all_posts() -> None:
    """`4. ann / 5. / 6. bo`, as deep as one another; the first is of who started the thread."""
    heads = ["1.", "2. Bo Ek", "3.", "4. Ana Lund", "5. Per Moe", "6. Bo Ek"]
    page = (
        f"{TITLE}\n\nDiscussion in 'Rail' started by Fenna Korst, May 3, 2015.\n\n"
        + "\n\n".join(f"  {head}\n\n    {SAID[n % 4]}" for n, head in enumerate(heads))
    )
    assert authors(page, "post") == ["Fenna Korst", "Bo Ek", "", "Ana Lund", "Per Moe", "Bo Ek"]


def test_posts_without_names_end_at_their_reactions() -> None:
    """`Like 11 / Link to comment / Share on other sites` closes a post; who posts most here is no author."""
    feet = ["  • Like 11", "  • Like 2\n  • Sad 14", "  • Thanks 4", "  • Haha 3"]
    posts = "\n\n".join(
        f"{said}\n\n{foot}\nLink to comment\nShare on other sites"
        for said, foot in zip(SAID, feet, strict=True)
    )
    top = "Recommended Posts\n\n  • Replies 39\n  • Created\n\nTop Posters In This Topic\n\n  • Old Mole\n\n\n  • Ana Lund"
    page = f"{TITLE}\n\n{top}\n\n{posts}"
    assert firsts(page) == [TITLE, *SAID[1:]]
    assert set(authors(page, "post")) == {""}


def test_posts_set_apart_by_blank_lines_may_quote_one_another_by_name() -> None:
    """Two blank lines part them, one parts paragraphs; `ann said:` over words that stand above heads no post of hers."""
    quote = f"towboat88 said:\n{SAID[2]}"
    again = f"Old Mole said:\n{SAID[1]}"
    posts = [
        f"{SAID[0]}\n\n{SAID[3]}",
        SAID[1],
        f"{again}\n\nHe would, wouldn't he?",
        SAID[2],
        f"{quote}\n\nI asked. They think it's late.",
    ]
    page = f"{TITLE}\n\n" + "\n\n\n".join(posts)
    assert firsts(page)[1:] == [SAID[1], "Old Mole said:", SAID[2], "towboat88 said:"]
    said = [s.outlet for s in found(page) if s.role == "quote_block"]
    assert said == ["Old Mole", "towboat88"]


def test_a_pasted_article_with_its_byline_is_no_post_of_its_reporter() -> None:
    """Inside a post that blank lines set apart, a title over a byline begins a paste."""
    paste = f"This is what they write now.\n\n{TITLE}\nBy Ana Lund\nQuay Times, Feb. 4, 2015\n{NEWS}\n\n{MORE}"
    page = "\n\n\n".join(["My two pence on the tunnel, then.", *SAID[:2], paste, *SAID[2:]])
    assert "Ana Lund" not in {s.author for s in found(page)}
    assert roles(page)["The tunnel under"] == ("wire_copy", "Quay Times")


def test_comments_without_names_are_told_by_their_depth() -> None:
    """Below an article at the margin, each deeper than what it answers; paragraphs of one are as deep as each other."""
    depths = (4, 6, 8, 4, 4, 6)
    rows = [*SAID, "P.S. I asked again.", "And what did they say?"]
    below = "\n\n".join(" " * depth + row for depth, row in zip(depths, rows, strict=True))
    page = f"{TITLE}\n\n{NEWS}\n\n{MORE}\n\n\n\n{below}"
    assert firsts(page) == [TITLE, *SAID, "And what did they say?"]


def test_smileys_are_words_of_a_post() -> None:
    """A line of nothing else is what somebody said, and no button."""
    smileys = (":D :D :lol:", ":)", ":eek:", ";-)")
    posts = [
        f"{name}\n05-12-2008, 07:1{n} AM\n{smiley}"
        for n, (name, smiley) in enumerate(zip(NAMES, smileys, strict=True))
    ]
    page = f"View Full Version : {TITLE}\n\n" + "\n\n".join(posts)
    assert [s.role for s in found(page) if s.span.of(page) in smileys] == ["body"] * 4


def test_ranks_are_nobodys_names() -> None:
    """Where names are lost and the ranks of members are left, posts have no author."""
    posts = [f"Senior Member\n05-12-2008, 07:1{n} AM\n{said}" for n, said in enumerate(SAID)]
    page = f"{TITLE}\n\n" + "\n\n".join(posts)
    assert "Senior Member" not in {s.author for s in found(page)}


def test_letters_of_an_archive_are_posts_of_their_senders() -> None:
    """Each below its subject, its sender's address spelled out, and a date."""
    letters = "\n\n".join(
        f"[Rail] The tunnel\n\n{name} {name.lower().replace(' ', '')} at quay.example\nMon Aug 30 21:5{n}:32 MDT 2004\n\n{said}"
        for n, (name, said) in enumerate(zip(("Fenna Korst", "Bo Ek"), SAID, strict=False))
    )
    assert authors(letters, "post") == ["Fenna Korst", "Bo Ek"]


def test_posts_below_the_subject_of_their_thread_are_posts_without_names() -> None:
    """`Re: Pencils` over each of several; a subject over a name is part of that post's header."""
    posts = "\n\n".join(f"Re: {TITLE}\n\n{said}" for said in SAID)
    page = f"{TITLE}\n\n{posts}"
    assert len(firsts(page)) == len(SAID)
    assert set(authors(page, "post")) == {""}


def test_names_alone_that_come_again_head_the_posts_of_a_thread() -> None:
    """Of one word too, where the page says that it is a thread, and over a post that begins with what it quotes."""
    rows = [
        ("Mole", SAID[0]),
        ("towboat88", f"Mole wrote:\n\n{SAID[0]}\n\nNor will they."),
        ("Mole", SAID[1]),
        ("towboat88", SAID[2]),
        ("Ines Q.", SAID[3]),
    ]
    posts = "\n\n".join(f"{name}\n\n{said}" for name, said in rows)
    page = f"{TITLE}\n\n64 posts / 0 new\nLast post\n\n{posts}"
    assert [name for name in authors(page, "post") if name] == [name for name, _ in rows]


def test_a_name_behind_which_a_time_stands_heads_a_remark() -> None:
    """`ann – at 06:20`, as the forum of a wiki has it."""
    page = f"{TITLE}\n\n9 November 2006\n\n" + "\n\n".join(
        f"{name} – at 0{n}:20\n\n{said}"
        for n, (name, said) in enumerate(zip(NAMES, SAID, strict=True), 5)
    )
    assert authors(page, "post") == list(NAMES)


TALK = (
    "I walked up there on Sunday and nobody had touched the rock.",
    "Also the gate was open, I forgot to say.",
    "Link? I can't find that anywhere.",
    "I walked up there on Sunday and nobody had touched the rock.",
    "Did you take a photo? I'd like to see it.",
    "OP here. My phone was dead, sorry.",
    "You should've asked a mod to pin this.",
)


def test_a_thread_that_has_lost_all_but_its_words_is_divided_by_what_people_say() -> None:
    """Each paragraph in which somebody talks begins a post, unless it goes on with the one above, or answers a quotation."""
    page = f"{TITLE} (2 Viewers)\n\n" + "\n\n".join(TALK)
    assert len(firsts(page)) == 5
    assert TALK[1] not in firsts(page)


@pytest.mark.parametrize("menu", ["Home\nNews\nForums\nShop", "Forum", ""])
def test_an_essay_in_the_first_person_is_one_article(menu: str) -> None:
    """A link to the site's forum makes no thread of it."""
    essay = "\n\n".join(f"I said {n} times that I'd go, and you know I did." for n in range(2, 9))
    page = f"{menu}\n\n{TITLE}\n\nBy Ana Lund\n\n{essay}"
    assert {s.kind for s in found(page) if s.unit} == {"article"}
    assert len(firsts(page)) == 1
    assert len(firsts(page.replace("By Ana Lund\n\n", ""))) == 1
