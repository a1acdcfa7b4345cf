"""An HTML page to the text it shows, with what its markup says of each stretch.

Every visible block stays, furniture too: the outline names it, and the segmenter decides. `elements`
lays the page out, `engines` and `repeats` find posts and comments, `scopes` the articles and what is
furniture, `metadata` what the page says of itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from selectolax.lexbor import LexborHTMLParser

from stancemark.records import Mark, Span
from stancemark.tasks.read.answers import answer
from stancemark.tasks.read.elements import Shown, shown
from stancemark.tasks.read.engines import Roles, Turn, engine_turns, wordless
from stancemark.tasks.read.metadata import detected_language, metadata
from stancemark.tasks.read.parts import name_parts
from stancemark.tasks.read.repeats import called_turns, repeated_turns
from stancemark.tasks.read.scopes import Scopes

_TAGS = {"title": "h2", "page title": "h1", "pull": "blockquote", "quote": "blockquote", "text": ""}
_ROWS = frozenset({"li", "td", "th", "dd", "dt"})


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
    page = shown(tree)
    if not page.elements:
        return Page(page.text, (), metadata(tree))
    roles: Roles = {}
    turns = engine_turns(tree, page, roles)
    name_parts(page, wordless(page, turns, roles), roles)
    if not turns:
        turns = repeated_turns(page, roles) or called_turns(page, roles)
    about = metadata(tree)
    scopes = Scopes(page, turns, roles, about)
    units = [*_settle(page, scopes, turns), *turns]
    if "author" not in about and sum(unit.kind == "article" for unit in units) < 2:
        about = metadata(tree, byline=scopes.author(page.elements[0]))
    if "language" not in about and (language := detected_language(page.text)):
        about["language"] = language
    marks = [*_unit_marks(page, units, scopes), *_role_marks(page, roles)]
    marks.sort(key=lambda mark: (mark.span.start, -mark.span.end))
    return Page(page.text, tuple(marks), about)


def _settle(page: Shown, scopes: Scopes, turns: Sequence[Turn]) -> list[Turn]:
    """The articles of a page; what is in none of its units becomes furniture."""
    body = page.elements[0]
    if scopes.posts:
        scopes.settle_posts(body)
        return []
    if several := scopes.articles():
        scopes.settle_several(body, several)
        return [Turn(body, "article"), *several] if scopes.lead is not None else several
    scopes.settle(body, scopes.heading)
    comments = any(turn.kind == "comment" for turn in turns)
    return [Turn(body, "article")] if comments or scopes.bodies(body) else []


def _unit_marks(page: Shown, units: Sequence[Turn], scopes: Scopes) -> list[Mark]:
    """A mark for each stretch of one unit, with its author and the number of the unit it answers.

    The stretches never nest, so that ten thousand replies inside one another cost no more.
    """
    units = sorted(units, key=lambda turn: (turn.element.number, -turn.element.end))
    answer(page, units)
    numbers = {turn: number for number, turn in enumerate(units, 1)}
    owners = _owners(page, units)
    marks: list[Mark] = []
    if units and units[0].kind == "post" and scopes.heading is not None:
        start, end = page.span(scopes.heading)
        if owners[scopes.heading.number] is None and start < end:
            marks.append(Mark(Span(start, end), "post", units[0].author, 0, 1))
    for turn, runs in groupby(page.runs, key=lambda run: owners[run[2]]):
        if turn is not None:
            stretch = list(runs)
            span = Span(stretch[0][0], stretch[-1][1])
            answers = numbers[turn.answers] if turn.answers else 0
            marks.append(Mark(span, turn.kind, turn.author, answers, numbers[turn]))
    return marks


def _owners(page: Shown, units: Sequence[Turn]) -> list[Turn | None]:
    """By number of an element, the innermost unit that it is or stands in."""
    own = {turn.element.number: turn for turn in units}
    owners: list[Turn | None] = []
    for element in page.elements:
        above = owners[element.parent] if element.parent >= 0 else None
        owners.append(own.get(element.number, above))
    return owners


def _role_marks(page: Shown, roles: Roles) -> list[Mark]:
    """A mark for each stretch of words that one element says the role of."""
    deciding: list[int] = []
    for element in page.elements:
        above = deciding[element.parent] if element.parent >= 0 else -1
        rows = element.tag in _ROWS and (above < 0 or roles.get(above, ("text",))[0] == "text")
        deciding.append(element.number if element.number in roles or rows else above)
    marks: list[Mark] = []
    before = -1
    for start, end, number in page.runs:
        decider = deciding[number]
        tag, name = _mark_of(decider, roles)
        if tag and decider == before and marks:
            marks[-1] = Mark(Span(marks[-1].span.start, end), tag, name)
        elif tag:
            marks.append(Mark(Span(start, end), tag, name))
        before = decider
    return marks


def _mark_of(decider: int, roles: Roles) -> tuple[str, str]:
    if decider < 0:
        return "", ""
    role, name = roles.get(decider, ("body", ""))
    if role == "furniture":
        return name or "user card", ""
    return _TAGS.get(role, role), name
