"""The gate: from which probability on a model's answers may be accepted, with a bound on the errors.

"At most 5 % of what is accepted is wrong, at 90 % confidence" is tested threshold by threshold, from
strict to lenient, until one fails (Learn then Test with fixed-sequence testing: Angelopoulos et al.
2021; Bates et al. 2021, *Distribution-Free, Risk-Controlling Prediction Sets*). The thresholds are
fixed. The first one tested is where the calibrated probabilities, if they were right, would make the
test clearest: the labels tested have no say in that, but for the few numbers of the calibration.
Given the probabilities the sequence is therefore fixed, and each binomial test holds for rows that are
independent, also where some are likelier wrong than others (Hoeffding 1956, *Annals of Mathematical
Statistics* 27). The promise is for texts drawn as the labelled ones were.

Examples of one outlet err together. With `OUTLETS` or more outlets, these are what is counted, by an
effective sample size (`bounds.effective`): the promise then holds for outlets like those seen, new
ones too, and is approximate, as every statement about outlets never seen is; by simulation it errs on
the safe side (`benchmarks/gate.py`). With fewer, documents (or rows that repeat one another) are
counted, and the promise holds for the outlets that were labelled and no other.

The answers tested are out of fold: each by a model that saw neither the example nor its outlet. The
model that is used has seen more, so it is at least about as good: that is the argument of
cross-validation+ (Barber et al. 2021), not a theorem here, and it is checked by simulation too.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from stancemark.config import AcceptOptions
from stancemark.errors import InputError
from stancemark.models import bounds
from stancemark.models.calibrate import Calibration, calibrate
from stancemark.models.dataset import Example
from stancemark.models.held_out import Classifier, HeldOut, out_of_fold
from stancemark.models.kept import Kept
from stancemark.models.promise import Gate, percent
from stancemark.models.search import tied
from stancemark.models.split import folds

Floats = NDArray[np.float64]

THRESHOLDS = (
    0.995, 0.99, 0.98, 0.97, 0.96, 0.95, 0.94, 0.92, 0.9, 0.88, 0.86, 0.84, 0.82, 0.8, 0.775, 0.75,
    0.725, 0.7, 0.65, 0.6, 0.55, 0.5, 0.4, 0.3, 0.0,
)  # fmt: skip
"""The probabilities tried, strict to lenient; the last accepts everything."""

OUTLETS = 10
"""Fewer outlets than these cannot stand for others."""

FEW = 5
"""Labels an outlet needs where the promise is for the labelled outlets, unless the setting says."""

_SEEN = 10
"""Examples that tell how often those above a threshold are wrong."""
_TIMES = 20
"""Labels that nobody will make: so many times those there are."""
_COMMON = 0.05
"""Share of the texts that a language needs to count as labelled: detection errs on short texts."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """What calibration and gates of one question are made from."""

    question: str
    target: str
    folds: int
    seed: int
    accept: AcceptOptions
    apart: bool = False
    """A gate for each target that the examples name, in place of one for all."""
    lot: frozenset[str] = frozenset()
    """Ids of examples that no model chose."""
    kept: Kept | None = None
    """Where answers out of fold are kept."""


def fit(
    examples: Sequence[Example], make: Callable[[], Classifier], fitting: Fitting
) -> tuple[Calibration, list[Gate]]:
    """The calibration of a model of these examples, and its gates; costs a fit for each fold.

    With too few labels to promise anything no model is fitted, and nothing calibrated.
    """
    if len(examples) < bounds.least(fitting.accept.error, fitting.accept.confidence):
        nothing = np.zeros(len(examples))
        return Calibration(), [gate(examples, nothing, nothing > 0, fitting)]
    try:
        split = folds(tied(examples), fitting.folds, fitting.seed)
    except InputError as error:
        return Calibration(), [_none(fitting, examples, str(error))]
    held = out_of_fold(examples, make, split, fitting.kept)
    gold = [e.label for e in examples]
    calibration = calibrate(held.probabilities, held.classes, gold)
    parts: dict[str, list[int]] = {}
    for row, example in enumerate(examples):
        parts.setdefault(example.target if fitting.apart else fitting.target, []).append(row)
    sure = confidences(held, calibration)
    wrong = np.array([a != g for a, g in zip(held.answers, gold, strict=True)])
    return calibration, [
        gate([examples[r] for r in rows], sure[rows], wrong[rows], replace(fitting, target=target))
        for target, rows in parts.items()
    ]


def confidences(held: HeldOut, calibration: Calibration) -> Floats:
    """The calibrated probability of each answer; the answer stays the model's own, shape (n,)."""
    found = calibration.of(held.probabilities, held.classes)
    best = held.probabilities.argmax(axis=1)
    sure: Floats = found[np.arange(len(best)), best]
    return sure


def gate(
    examples: Sequence[Example], sure: Floats, wrong: NDArray[np.bool_], fitting: Fitting
) -> Gate:
    """The most lenient threshold whose promise holds; see the top of this module.

    `sure` has the probability of each answer, `wrong` whether it is; both out of fold. The evaluation
    lot alone is looked at where it has twice the labels that a promise takes at least.
    """
    accept = fitting.accept
    least = bounds.least(accept.error, accept.confidence)
    lot = [i for i, e in enumerate(examples) if e.id in fitting.lot]
    by_lot = len(lot) >= 2 * least
    rows = _once(examples, lot if by_lot else range(len(examples)))
    by, names = units([examples[i] for i in rows])
    none = _none(fitting, examples, "")
    found = replace(
        none, labels=len(rows), by=by, units=len(set(names)), lot=by_lot, outlets=_outlets(examples, by, accept)
    )  # fmt: skip
    told = {
        i: name for i, name in zip(rows, names, strict=True) if not stranger(found, examples[i])
    }
    at, unit = np.array([*told], dtype=np.intp), bounds.numbered([*told.values()])
    tried = _tried(sure[at], wrong[at], unit, accept.confidence)
    sequence = _sequence(tried, least, accept.error)
    passed = None
    for one in sequence:
        if bounds.p_value(one.share * one.worth, one.worth, accept.error) > 1 - accept.confidence:
            break
        passed = one
    if passed is None:
        return _refused(found, tried, sequence, least)
    return replace(
        found,
        threshold=passed.threshold,
        accepted=passed.n,
        wrong=passed.wrong,
        effective=round(passed.worth, 2),
        bound=bounds.upper_bound(passed.share * passed.worth, passed.worth, accept.confidence),
        note="",
    )


def units(
    examples: Sequence[Example],
) -> tuple[Literal["outlet", "document", "row"], list[str]]:
    """What errs together: outlets where there are enough, else documents, else what repeats."""
    if len({e.outlet for e in examples} - {""}) >= OUTLETS:
        return "outlet", [e.outlet for e in examples]
    if any(e.document for e in examples):
        return "document", [e.document or f"row {e.id}" for e in examples]
    return "row", [e.cluster or f"row {e.id}" for e in examples]


@dataclass(frozen=True, slots=True)
class _Above:
    """The examples from a threshold on."""

    threshold: float
    n: int
    wrong: int
    worth: float
    """Independent examples that they are worth."""
    expected: float
    """The share that would be wrong, were the probabilities right."""

    @property
    def share(self) -> float:
        return self.wrong / self.n if self.n else 0.0


def _tried(
    sure: Floats, wrong: NDArray[np.bool_], unit: bounds.Units, confidence: float
) -> list[_Above]:
    correlation = bounds.icc(wrong, unit)
    found = []
    for threshold in THRESHOLDS:
        above = sure >= threshold
        if not above.any():
            continue
        worth = bounds.effective(wrong[above], unit[above], correlation, confidence)
        expected = float((1 - sure[above]).mean())
        n = int(above.sum())
        found.append(_Above(threshold, n, int(wrong[above].sum()), worth, expected))
    return found


def _sequence(tried: Sequence[_Above], least: int, error: float) -> Sequence[_Above]:
    """Those with enough examples, from the one that promises the clearest test on."""
    able = [one for one in tried if one.worth >= least]
    clear = [bounds.p_value(one.expected * one.worth, one.worth, error) for one in able]
    return able[clear.index(min(clear)) :] if able else []


def _once(examples: Sequence[Example], rows: Iterable[int]) -> list[int]:
    """The first row of each cluster: a text that repeats is one example."""
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(examples[row].cluster or f"row {row}", row)
    return list(first.values())


def _outlets(examples: Sequence[Example], by: str, accept: AcceptOptions) -> tuple[str, ...] | None:
    """Outlets with enough labels; None where none is known, or the promise covers new ones."""
    counts = Counter(e.outlet for e in examples if e.outlet)
    least = accept.min_outlet
    if least is None:
        least = 0 if by == "outlet" else FEW
    if not counts or not least:
        return None
    return tuple(sorted(outlet for outlet, n in counts.items() if n >= least))


def _none(fitting: Fitting, examples: Sequence[Example], note: str) -> Gate:
    return Gate(
        question=fitting.question,
        target=fitting.target,
        error=fitting.accept.error,
        confidence=fitting.accept.confidence,
        threshold=None,
        accepted=0,
        wrong=0,
        bound=None,
        labels=len(examples),
        effective=0.0,
        by="row",
        units=0,
        lot=False,
        languages=languages(examples),
        note=note,
    )


def languages(examples: Sequence[Example]) -> tuple[str, ...]:
    """The languages of the labelled texts, as stated or detected, rare ones left out."""
    found = Counter(language(e) for e in examples)
    del found[""]
    return tuple(sorted(name for name, n in found.items() if n >= _COMMON * len(examples)))


def language(example: Example) -> str:
    """As the table or page states it, without region; else as it is detected; "" for unknown."""
    from stancemark.tasks.read.metadata import likely_language

    stated = example.language.strip().replace("_", "-").partition("-")[0].lower()
    return stated or likely_language(example.text)


def stranger(gate: Gate, example: Example) -> str:
    """Why a text is none of those that a gate speaks of; "" where it is one."""
    if not example.text.strip():
        return "no text"
    if language(example) not in gate.languages:
        return "in no language that was labelled"
    if gate.outlets is not None and example.outlet not in gate.outlets:
        return "of an outlet with too few labels"
    return ""


def _refused(found: Gate, tried: Sequence[_Above], sequence: Sequence[_Above], least: int) -> Gate:
    """How many more labels would be about enough, by how often the surest answers are wrong now."""
    promise = f"for at most {percent(found.error)} wrong at {percent(found.confidence)} confidence"
    seen = [one for one in tried if one.n >= _SEEN]
    if found.by != "row" and found.units < 2:
        return replace(
            found, note=f"all labels are of one {found.by}, by which no other can be judged"
        )
    if not seen or found.labels < least:
        more = max(least - found.labels, 1)
        return replace(found, more=more, note=f"needs at least {more} more labels {promise}")
    needed = _labels_for(sequence[0], found) if sequence else None
    if needed is None:
        every = (_labels_for(one, found) for one in seen)
        needed = min((n for n in every if n is not None), default=None)
    if needed is not None and needed <= _TIMES * found.labels:
        more = max(_rounded(needed - found.labels), 10)
        return replace(found, more=more, note=f"needs about {more:,} more labels {promise}")
    best = min(seen, key=lambda one: (one.share, -one.n))
    surest = f"of the {best.n} answers it is surest of, {best.wrong} are wrong"
    if needed is not None:
        why = f"more than {_TIMES} times the labels would be needed {promise}"
    elif bounds.lower_bound(best.wrong, best.n, found.confidence) > found.error:
        why = f"no number of labels will do {promise} unless the model gets better"
    else:
        why = f"too few to say how many labels it takes {promise}"
    return replace(found, note=f"{surest}: {why}")


def _labels_for(one: _Above, found: Gate) -> float | None:
    """Labels in all, were as many above the threshold and as many of them wrong as now.

    Wrong are taken to be (wrong + 1/2) / (n + 1), so that none of a few is not taken for none at all.
    """
    n = bounds.enough((one.wrong + 0.5) / (one.n + 1), found.error, found.confidence)
    return None if n is None or not one.worth else n / one.worth * found.labels


def _rounded(value: float) -> int:
    """To two digits, up."""
    step = 10 ** max(int(np.floor(np.log10(max(value, 1)))) - 1, 0)
    return int(np.ceil(value / step) * step)
