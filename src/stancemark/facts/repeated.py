"""What repeats: clusters of passages, across outlets, and where they are first known from."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from stancemark.facts.corpus import UNNAMED
from stancemark.facts.material import Material
from stancemark.records import Cluster, Known

SHOWN = 20
"""Clusters listed."""

_WORDS = 14
"""Words of a cluster that are shown."""

_HOW: Mapping[Known, str] = {
    "attributed": "copies name it",
    "dated": "earliest date",
    "tied": "several outlets on one day",
    "undated": "no date, and no copy names it",
}


@dataclass(frozen=True, slots=True)
class Repeated:
    """One cluster."""

    begins: str
    passages: int
    outlets: tuple[str, ...]
    source: str
    known: str
    earliest: str


@dataclass(frozen=True, slots=True)
class Repeating:
    """What one outlet's pages repeat of other pages."""

    name: str
    passages: int
    repeated: int
    """Passages that stand on another page too, its own or another outlet's."""
    share: float
    """Of its passages."""
    elsewhere: int
    """Of the repeated, those whose earliest known source is another outlet."""


@dataclass(frozen=True, slots=True)
class Reuse:
    """How much of a study repeats something else in it."""

    passages: int
    repeated: int
    """Passages in a cluster."""
    clusters: int
    across: int
    """Clusters on pages of two outlets or more, or that are known to be from another outlet."""
    outlets: tuple[Repeating, ...]
    largest: tuple[Repeated, ...]


def reuse(material: Material) -> Reuse | None:
    """Clusters on record whose passages are still there; None before `tasks`."""
    if not material.has("clusters"):
        return None
    clusters: list[Cluster] = [
        c for c in material.of("clusters") if material.passages.keys() >= set(c.passages)
    ]
    wide = [c for c in clusters if len(c.documents) > 1]
    wide.sort(key=lambda c: (-len(c.outlets), -len(c.passages), c.id))
    return Reuse(
        passages=len(material.passages),
        repeated=sum(len(c.passages) for c in clusters),
        clusters=len(clusters),
        across=sum(len({*c.outlets, c.source} - {""}) > 1 for c in clusters),
        outlets=_outlets(material, wide),
        largest=tuple(_shown(material, c) for c in wide[:SHOWN]),
    )


def _outlets(material: Material, clusters: list[Cluster]) -> tuple[Repeating, ...]:
    """Each outlet's share, the most repeating first."""
    everything = Counter(material.outlet(p) for p in material.passages.values())
    repeated: Counter[str] = Counter()
    elsewhere: Counter[str] = Counter()
    for cluster in clusters:
        own = Counter(material.outlet(material.passages[p]) for p in cluster.passages)
        repeated += own
        if cluster.source:
            elsewhere += Counter({o: n for o, n in own.items() if o != cluster.source})
    found = [
        Repeating(o or UNNAMED, n, repeated[o], repeated[o] / n, elsewhere[o])
        for o, n in everything.items()
    ]
    return tuple(sorted(found, key=lambda o: (-o.share, -o.passages, o.name)))


def _shown(material: Material, cluster: Cluster) -> Repeated:
    words = material.passages[cluster.original].text.split()
    return Repeated(
        " ".join(words[:_WORDS]) + ("…" if len(words) > _WORDS else ""),
        len(cluster.passages),
        cluster.outlets,
        cluster.source,
        _HOW[cluster.known],
        cluster.earliest,
    )
