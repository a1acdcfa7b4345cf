"""The marks that boards set round quoted posts: codes in brackets, bars, `NAME wrote in #10:`."""

import re
from collections.abc import Iterator

from stancemark.records import Span
from stancemark.tasks.segment import phrases

_CODE = re.compile(r"\[(?P<end>/?)quote(?P<of>[=: ][^\]\n]{1,80})?\]", re.IGNORECASE)
_OF = re.compile(r"[=: ]+(?:name=)?[\"'“]?(?P<who>[^\"'“”;,\]]+)")
_WROTE = re.compile(
    r"^\W{0,3}(?:(?:on|at) [^\n]{6,60}?,? )?(?P<who>[^\W_][^\n:,;!?]{0,40}?)"
    r",? (?:wrote|said|says|writes|posted|stated)(?: the following| this)?"
    r"(?:,? (?:in|on|at|post|message|#|\()[^\n:]{1,50})?\s?:?\s?(?:↑|»|>)?:?$",
    re.IGNORECASE,
)
_HASH = re.compile(r"(?:in|post|message) (?:post |message )?#?\d+|#\d+", re.IGNORECASE)
_ANCHOR = re.compile(r">>\d{3,12}(?: \((?:OP|You)\))?$")
_BARE = frozenset(
    {"quote:", "quoting:", "quoted:", "quoted text:", "цитата:", "zitat:", "citation:", "cita:"}
)
_SURE = re.compile(r"\[/quote\]|\[quote=", re.IGNORECASE)


def mark(text: str) -> tuple[str, str] | None:
    """What a line is that opens, ends or belongs to a quoted post, and whom it names.

    >>> mark("[QUOTE=towboat;204]"), mark("M. Falk wrote in #12:"), mark("[/quote]")
    (('says', 'towboat'), ('says', 'M. Falk'), ('quoteend', ''))
    """
    first = text[0]
    if first == "|" and len(text) > 3 and text[1] == " " and text[2:].strip(" |").count("|") == 0:
        said = text.strip("| ")
        return ("quoted", "") if len(said) > 2 and not phrases.is_date(said) else None
    if first == "[" and text != "[Quote]" and (code := _CODE.fullmatch(text)):
        return ("quoteend", "") if code["end"] else ("says", _named(code))
    if first == ">" and _ANCHOR.match(text):
        return "date", ""
    if len(text) < 20 and text.lower() in _BARE:
        return "says", ""
    if len(text) < 100 and (text[-1] in ":↑»>") and "#" in text and _HASH.search(text):
        wrote = _WROTE.match(text)
        return ("says", wrote["who"].strip()) if wrote else None
    return None


def has_code(text: str) -> bool:
    """Whether a page may hold quotation codes inside its lines."""
    return ("[/" in text or "te=" in text or "TE=" in text) and bool(_SURE.search(text))


def cuts(span: Span, text: str) -> Iterator[Span]:
    """The parts of a line between its quotation codes, and the codes."""
    start = span.start
    for match in _CODE.finditer(text, span.start, span.end):
        for left, right in ((start, match.start()), (match.start(), match.end())):
            stretch = text[left:right]
            if stretch.strip():
                begin = left + len(stretch) - len(stretch.lstrip())
                yield Span(begin, begin + len(stretch.strip()))
        start = match.end()
    rest = text[start : span.end]
    if rest.strip():
        begin = start + len(rest) - len(rest.lstrip())
        yield Span(begin, begin + len(rest.strip()))


def _named(code: re.Match[str]) -> str:
    of = _OF.match(code["of"] or "")
    return of["who"].strip() if of else ""
