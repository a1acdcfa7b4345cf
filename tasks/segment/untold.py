"""Posts that neither a name nor a space parts, told by what people say to one another."""

import re
from collections.abc import Container, Sequence

from stancemark.records import UnitKind
from stancemark.tasks.segment import voice
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.outlets import is_outlet
from stancemark.tasks.segment.places import (
    Turn,
    comment_zone,
    first_prose,
    is_forum,
    stands_above,
)

_SIGNED = frozenset({"by", "dated", "says", "handle", "card", "date"})
_SMILEY = re.compile(r"(?<!\w):[a-z]{2,12}:(?!\w)")
"""How boards spell what they show as a picture: `:wink:`."""
_OF_BOARD = re.compile(
    r"^similar threads\b|\b(?:log ?in|sign up) or (?:register|sign up) to reply\b|^not open for further replies|"
    r"\bguest message\b|\(\d+ viewers?\)$|^\S+ \S+ .*\bforums?$|^(?:reply to|join) (?:the )?(?:discussion|thread)$|^this (?:topic|thread) (?:is|was|has been) ",
    re.IGNORECASE | re.MULTILINE,
)
"""Lines of boards round a thread."""
_TO_OTHERS = re.compile(
    r"\bOP\b|\b(?:previous|original|last|first) poster\b|\bposters?\b|\bthis (?:thread|forum|board)\b|\b(?:a|the|any) mods?\b"
    r"|\bthe (?:post|comment|guy|person|one)s? above\b|\bas (?:\w+ )?(?:said|posted) above\b|\bquoted for truth\b",
    re.IGNORECASE,
)
"""Words for others who write on the same page."""
_ANSWERS = re.compile(
    r"(?:yes|yeah|yep|yup|no|nope|nah|agreed|exactly|same here|this|thanks|thank you|sorry|lol|haha|link|source|really|seriously|"
    r"good (?:point|post)|great post|well said|oh please|please|welcome|hello|hi|hey|wow|ok|okay|sure|true|wrong|nonsense|because|"
    r"so (?:you|what|they)|what|who|why|how|has any|does any|did any|anyone|can any|to the|i (?:agree|disagree|read|work|think|called|just|have|had|was|can|don))\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:also|and|second(?:ly)?|third(?:ly)?|finally|then|as for|but|edit|eta|p\.?s|update|he|she|they|it|that said|which|none of|still)\b",
    re.IGNORECASE,
)
"""How a paragraph begins that goes on with what the one above says."""
_LEAST, _CUES, _BRIEF, _REACH = 4, 2, 4, 8
_TALKED, _MOSTLY, _LINE = 0.5, 0.7, 300
"""The share of paragraphs in which somebody talks, that with which one sign of a thread is enough, and the longest line of a board."""


def untold_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Posts of a thread, or comments below a line that heads some, that have lost their names and the space between them.

    Each paragraph in which somebody talks begins one, unless it goes on with the one above: to make one post
    of two is worse for whoever labels them than to cut one in two.
    """
    zone = comment_zone(pieces, first_prose(pieces))
    top = 0 if zone is None else zone + 1
    texts = [i for i in range(top, len(pieces)) if _is_said(pieces[i])]
    if len(texts) <= _LEAST or any(_is_signed(pieces, i) for i in range(top, len(pieces))):
        return []
    talked = {i for i in texts if voice.is_own(pieces[i]) or voice.is_spoken(pieces[i])}
    reported = sum(voice.is_newsy(pieces[i]) for i in texts if i not in talked)
    if len(talked) < max(_LEAST, _TALKED * (len(texts) - reported)):
        return []
    again = {i for i in texts if stands_above(pieces[i].text, pieces, i, top)}
    to_others = sum(bool(_TO_OTHERS.search(pieces[i].text)) for i in texts)
    board = any(_OF_BOARD.search(p.text) for p in pieces if len(p.text) < _LINE)
    smileys = sum(bool(_SMILEY.search(pieces[i].text)) for i in texts)
    cues = len(again) + to_others + smileys
    mostly = len(talked) >= _MOSTLY * (len(texts) - reported)
    told = board or cues + is_forum(pieces) >= _CUES or (mostly and cues > 0)
    if zone is None and not told:
        return []
    kind: UnitKind = "post" if zone is None else "comment"
    inside = _inside(pieces, texts)
    begins = (i for i in texts[1:] if i not in inside and _begins(pieces, i, again, talked))
    starts = [texts[0], *begins]
    return [Turn(i, "", i, kind) for i in starts] if len(starts) >= _LEAST else []


def _is_said(piece: Piece) -> bool:
    """Whether somebody may have said a line: a paragraph, or a sentence without a stop that is no title."""
    spoken = piece.tag == "heading" and piece.words > _BRIEF and piece.text[0].islower()
    return piece.tag == "text" or spoken


def _is_signed(pieces: Sequence[Piece], i: int) -> bool:
    """Whether a line heads or signs a post, and not the paste whose title stands over it."""
    piece, above = pieces[i], pieces[i - 1] if i else None
    pasted = above is not None and above.block == piece.block and above.tag in ("heading", "by")
    return piece.tag in _SIGNED and not pasted and not is_outlet(piece.name)


def _inside(pieces: Sequence[Piece], texts: Sequence[int]) -> set[int]:
    """The paragraphs of one quotation below its first: its marks are before that, and behind the last."""
    found: set[int] = set()
    opened = -1
    for place, i in enumerate(texts):
        text = pieces[i].text
        odd = text.count('"') % 2 == 1 or text.count("“") != text.count("”")
        if odd and text[0] in '"“':
            opened = place
        elif odd and opened >= 0 and text[-1] in '"”' and place - opened < _REACH:
            found |= set(texts[opened + 1 : place + 1])
            opened = -1
    return found


def _begins(pieces: Sequence[Piece], i: int, again: Container[int], talked: Container[int]) -> bool:
    """Whether a paragraph begins a post, rather than go on with what stands above it."""
    above = pieces[i - 1]
    pasted = voice.is_newsy(above) and i - 1 not in talked and i - 1 not in again
    if above.tag in ("listed", "number") or (above.tag == "text" and pasted):
        return i in again
    if voice.is_quotation(pieces[i].text) and above.text[-1] != ":" and i + 1 in talked:
        return True
    if (
        i - 1 in again
        or voice.is_quotation(above.text)
        or above.text[-1] == ":"
        or above.tag == "heading"
    ):
        return i in again and above.tag != "heading"
    return i in again or (i in talked and not _GOES_ON.match(pieces[i].text))
