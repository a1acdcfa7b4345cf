"""What each line of a page is by its own words, and by the lines beside it in its block."""

import re
from collections.abc import Sequence
from functools import lru_cache

from stancemark.tasks.abbreviations import KINDS
from stancemark.tasks.segment import phrases, quoting, sources, wording
from stancemark.tasks.segment.beside import BULLETS, label_beside
from stancemark.tasks.segment.headers import (
    NOBODY,
    header,
    states_date,
)
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.naming import label_names
from stancemark.tasks.segment.outlets import is_outlet, is_shared
from stancemark.tasks.segment.transcript import label_speakers

_WRAPPED = 100
"""The longest line of a page that somebody has wrapped."""
_SUBHEAD_WORDS = 10
_LABEL_WORDS = 4
_HEADER, _ROW = 120, 250
"""The longest line that heads a text, and the longest that goes on to its section and its comments."""
_LONGEST = 400
"""The longest line that may be more than text."""
_BRIEF = 60
"""How long a line is at most that may well be on many pages of a site."""
_SURE = frozenset({"image", "link", "number", "quoted"})
_DATED = _SURE | {"date", "dated", "says", "furniture", "caption"}
_STOPS = ".!?…”\"':;,"
_BROKEN_OFF = ("[…]", "[...]")
_QUOTES = '“"‘«„'
_SECTION = re.compile(r"(?:posted |filed )?in [A-Z][\w ,&]{2,40}$")
_ANOTHER_SENTENCE = re.compile(r"(?P<word>[^\W\d_]*[a-z]{3})[.!] [A-Z]")
_BUTTON_BEHIND = re.compile(r"[a-z]{2}[.…] ?\((?:more|read more|continued?)\W*\)$", re.IGNORECASE)
_MARKDOWN_HEADING = re.compile(r"#{1,4} ")
_EDITED = frozenset({"last e", "edited"})
_NOW = (" ago", " now", "day")
_VERB_LEFT = re.compile(r" (?:asked\b|points?$|answered\b|reported$)")
_STARTER = re.compile(
    r"(?:(?:thread starter|(?:(?:discussion|thread|topic)(?: in .{1,40}?)?,? )?started by|topic starter|discussion in):?|op:)\s+"
    r"(?P<who>[^,\s][^,]{1,40}?)(?:, [^,]{3,9}, \d{4}\.)?$",
    re.I,
)
_THANKFUL = frozenset("hHtTsSdDoO")
"""How lines begin that thank or name the starter of a thread."""
_SAYING = ("says", "said", "writes", "wrote", "replied", "commented", "responded")
_LEADS_ON = frozenset(
    "As And But Now Here Then While What This That So Also Meanwhile Today".split()
)
"""How a sentence begins that introduces a paste: `As the Ledger writes:`."""
_QUOTING = ("said:", "wrote:", "quot", "originally posted", "in reply to", ">")
_INITIAL = re.compile(r"[A-Z][\w’'-]+(?: [\w’'-]+)? [A-Z]\.$")
_THANKS = re.compile(
    r"(?:h/t|hat tip|hat-tip|tip of the hat)\b:?\W*(?:to )?(?P<who>.{2,60})$", re.I
)
_LETTER = re.compile(
    r"^(?:on|at) .{6,60}?(?:\d{4}|:\d\d(?: ?[ap]m)?|\d{2})(?: [A-Z]{2,4}(?:[+-]\d{1,2})?| [+-]\d{4})?,? (?P<who>[^,<\d][^,<]{1,40}?)\s*(?:<.*)?(?:wrote:|said(?:\.\.\.|…|:))$",
    re.I,
)
_IN_ARTICLE = re.compile(
    r"in (?:article|message) ?<[^>]+>,? (?:\S+@\S+ \()?(?P<who>[^()<>@]{2,40}?)\)?(?: <\S+>)? (?:writes|wrote|said):$",
    re.IGNORECASE,
)
"""How a letter on Usenet says whom it quotes."""
_ON_DATE = re.compile(r"(?i)^view post|,? on:? .*$")
_AGO = re.compile(r"(?i)^(?:(?:\d+|an?) [a-z]+ ago|just now|yesterday at [\d: apm]+),? ")
_MASKED = re.compile(r"(?:\[[–—+-]\] )?(?P<who>\[email protected\]) .*\d.*\bago\b")
"""A header whose name a proxy took for an address."""
_MAILED = re.compile(
    r"(?P<who>[^\W\d_a-z][\w.’'-]*(?: [^\W\d_a-z][\w.’'-]*){0,3}) [\w.+-]+ at [a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,12}$"
)
"""The sender of a letter in an archive that spells addresses out: `Ann Lee ann at quay.example`."""
_STOPPED_TIME = re.compile(r"\d:\d\d\.$")
_COMMENTER = re.compile(r"^(?:Unr|R)egistered Commenter(?=\S)")
_SHARED = re.compile(r"(?:via|from|source|on):? (?P<site>\w{3,12})$", re.IGNORECASE)
_OF_OUTLET = re.compile(r"(?P<outlet>[^\W\d_][^,]{2,40}), [Bb]y (?P<who>[^\W\d_][^,]{2,40})(?:,|$)")


def label(found: Sequence[Piece]) -> int:
    """Give every row its tag, and the name of whom or what it names.

    Returns where the page has wrapped its lines, 0 if it has not.
    """
    for row in found:
        row.tag, row.name = ("text", "") if "\n" in row.text else _label(row.text)
    _label_first(found)
    tags = [row.tag for row in found]
    width = _width(found)
    for i, row in enumerate(found):
        above = found[i - 1] if i and found[i - 1].block == row.block else None
        below = found[i + 1] if i + 1 < len(found) and found[i + 1].block == row.block else None
        if (
            above
            and tags[i] not in (_SURE if width else _DATED)
            and _run_on(above.text, row.text, width)
        ):
            row.tag, row.name = "text", ""
        elif (
            tags[i] == "heading"
            and below
            and tags[i + 1] not in _DATED
            and _run_on(row.text, below.text, width)
        ):
            row.tag = "text"
        elif below and row.tag == "text" and row.text[-1] in "?\"”’'" and _heads(row, below):
            row.tag = "heading"
        elif tags[i] == "furniture" and tags[i + 1 : i + 2] == ["date"] and _is_cited(row.text):
            row.tag, row.name = "heading", ""
        elif (
            above
            and row.text[0] in "pfi"
            and tags[i] in ("text", "heading")
            and _SECTION.match(row.text)
        ):
            row.tag = "by" if tags[i - 1] in ("by", "date", "dated") else row.tag
    label_names(found)
    label_beside(found)
    label_speakers(found)
    return width


def _label_first(found: Sequence[Piece]) -> None:
    """Untag the first line of a page if it is a title that begins as a link to one does."""
    if found and found[0].name == "teaser" and len(found[0].text.split()) > _LABEL_WORDS:
        found[0].tag, found[0].name = "heading", ""


def _is_cited(text: str) -> bool:
    """Whether a line is a title with an arrow, and no row of page numbers."""
    return "→" in text and not text[0].isdigit()


def _width(found: Sequence[Piece]) -> int:
    """Where most of the longer lines of a page end, 0 if nothing has wrapped them."""
    lengths = sorted(len(row.text) for row in found if len(row.text) >= 45)
    if len(lengths) < 8 or lengths[9 * len(lengths) // 10] > _WRAPPED:
        return 0
    width = lengths[3 * len(lengths) // 4]
    full = sum(width - 14 <= length <= width + 6 for length in lengths)
    return width if 2 * full > len(lengths) else 0


def _heads(row: Piece, below: Piece) -> bool:
    """Whether a question is the subhead of a long paragraph, or a line the title of news."""
    if row.text[-1] != "?":
        return len(row.text) < 120 and sources.dateline(below.text) is not None
    return len(row.text.split()) <= _SUBHEAD_WORDS and len(below.text) > 2 * _WRAPPED


def _run_on(above: str, below: str, width: int) -> bool:
    """Whether a line break stands in the middle of a sentence.

    `width` is where the page wraps its lines, 0 if it does not: the first word below would not
    have fitted above.
    """
    if len(above) < 45 or above[-1] in _STOPS or (below[0] in "([" and sources.leads(below)):
        return False
    if width and len(above) + 1 + len(below.partition(" ")[0]) > width:
        return True
    if below[0] in _QUOTES and below[1:2].isupper():
        return False
    return below[:1].islower() or (
        len(above) < 100 and not below[:1].isupper() and len(above.split()) > 8
    )


def _label(text: str) -> tuple[str, str]:
    """What a line is by its own words, and whom or what it names."""
    if len(text) > _LONGEST:
        return "text", ""
    return _label_brief(text) if len(text) < _BRIEF else _by_all(text)


@lru_cache(maxsize=8192)
def _label_brief(text: str) -> tuple[str, str]:
    """The same for a line of a few words: sites and threads have many of them more than once."""
    return _by_all(text)


def _by_all(text: str) -> tuple[str, str]:
    if plain := quoting.mark(text) or _plain(text) or _link(text):
        return plain
    if len(text) < 300 and phrases.pictured(text[-90:]):
        return "caption", ""
    if name := sources.signed(text):
        return "credit", name
    if reason := wording.known(text):
        return "furniture", reason
    somebody = _names_somebody(text) if len(text) <= _HEADER else _signed_row(text)
    return somebody or _by_its_words(text)


def _link(text: str) -> tuple[str, str] | None:
    if text[0] in "vVfFsSoO" and (shared := _SHARED.match(text)):
        host = f"{shared['site'].lower()}.com"
        return ("link", host) if is_shared(host) else None
    if "/" in text and (link := phrases.LINK.match(text)):
        return "link", link["host"].lower().removeprefix("www.")
    if " " not in text and "." in text and (link := phrases.DOMAIN.match(text)):
        return "link", link["host"].lower().removeprefix("www.")
    return None


def _plain(text: str) -> tuple[str, str] | None:
    """What a line is that holds no words of its own: a number, a quoted line, a date, a button."""
    if text[0] in "#RDLSQEFP" and phrases.is_debris(text):
        return "furniture", "navigation"
    if text[0] in "#0123456789pP•·*-" and phrases.NUMBER.match(text):
        return "number", ""
    if (
        text[0] in ">|"
        and text.lstrip("|")[:1] == ">"
        and len(text) > 2
        and not text.startswith(">From ")
    ):
        found = header(text) if len(text) < 120 else None
        headed = found is not None and found.sure and text[-1].isalnum() + text.endswith(":")
        return ("dated", found.name) if found and headed else ("quoted", "")
    if phrases.is_date(text) or phrases.is_aside(text):
        return ("furniture", "edit mark") if text[:6].lower() in _EDITED else ("date", "")
    if "." in text and (text[0] == "!" or " " not in text) and phrases.IMAGE.match(text):
        return "image", ""
    return ("clicks", "") if len(text) < 40 and phrases.CLICKS.match(text) else None


def _by_its_words(text: str) -> tuple[str, str]:
    if reason := wording.shaped(text):
        return "furniture", reason
    if text[0] in _THANKFUL and (match := _THANKS.match(text) or _STARTER.match(text)):
        return "by", match["who"]
    if phrases.CORRECTION.match(text):
        return "correction", ""
    return ("heading", "") if _is_heading(text) else ("text", "")


def _names_somebody(text: str) -> tuple[str, str] | None:
    if text[0] in "oOaAiI" and (letter := _LETTER.match(text) or _IN_ARTICLE.match(text)):
        return "says", letter["who"]
    lower = text.lower()
    says = phrases.SAYS.match(text) if phrases.holds(lower, _SAYING) else None
    led = says is not None and says["who"].split()[0] in _LEADS_ON
    if (
        says
        and not led
        and len(says["who"].split()) <= 4
        and phrases.is_date_or_nothing(says["date"])
    ):
        return "says", says["who"].strip(" •\t")
    if phrases.holds(lower, _QUOTING) and (quoting := phrases.QUOTING.match(text)):
        whom = _AGO.sub("", _ON_DATE.sub("", quoting["a"] or quoting["b"]).strip())
        return "says", whom.removeprefix("the ") if is_outlet(whom) else whom
    if masked := _MASKED.match(text):
        return "dated", masked["who"]
    if (dated := _dated(text)) is not None:
        return dated
    mailed = _MAILED.match(text) if " at " in text else None
    name = mailed["who"] if mailed else phrases.named(text) or _reporter(text)
    return ("by", name) if name else None


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
    if text.lstrip("« *(_[")[:6].lower() in _EDITED and phrases.DATE.search(text):
        return "furniture", "edit mark"
    known = _reporter(text) or phrases.dated_name(text)
    known = _bare(known) if known and ("," in known or "egistered" in known) else known
    if known and (known[0] in _QUOTES or '"' in known or "“" in text or '. "' in text):
        known = None
    if known and (known.split()[-1].lower() in NOBODY or len(known.split(",")[0].split()) > 5):
        known = "" if states_date(text) else None
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


def _bare(name: str) -> str:
    """A name without what its site calls those who have it, or an outlet's place: `Quay Press, Senna`."""
    first = name.partition(",")[0]
    return first if is_outlet(first) else _COMMENTER.sub("", name)


def _is_heading(text: str) -> bool:
    if text[0] == "#" and _MARKDOWN_HEADING.match(text):
        return True
    if text[-1] == "." and len(text) < 40 and _INITIAL.match(text):
        return True
    if (text[0] == "(" and text[-1] == ")") or text.endswith(_BROKEN_OFF):
        return False
    if text[-1] in _STOPS or text[:2] in BULLETS or len(text.split()) > 22:
        return False
    return not (_has_two_sentences(text) or _BUTTON_BEHIND.search(text))


def _has_two_sentences(text: str) -> bool:
    """Whether a sentence ends inside a line, and not an abbreviation."""
    stops = (stop["word"].casefold() for stop in _ANOTHER_SENTENCE.finditer(text))
    return any(KINDS.get(word, "numbers") == "numbers" for word in stops)
