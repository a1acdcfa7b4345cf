"""Records to and from Label Studio JSON: pure functions, no server.

In a task, offsets count code points of the passage; in a record, of the document. What comes back
and cannot be placed is kept, with a reason: see `place`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from stancemark.records import (
    Answer,
    Codebook,
    Document,
    Guess,
    Judgement,
    Passage,
    Prediction,
    Quarantined,
    Region,
    Relation,
    Span,
)
from stancemark.tasks.interface import TEXT, Control, controls

Json = dict[str, Any]
"""A JSON object, as Label Studio sends and takes it."""


def encode_task(passage: Passage, document: Document, *, blind: bool = True) -> Json:
    """The task that shows a passage. Unless `blind`, outlet and date go with it.

    Everything in `data` is visible to every annotator.
    """
    data = {
        "uid": passage.id,
        TEXT: passage.text,
        "heading": passage.heading,
        "before": passage.context_before,
        "after": passage.context_after,
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
    if prediction.score is not None and not 0 <= prediction.score <= 1:
        found.append(f"score {prediction.score} is outside 0 to 1")
    return found


def _guess_faults(guess: Guess, known: Mapping[str, Control]) -> Iterator[str]:
    name = _control_name(guess.question, guess.target)
    if name not in known or known[name].per_region:
        yield f"no control {name}"
    elif guess.label not in known[name].values:
        yield f"{name} has no label {guess.label!r}"


def _region_faults(region: Region, passage: Passage, codebook: Codebook) -> Iterator[str]:
    where = f"region {region.id} {region.span.start}:{region.span.end}"
    spans = next((q for q in codebook.questions if q.kind == "spans"), None)
    if spans is None or region.label not in spans.values:
        yield f"{where}: no span label {region.label!r}"
        return
    if not passage.span.start <= region.span.start < region.span.end <= passage.span.end:
        yield f"{where}: outside the passage {passage.span.start}:{passage.span.end}"
    elif region.span.moved(-passage.span.start).of(passage.text) != region.quote:
        yield f"{where}: its quote is not the text there"
    permitted = {q.id: q for q in spans.attributes if region.label in q.of}
    for answer in region.attributes:
        if answer.question not in permitted:
            yield f"{where}: {region.label} has no attribute {answer.question}"
        elif unknown := set(answer.labels) - set(permitted[answer.question].values):
            yield f"{where}: {answer.question} has no label {min(unknown)!r}"


def encode_prediction(prediction: Prediction, passage: Passage, codebook: Codebook) -> Json:
    """A prediction as Label Studio takes it. Raises `ValueError` where `faults` finds any."""
    if found := faults(prediction, passage, codebook):
        raise ValueError(f"prediction of {passage.id}: {'; '.join(found)}")
    span_control = _span_control(codebook)
    result = [_choice(g.question, g.target, (g.label,), _certainty(g)) for g in prediction.guesses]
    for region in prediction.regions:
        result += _region_items(region, passage, span_control)
    encoded: Json = {"model_version": prediction.version, "result": result}
    return encoded if prediction.score is None else {**encoded, "score": prediction.score}


def encode_annotation(judgement: Judgement, passage: Passage, codebook: Codebook) -> Json:
    """A judgement as an annotation, the inverse of `decode_annotation`."""
    span_control = _span_control(codebook)
    result = [_choice(a.question, a.target, a.labels, origin=a.origin) for a in judgement.answers]
    for region in judgement.regions:
        result += _region_items(region, passage, span_control)
    for relation in judgement.relations:
        result.append(
            {
                "type": "relation",
                "from_id": relation.head,
                "to_id": relation.tail,
                "direction": "right",
                "labels": [relation.label],
            }
        )
    if judgement.notes:
        result.append(_note(judgement.notes, codebook))
    return {
        "result": result,
        "was_cancelled": judgement.skipped,
        "lead_time": judgement.seconds,
    }


def _span_control(codebook: Codebook) -> str:
    return next((q.id for q in codebook.questions if q.kind == "spans"), "")


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


def _region_items(region: Region, passage: Passage, span_control: str) -> Iterator[Json]:
    """The region, then its attributes: items that share its id and offsets."""
    span = region.span.moved(-passage.span.start)
    place = {"start": span.start, "end": span.end, "text": region.quote}
    common = {"id": region.id, "to_name": TEXT}
    yield {
        **common,
        "from_name": span_control,
        "type": "labels",
        "value": {**place, "labels": [region.label]},
        **_extras(region.score, region.origin),
    }
    for answer in region.attributes:
        yield {
            **common,
            "from_name": answer.question,
            "type": "choices",
            "value": {**place, "choices": list(answer.labels)},
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
    placed, and labels or controls the codebook lacks, are quarantined with a reason.
    """
    reader = _Reader(passage, controls(codebook))
    for item in raw.get("result") or ():
        reader.read(item)
    reader.attach()
    return Judgement(
        id=str(raw.get("unique_id") or raw.get("id") or ""),
        passage=passage.id,
        annotator=annotator,
        answers=tuple(reader.answers),
        regions=tuple(reader.regions.values()),
        relations=tuple(reader.relations),
        notes=tuple(reader.notes),
        skipped=bool(raw.get("was_cancelled")),
        seconds=raw.get("lead_time"),
        suggestion=str((raw.get("prediction") or {}).get("model_version") or ""),
        created=str(raw.get("created_at") or ""),
        codebook=codebook.version,
        quarantined=tuple(reader.quarantined),
    )


class _Reader:
    """Sorts the result items of one annotation."""

    def __init__(self, passage: Passage, known: Mapping[str, Control]) -> None:
        self.passage, self.known = passage, known
        self.answers: list[Answer] = []
        self.regions: dict[str, Region] = {}
        self.relations: list[Relation] = []
        self.notes: list[str] = []
        self.quarantined: list[Quarantined] = []
        self._attributes: list[tuple[Mapping[str, Any], Answer]] = []
        self._links: list[Mapping[str, Any]] = []

    def read(self, item: Any) -> None:
        if not isinstance(item, Mapping):
            self._refuse(item, "not an object")
        elif item.get("type") == "relation":
            self._links.append(item)
        elif (control := self.known.get(str(item.get("from_name")))) is None:
            self._refuse(item, "unknown control")
        elif not isinstance(item.get("value"), Mapping):
            self._refuse(item, "no value")
        elif control.type == "textarea":
            self.notes += [str(text) for text in _listed(item["value"].get("text"))]
        else:
            self._read_labels(item, control)

    def _read_labels(self, item: Mapping[str, Any], control: Control) -> None:
        labels = tuple(str(x) for x in _listed(item["value"].get(control.type)))
        permitted = tuple(x for x in labels if x in control.values)
        if len(permitted) < len(labels) or not labels:
            self._refuse(item, "unknown label" if labels else "no label")
        if not permitted:
            return
        if control.type == "labels":
            self._read_region(item, permitted)
            return
        target = control.target.slug if control.target else ""
        answer = Answer(control.question.id, permitted, target, item.get("origin") or "")
        if control.per_region:
            self._attributes.append((item, answer))
        else:
            self.answers.append(answer)

    def _read_region(self, item: Mapping[str, Any], labels: Sequence[str]) -> None:
        placed = place(item["value"], self.passage.text)
        if placed.span is None:
            self._refuse(item, placed.reason)
            return
        for number, label in enumerate(labels):
            region_id = str(item.get("id")) if not number else f"{item.get('id')}+{label}"
            self.regions[region_id] = Region(
                id=region_id,
                span=placed.span.moved(self.passage.span.start),
                label=label,
                quote=placed.span.of(self.passage.text),
                origin=item.get("origin") or "",
                score=item.get("score"),
                repaired=placed.repaired,
            )

    def attach(self) -> None:
        """Give attributes and relations to their regions, once all regions are known."""
        attached: dict[str, list[Answer]] = {}
        for item, answer in self._attributes:
            if str(item.get("id")) in self.regions:
                attached.setdefault(str(item["id"]), []).append(answer)
            else:
                self._refuse(item, "attribute of no region")
        for region_id, answers in attached.items():
            self.regions[region_id] = _with_attributes(self.regions[region_id], answers)
        for item in self._links:
            self._link(item)

    def _link(self, item: Mapping[str, Any]) -> None:
        head, tail = str(item.get("from_id")), str(item.get("to_id"))
        if head not in self.regions or tail not in self.regions:
            self._refuse(item, "relation to no region")
            return
        for label in _listed(item.get("labels")) or [""]:
            self.relations.append(Relation(head, tail, str(label)))

    def _refuse(self, item: Any, reason: str) -> None:
        self.quarantined.append(Quarantined(reason, json.dumps(item, ensure_ascii=False)))


def _with_attributes(region: Region, answers: Iterable[Answer]) -> Region:
    return replace(region, attributes=tuple(answers))


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a returned span belongs, or why that cannot be said."""

    span: Span | None
    repaired: bool = False
    reason: str = ""


def place(value: Mapping[str, Any], text: str) -> Placed:
    """Where in the passage a returned span belongs.

    Its offsets count, if the text there is the quote (white space apart, which Label Studio may
    fold) or if there is no quote. Else the quote counts: read as UTF-16 offsets, or where it stands
    once.

    >>> place({"start": 4, "end": 7, "text": "cat"}, "😀 a cat")
    Placed(span=Span(start=4, end=7), repaired=False, reason='')
    >>> place({"start": 5, "end": 8, "text": "cat"}, "😀 a cat")
    Placed(span=Span(start=4, end=7), repaired=True, reason='')
    >>> place({"start": 0, "end": 3, "text": "dog"}, "a cat").reason
    'quote not in the passage'
    """
    start, end, quote = value.get("start"), value.get("end"), value.get("text")
    span = _valid(start, end, len(text))
    if not isinstance(quote, str) or not quote:
        return Placed(span) if span else Placed(None, reason="offsets outside the passage")
    if span and span.of(text) == quote:
        return Placed(span)
    if span and _folded(span.of(text)) == _folded(quote):
        return Placed(span)
    shifted = _from_utf16(start, end, text)
    if shifted and shifted.of(text) == quote:
        return Placed(shifted, repaired=True)
    return _search(quote, text)


def _valid(start: Any, end: Any, length: int) -> Span | None:
    if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= length:
        return Span(start, end)
    return None


def _folded(text: str) -> str:
    return " ".join(text.split())


def _from_utf16(start: Any, end: Any, text: str) -> Span | None:
    units = text.encode("utf-16-le")
    if _valid(start, end, len(units) // 2) is None:
        return None
    before, upto = units[: 2 * start], units[: 2 * end]
    return _valid(
        len(before.decode("utf-16-le", "ignore")),
        len(upto.decode("utf-16-le", "ignore")),
        len(text),
    )


def _search(quote: str, text: str) -> Placed:
    first = text.find(quote)
    if first < 0:
        return Placed(None, reason="quote not in the passage")
    if text.find(quote, first + 1) >= 0:
        return Placed(None, reason="quote stands more than once")
    return Placed(Span(first, first + len(quote)), repaired=True)
