"""Turns and articles told by what recurs: forms of headers that no line of the rules names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tasks.test_segment_turns import found

NAMES = ("Ann Lee", "sea_dog88", "Ж. Ковач", "the visitor", "Rust", "Mrs B Holt")
TEXTS = (
    "The gate was shut on Monday, and I have the photograph to prove it.",
    "Who paid for the lamp?",
    "My uncle kept the key until March, which is odd for a key of that size.",
    "Nonsense.",
    "I agree with the first of you, although the lamp is older than that.",
    "Both of you should look at the map again before you quarrel.",
)
PLACES = ("Low Pier", "Sorn", "Cape Marl", "Senna", "Upper Sorn", "Halvard")
ARTICLE = "The lamp stays dark for a second winter\n\nBy Jo Bern\nMarch 12, 2016\n\nThe lamp at Cape Marl will stay dark for a second winter, the harbour board said on Friday, because nobody can find its key.\n\n6 comments"
COMMENTS = (
    "{name} from {place} - March {day}, 2016 at 7:14 am\n{text}",
    "Comment by {name} on March {day}, 2016 at 7:14 am\n{text}",
    "At March {day}, 2016 at 7:14 am, {name} said…\n{text}",
    "Blogger {name} said...\n{text}\nMarch {day}, 2016 at 7:14 am",
    "Guest {name}\n{text}\nReply",
    "▲ {n} ▼\n{name} {n} hours ago\n{text}",
    "{n}\n{name}\nMarch {day}, 2016 at 7:14 am\n{text}",
    "{name} ({place})\nMarch {day}, 2016 at 7:14 am\n{text}",
    "#{n} {name}\nMarch {day}, 2016 at 7:14 am\n{text}",
    "{name} • {n} hours ago\n{text}\n{n} • Reply • Share ›",
)
POSTS = (
    "{name}\nMarch {day}, 2016 at 7:14 am\n#{n}\n{text}",
    "User: {name}\nPosted: Mar {day}, 2016, 7:14 am\n{text}",
    "{name}\n{place}\nMar {day}, 2016, 7:14 am\n{text}",
    "{name}'s Avatar\n{name}\nMar {day}, 2016, 7:14 am\n{text}",
    "{name}\nUser ID: 40{n}\n{place}\n06/{day}/2014 09:12 AM\nReport Abusive Post\nRe: The lamp\n{text}",
    "[–] {name} {n} points {n} points (+{n}|-0) ago\n{text}",
    "{name}\nunread,\nMar {day}, 2016, 7:14:40 AM\nto\n{text}",
)


def authors(page: str, kind: str) -> list[str]:
    """The authors of the units of a kind, in order."""
    return list({s.unit: s.author for s in found(page) if s.unit and s.kind == kind}.values())


def filled(form: str, names: tuple[str, ...] = NAMES) -> list[str]:
    """A form of turns with names, texts, places and days."""
    rows = zip(names, TEXTS, PLACES, strict=True)
    return [
        form.format(name=name, text=text, place=place, n=n, day=11 + n)
        for n, (name, text, place) in enumerate(rows, 1)
    ]


@pytest.mark.parametrize("blank", [False, True], ids=["tight", "loose"])
@pytest.mark.parametrize("form", COMMENTS)
def test_each_comment_has_its_author_whatever_stands_beside_the_name(
    form: str, blank: bool
) -> None:
    """Places, counts, votes and words that all names of a page share are no part of any."""
    turns = filled(form.replace("\n", "\n\n") if blank else form)
    assert authors("\n\n".join([ARTICLE, *turns]), "comment") == list(NAMES)


@pytest.mark.parametrize("form", POSTS)
def test_the_name_of_a_post_is_the_first_line_of_its_frame_that_varies(form: str) -> None:
    """No rule knows the buttons, places and counts round it: they stand at one distance from it."""
    names = ("towboat", "sea_dog88", "Rust", "towboat", "kelp_queen", "Mrs B Holt")
    page = "\n\n".join(["The lamp at Cape Marl", *filled(form, names)])
    assert authors(page, "post") == list(names)


def test_posts_without_names_are_told_by_the_space_between_them() -> None:
    """A line of one space stands between posts, blank lines between paragraphs."""
    posts = [f"{text}\n\nI said so in March, and you laughed." for text in TEXTS]
    units = {s.unit for s in found("\n \n".join(["The lamp\n\n" + posts[0], *posts[1:]]))}
    assert len(units) == len(posts)


def test_an_article_with_wide_gaps_stays_one() -> None:
    """Paragraphs of a paper are no posts, whatever space stands between them."""
    said = "A spokesman said on Friday that the lamp would be lit in the spring of the next year."
    page = "\n\n\n".join(["The lamp at Cape Marl", *(f"{said}\n\n{said}" for _ in range(6))])
    assert len({s.unit for s in found(page) if s.unit}) == 1


def test_the_items_of_an_indented_list_below_an_article_are_comments() -> None:
    """A dump numbers comments as it numbers lists; answers are indented further."""
    page = (
        ARTICLE.removesuffix("\n\n6 comments")
        + "\n\n  1. I have a key that fits, you know.\n\n    1. Then why don't you use it?\n\n  2. Because nobody asks me!"
    )
    units = {s.unit: s for s in found(page) if s.unit}.values()
    article, one, answer, two = units
    assert [u.kind for u in units] == ["article", "comment", "comment", "comment"]
    assert (one.parent, answer.parent, two.parent) == (article.unit, one.unit, article.unit)


BYLINES = (
    "By {name}",
    "By {name}, Harbour Correspondent",
    "by {name}, editor of The Lamp.",
    "{name}\n12 March 2016",
    "{name}, staff writer",
    "By {name} / Mar 12, 2016",
    "By {name} -\nMarch 12, 2016",
    "By {name} @jbern",
    "{name}\njbern@pier.example",
    "Published: March 12, 2016 | Author: {name}",
)


@pytest.mark.parametrize("name", ["Jo Bern", "Jean-Luc de la Tour", "Ж. Ковач"])
@pytest.mark.parametrize("form", BYLINES)
def test_an_article_has_its_author_in_any_script(form: str, name: str) -> None:
    """Particles, initials, other alphabets, and what stands behind a name."""
    page = f"The lamp stays dark for a second winter\n\n{form.format(name=name)}\n\n{TEXTS[0]} {TEXTS[2]}\n\n{TEXTS[2]}\n\n© 2016 The Pier Review"
    rows = [s for s in found(page) if s.unit]
    assert {s.author for s in rows} == {name}
    assert {s.outlet for s in rows} == {""}, "an imprint credits nothing"


def test_dates_that_close_articles_begin_none() -> None:
    """A list whose dates stand below: no title and no text is taken for the head of the page."""
    titles = ("The bridge with one end", "Nine miles of rope", "Who pays for the pontoon now")
    text = "It has been half built since the border moved, and nobody has asked for the rest of it."
    page = "\n\n".join(
        f"{t}\n\n{text}\n\nMarch {n}, 2016 • Permalink" for n, t in enumerate(titles, 8)
    )
    starts = {s.unit: s.span.of(page) for s in reversed(found(page)) if s.unit}
    assert set(starts.values()) == set(titles)


@given(
    st.lists(
        st.sampled_from(TEXTS + PLACES + NAMES + ("Reply", "12", "3 hours ago", " ")), max_size=40
    )
)
def test_whatever_recurs_every_character_stays_in_one_segment(lines: list[str]) -> None:
    """Nothing is lost and nothing doubled where frames are looked for."""
    page = "\n".join(lines)
    covered = [i for s in found(page) for i in range(s.span.start, s.span.end)]
    assert len(covered) == len(set(covered))
    assert {i for i, c in enumerate(page) if not c.isspace()} <= set(covered)
