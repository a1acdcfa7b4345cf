"""Sources, cues and contents found one by one, as a span model does, to attributions."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from stancemark.records import Span
from stancemark.tasks.attribution.cues import states, verb_cue
from stancemark.tasks.attribution.find import Draft
from stancemark.tasks.attribution.lexicon import VERBS
from stancemark.tasks.attribution.nouns import Range
from stancemark.tasks.attribution.words import Words


def linked(words: Words, found: Iterable[tuple[str, Span]]) -> list[Draft]:
    """Each cue with the nearest source of its sentence, and the contents nearest to it.

    `found` are pairs of a label (`source`, `cue`, `content`; others are passed over) and a span of
    the text. A content in a sentence without a cue goes on with what the last cue before it in its
    paragraph began, or is announced by the first one after it. A source or content that no cue
    can have is left out.
    """
    ranges: dict[str, list[Range]] = {"source": [], "cue": [], "content": []}
    for label, span in found:
        if label in ranges and (part := _range(words, span)):
            ranges[label].append(part)
    drafts = [Draft(None, cue) for cue in sorted(ranges["cue"])]
    for source in sorted(ranges["source"]):
        _take_source(words, drafts, source)
    for content in sorted(ranges["content"]):
        draft = _nearest(words, drafts, content) or _beside(words, drafts, content)
        if draft is not None:
            draft.content.append(content)
    for draft in drafts:
        draft.states = _states(words, draft)
    return drafts


def _range(words: Words, span: Span) -> Range | None:
    """The words that a span touches."""
    first, end = bisect_right(words.ends, span.start), bisect_left(words.starts, span.end)
    return (first, end) if first < end else None


def _take_source(words: Words, drafts: list[Draft], source: Range) -> None:
    """Give a source to the nearest cue, unless that has one nearer."""
    draft = _nearest(words, drafts, source)
    if draft and (draft.source is None or _gap(draft.cue, source) < _gap(draft.cue, draft.source)):
        draft.source = source


def _nearest(words: Words, drafts: list[Draft], part: Range) -> Draft | None:
    """The attribution whose cue is nearest to a part, in a sentence that the part touches."""
    first, last = words.sentence[part[0]], words.sentence[part[1] - 1]
    low = bisect_left(drafts, words.bounds[first][0], key=lambda draft: draft.cue[0])
    high = bisect_left(drafts, words.bounds[last][1], key=lambda draft: draft.cue[0])
    return min(drafts[low:high], key=lambda draft: _gap(draft.cue, part), default=None)


def _beside(words: Words, drafts: list[Draft], part: Range) -> Draft | None:
    """The last attribution before a part, else the first after it, of the same paragraph."""
    at = bisect_left(drafts, part[0], key=lambda draft: draft.cue[0])
    before, after = drafts[at - 1 : at] if at else [], drafts[at : at + 1]
    for draft, first, end in (
        *((d, d.cue[1] - 1, part[0]) for d in before),
        *((d, part[1] - 1, d.cue[0]) for d in after),
    ):
        if "\n\n" not in words.text[words.ends[first] : words.starts[end]]:
            return draft
    return None


def _gap(one: Range, other: Range) -> int:
    """Words between two stretches; 0 where they touch or overlap."""
    return max(0, other[0] - one[1], one[0] - other[1])


def _states(words: Words, draft: Draft) -> bool:
    """Whether the content is a statement, as far as the verb of the cue and its form tell."""
    for i in range(*draft.cue):
        cue = verb_cue(words, i) if words.low[i] in VERBS else None
        if cue and draft.content and cue.end < len(words.low):
            return states(words, cue, draft.content[0])
    return True
