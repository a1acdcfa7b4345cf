"""Label Studio JSON: what may not be sent."""

from dataclasses import replace

import pytest

from stancemark.records import Answer, Guess, Prediction, Region, Span
from stancemark.tasks.codec import encode_prediction, faults
from tests.tasks.coded import CODEBOOK, PASSAGE, TEXT

REGION = Region("r1", Span(100, 117), "claim", TEXT[:17])


@pytest.mark.parametrize(
    ("prediction", "fault"),
    [
        (Prediction("p", "m", (Guess("mood", "good", {}),)), "no control mood"),
        (Prediction("p", "m", (Guess("stance", "favor", {}),)), "no control stance"),
        (Prediction("p", "m", (Guess("span", "claim", {}),)), "no control span"),
        (
            Prediction("p", "m", (Guess("claim_class", "unimportant", {}),)),
            "no control claim_class",
        ),
        (Prediction("p", "m", (Guess("bias", "a bit", {}),)), "bias has no label 'a bit'"),
        (
            Prediction("p", "m", (Guess("bias", "biased", {"biased": 1.5}),)),
            "bias: probability 1.5 is outside 0 to 1",
        ),
        (Prediction("p", "m", score=-0.1), "score -0.1 is outside 0 to 1"),
        (Prediction("p", "m", score=float("nan")), "score nan is outside 0 to 1"),
        (
            Prediction("p", "m", regions=(replace(REGION, label="lie"),)),
            "region r1 100:117: no span label 'lie'",
        ),
        (
            Prediction("p", "m", regions=(replace(REGION, span=Span(99, 116)),)),
            f"region r1 99:116: outside the passage 100:{100 + len(TEXT)}",
        ),
        (
            Prediction("p", "m", regions=(replace(REGION, span=Span(101, 118)),)),
            "region r1 101:118: its quote is not the text there",
        ),
        (
            Prediction("p", "m", regions=(replace(REGION, score=2.0),)),
            "region r1 100:117: score 2.0 is outside 0 to 1",
        ),
        (Prediction("p", "m", regions=(REGION, REGION)), "region r1 stands 2 times"),
        (
            Prediction(
                "p", "m", regions=(replace(REGION, attributes=(Answer("bias_type", ("x",)),)),)
            ),
            "region r1 100:117: claim has no attribute bias_type",
        ),
        (
            Prediction(
                "p", "m", regions=(replace(REGION, attributes=(Answer("support", ("x",)),)),)
            ),
            "region r1 100:117: support has no label 'x'",
        ),
        (
            Prediction(
                "p",
                "m",
                regions=(
                    replace(REGION, attributes=(Answer("support", ("partly", "supported")),)),
                ),
            ),
            "region r1 100:117: support takes one label, not 2",
        ),
    ],
)
def test_a_prediction_that_may_not_be_sent_says_why(prediction: Prediction, fault: str) -> None:
    """Labels, places, quotes and scores are checked before Label Studio shows wrong ones."""
    assert faults(prediction, PASSAGE, CODEBOOK) == [fault]
    with pytest.raises(ValueError, match="prediction of p: "):
        encode_prediction(prediction, PASSAGE, CODEBOOK)
