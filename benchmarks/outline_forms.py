"""Writes the turns of pages of invented designs, with what each line is.

Their words, names and furniture are those of the gate's pages, put together anew; `designs.yaml` has what sites say.
"""

import re
import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.outline_designs import AUTHOR, END, SOURCE, Field, Person, Turn, design, person
from benchmarks.outline_words import FORMS, Stock, dates, handle, outlet, word

_NAME = re.compile(f"([{AUTHOR}{SOURCE}])([^{END}]*){END}")
_COUNTS = (
    "{i} Comments", "Comments", "{i} comments", "{i} responses to “{t}”", "Comments ({i})", "Leave a Reply", "{i} thoughts on “{t}”", "Discussion", "Reader comments",
    "Join the conversation", "Showing {i} comments", "",
)  # fmt: skip


@dataclass
class Draft:
    """A page while it is written."""

    text: str = ""
    segments: list[dict[str, Any]] = field(default_factory=list)
    unit: int | None = None
    kind: str = ""
    units: int = 0

    def begin(self, kind: str) -> None:
        """What is said from now on is of a new turn."""
        self.units += 1
        self.unit, self.kind = self.units, kind

    @contextmanager
    def outside(self) -> Iterator[None]:
        """What is said within is of no turn."""
        unit, self.unit = self.unit, None
        yield
        self.unit = unit

    def say(self, text: str, role: str, *, depth: int = 0, reason: str = "") -> None:
        """Add a text as one segment, whose names are marked in it."""
        start, at, names = len(self.text), 0, dict[str, list[int]]()
        for match in _NAME.finditer(text):
            self.text += text[at : match.start()]
            names.setdefault(match[1], [len(self.text), len(self.text) + len(match[2])])
            self.text += match[2]
            at = match.end()
        self.text += text[at:]
        self.segments.append(
            {
                "start": start,
                "end": len(self.text),
                "role": role,
                "unit": self.unit,
                "kind": self.kind if self.unit else None,
                "author": names.get(AUTHOR),
                "outlet": names.get(SOURCE),
                "depth": depth,
                "reason": reason,
            }
        )


class Writer:
    """Writes one page of a design."""

    def __init__(self, stock: Stock, draw: Random) -> None:
        self.stock, self.draw, self.draft = stock, draw, Draft()
        self.design = design(draw)
        self.indent = ""
        self.said: list[tuple[str, str]] = []
        """Who has said what in its thread so far."""

    def line(self, blank: int, text: str, role: str, *, depth: int = 0, reason: str = "") -> None:
        """A text on a line of its own, some blank ones above it."""
        if self.draft.text:
            self.draft.text += "\n" * (blank + 1) + self.indent
        self.draft.say(text, role, depth=depth, reason=reason)

    def some(self, paragraphs: Sequence[str], most: int) -> Sequence[str]:
        """A few in a row of some paragraphs."""
        start = self.draw.randrange(len(paragraphs))
        return paragraphs[start : start + self.draw.randrange(1, most + 1)]

    def furniture(self, most: int = 1) -> None:
        """Some lines that are the page's."""
        with self.draft.outside():
            for _ in range(self.draw.randrange(most + 1)):
                for text in self.some(self.draw.choice(self.stock.furniture), 13):
                    self.line(self.draw.choice((0, 1)), text, "boilerplate", reason="widget")

    def thread(self, kind: str, turns: int, title: str) -> None:
        """Turns one below the other; the first of posts may stand below their title."""
        draw, own = self.draw, self.design
        many = max(2, int(turns * draw.choice((0.4, 0.7, 1))))
        cards = [of.form for of in (*own.head, *own.foot) if of.reason == "user card"]
        people = [person(draw, handle(draw, self.stock.names), cards) for _ in range(many)]
        first = draw.choice((1, 1, 1, draw.randrange(2, 300)))
        for number in range(turns):
            self.draft.begin(kind)
            if kind == "post" and not number and draw.random() < 0.8:
                self.line(own.above, title, "headline")
            self.indent = " " * own.indent * (number and draw.random() < own.answering)
            self.turn(Turn(draw.choice(people), own.when(draw), first + number, title))
            self.indent = ""
            if draw.random() < 0.02:
                self.furniture()

    def turn(self, turn: Turn) -> None:
        """One turn: its head, what it says, and its foot."""
        draw, own = self.draw, self.design
        self.fields(own.head, turn, own.above, own.bullet)
        body = self.some(draw.choice(self.stock.posts), own.most)
        quotes = self.said and draw.random() < own.quoting
        if quotes:
            self.quotation(*draw.choice(self.said[-8:]))
        runs_on = own.head and not own.head[-1].reason and own.head[-1].after in ("", " ")
        joined = bool(runs_on and not quotes and draw.random() < 0.5)
        cut = draw.randrange(len(body) + 1) if draw.random() < own.pasting else -1
        if cut >= 0:
            self.paragraphs(body[:cut], "body", joined=joined)
            self.pastes()
        self.paragraphs(body[max(cut, 0) :], "body", joined=joined and cut < 0)
        self.said.append((turn.by.name, draw.choice(body)))
        if draw.random() < own.listing:
            self.listed("body")
        self.close(turn.by)
        self.fields(own.foot, turn, own.inside, "")

    def close(self, by: Person) -> None:
        """What follows the words of a turn: that it was changed, and a signature."""
        draw, own = self.draw, self.design
        if draw.random() < own.edited:
            text = draw.choice(FORMS["edited"]).format(N=by.name, d=own.when(draw))
            self.line(own.inside, text, "boilerplate", reason="edit mark")
        if own.signature and draw.random() < own.signing:
            self.line(own.inside, own.signature, "boilerplate", reason="user card")
            self.line(0, by.says["motto"], "boilerplate", reason="user card")

    def fields(self, fields: Sequence[Field], turn: Turn, above: int, bullet: str) -> None:
        """The fields of a turn, joined as its design has it."""
        joint = None
        for of in fields:
            if not (words := of.said(turn, self.draw)):
                continue
            if joint not in (None, "\n"):
                self.draft.text += joint
            elif self.draft.text:
                self.draft.text += "\n" * (1 + (above if joint is None else self.design.between))
                self.draft.text += self.indent
            words = bullet + words if joint is None else words
            role = "boilerplate" if of.reason else "byline"
            if of.button:
                with self.draft.outside():
                    self.draft.say(words, role, reason=of.reason)
            else:
                self.draft.say(words, role, reason=of.reason)
            joint = of.after

    def paragraphs(
        self,
        texts: Sequence[str],
        role: str,
        *,
        depth: int = 0,
        joined: bool = False,
        mark: str = "",
    ) -> None:
        """Paragraphs one below the other, the first joined to what stands above it or not."""
        width = self.design.width
        for i, text in enumerate(texts):
            lines = textwrap.wrap(text, width) if width else [text]
            whole = f"\n{self.indent}".join(mark + line for line in lines)
            if joined and not i:
                self.draft.text += " "
                self.draft.say(whole, role, depth=depth)
            else:
                self.line(self.design.inside, whole, role, depth=depth)

    def quotation(self, name: str, text: str) -> None:
        """What somebody has said in the thread."""
        own = self.design
        if own.quote:
            said = own.quote.format(q=f"{SOURCE}{name}{END}", d=own.when(self.draw))
            self.line(own.inside, said, "byline", depth=1)
        self.paragraphs([text], "quote_block", depth=1, mark=own.marked)
        if own.quote == "{q} said:" and self.draw.random() < 0.6:
            with self.draft.outside():
                self.line(0, "Click to expand...", "boilerplate", reason="navigation")

    def credited(self, headline: str) -> dict[str, str]:
        """What lines that credit an article with some headline say: its outlet, address, day and author."""
        draw = self.draw
        name = outlet(draw, self.stock.sources)
        domain = re.sub("[^a-z]", "", name.lower()) or "site"
        return {
            "o": f"{SOURCE}{name}{END}",
            "u": f"http://www.{SOURCE}{domain}.com{END}/{draw.randrange(2010, 2020)}/{word(draw)}",
            "d": dates(draw)(draw),
            "h": headline,
            "p": handle(draw, self.stock.names),
        }

    def pastes(self) -> None:
        """What others have written, one after the other, with a word on each or none."""
        for _ in range(self.draw.choice((1, 1, 1, 2, 4))):
            self.paste()
            if self.draw.random() < 0.3:
                self.paragraphs(self.some(self.draw.choice(self.stock.posts), 1), "body")

    def listed(self, role: str, depth: int = 0) -> None:
        """Short lines of one form, as somebody writes or repeats them."""
        draw = self.draw
        form, when = draw.choice(FORMS["listed"]), dates(draw)
        above = draw.choice((0, self.design.inside))
        for number in range(draw.randrange(2, 7)):
            words = draw.choice(draw.choice(self.stock.posts)).split()
            text = " ".join(words[: draw.randrange(2, 13)])
            share = draw.randrange(1, 100)
            line = form.format(x=text, i=number + 1, k=share, d=when(draw), w=word(draw).title())
            self.line(above, line, role, depth=depth)

    def paste(self) -> None:
        """What another outlet has written, credited above it, below it or in it."""
        draw, inside = self.draw, self.design.inside
        said = self.credited(draw.choice(self.stock.headlines))
        whole = draw.choice(self.stock.wires)
        begun = draw.random() < 0.6
        wire = whole[: draw.randrange(1, 13)] if begun else self.some(whole, 12)
        before, after = (draw.choice(FORMS[of]) for of in ("before", "after"))
        place = draw.choice(("before", "before", "after", "both", "dateline"))
        lines = [("byline", before.format(**said))] if place in ("before", "both") else []
        if draw.random() < 0.6 and "{h}" not in before:
            lines.insert(draw.choice((0, len(lines))), ("headline", said["h"]))
        for role, text in lines:
            self.line(inside, text, role, depth=1)
        if place == "dateline":
            wire = [f"{word(draw).upper()} ({said['o']}) - {wire[0]}", *wire[1:]]
        mark = draw.choice(("", "", "", "", "> "))
        self.paragraphs(wire, "wire_copy", depth=1, mark=mark)
        if draw.random() < self.design.listing:
            self.listed("wire_copy", 1)
        if place in ("after", "both"):
            self.line(inside, after.format(**said), "byline", depth=1)

    def comments(self, turns: int, title: str) -> None:
        """The comments on what stands above."""
        if head := self.draw.choice(_COUNTS):
            with self.draft.outside():
                said = head.format(i=turns, t=title)
                self.line(self.design.above, said, "boilerplate", reason="navigation")
        self.furniture()
        self.thread("comment", turns, title)
