"""Where the articles of a page stand, and what round them is furniture."""

import re
from bisect import bisect_left
from itertools import accumulate

from stancemark.tasks.read import words
from stancemark.tasks.read.elements import Element
from stancemark.tasks.read.engines import Turn
from stancemark.tasks.read.evidence import HEADINGS, Evidence
from stancemark.tasks.segment import phrases

_ARTICLE_NAMES = frozenset({"hentry", "h-entry", "type-post", "blog-post", "post-preview"})
_ARTICLE_TYPE = re.compile(r"schema\.org/\w*(?:Article|Posting|Report|Review)$")
_LABEL = re.compile(
    r"\W*(?:read (?:also|more|next|this)|related|see also|also read|more (?:on|from)|recommended|don[’']t miss|"
    r"you (?:may|might) (?:also )?like|trending|most read|continue reading)\b",
    re.IGNORECASE,
)


class Scopes(Evidence):
    """Where the articles of a page stand, beside the turns that its engines set apart."""

    def articles(self) -> list[Turn]:
        """The articles of a page that holds several, none of a page of one; cards are furniture."""
        found = [e for e in self._candidates() if not self._in_furniture(e)]
        told = {e.number: self._told(e) for e in found}
        most = max(told.values(), default=0)
        kept = [e for e in found if told[e.number] and not self._is_card(e, told[e.number], most)]
        for element in found:
            less = bool(kept) and element not in kept and most > told[element.number]
            if less and element.number not in self._keep:
                self._demote(element, "teaser")
        if len(kept) < 2:
            return []
        return [Turn(e, "article", self.author(e)) for e in kept]

    def _candidates(self) -> list[Element]:
        """The innermost elements that are called articles, in no turn."""
        found: list[Element] = []
        for element in self.page.elements:
            if self._in_turn[element.number] or not self._is_article(element):
                continue
            while found and found[-1].end >= element.end:
                found.pop()
            found.append(element)
        return found

    def _is_article(self, element: Element) -> bool:
        return (
            element.tag == "article"
            or not _ARTICLE_NAMES.isdisjoint(element.names)
            or element.get("itemprop") in ("blogPost", "liveBlogUpdate")
            or bool(_ARTICLE_TYPE.search(element.get("itemtype")))
        )

    def _is_card(self, element: Element, told: int, most: int) -> bool:
        """Whether an article is a picture, a linked title and a line, beside a longer one."""
        linked = any(
            e.tag in HEADINGS and self.page.links(e) > 0.9 for e in self.page.below(element)
        )
        return linked and told < 250 and most > 4 * told

    def author(self, scope: Element) -> str:
        """Who a part of the page says wrote it."""
        for element in self.page.below(scope):
            prop, size = element.get("itemprop").lower(), self.page.size(element)
            fits = 0 < size < 80
            named = prop == "author" or element.get("rel") == "author" or "fn" in element.names
            if fits and (named or {"author", "byline"} & set(element.names)):
                return byline_name(self.page.of(element))
        return ""

    def bodies(self, scope: Element) -> list[Element]:
        """The elements of a scope that hold the words of its article, in order."""
        free = [b for b in self._within(scope) if not self._in_furniture(b)]
        total = sum(map(self.page.size, free))
        named: list[Element] = []
        for element in (scope, *self.page.below(scope)):
            inside = named and element.number < named[-1].end
            if inside or self._in_furniture(element) or not words.is_body(element):
                continue
            if self._told(element):
                named.append(element)
        if named and 2 * sum(map(self._told, named)) >= total:
            return named
        return self._around(scope, free, total)

    def _around(self, scope: Element, blocks: list[Element], total: int) -> list[Element]:
        """The smallest element that holds three quarters of the prose."""
        starts = [block.number for block in blocks]
        sizes = [0, *accumulate(map(self.page.size, blocks))]
        best: list[Element] = []
        for element in (scope, *self.page.below(scope)):
            low = bisect_left(starts, element.number)
            held = sizes[bisect_left(starts, element.end)] - sizes[low]
            if held and 4 * held >= 3 * total:
                best = [element]
        return best

    def settle(self, scope: Element, heading: Element | None) -> None:
        """Say of everything in a scope but outside its bodies whether it is furniture."""
        bodies = self.bodies(scope)
        if not bodies:
            return
        if heading is not None and heading.number not in self.roles:
            self.roles[heading.number] = ("h1", "")
        if bodies == [scope]:
            self._settle_body(scope)
            return
        top = heading.number if heading is not None else bodies[0].number
        for element in self._loose(scope, bodies, top):
            if element.number < top:
                self._settle_above(scope, element)
            elif element.number < bodies[0].number:
                self._settle_head(element)
            else:
                self._demote(element, "teaser" if self.page.links(element) > 0.5 else "widget")
        for body in bodies:
            self._settle_body(body)

    def settle_posts(self, body: Element) -> None:
        """Everything on the page of a thread but its posts and its heading is furniture."""
        if self.heading is not None:
            self.roles[self.heading.number] = ("page title", "")
        self._clear(body, "navigation")

    def _clear(self, body: Element, reason: str) -> None:
        """Make everything outside the turns and the heading furniture."""
        heading = self.heading.number if self.heading is not None else -1
        for element in self.page.elements:
            role = self.roles.get(element.number, ("furniture",))[0]
            if (
                not self._in_turn[element.number]
                and element.number != heading
                and role != "furniture"
            ):
                del self.roles[element.number]
        self.roles[body.number] = ("furniture", reason)

    def settle_several(self, body: Element, articles: list[Turn]) -> None:
        """On a page of several articles all is furniture but these, and what leads in to them."""
        for turn in articles:
            heads = (e for e in self.page.below(turn.element) if e.tag in HEADINGS)
            self.settle(turn.element, next(heads, None))
        self.turns |= {turn.element.number: turn for turn in articles}
        first = articles[0].element.number
        top = self.lead.number if self.lead is not None else first
        for element in self._loose(body, [], top):
            if top < element.number < first and self._is_prose(element):
                continue
            self._demote(element, "navigation")

    def _loose(self, scope: Element, bodies: list[Element], top: int = -1) -> list[Element]:
        """The blocks of a scope that stand in no body, no turn and nothing that has a role."""
        found: list[Element] = []
        inside = {e.number for e in bodies}
        holds = self._holding_roles(scope)
        number = scope.number + 1
        while number < scope.end:
            element = self.page.elements[number]
            outside = self.roles.get(number, ("h2",))[0] in HEADINGS and number != top
            settled = not outside or number in self.turns or number in inside
            alone = not self.page.divided[number] and number not in holds
            if settled or (element.first < element.last and alone):
                if not settled:
                    found.append(element)
                number = element.end
            else:
                number += 1
        return found

    def _holding_roles(self, scope: Element) -> set[int]:
        """The elements of a scope that hold an element with a role."""
        holds: set[int] = set()
        for element in reversed(self.page.elements[scope.number : scope.end]):
            if element.number in self.roles or element.number in holds:
                holds.add(element.parent)
        return holds

    def _demote(self, element: Element, reason: str) -> None:
        for inner in self.page.below(element):
            self.roles.pop(inner.number, None)
        self.roles[element.number] = ("furniture", reason)

    def _settle_above(self, scope: Element, element: Element) -> None:
        """Above a title only its date counts."""
        near = scope.parent >= 0 or self._told(scope) == self._sizes[-1]
        if near and phrases.is_date(" ".join(self.page.of(element).split()[:20])):
            self.roles[element.number] = ("byline", "")
        else:
            self._demote(element, "navigation")

    def _settle_head(self, element: Element) -> None:
        """Between title and text: a byline, a sentence that leads in, or furniture."""
        text = " ".join(self.page.of(element).split())
        if phrases.is_date(text) or phrases.dated_name(text) or phrases.named(text):
            self.roles[element.number] = ("byline", "")
        elif self.page.links(element) > 0.5 or len(text.split()) < 5:
            self._demote(element, "widget")

    def _settle_body(self, body: Element) -> None:
        """Boxes of links inside a text are furniture."""
        number = body.number + 1
        while number < body.end:
            element = self.page.elements[number]
            if number in self.roles or number in self.turns:
                number = (
                    element.end if self.roles.get(number, ("",))[0] == "furniture" else number + 1
                )
                continue
            if element.block and element.first < element.last and self._is_link_box(element):
                self._demote(element, "teaser")
                number = element.end
            else:
                number += 1

    def _is_link_box(self, element: Element) -> bool:
        size = self.page.size(element)
        if size > 1500 or self.page.links(element) < 0.6 or self._within(element):
            return False
        text = self.page.of(element)
        links = sum(e.tag == "a" for e in self.page.below(element))
        return links > 1 or bool(_LABEL.match(text))


_BY = re.compile(r"^\W*(?:(?:posted|written|published|story|words|text) )?by:?\s+", re.IGNORECASE)


def byline_name(line: str) -> str:
    """The first name that a byline gives.

    >>> byline_name("By Ann Lee and Bo Ray"), byline_name("Posted by  Ann Lee | 3 May 2015")
    ('Ann Lee', 'Ann Lee')
    """
    name = _BY.sub("", " ".join(line.split()))
    return re.split(r",| and | & | \| | · | in | on | at |\bfor ", name)[0].strip(" :|·-–—")
