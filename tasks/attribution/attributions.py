"""Attributions with offsets and kinds, of a text and of a document's segments."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from stancemark.records import Attribution, Document, Role, Segment, Span
from stancemark.tasks.attribution.find import Draft, drafts
from stancemark.tasks.attribution.mentions import Mentions
from stancemark.tasks.attribution.nouns import Range
from stancemark.tasks.attribution.words import Words, words

READ: frozenset[Role] = frozenset({"body", "quote_block", "wire_copy", "correction", "caption"})
"""Roles whose sentences are read."""


Finder = Callable[[Words], list[Draft]]
"""What turns words into attributions: the rules, or a fitted model in their place."""


def attributions(text: str, document: str = "", find: Finder = drafts) -> list[Attribution]:
    """Who is given as the source of what in a text, in the order of the cues.

    >>> [found] = attributions("“It rained,” Ann Lee told reporters.")
    >>> [span.of("“It rained,” Ann Lee told reporters.") for span in found.source]
    ['Ann Lee']
    """
    return list(_placed(text, document, Mentions(), 0, find))


def of_segments(
    document: Document, segments: Iterable[Segment], find: Finder = drafts
) -> list[Attribution]:
    """The attributions in what a document says, its headlines and furniture left out."""
    voiced = (segment for segment in segments if segment.role in READ)
    found: list[Attribution] = []
    for _, group in groupby(voiced, key=lambda s: (s.unit, s.outlet, s.depth)):
        mentions = Mentions()
        for span in _joined(document.text, [segment.span for segment in group]):
            text = span.of(document.text)
            found += _placed(text, document.id, mentions, span.start, find)
    return found


def _joined(text: str, spans: Iterable[Span]) -> list[Span]:
    """Stretches with only white space between them as one."""
    joined: list[Span] = []
    for span in spans:
        if joined and not text[joined[-1].end : span.start].strip():
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _placed(
    text: str, document: str, mentions: Mentions, by: int, find: Finder
) -> Iterator[Attribution]:
    """The attributions of a text that begins at `by`."""
    read = words(text)

    def spans(parts: Iterable[Range]) -> tuple[Span, ...]:
        return tuple(read.span(*part).moved(by) for part in parts)

    for draft in find(read):
        cue = [draft.cue]
        source = _without([] if draft.source is None else [draft.source], cue)
        content = _without(draft.content, [*cue, *source])
        kind, mention = mentions.of(read, draft.source, by)
        yield Attribution(
            document, spans(source), spans(cue), spans(content), kind, draft.states, mention
        )


def _without(parts: Iterable[Range], held: Iterable[Range]) -> list[Range]:
    """The parts in order, without the words that another of them or `held` has."""
    kept: list[Range] = []
    upto = 0
    for first, end in sorted(parts):
        start = max(first, upto)
        for held_first, held_end in sorted(held):
            if start < held_end and held_first < end:
                if start < held_first:
                    kept.append((start, held_first))
                start = held_end
        if start < end:
            kept.append((start, end))
        upto = max(upto, end)
    return kept
