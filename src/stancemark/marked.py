"""What people marked in a study's passages, and what they said of it: what span models learn from."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    Span,
)
from stancemark.suggestions import panels, stretches

if TYPE_CHECKING:  # heavy to import
    from stancemark.annotate.votes import Vote
    from stancemark.models.dataset import Example
    from stancemark.models.span_attributes import Key
    from stancemark.models.span_table import SpanExample
    from stancemark.models.tagger import Attribute, LabelledSpan


@dataclass(frozen=True, slots=True)
class Learned:
    """What there is to learn from."""

    question: str
    examples: "tuple[SpanExample, ...]"
    """Every judged passage, with what a majority marked of the labels that have enough of it."""
    passages: tuple[Passage, ...]
    """Those of the examples, in their order."""
    attributes: "dict[Key, list[Example]]"
    """What was said of these spans, for each attribute of which there is enough."""
    refused: tuple[Refusal, ...]
    """Labels with too few spans, and attributes of too few."""

    @property
    def labels(self) -> list[str]:
        """Those that have enough spans."""
        return sorted({s.label for e in self.examples for s in e.spans})


def learned(journey: Journey) -> Learned | None:
    """What more than half of each passage's annotators marked; None where no spans are asked.

    Labels with fewer such stretches than `models.min_labels` are left out, and refused; so are
    attributes, and values of an attribute that may have several.
    """
    from stancemark.models.span_attributes import enough, examples

    question = _asked(journey)
    if question is None:
        return None
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


def labels(journey: Journey) -> list[str]:
    """The labels that have enough spans to learn from."""
    found = learned(journey)
    return found.labels if found else []


def attributes(journey: Journey) -> "dict[Key, list[Example]]":
    """What was said of spans, for each attribute that has enough to learn from."""
    found = learned(journey)
    return found.attributes if found else {}


def agreement(journey: Journey) -> list[Agreement]:
    """How far annotators mark the same stretches; nothing where no spans are asked, or nobody has judged."""
    from stancemark.annotate.span_agreement import of_spans

    question, people = _asked(journey), panels(journey.study.load("judgements", Judgement))
    if question is None or not people:
        return []
    passages = {p.id: p for p in need(journey, "passages", Passage, "tasks") if p.id in people}
    return of_spans(people, passages, question, journey.setup.config.models.seed)


def votes(journey: Journey) -> "list[Vote]":
    """What each annotator said of each stretch that a majority marked.

    Of an attribute that may have several values each is a question of its own, answered yes or no.
    """
    from stancemark.annotate.votes import Vote

    question, people = _asked(journey), panels(journey.study.load("judgements", Judgement))
    if question is None:
        return []
    found: list[Vote] = []
    for name, panel in people.items():
        for label, span, regions in _stretches(panel, question):
            item = f"{name} {span.start}:{span.end} {label}"
            for asked in _attributes(question, label):
                said = {who: _answer(region, asked) for who, region in regions.items()}
                told = {who: values for who, values in said.items() if values}
                if not asked.multiple:
                    found += [
                        Vote(item, who, v[0], asked.id, within=name) for who, v in told.items()
                    ]
                    continue
                found += [
                    Vote(item, who, "yes" if value in values else "no", asked.id, value, name)
                    for value in asked.values
                    for who, values in told.items()
                ]
    return found


def gold(journey: Journey) -> Iterator[GoldSpan]:
    """Every stretch that a majority marked, and what most of them said of it."""
    question, people = _asked(journey), panels(journey.study.load("judgements", Judgement))
    if question is None or not people:
        return
    for passage in need(journey, "passages", Passage, "tasks"):
        panel = people.get(passage.id, [])
        for label, span, regions in _stretches(panel, question):
            said = _said(list(regions.values()), _attributes(question, label))
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


def _attributes(question: Question, label: str) -> list[Question]:
    return [q for q in question.attributes if label in q.of and q.labels]


def _answer(region: Region, asked: Question) -> tuple[str, ...]:
    """What was said of a region; () for nothing."""
    return next((a.labels for a in region.attributes if a.question == asked.id), ())


def _stretches(
    people: Sequence[Judgement], question: Question
) -> Iterator[tuple[str, Span, dict[str, Region]]]:
    """What more than half of them marked: label, stretch, and the region of each who marked it."""
    for label in question.values:
        own = {j.annotator: [r for r in j.regions if r.label == label] for j in people}
        for span in stretches([[r.span for r in regions] for regions in own.values()]):
            over = ((who, [r for r in rs if r.span.overlaps(span)]) for who, rs in own.items())
            yield label, span, {who: regions[0] for who, regions in over if regions}


def _marked(
    passage: Passage, people: Sequence[Judgement], question: Question
) -> "Iterator[LabelledSpan]":
    """What more than half of them marked, in the passage's code points, and what they said of it."""
    from stancemark.models.tagger import LabelledSpan

    for label, span, regions in _stretches(people, question):
        said = tuple(_said(list(regions.values()), _attributes(question, label)))
        yield LabelledSpan(span.moved(-passage.span.start), label, None, said)


def _said(regions: Sequence[Region], asked: Iterable[Question]) -> "Iterator[Attribute]":
    """What was said of one stretch: a region for each person who marked it. Silence is no share."""
    from stancemark.models.tagger import Attribute

    for question in asked:
        answers = [values for values in (_answer(r, question) for r in regions) if values]
        counts = Counter(label for labels in answers for label in labels)
        shares = tuple((value, n / len(answers)) for value, n in sorted(counts.items()))
        if shares:
            yield Attribute(question.id, shares, question.multiple)


def _example(passage: Passage, spans: "Iterable[LabelledSpan]") -> "SpanExample":
    from stancemark.models.dataset import of_passage
    from stancemark.models.span_table import SpanExample

    return SpanExample(of_passage(passage), tuple(sorted(spans)))
