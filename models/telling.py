"""Words that a model of the labels leans on, and that give an outlet away."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from stancemark.models import views
from stancemark.models.dataset import Example
from stancemark.records import Telling
from stancemark.tasks.cues import ORDINARY

TOP = 100
"""N-grams of a label that are looked at: those that weigh most for it."""
SHARE = 0.9
"""Of the texts that an n-gram is in, how many must be of one outlet for it to give that away."""
LEAST = 5
"""Texts it must be in."""
_OVER = 2.0
"""How much more frequent a part of an outlet's name must be there than outlets' texts would make it."""
WORD = r"\w+"


def telling(examples: Sequence[Example], seed: int) -> list[Telling]:
    """Of the `TOP` n-grams that weigh most for each label, those that name an outlet, or are nearly only in one.

    The weights are those of a logistic regression over words and pairs of words, which stands for
    models of any family. An n-gram *names* an outlet if its words are words of the outlet's name or
    domain, not all of them everyday words, or the name run together, and no outlet has it in more
    texts, which are twice as many as its share of all texts would make. It *is in one outlet* if it
    is in `LEAST` texts or more, at least `SHARE` of them that outlet's, and that outlet has no more
    than half of all texts.
    """
    outlets, outlet = np.unique([e.outlet for e in examples], return_inverse=True)
    if len(set(outlets.tolist()) - {""}) < 2:
        return []
    matrix, names = _matrix(examples)
    there = np.stack([(matrix[outlet == o] > 0).sum(axis=0).A1 for o in range(len(outlets))], axis=1)  # fmt: skip
    base = np.bincount(outlet) / len(examples)
    words = [_words(name) for name in outlets.tolist()]
    found: list[Telling] = []
    for label, top in _top(matrix, [e.label for e in examples], seed):
        for rank, column in enumerate(top, start=1):
            counts = there[column]
            told = _told(names[column], counts, base, words)
            if told is not None and outlets[told[0]]:
                where, why = told
                total = int(counts.sum())
                share = float(counts[where] / total)
                found.append(
                    Telling(names[column], label, rank, str(outlets[where]), why, total, share)
                )
    return sorted(found, key=lambda t: (t.rank, t.label))


def _matrix(examples: Sequence[Example]) -> tuple[Any, list[str]]:
    """TF-IDF of words and pairs in two texts or more, and the n-grams."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    least = 2 if len(examples) > 2 else 1
    words = TfidfVectorizer(
        sublinear_tf=True, ngram_range=(1, 2), min_df=least, token_pattern=WORD, max_features=100_000
    )  # fmt: skip
    try:
        matrix = words.fit_transform([views.text(e) for e in examples])
    except ValueError:  # no word is in two texts
        words.set_params(min_df=1)
        matrix = words.fit_transform([views.text(e) for e in examples])
    return matrix, words.get_feature_names_out().tolist()


def _top(matrix: Any, labels: Sequence[str], seed: int) -> Iterator[tuple[str, list[int]]]:
    """The columns that speak most for each label, the most telling first."""
    from sklearn.linear_model import LogisticRegression

    for label in sorted(set(labels)):
        model = LogisticRegression(
            solver="liblinear", dual=True, class_weight="balanced", max_iter=1000, random_state=seed
        )
        model.fit(matrix, [each == label for each in labels])
        weights = model.coef_[0]
        yield label, [i for i in np.argsort(-weights)[:TOP].tolist() if weights[i] > 0]


def _told(
    ngram: str, counts: Any, base: Any, words: Sequence[tuple[frozenset[str], str]]
) -> tuple[int, str] | None:
    """Which outlet an n-gram gives away, and why; None for none."""
    total, parts = counts.sum(), set(re.findall(WORD, ngram))
    for outlet, (name, run) in enumerate(words):
        of_it = (parts <= name and bool(parts - ORDINARY)) or ngram.replace(" ", "") == run
        if of_it and counts[outlet] == counts.max() >= _OVER * base[outlet] * total:
            return outlet, "name"
    most = int(np.argmax(counts))
    if total >= LEAST and counts[most] >= SHARE * total and base[most] <= 0.5:
        return most, "one outlet"
    return None


def _words(outlet: str) -> tuple[frozenset[str], str]:
    """The words of an outlet's name, without short ones, and the name run together, without a domain's end.

    >>> sorted(_words("www.northgate-herald.co.uk")[0]), _words("Northgate Herald")[1]
    (['herald', 'northgate'], 'northgateherald')
    """
    name = outlet.casefold().strip().removeprefix("https://").removeprefix("http://")
    name = name.partition("/")[0].removeprefix("www.")
    if " " not in name and "." in name:
        name = name.partition(".")[0]
    parts = re.findall(WORD, name)
    return frozenset(part for part in parts if len(part) > 2), "".join(parts)
