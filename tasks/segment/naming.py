"""Names that a page shows to be some by repetition, or by the lines beside them."""

import re
from collections.abc import Sequence
from itertools import pairwise

from stancemark.tasks.segment import phrases
from stancemark.tasks.segment.headers import header, is_handle, is_name, unadorned
from stancemark.tasks.segment.intros import announces_paste, introduction
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.outlets import is_outlet

_MARKS = frozenset("0123456789•*-–#")
_ANSWERS = re.compile(r"(?P<who>[^»→▶►>|]{2,30}?)\s*(?:»|→|▶|►|>)\s*@?(?P<whom>[^»→▶►>|]{2,30})$")
_WHOSE = r"(?P<who>[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]*){1,3})"
_TITLED = (
    re.compile(rf"[-–•*] \S.{{10,160}} [-–—]+ (?P<by>{_WHOSE})$"),
    re.compile(rf"\S.{{15,160}}? (?P<by>[Bb]y {_WHOSE}(?:,| [-–—|]|\s).{{4,50}}\d{{2,4}})$"),
    re.compile(rf"\S.{{15,160}}? (?P<by>[Bb]y {_WHOSE})$"),
)
"""Titles with their authors in one line: `- Title - Ann Lee`, `Title By Ann Lee, 3 May 2015`."""
_BY_ALONE = frozenset({"by", "by:", "author", "author:", "written by", "posted by"})
_HANDLE = re.compile(r"@\w{2,30}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ANSWERED = re.compile(r"(?:answered|asked)\b", re.IGNORECASE)
_MEMBER = re.compile(r"\s*[(|·•]")
_LIFE = re.compile(
    r",? (?:is an?|is the|is our|was an?|was the|has (?:written|covered|worked|reported|been (?:an?|the|writing|covering|reporting))|covers|writes|reports|edits|works|lives|teaches|hosts|blogs)\b"
)
_WHO = r"(?P<who>[^\W_][^\s:]{0,24}(?: [^\s:]{1,20}){0,3}?)"
_NAME_ALONE = re.compile(rf"(?:#?\d{{1,4}}[.):]?\s+|[•*–-]\s+)?{_WHO}:$")
_NAME_FIRST = re.compile(rf"(?:#?(?P<number>\d{{1,4}})[.):]?|[•*–-])\s+{_WHO}:\s+\S")
_FULL_NAME_FIRST = re.compile(r"(?P<who>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){1,3}): \S")
_AGED = re.compile(
    r"(?P<who>[^\W_][^\n]{0,29}?) \d{1,3} (?:sec(?:ond)?|min(?:ute)?|hour|day|week|month|year)s?$"
)
_SAID = re.compile(r" said(?:\.\.\.|…|:)$")
_TIME = re.compile(r"\d{1,2}:\d\d(?: ?[ap]m)?", re.IGNORECASE)
_ACCOUNTS = ("Anonymous ", "Blogger ", "OpenID ", "Google ")
"""What pictures beside commenters say of their accounts."""
_MANY, _SEVERAL = 5, 3
"""How many paragraphs names have to lead, and how many ages to follow them, so that these are people."""


def label_names(found: Sequence[Piece]) -> None:
    """Tag names that stand before a colon, a date or a title's end, and what is said of authors."""
    _label_colons(found)
    _label_accounts(found)
    _label_dated(found)
    _label_aged(found)
    _label_beside(found)
    _label_answers(found)
    _label_titled(found)
    _label_lives(found)


def _label_accounts(found: Sequence[Piece]) -> None:
    """Take the kind of account off names, where each comment has one before its name: `Blogger ann said...`.

    Below such comments their times stand alone.
    """
    said = [row for row in found if row.tag == "says" and _SAID.search(row.text)]
    if len(said) > 1 and all(row.name.startswith(_ACCOUNTS) for row in said):
        for row in said:
            row.name = row.name.partition(" ")[2]
    for row in found if len(said) > 1 else ():
        if row.tag == "furniture" and _TIME.fullmatch(row.text):
            row.tag, row.name = "date", ""


def _label_lives(found: Sequence[Piece]) -> None:
    """Tag what a page says of its author, such as `Ann Lee covers the harbour`."""
    names = tuple({row.name for row in found if row.tag in ("by", "dated") and " " in row.name})
    for row in found if names else ():
        if row.tag != "text" or len(row.text) > 300 or not row.text.startswith(names):
            continue
        name = next(name for name in names if row.text.startswith(name))
        if _LIFE.match(row.text[len(name) :]):
            row.tag, row.name = "furniture", "user card"


def _label_colons(found: Sequence[Piece]) -> None:
    """Tag names before a colon, where the page has several: over a line, or at its beginning."""
    alone = [
        row for row in found if row.tag == "text" and row.text[-1] == ":" and len(row.text) < 50
    ]
    named = [
        (row, match)
        for row in alone
        if (match := _NAME_ALONE.match(row.text)) and not _announces(row)
    ]
    if len(named) > 1 and len({match["who"] for _, match in named}) > 1:
        for row, match in named:
            row.tag, row.name = "named", match["who"]
    spoken = [
        (row, match)
        for row in found
        if row.text[0] in _MARKS and row.tag == "text" and (match := _NAME_FIRST.match(row.text))
    ]
    if len(spoken) > 1 and _is_counted([match["number"] for _, match in spoken]):
        for row, match in spoken:
            row.tag, row.name = "spoken", match["who"]
    _label_readers(found)


def _announces(row: Piece) -> bool:
    """Whether a line with a colon speaks of an article, or of an outlet: `First up, from Reuters:`."""
    intro = introduction(row)
    return announces_paste(row.text) or (intro is not None and is_outlet(intro.name))


def _label_readers(found: Sequence[Piece]) -> None:
    """Tag full names before a colon, where most paragraphs below the first have one and few come twice.

    In an interview two names take turns.
    """
    named = [
        (i, match["who"])
        for i, row in enumerate(found)
        if row.tag == "text" and (match := _FULL_NAME_FIRST.match(row.text))
    ]
    if len(named) < _MANY or 5 * len({who for _, who in named}) < 4 * len(named):
        return
    below = sum(row.tag == "text" for row in found[named[0][0] :])
    for i, who in named if 4 * len(named) > 3 * below else ():
        found[i].tag, found[i].name = "spoken", who


def _label_dated(found: Sequence[Piece]) -> None:
    """Tag names before a bare date (`Ann Lee May 3, 2015`), where several stand over a text, or one below a title."""
    named = [
        (row, known.name)
        for row, below in pairwise(found)
        if row.tag in ("heading", "text")
        and len(row.text) < 60
        and below.tag in ("text", "heading")
        and any(map(str.isdigit, row.text))
        and (known := header(row.text)) is not None
        and _is_capital(known.name)
    ]
    top = next((i for i, row in enumerate(found[:-1]) if row.tag == "heading"), -1)
    below_title = len(named) == 1 and named[0][0] is found[top + 1]
    if below_title or len({name for _, name in named}) > 1:
        for row, name in named:
            row.tag, row.name = "dated", name


def _label_aged(found: Sequence[Piece]) -> None:
    """Tag names before an age, `ann 3 weeks`, where several stand over something."""
    aged = [
        (row, match["who"])
        for row in found
        if row.tag in ("heading", "text", "furniture")
        and (match := _AGED.match(row.text))
        and is_name(match["who"])
    ]
    if len(aged) >= _SEVERAL and len({who for _, who in aged}) > 1:
        for row, who in aged:
            row.tag, row.name = "dated", who


def _label_titled(found: Sequence[Piece]) -> None:
    """Tag titles that share their line with an author, where the page has several of one form."""
    forms: dict[int, list[tuple[Piece, str]]] = {}
    for row, below in pairwise(found):
        if (
            row.tag not in ("text", "heading", "quoted")
            or not 25 < len(row.text) < 220
            or below.tag != "text"
            or not (row.text[0] in "-–•*" or phrases.holds(row.text, (" by ", " By ")))
        ):
            continue
        for form, pattern in enumerate(_TITLED):
            if (match := pattern.match(row.text)) and is_name(match["who"]):
                forms.setdefault(form, []).append((row, match["by"]))
                break
    for rows in forms.values():
        for row, by in rows if len(rows) > 1 else ():
            row.tag, row.name = "titled", by


def _label_beside(found: Sequence[Piece]) -> None:
    """Tag names that the line above or below shows to be one: `By / Ann Lee`, `Ann Lee / @annlee`."""
    for above, row in pairwise(found):
        if above.tag == "date" and above.text.lower().endswith(" by") and len(row.text) < 60:
            row.tag, row.name = "by", _MEMBER.split(row.text, maxsplit=1)[0].strip()
        if above.tag == "date" and row.tag == "heading" and _ANSWERED.match(above.text):
            row.tag, row.name = "by", row.text
        if (
            len(above.text) < 12
            and row.tag == "heading"
            and above.text.lower() in _BY_ALONE
            and is_name(row.text)
        ):
            above.tag, row.tag, row.name = "date", "by", row.text
        if (
            "@" in row.text
            and above.tag == "heading"
            and (_HANDLE.fullmatch(row.text) or _MAIL.fullmatch(row.text))
            and is_name(above.text)
        ):
            above.tag, above.name, row.tag = "by", above.text, "date"


def _label_answers(found: Sequence[Piece]) -> None:
    """Untag what looks like a path of menus and is `ann » bo`, where bo is a line of the page."""
    pairs = [
        (row, match)
        for row in found
        if len(row.text) < 70 and row.tag in ("furniture", "text", "heading")
        if (match := _ANSWERS.match(row.text)) and is_name(match["who"]) and is_name(match["whom"])
    ]
    if not pairs:
        return
    names = {unadorned(row.text).casefold() for row in found if len(row.text) < 50}
    names |= {row.name.casefold() for row in found if row.tag in ("dated", "says", "by")}
    names |= {match["who"].casefold() for _, match in pairs}
    for row, match in pairs:
        if match["whom"].casefold() in names and match["who"] != match["whom"]:
            row.tag, row.name = "heading", ""


def _is_capital(name: str) -> bool:
    words = name.split()
    return is_handle(name) or (len(words) <= 3 and all(word[:1].isupper() for word in words))


def _is_counted(numbers: Sequence[str | None]) -> bool:
    """Whether list numbers go up one by one, or none is given."""
    if None in numbers:
        return len(set(numbers)) == 1 and len(numbers) > 2
    return [int(number or 0) for number in numbers] == list(
        range(int(numbers[0] or 0), int(numbers[0] or 0) + len(numbers))
    )
