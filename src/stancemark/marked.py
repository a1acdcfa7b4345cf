"""What people marked in a study's passages, and what they said of it: what span models learn from."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stancemark.annotate.panels import agreed, answers, panels
from stancemark.annotate.panels import attributes as attributes_of
from stancemark.journey import Journey, need
from stancemark.records import (
    Agreement,
    GoldAttribute,
    GoldSpan,
    Judgement,
    Passage,
    Question,
    Refusal,
    Region,
)

if TYPE_CHECKING:  # heavy to import
    from stancemark.annotate.votes import Vote
    from stancemark.models.dataset import Example
    from stancemark.models.span_attributes import Key
    from stancemark.models.span_table import SpanExample
    from stancemark.models.tagger import Attribute, LabelledSpan


@dataclass(frozen=True, slots=True)
class Learned:
    """What there is to learn from."""

    question: str = ""
    examples: "tuple[SpanExample, ...]" = ()
    """Every judged passage, with what a majority marked of the labels that have enough of it."""
    passages: tuple[Passage, ...] = ()
    """Those of the examples, in their order."""
    attributes: "dict[Key, list[Example]]" = field(default_factory=dict)
    """What was said of these spans, for each attribute of which there is enough."""
    refused: tuple[Refusal, ...] = ()
    """Labels with too few spans, and attributes of too few."""

    @property
    def labels(self) -> list[str]:
        """Those that have enough spans."""
        return sorted({s.label for e in self.examples for s in e.spans})


def learned(journey: Journey) -> Learned:
    """What more than half of each passage's annotators marked; nothing where no spans are asked.

    Labels with fewer such stretches than `models.min_labels` are left out, and refused; so are
    attributes, and values of an attribute that may have several.
    """
    from stancemark.models.span_attributes import enough, examples

    question = _asked(journey)
    if question is None:
        return Learned()
    people = panels(journey.study.load("judgements", Judgement))
    judged = [p for p in need(journey, "passages", Passage, "tasks") if p.id in people]
    marked = {p.id: list(_marked(p, people[p.id], question)) for p in judged}
    counts = Counter(s.label for spans in marked.values() for s in spans)
    least = journey.setup.config.models.min_labels
    many = {label for label, count in counts.items() if count >= least}
    refused = tuple(
        Refusal("train", f"{question.id}/{label}", "too few spans", f"{counts[label]} of {least}")
        for label in question.values
        if label not in many
    )
    rows = tuple(_example(p, [s for s in marked[p.id] if s.label in many]) for p in judged)
    attributes, thin = enough(examples(rows), least)
    return Learned(question.id, rows, tuple(judged), attributes, (*refused, *thin))


def compared(journey: Journey) -> "tuple[list[Agreement], list[Vote]]":
    """How far annotators mark the same stretches, and what each said of those that a majority marked.

    Nothing where no spans are asked, or nobody has judged.
    """
    from stancemark.annotate.span_agreement import of_spans, votes

    question, people = _asked(journey), panels(journey.study.load("judgements", Judgement))
    if question is None or not people:
        return [], []
    passages = {p.id: p for p in need(journey, "passages", Passage, "tasks") if p.id in people}
    spans = of_spans(people, passages, question, journey.setup.config.models.seed)
    return spans, votes(people, question)


def gold(journey: Journey) -> Iterator[GoldSpan]:
    """Every stretch that a majority marked, and what most of them said of it."""
    question, people = _asked(journey), panels(journey.study.load("judgements", Judgement))
    if question is None or not people:
        return
    for passage in need(journey, "passages", Passage, "tasks"):
        panel = people.get(passage.id, [])
        for label, span, regions in agreed(panel, question):
            said = _said(regions, attributes_of(question, label))
            yield GoldSpan(
                passage=passage.id,
                document=passage.document,
                label=label,
                span=span,
                quote=span.moved(-passage.span.start).of(passage.text),
                marked=len(regions),
                support=len(panel),
                attributes=tuple(_gold(one) for one in said),
            )


def _gold(said: "Attribute") -> GoldAttribute:
    from stancemark.models.span_attributes import most

    shares = dict(said.shares)
    label = most(shares)
    labels = said.values if said.several else (label,) * bool(label)
    return GoldAttribute(said.name, labels, shares)


def _asked(journey: Journey) -> Question | None:
    return next((q for q in journey.codebook.questions if q.kind == "spans"), None)


def _marked(
    passage: Passage, people: Sequence[Judgement], question: Question
) -> "Iterator[LabelledSpan]":
    """What more than half of them marked, in the passage's code points, and what they said of it."""
    from stancemark.models.tagger import LabelledSpan

    for label, span, regions in agreed(people, question):
        said = tuple(_said(regions, attributes_of(question, label)))
        yield LabelledSpan(span.moved(-passage.span.start), label, None, said)


def _said(regions: Mapping[str, Region], asked: Iterable[Question]) -> "Iterator[Attribute]":
    """What was said of one stretch, by the region of each who marked it. Silence is no share."""
    from stancemark.models.tagger import Attribute

    for question in asked:
        told = answers(regions, question).values()
        counts = Counter(label for labels in told for label in labels)
        shares = tuple((value, n / len(told)) for value, n in sorted(counts.items()))
        if told:
            yield Attribute(question.id, shares, question.multiple)


def _example(passage: Passage, spans: "Iterable[LabelledSpan]") -> "SpanExample":
    from stancemark.models.dataset import of_passage
    from stancemark.models.span_table import SpanExample

    return SpanExample(of_passage(passage), tuple(sorted(spans)))
