"""The attributions of a text: who is given as the source of what, and by which words."""

from dataclasses import dataclass, field

from stancemark.tasks.attribution import contents
from stancemark.tasks.attribution.closed import (
    ALONE,
    CLOSE_MARKS,
    DASHES,
    DATES,
    DETERMINERS,
    OPEN_MARKS,
    PREPOSITIONS,
    STOPS,
    adverb,
)
from stancemark.tasks.attribution.cues import Cue, accepts, verb_cue
from stancemark.tasks.attribution.lexicon import VERBS
from stancemark.tasks.attribution.nouns import Range, agent, subject
from stancemark.tasks.attribution.words import Words


@dataclass(slots=True)
class Draft:
    """An attribution in words, before it is given offsets and a kind."""

    source: Range | None
    cue: Range
    content: list[Range] = field(default_factory=list)


def drafts(words: Words) -> list[Draft]:
    """The attributions of a text, in order."""
    found: list[Draft] = []
    reader = _Reader(words, found)
    for i, word in enumerate(words.low):
        if i >= reader.consumed and word in VERBS and words.quote[i] < 0:
            reader.verb(i)
    return found


class _Reader:
    """What has been read of a text so far."""

    def __init__(self, words: Words, found: list[Draft]) -> None:
        self.words = words
        self.found = found
        self.consumed = 0
        self.sentence = -1
        self.last: Range | None = None

    def verb(self, i: int) -> None:
        words = self.words
        cue = verb_cue(words, i)
        if cue is None or cue.first < self.consumed:
            return
        if words.sentence[i] != self.sentence:
            self.sentence, self.last = words.sentence[i], None
        stop = words.bounds[self.sentence][1]
        if "q" in cue.frame and not cue.passive and self._parenthetical(cue, stop):
            return
        if not accepts(words, cue, stop):
            return
        source = self._source(cue)
        if cue.passive:
            self._passive(cue, source, stop)
            return
        if source is None:
            return
        said = contents.after(words, cue, stop)
        if said is not None:
            self._add(Draft(source, (cue.first, cue.end), [said]))

    def _floor(self, i: int) -> int:
        return max(self.consumed, self.words.bounds[self.words.sentence[i]][0])

    def _source(self, cue: Cue) -> Range | None:
        words = self.words
        floor = self._floor(cue.first)
        before = words.low[cue.first - 1] if cue.first > floor else ""
        if cue.form == "g" and cue.first == cue.head:
            return self.last or _opening_subject(words, cue.first, floor)
        if before in ("and", "but", "or") or (before == "," and self.last):
            return self.last or _opening_subject(words, cue.first, floor)
        return subject(words, cue.first, floor)

    def _parenthetical(self, cue: Cue, stop: int) -> bool:
        """Take a cue that stands after what is said, or between its parts."""
        words = self.words
        floor = max(self.consumed, 0)
        first = words.bounds[words.sentence[cue.first]][0]
        before = words.low[cue.first - 1] if cue.first > floor else ""
        left = before in CLOSE_MARKS or before in (",", "?", "!") or before in DASHES
        if left and cue.form in "sd" and cue.end < stop:
            source = self._inverted(cue, stop)
            if source is not None:
                said = contents.before(words, cue.first, floor)
                return self._close(cue, source, said, source[1], stop)
        if not _rests(words, cue.end, stop):
            return False
        source = subject(words, cue.first, max(floor, first))
        if source is None:
            return False
        edge = words.low[source[0] - 1] if source[0] > floor else ""
        if edge in (",", "?", "!") or edge in CLOSE_MARKS or edge in DASHES:
            said = contents.before(words, source[0], floor)
            return self._close(cue, source, said, cue.end, stop)
        return False

    def _inverted(self, cue: Cue, stop: int) -> Range | None:
        words = self.words
        after = words.low[cue.end]
        if after in OPEN_MARKS or after in (",", "that", "he", "she", "they", "it", "to"):
            return None
        starts = words.capital(cue.end) or after in DETERMINERS or words.quote[cue.first - 1] >= 0
        return agent(words, cue.end, stop) if starts else None

    def _close(
        self, cue: Cue, source: Range, said: Range | None, end: int, stop: int
    ) -> bool:
        if said is None:
            return False
        draft = Draft(source, (cue.first, cue.end), [said])
        words = self.words
        if end < stop and words.low[end] == "," and end + 1 < stop:
            entry = VERBS.get(words.low[end + 1])
            if entry is None or entry[2] != "g":
                rest = contents.after(
                    words, Cue(end, end, end + 1, "", frozenset(), ""), stop
                )
                if rest is not None:
                    draft.content.append(rest)
        self._add(draft)
        return True

    def _passive(self, cue: Cue, source: Range | None, stop: int) -> None:
        words = self.words
        said = contents.after(words, cue, stop)
        by = None
        if cue.end < stop and words.low[cue.end] == "by":
            by = agent(words, cue.end + 1, stop)
            said = None if by is None or by[1] >= stop else (by[1], stop)
        spans = [span for span in (source, said) if span is not None]
        if spans:
            self._add(Draft(by, (cue.first, cue.end), spans), keep=source)

    def _add(self, draft: Draft, keep: Range | None = None) -> None:
        self.found.append(draft)
        self.last = keep or draft.source
        ends = [draft.cue[1], *(end for _, end in draft.content)]
        if draft.source is not None:
            ends.append(draft.source[1])
        self.consumed = max(self.consumed, *ends)


def _opening_subject(words: Words, verb: int, floor: int) -> Range | None:
    """The subject that a sentence, or the rest of it, begins with."""
    i = floor
    while i < verb and (words.low[i] in (",", "but", "and", "so") or adverb(words.low[i])):
        i += 1
    if i >= verb or words.low[i] in PREPOSITIONS or words.low[i] in STOPS:
        return None
    found = agent(words, i, verb)
    return found


def _rests(words: Words, i: int, stop: int) -> bool:
    """Whether nothing that could be said follows a cue: a stop, a comma, a circumstance."""
    if i >= stop:
        return True
    word = words.low[i]
    if word in STOPS or word in (",", ";", ")") or word in CLOSE_MARKS or word in DASHES:
        return True
    if word in PREPOSITIONS or word in DATES or adverb(word):
        return "that" not in words.low[i : min(stop, i + 12)]
    return word in ("when", "while", "as", "after", "before", "during")
