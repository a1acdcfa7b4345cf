"""Whether the turns of a page are articles, posts or comments, where the network tells it apart from where they begin."""

from collections.abc import Sequence

from stancemark.records import UnitKind
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.network import KINDS, Told
from stancemark.tasks.segment.turns import Unit, stands_under

_SURE = 0.75
"""From which share of what is probable on turns are comments rather than posts, or the other way round."""
_FEW = 2
"""How many turns that are no articles are not recast."""


def kinds_of(told: Told, lines: Sequence[int]) -> list[UnitKind]:
    """What turns are that begin with some lines: articles, and others either all posts or all comments."""
    return _kinds(told, lines)[0]


def _kinds(told: Told, lines: Sequence[int]) -> tuple[list[UnitKind], float]:
    """The kinds of turns that begin with some lines, and how sure it is which those are that are no articles."""
    chances = told.kinds[lines]
    articles, posts, comments = (chances[:, KINDS.index(kind)] for kind in KINDS[1:])
    articled = articles > posts + comments
    post, comment = posts[~articled].sum(), comments[~articled].sum()
    other: UnitKind = "post" if post > comment else "comment"
    kinds: list[UnitKind] = ["article" if is_article else other for is_article in articled]
    return kinds, float(max(post, comment) / max(post + comment, 1e-9))


def recast(told: Told, found: Sequence[Piece], owners: Sequence[Unit]) -> None:
    """Make comments of posts, or posts of comments, and an article of the first, where the network is sure of it."""
    firsts = {unit: piece for piece, unit in zip(found[::-1], owners[::-1], strict=True)}
    units = [*dict.fromkeys(owners)]
    said = [unit for unit in units if unit.kind != "article"]
    lines = [told.line((unit.first or firsts[unit]).span.start) for unit in units]
    kinds, sure = _kinds(told, lines)
    others = {*kinds} - {"article"}
    if len(said) <= _FEW or sure < _SURE or others == {unit.kind for unit in said}:
        return
    article: Unit | None = None
    chain: list[Unit] = []
    for unit in units:
        if unit.kind == "article" or (unit is units[0] and kinds[0] == "article"):
            unit.kind, article = "article", unit
            continue
        unit.kind = next(iter(others))
        if unit.kind == "comment":
            above = stands_under(chain, unit)
            unit.parent = unit.parent or above or article
        elif unit.parent and unit.parent.kind == "article":
            unit.parent = None
