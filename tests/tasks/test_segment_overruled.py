"""Turns as the network has them: what it reads of lines, when it overrules what was found, and what never changes."""

from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import outline, outline_pages
from stancemark.records import Document
from stancemark.tasks.segment import claimed, network, overruled, segments, signed
from stancemark.tasks.segment.layout import Piece, rows
from stancemark.tasks.segment.looks import KEYS, looks, read
from stancemark.tasks.segment.tokens import tokens
from stancemark.tasks.segment.turns import Unit
from tests.gate import score
from tests.tasks.test_segment_dumps import MORE, NEWS, TITLE, found
from tests.tasks.told import lines_of, told_of

PAGES = Path(__file__).parents[1] / "gate" / "pages"
PAGE = (PAGES / "t54-yarrabel.txt").read_text(encoding="utf-8")
"""A thread in a form that no rule knows."""

lines = st.lists(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=60).filter(
        str.strip
    ),
    min_size=1,
    max_size=12,
)
chances = st.lists(st.floats(0.001, 0.999), min_size=1, max_size=8)


def pieces(texts: list[str]) -> list[Piece]:
    """The lines of a page, a blank one above every other."""
    return rows(
        Document(
            "d", "\n".join(f"{text}\n" * (1 + n % 2) for n, text in enumerate(texts)), "page.txt"
        )
    )


@given(lines)
@settings(deadline=None)  # the first draw reads the weights
def test_the_network_that_ships_is_the_one_that_is_taught(texts: list[str]) -> None:
    """Its arrays, read without any other library, say of every line what the model they were made from says."""
    of = pieces(texts)
    torch.manual_seed(len(texts))
    no = [False] * len(of)
    page = outline_pages.Page(
        "p", of, [None] * len(of), ["body"] * len(of), [""] * len(of), no, no, no, [[]] * len(of)
    )
    sheet = outline.sheet(page)
    other = replace(sheet, seen=torch.randn_like(sheet.seen))
    model = outline.Network([sheet, other]).eval()
    with torch.no_grad():
        told = model([sheet])
    arrays = {name: values.astype(np.float32) for name, values in model.arrays().items()}
    said = network.out(arrays, looks(of), read(of), tokens(of))
    for ours, theirs in zip(said, told, strict=True):
        assert np.allclose(ours, theirs.numpy(), atol=0.05)


@given(lines)
@settings(deadline=None)  # the first draw reads the weights
def test_every_line_has_a_look_and_probabilities(texts: list[str]) -> None:
    """Of whatever characters: numbers that are finite, keys in range, probabilities that sum to one."""
    of = pieces(texts)
    seen, told = looks(of), network.tell(of)
    assert np.isfinite(seen).all()
    assert seen.shape[0] == len(of) == len(told.starts)
    words, firsts = read(of)
    assert ((words >= 0) & (words < KEYS)).all()
    assert len(firsts) == len(of)
    assert firsts[0] == 0
    assert ((told.starts >= 0) & (told.starts <= 1)).all()
    assert np.allclose(told.roles.sum(axis=1), 1, atol=1e-4)
    assert [told.line(line.span.start) for line in of] == [*range(len(of))]


@given(chances)
def test_the_turns_chosen_are_those_of_which_most_f1_is_expected(of: list[float]) -> None:
    """No other set of lines has more."""
    told = np.array(of, np.float32)
    chosen = overruled.most_expected(told)
    sets = (set_ for size in range(1, len(of) + 1) for set_ in combinations(range(len(of)), size))
    assert overruled.expected(told, chosen) >= max(overruled.expected(told, s) for s in sets) - 1e-6


@pytest.mark.parametrize("name", ["t54-yarrabel", "t66-lumwick", "t76-tarnick", "t47-venterby"])
def test_pages_of_forms_that_no_rule_knows_have_their_turns(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network tells nearly all turns of pages of which the rules alone tell less than half."""
    truth = score.HERE / "truth" / f"{name}.json"
    page = score.page_of(truth)
    assert page is not None
    assert score.score(score.load(truth, page))["units"] > 0.95
    monkeypatch.setattr(network, "MOST", 0)
    assert score.score(score.load(truth, page))["units"] < 0.5


def test_rules_stay_on_short_pages_and_where_not_much_more_is_expected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same page has other turns if it counts as too short or too long, or if the margin is not reached."""

    def begun() -> list[int]:
        starts: dict[str, int] = {}
        for s in found(PAGE):
            starts.setdefault(s.unit, s.span.start)
        return [start for unit, start in starts.items() if unit]

    now, size = begun(), len(rows(Document("d", PAGE, "page.txt")))
    monkeypatch.setattr(segments, "amended", lambda told, text, found, owners: (found, owners))
    by_rules = []
    for of, name, value in (
        (network, "MOST", size - 1),
        (network, "LONG", size + 1),
        (overruled, "most_expected", lambda chances: [int(np.argmin(chances))]),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(of, name, value)
            by_rules.append(begun())
    assert by_rules[0] == by_rules[1] == by_rules[2] != now


@given(st.lists(lines, min_size=3, max_size=6))
@settings(deadline=None)
def test_segments_are_exact_on_any_page_that_the_network_divides(parts: list[list[str]]) -> None:
    """Each character but white space is in one segment, in order, where it overrules whatever was found, names and sources too."""
    text = "\n".join(line for part in parts for line in [*part, ""] * 2) + "\n" + PAGE
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(overruled, "MARGIN", -1.0)
        for of, name in ((signed, "_SURER"), (claimed, "_SURE"), (claimed, "_LIKELY")):
            patch.setattr(of, name, -1.0)
        told = found(text)
    assert "".join("".join(s.span.of(text).split()) for s in told) == "".join(text.split())
    assert all(a.span.end <= b.span.start for a, b in pairwise(told))


def test_an_article_alone_stays_one() -> None:
    """Many short paragraphs under one title are no thread."""
    page = "\n\n".join([TITLE, *[NEWS, MORE] * 12])
    assert len({s.unit for s in found(page) if s.unit}) == 1


def test_a_page_of_one_turn_is_divided_only_where_names_or_titles_head_most() -> None:
    """Twenty lines that begin turns for sure, all of them plain text, leave the one that was found."""
    of = pieces([NEWS] * 12)
    unit = Unit("article", "", 0)
    for role, divided in (("body", False), ("byline", True)):
        told = told_of(of, starts=0.99, role=role)
        assert bool(overruled.overruled(told, of, [unit] * len(of))) is divided


def test_weights_hold_no_code() -> None:
    """They are plain arrays of half precision, loaded without pickles."""
    with np.load(network.WEIGHTS, allow_pickle=False) as kept:
        assert {kept[name].dtype for name in kept.files} == {np.dtype(np.float16)}
    assert Path(network.WEIGHTS).stat().st_size < 4_000_000


def test_turns_that_name_nobody_give_way_where_others_are_named() -> None:
    """Dates and lists inside a comment look like turns, but on a page that names who comments they name none."""
    of = lines_of(
        "\n".join(f"{line}\nI saw it." for line in ("Ann says", "1 May", "2 May", "3 May", "4 May"))
    )
    found = Unit("comment", "Ann", 0), Unit("comment", "", 1)
    owners = [found[n // 5] for n in range(10)]
    told = told_of(of, role="byline")._replace(starts=np.array([0.9, 0] * 5, np.float32))
    told.roles[1::2] = told_of(of).roles[1::2]
    for chance, divided in ((0.05, False), (0.2, True)):
        authors = np.full(10, chance, np.float32)
        assert bool(overruled.overruled(told._replace(authors=authors), of, owners)) is divided
