"""Pages of invented designs, from which the network learns: what is said of their lines is so."""

import re
from dataclasses import fields
from functools import cache
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.outline import sheet
from benchmarks.outline_articles import Site, invented
from benchmarks.outline_designs import AUTHOR, END, SOURCE, Turn, design, person
from benchmarks.outline_pages import Page, page_of
from benchmarks.outline_words import FORMS, Stock, stock
from stancemark.records import Document
from stancemark.tasks.segment.layout import rows
from stancemark.tasks.segment.network import KINDS, ROLES
from tests.gate import score

seeds = st.integers(0, 10**9)


@cache
def words() -> Stock:
    """What some pages of the gate have."""
    known = [t for t in score.truths() if t.stem[:2] in ("a0", "c0", "t5")]
    told = ((t.stem, *score.told(t, page)) for t in known if (page := score.page_of(t)))
    return stock(page_of(name, rows(of), truth["segments"]) for name, of, truth in told)


def page_by(seed: int) -> Page:
    """The page that a seed makes."""
    return invented("page", words(), Random(seed))  # noqa: S311  # the same page each time, and no secret


@given(seeds)
@settings(deadline=None)  # the first draw reads pages
def test_an_invented_page_says_of_every_line_what_it_is(seed: int) -> None:
    """In roles and kinds that there are, the same for a seed, and in a form that a network learns from."""
    page = page_by(seed)
    columns = [getattr(page, of.name) for of in fields(page)[1:]]
    assert {len(column) for column in columns} == {len(page.lines)}
    assert set(page.roles) <= {*ROLES}
    assert set(page.kinds) <= {*KINDS}
    assert page == page_by(seed)
    if page.lines:
        assert len(sheet(page).wanted) == len(page.lines)


@given(seeds)
@settings(deadline=None)
def test_each_turn_of_an_invented_page_begins_once(seed: int) -> None:
    """Turns follow one another; what is most of a line with which one begins may be a button."""
    page = page_by(seed)
    of_turns = [(unit, start) for unit, start in zip(page.units, page.starts, strict=True) if unit]
    begun = [unit for unit, start in of_turns if start]
    assert begun == sorted(set(begun))
    assert all(a[0] <= b[0] for a, b in pairwise(of_turns))


@given(seeds)
@settings(deadline=None)
def test_names_stand_in_the_lines_of_an_invented_page(seed: int) -> None:
    """None is cut off, none holds the marks that it was written with, and a page's text has none."""
    page = page_by(seed)
    for line, named in zip(page.lines, page.named, strict=True):
        assert {AUTHOR, SOURCE, END}.isdisjoint(line.text)
        for name in named:
            words_of = line.text[name.start : name.end]
            assert words_of
            assert words_of.strip() == words_of
            assert 0 <= name.start < name.end <= len(line.text)


@given(seeds)
def test_every_field_of_a_design_says_something_of_anybody(seed: int) -> None:
    """No form asks for what a turn does not have, each that is always said is, and only bylines name an author."""
    draw = Random(seed)  # noqa: S311  # the same each time, and no secret
    of = design(draw)
    turn = Turn(person(draw, "Ann Lee", ()), of.when(draw), 3, "The ferry")
    for field in (*of.head, *of.foot):
        said = field.said(turn, draw)
        assert said or field.chance < 1
        assert not re.search(r"[{}]", said)
        assert AUTHOR not in said or not field.reason


def read(site: Site) -> Page:
    """The lines of what was written so far."""
    return page_of("page", rows(Document("page", site.draft.text, "page")), site.draft.segments)


@given(seeds)
@settings(deadline=None)
def test_the_page_of_one_article_has_one(seed: int) -> None:
    """Whatever menus, boxes, subheads and teasers stand around it and in it; none of those is of a turn."""
    site = Site(words(), Random(seed))  # noqa: S311  # the same each time, and no secret
    site.page()
    page = read(site)
    assert sum(page.starts) == 1
    assert {*page.units} <= {None, 1}
    assert all(
        unit is None
        for unit, role in zip(page.units, page.roles, strict=True)
        if role == "boilerplate"
    )


@given(seeds, st.integers(2, 9))
@settings(deadline=None)
def test_articles_of_a_list_begin_one_by_one(seed: int, many: int) -> None:
    """As many as there are; who repeats another outlet's article is not named as its author."""
    site = Site(words(), Random(seed))  # noqa: S311  # the same each time, and no secret
    site.articles(many)
    page = read(site)
    assert sum(page.starts) == many
    repeated = {
        unit for unit, role in zip(page.units, page.roles, strict=True) if role == "wire_copy"
    }
    own = {unit for unit, role in zip(page.units, page.roles, strict=True) if role == "body"}
    named = {unit for unit, of in zip(page.units, page.authors, strict=True) if of}
    assert named.isdisjoint(repeated - own)


def test_each_engine_is_known_once() -> None:
    """What heads and what closes a turn, together, is another in each."""
    engines = [(engine["head"], engine["foot"]) for engine in FORMS["engines"]]
    assert len(engines) == len(set(engines))
