"""The report as a reader sees it, in real Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from stancemark.config import Config, StudyOptions
from stancemark.records import (
    Agreement,
    Answer,
    Codebook,
    Document,
    Gold,
    Guess,
    Judgement,
    Label,
    Passage,
    Prediction,
    Question,
    Refusal,
    Region,
    Score,
    Span,
    Summary,
    Target,
)
from stancemark.report import render
from stancemark.store import Study

pytestmark = pytest.mark.browser

LONG = "Donaudampfschifffahrtsgesellschaft" * 6
"""A word that fits no telephone."""

TEXT = f"""A plane <img src="http://example.org/x.png"> dropped {LONG} 👩‍👩‍👧 near Karsk.

سلمى الحديدي said <script src="http://example.org/x.js"></script> it was http://example.org/{LONG}."""

CODEBOOK = Codebook(
    name=LONG,
    title="Everything too long",
    guidelines="",
    questions=(
        Question("bias", "choice", LONG, (Label(LONG), Label("not_biased"))),
        Question("stance", "stance", "Where?", (Label("favor"), Label("against"))),
        Question("span", "spans", "Mark it.", (Label("claim", LONG), Label(LONG))),
    ),
    targets=(Target(LONG, "long"),),
)

PEOPLE = [f"annotator-number-{n}@a-rather-long-domain.example.org" for n in range(12)]


def fill(study: Study) -> None:
    """A study in which everything is longer than it should be."""
    study.save("documents", Document, [Document("d", TEXT, "a.txt", LONG, LONG)])
    whole = Span(0, len(TEXT))
    passages = [Passage(i, "d", whole, TEXT, "body", heading=LONG) for i in ("p1", "p2")]
    study.save("passages", Passage, passages)
    marks = (
        Region("r1", Span(2, 90), "claim", ""),
        Region("r2", Span(40, len(TEXT) - 5), LONG, ""),
    )
    judgements = [
        Judgement(
            name,
            "p1",
            name,
            (Answer("bias", (LONG,)), Answer("stance", ("favor",), "long")),
            marks,
            notes=(LONG,),
        )
        for name in PEOPLE
    ]
    study.save("judgements", Judgement, judgements)
    study.save("predictions/rules", Prediction, [Prediction("p1", LONG, (), marks)])
    guess = Guess("bias", LONG, {LONG: 0.9, "not_biased": 0.1})
    study.save("predictions/linear", Prediction, [Prediction("p2", LONG, (guess,), marks, 0.9)])
    study.save("gold", Gold, [Gold("p1", "bias", "", LONG, {LONG: 1.0}, 12, "majority")])
    found = [Agreement("bias", "", "alpha_nominal", -0.5, -0.9, 1.0, 12345678, 12, 3, LONG)]
    study.save("agreement", Agreement, found)
    score = Score("stance", "long", "macro_f1", 0.4, 0.3, 0.9, 0.5, 12345678, 9, LONG)
    study.save("scores", Score, [score])
    study.record(Summary("read", {}, (Refusal("read", LONG, LONG, LONG),)))


@pytest.fixture
def requests() -> list[str]:
    """Every address the page asks for."""
    return []


@pytest.fixture
def page(chromium: Browser, tmp_path: Path, requests: list[str]) -> Iterator[Page]:
    """The report of that study on a telephone, every part unfolded."""
    study = Study(tmp_path / "study")
    fill(study)
    config = Config(study=StudyOptions(name="Too long"[:50], documents=["x"]))
    path = tmp_path / "report.html"
    path.write_text(render(study, CODEBOOK, config), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    for summary in page.query_selector_all("summary"):
        summary.click()
    yield page
    page.close()


@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_nothing_runs_off_the_page(page: Page, width: int) -> None:
    """However long its words, the page does not scroll sideways; wide tables scroll in their box."""
    page.set_viewport_size({"width": width, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = page.evaluate(
        "[...document.querySelectorAll('.scroll')].map(b => b.scrollWidth > b.clientWidth)"
    )
    assert any(boxes)


def test_the_page_asks_for_nothing_else(page: Page, requests: list[str]) -> None:
    """Reading the page makes no request but the page, whatever addresses its documents hold."""
    page.wait_for_load_state("networkidle")
    assert requests == [page.url]


def test_charts_can_be_heard(page: Page) -> None:
    """Every chart that is not spelled out beside itself has a label and a title."""
    charts = page.query_selector_all("svg[role=img]")
    assert len(charts) >= 4
    for chart in charts:
        assert chart.get_attribute("aria-label")
        assert page.evaluate("c => c.querySelector('title').textContent.trim()", chart)


def test_dark_and_light_are_both_readable(page: Page) -> None:
    """In either scheme, text stands out from its ground by 7 to 1, small print by 4.5 to 1."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert contrast(page, "main p") >= 7
        for small in (".soft", ".kicker", ".tag", "nav a"):
            assert contrast(page, small) >= 4.5


def contrast(page: Page, selector: str) -> float:
    """Contrast of an element's text with the page's ground, as WCAG 2.2 defines it, in [1, 21]."""
    colours = page.evaluate(
        "s => [document.querySelector(s), document.body].map((e, i) =>"
        " getComputedStyle(e)[i ? 'backgroundColor' : 'color'].match(/\\d+/g).map(Number))",
        selector,
    )
    dark, light = sorted(map(luminance, colours))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: list[int]) -> float:
    """0.2126·R + 0.7152·G + 0.0722·B, each channel made linear."""
    channels = [c / 255 for c in colour[:3]]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
