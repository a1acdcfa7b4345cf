"""What to ask next: one order for everybody, in rounds.

Label Studio's free edition serves the task whose prediction has the lowest score first, so the
order travels as that score (`score`).
"""

from collections import deque
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from stancemark.annotate.arms import Drawn, Waiting, fraction
from stancemark.records import Place


@dataclass(frozen=True, slots=True)
class Rounds:
    """How the order is made up."""

    size: int
    """Passages in a round; none repeats another of its round."""
    evaluation: float
    """Share of each round that comes from the evaluation lot."""
    spread: bool
    """Whether a round holds one passage of a document, where it can, or all of them in a row."""
    key: str
    """Of the lots."""


@dataclass(frozen=True, slots=True)
class Values:
    """What a strategy thinks each passage is worth, highest first."""

    strategy: str
    by_id: Mapping[str, float]


def order(
    passages: Sequence[Waiting],
    values: Values,
    drawn: Mapping[str, Drawn],
    lacking: Mapping[str, int],
    rounds: Rounds,
    audited: Collection[str] = (),
) -> list[Place]:
    """Every passage's place: begun ones first, then in rounds, then those with all their answers.

    `lacking` says how many answers a begun passage still lacks, 0 where it has all; a passage that
    nobody has judged is not in it. Those `audited`, by id, come before the rounds, as part of the
    first.
    """
    begun = [p for p in passages if lacking.get(p.id, 0) > 0]
    over = [p for p in passages if lacking.get(p.id) == 0]
    fresh = [p for p in passages if p.id not in lacking]
    places = [(p, 0, "begun") for p in begun]
    places += [(p, 1, "audit") for p in fresh if p.id in audited]
    places += _in_rounds([p for p in fresh if p.id not in audited], values, drawn, rounds)
    last = max((number for _, number, _ in places), default=0)
    places += [(p, last + 1, "done") for p in over]
    return [
        Place(p.id, rank, number, drawn[p.id].arm, drawn[p.id].lot, why, values.by_id.get(p.id))
        for rank, (p, number, why) in enumerate(places)
    ]


def score(rank: int, of: int) -> float:
    """What the prediction of a place carries: lower is served earlier, all within (0, 1).

    >>> score(0, 3), score(2, 3)
    (0.25, 0.75)
    """
    return (rank + 1) / (of + 1)


_AHEAD = 500
"""How many passages are looked at for one that fits a round."""


@dataclass(slots=True)
class _Stream:
    """Passages in order; what does not fit a round is passed over until the next."""

    waiting: deque[Waiting]
    passed: list[Waiting] = field(default_factory=list)

    def take(self, clusters: Container[str], documents: Container[str]) -> Waiting | None:
        """The first of a new cluster and document, else the first of a new cluster.

        Both only grow within a round, so what was passed over is not looked at again for the first.
        """
        while self.waiting and len(self.passed) < _AHEAD:
            passage = self.waiting.popleft()
            if passage.cluster not in clusters and passage.document not in documents:
                return passage
            self.passed.append(passage)
        for place, passage in enumerate(self.passed):
            if passage.cluster not in clusters:
                return self.passed.pop(place)
        return None

    def rewind(self) -> None:
        """End a round: what was passed over comes first in the next."""
        self.waiting.extendleft(reversed(self.passed))
        self.passed.clear()


def _in_rounds(
    passages: Sequence[Waiting],
    values: Values,
    drawn: Mapping[str, Drawn],
    rounds: Rounds,
) -> Iterator[tuple[Waiting, int, str]]:
    """Passages with the number of their round, from 1, and who chose them."""
    ordered = _sorted(passages, values.by_id, rounds)
    parts = {
        values.strategy: [p for p in ordered if drawn[p.id].lot == "queue"],
        "lot": _by_lot((p for p in ordered if drawn[p.id].lot == "evaluation"), rounds),
    }
    streams = {name: _Stream(deque(part)) for name, part in parts.items()}
    number = 0
    while any(stream.waiting for stream in streams.values()):
        number += 1
        for passage, why in _round(streams, number, rounds):
            yield passage, number, why
        for stream in streams.values():
            stream.rewind()


def _sorted(
    passages: Sequence[Waiting], values: Mapping[str, float], rounds: Rounds
) -> list[Waiting]:
    """The highest value first, ties by lot; or by their document's highest, all of it in a row."""
    place = {p.id: (-values.get(p.id, 0.0), fraction(rounds.key, "tie", p.id)) for p in passages}
    if rounds.spread:
        return sorted(passages, key=lambda p: place[p.id])
    first: dict[str, tuple[float, float]] = {}
    for passage in passages:
        first[passage.document] = min(place[passage.id], first.get(passage.document, (1.0, 1.0)))
    return sorted(passages, key=lambda p: first[p.document])


def _by_lot(passages: Iterable[Waiting], rounds: Rounds) -> list[Waiting]:
    named = "id" if rounds.spread else "document"
    return sorted(passages, key=lambda p: fraction(rounds.key, "evaluation", getattr(p, named)))


def _round(
    streams: Mapping[str, _Stream], number: int, rounds: Rounds
) -> Iterator[tuple[Waiting, str]]:
    """One round: its places fall to the streams by lot; where one has nothing that fits, to the other."""
    names = list(streams)
    clusters: set[str] = set()
    documents: set[str] = set()
    for position in range(rounds.size):
        turn = fraction(rounds.key, "turn", f"{number} {position}") < rounds.evaluation
        for name in reversed(names) if turn else names:
            # what the lot brings does not depend on what a model has chosen beside it
            passage = streams[name].take(clusters, () if name == "lot" else documents)
            if passage is not None:
                clusters.add(passage.cluster)
                if rounds.spread:
                    documents.add(passage.document)
                yield passage, name
                break
        else:
            return
