"""The attributions of a text, in words: who is given as the source of what, and by which words."""

from dataclasses import dataclass, field

from stancemark.tasks.attribution import contents
from stancemark.tasks.attribution.closed import (
    BE,
    CLOSE_MARKS,
    DASHES,
    DATES,
    OPEN_MARKS,
    PREPOSITIONS,
    STOPS,
    SUBORDINATORS,
    adverb,
)
from stancemark.tasks.attribution.cues import Cue, accepts, states, verb_cue
from stancemark.tasks.attribution.lexicon import ADVERBS, CLAUSE_NOUNS, OF_NOUNS, TELLING, VERBS
from stancemark.tasks.attribution.nouns import Range, agent, subject
from stancemark.tasks.attribution.words import Words

_CLOSING = frozenset("qce")
_INVERTING = frozenset("say write add explain note report recall tweet".split())
_CLOSES = STOPS | {","}
_FAR = 400
"""Words after a cue that are looked at, at most: a list without stops is no sentence."""

_PUNCTUATED = CLOSE_MARKS | DASHES | frozenset([",", "?", "!"])


@dataclass(slots=True)
class Draft:
    """An attribution in words, before it is given offsets and a kind."""

    source: Range | None
    cue: Range
    content: list[Range] = field(default_factory=list)
    states: bool = True
    """Whether the content is a statement, not an act or a wish."""


def drafts(words: Words) -> list[Draft]:
    """The attributions of a text, in order of their cues."""
    reader = _Reader(words)
    reader.closing()
    reader.opening()
    reader.continued()
    return sorted(reader.found, key=lambda draft: draft.cue)


class _Reader:
    """What has been read of a text so far."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.found: list[Draft] = []
        self.taken = bytearray(len(words.low) + 1)
        self.consumed = 0
        self.sentence = -1
        self.last: Range | None = None

    def closing(self) -> None:
        """Take the cues that stand after what is said, or between its parts."""
        words = self.words
        for i, word in enumerate(words.low):
            if words.quote[i] >= 0 or i < self.consumed:
                continue
            if word == "according" and i + 2 < len(words.low) and words.low[i + 1] == "to":
                self._according(i)
            elif word in VERBS and VERBS[word][1] & _CLOSING:
                cue = verb_cue(words, i)
                if cue is not None and not cue.passive and cue.first >= self.consumed:
                    self._parenthetical(cue, self._stop(i))

    def opening(self) -> None:
        """Take the cues that stand before what is said."""
        words = self.words
        self.consumed = 0
        closed = {draft.cue[0]: draft.source for draft in self.found}
        for i, word in enumerate(words.low):
            if words.sentence[i] != self.sentence:
                self.sentence, self.last = words.sentence[i], None
            self.last = closed.get(i, self.last)
            if words.quote[i] >= 0 or i < self.consumed or self.taken[i]:
                continue
            if word in VERBS and self._verb(i):
                continue
            if word in ADVERBS:
                self._adverb(i)
            elif word in CLAUSE_NOUNS or word in OF_NOUNS:
                self._noun(i)
            elif word == ":":
                self._colon(i)

    def continued(self) -> None:
        """Give each quotation that nobody has been named for to the source before it."""
        words = self.words
        order = sorted(self.found, key=lambda draft: draft.cue)
        ends = [max(end for _, end in (*draft.content, draft.cue)) for draft in order]
        number = -1
        latest: Draft | None = None
        for first, end in words.quotes:
            if self.taken[first]:
                continue
            while number + 1 < len(order) and order[number + 1].cue[0] < first:
                number += 1
                latest = order[number]
            if latest is not None and self._goes_on(latest, ends[number], first, end):
                latest.content.append((first, end))
                ends[number] = end
                self.taken[first:end] = b"\1" * (end - first)

    def _goes_on(self, draft: Draft, reached: int, first: int, end: int) -> bool:
        words = self.words
        opens = first == words.bounds[words.sentence[first]][0]
        if not opens or not draft.content:
            return False
        ends = (draft.content[0][0], draft.content[0][1] - 1, draft.content[-1][1] - 1)
        quoted = any(words.quote[i] >= 0 for i in ends)
        between = words.sentence[first] - words.sentence[max(reached, draft.cue[1]) - 1]
        return between <= 1 and (quoted or words.low[first - 1] == ":")

    def _stop(self, i: int) -> int:
        """The end of the sentence of the word `i`, as far as it matters."""
        return min(self.words.bounds[self.words.sentence[i]][1], i + _FAR)

    def _free(self, i: int) -> int:
        """The end of the sentence of the word `i`, or of what is not yet taken in it."""
        taken = self.taken.find(1, i, self._stop(i))
        return taken if taken >= 0 else self._stop(i)

    def _according(self, i: int) -> None:
        words, stop = self.words, self._stop(i)
        first = words.bounds[words.sentence[i]][0]
        opening = i - first <= 1
        source = agent(words, i + 2, stop, apposed=not opening)
        if source is None:
            return
        if i - first <= 1 or words.low[i - 1] in ("and", "but", ";"):
            said = contents.after(words, _at(source[1]), stop)
        else:
            said = contents.before(words, i, max(first, self.consumed))
        if said is not None:
            self._add(Draft(source, (i, i + 2), [said]))

    def _adverb(self, i: int) -> None:
        words, stop = self.words, self._free(i)
        floor = self._floor(i)
        rest = contents.after(words, _at(i + 1), stop)
        lead = contents.before(words, i, floor)
        spans = [span for span in (lead, rest) if span is not None]
        if spans:
            self._add(Draft(None, (i, i + 1), spans))

    def _noun(self, i: int) -> None:
        words, stop = self.words, self._free(i)
        following = words.low[i + 1] if i + 1 < stop else ""
        that = following == "that" and words.low[i] in CLAUSE_NOUNS
        if not that and following not in OF_NOUNS.get(words.low[i], ()):
            return
        source = self._owner(i)
        end = i + 1 if that or following == "to" else i + 2
        said = contents.after(words, _at(end), stop)
        if said is not None:
            self._add(Draft(source, (i, end), [said], that))

    def _owner(self, i: int) -> Range | None:
        """Whose a noun is: "his claim", "the minister's claim"."""
        words, floor = self.words, self._floor(i)
        for j in range(i - 1, max(floor, i - 4) - 1, -1):
            word = words.low[j]
            if word in ("his", "her", "their", "its", "my", "our"):
                return (j, j + 1)
            if word in ("'s", "’s", "’", "'") and j > floor:
                return subject(words, j, floor)
        return None

    def _colon(self, i: int) -> None:
        words, stop = self.words, self._free(i)
        first = words.bounds[words.sentence[i]][0]
        opens = first == 0 or words.paragraph_end(first - 1)
        if not opens or not 0 < i - first <= 6 or i + 2 >= stop or i < self.consumed:
            return
        named = all(words.capital(j) for j in (first, i - 1))
        quoted = words.low[i + 1] in OPEN_MARKS
        if named and (quoted or words.capital(i + 1)):
            said = contents.after(words, _at(i + 1), stop)
            if said is not None:
                self._add(Draft((first, i), (i, i + 1), [said]))

    def _verb(self, i: int) -> bool:
        words = self.words
        cue = verb_cue(words, i)
        if cue is None or cue.first < self.consumed or self.taken[cue.first]:
            return False
        stop = self._free(i)
        if not accepts(words, cue, stop):
            return False
        source = self._source(cue)
        if cue.passive:
            return self._passive(cue, source, stop)
        if source is None:
            return False
        said = contents.after(words, cue, stop)
        if said is None:
            return False
        end = cue.end + 1 if cue.end < stop and words.low[cue.end] == ":" else cue.end
        self._add(Draft(source, (cue.first, end), [said], states(words, cue, said)))
        return True

    def _floor(self, i: int) -> int:
        return max(self.consumed, self.words.bounds[self.words.sentence[i]][0])

    def _source(self, cue: Cue) -> Range | None:
        words = self.words
        floor = self._floor(cue.first)
        before = words.low[cue.first - 1] if cue.first > floor else ""
        if words.low[cue.first - 1 : cue.first] == [","] and cue.form in "sd":
            found = subject(words, cue.first, words.bounds[self.sentence][0])
            return found or self.last
        if cue.form == "g" and not any(word in BE for word in words.low[cue.first : cue.head]):
            inherits = before in ("", ",", "and", "but") or before in DASHES
            if inherits or before in PREPOSITIONS or before in SUBORDINATORS:
                return self.last or _opening_subject(words, cue.first, floor)
            return subject(words, cue.first, floor)
        if before in ("and", "but", "or") or (before == "," and self.last):
            return self.last or _opening_subject(words, cue.first, floor)
        return subject(words, cue.first, floor)

    def _parenthetical(self, cue: Cue, stop: int) -> None:
        words = self.words
        floor = self.consumed
        before = words.low[cue.first - 1] if cue.first > floor else ""
        if before in _PUNCTUATED and cue.form in "sd" and cue.end < stop:
            source = self._inverted(cue, stop)
            if source is not None:
                said = contents.before(words, cue.first, floor)
                self._close(cue, source, said, source[1])
                return
        end = contents.past_listener(words, cue, stop) if "a" in cue.frame else cue.end
        if not _rests(words, end, stop):
            return
        source = subject(words, cue.first, self._floor(cue.first))
        if source is None:
            return
        edge = words.low[source[0] - 1] if source[0] > floor else ""
        if edge in _PUNCTUATED:
            self._close(cue, source, contents.before(words, source[0], floor), end)

    def _inverted(self, cue: Cue, stop: int) -> Range | None:
        """The source after its cue: `"…," said the minister`."""
        words = self.words
        after = words.low[cue.end]
        if after in OPEN_MARKS or after in (",", "that", "he", "she", "they", "it", "to"):
            return None
        if words.quote[cue.first - 1] >= 0:
            return agent(words, cue.end, stop)
        if cue.base not in _INVERTING:
            return None
        source = agent(words, cue.end, stop)
        closes = source is not None and (source[1] >= stop or words.low[source[1]] in _CLOSES)
        return source if closes and words.low[cue.first - 1] == "," else None

    def _close(self, cue: Cue, source: Range, said: Range | None, end: int) -> None:
        if said is None:
            return
        draft = Draft(source, (cue.first, cue.end), [said])
        words, stop = self.words, self._stop(cue.head)
        if end + 1 < stop and words.low[end] == ",":
            entry = VERBS.get(words.low[end + 1])
            rest = contents.after(words, _at(end + 1), stop)
            if rest is not None and (entry is None or entry[2] != "g"):
                draft.content.append(rest)
        self._add(draft)

    def _passive(self, cue: Cue, source: Range | None, stop: int) -> bool:
        words = self.words
        rests = cue.end < stop and words.low[cue.end] == ","
        said = None if rests else contents.after(words, cue, stop)
        by = None
        if cue.end < stop and words.low[cue.end] == "by":
            by = agent(words, cue.end + 1, _before_deed(words, cue.end + 1, stop))
            said = None if by is None else contents.after(words, _at(by[1]), stop)
        spans = [span for span in (source, said) if span is not None]
        if source is not None and words.low[source[0] : source[1]] in (["it"], ["there"]):
            spans.remove(source)
        if spans:
            telling = words.low[cue.head] in TELLING
            self._add(Draft(by, (cue.first, cue.end), spans, telling), keep=source)
        return bool(spans)

    def _add(self, draft: Draft, keep: Range | None = None) -> None:
        self.found.append(draft)
        self.last = keep or draft.source
        parts = [draft.cue, *draft.content]
        if draft.source is not None:
            parts.append(draft.source)
        for first, end in parts:
            self.taken[first:end] = b"\1" * (end - first)
        self.consumed = max(self.consumed, *(end for _, end in parts))


def _at(i: int) -> Cue:
    """A cue of no words, after which content may begin at `i`."""
    return Cue(i, i, i, "", frozenset(), "")


def _opening_subject(words: Words, verb: int, floor: int) -> Range | None:
    """The subject that a sentence, or the rest of it, begins with."""
    i = floor
    while i < verb and (words.low[i] in (",", "but", "and", "so") or adverb(words.low[i])):
        i += 1
    word = words.low[i]
    if word in PREPOSITIONS or word in SUBORDINATORS or word.endswith("ing"):
        comma = next((j for j in range(i, min(verb, i + 25)) if words.low[j] == ","), -1)
        i = comma + 1 if comma >= 0 else i
    if i >= verb or words.low[i] in PREPOSITIONS or words.low[i] in STOPS:
        return None
    return agent(words, i, verb)


def _before_deed(words: Words, i: int, stop: int) -> int:
    """Where "of sleeping", "for leaving" begins, after the one who says it."""
    for j in range(i, min(stop, i + 20) - 1):
        if words.low[j] in ("of", "for") and words.low[j + 1].endswith("ing"):
            return j
    return stop


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
