"""How far people confirm spans that were suggested: precision and recall of each label."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from stancemark.annotate.panels import Marked, panels, stretches
from stancemark.records import Judgement, Prediction, Region, Span

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


def majority_marked(span: Span, marked: Marked) -> bool:
    """Whether more than half of the annotators marked something that overlaps the span."""
    return 2 * sum(_touched(span, own) for own in marked) > len(marked)


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
