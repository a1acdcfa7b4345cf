"""Who judged each passage, and what more than half of them marked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from stancemark.records import Judgement, Question, Region, Span

Marked = Sequence[Sequence[Span]]
"""The spans of one label on one passage, an entry for each annotator who judged it."""


def panels(judgements: Iterable[Judgement]) -> dict[str, list[Judgement]]:
    """Who judged each passage, by annotator: the newest judgement of each, skips aside."""
    told = sorted((j for j in judgements if not j.skipped), key=lambda j: j.created)
    newest = {(j.passage, j.annotator): j for j in told}
    found: dict[str, list[Judgement]] = {}
    for _, judgement in sorted(newest.items()):
        found.setdefault(judgement.passage, []).append(judgement)
    return found


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


def agreed(
    panel: Sequence[Judgement], question: Question
) -> Iterator[tuple[str, Span, dict[str, Region]]]:
    """What more than half of a panel marked: label, stretch, and a region of each who marked some of it."""
    for label in question.values:
        own = {j.annotator: [r for r in j.regions if r.label == label] for j in panel}
        for span in stretches([[r.span for r in regions] for regions in own.values()]):
            over = ((who, [r for r in rs if r.span.overlaps(span)]) for who, rs in own.items())
            yield label, span, {who: regions[0] for who, regions in over if regions}


def attributes(question: Question, label: str) -> list[Question]:
    """What is asked of the spans of a label, by labels of its own."""
    return [q for q in question.attributes if label in q.of and q.labels]


def answers(regions: Mapping[str, Region], asked: Question) -> dict[str, tuple[str, ...]]:
    """What each annotator said of a region; who said nothing is left out, who said none of several is not."""
    said = {
        who: next((a.labels for a in region.attributes if a.question == asked.id), None)
        for who, region in regions.items()
    }
    return {w: labels for w, labels in said.items() if labels or (asked.multiple and labels == ())}


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The spans of one annotator, those that overlap made one: nobody counts twice."""
    apart: list[Span] = []
    for span in sorted(spans):
        if apart and span.start < apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(apart[-1].end, span.end))
        else:
            apart.append(span)
    return apart
