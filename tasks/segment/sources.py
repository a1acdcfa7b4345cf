"""The lines that credit an outlet: above a paste, below it, or at the head of its first paragraph."""

import re
from collections.abc import Iterable
from functools import lru_cache

from stancemark.tasks.segment import datelines, outlets, phrases, reprints
from stancemark.tasks.segment.headers import FULL_NAME
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.outlets import WHO

_LONGEST = 170
"""The longest line that credits somebody."""
_NAMED = re.compile(
    r"^(?i:(?:(?:now|also|and|this|more|the following|here|breaking|again|next|first|meanwhile|then)(?: is| comes)? )?"
    r"(?:from|via|source|sources|according to)|here[’']s|here is|this is|and now|now)\b:?\s+"
    r"(?:(?:the|[Aa]|[Tt]o(?:day|night)[’']s|[Yy]esterday[’']s|[Ll]ast [a-z]+[’']s|[Tt]his [a-z]+[’']s|[A-Z][a-z]+day[’']s) )?"
    rf"(?P<who>{WHO})(?:[’']s)?(?P<rest>[^:]{{0,50}}):$"
)
_WHEN = re.compile(
    rf"^(?P<who>{WHO}), (?:this|last|earlier|yesterday|today|tonight|just|an? \w+ ago)\b[^.:]{{0,25}}:$"
)
_FROM_PLACE = re.compile(rf"^(?P<who>{WHO}),? (?:reporting )?from [A-Z][^:,]{{2,40}}:$")
_WRITES = re.compile(
    rf"^(?i:from|by|here[’']s|here is|this is) [^,:]{{3,50}},? (?i:writing|reporting) (?i:in|for|at|on) (?P<who>{WHO})(?P<rest>[^:]{{0,50}}):$"
)
_LOWER = re.compile(
    r"(?:from|via) (?:the |(?:yesterday|today|tonight|[a-z]+day)[’']?s )?(?P<who>(?:[a-z]+ ){1,3}(?:times|post|herald|tribune|"
    r"gazette|journal|news|observer|star|courier|chronicle|standard|telegraph|independent|mail|guardian|ledger|dispatch|echo)):$"
)
_FORWARDED = re.compile(
    rf"^(?i:forwarded from|reposted from|shared from|re-?blogged from|cross-?posted from|breaking via|breaking from)"
    rf":? (?P<who>{WHO})\W*$"
)
_SET_OFF = re.compile(rf"^(?P<who>{WHO})(?P<sure> \([A-Z]{{2}}\) ?/| ?(?:\.{{3,}}|…|/))$")
"""An outlet that a press review sets over its words: `Quay Post (UK) /`, `Quay Post .....`."""
_VIA = re.compile(
    rf"^(?i:(?:authored|written|posted|submitted|story|report) by|by) [^,|/:]{{3,50}}?(?:,? (?i:via|courtesy of)|,? (?i:writing|reporting) (?:for|in)) "
    rf"(?P<who>{WHO})(?: (?:blog|website|site|magazine|newspaper))?\W*$"
)
_BY_OF = re.compile(
    rf"^[Bb]y [A-Z][^,|/:]{{3,40}}?(?:, [A-Za-z ]{{3,40}})?(?:,| \||/| for| of| in) (?P<who>{WHO})\W*$"
)
_SOURCE = re.compile(
    r"^(?i:[(\[]?(?:sou\W?r\W?c?es?|via|courtesy(?: of)?|by courtesy of|credit|(?:original|full|complete)(?: (?:article|story|text|report|source|post|link|at|from))*|"
    r"article source|(?:the )?original source of this \w+ is|story (?:from|via|courtesy of)|original link|link|url))\s*(?::|\bat\b|\bfrom\b|(?=\s[A-Z]))+\s*"
    rf"(?i:the following )?(?P<who>{WHO}|https?://\S+)(?P<rest>.*)$"
)
_MORE = re.compile(
    r"^\W*(?i:(?:\(?excerpts?\)?\W+)?(?:(?:to |continue )?read(?:ing)?|see|view|find|get|get|click (?:here )?(?:for|to read))\b(?: the)?(?: \w+){0,3}?"
    rf"(?: at| on| in| from| via|:))\s+(?:[Tt]he (?=[a-z.-]+\.))?(?P<who>https?://\S+|{WHO})\W*$"
)
_HINTS = re.compile(
    r"sou\W?r|via\b|courtesy|credit|orig|full |link|url|story|publish|appeared|posted|print|\bran |permission|excerpt|"
    r"translat|reprod|taken|continued|adapted|syndic|\bread|\bsee\b|view|click|find|\bget\b",
    re.IGNORECASE,
)
_FIRST_WORD = re.compile(r"\W*(\w+)")
_OPENING = frozenset(
    """via courtesy by credit original full complete article story link url this thie the a an it was is has have had
    were first originally also previously published appeared posted printed ran run written re republished reprinted
    reposted cross crossposted reproduced excerpted translated adapted taken reblogged syndicated excerpt excerpts to
    continue continued read reading see view find get click sou source sources""".split()
)
"""The first words of the lines that `_SOURCE`, `_MORE` and `reprints.published` find."""
_COPYRIGHT = re.compile(rf"^(?:©|\([cC]\)|[Cc]opyright) (?P<who>{WHO})\.?$")
_RIGHTS = re.compile(
    rf"^(?i:copyright|©|\(c\))[\s©:]*(?:\([cC]\))?\s*(?:\d{{4}}(?:-\d{{2,4}})?,?\s+)?(?P<who>{WHO})\b[.,]?(?:\s.{{0,40}})?$"
)
_OWNED = re.compile(
    rf"(?:©|\([cC]\)|\b[Cc]opyright|COPYRIGHT)[\s©:]*(?:\([cC]\))?\s*(?:\d{{4}}(?:\s?[-–]\s?\d{{2,4}})?,?\s+)?(?:by )?(?P<who>{WHO})"
)
_OWNED_WITHIN = 300
_FIRM = re.compile(r",? (?:Company|Co|Inc|Ltd|LLC|Corporation|Limited|Newspapers)$")
_DASHED = re.compile(rf"^[–—-]{{1,2}}\s?(?P<who>{WHO})(?P<rest>,? .{{0,50}})?$")
_ON_DAY = re.compile(rf"^(?P<who>{WHO}),? \d{{1,2}}/\d{{1,2}}$")
_ON_PAGE = re.compile(rf"^(?P<who>{WHO}), (?:pp?\.|page) ?\d[\d–-]*$")
_SLASHED = re.compile(rf"^(?P<who>{WHO})\s?/\s?[A-Z][\w.’' -]{{1,40}}(?<!Desk)(?<!desk)$")
_ALONE = re.compile(
    rf"^[(\[](?:[Ww]ith |[Ss]ource: |[Vv]ia |[Ff]rom )?(?P<who>{WHO})(?:/[\w. ]{{2,30}})?(?P<rest>, [^()\[\]]{{3,50}})?[)\]]?$"
)
_REPORTING = re.compile(r"^\(?(?:reporting|writing|editing|additional reporting) by\b", re.I)
_PIPE = re.compile(rf"(?P<title>.{{12,200}}?) (?:\||»|::) (?P<who>{WHO})(?: \||$)")
_DASH = re.compile(rf"(?P<title>.{{20,200}}) [–—-] (?P<who>{WHO})")
_TOLD = re.compile(rf"\b(?:interview with|told) (?P<who>{phrases.NAME})(?=[ .,;]|$)")
_BRACKET = re.compile(r"\s*\([^()]*\)|,? (?:since|now|my|our)\b[^,|]*$")
_ENDS = ("]", ")")
_LED = ("From ", "Via ", "This from ", "This is from ")
_TWO_SENTENCES = re.compile(
    r"(?<=[a-z]{2})[.!?] (?:From|This|Here|It|In|And|But|As|On|So|The) [a-z]"
)
_PERSON = re.compile(FULL_NAME)
_OUTLET, _STOPS = 8, (".", "!", "?")
"""How many words stand beside a title at most that are its outlet, and what ends a sentence."""


def signed(text: str) -> str:
    """The source that a line below a paste credits: `(Outlet)`, `Source: Outlet`; or nothing.

    >>> signed("Read the full story at The Quay Post"), signed("(AP)"), signed("(laughs)")
    ('The Quay Post', 'AP', '')
    """
    if "\n" in text:
        return ""
    return _signed(text) if len(text) <= _LONGEST else reprints.republished(text)


@lru_cache(maxsize=4096)
def _signed(text: str) -> str:
    first = text[0]
    if first in "([" and (match := _ALONE.match(text)) and len(text.split()) <= 8:
        rest = match["rest"]
        dated = not rest or bool(phrases.DATE.search(rest)) or rest[2:3].isdigit()
        return (
            outlets.checked(match["who"], sure=dated and outlets.is_outlet(match["who"]))
            if dated
            else ""
        )
    if first in "©(Cc" and (match := _COPYRIGHT.match(text)):
        return match["who"] if outlets.is_outlet(match["who"]) else ""
    return _by_words(text) or _by_form(text)


def _by_words(text: str) -> str:
    """The source of a line that says so: `Source:`, `Reprinted from`, `Read more at`."""
    if not _may_say_so(text):
        return ""
    match = _SOURCE.match(text)
    if match and _rests(match["rest"]):
        return _host(match["who"]) or outlets.checked(match["who"])
    if name := reprints.published(text):
        return name
    match = _MORE.match(text)
    host = _host(match["who"]) if match else ""
    return host or (match["who"] if match and outlets.is_outlet(match["who"]) else "")


def _may_say_so(text: str) -> bool:
    """Whether a line begins as one that says its source: few do, so that few are searched for a hint."""
    match = _FIRST_WORD.match(text)
    first = match[1].casefold() if match else ""
    return (first in _OPENING or first.startswith("sou")) and _HINTS.search(text) is not None


def _by_form(text: str) -> str:
    """The source of a line of the form `— Outlet, 3 May`, `Outlet/Ann Lee`."""
    if text[0] in "–—-" and (match := _DASHED.match(text)):
        rest = (match["rest"] or "").strip(" ,.")
        return (
            match["who"]
            if outlets.is_outlet(match["who"]) and (not rest or phrases.is_date(rest))
            else ""
        )
    if text[-1].isdigit() and len(text) < 60 and (match := _ON_PAGE.match(text)):
        return match["who"] if outlets.is_outlet(match["who"]) else ""
    if "/" in text and len(text) < 60 and (match := _SLASHED.match(text)):
        return (
            match["who"] if outlets.is_outlet(match["who"]) and not outlets.is_photo(text) else ""
        )
    return ""


def _rests(rest: str) -> bool:
    """Whether what follows a name in a source line is no more of a sentence."""
    named = rest[:3] == " | " and _PERSON.fullmatch(rest[3:])
    rest = rest.strip(" .,:|-–—)]/")
    told = bool(named) or rest.startswith(("http", "www.", "via ")) or len(rest) < 4
    return not rest or told or phrases.is_date(rest)


def _host(name: str) -> str:
    link = phrases.LINK.match(name)
    return link["host"].lower().removeprefix("www.") if link else ""


def copyrighted(text: str) -> str:
    """The outlet that a line below a text says has the rights to it: `Copyright 2012 The Quay Times Company`; or nothing."""
    match = _RIGHTS.match(text) if len(text) < _LONGEST else None
    who = _FIRM.sub("", match["who"]) if match else ""
    return who if outlets.is_outlet(who) else ""


def owner(text: str) -> str:
    """Whose a page is by a line on its rights: `© 2009–2016 Quay Post LLC. All rights reserved`; nothing if an agency's.

    >>> owner("Copyright 2022 KQPW. All rights reserved."), owner("© 2003 Agence France-Presse")
    ('KQPW', '')
    """
    match = _OWNED.search(text[:_OWNED_WITHIN])
    return _FIRM.sub("", match["who"]) if match and not outlets.is_wire(match["who"]) else ""


def of_wire(text: str) -> str:
    """The agency that a line on copyright says owns a text: `All rights reserved. © 2003 Agence France-Presse.`; or nothing."""
    owners = (match["who"] for match in _OWNED.finditer(text[:_OWNED_WITHIN]))
    return next(filter(outlets.is_wire, owners), "")


def is_reporting(text: str) -> bool:
    """Whether a line says who has reported and edited what stands above it."""
    return bool(_REPORTING.match(text))


def heads(text: str) -> str:
    """The source of a line above a paste, `Outlet, 3 May 2015:` or `From Outlet:`, or nothing.

    >>> heads("From tonight's Quay Ledger:"), heads("Quay Radio, 5 May 2014, 05:00 (my translation):")
    ('Quay Ledger', 'Quay Radio')
    """
    if len(text) > _LONGEST or "\n" in text or _TWO_SENTENCES.search(text):
        return ""
    if text[-1] in ":." and (name := _before_stop(text)):
        return name
    if name := set_off(text):
        return name
    if match := _FORWARDED.match(text):
        return outlets.checked(match["who"])
    if (match := _VIA.match(text)) and outlets.may_be_source(match["who"]):
        return outlets.tidy(match["who"])
    return _dated(text)


def _before_stop(text: str) -> str:
    """The source before a colon, or before a full stop where a few words name no more than an outlet."""
    if text[-1] == ":":
        return _before_colon(text)
    brief = len(text.split()) <= _OUTLET + 2 and text.startswith(_LED)
    name = _before_colon(f"{text[:-1]}:") if brief else ""
    return name if outlets.is_outlet(name) else ""


def set_off(text: str) -> str:
    """The outlet of a line of a press review over its words: `Quay Post (UK) /`; or nothing."""
    match = _SET_OFF.match(text) if text[-1] in "/.…" else None
    sure = match is not None and ("(" in match["sure"] or outlets.is_outlet(match["who"]))
    return match["who"] if match and sure else ""


def _before_colon(text: str) -> str:
    """The source of a line such as `Outlet:` or `From the Outlet this morning:`, or nothing."""
    if outlets.is_outlet(text[:-1].strip(" *•")):
        return outlets.tidy(text[:-1])
    if lower := _LOWER.match(text):
        return lower["who"]
    if (placed := _FROM_PLACE.match(text) or _WHEN.match(text)) and outlets.is_outlet(
        placed["who"]
    ):
        return placed["who"]
    match = _WRITES.match(text) or _NAMED.match(text)
    named = match and _may_follow(match["rest"]) and outlets.may_be_source(match["who"])
    return outlets.tidy(match["who"]) if match and named else ""


def _may_follow(rest: str) -> bool:
    rest = rest.strip(" ,")
    return len(rest.split()) <= 5 and (
        not rest or not rest[0].isupper() or bool(phrases.DATE.search(rest))
    )


def by_of(text: str) -> str:
    """The outlet that a byline names behind its person: `By Ann Lee, Quay Post`; or nothing."""
    match = _BY_OF.match(text) if len(text) < 100 else None
    if match is None:
        return ""
    written = text[: match.start("who")].endswith(" for ") and outlets.may_be_source(match["who"])
    return match["who"] if written or outlets.is_outlet(match["who"]) else ""


def _dated(text: str) -> str:
    """The name of a line of one name and a date, with a remark or an author behind them."""
    if text[-1].isdigit() and (brief := _ON_DAY.match(text)):
        return brief["who"] if outlets.is_outlet(brief["who"]) else ""
    date = phrases.DATE.search(text) if len(text) <= 110 and phrases.has_date(text) else None
    if date is None or datelines.is_dateline_alone(text):
        return ""
    line = text.strip()
    if line[0] in "([" and line.rstrip(":")[-1] in _ENDS:
        line = line.rstrip(":")[1:-1]
        date = phrases.DATE.search(line)
    if date is None or not date.start():
        return ""
    head = _until_date(line[: date.start()])
    name = outlets.tidy(head)
    *persons, last = name.split(", ")
    name = last if persons and outlets.is_outlet(last) else name
    tail = _BRACKET.sub("", line[date.end() :])
    tail_parts = [p.strip(" ,:^") for p in tail.split("|")]
    rest = [p for p in tail_parts if p and not phrases.is_date(f"3 May 2015 {p}")]
    if len(rest) > 1 or (rest and not re.fullmatch(phrases.NAME, rest[0])):
        return ""
    return name if re.fullmatch(WHO, name) and outlets.may_be_source(name) else ""


def _until_date(head: str) -> str:
    head = re.sub(
        r"(?i)\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\W*$",
        "",
        head.rstrip(),
    )
    return re.sub(r"(?i)\W*\b(?:on|at|published|posted|updated|first)?\W*$", "", head)


def titled(text: str, title: str, *, last: bool) -> str | None:
    """The outlet of `title | Outlet` or `Outlet - title`, nothing for the bare title, else None.

    `title` heads what stands above; `last` says that the line ends its unit.
    """
    if title and title.casefold() in text.casefold():
        at = text.casefold().index(title.casefold())
        rest = (text[:at] + text[at + len(title) :]).strip(" |–—-:·•»")
        if len(rest.split()) <= _OUTLET and rest[-1:] not in _STOPS:
            return rest
    pipe = _PIPE.fullmatch(text)
    if pipe and len(pipe["title"].split()) >= 4 and outlets.may_be_source(pipe["who"]):
        return pipe["who"]
    dash = _DASH.fullmatch(text) if last else None
    return dash["who"] if dash and len(dash["who"].split()) <= 4 else None


def told(news: Iterable[Piece]) -> str:
    """The one outlet that a text says it was told by name, or nothing."""
    names = [m["who"] for p in news for m in _TOLD.finditer(p.text)]
    interviews = [
        m["who"] for p in news for m in _TOLD.finditer(p.text) if m[0].startswith("interview")
    ]
    return (interviews or names or [""])[0] if len(set(interviews or names)) == 1 else ""


def mostly_capital(text: str) -> bool:
    """Whether most of the longer words begin with a capital, as in a title or a name."""
    words: list[str] = [word for word in re.findall(r"[^\W\d_][\w’'-]*", text) if len(word) > 3]
    return 4 * sum(word[0].isupper() for word in words) >= 3 * len(words)
