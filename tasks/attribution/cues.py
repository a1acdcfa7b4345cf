"""Cues: the words that signal that something is said, thought, asked, shown or wanted."""

from dataclasses import dataclass

from stancemark.tasks.attribution.closed import (
    AUXILIARIES,
    BE,
    CLOSE_MARKS,
    DASHES,
    DETERMINERS,
    MODALS,
    OPEN_MARKS,
    OPENERS,
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
    first = i
    while first > sentence_first and i - first < 6:
        before = low[first - 1]
        if before in _LEAD or adverb(before):
            first -= 1
        else:
            break
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
    return Cue(first, i, end, base, frame, form, passive, particle)


def _verbal(words: Words, i: int, first: int, group: list[str]) -> bool:
    """Whether a word that may be a noun or an adjective is a verb here."""
    base, _, form = VERBS[words.low[i]]
    before = words.low[first - 1] if first > 0 else ""
    if form == "n":
        return any(word in AUXILIARIES for word in group)
    if form == "b" and any(word in MODALS for word in group):
        return not _FUTURE & set(group)
    if form == "b":
        return "to" not in group and _plural(words, first - 1, base in ALSO_NOUNS)
    if words.low[i] == "states" and before == "united":
        return False
    if form == "s" and base in ALSO_NOUNS and not _singular(words, first - 1):
        return False
    if form in "sd" and (before in DETERMINERS or before in PREPOSITIONS):
        return before in PRONOUNS and before not in ("this", "these")
    return not (form == "s" and (before in POSSESSIVES or before.endswith(("'s", "’s"))))


def _singular(words: Words, i: int) -> bool:
    """Whether the word before a form in -s may be its subject: a name, a pronoun, a comma."""
    if i < 0 or words.low[i].endswith(("'s", "’s")):
        return False
    return words.capital(i) or words.low[i] in PRONOUNS or words.low[i] in (",", ")", "poll", "report")


def _plural(words: Words, i: int, ambiguous: bool) -> bool:
    """Whether the word before a base form may be its subject."""
    if i < 0:
        return False
    word = words.low[i]
    if word in ("they", "we", "i", "you", "who", "that", "many", "some", "others", "most", "people"):
        return True
    if word in DETERMINERS or word in PREPOSITIONS or word in STOPS or word in OPEN_MARKS:
        return False
    if word.endswith("s") and not word.endswith(("ss", "'s", "’s")):
        return True
    return not ambiguous and (word in (",", ")") or word[0].isalnum() or word == "%")


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
    if "i" in cue.frame:
        after = words.low[cue.end] if cue.end < stop else "."
        return after == "to" or not (after in PREPOSITIONS or after in STOPS)
    if cue.passive:
        return words.low[cue.head] in PASSIVE or "o" in cue.frame
    if cue.particle:
        return cue.end < stop
    after = words.low[cue.end] if cue.end < stop else "."
    frame = cue.frame
    if after in OPENERS:
        return bool(frame & set("ckq"))
    if after == "to" or (after == "not" and words.low[cue.end + 1 : cue.end + 2] == ["to"]):
        return "t" in frame
    if after in OPEN_MARKS or after == ":":
        return bool(frame & set("cqaoe"))
    if after == ",":
        return "q" in frame and words.quote[min(cue.end + 1, stop - 1)] >= 0
    if after in STOPS or after in CLOSE_MARKS or after in DASHES or after in (";", ")", "and", "but"):
        return False
    if "a" in frame:
        return True
    if after in PREPOSITIONS or adverb(after):
        return "q" in frame and _opens_soon(words, cue.end, stop)
    return bool(frame & set("coe"))


def _opens_soon(words: Words, first: int, stop: int) -> bool:
    """Whether a clause or a quotation is opened after a date, a place or a manner."""
    for i in range(first, min(stop, first + 16)):
        word = words.low[i]
        if word == "that" or word in OPEN_MARKS or word == ":":
            return True
        if word in STOPS or word == ";":
            return False
    return False
