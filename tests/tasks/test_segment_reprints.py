"""Articles and items that say whose they are, what sources are called, and whose a page is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.records import Document
from stancemark.tasks.segment import segment
from stancemark.tasks.segment.called import called, tidied
from stancemark.tasks.segment.crediting import last_of
from stancemark.tasks.segment.datelines import dateline
from stancemark.tasks.segment.network import KINDS, ROLES
from stancemark.tasks.segment.overruled import overruled
from stancemark.tasks.segment.signed import Name
from stancemark.tasks.segment.sources import owner
from stancemark.tasks.segment.turns import Unit
from tests.tasks.told import lines_of, told_of

TITLE = "Board closes the eastern slip for two winters"
WORDS = (
    "The harbour board voted on Tuesday to close the eastern slip for two winters while engineers "
    "replace the timber piles beneath it.",
    "I asked the board twice why we were told last spring that it could not happen, and my letters "
    "were not answered.",
    "The board expects the work to cost 4.1 million crowns, of which the county pays a third.",
)
NAMES = ("Harbour Times", "Grist", "CheckPoint")


def outlets(text: str) -> list[str]:
    """The outlet of each of `WORDS` on a page, in order."""
    document = Document("d", text, "page.txt")
    return [
        piece.outlet
        for piece in segment(document)
        if any(words[:40] in piece.span.of(text) for words in WORDS)
    ]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "line",
    [
        "Source: {}",
        "This article first appeared in {}, Vol. 18, and is reproduced here with permission.",
        "Reprinted with permission from {}.",
        "This article was republished from {}.",
    ],
)
def test_a_line_above_its_text_gives_an_article_to_its_outlet(line: str, name: str) -> None:
    """All of it, what is said in the first person too, whatever the outlet is called."""
    page = "\n\n".join([TITLE, "By Ann Holt", "May 4, 2019", line.format(name), *WORDS])
    assert outlets(page) == [name] * 3


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "line",
    [
        "(This story was originally published by {}. Except for the headline, nobody here has edited it.)",
        "This article was produced by {}, a nonprofit newsroom, and is republished with permission.",
        "This commentary is republished from {}.",
    ],
)
def test_terms_of_republishing_give_an_article_to_its_outlet(line: str, name: str) -> None:
    """A sentence below the text that says whose it was, at some length, credits what stands above."""
    page = "\n\n".join([TITLE, "May 4, 2019", WORDS[0], WORDS[2], line.format(name)])
    assert outlets(page) == [name] * 2


def test_an_article_of_several_sources_is_nobody_elses() -> None:
    """A source line above does not give away an article of which another line credits another."""
    page = "\n\n".join([TITLE, "Source: Quay Post", WORDS[0], "Source: Fen Gazette", WORDS[2]])
    assert outlets(page) != ["Quay Post"] * 2


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (("{}", "Source: {}"), ()),
        (("{}", "Via {}"), ()),
        (("{}",), ("Source: {}",)),
        (("{}",), ("Courtesy of {}",)),
        (("{} | {}",), ()),
        (("{} - {}",), ()),
    ],
)
def test_lists_are_told_by_the_source_of_each_item(
    above: tuple[str, ...], below: tuple[str, ...]
) -> None:
    """Titles over source lines, below them, or ending in outlets: each item is an article of its outlet."""
    titles = ("Mayor opens new library wing", TITLE, "Ferry to run hourly from June")
    names = ("Harbour Times", "Fen Gazette", "Quay Post")
    page = []
    for title, name in zip(titles, names, strict=True):
        head = above[0].format(title, name)
        page += [head, *(line.format(name) for line in above[1:]), WORDS[0], WORDS[2]]
        page += [line.format(name) for line in below]
    text = "\n\n".join(page)
    assert outlets(text) == [name for name in names for _ in range(2)]
    units = [piece.unit for piece in segment(Document("d", text, "page.txt")) if piece.unit]
    assert len({*units}) == 3


def test_a_page_credits_nobody_for_its_own_words() -> None:
    """A station's own dateline is no agency's where the foot of the page says whose the page is."""
    lead = f"PARRISH FALLS, Ohio (KVLN) - {WORDS[0]}"
    page = "\n\n".join([TITLE, "By Ann Holt", lead, WORDS[2], "{}"])
    document = Document("d", page.format("Copyright 2022 KVLN. All rights reserved."), "page.txt")
    assert {piece.outlet for piece in segment(document)} == {""}
    assert outlets(page.format("Copyright 2022 Fen Media.").replace("KVLN", "AP"))[-1] == "AP"


@pytest.mark.parametrize(
    ("line", "whose"),
    [
        ("© 2009–2016 Mershed.info. Certificate 1187", "Mershed.info"),
        ("Copyright 2022 Quay Post LLC", "Quay Post"),
        ("© 2003 Agence France-Presse", ""),
        ("All rights reserved.", ""),
    ],
)
def test_whose_a_page_is(line: str, whose: str) -> None:
    """The name in a line on rights, without its form of company; an agency's rights are to a text."""
    assert owner(line) == whose


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("Kalamos (Tavria), March 14, 2019 (AFP) - The monks have asked for a week.", "AFP"),
        ("Corvane, 3 May (AFP) — Dozens of people were brought ashore.", "AFP"),
        ("SABAT, 19 May. /KalPress/ The council has met in the old hall.", "KalPress"),
        ("Ann Lee (The Guardian) is a writer who lives at the sea.", None),
    ],
)
def test_datelines_with_countries_and_days(text: str, agency: str | None) -> None:
    """A country in brackets, a day before its month and a full stop behind it belong to a dateline."""
    assert dateline(text) == agency


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By Ann Lee on Aug 18, 2020 | Grist", "Grist"),
        ("by Ann Lee | Barrelhouse", "Barrelhouse"),
        ("Words by Ann Lee, from Nutmeg issue 3", "Nutmeg"),
        ("By Ann Lee | Reporter", ""),
        ("By Ann Lee", ""),
        ("Ann Lee | Grist", ""),
    ],
)
def test_the_outlet_that_a_pasted_byline_names_last(line: str, name: str) -> None:
    """Whatever it is called, but for what the writer is."""
    assert last_of(line) == name


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("'s Telegraph", "Telegraph"),
        (". Reuters", "Reuters"),
        ("for Grist", "Grist"),
        ("The agency Reuters", "Reuters"),
        ("Meanwhile the Fen Gazette", "Meanwhile the Fen Gazette"),
        ("Ministry of Health of", "Ministry of Health"),
        ("Harbor Post's", "Harbor Post"),
        ("Moody's", "Moody's"),
        ("Standard & Poor's", "Standard & Poor's"),
        ("Ann Lee, Sunday Courier", "Sunday Courier"),
        ("Lowell, Massachusetts", "Lowell, Massachusetts"),
    ],
)
def test_sources_lose_what_stands_round_their_names(name: str, bare: str) -> None:
    """What leads to a name, what follows it, and who writes for a paper that its form tells."""
    assert tidied(name) == bare


@given(st.text(max_size=40))
def test_tidying_takes_a_part_of_a_name_and_leaves_some(name: str) -> None:
    """Whatever the name: what is left of it stands in it, and is not empty unless it was."""
    assert tidied(name) in name
    assert bool(tidied(name)) is bool(name)


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("From the Lane and Valley Courier:", "and Valley Courier", "Lane and Valley Courier"),
        ("Grain & Baker Monthly, 3 May", "Baker Monthly", "Grain & Baker Monthly"),
        ("(RFE/RL Vardeshi Service, May 12)", "RFE", "RFE/RL"),
        ("The Ledger-Call wrote", "Ledger-", "Ledger-Call"),
        ("Department for Fisheries, 7 October", "Department", "Department for Fisheries"),
        ("As Reuters and AFP said", "Reuters", "Reuters"),
        ("From the Fen Gazette of August 3:", "Fen Gazette", "Fen Gazette"),
    ],
)
def test_sources_are_called_by_their_whole_name(text: str, part: str, whole: str) -> None:
    """Where words of a name were read that end in its middle, or begin there, the rest is added."""
    start = text.index(part)
    assert called(text, Name(0.9, start, start + len(part))) == whole


@pytest.mark.parametrize(
    ("roles", "surely", "parts"),
    [
        (("headline", "body", "body"), 0.55, True),
        (("headline", "body", "body"), 0.95, False),
        (("headline", "byline", "body"), 0.55, False),
    ],
)
def test_parts_of_an_article_are_no_articles(
    roles: tuple[str, ...], surely: float, parts: bool
) -> None:
    """Titles alone that begin articles less than surely are subheads; with bylines, or surely, they are not."""
    of = lines_of("\n".join(f"Title {i}\nThe dam is old.\nIt is gone." for i in range(4)))
    told = told_of(of)
    told.kinds[:, KINDS.index("article")] = 2
    chances = np.zeros((len(of), len(ROLES)), np.float32)
    for i in range(len(of)):
        chances[i, ROLES.index(roles[i % 3])] = 1
        told.starts[i] = 0 if i % 3 else surely
    told.starts[0] = 0.99
    of[0].tag, one = "furniture", Unit("article", "", 0, first=of[1])
    starts = overruled(told._replace(roles=chances), of, [one] * len(of))
    assert len(starts) == (1 if parts else 4)
