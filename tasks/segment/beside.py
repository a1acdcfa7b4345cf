"""What lines are by the lines beside them: heads of letters, titles of lists, captions over credits."""

import re
from collections.abc import Sequence
from itertools import pairwise

from stancemark.tasks.segment import phrases
from stancemark.tasks.segment.layout import Piece

BULLETS = ("- ", "• ", "* ", "– ")
_TITLE = 120
_CAPTION = 250
_BRIEF = 60
_HEADER_KEY = re.compile(
    r"(?:from|to|cc|newsgroups|subject|date|sent|reply-to|organi[sz]ation|message-id|references|path|sender|lines|x-[\w-]+"
    r"|nntp-[\w-]+|followup-to): \S",
    re.IGNORECASE,
)


def label_beside(found: Sequence[Piece]) -> None:
    """Tag rows again whose neighbours say what they are."""
    _label_items(found)
    _label_letters(found)
    _label_captions(found)


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
        if (
            row.tag == "caption"
            and above.block == row.block
            and above.tag in ("text", "heading")
            and len(above.text) < _CAPTION
            and len(row.text) < _BRIEF
            and phrases.snapped(row.text)
        ):
            above.tag = "caption"


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
