"""A study's spans: what a majority marked, when the tagger takes over from the rules, what it suggests."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stancemark import flow, marked, spanned
from stancemark.evaluation import Wanted
from stancemark.journey import Journey
from stancemark.models import rules
from stancemark.models.tagger import LabelledSpan
from stancemark.records import (
    Evaluation,
    Gold,
    Judgement,
    Passage,
    Region,
    Span,
    Summary,
)
from tests.models.encoders import tiny

WORDS = "the boats came back to the old harbour after a long night of wind and rain".split()
POLL = "A poll found that 82% of citizens agree with the mayor."
MARK = re.compile(r"wug \w+ \w+")
"""What people mark: the rules know nothing of it."""


def passage(n: int) -> Passage:
    """One of ten outlets; every second text has something to mark, at another place."""
    words = [WORDS[(n + i) % len(WORDS)] for i in range(30)]
    if n % 2:
        words[n % 25 : n % 25] = ["wug", f"bix{n % 3}", "dax"]
    text = f"Row {n}: {' '.join(words)}."
    return Passage(
        f"p{n}", f"d{n}", Span(7, 7 + len(text)), text, "body", outlet=f"o{n % 10}", cluster=f"c{n}"
    )


def claims(one: Passage, pattern: re.Pattern[str], who: str) -> Judgement:
    """Everything that the pattern finds, marked as a claim."""
    regions = tuple(
        Region(f"r{i}", Span(*m.span()).moved(one.span.start), "claim", m.group())
        for i, m in enumerate(pattern.finditer(one.text))
    )
    return Judgement(f"{one.id} {who}", one.id, who, regions=regions)


def marks(one: Passage, start: int, end: int) -> tuple[Region, ...]:
    """One claim, at these characters of the passage."""
    place = Span(start, end)
    return (Region("r", place.moved(one.span.start), "claim", place.of(one.text)),)


def study(journey: Journey, pattern: re.Pattern[str] = MARK) -> list[Passage]:
    """Sixty passages, of which two people have judged all but the last four."""
    passages = [passage(n) for n in range(60)]
    judgements = [claims(p, pattern, who) for p in passages[:56] for who in ("ann", "bob")]
    journey.study.save("passages", Passage, passages)
    journey.study.save("judgements", Judgement, judgements)
    return passages


def asking(journey: Journey, **options: Any) -> Journey:
    """The study with other settings of `models`."""
    models = replace(journey.setup.config.models, **options)
    config = replace(journey.setup.config, models=models)
    return replace(journey, setup=replace(journey.setup, config=config))


def trained(journey: Journey) -> spanned.Trained:
    """Train, and enter it into the manifest as `flow.train` does."""
    found = spanned.train(journey, marked.learned(journey))
    journey.study.record(Summary("train"), spans=found.version)
    return found


def test_only_what_a_majority_marked_is_learned(journey: Journey) -> None:
    """Of two people both have to mark a character; who skipped has no say."""
    passages = [passage(n) for n in range(4)]
    journey.study.save("passages", Passage, passages)
    journey.study.save(
        "judgements",
        Judgement,
        [
            Judgement(f"{p.id} {who}", p.id, who, regions=marks(p, *place), skipped=who == "cyd")
            for p in passages
            for who, place in (("ann", (0, 9)), ("bob", (4, 20)), ("cyd", (30, 35)))
        ],
    )
    found = marked.learned(journey)
    assert {e.spans for e in found.examples} == {(LabelledSpan(Span(4, 9), "claim"),)}
    assert found.labels == ["claim"]


def test_a_label_with_too_few_spans_is_refused(journey: Journey) -> None:
    """Three stretches where four are asked for: nothing is trained, and the refusal says how many."""
    passages = [passage(n) for n in range(8)]
    journey.study.save("passages", Passage, passages)
    said = [Judgement(p.id, p.id, "ann", regions=marks(p, 0, 9)) for p in passages[:3]]
    journey.study.save("judgements", Judgement, said)
    found = trained(journey)
    assert (found.version, found.labels) == ("", ())
    assert [(r.item, r.reason, r.detail) for r in found.refused] == [
        ("claim_span/claim", "too few spans", "3 of 4")
    ]
    assert spanned.scores(journey, marked.learned(journey)) == []


def test_the_tagger_takes_over_where_it_is_better(journey: Journey) -> None:
    """It finds what the rules cannot, on outlets it never saw, and suggests it on new passages."""
    passages = study(journey)
    scores = {s.metric: s for s in spanned.scores(journey, marked.learned(journey))}
    assert scores["token_f1"].value == pytest.approx(1, abs=0.1)
    assert (scores["token_f1"].baseline, scores["token_f1"].groups) == (0, 10)
    assert (scores["token_f1"].question, scores["token_f1"].target) == ("claim_span", "claim")
    assert trained(journey).labels == ("claim",)
    fresh = passages[56:]
    for one, regions in zip(fresh, spanned.suggested(journey, fresh), strict=True):
        places = [m.span() for m in MARK.finditer(one.text)]
        assert [(r.span.start, r.span.end) for r in regions] == [
            (one.span.start + start, one.span.start + end) for start, end in places
        ]
        assert all(r.score and r.score > 0.5 and r.quote.startswith("wug") for r in regions)


def test_the_tagger_is_of_the_studys_family(
    journey: Journey, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With `blend` it has an encoder of its own, from a folder beside the config file."""
    monkeypatch.setenv("STANCEMARK_CACHE", str(tmp_path / "cache"))
    tiny(journey.setup.base / "tiny")
    asked = asking(journey, family="blend", encoder="tiny", folds=2)
    passages = study(asked)
    assert (trained(asked).labels, spanned.notes(asked)) == (("claim",), ())
    assert len(list((asked.study.folder / "models/spans/encoders").iterdir())) == 1
    found = [regions for regions in spanned.suggested(asked, passages[56:]) if regions]
    assert all(r.quote.startswith("wug") for regions in found for r in regions)
    assert found


def test_a_family_without_spans_falls_back(journey: Journey) -> None:
    """Where a study's family is `encoder`, spans are learned by `linear`, and training says so."""
    asked = asking(journey, family="encoder", encoder="no such folder")
    study(asked)
    assert trained(asked).labels == ("claim",)
    assert spanned.family(asked) == "linear"
    assert spanned.notes(asked) == (spanned.FALLBACK,)


def test_the_rules_keep_what_they_find_as_well(journey: Journey) -> None:
    """Where people mark just what the rules suggest, the rules go on suggesting."""
    passages = [
        replace(passage(n), text=POLL, span=Span(0, len(POLL))) if n % 3 else passage(n)
        for n in range(30)
    ]
    by_rule = {p.passage: p.regions for p in rules.predict(passages, journey.codebook)}
    assert by_rule["p1"]
    journey.study.save("passages", Passage, passages)
    said = [Judgement(p.id, p.id, "ann", regions=by_rule[p.id]) for p in passages]
    journey.study.save("judgements", Judgement, said)
    assert trained(journey).labels == ()
    assert list(spanned.suggested(journey, passages)) == [by_rule[p.id] for p in passages]


def test_scores_are_kept_as_long_as_they_hold(journey: Journey) -> None:
    """A second look costs nothing; another judgement makes it look again."""
    passages = study(journey)
    before = spanned.scores(journey, marked.learned(journey))
    kept = journey.study.path("span_scores").stat().st_mtime_ns
    assert spanned.scores(journey, marked.learned(journey)) == before
    assert journey.study.path("span_scores").stat().st_mtime_ns == kept
    more = [*journey.study.load("judgements", Judgement), claims(passages[57], MARK, "ann")]
    journey.study.save("judgements", Judgement, more)
    assert [s.items for s in spanned.scores(journey, marked.learned(journey))] == [57, 57]


def test_a_codebook_without_spans_has_nothing_to_learn(journey: Journey) -> None:
    """No spans are asked, so none are trained, scored or refused."""
    study(journey)
    questions = tuple(q for q in journey.codebook.questions if q.kind != "spans")
    plain = replace(journey, codebook=replace(journey.codebook, questions=questions))
    assert marked.learned(plain) == marked.Learned()
    assert spanned.train(plain, marked.Learned()) == spanned.Trained("")
    assert spanned.scores(plain, marked.Learned()) == []


def test_in_full_the_gap_and_the_outlet_probe_stand_beside(journey: Journey) -> None:
    """Of the study's spans too: outlets apart and at random, and whether the outlet can be told."""
    flow.read(journey)
    study(journey)
    journey.study.save("gold", Gold, [])
    [usual] = flow.evaluate(journey)
    assert (usual.gap, usual.probe) == (None, None)
    assert any("--full" in note for note in usual.notes)
    [found] = flow.evaluate(journey, Wanted(depth="full"))
    assert found.scores == usual.scores
    assert found.gap is not None
    assert found.gap.apart.value == pytest.approx(found.scores[0].value)
    assert found.probe is not None
    assert found.probe.outlets == 10
    assert (found.by, found.unit, found.warnings) == ("outlet", "outlet", ())
    assert journey.study.load("evaluation", Evaluation) == [found]
