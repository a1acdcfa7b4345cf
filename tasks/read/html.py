"""An HTML page to the text it shows, with what its markup says of each stretch.

Every visible block stays, furniture too: the outline names it, and the segmenter decides.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from stancemark.records import Mark, Span

_HIDDEN = frozenset(
    "script style noscript template svg head title iframe object select option button input "
    "textarea datalist".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption dd div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table td th tr ul".split()
)
_TELLING = frozenset("h1 h2 h3 h4 h5 h6 nav aside footer blockquote figcaption form".split())
_CLASSES = (
    ("user card", r"user-?(card|info|box|profile)|message-user|post-?author-?(card|box)"),
    ("share", r"share|social|sharing"),
    ("donation", r"donat\w*|support-us|membership|appeal"),
    ("advertisement", r"ads?|advert\w*|sponsor\w*|promo\w*|banner"),
    ("teaser", r"related|recommend\w*|also-?like|more-?(stories|from)|read-?(more|next)|trending"),
    ("navigation", r"nav\w*|menu|breadcrumbs?|pagination|pager|tabs|skip-?link|toolbar"),
    ("widget", r"newsletter|subscribe|sign-?up|cookie\w*|widget|poll-box|tags?|site-header|topbar"),
    ("comment", r"comment(-(body|content|text|item|entry))?"),
    ("reply link", r"reply(-link)?|permalink|(post|comment)-(foot|actions|tools|head|meta)|likes?"),
    ("correction", r"correction|corrigendum|editors?-note"),
    ("caption", r"caption|credit"),
    ("author", r"(comment-|post-)?author(-name)?|username|user-?name|handle|byline|fn"),
    ("byline", r"dateline|timestamp|published|post-date|entry-meta|article-meta"),
    ("post", r"post|message|forum-post|post-(body|content|message)"),
)
_CLASS_PATTERNS = tuple((tag, re.compile(rf"(?:{pattern})\Z")) for tag, pattern in _CLASSES)
_SPACE = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True, slots=True)
class Page:
    """The visible text of a page, its outline, and what it says about itself."""

    text: str
    outline: tuple[Mark, ...]
    metadata: Mapping[str, str]


def read_page(html: str) -> Page:
    r"""The text of a page, blocks apart by a blank line.

    White space inside a block is folded as a browser shows it; a non-breaking space stays.

    >>> page = read_page("<title>T</title><h1>A &amp; B</h1><p>one<br>two</p>")
    >>> page.text, page.outline[0].tag, page.metadata["title"]
    ('A & B\n\none\ntwo', 'h1', 'T')
    """
    tree = LexborHTMLParser(html)
    writer = _Writer()
    if tree.body is not None:
        writer.walk(tree.body)
    outline = tuple(sorted(writer.marks, key=lambda mark: (mark.span.start, -mark.span.end)))
    return Page(writer.text(), outline, dict(_metadata(tree)))


@dataclass(slots=True)
class _Writer:
    parts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """Where each run of words begins in the text."""
    length: int = 0
    gap: str = ""
    """White space owed before the next words."""
    marks: list[Mark] = field(default_factory=list)

    def text(self) -> str:
        return "".join(self.parts)

    def walk(self, root: LexborNode) -> None:
        """Visit the tree without recursion: pages nest thousands deep."""
        stack: list[tuple[LexborNode, int | None]] = [(root, None)]
        while stack:
            node, opened = stack.pop()
            if opened is not None:
                self._close(node, opened)
            elif node.tag == "-text":
                self._write(node.text_content or "")
            elif node.tag == "br":
                self._owe("\n")
            elif node.tag not in _HIDDEN and not (node.tag or "-").startswith("-"):
                self._break(node)
                stack.append((node, len(self.starts)))
                stack.extend((child, None) for child in reversed(list(_children(node))))

    def _close(self, node: LexborNode, opened: int) -> None:
        self._break(node)
        tag = _meaning(node)
        if tag and opened < len(self.starts):
            self.marks.append(Mark(Span(self.starts[opened], self.length), tag))

    def _break(self, node: LexborNode) -> None:
        if node.tag in _BLOCKS:
            self._owe("\n\n")

    def _owe(self, gap: str) -> None:
        if gap == self.gap == "\n":  # two line breaks leave a line blank
            gap = "\n\n"
        if self.gap == " " or len(gap) > len(self.gap):
            self.gap = gap

    def _write(self, raw: str) -> None:
        text = _SPACE.sub(" ", raw)
        if text.startswith(" ") and not self.gap:
            self.gap = " "
        if words := text.strip(" "):
            if self.parts and self.gap:
                self._append(self.gap)
            self.starts.append(self.length)
            self._append(words)
            self.gap = " " if text.endswith(" ") else ""

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _meaning(node: LexborNode) -> str:
    """What an element says its text is: by its class names first, then by its tag."""
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower().split()
    for tag, pattern in _CLASS_PATTERNS:
        if any(pattern.match(name) for name in names):
            return tag
    return node.tag if node.tag in _TELLING and node.tag else ""


def _metadata(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for name, selector, attribute in (
        ("title", "title", ""),
        ("title", 'meta[property="og:title"]', "content"),
        ("outlet", 'meta[property="og:site_name"]', "content"),
        ("author", 'meta[name="author"]', "content"),
        ("date", 'meta[property="article:published_time"]', "content"),
        ("url", 'link[rel="canonical"]', "href"),
        ("language", "html", "lang"),
    ):
        node = tree.css_first(selector)
        if node is not None:
            value = node.attributes.get(attribute) if attribute else node.text()
            if value and value.strip():
                yield name, _SPACE.sub(" ", value).strip()
