"""Clusters of passages, and where their words are first known from."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from stancemark.records import Cluster, Document, Known, Passage
from stancemark.tasks.reuse.clusters import cluster
from stancemark.tasks.reuse.verify import WORDS

_UNDATED = ("9999", True, "")

When = tuple[str, bool, str]
"""Day, whether the hour is unknown, time: sorts by time, and within a day known hours first."""


@dataclass(frozen=True, slots=True)
class Reuse:
    """Passages with their clusters, and the clusters that are reuse."""

    passages: list[Passage]
    """Those given, in their order, `cluster` set."""
    clusters: list[Cluster]
    """Largest first. Short texts that are the same share a cluster but are no reuse."""
    common: int
    """Runs of words in so many passages that not every pair of them was compared."""


def reuse(passages: Sequence[Passage], documents: Iterable[Document]) -> Reuse:
    """Cluster the passages of these documents; of a document only id, outlet and date are read.

    A cluster's id is that of the text of its earliest known passage, so that later reprints do
    not change it. A passage that nothing repeats keeps the cluster it came with.
    """
    found = cluster([p.text for p in passages])
    pages = {d.id: replace(d, text="", outline=()) for d in documents}
    members: dict[int, list[int]] = {}
    for place, label in enumerate(found.label.tolist()):
        members.setdefault(label, []).append(place)
    clustered = list(passages)
    clusters: list[Cluster] = []
    for places in members.values():
        if len(places) > 1:
            one = _cluster([passages[i] for i in places], pages)
            for i in places:
                clustered[i] = replace(passages[i], cluster=one.id)
            if found.words[places].max() >= WORDS:
                clusters.append(one)
    clusters.sort(key=lambda c: (-len(c.passages), c.id))
    return Reuse(clustered, clusters, found.common)


def moment(published: str) -> When:
    """When that was, in UTC, to sort by; what is no ISO 8601 comes last.

    >>> moment("2015-10-13T08:00:00+02:00"), moment("2015-10-13"), moment("last week")[0]
    (('2015-10-13', False, '06:00:00'), ('2015-10-13', True, '00:00:00'), '9999')
    """
    try:
        read = datetime.fromisoformat(published.strip())
        if read.tzinfo is not None:
            read = read.astimezone(UTC)
    except (ValueError, OverflowError):
        return _UNDATED
    return (f"{read:%Y-%m-%d}", len(published.strip()) <= len("2015-10-13"), f"{read:%H:%M:%S}")


def _cluster(members: Sequence[Passage], pages: Mapping[str, Document]) -> Cluster:
    ordered = sorted(members, key=lambda p: (_when(p, pages), p.cluster, p.id))
    source, known = _source(ordered, pages)
    own = [p for p in ordered if source and _outlet(p, pages) == source]
    original = own[0] if own else ordered[0]
    page = pages.get(original.document)
    return Cluster(
        id=original.cluster,
        passages=tuple(p.id for p in ordered),
        documents=tuple(sorted({p.document for p in ordered})),
        outlets=tuple(sorted({_outlet(p, pages) for p in ordered} - {""})),
        source=source,
        known=known,
        original=original.id,
        earliest=page.published if page else "",
    )


def _source(ordered: Sequence[Passage], pages: Mapping[str, Document]) -> tuple[str, Known]:
    """The outlet that pasted copies name most often; else that of the earliest page."""
    named = Counter(p.outlet for p in ordered if p.depth and p.outlet != _outlet(p, pages))
    named.pop("", None)
    if named:
        return named.most_common(1)[0][0], "attributed"
    first = _when(ordered[0], pages)
    if first == _UNDATED:
        return "", "undated"
    outlets = {_outlet(p, pages) for p in ordered if _when(p, pages) == first}
    return (outlets.pop(), "dated") if len(outlets) == 1 else ("", "tied")


def _when(passage: Passage, pages: Mapping[str, Document]) -> When:
    page = pages.get(passage.document)
    return moment(page.published) if page else _UNDATED


def _outlet(passage: Passage, pages: Mapping[str, Document]) -> str:
    """The outlet on whose page a passage stands."""
    page = pages.get(passage.document)
    return page.outlet if page else ""
