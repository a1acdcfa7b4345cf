"""Cues: the words that signal that something is said, thought, asked, shown or wanted."""

from dataclasses import dataclass

from stancemark.tasks.attribution.closed import (
    AUXILIARIES,
    BE,
    CLOSE_MARKS,
    DASHES,
    DETERMINERS,
    GENITIVE,
    MODALS,
    OPEN_MARKS,
    OPENERS,
    PASTS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    STATEMENTS,
    STOPS,
    adverb,
)
from stancemark.tasks.attribution.lexicon import ALSO_NOUNS, PARTICLES, PASSIVE, VERBS
from stancemark.tasks.attribution.words import Words

_BETWEEN = frozenset("not never to also".split())
_FUTURE = frozenset("will 'll ’ll can could must should".split())
_PLURALS = frozenset("they we i you who that many some others most people".split())
_SINGULAR = frozenset([",", ")", "poll", "report", "study", "survey"])
_ENDING = STOPS | CLOSE_MARKS | DASHES | frozenset([",", ";", ")", "and", "but"])
_STATING = frozenset("say write add tweet note".split())
_ARTICLES = (["a"], ["an"], ["his"], ["her"], ["their"], ["the"])
_LEAD = AUXILIARIES | _BETWEEN


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb with its group, in words: `[first, end)`, its head, and how it is used."""

    first: int
    head: int
    end: int
    base: str
    frame: frozenset[str]
    form: str
    passive: bool = False
    particle: bool = False
    """Whether its cue ends with a preposition that its content follows ("called for")."""


def verb_cue(words: Words, i: int) -> Cue | None:
    """The cue whose head is the word `i`, or None where the word is no verb here."""
    base, frame, form = VERBS[words.low[i]]
    low, sentence_first = words.low, words.bounds[words.sentence[i]][0]
    first = _group_start(words, i, sentence_first, form)
    group = low[first:i]
    while first < i and adverb(low[first]) and first == sentence_first:
        first += 1
    passive = "i" in frame or (form in "dn" and any(word in BE for word in group))
    if not _verbal(words, i, first, group):
        return None
    end, particle = _with_particles(words, i, base)
    if end == i + 1 and base in _STATING:
        end = _with_statement(words, end)
    if form in "dn" and words.low[end : end + 1] == ["by"] and first == i:
        passive = True
    if base == "ask" and form == "d" and _headless(words, first, sentence_first):
        passive = True
    return Cue(first, i, end, base, frame, form, passive, particle)


def _group_start(words: Words, i: int, floor: int, form: str) -> int:
    """Where the auxiliaries, negations and adverbs before a verb begin."""
    first = i
    while first > floor and i - first < 6:
        before = words.low[first - 1]
        owned = before in GENITIVE and words.low[first - 2] not in PRONOUNS
        if (owned and form in "ds") or not (before in _LEAD or adverb(before)):
            break
        first -= 1
    return first


def _headless(words: Words, first: int, floor: int) -> bool:
    """Whether nobody stands before a cue: "Asked whether…", "when asked about"."""
    return (
        first == floor
        or words.low[first - 1] in ("when", "if", "and")
        or (words.low[first - 1] == "," and first - 1 == floor)
    )


def _verbal(words: Words, i: int, first: int, group: list[str]) -> bool:
    """Whether a word that may be a noun or an adjective is a verb here."""
    base, _, form = VERBS[words.low[i]]
    before = words.low[first - 1] if first > 0 else ""
    if form == "j":
        return bool(BE & set(group))
    if form == "n":
        return any(word in AUXILIARIES for word in group)
    if form == "b":
        return _plain_form(words, first, base, set(group))
    if words.low[i] == "states" and before == "united":
        return False
    if before in DETERMINERS or before in PREPOSITIONS:
        return form == "g" or (before in PRONOUNS and before not in ("this", "these"))
    return form != "s" or _third_person(words, first - 1, base)


def _plain_form(words: Words, first: int, base: str, group: set[str]) -> bool:
    """Whether a base form has a subject, and no future before it."""
    if group & MODALS:
        return not group & _FUTURE
    return "to" not in group and _plural(words, first - 1, ambiguous=base in ALSO_NOUNS)


def _third_person(words: Words, i: int, base: str) -> bool:
    """Whether the word `i` may be the subject of a form in -s, which may be a noun's plural."""
    if i < 0 or words.low[i].endswith(("'s", "’s")) or words.low[i] in POSSESSIVES:
        return False
    return base not in ALSO_NOUNS or _singular(words, i)


def _singular(words: Words, i: int) -> bool:
    """Whether a word may end a subject in the singular: a name, a pronoun, a comma."""
    return words.capital(i) or words.low[i] in PRONOUNS or words.low[i] in _SINGULAR


def _plural(words: Words, i: int, *, ambiguous: bool) -> bool:
    """Whether the word before a base form may be its subject."""
    word = words.low[i] if i >= 0 else "."
    if word in _PLURALS:
        return True
    if word in DETERMINERS or word in PREPOSITIONS or word in STOPS or word in OPEN_MARKS:
        return False
    if word.endswith("s") and not word.endswith(("ss", "'s", "’s")):
        return True
    return not ambiguous and (word in (",", ")", "%") or word[0].isalnum())


def _with_statement(words: Words, i: int) -> int:
    """The end of a cue that says in what something was said: "in a written statement"."""
    if words.low[i : i + 1] != ["in"] or words.low[i + 1 : i + 2] not in _ARTICLES:
        return i
    for j in range(i + 2, min(i + 5, len(words.low))):
        if words.low[j] in STATEMENTS:
            return j + 1
    return i


def _with_particles(words: Words, i: int, base: str) -> tuple[int, bool]:
    end, taken = i + 1, PARTICLES.get(base, "").split()
    limit = len(words.low)
    used = False
    while end < limit and end - i < 3 and words.low[end] in taken:
        end += 1
        used = True
    return end, used and words.low[end - 1] not in ("out", "back", "up", "in")


def accepts(words: Words, cue: Cue, stop: int) -> bool:
    """Whether what follows a cue is something that it can take."""
    if cue.particle and not cue.passive:
        return cue.end < stop
    after = words.low[cue.end] if cue.end < stop else "."
    if "i" in cue.frame:
        return after == "to" or not (after in PREPOSITIONS or after in STOPS)
    if cue.passive:
        return words.low[cue.head] in PASSIVE or "o" in cue.frame
    follows = _follows(words, cue.end, stop)
    if follows == "circumstance" and not _opens_soon(words, cue.end, stop):
        return "a" in cue.frame
    return bool(cue.frame & _TAKES[follows])


_TAKES = {
    "opener": frozenset("ckq"),
    "to": frozenset("t"),
    "mark": frozenset("cqaoe"),
    "circumstance": frozenset("qa"),
    "end": frozenset(),
    "phrase": frozenset("coea"),
    "quotation": frozenset("q"),
}
"""By what follows a verb, the letters of frames that can take it."""


def states(words: Words, cue: Cue, said: tuple[int, int]) -> bool:
    """Whether the content of a cue is a statement: a clause or a quotation, not a thing or a wish."""
    first, end = said
    if words.low[cue.end] in ("to", "not") or not cue.frame & frozenset("ckqa"):
        return words.quote[first] >= 0
    if words.low[first] in OPENERS or words.quote[first] >= 0:
        return True
    rest = words.low[first:end]
    return "o" not in cue.frame or any(
        word in AUXILIARIES or word in PASTS or word.endswith("ed") for word in rest
    )


def _follows(words: Words, i: int, stop: int) -> str:
    """What begins at the word `i`, as far as its first word tells."""
    after = words.low[i] if i < stop else "."
    if after in OPENERS:
        return "opener"
    if after == "to" or (after == "not" and words.low[i + 1 : i + 2] == ["to"]):
        return "to"
    if after in OPEN_MARKS or after == ":":
        return "mark"
    if after == "," and words.quote[min(i + 1, stop - 1)] >= 0:
        return "quotation"
    if after in _ENDING:
        return "end"
    return "circumstance" if after in PREPOSITIONS or adverb(after) else "phrase"


def _opens_soon(words: Words, first: int, stop: int) -> bool:
    """Whether a clause or a quotation is opened after a date, a place or a manner."""
    for i in range(first, min(stop, first + 16)):
        word = words.low[i]
        if word == "that" or word in OPEN_MARKS or word == ":":
            return True
        if word in STOPS or word == ";":
            return False
    return False
