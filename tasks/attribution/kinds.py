"""The kind of a source, by its head noun and its form."""

import re

from stancemark.records import SourceKind
from stancemark.tasks.attribution.nouns_of_kinds import (
    AGENCIES,
    BODIES,
    CROWDS,
    DOCUMENTS,
    GOVERNMENTS,
    OUTLET_NAMES,
    OUTLET_NOUNS,
    ROLES,
    SOURCE_NOUNS,
    TITLES,
)

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\w+(?:[-'’.&]\w+)*\.?")
_DOMAIN = re.compile(r"\b[\w-]+\.(?:com|org|net|info|co\.uk|ru|de|fr|eu|gov|tv|news|io)\b", re.I)
_CUT = re.compile(r"[,(]| - | – | — |--|\b(?:who|whose|which|that)\b")
_TIE = re.compile(r"\s+(?:of|for|at|from|in|with|on|to|against|by|close|familiar|near)\s+")
_GROUP = re.compile(r".{3,}(?:ans|ats|ists|ese|ers|ives|als|ents)$")
_SELF = frozenset("i we me us my our myself".split())
_LEAD = frozenset(
    "the a an this that these those his her their its my our one another two three other".split()
)
_MANY = frozenset(
    "some many others most several few everyone everybody all nobody someone somebody "
    "anyone anybody none half".split()
)
_MASS = frozenset("it there".split())


_HEADS: tuple[tuple[frozenset[str], SourceKind], ...] = (
    (ROLES, "role_anonymous"),
    (CROWDS, "vague_collective"),
    (DOCUMENTS, "document_data"),
    (BODIES, "named_org"),
)
_COMMON = CROWDS | _MANY | SOURCE_NOUNS | ROLES | {"reports"}


def kind_of(source: str) -> SourceKind:
    """The kind of a source, from its own words; a pronoun's is its antecedent's, not known here.

    >>> [kind_of(source) for source in ("Dr. Ann Lee of Acme", "the Health Ministry", "Reuters")]
    ['named_person', 'named_org', 'other_outlet']
    >>> [kind_of(source) for source in ("a new poll", "a senior officer", "critics", "")]
    ['document_data', 'role_anonymous', 'vague_collective', 'none']
    """
    words = _WORD.findall(source)
    if not words or (words[0].lower() in _MASS and len(words) == 1):
        return "none"
    if words[0].lower() in _SELF and len(words) == 1 and words != ["US"]:
        return "self"
    if _DOMAIN.search(source):
        return "other_outlet"
    phrase = _CUT.split(source, maxsplit=1)[0] or source
    head_phrase = _TIE.split(phrase, maxsplit=1)[0]
    inner = [word.rstrip(".") if len(word) > 2 else word for word in _WORD.findall(head_phrase)]
    inner = [re.sub(r"['’]s$", "", word) for word in inner] or words
    alone = len(inner) == 1 and inner[0].lower() in _COMMON
    if any(letter.isupper() for letter in inner[-1]) and not alone:
        return _of_name(inner, source)
    return _of_noun(inner, source, tied=head_phrase.strip() != source.strip())


def _of_name(inner: list[str], source: str) -> SourceKind:
    """The kind of a source whose head is a proper name."""
    low = [word.lower() for word in inner]
    head, acronym = low[-1], inner[-1].replace(".", "").isupper() and len(inner[-1]) > 1
    titled = any(word in TITLES for word in low[:-1])
    if head in AGENCIES or (head in OUTLET_NAMES and _named_outlet(low, source, titled=titled)):
        return "other_outlet"
    if titled and head not in BODIES:
        return "named_person"
    if any(word in BODIES for word in low) or head in GOVERNMENTS or acronym:
        return "named_org"
    if head in CROWDS or (_GROUP.match(head) and len(low) == 1 and len(head) > 7):
        return "vague_collective"
    return "document_data" if head in DOCUMENTS else "named_person"


def _named_outlet(low: list[str], source: str, *, titled: bool) -> bool:
    return source.startswith("The ") if len(low) == 1 else not titled


def _of_noun(inner: list[str], source: str, *, tied: bool) -> SourceKind:
    """The kind of a source whose head is a common noun."""
    low = [word.lower() for word in inner]
    head = low[-1]
    if _named_apposition(source):
        return "named_person"
    if head in SOURCE_NOUNS:
        return "role_anonymous" if tied or set(low[:-1]) - _LEAD - _MANY else "vague_collective"
    if head in OUTLET_NOUNS or (head == "media" and "state" in low):
        return "other_outlet"
    if low == ["reports"] or (_MANY & {head, low[0]} and head not in ROLES):
        return "vague_collective"
    return next((kind for nouns, kind in _HEADS if head in nouns), "role_anonymous")


def _named_apposition(source: str) -> bool:
    """Whether a name follows a comma: "its spokesman, Dorian Pell"."""
    _, comma, rest = source.partition(",")
    words = _WORD.findall(rest)[:2]
    return bool(comma) and len(words) == 2 and all(word[0].isupper() for word in words)
