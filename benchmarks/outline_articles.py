"""Invented pages of invented designs, with what each line is: what a network learns from beside the gate's pages.

`outline_forms.py` writes their posts and comments.
"""

import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.outline_designs import AUTHOR, END, SOURCE, Field, Items, items
from benchmarks.outline_forms import Writer
from benchmarks.outline_pages import Page, page_of
from benchmarks.outline_words import FORMS, Stock, dates, handle, outlet, word
from stancemark.records import Document
from stancemark.tasks.segment.layout import rows

_KINDS = {"thread": 34, "comments": 22, "articles": 21, "lone": 4, "alone": 7, "page": 12}
"""What pages hold, and how many of a hundred: posts, an article with comments, several articles, comments, the text of an article, its page."""
_SIGNED = ("— {q} (@{h}) {d}", "- {q} (@{h}) {d}", "{q} (@{h}) {d}", "— {q}, {d}", "— {q}")
"""How a post that an article shows is signed."""
_MANY = (2, 3, 4, 5, 6, 7, 10, 16, 24)
"""How many articles a page lists."""


@dataclass(frozen=True)
class Item:
    """What the fields of one article say."""

    says: dict[str, str]
    """By the spot it stands in; no credit where it is not repeated, or a dateline credits it below a title of the site's."""
    author: str
    when: str


class Site(Writer):
    """Writes one page that may hold articles."""

    def articles(self, many: int) -> None:
        """Articles of one site, one below the other."""
        draw = self.draw
        form = items(draw)
        authors = [handle(draw, self.stock.names) for _ in range(draw.choice((1, 1, 4)))]
        for number in range(many):
            author = draw.choice(authors) if draw.random() < 0.9 else ""
            self.article(form, number + 1, author, draw.choice(self.stock.headlines))
            if draw.random() < 0.1 * (many > 1):
                self.furniture()

    def article(self, form: Items, number: int, author: str, headline: str) -> None:
        """An article, with its fields in some order; some are repeated of another outlet."""
        draw, own = self.draw, self.design
        repeated = draw.random() < form.repeated
        said = self.credited(headline)
        of = Item(
            {
                "headline": form.mark.format(i=number) + headline,
                "caption": draw.choice(self.stock.captions),
                "credit": form.credit.format(**said) if repeated and not form.dateline else "",
            },
            "" if repeated else author,
            form.when(draw),
        )
        self.draft.begin("article")
        for i, field in enumerate(form.head):
            self.field(field, of, draw.choice((0, own.inside)) if i else own.above)
        if form.led:
            self.line(own.above, form.led.format(d=of.when), "byline")
        if repeated:
            self.report(form, said)
        else:
            self.story(form.longest, joined=bool(form.led))
        for field in form.foot:
            self.field(field, of, draw.choice((0, own.inside)))

    def field(self, field: Field, of: Item, above: int) -> None:
        """What stands in a spot of an article, its byline, or furniture of the page; nothing that lacks an author."""
        repeated = int(bool(of.says["credit"]))
        if field.form == "share":
            self.furniture()
        elif field.form in of.says:
            role = "byline" if field.form == "credit" else field.form
            if text := of.says[field.form]:
                self.line(above, text, role, depth=repeated)
        elif of.author or "{n}" not in field.form:
            text = field.form.format(
                n=f"{AUTHOR}{of.author}{END}",
                d=of.when,
                k=self.draw.randrange(90),
                c=(section := self.draw.choice(FORMS["sections"])),
                C=section.upper(),
            )
            self.line_of(field, above, text)

    def line_of(self, field: Field, above: int, text: str) -> None:
        """A byline, or furniture of the page where it is that and there."""
        if not field.reason:
            self.line(above, text, "byline")
        elif self.draw.random() < field.chance:
            with self.draft.outside():
                self.line(above, text, "boilerplate", reason=field.reason)

    def report(self, form: Items, said: dict[str, str]) -> None:
        """What another outlet has written; a dateline may credit it."""
        whole = self.draw.choice(self.stock.wires)
        first, *rest = whole[: self.draw.randrange(1, form.longest + 1)]
        if form.dateline:
            first = f"{word(self.draw).upper()} ({said['o']}) {form.dateline} {first}"
        self.paragraphs([first, *rest], "wire_copy", depth=1, joined=bool(form.led))

    def story(self, longest: int, *, joined: bool = False) -> None:
        """The text of an article, with something of others or furniture in it at times."""
        draw = self.draw
        whole = draw.choice(self.stock.articles)
        some = whole if draw.random() < 0.5 else self.some(whole, len(whole))
        body = some[: draw.randrange(1, longest + 1)]
        cut = draw.randrange(int(joined), len(body) + 1)
        self.paragraphs(body[:cut], "body", joined=joined)
        if draw.random() < self.design.pasting:
            self.paste()
        elif draw.random() < 0.3:
            self.furniture()
        self.paragraphs(body[cut:], "body")

    def page(self) -> None:
        """The whole page of one article: what is around it, subheads, and what interrupts it."""
        draw = self.draw
        copied = draw.random() < 0.25
        longest = draw.choice((6, 12, 30)) if copied else draw.choice((2, 3, 4))
        form = replace(items(draw), mark="", repeated=float(copied), longest=longest)
        title = draw.choice(self.stock.headlines)
        author = handle(draw, self.stock.names) if draw.random() < 0.9 else ""
        with self.draft.outside():
            self.above(title)
        self.article(form, 1, author, title)
        headed, broken = draw.choice((0.0, 0.4, 0.8)), draw.choice((0.0, 0.2, 0.5))
        for _ in range(0 if copied else draw.randrange(6)):
            if draw.random() < broken:
                self.interruption()
            if draw.random() < headed:
                self.line(self.design.inside, self.subhead(), "headline")
            self.story(form.longest)
        if draw.random() < 0.2:
            self.paste()
        with self.draft.outside():
            self.below(author, title)

    def subhead(self) -> str:
        """A short headline."""
        return min((self.draw.choice(self.stock.headlines) for _ in range(3)), key=len)

    def above(self, title: str) -> None:
        """What stands above an article on its page: the window's title, menus, where it is."""
        draw = self.draw
        if draw.random() < 0.4:
            site = outlet(draw, self.stock.sources)
            form = draw.choice(("{t} | {s}", "{t} - {s}", "{t} — {s}", "{t}", "{s}: {t}"))
            self.spare(form.format(t=title, s=site))
        self.runs(3)
        if draw.random() < 0.3:
            places = ("Home", draw.choice(FORMS["sections"]), title)
            self.spare(draw.choice((" > ", " » ", " / ", "\n")).join(places[: draw.choice((2, 3))]))

    def below(self, author: str, title: str) -> None:
        """What stands below it: who its author is, what else there is to read, and the site's imprint."""
        draw = self.draw
        if author and draw.random() < 0.4:
            self.spare(draw.choice(("{}", "About {}", "About the author\n{}")).format(author))
            self.spare(draw.choice(draw.choice(self.stock.posts))[:300])
        if draw.random() < 0.5:
            self.teasers(title)
        self.runs(4)

    def teasers(self, title: str) -> None:
        """Headlines of other articles, with their days or authors, and of this one among them."""
        draw = self.draw
        self.spare(draw.choice(FORMS["more"]))
        form = draw.choice(FORMS["teasers"])
        when = dates(draw)
        others = [draw.choice(self.stock.headlines) for _ in range(draw.randrange(2, 9))]
        for i, other in enumerate([*others, *([title] * (draw.random() < 0.2))]):
            name, section = handle(draw, self.stock.names), draw.choice(FORMS["sections"])
            self.spare(form.format(t=other, d=when(draw), n=name, i=i + 1, c=section))

    def interruption(self) -> None:
        """What interrupts an article: boxes, other headlines, a sentence of its own set apart."""
        draw = self.draw
        kind = draw.choice(("box", "box", "other", "pulled", "caption"))
        if kind == "pulled":
            text = draw.choice(draw.choice(self.stock.articles)).partition(". ")[0]
            self.line(self.design.inside, f"“{text}”", "quote_block", depth=1)
        elif kind == "caption":
            self.line(self.design.inside, draw.choice(self.stock.captions), "caption")
        else:
            with self.draft.outside():
                if kind == "other":
                    form = draw.choice(FORMS["others"])
                    for _ in range(draw.choice((1, 1, 2, 3))):
                        self.spare(form.format(t=draw.choice(self.stock.headlines)))
                else:
                    self.runs(1)

    def runs(self, most: int) -> None:
        """Lines of furniture that stand together on some page, a few times."""
        for _ in range(self.draw.randrange(most + 1)):
            for text in self.draw.choice(self.stock.furniture):
                self.spare(text)

    def spare(self, text: str) -> None:
        """Lines of furniture."""
        for line in text.split("\n"):
            self.line(self.draw.choice((0, 0, 1)), line, "boilerplate", reason="navigation")

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


def invented(name: str, stock: Stock, draw: Random) -> Page:
    """A page of an invented design."""
    writer = Site(stock, draw)
    kind = draw.choices([*_KINDS], [*_KINDS.values()])[0]
    title, turns = draw.choice(stock.headlines), draw.choice((3, 5, 8, 12, 18, 25))
    around = draw.random() < {"alone": 0.2, "page": 0}.get(kind, 0.9)
    writer.furniture(2 * around)
    if kind in ("thread", "lone"):
        writer.thread("post" if kind == "thread" else "comment", turns, title)
    elif kind == "alone":
        writer.alone()
    elif kind == "page":
        writer.page()
    else:
        writer.articles(draw.choice(_MANY) if kind == "articles" else 1)
        if kind == "comments" or draw.random() < 0.2:
            writer.comments(turns, title)
    writer.furniture(2 * around)
    draft = writer.draft
    return page_of(name, rows(Document(name, draft.text, name)), draft.segments)
