"""How far the words go that a post or comment quotes from an earlier one."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.turns import Unit

_KEY = 40
"""How many characters of a paragraph tell it from others."""
_REACH = 15
"""How many pieces below `NAME said:` its end may stand."""
_BACK = 40_000
"""How many characters above a post the words it repeats may stand."""
_LEAST, _MOST = 24, 1500
_REMARK = re.compile(r"\s*\([^()]{1,60}\)\.?$")
_OPENS, _CLOSES = '"“«„', '"”»“'


def tag_set_apart(found: Sequence[Piece], owners: Sequence[Unit]) -> None:
    """Tag the paragraphs that one pair of quotation marks holds, unless a sentence with a colon announces them.

    Where somebody goes on speaking, each paragraph begins with a mark: these are running text.
    """
    for i, piece in enumerate(found):
        if piece.tag != "text" or piece.text[0] not in _OPENS or not _is_odd(piece.text):
            continue
        if i and found[i - 1].text[-1] == ":":
            continue
        end = _closing(found, owners, i)
        for row in found[i : end + 1] if end else ():
            row.tag = "quoted"


def _closing(found: Sequence[Piece], owners: Sequence[Unit], i: int) -> int:
    """The paragraph that ends in the closing mark of a quotation that one opens, 0 if none does."""
    mark = found[i].text[0]
    for k in range(i + 1, min(i + _REACH, len(found))):
        row = found[k]
        if owners[k] is not owners[i] or row.tag != "text" or row.text[0] == mark:
            return 0
        if _is_odd(row.text):
            return k if _REMARK.sub("", row.text).endswith(tuple(_CLOSES)) else 0
    return 0


def _is_odd(text: str) -> bool:
    """Whether a quotation is opened or closed outside a paragraph."""
    return text.count('"') % 2 == 1 or text.count("“") != text.count("”")


def extend_quotes(text: str, found: Sequence[Piece], owners: Sequence[Unit]) -> None:
    """Tag every paragraph that a post quotes from another.

    Below `NAME said:` those between quotation codes are, those above a `Click to expand`, and those
    that an earlier post of that name has; elsewhere those that repeat an earlier unit's words.
    """
    said: set[tuple[str, str]] = set()
    repeats = _Repeats(text, found, owners)
    for i, (piece, unit) in enumerate(zip(found, owners, strict=True)):
        if piece.tag == "says" and (piece is not unit.first or not piece.text[-1].isalpha()):
            for row in _quoted(found, owners, i, said):
                row.tag = "quoted"
        elif piece.tag == "text" and unit.author:
            said.add((unit.author.casefold(), piece.text[:_KEY]))
        if unit.kind != "article" and piece.tag in ("text", "heading", "quoted"):
            repeats.look(i)


class _Repeats:
    """Finds the words of earlier units again."""

    def __init__(self, text: str, found: Sequence[Piece], owners: Sequence[Unit]) -> None:
        self.text = text
        self.found = found
        self.owners = owners
        self.starts = [piece.span.start for piece in found]

    def look(self, i: int) -> None:
        """Tag a piece that repeats an earlier unit's words, and name whose they are."""
        piece, unit = self.found[i], self.owners[i]
        words = piece.text.lstrip("> |").strip()
        led = i > 0 and self.found[i - 1].tag == "says"
        marked = led or piece.tag == "quoted" or _is_marked(words)
        if not marked and not self._may_repeat(i):
            return
        words = words.strip(_OPENS + _CLOSES + " ….")
        whose = self._whose(words, unit, piece.span.start)
        if whose is None:
            return
        if whose is not unit and (whose.author != unit.author or not unit.author):
            piece.tag = "quoted"
            piece.outlet = piece.outlet or whose.author
            if unit.kind == whose.kind == "post" and not whose.author:
                unit.parent = unit.parent or whose

    def _may_repeat(self, i: int) -> bool:
        """Whether a paragraph is the first of a post that goes on below it."""
        piece, unit = self.found[i], self.owners[i]
        if not _LEAST <= len(piece.text) <= _MOST or piece.words < 6:
            return False
        above = self.found[i - 1].tag if i and self.owners[i - 1] is unit else "handle"
        if above in ("text", "heading", "says"):
            return False
        below = self.found[i + 1 : i + 3]
        return any(
            p.tag in ("text", "heading") and self.owners[i + 1 + k] is unit
            for k, p in enumerate(below)
        )

    def _whose(self, words: str, unit: Unit, start: int) -> Unit | None:
        if not _LEAST <= len(words) <= _MOST:
            return None
        at = self.text.rfind(words, max(0, start - _BACK), start)
        if at < 0:
            return None
        earlier = bisect_right(self.starts, at) - 1
        holds = self.found[earlier].tag in ("text", "quoted")
        return self.owners[earlier] if holds else None


def _is_marked(words: str) -> bool:
    """Whether a paragraph is one quotation from its first to its last character."""
    if len(words) < _LEAST or words[0] not in _OPENS:
        return False
    inside = words.rstrip(".…")[1:-1]
    return words.rstrip(".…")[-1] in _CLOSES and not any(c in inside for c in _CLOSES)


def _quoted(
    found: Sequence[Piece], owners: Sequence[Unit], head: int, said: set[tuple[str, str]]
) -> list[Piece]:
    """The paragraphs below a line that quotes somebody, as far as their end is known."""
    name = found[head].name.casefold()
    nested = _nested(found, head)
    below: list[Piece] = []
    known = 0
    for i in range(head + 1, min(head + 1 + _REACH, len(found))):
        row = found[i]
        if row.tag in ("clicks", "quoteend") and below:
            return below
        if owners[i] is not owners[head] or row.tag not in ("text", "heading"):
            break
        below.append(row)
        if known == len(below) - 1 and (len(below) < nested or (name, row.text[:_KEY]) in said):
            known = len(below)
    if nested > 1 and len(below) > nested:
        return below[: max(known, nested)]
    return below[:known]


def _nested(found: Sequence[Piece], head: int) -> int:
    """How many lines that quote somebody stand one above the other, down to one."""
    top = head
    while top > 0 and found[top - 1].tag == "says" and head - top < _REACH:
        top -= 1
    return sum(bool(row.name) for row in found[top : head + 1])
