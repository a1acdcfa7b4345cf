"""Segments to passages that a person can judge in one sitting.

A passage is one stretch of the document, of one role in one unit. It grows by whole paragraphs
while it is short, and a long paragraph is divided between sentences, never inside one.
"""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from stancemark.config import CutOptions
from stancemark.records import Document, Passage, Role, Segment, Span, fingerprint
from stancemark.tasks.sentences import sentences

_SEPARATOR = re.compile(r"\s+[|–—·-]\s+")

JUDGED: frozenset[Role] = frozenset({"body", "quote_block", "wire_copy", "correction"})
"""Roles that become tasks. Headlines go beside them, as context; furniture nowhere."""


def cut(
    document: Document, segments: Sequence[Segment], options: CutOptions | None = None
) -> list[Passage]:
    """The passages of a document, in order.

    Every character of a judged segment that is not white space is in exactly one passage, and
    `document.text[p.span.start:p.span.end] == p.text` for each.
    """
    options = options or CutOptions()
    judged = judged_roles(segments)
    headings = _headings(document, segments)
    found = [
        _passage(document, span, run[0], headings[run[0].id])
        for run in _runs(segments, judged)
        for span in _spans(document.text, [s.span for s in run], options)
    ]
    return list(_with_context(found, options.context))


def judged_roles(segments: Iterable[Segment]) -> frozenset[Role]:
    """`JUDGED`; or the headlines of a page that has nothing else, such as a short post."""
    return JUDGED if any(s.role in JUDGED for s in segments) else frozenset({"headline"})


def _title(document: Document) -> str:
    """The page's title without the outlet's name, which sites put before or behind it.

    >>> _title(Document("1", "…", "p.html", outlet="The Gazette", title="A bridge | The Gazette"))
    'A bridge'
    """
    parts = _SEPARATOR.split(document.title)
    named = [part for part in parts if part.casefold() != document.outlet.casefold()]
    return document.title if len(named) == len(parts) else " – ".join(named)


def _headings(document: Document, segments: Iterable[Segment]) -> dict[str, str]:
    """What stands above each segment, by its id.

    The first headline of its unit; in pasted words, the latest headline pasted with them. Where
    there is none, the page's title.
    """
    above: dict[tuple[str, int], str] = {}
    found: dict[str, str] = {}
    for s in segments:
        place = (s.unit, s.depth)
        if s.role == "headline" and (s.depth or place not in above):
            above[place] = s.span.of(document.text).lstrip("# ").strip()
        found[s.id] = above.get(place, "")
    default = _title(document) or next(iter(above.values()), "")
    return {name: heading or default for name, heading in found.items()}


def _runs(segments: Iterable[Segment], judged: Container[str]) -> Iterator[list[Segment]]:
    """Judged segments that follow one another in one unit, role and voice."""
    for key, run in groupby(segments, key=lambda s: (s.unit, s.role, s.depth, s.outlet)):
        if key[1] in judged:
            yield list(run)


def _spans(text: str, paragraphs: Sequence[Span], options: CutOptions) -> Iterator[Span]:
    pending: Span | None = None
    for span in paragraphs:
        joined = span if pending is None else Span(pending.start, span.end)
        if pending is not None and _words(text, joined) > options.max_words:
            yield pending
            joined = span
        if _words(text, joined) >= min(options.min_words, options.max_words):
            yield from _divided(text, joined, options.max_words)
            pending = None
        else:
            pending = joined
    if pending is not None:
        yield pending


def _divided(text: str, span: Span, max_words: int) -> Iterator[Span]:
    """Whole sentences, up to `max_words` together, in parts of about equal length."""
    units = [s.moved(span.start) for s in sentences(span.of(text))]
    parts = -(-sum(_words(text, s) for s in units) // max_words)
    goal = sum(_words(text, s) for s in units) / max(parts, 1)
    start, count = units[0].start, 0
    for sentence, following in pairwise(units):
        count += _words(text, sentence)
        if count >= goal or count + _words(text, following) > max_words:
            yield Span(start, sentence.end)
            start, count = following.start, 0
    yield Span(start, units[-1].end)


def _words(text: str, span: Span) -> int:
    return len(span.of(text).split())


def _passage(document: Document, span: Span, segment: Segment, heading: str) -> Passage:
    text = span.of(document.text)
    return Passage(
        id=fingerprint(document.id, span.start, span.end),
        document=document.id,
        span=span,
        text=text,
        role=segment.role,
        unit=segment.unit,
        kind=segment.kind,
        author=segment.author,
        outlet=segment.outlet,
        depth=segment.depth,
        heading=heading,
        cluster=fingerprint(" ".join(text.casefold().split())),
    )


def _with_context(passages: Sequence[Passage], reach: int) -> Iterator[Passage]:
    """Each passage with its neighbours on the page, as far as `reach`."""
    for i, passage in enumerate(passages):
        before = passages[max(0, i - reach) : i]
        after = passages[i + 1 : i + 1 + reach]
        yield replace(
            passage,
            context_before="\n\n".join(p.text for p in before),
            context_after="\n\n".join(p.text for p in after),
        )
