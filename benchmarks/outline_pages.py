"""The lines of the gate's pages with what each is, and variants of them as dumps might have them: what a network learns from."""

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from stancemark.tasks.segment.layout import Piece, rows
from tests.gate import score

SAID, LEAST, LONGEST = ("body", "quote_block", "wire_copy"), 4, 8
"""The roles of paragraphs, more of them than this are an article that may stand alone, and how many lines of a paste are added elsewhere."""
_BULLET = re.compile(r"^[•*·#\-–—>»]+\s*")
_COLUMNS = ("lines", "units", "roles", "kinds", "starts", "authors", "quoted", "named")


class Named(NamedTuple):
    """A name in a line: where in its text, and whether it is that of whose words are repeated, or of who writes."""

    start: int
    end: int
    source: bool

    def moved(self, by: int) -> "Named":
        """The same, where the text begins elsewhere."""
        return self._replace(start=self.start + by, end=self.end + by)


@dataclass(frozen=True)
class Page:
    """The lines of a page, and what each is."""

    name: str
    lines: list[Piece]
    units: list[int | None]
    roles: list[str]
    """Of `network.ROLES`, or nothing."""
    kinds: list[str]
    starts: list[bool]
    authors: list[bool]
    quoted: list[bool]
    """Whether it is of words that a turn repeats, or credits them."""
    named: list[list[Named]]
    """Whom it names."""


def pages() -> list[Page]:
    """All invented pages that are opened."""
    found = []
    for truth in score.truths():
        page = score.page_of(truth)
        if page is not None and truth.stem[:2] != "00":
            document, known = score.told(truth, page)
            found.append(page_of(truth.stem, rows(document), known["segments"]))
    return found


def page_of(name: str, lines: list[Piece], segments: Sequence[dict[str, Any]]) -> Page:
    """The page of some lines, what its segments say of them."""
    starts: dict[int, int] = {}
    for s in segments:
        if s["unit"] is not None and s["role"] != "boilerplate":
            starts.setdefault(s["unit"], s["start"])
    named = {
        Named(s[name][0], s[name][1], source=name == "outlet")
        for s in segments
        for name in ("author", "outlet")
        if s[name] and s["role"] != "boilerplate"
    }
    most = [max(segments, key=lambda s: _shared(s, line)) for line in lines]
    begun = {at: s["kind"] for s in segments for at in [s["start"]] if starts.get(s["unit"]) == at}
    inside = [range(line.span.start, line.span.end) for line in lines]
    kinds = [
        next((begun[at] for at in begun if at in of), s["kind"] or "")
        for of, s in zip(inside, most, strict=True)
    ]
    return Page(
        name,
        lines,
        [s["unit"] for s in most],
        [s["role"] for s in most],
        kinds,
        [any(at in of for at in begun) for of in inside],
        [any(n.start in of for n in named if not n.source) for of in inside],
        [s["depth"] > 0 for s in most],
        [[n.moved(-of.start) for n in sorted(named) if n.start in of] for of in inside],
    )


def _shared(segment: dict[str, Any], line: Piece) -> int:
    """How many characters of a line are in a segment."""
    found: int = min(segment["end"], line.span.end) - max(segment["start"], line.span.start)
    return found


def pastes(known: Iterable[Page]) -> list[Page]:
    """What turns repeat of others, with its source lines, and a few paragraphs of their own: lines in one stretch."""
    found = []
    for page in known:
        own = [
            role in SAID and not start for role, start in zip(page.roles, page.starts, strict=True)
        ]
        for first, inside in enumerate(zip(page.quoted, own, strict=True)):
            last = first
            while (
                last < min(len(own), first + LONGEST)
                and page.units[last] == page.units[first]
                and not page.starts[last]
            ):
                if (page.quoted[last], own[last]) != inside and not page.quoted[last]:
                    break
                last += 1
            new = first == 0 or page.quoted[first - 1] != page.quoted[first]
            if any(inside) and new and last > first + 1:
                found.append(_lines_of(page, range(first, last)))
    return found


def _lines_of(page: Page, at: Sequence[int]) -> Page:
    return Page(page.name, *([getattr(page, name)[i] for i in at] for name in _COLUMNS))


def longer(page: Page, more: Sequence[Page], draw: Random) -> Page:
    """A page whose turns say and repeat more than they do, as many a real post that pastes whole articles does."""
    found = _lines_of(page, ())
    for i, role in enumerate(page.roles):
        added = [_lines_of(page, [i])]
        if role in SAID and draw.random() < 0.25:
            new = draw.choice(more)
            size = len(new.lines)
            host = page.lines[i]
            lines = [
                Piece(
                    line.span,
                    line.text,
                    "",
                    block=10_000 * (i + 1) + n,
                    gap=max(host.gap, 2 * (draw.random() < 0.5)),
                    indent=host.indent,
                )
                for n, line in enumerate(new.lines)
            ]
            added.append(
                replace(
                    new,
                    lines=lines,
                    units=[page.units[i]] * size,
                    kinds=[page.kinds[i]] * size,
                    starts=[False] * size,
                    authors=[False] * size,
                    named=[[name for name in of if name.source] for of in new.named],
                )
            )
        for of in added:
            for name in _COLUMNS:
                getattr(found, name).extend(getattr(of, name))
    return found


def variant(page: Page, draw: Random, more: Sequence[Page]) -> Page:
    """A page that has lost some of its turns, its furniture, paragraphs, spaces, indents or bullets, or says more."""
    if draw.random() < 0.35:
        page = longer(page, more, draw)
    if draw.random() < 0.2 and (alone := _alone(page, draw)):
        return alone
    kept = [True] * len(page.lines)
    units = [*dict.fromkeys(unit for unit in page.units if unit is not None)]
    if draw.random() < 0.3 and len(units) > 3:
        first = draw.randrange(len(units) - 2)
        last = draw.randrange(first + 2, len(units) + 1)
        of = {*units[first if draw.random() < 0.5 else 0 : last]}
        places = [i for i, unit in enumerate(page.units) if unit in of]
        pad = draw.choice((0, 0, 3))
        kept = [places[0] - pad <= i <= places[-1] + pad for i in range(len(kept))]
    if draw.random() < 0.4:
        share = draw.choice((0.3, 0.7, 1.0))
        kept = [
            k and not (role == "boilerplate" and draw.random() < share)
            for k, role in zip(kept, page.roles, strict=True)
        ]
    if draw.random() < 0.25:
        said = [
            role in ("body", "wire_copy") and not start
            for role, start in zip(page.roles, page.starts, strict=True)
        ]
        kept = [
            k and not (of_text and draw.random() < 0.4)
            for k, of_text in zip(kept, said, strict=True)
        ]
    at = [i for i, k in enumerate(kept) if k]
    return _changed(page, at if len(at) > 2 else range(len(kept)), draw)


def _alone(page: Page, draw: Random) -> Page | None:
    """The text of one article of a page, and no more: what a table of articles has in a row."""
    paragraphs: dict[int, list[int]] = {}
    for i, (unit, role, kind) in enumerate(zip(page.units, page.roles, page.kinds, strict=True)):
        if unit is not None and kind == "article" and role in SAID:
            paragraphs.setdefault(unit, []).append(i)
    long = [at for at in paragraphs.values() if len(at) > LEAST]
    if not long:
        return None
    at = draw.choice(long)
    first = draw.randrange(3)
    found = _changed(page, at[first:] if len(at) - first > LEAST else at, draw)
    starts = [i == 0 for i in range(len(found.lines))]
    unsigned = [[name for name in of if name.source] for of in found.named]
    return replace(found, starts=starts, authors=[False] * len(starts), named=unsigned)


def _changed(page: Page, at: Sequence[int], draw: Random) -> Page:
    """Some lines of a page, with their spaces, indents and bullets changed, and names glued to what follows."""
    spaced, flat, bare = draw.random(), draw.random() < 0.3, draw.random() < 0.2
    glued = draw.random() < 0.15
    lines, named = [], []
    for number, i in enumerate(at):
        old = page.lines[i]
        text = (_BULLET.sub("", old.text) or old.text) if bare else old.text
        cut = [name.moved(len(text) - len(old.text)) for name in page.named[i]]
        cut = [name for name in cut if name.start >= 0]
        if glued and len(cut) == 1 and not cut[0].source:
            text = text[: cut[0].end] + text[cut[0].end :].lstrip()
        block, gap = (
            (0, 0) if spaced < 0.2 else (number, 2) if spaced < 0.35 else (old.block, old.gap)
        )
        lines.append(
            Piece(old.span, text, "", block=block, gap=gap, indent=0 if flat else old.indent)
        )
        named.append(cut)
    return replace(_lines_of(page, at), lines=lines, named=named)
