"""Annotating as a person does: real Label Studio, real Chromium."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from stancemark import flow, revise
from stancemark.annotate import server
from stancemark.annotate.server import Running
from stancemark.annotate.studio import LiveStudio
from stancemark.config import load
from stancemark.journey import Journey, find_project, open_study
from stancemark.records import Answer, Document, Judgement, Passage, Region, Span
from stancemark.tasks.codec import encode_annotation
from tests.tasks.revised import label, revised

pytestmark = [pytest.mark.server, pytest.mark.browser]

TEXT = (
    "The 🛩️ dropped 18 pallets 💧💧 near Karsk, سلمى الحديدي told a newspaper.\r\n"
    "No <b>one</b> & nobody 👩‍👩‍👧 saw\u00a0the  rest of it: cafe\u0301, e\u0301clair, עמי.\n"
)

CONFIG = """
study: {name: Emoji in the browser, folder: study, documents: [page.txt]}
codebook: {preset: quick, targets: [{name: Karsk}]}
"""

CORNERS = """
([first, last]) => {
  const walker = document.createTreeWalker(
    document.querySelector('.sm-passage'), NodeFilter.SHOW_TEXT);
  const found = {};
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const word of [first, last]) {
      const at = node.data.indexOf(word);
      if (at < 0 || found[word]) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + word.length);
      found[word] = range.getBoundingClientRect();
    }
  }
  const a = found[first], z = found[last];
  return [a.left + 1, a.top + a.height / 2, z.right - 1, z.top + z.height / 2];
}
"""


@pytest.fixture
def journey(tmp_path: Path) -> Journey:
    """A study of one page, full of what breaks offsets elsewhere."""
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "page.txt").write_bytes(TEXT.encode("utf-8"))
    study = open_study(load(tmp_path / "config.yaml"))
    flow.read(study)
    flow.tasks(study)
    return study


@pytest.fixture
def page(chromium: Browser, label_studio: Running, label_studio_folder: Path) -> Page:
    """A browser window, logged in."""
    login = json.loads(Path(server.password(label_studio_folder)).read_text(encoding="utf-8"))
    page = chromium.new_page(viewport={"width": 1500, "height": 1100})
    page.goto(f"{label_studio.url}/user/login/")
    page.fill("input[name=email]", login["username"])
    page.fill("input[name=password]", login["password"])
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/user/login" not in url)
    return page


def draw(page: Page, label: str, first: str, last: str) -> None:
    """Choose a span label and drag from the first word to the last, as a person would."""
    page.get_by_text(label, exact=True).first.click()
    x, y, to_x, to_y = page.evaluate(CORNERS, [first, last])
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(to_x, to_y, steps=12)
    page.mouse.up()


@pytest.mark.parametrize(
    ("first", "last"),
    [("pallets", "Karsk"), ("one", "nobody"), ("rest", "clair")],
    ids=["after emoji", "over markup characters", "over combining marks"],
)
def test_a_drawn_span_comes_back_exactly(
    journey: Journey, page: Page, label_studio: Running, first: str, last: str
) -> None:
    """A span drawn over emoji, CRLF, markup and combining marks is the same span of the page."""
    studio = LiveStudio(label_studio.url, label_studio.token)
    flow.push(journey, studio, lambda *_: None)
    [passage] = journey.study.load("passages", Passage)
    project = find_project(journey, studio)
    task = dict(studio.tasks(project.id))[passage.id]

    page.goto(f"{studio.url}/projects/{project.id}/data?task={task}")
    page.wait_for_selector(".lsf-richtext__line")
    assert page.inner_text(".sm-passage").split() == passage.text.split()
    draw(page, "claim", first, last)
    page.get_by_text("not_biased", exact=False).first.click()
    page.get_by_role("button", name="Submit").click()
    page.get_by_text("Annotation saved successfully").first.wait_for()

    flow.pull(journey, studio)
    [judgement] = journey.study.load("judgements", Judgement)
    [document] = journey.study.load("documents", Document)
    [region] = judgement.regions
    assert document.text == TEXT
    assert region.span.of(document.text) == region.quote
    assert region.span.start == TEXT.index(first)
    assert region.span.end == TEXT.index(last) + len(last)
    assert (region.label, region.origin, region.repaired) == ("claim", "manual", False)
    assert judgement.quarantined == ()
    assert judgement.answers[0].labels == ("not_biased",)


BLIND = "It was Ann Lee 😀 who told the Orrin Standard why the ferry had stopped, Reuters said."


def test_a_blank_is_marked_as_any_word_and_comes_back_whole(
    tmp_path: Path, page: Page, label_studio: Running
) -> None:
    """A double click on a blank marks all of the name; a span across one is the document's own words."""
    (tmp_path / "config.yaml").write_text(CONFIG.replace("page.txt", "page.md"))
    (tmp_path / "page.md").write_text(
        f"---\noutlet: Orrin Standard\nauthor: Ann Lee\n---\n{BLIND}", encoding="utf-8"
    )
    study = open_study(load(tmp_path / "config.yaml"))
    flow.read(study)
    flow.tasks(study)
    studio = LiveStudio(label_studio.url, label_studio.token)
    flow.push(study, studio, lambda *_: None)
    [passage] = study.study.load("passages", Passage)
    project = find_project(study, studio)
    task = dict(studio.tasks(project.id))[passage.id]
    page.goto(f"{studio.url}/projects/{project.id}/data?task={task}")
    page.wait_for_selector(".lsf-richtext__line")
    shown = page.inner_text(".sm-passage")
    assert "told the ______________" in shown
    assert "Standard" not in shown
    draw(page, "claim", "ferry", "stopped")
    page.keyboard.press("Escape")
    draw(page, "claim", "who", "why")
    page.keyboard.press("Escape")
    page.get_by_text("claim", exact=True).first.click()
    x, y, to_x, _ = page.evaluate(CORNERS, ["_______", "_______"])
    page.mouse.dblclick((x + to_x) / 2, y)
    page.get_by_text("not_biased", exact=False).first.click()
    page.get_by_role("button", name="Submit").click()
    page.get_by_text("Annotation saved successfully").first.wait_for()
    flow.pull(study, studio)
    [judgement] = study.study.load("judgements", Judgement)
    [document] = study.study.load("documents", Document)
    assert {region.quote for region in judgement.regions} == {
        "ferry had stopped",
        "who told the Orrin Standard why",
        "Ann Lee",
    }
    for region in judgement.regions:
        assert region.span.of(document.text) == region.quote
        assert not region.repaired


def test_a_migrated_annotation_is_shown_and_a_split_is_decided_by_a_click(
    journey: Journey, page: Page, label_studio: Running
) -> None:
    """Renamed labels are selected as before; a split one is not, until its author chooses."""
    studio = LiveStudio(label_studio.url, label_studio.token)
    flow.push(journey, studio, lambda *_: None)
    [passage] = journey.study.load("passages", Passage)
    project = find_project(journey, studio)
    task = dict(studio.tasks(project.id))[passage.id]
    place = Span(passage.text.index("18"), passage.text.index("18") + 2)
    answers = [Answer("stance", ("favor",), "karsk"), Answer("bias", ("biased",))]
    said = Judgement("", passage.id, "", (*answers, Answer("unsupported", ("no",))))
    region = Region("r", place.moved(passage.span.start), "claim", "18", origin="manual")
    raw = encode_annotation(replace(said, regions=(region,)), passage, journey.codebook)
    owner = next(n for n, address in studio.people().items() if address == studio.whoami())
    studio.annotate(task, raw, owner)
    codebook = revised(
        journey.codebook,
        label("stance", "favor", "supports"),
        label("unsupported", "no", "sourced", "harmless"),
        label("claim_span", "claim", "statement"),
    )
    later = replace(journey, codebook=codebook)
    revise.migrate(later, studio, lambda *_: None)

    page.goto(f"{studio.url}/projects/{project.id}/data?task={task}")
    page.wait_for_selector(".lsf-richtext__line")
    page.wait_for_selector(".ant-radio-checked")
    selected = page.locator(".ant-radio-checked input")
    assert [selected.nth(n).get_attribute("name") for n in range(selected.count())] == [
        "supports",
        "biased",
    ]
    assert page.get_by_text("statement").count() >= 2
    page.get_by_text("sourced").first.click()
    page.locator("button:has-text('Update')").first.click()
    page.get_by_text("Annotation updated successfully").first.wait_for()

    flow.pull(later, studio)
    [judgement] = later.study.load("judgements", Judgement)
    assert judgement.quarantined == ()
    assert {a.question: a.labels for a in judgement.answers} == {
        "stance": ("supports",),
        "bias": ("biased",),
        "unsupported": ("sourced",),
    }
    [found] = judgement.regions
    assert (found.span, found.label, found.origin) == (region.span, "statement", "manual")
    assert (judgement.codebook, judgement.migrated) == (codebook.version, False)
