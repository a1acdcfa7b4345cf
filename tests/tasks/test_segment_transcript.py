"""Transcripts: whose words each paragraph is, and what is no words of anybody."""

import pytest

from stancemark.records import Document, Segment
from stancemark.tasks.segment import segment

PAGE = """The Morning Bridge with Hanna Orn
Aired May 6, 2015 - 16:00 ET
THIS IS A RUSH TRANSCRIPT.
HANNA ORN, HOST: Good morning. The bridge is late again, and we ask why.
We have the mayor on the line.
(MUSIC)
MAYOR BO EK (via phone): It is the rock, Hanna. It is wetter than the drawings had it.
ORN: Is that so, Mr. Mayor?
[16:04:10]
EK: It is. I have stood in it.
(BEGIN VIDEO CLIP)
REP. ANA DAHL (D-SE): Nobody has stood in anything.
(END VIDEO CLIP)
ORN: We will be right back.
"""


def found(text: str) -> list[Segment]:
    """The segments of a text."""
    return segment(Document("d", text, "page.txt"))


def said(text: str) -> list[tuple[str, str]]:
    """Who says what, paragraph by paragraph."""
    return [(s.outlet, s.span.of(text)) for s in found(text) if s.role == "quote_block"]


def test_each_paragraph_of_a_transcript_is_of_who_speaks() -> None:
    """By the fullest name the page has; a paragraph without a name is of who spoke last."""
    assert said(PAGE) == [
        ("HANNA ORN", "Good morning. The bridge is late again, and we ask why."),
        ("HANNA ORN", "We have the mayor on the line."),
        ("BO EK", "It is the rock, Hanna. It is wetter than the drawings had it."),
        ("HANNA ORN", "Is that so, Mr. Mayor?"),
        ("BO EK", "It is. I have stood in it."),
        ("ANA DAHL", "Nobody has stood in anything."),
        ("HANNA ORN", "We will be right back."),
    ]
    names = [s for s in found(PAGE) if s.role == "byline" and s.depth]
    assert [s.span.of(PAGE)[-1] for s in names] == [":"] * 6


def test_lines_on_the_recording_are_furniture() -> None:
    """Music, clips and the clock are nobody's words, nor outlets in brackets."""
    furniture = [s.span.of(PAGE) for s in found(PAGE) if s.reason == "edit mark"]
    assert furniture == ["(MUSIC)", "[16:04:10]", "(BEGIN VIDEO CLIP)", "(END VIDEO CLIP)"]


def test_a_question_of_the_press_is_of_nobody_named() -> None:
    """`Q` begins to speak as names do, so that no answer goes on into it."""
    page = (
        "MR. ORN: Good afternoon, everybody.\n\nQ  Is the bridge late?\n\nMR. ORN: It is.\n\n"
        "Q  By how much?\n\nMS. DAHL: By two years.\n\nEND\n\nThe reporter has covered rails since the flood."
    )
    assert [who for who, _ in said(page)] == ["ORN", "Q", "ORN", "Q", "DAHL"]


@pytest.mark.parametrize(
    "names", [("Quayside", "Lena Storm"), ("Q", "A"), ("Bo Ek", "Ana Dahl", "Bo Ek")]
)
def test_people_who_take_turns_before_a_colon_speak(names: tuple[str, ...]) -> None:
    """An interview, in capitals or not, also one that names nobody."""
    turns = [(who, f"That is what I say of rail {n}.") for n in range(3) for who in names]
    page = "On the rail\n\n" + "\n\n".join(f"{who}: {words}" for who, words in turns)
    assert said(page) == turns


@pytest.mark.parametrize(
    "heads",
    [
        {"The President:": "The President", "Mr. Dahl (Norway) (spoke in French):": "Dahl", "Mrs. Lund (Kars):": "Lund", "Mr. Moe (Orsk):": "Moe"},
        {"Mr. DAHL of Ohio.": "DAHL", "The SPEAKER pro tempore.": "The SPEAKER pro tempore", "Ms. LUND.": "LUND", "Mr. MOE of New York.": "MOE"},
        {"President. –": "President", "Ana Lund (Verts/ALE). –": "Ana Lund", "Bo Ek, on behalf of the PPE Group. –": "Bo Ek", "Ivo Moe (S&D). –": "Ivo Moe"},
    ],
)  # fmt: skip
def test_in_a_debate_each_paragraph_is_of_the_member_who_speaks(heads: dict[str, str]) -> None:
    """As councils, congresses and parliaments print it: with a country, a state or a group, and who is in the chair."""
    page = "Closure of the strait\n\n" + "\n\n".join(
        f"{head} We have said so before.\n\nAnd we say it again." for head in heads
    )
    assert said(page) == [
        (who, words)
        for who in heads.values()
        for words in ("We have said so before.", "And we say it again.")
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["CLAIM: The bridge is late.", "FACT: It is not.", "CLAIM: It is wet.", "FACT: It is."],
        ["SENNA: The bridge is late.", "KARS: It rains.", "SENNA: The tolls go up.", "ORSK: Snow."],
        ["Claim: The bridge is late.", "Fact: It is not.", "Claim: It is wet.", "Fact: It is."],
        ["User ID: 5123", "Joined: May 2011", "User ID: 77", "Joined: June 2012"],
        ["HANNA ORN: Late again.", "BO EK: It is the rock.", "ANA DAHL: It is not.", "IVO MOE: No."],
    ],
)  # fmt: skip
def test_labels_places_and_names_that_never_return_make_no_transcript(lines: list[str]) -> None:
    """Claims beside facts, briefs by place, and a list of what people said once each."""
    page = "Bridge late again\n\n" + "\n\n".join(lines)
    assert not said(page)
