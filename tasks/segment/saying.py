"""Comments that a verb heads: `ann says:`, `ann said...`."""

import re
from collections import Counter
from collections.abc import Sequence

from stancemark.tasks.segment import phrases
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.outlets import is_outlet
from stancemark.tasks.segment.places import Turn, comment_zone, first_prose, with_number

_SAID_ON = re.compile(
    r"\W*(?P<who>[^\n:,]{2,40}),? on [^\n]{6,50}?,? (?P<verb>says|said|writes|wrote|commented|replied):?$",
    re.IGNORECASE,
)
_AT_SAID = re.compile(r"at .*, (?P<who>[^,]{2,40}) (?P<verb>said)(?:\.\.\.|…|:)$", re.IGNORECASE)


def says_turns(pieces: Sequence[Piece]) -> list[Turn]:
    """Comments headed by `ann says:`, `ann said...` or another verb, most often dated."""
    heads = [
        (i, match["verb"].lower())
        for i, piece in enumerate(pieces)
        if piece.tag == "says"
        and (
            match := phrases.SAYS.match(piece.text)
            or _SAID_ON.match(piece.text)
            or _AT_SAID.match(piece.text)
        )
    ]
    if not heads:
        return []
    verbs: Counter[str] = Counter()
    for i, verb in heads:
        verbs[verb] += verb == "says" or _is_dated(pieces, i)
    usual = max(verbs, key=lambda verb: (verbs[verb], verb == "says"), default="")
    body = first_prose(pieces)
    dated = any(
        verb == usual and (_is_dated(pieces, i) or (verb == "says" and _is_marked(pieces, i)))
        for i, verb in heads
    )
    if not (sum(verbs.values()) > 1 or dated or comment_zone(pieces, body) is not None):
        return []
    return [
        Turn(with_number(pieces, i), pieces[i].name, i)
        for i, verb in heads
        if verb == usual or (verb.startswith("repl") and verbs)
    ]


def _is_marked(pieces: Sequence[Piece], i: int) -> bool:
    """Whether a lone `ann says` is no sentence that introduces a quotation."""
    text, below = pieces[i].text, pieces[i + 1 : i + 2]
    quotes = bool(below) and below[0].text[0] in "“\"‘'«"
    brief = len(pieces[i].name.split()) < 3 and not quotes and not is_outlet(pieces[i].name)
    return text[-1] != ":" or not text[0].isalnum() or brief


def _is_dated(pieces: Sequence[Piece], i: int) -> bool:
    below = i + 1 < len(pieces) and pieces[i + 1].tag == "date"
    text = pieces[i].text
    return below or text.endswith(("...", "…")) or bool(phrases.DATE.search(text))
