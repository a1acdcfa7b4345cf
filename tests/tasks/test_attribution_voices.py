"""Voices: who speaks in each sentence, and how deep."""

import pytest
from hypothesis import given

from stancemark.records import Document, Passage, Segment, Span, Voice, fingerprint
from stancemark.tasks.attribution import attributions, of_segments, voice_of, voices
from stancemark.tasks.segment import segment
from stancemark.tasks.sentences import sentences
from tests.strategies import EXAMPLES, documents


def spoken(text: str, **given_: object) -> list[Voice]:
    """The voices of a text that is one segment of an article's body, or as given."""
    document = Document("d", text, "page.txt")
    values: dict[str, object] = {"role": "body", "kind": "article", "author": "A. Writer"}
    part = Segment("s", "d", Span(0, len(text)), **{**values, **given_})  # type: ignore[arg-type]  # a test gives what it likes
    return voices(document, [part], attributions(text, "d"))


@pytest.mark.parametrize(
    ("sentence", "voice", "speaker"),
    [
        ("It rained on the harbour all day.", "author", "A. Writer"),
        ("“It rained on the harbour,” Mira Kessel said.", "quoted", "Mira Kessel"),
        ("Mira Kessel said it rained on the harbour.", "paraphrased", "Mira Kessel"),
        ("Mira Kessel wants a new ferry.", "author", "A. Writer"),
        ("We believe that it rained on the harbour.", "author", "A. Writer"),
        ("Mira Kessel said “it rained” on the harbour.", "mixed", "Mira Kessel"),
        (
            "Long after the ferries had left the old quay for the islands, she said it rained.",
            "mixed",
            "she",
        ),
    ],
)
def test_the_voice_of_a_sentence(sentence: str, voice: str, speaker: str) -> None:
    """Most of its words decide: the author's, quoted ones, reported ones, or shared."""
    [found] = spoken(sentence)
    assert (found.voice, found.speaker) == (voice, speaker)
    assert found.depth == (voice != "author")


def test_a_quotation_of_several_sentences_is_one_voice() -> None:
    """Each of its sentences is the speaker's, the one with the cue and those after it too."""
    found = spoken("“We waited. Nobody came,” Kessel said. “So we left.” The quay was empty.")
    assert [one.voice for one in found] == ["quoted", "quoted", "quoted", "author"]
    assert [one.speaker for one in found] == ["Kessel", "Kessel", "Kessel", "A. Writer"]


def test_a_paste_keeps_its_outlet_around_the_source() -> None:
    """Its own sentences are the outlet's; whom it quotes is one deeper, and the outlet stays."""
    text = "It rained on the harbour. Kessel said the ferry sank."
    found = spoken(text, role="wire_copy", outlet="Harbour Wire", depth=1)
    assert [(one.voice, one.speaker, one.depth, one.outlet) for one in found] == [
        ("embedded_document", "Harbour Wire", 1, "Harbour Wire"),
        ("paraphrased", "Kessel", 2, "Harbour Wire"),
    ]


@pytest.mark.parametrize(
    ("given_", "voice"),
    [({"kind": "comment"}, "commenter"), ({"role": "quote_block", "depth": 1}, "quoted")],
)
def test_a_segment_speaks_as_what_it_is(given_: dict[str, object], voice: str) -> None:
    """A reader's comment is a commenter's, a set-apart quotation is quoted."""
    [found] = spoken("It rained on the harbour all day.", **given_)
    assert found.voice == voice


@pytest.mark.parametrize(
    ("text", "given_", "voice"),
    [
        ("It rained all night on the harbour. Mira Kessel said so.", {}, "author"),
        ("It rained. “It rained on the harbour all day long,” Mira Kessel said.", {}, "quoted"),
        ("It rained.", {"kind": "comment"}, "commenter"),
        (
            "It rained.",
            {"role": "wire_copy", "outlet": "Harbour Wire", "depth": 1},
            "embedded_document",
        ),
        ("…", {"role": "headline"}, "author"),
    ],
)
def test_a_passage_has_the_voice_of_most_of_its_words(
    text: str, given_: dict[str, object], voice: str
) -> None:
    """Of its sentences; where none is read, that of what it stands in."""
    values: dict[str, object] = {"role": "body", "kind": "article", "author": "A. Writer", **given_}
    passage = Passage("p", "d", Span(7, 7 + len(text)), text, **values)  # type: ignore[arg-type]  # a test gives what it likes
    assert voice_of(passage) == voice


def test_depth_has_an_end() -> None:
    """The codebook keeps three depths, however deep a paste is."""
    [found] = spoken("Kessel said it rained.", role="wire_copy", outlet="Wire", depth=3)
    assert found.depth == 3


@EXAMPLES
@given(documents())
def test_every_sentence_that_is_read_has_one_voice(document: Document) -> None:
    """The voices of a document are its sentences, in order, none twice, none left out."""
    parts = segment(document)
    found = voices(document, parts, of_segments(document, parts))
    expected = [
        sentence.moved(part.span.start)
        for part in parts
        if part.role in {"body", "quote_block", "wire_copy", "correction", "caption"}
        for sentence in sentences(part.span.of(document.text))
    ]
    assert [one.span for one in found] == expected
    assert fingerprint(document.text) == document.id
