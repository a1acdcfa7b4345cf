"""Attributions: who is given as the source of what, on invented sentences and on any text."""

import gc
import re
import time
from itertools import pairwise

import pytest
from hypothesis import given

from stancemark.records import Attribution, Document, Span, fingerprint
from stancemark.tasks.attribution import attributions, of_segments
from stancemark.tasks.attribution.quotations import quotations
from stancemark.tasks.segment import segment
from tests.strategies import EXAMPLES, MANY, documents, reports, texts

_MARK = re.compile(r"\[(?P<part>[SQC]) (?P<words>[^\]]*)\]")
_PARTS = {"S": "source", "Q": "cue", "C": "content"}


def unmarked(marked: str) -> tuple[str, dict[str, set[Span]]]:
    """A text without its marks, and the spans that they mark, by part."""
    spans: dict[str, set[Span]] = {name: set() for name in _PARTS.values()}
    text = ""
    upto = 0
    for match in _MARK.finditer(marked):
        text += marked[upto : match.start()]
        span = Span(len(text), len(text) + len(match["words"]))
        spans[_PARTS[match["part"]]].add(span)
        text += match["words"]
        upto = match.end()
    return text + marked[upto:], spans


@pytest.mark.parametrize(
    "marked",
    [
        # a clause after its cue
        "[S Mira Kessel] [Q said] [C the ferry had sunk].",
        "[S The harbour master] [Q told] reporters [C that no boat was missing].",
        "On Monday [S the council] [Q also announced] [C that the bridge would close].",
        "[S Officials] this week [Q denied] [C that the pump had failed].",
        "[S She] [Q asked] [C whether the boats were safe].",
        "[S The ministry] [Q said in a statement] [C that it had no ferries].",
        # an insertion between source and cue
        "[S Juri Haas, a retired pilot,] [Q argued] [C that the fog was no excuse].",
        "[S Tobias Renn (Labour)] [Q insists] [C the vote was fair].",
        # a cue after its content
        "[C “The tide was high,”] [S Kessel] [Q said].",
        "[C “The tide was high,”] [Q said] [S Anton Brill, who keeps the lighthouse].",
        "[C The ferry was full], [S witnesses] [Q said].",
        "[C “We waited,”] [S she] [Q said]. [C “Nobody came.”]",
        "[C “We waited,”] [S she] [Q said], [C “and nobody came.”]",
        # a quotation after its cue
        "[S Renn] [Q replied:] [C “Ask the captain.”]",
        "[S The captain] [Q wrote:] [C “We waited. Nobody came.”] It rained.",
        # according to
        "[Q According to] [S the coast guard], [C two boats sank].",
        "[C Two boats sank], [Q according to] [S a leaked memo].",
        # two cues, one source
        "[S Kessel] [Q praised] [C the crew], [Q saying] [C they saved forty people].",
        # judging, wanting, and words of nobody
        "[S The union] [Q rejected] [C the offer].",
        "[S The union] [Q wants] [C to renew the contract].",
        "[C The ferry] [Q reportedly] [C had no radio].",
        "[C The captain] [Q was accused] by [S the union] [C of sleeping].",
        # a noun
        "It rained despite [S Kessel]’s [Q claim] [C that it was dry].",
    ],
)
def test_attributions_are_found_in_their_usual_forms(marked: str) -> None:
    """Source, cue and content are just the words an annotator would mark."""
    text, expected = unmarked(marked)
    found = attributions(text)
    for name, spans in expected.items():
        assert {span.of(text) for one in found for span in getattr(one, name)} == {
            span.of(text) for span in spans
        }, name


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “ghost ferry” left at noon.",
        "The United States has many lighthouses. Boats went out and came back.",
        "A report was lost. The plan is old, and the support of the roof was weak.",
        "",
        " \n\n ",
    ],
)
def test_plain_telling_has_no_attribution(text: str) -> None:
    """Scare quotes, and nouns that look like verbs of saying, give nothing to anybody."""
    assert attributions(text) == []


@MANY
@given(reports | texts)
def test_parts_lie_in_the_text_apart_and_in_order(text: str) -> None:
    """Spans are inside the text, not blank, sorted, and no part of one overlaps another."""
    for one in attributions(text):
        assert one.cue
        assert one.content
        for spans in (one.source, one.cue, one.content):
            assert all(span.end <= len(text) and span.of(text).strip() for span in spans)
            assert list(spans) == sorted(spans)
        every = sorted((*one.source, *one.cue, *one.content))
        assert all(before.end <= after.start for before, after in pairwise(every))
        assert (one.kind == "none") or one.source


@MANY
@given(reports | texts)
def test_quotations_follow_one_another(text: str) -> None:
    """Each quotation begins with a mark, and ends before the next begins."""
    found = list(quotations(text))
    assert all(span.of(text)[0] in "“«„\"'`" for span in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_a_quotation_without_end_stops_with_its_paragraph() -> None:
    """A paragraph that opens a quotation and does not close it is quoted to its end only."""
    text = "“We waited.\n\n“Nobody came,” she said."
    assert [span.of(text) for span in quotations(text)] == ["“We waited.", "“Nobody came,”"]


@EXAMPLES
@given(documents())
def test_a_documents_attributions_have_its_offsets(document: Document) -> None:
    """What is found in segments is in terms of the document, and names it."""
    for one in of_segments(document, segment(document)):
        assert one.document == document.id
        assert all(s.of(document.text).strip() for s in (*one.source, *one.cue, *one.content))


def test_offsets_are_the_documents() -> None:
    """The words at the offsets are the words of the sentence, below a headline too."""
    text = "Ferry sinks\n\nIt rained on the harbour all day. Mira Kessel said the ferry had sunk.\n"
    document = Document(fingerprint(text), text, "page.txt")
    [found] = of_segments(document, segment(document))
    assert [span.of(text) for span in (*found.source, *found.cue, *found.content)] == [
        "Mira Kessel",
        "said",
        "the ferry had sunk",
    ]


def test_a_pronoun_and_a_surname_stand_for_the_fullest_mention() -> None:
    """Whoever is named once is known afterwards, across paragraphs of a unit."""
    text = "Dr. Mira Kessel said it rained.\n\nShe said it was cold. Later Kessel said she left."
    found = attributions(text)
    assert [one.source[0].of(text) for one in found] == ["Dr. Mira Kessel", "She", "Kessel"]
    assert {one.mention.of(text) for one in found if one.mention} == {"Dr. Mira Kessel"}
    assert {one.kind for one in found} == {"named_person"}


def test_an_attribution_whose_parts_overlap_is_refused() -> None:
    """A span model, too, has to say which words are whose."""
    with pytest.raises(ValueError, match="overlap"):
        Attribution("d", (Span(0, 5),), (Span(4, 8),), (Span(9, 12),), "none")


@pytest.mark.parametrize(
    "piece",
    [
        "said ",
        "he said, ",
        "“a” ",
        "“so,” he said. ",
        "(a) ",
        ", who said ",
        "according to ",
        "“so.”\n\n",
    ],
)
def test_time_grows_with_the_length(piece: str) -> None:
    """Four times the text takes far less than sixteen times as long, even of one sentence."""
    short, long = (_seconds(piece * times) for times in (5_000, 20_000))
    assert long < 10 * short + 0.5


def _seconds(text: str) -> float:
    gc.disable()  # else it walks through all that earlier tests have left
    begun = time.process_time()
    attributions(text)
    seconds = time.process_time() - begun
    gc.enable()
    return seconds
