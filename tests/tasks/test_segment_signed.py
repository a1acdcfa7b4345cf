"""Names and repeated words as the network has them: the words it reads, the names they make, who is given one, what is claimed."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.records import Document, UnitKind
from stancemark.tasks.segment.claimed import claim
from stancemark.tasks.segment.layout import rows
from stancemark.tasks.segment.looks import KEYS
from stancemark.tasks.segment.signed import AUTHOR, SOURCE, names, sign
from stancemark.tasks.segment.tokens import FIRST, LAST, tokens
from stancemark.tasks.segment.turns import Unit
from tests.tasks.told import lines_of, told_of

texts = st.lists(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=80).filter(
        str.strip
    ),
    min_size=1,
    max_size=8,
)
REPORT = "The dam at Korvel broke in the night, and two villages below it were under water by morning, officials said."


@given(texts)
def test_words_are_read_exactly(of: list[str]) -> None:
    """Each word is a stretch of its line without white space, in order; of a line with few, all are read."""
    lines = lines_of("\n".join(of))
    read = tokens(lines)
    assert np.isfinite(read.looks).all()
    assert ((read.keys >= 0) & (read.keys < KEYS)).all()
    assert len(read.lines) == len(read.places) == len(read.keys) == len(read.looks)
    for number, line in enumerate(lines):
        places = read.places[read.lines == number].tolist()
        words = [line.text[start:end] for start, end in places]
        assert all(words)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(places))
        if len(words) < FIRST + LAST:
            assert "".join(words) == "".join(line.text.split())


@given(texts)
def test_words_are_counted_over_the_page(of: list[str]) -> None:
    """The last number of a word's place on the page is the share of the lines that hold it."""
    lines = lines_of("\n".join(of))
    read = tokens(lines)
    words = [
        lines[line].text[a:b].lower() for line, (a, b) in zip(read.lines, read.places, strict=True)
    ]
    bare = ["".join("0" if c.isdecimal() else c for c in word) for word in words]
    held = {(line, word) for line, word in zip(read.lines.tolist(), bare, strict=True)}
    shares = [sum(w == word for _, w in held) / len(lines) for word in bare]
    assert np.allclose(read.looks[:, 12], shares, atol=1e-5)


@given(texts, st.data())
def test_names_are_words_in_a_row_of_one_line(of: list[str], data: st.DataObject) -> None:
    """Every word that is sure enough and behind no bracket stands in exactly one name, none reaches into another line, and all its words are likely."""
    text = "\n".join(of)
    told = told_of(lines_of(text))
    size = len(told.lines)
    drawn = data.draw(st.lists(st.floats(0, 1, width=32), min_size=size, max_size=size))
    told = told._replace(names=np.column_stack([drawn, drawn[::-1]]).astype(np.float32))
    for column in (AUTHOR, SOURCE):
        found = names(told, text, column, least=0.2, core=0.6)
        for chance, (start, end), line in zip(
            told.names[:, column], told.words.tolist(), told.lines, strict=True
        ):
            inside = [n for n in found if n.start <= start and end <= n.end]
            bare = set("([<{").isdisjoint(text[told.at[line] : end])
            assert len(inside) == 1 if chance > 0.6 and bare else len(inside) <= 1
            assert all(told.line(n.start) == told.line(n.end - 1) == line for n in inside)
            assert chance > 0.2 or not inside


@pytest.mark.parametrize(
    ("own", "chances", "now"),
    [
        ("Rear-Admiral", {"pottleman": (0.9, 0), "Rear-Admiral": (0.1, 0)}, "pottleman"),
        ("Rear-Admiral", {"pottleman": (0.9, 0), "Rear-Admiral": (0.7, 0)}, "Rear-Admiral"),
        ("Rear-Admiral", {"pottleman": (0.3, 0)}, "Rear-Admiral"),
        ("pottleman", {"pottleman": (0.9, 0)}, "pottleman"),
        ("", {"pottleman": (0.9, 0)}, "pottleman"),
        ("", {"pottleman": (0.28, 0)}, ""),
        ("", {"pottleman": (0, 0.9)}, ""),
    ],
)
def test_a_turn_is_given_a_name_that_is_much_surer_than_its_own(
    own: str, chances: dict[str, tuple[float, float]], now: str
) -> None:
    """Not one that is only a little surer, nor one of a source; a turn without a name needs a very sure one."""
    text = f"pottleman\nRear-Admiral\nPosts: 412\n{REPORT}"
    lines, unit = lines_of(text), Unit("post", own, 0)
    sign(told_of(lines, names=chances), text, lines, [unit] * len(lines))
    assert unit.author == now


@pytest.mark.parametrize(
    ("kind", "chance", "now"),
    [("article", 0.05, ""), ("article", 0.2, "Ann Lee"), ("comment", 0.05, "Ann Lee")],
)
def test_an_article_loses_a_name_that_is_surely_not_its_authors(
    kind: UnitKind, chance: float, now: str
) -> None:
    """Where it was read; a comment keeps the name that a form of headers gave it."""
    text = f"Photo: Ann Lee\n{REPORT}"
    for own, left in (("Ann Lee", now), ("Bo Ek", "Bo Ek")):
        lines, unit = lines_of(text), Unit(kind, own, 0)
        sign(told_of(lines, names={"Ann Lee": (chance, 0)}), text, lines, [unit] * len(lines))
        assert unit.author == left


@pytest.mark.parametrize(
    ("line", "words", "now"),
    [
        ("Bosun (Fish Dock)", "Bosun (Fish Dock)", "Bosun"),
        ("Joss Amadi-Reeve", "Joss Amadi", "Joss Amadi-Reeve"),
        ("loanhelp4u 2 years ago", "loanhelp", "loanhelp4u"),
        ("dez1959 wrote", "dez", "dez1959"),
        ("brackwater_lou9:44 pm", "brackwater_lou", "brackwater_lou"),
        ("precinct_9_tammy 204 points", "precinct_", "precinct_9_tammy"),
    ],
)
def test_a_name_ends_where_its_word_does(line: str, words: str, now: str) -> None:
    """Not with a bracket behind it; digits that end its word are part of it, a time glued to it is not."""
    text = f"{line}\n{REPORT}"
    lines, unit = lines_of(text), Unit("post", "", 0)
    sign(told_of(lines, names={words: (0.9, 0)}), text, lines, [unit] * len(lines))
    assert unit.author == now


@pytest.mark.parametrize(("role", "now"), [("byline", "Ann Lee"), ("boilerplate", "")])
def test_a_name_in_furniture_is_given_where_the_network_sees_none(role: str, now: str) -> None:
    """`Ann Lee is offline` may head a turn, whatever its words are elsewhere."""
    text = f"Ann Lee is offline\n{REPORT}"
    lines, unit = lines_of(text), Unit("post", "", 0)
    lines[0].tag = "furniture"
    sign(told_of(lines, role=role, names={"Ann Lee": (0.9, 0)}), text, lines, [unit, unit])
    assert unit.author == now


def test_each_turn_is_given_the_name_that_stands_in_it() -> None:
    """Not one of the turn above or below."""
    text = f"Ann Lee\n{REPORT}\nBo Ek\n{REPORT}"
    lines, (one, other) = lines_of(text), (Unit("post", "", n) for n in range(2))
    told = told_of(lines, names={"Ann Lee": (0.9, 0), "Bo Ek": (0.8, 0)})
    sign(told, text, lines, [one, one, other, other])
    assert [one.author, other.author] == ["Ann Lee", "Bo Ek"]


SOURCED = {"Harl Mercury": (0, 0.8)}


@pytest.mark.parametrize(
    ("quoted", "sources", "depth", "roles"),
    [
        ([0.1, 0.1, 0.9, 0.9], SOURCED, [0, 0, 1, 1], ["body", "body", "wire_copy", "wire_copy"]),
        ([0.1, 0.1, 0.9, 0.2], SOURCED, [0, 0, 1, 0], ["body", "body", "wire_copy", "body"]),
        ([0.1, 0.1, 0.6, 0.6], SOURCED, [0, 0, 0, 0], ["body"] * 4),
        ([0.1, 0.1, 0.9, 0.9], {}, [0, 0, 1, 1], ["body", "body", "wire_copy", "wire_copy"]),
        ([0.1, 0.9, 0.1, 0.1], SOURCED, [0, 0, 0, 0], ["body"] * 4),
    ],
)
def test_words_that_are_surely_repeated_are_their_sources(
    quoted: list[float],
    sources: dict[str, tuple[float, float]],
    depth: list[int],
    roles: list[str],
) -> None:
    """Or nobody's, if none is named near them; a few words, and what is less sure beside them, stay the writer's."""
    text = f"I read this today\nFrom the Harl Mercury\n{REPORT}\n{REPORT}"
    lines = lines_of(text)
    told = told_of(lines, quoted=quoted, names=sources)
    claim(told, text, [(Unit("post", "Ann Lee", 0), lines)])
    assert [line.depth for line in lines] == depth
    assert [line.role for line in lines] == roles
    source = next(iter(sources), "")
    assert [line.outlet for line in lines] == [source if of else "" for of in depth]


@pytest.mark.parametrize(
    ("own", "chance", "now"),
    [
        ("Rosa Teague", 0.1, "Harl Mercury"),
        ("Rosa Teague", 0.5, "Rosa Teague"),
        ("", 0.1, "Harl Mercury"),
        ("AFP", 0.1, "AFP"),
    ],
)
def test_words_that_have_a_source_keep_it_unless_it_is_none(
    own: str, chance: float, now: str
) -> None:
    """What rules credited is credited anew only to a source nearby, in place of what neither form nor network takes for one; furniture stays."""
    text = f"Harl Mercury\n{own} {REPORT}\nShare this\n{REPORT}"
    lines = rows(Document("d", text, "page.txt"))
    lines[1].role, lines[1].depth, lines[1].outlet = "wire_copy", 1, own
    lines[2].role = "boilerplate"
    before = replace(lines[1], outlet=now)
    told = told_of(lines, quoted=[0.1, 0.9, 0.9, 0.9], names={own or "no": (0, chance), **SOURCED})
    claim(told, text, [(Unit("post", "Ann Lee", 0), lines)])
    assert lines[1] == before
    assert lines[2].role == "boilerplate"
    assert (lines[3].role, lines[3].outlet) == ("wire_copy", "Harl Mercury")


@pytest.mark.parametrize(
    ("above", "own", "now"),
    [
        ("By The Harl Mercury", "HM", "Harl Mercury"),
        ("By The Harl Mercury", "harlmercury.example", "Harl Mercury"),
        ("By The Harl Mercury", "Reuters", "Reuters"),
        ("By HM", "Harl Mercury", "Harl Mercury"),
    ],
)
def test_a_source_is_called_by_its_name_in_full(above: str, own: str, now: str) -> None:
    """Where a line above the words has that, rather than by its letters or its address; not by that of another."""
    text = f"{above}\n{REPORT}"
    lines = lines_of(text)
    lines[1].role, lines[1].depth, lines[1].outlet = "wire_copy", 1, own
    claim(told_of(lines, names=SOURCED), text, [(Unit("article", "", 0), lines)])
    assert lines[1].outlet == now
