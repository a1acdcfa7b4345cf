"""What people say of a study's spans: gold, agreement, what is learned of it, and suggested."""

from dataclasses import replace

import pytest

from stancemark import flow, marked, spanned
from stancemark.evaluation import Wanted
from stancemark.journey import Journey
from stancemark.models import rules
from stancemark.records import (
    Answer,
    Gold,
    GoldAttribute,
    GoldSpan,
    Judgement,
    Label,
    Passage,
    Question,
    Region,
    Span,
)
from tests.test_spanned import marks, passage, study, trained

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
