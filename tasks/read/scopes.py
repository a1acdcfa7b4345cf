"""Where the articles of a page stand, and what round them is furniture."""

import re
from bisect import bisect_left
from collections.abc import Container, Mapping
from itertools import accumulate

from stancemark.tasks.read import words
from stancemark.tasks.read.elements import Element, Shown
from stancemark.tasks.read.engines import Roles, Turn, quoted_name
from stancemark.tasks.segment import phrases

_PROSE_WORDS = 12
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ARTICLE_NAMES = frozenset({"hentry", "h-entry", "type-post", "blog-post", "post-preview"})
_ARTICLE_TYPE = re.compile(r"schema\.org/\w*(?:Article|Posting|Report|Review)$")
_LABEL = re.compile(
    r"\W*(?:read (?:also|more|next|this)|related|see also|also read|more (?:on|from)|recommended|don[’']t miss|"
    r"you (?:may|might) (?:also )?like|trending|most read|continue reading)\b",
    re.IGNORECASE,
)


class Scopes:
    """What stands where on a page, beside the turns that its engines set apart."""

    def __init__(
        self, page: Shown, turns: list[Turn], roles: Roles, about: Mapping[str, str]
    ) -> None:
        self.page, self.roles = page, roles
        self.title = " ".join(about.get("title", "").split()).casefold()
        self.outlet = about.get("outlet", "")
        self.turns = {turn.element.number: turn for turn in turns}
        self.posts = [turn for turn in turns if turn.kind == "post"]
        self._in_turn = self._inherit(self.turns)
        self._prose = self._find_prose()
        self._starts = [block.number for block in self._prose]
        self._sizes = [0, *accumulate(map(page.size, self._prose))]
        self.heading = self._find_heading()
        self._keep = self._holders()
        self.inherited: list[tuple[str, str]] = []
        """By number of an element, the role that it has or stands in."""
        self._name_furniture()

    def _inherit(self, chosen: Container[int]) -> list[bool]:
        """By number, whether an element is one of the chosen or stands in one."""
        found: list[bool] = []
        for element in self.page.elements:
            found.append(
                element.number in chosen or (element.parent >= 0 and found[element.parent])
            )
        return found

    def _find_prose(self) -> list[Element]:
        """The blocks of running text that are in no turn, in order."""
        return [
            element
            for element in self.page.elements
            if element.first < element.last
            and not self._in_turn[element.number]
            and self._is_prose(element)
        ]

    def _is_prose(self, element: Element) -> bool:
        if not element.block or self.page.divided[element.number]:
            return False
        if element.tag in _HEADINGS or self.page.size(element) < 4 * _PROSE_WORDS:
            return False
        text = self.page.of(element)
        return len(text.split()) >= _PROSE_WORDS and self.page.links(element) < 0.4

    def _within(self, element: Element) -> list[Element]:
        """The prose inside an element."""
        low = bisect_left(self._starts, element.number)
        return self._prose[low : bisect_left(self._starts, element.end)]

    def _told(self, element: Element) -> int:
        """Characters of prose inside an element."""
        low = bisect_left(self._starts, element.number)
        return self._sizes[bisect_left(self._starts, element.end)] - self._sizes[low]

    def _find_heading(self) -> Element | None:
        """The heading of the page's one article or thread: the h1 that says what the title says."""
        if named := [n for n, (role, _) in self.roles.items() if role == "page title"]:
            return self.page.elements[named[0]]
        tags = ("h1", "h2", "h3", "h4")
        heads = [e for e in self.page.elements if e.tag in tags and 0 < self.page.size(e) < 300]
        said = [e for e in heads if self._says_title(e)]
        posted = [n for n, (role, _) in self.roles.items() if role == "title"]
        inside = max((self._title_size(self.page.elements[n]) for n in posted), default=0)
        said = [e for e in said if self.page.size(e) >= inside]
        if said:
            return max(said, key=lambda e: (_is_title(e), self.page.size(e), -e.number))
        return None if inside else next((e for e in heads if e.tag == "h1"), None)

    @property
    def lead(self) -> Element | None:
        """The heading over several articles, unless it is the name of the site."""
        heading = self.heading
        if heading is None or self.page.links(heading) > 0.5 or not self._says_title(heading):
            return None
        return None if self.page.of(heading).strip() == self.outlet else heading

    def _title_size(self, element: Element) -> int:
        return self.page.size(element) if self._says_title(element) else 0

    def _says_title(self, element: Element) -> bool:
        said = " ".join(self.page.of(element).split()).casefold()
        return len(said) > 5 and (said in self.title or (bool(self.title) and self.title in said))

    def _holders(self) -> set[int]:
        """Elements that hold turns, the heading, or most of the prose: no furniture, however called."""
        kept: set[int] = set()
        inside = [turn.element for turn in self.turns.values()]
        if self.heading is not None and self._says_title(self.heading):
            inside.append(self.heading)
        inside += [e for e in self.page.elements if words.is_body(e) and self._within(e)]
        for element in inside:
            for above in (element, *self.page.above(element)):
                if above.number in kept:
                    break
                kept.add(above.number)
        most = self._sizes[-1] / 2
        large = (e.number for e in self.page.elements if e.parent < 0 or self._told(e) > most)
        return kept.union(large)

    def _name_furniture(self) -> None:
        """Give roles from the top down; inside furniture everything is furniture."""
        for element in self.page.elements:
            above = self.inherited[element.parent] if element.parent >= 0 else ("", "")
            if element.number not in self.roles and (role := self._role_below(element, above)):
                self.roles[element.number] = role
            self.inherited.append(self.roles.get(element.number, above))

    def _role_below(self, element: Element, above: tuple[str, str]) -> tuple[str, str] | None:
        if above == ("furniture", ""):
            return ("furniture", found) if (found := words.reason(element)) else None
        if above[0] not in ("", "text", "quote"):
            return None
        if self._in_turn[element.number]:
            return (element.tag, "") if above[0] and element.tag in _HEADINGS else None
        return self._own_role(element)

    def _own_role(self, element: Element) -> tuple[str, str] | None:
        called = words.role(element)
        if called and self.page.size(element) < 400 and self._fits(element, called):
            return called, ""
        if element.number in self._keep:
            return self._own_tag(element)
        if element.tag == "footer" and (quoted := self._quoted(element)):
            return quoted
        reason = words.reason(element)
        if element.tag == "header" and not reason and not self._in_article(element):
            reason = "navigation"
        return ("furniture", reason) if reason else self._own_tag(element)

    def _fits(self, element: Element, called: str) -> bool:
        """Whether an element so called holds no more than that: a bio is no byline."""
        if called == "byline":
            return self.page.size(element) < 160 and not self._within(element)
        return True

    def _near(self, element: Element) -> list[Element]:
        return [e for e, _ in zip(self.page.above(element), range(4), strict=False)]

    def _in_article(self, element: Element) -> bool:
        return any(e.tag in ("article", "main") for e in self._near(element))

    def _own_tag(self, element: Element) -> tuple[str, str] | None:
        if element.tag in _HEADINGS:
            return element.tag, ""
        if element.tag == "blockquote":
            return "quote", ""
        if element.tag in ("cite", "footer"):
            return self._quoted(element)
        if element.tag in ("figcaption", "caption"):
            return "caption", ""
        if element.tag == "time":
            return "byline", ""
        return None

    def _quoted(self, element: Element) -> tuple[str, str] | None:
        """The line in a quotation that names whom it quotes; the quotation learns the name."""
        quote = next((e for e in self._near(element) if e.tag == "blockquote"), None)
        if quote is None:
            return None
        if self.roles.get(quote.number) == ("quote", ""):
            self.roles[quote.number] = ("quote", quoted_name(self.page.of(element).lstrip("–—- ")))
        return "byline", ""

    def _in_furniture(self, element: Element) -> bool:
        return self.inherited[element.number][0] == "furniture"

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
            e.tag in _HEADINGS and self.page.links(e) > 0.9 for e in self.page.below(element)
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
            heads = (e for e in self.page.below(turn.element) if e.tag in _HEADINGS)
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
            outside = self.roles.get(number, ("h2",))[0] in _HEADINGS and number != top
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


def _is_title(element: Element) -> bool:
    called = {"entry-title", "post-title", "article-title", "headline", "topic-title"}
    return not called.isdisjoint(element.names) or element.get("itemprop") == "headline"


_BY = re.compile(r"^\W*(?:(?:posted|written|published|story|words|text) )?by:?\s+", re.IGNORECASE)


def byline_name(line: str) -> str:
    """The first name that a byline gives.

    >>> byline_name("By Ann Lee and Bo Ray"), byline_name("Posted by  Ann Lee | 3 May 2015")
    ('Ann Lee', 'Ann Lee')
    """
    name = _BY.sub("", " ".join(line.split()))
    return re.split(r",| and | & | \| | · | in | on | at |\bfor ", name)[0].strip(" :|·-–—")
