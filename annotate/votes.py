"""Votes: who gave which item which label. What agreement and aggregation start from."""

from collections.abc import Iterable
from dataclasses import dataclass

from stancemark.records import Judgement


@dataclass(frozen=True, slots=True)
class Vote:
    """One annotator's one label for one item, on one question (and, for a stance, one target)."""

    item: str
    annotator: str
    label: str
    question: str = ""
    target: str = ""
    within: str = ""
    """What the item is a part of, if intervals are to be drawn over that: the passage of a span."""


def votes(judgements: Iterable[Judgement]) -> list[Vote]:
    """One vote per answer of one label, oldest judgement first; a skipped judgement gives none.

    A question that anyone answered with several labels is left out whole, for everybody: the
    answers of one label that it also has would be its easy ones, and overstate agreement.
    """
    told = sorted((j for j in judgements if not j.skipped), key=lambda j: j.created)
    several = {a.question for j in told for a in j.answers if len(a.labels) > 1}
    return [
        Vote(j.passage, j.annotator, a.labels[0], a.question, a.target)
        for j in told
        for a in j.answers
        if a.labels and a.question not in several
    ]


def latest(votes: Iterable[Vote]) -> list[Vote]:
    """The last vote of each annotator on each item and question: one who votes again has changed.

    >>> [v.label for v in latest([Vote("p1", "ann", "favor"), Vote("p1", "ann", "against")])]
    ['against']
    """
    return list({(v.question, v.target, v.item, v.annotator): v for v in votes}.values())


def per_question(votes: Iterable[Vote]) -> dict[tuple[str, str], list[Vote]]:
    """The votes on each (question, target), in the order first seen."""
    parts: dict[tuple[str, str], list[Vote]] = {}
    for vote in votes:
        parts.setdefault((vote.question, vote.target), []).append(vote)
    return parts
