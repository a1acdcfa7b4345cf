"""The catalogue of how pages word their furniture: `wording.yaml`, looked up by the words of a line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

_TOKEN = re.compile(
    r"(?P<number>\d[\d.,:]*(?:[km]\b|%)?)|(?P<word>[^\W\d_]+|[©+])"
    r"|(?P<colon>:|[|»›·•→←/]+|(?<=\s)\*(?=\s)|(?<=\s)[-–—>]+(?=\s)|\s{2,}|\t)"
)
_HOLES = frozenset({"*", "**", "NAME", "DATE"})
_FEW, _MANY, _NAME = 8, 60, 4
_LONGEST = 400
_FIRST = 3
_BRIEF = 25
"""Lines of more characters are looked at word by word only if they begin or end as a phrase does."""
_AROUND = "“”\"‘’'(),.;!?…[]"
_SIGN = re.compile(r"[:|»›·•→←/*\t]")
_GAP = re.compile(r"\s[-–—>\s]")
"""What sets phrases apart: two patterns, since one of both takes ten times as long as the two."""
_SURE = 5
"""From how many words on the head of a phrase is enough, also in a sentence."""
_DATED = frozenset(
    "# : at on of by to am pm st nd rd th ago today yesterday gmt utc mon tue wed thu fri sat sun monday tuesday "
    "wednesday thursday friday saturday sunday jan feb mar apr may jun jul aug sep sept oct nov dec january "
    "february march april june july august september october november december second seconds minute minutes "
    "hour hours day days week weeks month months year years a an".split()
)


def folded(text: str) -> list[str]:
    """The words of a line in lower case, each number `#`, each gap and colon inside it `:`.

    >>> folded("Share: 1.2K | 3 views!")
    ['share', ':', '#', ':', '#', 'views']
    """
    words: list[str] = []
    for match in _TOKEN.finditer(text.casefold()):
        if match.lastgroup == "word":
            words.append(match[0])
        elif match.lastgroup == "number":
            words.append("#")
        elif words and words[-1] != ":":
            words.append(":")
    if words and words[-1] == ":":
        words.pop()
    return words


@dataclass(frozen=True, slots=True)
class _Open:
    """A phrase with holes: words at its head and tail, what may stand between them."""

    head: tuple[str, ...]
    hole: str
    inner: tuple[str, ...]
    tail: tuple[str, ...]
    reason: str

    def fits(self, words: Sequence[str], *, stopped: bool) -> bool:
        """Whether words of a line are this phrase; `stopped` if the line ends as a sentence does."""
        left, right = len(self.head), len(words) - len(self.tail)
        loose = self.hole in ("*", "NAME") and left < _SURE
        if right < left or (stopped and loose):
            return False
        if tuple(words[:left]) != self.head or tuple(words[right:]) != self.tail:
            return False
        return self._fills(words[left:right])

    def _fills(self, filling: Sequence[str]) -> bool:
        if self.inner and not _holds(filling, self.inner):
            return False
        if self.hole == "NAME":
            return 0 < len(filling) <= _NAME and ":" not in filling
        if self.hole == "DATE":
            return bool(filling) and all(word in _DATED for word in filling)
        return len(filling) <= (_FEW if self.hole == "*" else _MANY)


def _holds(words: Sequence[str], run: tuple[str, ...]) -> bool:
    return any(tuple(words[i : i + len(run)]) == run for i in range(len(words) - len(run) + 1))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Phrases of furniture, each with its reason, found by their first or last words."""

    whole: dict[str, str] = field(default_factory=dict)
    heads: dict[tuple[str, ...], list[_Open]] = field(default_factory=dict)
    tails: dict[tuple[str, ...], list[_Open]] = field(default_factory=dict)
    starts: dict[bool, set[tuple[str, ...]]] = field(
        default_factory=lambda: {True: set(), False: set()}
    )
    """The first three words, or fewer, of phrases of a line that ends as a sentence does, or not."""

    def add(self, phrase: str, reason: str) -> None:
        """Take up a phrase in the notation of `wording.yaml`. Raises `ValueError` if it is all holes."""
        parts = _parts(phrase)
        holes = [part for part in parts if part in _HOLES]
        if not holes:
            self.whole.setdefault(" ".join(parts), reason)
            self._starts(parts, stopped=len(parts) > _FIRST)
            return
        first = next(i for i, part in enumerate(parts) if part in _HOLES)
        last = len(parts) - next(i for i, part in enumerate(reversed(parts)) if part in _HOLES)
        inner = [part for part in parts[first:last] if part not in _HOLES]
        hole = "**" if "**" in holes else holes[0] if len(holes) == 1 else "*"
        found = _Open(tuple(parts[:first]), hole, tuple(inner), tuple(parts[last:]), reason)
        if found.head:
            self.heads.setdefault(found.head[:2], []).append(found)
            sure = hole in ("**", "DATE") or len(found.head) >= _SURE
            self._starts(found.head, stopped=sure)
        elif found.tail:
            self.tails.setdefault(found.tail[-2:], []).append(found)
        else:
            raise ValueError(f"wording: the phrase {phrase!r} needs a word at its beginning or end")

    def why(self, text: str) -> str:
        """Why a line is furniture by its words, or nothing."""
        if len(text) > _LONGEST or (len(text) > _BRIEF and self._is_running(text)):
            return ""
        stopped = text[-1] in ".?" and not text.endswith(("..", ". . ."))
        words = folded(text)
        if reason := self._phrase(words, stopped=stopped, alone=text[-1] in ".!?"):
            return reason
        return "" if stopped else self._row(words)

    def _starts(self, words: Sequence[str], *, stopped: bool) -> None:
        self.starts[False].add(tuple(words[:_FIRST]))
        if stopped:
            self.starts[True].add(tuple(words[:_FIRST]))

    def _is_running(self, text: str) -> bool:
        """Whether a line begins and ends as no phrase and no row of phrases does."""
        stopped = text[-1] in ".?"
        if stopped and text[-2] == ".":
            return False
        starts, words = self.starts[stopped], _bared(text.split(" ", _FIRST)[:_FIRST])
        if len(words) < _FIRST:
            return False
        one, two, three, *_ = words
        if (one == "#" and not stopped) or ":" in (two, three):
            return False
        if (one, two, three) in starts or (one, two) in starts or (one,) in starts:
            return False
        if not stopped and (_SIGN.search(text) or _GAP.search(text)):
            bare = text.casefold()
            return one not in _DATED and not any(tail[-1] in bare for tail in self.tails)
        end = _bared(text.rsplit(" ", 2)[1:])[-2:]
        return len(end) > 1 and tuple(end) not in self.tails and (end[1],) not in self.tails

    def _phrase(self, words: Sequence[str], *, stopped: bool, alone: bool) -> str:
        reason = self.whole.get(" ".join(words), "")
        if reason and not (alone and len(words) == 1):
            return reason
        for found in self._open(words):
            if found.fits(words, stopped=stopped):
                return found.reason
        return ""

    def _open(self, words: Sequence[str]) -> Iterator[_Open]:
        for size in (2, 1):
            yield from self.heads.get(tuple(words[:size]), ())
            yield from self.tails.get(tuple(words[-size:]), ())

    def _row(self, words: Sequence[str]) -> str:
        """Why several phrases in a row are furniture: set apart by signs, or just one after another."""
        if len(words) < 2 or len(words) > _MANY:
            return ""
        if ":" not in words:
            return self._run(words)
        parts = list(_split(words))
        found = [self._phrase(part, stopped=False, alone=False) or _number(part) for part in parts]
        told = [reason for reason in found if reason not in ("", "number", "date", "rank")]
        dated = "date" in found and all(reason == "view counter" for reason in told)
        if len(found) > 1 and all(found) and told and not dated:
            return told[0]
        return self._run([word for word in words if word != ":"])

    def _run(self, words: Sequence[str]) -> str:
        """The reason of the first phrase if a line is nothing but three or more whole phrases.

        Two numbers or more count as one.
        """
        reasons: list[str] = []
        i = 0
        while i < len(words):
            size = next((n for n in (4, 3, 2, 1) if " ".join(words[i : i + n]) in self.whole), 0)
            if size:
                reasons.append(self.whole[" ".join(words[i : i + size])])
            elif words[i] != "#":
                return ""
            i += size or 1
        enough = len(reasons) + 2 * (words.count("#") > 1) > 2
        return reasons[0] if reasons and enough else ""


def _bared(words: Sequence[str]) -> Sequence[str]:
    """What `folded` makes of some words; most hold nothing but letters and a sign before or behind."""
    found = [word if word.isalpha() else word.strip(_AROUND) for word in words]
    if all([word.isalpha() for word in found]):  # noqa: C419  # a list is faster for two words or three
        return [word.casefold() for word in found]
    return folded(" ".join(words))


def _parts(phrase: str) -> list[str]:
    """The words and holes of a phrase."""
    parts: list[str] = []
    for part in re.split(r"(\*+|\bNAME\b|\bDATE\b|(?<!\S):(?!\S))", phrase):
        plain = part in _HOLES or part == ":"
        parts.extend([part] if plain else folded(part.replace("#", "0")))
    while len(parts) > 1 and parts[-1] == ":":
        parts.pop()
    return parts


def _split(words: Sequence[str]) -> Iterator[Sequence[str]]:
    start = 0
    for i, word in enumerate(words):
        if word == ":":
            yield words[start:i]
            start = i + 1
    yield words[start:]


def _number(words: Sequence[str]) -> str:
    """Whether words are nothing but numbers, or a date."""
    if not words or any(word not in _DATED for word in words):
        return ""
    return "number" if all(word == "#" for word in words) else "date"


@cache
def catalogue() -> Catalogue:
    """The phrases of `wording.yaml`, read once."""
    source = Path(__file__).with_name("wording.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    groups: Mapping[str, Mapping[str, str]] = yaml.load(source, loader)  # noqa: S506  # both are safe
    found = Catalogue()
    for reason, phrases in groups.items():
        for lines in phrases.values():
            for phrase in lines.splitlines():
                found.add(phrase, reason)
    return found
