"""The queue in the real server: what two annotators are served, and what the control arm shows."""

from dataclasses import replace
from itertools import count
from pathlib import Path

import httpx
import pytest

from stancemark import flow, ordering, spanned
from stancemark.annotate.server import Running
from stancemark.annotate.studio import LiveStudio
from stancemark.config import load
from stancemark.journey import Journey, find_project, open_study
from stancemark.records import Judgement, Passage, Place
from tests import journeys
from tests.annotate.pushed import quiet

pytestmark = pytest.mark.server


@pytest.fixture
def asked_twice(tmp_path: Path, label_studio: Running) -> Journey:
    """A study of three pages whose passages two people judge, a third of them in the control arm."""
    journeys.write_pages(tmp_path / "pages")
    (tmp_path / "config.yaml").write_text(journeys.CONFIG, encoding="utf-8")
    setup = load(tmp_path / "config.yaml")
    options = replace(
        setup.config.label_studio, url=label_studio.url, overlap=2, control_share=0.34
    )
    journey = open_study(replace(setup, config=replace(setup.config, label_studio=options)))
    flow.read(journey)
    flow.tasks(journey)
    passages = journey.study.load("passages", Passage)
    regions = zip(passages, spanned.suggested(journey, passages), strict=True)
    hinted = {passage.id for passage, found in regions if found}
    for number in count():  # the study's id decides the arms: one with something to see in each
        journey.study.remember(id=f"{tmp_path.name} {number}")
        places = ordering.order(journey)
        control = [place for place in places if place.arm == "control"]
        early = [place for place in control if place.rank < len(places) - 2]
        if early and hinted - {place.passage for place in control}:
            break
    return journey


class Annotator:
    """Somebody who takes what is served next, as the page does, and submits it unchanged."""

    def __init__(self, running: Running, name: str) -> None:
        studio = LiveStudio(running.url, running.token)
        invite = studio._call("GET", "api/invite")["invite_url"]
        self._http = httpx.Client(base_url=running.url, follow_redirects=False, timeout=60)
        form = {"email": f"{name}@example.org", "password": "correct horse battery staple"}
        self._http.get(invite)
        form["csrfmiddlewaretoken"] = self._http.cookies["csrftoken"]
        assert self._http.post(invite, data=form).status_code == 302

    def next(self, project: int) -> tuple[str, bool] | None:
        """The uid of the task that is served, and whether it shows a suggestion; submitted at once."""
        reply = self._http.get(f"/api/projects/{project}/next")
        if reply.status_code == 404:
            return None
        task = reply.json()
        shown = [p for p in task["predictions"] if p["result"]]
        made = {"result": shown[0]["result"] if shown else [], "lead_time": 1.0}
        if task["predictions"]:
            made["parent_prediction"] = task["predictions"][0]["id"]
        at = f"/api/tasks/{task['id']}/annotations/"
        headers = {
            "X-CSRFToken": self._http.cookies["csrftoken"],
            "Referer": str(self._http.base_url),
        }
        assert self._http.post(at, json=made, headers=headers).status_code == 201
        return str(task["data"]["uid"]), bool(shown)

    def close(self) -> None:
        """Hang up."""
        self._http.close()


def test_two_annotators_are_served_the_computed_order(
    asked_twice: Journey, label_studio: Running
) -> None:
    """In turns, both get every passage by its rank; control passages in their places, without a hint.

    A model whose suggestions carry no place would serve the control arm last.
    """
    journey, studio = asked_twice, LiveStudio(label_studio.url, label_studio.token)
    flow.push(journey, studio, quiet)
    project = find_project(journey, studio).id
    places = journey.study.load("queue", Place)
    arms = {place.passage: place.arm for place in places}
    assert {"control", "suggested"} == set(arms.values())
    assert next(p for p in places if p.arm == "control").rank < len(places) - 2
    ann, bob = (Annotator(label_studio, f"queue-{name}") for name in ("ann", "bob"))
    try:
        served = [(ann.next(project), bob.next(project)) for _ in places]
        assert (ann.next(project), bob.next(project)) == (None, None)
    finally:
        ann.close()
        bob.close()
    for person in zip(*served, strict=True):
        assert [uid for uid, _ in filter(None, person)] == [place.passage for place in places]
        assert not any(shown for uid, shown in filter(None, person) if arms[uid] == "control")
    assert any(shown for one, _ in served if one for shown in one[1:])
    flow.pull(journey, studio)
    judgements = journey.study.load("judgements", Judgement)
    assert len(judgements) == 2 * len(places)
    assert {bool(j.suggestion) for j in judgements if arms[j.passage] == "control"} == {False}
    assert any(j.suggestion for j in judgements)


def test_no_suggestion_of_the_control_arm_is_on_the_server(
    asked_twice: Journey, label_studio: Running
) -> None:
    """Of any version, each control task has predictions without a result, and only such."""
    journey, studio = asked_twice, LiveStudio(label_studio.url, label_studio.token)
    flow.push(journey, studio, quiet)
    project = find_project(journey, studio).id
    ids = dict(studio.tasks(project))
    control = {ids[p.passage] for p in journey.study.load("queue", Place) if p.arm == "control"}
    made = [p for t in control for p in studio._call("GET", f"api/predictions?task={t}")]
    assert {p["task"] for p in made} == control
    assert all(p["result"] == [] for p in made)
