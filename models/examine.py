"""All that is measured of one question's model: scores, rivals, the gap, what gives an outlet away."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from stancemark.errors import InputError
from stancemark.models import rivals, verdict
from stancemark.models.dataset import Example
from stancemark.models.evaluate import confusions, drawn, f1, labels_of, resampled, scored
from stancemark.models.evaluate import unmeasured as no_scores
from stancemark.models.held_out import Classifier, Floats, HeldOut, out_of_fold
from stancemark.models.kept import Kept
from stancemark.models.outlook import LEAST, curve
from stancemark.models.paired import Drawn, Ring, measure
from stancemark.models.probe import probe
from stancemark.models.ranking import ranked
from stancemark.models.reliability import reliability
from stancemark.models.split import Apart, Split, folds, groups
from stancemark.models.telling import telling
from stancemark.records import NOTHING, ClassScore, Evaluation, Mistake, Rival, Score

Depth = Literal["quick", "usual", "full"]
"""One model per fold; or also the random split, rivals and outlet probe; or also the learning curve."""

SURE = 3
"""Mistakes shown of each label."""
CUT = 240
"""Characters of a text that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """How one question's model is examined."""

    question: str
    target: str = ""
    # the family, as it is shown
    model: str
    # an unfitted model
    make: Callable[[], Classifier]
    folds: int
    apart: Apart = field(default_factory=Apart)
    seed: int
    depth: Depth = "usual"
    # labels of an ordinal question that are on its scale, in order
    scale: Sequence[str] = ()
    # rows that are scored by themselves too, by target
    parts: Mapping[str, Sequence[int]] = field(default_factory=dict)
    # ids of examples that no model chose; None where that is not known
    lot: frozenset[str] | None = None
    # where answers out of fold are kept
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """What models said of the examples that were tested, and of the same in a random split."""

    split: Split
    ring: Ring
    answers: HeldOut
    dealt: Split | None
    """Rows at random; None where there is no such comparison."""
    random: HeldOut | None

    def of(self, rows: Sequence[int]) -> "_Told":
        part = [self.ring.examples[row] for row in rows]
        held = replace(self.split, groups=len(set(groups(part, self.split.by))))
        ring = replace(self.ring, examples=part, units=drawn(part, held)[0])
        random = self.random.of(rows) if self.random else None
        return _Told(held, ring, self.answers.of(rows), self.dealt, random)


def examine(
    examples: Sequence[Example], exam: Exam, masked: Sequence[Example] | None = None
) -> list[Evaluation]:
    """Measure a model on groups it never saw; then of each part. `masked`: with outlets' names blanked.

    Raises `InputError` where the folds asked for are impossible.
    """
    if len({e.label for e in examples}) < 2:
        return [unmeasured(examples, exam, scored(examples, None, _NONE, "", "", seed=0)[0].note)]
    split = folds(examples, exam.folds, exam.seed, exam.apart)
    whole = _told(examples, exam, split)
    found = _shared(whole, exam)
    tested = whole.ring.examples
    if exam.depth != "quick":
        found = replace(found, rivals=_rivals(examples, whole, exam))
        found = _given_away(found, examples, masked, exam)
        found = replace(found, notes=(*found.notes, *_doubts(found, exam)))
    if exam.depth == "full" and split.by != "time":
        found = replace(found, curve=tuple(curve(examples, exam.make, split, exam.seed)))
    found = replace(
        found, notes=(*_notes(examples, split, exam), *found.notes), lot=_lot(whole, exam)
    )
    place = {id(e): row for row, e in enumerate(tested)}
    parts = [
        _shared(whole.of([place[id(examples[r])] for r in rows if id(examples[r]) in place]), replace(exam, target=target))
        for target, rows in exam.parts.items()
    ]  # fmt: skip
    return [found, *(replace(part, warnings=()) for part in parts)]


def unmeasured(examples: Sequence[Example], exam: Exam, why: str) -> Evaluation:
    """An evaluation of which nothing can be told, and why."""
    scores = no_scores(examples, exam.question, exam.target, why)
    by = exam.apart.by
    unit = exam.apart.called if by == "outlet" else by or "group"
    return Evaluation(
        exam.question, exam.target, exam.model, by, unit, 0, 0, len(examples), tuple(scores)
    )


_NONE = Split("row", 0, ())


def _told(examples: Sequence[Example], exam: Exam, split: Split) -> _Told:
    answers, dealt, random = out_of_fold(examples, exam.make, split, exam.kept), None, None
    if exam.depth != "quick" and split.by in ("outlet", "document"):
        dealt = folds(examples, len(split.folds), exam.seed, Apart(by="random"))
        random = out_of_fold(examples, exam.make, dealt, exam.kept)
    if split.by == "time":
        tested = split.tested.tolist()
        examples, answers = [examples[row] for row in tested], answers.of(tested)
    ring = Ring(examples, drawn(examples, split)[0], exam.seed)
    return _Told(split, ring, answers, dealt, random)


def _shared(told: _Told, exam: Exam) -> Evaluation:
    """What is measured of all examples, and of each part."""
    examples, answers, split = told.ring.examples, told.answers, told.split
    scores = _scores(examples, answers, split, exam)
    found = Evaluation(
        exam.question, exam.target, exam.model, split.by, split.unit,
        split.groups, len(split.folds), len(examples), tuple(scores),
    )  # fmt: skip
    if len({e.label for e in examples}) < 2:
        return found
    found = replace(
        found,
        classes=tuple(_classes(told.ring, answers.answers, exam.scale)),
        reliability=reliability(told.ring, answers),
        mistakes=tuple(_mistakes(examples, answers)),
    )
    if told.random is None:
        return found
    apart, random = told.ring.macro_f1(answers.answers), told.ring.macro_f1(told.random.answers)
    frequent = told.ring.macro_f1(told.random.frequent), told.ring.macro_f1(answers.frequent)
    warned = verdict.warnings(random, apart, frequent, split.unit)
    return replace(found, gap=verdict.gap(random, apart), warnings=warned)


def _scores(examples: Sequence[Example], answers: HeldOut, split: Split, exam: Exam) -> list[Score]:
    named = exam.question, exam.target
    found = scored(examples, answers, split, *named, seed=exam.seed, scale=exam.scale)
    return [*found, *ranked(examples, answers, *named, exam.seed)]


def _classes(ring: Ring, answers: Sequence[str], scale: Sequence[str]) -> list[ClassScore]:
    """Precision, recall and F1 of every label of gold, in the order of the scale if there is one."""
    labels = labels_of(ring.examples, answers)
    counts = confusions(ring.examples, answers, labels, ring.units)
    samples, total = resampled(counts, ring.resamples, ring.seed), counts.sum(axis=0)
    found = []
    for i, label in enumerate(sorted({e.label for e in ring.examples})):
        precision, recall, of_both = (
            measure(float(made(total)[i]), made(samples)[..., i])
            for made in (_precision, _recall, f1)
        )
        support, predicted = int(total[i].sum()), int(total[:, i].sum())
        found.append(ClassScore(label, precision, recall, of_both, support, predicted))
    place = {label: i for i, label in enumerate(scale)}
    return sorted(found, key=lambda c: place.get(c.label, len(place)))


def _precision(confusion: Floats) -> Floats:
    return _share(confusion, confusion.sum(axis=-2))


def _recall(confusion: Floats) -> Floats:
    return _share(confusion, confusion.sum(axis=-1))


def _share(confusion: Floats, of: Floats) -> Floats:
    """Of so many, how many are on the diagonal; NaN of none."""
    right = np.diagonal(confusion, axis1=-2, axis2=-1)
    return np.divide(right, of, out=np.full_like(of, np.nan), where=of > 0)


def _mistakes(examples: Sequence[Example], answers: HeldOut) -> list[Mistake]:
    """The wrong answers that models were most sure of, a few for each label of gold."""
    given, sure = answers.answers, answers.probabilities.max(axis=1)
    shown: Counter[str] = Counter()
    found = []
    for row in np.argsort(-sure, kind="stable").tolist():
        e = examples[row]
        if given[row] != e.label and shown[e.label] < SURE:
            shown[e.label] += 1
            text = " ".join(e.text.split())
            text = text if len(text) <= CUT else f"{text[: CUT - 1]}…"
            found.append(
                Mistake(e.id, e.target, e.label, given[row], float(sure[row]), e.outlet, text)
            )
    return sorted(found, key=lambda m: (m.gold, -m.probability))


def _rivals(examples: Sequence[Example], told: _Told, exam: Exam) -> tuple[Rival, ...]:
    """Models that see less, through the same folds; those that are cheap, through random ones too."""
    model = told.ring.macro_f1(told.answers.answers)
    tested, dealt = told.split.tested.tolist(), told.dealt

    def drawn_of(answers: HeldOut) -> Drawn:
        return told.ring.macro_f1(answers.of(tested).answers)

    frequent = told.ring.macro_f1(told.answers.frequent)
    random = told.ring.macro_f1(told.random.frequent).measure() if told.random else NOTHING
    found = [Rival("most frequent label", frequent.measure(), model.minus(frequent), random)]
    for name, make in (("outlet only", rivals.OutletOnly), ("length and signs only", rivals.Shape)):
        if name != "outlet only" or len({e.outlet for e in examples}) > 1:
            apart = drawn_of(out_of_fold(examples, make, told.split))
            random = drawn_of(out_of_fold(examples, make, dealt)).measure() if dealt else NOTHING
            found.append(Rival(name, apart.measure(), model.minus(apart), random))
    if len({e.target for e in examples}) > 1:
        blind = rivals.blind(examples)
        unseen = drawn_of(out_of_fold(blind, exam.make, told.split, exam.kept))
        found.append(Rival("target unseen", unseen.measure(), model.minus(unseen)))
    return tuple(found)


def _given_away(
    found: Evaluation, examples: Sequence[Example], masked: Sequence[Example] | None, exam: Exam
) -> Evaluation:
    """The outlet probe, and words that name an outlet."""
    if len({e.outlet for e in examples} - {""}) < 2:
        return replace(found, notes=(*found.notes, "no two outlets are named: no outlet probe"))
    found = replace(found, telling=tuple(telling(examples, exam.seed)))
    try:
        return replace(found, probe=probe(examples, masked, exam.seed))
    except InputError as error:
        return replace(found, notes=(*found.notes, str(error)))


def _doubts(found: Evaluation, exam: Exam) -> list[str]:
    """Where a model that sees less does as well, and where a list of outlets would."""
    doubts = [
        f"not clearly better than `{rival.name}` ({rival.apart.value:.3f})"
        for rival in found.rivals
        if rival.ahead.low is not None and rival.ahead.low <= 0
    ]
    alone = next((r.random.value for r in found.rivals if r.name == "outlet only"), None)
    random = found.gap.random.value if found.gap else None
    if alone is not None and random is not None and alone >= random:
        called = exam.apart.called
        doubts.append(
            f"where rows are dealt at random, the {called}'s name alone reaches {alone:.3f}, and the "
            f"model {random:.3f}: such a split cannot tell a model of the text from a list of {called}s"
        )
    return doubts


def _notes(examples: Sequence[Example], split: Split, exam: Exam) -> list[str]:
    """What is not as it was asked for, and what was not measured."""
    notes = []
    if len(split.folds) < exam.folds:
        notes.append(
            f"{len(split.folds)} stretches of days can be tested, not {exam.folds}"
            if split.by == "time"
            else f"{split.groups} {split.unit}s: {len(split.folds)} folds, not {exam.folds}"
        )
    if split.by == "row":
        notes.append(
            "no outlet or document is named: only reprints are kept apart, and there is no gap to a random split"
        )
    if split.by == "time":
        early = len(examples) - len(split.tested)
        notes.append(f"{early} of the earliest examples are trained on only; outlets stand on both sides, and there is no gap to a random split, since early folds train on less")  # fmt: skip
    if exam.depth == "quick":
        notes.append(
            "quick: no random split, no rivals but the most frequent label, no outlet probe"
        )
    if exam.depth == "full" and (split.by == "time" or len(examples) < LEAST):
        few = f"under {LEAST} labels" if split.by != "time" else "folds of unlike size"
        notes.append(f"no learning curve: {few}")
    return notes


def _lot(told: _Told, exam: Exam) -> tuple[Score, ...]:
    """Scores on the examples that no model chose, alone."""
    if exam.lot is None:
        return ()
    rows = [row for row, e in enumerate(told.ring.examples) if e.id in (exam.lot or ())]
    if not rows:
        return tuple(no_scores([], exam.question, exam.target, "nobody has judged one of them yet"))
    part = told.of(rows)
    return tuple(_scores(part.ring.examples, part.answers, part.split, exam))
