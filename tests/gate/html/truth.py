"""The truth inside hand-made HTML pages, and how well reading and segmenting agree with it.

An element's `data-truth` says what its text is: a role (`body`, `byline`, …, `hidden`), a unit
(`post:2`, `comment:3`, `article:1`), `by=` its author, `to=` the unit it answers, `from=` whose words
it repeats; an underscore is a space. Text in no element with a role is boilerplate. The attributes
are taken out before anything else reads the page.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from stancemark.records import Document, Segment
from stancemark.tasks.read.html import read_page
from stancemark.tasks.segment import segment
from tests.gate.score import Case, Piece, score

FOLDER = Path(__file__).parent
SEEN, UNSEEN = FOLDER / "pages", FOLDER / "unseen"
CONTENT = frozenset({"body", "quote_block", "wire_copy", "caption", "correction"})
_TRUTH = re.compile(r'\s*data-truth="[^"]*"')
_SILENT = frozenset({"script", "style", "title", "head", "noscript", "template"})
_BLOCK = frozenset(
    "p div li td th tr ul ol h1 h2 h3 h4 h5 h6 blockquote article section aside header footer nav figcaption "
    "dl dt dd table form br hr main figure body".split()
)


KINDS = {
    "forum": "phpbb3 vbulletin4 vbulletin5 xenforo2 discourse-crawler smf2 invision4 table-forum",
    "comments": "reddit-old wordpress-comments disqus hacker-table coral-article hashed-classes link-tree blog-quotes",
    "article": "news-related paywall div-soup amp print-view",
    "several": "live-blog blog-index",
}
"""The kinds of pages, by the names of their files."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What a stretch of a page is."""

    role: str = "boilerplate"
    unit: str = ""
    author: str = ""
    parent: str = ""
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A page without its truth, and its texts in order, each with its truth and its block."""

    name: str
    html: str
    texts: tuple[tuple[str, Truth, int], ...]


def pages(folder: Path) -> list[Path]:
    """The pages of a folder, in the order of their names."""
    return sorted(folder.glob("*.html"))


def kind_of(name: str) -> str:
    """The kind of page a file is."""
    return next(kind for kind, names in KINDS.items() if name in names.split())


def labelled(path: Path) -> Labelled:
    """A page and what its `data-truth` attributes say of its texts."""
    raw = path.read_text(encoding="utf-8")
    texts: list[tuple[str, Truth, int]] = []
    block = 0
    root = LexborHTMLParser(raw).body
    stack: list[tuple[LexborNode | None, Truth]] = [(root, Truth())]
    while stack:
        node, truth = stack.pop()
        if node is None or node.tag in _SILENT:
            continue
        block += node.tag in _BLOCK
        if node.tag == "-text":
            texts.append((node.text_content or "", truth, block))
            continue
        truth = _told(truth, node.attributes.get("data-truth") or "")
        children: list[LexborNode] = []
        child = node.child
        while child is not None:
            children.append(child)
            child = child.next
        stack.extend((child, truth) for child in reversed(children))
    return Labelled(path.stem, _TRUTH.sub("", raw), tuple(t for t in texts if t[0].strip()))


def _told(truth: Truth, said: str) -> Truth:
    for word in said.split():
        key, _, value = word.partition("=")
        value = value.replace("_", " ")
        if key in ("by", "to", "from"):
            field = {"by": "author", "to": "parent", "from": "outlet"}[key]
            truth = replace(truth, **{field: value})
        elif ":" in word:
            truth = Truth(truth.role, word.partition(":")[2])
        else:
            truth = replace(truth, role=word, outlet="")
    return truth


def read(page: Labelled) -> tuple[Document, list[Segment]]:
    """A page as it is read and segmented now."""
    found = read_page(page.html)
    known = {k: v for k, v in found.metadata.items() if k in ("outlet", "title", "author", "url")}
    document = Document(page.name, found.text, page.name, outline=found.outline, **known)
    return document, segment(document)


def case(page: Labelled) -> tuple[Case, int]:
    """A page with its truth beside its segments; and how many characters of content are not read."""
    document, segments = read(page)
    truth: list[Piece] = []
    lost = position = 0
    for raw, told, _ in page.texts:
        start = _find(document.text, raw, position)
        if start is None:
            lost += len("".join(raw.split())) * (told.role in CONTENT)
            continue
        end = position = _end(document.text, raw, start)
        unit = told.unit if told.role != "boilerplate" else ""
        parent = told.parent if unit else ""
        truth.append(Piece(start, end, told.role, unit, told.author, told.outlet, parent))
    own = document.outlet
    found = tuple(
        Piece(
            s.span.start,
            s.span.end,
            s.role,
            s.unit,
            s.author.replace("_", " "),
            "" if s.outlet == own else s.outlet,
            s.parent,
        )
        for s in segments
    )
    return Case(page.name, document.text, tuple(truth), frozenset(), found), lost


def _find(text: str, raw: str, position: int) -> int | None:
    """Where some text of the page begins in what was read, if it comes next there."""
    wanted = raw.split()[0]
    while position < len(text) and text[position].isspace():
        position += 1
    return position if text.startswith(wanted, position) else None


def _end(text: str, raw: str, start: int) -> int:
    left = len("".join(raw.split()))
    position = start
    while left and position < len(text):
        left -= not text[position].isspace()
        position += 1
    return position


def measures(page: Labelled) -> dict[str, float]:
    """Every measure of a page but its sentences, which nobody wrote down."""
    truth, lost = case(page)
    found = score(truth)
    del found["sentences"]
    content = sum(
        len("".join(truth.text[p.start : p.end].split())) for p in truth.truth if p.role in CONTENT
    )
    found["content"] *= content / (content + lost) if content + lost else 1.0
    return found
