"""What turns that are found tell of the others: those missed, and what is no part of any name."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from stancemark.tasks.segment.headers import is_handle, unadorned
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.places import Turn, is_rank, may_name
from stancemark.tasks.segment.wording import of_a_member

_FEW = 3
_USUAL = 0.8
"""The share of turns that have to have the time in one form, right below the name."""
_LONGEST = 45
_DIGITS_AT_MOST = 6
_COUNT = re.compile(r"^#?\d{1,5}[.):]?\s+(?=\S)")
_COUNTED = re.compile(r"\s+#\d{1,6}$")
_BRACKETS = re.compile(r"\s+[(\[][^()\[\]]{1,40}[)\]]$")
_SIGN = re.compile(r"^[-–—~•*]+\s*(?=\w)")
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W\d_]+")


def with_missed(pieces: Sequence[Piece], turns: Sequence[Turn]) -> list[Turn]:
    """The turns of a page with those whose name has a form that no finder took for one, or is lost."""
    turns = _named_above(pieces, turns)
    handles = {turn.handle for turn in turns if turn.author}
    below = [i + 1 for i in handles if i + 1 < len(pieces) and pieces[i + 1].tag == "date"]
    forms = Counter(_form(pieces[i].text) for i in below)
    if len(turns) < _FEW or not forms:
        return list(turns)
    form, count = forms.most_common(1)[0]
    if count < _USUAL * len(handles) or not any(map(str.isdigit, form)):
        return list(turns)
    first = turns[0].handle
    turns = [t for t in turns if t.author or not _is_timed(pieces, t.handle, form)]
    taken = {i for turn in turns for i in range(turn.start, turn.handle + 2)}
    usual = next(
        t for t in turns if t.handle + 1 in below and _form(pieces[t.handle + 1].text) == form
    )
    missed = [
        _missed(pieces, i, usual)
        for i in range(first, len(pieces) - 1)
        if i not in taken and pieces[i].tag == "date" and _form(pieces[i].text) == form
    ]
    return sorted([*turns, *missed], key=lambda turn: turn.start)


def unranked(pieces: Sequence[Piece], turns: Sequence[Turn]) -> list[Turn]:
    """Turns whose names are lost and that begin at a rank of their members, as those of nobody."""
    kept: list[Turn] = []
    for turn in turns:
        piece = pieces[turn.handle]
        ranked = piece.words > 1 and is_rank(piece) and of_a_member(piece.text)
        if ranked:
            piece.tag = "cardhead"
        kept.append(replace(turn, author="") if ranked else turn)
    return kept


def _named_above(pieces: Sequence[Piece], turns: Sequence[Turn]) -> Sequence[Turn]:
    """Turns below their dates with the names that head the block of these, over several of them."""
    if any(turn.author or pieces[turn.handle].tag != "date" for turn in turns):
        return turns
    names = [_heading_block(pieces, turn.handle) for turn in turns]
    if 5 * sum(name is not None for name in names) < 2 * len(turns):
        return turns
    return [
        t if n is None else replace(t, start=n, author=unadorned(pieces[n].text), handle=n)
        for t, n in zip(turns, names, strict=True)
    ]


def _heading_block(pieces: Sequence[Piece], date: int) -> int | None:
    """The name that begins the block of a date, a rank or a motto at most between them."""
    first = date
    while first and pieces[first - 1].block == pieces[date].block and date - first < _FEW:
        first -= 1
    return first if first < date and may_name(pieces[first]) else None


def tag_ranks(pieces: Sequence[Piece], turns: Sequence[Turn]) -> None:
    """Tag the ranks and mottos between a name and its time: `ann / Sea dog / 3 May 2015 / text`.

    They are, where most turns have their time below a line or two, and words below that.
    """
    ends = [*(turn.start for turn in turns[1:]), len(pieces)]
    found = [
        rows
        for turn, end in zip(turns, ends, strict=False)
        if turn.author and (rows := _above_time(pieces[turn.handle + 1 : end]))
    ]
    if len(found) >= _FEW and len(found) >= _USUAL * len(turns):
        for row in (row for rows in found for row in rows):
            row.tag = "cardhead"


def _above_time(below: Sequence[Piece]) -> Sequence[Piece]:
    """The brief lines over a time that words follow, nothing without any."""
    for i, piece in enumerate(below[: _FEW + 1]):
        if piece.tag == "date":
            return below[:i] if any(p.tag == "text" for p in below[i + 1 :]) else ()
        if piece.tag not in ("heading", "text") or len(piece.text) > _LONGEST + 5:
            break
    return ()


def _is_timed(pieces: Sequence[Piece], handle: int, form: str) -> bool:
    """Whether a line or the one below it is a time of a form."""
    return any(_form(piece.text) == form for piece in pieces[handle : handle + 2])


def tidied(pieces: Sequence[Piece], turns: Sequence[Turn]) -> list[Turn]:
    """Turns whose names are without what those of a page share: a number, a word, a place in brackets."""
    names = [turn.author for turn in turns if turn.author]
    if len(names) < _FEW:
        return list(turns)
    for made in (
        _first_word,
        lambda _: _COUNT,
        lambda _: _COUNTED,
        lambda _: _BRACKETS,
        lambda _: _SIGN,
        _origin,
        _first_word,
        _last_word,
        _motto,
    ):
        cut = made(names)
        shared = cut is not None and sum(bool(cut.search(name)) for name in names)
        if cut and (shared >= _USUAL * len(names) or cut.pattern.endswith(r":\s+")):
            names = [cut.sub("", name, count=1).strip() or name for name in names]
    rest = iter(names)
    clean = [replace(turn, author=next(rest)) if turn.author else turn for turn in turns]
    return _with_counts(pieces, clean)


def _origin(names: Sequence[str]) -> re.Pattern[str] | None:
    """What follows a word that stands inside most names: `from Low Pier`."""
    inside = Counter(word for name in names for word in set(name.split()[1:-1]) if word.islower())
    if not inside:
        return None
    word, count = inside.most_common(1)[0]
    return re.compile(rf" {re.escape(word)} .*$") if count >= _USUAL * len(names) else None


def _motto(names: Sequence[str]) -> re.Pattern[str] | None:
    """What stands behind the handle on all lines: a place or a motto, `skipper Winter is coming`."""
    handles = all(is_handle(name.split()[0]) for name in names)
    followed = sum(" " in name for name in names)
    return re.compile(r" .*$") if handles and followed >= _USUAL * len(names) else None


def _first_word(names: Sequence[str]) -> re.Pattern[str] | None:
    """The word that begins all names, if what follows differs: `Guest Ann`, `User: Bo`."""
    firsts = {name.split()[0] for name in names}
    keys = Counter(name.split()[0] for name in names if " " in name)
    key, count = keys.most_common(1)[0] if keys else ("", 0)
    if key.endswith(":") and count > 1:
        return re.compile(rf"^{re.escape(key)}\s+")
    if len(firsts) > 1 or len(set(names)) < 2 or any(" " not in name for name in names):
        return None
    return re.compile(rf"^{re.escape(firsts.pop())}\s+")


def _last_word(names: Sequence[str]) -> re.Pattern[str] | None:
    """The word that ends all names, if what stands before differs: `ann Level`."""
    lasts = Counter(name.split()[-1] for name in names if " " in name)
    if not lasts or len(set(names)) < _FEW:
        return None
    return re.compile(rf" {re.escape(lasts.most_common(1)[0][0])}$")


def _with_counts(pieces: Sequence[Piece], turns: Sequence[Turn]) -> list[Turn]:
    """Turns that begin with the number above their name, where it goes up from one to the next."""
    above = [pieces[turn.start - 1].text if turn.start else "" for turn in turns]
    counts = [
        int(text) if text.isdecimal() and len(text) < _DIGITS_AT_MOST else None for text in above
    ]
    rising = sum(a is not None and b is not None and abs(a - b) == 1 for a, b in pairwise(counts))
    if rising < _USUAL * (len(turns) - 1):
        return list(turns)
    for turn, count in zip(turns, counts, strict=True):
        if count is not None:
            pieces[turn.start - 1].tag = "number"
    return [replace(t, start=t.start - (c is not None)) for t, c in zip(turns, counts, strict=True)]


def _form(text: str) -> str:
    """A time with its numbers and words masked, so that one form of it is told from another."""
    return _DIGITS.sub("0", _WORDS.sub("a", text))


def _missed(pieces: Sequence[Piece], date: int, usual: Turn) -> Turn:
    above = pieces[date - 1]
    name = above.tag in ("text", "heading", "link") and len(above.text) <= _LONGEST
    if name and above.block == pieces[date].block - _apart(pieces, usual):
        return Turn(date - 1, unadorned(above.text), date - 1, usual.kind)
    return Turn(date, "", date, usual.kind)


def _apart(pieces: Sequence[Piece], turn: Turn) -> int:
    """How many blocks lie between a name and its time."""
    return pieces[turn.handle + 1].block - pieces[turn.handle].block
