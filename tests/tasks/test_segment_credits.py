"""Whose words a page repeats, told by sentences, names and notes in the forms of many sites, each invented."""

import pytest

from tests.tasks.test_segment_dumps import MORE, NEWS, TITLE, found, roles

OWN = "I have said for years that nobody should dig there, and I say so again."


@pytest.mark.parametrize(
    ("intro", "outlet"),
    [
        ("The Quay Times had this:", "Quay Times"),
        ("From our local paper, the Quay Times:", "Quay Times"),
        ("As described by Reuters on Tuesday:", "Reuters"),
        ("Here is what the Quay Times has to say:", "Quay Times"),
        ("It was in the Quay Times this morning:", "Quay Times"),
        ("A story which the Quay Times printed on Friday:", "Quay Times"),
        ("Ann Lee, writing at the Quay Times:", "Quay Times"),
    ],
)
def test_a_sentence_that_announces_a_paper_gives_it_the_words_below(
    intro: str, outlet: str
) -> None:
    """Whatever verb it has, and where in it the paper is named."""
    page = f"{TITLE}\n\n{OWN}\n\n{intro}\n\n{NEWS}\n\n{OWN}"
    assert roles(page)["The tunnel under"][1].removeprefix("The ") == outlet


@pytest.mark.parametrize(
    ("intro", "speaker"),
    [
        ("Tom Haver on Thursday, Oct. 25, in an interview with a radio:", "Tom Haver"),
        ("Denise Orr in a flyer mailed last week:", "Denise Orr"),
        ("A post by the Facebook page Pass Watchmen, shared 60,000 times:", "Pass Watchmen"),
        ("Senna’s security service said in a statement:", "Senna’s security service"),
    ],
)
def test_what_fact_checkers_quote_is_of_whom_they_name(intro: str, speaker: str) -> None:
    """A person or a page and the occasion; a date in it makes no byline of the line."""
    claim = "“The county threw four thousand ballots away and nobody lost a job over it.”"
    page = f"{TITLE}\n\nBy Ana Lund\n\n{NEWS}\n\n{intro}\n\n{claim}\n\n{MORE}"
    assert [s.outlet for s in found(page) if s.role == "quote_block"] == [speaker]
    assert {s.author for s in found(page) if s.unit} == {"Ana Lund"}


def test_a_quotation_behind_its_outlet_is_the_outlets() -> None:
    """`Reuters reports: “…”` in one paragraph; a person's words there are part of an article's sentence."""
    said = "“The rock moved at night and the trains stood still until noon.”"
    page = f"{TITLE}\n\n{OWN}\n\nReuters reports: {said}\n\n{OWN}"
    assert [s.outlet for s in found(page) if s.role == "quote_block"] == ["Reuters"]
    page = f"{TITLE}\n\n{OWN}\n\nCouncillor Ida Tamm said: {said}\n\n{OWN}"
    assert not [s for s in found(page) if s.outlet]


@pytest.mark.parametrize(
    ("sign", "outlet"),
    [
        ("– the ministry, in Quay Weekly, 14 May.", "Quay Weekly"),
        ("— Ann Lee, minister of railways", "Ann Lee"),
    ],
)
def test_a_dash_below_a_quotation_names_whose_it_is(sign: str, outlet: str) -> None:
    """The paper that printed it, if it names one."""
    said = "“We have no rock. We have stones whose departure has been delayed.”"
    page = f"{TITLE}\n\nBy Ana Lund\n\n{NEWS}\n\n{said}\n\n{sign}\n\n{MORE}"
    assert [s.outlet for s in found(page) if s.role == "quote_block"] == [outlet]


def test_a_copy_that_names_its_source_above_and_below_is_the_sources() -> None:
    """`By Ann Lee | Ridge Research | date` over it, and the original source under it."""
    head = f"{TITLE}\n\nBy Ann Lee | Ridge Research | September 18, 2015"
    foot = "The original source of this article is Ridge Research"
    assert roles(f"{head}\n\n{NEWS}\n\n{MORE}\n\n{foot}")["The tunnel under"][1] == "Ridge Research"
    assert roles(f"{head}\n\n{NEWS}\n\n{MORE}")["The tunnel under"] == ("body", "")


@pytest.mark.parametrize(
    "caption",
    [
        "Miners, left, wait at the portal in Senna, Friday, May 3, 2015.",
        "Smoke rises over the pass in this handout photo released by the railway.",
        "The portal at night. Photo: Per Dahl",
        "AFP/File, Ann Lee",
    ],
)
def test_captions_are_told_by_what_they_say_of_their_picture(caption: str) -> None:
    """Who stands where and when, what it is, or who took it."""
    page = f"{TITLE}\n\nBy Ana Lund\n\n{caption}\n\n{NEWS}\n\n{MORE}"
    assert roles(page)[" ".join(caption.split()[:3])][0] == "caption"


@pytest.mark.parametrize("name", ["Süddeutsche Zeitung", "The Local", "Gazeta Wyborcza", "Haaretz"])
def test_papers_are_known_whose_names_no_form_tells(name: str) -> None:
    """Those of other countries are in a list."""
    page = f"{TITLE}\n\n{OWN}\n\n{name}, 4 December:\n\n{NEWS}\n\n{OWN}"
    assert roles(page)["The tunnel under"] == ("wire_copy", name)


@pytest.mark.parametrize(
    "note",
    [
        "This article was amended on 3 May 2015. An earlier version said that the rock was dry.",
        "UPDATE: An earlier version of this article misspelled the name of a mule.",
        "Correction: The tunnel is four miles long, not five.",
    ],
)
def test_notes_that_mend_an_article_are_corrections(note: str) -> None:
    """Whichever way sites word them."""
    page = f"{TITLE}\n\nBy Ana Lund\n\n{NEWS}\n\n{MORE}\n\n{note}"
    assert [s.role for s in found(page)][-1] == "correction"


@pytest.mark.parametrize(
    "line",
    [
        "You have reached your limit of free stories this month.",
        "From only 89¢ for the first 6 weeks.",
        "Already a subscriber? Log in here",
        "Was this email forwarded to you? Sign up here",
        "Estimated read time: 4 minutes",
    ],
)
def test_what_asks_readers_to_pay_is_furniture(line: str) -> None:
    """Above an article, it begins none."""
    page = f"{line}\n\n{TITLE}\n\nBy Ana Lund\n\n{NEWS}\n\n{MORE}"
    assert found(page)[0].role == "boilerplate"


@pytest.mark.parametrize(
    ("paragraph", "outlet"),
    [
        (
            "The Quay Times asks the right question for once. It cannot answer it. Here is the meat of it:",
            "The Quay Times",
        ),
        ("Their man doesn't mince his words. This was in the Mail:", "Mail"),
        ("He held a rally at the fairgrounds and didn't waste it. From WKRT:", "WKRT"),
    ],
)
def test_a_paragraph_that_ends_in_an_announcement_names_the_paper(
    paragraph: str, outlet: str
) -> None:
    """In its first sentence, by a word that only its article makes a name, or by the sign of a station."""
    page = f"{TITLE}\n\n{OWN}\n\n{paragraph}\n\n{NEWS}\n\n{OWN}"
    assert roles(page)["The tunnel under"] == ("wire_copy", outlet)


def test_of_two_equal_titles_the_first_is_that_of_the_window() -> None:
    """As extractors repeat it; a title that stands once is the article's."""
    page = f"{TITLE}\n\n{TITLE}\n\nBy Ana Lund\n\n{NEWS}\n\n{MORE}"
    assert [s.role for s in found(page)][:2] == ["boilerplate", "headline"]
    assert found(page.removeprefix(f"{TITLE}\n\n"))[0].role == "headline"


def test_an_agency_alone_below_an_article_has_its_words() -> None:
    """Whatever labels of the site stand below it."""
    page = f"{TITLE}\n\nMon, 06/20/2011 - 09:47\n\n{NEWS}\n\n{MORE}\n\nReuters\n\nAdd new comment\n\nVoir plus\nRetour"
    assert roles(page)["The tunnel under"] == ("wire_copy", "Reuters")
