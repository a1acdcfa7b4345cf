"""Who wrote an article, by the lines at its head and its end that have no tag yet."""

import re
from collections.abc import Sequence

from stancemark.tasks.segment.headers import first_of, is_name, is_prompt, office_of
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.outlets import is_outlet
from stancemark.tasks.segment.places import is_prose

_CAPITAL = r"[^\W\d_a-z]"
_PERSON = re.compile(
    rf"(?P<who>{_CAPITAL}[\w.’'-]+(?: (?:[a-z]{{1,3}} ){{0,2}}{_CAPITAL}[\w.’'-]*){{0,3}})(?:(?:,| [|–-]) .{{2,40}})?$"
)
_FULL = rf"{_CAPITAL}[\w.’'-]+(?: {_CAPITAL}[\w.’'-]*){{1,3}}"
_PEOPLE = re.compile(rf"{_FULL}(?:(?:,|,? and) {_FULL})*")
_WRITER = re.compile(_FULL)
_TITLED = 14
"""How many words a byline has at most."""
_SIGNED = re.compile(
    r"[–—-]{1,2} ?(?P<who>(?!via\b|by\b|from\b)[^\W\d_][\w.’'-]+(?: [\w.’'-]+){0,3})$"
)
_HANDLED = re.compile(
    r"(?:by:?|(?:written|posted|story|reported|submitted|filed|contributed) by|author:?) (?P<who>[a-z][\w.-]{2,30})$",
    re.IGNORECASE,
)
_LIVED = re.compile(
    rf"(?:[Bb]y|(?:[Ww]ritten|[Aa]uthored) by) (?P<who>{_CAPITAL}[\w.’'-]+(?: {_CAPITAL}[\w.’'-]*){{1,3}}),? "
    r"(?:an?|the|who|former|formerly|director|professor|senior|staff|is|was|has|author|editor|co-\w+)\b"
)
"""A byline that goes on to tell the life of its author."""
_DOES = re.compile(
    r"(?:is|was|has|reports|covers|writes|works|lives|teaches|edits|hosts|blogs|tweets|began|joined)\b"
)
_ABOUT = re.compile(r"\W*about (?:the )?(?:author|writer)\W*", re.IGNORECASE)
_TOLD = re.compile(
    rf"(?P<who>{_FULL})(?: \(@\w+\))?(?:, [^,]{{3,60}},)? is (?:(?:currently|also|now) )?(?:an?|the|our|one of|[Ss]enior|[Mm]anaging|[Aa]ssociate|[Ff]ounding)\b.{{0,60}}?"
    r"\b(?:writer|journalist|reporter|editor|author|columnist|correspondent|contributor|blogger|freelance\w*)\b"
)
"""What is said of an author below what he has written."""
_LIFE = 150
"""How many words such a byline has at most."""
_FROM = re.compile(
    r"(?:by )?(?P<who>[^,|/]{3,40})(?:,| \||/| [–—-]| in| for)\s+(?P<outlet>[A-Z][^,|.!?]{2,40})$",
    re.IGNORECASE,
)
_PLACED = re.compile(
    rf"(?P<who>{_FULL}) [–—-] {_CAPITAL}[\w.’' -]{{2,25}}, {_CAPITAL}[\w. ]{{1,20}}$"
)
"""A writer of a letter and where he lives: `Ann Lee - Low Pier, Maine`."""
_FEW = 3
_TOP = 5
"""How many pieces at the top of a page may hold its title again, which is no name."""


def tag_bylines(pieces: Sequence[Piece]) -> None:
    """Tag a name that stands by itself between a title and a date, or below both."""
    for i in range(1, len(pieces) - 1):
        name = pieces[i]
        if (led := _led_by(pieces[i - 1], name)) and not any(map(is_prose, pieces[:i])):
            name.tag, name.name = "by", led
            return
        shouted = name.words > _FEW and name.text.isupper()
        if name.tag != "heading" or name.words > 6 or shouted or is_prompt(name.text):
            continue
        if not (match := _PERSON.match(name.text)):
            continue
        dated = i > 1 and pieces[i - 1].tag == "date" and pieces[i + 1].tag == "text"
        if _is_lone_byline(pieces, i, match["who"]):
            name.tag, name.name = "by", match["who"]
            return
        title = pieces[i - 2] if dated else pieces[i - 1]
        if any(name.text in p.text for p in pieces[: min(i - 1, _TOP)]):
            continue
        if (dated or pieces[i + 1].tag == "date") and may_head(title) and title.words > 3:
            name.tag, name.name = "by", match["who"]


def tag_signature(pieces: Sequence[Piece]) -> None:
    """Tag the name behind a dash that closes an article which names nobody at its head."""
    said = [i for i, p in enumerate(pieces) if p.tag in ("text", "heading")]
    if len(said) < _FEW or any(p.tag in ("by", "dated") for p in pieces):
        return
    last, above = pieces[said[-1]], pieces[said[-2]]
    match = _SIGNED.match(last.text) if last.text[0] in "–—-" else None
    if match and above.text[0] not in '“"«‘' and is_prose(pieces[said[0]]) | is_prose(above):
        last.tag, last.name = "by", match["who"].rstrip(".")


def tells_of(name: str, life: str) -> bool:
    """Whether a text says what somebody is whose full name stands over it: `Ann lives in Senna`."""
    who, _, does = life.partition(" ")
    return (
        bool(_WRITER.fullmatch(name))
        and who in (name.split()[0], "He", "She")
        and bool(_DOES.match(does))
    )


def told_below(pieces: Sequence[Piece]) -> str:
    """The author of an article that is named below it only: under `About the author`, or where his life is told."""
    texts = [i for i, p in enumerate(pieces) if is_prose(p)]
    for i in range(texts[0] + 1 if texts else len(pieces), len(pieces) - 1):
        if _ABOUT.fullmatch(pieces[i].text) and _WRITER.fullmatch(pieces[i + 1].text):
            return pieces[i + 1].text
        if tells_of(pieces[i].text, pieces[i + 1].text):
            return pieces[i].text
    lives = (_TOLD.match(pieces[i].text) for i in texts[1:][-_FEW:] if pieces[i].words <= _LIFE)
    return next((life["who"] for life in lives if life), "")


def _led_by(title: Piece, line: Piece) -> str:
    """Whom a line below a title names that goes on to say what he is: `by Ann Lee, editor of Log`."""
    if title.tag != "heading" or line.tag not in ("text", "heading") or line.words > _LIFE:
        return ""
    if line.words > _TITLED:
        lived = _LIVED.match(line.text)
        return lived["who"] if lived else ""
    handle = _HANDLED.match(line.text)
    return handle["who"] if handle else office_of(line.text)


def _is_lone_byline(pieces: Sequence[Piece], i: int, who: str) -> bool:
    """Whether a name alone stands between the first title of a page and its text."""
    over = [p for p in pieces[:i] if p.tag not in ("caption", "image")]
    if not over:
        return False
    title, below = over[-1], next((p for p in pieces[i + 1 :] if p.text != who), over[-1])
    words = who.split()
    if not (title.tag == "heading" and title.words > 4 and is_prose(below) and 1 < len(words) < 6):
        return False
    first = not any(p.tag in ("by", "dated") or is_prose(p) for p in pieces[:i])
    return first and pieces[i].text == who and not is_outlet(who)


def tag_authors(pieces: Sequence[Piece]) -> None:
    """Tag lines such as `Ann Lee, Courier` that stand below a title, if there are several."""
    named: list[tuple[Piece, str]] = []
    for i in range(1, len(pieces) - 1):
        piece = pieces[i]
        if piece.tag not in ("heading", "text") or piece.words > 8:
            continue
        if pieces[i - 1].tag not in ("heading", "text"):
            continue
        placed = _PLACED.match(piece.text)
        match = placed or (_FROM.match(piece.text) if piece.tag == "heading" else None)
        title = may_head(pieces[i - 1]) and (placed is not None or pieces[i - 1].words > 2)
        if match and title and is_name(match["who"]) and match["who"].istitle():
            named.append((piece, match["who"]))
    for piece, who in named if len(named) > 1 else ():
        piece.tag, piece.name = "by", who


def tag_reporters(pieces: Sequence[Piece]) -> None:
    """Tag names over the name of a paper and a text, if there are several: `Ann Lee, Bo Ek / Quay Post`."""
    over = [
        (name, outlet)
        for name, outlet, text in zip(pieces, pieces[1:], pieces[2:], strict=False)
        if name.tag == "heading" and text.tag == "text" and is_outlet(outlet.text)
        if _PEOPLE.fullmatch(name.text)
    ]
    for name, outlet in over if len(over) >= _FEW else ():
        name.tag, name.name = "by", first_of(name.text.split(",")[0])
        outlet.tag, outlet.name = "credit", outlet.text


def tag_writers(pieces: Sequence[Piece]) -> None:
    """Tag the names below letters, and their towns, if there are several: `text / Ann Lee / Low Pier`."""
    signs = [
        i
        for i in range(1, len(pieces))
        if pieces[i].tag == "heading" and is_prose(pieces[i - 1])
        if _WRITER.fullmatch(pieces[i].text) and not is_outlet(pieces[i].text)
        if i + 1 == len(pieces) or pieces[i + 1].tag == "heading"
    ]
    for i in signs if len(signs) >= _FEW else ():
        pieces[i].tag, pieces[i].name = "by", pieces[i].text
        place, below = pieces[i + 1 : i + 2], pieces[i + 2 : i + 3]
        if place and place[0].words < _FEW and all(p.tag == "heading" for p in below):
            place[0].tag = "by"


def may_head(piece: Piece) -> bool:
    """Whether a piece may be the title of an article."""
    return (piece.tag in ("heading", "correction") and piece.words <= 22) or (
        piece.tag == "text" and piece.text.endswith(("?", "!", "”", '"')) and piece.words <= 22
    )
