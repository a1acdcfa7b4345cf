"""In which order a study's passages are asked: what its tables say, handed to the queue."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from stancemark.journey import Journey, done
from stancemark.records import Audited, Judgement, Place, Prediction, Summary, fingerprint

if TYPE_CHECKING:  # heavy to import
    from stancemark.annotate.arms import Drawn, Waiting
    from stancemark.annotate.queue import Values
    from stancemark.annotate.strategies import Pool


RULES = "predictions/rules"
"""The table of what the rules suggest."""


def order(journey: Journey) -> list[Place]:
    """The place of every passage, anew: lots that have fallen stay as they fell."""
    from stancemark.annotate.arms import Shares, Waiting, draw
    from stancemark.annotate.queue import Rounds
    from stancemark.annotate.queue import order as ordered

    options = journey.setup.config.label_studio
    key = str(journey.study.manifest().get("id", ""))
    waiting = list(journey.study.view("passages", Waiting))
    shares = Shares(options.control_share, options.queue.evaluation)
    drawn = draw(waiting, key, shares, _fallen(journey))
    rounds = Rounds(options.queue.round, options.queue.evaluation, options.queue.spread, key)
    audited = {a.passage for a in journey.study.stream("audited", Audited)}
    values = _values(journey, waiting)
    return ordered(waiting, values, drawn, _lacking(journey), rounds, audited)


def current(journey: Journey) -> list[Place]:
    """The order that was last kept, or a new one where passages, models or options have changed."""
    last = journey.study.manifest().get("steps", {}).get("queue", {})
    if journey.study.has("queue") and last.get("basis") == basis(journey):
        return journey.study.load("queue", Place)
    return order(journey)


def keep(journey: Journey, places: Sequence[Place]) -> None:
    """Save an order as `queue`, with what it was made from."""
    journey.study.save("queue", Place, places)
    counts = {
        "passages": len(places),
        "rounds": len({p.round for p in places if p.why not in ("begun", "done")}),
        "begun": sum(p.why == "begun" for p in places),
        "done": sum(p.why == "done" for p in places),
        "in the control arm": sum(p.arm == "control" for p in places),
        "in the evaluation lot": sum(p.lot == "evaluation" for p in places),
        "audited": sum(p.why == "audit" for p in places),
    }
    done(journey, Summary("queue", counts), basis=basis(journey))


def basis(journey: Journey) -> str:
    """Fingerprint of what an order is made from, judgements apart: they only move it on."""
    from stancemark.annotate.arms import Waiting

    waiting = [part for w in journey.study.view("passages", Waiting) for part in (w.id, w.cluster)]
    options = journey.setup.config.label_studio
    first = next(journey.study.stream(newest(journey), Prediction), None)
    version = first.version if first else ""
    audited = sorted({a.passage for a in journey.study.stream("audited", Audited)})
    shares = (repr(options.queue), repr(options.control_share))
    return fingerprint(*shares, version, *waiting, "audited", *audited)


def newest(journey: Journey) -> str:
    """The table of the newest suggestions: a model's if it has any, else the rules'."""
    family = f"predictions/{journey.setup.config.models.family}"
    return family if next(journey.study.stream(family, Prediction), None) else RULES


def _fallen(journey: Journey) -> "dict[str, Drawn]":
    from stancemark.annotate.arms import Drawn

    places = journey.study.stream("queue", Place)
    return {place.passage: Drawn(place.arm, place.lot) for place in places}


def _lacking(journey: Journey) -> dict[str, int]:
    """How many answers each passage that somebody has judged still lacks."""
    people: dict[str, set[str]] = {}
    for judgement in journey.study.stream("judgements", Judgement):
        if not judgement.skipped:
            people.setdefault(judgement.passage, set()).add(judgement.annotator)
    asked = journey.setup.config.label_studio.overlap
    return {passage: max(0, asked - len(who)) for passage, who in people.items()}


def _values(journey: Journey, waiting: "Sequence[Waiting]") -> "Values":
    """What the strategy thinks each passage is worth; without a model, outlets in turn, by lot."""
    from stancemark.annotate.queue import Values
    from stancemark.annotate.strategies import COLD, STRATEGIES

    name = journey.setup.config.label_studio.queue.strategy
    pool = _pool(journey, waiting)
    if name not in COLD and not pool.guesses:
        name = "balanced"
    found = STRATEGIES[name](pool, np.random.default_rng(journey.setup.config.models.seed))
    return Values(name, {w.id: float(v) for w, v in zip(waiting, found, strict=True)})


def _pool(journey: Journey, waiting: "Sequence[Waiting]") -> "Pool":
    from stancemark.annotate.strategies import Pool

    rows = {w.id: row for row, w in enumerate(waiting)}
    outlets = [w.outlet for w in waiting]
    guesses = list(_guesses(journey, rows))
    vectors = None
    if guesses and journey.setup.config.label_studio.queue.strategy == "density":
        from stancemark.models.likeness import vectors as alike

        vectors = alike(text for text in journey.study.column("passages", "text"))
    return Pool(outlets, guesses, vectors=vectors)


def _guesses(journey: Journey, rows: dict[str, int]) -> Iterator[np.ndarray[Any, Any]]:
    """Probabilities by question and target, shape (passages, labels); all alike where none is given."""
    if newest(journey) == RULES:
        return  # rules guess nothing
    columns: dict[tuple[str, str], tuple[list[str], np.ndarray[Any, Any]]] = {}
    for prediction in journey.study.stream(newest(journey), Prediction):
        if (row := rows.get(prediction.passage)) is None:
            continue
        for guess in prediction.guesses:
            labels = list(guess.probabilities)
            known, table = columns.setdefault(
                (guess.question, guess.target),
                (labels, np.full((len(rows), len(labels)), 1 / len(labels))),
            )
            table[row] = [guess.probabilities.get(label, 0.0) for label in known]
    yield from (table for _, table in columns.values())
