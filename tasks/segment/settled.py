"""Where the names of authors begin and end, as the page shows that puts something before and behind them."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from stancemark.tasks.segment import phrases
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.turns import Unit

_SEVERAL, _SHARE, _SOME = 3, 0.6, 0.3
"""How many names something stands behind at least, and which share of all, that is none of theirs; which if it looks like nothing of a name."""
_LETTERS = 6
"""How many letters such words have at least."""
_GLUED = re.compile(r"(?<=[a-z0-9])(?<!\bMc)(?<!\bMac)(?<!\b[DL][aei])(?=[A-Z][a-z]{2})")
"""Where a capital stands in a word: there a rank may be glued to a name."""
_DAY = re.compile(
    rf"(?<=[^\W\d_])(?:[12]?\d|3[01]) (?i:{phrases.CAPITAL_MONTH})\b(?! \d{{1,2}}\b)|(?<=[a-z\d]){phrases.CAPITAL_MONTH}\.? \d"
)
"""A date that is glued to a name: `Gill2 April`, `GillApr. 2`."""
_OFTEN = (
    re.compile(r"(?<=\D)\d{1,3}(?:[smhdwy]|mo|min)\b"),
    re.compile(r" \d+(?:\.\d+)*(?=\s|$)"),
    re.compile(r" [·•|] | , "),
)
"""What stands behind the names of some pages: how long ago, which number, a place."""
_TWICE = re.compile(r"^(?P<name>\S.*?) (?P=name)\b.*", re.DOTALL)
"""A name that is there once as the text of a picture and once more, as others of the page are; one may be Sirhan Sirhan."""
_SIGNS = re.compile(r"^[\u2190-\u2bff\ufe0f\s]+(?=\w)")
"""Arrows, boxes and stars before a name."""

_LOOSE = re.compile(r"(?:\s+[-–—|·]+|,)?\s*$")
"""A sign that led from a name to what was behind it."""

Places = Mapping[Unit, int]
"""Where on a page the name of the author of a turn stands in it."""


def settle(text: str, found: Sequence[Piece], owners: Sequence[Unit]) -> None:
    """Take from names what is before or behind several of them, and end one cut short where others like it do.

    `Annpublication date` and `Bopublication date` lose their ending, `annRegular` and `boRegular` theirs.
    """
    units = {*owners}
    for unit in units:
        unit.author = _SIGNS.sub("", unit.author)
    twice = {unit.author for unit in units if _TWICE.match(unit.author)}
    for unit in units if len(twice) > 1 else ():
        unit.author = _TWICE.sub(r"\g<name>", unit.author)
    places = _places(text, found, owners)
    spare = {*_glued({unit.author for unit in places})}
    grams, often = _common(text, places), [*_often(text, places)]
    for unit, at in places.items():
        glued = (match.start() for match in _GLUED.finditer(unit.author))
        name = unit.author[: next((i for i in glued if unit.author[i:] in spare), None)]
        end = at + len(name) + _LETTERS
        cuts = [i for i in range(1, len(name)) if text[at + i : at + i + _LETTERS] in grams]
        cuts += [match.start() - at for of in (_DAY, *often) if (match := of.search(text, at, end))]
        unit.author = name[: min(filter(None, cuts), default=len(name))]
        unit.author = _LOOSE.sub("", unit.author)
    _go_on(text, places)


def _go_on(text: str, places: Places) -> None:
    """End names where longer ones do that begin like them, stand there, and are more common or end a word."""
    times = Counter(unit.author for unit in places)
    sizes = {len(name) for name in times}
    for unit, at in places.items():
        name = unit.author
        inside = text[at + len(name) : at + len(name) + 1].isalpha()
        longer = [text[at : at + size] for size in sizes if size > len(name)]
        whole = [of for of in longer if times[of] + inside > times[name] and not of[-1:].isdigit()]
        unit.author = max((of for of in whole if of in times), key=len, default=name)


def _places(text: str, found: Sequence[Piece], owners: Sequence[Unit]) -> Places:
    """Where the names of units stand in them."""
    places: dict[Unit, int] = {}
    for unit, group in groupby(zip(found, owners, strict=True), key=lambda row: row[1]):
        spans = [piece.span for piece, _ in group]
        at = text.find(unit.author, spans[0].start, spans[-1].end) if unit.author else -1
        if at >= 0:
            places[unit] = at
    return places


def _often(text: str, places: Places) -> Iterator[re.Pattern[str]]:
    """What stands behind most names, that without it are several."""
    for of in _OFTEN:
        bare = {
            unit.author: unit.author[: match.start() - at]
            for unit, at in places.items()
            if (match := of.search(text, at + 1, at + len(unit.author) + 1))
        }
        names = {unit.author for unit in places}
        if len({*bare.values()}) >= _SEVERAL and len(bare) >= _SOME * len(names):
            yield of


def _common(text: str, places: Places) -> set[str]:
    """Small letters in a row that most names are followed by, and some were taken to have."""
    shown = {
        unit.author: text[at : at + len(unit.author) + _LETTERS] for unit, at in places.items()
    }
    above: dict[str, list[str]] = {}
    for whole in shown.values():
        for i in range(1, len(whole) - _LETTERS + 1) if "@" not in whole else ():
            above.setdefault(whole[i : i + _LETTERS], []).append(whole[i - 1])
    least = max(_SEVERAL, _SHARE * len(shown))
    return {
        gram
        for gram, of in above.items()
        if len(of) >= least and len({*of}) > 1 and gram[:2].strip().islower()
        if sum(gram in name for name in shown) > 1
    }


def _glued(names: set[str]) -> Iterator[str]:
    """Words with a capital that are glued to several names each, and together to most; BatMan and SpiderMan are whole."""
    by_end: dict[str, set[str]] = {}
    for name in names:
        for match in _GLUED.finditer(name):
            by_end.setdefault(name[match.start() :], set()).add(name[: match.start()])
    often = {ending: of for ending, of in by_end.items() if len(of) > 1}
    ranked = {bare + ending for ending, of in often.items() for bare in of}
    yield from often if len(ranked) >= _SHARE * len(names) else ()
