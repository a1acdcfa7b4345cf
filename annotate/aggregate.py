"""Many answers to one: votes to gold."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from operator import itemgetter

from stancemark.annotate.votes import Vote, latest
from stancemark.records import Gold


def majority(votes: Iterable[Vote]) -> list[Gold]:
    """The share of each label, P(l) = votes for l / votes, and the most frequent label.

    One gold per (item, question, target), sorted by these, so that the order of votes and of
    annotators does not matter. An annotator counts once per item, by the last vote. A tie has the
    label "".

    >>> [gold] = majority([Vote("p1", "ann", "favor"), Vote("p1", "bob", "against")])
    >>> gold.label, gold.probabilities, gold.support
    ('', {'against': 0.5, 'favor': 0.5}, 2)
    """
    ballots: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for vote in latest(votes):
        ballots[vote.item, vote.question, vote.target][vote.label] += 1
    return [_gold(key, ballot) for key, ballot in sorted(ballots.items(), key=itemgetter(0))]


def _gold(key: tuple[str, str, str], ballot: Counter[str]) -> Gold:
    support = ballot.total()
    ranked = sorted(ballot.items(), key=lambda count: (-count[1], count[0]))
    tie = len(ranked) > 1 and ranked[0][1] == ranked[1][1]
    return Gold(
        *key,
        label="" if tie else ranked[0][0],
        probabilities={label: count / support for label, count in ranked},
        support=support,
        method="majority",
    )
