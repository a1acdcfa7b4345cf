"""A study's spans: what a majority marked, the tagger that learns from it, and what it suggests.

The rules suggest spans from the first day. A tagger takes over each label that it finds better than
they do, on passages that neither has learned from.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from stancemark.errors import InputError
from stancemark.journey import Journey, done, need
from stancemark.records import (
    Document,
    Evaluation,
    Judgement,
    Passage,
    Refusal,
    Region,
    Score,
    Summary,
    fingerprint,
)
from stancemark.suggestions import panels, stretches

if TYPE_CHECKING:  # heavy to import
    from stancemark.models.families import Family
    from stancemark.models.span_table import SpanExample
    from stancemark.models.tagger import LabelledSpan, Tagger

FOLDER = "spans"
"""Where among a study's models the tagger stands."""

FALLBACK = "spans: models.family encoder embeds whole texts, so spans are learned by linear"
"""Said where the study's family has no form for spans."""

_KEPT = "span_scores"

_BY = "token_f1"
"""The metric by which a label goes to the tagger or to the rules."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What there is to learn from."""

    question: str
    examples: "tuple[SpanExample, ...]"
    """Every judged passage, with what a majority marked of the labels that have enough of it."""
    passages: tuple[Passage, ...]
    """Those of the examples, in their order."""
    refused: tuple[Refusal, ...]
    """Labels with too few spans."""

    @property
    def labels(self) -> list[str]:
        """Those that have enough spans."""
        return sorted({s.label for e in self.examples for s in e.spans})


def learned(journey: Journey) -> Learned | None:
    """What more than half of each passage's annotators marked; None where no spans are asked.

    Labels with fewer such stretches than `models.min_labels` are left out, and refused.
    """
    question = next((q for q in journey.codebook.questions if q.kind == "spans"), None)
    if question is None:
        return None
    people = panels(journey.study.load("judgements", Judgement))
    judged = [p for p in need(journey, "passages", Passage, "tasks") if p.id in people]
    marked = {p.id: list(_marked(p, people[p.id], question.values)) for p in judged}
    counts = Counter(s.label for spans in marked.values() for s in spans)
    least = journey.setup.config.models.min_labels
    enough = {label for label, count in counts.items() if count >= least}
    refused = tuple(
        Refusal("train", f"{question.id}/{label}", "too few spans", f"{counts[label]} of {least}")
        for label in question.values
        if label not in enough
    )
    examples = tuple(_example(p, [s for s in marked[p.id] if s.label in enough]) for p in judged)
    return Learned(question.id, examples, tuple(judged), refused)


def labels(journey: Journey) -> list[str]:
    """The labels that have enough spans to learn from."""
    found = learned(journey)
    return found.labels if found else []


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of training."""

    version: str
    """Of the tagger; empty where it would suggest nothing."""
    labels: tuple[str, ...] = ()
    """Those it finds better than the rules."""
    refused: tuple[Refusal, ...] = ()


def train(journey: Journey) -> Trained:
    """Fit a tagger where it finds some label better than the rules, and put it under `models/spans`."""
    from stancemark.models import shelf
    from stancemark.models.families import described
    from stancemark.models.span_table import digest, fit

    found = learned(journey)
    if found is None:
        return Trained("")
    data, seed = digest(found.examples), journey.setup.config.models.seed
    measured = _measured(journey, found)
    better = [s.target for s in measured if s.metric == _BY and (s.value or 0) > (s.baseline or 0)]
    if not better:
        return Trained("", refused=found.refused)
    models = {(found.question, ""): fit(_tagger(journey), found.examples)}
    how = (seed, family(journey), journey.setup.encoder)
    version = f"spans-{fingerprint(data, *how, journey.codebook.version, *better)[:8]}"
    manifest = {
        "version": version,
        "codebook": journey.codebook.version,
        "data": data,
        "seed": seed,
        "kind": "spans",
        "family": family(journey),
        **described(models),
        "suggests": better,
        "metrics": measured,
    }
    shelf.save(journey.study.folder / "models" / FOLDER, models, manifest)
    return Trained(version, tuple(better), found.refused)


def scores(journey: Journey) -> list[Score]:
    """Token F1 and exact F1 of each label, out of fold; the baseline is what the rules find.

    The label stands as the score's target.
    """
    found = learned(journey)
    return _measured(journey, found) if found else []


def given_away(journey: Journey, found: Evaluation) -> Evaluation:
    """The evaluation with the gap to a random split and the outlet probe: see `models.span_gap`."""
    from stancemark.models import span_gap
    from stancemark.models.split import folds, timeless

    options, known = journey.setup.config.models, learned(journey)
    if known is None:
        return found
    about = [e.about for e in known.examples]
    split = folds(about, options.folds, options.seed, timeless(options.by))
    masked = [replace(e, text=p.text) for e, p in zip(about, _blind(journey, known), strict=True)]
    return span_gap.given_away(
        replace(found, by=split.by, unit=split.unit),
        known.examples,
        partial(_tagger, journey),
        split,
        seed=options.seed,
        masked=masked,
    )


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

    The rules' alone where the last training found no tagger that is better at anything.
    """
    from stancemark.models import rules, shelf

    tagged: Sequence[Sequence[LabelledSpan]] = [()] * len(passages)
    ours: frozenset[str] = frozenset()
    if version(journey):
        shelved = shelf.load(journey.study.folder / "models" / FOLDER)
        tagger: Tagger = next(iter(shelved.models.values()))
        ours = frozenset(shelved.manifest["suggests"])
        tagged = tagger.predict([p.text for p in passages])
    by_rules = rules.predict(passages, journey.codebook)
    for passage, by_rule, spans in zip(passages, by_rules, tagged, strict=True):
        regions = [r for r in by_rule.regions if r.label not in ours]
        regions += [
            rules.region(s.label, s.span, passage, score=s.score) for s in spans if s.label in ours
        ]
        yield tuple(sorted(regions, key=lambda r: (r.span, r.label)))


def _measured(journey: Journey, found: Learned) -> list[Score]:
    """The tagger's scores out of fold beside the rules', kept as `span_scores` as long as they hold."""
    from stancemark.models import rules
    from stancemark.models.span_table import digest

    options, labels = journey.setup.config.models, found.labels
    if not labels:
        return []
    basis = fingerprint(digest(found.examples), rules.version(journey.codebook), repr(options))
    step = journey.study.manifest().get("steps", {}).get(_KEPT, {})
    if step.get("basis") == basis and journey.study.has(_KEPT):
        return journey.study.load(_KEPT, Score)
    scores = _scored(journey, found)
    journey.study.save(_KEPT, Score, scores)
    done(journey, Summary(_KEPT, {"scores": len(scores)}), basis=basis)
    return scores


def _scored(journey: Journey, found: Learned) -> list[Score]:
    from stancemark.models import rules
    from stancemark.models.span_scores import evaluate
    from stancemark.models.split import folds, timeless

    options = journey.setup.config.models
    predictions = rules.predict(found.passages, journey.codebook)
    pairs = zip(found.passages, predictions, strict=True)
    by_rule = [[_labelled(passage, r) for r in made.regions] for passage, made in pairs]
    try:
        split = folds(
            [e.about for e in found.examples], options.folds, options.seed, timeless(options.by)
        )
    except InputError as error:
        return _unmeasured(found, str(error))
    measured = evaluate(
        found.examples,
        make=partial(_tagger, journey),
        split=split,
        seed=options.seed,
        baseline=by_rule,
    )
    return [replace(s, question=found.question, target=s.question) for s in measured]


def _unmeasured(found: Learned, note: str) -> list[Score]:
    count = len(found.examples)
    return [
        Score(found.question, label, _BY, None, None, None, None, count, 0, note)
        for label in found.labels
    ]


def _marked(
    passage: Passage, people: Sequence[Judgement], labels: Iterable[str]
) -> "Iterator[LabelledSpan]":
    """What more than half of them marked, in the passage's code points."""
    from stancemark.models.tagger import LabelledSpan

    for label in labels:
        own = [[r.span for r in j.regions if r.label == label] for j in people]
        for span in stretches(own):
            yield LabelledSpan(span.moved(-passage.span.start), label)


def _example(passage: Passage, spans: "Iterable[LabelledSpan]") -> "SpanExample":
    from stancemark.models.dataset import of_passage
    from stancemark.models.span_table import SpanExample

    return SpanExample(of_passage(passage), tuple(sorted(spans)))


def _labelled(passage: Passage, region: Region) -> "LabelledSpan":
    from stancemark.models.tagger import LabelledSpan

    return LabelledSpan(region.span.moved(-passage.span.start), region.label)


def _tagger(journey: Journey) -> "Tagger":
    from stancemark.models.families import make_tagger

    return make_tagger(family(journey), journey.setup.encoder, journey.setup.config.models.seed)
