"""What a study's models learn from, which model that is, what it guesses, and what of that is accepted."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stancemark.errors import InputError
from stancemark.journey import Journey, need
from stancemark.records import (
    Audit,
    Audited,
    Gold,
    Judgement,
    Outlook,
    Passage,
    Place,
    Prediction,
    Refusal,
    Region,
    fingerprint,
)

if TYPE_CHECKING:  # heavy to import
    from stancemark.models.accept import Acceptance
    from stancemark.models.dataset import Example
    from stancemark.models.families import Model
    from stancemark.models.kept import Kept
    from stancemark.models.promise import Gate
    from stancemark.models.shelf import Accepting, Shelf

QuestionKey = tuple[str, str]
"""A question's id and the slug of its target, empty for none."""

_KEPT = "models/held-out"
"""The folder of answers that `train` and `evaluate` share."""


@dataclass(frozen=True, slots=True)
class Trainable:
    """What a study's gold has to learn from."""

    own: "dict[QuestionKey, list[Example]]"
    """Examples of each question and target that has enough of them."""
    shared: "dict[QuestionKey, list[Example]]"
    """Of a stance, all targets', where one of them has too few; with no target."""
    thin: dict[QuestionKey, str]
    """What becomes of each target that they answer for."""
    refused: list[Refusal]
    """What is left out, and why."""


def trainable(journey: Journey) -> Trainable:
    """What each question and target has to learn from; there may be nothing at all."""
    from stancemark.models.dataset import examples
    from stancemark.models.dataset import trainable as enough_of
    from stancemark.models.toward import shared, thin

    gold = need(journey, "gold", Gold, "aggregate")
    passages = {p.id: p for p in need(journey, "passages", Passage, "tasks")}
    least = journey.setup.config.models.min_labels
    parts = examples(gold, passages, _languages(journey), journey.setup.config.models.context)
    own, refused = enough_of(parts, least)
    together = shared(parts, own, journey.codebook, least)
    few = thin(parts, own, together, journey.codebook)
    told = {"/".join(key) for key in few}
    return Trainable(own, together, few, [r for r in refused if r.item not in told])


def require(*learned: Collection[Any]) -> None:
    """Raise `InputError` where none of several things to learn from has anything in it."""
    if not any(learned):
        raise InputError(
            "no question has enough labels to train on; pull more, or lower models.min_labels"
        )


def model(journey: Journey) -> "Model":
    """An unfitted model of the configured family."""
    from stancemark.models.families import make

    options = journey.setup.config.models
    return make(options.family, journey.setup.encoder, options.seed)


def train(journey: Journey, trainable: Trainable) -> "tuple[str, Sequence[Gate]]":
    """Fit a model of each question, find its gates, shelve them all; their version and the gates.

    Without anything to learn from the version is empty, and what was shelved before is left.
    """
    from stancemark.models import shelf

    if not trainable.own and not trainable.shared:
        return "", ()
    models, manifest = fitted(journey, {**trainable.own, **trainable.shared})
    terms = accepting(journey, trainable.own)
    shelf.save(_folder(journey), models, manifest, terms)
    return manifest["version"], terms.gates


def shelved(journey: Journey, tagger: str) -> "Shelf":
    """The models that were trained last; where these are a tagger of spans only, none.

    Raises `InputError` where nothing was trained.
    """
    from stancemark.models.shelf import Shelf, load

    last = journey.study.manifest().get("steps", {}).get("train", {})
    if not tagger or last.get("version", "?"):
        return load(_folder(journey))
    family = journey.setup.config.models.family
    version = f"{family}-{tagger.rpartition('-')[2]}"
    return Shelf({}, {"version": version, "codebook": journey.codebook.version})


def _folder(journey: Journey) -> Path:
    return journey.study.folder / "models" / journey.setup.config.models.family


def fitted(
    journey: Journey, trainable: "Mapping[QuestionKey, Sequence[Example]]"
) -> "tuple[dict[QuestionKey, Model], dict[str, Any]]":
    """A model of each question, and the manifest that goes with them."""
    from stancemark.models.dataset import digest
    from stancemark.models.families import described

    options, codebook = journey.setup.config.models, journey.codebook.version
    models = {
        key: model(journey).fit(examples, [e.label for e in examples])
        for key, examples in trainable.items()
    }
    data = digest(e for examples in trainable.values() for e in examples)
    manifest = {
        "version": f"{options.family}-{fingerprint(data, options.seed, codebook, *options.context)[:8]}",
        "codebook": codebook,
        "data": data,
        "seed": options.seed,
        "family": options.family,
        "context": options.context,
        **described(models),
        "examples": {"/".join(key).strip("/"): len(part) for key, part in trainable.items()},
    }
    return models, manifest


def outlook(journey: Journey, more: int) -> list[Outlook]:
    """What so many more labels should bring to each trained question; saved as `outlook`."""
    from stancemark.models import outlook as ahead
    from stancemark.models.split import folds, timeless

    options = journey.setup.config.models
    found: list[Outlook] = []
    known = trainable(journey).own
    require(known)
    for (question, target), examples in known.items():
        try:
            split = folds(examples, options.folds, options.seed, timeless(options.by))
        except InputError as error:
            none = Outlook(question, target, len(examples), more, None, None, None, str(error))
            found.append(none)
            continue
        made = ahead.outlook(examples, lambda: model(journey), split, more, options.seed)
        found.append(replace(made, question=question, target=target))
    journey.study.save("outlook", Outlook, found)
    return found


def kept(journey: Journey, examples: "Sequence[Example]") -> "Kept":
    """Where the answers out of fold on a question's examples are kept."""
    from stancemark.models.kept import Kept, about

    return Kept(journey.study.folder / _KEPT, about(examples))


def tidy(journey: Journey, trainable: "Mapping[QuestionKey, Sequence[Example]]") -> None:
    """Drop kept answers on what are the examples of no question any more."""
    from stancemark.models.kept import about, tidy

    tidy(journey.study.folder / _KEPT, {about(part) for part in trainable.values()})


def accepting(
    journey: Journey, trainable: "Mapping[QuestionKey, Sequence[Example]]"
) -> "Accepting":
    """Calibration and gate of each question; costs a fit for each fold that `kept` has no answers of."""
    from stancemark.models.gate import Fitting, fit
    from stancemark.models.shelf import Accepting

    options = journey.setup.config
    lot = frozenset(
        p.passage for p in journey.study.stream("queue", Place) if p.lot == "evaluation"
    )
    found = {
        key: fit(
            part,
            lambda: model(journey),
            Fitting(
                *key,
                options.models.folds,
                options.models.seed,
                options.accept,
                lot=lot,
                kept=kept(journey, part),
            ),
        )
        for key, part in trainable.items()
    }
    gates = [gate for _, gates in found.values() for gate in gates]
    return Accepting(gates, {key: calibration for key, (calibration, _) in found.items()})


Suggest = Callable[[Journey, Sequence[Passage]], Iterable[tuple[Region, ...]]]
"""What suggests the spans of each passage."""


def guess(
    journey: Journey, shelf: "Shelf", suggest: Suggest
) -> "tuple[list[Prediction], list[Audited], Acceptance]":
    """Guesses on what nobody has judged, those accepted that people see all the same, on what terms."""
    from stancemark.models.dataset import of_passage
    from stancemark.models.prelabel import predict
    from stancemark.models.toward import towards

    judged = {j.passage for j in journey.study.load("judgements", Judgement)}
    passages = need(journey, "passages", Passage, "tasks")
    fresh = [p for p in passages if p.id not in judged]
    languages, terms = _languages(journey), _terms(journey, shelf)
    context = shelf.manifest.get("context", ())
    asked = ((p.id, of_passage(p, languages, context)) for p in fresh)
    version = str(shelf.manifest["version"])
    models = towards(shelf.models, journey.codebook)
    guessed = predict(models, asked, version, acceptance=terms)
    predictions = [
        replace(guess, regions=regions)
        for guess, regions in zip(guessed, suggest(journey, fresh), strict=True)
    ]
    drawn = [
        Audited(p.passage, g.question, g.target, g.label, p.version)
        for p in predictions
        for g in p.guesses
        if g.accepted and terms.audits(p.passage)
    ]
    asked_before = [a for a in journey.study.load("audited", Audited) if a.passage in judged]
    return predictions, [a for a in asked_before if a.version == version] + drawn, terms


def _terms(journey: Journey, shelf: "Shelf") -> "Acceptance":
    """A gate that the audit has closed, or that promises something else than is asked, lets nothing in."""
    from stancemark.models.accept import Acceptance

    accept, version = journey.setup.config.accept, shelf.manifest["version"]
    broken = {
        (a.question, a.target)
        for a in journey.study.load("audits", Audit)
        if a.closed and a.version == version
    }
    gates = {key: gate for key, gate in shelf.gates.items() if _as_asked(gate, journey)}
    if shelf.gates and not gates:
        return Acceptance(calibrations=shelf.calibrations, why=_OTHERWISE)
    key = f"{journey.study.manifest().get('id', '')} {version}"
    return Acceptance(gates, shelf.calibrations, frozenset(broken), key, accept.audit)


_OTHERWISE = "the gates promise something else than `accept` in config.yaml asks; run `stancemark train` again"


def _as_asked(gate: "Gate", journey: Journey) -> bool:
    accept = journey.setup.config.accept
    return (gate.error, gate.confidence) == (accept.error, accept.confidence)


def audit(journey: Journey) -> list[Audit]:
    """How often accepted answers were wrong, of those that people saw all the same; saved as `audits`.

    Of the model that `prelabel` last used. A gate once closed stays closed.
    """
    from stancemark.models.audit import lot, told

    accept = journey.setup.config.accept
    gold = {
        (g.passage, g.question, g.target): g.label
        for g in journey.study.load("gold", Gold)
        if g.label
    }
    before = journey.study.load("audits", Audit)
    closed = {(a.question, a.target, a.version) for a in before if a.closed}
    parts: dict[tuple[str, str, str], list[tuple[float, bool]]] = {}
    for one in journey.study.load("audited", Audited):
        if answer := gold.get((one.passage, one.question, one.target)):
            place = lot(one.version, one.passage)
            key = (one.question, one.target, one.version)
            parts.setdefault(key, []).append((place, answer != one.label))
    found = [
        told(key, [wrong for _, wrong in sorted(part)], accept, closed=key in closed)
        for key, part in sorted(parts.items())
    ]
    kept = [a for a in before if (a.question, a.target, a.version) not in parts]
    if kept or found:
        journey.study.save("audits", Audit, [*kept, *found])
    return found


@dataclass(frozen=True, slots=True)
class _Spoken:
    id: str
    language: str


def _languages(journey: Journey) -> dict[str, str]:
    """Of the documents, by id."""
    return {d.id: d.language for d in journey.study.view("documents", _Spoken)}
