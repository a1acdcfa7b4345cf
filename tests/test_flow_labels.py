"""The journey on a tiny study, from judgements to models and back to the server."""

from dataclasses import replace

import pytest

from stancemark import flow, learning
from stancemark.annotate.memory import MemoryStudio
from stancemark.annotate.protocol import Json
from stancemark.errors import InputError
from stancemark.incoming import GONE
from stancemark.journey import Journey, find_project, settings
from stancemark.models import shelf
from stancemark.records import (
    Agreement,
    Document,
    Evaluation,
    Gold,
    Judgement,
    Outlook,
    Passage,
    Place,
    Prediction,
    Score,
    Span,
)
from tests.annotate.pushed import quiet
from tests.journeys import ANNOTATORS, BAD, GOOD, unjudged, walk


def test_pull_counts_what_people_did(journey: Journey) -> None:
    """Two people on seven of eight passages; then a skip, and a judgement that is withdrawn."""
    studio = MemoryStudio()
    walk(journey, studio, "push")
    assert flow.pull(journey, studio).counts == {
        "judgements": 14,
        "new": 14,
        "gone from the server": 0,
        "skipped": 0,
        "annotators": 2,
        "spans": 0,
        "spans repaired": 0,
        "items quarantined": 0,
    }
    ids = dict(studio.tasks(find_project(journey, studio).id))
    del studio._annotations[ids[journey.study.load("judgements", Judgement)[0].passage]]
    skip: Json = {"result": [], "was_cancelled": True}
    studio.annotate(ids[unjudged(journey).id], skip, studio.add_person(ANNOTATORS[0]))
    counts = flow.pull(journey, studio).counts
    assert (counts["judgements"], counts["new"]) == (13, 1)
    assert (counts["gone from the server"], counts["skipped"]) == (2, 1)


def test_what_the_server_loses_is_kept_aside(journey: Journey) -> None:
    """Judgements of a deleted annotation move to `gone`, and back once the server has them again."""
    studio = MemoryStudio()
    walk(journey, studio, "pull")
    before = journey.study.load("judgements", Judgement)
    kept = dict(studio._annotations)
    studio._annotations.pop(before[0].task)
    flow.pull(journey, studio)
    gone = journey.study.load(GONE, Judgement)
    assert gone == [j for j in before if j.task == before[0].task]
    assert journey.study.load("judgements", Judgement) == [j for j in before if j not in gone]
    studio._annotations.update(kept)
    flow.pull(journey, studio, full=True)
    assert journey.study.load("judgements", Judgement) == before
    assert journey.study.load(GONE, Judgement) == []


def test_a_deleted_project_takes_no_judgements_along(journey: Journey) -> None:
    """A project made anew has none of them: pull stops there, and `full` keeps them aside."""
    first, second = MemoryStudio(), MemoryStudio()
    walk(journey, first, "pull")
    before = journey.study.load("judgements", Judgement)
    second.create_project(replace(settings(journey), marker="somebody else's"))
    flow.push(journey, second, quiet)
    with pytest.raises(InputError, match="project 2 has none of the 14 judgements"):
        flow.pull(journey, second)
    assert journey.study.load("judgements", Judgement) == before
    assert flow.pull(journey, second, full=True).counts["gone from the server"] == 14
    assert journey.study.load(GONE, Judgement) == before


def test_pull_quarantines_and_counts(journey: Journey) -> None:
    """A span that cannot be placed is counted, refused with its reason, and kept in the table."""
    studio = MemoryStudio()
    walk(journey, studio, "push")
    value = {"start": 0, "end": 3, "text": "no such words", "labels": ["claim"]}
    item = {"id": "r", "from_name": "claim_span", "type": "labels", "value": value}
    task = dict(studio.tasks(find_project(journey, studio).id))[unjudged(journey).id]
    studio.annotate(task, {"result": [item]}, studio.add_person(ANNOTATORS[0]))
    summary = flow.pull(journey, studio)
    assert summary.counts["items quarantined"] == 1
    assert [r.reason for r in summary.refusals] == ["quote not in the passage"]


def test_agreement_and_gold_of_people_who_agree(journey: Journey) -> None:
    """Alpha is 1 where both answered alike with two labels, undefined with one; gold is theirs."""
    studio = MemoryStudio()
    walk(journey, studio, "pull")
    agreed = flow.agree(journey)
    found = {a.question: a for a in agreed}
    assert found["stance"].value == found["bias"].value == pytest.approx(1)
    assert found["unsupported"].value is None
    assert {a.items for a in found.values()} == {7}
    assert agreed == journey.study.load("agreement", Agreement)
    assert flow.aggregate(journey).counts == {"gold answers": 21, "ties": 0}
    gold = {g.passage: g.label for g in journey.study.load("gold", Gold) if g.question == "stance"}
    texts = {p.id: p.text for p in journey.study.load("passages", Passage)}
    assert {texts[p]: label for p, label in gold.items()} == {
        text: "favor" if text in GOOD else "against" for text in (*GOOD[1:], *BAD)
    }


def test_training_leaves_out_what_cannot_be_told_apart(journey: Journey) -> None:
    """Two questions have two labels on seven passages; one has one answer only; no span is marked."""
    studio = MemoryStudio()
    walk(journey, studio, "aggregate")
    summary = flow.train(journey)
    assert summary.counts == {"models": 2, "examples": 14}
    assert [(r.item, r.reason) for r in summary.refusals] == [
        ("unsupported", "one label only"),
        ("claim_span/claim", "too few spans"),
    ]
    loaded = shelf.load(journey.study.folder / "models" / "linear")
    assert set(loaded.models) == {("stance", "city_hall"), ("bias", "")}
    found = flow.evaluate(journey)
    told = [(e.question, e.target, e.groups) for e in found]
    assert sorted(told) == [("bias", "", 3), ("stance", "city_hall", 3)]
    assert found == journey.study.load("evaluation", Evaluation)
    assert [s for e in found for s in e.scores] == journey.study.load("scores", Score)
    assert "Bias" in (journey.study.folder / "evaluation.html").read_text("utf-8")


def test_training_needs_labels(journey: Journey) -> None:
    """With fewer than `models.min_labels` everywhere, the setting is named."""
    walk(journey, MemoryStudio(), "aggregate")
    config = journey.setup.config
    strict = replace(config, models=replace(config.models, min_labels=50))
    with pytest.raises(InputError, match=r"lower models\.min_labels"):
        flow.train(replace(journey, setup=replace(journey.setup, config=strict)))


def test_seven_labels_promise_nothing(journey: Journey) -> None:
    """Each trained question says that it has too few labels for a curve, and it is kept."""
    walk(journey, MemoryStudio(), "train")
    found = learning.outlook(journey, 100)
    assert {(o.labels, o.more, o.gain, o.note) for o in found} == {
        (7, 100, None, "7 labels: 60 are needed to see a curve")
    }
    assert journey.study.load("outlook", Outlook) == found


def test_prelabel_leaves_judged_passages_alone(journey: Journey) -> None:
    """Only the passage that nobody judged is predicted, and then shown with its model's version."""
    studio = MemoryStudio()
    walk(journey, studio, "train")
    version = journey.study.manifest()["steps"]["train"]["version"]
    assert flow.prelabel(journey).counts == {"passages": 1, "guesses": 2, "of them accepted": 0}
    [prediction] = journey.study.load("predictions/linear", Prediction)
    assert (prediction.passage, prediction.version) == (unjudged(journey).id, version)
    flow.push(journey, studio, quiet)
    project = find_project(journey, studio)
    assert project.shown.startswith(f"{version}.")
    guessed = [p["task"] for p in studio.predictions(project.id, project.shown) if p["result"]]
    shown = [p.passage for p in journey.study.load("queue", Place) if p.arm == "suggested"]
    task = dict(studio.tasks(project.id))[unjudged(journey).id]
    assert guessed == ([task] if unjudged(journey).id in shown else [])
    assert list(studio.prediction_counts(project.id)) == [project.shown]


def test_a_model_of_another_codebook_does_not_answer(journey: Journey) -> None:
    """Once the questions have changed, the model has to be trained again."""
    walk(journey, MemoryStudio(), "train")
    with pytest.raises(InputError, match="run `stancemark train` again"):
        flow.prelabel(replace(journey, codebook=replace(journey.codebook, version="other")))


def test_spans_survive_the_journey(journey: Journey) -> None:
    """A claim marked in a passage comes back at the same characters of the document."""
    studio = MemoryStudio()
    walk(journey, studio, "push")
    passage = next(p for p in journey.study.load("passages", Passage) if "82%" in p.text)
    place = Span(passage.text.index("82%"), passage.text.index("82%") + 3)
    value = {"start": place.start, "end": place.end, "text": "82%", "labels": ["claim"]}
    item = {"id": "r", "from_name": "claim_span", "type": "labels", "value": value}
    task = dict(studio.tasks(find_project(journey, studio).id))[passage.id]
    studio.annotate(task, {"result": [item]}, studio.add_person("kim@example.org"))
    assert flow.pull(journey, studio).counts["spans"] == 1
    [region] = [r for j in journey.study.load("judgements", Judgement) for r in j.regions]
    [text] = [d.text for d in journey.study.load("documents", Document) if d.id == passage.document]
    assert region.span.of(text) == region.quote == "82%"
