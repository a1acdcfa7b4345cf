"""Walk a team of five through a week on the sample study, and take the pictures of docs/team.md.

Runs every command of that page against a real Label Studio, prints what it says, and lets five
people with accounts of their own answer what the queue has next. Their answers are the sample's
recorded ones, dealt out anew: numbers on the page show what a command prints, and no finding.
"""

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from stancemark import ordering, sample
from stancemark.annotate import server
from stancemark.annotate.people import login_file
from stancemark.config import load
from stancemark.journey import Journey, as_shown, connect, find_project, open_study, studio_folder
from stancemark.records import Document, Judgement, Passage
from stancemark.tasks.codec import encode_annotation

DOCS = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"
TEAM = tuple(f"{name}@example.org" for name in ("ann", "bea", "cem", "dai", "eli"))
RENAMED = ("delta_front", "delta_movement")
FOLDER = DOCS.parent / "demo" / "week"


def main() -> None:
    """Run the week in a new folder, and stop Label Studio."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    config = sample.write_study(FOLDER, pages=True)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
            monday(config, page)
            tuesday(config)
            wednesday(config, page)
            friday()
            browser.close()
    finally:
        server.stop(FOLDER / "study" / "label-studio")


def monday(config: Path, page: Page) -> None:
    """Everybody gets an account, and the same twenty passages."""
    change(config, "overlap: 3  ", "overlap: 5  ")
    change(config, "round: 100 ", "round: 20  ")
    said("read", "tasks", "studio start", "push", f"people add {' '.join(TEAM)}")
    said("people add ann@example.org --perspective=-2", "queue")
    log_in(page, TEAM[0])
    page.get_by_text("Label All Tasks").first.click()
    shoot(page, "team-first.png", wait=6000)
    answer(20, people=5)


def tuesday(config: Path) -> None:
    """What they disagree on is talked over; a target gets another name; from now on two each."""
    said("pull", "agree", "people list")
    change(config, "- name: Delta Front", "- name: Delta Movement")
    change(config, "aliases: [the Front,", "aliases: [Delta Front, the Front,")
    change(config, "migrate: {} ", "migrate: {targets: {Delta Front: Delta Movement}} ")
    change(config, "overlap: 5  ", "overlap: 2  ")
    said("codebook diff", "push --dry-run", "codebook migrate --dry-run", "codebook migrate")
    said("codebook open", "codebook history", "tasks", "push")
    answer(120, people=2)


def wednesday(config: Path, page: Page) -> None:
    """A first model chooses what is asked next, and suggests."""
    said("pull", "aggregate", "train", "evaluate", "prelabel", "queue", "push")
    journey = open_study(load(config))
    for arm in ("suggested", "control"):
        open_task(page, journey, arm)
        shoot(page, f"team-{arm}.png", wait=2500)
    answer(60, people=2)
    page.goto(project_page(journey))
    shoot(page, "team-tasks.png", wait=4000)
    said("pull", "people list")


def friday() -> None:
    """All of it back, in numbers, kept safe, and as files."""
    said("agree", "aggregate", "train", "evaluate --more 100", "report", "people share out.parquet")
    said("studio backup week.tar.gz", "studio restore week.tar.gz restored", "push --offline files")


def said(*commands: str) -> None:
    """Run commands of ours in the study's folder, and print them with what they say."""
    for command in commands:
        print(f"$ stancemark {command}")
        words = [sys.executable, "-m", "stancemark", *command.split()]
        done = subprocess.run(words, cwd=FOLDER, text=True, capture_output=True, check=False)
        print(f"{done.stdout}{done.stderr}[{done.returncode}]", flush=True)


def change(config: Path, old: str, new: str) -> None:
    """Edit the config as a person would."""
    text = config.read_text("utf-8")
    if old not in text:
        raise SystemExit(f"{config}: no {old!r}")
    config.write_text(text.replace(old, new), "utf-8")


def answer(passages: int, people: int) -> None:
    """Let the next passages of the queue be answered, each by as many people, in turns."""
    journey = open_study(load(FOLDER / "config.yaml"))
    studio = connect(journey)
    tasks = dict(studio.tasks(find_project(journey, studio).id))
    ids = {email: number for number, email in studio.people().items()}
    by_id = {p.id: p for p in journey.study.load("passages", Passage)}
    shown, recorded = as_shown(journey, by_id.values()), _recorded(journey, list(by_id.values()))
    done = {j.passage for j in journey.study.load("judgements", Judgement)}
    waiting = [p.passage for p in ordering.current(journey) if p.passage not in done]
    lot = random.Random(passages)  # noqa: S311  # who answers what is no secret
    for place, passage in enumerate(p for p in waiting[:passages] if p in recorded):
        for turn in range(people):
            judgement = lot.choice(recorded[passage])
            annotation = encode_annotation(judgement, shown[passage], journey.codebook)
            who = TEAM[(place * people + turn) % len(TEAM)]
            studio.annotate(tasks[passage], annotation, ids[who])


def _recorded(journey: Journey, passages: list[Passage]) -> dict[str, list[Judgement]]:
    """What was recorded of each passage, in the words of today's codebook."""
    documents = journey.study.load("documents", Document)
    before = open_study(load(DOCS.parent / "config.yaml")).codebook
    given: dict[str, list[Judgement]] = {}
    for judgement in _renamed(journey, sample.judgements(documents, passages, before)):
        given.setdefault(judgement.passage, []).append(judgement)
    return given


def _renamed(journey: Journey, judgements: Iterable[Judgement]) -> Iterable[Judgement]:
    old, new = RENAMED
    slugs = {target.slug for target in journey.codebook.targets}
    for judgement in judgements:
        moved = (replace(a, target=new) if a.target == old else a for a in judgement.answers)
        yield replace(judgement, answers=tuple(moved)) if new in slugs else judgement


def log_in(page: Page, email: str) -> None:
    """As the annotator does, with the password of the file; to the project's page."""
    journey = open_study(load(FOLDER / "config.yaml"))
    path = login_file(studio_folder(journey.setup) / "people", email)
    page.goto(f"{connect(journey).url}/user/login/")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", json.loads(path.read_text("utf-8"))["password"])
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/user/login" not in url)
    page.goto(project_page(journey))


def open_task(page: Page, journey: Journey, arm: str) -> None:
    """The next waiting passage of one arm."""
    studio = connect(journey)
    tasks = dict(studio.tasks(find_project(journey, studio).id))
    places = (p for p in ordering.current(journey) if p.why not in ("done", "begun"))
    place = next(p for p in places if p.arm == arm)
    page.goto(f"{project_page(journey)}?task={tasks[place.passage]}")
    page.wait_for_selector(".lsf-richtext__line")


def project_page(journey: Journey) -> str:
    """The list of the project's tasks."""
    studio = connect(journey)
    return f"{studio.url}/projects/{find_project(journey, studio).id}/data"


def shoot(page: Page, name: str, wait: float) -> None:
    """Take a picture for the page, once all is drawn; `wait` is in milliseconds."""
    page.wait_for_timeout(wait)
    page.screenshot(path=DOCS / name)


if __name__ == "__main__":
    main()
