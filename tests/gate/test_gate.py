"""The segments of pages against what people say they are. Floors only go up."""

import json
from pathlib import Path

import pytest

from tests.gate.score import (
    FLOORS,
    HELD_OUT,
    MEASURES,
    TAUGHT,
    load,
    mean,
    measured,
    only_teaches,
    page_of,
    score,
    truths,
)

LEAST: dict[str, list[float]] = json.loads(FLOORS.read_text(encoding="utf-8"))


def below(page: str, measures: dict[str, float]) -> dict[str, tuple[float, float]]:
    """The measures of a page that are below its floors."""
    floors = zip(MEASURES, LEAST[page], strict=True)
    return {m: (round(measures[m], 3), floor) for m, floor in floors if measures[m] < floor}


@pytest.mark.parametrize(
    "truth", [t for t in truths() if not only_teaches(t.stem)], ids=lambda truth: truth.stem
)
def test_no_page_is_told_apart_worse_than_before(truth: Path) -> None:
    """Every measure of every page that rules were written for is at or above the floor of that page."""
    page = page_of(truth)
    if page is None:
        pytest.skip(f"the page {truth.stem}.txt is not shipped with the project")
    assert not below(truth.stem, score(load(truth, page)))


def test_pages_that_teach_are_told_apart_no_worse_than_before() -> None:
    """The means over the opened pages that no rule was written for are at or above their floors."""
    names = {truth.stem for truth in truths() if only_teaches(truth.stem)}
    assert not below(TAUGHT, mean(measured(names=names)))


def test_held_out_pages_are_told_apart_no_worse_than_before() -> None:
    """The means over the pages that neither rules nor the network have seen are at or above their floors."""
    assert not below(HELD_OUT, mean(measured(held_out=True)))
