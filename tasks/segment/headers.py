"""Who a line of a header names, beside a date: `ann · 3 May 2015`, `#10  Bo K.  14 Mar 2014 22:58`."""

import re
from dataclasses import dataclass
from itertools import pairwise

from stancemark.tasks.segment import phrases

_LONGEST = 140
_WORDS = 9
"""How many words a name has at most with all that is said of it: more of them are a title."""
_WHEN = re.compile(
    r"T?\b\d{1,2}[:.]\d\d(?:[:.]\d\d)?Z?(?:\s*[ap]\.?m\b\.?)?|\b\d{1,2}\s*[ap]\.?m\b\.?"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?(?=\s*\0)"
    r"|\b\d{4}\b(?=\s*$)",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\0,?\s*\(?\b(?:utc|gmt|(?-i:[A-Z]{1,3}T|[a-z]{1,2}[sd]t)|uhr|hrs|h)\b(?:\s?[+-]\d{1,4})?\)?",
    re.I,
)
_SHORT_AGO = re.compile(r"(?<=[·•|]) ?\d{1,3} ?(?:[smhdwy]|mo|min|hrs?|mins?|yrs?)\b")
_CLOCK = re.compile(r"\d[:.]\d\d|\d ?[ap]\.?m\b", re.IGNORECASE)
_REPLYING = re.compile(
    r"[^\S\n]*[↳↪↩→►▶]?[^\S\n]*\b(?:in reply to|replying to|replied to|in response to|reply to|responding to)\b:?"
    r"\s*(?P<whom>[^|·•\0]{1,40}?)(?=\s*(?:$|[|·•\0:]|\s{2,}))",
    re.IGNORECASE,
)
_TOWARD = re.compile(r"\s*(?:\bin reply to\b|\breplying to\b|\breplied to\b|[→▶►↪↳↩>»])\s*@?")
_BRACKETS = re.compile(r"\[[^\]]{0,40}\]|\([^)]{0,40}\)")
_CUT = re.compile(r"\s*[|·•»›«\0\t;]\s*|\s[–—-]+\s|\s//+\s|[^\S\n]{2,}")
_SPARE = re.compile(
    r"^(?:[\W_]*|#\s?\d+[.:]?|no\. ?\d+|\d{1,4}[.):]|(?:on|at|in|from|updated|modified|published|posted|permalink|reply|link|edited|"
    r"date|last|by|said|says|wrote|commented|responded|time|web desk)\W*|[\d.,]{1,5}[km]? ?\w+|[\d.,]+[km]? (?:reads?|views?|hits|comments?|shares?)|tags?: .*|in: .*|"
    r"\d+ ?-?min(?:ute)?s? read|(?:posted |filed |published )?(?:in|under) .{2,60})$",
    re.IGNORECASE,
)
_LED = re.compile(
    r"^(?:\W*[+-]?\d{1,6}\s+(?=#)|\[[–—+-]\]\s*)?(?:#\s?\d{1,9}[.:]?\s+|\d{1,4}[.)]\s+|\d{5,9}\s+|[•*>»▲△▼]+\s*)?"
    r"[▲△▼]?\s*(?P<by>(?:(?:posted|post|submitted|written|started|published|comment|authored|message|reply|sent|added|created|reported)\s*)?"
    r"(?:by|from)\b:?\s+|author(?:[`’']s name)?:?\s+|/?u/(?=\w))?(?:/?u/(?=\w))?@?",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:[,:;\s]|\s-?[\d,.]+k? points?\b|\b(?:asked(?: in .*)?|answered|says|said|writes|wrote|commented|responded|replied|posted|added|on|at|in|and|made this comment)\b)+$",
    re.IGNORECASE,
)
_BADGE = re.compile(
    r"(?:\s{2,}|\s*[|·•(\[]\s*)(?:staff|mod(?:erator)?|author|op|admin|editor|verified|guest|member|"
    r"top (?:commenter|contributor|fan)|subscriber|supporter)\b\W*$|\s+(?:STAFF|MOD|OP|ADMIN|AUTHOR|EDITOR)$",
    re.IGNORECASE,
)
_LEADING = re.compile(r"(?:by |u/|[Oo](?:ff|n)line |#?\d{1,4}(?:[.):]| [-–—|]) )(?=\S)")
_POSSESSIVE = re.compile(r"^(?P<who>.{2,40}?)['’`]s? (?:avatar|picture|photo|profile)\b\W*", re.I)
_RANKED = re.compile(
    r"^(?:(?:super|senior|junior|global|forum|site|registered|premium|full|hero|new|active|elite|retired) )*"
    r"(?:member|moderator|administrator|admin|user|newbie|contributor) (?=\S)",
    re.IGNORECASE,
)
_SHARED = re.compile(r"\w [Bb]y [A-Z]")
_AFFILIATED = re.compile(
    r"\s+(?:for|via|@\w{2,30})(?:\s|$)|,|\s@(?=\w)| and (?=[A-Z])| & (?=[A-Z])"
)
_PLACED = re.compile(rf"\s+(?:in|at)\s|{_AFFILIATED.pattern}")
_OTHERS = re.compile(
    r" (?:and|&) (?=[A-Z]\S* [A-Z])|(?<=[a-zA-Z.] )(?:in|at) (?=[A-Z])|,? \S+@\S+\.\S+$"
)
_ORIGIN = re.compile(r",| (?:from|of) (?=[A-Z])")
_BEFORE_NAME = re.compile(
    r"^(?:author|(?:contributed|filed|reported|written|story|guest post|text|words) by)\b:?\s+",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r",? (?:\d+ comments?|no comments|comments?|leave a|updated|published|posted|for the [A-Z]|staff writer)\b.*$|\s*[∙·•|–—-]+$",
    re.IGNORECASE,
)
_BARE = re.compile(r"[\w.’'-]+(?: [\w.’'-]+){0,5} *\0[\s\0]*$")
_EDITED = ("last edit", "edited", "last updated", "last modified", "modified", "this post was")
_NOTED = re.compile(r"[\s\0]*[-–—:]\s*[^\W\d_]")
_SOURCED = re.compile(r"\([A-Z][A-Za-z. ]{1,24}\)$")
_CAPITAL = r"[^\W\d_a-z]"
FULL_NAME = rf"{_CAPITAL}[\w.’'-]+(?: (?:[a-z]{{1,3}} ){{0,2}}{_CAPITAL}[\w.’'-]*?){{1,3}}"
_OFFICE = re.compile(
    rf"[Bb]y (?P<who>{FULL_NAME}), [^.!?]{{3,80}}\.?$"
    rf"|(?P<lent>{FULL_NAME}) for (?:the )?[A-Z][\w’' -]{{2,40}}$"
    rf"|(?P<bare>{FULL_NAME}?)(?:, | |(?<=[a-z]))(?:[A-Z]\w+ )?"
    r"(?:Correspondent|Reporter|Columnist|Contributor|(?:[Ss]taff|[Ss]enior) (?:[Ww]riter|[Rr]eporter|[Ee]ditor))$"
)
_TIME = re.compile(r"\d{1,2}(?:\W?\d\d|[lL]\d\d)?\s*(?:[ap]\.?m\b|h\b|uhr)", re.IGNORECASE)
_STATED = re.compile(
    r"\W*(?:last |first |this (?:post|entry|article) was )?(?:mod\b|updated|submitted|founded|published|posted|modified|created|date|filed)\b",
    re.I,
)
_PARTICLE = re.compile(r"(?<=\w)(?: (?:a|the|of|in))+ (?=[^\W\d_a-z])")
"""A small word inside a name that a `by` leads: `Jerome a Paris`."""
_TOLD = re.compile(r"\0\s?:\s*[^\W_]")
_DIGIT = re.compile(r"\d")
NOBODY = frozenset(
    "stated published premiered updated update active viewed started closed joined since posted edited date created modified on at by from updates live "
    "page results total founded submitted mod archives archive edition issue week asked day review shot photo image picture video file version time op news headlines roundup".split()
)
_ORDINARY = frozenset(
    "the a an of in on at to for and or but with from into over after before is are was were be been has have had "
    "will would could should says said that this these those it its his her their our how why what when where who "
    "not no all more most than as by about against between during since until under up down out off new breaking".split()
)


_PROMPTS = frozenset(
    "find get watch listen browse visit add load write sort show view see post share log login sign click read join subscribe follow leave reply "
    "submit newest oldest more next previous comment comments".split()
)


@dataclass(frozen=True, slots=True)
class Header:
    """What a line of a header says besides when."""

    name: str
    whom: str = ""
    """Whose words are answered, if the line says so."""
    sure: bool = True
    """False where only a date follows the name, as in many a title: `Berlin May 3, 2015`."""


def header(line: str) -> Header | None:
    """The name that stands beside a date, None if it is no such line or names nobody.

    >>> header("Rodney April 12, 2017 at 3:10 pm"), header("u/mole Sep 21 '18").name
    (Header(name='Rodney', whom='', sure=True), 'mole')
    >>> header(">> kai  [Abroad]  2016-07-13 10:31  replying to Bo K.:").whom
    'Bo K.'
    """
    timed = _timed(line)
    if timed is None:
        return None
    reply = _REPLYING.search(timed)
    if reply:
        timed = f"{timed[: reply.start()]}  \0  {timed[reply.end() :]}"
    rest = _BRACKETS.sub(" \0 ", _ZONE.sub("\0", _WHEN.sub("\0", timed)))
    if _NOTED.match(rest) or _TOLD.search(rest):
        return None
    name, by = _named(rest)
    if not name or (not by and (_STATED.match(line) or (f"{name}:" in line and line[-1] != ":"))):
        return None
    bare = _BARE.match(rest) and "ago" not in line and not _CLOCK.search(timed)
    return Header(name, reply["whom"].strip(" @:") if reply else "", by or not bare)


def _timed(line: str) -> str | None:
    """A line with its dates masked, None if it has none or can be no header."""
    if not 6 <= len(line) <= _LONGEST or (line[-1] in ".!?" and not _ends_in_time(line)):
        return None
    if not _DIGIT.search(line) and not line.lower().endswith((" ago", "just now")):
        return None
    timed = phrases.masked(line, _SHORT_AGO)
    if timed is None and phrases.GLUED.search(line):
        timed = phrases.masked(phrases.GLUED.sub(" ", line), _SHORT_AGO)
    if timed is None or line.lstrip("« *(_[").lower().startswith(_EDITED):
        return None
    sourced = _SOURCED.search(line) is not None and " by " not in line
    return None if sourced or phrases.card_words(line) else timed


def _named(rest: str) -> tuple[str, bool]:
    """The name in a line whose dates are masked, if any, and whether a `by` leads it."""
    parts = [part.strip() for part in _CUT.split(rest)]
    parts = [_TRAILING.sub("", part) for part in parts if part and not _is_spare(part)]
    if not parts or len(parts) > 6 or any(len(part.split()) > 6 for part in parts[1:]):
        return "", False
    first = _first(parts)
    led = _LED.match(first)
    by = bool(led and led["by"])
    who = _LED.sub("", first)
    name = (_PLACED if by else _AFFILIATED).split(who, maxsplit=1)[0].strip(" ,:-–—'\"")
    if name and "u/" in first:
        name = name.split()[0]
    fits = (
        bool(name)
        and (name[0].isalnum() or name[0] in "_'’~^$")
        and (by or not (_SHARED.search(who) or len(who.split()) > _WORDS))
    )
    fits = (
        fits
        and name.split()[-1].lower() not in NOBODY
        and is_name(_PARTICLE.sub(" ", name) if by else name, longest=6 if by else 4)
    )
    return (name, by) if fits else ("", by)


def _is_spare(part: str) -> bool:
    return bool(_SPARE.match(part) or phrases.BUTTONS.match(part))


def _ends_in_time(line: str) -> bool:
    return line[-3:].lower() in (".m.", "go.") or line.endswith("...")


def _first(parts: list[str]) -> str:
    """The part that a `by` leads, else the first."""
    led = (part for part in parts[1:] if (match := _LED.match(part)) and match["by"])
    return next(led, parts[0])


def is_name(text: str, *, longest: int = 4) -> bool:
    """Whether some words may be no more than a name or a handle.

    >>> is_name("J. P. Norden"), is_name("sea_dog88"), is_name("What the hill has"), is_name("He left.")
    (True, True, False, False)
    """
    words = text.split()
    if not 0 < len(words) <= longest or len(text) > 45 or text[-1] in "!?:;,…":
        return False
    if (
        not any(map(str.isalpha, text))
        or _TIME.match(text)
        or any(sign in text for sign in '“”"«»[]{}()=<>|/\\')
    ):
        return False
    if (text[-1] == "." and len(words[-1]) > 4) or any(w[-1] == "." and len(w) > 4 for w in words):
        return False
    return len(words) < 3 or not any(word in _ORDINARY for word in words[1:])


def first_of(name: str) -> str:
    """The first of several authors, without an address or the place that he writes from.

    >>> first_of("Ann Lee and Bo Ekdal"), first_of("Ann Lee in Low Pier"), first_of("Ann Lee a@b.example")
    ('Ann Lee', 'Ann Lee', 'Ann Lee')
    """
    name = _BEFORE_NAME.sub("", _AFTER_NAME.sub("", name))
    return _OTHERS.split(name, maxsplit=1)[0].strip()


def without_origin(name: str) -> str:
    """A name without where its owner is from: `Ann Lee` of `Ann Lee from Low Pier`, `Ann Lee, Senna`."""
    return _ORIGIN.split(name, maxsplit=1)[0].strip()


def toward(name: str) -> tuple[str, str, str]:
    """A name, what stands for `in reply to` behind it, and whom it answers: `Ann Lee`, `↳`, `Bo Ek`."""
    match = _TOWARD.search(name)
    return (name[: match.start()], match[0], name[match.end() :]) if match else (name, "", "")


def without_place(name: str) -> str:
    """A handle without the place that stands behind it: `skipper` of `skipper Low Pier`."""
    first, *rest = name.split()
    placed = bool(rest) and first[:1].islower() and all(word[:1].isupper() for word in rest)
    return first if placed else name


def office_of(text: str) -> str:
    """Whom a line names that says what he is at the paper, or nothing.

    >>> office_of("by Ann Lee, editor of Log."), office_of("Bo Ek, staff writer"), office_of("Ann Lee, 41")
    ('Ann Lee', 'Bo Ek', '')
    """
    match = _OFFICE.match(text) if len(text) < _LONGEST else None
    return (match["who"] or match["lent"] or match["bare"]) if match else ""


def is_handle(text: str) -> bool:
    """Whether a name is of the kind that only members of a site have: `sea_dog88`, `jtb`, `LarsD`."""
    word = text.split()[0] if text.split() else ""
    camel = any(a.islower() and b.isupper() for a, b in pairwise(word))
    return (
        any(sign.isdigit() or sign == "_" for sign in text)
        or camel
        or word[:1].islower()
        or text.casefold() in ("guest", "anonymous", "unknown", "deleted", "[deleted]")
    )


def states_date(line: str) -> bool:
    """Whether a line says in words of its own when something was published: `Last mod: 3 May 2015`."""
    return _STATED.match(line) is not None and "founded" not in line


def is_time(text: str) -> bool:
    """Whether a line begins with a time of the day: `9:30 p.m.`."""
    return _TIME.match(text) is not None


def is_prompt(text: str) -> bool:
    """Whether a short line asks for a click and names nobody: `Add a comment`."""
    return text.split(" ", 1)[0].lower().rstrip(".…:") in _PROMPTS


def unadorned(text: str) -> str:
    """A name without the badge, the sign or the picture's label beside it.

    >>> unadorned("Ann Lee  STAFF"), unadorned("• Bo Ek"), unadorned("Super Moderator Ann Lee's Avatar")
    ('Ann Lee', 'Bo Ek', 'Ann Lee')
    """
    text = _LEADING.sub("", _BADGE.sub("", text.strip("•·*●○▪►▸| \t")))
    owned = _POSSESSIVE.match(text)
    return _RANKED.sub("", owned["who"]) if owned else text
