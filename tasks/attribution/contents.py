"""Contents: what is said, left of a cue or right of it, up to where it is clearly attributed."""

from stancemark.tasks.attribution.closed import (
    ALONE,
    AUXILIARIES,
    CLOSE_MARKS,
    DASHES,
    DATES,
    DETERMINERS,
    OPEN_MARKS,
    OPENERS,
    PREPOSITIONS,
    STOPS,
    adverb,
)
from stancemark.tasks.attribution.cues import Cue
from stancemark.tasks.attribution.lexicon import VERBS
from stancemark.tasks.attribution.words import Words

_TAKING_UP = frozenset("and but while although though whereas as according so".split())
_ENDS = STOPS | CLOSE_MARKS | frozenset([",", ";", ":"])
_TERMINAL = STOPS | {","}


def before(words: Words, end: int, floor: int) -> tuple[int, int] | None:
    """The words before `end` that a cue after them gives to its source, from `floor` on."""
    if end <= floor:
        return None
    first = words.bounds[words.sentence[end - 1]][0]
    quote = words.quote[end - 1]
    if quote < 0 and end - 2 >= floor and words.low[end - 1] in (",", *DASHES):
        quote = words.quote[end - 2]
    if quote >= 0:
        opened = words.quotes[quote][0]
        first = min(first, words.bounds[words.sentence[opened]][0])
    first = max(first, floor)
    while end > first and words.low[end - 1] in (",", *DASHES, ";", ":"):
        end -= 1
    while first < end and words.low[first] in (",", *DASHES, ";", ":", ")"):
        first += 1
    return (first, end) if first < end else None


def after(words: Words, cue: Cue, stop: int) -> tuple[int, int] | None:
    """The words after a cue that it gives to its source, in the sentence that ends at `stop`."""
    first = start(words, cue, stop)
    if first >= stop:
        return _introduced(words, stop)
    end = _end(words, first, stop)
    while end > first and words.low[end - 1] in (".", ",", ";", ":", *DASHES):
        end -= 1
    return (first, end) if first < end else None


def _introduced(words: Words, stop: int) -> tuple[int, int] | None:
    """The quotation that follows a sentence which ends with a colon."""
    if stop >= len(words.low) or words.low[stop - 1] != ":" or words.quote[stop] < 0:
        return None
    first, end = words.quotes[words.quote[stop]]
    return (first, end) if first == stop else None


def past_listener(words: Words, cue: Cue, stop: int) -> int:
    """Past those spoken to, where a stop follows them: "he told reporters."."""
    for i in range(cue.end, min(stop, cue.end + 6)):
        if words.low[i] in _TERMINAL:
            return i
        if words.low[i] in OPENERS or words.low[i] in OPEN_MARKS or words.low[i] in AUXILIARIES:
            break
    return cue.end


def start(words: Words, cue: Cue, stop: int) -> int:
    """Where the content begins: past an addressee, a date, a place."""
    i = cue.end
    if i < stop and "a" in cue.frame and not cue.particle:
        i = _past_addressee(words, i, stop)
    elif i < stop and (words.low[i] in PREPOSITIONS or adverb(words.low[i])) and not cue.particle:
        i = _past_circumstance(words, i, stop)
    while i < stop and (
        words.low[i] in DATES or words.low[i] in (",", ":") or words.low[i] in DASHES
    ):
        i += 1
    return i


def _past_addressee(words: Words, first: int, stop: int) -> int:
    """Past "reporters", "the BBC", "him": up to "that", "to", a mark, or the next noun phrase."""
    i = first
    if words.low[i] in OPENERS or words.low[i] in OPEN_MARKS:
        return i
    while i < min(stop, first + 14):
        word = words.low[i]
        opens = word in OPENERS or word in OPEN_MARKS or word in (",", ":", "to", "of", "about")
        if opens or (
            i > first
            and (word in ALONE or word in DETERMINERS)
            and words.low[i - 1] not in PREPOSITIONS
        ):
            return i
        if word in STOPS:
            break
        i += 1
    return first


def _past_circumstance(words: Words, first: int, stop: int) -> int:
    """Past "in a statement", "on Monday": up to "that", a comma or a mark."""
    for i in range(first, min(stop, first + 16)):
        word = words.low[i]
        if word == "that" or word in OPEN_MARKS or word == ":":
            return i
        if word == ",":
            return i + 1
        if word in STOPS:
            break
    return first


def _end(words: Words, first: int, stop: int) -> int:
    i = first
    while i < stop:
        quote = words.quote[i]
        if quote >= 0 and words.quotes[quote][0] == i:
            i = words.quotes[quote][1]
            if i >= stop:
                return _beyond(words, i, stop)
            continue
        if i > first and _another_begins(words, i, stop):
            return i
        i += 1
    return stop


def _beyond(words: Words, i: int, stop: int) -> int:
    """The end of a quotation that outlasts its sentence, or of the sentence it ends in."""
    if i == stop or i >= len(words.low):
        return min(i, len(words.low))
    inside = words.low[i - 2] if i >= 2 else "."
    if inside in STOPS or words.paragraph_end(i - 1) or inside == ",":
        return i
    return max(i, words.bounds[words.sentence[i - 1]][1])


def _another_begins(words: Words, i: int, stop: int) -> bool:
    """Whether another attribution, or the author, takes over at the word `i`."""
    word = words.low[i]
    if word == ";":
        return True
    if word in ("and", "but"):
        return _verb_soon(words, i + 1, min(stop, i + 3), "d") or _speech_soon(
            words, i + 1, min(stop, i + 8)
        )
    if word not in (",", *DASHES) or i + 1 >= stop:
        return False
    following = words.low[i + 1]
    entry = VERBS.get(following)
    if entry is not None and not words.capital(i + 1):
        return entry[2] == "g" or (word == "," and entry[2] in "ds")
    if following == "according" or (word == "," and _speech_soon(words, i + 1, min(stop, i + 6))):
        return True
    return following in _TAKING_UP and _verb_soon(words, i + 2, min(stop, i + 10), "ds")


def _speech_soon(words: Words, first: int, stop: int) -> bool:
    """Whether a subject and a verb of saying follow, with nothing between."""
    for i in range(first, stop):
        word = words.low[i]
        entry = VERBS.get(word)
        if entry is not None and entry[2] in "ds" and entry[0] in ("say", "tell", "add", "think"):
            return True
        if word in _ENDS or word in AUXILIARIES:
            return False
    return False


def _verb_soon(words: Words, first: int, stop: int, forms: str) -> bool:
    for i in range(first, stop):
        entry = VERBS.get(words.low[i])
        if entry is not None and entry[2] in forms and not words.capital(i):
            return True
        if words.low[i] in _ENDS:
            return False
    return False
