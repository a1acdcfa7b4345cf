"""What stands where on a page by what its elements are called, and where its prose is."""

from bisect import bisect_left
from collections.abc import Container, Mapping
from itertools import accumulate

from stancemark.tasks.read import words
from stancemark.tasks.read.elements import Element, Shown
from stancemark.tasks.read.engines import Roles, Turn, quoted_name

_PROSE_WORDS = 12
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


class Evidence:
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
        if element.tag in HEADINGS or self.page.size(element) < 4 * _PROSE_WORDS:
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
            return (element.tag, "") if above[0] and element.tag in HEADINGS else None
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
        if element.tag in HEADINGS:
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


def _is_title(element: Element) -> bool:
    called = {"entry-title", "post-title", "article-title", "headline", "topic-title"}
    return not called.isdisjoint(element.names) or element.get("itemprop") == "headline"
