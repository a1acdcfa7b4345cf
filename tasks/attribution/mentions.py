"""Whom a pronoun or a surname stands for: the kind of a source, and its fullest mention."""

from stancemark.records import SourceKind, Span
from stancemark.tasks.attribution.closed import PREPOSITIONS
from stancemark.tasks.attribution.kinds import kind_of
from stancemark.tasks.attribution.nouns import Range, subject
from stancemark.tasks.attribution.words import Words

_PERSONAL = frozenset("he she his her him".split())
_THINGS = frozenset("it its".split())
_MANY = frozenset("they their them".split())
_RELATIVE = frozenset("who whose which that".split())
_STANDS_FOR: dict[frozenset[str], frozenset[SourceKind]] = {
    _PERSONAL: frozenset(["named_person", "role_anonymous"]),
    _THINGS: frozenset(["named_org", "document_data", "other_outlet"]),
    _MANY: frozenset(["named_org", "role_anonymous", "vague_collective"]),
}
_UNKNOWN: dict[frozenset[str], SourceKind] = {
    _PERSONAL: "named_person",
    _THINGS: "named_org",
    _MANY: "vague_collective",
}


class Mentions:
    """The sources named so far, by kind and by surname, in offsets of the document."""

    def __init__(self) -> None:
        self._latest: dict[SourceKind, tuple[Span, bool]] = {}
        self._order: list[SourceKind] = []
        self._surnames: dict[str, Span] = {}

    def of(self, words: Words, source: Range | None, by: int) -> tuple[SourceKind, Span | None]:
        """The kind of a source in a text that begins at `by`, and its fullest mention."""
        if source is None:
            return "none", None
        if source[1] - source[0] > 1:
            return self._named(words, source, by)
        word = words.low[source[0]]
        if word in _RELATIVE:
            return self._relative(words, source, by)
        pronoun = next((group for group in _STANDS_FOR if word in group), None)
        if pronoun is None:
            return self._named(words, source, by)
        return self._antecedent(pronoun, words.span(*source).moved(by))

    def _named(self, words: Words, source: Range, by: int) -> tuple[SourceKind, Span]:
        span = words.span(*source)
        kind = kind_of(span.of(words.text))
        mention = span.moved(by)
        if kind == "named_person":
            mention = self._surnames.setdefault(_surname(words, source), mention)
        if kind in self._latest:
            self._order.remove(kind)
        self._order.append(kind)
        self._latest[kind] = (mention, _plural(words, source))
        return kind, mention

    def _relative(self, words: Words, source: Range, by: int) -> tuple[SourceKind, Span]:
        first = source[0]
        floor = words.bounds[words.sentence[first]][0]
        end = first - 1 if first > floor and words.low[first - 1] == "," else first
        noun = subject(words, end, floor) if end > floor else None
        if noun is None:
            return "role_anonymous", words.span(*source).moved(by)
        return self._named(words, noun, by)

    def _antecedent(self, pronoun: frozenset[str], span: Span) -> tuple[SourceKind, Span]:
        for kind in reversed(self._order):
            mention, plural = self._latest[kind]
            one = kind == "named_person" or not plural
            if kind in _STANDS_FOR[pronoun] and (one or pronoun is not _PERSONAL):
                return kind, mention
        return _UNKNOWN[pronoun], span


def _plural(words: Words, source: Range) -> bool:
    """Whether a source looks like several people, by the end of its first phrase."""
    i, end = source
    while i + 1 < end and words.low[i + 1].isalpha() and words.low[i + 1] not in PREPOSITIONS:
        i += 1
    return words.low[i].endswith("s") or words.low[i] in ("people", "men", "women", "police")


def _surname(words: Words, source: Range) -> str:
    """The last word of the first name in a source: "Commodore Ines Vallard, …" is a Vallard."""
    i, end = source
    while i < end - 1 and not words.capital(i):
        i += 1
    while i + 1 < end and words.capital(i + 1) and words.low[i + 1][0].isalpha():
        i += 1
    return words.low[i]
