"""Transparent rules that pre-annotate before any label exists.

They live in `rules.yaml`, where anybody can read them. They propose spans only: a guess at a
passage's stance or bias would anchor the first annotator, and rules have no probability to offer.
Mentions of targets are not proposed: the codebook wants them only where a relation needs one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Literal

import yaml

from stancemark.config import STRICT, validate
from stancemark.records import Answer, Codebook, Passage, Prediction, Region, Span, fingerprint
from stancemark.tasks.sentences import sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A pattern, what it marks, and how the mark is labelled."""

    __pydantic_config__ = STRICT
    name: str
    # for the reader of the file and of the report
    why: str
    # marks nothing where the words are absent
    find: str = ""
    # and only in a sentence that has these too
    beside: str = ""
    # and only after context that ends with this
    lead_in: str = ""
    case: bool = False
    mark: Literal["match", "sentence", "passage"]
    label: str
    attributes: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """Something a text may say about how a claim of a type came about."""

    __pydantic_config__ = STRICT
    of: str
    attribute: str
    value: str
    find: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The content of `rules.yaml`."""

    __pydantic_config__ = STRICT
    rules: list[Rule]
    disclosures: list[Disclosure]


def predict(passages: Iterable[Passage], codebook: Codebook) -> Iterator[Prediction]:
    """One prediction per passage, in order, with the regions the rules find; often none.

    Only labels and attributes that the codebook has are used. Regions of one label never overlap.
    Their score is None: a rule makes no claim of probability.
    """
    marker = _Marker(codebook)
    named = version(codebook)
    for passage in passages:
        yield Prediction(passage.id, named, regions=tuple(marker.regions(passage)))


def version(codebook: Codebook) -> str:
    """`rules-` and a digest of the rules and the codebook."""
    return f"rules-{fingerprint(_source(), codebook.version)[:8]}"


def _source() -> str:
    path = resources.files("stancemark.models") / "rules.yaml"
    return path.read_text(encoding="utf-8")


@cache
def _rules() -> Rules:
    rules: Rules = validate(Rules, yaml.safe_load(_source()), "rules.yaml")
    return rules


class _Marker:
    """The rules, as far as one codebook has labels for them."""

    def __init__(self, codebook: Codebook) -> None:
        spans = next((q for q in codebook.questions if q.kind == "spans"), None)
        labels = spans.values if spans else ()
        self._rules = [
            (rule, _Patterns.of(rule)) for rule in _rules().rules if rule.label in labels
        ]
        self._disclosures = [(d, re.compile(d.find, re.IGNORECASE)) for d in _rules().disclosures]
        self._attributes = {q.id: q for q in spans.attributes} if spans else {}

    def regions(self, passage: Passage) -> list[Region]:
        found = sorted(
            self._by_rule(passage), key=lambda region: (region.span.start, -region.span.end)
        )
        return list(_apart(found))

    def _by_rule(self, passage: Passage) -> Iterator[Region]:
        units = list(sentences(passage.text))
        for rule, patterns in self._rules:
            for span in patterns.spans(rule, passage, units):
                yield self._region(rule, span, passage)

    def _region(self, rule: Rule, span: Span, passage: Passage) -> Region:
        answers = {name: tuple(values) for name, values in rule.attributes.items()}
        for disclosure, pattern in self._disclosures:
            if disclosure.of in answers.get("claim_type", ()) and pattern.search(passage.text):
                earlier = answers.get(disclosure.attribute, ())
                answers[disclosure.attribute] = (*earlier, disclosure.value)
        return region(rule.label, span, passage, tuple(self._permitted(rule.label, answers)))

    def _permitted(self, label: str, answers: Mapping[str, Sequence[str]]) -> Iterator[Answer]:
        for name, values in answers.items():
            question = self._attributes.get(name)
            if question is None or label not in question.of:
                continue
            if set(values) <= set(question.values) and (question.multiple or len(values) == 1):
                yield Answer(name, tuple(values))


@dataclass(frozen=True, slots=True)
class _Patterns:
    find: re.Pattern[str]
    beside: re.Pattern[str]
    lead_in: re.Pattern[str]

    @classmethod
    def of(cls, rule: Rule) -> "_Patterns":
        flags = re.NOFLAG if rule.case else re.IGNORECASE
        return cls(*(re.compile(p, flags) for p in (rule.find, rule.beside, rule.lead_in)))

    def spans(self, rule: Rule, passage: Passage, units: Sequence[Span]) -> Iterator[Span]:
        """What the rule marks, in the passage's code points."""
        if not self.lead_in.search(passage.context_before):
            return
        if rule.mark == "passage":
            yield Span(0, len(passage.text))
            return
        for unit in units:
            text = unit.of(passage.text)
            matches = self.find.finditer(text) if self.beside.search(text) else iter(())
            if rule.mark == "match":
                yield from (Span(*match.span()).moved(unit.start) for match in matches)
            elif next(matches, None):
                yield unit


def region(
    label: str,
    span: Span,
    passage: Passage,
    attributes: tuple[Answer, ...] = (),
    score: float | None = None,
) -> Region:
    """A region in the document's code points; `span` is in the passage's."""
    placed = span.moved(passage.span.start)
    name = fingerprint(passage.id, label, placed.start, placed.end)[:10]
    return Region(name, placed, label, span.of(passage.text), attributes, score=score)


def _apart(regions: Iterable[Region]) -> Iterator[Region]:
    """Of regions of one label that overlap, the first and longest."""
    upto: dict[str, int] = {}
    for region in regions:
        if region.span.start >= upto.get(region.label, 0):
            upto[region.label] = region.span.end
            yield region
