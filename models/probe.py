"""Can the outlet be told from the text? From its words as they are, and with its names blanked."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from stancemark.errors import InputError
from stancemark.models import views
from stancemark.models.dataset import Example
from stancemark.models.evaluate import drawn
from stancemark.models.held_out import Floats
from stancemark.models.paired import Ring
from stancemark.models.split import Apart, Split, folds, groups
from stancemark.records import NOTHING, Probe
from stancemark.tasks.place import BLANK

MOST = 3000
"""Texts that are looked at, at most."""
LEAST = 5
"""Texts of an outlet, of two documents or more, for it to be one that can be told."""
_FOLDS = 5
_WORD = r"\w+"
_BLANKS = re.compile(f"{re.escape(BLANK)}+")


def probe(examples: Sequence[Example], masked: Sequence[Example] | None, seed: int) -> Probe:
    """Accuracy of telling the outlet, no document or reprint on both sides.

    A linear support vector machine over words and pairs of words, since it is quick with many outlets;
    at most `MOST` texts, drawn by document. `masked` holds the same examples with names blanked. A blank
    counts as one sign however long it is: its length would tell the name. Raises `InputError` where
    there are no two outlets with enough texts.
    """
    rows = _some(examples, seed)
    part = [replace(examples[row], label=examples[row].outlet) for row in rows]
    outlets = Counter(e.outlet for e in part)
    if len(outlets) < 2:
        raise InputError(
            f"no two outlets with {LEAST} texts of two documents or more: the outlet cannot be probed"
        )
    split = folds(part, _FOLDS, seed, Apart(by="document"))
    ring = Ring(part, drawn(part, split)[0], seed)
    hidden = [_BLANKS.sub(BLANK, _seen(masked[row])) for row in rows] if masked else []
    blanked = sum(BLANK in text for text in hidden)
    return Probe(
        accuracy=ring.mean(_right(part, [_seen(e) for e in part], split)).measure(),
        masked=ring.mean(_right(part, hidden, split)).measure() if blanked else NOTHING,
        blanked=blanked,
        majority=outlets.most_common(1)[0][1] / len(part),
        outlets=len(outlets),
        items=len(part),
    )


def _seen(example: Example) -> str:
    """All the text that a model may see."""
    beside = (example.before, example.after, views.manner(example))
    return "\n".join(filter(None, [views.text(example), *beside]))


def _right(examples: Sequence[Example], texts: Sequence[str], split: Split) -> Floats:
    """1 for each text whose outlet was told, 0 for the others, shape (n,)."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    outlets = np.array([e.label for e in examples])
    right = np.zeros(len(texts))
    for train, test in split.folds:
        words = TfidfVectorizer(
            sublinear_tf=True, ngram_range=(1, 2), max_features=50_000, token_pattern=_WORD
        )
        told = outlets[train][:1]  # the only one, if it is
        if len(set(outlets[train].tolist())) > 1:
            machine = make_pipeline(words, LinearSVC(dual=True, random_state=7))
            machine.fit([texts[i] for i in train], outlets[train])
            told = machine.predict([texts[i] for i in test])
        right[test] = outlets[test] == told
    return right


def _some(examples: Sequence[Example], seed: int) -> list[int]:
    """Rows of outlets that can be told, each text once, whole documents drawn until there are `MOST`."""
    first = {e.id: row for row, e in reversed(list(enumerate(examples)))}
    rows = [row for row, e in enumerate(examples) if e.outlet and first[e.id] == row]
    documents = groups(examples, "document")
    texts = Counter(examples[row].outlet for row in rows)
    pages: dict[str, set[str]] = {}
    for row in rows:
        pages.setdefault(examples[row].outlet, set()).add(documents[row])
    kept = {o for o, n in texts.items() if n >= LEAST and len(pages[o]) > 1}
    rows = [row for row in rows if examples[row].outlet in kept]
    of = np.array([documents[row] for row in rows])
    names = np.unique(of)
    place = {name: i for i, name in enumerate(np.random.default_rng(seed).permutation(names))}
    order = sorted(rows, key=lambda row: (place[documents[row]], row))[:MOST]
    return sorted(order)
