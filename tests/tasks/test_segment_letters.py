"""Letters of newsgroups and headers of boards: who writes, and whom they quote."""

import pytest

from stancemark.records import Document, Segment
from stancemark.tasks.segment import segment

LETTER = """From: mole@harbour.example (Mole Orn)
Newsgroups: alt.harbour.news
Subject: Re: Strait closed again
Date: 14 Oct 2015 08:40:11 GMT

In article <4n1@quay.example>, ulla@pier.example (Ulla K) writes:
|> The strait was never free, ask the fishermen.
|> They have paid for every passage since 1998.

They have paid because they were asked to, and nobody made them.
"""


def found(text: str) -> list[Segment]:
    """The segments of a text."""
    return segment(Document("d", text, "page.txt"))


def test_a_letter_of_a_newsgroup_is_by_the_name_in_brackets() -> None:
    """And what stands behind `|>` is of the one whose article it says it is from."""
    assert {s.author for s in found(LETTER) if s.unit} == {"Mole Orn"}
    quotes = [(s.outlet, s.span.of(LETTER)[:9]) for s in found(LETTER) if s.role == "quote_block"]
    assert quotes == [("Ulla K", "|> The st")]


@pytest.mark.parametrize(
    "line",
    [
        "Ulla K <ulla@pier.example> wrote:",
        '"Ulla K" <ulla@pier.example> wrote in message',
        "“Ulla K” <ulla@pier.example> writes in news:4n1@quay.example",
    ],
)
def test_who_is_quoted_is_not_called_by_an_address(line: str) -> None:
    """A letter's address behind the name that words are credited to is no part of it."""
    letter = LETTER.replace(
        "In article <4n1@quay.example>, ulla@pier.example (Ulla K) writes:", line
    ).replace("|>", ">")
    assert {s.outlet for s in found(letter) if s.role == "quote_block"} == {"Ulla K"}


def test_the_count_behind_a_name_is_no_part_of_it() -> None:
    """`mole77 #1 14-10-2015, 08:12`: so that who is quoted is who has posted."""
    said = ["So much for free passage.", "It was never free.", "I believe neither of you."]
    page = "News > Strait closed\n\n" + "\n\n".join(
        f"{who} #{n} 14-10-2015, 08:1{n}\nStatus: Offline\nJoined: 03-2009\n\n{words}"
        for n, (who, words) in enumerate(zip(["mole77", "Ulla K", "gunny"], said, strict=True), 1)
    )
    assert list(dict.fromkeys(s.author for s in found(page) if s.unit)) == [
        "mole77",
        "Ulla K",
        "gunny",
    ]
