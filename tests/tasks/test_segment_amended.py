"""What the network sets right of turns that rules mostly found: missed and false ones, the first, their kinds and names."""

from collections.abc import Sequence
from itertools import cycle, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.records import Span, UnitKind
from stancemark.tasks.segment.amended import amended, cut_at
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.network import KINDS, ROLES, Told
from stancemark.tasks.segment.opening import open_page
from stancemark.tasks.segment.recast import recast
from stancemark.tasks.segment.settled import settle
from stancemark.tasks.segment.turns import Unit
from tests.tasks.told import lines_of, told_of

PAGE = "\n".join(
    f"{name}\nI saw the dam at Korvel, and it is {how}."
    for name, how in zip("ann bo cy".split(), ("fine", "gone", "old"), strict=True)
)


def told_with(of: list[Piece], starts: Sequence[float], *roles: str, authors: float = 0.9) -> Told:
    """Lines that turns begin with as probably as given, of some roles in turn, each of which names an author as probably."""
    chances = np.zeros((len(of), len(ROLES)), np.float32)
    for line, role in zip(range(len(of)), cycle(roles or ("byline", "body")), strict=False):
        chances[line, ROLES.index(role)] = 1
    told = told_of(of, starts=authors)
    return told._replace(starts=np.array(starts, np.float32), roles=chances)


def owned(of: Sequence[Piece], sizes: Sequence[int], kind: UnitKind = "post") -> list[Unit]:
    """Units of so many pieces each."""
    units = [
        Unit(kind, "", n, first=piece) for n, piece in zip(range(len(sizes)), of, strict=False)
    ]
    return [unit for unit, size in zip(units, sizes, strict=True) for _ in range(size)]


@given(
    st.lists(st.floats(0, 1), min_size=6, max_size=6),
    st.sets(st.integers(1, 5)).map(
        lambda cuts: [b - a for a, b in pairwise([0, *sorted(cuts), 6])]
    ),
    st.sampled_from(["article", "post"]),
)
def test_amending_loses_no_text_and_numbers_units_in_order(
    chances: list[float], sizes: list[int], kind: UnitKind
) -> None:
    """Whatever the network tells: each piece has a unit, units follow one another, and a parent is one of the page's."""
    of = lines_of(PAGE)
    owners = owned(of, sizes, kind)
    for unit in owners:
        unit.parent = owners[0] if unit is not owners[0] else None
    found, units = amended(told_with(of, chances), PAGE, of, owners)
    assert "".join(p.span.of(PAGE) for p in found) == "".join(p.span.of(PAGE) for p in of)
    numbers = [unit.number for unit in units]
    assert all(b - a in (0, 1) for a, b in pairwise(numbers))
    assert all(unit.parent is None or unit.parent in units for unit in units)


def test_a_missed_turn_begins_and_a_false_one_ends() -> None:
    """A line that surely begins a turn begins one, and an article that surely begins nowhere is part of the one above."""
    of = lines_of(PAGE)
    _, units = amended(told_with(of, [0.9, 0, 0.9, 0, 0.9, 0]), PAGE, of, owned(of, [2, 4]))
    assert [unit.number for unit in units] == [0, 0, 1, 1, 2, 2]
    expected: dict[UnitKind, list[int]] = {
        "article": [0, 0, 1, 1, 2, 2],
        "post": [0, 0, 1, 2, 3, 3],
    }
    for kind, numbers in expected.items():
        owners = owned(of, [2, 1, 1, 2], kind)
        _, units = amended(told_with(of, [0.9, 0, 0.5, 0, 0.9, 0]), PAGE, of, owners)
        assert [unit.number for unit in units] == numbers


@pytest.mark.parametrize(
    ("sizes", "kind", "roles", "authors", "begins"),
    [
        ([2, 4], "post", ("byline", "body"), 0.9, True),
        ([2, 4], "post", ("byline", "body"), 0.05, False),  # the others name who writes
        ([6], "article", ("byline", "body"), 0.9, True),
        ([6], "article", ("byline", "body"), 0.3, False),  # an article alone
        ([2, 4], "article", ("headline", "body"), 0.05, True),
        ([2, 4], "post", ("byline",), 0.9, False),  # nothing is said above
        ([2, 4], "article", ("headline",), 0.9, True),
    ],
)
def test_what_makes_a_missed_turn(
    sizes: list[int], kind: UnitKind, roles: tuple[str, ...], authors: float, begins: bool
) -> None:
    """A sure start, something said above it or a title, and a name where others have one or an article stood alone."""
    of = lines_of(PAGE)
    owners = owned(of, sizes, kind)
    owners[0].author = "ann"
    told = told_with(of, [0.9, 0, 0.9, 0, 0.9, 0], *roles, authors=authors)
    _, units = amended(told, PAGE, of, owners)
    assert (units[4] is not units[3]) is begins


@given(st.lists(st.integers(0, 60), max_size=6, unique=True))
def test_pieces_cut_where_turns_begin_keep_every_character(starts: list[int]) -> None:
    """Whatever the places: what is not white space stands in exactly one piece, in order, and none holds a start."""
    text = "Fenna Korst wrote this\n\nand that, on two lines\nof one paragraph."
    whole = [Piece(Span(0, 22), text[:22], "text"), Piece(Span(24, len(text)), text[24:], "text")]
    cut = cut_at(whole, sorted(starts), text)
    assert "".join("".join(p.span.of(text) for p in cut).split()) == "".join(text.split())
    assert all(p.span.start < p.span.end for p in cut)
    assert not any(p.span.start < at < p.span.end for p in cut for at in starts)


@pytest.mark.parametrize(("second", "opens"), [(0.9, 1), (0.3, 0)])
def test_the_first_turn_begins_with_its_likeliest_line(second: float, opens: int) -> None:
    """What stands above it is furniture; a line that is not likely enough changes nothing."""
    of = lines_of(f"Home\n{PAGE}")
    open_page(told_with(of, [0, second, *[0.0] * 5], "byline"), of, owned(of, [7]))
    assert [piece.tag == "furniture" for piece in of[:2]] == [bool(opens), False]


def test_text_above_is_no_furniture() -> None:
    """Where running text stands between the first line and the likeliest, the page begins as it did."""
    of = lines_of("Ann Lee\n" + "The dam broke in the night. " * 12 + f"\n{PAGE}")
    open_page(told_with(of, [0, 0, 0.9, *[0.0] * 5], "byline"), of, owned(of, [8]))
    assert not any(piece.tag == "furniture" for piece in of)


def kinds_told(of: list[Piece], kinds: Sequence[str]) -> Told:
    """Lines of turns of some kinds."""
    rows = [[float(kind == name) for name in KINDS] for kind in kinds]
    return told_of(of)._replace(kinds=np.array(rows, np.float32))


def test_posts_below_an_article_are_comments_on_it() -> None:
    """The network knows the kind of turns that rules divided right, and comments answer what they stand under."""
    of = lines_of(PAGE)
    owners = owned(of, [1, 1, 2, 2])
    owners[1].indent, owners[2].indent = 0, 2
    recast(kinds_told(of, ["article", *["comment"] * 5]), of, owners)
    units = [*dict.fromkeys(owners)]
    assert [unit.kind for unit in units] == ["article", "comment", "comment", "comment"]
    assert [unit.parent for unit in units] == [None, units[0], units[1], units[0]]
    recast(kinds_told(of, ["article", *["post"] * 5]), of, owners)
    assert [unit.kind for unit in units] == ["article", "post", "post", "post"]
    assert [unit.parent for unit in units] == [None, None, units[1], None]


def test_kinds_stay_where_the_network_is_not_sure() -> None:
    """Half posts, half comments: what rules found is kept."""
    of = lines_of(PAGE)
    owners = owned(of, [2, 2, 2])
    recast(kinds_told(of, ["post", "post", "comment", "comment", "post", "comment"]), of, owners)
    assert {unit.kind for unit in owners} == {"post"}


@pytest.mark.parametrize(
    ("heads", "read", "names"),
    [
        # what stands behind each name, once as a word of its own
        (["Annpublication date 3", "Bo Leepublication date 4", "cy_dpublication date 5"], ["Annpublication", "Bo Leepublication date", "cy_d"], ["Ann", "Bo Lee", "cy_d"]),
        (["annRegular", "bo_2Regular", "cy"], ["annRegular", "bo_2Regular", "cy"], ["ann", "bo_2", "cy"]),
        (["Gill2 April 2015", "Moira in Fife3 April 2015"], ["Gill2", "Moira in Fife3"], ["Gill", "Moira in Fife"]),
        (["NotBuyingIt", "NotBuyingIt"], ["NotBuying", "NotBuyingIt"], ["NotBuyingIt", "NotBuyingIt"]),
        (["ann ann", "Bo Lee Bo Lee"], ["ann ann", "Bo Lee Bo Lee"], ["ann", "Bo Lee"]),
        (["Sirhan Sirhan", "☆ Ann"], ["Sirhan Sirhan", "☆ Ann"], ["Sirhan Sirhan", "Ann"]),
        (["ann2h", "Bo Lee3d", "cy12m"], ["ann2", "Bo Lee3d", "cy12"], ["ann", "Bo Lee", "cy"]),
        (["Ann 1", "Bo 2.1", "Cy 3"], ["Ann 1", "Bo 2.1", "Cy 3"], ["Ann", "Bo", "Cy"]),
        (["BatMan", "SpiderMan", "ann", "bo", "cy"], ["BatMan", "SpiderMan", "ann", "bo", "cy"], ["BatMan", "SpiderMan", "ann", "bo", "cy"]),
        (["annFeb. 3, 10", "boMar 4"], ["annFeb.", "boMar"], ["ann", "bo"]),
        (["Guest 1", "Guest 2", "Guest 3"], ["Guest 1", "Guest 2", "Guest 3"], ["Guest 1", "Guest 2", "Guest 3"]),
        (["Ann · Hull", "Bo · Leith", "Cy · Wick"], ["Ann · Hull", "Bo · Leith", "Cy · Wick"], ["Ann", "Bo", "Cy"]),
        (["Ann McDonald", "Bo McDonald", "user77", "user 8"], ["Ann McDonald", "Bo McDonald", "user77", "user"], ["Ann McDonald", "Bo McDonald", "user77", "user"]),
        (["Roofs Division", "Roads Division", "Water Division"], ["Roofs Division", "Roads Division", "Water Division"], ["Roofs Division", "Roads Division", "Water Division"]),
    ],
)  # fmt: skip
def test_names_end_where_those_of_the_page_do(
    heads: list[str], read: list[str], names: list[str]
) -> None:
    """What a page puts behind names is none of them, nor is a date's day; a name cut short goes on; others stay."""
    text = "\n".join(heads)
    of = lines_of(text)
    owners = [Unit("post", name, n) for n, name in enumerate(read)]
    settle(text, of, owners)
    assert [unit.author for unit in owners] == names
