"""What lines are by the lines beside them: heads of letters, titles of lists, captions over credits."""

import re
from collections.abc import Sequence
from itertools import pairwise

from stancemark.tasks.segment import phrases, pictures, speakers
from stancemark.tasks.segment.headers import FULL_NAME
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.outlets import is_outlet
from stancemark.tasks.segment.places import is_prose

BULLETS = ("- ", "• ", "* ", "– ")
_OPENS, _CLOSES = '"“«„', '"”»“'
_AVATAR = re.compile(r"(?P<who>\S.{0,38}?)[’']s? avatar", re.IGNORECASE)
_CLOCK = re.compile(r"\d[:.]\d\d")
_NAMED = re.compile(r"[^\W_][^\n:.,!?]{1,36} ?:")
_TITLE = 120
_CAPTION = 250
_BRIEF = 60
_SIGN = re.compile(rf"[–—-]{{1,2}}\s?(?P<who>{FULL_NAME})(?:(?:,| and) {FULL_NAME})*")
_SIGNS = 3
_HEADER_KEY = re.compile(
    r"(?:from|to|cc|newsgroups|subject|date|sent|reply-to|organi[sz]ation|message-id|references|path|sender|lines|x-[\w-]+"
    r"|nntp-[\w-]+|followup-to): \S",
    re.IGNORECASE,
)


def label_beside(found: Sequence[Piece]) -> None:
    """Tag rows again whose neighbours say what they are."""
    _label_subjects(found)
    _label_named(found)
    _label_avatars(found)
    _label_items(found)
    _label_letters(found)
    _label_captions(found)
    _label_doubled(found)
    _label_dashed(found)
    _label_signed_off(found)


def _label_subjects(found: Sequence[Piece]) -> None:
    """Tag the subject that a label leads over who posted what is below: `Title: Pencils / Post by: ann on 3 May`."""
    for row, below in pairwise(found):
        if row.text[:7].lower() == "title: " and row.tag == "text" and below.tag in ("dated", "by"):
            row.tag = "heading"


def _label_named(found: Sequence[Piece]) -> None:
    """Tag the names with a colon that stand over a time, where there are several: `ann : / 3 May 2015 8:02am`."""
    named = [
        row
        for row, below in pairwise(found)
        if below.tag == "date" and row.tag in ("text", "furniture") and row.text[-1] == ":"
        if _CLOCK.search(below.text) and _NAMED.fullmatch(row.text)
    ]
    for row in named if len(named) > 1 else ():
        row.tag, row.name = "named", row.text.rstrip(" :")


def _label_avatars(found: Sequence[Piece]) -> None:
    """Tag the labels of pictures that stand over comments in place of names: `Ann Lee’s avatar`."""
    named = [
        (row, match["who"])
        for row, below in pairwise(found)
        if row.tag == "heading" and below.tag in ("text", "heading")
        if (match := _AVATAR.fullmatch(row.text)) and match["who"] not in ("User", "Author")
    ]
    if len(named) < 2 or any(phrases.card_words(row.text) for row in found):
        return
    for row, who in named:
        row.tag, row.name = "named", who


def _label_items(found: Sequence[Piece]) -> None:
    """Tag the bulleted lines over bylines as titles, where there are several."""
    titles = [
        row
        for row, below in pairwise(found)
        if below.tag in ("by", "dated") and row.tag == "text" and row.text[:2] in BULLETS
        if row.text[-1] not in ".:;," and len(row.text) < _TITLE
    ]
    for row in titles if len(titles) > 1 else ():
        row.tag = "heading"


def _label_captions(found: Sequence[Piece]) -> None:
    """Tag the sentence over the credit of its picture, where both stand in a block of their own."""
    for above, row in pairwise(found):
        if row.text[:13] in ("Image source,", "Image caption") or above.text == "Image caption,":
            row.tag = "caption"
        if (
            row.tag == "caption"
            and above.block == row.block
            and above.tag in ("text", "heading")
            and len(above.text) < _CAPTION
            and len(row.text) < _BRIEF
            and pictures.snapped(row.text)
        ):
            above.tag = "caption"


def _label_doubled(found: Sequence[Piece]) -> None:
    """Tag the sentences that stand on both sides of the credit of a picture, or one right below the other beside one."""
    for i, row in enumerate(found[:-1]):
        near = found[i + 1 : i + 3]
        again = (
            row.tag in ("text", "heading")
            and len(row.text) < _CAPTION
            and row.text in [p.text for p in near]
        )
        if (
            again
            and any(p.tag == "caption" for p in found[max(0, i - 1) : i + 4])
            and any(p.tag == "text" and p.text != row.text and is_prose(p) for p in found)
        ):
            for other in (row, *near):
                other.tag = "caption" if other.text == row.text else other.tag


def _label_dashed(found: Sequence[Piece]) -> None:
    """Tag the lines behind a dash that say whose the words above are: `— Ann Lee, in Senna, 3 May`.

    Below a quotation it is who spoke; elsewhere they name outlets, where several lines do and one of them has the form of one.
    """
    signs: list[tuple[Piece, str]] = []
    for above, row in pairwise(found):
        if row.text[0] not in "–—-" or row.tag not in ("dated", "heading", "text", "credit"):
            continue
        name = speakers.signs(row.text)
        if name and above.text[0] in _OPENS and above.text[-1] in _CLOSES:
            row.tag, row.name = ("text", "") if row.tag == "dated" else (row.tag, row.name)
        elif name and is_prose(above):
            signs.append((row, name))
    if len(signs) > 1 and any(is_outlet(name) for _, name in signs):
        for row, name in signs:
            row.tag, row.name = "credit", name


def _label_signed_off(found: Sequence[Piece]) -> None:
    """Tag the names behind a dash that close the entries of a page, a title below each but the last: `— Ann Lee`."""
    signs = [
        (i, match["who"])
        for i, row in enumerate(found)
        if row.tag == "heading" and row.text[0] in "–—-" and i and is_prose(found[i - 1])
        if (match := _SIGN.fullmatch(row.text))
    ]
    below = [found[i + 1] for i, _ in signs if i + 1 < len(found)]
    if len(signs) < _SIGNS or any(is_prose(row) for row in below):
        return
    for i, who in signs:
        found[i].tag, found[i].name = "by", who


def _label_letters(found: Sequence[Piece]) -> None:
    """Tag the lines over a letter: `From:`, `Subject:`, `Date:` and what stands among them."""
    start = 0
    while start < len(found):
        end = start
        while end < len(found) and _HEADER_KEY.match(found[end].text):
            end += 1
        keys = {row.text.split(":")[0].lower() for row in found[start:end]}
        if "from" in keys and keys & {"subject", "date", "sent"}:
            for row in found[start:end]:
                row.tag, row.name = "date", ""
        start = end + 1
