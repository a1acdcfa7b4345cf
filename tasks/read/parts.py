"""What stands in a post of an engine we do not know: its header, its words, its furniture."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from stancemark.tasks.read import words
from stancemark.tasks.read.elements import Element, Shown
from stancemark.tasks.read.engines import Roles, Turn, quoted_name
from stancemark.tasks.segment import phrases

_MAX_DATE, _MAX_HEADER, _MAX_HEAD_LINE, _MAX_QUOTED = 60, 12, 100, 120
_VARIES = re.compile(r"\d+|\b(?:odd|even|alt|first|last|parent|depth|active|byuser|bg)\b")
_QUOTED = re.compile(
    r"\W*(?:originally )?posted by \S|\W*quote from\b|.{1,60} (?:wrote|said):?\W*$|\W*quote:?$",
    re.IGNORECASE,
)
_OTHER_DATE = re.compile(
    r"(?:join(?:ed)?(?: date)?|since|registered|edited|edit|modified|updated|last seen)\b[\s:]*(?:on|by [^\n]{1,30}|at|:)?[\s:;,]*$",
    re.IGNORECASE,
)
_HOLDS_POST = re.compile(r"post|content|message|body|text")
_ENDS = (".", "!", "?", "…", "”", '"', ")", ":")


def signature(element: Element) -> tuple[str, ...]:
    """What like elements have in common: their tag and their class names without numbers."""
    names = element.get("class").lower().split()
    return (element.tag, *filter(None, (_VARIES.sub("", name) for name in names)))


def name_parts(page: Shown, turns: Sequence[Turn], roles: Roles) -> None:
    """Say what the parts of like turns are; what holds the words of one does so in all of them."""
    nested = {turn.element.number for turn in turns}
    parts = [_Parts(page, turn, nested) for turn in turns]
    votes: Counter[tuple[str, ...]] = Counter()
    for part in parts:
        if part.holder is not None and len(signature(part.holder)) > 1:
            votes[signature(part.holder)] += page.size(part.holder)
    common = votes.most_common(1)[0][0] if votes else ()
    for part in parts:
        part.name(roles, common)


def of_another(page: Shown, date: Element) -> bool:
    """Whether a date says when somebody joined, edited or was quoted."""
    start = page.span(date)[0]
    if _OTHER_DATE.search(page.text[max(0, start - 60) : start]):
        return True
    near = zip(page.above(date), range(4), strict=False)
    return any(e.tag in ("blockquote", "cite") for e, _ in near)


class _Parts:
    def __init__(self, page: Shown, turn: Turn, nested: set[int]) -> None:
        self.page, self.turn = page, turn
        self.own = self._own_elements(nested)
        self.blocks = [
            e for e in self.own if e.first < e.last and not page.divided[e.number] and self._tops(e)
        ]
        self.header = [b for b in self.blocks if self._is_header(b)][:_MAX_HEADER]
        self.holder = self._holder()

    def _own_elements(self, nested: set[int]) -> list[Element]:
        found: list[Element] = []
        number = self.turn.element.number + 1
        while number < self.turn.element.end:
            element = self.page.elements[number]
            if number in nested:
                number = element.end
            else:
                found.append(element)
                number += 1
        return found

    def _tops(self, element: Element) -> bool:
        """Whether what an element stands in holds blocks: then it is a block of its own here."""
        return element.parent == self.turn.element.number or self.page.divided[element.parent]

    def _is_header(self, block: Element) -> bool:
        if self.page.size(block) > _MAX_HEAD_LINE:
            return False
        text, name = " ".join(self.page.of(block).split()), self.turn.author
        return (name in text and len(text) < len(name) + 60) or (
            phrases.is_date(text) and not of_another(self.page, block)
        )

    def _holder(self) -> Element | None:
        """The largest element round the longest words that holds no line of the header."""
        plain = [b for b in self.blocks if b not in self.header and self.page.links(b) < 0.5]
        plain = [b for b in plain if not words.reason(b)]
        best = max(plain, key=self.page.size, default=None)
        if best is None or self.page.size(best) < 30:
            return None
        heads = [h.number for h in self.header]
        above = takewhile(
            lambda e: (
                e.number != self.turn.element.number
                and not any(e.number < h < e.end for h in heads)
            ),
            self.page.above(best),
        )
        return [best, *above][-1]

    def name(self, roles: Roles, common: tuple[str, ...]) -> None:
        """Enter what the parts are."""
        bodies = [e for e in self.own if common and signature(e) == common]
        bodies = [
            e
            for e in bodies
            if e.first < e.last and not any(b.number < e.number < b.end for b in bodies)
        ]
        if bodies:
            roles[self.turn.element.number] = ("furniture", "")
            for body in bodies:
                roles[body.number] = ("text", "")
                self._trim(body, roles)
        else:
            self._name_flat(roles)
        self._name_quotations(roles)
        for block in self.header:
            self._name_header(block, roles)
        for element in self.own:
            heading = element.tag in ("h2", "h3", "h4", "h5") and element.number not in roles
            if heading and self.page.of(element).startswith("Re: "):
                roles[element.number] = ("title", "")

    def _trim(self, body: Element, roles: Roles) -> None:
        """Furniture inside what holds the words: by its name, or as links at the end."""
        inside = [b for b in self.blocks if body.number < b.number < body.end]
        while inside and self._is_footer(inside[-1]):
            roles[inside.pop().number] = ("furniture", "widget")
        for element in (e for e in self.own if body.number < e.number < body.end):
            small = self.page.size(element) < self.page.size(body) / 2 and element.tag != "aside"
            if small and (found := words.reason(element)):
                roles[element.number] = ("furniture", found)

    def _name_flat(self, roles: Roles) -> None:
        """Header, words and buttons that stand side by side."""
        blocks = self.blocks
        places = [i for i, block in enumerate(blocks) if block in self.header]
        first = max((i for i in places if i <= places[0] + _MAX_HEADER), default=-1) + 1
        last = len(blocks)
        while last > first and self._is_footer(blocks[last - 1]):
            last -= 1
        roles[self.turn.element.number] = ("text", "")
        for block in (*blocks[:first], *blocks[last:]):
            roles[block.number] = ("furniture", words.reason(block) or "user card")
        for block in blocks[first:last]:
            if found := words.reason(block):
                roles[block.number] = ("furniture", found)
            elif not self.page.links(block):
                self._name_dates(block, roles)

    def _is_footer(self, block: Element) -> bool:
        text = self.page.of(block).strip("\xa0 |·")
        bare = self.page.links(block) > 0.6 and not text.startswith(("http:", "https:", "www."))
        return bare or bool(words.reason(block)) or not text

    def _name_dates(self, block: Element, roles: Roles) -> None:
        for element in self.page.below(block):
            if self.page.size(element) <= _MAX_DATE and phrases.is_date(self.page.of(element)):
                roles[element.number] = ("byline", "")

    def _name_quotations(self, roles: Roles) -> None:
        quotes = [e for e in self.own if e.tag == "blockquote" and not self._holds_words(e)]
        quotes = [e for e in quotes if e.number not in roles or roles[e.number][0] != "text"]
        for quote in quotes:
            roles[quote.number] = ("quote", "")
        for element in self.own:
            size = self.page.size(element)
            if not 0 < size <= _MAX_QUOTED or not _QUOTED.match(self.page.of(element)):
                continue
            below = (q for q in quotes if q.end > element.number and q.first <= element.last + 1)
            named = next((q for q in below if q.last > element.first), None)
            if named is not None:
                roles[named.number] = ("quote", quoted_name(self.page.of(element)))
                roles[element.number] = ("byline", "")

    def _holds_words(self, quote: Element) -> bool:
        return any(_HOLDS_POST.search(name) for name in quote.names if "quote" not in name)

    def _name_header(self, block: Element, roles: Roles) -> None:
        """The name and the date of a header are a byline, the rest of it furniture."""
        if roles.get(block.number, ("",))[0] == "byline" and _QUOTED.match(self.page.of(block)):
            return
        named = False
        for element in self.page.below(block):
            if 0 < self.page.size(element) <= _MAX_DATE:
                text = " ".join(self.page.of(element).split())
                dated = element.tag == "time" or phrases.is_date(text)
                if text == self.turn.author or (dated and not of_another(self.page, element)):
                    roles[element.number] = ("byline", "")
                    named = True
        roles[block.number] = ("furniture", "user card") if named else ("byline", "")
