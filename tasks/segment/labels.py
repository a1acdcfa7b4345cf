"""What each line of a page is by its own words, and by the lines beside it in its block."""

import re
from collections.abc import Sequence
from functools import lru_cache

from stancemark.tasks.abbreviations import KINDS
from stancemark.tasks.segment import datelines, intros, phrases, pictures, quoting, sources, wording
from stancemark.tasks.segment.beside import BULLETS, label_beside
from stancemark.tasks.segment.headers import (
    header,
)
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.naming import label_names
from stancemark.tasks.segment.outlets import is_shared
from stancemark.tasks.segment.somebody import EDITED, REPOSTED, somebody
from stancemark.tasks.segment.transcript import label_speakers

_WRAPPED = 100
"""The longest line of a page that somebody has wrapped."""
_SMILEYS = re.compile(r"(?:(?:[:;=]-?[()DPpo|/\\]|:[a-z]{2,12}:?)\s*)+")
_SUBHEAD_WORDS = 10
_LABEL_WORDS = 4
_SMALL_WORD, _LEAST_TITLE, _MOST_TITLE = 3, 5, 18
"""Words of more letters begin with a capital in titles, which have so many of them."""
_LONGEST = 400
"""The longest line that may be more than text."""
_BRIEF = 60
"""How long a line is at most that may well be on many pages of a site."""
_SURE = frozenset({"image", "link", "number", "quoted"})
_DATED = _SURE | {"date", "dated", "says", "furniture", "caption"}
_STOPS = ".!?…”\"':;,"
_BROKEN_OFF = ("[…]", "[...]", "…read more", "... read more", "… read more", "...read more")
_QUOTES = '“"‘«„'
_SECTION = re.compile(r"(?:posted |filed )?in [A-Z][\w ,&]{2,40}$")
_ANOTHER_SENTENCE = re.compile(r"(?P<word>[^\W\d_]*[a-z]{3})[.!] [A-Z]")
_BUTTON_BEHIND = re.compile(r"[a-z]{2}[.…] ?\((?:more|read more|continued?)\W*\)$", re.IGNORECASE)
_MARKDOWN_HEADING = re.compile(r"#{1,4} ")
_STARTER = re.compile(
    r"(?:(?:thread starter|(?:(?:discussion|thread|topic)(?: in .{1,40}?)?,? )?started by|topic starter|discussion in):?|op:)\s+"
    r"(?P<who>[^,\s][^,]{1,40}?)(?:, [^,]{3,9}, \d{4}\.)?$",
    re.I,
)
_THANKFUL = frozenset("hHtTsSdDoO")
"""How lines begin that thank or name the starter of a thread."""
_INITIAL = re.compile(r"[A-Z][\w’'-]+(?: [\w’'-]+)? [A-Z]\.$")
_THANKS = re.compile(
    r"(?:h/t|hat tip|hat-tip|tip of the hat)\b:?\W*(?:to )?(?P<who>.{2,60})$", re.I
)
_BY_LINE = re.compile(r"by [A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){1,3}$")
_SHARED = re.compile(r"(?:via|from|source|on):? (?P<site>\w{3,12})$", re.IGNORECASE)


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
            and not (row.text[0].isdigit() and row.indent < above.indent)
            and not (tags[i] == "by" and (_BY_LINE.match(row.text) or REPOSTED.match(row.text)))
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
        return len(row.text) < 120 and datelines.dateline(below.text) is not None
    signed = below.tag == "by" and below.text[:3] == "By "
    return len(row.text.split()) <= _SUBHEAD_WORDS and (signed or len(below.text) > 2 * _WRAPPED)


def _run_on(above: str, below: str, width: int) -> bool:
    """Whether a line break stands in the middle of a sentence.

    `width` is where the page wraps its lines, 0 if it does not: the first word below would not
    have fitted above.
    """
    if len(above) < 45 or above[-1] in _STOPS or (below[0] in "([" and datelines.leads(below)):
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
    if len(text) > _LONGEST or (text[0] in ":;=" and _SMILEYS.fullmatch(text)):
        return "text", ""
    return _label_brief(text) if len(text) < _BRIEF else _by_all(text)


@lru_cache(maxsize=8192)
def _label_brief(text: str) -> tuple[str, str]:
    """The same for a line of a few words: sites and threads have many of them more than once."""
    return _by_all(text)


def _by_all(text: str) -> tuple[str, str]:
    if plain := quoting.mark(text) or _plain(text) or _link(text):
        return plain
    if name := phrases.posted(text):
        return "dated", name
    if len(text) < 300 and pictures.pictured(text[-90:]):
        return "caption", ""
    if name := sources.signed(text):
        return "credit", name
    reason = wording.known(text)
    if reason and not (text[-1] == ":" and intros.outlet_in(text)):
        return "furniture", reason
    return somebody(text) or _by_its_words(text)


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
        return ("furniture", "edit mark") if text[:6].lower() in EDITED else ("date", "")
    if "." in text and (text[0] == "!" or " " not in text) and pictures.IMAGE.match(text):
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


def _is_heading(text: str) -> bool:
    if text[0] == "#" and _MARKDOWN_HEADING.match(text):
        return True
    if text[-1] == "." and len(text) < 40 and _INITIAL.match(text):
        return True
    if (text[0] == "(" and text[-1] == ")") or text.endswith(_BROKEN_OFF):
        return False
    if text[-1] == "." and _is_title_case(text):
        return True
    if text[-1] in _STOPS or text[:2] in BULLETS or len(text.split()) > 22:
        return False
    return not (_has_two_sentences(text) or _BUTTON_BEHIND.search(text))


def _is_title_case(text: str) -> bool:
    """Whether most words of a line with a full stop begin with a capital, as those of a title do."""
    words = [word for word in text.split() if len(word) > _SMALL_WORD]
    return _LEAST_TITLE <= len(words) <= _MOST_TITLE and all(word[0].isupper() for word in words)


def _has_two_sentences(text: str) -> bool:
    """Whether a sentence ends inside a line, and not an abbreviation."""
    stops = (stop["word"].casefold() for stop in _ANOTHER_SENTENCE.finditer(text))
    return any(KINDS.get(word, "numbers") == "numbers" for word in stops)
