"""The linear family: probabilities that hold for any text, and labels by their own names."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import cross_val_predict

from stancemark.errors import InputError
from stancemark.models.linear import LinearClassifier

TEXTS = ["the planes brought food", "the planes brought rifles", "rain in Aldmoor"] * 4
LABELS = ["favor", "against", "neutral"] * 4


@pytest.fixture(scope="module")
def model() -> LinearClassifier:
    """Fit three labels on a dozen texts."""
    return LinearClassifier().fit(TEXTS, LABELS)


def test_learns_what_it_was_told(model: LinearClassifier) -> None:
    """The training texts get their labels back, through columns named by `classes_`."""
    assert model.predict(TEXTS).tolist() == LABELS
    assert model.classes_.tolist() == ["against", "favor", "neutral"]
    column = model.classes_.tolist().index("favor")
    assert model.predict_proba(TEXTS)[:, column].argmax() == 0


@given(texts=st.lists(st.text(), min_size=1, max_size=5))
@settings(deadline=None)
def test_probabilities_sum_to_one_on_any_text(model: LinearClassifier, texts: list[str]) -> None:
    """Whatever the text, an empty one too, each row is a distribution."""
    probabilities = model.predict_proba(texts)
    assert probabilities.shape == (len(texts), 3)
    assert np.all(probabilities >= 0)
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(len(texts)))


def test_label_not_trained_never_appears() -> None:
    """A label the training part lacks is no column, so no text can get it."""
    kept = [(t, y) for t, y in zip(TEXTS, LABELS, strict=True) if y != "favor"]
    model = LinearClassifier().fit(*zip(*kept, strict=True))
    assert model.classes_.tolist() == ["against", "neutral"]
    assert set(model.predict(TEXTS)) == {"against", "neutral"}


def test_signs_are_words() -> None:
    """Emoji and question marks are features: texts of nothing else can be told apart."""
    model = LinearClassifier().fit(["💧", "?", "💧 💧", "? ?"], ["calm", "query", "calm", "query"])
    assert model.predict(["💧💧", "??"]).tolist() == ["calm", "query"]


def test_features_are_limited() -> None:
    """Each block keeps at most `max_features` n-grams."""
    model = LinearClassifier(max_features=5).fit(TEXTS, LABELS)
    assert model.coefficients_.shape == (10, 3)


@pytest.mark.parametrize(
    ("texts", "labels", "words"),
    [
        (["a b", "c d"], ["yes", "yes"], '2 examples with only the label "yes"'),
        ([], [], "0 examples with no labels"),
        (["", " "], ["yes", "no"], "2 examples without any text"),
    ],
)
def test_what_cannot_be_learned_is_said(texts: list[str], labels: list[str], words: str) -> None:
    """One label, no example or no text is the user's to mend, and told in words."""
    with pytest.raises(InputError, match=words):
        LinearClassifier().fit(texts, labels)


def test_state_is_the_model(model: LinearClassifier) -> None:
    """A copy through the state that is kept gives the same probabilities to the last bit."""
    twin = copy.deepcopy(model)
    assert np.array_equal(twin.predict_proba(TEXTS), model.predict_proba(TEXTS))
    assert "vocabulary" not in str(model.__getstate__())


def test_is_a_scikit_learn_estimator(model: LinearClassifier) -> None:
    """It clones with its parameters, unfitted, and runs under scikit-learn's cross-validation."""
    bare = clone(LinearClassifier(C=3.0, random_state=1))
    assert bare.get_params() == {
        "C": 3.0,
        "encoder": "",
        "max_features": 100_000,
        "ngrams": True,
        "random_state": 1,
    }
    with pytest.raises(NotFittedError):
        bare.predict(TEXTS)
    assert cross_val_predict(model, TEXTS, LABELS, cv=2).tolist() == LABELS


def test_same_texts_same_model(model: LinearClassifier) -> None:
    """Fitting twice gives the same probabilities."""
    again = LinearClassifier().fit(TEXTS, LABELS)
    assert np.array_equal(again.predict_proba(TEXTS), model.predict_proba(TEXTS))
