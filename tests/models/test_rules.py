"""Cold-start rules: what they mark, and that what they mark may always be sent."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given

from stancemark.annotate.studio import check_predictions
from stancemark.config import CodebookOptions, TargetOptions
from stancemark.models import rules
from stancemark.records import Codebook, Document, Passage, Region, Span
from stancemark.tasks.codebook import load_codebook
from stancemark.tasks.codec import encode_prediction, faults
from stancemark.tasks.cut import cut
from stancemark.tasks.interface import labeling_config
from stancemark.tasks.read import find, read
from stancemark.tasks.segment import segment
from tests.strategies import EXAMPLES, codebooks, passages

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
"""Three pages as the web has them, beside the repository where they are kept."""

needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason=f"needs the real pages in {SAMPLES}"
)


def preset(name: str = "full") -> Codebook:
    """A shipped codebook, asked about one target."""
    target = TargetOptions(name="Harbour Coalition")
    return load_codebook(CodebookOptions(preset=name, targets=[target]), Path())


def marked(text: str, before: str = "", codebook: Codebook | None = None) -> list[Region]:
    """What the rules mark in a passage that begins at the 50th character of its page."""
    passage = Passage("p", "d", Span(50, 50 + len(text)), text, "body", context_before=before)
    (prediction,) = rules.predict([passage], codebook or preset())
    return list(prediction.regions)


def said(region: Region) -> dict[str, tuple[str, ...]]:
    """A region's attributes."""
    return {answer.question: answer.labels for answer in region.attributes}


@EXAMPLES
@given(passages(), codebooks)
def test_what_rules_predict_may_always_be_sent(
    placed: tuple[Document, Passage], codebook: Codebook
) -> None:
    """For every text and codebook: no faults of ours, and none that Label Studio finds."""
    _, passage = placed
    (prediction,) = rules.predict([passage], codebook)
    assert faults(prediction, passage, codebook) == []
    encoded = encode_prediction(prediction, passage, codebook)
    assert check_predictions(labeling_config(codebook), [encoded]) == [[]]


@EXAMPLES
@given(passages(), codebooks)
def test_marks_of_one_label_never_overlap(
    placed: tuple[Document, Passage], codebook: Codebook
) -> None:
    """Each label's marks stand apart, in the order of the page, under ids of their own."""
    (prediction,) = rules.predict([placed[1]], codebook)
    for label in {region.label for region in prediction.regions}:
        of_label = [region.span for region in prediction.regions if region.label == label]
        assert all(one.end <= following.start for one, following in pairwise(of_label))
    assert len({region.id for region in prediction.regions}) == len(prediction.regions)


@EXAMPLES
@given(passages(), codebooks)
def test_rules_give_marks_only_and_the_same_each_time(
    placed: tuple[Document, Passage], codebook: Codebook
) -> None:
    """No guess that would anchor anybody, no score that would claim a probability."""
    (prediction,) = rules.predict([placed[1]], codebook)
    assert (prediction.guesses, prediction.score) == ((), None)
    assert [prediction] == list(rules.predict([placed[1]], codebook))


@pytest.mark.parametrize(
    ("text", "label", "quote"),
    [
        # a share of people, in a sentence that speaks of asking them
        ("So it is. 82% of Syrians agree. Not so.", "claim", "82% of Syrians agree."),
        ("Nine in ten respondents trust it.", "claim", "Nine in ten respondents trust it."),
        # popularity as evidence, and a hedge without a source
        ("A leaked clip proves it. Fine.", "claim", "A leaked clip proves it."),
        ("He was reportedly shot. Fine.", "claim", "He was reportedly shot."),
        # sources that nobody could ask, that have a role, and that are other media
        ("Some experts say it fell.", "source", "Some experts"),
        ("It fell, according to unnamed sources.", "source", "unnamed sources"),
        ("A senior US official said it fell.", "source", "A senior US official"),
        ("As the Open Quay reported, it fell.", "source", "the Open Quay"),
        # words that a neutral one could replace
        ("The regime fell.", "loaded_language", "regime"),
        ("It was outrageous.", "loaded_language", "outrageous"),
        ("It was, of course, late.", "loaded_language", "of course"),
        ("A bombshell for them.", "loaded_language", "bombshell"),
    ],
)
def test_each_rule_marks_what_it_is_for(text: str, label: str, quote: str) -> None:
    """One mark, of the words or the sentence, at their place in the document."""
    (region,) = [region for region in marked(text) if region.label == label]
    assert region.quote == quote
    assert region.span.moved(-50).of(text) == quote


@pytest.mark.parametrize(
    "text",
    [
        "Prices rose by 82% in May.",
        "The video was shown in court.",
        "She reported on it herself.",
        "An expert in ceramics came.",
        "The Harbour Coalition flew.",
    ],
)
def test_rules_leave_plain_sentences_alone(text: str) -> None:
    """A share of prices, a video, a report, an expert and a target's name are each left unmarked."""
    assert marked(text) == []


def test_what_a_video_is_said_to_show_is_a_claim() -> None:
    """Announced by a colon just before, the passage is marked whole; without it, not."""
    text = "“They dropped ammunition.”"
    (region,) = marked(text, before="This video has since gone viral:")
    assert region.quote == text
    assert said(region)["claim_type"] == ("visual_evidence",)
    assert marked(text, before="This video has since gone viral.") == []


def test_what_a_poll_discloses_is_ticked() -> None:
    """Its sample, margin and mode stand in the passage, and the dates do not."""
    (claim,) = marked(
        "82% of Syrians agree. ORB asked 1,365 adults face to face, with a margin of error of 3%."
    )[:1]
    assert said(claim)["claim_type"] == ("poll",)
    assert said(claim)["poll_method"] == ("sample_size", "margin", "mode")


def test_a_sample_of_grouped_digits_is_a_sample() -> None:
    """1 365, 1.365 and 1365 adults are all a number of adults."""
    for number in ("1 365", "1.365", "1365", "1,365"):
        (claim,) = marked(f"82% agree, of {number} adults.")
        assert said(claim)["poll_method"] == ("sample_size",)


def test_a_codebook_without_a_label_is_not_given_it() -> None:
    """The quick codebook marks claims, without attributes; stance asks for none at all."""
    text = "82% of Syrians agree that the regime fell."
    (region,) = marked(text, codebook=preset("quick"))
    assert (region.label, region.attributes) == ("claim", ())


def test_the_version_follows_the_rules_and_the_codebook() -> None:
    """Another codebook makes another version, so that old suggestions are replaced."""
    assert rules.version(preset()) == rules.version(preset())
    assert rules.version(preset()) != rules.version(preset("claims"))
    assert rules.version(preset()).startswith("rules-")


def test_a_passage_without_marks_has_an_empty_prediction_of_its_own() -> None:
    """Every passage gets one prediction, in order."""
    found = [Passage(str(n), "d", Span(0, 5), "Fine.", "body") for n in range(3)]
    predictions = list(rules.predict(found, preset()))
    assert [(p.passage, p.regions) for p in predictions] == [("0", ()), ("1", ()), ("2", ())]


@pytest.mark.parametrize(
    "text",
    ["82% agree: " + "1 " * 50_000, "video " * 50_000, "As A " * 20_000, "82% agree " * 5_000],
)
def test_a_sentence_without_end_is_read_in_reasonable_time(text: str) -> None:
    """Fifty thousand digits or names in one sentence do not stop the run."""
    assert isinstance(marked(text, before=text), list)


@needs_samples
@pytest.mark.parametrize("words", ["US air-dropped ammunition", "82% of Syrians agree"])
def test_the_claims_of_the_real_pages_are_suggested(words: str) -> None:
    """In the passage with these words, a claim is marked that holds them."""
    documents = [d for d in read(find(["*.txt"], SAMPLES)) if isinstance(d, Document)]
    found = [p for d in documents for p in cut(d, segment(d)) if words in p.text]
    assert found
    for passage, prediction in zip(found, rules.predict(found, preset()), strict=True):
        claims = [region.quote for region in prediction.regions if region.label == "claim"]
        assert any(words in claim for claim in claims), passage.text
