"""Which passages never show a suggestion, and which no model may choose: by lot, for ever.

A keyed hash decides, so that nobody can foresee or steer it, and a second run decides the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from stancemark.records import Arm, Lot

_RANGE = 2.0**64


@dataclass(frozen=True, slots=True)
class Waiting:
    """A passage, as far as the queue looks at it."""

    id: str
    document: str
    outlet: str
    cluster: str


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of the passages each lot falls on, in [0, 1]."""

    control: float
    """Shown without a suggestion, to measure what suggestions do."""
    evaluation: float
    """Chosen by lot only, so that scores on them hold for all passages (Farquhar et al. 2021, *On
    Statistical Bias in Active Learning*)."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What fell to a passage."""

    arm: Arm
    lot: Lot


def draw(
    passages: Sequence[Waiting], key: str, shares: Shares, known: Mapping[str, Drawn]
) -> dict[str, Drawn]:
    """What falls to each passage: what fell to it before (`known`), else to its reprints, else by lot.

    Reprints of one paragraph (a cluster) are drawn together: whoever saw a suggestion on one has in
    effect seen it on the others.
    """
    drawn: dict[str, Drawn] = {}
    clusters: dict[str, Drawn] = {}
    for passage in passages:
        if passage.id in known:
            clusters.setdefault(passage.cluster, known[passage.id])
    for passage in passages:
        fell = known.get(passage.id) or clusters.get(passage.cluster)
        drawn[passage.id] = fell or _lot(passage.cluster, key, shares)
    return drawn


def _lot(cluster: str, key: str, shares: Shares) -> Drawn:
    control = fraction(key, "arm", cluster) < shares.control
    evaluation = fraction(key, "lot", cluster) < shares.evaluation
    return Drawn("control" if control else "suggested", "evaluation" if evaluation else "queue")


def fraction(key: str, what: str, name: str) -> float:
    """A number in [0, 1), the same for the same key, purpose and name on every machine.

    >>> fraction("k", "arm", "c1") == fraction("k", "arm", "c1") != fraction("k", "lot", "c1")
    True
    """
    digest = blake2b(f"{what}\0{name}".encode(), digest_size=8, key=key.encode()[:64]).digest()
    return int.from_bytes(digest) / _RANGE
