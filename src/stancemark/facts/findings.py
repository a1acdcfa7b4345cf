"""What a study found out, for the report: agreement, labels, suggestions, models, guesses."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from stancemark.facts.material import Material, Names, counted, plain, span_question
from stancemark.facts.plots import Bar, Line, bars
from stancemark.records import Agreement, Evaluation, Gap, Gold, Judgement, Prediction, Score
from stancemark.suggestions import Confirmed, Share, confirmed

GATES = {"stance": 0.60, "claim_class": 0.60, "bias": 0.40}
"""Alpha that we suggest to reach before a model is trained; other questions have no such line.

Stance and whether a claim is worth checking vary in published work; for bias, trained annotators reached 0.419 where a crowd
had 0.144 (Spinde et al. 2021, arXiv 2112.07421).
"""

METRICS = {
    "token_f1": "token F1",
    "exact_f1": "exact F1",
    "macro_f1": "macro F1",
    "accuracy": "accuracy",
    "f_avg": "F1 of favor and against",
    "mae": "mean absolute error",
    "map": "mean average precision",
}


def agreement(material: Material) -> tuple[Line, ...] | None:
    """Alpha of each question, in the order of the codebook; None before `agree`."""
    if not material.has("agreement"):
        return None
    names = material.names
    found: Sequence[Agreement] = material.of("agreement")
    return tuple(
        _agreement(a, names) for a in sorted(found, key=lambda a: names.place(a.question, a.target))
    )


def _agreement(a: Agreement, names: Names) -> Line:
    level = a.metric.removeprefix("alpha_")
    items = f"{counted(a.items, 'passage' if level == 'token' else names.noun(a.question))}, {counted(a.annotators, 'annotator')}"
    left_out = f", {a.left_out:,} left out with one answer" if a.left_out else ""
    gate = GATES.get(a.question)
    return Line(
        name=names.title(a.question, a.target),
        value=a.value,
        low=a.low,
        high=a.high,
        ask=names.ask(a.question),
        detail=f"{level}; {items}{left_out}",
        verdict="" if gate is None else against_gate(a, gate),
        note=a.note,
        tick=gate,
        weak=gate is not None and (a.low is None or a.low < gate),
    )


def against_gate(a: Agreement, gate: float) -> str:
    """Where an interval lies to its gate, in words; nothing without an interval."""
    if a.low is None or a.high is None:
        return ""
    if a.low >= gate:
        return f"reaches the suggested {gate:.2f}"
    if a.high < gate:
        return f"below the suggested {gate:.2f}"
    return f"not clear of the suggested {gate:.2f}"


@dataclass(frozen=True, slots=True)
class Distribution:
    """How often each label was given to one question and target."""

    name: str
    ask: str
    bars: tuple[Bar, ...]
    total: int
    ties: int = 0


TIE = "tie, nobody’s label"


def labels(material: Material) -> tuple[Distribution, ...] | None:
    """Gold per question, ties apart; None before `aggregate`."""
    if not material.has("gold"):
        return None
    gold: Sequence[Gold] = material.of("gold")
    answers = ((g.question, g.target, g.label) for g in gold)
    return _distributions(answers, material.names)


def _distributions(
    answers: Iterable[tuple[str, str, str]], names: Names
) -> tuple[Distribution, ...]:
    """Of (question, target, label), in the order of the codebook; the label "" is a tie."""
    parts: dict[tuple[str, str], Counter[str]] = {}
    for question, target, label in answers:
        parts.setdefault((question, target), Counter())[label] += 1
    return tuple(
        _distribution(question, target, parts[question, target], names)
        for question, target in sorted(parts, key=lambda key: names.place(*key))
    )


def _distribution(question: str, target: str, counts: Counter[str], names: Names) -> Distribution:
    ties, total = counts.pop("", 0), counts.total()
    shown = {plain(label): counts[label] for label in names.labels(question, counts)}
    if ties:
        shown[TIE] = ties
    drawn = bars(shown, hollow=[TIE])
    return Distribution(
        names.title(question, target), names.ask(question), drawn, total + ties, ties
    )


@dataclass(frozen=True, slots=True)
class Suggested:
    """What the rules proposed, and what people made of it."""

    version: str
    passages: int
    """Passages with at least one suggestion."""
    judged: int
    """Passages that were looked at by both."""
    shown: int
    """Judgements that began from a suggestion."""
    judgements: int
    precision: tuple[Line, ...]
    recall: tuple[Line, ...]


def suggested(material: Material) -> Suggested | None:
    """Suggestions of the rules, per span label; None before `tasks`, or where nothing is marked."""
    question = span_question(material.codebook)
    if not material.has("rules") or question is None:
        return None
    predictions: Sequence[Prediction] = material.of("rules")
    judgements: list[Judgement] = [j for j in material.of("judgements") if not j.skipped]
    rules = {label.value: label.rule for label in question.labels}
    found = confirmed(predictions, judgements, question.values)
    return Suggested(
        version=predictions[0].version if predictions else "",
        passages=sum(bool(p.regions) for p in predictions),
        judged=sum(p.passage in material.panels for p in predictions),
        shown=sum(bool(j.suggestion) for j in judgements),
        judgements=len(judgements),
        precision=tuple(_precision(c, rules[c.label]) for c in found),
        recall=tuple(_recall(c) for c in found),
    )


def _precision(c: Confirmed, rule: str) -> Line:
    detail = f"{counted(c.suggested, 'span')} suggested in all, {c.marked:,} marked by people"
    note = "" if c.precision.of else _unmeasured(c)
    return replace(_share(c.label, c.precision, "confirmed", note), ask=rule, detail=detail)


def _unmeasured(c: Confirmed) -> str:
    if c.suggested:
        return "not known yet: nobody judged a passage where one was suggested"
    return "no span of this label was suggested"


def _recall(c: Confirmed) -> Line:
    note = "" if c.recall.of else "no stretch was marked by a majority"
    return _share(c.label, c.recall, "suggested before", note)


def _share(label: str, share: Share, word: str, note: str) -> Line:
    low, high = share.interval
    verdict = f"{share.hits:,} of {share.of:,} {word}" if share.of else ""
    return Line(plain(label), share.value, low, high, verdict=verdict, note=note)


@dataclass(frozen=True, slots=True)
class Row:
    """One metric of one model."""

    metric: str
    score: Score
    better: str
    """Than the baseline: in words."""


@dataclass(frozen=True, slots=True)
class Model:
    """All that was measured of the model of one question and target."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Models:
    """How good the models are on outlets they never saw."""

    version: str
    apart: str
    """What no fold had on both sides: outlets, or documents where there is one outlet only."""
    lines: tuple[Line, ...]
    """Macro F1, for the plot."""
    models: tuple[Model, ...]
    weak: tuple[tuple[str, tuple[str, ...]], ...]
    """By metric, those no better than always giving the most frequent label."""
    warned: tuple[tuple[str, str], ...]
    """Models that learn the outlet, and how that shows."""
    gaps: tuple[tuple[str, Gap], ...]
    """By question, what a random split would have promised."""

    @property
    def measured(self) -> bool:
        """Whether there is an interval to compare with a baseline."""
        return any(row.better for model in self.models for row in model.rows)


def models(material: Material) -> Models | None:
    """Scores per question, in the order of the codebook; None before `evaluate`."""
    if not material.has("scores"):
        return None
    names, apart = material.names, _kept_apart(material)
    scores = sorted(material.of("scores"), key=lambda s: names.place(s.question, s.target))
    parts = [list(part) for _, part in groupby(scores, key=lambda s: (s.question, s.target))]
    lines = tuple(_line(_headline(part), names, apart) for part in parts)
    found = tuple(_model(line.name, part) for part, line in zip(parts, lines, strict=True))
    metrics = dict.fromkeys(row.metric for model in found for row in model.rows)
    evaluated: Sequence[Evaluation] = material.of("evaluation")

    def titled(e: Evaluation) -> str:
        return names.title(e.question, e.target)

    return Models(
        version=str(material.steps.get("train", {}).get("version", "")),
        apart=apart,
        lines=lines,
        models=found,
        weak=tuple((metric, weak) for metric in metrics if (weak := _weak(metric, found))),
        warned=tuple((titled(e), warning) for e in evaluated for warning in e.warnings),
        gaps=tuple((titled(e), e.gap) for e in evaluated if e.gap),
    )


def _kept_apart(material: Material) -> str:
    """What the evaluation kept apart; where it could measure nothing, documents."""
    evaluated: Sequence[Evaluation] = material.of("evaluation")
    return next((e.unit for e in evaluated if e.folds), "document")


def _headline(scores: Sequence[Score]) -> Score:
    return next((s for s in scores if s.metric == "macro_f1"), scores[0])


def _line(s: Score, names: Names, apart: str) -> Line:
    return Line(
        name=names.title(s.question, s.target),
        value=s.value,
        low=s.low,
        high=s.high,
        ask=names.ask(s.question),
        detail=f"{counted(s.items, names.noun(s.question))}, {counted(s.groups, apart)} kept apart",
        verdict=against_baseline(s),
        note=s.note,
        tick=s.baseline,
        weak=not _better(s),
    )


def _model(name: str, scores: Sequence[Score]) -> Model:
    rows = tuple(
        Row(METRICS.get(s.metric, plain(s.metric)), s, against_baseline(s)) for s in scores
    )
    return Model(name, rows)


def _weak(metric: str, found: Iterable[Model]) -> tuple[str, ...]:
    return tuple(
        model.name
        for model in found
        for row in model.rows
        if row.metric == metric and row.better and not _better(row.score)
    )


def _better(s: Score) -> bool:
    return against_baseline(s).startswith("better")


def against_baseline(s: Score) -> str:
    """Where an interval lies to the baseline, in words; nothing where one of them lacks."""
    if s.baseline is None or s.low is None or s.high is None:
        return ""
    below, above = s.high < s.baseline, s.low > s.baseline
    if above if s.metric != "mae" else below:
        return "better than the baseline"
    if above or below:
        return "worse than the baseline"
    return "not better than the baseline, which is in the interval"


@dataclass(frozen=True, slots=True)
class Guessed:
    """What the model said of passages."""

    version: str
    passages: int
    judged: int
    """Those that people have judged since."""
    distributions: tuple[Distribution, ...]


def guessed(material: Material) -> Guessed | None:
    """Predicted labels per question; None before `prelabel`."""
    if not material.has("guesses"):
        return None
    predictions: Sequence[Prediction] = material.of("guesses")
    answers = ((g.question, g.target, g.label) for p in predictions for g in p.guesses)
    return Guessed(
        version=predictions[0].version if predictions else "",
        passages=len(predictions),
        judged=sum(p.passage in material.panels for p in predictions),
        distributions=_distributions(answers, material.names),
    )
