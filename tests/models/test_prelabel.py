"""Prelabelling: one prediction per text, in order, labels by the model's own names."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from stancemark.models.dataset import Example
from stancemark.models.linear import LinearClassifier
from stancemark.models.prelabel import predict, rows
from stancemark.records import Guess, Prediction


class Counter:
    """A model whose first label is as probable as the text is long, in tenths."""

    def __init__(self, *labels: str) -> None:
        self.classes_ = np.array(labels)
        self.batches: list[int] = []

    def predict_proba(self, texts: Sequence[str | Example], /) -> NDArray[np.float64]:
        """Two columns, for the two labels as they were given."""
        self.batches.append(len(texts))
        first = np.array([len(t if isinstance(t, str) else t.text) / 10 for t in texts])
        return np.column_stack([first, 1 - first])


@given(
    texts=st.lists(st.tuples(st.text(max_size=3), st.text(max_size=10))),
    batch=st.integers(1, 7),
)
def test_one_prediction_per_text_in_order(texts: list[tuple[str, str]], batch: int) -> None:
    """Whatever the batch, each text has its prediction, with a distribution per question."""
    models = {("stance", "city"): Counter("b", "a"), ("bias", ""): Counter("yes", "no")}
    found = list(predict(models, texts, "m1", batch))
    assert [p.passage for p in found] == [name for name, _ in texts]
    assert found == list(predict(models, texts, "m1"))
    for prediction, (_, text) in zip(found, texts, strict=True):
        assert [(g.question, g.target) for g in prediction.guesses] == list(models)
        for guess in prediction.guesses:
            assert sum(guess.probabilities.values()) == pytest.approx(1)
            assert guess.probabilities[guess.label] == max(guess.probabilities.values())
        assert prediction.guesses[0].probabilities["b"] == len(text) / 10


def test_labels_are_the_models_own() -> None:
    """The columns are named by `classes_`, in an order no codebook knows."""
    [prediction] = predict({("stance", ""): Counter("neutral", "against")}, [("p", "x" * 9)], "m1")
    [guess] = prediction.guesses
    assert guess.label == "neutral"
    assert guess.probabilities == pytest.approx({"neutral": 0.9, "against": 0.1})


def test_score_is_the_mean_of_the_best() -> None:
    """Two questions at 0.9 and 0.9, on a text of one letter; 0 where nothing is asked."""
    models = {("a", ""): Counter("x", "y"), ("b", ""): Counter("x", "y")}
    [prediction] = predict(models, [("p", "1")], "m1")
    assert prediction.score == pytest.approx((0.9 + 0.9) / 2)
    assert list(predict({}, [("p", "1")], "m1")) == [Prediction("p", "m1")]


def test_input_is_read_as_it_is_needed() -> None:
    """The first prediction costs one batch of an endless input."""
    taken: list[int] = []

    def endless() -> Iterator[tuple[str, str]]:
        while True:
            taken.append(len(taken))
            yield str(len(taken)), "text"

    model = Counter("a", "b")
    stream = predict({("q", ""): model}, endless(), "m1", batch=3)
    assert [next(stream).passage for _ in range(4)] == ["1", "2", "3", "4"]
    assert (len(taken), model.batches) == (6, [3, 3])


def test_trained_model_cannot_guess_a_label_it_never_saw() -> None:
    """A label of the codebook that training lacked has no probability anywhere."""
    model = LinearClassifier().fit(["food", "rifles"] * 3, ["favor", "against"] * 3)
    [known, blank] = predict({("stance", ""): model}, [("1", "food"), ("2", "")], "m1")
    assert known.guesses[0].label == "favor"
    assert set(blank.guesses[0].probabilities) == {"favor", "against"}


def test_rows_are_the_contract() -> None:
    """One row per question and target, with these columns, and nothing accepted."""
    guess = Guess("stance", "favor", {"against": 0.25, "favor": 0.75}, "city")
    assert rows(Prediction("p1", "linear 3", (guess,), score=0.75)) == [
        {
            "id": "p1",
            "question": "stance",
            "target": "city",
            "label": "favor",
            "score": 0.75,
            "probabilities": {"against": 0.25, "favor": 0.75},
            "accepted": False,
            "model": "linear 3",
        }
    ]
    assert rows(Prediction("p1", "linear 3")) == []
