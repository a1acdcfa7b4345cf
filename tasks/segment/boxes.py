"""Furniture told by its place: user cards, boxes under a label, runs of short lines, repetition."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import groupby, pairwise

from stancemark.tasks.segment import phrases, wording
from stancemark.tasks.segment.begun import breaks_off
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.recurring import find_recurring

_PLAIN = frozenset({"text", "heading", "furniture"})
_LISTY = frozenset({"heading", "furniture", "image", "number", "listed", "clicks"})
_BOX_ROWS = 15
"""How many lines a box has at most: a page that lost its blank lines is no box."""
_BUTTON_CHARACTERS = 130
"""How long a sentence beside a button may be to belong to it."""
_MENU_CHARACTERS = 80
"""How long a line may be in a block that holds a menu."""
_COUNTS = frozenset({"posts", "messages", "joined", "registered", "member", "join", "karma"})
"""Words of a card that make one by themselves, if two members have it."""
_OFTEN = 3
"""How often a short line stands on a page that is furniture for that."""
_BUTTONS = frozenset(("read more", "more", "full story", "continue reading", "read article"))
_TEASER_WORDS = 18
_DASH = "- "
_DIGITS = re.compile(r"\d[\d.,]*")


def find_boxes(found: Sequence[Piece]) -> None:
    """Tag what stands in cards and boxes, and count how often short lines repeat."""
    _count(found)
    _find_cards(found)
    if not any(row.marks for row in found[:1]) and sum(row.tag == "card" for row in found) < 2:
        find_recurring(found)
    for above, row in pairwise(found):
        if above.name == "view counter" and above.text[-1] == ":" and row.text[-1] not in ".!?":
            row.tag, row.name = "furniture", "view counter"
    last = ""
    titles = {row.text[4:] for row in found if row.text[:4].lower() == "re: "}
    for _, group in groupby(found, key=lambda row: row.block):
        rows = list(group)
        over, last = last, rows[-1].tag
        if over == "text" and all(map(_is_item, rows)):
            continue
        if 2 <= len(rows) <= _BOX_ROWS and not any(row.tag == "card" for row in rows):
            _find_box(rows, titles)
    _spread(found)
    _find_teasers(found)


def _find_teasers(found: Sequence[Piece]) -> None:
    """Tag the titles that have a button to the rest and no text, where several follow one another: `Title / Read more`."""
    more = [
        i
        for i, row in enumerate(found)
        if row.name == "teaser" and row.text.casefold().strip(" .…»>→") in _BUTTONS
    ]
    led = [i for i in more if i > 1 and _is_brief(found[i - 1]) and found[i - 2].tag == "furniture"]
    for i in led if len(led) >= _OFTEN and 2 * len(led) >= len(more) else ():
        found[i - 1].tag, found[i - 1].name = "furniture", "teaser"


def _is_brief(row: Piece) -> bool:
    """Whether a line may be the title of a teaser."""
    return row.tag in ("heading", "text") and len(row.text.split()) <= _TEASER_WORDS


def _find_cards(found: Sequence[Piece]) -> None:
    """Tag the lines of each user card: at least two of its words on lines close together."""
    keys = [
        (i, words)
        for i, row in enumerate(found)
        if (row.tag != "furniture" or row.text[:2] == _DASH)
        and (words := phrases.card_words(row.text))
    ]
    alone: list[int] = []
    start = 0
    while start < len(keys):
        end, seen = start + 1, set(keys[start][1])
        while end < len(keys) and _same_card(found, keys[end - 1][0], keys[end][0]):
            if seen & set(keys[end][1]):
                break
            seen |= set(keys[end][1])
            end += 1
        if len(seen) > 1:
            _tag_card(found, keys[start][0], keys[end - 1][0])
        elif seen & _COUNTS and any(map(str.isdigit, found[keys[start][0]].text)):
            alone.append(keys[start][0])
        start = end
    if len(alone) > 1 and not any(row.tag == "card" for row in found):
        for i in alone:
            _tag_card(found, i, i)


def _same_card(found: Sequence[Piece], above: int, below: int) -> bool:
    between = found[above + 1 : below]
    near = below - above <= 3 and all(_is_short(row.text) for row in between)
    if not near or found[above].block == found[below].block:
        return near
    return all(one.block + 1 == two.block for one, two in pairwise(found[above : below + 1]))


def _is_short(text: str) -> bool:
    return len(text) <= 60 and len(text.split()) <= 5 and not text.endswith((".", "!", "?", "…"))


def _tag_card(found: Sequence[Piece], first: int, last: int) -> None:
    bare = phrases.is_bare_key(found[last].text)
    end = last + 1 + bare
    may_go_on = _is_dashed if all(map(_is_dashed, found[first : last + 1])) else _is_entry
    while end < len(found) and found[end].block == found[last].block and may_go_on(found[end]):
        end += 1
    for row in found[first:end]:
        row.tag, row.name = "card", ""


def _is_dashed(row: Piece) -> bool:
    """Whether a line is a key or a value of a card that is a list: `- Location`, `- Hull`."""
    return row.text[:2] == _DASH and _is_short(row.text)


def _is_entry(row: Piece) -> bool:
    """Whether a line below a card is one more of its entries: `Mood: sleepy`."""
    key, colon, value = row.text.partition(": ")
    plain = (
        row.tag in ("heading", "text") and key.replace(" ", "").isalpha() and key.lower() != "re"
    )
    return (
        bool(colon) and plain and len(row.text) < 40 and len(value.split()) < 4 and _is_short(value)
    )


def _find_box(rows: Sequence[Piece], titles: Container[str]) -> None:
    """Furniture tells the lines beside it: a label, a button, a menu, a masthead."""
    lines = [row.text for row in rows]
    reason = wording.box(lines)
    whole = wording.is_label(lines[0]) or wording.box(lines[-1:] * 2)
    for row in rows if reason else ():
        if row.heads:
            continue
        if whole or len(row.text) < _BUTTON_CHARACTERS or row.text[-1] not in ".!?":
            row.tag, row.name = "furniture", reason
    if not reason:
        _find_menu([row for row in rows if row.text not in titles], lines)


def _is_item(row: Piece) -> bool:
    """Whether a line is an item of a list in a text: not furniture, and behind a bullet."""
    return row.tag != "furniture" and row.text[0] in "•*–-◦▪" and row.text[1:2] == " "


def _find_menu(rows: Sequence[Piece], lines: Sequence[str]) -> None:
    """Lines of a few words in a block of nothing else, or beside other furniture."""
    tags = {row.tag for row in rows}
    said = (row.text for row in rows if row.tag != "furniture")
    if any(len(text) > _MENU_CHARACTERS or text[-1] in ".!" for text in said):
        return
    if not tags <= _PLAIN or any(row.tag == "furniture" and is_often(row) for row in rows):
        return
    menu = len(rows) >= 4 and all(_in_menu(line) for line in lines)
    reason = "navigation" if menu else next((r.name for r in rows if r.tag == "furniture"), "")
    if reason in ("", "edit mark", "view counter"):
        return
    for row in rows:
        if row.tag != "furniture" and not row.heads and (menu or _is_spare(row.text)):
            row.tag, row.name = "furniture", reason


def _is_spare(line: str) -> bool:
    return len(line.split()) <= 5 and line[-1] not in ".!?"


def _in_menu(line: str) -> bool:
    return len(line.split()) <= 6 and not line.endswith((".", "!", ":")) and "," not in line


def _spread(found: Sequence[Piece]) -> None:
    """Tag the rows below the label of a box that stands by itself, or on a page without blanks."""
    blocks = found[-1].block + 1 if found else 0
    loose = blocks >= 0.9 * len(found) or (len(found) > 2 * _BOX_ROWS and blocks < len(found) / 15)
    i = 0
    while i < len(found):
        row = found[i]
        i += 1
        label = wording.is_label(row.text) or _is_over_members(row, found[i : i + 1])
        if row.tag != "furniture" or row.name == "advertisement" or not label:
            continue
        for below in _listed_below(found, i, loose=loose):
            below.tag, below.name = "furniture", row.name
            i += 1


def _is_over_members(row: Piece, below: Sequence[Piece]) -> bool:
    """Whether a line heads a bulleted list of who has written most in a thread."""
    return row.text[:11].lower() == "top posters" and bool(below) and below[0].text[0] == "•"


def _listed_below(found: Sequence[Piece], start: int, *, loose: bool) -> Iterator[Piece]:
    """The rows of a list of titles, up to the first that is none."""
    block = found[start - 1].block
    alone = start < len(found) and found[start].block != block
    for i in range(start, len(found)):
        row = found[i]
        near = row.block == block or loose or (alone and row.block == block + 1)
        near = near or (i > start and row.text[0] == found[i - 1].text[0] and row.text[0] in "•–-")
        archive = row.tag == "date" and found[start - 1].text.lower().startswith("archive")
        begun = _is_begun(found[i : i + 2]) or (i > start and _is_source(found[i - 1 : i + 1]))
        listed = (
            archive
            or begun
            or row.tag in _LISTY
            or (row.text[0] in "-•*·–>" and row.text[-1] not in ".!")
        )
        if not near or not listed or row.heads or (len(row.text.split()) > 18 and not begun):
            return
        below = found[i + 1] if i + 1 < len(found) else None
        if (
            not archive
            and not begun
            and below
            and below.tag in ("by", "date", "dated", "card", "says")
        ):
            return
        yield row


def _is_begun(rows: Sequence[Piece]) -> bool:
    """Whether a line is the beginning of a text that breaks off, or the title of one."""
    row, below = rows[0], rows[-1]
    if breaks_off(row.text[-40:]):
        return row.tag == "text"
    return _is_brief(row) and below.tag == "text" and breaks_off(below.text[-40:])


def _is_source(rows: Sequence[Piece]) -> bool:
    """Whether a line of a few words stands below the beginning of a text, as its source and date do."""
    above, row = rows
    return breaks_off(above.text[-40:]) and len(row.text) < 40 and phrases.has_date(row.text)


def _count(found: Sequence[Piece]) -> None:
    """Count the lines of each shape, numbers left out, among lines of a few words."""
    shapes = [_shape(row) for row in found]
    often = Counter(shape for shape in shapes if shape)
    for row, shape in zip(found, shapes, strict=True):
        row.repeats = often[shape] if shape else 1


def _shape(row: Piece) -> str:
    if len(row.text) > 40 or row.tag not in ("text", "heading", "furniture"):
        return ""
    return _DIGITS.sub("0", row.text.casefold())


def is_often(piece: Piece) -> bool:
    """Whether a short line stands on the page so often that it is furniture."""
    return piece.repeats >= _OFTEN and piece.words <= 5
