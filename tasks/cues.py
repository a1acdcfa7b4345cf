"""What gives a page away: patterns of its outlet's and its authors' names, addresses and handles.

A name that can be nothing else is sought everywhere. One made of ordinary words ("The Mirror") is
sought where its capitals and the words beside it say that it is a name.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

ORDINARY = frozenset(
    """
    advertiser age agency american argus article articles banner beacon best better blade blog blogs
    book bugle bulletin business call capital channel chronicle citizen city club comment commons
    community country courier daily dawn day democrat digest dispatch eagle echo economist enquirer
    era evening examiner express eye fact facts financial first focus forum forums free freedom front
    future gazette general globe good green group guardian herald home hour independent index
    informer inquirer insider international international intelligencer item journal judge land leader
    ledger liberty life light line link live local mail magazine mercury message messenger metro
    mirror moment monitor morning motion nation national network new news newspaper now observer
    online opinion outlook page paper patriot people pilot pioneer place planet point politics post
    press progress public quest radio reader real record red reflector register reminder report
    reporter republic republican review right rise scene science sentinel show side signal site
    society sound source space spark spectator spirit standard star state station statesman story
    street sun sunday telegraph television the thread time times today trade tribune true truth union
    update very view views village visitor voice watch way week weekly wire word work world
    """.split()
)
"""Words that newspapers are called by, and that a sentence may hold in their own sense."""

_TAILS = frozenset("agency blog forum forums group magazine media network news newspaper online press radio site television tv website".split())  # fmt: skip
"""What a name is often used without."""

_NOBODY = frozenset(
    """
    a admin administrator agencies agency and anonymous author board bureau by contributor contributors
    correspondent correspondents desk editor editorial editors from guest moderator news newsroom of
    our reader reporter reporters staff team the unknown user webmaster wire writer writers
    """.split()
)
"""What stands in bylines that name nobody."""

_GENERIC_HOSTS = frozenset("amp blog blogs en forum forums m mobile news web www www2".split())
_HANDLE_ENDS = frozenset({"", "news", "online", "official", "live", "tv", "hq", "uk", "us", "24"})
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\dA-Z_]+|\d+")
_BYLINE_JOINTS = re.compile(r"\s*(?:[,;|/&\n]|\band\b|\bfor\b)\s*")
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/@\s]*@)?([^/:?#\s]+)", re.IGNORECASE)
_LONG, _RUN = 10, 9
"""Letters from which a name is told inside other letters, and a domain label is told as a name."""

_STAFF = (
    r"(?:reporters?|correspondents?|journalists?|editors?|staff|newsroom|readers?|columnists?"
    r"|photographers?|contributors?|writers?|team|bureau|investigation|interview|editorial"
    r"|subscribers?|exclusive)\b"
)
_TELLS = r"(?:has|have|had)\s+(?:learned|learnt|seen|obtained)\b|understands\b|reported\b|reports\b|revealed\b"
_TIME = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|May\b|I\b)"
_LATER = rf"(?:['’]s\b)?(?!\s+(?!{_TIME})[^\W\d_a-z])(?!\s+of\b)(?![^\W_])"
"""After a name that stands by itself, not at the head of a longer one or of a phrase."""

_BY = r"\b(?:told|tells|by|via)\s+|(?:©|\([cC]\)|\b[Cc]opyright)\s*(?:\d{4},?\s+)?|\("
_THE = r"\b[Tt]he\s+"


@dataclass(frozen=True, slots=True)
class Cues:
    """What to look for in the text of one page."""

    anywhere: tuple[re.Pattern[str], ...] = ()
    """In the case-folded text."""
    named: tuple[re.Pattern[str], ...] = ()
    """In the text as it is; the group `name` is what tells."""
    domains: tuple[str, ...] = ()
    handles: frozenset[str] = frozenset()
    """Handles and hashtags, letters and digits only, case-folded."""
    signatures: frozenset[str] = frozenset()
    """How the authors may sign, case-folded, letters only."""
    hints: frozenset[str] = frozenset()
    """Of all but signatures: a case-folded text with none of these has nothing to look for."""


@lru_cache(maxsize=4096)
def cues(outlet: str, url: str, authors: tuple[str, ...]) -> Cues:
    """What tells of an outlet, of an address, and of bylines; each may be empty."""
    name = re.sub(r"^the\s+", "", outlet.strip(), flags=re.IGNORECASE)
    people = list(dict.fromkeys(p for byline in authors for p in _people(byline, name)))
    domains = tuple(_domains(url))
    runs = {_run(name), *(_run(person) for person in people)} - {""}
    labels = {_run(d.partition(".")[0]) for d in domains}
    telling = {label for label in labels if label in runs or len(label) >= _RUN}
    return Cues(
        anywhere=tuple(map(re.compile, dict.fromkeys(_anywhere(name, people, telling)))),
        named=tuple(map(re.compile, dict.fromkeys(_named(name, people)))),
        domains=domains,
        handles=frozenset(_handles(name, runs | telling)),
        signatures=frozenset(s for person in people for s in _signatures(person)),
        hints=frozenset([*labels, *domains, *(h for n in (name, *people) for h in _hints(n))]),
    )


def _handles(name: str, runs: Iterable[str]) -> Iterator[str]:
    yield from (run for run in runs if len(run) > 3 and run not in ORDINARY | _NOBODY)
    if name:
        yield f"the{_run(name)}"


def _hints(name: str) -> Iterator[str]:
    """Parts of which each pattern and handle of a name has one."""
    words = _words(name)
    yield from (
        [word for word in words if len(word) > 2] or words or ([name.casefold()] if name else [])
    )
    initials = "".join(w[0] for w in name.split()).casefold()
    yield from (form for form in (initials, f"t{initials}") if len(form) > 2)


def _people(byline: str, outlet: str) -> Iterator[str]:
    """The names in a byline, without the outlet's and words that name nobody.

    >>> list(_people("By Ann Lee and J. Roe, Northgate Herald", "Northgate Herald"))
    ['Ann Lee', 'J. Roe']
    """
    for part in _BYLINE_JOINTS.split(byline):
        name = re.sub(r"^by:?\s+", "", part.strip(), flags=re.IGNORECASE).strip()
        if set(_words(name)) - _NOBODY and set(_words(_without(name, outlet))) - _NOBODY:
            yield name


def _without(name: str, outlet: str) -> str:
    return name.casefold().replace(outlet.casefold(), " ") if outlet else name


def _words(name: str) -> list[str]:
    """The words of a name, case-folded, those run together too.

    >>> _words("QuickBrief24 of St. Orr")
    ['quick', 'brief', '24', 'of', 'st', 'orr']
    """
    return [piece.group().casefold() for piece in _PIECE.finditer(name)]


def _run(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def _domains(url: str) -> Iterator[str]:
    """The host of an address, and the site it belongs to, as far as its form tells.

    >>> list(_domains("https://www.blog.northgate.co.uk/a"))
    ['blog.northgate.co.uk', 'northgate.co.uk']
    """
    found = _HOST.match(url.strip())
    host = found.group(1).casefold().strip(".").removeprefix("www.") if found else ""
    labels = host.split(".")
    if len(labels) < 2 or host.replace(".", "").isdigit():
        return
    short = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    own = [label for label in labels[: -2 - short] if label not in _GENERIC_HOSTS]
    yield host
    site = ".".join(labels[-2 - short :])
    if site != host:
        yield site
    if own and site != host:
        yield ".".join([own[-1], site])


def _anywhere(name: str, people: Iterable[str], labels: Iterable[str]) -> Iterator[str]:
    """Patterns of what is masked wherever it stands, in case-folded text."""
    words = _words(name)
    if set(words) - ORDINARY and len(_run(name)) > 2:
        yield _loose(name)
    elif len(words) > 1:
        yield rf"(?<![^\W_]){'[-–_.]?'.join(map(re.escape, words))}(?![^\W_])"
    for person in people:
        if len(person.split()) > 1:
            yield _loose(person)
            yield from map(_loose, _short_forms(person))
        elif _is_handle(person):
            yield _loose(person)
    for label in labels:
        if label not in ORDINARY:
            yield _loose(label)


def _is_handle(name: str) -> bool:
    """Whether a name of one word is no word: `marta_77`, `riverRat`."""
    odd = any(not c.isalpha() for c in name) or any(c.isupper() for c in name[1:])
    return odd and len(_run(name)) > 2


def _short_forms(person: str) -> Iterator[str]:
    """`J. Roe` and `Jane Roe` of `Jane Q. Roe`."""
    first, *middle, last = person.split()
    if len(last) > 2 and first[0].isalpha():
        yield f"{first[0]}. {last}"
        if middle:
            yield f"{first} {last}"


def _loose(name: str) -> str:
    """The pattern of a name, its words apart, joined or hyphenated."""
    folded = name.strip().casefold()
    pieces = [(m.start(), m.end()) for m in _PIECE.finditer(name.strip())]
    if not pieces or len(folded) != len(name.strip()):
        pieces = [(0, len(folded))]
    parts = [re.escape(folded[: pieces[0][0]])]
    for (start, end), following in zip(pieces, [*pieces[1:], None], strict=True):
        parts.append(re.escape(folded[start:end]))
        if following:
            parts.append(_gap(folded[end : following[0]]))
    tail = folded[pieces[-1][1] :]
    parts.append(f"(?:{re.escape(tail)})?" if pieces[-1][1] else re.escape(tail))
    pattern = "".join(parts)
    if len(_run(name)) >= _LONG:
        return pattern
    return rf"(?<![^\W_]){pattern}(?![^\W_])"


def _gap(written: str) -> str:
    """What may stand between two words of a name, beside what does."""
    if not written or written.isspace():
        return r"(?:\s{1,4}|[-–_.·]|)"
    literal = r"\s+".join(map(re.escape, re.split(r"\s+", written)))
    return rf"(?:{literal}|\s{{1,4}}|[-–_.·]|)"


def _named(name: str, people: Iterable[str]) -> Iterator[str]:
    """Patterns of what is a name only by its capitals and its neighbours."""
    words = name.split()
    if words and not set(_words(name)) - ORDINARY:
        yield from _in_capitals(words)
    if len(words) > 1 and words[-1].casefold() in ORDINARY:
        yield from _beside(words[-1], _THE)
    kept = [word for word in words if word.casefold() not in _TAILS]
    if kept and len(kept) < len(words):
        yield from _beside(" ".join(kept), "")
    yield from _capitals(words)
    yield from _without_number(name)
    for person in people:
        first = person.split()[0]
        if len(first) > 2 and first.isalpha() and first[0].isupper():
            yield rf"(?m)^[ \t]*(?:(?:[Dd]ear|[Hh]i|[Hh]ello)[ \t])?(?P<name>{first})(?=,)"
            yield rf", (?P<name>{first})(?=[.!?])"
        plain = len(person.split()) == 1 and not _is_handle(person)
        if plain:
            yield rf"\b[Bb]y[ \t]+(?P<name>{re.escape(person)})(?![^\W_])"
        if plain and len(person) > 2 and person[0].isupper():
            # not at the head of a sentence, where any word has a capital
            yield rf"(?<=[\w,;]\s)(?P<name>{re.escape(person)})(?![^\W_])"


def _in_capitals(words: list[str]) -> Iterator[str]:
    """A whole name of ordinary words: several in capitals tell, one needs its neighbours."""
    if len(words) == 1:
        yield from _beside(words[0], rf"{_THE}|\b(?:at|for)\s+")
    else:
        forms = (
            r"\s+".join(map(re.escape, f)) for f in (map(str.title, words), map(str.upper, words))
        )
        yield rf"(?<![^\W_])(?P<name>{'|'.join(forms)})(?![^\W_])"


def _beside(name: str, before: str) -> Iterator[str]:
    """A name after "told", "©", "(" or `before`; of staff or of a report; or a label on a line."""
    title = re.escape(name[:1].upper() + name[1:])
    form = rf"(?P<name>{title}|{re.escape(name.upper())})"
    yield rf"(?:{'|'.join(filter(None, (before, _BY)))}){form}{_LATER}"
    yield rf"(?<![^\W_]){form}(?:['’]s)?\s+(?:{_STAFF}|{_TELLS})"
    yield rf"(?m)^[ \t#]*{form}(?=[ \t]*(?:[|–—·»:]|$))"
    yield rf"(?m)(?:[|–—·»]|[ \t]-)[ \t]+{form}(?=[ \t\r]*(?:[|–—·»]|$))"


def _capitals(words: list[str]) -> Iterator[str]:
    """The initials of a name of three words or more, and a word of it that is all capitals."""
    for initials in ("".join(w[0] for w in words), "T" + "".join(w[0] for w in words)):
        if len(initials) > 2 and initials.isupper() and initials.isalpha():
            yield from _beside(initials, _THE)
    for word in words if len(words) > 1 and not "".join(words).isupper() else ():
        if len(word) > 2 and word.isalpha() and word.isupper():
            yield rf"(?<![^\W_])(?P<name>{word})(?![^\W_])"


def _without_number(name: str) -> Iterator[str]:
    """`QuickBrief` and `Quick Brief` of `QuickBrief24`."""
    *words, number = [m.group() for m in _PIECE.finditer(name)] or [""]
    if number.isdigit() and len(words) > 1:
        apart, run = " ?".join(words), "".join(words)
        yield rf"(?<![^\W_])(?P<name>{apart}|{run.upper()}|{run.casefold()})(?![^\W_])"


def _signatures(person: str) -> Iterator[str]:
    """How somebody may sign: in full, by the surname, by the first name, by initials."""
    words = person.split()
    for form in (*words, person, "".join(w[0] for w in words)):
        if _run(form):
            yield _run(form)


def is_own_handle(handle: str, found: Cues) -> bool:
    """Whether a handle or hashtag, without its sign, is the outlet's or an author's."""
    run = _run(handle)
    for own in found.handles:
        ends = run.removeprefix(own) if run.startswith(own) else None
        if ends in _HANDLE_ENDS or (len(own) > 5 and own in run):
            return True
    return False
