"""The steps from a page to its segments."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from stancemark.records import Document, Segment, Span, fingerprint, fingerprints
from stancemark.tasks.segment.amended import amended, cut_at
from stancemark.tasks.segment.apart import taken_apart, time_off
from stancemark.tasks.segment.boxes import find_boxes
from stancemark.tasks.segment.called import tidied
from stancemark.tasks.segment.claimed import claim
from stancemark.tasks.segment.clocked import is_timed
from stancemark.tasks.segment.crediting import heads_item, titles_item
from stancemark.tasks.segment.labels import label
from stancemark.tasks.segment.layout import Piece, joined, rows
from stancemark.tasks.segment.likely import set_right
from stancemark.tasks.segment.markup import (
    heads_unit,
    marked_owners,
    marked_units,
    name_quotations,
)
from stancemark.tasks.segment.network import Told, tell_page
from stancemark.tasks.segment.opening import open_page
from stancemark.tasks.segment.outlets import is_outlet
from stancemark.tasks.segment.overruled import overruled, turns
from stancemark.tasks.segment.pastes import attribute
from stancemark.tasks.segment.quotes import extend_quotes, tag_set_apart
from stancemark.tasks.segment.recast import recast
from stancemark.tasks.segment.roles import give_roles
from stancemark.tasks.segment.runs import Around
from stancemark.tasks.segment.settled import settle
from stancemark.tasks.segment.signed import sign
from stancemark.tasks.segment.somebody import REPOSTED
from stancemark.tasks.segment.sources import owner
from stancemark.tasks.segment.turns import Unit, turned, units

_LEADS_ON = re.compile(
    r"\W*(?:(?:click (?:here )?(?:to|for) )?(?:read|see|view)\b.*\b(?:rest|more|entire|full|whole|complete|here|on)\b|more\W*$"
    r"|(?:full|entire|whole|complete) (?:story|article|report|text|piece)\b|continue\b|the rest\b)",
    re.IGNORECASE,
)
"""Buttons to the rest of what stands above them."""
_FOOT = 20
"""How many lines at the end of a page may say whose it is."""
_HEAD, _ENTRIES = 8, 3
"""How many lines a header has at most, and how many posts begin with a time at least where that is their byline."""
_HEADER = frozenset({"card", "cardhead", "date", "number", "furniture", "handle"})


def segment(document: Document) -> list[Segment]:
    """The segments of a document, in order, none overlapping another."""
    found, owners, told = divided(document)
    give_roles(document, found, owners)
    name_quotations(document.text, found, owners)
    groups = _by_unit(found, owners)
    _attribute(document, groups)
    if told and told.long:
        claim(told, document.text, groups)
    for piece in found:
        if piece.depth and piece.tag != "says":
            piece.outlet = tidied(piece.outlet)
    if told:
        set_right(told, found, owners)
    ids = _Ids(document, _parents(found, owners))
    return [_segment(document, ids, *row) for row in zip(found, owners, strict=True)]


def divided(document: Document) -> tuple[list[Piece], list[Unit], Told | None]:
    """The pieces of a document, in order, the unit of each, and what the network told; roles are not given yet."""
    lines = rows(document)
    told = None if document.outline else tell_page(lines)
    found = _pieces(document, lines)
    marked = marked_units(document)
    owners = marked_owners(document, found, marked) if marked else units(found, document.author)
    if told and told.long and (starts := overruled(told, found, owners)):
        author = document.author or (owners[0].author if len({*owners}) == 1 else "")
        found = cut_at(_pieces(document, rows(document)), starts, document.text)
        owners = turned(found, turns(told, found, starts), author)
    elif told and told.long and not marked:
        recast(told, found, owners)
        open_page(told, found, owners)
        found, owners = amended(told, document.text, found, owners)
    found, owners = _rejoined(document, found, owners)
    found, owners = _timed(document, found, owners)
    if told and told.long:
        sign(told, document.text, found, owners)
    settle(document.text, found, owners)
    if not marked:
        extend_quotes(document.text, found, owners)
        tag_set_apart(found, owners)
    return found, owners, told


def _attribute(document: Document, groups: Sequence[tuple[Unit, list[Piece]]]) -> None:
    """Say of the pieces of every unit whose words they repeat."""
    members = frozenset(
        unit.author.casefold().lstrip("0123456789.)#• ")
        for unit, _ in groups
        if unit.author and unit.kind != "article" and not is_outlet(unit.author)
    )
    said = [
        (unit, [piece for piece in _without_header(group) if not heads_unit(piece, unit)])
        for unit, group in groups
    ]
    heads = [name for _, group in said for i in range(len(group)) if (name := heads_item(group, i))]
    titles = {titled for _, group in said if (titled := titles_item(group))}
    ends = {group[-1].name for unit, group in said if unit.kind == "article" and _is_owed(group)}
    press = any(len(names) > 1 for names in (set(heads), titles, ends))
    listed = sum(unit.kind == "article" for unit, _ in groups) > 1
    latest = ""
    own = document.outlet or _printed_owner(groups)
    reposted = _reposted(groups)
    for unit, group in said:
        kind = "article" if _reports(unit) else unit.kind
        around = Around(kind, own, members, latest, listed, len(heads), press)
        around = replace(around, reposted=reposted.get(unit, ""))
        latest = attribute(group, around)
        for piece in group:
            if piece.tag == "rights":  # it told whose the words above are, and is furniture
                piece.role, piece.name, piece.depth = "boilerplate", "disclaimer", 0


def _printed_owner(groups: Sequence[tuple[Unit, list[Piece]]]) -> str:
    """Whose a page is by the last line on its rights, if that is furniture near its end."""
    pieces = [piece for _, group in groups for piece in group]
    last = (p for p in reversed(pieces[-_FOOT:]) if p.role == "boilerplate")
    return next((name for p in last if (name := owner(p.text))), "")


def _is_owed(group: Sequence[Piece]) -> bool:
    """Whether the last line of a unit says whose its words are."""
    return bool(group) and group[-1].tag == "credit"


def _reports(unit: Unit) -> bool:
    """Whether a post is an entry below its time: whoever wrote it reports, and answers nobody."""
    return unit.kind == "post" and unit.first is not None and is_timed(unit.first)


def _reposted(groups: Sequence[tuple[Unit, list[Piece]]]) -> dict[Unit, str]:
    """The outlet of which the header of a unit says that its words are."""
    heads = ((unit, REPOSTED.match(p.text)) for unit, group in groups for p in group[:_HEAD])
    return {unit: match["outlet"] for unit, match in heads if match}


def _pieces(document: Document, found: list[Piece]) -> list[Piece]:
    """The pieces that the lines of a document make, in order: every character but white space is in one."""
    width = label(found)
    find_boxes(found)
    return taken_apart(joined(found, width), document.text)


def _rejoined(
    document: Document, found: Sequence[Piece], owners: Sequence[Unit]
) -> tuple[list[Piece], list[Unit]]:
    """The pieces with each number of a list put back before its words, unless it heads a comment."""
    kept: list[Piece] = []
    units_kept: list[Unit] = []
    for piece, unit in zip(found, owners, strict=True):
        above = kept[-1] if kept else None
        if above is not None and above.tag == "listed" and units_kept[-1].first is not above:
            above.span = Span(above.span.start, piece.span.end)
            above.text, above.tag, above.name = above.span.of(document.text), piece.tag, piece.name
        else:
            kept.append(piece)
            units_kept.append(unit)
    return kept, units_kept


def _timed(
    document: Document, found: Sequence[Piece], owners: Sequence[Unit]
) -> tuple[list[Piece], list[Unit]]:
    """The pieces with the times that lead entries as pieces of their own."""
    posts = [unit for unit in dict.fromkeys(owners) if unit.kind == "post"]
    timed = sum(len(time_off(unit.first, document.text)) > 1 for unit in posts if unit.first)
    if timed < _ENTRIES or 2 * timed < len(posts):  # `2012 election thread` is no entry
        return list(found), list(owners)
    kept: list[Piece] = []
    units_kept: list[Unit] = []
    for piece, unit in zip(found, owners, strict=True):
        leads = unit.kind == "post" and unit.first is piece
        parts = time_off(piece, document.text) if leads else (piece,)
        unit.first = parts[0] if leads else unit.first
        kept += parts
        units_kept += [unit] * len(parts)
    return kept, units_kept


def _by_unit(found: Sequence[Piece], owners: Sequence[Unit]) -> list[tuple[Unit, list[Piece]]]:
    rows = zip(found, owners, strict=True)
    groups = groupby(rows, key=lambda row: row[1])
    return [(unit, [piece for piece, _ in group]) for unit, group in groups]


def _without_header(group: list[Piece]) -> list[Piece]:
    """The pieces of a unit below its handle, card and date."""
    top = next((i for i, p in enumerate(group) if p.tag in ("handle", "card")), -1) + 1
    while top < len(group) and group[top].tag in _HEADER:
        top += 1
    kept: list[Piece] = []
    ended = False
    for piece in group[top:]:
        if piece.role == "boilerplate" and piece.tag != "image":
            ended |= piece.name == "teaser" and _LEADS_ON.match(piece.text) is not None
        else:
            piece.ended, ended = ended, False
            kept.append(piece)
    return kept


def _parents(found: Sequence[Piece], owners: Sequence[Unit]) -> dict[Unit, Unit]:
    """The unit that each unit answers: by indentation, or by whom it quotes first."""
    parents = {unit: unit.parent for unit in owners if unit.parent}
    latest: dict[str, Unit] = {}
    for piece, unit in zip(found, owners, strict=True):
        quoted = latest.get(piece.name.casefold()) if piece.tag == "says" else None
        if quoted and quoted is not unit and unit.kind == "post":
            parents.setdefault(unit, quoted)
        if unit.author:
            latest[unit.author.casefold()] = unit
    return parents


class _Ids:
    """The ids of a document's segments and units."""

    def __init__(self, document: Document, parents: Mapping[Unit, Unit]) -> None:
        self._document = document.id
        self._parents = parents
        self._units: dict[Unit, str] = {}
        self.of_span = fingerprints(document.id)

    def of(self, unit: Unit) -> str:
        """The id of a unit, made once."""
        made = self._units.get(unit)
        if made is None:
            made = self._units[unit] = fingerprint(self._document, unit.kind, unit.number)
        return made

    def parent(self, unit: Unit) -> str:
        """The id of the unit that one answers, nothing if it answers none."""
        parent = self._parents.get(unit)
        return "" if parent is None else self.of(parent)


def _segment(document: Document, ids: _Ids, piece: Piece, unit: Unit) -> Segment:
    span = piece.span
    name = ids.of_span(span.start, span.end)
    if piece.role == "boilerplate":
        return Segment(name, document.id, span, piece.role, reason=piece.name or "navigation")
    own = "" if piece.depth and piece.role != "quote_block" else document.outlet
    return Segment(
        id=name,
        document=document.id,
        span=span,
        role=piece.role,
        unit=ids.of(unit),
        kind=unit.kind,
        author=unit.author,
        outlet=piece.outlet or own,
        depth=piece.depth,
        parent=ids.parent(unit),
    )
