"""What texts are like, without a model: for a queue that looks at what is common."""

from collections.abc import Iterable
from typing import Any

from sklearn.feature_extraction.text import HashingVectorizer


def vectors(texts: Iterable[str]) -> Any:
    """Hashed word counts, rows of length 1: sparse, shape (texts, 2¹⁸)."""
    return HashingVectorizer(n_features=2**18, alternate_sign=False).transform(texts)
