"""Make the two pictures of the README from the demo's study: `make screenshots`.

Runs the demo if it has not been run, opens one pre-annotated task in Label Studio and the report in
Debian's Chromium, and writes docs/task.png and docs/report.png.
"""

import json
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from stancemark import demo
from stancemark.annotate import server
from stancemark.config import load
from stancemark.journey import Journey, connect, find_project, open_study, studio_folder
from stancemark.records import Passage, Prediction

DOCS = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"


def main() -> None:
    """Run the demo, take both pictures, stop Label Studio."""
    done = demo.run(DOCS.parent / "demo", print, lambda *_: None, serve=True)
    journey = open_study(load(done.config))
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            picture_task(browser.new_page(viewport={"width": 1400, "height": 900}), journey)
            page = browser.new_page(viewport={"width": 1100, "height": 1300})
            page.goto(done.report.resolve().as_uri())
            page.locator("#agreement").scroll_into_view_if_needed()
            page.evaluate("document.querySelector('#agreement').scrollIntoView()")
            page.screenshot(path=DOCS / "report.png")
            browser.close()
    finally:
        server.stop(studio_folder(journey.setup))


def picture_task(page: Page, journey: Journey) -> None:
    """Log in, open the task with the most telling suggestions, select its first claim."""
    studio = connect(journey)
    passage = telling(journey)
    project = find_project(journey, studio)
    task = dict(studio.tasks(project.id))[passage.id]
    login = json.loads(Path(server.password(studio_folder(journey.setup))).read_text("utf-8"))
    page.goto(f"{studio.url}/user/login/")
    page.fill("input[name=email]", login["username"])
    page.fill("input[name=password]", login["password"])
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/user/login" not in url)
    page.goto(f"{studio.url}/projects/{project.id}/data?task={task}")
    page.wait_for_selector(".lsf-richtext__line")
    page.get_by_text("claim", exact=True).last.click()
    page.wait_for_timeout(1500)
    page.screenshot(path=DOCS / "task.png")


def telling(journey: Journey) -> Passage:
    """The new passage with the most kinds of suggestion, then the most suggestions."""
    predictions = journey.study.load("predictions/linear", Prediction)
    best = max(predictions, key=lambda p: (len({r.label for r in p.regions}), len(p.regions)))
    return next(p for p in journey.study.load("passages", Passage) if p.id == best.passage)


if __name__ == "__main__":
    main()
