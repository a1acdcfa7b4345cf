"""Passages: every judged character in exactly one, at offsets that Python agrees with."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.config import CutOptions
from stancemark.records import Document, Passage, Role, Segment, Span, UnitKind
from stancemark.tasks.cut import Words, cut, judged_roles
from stancemark.tasks.read import find, read
from stancemark.tasks.segment import segment
from stancemark.tasks.sentences import sentences
from tests.strategies import MANY, documents

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
"""Three pages as the web has them, beside the repository where they are kept."""

options = st.builds(
    CutOptions,
    max_words=st.integers(10, 40),
    min_words=st.integers(0, 60),
    context=st.integers(0, 2),
)


def passages(document: Document, chosen: CutOptions | None = None) -> list[Passage]:
    """The passages of a document."""
    return cut(document, segment(document), chosen)


def text_of(*paragraphs: str) -> Document:
    """A document of these paragraphs."""
    return Document("d", "\n\n".join(paragraphs), "page.txt", title="Title")


def running(
    paragraphs: Sequence[str], chosen: CutOptions, kind: UnitKind = "article"
) -> list[Passage]:
    """The passages of paragraphs that stand in one unit and one role."""
    text, start, segments = "\n\n".join(paragraphs), 0, []
    for paragraph in paragraphs:
        place = Span(start, start + len(paragraph))
        segments.append(Segment(str(start), "d", place, "body", "u", kind))
        start = place.end + 2
    return cut(Document("d", text, "page.txt"), segments, chosen)


@MANY
@given(documents(), options)
def test_a_passage_is_the_text_at_its_offsets(document: Document, chosen: CutOptions) -> None:
    """`document.text[start:end] == text`, for every passage of every text."""
    for p in passages(document, chosen):
        assert document.text[p.span.start : p.span.end] == p.text
        assert p.text == p.text.strip()


@MANY
@given(documents(), options)
def test_every_judged_character_is_in_exactly_one_passage(
    document: Document, chosen: CutOptions
) -> None:
    """What is judged is in one passage, what is not judged in none, white space apart."""
    times = [0] * len(document.text)
    for p in passages(document, chosen):
        for position in range(p.span.start, p.span.end):
            times[position] += 1
    segments = segment(document)
    for found in segments:
        wanted = int(found.role in judged_roles(segments))
        for position in range(found.span.start, found.span.end):
            assert document.text[position].isspace() or times[position] == wanted


@MANY
@given(documents(), options)
def test_passages_stand_in_order_and_never_overlap(document: Document, chosen: CutOptions) -> None:
    """Each passage begins where the one before has ended, or later."""
    for one, following in pairwise(passages(document, chosen)):
        assert one.span.end <= following.span.start
        assert not one.span.overlaps(following.span)


@MANY
@given(documents(), options)
def test_only_a_single_sentence_is_longer_than_asked(
    document: Document, chosen: CutOptions
) -> None:
    """A passage has at most `max_words`, unless it is one sentence of its segment."""
    whole = {
        sentence.moved(found.span.start)
        for found in segment(document)
        for sentence in sentences(found.span.of(document.text))
    }
    for p in passages(document, chosen):
        assert len(p.text.split()) <= chosen.max_words or p.span in whole


@MANY
@given(documents(), options)
def test_no_sentence_is_divided(document: Document, chosen: CutOptions) -> None:
    """A passage ends where a sentence of its segment ends."""
    ends = {
        found.span.start + sentence.end
        for found in segment(document)
        for sentence in sentences(found.span.of(document.text))
    }
    assert {p.span.end for p in passages(document, chosen)} <= ends


@MANY
@given(documents(), options)
def test_the_same_document_has_the_same_passages(document: Document, chosen: CutOptions) -> None:
    """Cutting twice gives equal records, and each passage an id of its own."""
    once = passages(document, chosen)
    assert once == passages(document, chosen)
    assert len({p.id for p in once}) == len(once)


@MANY
@given(documents(), options)
def test_a_passage_stands_in_one_voice(document: Document, chosen: CutOptions) -> None:
    """All segments it touches share its unit, role, depth, outlet and author."""
    segments = segment(document)
    for p in passages(document, chosen):
        for s in segments:
            if s.span.overlaps(p.span):
                assert (s.unit, s.role, s.depth) == (p.unit, p.role, p.depth)
                assert (s.outlet, s.author) == (p.outlet, p.author)


@MANY
@given(st.lists(st.integers(0, 3), min_size=1, max_size=12), options)
def test_a_short_quotation_is_never_divided(lengths: list[int], chosen: CutOptions) -> None:
    """Where quotations are balanced and fit `max_words`, each lies in one passage.

    A length of 0 is a sentence of the author's; others quote so many sentences of three words.
    """
    said = [
        f"“{'They came late. ' * n}".strip() + "”" if n else "It rained there." for n in lengths
    ]
    paragraphs = [" ".join(said), *said]
    ends = {p.span.end for p in running(paragraphs, chosen)}
    opened = 0
    for position, sign in enumerate("\n\n".join(paragraphs)):
        opened += (sign == "“") - (sign == "”")
        assert not opened or position + 1 not in ends


def test_a_passage_joins_short_paragraphs_up_to_its_length() -> None:
    """Paragraphs of four words join until there are ten; a rest of four joins and is shared out."""
    document = text_of(*["One two three four."] * 4)
    found = passages(document, CutOptions(max_words=12, min_words=10))
    assert [p.text.count("One") for p in found] == [2, 2]
    [joined] = passages(document, CutOptions(max_words=16, min_words=10))
    assert joined.text.count("One") == 4


@pytest.mark.parametrize(
    ("paragraphs", "ends"),
    [
        # an introduction and its list, seven words together
        (["It rained all day.", "Bring:", "- a boat", "- some rope", "It rained all night."],
         ["day.", "rope", "night."]),
        # a quotation of two paragraphs, opened again in the second
        (["“We came by sea.", "“We left by land.”", "Nobody saw them go."], ["land.”", "go."]),
        # straight quotation marks, closed in the second paragraph
        (['"We came by sea.', 'We left by land."', "Nobody saw them go."], ['land."', "go."]),
        # who speaks, between two halves of a quotation
        (["It rained all day long. “We came,” he said. “We left.” It rained all night long."],
         ["long.", "left.”", "long."]),
        # a quotation too long to fit: cut between its sentences
        (["“We came by sea one day. We left by land one night. We never went back there.”"],
         ["day.", "night.", "there.”"]),
    ],
)  # fmt: skip
def test_what_belongs_together_stays_together(paragraphs: list[str], ends: list[str]) -> None:
    """Passages of ten words at most, each ending with the words named."""
    found = running(paragraphs, CutOptions(max_words=10, min_words=0))
    assert [p.text.split()[-1] for p in found] == ends


def test_a_short_comment_is_one_passage() -> None:
    """Three paragraphs of a comment make one passage, three of an article three."""
    said = ["It rained.", "It poured.", "It stopped."]
    options = CutOptions(min_words=0, max_words=10)
    assert len(running(said, options, "comment")) == len(running(said, options, "post")) == 1
    assert len(running(said, options)) == 3


def test_a_long_paragraph_is_divided_evenly() -> None:
    """Twelve sentences of two words, ten at most: 24 words make three parts of eight."""
    document = text_of("It rained. " * 12)
    found = passages(document, CutOptions(max_words=10, min_words=0))
    assert [len(p.text.split()) for p in found] == [8, 8, 8]


def test_one_sentence_is_never_cut() -> None:
    """Fifty words without a stop stay together where ten are allowed."""
    document = text_of("word " * 50 + "end.")
    assert len(passages(document, CutOptions(max_words=10))) == 1


def test_a_passage_keeps_to_one_role_and_one_author() -> None:
    """A quotation set apart, and another's comment, begin passages of their own."""
    document = text_of(
        "The article ends here.", "“It is all quite true.”", "Ann says:\nI do not think so."
    )
    found = [(p.role, p.author) for p in passages(document)]
    assert found == [("body", ""), ("quote_block", ""), ("body", "Ann")]


def test_a_passage_has_its_heading_and_its_neighbours() -> None:
    """What stands before and after is shown with it, as far as asked; furniture is not."""
    document = text_of("# Harbour reopens", "First it is.", "Share this", "Then it was.")
    first, second = passages(document, CutOptions(min_words=0, context=1))
    assert first.heading == second.heading == "Harbour reopens"
    assert (first.context_before, first.context_after) == ("", "Then it was.")
    assert (second.context_before, second.context_after) == ("First it is.", "")
    alone = passages(document, CutOptions(min_words=0, context=0))
    assert not any(p.context_before or p.context_after for p in alone)


def test_passages_that_say_the_same_share_a_cluster() -> None:
    """Case and white space apart, equal texts of two documents are one cluster."""
    one = passages(Document("a", "It is so,\nthey say.", "a.txt"))
    two = passages(Document("b", "IT IS SO, they  say.", "b.txt"))
    assert one[0].cluster == two[0].cluster
    assert one[0].id != two[0].id


def test_a_text_without_judged_words_has_no_passage() -> None:
    """Furniture alone gives no task."""
    assert passages(text_of("Share this", "Home | News | Sport | Weather")) == []


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"needs the real pages in {SAMPLES}")
def test_offsets_hold_on_real_pages() -> None:
    """A news blog, a forum thread and a page of comments: each passage is the text at its place."""
    found = [d for d in read(find(["*.txt"], SAMPLES)) if isinstance(d, Document)]
    assert len(found) == 3
    for document in found:
        for p in passages(document):
            assert document.text[p.span.start : p.span.end] == p.text
            assert len(p.text.split()) <= 120 or len(list(sentences(p.text))) == 1


@pytest.mark.parametrize("sign", [" ", "  ", "\n", "\t", "\xa0", "\u2003", "\x1f"])
def test_words_are_counted_as_they_are_divided(sign: str) -> None:
    """Whatever white space parts them: the count of `split`, and its joining for clusters."""
    text = f"One Two{sign}Three four"
    words = Words(text)
    assert words.of(text) == len(text.split()) == 4
    assert words.folded(text) == "one two three four"


def test_a_short_post_without_a_full_stop_is_judged() -> None:
    """A page with nothing but a headline is a passage, not a page without one."""
    document = Document("d", "So the filters were real after all", "posts.jsonl#3")
    [passage] = passages(document, CutOptions())
    assert passage.text == document.text


@pytest.mark.parametrize(
    "title", ["A bridge | The Gazette", "THE GAZETTE – A bridge", "A bridge — The Gazette"]
)
def test_the_heading_leaves_the_outlet_out(title: str) -> None:
    """Sites put their name before or behind a title; it is no part of the heading."""
    document = Document("d", "It fell down at noon.", "p.html", outlet="The Gazette", title=title)
    [passage] = passages(document, CutOptions())
    assert passage.heading == "A bridge"


def test_a_pasted_headline_stands_above_the_pasted_words_only() -> None:
    """In a comment that pastes an article, the commenter's own words keep the page's heading."""
    text = "A bridge fell. Look. Ferry sinks off Holm. It sank at noon. Awful."
    places: dict[str, tuple[Role, str, int]] = {
        "A bridge fell.": ("headline", "article", 0),
        "Look.": ("body", "comment", 0),
        "Ferry sinks off Holm.": ("headline", "comment", 1),
        "It sank at noon.": ("wire_copy", "comment", 1),
        "Awful.": ("body", "comment", 0),
    }
    segments = [
        Segment(words, "d", Span(at := text.index(words), at + len(words)), role, unit, depth=depth)
        for words, (role, unit, depth) in places.items()
    ]
    found = cut(Document("d", text, "p.txt"), segments, CutOptions(min_words=0))
    assert {p.text: p.heading for p in found} == {
        "Look.": "A bridge fell.",
        "It sank at noon.": "Ferry sinks off Holm.",
        "Awful.": "A bridge fell.",
    }
