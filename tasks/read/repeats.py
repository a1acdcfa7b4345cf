"""Posts and comments of engines we do not know: like elements, each with one date and one name."""

import re
from collections import defaultdict
from itertools import islice

from stancemark.records import UnitKind
from stancemark.tasks.read.elements import Element, Shown
from stancemark.tasks.read.engines import Roles, Turn
from stancemark.tasks.read.parts import name_parts, of_another, signature
from stancemark.tasks.segment import phrases

_MAX_DATE, _MAX_NAME, _MIN_PROSE = 60, 40, 8
_CLIMB = 12
"""How many elements above its date a post may begin."""
_REACH = 5
"""How many runs of words below its date a name may stand."""
_NAMES = re.compile(
    r"(?:^|[-_]{1,2})(?:author|username|user-?name|user|nick|nickname|handle|poster|creator|fn|actor-?name|"
    r"(?:screen|member|display|message|poster|profile)-?name|hnuser|bigusername)(?:$|[-_](?:name|link|coloured))"
)
_TALK = re.compile(
    r"\b(?:comments?|replies|discussion|responses?)\b|^comments?|[_-]cmts?\b", re.IGNORECASE
)
_PERSON = re.compile(r"/(?:user|users|u|member|members|profile|people|author)s?[/=?.]|/~|/@|[?&]u=")


def repeated_turns(page: Shown, roles: Roles) -> list[Turn]:
    """The turns of a page whose engine is unknown; `roles` learns what their parts are."""
    dates = _dates(page)
    groups: dict[tuple[str, ...], dict[int, list[Element]]] = defaultdict(dict)
    for date in dates:
        for above, _ in zip(page.above(date), range(_CLIMB), strict=False):
            if above.tag == "body":
                break
            for alike in {signature(above), signature(above)[:2]}:
                groups[alike].setdefault(above.number, []).append(date)
    best: list[Turn] = []
    for group in groups.values():
        if len(group) > 1 and (found := _turns(page, group)) and _better(page, found, best):
            best = found
    name_parts(page, best, roles)
    return best


def called_turns(page: Shown, roles: Roles) -> list[Turn]:
    """The elements that are called comments or posts, each round an element called its author."""
    found: dict[int, Turn] = {}
    called = [_called(element) for element in page.elements]
    for element in page.elements:
        single = element.last == element.first + 1 and page.size(element) <= _MAX_NAME
        if not single or not _called_name(page, element):
            continue
        holder = next((e for e in (element, *page.above(element)) if called[e.number]), None)
        if holder is not None and holder.number not in found:
            found[holder.number] = Turn(holder, called[holder.number] or "post", page.of(element))
    turns = [found[number] for number in sorted(found)]
    if _published(page, turns) or not turns:
        return []
    if len(turns) < 2 and not any(turn.kind == "comment" for turn in turns):
        return []
    name_parts(page, turns, roles)
    return turns


def _called(element: Element) -> UnitKind | None:
    if any(_COMMENT.fullmatch(name) for name in element.names):
        return "comment"
    return "post" if any(_POST.fullmatch(name) for name in element.names) else None


_COMMENT = re.compile(r"comment(?:[-_]{1,2}(?:item|entry|wrapper|container))?")
_POST = re.compile(r"(?:forum-?)?(?:post|message)(?:[-_]{1,2}(?:item|wrapper|container))?")


def _dates(page: Shown) -> list[Element]:
    """The smallest elements that show little more than a date."""
    found: list[Element] = []
    for element in page.elements:
        start, end = page.span(element)
        if 0 < end - start <= _MAX_DATE and _is_date(page.text[start:end], element):
            if found and found[-1].end >= element.end:
                found.pop()
            found.append(element)
    return [e for e in found if not of_another(page, e)]


def _is_date(text: str, element: Element) -> bool:
    return element.tag in ("time", "abbr") or phrases.is_date(text)


def _turns(page: Shown, group: dict[int, list[Element]]) -> list[Turn]:
    """The group as turns, if each of them has one date and most a name and words of its own."""
    members = {number: page.elements[number] for number in group}
    own: dict[int, int] = defaultdict(int)
    dates = {d.number: d for found in group.values() for d in found}
    for date in dates.values():
        holder = next((e.number for e in page.above(date) if e.number in members), None)
        if holder is not None:
            own[holder] += 1
    if any(own[number] not in (1, 2) for number in members):
        return []
    found = [
        Turn(members[n], "post", _author(page, members[n], group[n][0])) for n in sorted(members)
    ]
    named = sum(bool(turn.author) for turn in found)
    told = sum(_words_of_its_own(page, turn.element) >= _MIN_PROSE for turn in found)
    if (
        named < 0.8 * len(found)
        or told < max(1, 0.3 * len(found))
        or _headed(page, found)
        or _published(page, found)
    ):
        return []
    kind = _kind(page, found)
    if len(found) < 3 and kind == "post" and not _called_post(found):
        return []
    for turn in found:
        turn.kind = kind
    return found


def _better(page: Shown, one: list[Turn], other: list[Turn]) -> bool:
    """More turns are better; of as many, those that hold more."""
    held = (sum(t.element.last - t.element.first for t in turns) for turns in (one, other))
    return (len(one), next(held)) > (len(other), next(held))


def _called_post(found: list[Turn]) -> bool:
    return any("post" in name or "message" in name for t in found for name in t.element.names)


def _headed(page: Shown, found: list[Turn]) -> bool:
    """Whether the like elements are articles: most have headings of several words, each its own."""
    heads: set[str] = set()
    for turn in found:
        inside = (page.of(e) for e in page.below(turn.element) if e.tag in ("h1", "h2", "h3"))
        told = (h.removeprefix("Re: ") for h in inside if len(h.split()) > 3)
        heads.update(islice(told, 1))
    return len(heads) > 1 and 2 * len(heads) > len(found)


def _published(page: Shown, found: list[Turn]) -> bool:
    """Whether the like elements say that they are articles of a blog."""
    own = ("blogPost", "liveBlogUpdate")
    near = (e for t in found[:3] for e in (t.element, *page.below(t.element)))
    return any(e.get("itemprop") in own or "hentry" in e.names for e in near)


def _kind(page: Shown, found: list[Turn]) -> UnitKind:
    first = found[0].element
    near = [first, *islice(page.above(first), 4)]
    called = any(_TALK.search(name) for e in near if e.tag != "body" for name in e.names)
    above = page.text[: page.span(found[0].element)[0]]
    prose = sum(len(line.split()) > 15 for line in above.split("\n\n"))
    talked = any(_TALK.search(line) for line in above.split("\n\n")[-3:] if len(line) < 40)
    return "comment" if called or prose > 1 or (talked and prose) else "post"


def _words_of_its_own(page: Shown, turn: Element) -> int:
    best = 0
    for run in range(turn.first, turn.last):
        if page.linked[run] == page.linked[run + 1]:
            start, end, _ = page.runs[run]
            best = max(best, len(page.text[start:end].split()))
    return best


def _author(page: Shown, turn: Element, date: Element) -> str:
    """The name in a turn: what is called or linked as one, else the first short words by its date."""
    head = [e for e in page.below(turn) if e.first < min(turn.last, date.last + _REACH)]
    single = [e for e in head if e.last == e.first + 1 and 0 < page.size(e) <= _MAX_NAME]
    leaves = [e for e in single if e.tag not in ("time", "label", "button", "dt", "dd")]
    for way in (_called_name, _linked_name, _bold, _short):
        near = _REACH if way in (_called_name, _linked_name) else 2
        for element in leaves:
            if way(page, element) and element.last <= date.last + near:
                name = " ".join(page.of(element).split())
                if _may_name(name):
                    return name
    return ""


def _called_name(page: Shown, element: Element) -> bool:
    near = [element, *(e for e, _ in zip(page.above(element), range(2), strict=False))]
    said = element.get("itemprop") in ("name", "author") or element.get("rel") == "author"
    return said or any(
        _NAMES.search(name) for e in near if e.last == element.last for name in e.names
    )


def _linked_name(page: Shown, element: Element) -> bool:
    del page
    return element.tag == "a" and bool(_PERSON.search(element.get("href")))


def _bold(page: Shown, element: Element) -> bool:
    del page
    return element.tag in ("b", "strong", "cite", "h3", "h4", "h5")


def _short(page: Shown, element: Element) -> bool:
    del page
    return element.tag in ("a", "span", "div", "p")


def _may_name(text: str) -> bool:
    plain = text.removeprefix("by ").removeprefix("By ")
    short = 0 < len(plain.split()) <= 4 and any(ch.isalpha() for ch in plain)
    return (
        short and not phrases.is_date(text) and not text.endswith((".", "!", "?", ":", ","))
    ) or (short and len(plain) > 2 and plain[-2:-1].isupper() and plain.endswith("."))
