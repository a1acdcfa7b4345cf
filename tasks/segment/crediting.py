"""Lines that stand at the head of an item and name the outlet that it is from."""

import re
from collections.abc import Iterator, Sequence

from stancemark.tasks.segment import datelines, outlets, phrases, sources
from stancemark.tasks.segment.layout import Piece

_PROSE_WORDS = 12
_HEADERS = 10
_MAY = frozenset({"by", "dated", "heading", "credit", "text", "named"})
_ABOVE = frozenset({"heading", "date", "dated", "by", "title"})
_BETWEEN = frozenset({"date", "dated", "image", "by", "furniture"})
_PERSON_OF = re.compile(
    rf"(?:[Bb]y )?[A-Z][\w.’'-]*(?: [\w.’'-]+){{0,3}}(?:(?:,|,? and) [A-Z][\w.’'-]*(?: [\w.’'-]+){{1,3}}){{0,3}}(?:,| in| for| \||/| -| –| —) (?P<who>{outlets.WHO})\W*$"
)

_PERSON_IN = re.compile(
    rf"[A-Z][\w.’'-]*(?: [\w.’'-]+){{0,3}},? (?:in|for|at) (?P<who>The {phrases.NAME})\W*$"
)


_JOBS = frozenset(
    "reporter reporters correspondent writer writers editor producer analyst columnist staff".split()
)
"""What a reporter is called behind his outlet: `Ann Lee, Quay Post Foreign Affairs Reporter`."""


def person_of(text: str) -> str:
    """The outlet of a line such as `Ann Lee, Quay Post` or `Ann Lee in The Quay Post`, or nothing."""
    match = _PERSON_OF.match(_undated(text)) if len(text) < 90 else None
    words = match["who"].split() if match else []
    if not words or words[-1].lower() not in _JOBS:
        return match["who"] if match and outlets.is_outlet(match["who"]) else ""
    heads = (" ".join(words[:i]) for i in range(1, len(words)))
    return next(filter(outlets.is_outlet, heads), "")


def _undated(text: str) -> str:
    """A line without the date at its end: `Ann Lee | Quay Post | 3 May 2015`."""
    date = phrases.DATE.search(text) if phrases.has_date(text) else None
    numbered = date is not None and any(map(str.isdigit, date[0]))  # not `USA Today`
    ends = date is not None and numbered and not text[date.end() :].strip(" .:")
    return text[: date.start()].rstrip(" |–—-,·") if date and ends else text


_BYLINE = re.compile(r"(?i:words |text |story )?(?i:by )[A-Z]")
_FROM = re.compile(r", from (?=[A-Z])| issue \d+$")


def last_of(text: str) -> str:
    """The outlet that the byline of a paste names last, whatever its form: `By Ann Lee on May 3, 2015 | Grist`; or nothing."""
    if not _BYLINE.match(text):
        return ""
    _, *rest = (part for part in phrases.parts(_FROM.sub(" | ", text)) if not phrases.is_date(part))
    name = outlets.tidy(rest[-1]) if rest else ""
    whole = re.fullmatch(phrases.NAME, name) is not None and outlets.may_be_source(name)
    return name if whole and name.split()[-1].lower() not in _JOBS else ""


_EDITORIAL = re.compile(
    rf"(?:[Ee]ditorial|[Ll]eader|[Cc]omment(?:ary)?|[Cc]olumn|[Oo]p-ed) (?:in|at|for|of) (?P<who>{outlets.WHO})(?:, [A-Z][\w ]{{2,25}})?$"
)


def person_in(text: str) -> str:
    """The paper that a line below a quotation names behind its reporter: `Ann Lee in The Quay`."""
    match = (_PERSON_IN.match(text) or _EDITORIAL.match(text)) if len(text) < 90 else None
    return match["who"] if match else ""


def outlet_alone(piece: Piece, *, loose: bool = False) -> str:
    """The outlet that a line of its own names, alone or behind its reporter; or nothing.

    `loose` takes any name behind a reporter's for an outlet.
    """
    if piece.tag not in _MAY or len(piece.text) > 90 or "\n" in piece.text:
        return ""
    text = piece.text.strip("()[] ")
    if outlets.is_outlet(text):
        return outlets.tidy(text)
    if piece.tag == "dated" and outlets.is_outlet(name := outlets.tidy(piece.name)):
        return name
    name = person_of(text)
    match = _PERSON_OF.match(_undated(text)) if loose and not name else None
    return match["who"] if match and outlets.may_be_source(match["who"]) else name


def heads_item(pieces: Sequence[Piece], i: int, *, loose: bool = False) -> str:
    """The outlet that a line between a title and the text below it names, or nothing."""
    if not i or not _may_stand_above(pieces[i - 1]):
        return ""
    name = outlet_alone(pieces[i], loose=loose)
    if not name:
        return ""
    titled = pieces[i - 1].tag == "by" or any(
        p.tag in ("heading", "title", "text") or p.role == "headline"
        for p in pieces[max(0, i - 3) : i]
    )
    for piece in pieces[i + 1 : i + 5]:
        if piece.tag == "text" and piece.words >= _PROSE_WORDS:
            return name if titled else ""
        between = piece.tag in _BETWEEN or piece.role == "caption" or outlets.is_photo(piece.text)
        if not between:
            return ""
    return ""


def titles_item(pieces: Sequence[Piece]) -> str:
    """The outlet behind the title that an item begins with, over its text: `Strait closed again – Quay Post`."""
    title, below = next(iter(pieces), None), pieces[1:2]
    if title is None or title.tag != "heading" or not below or below[0].words < _PROSE_WORDS:
        return ""
    name = sources.titled(title.text, "", last=True) or ""
    return name if outlets.is_outlet(name) else ""


def _may_stand_above(piece: Piece) -> bool:
    """Whether a piece may be the title of an item, or a line below it."""
    title = piece.tag == "text" and piece.words <= 22 and piece.text[-1] != "."
    return piece.tag in _ABOVE or title


_ORIGINALLY = re.compile(
    r"\b(?:[Oo]riginally (?:published|posted)|[Oo]riginally appeared|[Cc]ross[- ]?posted|[Rr]e-?printed|[Rr]e-?published|"
    r"[Ff]irst (?:published|appeared)) (?:at|on|in|from|by|with permission from) (?P<who>[^\W\d_][\w.’'& -]{2,50}?)\W*$"
)


def reprinted(pieces: Sequence[Piece]) -> str:
    """The outlet that the head of an article says it is taken from, or nothing.

    It says so by `via`, by a name that a source line below the text repeats, or by the rights to it.
    """
    return _owner(pieces) or _reprinted(pieces)


def _reprinted(pieces: Sequence[Piece]) -> str:
    """The outlet that a line above the text of an article names as its source, or nothing."""
    for piece in pieces[:_HEADERS]:
        if piece.tag == "text" and piece.words >= _PROSE_WORDS and piece.text[-1] in '.”"':
            break
        if piece.tag == "by" and (first := _ORIGINALLY.search(piece.text[-200:])):
            return first["who"]
        line = piece.text.partition("\n")[0]
        if " via " in line and (name := sources.heads(line)):
            return name
        named = [piece.name] if piece.tag == "dated" else []
        if piece.tag in ("by", "dated"):
            named += (part for part in phrases.parts(piece.text) if "," not in part)
        again = (name for part in named if (name := outlets.tidy(part)))
        if name := next((name for name in again if _signed_again(pieces, name)), ""):
            return name
        if (name := outlet_alone(piece)) and _signed_again(pieces, name):
            return name
    return ""


def credited(pieces: Sequence[Piece]) -> str:
    """The outlet that a source line above the text of an article names, if no line of it credits another."""
    lines = [i for i, piece in enumerate(pieces) if piece.tag in ("credit", "lead", "link")]
    first = next(iter(lines), len(pieces))
    if any(piece.tag == "text" and piece.words >= _PROSE_WORDS for piece in pieces[:first]):
        return ""
    name = pieces[first].name if lines and pieces[first].tag == "credit" else ""
    alone = all(is_same(pieces[i].name, name) for i in lines)
    return name if alone and not outlets.is_shared(name) else ""


def _owner(pieces: Sequence[Piece]) -> str:
    """The agency that has the rights to an article which does not name it elsewhere, or nothing."""
    owner = next((p.name for p in pieces if p.tag == "rights"), "")
    named = owner and any(is_same(told, owner) for p in pieces for told in _agencies(p))
    return "" if named else owner


def _agencies(piece: Piece) -> Iterator[str]:
    """The agencies that a line names alone, as its author, or before its first words."""
    yield datelines.dateline(piece.text) or ""
    yield from (
        name
        for name in (piece.text, piece.name)
        if outlets.is_agency(name) and piece.tag != "rights"
    )


def _signed_again(pieces: Sequence[Piece], name: str) -> bool:
    """Whether a line below the text names the outlet of the header again."""
    below = (p for p in pieces[2:] if "\n" not in p.text and len(p.text) < 170)
    return any(is_same(found, name) for p in below if (found := sources.signed(p.text)))


def is_same(one: str, other: str) -> bool:
    """Whether two names, a name and a domain, or a name and its initials, are one outlet's."""
    first, second = outlets.letters(one), outlets.letters(other)
    if not first or not second:
        return False
    short, long = sorted((first, second), key=len)
    if short in (_initials(one), _initials(other)):
        return True
    return short == long or (len(short) > 3 and 2 * len(short) >= len(long) and short in long)


def _initials(name: str) -> str:
    """The first letters of the words of a name, nothing of one word: `Agence France-Presse` is AFP."""
    words = re.findall(r"[^\W\d_]+", name.removeprefix("The "))
    return "".join(word[0].lower() for word in words) if len(words) > 1 else ""


_DOCUMENT = re.compile(
    r"(?:(?:[Ff]ull |[Jj]oint |[Oo]fficial )?(?:[Tt]ext|[Ss]tatement|[Pp]ress (?:release|statement)|[Cc]ommuniqu[eé]|[Dd]eclaration|"
    rf"[Oo]pen [Ll]etter|[Aa]ppeal|[Aa]nnouncement|[Mm]emo(?:randum)?|[Tt]ranscript)(?: issued)?) (?:of|by|from) (?:the )?(?P<who>(?:{phrases.NAME}))"
    r"(?P<rest>,? [^.!?]{0,40})?:?$"
)


def document(text: str) -> str:
    """Whose statement a line announces: `Statement of the Quay Union, 3 May 2016`; or nothing."""
    match = _DOCUMENT.match(text) if len(text) < 120 else None
    if match is None:
        return ""
    rest = (match["rest"] or "").strip(" ,:")
    return match["who"] if not rest or phrases.is_date(rest) else ""
