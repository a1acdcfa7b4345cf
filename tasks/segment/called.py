"""What a source is called: its whole name, without what stands round it."""

import re

from stancemark.tasks.segment.outlets import is_outlet
from stancemark.tasks.segment.phrases import CAPITAL_MONTH
from stancemark.tasks.segment.signed import Name, whole_name

_LED = re.compile(
    r"^(?:\W*['’]?s (?=[A-Z])|[^\w\"“‘(@#]+|(?:for|from|by|at|in|via|on|of) (?=[A-Z])|(?i:the (?:news )?agency) (?=[A-Z])|(?i:to(?:day|night)['’]s|meanwhile|now|and) (?=[A-Z]))+"
)
"""What leads to a name: `for Quay Post`, `'s Telegraph` behind a place."""
_ENDED = re.compile(
    r"(?:(?<! )(?<!Poor)['’]s?|,? (?:of|by|and|for|in|on|at|the|today|online|View|writes|says))+$"
)
"""What follows a name, or puts it in the genitive."""
_OWN = re.compile(r"\S+['’]s")
"""One word that keeps its end: `Moody's`."""
_ABOVE = re.compile(r"[A-Z][\w’'-]*(?: (?:and|&))? $")
"""What stands before a name that begins in its middle: `Grain & ` before `Baker Monthly`."""
_BELOW = re.compile(
    rf"/[A-Z]\w+|(?<=-)[A-Z]\w+|(?: (?:&|of|for)(?: the)? (?!{CAPITAL_MONTH}\b|[A-Z][a-z]+day\b)[A-Z][\w’'-]+)(?: [A-Z][\w’'-]+){{0,2}}"
)
"""What goes on behind one that ends in its middle: `/RL` behind `RFE`, ` for Fisheries` behind `Department`."""
_PARTED = re.compile(r", | [-–—|] ")


def called(text: str, name: Name) -> str:
    """What a source is called whose name, or part of it, stands on a page."""
    start = name.start
    own = whole_name(text, name)
    if own.startswith(("and ", "& ")) or text.endswith(" & ", 0, start):
        above = _ABOVE.search(text, max(start - 30, 0), start)
        start = above.start() if above else start
    end = name.start + len(own)
    below = _BELOW.match(text, end)
    return tidied(text[start : below.end() if below else end])


def tidied(name: str) -> str:
    """A source's name without what leads to it and what follows it, nor who writes for it.

    >>> tidied("'s Telegraph"), tidied("Ann Lee, Sunday Courier"), tidied("Ministry of Health of")
    ('Telegraph', 'Sunday Courier', 'Ministry of Health')
    """
    whole = _LED.sub("", name, count=1)
    bare = whole if _OWN.fullmatch(whole) else _ENDED.sub("", whole)
    *_, last = _PARTED.split(bare)
    return last if last != bare and is_outlet(last) else bare or name
