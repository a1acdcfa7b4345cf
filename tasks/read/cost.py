"""What a web page would cost its parser, told from its tags before it is parsed.

HTML's own rules look at every open element for many a tag, and at every attribute of a tag for the
next one, so that both depth and attributes cost their square.
"""

import re
from collections import Counter

from stancemark.tasks.read.incoming import Refused

_SMALL = 50_000
"""Characters of a page that cannot cost more than part of a second."""

_DEEP = 20_000
"""Elements open at once; browsers stop at 512."""

_SQUARES = 1_000_000_000
"""Attributes of each tag squared, summed over the page: some seconds."""

_TAG = re.compile(
    r"""<(?:!--|(/?)([a-z][^\s/>]*+)
    ((?:[\s/]++|[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+)*+))""",
    re.IGNORECASE | re.VERBOSE,
)
"""A comment's begin, or a tag with its name and attributes (WHATWG HTML, 13.2.5)."""

_VALUE = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)""")

_NEVER_OPEN = frozenset(
    "area base br col embed hr img input link meta param source track wbr html head body p li dt dd "
    "option optgroup tr td th thead tbody tfoot colgroup caption rb rt rp".split()
)
"""Elements that hold nothing, or that the next of their kind closes."""

_SCOPES = frozenset("table template object applet marquee button svg math".split())
"""Elements that an end tag within them does not close what is around."""

_RAW = re.compile(r"(?:script|style|textarea|title|xmp|iframe|noembed|noframes)\Z", re.IGNORECASE)
"""Elements whose content is no markup."""


def check(html: str) -> None:
    """Raise `Refused` for a page that no parser would come to an end with.

    >>> check("<p>" * 100_000)
    """
    if len(html) < _SMALL:
        return
    elements = _Elements()
    squares = at = 0
    while (tag := _TAG.search(html, at)) is not None:
        at = _after(html, tag)
        if tag[2] is None:
            continue
        name = tag[2].lower()
        squares += _attributes(tag[3]) ** 2
        if tag[1]:
            elements.close(name)
        elif name not in _NEVER_OPEN:
            elements.open(name)
        if elements.depth > _DEEP:
            raise Refused("nested too deep", f"more than {_DEEP} elements open at once")
        if squares > _SQUARES:
            raise Refused("too many attributes", "in its tags, beyond what any page needs")


class _Elements:
    """The elements that are open, in frames that begin with one of `_SCOPES`."""

    def __init__(self) -> None:
        self.depth = 0
        self._frames: list[list[str]] = [[]]
        self._counts: list[Counter[str]] = [Counter()]

    def open(self, name: str) -> None:
        """An element begins in the innermost one."""
        if name in _SCOPES:
            self._frames.append([])
            self._counts.append(Counter())
        self._frames[-1].append(name)
        self._counts[-1][name] += 1
        self.depth += 1

    def close(self, name: str) -> None:
        """The element of that name ends, and with it what is open inside; or none does."""
        frame, counts = self._frames[-1], self._counts[-1]
        found = "" if counts[name] else name
        while found != name:
            found = frame.pop()
            counts[found] -= 1
            self.depth -= 1
        if not frame and len(self._frames) > 1:
            self._frames.pop()
            self._counts.pop()


def _after(html: str, tag: re.Match[str]) -> int:
    """Where to look for the next tag: behind a comment, a script or a style."""
    if tag[2] is None:
        comment = html.find("-->", tag.end() - 2)
        return comment if comment >= 0 else len(html)
    if tag[1] or not _RAW.match(tag[2]):
        return tag.end()
    end = re.compile(f"</{tag[2]}", re.IGNORECASE).search(html, tag.end())
    return end.start() if end else len(html)


def _attributes(text: str) -> int:
    """How many attributes a tag has, or somewhat more."""
    if len(text) < 200:
        return 1
    names = _VALUE.sub("= ", text)
    return len(names.replace("/", " ").replace("=", "= ").split())
