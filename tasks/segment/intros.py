"""Sentences that announce words of somebody else below them: `As the Quay Post wrote on Monday:`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stancemark.tasks.segment import outlets, phrases
from stancemark.tasks.segment.layout import Piece

_SAYING = (
    r"(?:report|writ|wrote|not(?:e[sd]?|ing)\b|put|explain|sa(?:ys|id)|quot|describ|stat(?:es|ed|ing)\b|(?<=s )state\b|detail|summari|reveal|"
    r"warn|claim|tells|told|add|conclud|comment|argu|continu|declar|announc|respond|repl|admit|confirm|observ|tweet|"
    r"insist|elaborat|remark|recall|read[s]?\b|went on|goes on|ask|offer|lament|boast|brag|acknowledg|testif|posted)\w*"
)
_WRITES_FOR = re.compile(
    rf"\b(?:writ(?:es?|ing)|wrote|report(?:s|ed|ing)?|blogg?(?:s|ed|ing)) (?:for|over at|at|in) (?:the )?(?P<who>{phrases.NAME})\b[^.!?]{{0,60}}:$"
)
"""Where a person writes what is below: `Ann Lee, writing at Quayside:`."""
_OCCASION = (
    "interview|fl[iy]er|mailer|mailing|speech|ads?|advert|advertisement|commercial|tweet|post|video|rally|debate|statement|letter|op-ed|"
    "column|broadcast|podcast|sermon|hearing|briefing|conference|email|e-mail|message|appearance|testimony|town hall"
)
"""Where people say what fact-checkers check: `Ann Lee, in a radio interview on May 3:`."""
_INTRO = (
    _WRITES_FOR,
    re.compile(
        r"\b(?:the|our|my|an?|its|this) (?:[a-z-]+ ){0,3}(?:newsletter|substack|paper|newspaper|daily|weekly|agency|station|magazine|"
        rf"site|website|tabloid|broadcaster|channel|outlet|blog|portal|journal),? (?P<who>{phrases.NAME})\b[^.!?]{{0,160}}:$"
    ),
    re.compile(
        rf"\b(?:described|reported|told|put|summed up|recounted|covered|published|quoted|carried|summari[sz]ed|noted|written) (?:[a-z]+ ){{0,6}}by (?P<who>{phrases.NAME})\b[^.!?]{{0,160}}:$"
    ),
    re.compile(rf"\b(?:[Ff]rom|[Vv]ia|[Pp]er|[Cc]ourtesy of)\s+(?P<who>{phrases.NAME})\b[^.!?]{{0,160}}:$"),
    re.compile(
        rf"(?:^|\b[Aa]s |\b[Aa]ccording to |\b[Bb]y |\b[Ii]n |[,;] |\b[Aa]nd |\b[Mm]r |\b[Bb]ut )(?P<who>{phrases.NAME})"
        r"(?: (?:resolution|statement|report|spokes(?:man|woman|person)|treaty|communiqu[eé]|memo|website|letter|editorial|"
        r"press release|correspondent|account|document|charter|declaration|article|press service|press office))?"
        r"(?:,[^,:]{1,60},|,)?(?: [@(]\S{2,30})?(?: \w+ly| also| then| has| had| recently| further| just| this)? "
        rf"{_SAYING}\b[^.!?]{{0,100}}:$"
    ),
    re.compile(
        rf"^(?:And |But |Now |So |Then |Meanwhile,? )?(?P<who>{phrases.NAME}) (?:also )?(?:has|had|ran|runs|carried|carries) (?:an?|another|this|the|some|more)\b[^.!?]{{0,100}}:$"
    ),
    re.compile(
        rf"\b(?:was|is|ran|appeared|found|printed|carried|stood) (?:\w+ )?(?:in|on) (?P<who>{phrases.NAME})\b[^.!?]{{0,60}}:$"
    ),
    re.compile(rf"\bwhat (?P<who>{phrases.NAME}) (?:ha(?:s|d|ve) to say|says?|said|wr[io]tes?)\b[^.!?]{{0,60}}:$"),
    re.compile(rf"\b[Aa]ccording to (?P<who>{phrases.NAME})\b[^.!?]{{0,60}}:$"),
    re.compile(
        rf"^(?P<who>{phrases.NAME}),? (?:on [^:]{{3,40}},? )?(?:in|at|during|on) (?:an?|his|her|their|the) (?:[\w-]+ ){{0,3}}(?:{_OCCASION})\b[^:!?]{{0,100}}:$"
    ),
    re.compile(
        rf"\b(?:by|from|on|of) (?:the|an?) (?:\w+ ){{0,2}}(?:page|group|account|user|channel)(?: called)? (?P<who>{phrases.NAME})\b[^.!?]{{0,100}}:$"
    ),
    re.compile(
        rf"\bwhich (?:[Tt]he )?(?P<who>{phrases.NAME}) (?:wrote|printed|ran|put|published|carried|reported)\b[^.!?]{{0,90}}:$"
    ),
)  # fmt: skip
_SHOWS = re.compile(
    r"^(?:and |but |now |so )?(?:here|this|that|compare|look|see|read)\b|\b(?:put|had|has|told|tells|puts) it\b",
    re.I,
)
_UPDATE = re.compile(r"^UPDATE(?: (?:\d{1,2}|[IVX]+))?: (?=\S)")
_LISTS = re.compile(
    r"\b(?:reasons?|things|lists?|facts|takeaways|ways|points|steps|questions|rules|tips|numbers|examples|links|"
    r"options|types|kinds|issues|candidates|results|cases)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"(?<=[a-z,] )(?:the )?(?P<who>{phrases.NAME})")
_ANY_NAME = re.compile(rf"\b{phrases.NAME}")
_OFFICE = re.compile(
    r"\b(?:[Tt]he|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er|[Aa]|[Aa]n|[Oo]ur) (?P<who>(?:[a-z]+ )?(?:minister|ministry|spokes(?:man|woman|person)|commissioner|president|"
    r"ambassador|government|governor|mayor|chief|general|council|committee|commission|embassy|army|navy|court|"
    r"parliament|police|bishop|director|chairman|judge|prosecutor|union|resolution|treaty|statement|declaration|"
    rf"letter|memo|communiqu[eé])(?: (?:for|of) [a-z]+)?) {_SAYING}"
)
_POSSESSED = re.compile(
    rf"(?P<who>{phrases.NAME}[’']s (?:[a-z]+ )?(?:navy|army|ministry|government|president|minister|council|police|embassy|"
    r"parliament|court|spokes(?:man|woman)|leader|office|service|agency|administration|federation|prosecutor|party|union|central bank|company|ambassador|chief|mayor))\b"
)
_PERSON_SAID = re.compile(
    rf"[, ](?:(?:[Mm]rs?|[Dd]r|[Mm]s|[Gg]en|[Cc]ol|[Pp]rof)\.? )?(?P<who>{phrases.NAME}),? (?:has |had |then |later |once )?{_SAYING}[^.!?]{{0,100}}:$"
)
_TITLE = re.compile(r"^(?:Mrs?|Dr|Ms|Gen|Col|Prof|Lt|Maj|Sgt|Sen|Rep|Gov|Pres)\.? ")
_OWNS = re.compile(r"[’']s$")
_LEADING = re.compile(
    r"^(?:(?:Interesting|Good|Great|Excellent|More|Another|As|And|But|According|From|By|In|While|When|Here|Now|Then|To|So|Yet|This|It|He|She|They|What|Its|His|Her|Their)\b ?)+"
)
_UNNAMED = re.compile(
    r"\b(?:piece|article|wires?|story|excerpts?|following|statement|press release|report|paper|source|"
    r"transcript|quote|passage|paragraphs?|editorial|press|news)\b",
    re.IGNORECASE,
)
_PRESS = re.compile(
    r"\b(?:newsletter|substack|piece|articles?|wires?|story|stories|agency|dispatch|news|newspaper|headline|editorial|reporters?|papers?|"
    r"reports?|reported|journal|magazine|website|site|blog)\b",
    re.IGNORECASE,
)
_SAID = re.compile(rf"\b{_SAYING}")
_TOLD = re.compile(rf"\btold (?:the )?(?P<who>{phrases.NAME})\b")
_PUT = re.compile(
    r"\b(?:put|had|has|told|tells|puts) it\b|\bha[ds] (?:this|more)\b|\b(?:to say|the same)\b", re.I
)
_PRINTED = ("article", "story", "report", "piece", "column", "editorial", "op-ed", "interview")
_ARTICLE = rf"(?:{'|'.join(_PRINTED)})"
_DEFINITE = re.compile(rf"\b(?:[Tt]he|[Tt]his|[Tt]heir|[Ii]ts) (?:full |whole )?{_ARTICLE}\b")
_PRINTS = re.compile(
    r" (?:has |had )?(?:posted|posts|published|publishes|ran|runs|carried|carries|printed|has|featured) (?:up )?"
    rf"(?:an?|this|the|another)(?: [\w-]+){{0,3}} {_ARTICLE}\b"
)
_PRINTED_IN = re.compile(
    rf"\b{_ARTICLE} (?:\w+ )?(?:in|at|on|from) (?:[Tt]oday[’']s |[Yy]esterday[’']s )?(?P<who>{phrases.NAME})"
)
_BEFORE = re.compile(rf"\b(?P<who>{phrases.NAME})$")
_AGAIN = re.compile(
    rf"^(?:the|this) {_ARTICLE}(?: \w+ly)? {_SAYING}\b|"
    r"\b(?:the )?same (?:piece|article|story|report|paper|source|outlet|agency|author|link)\b"
    r"|\b(?:the )?(?:article|piece|story|report) (?:also|then|further|goes on|continues|adds|concludes|ends)\b",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"(?<!\bMrs\.)(?<!\bMr\.)(?<!\bDr\.)(?<!\bMs\.)(?<!\bGen\.)(?<!\bCol\.)(?<!\bSt\.)(?<=[a-z0-9”\"][.!?])\s+(?=[A-Z“\"])"
)
_BRIEF, _PARAGRAPH = 15, 600
"""How many words are few, and how many characters a paragraph has at most that speaks of an article."""
_NAME = 60


@dataclass(frozen=True, slots=True)
class Intro:
    """What a sentence announces."""

    name: str
    """Whose words, or nothing if it does not say."""
    press: bool
    """Whether they are a paper's, and not a person's or a document's."""
    again: bool
    """Whether they are of the source that was named last."""
    said: bool
    """Whether the sentence has a verb of saying."""
    brief: bool
    """Whether the sentence is a short one, on a line of its own."""


def announces_paste(text: str) -> bool:
    """Whether words that end in a colon speak of an article or the like."""
    return bool(_UNNAMED.search(text))


def outlet_in(text: str) -> str:
    """The outlet that the last sentence of a text names, told by its form: `AFP has the details:`."""
    last = _LAST.split(text[-400:])[-1]
    if _LISTS.search(last):
        return ""
    names = (_LEADING.sub("", m[0]) for m in _ANY_NAME.finditer(last))
    return next((name.removeprefix("the ") for name in names if outlets.is_outlet(name)), "")


def prints(text: str) -> str:
    """The outlet of which a paragraph says that it has an article: `The Quay Post ran a story on it`; or nothing.

    >>> prints("The Quay Post ran a long story on it."), prints("Ann ran a story on it.")
    ('The Quay Post', '')
    """
    if len(text) > _PARAGRAPH or not phrases.holds(text, _PRINTED):
        return ""
    heads = (_BEFORE.search(text[: verb.start()][-_NAME:]) for verb in _PRINTS.finditer(text))
    found = (*filter(None, heads), *_PRINTED_IN.finditer(text))
    return next(filter(outlets.is_outlet, (match["who"] for match in found)), "")


def outlet_before(text: str) -> str:
    """The outlet of the article that the last sentence of a text speaks of, named in it or above; or nothing."""
    last = _LAST.split(text[-400:])[-1]
    told = outlet_in(text)
    speaks = _PRESS.search(last) or _UNNAMED.search(last)
    return told or (_named_before(text, last) if speaks else "")


def introduces(piece: Piece) -> str:
    """The source that the last sentence of a piece announces, or nothing."""
    intro = introduction(piece)
    return intro.name if intro else ""


def introduction(piece: Piece) -> Intro | None:
    """What the last sentence of a piece announces; None if it does not end in a colon.

    Some write a semicolon for it: it counts where an outlet is named.
    """
    if piece.text[-1] not in ":;," or (piece.text[-1] == "," and piece.words > _BRIEF):
        return None
    last = _UPDATE.sub("", _LAST.split(piece.text[-400:])[-1])
    announced = f"{last[:-1]}:"
    name = _name(announced)
    if not outlets.is_outlet(name) and (told := _TOLD.search(last)):
        name = told["who"] if outlets.is_outlet(told["who"]) else name
    if not name and (_DEFINITE.search(last) or _SHOWS.search(last)):
        name = _named_before(piece.text, last)
    if last[-1] in ";," and not outlets.is_outlet(name):
        return None
    printed = _PRESS.search(last) or _WRITES_FOR.search(announced)
    led = f"the {name}" in announced and outlets.is_outlet(f"The {name}")  # `the Mail`
    press = outlets.is_outlet(name) or led or (bool(printed) and not name[:1].islower())
    brief = "\n" not in piece.text and len(piece.text.split()) <= _BRIEF
    said = bool(_SAID.search(last) or _PUT.search(last))
    again = not name and bool(_AGAIN.search(last))
    return Intro(name, press, again, said, brief)


def _named_before(text: str, last: str) -> str:
    """The outlet that the sentence before the last, or the first of a paragraph, names: `The Quay Post has it. … Here is the meat:`."""
    before = text[-_PARAGRAPH:].removesuffix(last).rstrip()
    return outlet_in(before) or outlet_in(_LAST.split(before)[0])


def _name(sentence: str) -> str:
    names = (_bare(_LEADING.sub("", m["who"])) for m in _found(sentence))
    found = next((n for n in names if not n[:2].islower() and outlets.may_be_source(n)), "")
    if not found and _SHOWS.search(sentence) and not _LISTS.search(sentence):
        found = _shown(sentence)
    if not found and (person := _PERSON_SAID.search(sentence)):
        found = person["who"] if outlets.may_be_source(person["who"]) else ""
    if not found and (possessed := _POSSESSED.match(sentence)):
        found = possessed["who"]
    if not found and (office := _OFFICE.search(sentence)):
        found = office["who"]
    if not found and "translat" in sentence:
        found = outlet_in(sentence)
    found = _TITLE.sub("", found)
    named = outlets.is_outlet(found) or not sentence.startswith("The ")
    return found if named else found.removeprefix("The ")


def _bare(name: str) -> str:
    """A name without its article, and without the ending of what it has: `the Wall Street Journal’s`."""
    return _OWNS.sub("", name.removeprefix("the "))


def _shown(sentence: str) -> str:
    """The first outlet, or else the first name, inside a sentence that shows what is below it."""
    names = [m["who"] for m in _NAMED.finditer(sentence) if outlets.may_be_source(m["who"])]
    return next(filter(outlets.is_outlet, names), next(iter(names), ""))


def _found(sentence: str) -> Iterator[re.Match[str]]:
    for pattern in _INTRO:
        if match := pattern.search(sentence):
            yield match
