"""A study's models: what is fitted once, what is learned of spans alone, what targets share."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from stancemark import flow
from stancemark.annotate.memory import MemoryStudio
from stancemark.config import AcceptOptions
from stancemark.errors import InputError
from stancemark.journey import Journey
from stancemark.records import Evaluation, Gold, Judgement, Passage, Prediction, Span, Target
from stancemark.tasks.codebook import version
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


def test_context_is_what_the_study_asks_for(journey: Journey) -> None:
    """A model keeps what it was trained with beside the text; another context is another version."""
    walk(journey, MemoryStudio(), "train")
    trained = journey.study.folder / "models/linear/manifest.json"
    plain = json.loads(trained.read_text(encoding="utf-8"))
    options = replace(journey.setup.config.models, context=["heading", "voice"])
    config = replace(journey.setup.config, models=options)
    asked = replace(journey, setup=replace(journey.setup, config=config))
    flow.train(asked)
    found = json.loads(trained.read_text(encoding="utf-8"))
    assert (plain["context"], found["context"]) == ([], ["heading", "voice"])
    assert plain["version"] != found["version"]
    assert all(e.scores for e in flow.evaluate(asked))
    flow.prelabel(journey)
    assert journey.study.load("predictions/linear", Prediction)


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


HALL = Target("City Hall", "city_hall", ("the mayor",))
FERRY = Target("Ferry Company", "ferry_company")
GUILD = Target("Fishers' Guild", "fishers_guild")


def of_targets(journey: Journey, *targets: Target) -> Journey:
    """The study, with these targets in its codebook."""
    changed = replace(journey.codebook, targets=targets, version="")
    return replace(journey, codebook=replace(changed, version=version(changed)))


def judged(journey: Journey) -> list[Passage]:
    """Sixty passages; the stance to City Hall is known of 50, to the ferry's company of 3, to the guild's of none."""
    passages = [
        Passage(
            f"p{n}", f"d{n}", Span(0, len(text)), text, "body", outlet=f"o{n % 12}", cluster=f"c{n}"
        )
        for n in range(60)
        for text in [f"Row {n}: {'praise' if n % 2 else 'blame'} for the mayor and all others."]
    ]
    gold = [
        Gold(p.id, "stance", target, label, {label: 1.0}, 2, "majority")
        for target, count in (("city_hall", 50), ("ferry_company", 3))
        for n, p in enumerate(passages[:count])
        for label in ["favor" if n % 2 else "against"]
    ]
    journey.study.save("passages", Passage, passages)
    journey.study.save("gold", Gold, gold)
    return passages


def test_targets_with_few_labels_and_none_are_answered(journey: Journey) -> None:
    """Every target of the codebook is guessed; of those without a model it is said, and none is accepted."""
    accept = AcceptOptions(error=0.2, confidence=0.8, min_outlet=0)
    config = replace(journey.setup.config, accept=accept)
    several = of_targets(
        replace(journey, setup=replace(journey.setup, config=config)), HALL, FERRY, GUILD
    )
    flow.read(several)
    judged(several)
    summary = flow.train(several)
    assert summary.counts == {"models": 2, "examples": 50}
    assert [r.item for r in summary.refusals if r.item.startswith("stance")] == []
    few, ferry, guild, hall = summary.notes
    assert few.startswith("under 100 examples of ")
    assert ferry.startswith("stance/ferry_company: 3 labels: answered by what targets share")
    assert guild.startswith("stance/fishers_guild: 0 labels: answered by what targets share")
    assert hall.startswith("stance/city_hall: accepts from")
    flow.prelabel(several)
    made = several.study.load("predictions/linear", Prediction)
    guesses = [g for p in made for g in p.guesses]
    assert [g.target for g in made[0].guesses] == ["city_hall", "ferry_company", "fishers_guild"]
    assert {g.target for g in guesses if g.accepted} == {"city_hall"}
    assert all(abs(sum(g.probabilities.values()) - 1) < 1e-9 for g in guesses)
    right = [
        g.label == ("favor" if int(p.passage[1:]) % 2 else "against")
        for p in made
        for g in p.guesses
    ]
    assert sum(right) > 0.9 * len(right)


def test_what_cannot_be_measured_of_a_target_is_told(journey: Journey) -> None:
    """Scores of the target that has enough; each other one has a line that says why it has none."""
    several = of_targets(journey, HALL, FERRY, GUILD)
    flow.read(several)
    judged(several)
    found = {e.target: e for e in flow.evaluate(several)}
    assert list(found) == ["city_hall", "ferry_company", "fishers_guild"]
    assert found["city_hall"].scores[0].value == 1
    assert found["ferry_company"].scores[0].value is None
    assert found["ferry_company"].scores[0].note.startswith("3 labels: answered by what targets")
    assert found["fishers_guild"].scores[0].note.startswith("0 labels: answered by what targets")
    page = (several.study.folder / "evaluation.html").read_text("utf-8")
    assert "Stance: Ferry Company" in page


def test_a_target_added_later_is_answered_without_training(journey: Journey) -> None:
    """A codebook with one more target takes the models as they are; with one less it does not."""
    before = of_targets(journey, HALL, FERRY)
    flow.read(before)
    judged(before)
    flow.train(before)
    added = of_targets(journey, HALL, FERRY, GUILD)
    flow.prelabel(added)
    made = added.study.load("predictions/linear", Prediction)
    assert {g.target for p in made for g in p.guesses} == {
        "city_hall", "ferry_company", "fishers_guild",
    }  # fmt: skip
    with pytest.raises(InputError, match=r"target ferry_company is gone.*`stancemark train` again"):
        flow.prelabel(of_targets(journey, HALL))


def test_models_that_share_nothing_do_not_answer_for_a_new_target(journey: Journey) -> None:
    """Where each target had its own model, a new one needs training, and the line says so."""
    alone = of_targets(journey, HALL)
    flow.read(alone)
    judged(alone)
    flow.train(alone)
    added = of_targets(journey, HALL, GUILD)
    with pytest.raises(InputError, match=r"target fishers_guild is new.*`stancemark train` again"):
        flow.prelabel(added)
    flow.train(added)
    flow.prelabel(added)
    made = added.study.load("predictions/linear", Prediction)
    assert {g.target for p in made for g in p.guesses} == {"city_hall", "fishers_guild"}
