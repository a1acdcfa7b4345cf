"""Who speaks in each sentence of a document: its author, a pasted outlet, or a source."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stancemark.records import Attribution, Document, Passage, Segment, Span, Voice, VoiceKind
from stancemark.tasks.attribution.attributions import READ, of_segments
from stancemark.tasks.attribution.quotations import quotations
from stancemark.tasks.sentences import sentences

DEEPEST = 3
"""The codebook keeps no more depths of quoting than this."""

_MOSTLY = 0.75
"""Share of what is attributed in a sentence, from which on it is all of one kind."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch that is given to a source."""

    span: Span
    attribution: Attribution


def voices(
    document: Document, segments: Iterable[Segment], found: Sequence[Attribution]
) -> list[Voice]:
    """The voice of each sentence of a document's body, quotations and pastes, in order.

    A sentence is its source's where most of it is content: `quoted` if that stands in quotation
    marks, else `paraphrased`; `mixed` where the author's own words, or both kinds, share it. The
    depth of a source is one more than its segment's.
    """
    parts = sorted(
        (_Part(span, one) for one in found if _told(one) for span in one.content),
        key=lambda part: part.span,
    )
    return [
        voice
        for segment in segments
        if segment.role in READ
        for voice in _of_segment(document, segment, parts)
    ]


def voice_of(passage: Passage) -> VoiceKind:
    """The voice of most of a passage's words, read off the passage alone."""
    page = Document(passage.document, passage.text, "")
    whole = Segment(
        passage.id, passage.document, Span(0, len(passage.text)), passage.role, passage.unit,
        passage.kind, passage.author, passage.outlet, passage.depth,
    )  # fmt: skip
    words: Counter[VoiceKind] = Counter()
    for sentence in voices(page, [whole], of_segments(page, [whole])):
        words[sentence.voice] += len(sentence.span.of(passage.text).split())
    return max(words, key=words.__getitem__, default=_outer(whole, whole.span).voice)


def _told(found: Attribution) -> bool:
    """Whether somebody else is responsible: not for wishes and deeds, nor for the author's own."""
    return found.states and found.kind != "self"


def _of_segment(document: Document, segment: Segment, parts: list[_Part]) -> Iterator[Voice]:
    start, text = segment.span.start, segment.span.of(document.text)
    quoted = [span.moved(start) for span in quotations(text)]
    first = bisect_left(parts, segment.span.start, key=lambda part: part.span.start)
    end = bisect_left(parts, segment.span.end, key=lambda part: part.span.start)
    own = _Timeline(document.text, parts[first:end], quoted)
    for sentence in sentences(text):
        span = sentence.moved(start)
        yield own.voice(segment, span) or _outer(segment, span)


def _outer(segment: Segment, span: Span) -> Voice:
    """The voice of the segment itself."""
    speaker = segment.outlet or segment.author
    voice: VoiceKind = "author"
    if segment.outlet and segment.depth:
        voice = "embedded_document"
    elif segment.role == "quote_block":
        voice = "quoted"
    elif segment.kind in ("post", "comment"):
        voice = "commenter"
    depth = segment.depth
    return Voice(segment.document, span, voice, speaker, None, depth, segment.outlet)


class _Timeline:
    """What is attributed in a segment, and what is quoted, in order."""

    def __init__(self, text: str, parts: list[_Part], quoted: list[Span]) -> None:
        self.text = text
        self.parts = parts
        self.quoted = quoted
        self.reach = _running_ends(parts)

    def voice(self, segment: Segment, span: Span) -> Voice | None:
        """The voice of a sentence with attributed words in it; None without any."""
        parts = [part for part in self._within(span) if part.span.overlaps(span)]
        if not parts:
            return None
        content = _union(_clipped(part.span, span) for part in parts)
        said = sum(len(self._letters(stretch)) for stretch in content)
        if not said:
            return None
        main = max(parts, key=lambda part: _overlap(part.span, span)).attribution
        signs = _union(_clipped(s, span) for s in (*main.source, *main.cue) if s.overlaps(span))
        named = sum(len(self._letters(stretch)) for stretch in signs)
        left = len(self._letters(span)) - said - named
        voice = self._manner(content, said) if said >= left else "mixed"
        mention = main.mention.of(self.text) if main.mention else ""
        depth = min(DEEPEST, segment.depth + 1)
        return Voice(segment.document, span, voice, mention, main.kind, depth, segment.outlet)

    def _within(self, span: Span) -> list[_Part]:
        first = bisect_right(self.reach, span.start)
        end = bisect_left(self.parts, span.end, key=lambda part: part.span.start)
        return self.parts[first:end]

    def _letters(self, span: Span) -> str:
        return "".join(filter(str.isalnum, span.of(self.text)))

    def _manner(self, content: list[Span], said: int) -> VoiceKind:
        quoted = 0
        for stretch in content:
            first = bisect_right(self.quoted, stretch.start, key=lambda q: q.end)
            end = bisect_left(self.quoted, stretch.end, key=lambda q: q.start)
            for quote in self.quoted[first:end]:
                quoted += len(self._letters(_clipped(quote, stretch)))
        if quoted >= _MOSTLY * said:
            return "quoted"
        return "paraphrased" if quoted <= (1 - _MOSTLY) * said else "mixed"


def _running_ends(parts: list[_Part]) -> list[int]:
    """The furthest end of any part so far: never falling, so that it can be searched."""
    ends: list[int] = []
    for part in parts:
        ends.append(max(part.span.end, ends[-1] if ends else 0))
    return ends


def _clipped(span: Span, within: Span) -> Span:
    return Span(max(span.start, within.start), min(span.end, within.end))


def _overlap(span: Span, within: Span) -> int:
    return min(span.end, within.end) - max(span.start, within.start)


def _union(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
