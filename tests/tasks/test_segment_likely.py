"""Short lines that are not what rules take them for: what becomes of them where the network is sure, and what stays."""

import pytest

from stancemark.records import Role, Span, UnitKind
from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.likely import set_right
from stancemark.tasks.segment.turns import Unit
from tests.tasks.test_segment_dumps import NEWS, TITLE
from tests.tasks.told import lines_of, told_of

UNKNOWN = "Quayside Plus members read without banners"
"""A line of a site's own, not in `wording.yaml`."""


def page(
    parts: list[tuple[str, Role]], *, chance: float = 0.95, kind: UnitKind = "article"
) -> list[Piece]:
    """Lines with their roles, once what the network takes for furniture is set aside: all but the news."""
    lines = lines_of("\n".join(text for text, _ in parts))
    for line, (_, role) in zip(lines, parts, strict=True):
        line.role, line.name = role, "teaser" if role == "boilerplate" else ""
    told = told_of(lines, role="boilerplate")
    spare = [[text != NEWS] for text, _ in parts]
    set_right(
        told._replace(roles=told.roles * chance * spare), lines, [Unit(kind, "", 0)] * len(lines)
    )
    return lines


def test_a_sure_line_is_furniture_as_what_is_beside_it() -> None:
    """Its reason is that of the furniture above or below it, else navigation."""
    lines = page(
        [(TITLE, "headline"), (NEWS, "body"), (UNKNOWN, "body"), (NEWS, "body")], chance=0.8
    )
    assert [line.role for line in lines] == ["headline", "body", "boilerplate", "body"]
    assert lines[2].name == "navigation"
    lines = page([(NEWS, "body"), (UNKNOWN, "body"), ("More stories", "boilerplate")])
    assert (lines[1].role, lines[1].name) == ("boilerplate", "teaser")


@pytest.mark.parametrize(
    ("words", "chance", "role"),
    [(8, 0.6, "body"), (8, 0.8, "boilerplate"), (25, 0.8, "boilerplate"), (26, 1.0, "body")],
)
def test_running_text_stays(words: int, chance: float, role: Role) -> None:
    """Seven tenths are enough for a line of up to 25 words, nothing for a longer one."""
    line = " ".join(["word"] * words)
    assert page([(NEWS, "body"), (line, "body")], chance=chance)[1].role == role


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Among those who came were:", "body"),
        ("By Fenna Korst", "byline"),
        ("The bridge at Senna", "caption"),
        ("“Nobody told us”", "quote_block"),
    ],
)
def test_bylines_captions_quotations_and_what_announces_stay(line: str, role: Role) -> None:
    """However sure the network is."""
    assert page([(NEWS, "body"), (line, role), (NEWS, "body")])[1].role == role


@pytest.mark.parametrize(
    ("role", "name", "chance", "now"),
    [
        ("boilerplate", "navigation", 0.9, "byline"),
        ("boilerplate", "widget", 0.7, "boilerplate"),
        ("boilerplate", "user card", 0.9, "boilerplate"),
        ("body", "", 0.9, "byline"),
        ("caption", "", 0.9, "caption"),
    ],
)
def test_a_line_of_a_header_is_one_where_that_is_sure(
    role: Role, name: str, chance: float, now: Role
) -> None:
    """Not what rules know for a card or a caption, nor where it is less sure; furniture has a reason, a header none."""
    lines = lines_of(f"{NEWS}\nFrom: Geelong, Australia")
    lines[1].role, lines[1].name = role, name
    told = told_of(lines, role="byline")
    set_right(told._replace(roles=told.roles * chance), lines, [Unit("comment", "", 0)] * 2)
    assert (lines[1].role, lines[1].name) == (now, "" if now != role else name)


def test_running_text_is_never_made_of_a_header() -> None:
    """What rules know for a header or a title stays one, however sure the network is that somebody says it."""
    lines = lines_of(f"{NEWS}\nGood evening list.")
    for role in ("byline", "headline"):
        lines[1].role = role
        set_right(told_of(lines, role="body"), lines, [Unit("comment", "", 0)] * 2)
        assert lines[1].role == role


def test_what_a_turn_repeats_stays() -> None:
    """Words that have a source are nobody's furniture."""
    lines = lines_of(f"{NEWS}\n{UNKNOWN}")
    lines[1].depth = 1
    set_right(told_of(lines, role="boilerplate"), lines, [Unit("article", "", 0)] * 2)
    assert lines[1].role == "body"


@pytest.mark.parametrize(
    ("kind", "chance", "role"),
    [("article", 0.8, "headline"), ("article", 0.95, "boilerplate"), ("post", 0.95, "headline")],
)
def test_the_first_title_of_an_article_must_be_surer_and_that_of_a_thread_stays(
    kind: UnitKind, chance: float, role: Role
) -> None:
    """The name of a site over an article is told from its title only where that is very sure."""
    parts: list[tuple[str, Role]] = [(UNKNOWN, "headline"), ("Senna", "headline"), (NEWS, "body")]
    assert page(parts, chance=chance, kind=kind)[0].role == role


def test_a_title_over_a_paragraph_must_be_surer() -> None:
    """A subhead stays, unless the network is very sure."""
    parts: list[tuple[str, Role]] = [
        (TITLE, "headline"),
        (NEWS, "body"),
        (UNKNOWN, "headline"),
        (NEWS, "body"),
    ]
    assert page(parts, chance=0.8)[2].role == "headline"
    assert page(parts, chance=0.95)[2].role == "boilerplate"


def test_pieces_of_several_lines_are_judged_by_the_mean() -> None:
    """A paragraph is furniture only if its lines are on the whole."""
    lines = lines_of(f"{NEWS}\n{UNKNOWN}\n{UNKNOWN}")
    told = told_of(lines, role="boilerplate")
    for share, role in ((1.0, "boilerplate"), (0.3, "body")):
        told.roles[2] *= share
        whole = Piece(Span(lines[1].span.start, lines[2].span.end), f"{UNKNOWN}\n{UNKNOWN}", "text")
        set_right(told, [lines[0], whole], [Unit("article", "", 0)] * 2)
        assert whole.role == role
