"""Pieces taken apart where a line holds more than one thing: a byline, a number, a credit, a signature."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from stancemark.records import Span
from stancemark.tasks.segment import phrases, wording
from stancemark.tasks.segment.datelines import dateline
from stancemark.tasks.segment.intros import introduction
from stancemark.tasks.segment.layout import Piece, to_rest
from stancemark.tasks.segment.outlets import is_outlet, may_be_source
from stancemark.tasks.segment.sources import heads
from stancemark.tasks.segment.transcript import begins, carry_on

_CREDIT_AT_END = re.compile(
    rf"(?<=[.!?”\"’'])\s*(?P<credit>(?:[(\[](?:[Ww]ith |[Ss]ource: |[Vv]ia )?|(?P<dash>(?<=\s)[-–—] ?))(?P<who>{phrases.NAME})(?: https?://[^\s()]+)?[)\]]?)\s*$"
)
_LEAD = re.compile(r"^[(\[](?P<who>[A-Z][\w.&’' ]{1,40})[)\]]:?\s+(?=[A-Z“\"‘])")
"""A name in brackets at the head of a paragraph, without a dash behind it."""
_BY_HEAD = re.compile(
    rf"(?P<by>By (?P<who>[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]*){{1,3}})(?: \(@\w+\))?"
    rf"(?:,? (?:on )?(?i:{phrases.DATE.pattern}) ?[–—:-]|(?: [|–—-] [A-Z][^|\n]{{1,40}}?)? [|–—-] (?i:{phrases.DATE.pattern})))\s(?=\S)"
)
"""A byline with its date that stands before a text in its line."""
_TITLE_OF = re.compile(
    r"(?P<who>(?:The )?[A-Z][\w.’'&-]*(?: [A-Z][\w.’'&-]*){0,2}): (?P<title>\S+ \S+ \S+ \S+.*)$"
)
"""A title that the name of its paper leads: `Reuters: Strait closed again`."""
_TITLE_FROM = re.compile(
    rf"\S.{{12,200}}?(?P<from>\s(?:\((?P<who>{phrases.NAME}),? (?P<when>[^()]{{3,30}})\)|(?P<other>{phrases.NAME}), (?P<day>[^(),]{{3,14}}, \d{{4}})))$"
)
"""A title with its outlet and date behind it: `Strait closed again (Quay Post, Oct 26)`."""
_AT = re.compile(
    r"(?:[01]?\d|2[0-3])[:.]?[0-5]\d(?: ?[ap]\.?m\b\.?)?(?: (?:GMT|UTC|[A-Z]{1,3}T|local time)\b)?\s?[:–—|-]?\s(?=[A-Z“\"])"
)
"""A time of the day before what happened then."""
_MAY_BE_TIMED = frozenset({"text", "heading", "furniture", "title"})
_QUOTES = re.compile(
    r"(?:In (?:reply )?#?\d+,? |@)?(?P<who>[^\n:]{2,30}?),? (?:said|wrote):\s+(?=\S)", re.IGNORECASE
)
_WHOLLY = re.compile(r"(?P<head>[^\"“”:.!?\n]{3,70}:) [\"“][^\"“”\n]{20,}[\"”]$")
"""Somebody's words behind whom they are of, and nothing else: `Quay Post reports: “…”`."""
_ARCHIVED = re.compile(r"View Full Version ?: (?=\S)")
"""What an archive of threads sets before their titles."""
_BEHIND = re.compile(r"[.!?…)”\"]\s+(?P<source>[A-Z][^.!?…:]{1,60}:)$")
"""A line that credits an outlet, behind the words that it has lost its break to: `… of the study. AP, April 11:`."""
_GOES_ON = frozenset("→»›…>])")
_MORE = re.compile(
    r"[.!?…”\"’'\])]\s*(?P<more>(?:[»›→]\s?)?[^\W\d_][^.!?…”\"\[(]{2,40}[…. ]{0,4}|\((?:more|read more|continued?)\W*\))$"
)
_TALK = re.compile(
    r"(?:^|(?<=[.!?)\]\"”’])\s+|\s(?=[-–—]))(?P<sign>[-–—]*\s?(?P<who>(?!-)(?:(?!\. )[^\n()]){2,40}?) \(talk[^\n()]{0,12}\) \d\d:\d\d, [\w ]{8,18} \(UTC\))$"
)
"""What signs a remark on a talk page of a wiki."""
_GLUED = re.compile(r"(?<=[a-z]{2}[.!?])(?=[A-Z“])|(?<=[a-z]{2}[.!?][”\"])(?=[A-Z“])")
"""Where a sentence begins right behind the stop of another."""
_REPEATED, _FAR = 24, 40_000
"""How long words are that tell a quotation, and how far above it they may stand."""
_SEVERAL = 6
"""More words than these before a date are no name."""
_MORE_CHARACTERS, _REST = 60, 140
_LED_LINE = 120
_LED_BY, _ASKED = 40, 3
"""How far a name may lead, and how many paragraphs that of somebody who asks leads, at least."""


def taken_apart(found: Sequence[Piece], text: str) -> list[Piece]:
    """Pieces of which each is one thing: what stands at the head or the end of a paragraph is its own."""
    led = _led_once(found)
    people = {p.name.casefold() for p in found if p.tag in ("dated", "says") and p.name}
    said = [part for piece in found for part in _said_off(piece, text, people)]
    parts = [part for piece in said for part in _divided(piece, text, led)]
    carry_on(parts)
    return parts


def time_off(piece: Piece, text: str) -> tuple[Piece, ...]:
    """The first line of an entry with the time that leads it split off: `2340 GMT: The curfew is in force.`."""
    match = _AT.match(piece.text) if piece.tag in _MAY_BE_TIMED else None
    if match is None:
        return (piece,)
    head, rest = cut(piece, text, piece.span.start + match.end())
    head.tag, head.name = "date", ""
    if rest.tag == "furniture":
        rest.tag, rest.name = "heading", ""
    return head, rest


def _led_once(found: Sequence[Piece]) -> frozenset[str]:
    """The outlets that lead one or two paragraphs by their names: with more, somebody is asked by them."""
    lines = (
        p.text.partition("\n")[0] for p in found if p.tag == "text" and ":" in p.text[:_LED_BY]
    )
    names = Counter(match["who"] for line in lines if (match := _TITLE_OF.match(line)))
    return frozenset(name for name, count in names.items() if count < _ASKED and is_outlet(name))


def _said_off(piece: Piece, text: str, people: Container[str]) -> tuple[Piece, ...]:
    """A paragraph with whom it quotes first split off, if that is somebody of the page: `In #4 ann said: …`."""
    said = (
        _QUOTES.match(piece.text) if piece.tag == "text" and ":" in piece.text[:_LED_BY] else None
    )
    if said is None or said["who"].casefold() not in people:
        return (piece,)
    head, piece = cut(piece, text, piece.span.start + said.end())
    head.tag, head.name = "says", said["who"]
    return head, piece


def _divided(piece: Piece, text: str, led: Container[str]) -> Iterator[Piece]:
    """A piece, with a credit at its end or a number, or one of the names that `led`, at its head split off."""
    if signed := _signature_off(piece, text):
        yield from signed
        return
    if archive := _ARCHIVED.match(piece.text):
        head, piece = cut(piece, text, piece.span.start + archive.end())
        head.tag, head.name, piece.tag = "furniture", "navigation", "heading"
        yield head
    if (intro := _announced(piece)) and intro < len(piece.text):
        head, piece = cut(piece, text, piece.span.start + intro)
        yield head
    while glued := _glued(piece, text):
        head, piece = cut(piece, text, piece.span.start + glued)
        yield head
    heads = _source_off(piece, text) or _heads_off(piece, text, led)
    yield from heads[:-1]
    piece = heads[-1]
    if piece.tag != "text":
        yield piece
        return
    if piece.text[0] in "([" and (lead := _LEAD.match(piece.text)) and is_outlet(lead["who"]):
        head, piece = cut(piece, text, piece.span.start + lead.end())
        head.tag, head.name = "lead", lead["who"]
        yield head
    yield from _tail_off(piece, text)


def _signature_off(piece: Piece, text: str) -> tuple[Piece, ...]:
    """The parts of a piece that ends in a signature or a motto, or begins with who speaks; none for others."""
    if piece.text.endswith("(UTC)") and (sign := _TALK.search(piece.text[-_REST:])):
        said, piece = cut(piece, text, piece.span.end - len(sign["sign"]))
        said.tag, piece.tag, piece.name = "text", "dated", sign["who"]
        return (said, piece) if said.text else (piece,)
    if piece.tag == "dated" and (sign := phrases.POSTED_UNDER.match(piece.text)) and sign["motto"]:
        piece, motto = cut(piece, text, piece.span.start + sign.start("motto"))
        motto.tag, motto.name = "furniture", "user card"
        return piece, motto
    if piece.tag == "speech" and (start := begins(piece)):
        parts = cut(piece, text, piece.span.start + start) if piece.text[start:] else (piece,)
        for part in parts:
            part.depth, part.outlet = 1, piece.name
        parts[0].tag = "speaker"
        return parts
    return ()


def _announced(piece: Piece) -> int:
    """Where the first line of a paragraph ends, if it announces words of an outlet: `As Ann Lee reports for Reuters,`."""
    whole = _WHOLLY.match(piece.text) if piece.text[-1] in '”"' else None
    first = whole["head"] if whole else piece.text.partition("\n")[0]
    if piece.tag != "text" or first[-1] not in ",:" or len(first) > _LED_LINE:
        return 0
    said = introduction(replace(piece, text=first))
    return len(first) if said and is_outlet(said.name) else 0


def _glued(piece: Piece, text: str) -> int:
    """Where a paragraph has lost the break behind what it quotes of the page above, or before a dateline; or 0."""
    if piece.tag != "text":
        return 0
    start = piece.span.start
    first = piece.text.partition("\n")[0]
    ends = (glue.start() for glue in _GLUED.finditer(first))
    return next(
        (
            n
            for n in ends
            if (n > _REPEATED and text.find(first[:n], max(0, start - _FAR), start) >= 0)
            or dateline(first[n : n + _MORE_CHARACTERS])
        ),
        0,
    )


def _heads_off(piece: Piece, text: str, names: Container[str] = ()) -> list[Piece]:
    """A piece with the name, title or number at its head split off, if it has one."""
    if piece.tag == "spoken":
        head, piece = cut(piece, text, piece.span.start + piece.text.index(":") + 1)
        head.tag, piece.tag = "named", "text"
        return [head, *_heads_off(piece, text)]
    may_lead = piece.tag in ("heading", "text") and ":" in piece.text[:_LED_BY]
    led = _TITLE_OF.match(piece.text) if may_lead else None
    if led and (is_outlet(led["who"]) if piece.tag == "heading" else led["who"] in names):
        head, piece = cut(piece, text, piece.span.start + led.start("title"))
        head.tag, head.name = "lead", led["who"]
        return [head, piece]
    if piece.tag == "text" and piece.text[:3] == "By " and (by := _BY_HEAD.match(piece.text)):
        head, piece = cut(piece, text, piece.span.start + by.end())
        head.tag, head.name = "by", by["who"]
        return [head, piece]
    if piece.tag == "titled":
        head, piece = cut(piece, text, piece.span.end - len(piece.name))
        head.tag, head.name, piece.tag = "heading", "", "by"
        piece.name = phrases.named(piece.text) or phrases.dated_name(piece.text) or piece.text
        return [head, piece]
    listed = phrases.LISTED.match(piece.text) if piece.text[0].isdigit() else None
    if piece.tag == "text" and listed:
        mark, piece = cut(piece, text, piece.span.start + listed.end("mark"))
        mark.tag = "listed"
        return [mark, piece]
    return [piece]


def _source_off(piece: Piece, text: str) -> list[Piece]:
    """A title and the outlet with a date behind it; nothing for other pieces."""
    titled = piece.tag == "heading" or (piece.tag == "dated" and piece.words > _SEVERAL)
    source = _TITLE_FROM.match(piece.text) if titled else None
    who, when = (
        (source["who"] or source["other"], source["when"] or source["day"]) if source else ("", "")
    )
    if source is None or not (is_outlet(who) and phrases.is_date(when)):
        return []
    head, piece = cut(piece, text, piece.span.start + source.start("from"))
    head.tag, head.name, piece.tag, piece.name = "heading", "", "dated", who
    return [head, piece]


def _tail_off(piece: Piece, text: str) -> Iterator[Piece]:
    """A paragraph with the button or the credit at its end split off, if it has one."""
    last = piece.text.rpartition("\n")[2][-_REST:]
    if last[-1] == ":" and (led := _BEHIND.search(last)) and heads(led["source"]):
        yield from cut(piece, text, piece.span.end - len(led["source"]))
        return
    if rest := to_rest(last):
        piece, button = cut(piece, text, piece.span.end - len(rest["rest"]))
        button.tag, button.name = "furniture", "teaser"
        yield from (piece, button)
        return
    if last[-1] in _GOES_ON or last[-1].isalnum():
        more = _MORE.search(last[-_MORE_CHARACTERS:])
        if more and (more["more"][0] == "(" or wording.known(more["more"]) == "teaser"):
            piece, button = cut(piece, text, piece.span.end - len(more["more"]))
            button.tag, button.name = "furniture", "teaser"
            yield from (piece, button)
            return
    match = _CREDIT_AT_END.search(last) if last[-1] in ")]" or last[-1].isalpha() else None
    dashed = match and match["dash"] and not is_outlet(match["who"])
    if (
        match is None
        or dashed
        or not may_be_source(match["who"])
        or len(match["who"].split()) > 4
        or piece.words <= 5
    ):
        yield piece
        return
    body, credit = cut(piece, text, piece.span.end - len(last) + match.start("credit"))
    credit.tag, credit.name = "credit", match["who"]
    yield body
    yield credit


def cut(piece: Piece, text: str, at: int) -> tuple[Piece, Piece]:
    """The two parts of a piece before and after a place of the page."""
    head = text[piece.span.start : at].rstrip()
    tail = text[at : piece.span.end].lstrip()
    spans = (
        Span(piece.span.start, piece.span.start + len(head)),
        Span(piece.span.end - len(tail), piece.span.end),
    )
    place = (piece.block, piece.gap, piece.indent, piece.marks)
    one, two = (
        Piece(span, _trimmed(span.of(text)), piece.tag, piece.name, *place) for span in spans
    )
    return one, two


def _trimmed(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n")) if "\n" in text else text
