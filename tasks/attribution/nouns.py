"""Noun phrases left and right of a cue: who is speaking."""

from stancemark.tasks.attribution.closed import (
    ALONE,
    AUXILIARIES,
    CLOSE_MARKS,
    DASHES,
    DATES,
    DETERMINERS,
    GENITIVE,
    LINKING,
    OPEN_MARKS,
    PASTS,
    PREPOSITIONS,
    PRONOUNS,
    SENTENCE_ADVERBS,
    STOPS,
    SUBORDINATORS,
    adverb,
)
from stancemark.tasks.attribution.lexicon import VERBS
from stancemark.tasks.attribution.words import Words

Range = tuple[int, int]
"""The first word of a phrase and the one after its last."""

REACH = 45
"""Words that a phrase is looked for in, at most."""

_SIGNS = frozenset([",", ";", ":", "(", ")", "[", "]", "/", "|", "*", "•"])
_BREAKS = _SIGNS | STOPS | DASHES | OPEN_MARKS | CLOSE_MARKS
_WALLS = _BREAKS | AUXILIARIES | SUBORDINATORS | ALONE
_RELATIVE = frozenset(["who", "whose", "which", "that"])
_BEFORE_DATES = frozenset("this last next on in late early earlier later".split())
_QUANTIFIERS = frozenset("both all half only just about nearly almost even roughly some".split())
_PLACING = frozenset("in on at to by".split())


def subject(words: Words, verb: int, floor: int) -> Range | None:
    """The noun phrase that ends right before the word `verb`, at or after `floor`."""
    end = verb
    floor = max(floor, verb - REACH)
    end = _before_date(words, end, floor)
    if end <= floor:
        return None
    last = words.low[end - 1]
    if last == "," or last in DASHES:
        return _interrupted(words, end, floor)
    return plain(words, end, floor)


def _before_date(words: Words, end: int, floor: int) -> int:
    """Where a subject ends that a date follows: "officials this week", "she on Monday"."""
    if end - 1 <= floor or words.low[end - 1] not in DATES:
        return end
    end -= 1
    while end - 1 > floor and words.low[end - 1] in _BEFORE_DATES:
        end -= 1
    return end


def plain(words: Words, end: int, floor: int) -> Range | None:
    """The noun phrase without commas that ends before `end`."""
    name_end = end
    while name_end > floor and words.low[name_end - 1] == ")":
        name_end = _back_to(words, name_end - 1, floor, "(")
    if name_end <= floor:
        return None
    last = words.low[name_end - 1]
    if last in ALONE or (last in PRONOUNS and not _modified(words, name_end - 1, floor)):
        return (name_end - 1, end)
    first = _leftmost(words, name_end, floor)
    while first > floor and words.low[first - 1] in _QUANTIFIERS:
        first -= 1
    while first < name_end and _loose(words.low[first]):
        first += 1
    return (first, end) if first < name_end else None


def _leftmost(words: Words, end: int, floor: int) -> int:
    """Where the phrase begins that ends before `end`, so far as its words go together."""
    first = end
    while first > floor:
        step = _step(words, first, end, floor)
        if step == first:
            break
        first = step
        if words.low[first] in DETERMINERS:
            tied = _tied(words, first, floor)
            if tied == first:
                break
            first = tied
    return first


def _modified(words: Words, i: int, floor: int) -> bool:
    """Whether a word that can stand alone ends a longer phrase ("the others")."""
    return i > floor and words.low[i - 1] in ("the", "of", "among")


def _step(words: Words, first: int, end: int, floor: int) -> int:
    """Where the phrase begins if it takes one more word to the left; `first` if it does not."""
    word = words.low[first - 1]
    if word == "and":
        return first - 2 if _joins(words, first - 1, floor) and first < end else first
    if word in LINKING and first < end:
        return _tied(words, first, floor)
    if word in GENITIVE:
        return first - 1
    if word in _WALLS or word in PREPOSITIONS or _finite(words, first - 1):
        return first
    return first - 1


def _tied(words: Words, first: int, floor: int) -> int:
    """One step over a preposition to the noun before it, if there is one."""
    if first - 2 < floor or words.low[first - 1] not in LINKING:
        return first
    before = words.low[first - 2]
    closed = before in _WALLS or before in PREPOSITIONS or before in ALONE or adverb(before)
    if closed or before in DATES or _finite(words, first - 2) or before in DETERMINERS:
        return first
    return first - 2


def _joins(words: Words, i: int, floor: int) -> bool:
    """Whether "and" stands between two names, or two nouns."""
    if i - 1 < floor or words.low[i - 1] in _WALLS:
        return False
    return words.capital(i - 1) == words.capital(i + 1) and words.capital(i + 1)


def _finite(words: Words, i: int) -> bool:
    """Whether a word looks like the verb of another clause."""
    entry = VERBS.get(words.low[i])
    return entry is not None and entry[2] == "d" and not words.capital(i)


def _loose(word: str) -> bool:
    return (
        word in DATES
        or word in SENTENCE_ADVERBS
        or word in STOPS
        or (word in PREPOSITIONS and word != "about")
    )


def _interrupted(words: Words, end: int, floor: int) -> Range | None:
    """The noun phrase before an insertion between two commas or dashes, with its apposition."""
    sign = words.low[end - 1]
    opened = end - 1
    best: Range | None = None
    for _ in range(3):
        opened = _back_to(words, opened, floor, sign)
        if opened <= floor:
            break
        found = plain(words, opened, floor)
        if found is not None:
            best = (found[0], end) if _apposed(words, opened + 1, end - 1) else found
            if words.capital(found[0]) or words.low[found[0]] in DETERMINERS:
                break
    return best


def _back_to(words: Words, i: int, floor: int, sign: str) -> int:
    for j in range(i - 1, floor - 1, -1):
        if words.low[j] == sign:
            return j
        if sign != "(" and (words.low[j] in STOPS or words.low[j] == ";"):
            break
    return -1


def _apposed(words: Words, first: int, end: int) -> bool:
    """Whether an insertion says who somebody is, not when or where he spoke."""
    if first >= end:
        return False
    word = words.low[first]
    return word not in PREPOSITIONS and word not in SUBORDINATORS - _RELATIVE and not adverb(word)


def agent(words: Words, first: int, stop: int, *, apposed: bool = True) -> Range | None:
    """The noun phrase that begins at `first`, with its apposition: after "said", "according to"."""
    stop = min(stop, first + REACH)
    if first >= stop:
        return None
    if words.low[first] in ALONE:
        return (first, first + 1)
    end = _forward(words, first, stop)
    if end == first:
        return None
    while apposed and end < stop and words.low[end] == ",":
        close = _insertion_end(words, end + 1, stop)
        if close < 0:
            break
        end = close
    return (first, end)


def _forward(words: Words, first: int, stop: int) -> int:
    i = first
    while i < stop:
        if words.low[i] in ("who", "whose") and i > first:
            return _clause_end(words, i, stop)
        following = _forward_step(words, i, first, stop)
        if following == i:
            break
        i = following
    while i > first and words.low[i - 1] in ("and", "of", "for", "with", "from"):
        i -= 1
    return i


def _forward_step(words: Words, i: int, first: int, stop: int) -> int:
    """The word after `i`, or after the brackets it opens, if the phrase takes it; else `i`."""
    word = words.low[i]
    if word == "(":
        return next((j + 1 for j in range(i, stop) if words.low[j] == ")"), i)
    if word == "and" or word in GENITIVE:
        return i + 1
    if word in _WALLS or word in DATES or (i > first and _past(words, i)):
        return i
    far = word in PREPOSITIONS and word not in LINKING
    return i if far or (word in _PLACING and not _names_a_place(words, i, stop)) else i + 1


def _past(words: Words, i: int) -> bool:
    """Whether a word looks like a verb of the past after its subject."""
    word = words.low[i]
    if words.capital(i) or words.low[i - 1] in DETERMINERS or adverb(words.low[i - 1]):
        return False
    return (word.endswith("ed") and len(word) > 4 and "-" not in word) or word in PASTS


def _names_a_place(words: Words, i: int, stop: int) -> bool:
    """Whether a name or "the" follows a preposition, as in "a judge in Ohio"."""
    if i + 1 >= stop or words.low[i + 1] in DATES:
        return False
    return words.capital(i + 1) or words.low[i + 1] == "the"


def _clause_end(words: Words, i: int, stop: int) -> int:
    """Where a relative clause ends: at the next comma, mark or stop."""
    ends = (j for j in range(i, stop) if words.low[j] in _BREAKS - {"-"})
    return next(ends, stop)


def _insertion_end(words: Words, first: int, stop: int) -> int:
    """Where an apposition after a comma ends, or -1 if none begins at `first`."""
    if first >= stop:
        return -1
    word = words.low[first]
    begins = word in DETERMINERS or word in ("who", "whose") or word.isdigit()
    if not begins and (word in _WALLS or word in PREPOSITIONS or adverb(word)):
        return -1
    if not begins and (word.endswith("ing") or _past(words, first)):
        return -1
    end = _clause_end(words, first, stop)
    if not begins and words.capital(first):
        verbal = any(
            words.low[j] in AUXILIARIES - GENITIVE or _past(words, j) for j in range(first, end)
        )
        return -1 if verbal or end - first > 6 else end
    return end
