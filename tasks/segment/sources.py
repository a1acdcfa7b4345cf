"""The wording that credits an outlet or a person: source lines, datelines, introductions."""

import re
from collections.abc import Iterable, Iterator

from stancemark.tasks.segment import phrases
from stancemark.tasks.segment.layout import Piece

_FORWARD = re.compile(
    rf"^(?P<who>{phrases.NAME})(?:,| \||:| [–—-])?\s+(?P<date>.{{4,50}}?):?$"
    rf"|^(?:from|via|source|according to|here[’']s|here is):?\s+(?P<named>{phrases.NAME})\s*:?$",
)  # fmt: skip
_SOURCE = re.compile(
    r"(?:^|\b)(?i:source|via|originally (?:published|appeared|posted) (?:at|by|in|on)|(?:first )?(?:published|"
    r"appeared) (?:first )?(?:at|in|on)|re(?:published|posted|printed) (?:from|with permission (?:from|of)))"
    rf"(?::|\b)\s*(?P<who>{phrases.NAME})\W*$",
)
_DATELINE = re.compile(
    r"^(?P<place>[A-Z][A-Z.’' -]{2,40}(?:/[A-Z ]+)?)(?:, [A-Z][\w. ]{2,25})?(?:,? [A-Z][a-z]{2,8}\.? \d{1,2})?,?"
    rf"(?:\s*\((?P<who>{phrases.NAME})\))?\s*[–—-]{{1,2}}\s*\S"
)
_AGENCY = re.compile(
    r"^[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+)?(?:, [A-Z][\w. ]{2,25})?(?:,? [A-Z][a-z]{2,8}\.? \d{1,2})?,? ?"
    r"(?:\((?P<who>[A-Za-z][\w.& ]{1,24})\)|/(?P<slashed>[A-Z][\w.& ]{1,24})/)\s*[–—.:-]{1,2}\s*\S"
)
_INTRO = (
    re.compile(rf"\b(?:from|via|per|courtesy of)\s+(?P<who>{phrases.NAME})\b[^.!?]{{0,160}}:$"),
    re.compile(
        rf"(?:^|\b[Aa]s |\b[Aa]ccording to |\b[Bb]y |\b[Ii]n |[,;] |\b[Aa]nd )(?P<who>{phrases.NAME})"
        r"(?:,[^,:]{1,60},)?(?: \w+ly| also| has| had| recently)? (?:report|writ|wrote|note|put|explain|sa(?:ys|id)|"
        r"quot|describ|stat|detail|summari|reveal|warn|claim|tells|told|add)\w*\b[^.!?]{0,100}:$"
    ),
    re.compile(
        rf"\b(?:was|is|ran|appeared|found|printed|carried|stood) (?:\w+ )?(?:in|on) (?P<who>{phrases.NAME})\b[^.!?]{{0,60}}:$"
    ),
    re.compile(rf"\bwhat (?P<who>{phrases.NAME}) ha(?:s|d|ve) to say\b[^.!?]{{0,60}}:$"),
    re.compile(rf"\b[Aa]ccording to (?P<who>{phrases.NAME})\b[^.!?]{{0,60}}:$"),
)  # fmt: skip
_SHOWS = re.compile(
    r"^(?:and |but |now |so )?(?:here|this|that|compare|look|see|read)\b|\b(?:put|had|has|told|tells|puts) it\b",
    re.I,
)
_NAMED = re.compile(rf"(?<=[a-z,] )(?:the )?(?P<who>{phrases.NAME})")
_OWN = re.compile(
    r"\b(?:I|I[’'](?:m|ve|ll|d)|[Ww]e|[Ww]e[’'](?:re|ve|ll|d)|our|my|My|Our|me|us|you|You|your|Your|you[’']re|lol|imo|btw)\b"
)
_TURNS = re.compile(
    r"(?:yes|no|so|well|now|here|in short|of course|given|as (?:we|you|i)|note|to (?:my|be|sum)|again|anyway|"
    r"obviously|clearly|indeed|thus|in other words|in conclusion|bottom line|finally|all of this|all this|"
    r"what (?:this|that)|and (?:here|so|this|now)|but (?:here|wait)|funny|let[’']s)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:(?:As|And|But|According|From|By|In|While|When|Here|Now|Then|To|So|Yet|This|It|He|She|They)\b ?)+"
)
_UNNAMED = re.compile(
    r"\b(?:piece|article|wires?|story|excerpts?|following|statement|press release|report|paper|source|"
    r"transcript|quote|passage|paragraphs?|editorial|press|news)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"][^”\"]*(?:[”\"]|$)")
_TOLD = re.compile(rf"\b(?:interview with|told) (?P<who>{phrases.NAME})(?=[ .,;]|$)")
_OPENS = tuple("“\"«„'‘[")
_ALONE = re.compile(rf"[(\[](?:[Ww]ith |[Ss]ource: |[Vv]ia )?(?P<who>{phrases.NAME})[)\]]?")
_PIPE = re.compile(rf"(?P<title>.{{12,200}}?) \| (?P<who>{phrases.NAME})")
_DASH = re.compile(rf"(?P<title>.{{20,200}}) [–—-] (?P<who>{phrases.NAME})")


def credited(piece: Piece) -> str:
    """The outlet that a line of any unit credits: `(Outlet)`, `Source: Outlet`; or nothing."""
    alone = _ALONE.fullmatch(piece.text)
    if alone and piece.words <= 5:
        return alone["who"]
    source = _SOURCE.search(piece.text) if piece.words <= 15 else None
    return source["who"] if source else ""


def titled(text: str, title: str, *, last: bool) -> str | None:
    """The outlet of `title | Outlet` or `Outlet - title`, nothing for the bare title, else None.

    `title` heads what stands above; `last` says that the line ends its unit.
    """
    if title and title.casefold() in text.casefold():
        at = text.casefold().index(title.casefold())
        return (text[:at] + text[at + len(title) :]).strip(" |–—-:·•»")
    pipe = _PIPE.fullmatch(text)
    if pipe and len(pipe["title"].split()) >= 4:
        return pipe["who"]
    dash = _DASH.fullmatch(text) if last else None
    return dash["who"] if dash and len(dash["who"].split()) <= 4 else None


def dateline(text: str) -> str | None:
    """The agency of a dateline, nothing for one that names none, None where there is none."""
    if not text[0].isupper() or len(text) < 30:
        return None
    head = text[:120]
    if agency := _AGENCY.match(head):
        return agency["who"] or agency["slashed"]
    match = _DATELINE.match(head)
    return (match["who"] or "") if match else None


def announces_paste(text: str) -> bool:
    """Whether words that end in a colon speak of an article or the like."""
    return bool(_UNNAMED.search(text))


def takes_up(text: str) -> bool:
    """Whether a paragraph begins as an author does who goes on after a quotation."""
    return bool(_TURNS.match(text))


def heads(text: str) -> str:
    """The source of a line such as `Outlet, 3 May 2015:` or `From Outlet:`, or nothing."""
    match = _FORWARD.match(text)
    if match is None or not (match["named"] or phrases.is_date(match["date"])):
        return ""
    return match["who"] or match["named"]


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


_SPOKEN = re.compile(
    r"n[’']t\b|\b(?:that|it|there|here|what|who|let|he|she)[’']s\b|[’'](?:re|ve|ll)\b|!|\b(?:folks|huh|yeah)\b",
    re.IGNORECASE,
)


def is_spoken(piece: Piece) -> bool:
    """Whether words outside quotation marks are those of somebody who talks, not of a paper."""
    return bool(_SPOKEN.search(_QUOTED.sub("", piece.text)))


def is_own(piece: Piece) -> bool:
    """Whether the poster speaks: first or second person outside quotation marks."""
    return bool(_OWN.search(_QUOTED.sub("", piece.text)))


def _ends_open(piece: Piece) -> bool:
    return piece.text.endswith(":")


def introduces(piece: Piece) -> str:
    """The source that the last sentence of a piece announces, or nothing."""
    if not _ends_open(piece) and not re.search(r":\s*$", piece.text):
        return ""
    last = re.split(r"(?<=[a-z0-9”\"][.!?])\s+(?=[A-Z“\"])", piece.text[-400:])[-1]
    names = (re.sub(_LEADING, "", m["who"]).removeprefix("the ") for m in _found(last))
    found = next((name for name in names if name[:1].isupper()), "")
    return found or (_shown(last) if _SHOWS.search(last) else "")


def _shown(sentence: str) -> str:
    """The first name inside a sentence that shows what is below it."""
    names = (match["who"] for match in _NAMED.finditer(sentence))
    return next((name for name in names if not phrases.DATE.search(f"3 {name}")), "")


def _found(sentence: str) -> Iterator[re.Match[str]]:
    for pattern in _INTRO:
        if match := pattern.search(sentence):
            yield match
