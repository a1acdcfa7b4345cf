"""The page of an evaluation as a reader sees it, in real Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from stancemark.records import (
    NOTHING,
    Bin,
    ClassScore,
    Evaluation,
    Gap,
    Measure,
    Mistake,
    Point,
    Probe,
    Reliability,
    Rival,
    Score,
    Telling,
)
from stancemark.report import render_evaluation

pytestmark = pytest.mark.browser

LONG = "Donaudampfschifffahrtsgesellschaft" * 6
BAD = f"<img src=http://example.org/x.png> <script>alert(1)</script> \ud800 {LONG} سلمى الحديدي"
SOME = Measure(0.5, 0.25, 0.75)

EVERYTHING = Evaluation(
    question=LONG,
    target=BAD,
    model="linear",
    by="outlet",
    unit="outlet",
    groups=12,
    folds=5,
    items=1234,
    scores=(Score(LONG, BAD, "macro_f1", 0.5, 0.25, 0.75, 0.3, 1234, 12, BAD),),
    classes=(ClassScore(BAD, SOME, NOTHING, SOME, 3, 4),),
    rivals=(Rival("outlet only", SOME, SOME, SOME), Rival(LONG, SOME, NOTHING)),
    gap=Gap(SOME, SOME, Measure(-0.1, -0.2, 0.0)),
    probe=Probe(SOME, NOTHING, 0, 0.3, 7, 300),
    telling=(Telling(BAD, BAD, 1, BAD, "name", 5, 0.9),),
    curve=(Point(100, SOME), Point(200, Measure(0.6))),
    reliability=Reliability(0.1, 0.05, SOME, 0.6, (Bin(0.5, 0.4, 10), Bin(0.9, 1.0, 90))),
    mistakes=(Mistake(BAD, BAD, BAD, BAD, 0.9, BAD, BAD),),
    lot=(Score(LONG, BAD, "macro_f1", None, None, None, None, 0, 0, BAD),),
    warnings=(BAD,),
    notes=(BAD,),
)


@pytest.fixture
def requests() -> list[str]:
    """Every address the page asks for."""
    return []


@pytest.fixture
def page(chromium: Browser, tmp_path: Path, requests: list[str]) -> Iterator[Page]:
    """The page of an evaluation in which everything is longer, or stranger, than it should be."""
    path = tmp_path / "evaluation.html"
    path.write_text(render_evaluation([EVERYTHING, EVERYTHING], BAD), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    for summary in page.query_selector_all("summary"):
        summary.click()
    yield page
    page.close()


@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_nothing_runs_off_the_page(page: Page, width: int) -> None:
    """However long its words, the page does not scroll sideways."""
    page.set_viewport_size({"width": width, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_texts_are_data(page: Page, requests: list[str]) -> None:
    """Nothing that a text, a label or a name holds becomes markup or a request."""
    page.wait_for_load_state("networkidle")
    assert requests == [page.url]
    assert page.query_selector_all("script, img") == []


def test_plots_are_drawn_where_their_numbers_say(page: Page) -> None:
    """A bin stands at its probability, upwards by the share that was right; plots have words."""
    box, first, last = page.evaluate(
        "(() => { const s = document.querySelector('.square svg'); const c = s.querySelectorAll('circle');"
        " return [s, c[0], c[1]].map(e => { const r = e.getBoundingClientRect();"
        " return [r.x + (e === s ? 0 : r.width / 2), r.y + (e === s ? 0 : r.height / 2), r.width, r.height] }) })()"
    )
    # bins at (0.5, 0.4) and (0.9, 1.0) of the box
    assert first[0] == pytest.approx(box[0] + 0.5 * box[2], abs=1)
    assert first[1] == pytest.approx(box[1] + 0.6 * box[3], abs=1)
    assert last[0] == pytest.approx(box[0] + 0.9 * box[2], abs=1)
    assert last[1] == pytest.approx(box[1], abs=1)
    for plot in page.query_selector_all("svg[role=img]"):
        assert plot.get_attribute("aria-label")
