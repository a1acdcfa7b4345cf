"""The frame of a page that recurs: lines of one shape between texts, and whose turn each begins.

A board prints the same lines round every post. Which they are nobody needs to know: a shape that
stands at least three times with words between is an anchor, and lines that stand at the same
distance from most anchors belong to its frame. The name is where the lines vary and may be names.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from types import MappingProxyType

from stancemark.records import UnitKind
from stancemark.tasks.segment import phrases
from stancemark.tasks.segment.headers import is_handle, is_name, is_prompt, unadorned
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.places import Turn, is_prose, is_rank

_LEAST = 3
"""How many times a frame stands on a page."""
_REACH = 8
"""How many lines a frame has at most above its anchor, and below."""
_MOST_SHAPES = 12
"""How many of the shapes that stand most often are tried."""
_LONGEST, _LONGEST_NAME = 90, 40
_BRIEF = 5
"""How many words a line has at most that may be no more than a label."""
_MOST, _NAMED = 0.6, 0.7
"""The shares of anchors beside which a line of a frame stands, and beside which one may be a name."""
_WHEN = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\b\.?,?|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b,?"
    r"|\b[ap]\.?m\b\.?|(?<=\d)(?:st|nd|rd|th)\b"
)
_OF_PEOPLE = frozenset(
    "says said say wrote writes posted post posts commented comment comments replied reply replies point points "
    "ago hour hours day days month months year years picture avatar photo profile user member "
    "guest edited joined score votes likes level lv rank author message response answered asked".split()
)
_OWNED = re.compile(r"['’]s?$")
_SMALL = frozenset("by on at in to from of the a an".split())
_SAME = 0.8
"""The share of the lines of a template that have a word of it."""
_MOST_WORDS = 12
_NONE: Mapping[int, str] = MappingProxyType({})
_DIGITS = re.compile(r"\d[\d.,]*")
_CLOCK = re.compile(r"\d[:.]\d\d|\d ?[ap]\.?m\b|\bago\b", re.IGNORECASE)
_BUTTON = re.compile(
    r"\b(?:like|reply|share|report|flag|quote|vote|permalink|link to)\b", re.IGNORECASE
)
_SUBJECT = re.compile(r"(?:re|fwd?|aw): ?\S", re.IGNORECASE)
_STOPS = (".", "!", "?", "…", "”", '"')
_SAID = frozenset({"text", "heading", "quoted", "says"})


def find_recurring(found: Sequence[Piece]) -> None:
    """Mark the rows that begin a turn by the frame that recurs on a page, and free their names."""
    shapes = [_shape(row) for row in found]
    counts = Counter(shape for shape in shapes if shape)
    often: dict[str, list[int]] = {
        shape: [] for shape, count in counts.most_common(_MOST_SHAPES) if count >= _LEAST
    }
    for i, shape in enumerate(shapes):
        if shape in often:
            often[shape].append(i)
    frames = [_Frame(found, shapes, at) for at in often.values()]
    frames += [_Frame(found, shapes, list(at), at) for at in _templates(found, shapes)]
    kept = [frame for frame in frames if frame.holds()]
    if kept:
        max(kept, key=lambda frame: (len(frame.anchors), -frame.anchors[0])).mark()


def framed_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Turns that begin where the frame of the page does."""
    starts = [i for i, piece in enumerate(pieces) if piece.begins]
    if not starts:
        return []
    kind: UnitKind | None = None if any(map(is_prose, pieces[: starts[0]])) else "post"
    turns: list[Turn] = []
    for start, end in zip(starts, [*starts[1:], len(pieces)], strict=True):
        named = (i for i in range(start, end) if pieces[i].heads)
        handle = next(named, start)
        turns.append(Turn(start, pieces[handle].heads, handle, kind))
    return turns


def settle(pieces: Sequence[Piece]) -> None:
    """Tag the lines of the frame as what they are, where turns are those that it begins."""
    for piece in pieces:
        if piece.framed:
            piece.tag = piece.framed


def _shape(row: Piece) -> str:
    """A short line with its numbers and dates masked; nothing for one that may be said."""
    text = row.text
    if len(text) > _LONGEST or (text.endswith(_STOPS) and " " in text) or row.tag == "quoted":
        return ""
    lower = text.casefold()
    if phrases.DIGIT.search(lower):
        lower = _DIGITS.sub("0", _WHEN.sub("m", lower))
    return lower


def _templates(found: Sequence[Piece], shapes: Sequence[str]) -> Iterator[dict[int, str]]:
    """Lines that are one but for a name, each with that name: `[-] ann 3 points`, `ann's page`."""
    lines: dict[str, list[int]] = {}
    for i, shape in enumerate(shapes):
        words = shape.split()
        if 1 < len(words) <= _MOST_WORDS and found[i].tag in ("text", "heading"):
            for key in {f"{words[0]} ", f" {words[-1]}"}:
                lines.setdefault(key, []).append(i)
    most = sorted((at for at in lines.values() if len(at) >= _LEAST), key=len, reverse=True)
    for at in most[:_MOST_SHAPES]:
        counts = Counter(word for i in at for word in set(shapes[i].split()))
        fixed = {word for word, count in counts.items() if count >= _SAME * len(at)}
        names = {i: _slot(found[i].text, shapes[i], fixed) for i in at}
        named = {i: name for i, name in names.items() if name}
        if len(named) >= _SAME * len(at) and len(set(named.values())) > 1 and _is_label(fixed):
            yield named


def _slot(text: str, shape: str, fixed: Container[str]) -> str:
    """The words of a line that are not those of its template, if they are one name."""
    words = text.split()
    if len(words) != len(shape.split()):
        return ""
    free = [i for i, word in enumerate(shape.split()) if word not in fixed]
    if not free:
        return ""
    end = next((i for i in range(free[0], len(words)) if i not in free), len(words))
    name = unadorned(_OWNED.sub("", " ".join(words[free[0] : end]).strip(" :,")))
    single = " " not in name or all(word[:1].isupper() for word in name.split())
    return name if single and "," not in name and is_name(name) and name[0] != "0" else ""


def _is_label(fixed: Iterable[str]) -> bool:
    """Whether what a template repeats stands beside names: `says`, `points`, a sign, a number."""
    words = [word.strip("()[]:,.|·•–—-+'’\"") for word in fixed]
    told = [word for word in words if word.isalpha() and word != "m"]
    signs = [word for word in fixed if len(word) > 1 and not word[0].isalnum()]
    people = [word for word in told if word in _OF_PEOPLE]
    return all(word in _OF_PEOPLE or word in _SMALL for word in told) and bool(people or signs)


class _Frame:
    """The lines round the places where one shape stands."""

    def __init__(
        self,
        found: Sequence[Piece],
        shapes: Sequence[str],
        anchors: list[int],
        names: Mapping[int, str] = _NONE,
    ) -> None:
        self.found = found
        self.shapes = shapes
        self.anchors = anchors
        self.names = names
        """The name in each anchor, where that is the line with the name."""
        self.top = self.end = 0
        self.column: int | None = None

    def holds(self) -> bool:
        """Whether words stand between the anchors, and a name or a time beside most of them."""
        spans = list(pairwise(self.anchors))
        if sum(self._speaks(a + 1, b) for a, b in spans) < _NAMED * len(spans):
            return False
        self.top, self.end = self._reach(-1), self._reach(1)
        if self._is_titled():
            return False
        self.column = 0 if self.names else self._name_column()
        return self._is_peopled() if self.column is not None else self._is_timed()

    def _is_titled(self) -> bool:
        """Whether a title of its own stands over most frames, as over articles of a list."""
        above = [self.found[i] for i in self._column(self.top - 1)]
        titles = {row.text for row in above if row.words > 2 and not row.text.endswith(".")}
        headed = sum(row.tag == "heading" and row.words > 2 for row in above)
        return headed >= _MOST * len(self.anchors) and len(titles) >= _SAME * headed

    def _is_peopled(self) -> bool:
        """Whether the names are those of people who talk: handles, one that comes again, times, buttons."""
        if self.names or any(_BUTTON.search(self.found[i].text) for i in self.anchors):
            return True
        rows = range(self.top, self.end + 1)
        if any(_CLOCK.search(self.found[i].text) for o in rows for i in self._column(o)[:1]):
            return True
        names = [
            unadorned(self.found[at].text)
            for i in self.anchors
            if (at := self._name(i)) is not None
        ]
        return 3 * sum(map(is_handle, names)) >= len(names) or len(set(names)) < len(names)

    def mark(self) -> None:
        """Mark where each turn begins, and the name of whose it is."""
        names: set[str] = set()
        for anchor in self.anchors:
            name = self._name(anchor)
            below = name is not None and name > anchor
            start = name if below and name is not None else anchor + self.top
            start = min(start, name) if name is not None and name < anchor else start
            if name is not None:
                names.add(self._own(name))
            self.found[max(start, 0)].begins = True
            self._tell_header(anchor)
        if (self.column or 0) > 0:
            self._mark_first(names)

    def _tell_header(self, anchor: int) -> None:
        """Say of the lines of a header what each is: a time, a subject, a line of a card."""
        for step, reach in ((-1, self.top), (1, self.end)):
            for offset in range(step, reach + step, step):
                at = anchor + offset
                row = self.found[at] if 0 <= at < len(self.found) else None
                if row is None or (row.begins and step > 0):
                    break
                if not row.heads:
                    row.framed = self._part(at, offset)
        self.found[anchor].framed = self._part(anchor, 0)

    def _part(self, at: int, offset: int) -> str:
        row = self.found[at]
        timed = _CLOCK.search(row.text) and len(_DIGITS.findall(row.text)) > _BRIEF // 2
        if timed and self.shapes[at] and not _BUTTON.search(row.text):
            return "date"
        if _SUBJECT.match(row.text):
            return "date"
        beside = offset and row.tag in ("text", "heading") and self.shapes[at]
        return "cardhead" if beside and self._is_name(at) else ""

    def _own(self, i: int) -> str:
        """Free a name from whatever its neighbours made of it."""
        row = self.found[i]
        row.tag, row.name, row.heads = "heading", "", self.names.get(i) or unadorned(row.text)
        return row.heads

    def _speaks(self, start: int, end: int) -> bool:
        said = (i for i in range(start, end) if self.found[i].tag in _SAID)
        return any(not self.shapes[i] or self.found[i].words > _BRIEF for i in said)

    def _column(self, offset: int) -> list[int]:
        """The rows at a distance from the anchors, none beyond the next anchor."""
        bounds = [-1, *self.anchors, len(self.found)]
        return [
            anchor + offset
            for k, anchor in enumerate(self.anchors)
            if bounds[k] < anchor + offset < bounds[k + 2]
        ]

    def _reach(self, step: int) -> int:
        """How far the frame goes above its anchors, or below them."""
        reach = 0
        for distance in range(1, _REACH + 1):
            column = self._column(step * distance)
            if len(column) < _MOST * len(self.anchors):
                break
            if self._is_fixed(column):
                reach = step * distance
            elif not self._may_name(column):
                break
            elif step < 0:
                reach = step * distance
        return reach

    def _is_fixed(self, column: Sequence[int], share: float = _MOST) -> bool:
        """Whether most rows of a column have one shape, or are dates."""
        kinds = Counter(kind for i in column if (kind := self._kind(i)))
        return bool(kinds) and kinds.most_common(1)[0][1] >= share * len(self.anchors)

    def _kind(self, i: int) -> str:
        return "date" if self.found[i].tag in ("date", "number") else self.shapes[i]

    def _may_name(self, column: Sequence[int]) -> bool:
        """Whether most rows of a column may be names, and not all of them one."""
        names = [self.found[i].text for i in column if self._is_name(i)]
        return len(names) >= _NAMED * len(self.anchors) and len(set(names)) > 1

    def _is_name(self, i: int) -> bool:
        row = self.found[i]
        return (
            len(row.text) <= _LONGEST_NAME
            and row.tag in ("text", "heading", "link")
            and is_name(unadorned(row.text))
            and not is_prompt(row.text)
        )

    def _name_column(self) -> int | None:
        """How far from the anchors the names stand: the first line of the frame that varies."""
        for offset in chain(range(self.top, 0), range(1, self.end + 2)):
            column = self._column(offset)
            if self._may_name(column) and not self._is_fixed(column, _SAME):
                return offset
        return None

    def _is_timed(self) -> bool:
        texts = [self.found[i].text for i in self.anchors]
        return all(_CLOCK.search(t) and len(_DIGITS.findall(t)) > _BRIEF // 2 for t in texts)

    def _name(self, anchor: int) -> int | None:
        if self.names:
            return anchor
        at: int = anchor + (self.column or 0)
        if self.column is None or not 0 <= at < len(self.found) or not self._is_name(at):
            return None
        rank = self.column < 0
        while rank and at and is_rank(self.found[at]) and self._is_name(at - 1):
            at -= 1
        return at

    def _mark_first(self, names: Container[str]) -> None:
        """Mark the turn above the first anchor, where names stand below what closes the turn before."""
        first = self.anchors[0]
        again = (i for i in range(first) if unadorned(self.found[i].text) in names)
        name = next(again, None)
        if name is None:
            text = next((i for i in range(first) if not self.shapes[i]), 0)
            name = text - 1 if text and self._is_name(text - 1) else None
        if name is not None:
            self._own(name)
            self.found[name].begins = True
