"""A study's spans: the tagger that learns from what a majority marked, and what it suggests.

The rules suggest spans from the first day. A tagger takes over each label that it finds better than
they do, on passages that neither has learned from. What people said of spans is learned too: an
attribute is suggested where its model is clearly better than the most frequent answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from stancemark import learning
from stancemark.errors import InputError
from stancemark.journey import Journey, done, need
from stancemark.marked import Learned
from stancemark.records import (
    Answer,
    Document,
    Evaluation,
    Passage,
    Refusal,
    Region,
    Score,
    Summary,
    fingerprint,
)
from stancemark.tagged import SCORES_ONLY

if TYPE_CHECKING:  # heavy to import
    from stancemark.models.dataset import Example
    from stancemark.models.families import Family
    from stancemark.models.linear import LinearClassifier
    from stancemark.models.shelf import Shelf
    from stancemark.models.span_attributes import Key
    from stancemark.models.split import Split
    from stancemark.models.tagger import LabelledSpan, Tagger

FOLDER = "spans"
"""Where among a study's models the tagger stands."""

FALLBACK = "spans: models.family encoder embeds whole texts, so spans are learned by linear"
"""Said where the study's family has no form for spans."""

_KEPT = "span_scores"

_BY = "token_f1"
"""The metric by which a label goes to the tagger or to the rules."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of training."""

    version: str
    """Of the models; empty where they would suggest nothing."""
    labels: tuple[str, ...] = ()
    """Those that the tagger finds better than the rules."""
    attributes: "tuple[Key, ...]" = ()
    """Those that a model tells clearly better than the most frequent answer does."""
    refused: tuple[Refusal, ...] = ()


def train(journey: Journey, found: Learned) -> Trained:
    """Fit what suggests labels better than the rules, or attributes at all, and put it under `models/spans`."""
    from stancemark.models import shelf
    from stancemark.models.families import described
    from stancemark.models.span_attributes import forms
    from stancemark.models.span_table import digest, fit

    data, seed = digest(found.examples), journey.setup.config.models.seed
    measured = scores(journey, found)
    better = [s.target for s in measured if s.metric == _BY and (s.value or 0) > (s.baseline or 0)]
    told = [key for key, part in found.attributes.items() if _told(journey, part)]
    models: dict[Key, Any] = {}
    if better:
        models[found.question, ""] = fit(_tagger(journey), found.examples)
    for key in told:
        part = found.attributes[key]
        models[key] = attribute(journey).fit(part, [e.label for e in part])
    if not models:
        return Trained("", refused=found.refused)
    how = (seed, family(journey), journey.setup.encoder)
    names = (*better, *map("/".join, told))
    version = f"spans-{fingerprint(data, *how, journey.codebook.version, *names)[:8]}"
    manifest = {
        "version": version,
        "codebook": journey.codebook.version,
        "data": data,
        "seed": seed,
        "kind": "spans",
        "family": family(journey),
        **described(models),
        "attributes": forms(found.examples),
        "suggests": better,
        "metrics": measured,
    }
    shelf.save(journey.study.folder / "models" / FOLDER, models, manifest)
    return Trained(version, tuple(better), tuple(told), found.refused)


def evaluated(journey: Journey, known: Learned, *, full: bool) -> list[Evaluation]:
    """Of the span question, where labels have enough: the tagger's scores, beside what the rules find.

    In `full` also the gap to a random split and the outlet probe: see `models.span_gap`.
    """
    from stancemark.models.span_gap import given_away

    options, measured = journey.setup.config.models, scores(journey, known)
    if not measured:
        return []
    said = (
        "the baseline is what the rules find",
        *notes(journey),
        *(() if full else (SCORES_ONLY,)),
    )
    found = Evaluation(
        known.question, "", family(journey), "", "group", measured[0].groups, options.folds,
        measured[0].items, tuple(measured), notes=said,
    )  # fmt: skip
    if measured[0].value is None:
        return [found]
    about = [e.about for e in known.examples]
    split = _split(journey, about)
    found = replace(found, by=split.by, unit=split.unit, folds=len(split.folds))
    if not full:
        return [found]
    masked = [replace(e, text=p.text) for e, p in zip(about, _blind(journey, known), strict=True)]
    make = partial(_tagger, journey)
    return [given_away(found, known.examples, make, split, seed=options.seed, masked=masked)]


def _blind(journey: Journey, known: Learned) -> Iterator[Passage]:
    """The passages as annotators of a blind study see them; one whose page is gone, as it is."""
    from stancemark.tasks.blind import blinded

    pages = {d.id: d for d in need(journey, "documents", Document, "read")}
    for one in known.passages:
        yield blinded(one, pages[one.document]) if one.document in pages else one


def family(journey: Journey) -> "Family":
    """Of the tagger: the study's, but `linear` where that is `encoder`."""
    chosen = journey.setup.config.models.family
    return "linear" if chosen == "encoder" else chosen


def notes(journey: Journey) -> tuple[str, ...]:
    """`FALLBACK`, where the tagger is of another family than the study asks for."""
    return () if family(journey) == journey.setup.config.models.family else (FALLBACK,)


def version(journey: Journey) -> str:
    """Of the tagger that the last training found worth asking; empty where there is none."""
    return str(journey.study.manifest().get("steps", {}).get("train", {}).get(FOLDER, ""))


def suggested(journey: Journey, passages: Sequence[Passage]) -> Iterator[tuple[Region, ...]]:
    """The regions of each passage: the tagger's of its labels, the rules' of the others.

    Of each, what a model says of it; where a rule has said something, that stands. The rules' alone
    where the last training found nothing that is better.
    """
    from stancemark.models import rules, shelf
    from stancemark.models.tagger import Tagger

    shelved = shelf.Shelf({}, {"suggests": ()})
    if version(journey):
        shelved = shelf.load(journey.study.folder / "models" / FOLDER)
    ours = frozenset(shelved.manifest["suggests"])
    tagged: Sequence[Sequence[LabelledSpan]] = [()] * len(passages)
    tagger = next((m for m in shelved.models.values() if isinstance(m, Tagger)), None)
    if tagger:
        tagged = tagger.predict([p.text for p in passages])
    by_rules = rules.predict(passages, journey.codebook)
    found: list[list[Region]] = []
    for passage, by_rule, spans in zip(passages, by_rules, tagged, strict=True):
        regions = [r for r in by_rule.regions if r.label not in ours]
        regions += [
            rules.region(s.label, s.span, passage, score=s.score) for s in spans if s.label in ours
        ]
        found.append(sorted(regions, key=lambda r: (r.span, r.label)))
    yield from _described(found, passages, shelved)


def _described(
    found: Sequence[Sequence[Region]], passages: Sequence[Passage], shelved: "Shelf"
) -> Iterator[tuple[Region, ...]]:
    """The regions of each passage, with what models say of those about which no rule has spoken."""
    from stancemark.models.dataset import of_passage
    from stancemark.models.span_attributes import said

    texts = [
        (of_passage(p), [_labelled(p, r) for r in regions])
        for p, regions in zip(passages, found, strict=True)
    ]
    told = said(shelved.models, shelved.attributes, texts)
    for regions, spans in zip(found, told, strict=True):
        yield tuple(
            replace(region, attributes=(*region.attributes, *_answers(region, span)))
            for region, span in zip(regions, spans, strict=True)
        )


def _answers(region: Region, span: "LabelledSpan") -> Iterator[Answer]:
    answered = {a.question for a in region.attributes}
    for one in span.attributes:
        if one.values and one.name not in answered:
            yield Answer(one.name, one.values)


def scores(journey: Journey, found: Learned) -> list[Score]:
    """Token F1 and exact F1 of each label, out of fold; the baseline is what the rules find.

    The label stands as the score's target. Kept as `span_scores` as long as they hold.
    """
    from stancemark.models import rules
    from stancemark.models.span_table import digest

    options, labels = journey.setup.config.models, found.labels
    if not labels:
        return []
    basis = fingerprint(digest(found.examples), rules.version(journey.codebook), repr(options))
    step = journey.study.manifest().get("steps", {}).get(_KEPT, {})
    if step.get("basis") == basis and journey.study.has(_KEPT):
        return journey.study.load(_KEPT, Score)
    measured = _scored(journey, found)
    journey.study.save(_KEPT, Score, measured)
    done(journey, Summary(_KEPT, {"scores": len(measured)}), basis=basis)
    return measured


def _told(journey: Journey, part: "Sequence[Example]") -> bool:
    """Whether a model of an attribute is better than its most frequent answer: all of its interval is above."""
    from stancemark.models.evaluate import scored
    from stancemark.models.held_out import out_of_fold

    try:
        split = _split(journey, part)
    except InputError:
        return False
    answers = out_of_fold(part, partial(attribute, journey), split, learning.kept(journey, part))
    macro = scored(part, answers, split, "", "", seed=journey.setup.config.models.seed)[0]
    return (macro.low or 0) > (macro.baseline or 0)


def _scored(journey: Journey, found: Learned) -> list[Score]:
    from stancemark.models import rules
    from stancemark.models.span_scores import evaluate

    predictions = rules.predict(found.passages, journey.codebook)
    pairs = zip(found.passages, predictions, strict=True)
    by_rule = [[_labelled(passage, r) for r in made.regions] for passage, made in pairs]
    try:
        split = _split(journey, [e.about for e in found.examples])
    except InputError as error:
        return _unmeasured(found, str(error))
    measured = evaluate(
        found.examples,
        make=partial(_tagger, journey),
        split=split,
        seed=journey.setup.config.models.seed,
        baseline=by_rule,
    )
    return [replace(s, question=found.question, target=s.question) for s in measured]


def _split(journey: Journey, examples: "Sequence[Example]") -> "Split":
    """The folds that the study asks for; those in time have none of spans. Raises `InputError`."""
    from stancemark.models.split import folds, timeless

    options = journey.setup.config.models
    return folds(examples, options.folds, options.seed, timeless(options.by))


def _unmeasured(found: Learned, note: str) -> list[Score]:
    count = len(found.examples)
    return [
        Score(found.question, label, _BY, None, None, None, None, count, 0, note)
        for label in found.labels
    ]


def _labelled(passage: Passage, region: Region) -> "LabelledSpan":
    from stancemark.models.tagger import LabelledSpan

    return LabelledSpan(region.span.moved(-passage.span.start), region.label)


def attribute(journey: Journey) -> "LinearClassifier":
    """An unfitted model of an attribute."""
    from stancemark.models.families import make_attribute

    return make_attribute(family(journey), journey.setup.encoder, journey.setup.config.models.seed)


def _tagger(journey: Journey) -> "Tagger":
    from stancemark.models.families import make_tagger

    return make_tagger(family(journey), journey.setup.encoder, journey.setup.config.models.seed)
