"""How far annotators mark the same stretches, and say the same of them: alpha over tokens, and votes.

Every token of a passage is marked or not by each annotator who judged the passage, as in PolNeAR
(Newell, Margolin and Ruths 2018). So partial overlap counts for what is shared, and a passage in which
nobody marked anything is agreement too. The tokens of a passage stand or fall together, so intervals
are drawn over passages.
"""

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from stancemark.annotate.agreement import FEW, Floats, alpha_of, coincidences, interval
from stancemark.annotate.panels import agreed, answers, attributes
from stancemark.annotate.votes import Vote
from stancemark.records import Agreement, Judgement, Passage, Question, Span

_TOKEN = re.compile(r"\w+|[^\w\s]")

ANY = "whatever the label"
"""Said of the agreement on what is marked at all."""

Ends = NDArray[np.int64]
"""Where each token of a passage begins and ends on its page: (tokens, 2)."""

_POINTS = np.array([0.0, 1.0])


def of_spans(
    panels: Mapping[str, Sequence[Judgement]],
    passages: Mapping[str, Passage],
    question: Question,
    seed: int = 7,
) -> list[Agreement]:
    """Alpha on each label of a span question, and first on what is marked at all.

    `panels` hold each annotator's last judgement of a passage, by passage, without those who skipped
    it; passages of fewer than two are left out, and counted. Where alpha is undefined `value` is
    None, and `note` says why.
    """
    judged = [(_ends(passages[name]), panel) for name, panel in panels.items() if name in passages]
    found = [_measured(judged, question, "", seed)]
    return found + [_measured(judged, question, label, seed) for label in question.values]


def votes(panels: Mapping[str, Sequence[Judgement]], question: Question) -> list[Vote]:
    """What each annotator said of each stretch that more than half of a panel marked.

    Of an attribute that may have several values each is a question of its own, answered yes or no.
    """
    found: list[Vote] = []
    for name, panel in panels.items():
        for label, span, regions in agreed(panel, question):
            item = f"{name} {span.start}:{span.end} {label}"
            for asked in attributes(question, label):
                told = answers(regions, asked)
                if not asked.multiple:
                    found += [
                        Vote(item, who, v[0], asked.id, within=name) for who, v in told.items()
                    ]
                    continue
                found += [
                    Vote(item, who, "yes" if value in values else "no", asked.id, value, name)
                    for value in asked.values
                    for who, values in told.items()
                ]
    return found


def _measured(
    judged: Sequence[tuple[Ends, Sequence[Judgement]]], question: Question, label: str, seed: int
) -> Agreement:
    """Of one label, or with "" of all of them together."""
    labels = {label} if label else set(question.values)
    several = [(ends, panel) for ends, panel in judged if len(panel) > 1]
    matrices = np.array([_tokens(*one, labels) for one in several]).reshape(-1, 2, 2)
    total = matrices.sum(axis=0)
    value = alpha_of(total, _POINTS, "nominal") if several else None
    low = high = None
    if value is not None:
        alike, times = np.unique(matrices, axis=0, return_counts=True)
        low, high = interval(alike, times, _POINTS, "nominal", seed)
    return Agreement(
        question=question.id,
        target=label,
        metric="alpha_token",
        value=value,
        low=low,
        high=high,
        items=len(several),
        annotators=len({j.annotator for _, panel in judged for j in panel}),
        left_out=len(judged) - len(several),
        note=_note(value, total, len(several), label),
    )


def _note(value: float | None, total: Floats, items: int, label: str) -> str:
    if not items:
        why = "no item has answers of two annotators yet"
    elif value is None:
        who = "everybody marked all of it as" if total[1].any() else "nobody marked"
        why = f"{who} {label or 'anything'}: alpha is undefined"
    else:
        why = f"fewer than {FEW} items: the interval is rough" if items < FEW else ""
    return "; ".join(filter(None, ("" if label else ANY, why)))


def _ends(passage: Passage) -> Ends:
    tokens = [Span(*m.span()).moved(passage.span.start) for m in _TOKEN.finditer(passage.text)]
    return np.array([[t.start, t.end] for t in tokens], np.int64).reshape(-1, 2)


def _tokens(ends: Ends, panel: Sequence[Judgement], labels: set[str]) -> Floats:
    """The coincidence matrix of a passage's tokens: not marked, marked; shape (2, 2)."""
    marked = np.zeros(len(ends), np.int64)
    for one in panel:
        marked += _covered(ends, [r.span for r in one.regions if r.label in labels])
    counts = np.stack([len(panel) - marked, marked], axis=1)
    found: Floats = coincidences(counts).sum(axis=0)
    return found


def _covered(ends: Ends, spans: Sequence[Span]) -> NDArray[np.int64]:
    """1 for each token that one of the spans touches, else 0."""
    found = np.zeros(len(ends), np.int64)
    for span in spans:
        first = np.searchsorted(ends[:, 1], span.start, "right")
        found[first : np.searchsorted(ends[:, 0], span.end)] = 1
    return found
