"""Character n-grams by word: the same numbers as scikit-learn's, whatever the text."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from stancemark.models import characters
from stancemark.models.characters import LENGTHS, Characters
from stancemark.models.linear import LinearClassifier

WORDS = st.sampled_from(["Rain", "rain,", "in", "Aldmoor", "İstanbul", "ß", "\ud800", "x"])
TEXTS = st.lists(
    st.lists(WORDS | st.text(max_size=3), max_size=8).map(" \n".join), min_size=1, max_size=5
)


def plain(texts: list[str]) -> TfidfVectorizer:
    """Fit scikit-learn's own on the texts."""
    return TfidfVectorizer(analyzer="char_wb", ngram_range=LENGTHS, sublinear_tf=True).fit(texts)


@given(known=TEXTS, asked=TEXTS)
@settings(deadline=None)
def test_the_same_as_scikit_learn(known: list[str], asked: list[str]) -> None:
    """Columns and numbers are those of TfidfVectorizer; of an empty text, and asked a second time, too."""
    known.append("some word")
    ours, theirs = Characters(100_000).fit(known), plain(known)
    assert ours.get_feature_names_out().tolist() == theirs.get_feature_names_out().tolist()
    again = Characters(100_000).fit_transform(known).toarray()
    assert again == pytest.approx(theirs.transform(known).toarray(), abs=1e-12)
    for texts in (asked, known, asked):
        found = ours.transform(texts).toarray()
        assert found == pytest.approx(theirs.transform(texts).toarray(), abs=1e-12)


def test_the_most_frequent_are_kept() -> None:
    """Of all n-grams of "aa aa b", those of the word that stands there twice."""
    found = Characters(2).fit(["aa aa b"])
    assert found.get_feature_names_out().tolist() == [" a", " aa"]  # 2 each, the first of equals


def test_memory_of_words_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over the bound words are met anew, and the answers stay."""
    monkeypatch.setattr(characters, "_WORDS", 2)
    texts = ["the planes brought food", "the planes brought rifles", "rain in Aldmoor"] * 2
    model = LinearClassifier().fit(texts, ["food", "arms", "rain"] * 2)
    first = [model.predict_proba([text])[0] for text in texts]
    assert np.array(first) == pytest.approx(model.predict_proba(texts))
    assert len(model.features_.blocks_["characters"]._place) <= 2 + 7


def test_threads_may_share_a_model() -> None:
    """Asked by eight threads at once, each with words of its own, it answers as it does one at a time."""
    known = [f"word{n} and word{n + 1}" for n in range(300)]
    parts = [[f"{text} {number}x" for text in known] for number in range(16)]
    alone = [plain(known).transform(part).toarray() for part in parts]
    ours = Characters(100_000).fit(known)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda part: ours.transform(part).toarray(), parts))
    assert np.allclose(found, alone, rtol=0, atol=1e-12)
