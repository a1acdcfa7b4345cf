"""A study's models: what is fitted once, what is learned of spans alone, what targets share."""

from pathlib import Path

import pytest

from stancemark import flow
from stancemark.annotate.memory import MemoryStudio
from stancemark.errors import InputError
from stancemark.journey import Journey
from stancemark.records import Evaluation, Gold, Judgement, Passage, Prediction
from tests.journeys import walk
from tests.test_spanned import MARK, study


def held_out(journey: Journey) -> dict[Path, int]:
    """The files of kept answers, and when each was written."""
    folder = journey.study.folder / "models" / "held-out"
    return {path: path.stat().st_mtime_ns for path in sorted(folder.glob("*.npz"))}


def test_evaluate_reads_the_folds_that_train_fitted(journey: Journey) -> None:
    """What `train` kept is left as it was; a second evaluation fits nothing, and finds the same."""
    walk(journey, MemoryStudio(), "train")
    first = flow.evaluate(journey)
    after = held_out(journey)
    assert after
    assert flow.evaluate(journey) == first
    assert held_out(journey) == after
    for path in after:
        path.unlink()
    assert flow.evaluate(journey) == first


def test_kept_answers_go_with_the_labels_they_were_about(journey: Journey) -> None:
    """Gold that changes drops what was kept of that question, and of no other."""
    walk(journey, MemoryStudio(), "evaluate")
    before = set(held_out(journey))
    gold = journey.study.load("gold", Gold)
    journey.study.save("gold", Gold, [g for g in gold if g.question != "bias"])
    flow.evaluate(journey)
    assert set(held_out(journey)) < before


def spans_only(journey: Journey) -> None:
    """Sixty passages of which people have marked spans, and answered nothing."""
    flow.read(journey)
    study(journey)
    flow.agree(journey)
    flow.aggregate(journey)


def test_a_study_of_spans_alone_is_trained_evaluated_and_prelabelled(journey: Journey) -> None:
    """With no question answered, the tagger is trained and scored, and suggests on what is unjudged."""
    spans_only(journey)
    summary = flow.train(journey)
    assert summary.counts["models"] == 0
    assert summary.counts["span labels that a tagger finds better than the rules"] == 1
    [found] = flow.evaluate(journey)
    assert (found.question, found.items) == ("claim_span", 56)
    assert journey.study.load("evaluation", Evaluation) == [found]
    done = flow.prelabel(journey)
    assert (done.counts["passages"], done.counts["guesses"]) == (4, 0)
    made = journey.study.load("predictions/linear", Prediction)
    assert [(p.guesses, p.score) for p in made] == [((), None)] * 4
    texts = {p.id: p.text for p in journey.study.load("passages", Passage)}
    assert [[r.quote for r in p.regions] for p in made] == [
        [m.group() for m in MARK.finditer(texts[p.passage])] for p in made
    ]
    assert {p.why for p in flow.queue(journey)} >= {"done", "balanced"}


def test_nothing_to_learn_from_is_said_in_one_line(journey: Journey) -> None:
    """Neither labels nor spans: train and evaluate refuse, and name the setting."""
    flow.read(journey)
    passages = study(journey)
    journey.study.save("judgements", Judgement, [Judgement("j", passages[0].id, "ann")])
    flow.aggregate(journey)
    for step in (flow.train, flow.evaluate):
        with pytest.raises(InputError, match=r"models\.min_labels"):
            step(journey)
