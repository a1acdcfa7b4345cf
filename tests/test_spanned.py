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
    Answer,
    Evaluation,
    Gold,
    GoldAttribute,
    GoldSpan,
    Judgement,
    Label,
    Passage,
    Question,
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


KIND = Question(
    "kind",
    "choice",
    "Of which kind?",
    tuple(Label(value) for value in ("old", "new")),
    of=("claim",),
)
ON = Question(
    "on",
    "choice",
    "On what grounds?",
    tuple(Label(value) for value in ("sight", "hearsay")),
    multiple=True,
    of=("claim",),
)


def with_attributes(journey: Journey, *more: Question) -> Journey:
    """The study, with two attributes of a claim in place of its own; of `on` several may hold."""
    questions = tuple(
        replace(q, attributes=(KIND, ON, *more)) if q.kind == "spans" else q
        for q in journey.codebook.questions
    )
    return replace(journey, codebook=replace(journey.codebook, questions=questions))


def described(journey: Journey) -> list[Passage]:
    """What is marked is old where it says `bix1`, and on hearsay where it is not; two people say so."""
    passages = study(journey)
    judgements = [
        replace(j, regions=tuple(replace(r, attributes=of_claim(r.quote)) for r in j.regions))
        for j in journey.study.load("judgements", Judgement)
    ]
    journey.study.save("judgements", Judgement, judgements)
    return passages


def of_claim(quote: str) -> tuple[Answer, ...]:
    """What people say of a claim."""
    old = "bix1" in quote
    return (
        Answer("kind", ("old" if old else "new",)),
        Answer("on", ("sight",) if old else ("hearsay",)),
    )


def test_what_a_majority_said_of_a_stretch_is_learned(journey: Journey) -> None:
    """By shares of those who marked it and said something; a tie is no answer, silence has no share."""
    asked = with_attributes(journey)
    passages = [passage(n) for n in range(6)]
    asked.study.save("passages", Passage, passages)
    said = {"ann": ("old", ("sight",)), "bob": ("old", ("sight", "hearsay")), "cyd": ("new", None)}
    asked.study.save(
        "judgements",
        Judgement,
        [
            Judgement(
                f"{p.id} {who}",
                p.id,
                who,
                regions=tuple(
                    replace(
                        r, attributes=(Answer("kind", (kind,)), *([Answer("on", on)] if on else []))
                    )
                    for r in marks(p, 0, 9)
                ),
            )
            for p in passages
            for who, (kind, on) in said.items()
        ],
    )
    found = marked.learned(asked)
    [span] = found.examples[0].spans
    assert {a.name: (dict(a.shares), a.several, a.values) for a in span.attributes} == {
        "kind": ({"new": pytest.approx(1 / 3), "old": pytest.approx(2 / 3)}, False, ("old",)),
        "on": ({"sight": 1.0, "hearsay": 0.5}, True, ("sight",)),
    }
    assert {r.item: r.reason for r in found.refused if r.item.startswith(("kind", "on"))} == {
        "kind": "one label only",
        "on/sight": "one label only",
    }


def test_gold_spans_are_what_a_majority_marked_and_said(journey: Journey) -> None:
    """With place, words, how many marked it of how many, and shares; a tie has no label."""
    asked = with_attributes(journey)
    one = passage(0)
    said = {"ann": (0, 9, "old"), "bob": (4, 20, "new"), "cyd": (30, 35, "old"), "dee": (5, 8, "")}
    asked.study.save("passages", Passage, [one])
    told = []
    for who, (start, end, kind) in said.items():
        answers = (Answer("kind", (kind,)),) if kind else ()
        regions = tuple(replace(r, attributes=answers) for r in marks(one, start, end))
        told.append(Judgement(who, one.id, who, regions=regions))
    asked.study.save("judgements", Judgement, told)
    summary = flow.aggregate(asked)
    assert summary.counts["gold spans"] == 1
    shares = {"new": 0.5, "old": 0.5}
    assert asked.study.load("gold_spans", GoldSpan) == [
        GoldSpan(
            one.id, one.document, "claim", Span(5, 8).moved(one.span.start), one.text[5:8], 3, 4,
            (GoldAttribute("kind", (), shares),),
        )
    ]  # fmt: skip


def test_agreement_is_told_of_spans_and_of_what_is_said_of_them(journey: Journey) -> None:
    """Over tokens for each label; by stretch for an attribute, each of several values by itself."""
    asked = with_attributes(journey)
    flow.read(asked)
    described(asked)
    told = [
        replace(j, regions=tuple(replace(r, attributes=of_claim("wug bix1")) for r in j.regions))
        if (j.annotator, j.passage) == ("ann", "p3")
        else j
        for j in asked.study.load("judgements", Judgement)
    ]
    asked.study.save("judgements", Judgement, told)
    found = {(a.question, a.target): a for a in flow.agree(asked)}
    assert list(found)[:3] == [("kind", ""), ("on", "sight"), ("on", "hearsay")]
    assert found["claim_span", "claim"].metric == "alpha_token"
    assert (found["claim_span", "claim"].value, found["claim_span", "claim"].items) == (1, 56)
    kind = found["kind", ""]
    assert (kind.metric, kind.items, kind.annotators) == ("alpha_nominal", 28, 2)
    assert 0.8 < (kind.value or 0) < 1
    assert found["on", "sight"].value == found["on", "hearsay"].value == kind.value
    asked.study.save("gold", Gold, [])
    report = flow.report(asked).read_text(encoding="utf-8")
    assert "nominal; 28 spans, 2 annotators" in report
    assert "token; 56 passages, 2 annotators" in report


def test_what_is_said_of_spans_is_suggested(journey: Journey) -> None:
    """On passages nobody has judged, in the codebook's words; what nobody says together is not said."""
    asked = with_attributes(journey)
    passages = described(asked)
    found = trained(asked)
    assert found.attributes == (("kind", ""), ("on", "hearsay"), ("on", "sight"))
    regions = [r for regions in spanned.suggested(asked, passages) for r in regions]
    assert len(regions) >= 25
    right = [r.attributes == of_claim(r.quote) for r in regions]
    assert sum(right) >= len(right) - 1


def test_what_a_rule_says_of_its_find_stands(journey: Journey) -> None:
    """A poll that a rule has found is one, though people call none so; of the rest a model speaks."""
    types = replace(ON, id="claim_type", labels=tuple(map(Label, ("poll", "law", "event"))))
    asked = with_attributes(journey, types)
    passages = [polled(n) for n in range(40)]
    asked.study.save("passages", Passage, passages)
    found = {p.passage: p.regions for p in rules.predict(passages, asked.codebook)}
    judgements = [
        Judgement(
            p.id, p.id, "ann", regions=tuple(replace(r, attributes=of_poll(r)) for r in found[p.id])
        )
        for p in passages
    ]
    asked.study.save("judgements", Judgement, judgements)
    said = trained(asked)
    assert said.labels == ()
    assert said.attributes == (("kind", ""), ("claim_type", "event"), ("claim_type", "law"))
    for regions in spanned.suggested(asked, passages):
        for region in regions:
            answers = {a.question: a.labels for a in region.attributes}
            assert answers == {"claim_type": ("poll",), "kind": of_poll(region)[0].labels}


def polled(n: int) -> Passage:
    """A poll, of one of two kinds."""
    text = (
        f"A poll found that {n + 20}% of {'voters' if n % 2 else 'citizens'} agree with the mayor."
    )
    return replace(passage(n), text=text, span=Span(0, len(text)))


def of_poll(region: Region) -> tuple[Answer, ...]:
    """What people say of a poll."""
    voters = "voters" in region.quote
    return (
        Answer("kind", ("old" if voters else "new",)),
        Answer("claim_type", ("law" if voters else "event",)),
    )


def test_attributes_are_examined_beside_the_spans(journey: Journey) -> None:
    """A question of its own for each, on the spans that people marked; in full with the gap."""
    asked = with_attributes(journey)
    flow.read(asked)
    described(asked)
    asked.study.save("gold", Gold, [])
    found = flow.evaluate(asked)
    names = [(e.question, e.target) for e in found]
    assert names == [("claim_span", ""), ("kind", ""), ("on", "hearsay"), ("on", "sight")]
    [macro] = [s for s in found[1].scores if s.metric == "macro_f1"]
    assert (macro.value or 0) > 0.9 > (macro.baseline or 0)
    assert any("spans that people marked" in note for note in found[1].notes)
    told = f"{macro.items} spans, {macro.groups} outlets kept apart"
    report = flow.report(asked).read_text(encoding="utf-8")
    assert (KIND.ask in report, told in report) == (True, True)
    full = flow.evaluate(asked, Wanted(depth="full"))
    assert [e.gap is not None for e in full] == [True] * 4
    assert full[1].scores == found[1].scores


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
