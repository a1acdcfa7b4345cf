"""Lines that name who spoke: the head of a tweet, the dash below a quotation."""

import re

from stancemark.tasks.attribution.kinds import kind_of
from stancemark.tasks.segment import phrases, voice
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.outlets import is_outlet

_TWEETER_ABOVE = re.compile(
    r"(?P<who>[^@\n:]{2,50}?)\s*[(]?(?P<at>@[A-Za-z0-9_]{2,20})[)]?(?:\s*[·•|,-]\s*(?P<when>[^\n]{1,30}))?:?$"
)
_TWEETER_BELOW = re.compile(r"[–—-]{1,2}\s*(?P<who>[^(@\n]{2,50}?)\s*\(@\w{2,20}\)(?:\s.{0,40})?$")
_RANK = re.compile(
    r"^(?:(?:Det|Chief|Supt|Insp|Sgt|Lt|Col|Gen|Capt|Cmdr|Adm|Maj|Brig|Sir|Rep|Sen|Gov|General|Colonel|Major|Captain|President|"
    r"Assistant|Deputy|Acting|Defen[cs]e|Foreign|Interior|Prime|Vice|Secretary|Spokes(?:man|woman)|Attorney|Senator|Minister|Dr|Prof|Governor|Mayor|Ambassador|Councillor|Councilman|Councilwoman|Bishop|Judge|Sheriff)\.? )+(?=\S+ \S)"
)
_CAPITAL = r"[^\W\d_a-z]"
_NAMED = re.compile(
    rf"(?<![\w’'-])(?P<in>(?:in|at|near|to) )?(?P<who>{_CAPITAL}[\w’'-]+"
    rf"(?: (?:(?:de|del|la|al|el|bin|van|von|der|da|di) )?{_CAPITAL}(?:[\w’'-]+|\.)){{1,3}})"
)
_OPENING = re.compile(
    r"(?:(?:The|In|On|At|A|An|As|When|And|But|Or|So|While|For|From|By|With|To|If|After|Before|Here|This|That|Then|Now|Our|My|His|Her|Its|Their|Even|Or) )+"
)
_WHEN = re.compile(r"\d{1,2}\s?[smhdw]$|.*\d")
_DASHED = re.compile(
    rf"[–—-]{{1,2}}\s?(?P<who>(?:[Mm]rs?\.? |[Dd]r\.? |[A-Z][a-z]+\. )?{phrases.NAME})(?P<rest>,? (?:[^.!?]|\b[A-Z][a-z]{{2,3}}\. (?=\d)){{0,90}})?\.?$"
)

_PRINTED_IN = re.compile(
    rf"[–—-]{{1,2}}\s?[^.!?]{{3,60}}?,? in (?:the )?(?P<who>{phrases.NAME})(?:, [^.!?]{{3,30}})?\.?$"
)
"""Who spoke, and where it was printed: `— the ministry, in Quay Weekly, 14 May`."""


def above(piece: Piece) -> str:
    """Who wrote the tweet below a line such as `Ann Lee @annlee · 5h`, or nothing."""
    text = piece.text
    if (
        "@" not in text
        or len(text) > 110
        or piece.tag in ("handle", "quoted", "link")
        or piece.role == "boilerplate"
    ):
        return ""
    match = _TWEETER_ABOVE.match(text)
    if not match or not (match["when"] or text[-1] == ":" or "·" in text):
        return ""
    return (
        bare(match["who"].strip(" ✔·|–—-"))
        if not match["when"] or _WHEN.match(match["when"])
        else ""
    )


def bare(name: str) -> str:
    """A full name without the rank or office before it."""
    return _RANK.sub("", name)


def last_named(text: str) -> str:
    """The last person whom a paragraph names in full outside its quotations, or nothing."""
    for match in reversed([*_NAMED.finditer(voice.unquoted(text))]):
        name = bare(_OPENING.sub("", match["who"]))
        if not match["in"] and " " in name and kind_of(name) == "named_person":
            return name.removesuffix("’s").removesuffix("'s")
    return ""


def tweeter(text: str) -> str:
    """Who wrote the tweet above a line such as `— Ann Lee (@annlee) 3 May 2015`, or nothing."""
    if text[0] not in "–—-" or "@" not in text:
        return ""
    match = _TWEETER_BELOW.match(text)
    return bare(match["who"]) if match else ""


def signs(text: str) -> str:
    """Whom a dash below a quotation names: `— Ann Lee, minister`; or nothing."""
    if text[0] not in "–—-" or len(text) > 130 or "\n" in text:
        return ""
    printed = _PRINTED_IN.match(text)
    if printed and is_outlet(printed["who"]):
        return printed["who"]
    match = _DASHED.match(text)
    return bare(match["who"]) if match else ""
