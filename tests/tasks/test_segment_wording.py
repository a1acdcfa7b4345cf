"""The catalogue of wordings, and furniture told by where it stands: pages invented for it."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stancemark.records import Document
from stancemark.tasks.segment import segment
from stancemark.tasks.segment.catalogue import Catalogue, catalogue, folded
from tests.strategies import MANY

NEWS = (
    "The company that runs the island ferries admitted on Monday that the engine of the larger "
    "boat had failed three times since Christmas, and promised to refund every ticket."
)
MORE = (
    "Nobody on the quay believed it. The tickets had been sold in the autumn, said the woman at the "
    "counter, and the counter has been shut since the new year."
)
WORDING = "tasks/segment/wording.yaml"
SPACINGS = ("\n", "\n\n", "\r\n\r\n", "\n\u00a0\n")


def furniture(page: str) -> list[str]:
    """The lines of a page that are furniture."""
    return [
        line
        for s in segment(Document("d", page, "page.txt"))
        if s.role == "boilerplate"
        for line in s.span.of(page).split("\n")
    ]


def kept(page: str) -> str:
    """All that is no furniture."""
    found = segment(Document("d", page, "page.txt"))
    return "\n".join(s.span.of(page) for s in found if s.role != "boilerplate")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("SKIP TO CONTENT »", "navigation"),
        ("Tag Archives: harbour", "navigation"),
        ("You are here: Home > Boats > Old boats", "navigation"),
        ("Home | Boats | Contact us | Log in", "navigation"),
        ("Click to share on Twitter (Opens in new window)", "share prompt"),
        ("1.2K Shares", "share prompt"),
        ("Make a donation", "donation"),
        ("Story continues below advertisement", "advertisement"),
        ("Your email address will not be published. Required fields are marked *", "widget"),
        ("This site uses cookies to make the boats go faster.", "widget"),
        ("Sent from my ferry using Tapatalk", "user card"),
        ("Liked 3 times in 2 posts", "user card"),
        ("Read 1,204 times", "view counter"),
        ("Views: 1,204", "view counter"),
        ("Attached thumbnails", "image file name"),
        ("Copyright © 2014 Island Post. All rights reserved.", "disclaimer"),
        ("Continue reading →", "teaser"),
        ("Last edited by oarsman; 03-12-2015 at 10:20 AM. Reason: typo", "edit mark"),
        ("Lesen Sie auch: Die Fähre sinkt", "teaser"),
        ("Laisser un commentaire", "widget"),
        ("Todos los derechos reservados", "disclaimer"),
        ("Condividi su Facebook", "share prompt"),
        ("Читать далее", "teaser"),
        ("Publicidade", "advertisement"),
    ],
)
def test_a_line_is_told_by_its_wording(line: str, reason: str) -> None:
    """Case, signs, numbers and the words in a hole of a phrase do not matter."""
    assert catalogue().why(line) == reason


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell on Monday.",
        "Read more books, he told them.",
        "Home is where the harbour is",
        "Sign up for the militia or leave, they were told.",
        "Continue reading at your own risk, wrote the judge.",
        "Comments by the minister were brief.",
        "Related deaths rose by a third.",
        "Politics.",
        "Posted to the island in 1998, he stayed.",
        "Copyright law will change in May, the minister said.",
        "Log the ships, count the men.",
        "By then it was over.",
    ],
)
def test_sentences_that_begin_like_furniture_are_none(line: str) -> None:
    """What ends as a sentence does matches no phrase with a hole for a few words."""
    assert catalogue().why(line) == ""


def test_several_phrases_in_a_row_are_furniture() -> None:
    """Set apart by signs two are enough, without signs three; a name among them is too much."""
    why = catalogue().why
    assert why("Like · Reply · 12 · Jun 4, 2014 9:12am") == "share prompt"
    assert why("Share   Tweet   Print") == "share prompt"
    assert why("Home About us Contact Privacy policy") == "navigation"
    assert why("61,947 views  Nov 3, 2020") == ""
    assert why("Home About Ann Lee") == ""


def test_a_phrase_says_where_other_words_may_stand() -> None:
    """`#` is a number, `*` a few words, `**` any, NAME at most four words, DATE words of a date."""
    own = Catalogue()
    for phrase in (
        "# geese",
        "geese of *",
        "geese : **",
        "fed by NAME on",
        "hatched DATE",
        "* geese only",
    ):
        own.add(phrase, "widget")
    assert [line for line in (
        "1,204 geese", "Geese of the north", "GEESE: they came. They saw.", "Fed by Ann Lee on",
        "Hatched on 3 May 2014", "Big white geese only", "geese", "Geese of the north are cold.",
        "Fed by one two three four five on", "Hatched in a barn",
    ) if not own.why(line)] == [
        "geese", "Geese of the north are cold.", "Fed by one two three four five on", "Hatched in a barn",
    ]  # fmt: skip


def test_a_phrase_of_nothing_but_holes_is_refused() -> None:
    """It would fit every line."""
    with pytest.raises(ValueError, match="needs a word"):
        Catalogue().add("* geese *", "widget")


@MANY
@given(st.text(max_size=80))
def test_any_line_has_words_or_none(text: str) -> None:
    """Folding neither fails nor leaves a gap at the ends of a line."""
    words = folded(text)
    assert not words or ":" not in (words[0], words[-1])


@pytest.mark.parametrize("gap", SPACINGS)
@pytest.mark.parametrize(
    "foot",
    [
        "Share this:",
        "Print this article",
        "Tags: ferries, harbour, refunds",
        "Leave a Reply",
        "Comments are closed.",
        "Powered by WordPress",
        "Previous post: The crane",
        "More from this author",
        "Sign up for our newsletter",
        "Recommended for you",
        "This site uses Akismet to reduce spam. Learn how your comment data is processed.",
    ],
)
def test_furniture_below_an_article_is_told_in_any_spacing(foot: str, gap: str) -> None:
    """The article keeps its two paragraphs, whatever stands between the lines."""
    page = gap.join(["Ferry firm admits a fault again", "By Odo Brandt", NEWS, MORE, foot])
    assert furniture(page) == [foot]
    assert NEWS in kept(page)
    assert MORE in kept(page)


@pytest.mark.parametrize(
    "line",
    [
        "STORY CONTINUES BELOW ADVERTISEMENT",
        "Related: Ten boats that sank",
        "Video Player",
        "Click to enlarge",
    ],
)
def test_furniture_between_two_paragraphs_is_taken_out(line: str) -> None:
    """Both paragraphs stay in one article."""
    page = f"Ferry firm admits a fault again\n\nBy Odo Brandt\n\n{NEWS}\n\n{line}\n\n{MORE}"
    assert furniture(page) == [line]


def test_a_masthead_over_the_title_is_furniture() -> None:
    """The name of a site with its motto, or a section, is not what the article is called."""
    for head in ("The Quay Lantern\nNews for the wet side", "Analysis", "Ferry affair"):
        page = f"{head}\n\nWho pays for the broken ferry now?\n\nBy Odo Brandt\n\n{NEWS}\n\n{MORE}"
        assert "\n".join(furniture(page)) == head


def test_a_title_directly_over_its_byline_is_no_masthead() -> None:
    """However short it is."""
    assert furniture(f"Ferry fails\n\nBy Odo Brandt\n\n{NEWS}\n\n{MORE}") == []


def test_what_is_said_of_the_author_is_furniture() -> None:
    """Below the article, also where the byline writes the name in capitals or not at all."""
    box = "Odo Brandt is a freelance writer in Hull. His book on cranes comes out in May."
    assert furniture(f"Ferry fails\n\nBY ODO BRANDT\n\n{NEWS}\n\n{MORE}\n\n{box}") == [box]


def test_an_appeal_is_told_by_what_it_asks() -> None:
    """We, you, an asking word and money together; a report on appeals has no `we` and `you`."""
    ask = "We do this without advertisers. If you can spare five crowns a month, please support our work."
    report = "The party asked its members to give five crowns a month and to support a newsletter."
    page = f"Ferry fails\n\nBy Odo Brandt\n\n{NEWS}\n\n{ask}\n\n{report}\n\n{MORE}"
    assert furniture(page) == [ask]


def test_the_last_words_of_a_site_on_itself_are_furniture() -> None:
    """Below its links a site speaks of its posts; a comment below buttons does not."""
    foot = "The Quay is a quiet board. Posts belong to those who wrote them."
    page = f"Ferry fails\n\nBy Odo Brandt\n\n{NEWS}\n\n{MORE}\n\nContact us\nPrivacy policy\nTop\n\n{foot}"
    assert foot in furniture(page)


def test_a_button_at_the_end_of_a_paragraph_is_cut_off() -> None:
    """The paragraph above it is kept whole."""
    page = f"Ferry fails\n\nBy Odo Brandt\n\n{MORE}\n\n{NEWS} Continue reading →"
    assert furniture(page) == ["Continue reading →"]
    assert NEWS in kept(page)


def test_a_rank_is_no_name() -> None:
    """Ranks between names and cards leave the names to their posts."""
    post = "{}\n{}\nJoined: May 2011\nPosts: {}\n\n{}\n\n"
    page = post.format("oarsman", "Senior Member", 12, NEWS) + post.format(
        "Mira K", "Banned", 3, MORE
    )
    found = segment(Document("d", page, "page.txt"))
    assert list(dict.fromkeys(s.author for s in found if s.unit)) == ["oarsman", "Mira K"]


def test_the_catalogue_has_no_phrase_twice() -> None:
    """A second one would be dead wording."""
    groups = yaml.safe_load((Path(__file__).parents[2] / WORDING).read_text(encoding="utf-8"))
    phrases = [
        p for lines in groups.values() for group in lines.values() for p in group.splitlines()
    ]
    assert len(phrases) == len(set(phrases)) > 900
