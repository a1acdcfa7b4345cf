"""How far people confirm spans that were suggested: precision and recall of each label."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from stancemark.records import Judgement, Prediction, Region, Span

Marked = Sequence[Sequence[Span]]
"""The spans of one label on one passage, an entry for each annotator who judged it."""

Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; `value` is None of none."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share itself."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float | None, float | None]:
        """Its 95 % interval, by `wilson`."""
        return wilson(self.hits, self.of) if self.of else (None, None)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What became of the suggestions of one label."""

    label: str
    suggested: int
    """Spans suggested anywhere, judged or not."""
    marked: int
    """Spans that people marked on judged passages, each annotator's own."""
    precision: Share
    """Of the spans suggested on judged passages, those a majority also marked."""
    recall: Share
    """Of the stretches a majority marked, those a suggestion overlaps."""


def confirmed(
    predictions: Iterable[Prediction], judgements: Iterable[Judgement], labels: Iterable[str]
) -> list[Confirmed]:
    """Suggestions against people, per label, in the order of `labels`; one prediction a passage.

    A majority is more than half of those who judged the passage, skips aside. It confirms a
    suggested span where each of them marked a span of the same label that shares a character with
    it. Recall counts stretches: longest runs of characters that a majority marked. Only passages
    count that were both judged and looked at by whatever made the suggestions.
    """
    suggested, people = list(predictions), panels(judgements)
    judged = [(p, people[p.passage]) for p in suggested if p.passage in people]
    return [_confirmed(label, suggested, judged) for label in labels]


def panels(judgements: Iterable[Judgement]) -> dict[str, list[Judgement]]:
    """Who judged each passage, by annotator: the newest judgement of each, skips aside."""
    told = sorted((j for j in judgements if not j.skipped), key=lambda j: j.created)
    newest = {(j.passage, j.annotator): j for j in told}
    found: dict[str, list[Judgement]] = {}
    for _, judgement in sorted(newest.items()):
        found.setdefault(judgement.passage, []).append(judgement)
    return found


def majority_marked(span: Span, marked: Marked) -> bool:
    """Whether more than half of the annotators marked something that overlaps the span."""
    return 2 * sum(_touched(span, own) for own in marked) > len(marked)


def stretches(marked: Marked) -> Iterator[Span]:
    """The longest runs of characters that more than half of the annotators marked.

    >>> list(stretches([[Span(0, 6)], [Span(2, 9)], [Span(8, 12)]]))
    [Span(start=2, end=6), Span(start=8, end=9)]
    """
    change: Counter[int] = Counter()
    for own in marked:
        for span in _merged(own):
            change[span.start] += 1
            change[span.end] -= 1
    people, start = 0, -1
    for place in sorted(change):
        people += change[place]
        most = 2 * people > len(marked)
        if most and start < 0:
            start = place
        elif not most and start >= 0:
            yield Span(start, place)
            start = -1


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share p = hits/n: (p + z²/2n ± z·√(p·(1 − p)/n + z²/4n²)) / (1 + z²/n).

    E. B. Wilson 1927, *Probable inference, the law of succession, and statistical inference*, JASA
    22. z is the 97.5th percentile of the normal distribution. The hits are taken for independent;
    spans of one page are not, so that the interval is rather too narrow. `of` must be above 0.

    >>> [round(end, 4) for end in wilson(8, 10)]
    [0.4902, 0.9433]
    """
    p, square = hits / of, Z * Z
    middle = p + square / (2 * of)
    reach = Z * sqrt(p * (1 - p) / of + square / (4 * of * of))
    scale = 1 + square / of
    low, high = (middle - reach) / scale, (middle + reach) / scale
    return max(0.0, min(low, p)), min(1.0, max(high, p))  # rounding alone would pass 0, p or 1


def _confirmed(
    label: str,
    suggested: Sequence[Prediction],
    judged: Sequence[tuple[Prediction, Sequence[Judgement]]],
) -> Confirmed:
    right = proposed = found = agreed = by_people = 0
    for prediction, panel in judged:
        marked = [_spans(j.regions, label) for j in panel]
        ours, theirs = _spans(prediction.regions, label), list(stretches(marked))
        right += sum(majority_marked(span, marked) for span in ours)
        found += sum(_touched(stretch, ours) for stretch in theirs)
        proposed, agreed = proposed + len(ours), agreed + len(theirs)
        by_people += sum(map(len, marked))
    everywhere = sum(len(_spans(p.regions, label)) for p in suggested)
    return Confirmed(label, everywhere, by_people, Share(right, proposed), Share(found, agreed))


def _spans(regions: Iterable[Region], label: str) -> list[Span]:
    return [region.span for region in regions if region.label == label]


def _touched(span: Span, others: Iterable[Span]) -> bool:
    return any(span.overlaps(other) for other in others)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The spans of one annotator, those that overlap made one: nobody counts twice."""
    apart: list[Span] = []
    for span in sorted(spans):
        if apart and span.start < apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(apart[-1].end, span.end))
        else:
            apart.append(span)
    return apart
