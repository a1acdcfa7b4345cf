"""A parsed page to the text it shows, and a flat list of the elements that show it.

One walk without recursion, so depth is no obstacle. Every later step works on the flat list, where
an element's descendants are the numbers from its own to its `end`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

_UNSHOWN = frozenset(
    "script style template svg math head title iframe object embed select option optgroup input "
    "textarea datalist audio video canvas map noframes amp-sidebar amp-consent".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu "
    "nav ol p pre search section summary table tbody td tfoot th thead tr ul".split()
)
_UNSEEN_CLASSES = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only screenreader "
    "u-sronly sronly show-for-sr hidden is-hidden u-hidden hide h-hide d-none ipshide invisible "
    "a11y-hidden element-invisible offscreen".split()
)
_UNSEEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_INLINE_SPACE = re.compile(r"[ \t\f]+")


@dataclass(slots=True)
class Element:
    """One element that shows text."""

    number: int
    parent: int
    """Number of the element it stands in, -1 for the root."""
    tag: str
    names: tuple[str, ...]
    """Its class names and its id, in lower case."""
    attributes: Mapping[str, str | None]
    first: int
    """The first of its runs of words."""
    last: int = 0
    """One past its last run."""
    end: int = 0
    """One past the number of its last descendant."""

    @property
    def block(self) -> bool:
        """Whether a browser sets it apart from what stands beside it."""
        return self.tag in _BLOCKS

    def get(self, name: str) -> str:
        """An attribute, empty if it has none."""
        return self.attributes.get(name) or ""


@dataclass
class Shown:
    """What a page shows: its text, the runs of words in it, and the elements round them."""

    text: str = ""
    elements: list[Element] = field(default_factory=list)
    runs: list[tuple[int, int, int]] = field(default_factory=list)
    """Start, end and innermost element of each run."""
    linked: list[int] = field(default_factory=lambda: [0])
    """Characters of links before each run."""
    numbers: dict[int, int] = field(default_factory=dict)
    """From the parser's id of a node to the number of its element."""

    def size(self, element: Element) -> int:
        """How many characters an element shows."""
        start, end = self.span(element)
        return end - start

    @cached_property
    def divided(self) -> list[bool]:
        """By number, whether an element holds a block that shows text."""
        found = [False] * len(self.elements)
        for element in reversed(self.elements):
            shows = element.block and element.first < element.last
            if element.parent >= 0 and (shows or found[element.number]):
                found[element.parent] = True
        return found

    def of(self, element: Element) -> str:
        """The text an element shows."""
        start, end = self.span(element)
        return self.text[start:end]

    def span(self, element: Element) -> tuple[int, int]:
        """Where the text of an element begins and ends; equal where it shows none."""
        if element.first == element.last:
            return 0, 0
        return self.runs[element.first][0], self.runs[element.last - 1][1]

    def links(self, element: Element) -> float:
        """The share of an element's characters that are links."""
        start, end = self.span(element)
        return (self.linked[element.last] - self.linked[element.first]) / max(1, end - start)

    def above(self, element: Element) -> Iterator[Element]:
        """The elements that hold it, innermost first."""
        number = element.parent
        while number >= 0:
            yield self.elements[number]
            number = self.elements[number].parent

    def below(self, element: Element) -> Iterator[Element]:
        """The elements it holds, in the order of the page."""
        yield from self.elements[element.number + 1 : element.end]


def shown(tree: LexborHTMLParser) -> Shown:
    """What a page shows; where that is next to nothing, what it shows without scripts."""
    page = _Walk(noscript=False).walk(tree)
    if len(page.text) < _BARE:
        bare = _Walk(noscript=True).walk(tree)
        if len(bare.text) > _BARE + len(page.text):
            return bare
    return page


_BARE = 200
"""A page of fewer characters may be one that scripts fill."""


class _Walk:
    def __init__(self, *, noscript: bool) -> None:
        self.page = Shown()
        self._unshown = _UNSHOWN if noscript else _UNSHOWN | {"noscript"}
        self._parts: list[str] = []
        self._length = 0
        self._gap = ""
        """White space owed before the next words."""
        self._links = self._verbatim = 0

    def walk(self, tree: LexborHTMLParser) -> Shown:
        stack: list[tuple[LexborNode, int]] = [(tree.body, -1)] if tree.body is not None else []
        while stack:
            node, parent = stack.pop()
            if parent == _CLOSED:
                self._close(node)
            elif node.tag == "-text":
                self._write(node.text_content or "", parent)
            elif node.tag == "br":
                self._owe("\n")
            elif node.tag and not node.tag.startswith("-") and node.tag not in self._unshown:
                attributes = node.attributes
                if not _unseen(node.tag, attributes):
                    number = self._open(node, attributes, parent)
                    stack.append((node, _CLOSED))
                    stack.extend((child, number) for child in reversed(list(_children(node))))
        self.page.text = "".join(self._parts)
        return self.page

    def _open(self, node: LexborNode, attributes: Mapping[str, str | None], parent: int) -> int:
        tag, page = node.tag or "", self.page
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower().split()
        number = len(page.elements)
        page.elements.append(Element(number, parent, tag, tuple(names), attributes, len(page.runs)))
        page.numbers[node.mem_id] = number
        self._break(tag)
        self._links += tag == "a"
        self._verbatim += tag == "pre"
        return number

    def _close(self, node: LexborNode) -> None:
        tag, page = node.tag or "", self.page
        element = page.elements[page.numbers[node.mem_id]]
        element.last, element.end = len(page.runs), len(page.elements)
        self._break(tag)
        self._links -= tag == "a"
        self._verbatim -= tag == "pre"

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._owe("\n\n")

    def _owe(self, gap: str) -> None:
        if gap == self._gap == "\n":  # two line breaks leave a line blank
            gap = "\n\n"
        if self._gap == " " or len(gap) > len(self._gap):
            self._gap = gap

    def _write(self, raw: str, parent: int) -> None:
        if not self._verbatim:
            self._fold(_SPACE.sub(" ", raw), parent)
            return
        for i, line in enumerate(raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
            if i:
                self._owe("\n")
            self._fold(_INLINE_SPACE.sub(" ", line), parent)

    def _fold(self, text: str, parent: int) -> None:
        if text.startswith(" ") and not self._gap:
            self._gap = " "
        if words := text.strip(" "):
            if self._parts and self._gap:
                self._append(self._gap)
            page = self.page
            page.runs.append((self._length, self._length + len(words), parent))
            page.linked.append(page.linked[-1] + (len(words) if self._links else 0))
            self._append(words)
            self._gap = " " if text.endswith(" ") else ""

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


_CLOSED = -2
"""In place of a parent: all that an element holds has been visited."""


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _unseen(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Whether a browser leaves an element out, or shows it to screen readers only."""
    if not attributes:
        return False
    if "hidden" in attributes or attributes.get("layout") == "nodisplay":
        return True
    if attributes.get("aria-hidden") == "true" and tag in ("i", "span", "svg", "em"):
        return True
    if tag == "dialog" and "open" not in attributes:
        return True
    style, names = attributes.get("style"), attributes.get("class")
    if style and _UNSEEN_STYLE.search(style):
        return True
    return bool(names) and not _UNSEEN_CLASSES.isdisjoint(str(names).lower().split())
