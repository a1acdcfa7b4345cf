"""Lines that say where a text was published before it stood here."""

import re

from stancemark.tasks.segment import outlets, phrases

_LONGEST = 400
"""How many characters a line has at most that says so at length, as the terms of republishing do."""
_TEXT = (
    r"(?:article|story|piece|post|report|column|essay|op-ed|editorial|interview|analysis|text|version|commentary|content|item|feature|"
    r"review|investigation|excerpt|extract|opinion|blog|dispatch|letter|speech|press release)"
)
_PUBLISHED = re.compile(
    rf"^\W{{0,3}}(?:(?i:(?:th(?:is|e)|an?) (?:\w+ )?{_TEXT}\b[^.]{{0,40}}?"
    r"\b|it ))?(?i:(?:was |is |has been |were )?(?:first |originally |also |previously )?"
    r"(?:published|appeared|posted|printed|ran|run|written|re-?published|re-?printed|re-?posted|cross-?posted|reproduced|"
    r"excerpted|translated|adapted|taken|reblogged|syndicated|continued)(?: here)?(?: originally| first)?(?: with (?:kind )?permission)?"
    rf" (?:by permission of|courtesy of|with permission from|in|on|at|by|from|of|for)) (?i:the website )?(?P<who>(?:[Tt]he )?{outlets.WHO})(?P<rest>[^\n]{{0,90}})$"
)
_REPUBLISHED = re.compile(
    rf"^\W{{0,3}}(?i:(?:this|the (?:above|following)) (?:\w+ ){{0,3}}?{_TEXT}\b[^.]{{0,40}}? "
    r"(?:(?P<sure>(?:first|originally) (?:published|appeared|printed|aired|posted|produced|reported|ran)"
    r"|re-?published|re-?printed|reproduced|cross-?posted|syndicated)(?: here)?(?: with (?:\w+ )?permission)?|published|produced|provided)"
    rf" (?:by permission of|courtesy of|in|on|at|by|from|of)) (?i:the website )?(?P<who>(?:[Tt]he )?{outlets.WHO})\b(?P<rest>.*)$"
)
_AGAIN = re.compile(r"\b(?:re-?publish|re-?print|reproduced|syndicat|permission|licen[cs]e)", re.I)
_BY_WHOM = ("posted by", "posted in", "posted on", "published by", "published on", "written by")
_OF_TEXT = ("this ", "the ", "re", "orig", "first")


def published(text: str) -> str:
    """The outlet of a line such as `This story first appeared in Outlet`, or nothing.

    >>> published("(This story was originally published by Quay Check. Except for the headline, nobody here has edited it.)")
    'Quay Check'
    """
    return republished(text) or _published(text)


def _published(text: str) -> str:
    match = _PUBLISHED.match(text)
    lower = text[:40].lower()
    if match is None or " posted by" in lower or lower.startswith(_BY_WHOM):
        return ""
    sure = outlets.is_outlet(match["who"]) or phrases.is_date(match["rest"].strip(" ,."))
    return outlets.checked(match["who"]) if sure or lower.startswith(_OF_TEXT) else ""


def republished(text: str) -> str:
    """The outlet of a sentence that says at some length that the text it stands beside is another's, or nothing."""
    match = _REPUBLISHED.match(text) if len(text) < _LONGEST else None
    if match is None or not (match["sure"] or _AGAIN.search(match["rest"])):
        return ""
    return outlets.checked(match["who"])
