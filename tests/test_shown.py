"""Random predictions of every kind of question: what is accepted is shown where it belongs."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from stancemark.annotate import send, server
from stancemark.annotate.protocol import ProjectSettings
from stancemark.annotate.server import Running
from stancemark.annotate.studio import LiveStudio
from stancemark.config import AxisOptions, CodebookOptions, TargetOptions
from stancemark.records import (
    Answer,
    Codebook,
    Document,
    Guess,
    Passage,
    Prediction,
    Refusal,
    Region,
    Span,
)
from stancemark.tasks.codebook import load_codebook
from stancemark.tasks.codec import encode_task
from stancemark.tasks.interface import instruction, labeling_config
from tests.strategies import asked

pytestmark = [pytest.mark.server, pytest.mark.browser]

TEXT = "The 🛩️ dropped 18 pallets 💧💧 near Karsk; سلمى الحديدي said <b>no</b> & cafe\u0301 was 👩‍👩‍👧 here."
START = 1000
"""Where the passage stands in its document."""

EACH = 250
"""Predictions of each preset: a thousand in all, of which five each are looked at."""

SHOWN = """
() => {
  const box = document.querySelector('.sm-passage');
  let text = '', marks = [];
  if (!box) return [text, marks];
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const marked = Boolean(node.parentElement.closest('.htx-highlight'));
    for (const character of node.data) { text += character; marks.push(marked); }
  }
  return [text, marks];
}
"""
"""The characters of the passage, and of each code point whether it is highlighted; none while it is being drawn."""


def codebook(preset: str) -> Codebook:
    """A preset with two targets and an axis."""
    targets = [TargetOptions(name="City Hall"), TargetOptions(name="Karsk")]
    options = CodebookOptions(preset=preset, targets=targets, axis=AxisOptions(left="a", right="b"))
    return load_codebook(options, Path())


def guess(book: Codebook, draw: random.Random) -> Guess:
    """An answer to a random question; one in twenty to none, or by a label that is none."""
    question, target = draw.choice(asked(book))
    label = draw.choice(question.values)
    odd = draw.random()
    if odd < 0.025:
        label = "no such label"
    name = "no_such_question" if odd > 0.975 else question.id
    return Guess(name, label, {label: draw.random()}, target)


def region(book: Codebook, name: str, draw: random.Random) -> Region:
    """A random stretch with an attribute; one in ten out of place, misquoted or mislabelled."""
    question = next(q for q in book.questions if q.kind == "spans")
    label, odd = draw.choice(question.values), draw.random()
    start = draw.randrange(len(TEXT))
    end = draw.randint(start + 1, len(TEXT))
    fitting = [q for q in question.attributes if label in q.of and q.values]
    attributes = tuple(Answer(q.id, (draw.choice(q.values),)) for q in fitting[:1])
    made = Region(name, Span(start, end).moved(START), label, TEXT[start:end], attributes)
    if odd < 0.03:
        return replace(made, span=Span(START + start, START + len(TEXT) + 5))
    if odd < 0.06:
        return replace(made, quote="something else")
    if odd < 0.08:
        return replace(made, label="no such label")
    return replace(made, attributes=(Answer("no_such_attribute", ("x",)),)) if odd < 0.1 else made


def drawn(book: Codebook, uid: str, draw: random.Random) -> Prediction:
    """A random prediction, most often one that may be sent."""
    spans = any(q.kind == "spans" for q in book.questions)
    regions = [region(book, f"r{n}", draw) for n in range(draw.randint(0, 3) if spans else 0)]
    guesses = {
        (g.question, g.target): g for g in (guess(book, draw) for _ in range(draw.randint(0, 3)))
    }
    return Prediction(uid, "random-1", tuple(guesses.values()), tuple(regions), draw.random())


@pytest.fixture
def page(chromium: Browser, label_studio: Running, label_studio_folder: Path) -> Iterator[Page]:
    """A browser window, logged in."""
    login = json.loads(Path(server.password(label_studio_folder)).read_text(encoding="utf-8"))
    page = chromium.new_page(viewport={"width": 1500, "height": 1100})
    page.goto(f"{label_studio.url}/user/login/")
    page.fill("input[name=email]", login["username"])
    page.fill("input[name=password]", login["password"])
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/user/login" not in url)
    yield page
    page.close()


@pytest.mark.parametrize("preset", ["quick", "stance", "claims", "full"])
def test_what_is_accepted_is_shown_at_its_characters(
    page: Page, label_studio: Running, preset: str
) -> None:
    """Of 250, strict validation takes all that we accept, and the page highlights just their characters.

    Each that we refuse names its passage, and the control or span at fault.
    """
    book, draw = codebook(preset), random.Random(f"seed {preset}")  # noqa: S311  # no secret
    studio = LiveStudio(label_studio.url, label_studio.token)
    config = labeling_config(book)
    settings = ProjectSettings(f"Shown {preset}", config, instruction(book), 1, f"shown {preset}")
    project = studio.create_project(settings)
    passages = {
        f"{preset}{n}": Passage(f"{preset}{n}", "d", Span(START, START + len(TEXT)), TEXT, "body")
        for n in range(EACH)
    }
    document = Document("d", "", "page.txt")
    studio.add_tasks(project.id, [encode_task(p, document) for p in passages.values()])
    ids = dict(studio.tasks(project.id))
    predictions = [drawn(book, uid, draw) for uid in passages]
    made = list(send.encode_predictions(predictions, passages, book, ids, config))
    refused = [item for item in made if isinstance(item, Refusal)]
    sent = [item for item in made if not isinstance(item, Refusal)]
    assert studio.add_predictions(project.id, sent) == EACH
    studio.show_predictions(project.id, "random-1")
    as_strictly_validated = [
        {"data": {"uid": f"again {item['task']}", "text": TEXT}, "predictions": [item]}
        for item in sent
    ]
    assert studio.add_tasks(project.id, as_strictly_validated) == EACH

    at_fault = re.compile(r"no control \S+|\S+ has no label|region r\d \d+:\d+|no_such_question")
    assert 0 < len(refused) < EACH / 2
    assert all(r.item in passages and at_fault.search(r.detail) for r in refused), refused[:3]

    fine = [p for p in predictions if p.passage not in {r.item for r in refused}]
    for prediction in draw.sample(fine, 5):
        page.goto(f"{studio.url}/projects/{project.id}/data?task={ids[prediction.passage]}")
        page.wait_for_selector(".sm-passage .lsf-richtext__line")
        wanted = [
            any(r.span.start <= START + i < r.span.end for r in prediction.regions)
            for i in range(len(TEXT))
        ]
        assert _highlighted(page, wanted) == wanted, prediction


def _highlighted(page: Page, wanted: list[bool]) -> list[bool]:
    """Which characters the page highlights, once it has drawn what is wanted or five seconds are over."""
    for _ in range(50):
        shown, marks = page.evaluate(SHOWN)
        begin = shown.find(TEXT)
        if begin >= 0 and marks[begin : begin + len(TEXT)] == wanted:
            break
        page.wait_for_timeout(100)
    assert TEXT in shown
    return list(marks[begin : begin + len(TEXT)])
