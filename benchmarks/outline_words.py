"""What invented pages are made of: stretches of the gate's pages, and invented names, outlets and dates."""

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.outline_pages import SAID, Page

FORMS: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("designs.yaml").read_text(encoding="utf-8")
)
_DATELINE = re.compile(r"^(?:[A-Z][\w ,.]{2,40} )?\([A-Z][\w ]+\) ?[-–—]+ ")
"""What opens a report and credits an agency; taken off, since what is repeated is credited anew."""
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_SYLLABLES = "ka lo mer vin tor el sha do ri ban qu os tel mi gra hol ne zu par si wen dra cor ump fa jo".split()

Date = Callable[[Random], str]
"""A way to write when."""


@dataclass(frozen=True)
class Stock:
    """What some pages have."""

    posts: list[list[str]] = field(default_factory=list)
    """The paragraphs of each post and comment."""
    articles: list[list[str]] = field(default_factory=list)
    wires: list[list[str]] = field(default_factory=list)
    """Of what a turn repeats of others."""
    headlines: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    furniture: list[list[str]] = field(default_factory=list)
    """Lines of furniture that stand together."""


def stock(known: Iterable[Page]) -> Stock:
    """What some pages are made of."""
    found = Stock()
    for page in known:
        said: dict[tuple[bool, int | None], list[str]] = {}
        run: list[str] = []
        for i, line in enumerate(page.lines):
            if page.roles[i] == "boilerplate" and page.units[i] is None:
                run.append(line.text)
                continue
            found.furniture.extend([run] * bool(run))
            run = []
            if page.roles[i] in SAID and line.words > 1:
                of = said.setdefault((page.quoted[i], page.units[i]), [])
                of.append(_DATELINE.sub("", line.text))
            found.headlines.extend([line.text] * (page.roles[i] == "headline"))
            found.captions.extend([line.text] * (page.roles[i] == "caption"))
            for name in page.named[i]:
                of = found.sources if name.source else found.names
                of.append(line.text[name.start : name.end])
        found.furniture.extend([run] * bool(run))
        kinds = dict(zip(page.units, page.kinds, strict=True))
        for (quoted, unit), paragraphs in said.items():
            own = found.articles if kinds[unit] == "article" else found.posts
            (found.wires if quoted else own).append(paragraphs)
    return found


def word(draw: Random, least: int = 2, most: int = 3) -> str:
    """An invented word."""
    return "".join(draw.choice(_SYLLABLES) for _ in range(draw.randint(least, most)))


def handle(draw: Random, known: Sequence[str]) -> str:
    """Somebody's name: one that a page has, or an invented one."""
    if draw.random() < 0.4:
        return draw.choice(known)
    one, other = word(draw), word(draw)
    form: str = draw.choice(FORMS["handles"])
    initial, number = draw.choice("ABCDEFGHJKLMNPRST"), draw.randrange(1, 2010)
    return form.format(a=one, b=other, A=one.title(), B=other.title(), I=initial, k=number)


def outlet(draw: Random, known: Sequence[str]) -> str:
    """The name of an outlet: one that a page has, or an invented one."""
    if draw.random() < 0.5:
        return draw.choice(known)
    form, one = draw.choice(FORMS["outlets"]), word(draw)
    name: str = form.format(a=one, A=one.title(), K=draw.choice(FORMS["press"]))
    return name


def dates(draw: Random, *, timed: bool = False) -> Date:
    """A way to write when, of one page; by the time of day alone, as reports of one day may."""
    ago, form, clock = (draw.choice(FORMS[of]) for of in ("ago", "dates", "clocks"))
    if timed:
        form, clock = draw.choice([of for of in FORMS["clocks"] if of]), ""
    between = draw.choice((" ", " ", ", ", " at ", " - ", " @ ", " | ", " · ")) if clock else ""
    turned, relative = draw.random() < 0.12, draw.random() < 0.15 and not timed
    month, year = draw.randrange(12), draw.randrange(2004, 2025)

    def when(draw: Random) -> str:
        if relative:
            return str(ago.format(n=draw.randrange(2, 28)))
        day, hour = draw.randrange(1, 29), draw.randrange(24)
        number = (month + draw.randrange(2)) % 12
        name, week = _MONTHS[number], draw.choice(_DAYS)
        said = {
            "M": name, "m": name[:3], "o": number + 1, "O": f"{number + 1:02}", "d": day, "D": f"{day:02}", "y": year, "s": f"{year % 100:02}",
            "W": week, "w": week[:3], "h": hour % 12 or 12, "H": f"{hour:02}", "t": f"{draw.randrange(60):02}", "u": f"{draw.randrange(60):02}",
            "a": "ap"[hour > 11], "A": "AP"[hour > 11],
        }  # fmt: skip
        parts = [form.format(**said), clock.format(**said)]
        return str(between.join(parts[::-1] if turned and clock else parts))

    return when


def month(draw: Random) -> str:
    """A month of some year, as members' cards have it."""
    return f"{draw.choice(_MONTHS)[:3]} {draw.randrange(2001, 2022)}"
