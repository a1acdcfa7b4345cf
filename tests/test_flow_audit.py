"""The gate and its audit in a study: accepted, put to people without a suggestion, compared, closed."""

from dataclasses import replace

import pytest

from stancemark import flow, learning
from stancemark.annotate.memory import MemoryStudio
from stancemark.config import AcceptOptions, QueueOptions
from stancemark.journey import Journey, find_project
from stancemark.models.audit import told
from stancemark.records import Answer, Audit, Audited, Judgement, Passage, Place, Prediction
from stancemark.report import render
from stancemark.tasks.codec import encode_annotation
from tests.annotate.pushed import quiet
from tests.journeys import ANNOTATORS, unjudged, walk


def asking(journey: Journey, accept: AcceptOptions) -> Journey:
    """The study with another promise, and no evaluation lot, which would be tested alone."""
    studio = replace(journey.setup.config.label_studio, queue=QueueOptions(evaluation=0))
    config = replace(journey.setup.config, accept=accept, label_studio=studio)
    return replace(journey, setup=replace(journey.setup, config=config))


@pytest.fixture
def lenient(journey: Journey) -> Journey:
    """A study that seven labels are enough for: nine in ten may be wrong, and all is audited."""
    return asking(journey, AcceptOptions(error=0.9, audit=1.0, min_outlet=0))


def test_an_accepted_answer_is_put_to_people_without_it(lenient: Journey) -> None:
    """It stands first among what is fresh; the server has no suggestion for it, whoever is asked."""
    studio = MemoryStudio()
    walk(lenient, studio, "prelabel")
    passage = unjudged(lenient).id
    assert lenient.study.manifest()["steps"]["prelabel"]["counts"]["of them accepted"] == 2
    audited = lenient.study.load("audited", Audited)
    assert [(a.passage, a.question) for a in audited] == [(passage, "bias"), (passage, "stance")]
    flow.push(lenient, studio, quiet)
    [place] = [p for p in lenient.study.load("queue", Place) if p.passage == passage]
    assert (place.why, place.round) == ("audit", 1)
    project = find_project(lenient, studio)
    task = dict(studio.tasks(project.id))[passage]
    shown = {p["task"]: p["result"] for p in studio.predictions(project.id, project.shown)}
    assert shown[task] == []


def judge(journey: Journey, studio: MemoryStudio, passage: Passage, stance: str, bias: str) -> None:
    """Both people give one passage these answers."""
    task = dict(studio.tasks(find_project(journey, studio).id))[passage.id]
    answers = (Answer("stance", (stance,), "city_hall"), Answer("bias", (bias,)))
    said = Judgement("", passage.id, "", answers)
    for person in map(studio.add_person, ANNOTATORS):
        studio.annotate(task, encode_annotation(said, passage, journey.codebook), person)


def test_what_people_say_of_it_is_counted(lenient: Journey) -> None:
    """One answer as theirs and one not: in the table, in words, once however often it is aggregated."""
    studio = MemoryStudio()
    walk(lenient, studio, "push again")
    [prediction] = lenient.study.load("predictions/linear", Prediction)
    guessed = {g.question: g.label for g in prediction.guesses}
    other = {"favor": "against", "against": "favor"}[guessed["stance"]]
    judge(lenient, studio, unjudged(lenient), other, guessed["bias"])
    flow.pull(lenient, studio)
    for _ in range(2):
        notes = flow.aggregate(lenient).notes
        assert notes == (
            "bias: 0 of 1 audited answers wrong: nothing speaks against at most 90%",
            "stance/city_hall: 1 of 1 audited answers wrong: nothing speaks against at most 90%",
        )
        assert [(a.audited, a.wrong) for a in lenient.study.load("audits", Audit)] == [
            (1, 0),
            (1, 1),
        ]
    flow.prelabel(lenient)
    assert len(lenient.study.load("audited", Audited)) == 2  # judged since, and still counted


def test_a_closed_gate_accepts_nothing_and_says_so(lenient: Journey) -> None:
    """From the table of audits: the other question goes on, and the report says which is closed."""
    walk(lenient, MemoryStudio(), "train")
    version = lenient.study.manifest()["steps"]["train"]["version"]
    accept = lenient.setup.config.accept
    closed = told(("bias", "", version), [True] * 40, replace(accept, error=0.5), closed=False)
    lenient.study.save("audits", Audit, [closed])
    summary = flow.prelabel(lenient)
    assert summary.counts["of them accepted"] == 1
    assert summary.notes == ("1 not accepted: the audit has closed the gate",)
    assert learning.audit(lenient) == []
    assert lenient.study.load("audits", Audit) == [closed]
    page = render(lenient.study, lenient.codebook, lenient.setup.config)
    assert "1 of 2 guesses would be accepted" in page
    assert "40 of 40 wrong: <strong>closed, the promise is broken</strong>" in page


def test_a_gate_of_another_promise_lets_nothing_in(lenient: Journey) -> None:
    """Once `accept` asks for something else than was trained for, nothing is accepted."""
    walk(lenient, MemoryStudio(), "train")
    stricter = asking(lenient, AcceptOptions(error=0.05, min_outlet=0))
    summary = flow.prelabel(stricter)
    assert summary.counts["of them accepted"] == 0
    assert "something else than `accept` in config.yaml asks" in summary.notes[0]


def test_few_labels_promise_nothing(journey: Journey) -> None:
    """Seven labels are told to be seven, and how many are missing."""
    studio = MemoryStudio()
    walk(journey, studio, "aggregate")
    assert flow.train(journey).notes[1:] == tuple(  # the first is of few labels
        f"{name}: no gate: needs at least 38 more labels for at most 5% wrong at 90% confidence"
        for name in ("bias", "stance/city_hall")
    )
