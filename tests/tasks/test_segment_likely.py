"""Furniture that no phrase knows: what the network may call so, and what never, on invented pages."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.tasks.segment import likely
from tests.tasks.test_segment_boards import BELOW_ARTICLE
from tests.tasks.test_segment_dumps import MORE, NEWS, TITLE, found

PROSE = f"{NEWS} {MORE}"
UNKNOWN = (
    "Quayside Plus members read without banners",
    "Our six stories before breakfast, by Fenna",
    "Manage what we send you | Quayside desk",
)
"""Lines of a site's own, none of them in `wording.yaml`."""

lines = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=60
)


def kept(page: str) -> str:
    """What of a page is no furniture."""
    return "\n".join(s.span.of(page) for s in found(page) if s.role != "boilerplate")


def test_lines_of_a_site_below_an_article_are_furniture_though_no_phrase_knows_them() -> None:
    """Most of them; the article above them is kept to the last character."""
    page = "\n\n".join([TITLE, "By Ana Lund", PROSE, PROSE, PROSE, *UNKNOWN])
    spare = [s.span.of(page) for s in found(page) if s.role == "boilerplate"]
    assert len({*UNKNOWN} & {*spare}) > 1
    assert kept(page).startswith(TITLE)
    assert kept(page).count(PROSE) == 3


@pytest.mark.parametrize(
    "page",
    [
        "\n\n".join(["The article ends here.", *UNKNOWN]),
        BELOW_ARTICLE
        + "3 Comments\n\n"
        + "\n\n".join(
            f"towboat8{n}\nMay {n + 3}, 2015 at 9:0{n} am\n{words}"
            for n, words in enumerate(UNKNOWN)
        ),
    ],
    ids=["no running text", "comments"],
)
def test_the_network_calls_nothing_furniture_there(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a page without running text nothing shows what furniture stands round; a few words are what people write."""
    told = [(s.span, s.role) for s in found(page)]
    monkeypatch.setattr(likely, "_SURE", 2.0)
    monkeypatch.setattr(likely, "_SURER", 2.0)
    assert [(s.span, s.role) for s in found(page)] == told


@pytest.mark.parametrize(
    "line",
    ["Quay Post (Senna)", "(Reuters)", "Among those who came were:", "By Fenna Korst"],
)
def test_sources_bylines_and_what_announces_are_never_furniture(line: str) -> None:
    """However little they look like running text."""
    page = "\n\n".join([TITLE, PROSE, line, PROSE, MORE])
    assert line in kept(page)


@given(st.lists(lines, min_size=1, max_size=30), st.data())
def test_every_line_has_a_probability(texts: list[str], data: st.DataObject) -> None:
    """Of whatever characters, alone or among others, and the same however many are asked at once."""
    wanted = data.draw(st.lists(st.integers(0, len(texts) - 1), min_size=1, unique=True))
    indents = [0] * len(texts)
    chances = list(likely.probabilities(texts, indents, wanted))
    assert all(0 <= chance <= 1 for chance in chances)
    alone = [next(likely.probabilities(texts, indents, [i])) for i in wanted]
    assert np.allclose(chances, alone)


def test_the_weights_are_plain_arrays() -> None:
    """Numbers and the bytes of words, which are read without running anything."""
    with np.load(likely.WEIGHTS, allow_pickle=False) as kept_arrays:
        kinds = {kept_arrays[name].dtype.kind for name in kept_arrays.files}
    assert kinds <= {"f", "u"}
