"""Records to and from Label Studio JSON: pure functions, no server.

In a task, offsets count code points of the passage; in a record, of the document. What comes back
and cannot be used is kept, with a reason.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stancemark.records import (
    Answer,
    Codebook,
    Document,
    Guess,
    Judgement,
    Passage,
    Prediction,
    Question,
    Region,
)
from stancemark.tasks.blind import blinded
from stancemark.tasks.interface import TEXT, Control, controls
from stancemark.tasks.place import agree
from stancemark.tasks.result import VALUE, Result, is_object, listed, number, string
from stancemark.tasks.translate import MADE, Translator

Json = dict[str, Any]
"""A JSON object, as Label Studio takes it."""


def encode_task(passage: Passage, document: Document, *, blind: bool = True) -> Json:
    """The task that shows a passage. Unless `blind`, outlet, author and date go with it.

    Everything in `data` is visible to every annotator, so a blind task has blanks for what tells
    where it is from.
    """
    shown = blinded(passage, document) if blind else passage
    data = {
        "uid": shown.id,
        TEXT: shown.text,
        "heading": shown.heading,
        "before": shown.context_before,
        "after": shown.context_after,
    }
    if not blind:
        known = (document.outlet, passage.author, document.published[:10])
        data["origin"] = " · ".join(part for part in known if part)
    return {"data": data}


def faults(prediction: Prediction, passage: Passage, codebook: Codebook) -> list[str]:
    """Why a prediction may not be sent; empty if it may.

    Label Studio's own validation lets offsets outside the text and a quote that differs from it
    pass, so both are checked here, with labels, attributes and scores.
    """
    known = controls(codebook)
    found = [f for guess in prediction.guesses for f in _guess_faults(guess, known)]
    found += [f for region in prediction.regions for f in _region_faults(region, passage, codebook)]
    ids = Counter(region.id for region in prediction.regions)
    found += [f"region {name} stands {n} times" for name, n in ids.items() if n > 1]
    return found + list(_score_faults("score", prediction.score))


def _score_faults(what: str, score: float | None) -> Iterator[str]:
    if score is not None and not 0 <= score <= 1:
        yield f"{what} {score} is outside 0 to 1"


def _guess_faults(guess: Guess, known: Mapping[str, Control]) -> Iterator[str]:
    name = _control_name(guess.question, guess.target)
    if name not in known or known[name].type != "choices" or known[name].per_region:
        yield f"no control {name}"
    elif guess.label not in known[name].values:
        yield f"{name} has no label {guess.label!r}"
    yield from _score_faults(f"{name}: probability", _certainty(guess))


def _region_faults(region: Region, passage: Passage, codebook: Codebook) -> Iterator[str]:
    where = f"region {region.id} {region.span.start}:{region.span.end}"
    spans = next((q for q in codebook.questions if q.kind == "spans"), None)
    if spans is None or region.label not in spans.values:
        yield f"{where}: no span label {region.label!r}"
        return
    if not passage.span.start <= region.span.start < region.span.end <= passage.span.end:
        yield f"{where}: outside the passage {passage.span.start}:{passage.span.end}"
    elif not agree(region.span.moved(-passage.span.start).of(passage.text), region.quote):
        yield f"{where}: its quote is not the text there"
    yield from _score_faults(f"{where}: score", region.score)
    permitted = {q.id: q for q in spans.attributes if region.label in q.of}
    for answer in region.attributes:
        if answer.question not in permitted:
            yield f"{where}: {region.label} has no attribute {answer.question}"
        else:
            yield from _attribute_faults(answer, permitted[answer.question], where)


def _attribute_faults(answer: Answer, question: Question, where: str) -> Iterator[str]:
    if unknown := set(answer.labels) - set(question.values):
        yield f"{where}: {question.id} has no label {min(unknown)!r}"
    if not answer.labels or (len(answer.labels) > 1 and not question.multiple):
        yield f"{where}: {question.id} takes one label, not {len(answer.labels)}"


def encode_prediction(prediction: Prediction, passage: Passage, codebook: Codebook) -> Json:
    """A prediction as Label Studio takes it. Raises `ValueError` where `faults` finds any.

    Its quotes are the passage's text, blanks included where the passage is `blinded`.
    """
    if found := faults(prediction, passage, codebook):
        raise ValueError(f"prediction of {passage.id}: {'; '.join(found)}")
    known = controls(codebook)
    result = [_choice(g.question, g.target, (g.label,), _certainty(g)) for g in prediction.guesses]
    for region in prediction.regions:
        result += _region_items(region, passage, known)
    encoded: Json = {"model_version": prediction.version, "result": result}
    return encoded if prediction.score is None else {**encoded, "score": prediction.score}


def encode_annotation(judgement: Judgement, passage: Passage, codebook: Codebook) -> Json:
    """A judgement as an annotation, the inverse of `decode_annotation`."""
    known = controls(codebook)
    result = [_choice(a.question, a.target, a.labels, origin=a.origin) for a in judgement.answers]
    for region in judgement.regions:
        result += _region_items(region, passage, known)
    for relation in judgement.relations:
        result.append(
            {
                "type": "relation",
                "from_id": relation.head,
                "to_id": relation.tail,
                "direction": "right",
                "labels": [relation.label] if relation.label else [],
            }
        )
    if judgement.notes:
        result.append(_note(judgement.notes, codebook))
    return {
        "result": result,
        "was_cancelled": judgement.skipped,
        "lead_time": judgement.seconds,
    }


def _certainty(guess: Guess) -> float:
    return guess.probabilities.get(guess.label, 0.0)


def _control_name(question: str, target: str) -> str:
    return f"{question}__{target}" if target else question


def _choice(
    question: str, target: str, labels: Sequence[str], score: float | None = None, origin: str = ""
) -> Json:
    name = _control_name(question, target)
    return {
        "id": name,
        "from_name": name,
        "to_name": TEXT,
        "type": "choices",
        "value": {"choices": list(labels)},
        **_extras(score, origin),
    }


def _extras(score: float | None, origin: str) -> Json:
    extras: Json = {} if score is None else {"score": round(score, 6)}
    return extras | ({"origin": origin} if origin else {})


def _region_items(region: Region, passage: Passage, known: Mapping[str, Control]) -> Iterator[Json]:
    """The region, then its attributes: items that share its id and offsets."""
    span = region.span.moved(-passage.span.start)
    where = {"start": span.start, "end": span.end, "text": span.of(passage.text)}
    common = {"id": region.id, "to_name": TEXT}
    yield {
        **common,
        "from_name": next(c.name for c in known.values() if c.type == "labels"),
        "type": "labels",
        "value": {**where, "labels": [region.label]},
        **_extras(region.score, region.origin),
    }
    for answer in region.attributes:
        kind = known[answer.question].type
        yield {
            **common,
            "from_name": answer.question,
            "type": kind,
            "value": {**where, VALUE[kind]: list(answer.labels)},
            **_extras(None, answer.origin),
        }


def _note(notes: Sequence[str], codebook: Codebook) -> Json:
    name = next(q.id for q in codebook.questions if q.kind == "note")
    value = {"text": list(notes)}
    return {"id": name, "from_name": name, "to_name": TEXT, "type": "textarea", "value": value}


def decode_annotation(
    raw: Mapping[str, Any], passage: Passage, codebook: Codebook, annotator: str
) -> Judgement:
    """What one annotation says, with every result item accounted for.

    A span whose quote differs from the text is repaired where that is unambiguous; what cannot be
    placed, and labels or controls the codebook lacks, are quarantined with a reason; what has moved
    is read as what it is now. The passage is as it stands in the document: quotes come back from
    blind tasks with blanks, and are kept whole.
    """
    items = raw.get("result")
    if codebook.moves:
        items = Translator(codebook)(items).items
    result = Result(passage, codebook)
    result.read(items)
    prediction = raw.get("prediction")
    return Judgement(
        id=string(raw.get("unique_id") or raw.get("id")),
        passage=passage.id,
        annotator=annotator,
        answers=tuple(result.answers),
        regions=tuple(result.regions.values()),
        relations=tuple(result.relations),
        notes=tuple(result.notes),
        skipped=bool(raw.get("was_cancelled")),
        seconds=number(raw.get("lead_time")),
        suggestion=string(prediction.get("model_version") if is_object(prediction) else None),
        created=string(raw.get("created_at")),
        updated=string(raw.get("updated_at")),
        codebook=codebook.version,
        migrated=any(is_object(item) and MADE in item for item in listed(items)),
        quarantined=tuple(result.quarantined),
    )
