"""What a model looks at in an example: its text, its target, the words around the target's mention."""

import re
from collections.abc import Sequence

from stancemark.models.dataset import Example
from stancemark.records import Span

_WORD = re.compile(r"\w+(?:[’'-]\w+)*|[^\w\s]")
_REACH = 8
"""Words on either side of a mention that are near it."""
_SPLIT = re.compile(r"(?<=[.!?…])[\"”’')]*\s+|\n+")
_SENTENCES = 40
"""Sentences of a text that are compared with its target, at most."""


def text(example: Example) -> str:
    """The text, or of a headline and a text both."""
    return f"{example.heading}\n{example.text}" if example.heading else example.text


def target(example: Example) -> str:
    """What the stance is to."""
    return example.target


def context(example: Example) -> str:
    """The neighbouring texts, with a sign at each word that says which side it stands on.

    >>> context(Example("1", "No.", "", before="Is it so?", after="Well"))
    '‹is ‹it ‹so ‹? ›well'
    """
    return " ".join([*_signed("‹", example.before), *_signed("›", example.after)])


def manner(example: Example) -> str:
    """Role and voice as words; empty where neither is known.

    >>> manner(Example("1", "No.", "", role="quote_block", voice="quoted"))
    'role:quote_block voice:quoted'
    """
    pairs = (("role", example.role), ("voice", example.voice))
    return " ".join(f"{name}:{'_'.join(word.split())}" for name, word in pairs if word.split())


def near(example: Example) -> str:
    """The words around the target's mention, each with a sign that says on which side it stands.

    >>> near(Example("1", "Nobody trusts the mayor now.", "", target="Mayor"))
    '‹nobody ‹trusts ‹the ›now ›.'
    """
    where = mention(example)
    if where is None:
        return ""
    before = _WORD.findall(example.text[: where.start])[-_REACH:]
    after = _WORD.findall(example.text[where.end :])[:_REACH]
    return " ".join([*(f"‹{w.lower()}" for w in before), *(f"›{w.lower()}" for w in after)])


def marked(example: Example) -> str:
    """The text with its target's mention between signs; empty where it is not mentioned."""
    where = mention(example)
    if where is None:
        return ""
    found = example.text
    return f"{found[: where.start]}[{found[where.start : where.end]}]{found[where.end :]}"


def mention(example: Example) -> Span | None:
    """Where the target stands in the text: as the table says, else the first that reads like it."""
    if example.mention:
        return example.mention
    name = example.target.strip()
    if not name or len(name) > len(example.text):
        return None
    found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", example.text, re.IGNORECASE)
    return Span(*found.span()) if found else None


def sentences(example: Example) -> list[str]:
    """The first sentences of the text, roughly: what a target is compared with."""
    return [part for part in _SPLIT.split(example.text) if part.strip()][:_SENTENCES] or [""]


def _signed(sign: str, words: str) -> Sequence[str]:
    return [f"{sign}{word.lower()}" for word in _WORD.findall(words)]
