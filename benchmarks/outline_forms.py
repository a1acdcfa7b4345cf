"""Invented pages of invented designs, with what each line is: what a network learns from beside the gate's pages.

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
from benchmarks.outline_pages import Page, page_of
from benchmarks.outline_words import FORMS, Date, Stock, dates, handle, outlet, word
from stancemark.records import Document
from stancemark.tasks.segment.layout import rows

_NAME = re.compile(f"([{AUTHOR}{SOURCE}])([^{END}]*){END}")
_KINDS = {"thread": 38, "comments": 27, "articles": 22, "lone": 4, "alone": 9}
"""What pages hold, and how many of a hundred: posts, an article with comments, several articles, comments, the text of an article."""
_COUNTS = (
    "{i} Comments", "Comments", "{i} comments", "{i} responses to “{t}”", "Comments ({i})", "Leave a Reply", "{i} thoughts on “{t}”", "Discussion", "Reader comments",
    "Join the conversation", "Showing {i} comments", "",
)  # fmt: skip
_SIGNED = ("— {q} (@{h}) {d}", "- {q} (@{h}) {d}", "{q} (@{h}) {d}", "— {q}, {d}", "— {q}")
"""How a post that an article shows is signed."""


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
            self.paste()
        self.paragraphs(body[max(cut, 0) :], "body", joined=joined and cut < 0)
        self.said.append((turn.by.name, draw.choice(body)))
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

    def paste(self) -> None:
        """What another outlet has written, credited above it, below it or in it."""
        draw, inside = self.draw, self.design.inside
        name, headline = outlet(draw, self.stock.sources), draw.choice(self.stock.headlines)
        domain = re.sub("[^a-z]", "", name.lower()) or "site"
        said = {
            "o": f"{SOURCE}{name}{END}",
            "u": f"http://www.{SOURCE}{domain}.com{END}/{draw.randrange(2010, 2020)}/{word(draw)}",
            "d": dates(draw)(draw),
            "h": headline,
            "p": handle(draw, self.stock.names),
        }
        whole = draw.choice(self.stock.wires)
        begun = draw.random() < 0.6
        wire = whole[: draw.randrange(1, 13)] if begun else self.some(whole, 12)
        before, after = (draw.choice(FORMS[of]) for of in ("before", "after"))
        place = draw.choice(("before", "before", "after", "both", "dateline"))
        lines = [("byline", before.format(**said))] if place in ("before", "both") else []
        if draw.random() < 0.6 and "{h}" not in before:
            lines.insert(draw.choice((0, len(lines))), ("headline", headline))
        for role, text in lines:
            self.line(inside, text, role, depth=1)
        if place == "dateline":
            wire = [f"{word(draw).upper()} ({said['o']}) - {wire[0]}", *wire[1:]]
        mark = draw.choice(("", "", "", "", "> "))
        self.paragraphs(wire, "wire_copy", depth=1, mark=mark)
        if place in ("after", "both"):
            self.line(inside, after.format(**said), "byline", depth=1)

    def article(self, form: Sequence[str], when: Date, author: str) -> None:
        """An article, with its fields in some order, and furniture between its paragraphs."""
        draw, own = self.draw, self.design
        self.draft.begin("article")
        for i, of in enumerate(form):
            above = draw.choice((0, own.inside)) if i else own.above
            if of == "share":
                self.furniture()
            elif of in ("headline", "caption"):
                among = self.stock.headlines if of == "headline" else self.stock.captions
                self.line(above, draw.choice(among), of)
            elif author or "{n}" not in of:
                self.line(above, of.format(n=f"{AUTHOR}{author}{END}", d=when(draw)), "byline")
        whole = draw.choice(self.stock.articles)
        some = whole if draw.random() < 0.5 else self.some(whole, len(whole))
        body = some[: draw.randrange(1, 3 * own.most + 1)]
        cut = draw.randrange(len(body) + 1)
        self.paragraphs(body[:cut], "body")
        if draw.random() < own.pasting:
            self.paste()
        elif draw.random() < 0.3:
            self.furniture()
        self.paragraphs(body[cut:], "body")

    def alone(self) -> None:
        """The text of one article, as a table of articles has it: subheads, and posts of others that it shows."""
        draw = self.draw
        self.draft.begin("article")
        if draw.random() < 0.3:
            self.line(0, draw.choice(self.stock.headlines), "headline")
        for _ in range(draw.randrange(2, 7)):
            self.paragraphs(self.some(draw.choice(self.stock.articles), 11), "body")
            within = draw.random()
            if within < 0.25:
                self.line(self.design.inside, draw.choice(self.stock.headlines), "headline")
            elif within < 0.5:
                self.shown()

    def shown(self) -> None:
        """A short post of somebody, signed below it."""
        draw = self.draw
        name = handle(draw, self.stock.names)
        text = draw.choice(draw.choice(self.stock.posts))
        self.paragraphs([text], "quote_block", depth=1)
        short = re.sub(r"\W", "", name) or "x"
        form, when = draw.choice(_SIGNED), self.design.when(draw)
        said = form.format(q=f"{SOURCE}{name}{END}", h=short, d=when)
        self.line(draw.choice((0, self.design.inside)), said, "byline", depth=1)

    def articles(self, many: int) -> None:
        """Articles of one site, one below the other."""
        draw = self.draw
        form, when = _article_form(draw), dates(draw)
        authors = [handle(draw, self.stock.names) for _ in range(draw.choice((1, 1, 4)))]
        foot = self.some(draw.choice(self.stock.furniture), 3) if draw.random() < 0.6 else []
        for _ in range(many):
            self.article(form, when, draw.choice(authors) if draw.random() < 0.9 else "")
            with self.draft.outside():
                for text in foot:
                    above = draw.choice((0, self.design.inside))
                    self.line(above, text, "boilerplate", reason="widget")
            if draw.random() < 0.1 * (many > 1):
                self.furniture()

    def comments(self, turns: int, title: str) -> None:
        """The comments on what stands above."""
        if head := self.draw.choice(_COUNTS):
            with self.draft.outside():
                said = head.format(i=turns, t=title)
                self.line(self.design.above, said, "boilerplate", reason="navigation")
        self.furniture()
        self.thread("comment", turns, title)


def _article_form(draw: Random) -> list[str]:
    """Which fields stand above the text of an article, in order."""
    signed = draw.choice(FORMS["signed"]) if draw.random() < 0.6 else ""
    dated = "" if "{d}" in signed or draw.random() < 0.3 else draw.choice(FORMS["dated"])
    form, place = ["headline"] * (draw.random() < 0.95), draw.choice((1, 1, 1, 0))
    for of in filter(None, (signed, dated)):
        form.insert(place if draw.random() < 0.85 else draw.randrange(len(form) + 1), of)
    form += ["caption"] * (draw.random() < 0.2)
    if draw.random() < 0.25:
        form.insert(draw.randrange(len(form) + 1), "share")
    return form or ["headline"]


def invented(name: str, stock: Stock, draw: Random) -> Page:
    """A page of an invented design."""
    writer = Writer(stock, draw)
    kind = draw.choices([*_KINDS], [*_KINDS.values()])[0]
    title, turns = draw.choice(stock.headlines), draw.choice((3, 5, 8, 12, 18, 25))
    around = draw.random() < (0.2 if kind == "alone" else 0.9)
    writer.furniture(2 * around)
    if kind in ("thread", "lone"):
        writer.thread("post" if kind == "thread" else "comment", turns, title)
    elif kind == "alone":
        writer.alone()
    else:
        writer.articles(draw.randrange(2, 8) if kind == "articles" else 1)
        if kind == "comments" or draw.random() < 0.2:
            writer.comments(turns, title)
    writer.furniture(2 * around)
    draft = writer.draft
    return page_of(name, rows(Document(name, draft.text, name)), draft.segments)
