"""Which unit each comment answers: by ids its markup names, by nesting, or by indentation."""

import re
from collections.abc import Sequence

from stancemark.tasks.read.elements import Element, Shown
from stancemark.tasks.read.engines import Turn

_LEVEL = re.compile(r"(?:^|.*[-_])(?:depth|level|indent|lvl)[-_]?(\d{1,3})")
_MARGIN = re.compile(r"(?:margin|padding)-left\s*:\s*(\d{1,4})(?:px|em|rem|%)")
_PARENTS = ("data-parent", "data-parent-id", "data-parentid", "parent-id", "data-reply-to")
_IDS = ("id", "data-id", "data-comment-id", "data-commentid", "data-post-id", "data-node-id")


def answer(page: Shown, units: Sequence[Turn]) -> None:
    """Set what each comment of a page answers; `units` are in the order of the page.

    A comment that nothing puts under another answers the article or the first post.
    """
    first = next((t for t in units if t.kind != "comment"), None)
    comments = [t for t in units if t.kind == "comment"]
    holders = {t.element.number: t for t in units}
    named = _by_id(comments)
    beside: dict[int, Turn] = {}
    for turn in comments:
        around = (holders.get(e.number) for e in page.above(turn.element))
        inside = next((t for t in around if t), first)
        turn.answers = _named(turn, named) or (
            _above_in_tree(page, turn, beside) if inside is first else inside
        )
        beside[turn.element.parent] = turn
    if comments and not any(t.answers for t in comments):
        _by_indentation(comments)
    for turn in comments:
        turn.answers = turn.answers or first


def _above_in_tree(page: Shown, turn: Turn, beside: dict[int, Turn]) -> Turn | None:
    """The comment that stands beside the list in which this one stands."""
    above = (e.number for e in page.above(turn.element) if e.number != turn.element.parent)
    return next((beside[number] for number in above if number in beside), None)


def _by_id(comments: Sequence[Turn]) -> dict[str, Turn]:
    return {t.element.get(key): t for t in comments for key in _IDS if t.element.get(key)}


def _named(turn: Turn, named: dict[str, Turn]) -> Turn | None:
    said = next(filter(None, map(turn.element.get, _PARENTS)), "")
    found = named.get(said)
    return found if found is not turn else None


def _by_indentation(comments: Sequence[Turn]) -> None:
    chain: list[tuple[int, Turn]] = []
    for turn in comments:
        level = turn.level if turn.level >= 0 else _level(turn.element)
        while chain and chain[-1][0] >= level:
            chain.pop()
        turn.answers = chain[-1][1] if chain else None
        chain.append((level, turn))


def _level(element: Element) -> int:
    found = (_LEVEL.fullmatch(name) for name in element.names)
    level = next((int(match[1]) for match in found if match), -1)
    margin = _MARGIN.search(element.get("style"))
    return int(margin[1]) if level < 0 and margin else max(level, 0)
