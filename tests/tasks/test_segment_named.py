"""Whose words stand below a sentence or above a line that names somebody in passing, each on an invented page."""

import pytest

from tests.tasks.test_segment_credits import OWN
from tests.tasks.test_segment_dumps import MORE, NEWS, TITLE, authors, found, roles

SAID = "“The rock moved at night and the trains stood still until noon.”"


@pytest.mark.parametrize(
    "intro",
    [
        "Over at the Quay Times there's word that I was right about the rock all along:",
        "Our own Quay Times did better, I'll grant them that. Start with the fourth paragraph:",
        "My sister in law over in Crossville cut this out of the Quay Times for me:",
        "A miner at the ridge told the Quay Times:",
    ],
)
def test_a_paper_named_anywhere_before_a_colon_has_the_words_below(intro: str) -> None:
    """Though the sentence has no verb that announces them, or names a place too."""
    page = f"{TITLE}\n\n{OWN}\n\n{intro}\n\n{NEWS}\n\n{OWN}"
    assert roles(page)["The tunnel under"] == ("wire_copy", "Quay Times")


def test_a_quotation_below_a_colon_is_of_who_is_named_last() -> None:
    """A person in full, not a place or a body; all paragraphs in quotation marks are his."""
    intro = f"{OWN} Did you see what our congressman Dub Hatley put into his letter? I'm not making it up:"
    page = f"{TITLE}\n\n{intro}\n\n{SAID}\n\n{SAID[:-2]} on Monday.”\n\n{OWN}"
    assert [s.outlet for s in found(page) if s.role == "quote_block"] == ["Dub Hatley"] * 2


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("A lecturer in Senna told Reuters:", "byline"),
        ("But Reuters at least says so too:", "body"),
        ("I told Reuters in my letter:", "body"),
    ],
)
def test_a_brief_line_that_only_names_a_source_is_a_byline(line: str, role: str) -> None:
    """A remark, or a sentence in the first person, is the author's own."""
    page = f"{TITLE}\n\n{OWN}\n\n{line}\n\n{SAID}\n\n{OWN}"
    assert [s.role for s in found(page) if s.span.of(page) == line] == [role]


def test_lines_below_quotations_say_whose_they_are_where_there_are_several() -> None:
    """Single quotation marks too; a line names an outlet, or else a person first."""
    rows = [
        ("'Nobody came to see the rock, and nobody will come on Monday either.'", "Quay Times"),
        ("'I had to show a man of fifty how to fold the ballot, and he wept.'", "Edwin Marl"),
    ]
    lines = ("From yesterday's Quay Times, front page", "Edwin Marl, presiding officer, Luton")
    page = f"{TITLE}\n\n{OWN}\n\n" + "\n\n".join(
        f"{said}\n\n{line}" for (said, _), line in zip(rows, lines, strict=True)
    )
    page = f"{page}\n\n{OWN}"
    quoted = [(s.span.of(page), s.outlet) for s in found(page) if s.role == "quote_block"]
    assert quoted == rows


def test_a_dash_names_who_wrote_the_paragraphs_below_a_colon() -> None:
    """`They say things like this: / text / -- Roy Amsel, pilot`, without quotation marks."""
    page = f"{TITLE}\n\n{OWN} They say things like this:\n\n{NEWS}\n\n{MORE}\n\n-- Roy Amsel, pilot (retired)\n\n{OWN}"
    assert roles(page)["The tunnel under"] == ("wire_copy", "Roy Amsel")
    assert roles(page)["Trains will go"] == ("wire_copy", "Roy Amsel")


def test_signs_of_tweets_that_are_lost_claim_nothing_above() -> None:
    """Below a colon, below one another, or below a paragraph too long for a tweet."""
    signs = "— Lorna Witt (@ldw) September 27, 2019\n\n— Ray Cast (@rayc) September 26, 2019"
    page = f"{TITLE}\n\n{OWN} Others got there first:\n\n{signs}\n\n{OWN}"
    assert not [s for s in found(page) if s.role == "quote_block"]
    tweet = f"{TITLE}\n\n{OWN}\n\n{SAID}\n\n{signs}"
    assert [s.outlet for s in found(tweet) if s.role == "quote_block"] == ["Lorna Witt"]


@pytest.mark.parametrize("source", [" (Quay Post, Oct 26)", " NHK, October 27, 2011"])
def test_an_outlet_and_a_date_behind_a_title_are_of_the_text_below(source: str) -> None:
    """In the line of the title, inside an entry with the author's own words."""
    page = f"{TITLE}\n\n{OWN}\n\nPass closed early for the winter{source}\n\n{NEWS}\n\n{OWN}"
    name = source.strip(" (").partition(",")[0]
    assert roles(page)["The tunnel under"] == ("wire_copy", name)
    assert len(authors(page, "article")) == 1


def test_an_agency_with_the_rights_to_an_article_has_its_words() -> None:
    """A site that has them itself, or an agency that the article names elsewhere, says nothing new."""
    foot = "All rights reserved. © 2003 {}. Nothing shown here may be copied, printed or sent."
    page = f"{TITLE}\n\n{NEWS}\n\n{MORE}\n\n{foot}"
    assert roles(page.format("Agence France-Presse"))["The tunnel under"][0] == "wire_copy"
    assert roles(page.format("Quay Post"))["The tunnel under"] == ("body", "")
    assert roles(f"{OWN}\n\nSENNA (AFP) - {page.format('AFP')}")["I have said"] == ("body", "")


def test_an_agency_alone_leads_a_paragraph() -> None:
    """`AFP - The strait`, a paragraph and no title."""
    page = f"{TITLE}\n\nREUTERS - {NEWS}\n\n{MORE}"
    assert roles(page)["REUTERS - The"] == ("wire_copy", "REUTERS")


def test_a_byline_with_its_outlet_inside_a_signed_article_opens_a_paste() -> None:
    """The article's own byline does not."""
    page = f"{TITLE}\n\nPosted on 22 May 2016 by Bo Ek\n\n{OWN}\n\nWho saw the rock?\nBy Ian Cath, Levant Review\n{NEWS}\n\n{MORE}\n\nSource: Levant Review\n\n{OWN}"
    assert roles(page)["The tunnel under"] == ("wire_copy", "Levant Review")
    page = f"{TITLE}\n\nBy Ian Cath, Levant Review\n\n{NEWS}"
    assert roles(page)["The tunnel under"] == ("body", "")


def test_a_person_and_a_paper_between_a_text_and_a_title_sign_the_text() -> None:
    """`Gordon Leith – The Quay Ledger` below what is pasted under its own title."""
    page = f"{TITLE}\n\n{OWN}\n\nMission Done, Part Six\n\n{NEWS}\n\nGordon Leith – The Quay Ledger\n\nAnother Day at the Ridge\n\n{OWN}"
    assert roles(page)["The tunnel under"] == ("wire_copy", "The Quay Ledger")
    assert roles(page)["Another Day at"] == ("headline", "")


def test_an_outlet_and_its_initials_are_one_source() -> None:
    """The intro names the agency in full, the dateline by its initials."""
    intro = "Now look at what the Associated Press made of it on Tuesday:"
    page = f"{TITLE}\n\n{OWN}\n\n{intro}\n\nSENNA (AP) -- {NEWS}\n\n{OWN}"
    assert roles(page)["SENNA (AP) --"] == ("wire_copy", "Associated Press")


def test_a_paragraph_that_quotes_the_paste_above_is_the_authors() -> None:
    """It begins with some of its words in quotation marks."""
    page = f"{TITLE}\n\n{OWN}\n\nReuters reports:\n\n{NEWS}\n\n“Two years later than planned.” A fine sum for a hole.\n\n{OWN}"
    assert roles(page)["“Two years later"] == ("body", "")


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Dara Quill 4 min read", "Dara Quill"),
        ("5:12 pm in Uncategorized by Dara Quill", "Dara Quill"),
        ("Dara Quill 18-10-2016", "Dara Quill"),
    ],
)
def test_names_beside_times_below_a_title_are_its_author(line: str, author: str) -> None:
    """The minutes that reading takes, the time of the day, or a date without a comma."""
    page = f"{TITLE}\n\n{line}\n\n{NEWS}\n\n{MORE}"
    assert authors(page, "article") == [author]


def test_titles_with_a_button_and_no_text_are_teasers() -> None:
    """Several of them over an article; one with its text is an article."""
    titles = ("Pass closed early", "Weir broken", "Tolls go up in May")
    top = "Don't miss\n\n" + "\n\n\n".join(f"{title}\n\nRead more" for title in titles)
    page = f"{top}\n\n\n{TITLE}\n\n{NEWS}\n\n{MORE}"
    kept = [s.reason for s in found(page) if s.span.of(page).partition("\n")[0] in titles]
    assert kept
    assert set(kept) == {"teaser"}
    assert roles(page)["Ridge tunnel to"] == ("headline", "")
