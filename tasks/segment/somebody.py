"""Whom a line names by its own words: who says something, who wrote it and when, whose letter it is."""

import re

from stancemark.tasks.segment import phrases
from stancemark.tasks.segment.headers import FULL_NAME, NOBODY, header, states_date
from stancemark.tasks.segment.outlets import is_outlet

_HEADER, _ROW = 120, 250
"""The longest line that heads a text, and the longest that goes on to its section and its comments."""
EDITED = frozenset({"last e", "edited"})
_NOW = (" ago", " now", "day")
_VERB_LEFT = re.compile(r" (?:asked\b|points?$|answered\b|reported$)")
SAYING = ("says", "said", "writes", "wrote", "replied", "commented", "responded")
_LEADS_ON = frozenset(
    "As And But Now Here Then While What This That So Also Meanwhile Today".split()
)
"""How a sentence begins that introduces a paste: `As the Ledger writes:`."""
QUOTING = ("писал", "said:", "wrote:", "quot", "originally posted", "in reply to", ">")
_LETTER = re.compile(
    r"^(?:on|at) .{6,60}?(?:\d{4}|:\d\d(?: ?[ap]m)?|\d{2})(?: [A-Z]{2,4}(?:[+-]\d{1,2})?| [+-]\d{4})?,? (?P<who>[^,<\d][^,<]{1,40}?)\s*(?:<.*)?(?:wrote:|said(?:\.\.\.|…|:))$",
    re.I,
)
_IN_ARTICLE = re.compile(
    r"in (?:article|message) ?<[^>]+>,? (?:\S+@\S+ \()?(?P<who>[^()<>@]{2,40}?)\)?(?: <\S+>)? (?:writes|wrote|said):$",
    re.IGNORECASE,
)
"""How a letter on Usenet says whom it quotes."""
_WROTE_MAIL = re.compile(
    r"[\"“]?(?P<who>[^\W\d_][^<>\"”@\n]{1,40}?)[\"”]? <[^<>\s]+@[^<>\s]+> (?:wrote|writes)(?:\W*$| in (?:message|news)\b)"
)
"""Who wrote the words of a letter that are repeated below, with an address."""
_ON_DATE = re.compile(r"(?i)^view post|,? on:? .*$")
_AGO = re.compile(r"(?i)^(?:(?:\d+|an?) [a-z]+ ago|just now|yesterday at [\d: apm]+),? ")
_MASKED = re.compile(r"(?:\[[–—+-]\] )?(?P<who>\[email protected\]) .*\d.*\bago\b")
"""A header whose name a proxy took for an address."""
_MAILED = re.compile(
    r"(?P<who>[^\W\d_a-z][\w.’'-]*(?: [^\W\d_a-z][\w.’'-]*){0,3}) [\w.+-]+ at [a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,12}$"
)
"""The sender of a letter in an archive that spells addresses out: `Ann Lee ann at quay.example`."""
_AT_TIME = re.compile(r"(?P<who>[^\W_][^:\n–—]{0,30}?) (?:[–—-] at|@) \d{1,2}:\d\d(?: ?[ap]m)?$")
"""The head of a remark in the forum of a wiki: `ann – at 06:20`."""
_STOPPED_TIME = re.compile(r"\d:\d\d\.$")
_FLAIR = re.compile(r"\[[A-Z]{1,2}\]$")
"""What a site sets behind the name of who started a thread: `ann[S]`."""
_COMMENTER = re.compile(r"^(?:Unr|R)egistered Commenter(?=\S)")
_BESIDE_TIME = re.compile(
    rf"(?P<who>{FULL_NAME})[\s·•|,–—-]+\d{{1,2}}[ -]min(?:ute)?s? read$|\d{{1,2}}:\d\d ?[ap]m .{{0,40}}?\bby (?P<by>{FULL_NAME})$"
)
"""Who wrote what is read in some minutes, or was written at some time of the day: `Ann Lee 4 min read`."""
REPOSTED = re.compile(
    r"[Bb]y (?P<who>[^()\n]{2,40}) \((?P<outlet>[^\W\d_][^()\n]{2,40}?),? (?:re-?posted|re-?post|forwarded|fwd)\)$"
)
"""Who posted what an outlet wrote: `by ann (Quay Post, reposted)`."""
_OF_OUTLET = re.compile(r"(?P<outlet>[^\W\d_][^,]{2,40}), [Bb]y (?P<who>[^\W\d_][^,]{2,40})(?:,|$)")
_QUOTES = '“"‘«„'
_OCCASION = re.compile(r"\b(?:in|at|during) (?:an?|his|her|the) [^.!?]{3,80}:$")
"""How a line ends that says where somebody said what is below: `Ann Lee on May 3, in an interview:`."""


def somebody(text: str) -> tuple[str, str] | None:
    """The tag and the name of a line that names somebody: `says`, `dated`, `by`; None for other lines."""
    if len(text) > _HEADER:
        return _signed_row(text)
    if name := _speaker(text):
        return "says", name
    if masked := _MASKED.match(text) or _AT_TIME.match(text):
        return "dated", masked["who"]
    spoken = text[-1] == ":" and _OCCASION.search(text)
    if not spoken and (dated := _dated(text)) is not None:
        return dated
    beside = _BESIDE_TIME.match(text) if phrases.DIGIT.search(text) else None
    reposted = REPOSTED.match(text) if text[-1] == ")" else None
    told = reposted["who"] if reposted else phrases.named(text)
    name = beside["who"] or beside["by"] if beside else _mailed(text) or told or _reporter(text)
    return ("dated" if beside else "by", name) if name else None


def _speaker(text: str) -> str:
    """Who says or is quoted as saying what is below a line, or nothing."""
    if text[0] in "oOaAiI" and (letter := _LETTER.match(text) or _IN_ARTICLE.match(text)):
        return letter["who"]
    if "@" in text and (mailed := _WROTE_MAIL.match(text)):
        return mailed["who"]
    lower = text.lower()
    says = phrases.SAYS.match(text) if phrases.holds(lower, SAYING) else None
    led = says is not None and says["who"].split()[0] in _LEADS_ON
    if (
        says
        and not led
        and len(says["who"].split()) <= 4
        and phrases.is_date_or_nothing(says["date"])
    ):
        return says["who"].strip(" •\t")
    if phrases.holds(lower, QUOTING) and (quoting := phrases.QUOTING.match(text)):
        whom = _AGO.sub("", _ON_DATE.sub("", quoting["a"] or quoting["b"]).strip())
        return whom.removeprefix("the ") if is_outlet(whom) else whom
    return ""


def _mailed(text: str) -> str:
    """The sender of a letter whose address is spelled out, or nothing."""
    match = _MAILED.match(text) if " at " in text else None
    return match["who"] if match else ""


def _reporter(text: str) -> str:
    """Whom a line names behind his paper: `Quay Times, By Ann Lee, 3 May`; or nothing."""
    match = _OF_OUTLET.match(text) if ", " in text else None
    return match["who"] if match and is_outlet(match["outlet"]) else ""


def _signed_row(text: str) -> tuple[str, str] | None:
    """Who wrote what is below a row of its author, its date and more: `By Ann Lee | 3 May 2015 | Harbour | 2 comments`."""
    if len(text) > _ROW or not phrases.holds(text.lower(), ("by ",)):
        return None
    first, *rest = phrases.parts(text)
    name = phrases.named(first) if rest and any(map(phrases.is_date, rest[:2])) else ""
    return ("dated", name) if name else None


def _dated(text: str) -> tuple[str, str] | None:
    """What a line with a date is, and whom it names."""
    text = text[:-1] if _STOPPED_TIME.search(text[-7:]) else text
    numbered = phrases.DIGIT.search(text) or (not text.isascii() and any(map(str.isdigit, text)))
    if not numbered and not text.endswith(_NOW):
        old = phrases.dated_name(text)
        return None if old is None else (("dated", old) if old else ("date", ""))
    edited = text.lstrip("« *(_[")[:6].lower() in EDITED and phrases.DATE.search(text)
    if edited or "ember since " in text:
        return "furniture", "edit mark" if edited else "user card"
    known = _name_beside_date(text)
    odd = (
        not known
        or not known[0].isalnum()
        or known[0].isdigit()
        or "u/" in text
        or _VERB_LEFT.search(known)
    )
    found = header(text) if odd else None
    if found and found.sure:
        return "dated", _bare(found.name)
    if known is None:
        return None
    if known.isdigit() and phrases.BUTTONS.match(phrases.parts(text)[0]):
        return "furniture", "view counter"
    return ("dated", known) if known else ("date", "")


def _name_beside_date(text: str) -> str | None:
    """Whom a line of a name and a date names; nothing for a date alone, None if it is no such line."""
    known = _reporter(text) or phrases.dated_name(text)
    if not known:
        return known
    known = _bare(known) if phrases.holds(known, (",", "egistered", "[")) else known
    if known[0] in _QUOTES or ": " in known or '"' in known or "“" in text or '. "' in text:
        return None
    if known.split()[-1].lower() in NOBODY or len(known.split(",")[0].split()) > 5:
        return "" if states_date(text) else None
    return known


def _bare(name: str) -> str:
    """A name without what its site calls those who have it, or an outlet's place: `Quay Press, Senna`."""
    first = name.partition(",")[0]
    return first if is_outlet(first) else _FLAIR.sub("", _COMMENTER.sub("", name))
