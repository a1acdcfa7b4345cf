"""Posts and comments of engines we do not know: like elements, each with one date and one name."""

import re
from collections import defaultdict

from stancemark.records import UnitKind
from stancemark.tasks.read import words
from stancemark.tasks.read.elements import Element, Shown
from stancemark.tasks.read.engines import Turn
from stancemark.tasks.segment import phrases

Roles = dict[int, tuple[str, str]]
"""By number of an element, what it is and whom or what it names."""

_MAX_DATE, _MAX_NAME, _MIN_PROSE = 60, 40, 8
_MAX_HEAD_LINE = 100
_CLIMB = 12
"""How many elements above its date a post may begin."""
_VARIES = re.compile(r"\d+|\b(?:odd|even|alt|first|last|parent|depth|active|byuser|bg)\b")
_TALK = re.compile(r"comment|repl(?:y|ies)|discussion|response", re.IGNORECASE)
_PERSON = re.compile(r"/(?:user|users|u|member|members|profile|people|author)s?[/=?.]|/~|/@|[?&]u=")


def repeated_turns(page: Shown, roles: Roles) -> list[Turn]:
    """The turns of a page whose engine is unknown; `roles` learns what their parts are."""
    dates = _dates(page)
    groups: dict[tuple[str, ...], dict[int, list[Element]]] = defaultdict(dict)
    for date in dates:
        for above, _ in zip(page.above(date), range(_CLIMB), strict=False):
            if above.tag == "body":
                break
            groups[_signature(above)].setdefault(above.number, []).append(date)
    best: list[Turn] = []
    for group in groups.values():
        if len(group) > 1 and (found := _turns(page, group)) and _better(page, found, best):
            best = found
    for turn in best:
        _name_parts(page, turn, best, roles)
    return best


def _signature(element: Element) -> tuple[str, ...]:
    names = element.get("class").lower().split()
    return (element.tag, *sorted(filter(None, (_VARIES.sub("", name) for name in names))))


def _dates(page: Shown) -> list[Element]:
    """The smallest elements that show little more than a date."""
    found: list[Element] = []
    for element in page.elements:
        start, end = page.span(element)
        if 0 < end - start <= _MAX_DATE and _is_date(page.text[start:end], element):
            if found and found[-1].end >= element.end:
                found.pop()
            found.append(element)
    return found


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
    if named < 0.8 * len(found) or not told or _headed(page, found) or _published(page, found):
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
    """Whether the like elements are articles: most have headings of several words."""
    heads = 0
    for turn in found:
        heads += any(
            e.tag in ("h1", "h2", "h3") and len(page.of(e).split()) > 3
            for e in page.below(turn.element)
        )
    return 2 * heads > len(found)


def _published(page: Shown, found: list[Turn]) -> bool:
    """Whether the like elements say that they are articles of a blog."""
    own = ("blogPost", "liveBlogUpdate")
    near = (e for t in found[:3] for e in (t.element, *page.below(t.element)))
    return any(e.get("itemprop") in own or "hentry" in e.names for e in near)


def _kind(page: Shown, found: list[Turn]) -> UnitKind:
    near = [found[0].element, *page.above(found[0].element)]
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
    head = [e for e in page.below(turn) if e.first < min(turn.last, date.last + 3)]
    leaves = [e for e in head if 0 < page.size(e) <= _MAX_NAME and e.tag not in ("time", "label")]
    ways = (
        lambda e: words.role(e) == "byline" or any("user" in n or "nick" in n for n in e.names),
        lambda e: e.tag == "a" and _PERSON.search(e.get("href")),
        lambda e: e.tag in ("b", "strong", "cite", "h3", "h4", "h5"),
        lambda e: e.tag in ("a", "span", "div", "p"),
    )
    for way in ways:
        for element in leaves:
            name = " ".join(page.of(element).split())
            if way(element) and _may_name(name) and element.last <= date.last + 2:
                return name
    return ""


def _may_name(text: str) -> bool:
    plain = text.removeprefix("by ").removeprefix("By ")
    short = 0 < len(plain.split()) <= 4 and any(ch.isalpha() for ch in plain)
    return short and not phrases.is_date(text) and not text.endswith((".", "!", "?", ":", ",")) or (
        short and len(plain) > 2 and plain[-2:-1].isupper() and plain.endswith(".")
    )


def _name_parts(page: Shown, turn: Turn, turns: list[Turn], roles: Roles) -> None:
    """Say which parts of a turn are its header, its words and its furniture."""
    nested = {t.element.number for t in turns if t is not turn}
    blocks = _blocks(page, turn.element, nested)
    header = [i for i, block in enumerate(blocks) if _is_header(page, block, turn)]
    first = max((i for i in header if i <= header[0] + _MAX_HEADER), default=-1) + 1
    last = len(blocks)
    while last > first and _is_footer(page, blocks[last - 1]):
        last -= 1
    roles[turn.element.number] = ("text", "")
    for element in page.below(turn.element):
        if element.tag == "blockquote":
            roles[element.number] = ("quote", "")
    for block in (*blocks[:first], *blocks[last:]):
        roles[block.number] = ("furniture", words.reason(block) or "user card")
    for block in blocks[first:last]:
        if found := words.reason(block):
            roles[block.number] = ("furniture", found)
        elif not page.links(block):
            _name_dates(page, block, roles)
    for i in header:
        _name_header(page, blocks[i], turn, roles)


_MAX_HEADER = 12


def _name_dates(page: Shown, block: Element, roles: Roles) -> None:
    for element in page.below(block):
        if page.size(element) <= _MAX_DATE and phrases.is_date(page.of(element)):
            roles[element.number] = ("byline", "")


def _blocks(page: Shown, turn: Element, nested: set[int]) -> list[Element]:
    """The elements that stand by themselves in a turn, those of nested turns left out."""
    found: list[Element] = []
    number = turn.number + 1
    while number < turn.end:
        element = page.elements[number]
        if number in nested:
            number = element.end
        elif element.first < element.last and not page.divided[number]:
            found.append(element)
            number = element.end
        else:
            number += 1
    return found


def _is_header(page: Shown, block: Element, turn: Turn) -> bool:
    if page.size(block) > _MAX_HEAD_LINE:
        return False
    text = " ".join(page.of(block).split())
    return (turn.author in text and len(text) < len(turn.author) + 60) or phrases.is_date(text)


def _is_footer(page: Shown, block: Element) -> bool:
    return page.links(block) > 0.6 or bool(words.reason(block)) or not page.of(block).strip("\xa0 |·")


def _name_header(page: Shown, block: Element, turn: Turn, roles: Roles) -> None:
    """The name and the date of a header are a byline, the rest of it furniture."""
    roles[block.number] = ("furniture", "widget")
    inside = list(page.below(block))
    named = False
    for element in inside:
        if page.size(element) > _MAX_DATE:
            continue
        text = " ".join(page.of(element).split())
        if text and (text == turn.author or _is_date(text, element)):
            roles[element.number] = ("byline", "")
            named = True
    if not named:
        roles[block.number] = ("byline", "")
