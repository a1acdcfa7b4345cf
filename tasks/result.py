"""The result items of one annotation, each put where it belongs, or kept with a reason."""

import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeGuard, get_args

from stancemark.records import (
    Answer,
    Codebook,
    Origin,
    Passage,
    Quarantined,
    Region,
    Relation,
    fingerprint,
)
from stancemark.tasks.interface import Control, controls
from stancemark.tasks.place import place

Item = Mapping[str, Any]
"""A JSON object that came from Label Studio: anything may be missing or of another type."""

VALUE = {"labels": "labels", "choices": "choices", "textarea": "text"}
"""By type of control, the key of a result's value that holds the answer."""

_ORIGINS: Mapping[str, Origin] = {origin: origin for origin in get_args(Origin)}
_HUGE = 1e300


class Result:
    """What the items of one annotation say. Every item is in one of its lists, or several."""

    def __init__(self, passage: Passage, codebook: Codebook) -> None:
        self.answers: list[Answer] = []
        self.regions: dict[str, Region] = {}
        self.relations: list[Relation] = []
        self.notes: list[str] = []
        self.quarantined: list[Quarantined] = []
        self._passage, self._known = passage, controls(codebook)
        self._links = {"", *(label for q in codebook.questions for label in q.relations)}
        self._splits = {(m.question, m.old) for m in codebook.moves if len(m.new) > 1}
        self._of_item: dict[str, list[str]] = {}
        """The regions that an item's id stands for: one per label."""

    def read(self, items: Any) -> None:
        """Sort the items: attributes once all regions are known, and relations last."""
        waiting: list[tuple[Item, Control, Sequence[str]]] = []
        relations: list[Item] = []
        for item in listed(items):
            if is_object(item) and item.get("type") == "relation":
                relations.append(item)
            elif said := self._said(item):
                control, labels = said
                if control.per_region:
                    waiting.append((item, control, labels))
                else:
                    self._enter(item, control, labels)
        for item, control, labels in waiting:
            self._attach(item, control, labels)
        for item in relations:
            self._link(item)

    def _said(self, item: Any) -> tuple[Control, Sequence[str]] | None:
        """The control an item answers, and the labels that it permits; None if there are none."""
        if not is_object(item):
            self._refuse(item, "not an object")
            return None
        control = self._known.get(str(item.get("from_name")))
        value = item.get("value")
        if control is None or not is_object(value):
            self._refuse(item, "no value" if control else "unknown control")
            return None
        said = [string(x) for x in listed(value.get(VALUE[control.type]))]
        if control.type == "textarea":
            labels = self._permitted(item, said, said)
        else:
            unique = list(dict.fromkeys(said))
            labels = self._permitted(item, unique, control.values, control.question.id)
        if len(labels) > 1 and control.type == "choices" and not control.question.multiple:
            self._refuse(item, "several answers, to be decided")
            return None
        return (control, labels) if labels else None

    def _permitted(
        self, item: Item, said: Sequence[str], known: Container[str], question: str = ""
    ) -> tuple[str, ...]:
        """Those of the labels that are known; the item is quarantined if that is not all."""
        permitted = tuple(label for label in said if label in known)
        if len(permitted) < len(said) or not said:
            split = any((question, label) in self._splits for label in said)
            unknown = "split label, to be decided" if split else "unknown label"
            self._refuse(item, unknown if said else "no label")
        return permitted

    def _enter(self, item: Item, control: Control, labels: Sequence[str]) -> None:
        if control.type == "labels":
            self._mark(item, labels)
        elif control.type == "textarea":
            self.notes += labels
        else:
            self.answers.append(_answer(item, control, labels))

    def _mark(self, item: Item, labels: Sequence[str]) -> None:
        """Enter one region per label."""
        placed = place(item["value"], self._passage.text)
        if placed.span is None:
            self._refuse(item, placed.reason)
            return
        span = placed.span.moved(self._passage.span.start)
        name = string(item.get("id")) or fingerprint(labels[0], span.start, span.end)[:10]
        names = {f"{name}+{label}" if n else name: label for n, label in enumerate(labels)}
        if not self.regions.keys().isdisjoint(names):
            self._refuse(item, "region id stands twice")
            return
        self._of_item[name] = list(names)
        for region_id, label in names.items():
            self.regions[region_id] = Region(
                id=region_id,
                span=span,
                label=label,
                quote=placed.span.of(self._passage.text),
                origin=_origin(item),
                score=number(item.get("score")),
                repaired=placed.repaired,
            )

    def _attach(self, item: Item, control: Control, labels: Sequence[str]) -> None:
        """Give an attribute to the region it is about."""
        regions = [self.regions[r] for r in self._of_item.get(string(item.get("id")), ())]
        fitting = [region for region in regions if region.label in control.question.of]
        if fitting:
            attributes = (*fitting[0].attributes, _answer(item, control, labels))
            self.regions[fitting[0].id] = replace(fitting[0], attributes=attributes)
        else:
            self._refuse(item, f"attribute of {'another label' if regions else 'no region'}")

    def _link(self, item: Item) -> None:
        head, tail = string(item.get("from_id")), string(item.get("to_id"))
        if head not in self.regions or tail not in self.regions:
            self._refuse(item, "relation to no region")
            return
        said = [string(x) for x in listed(item.get("labels"))] or [""]
        backwards, both = (item.get("direction") == word for word in ("left", "bi"))
        for label in self._permitted(item, said, self._links):
            if not backwards:
                self.relations.append(Relation(head, tail, label))
            if backwards or both:
                self.relations.append(Relation(tail, head, label))

    def _refuse(self, item: Any, reason: str) -> None:
        self.quarantined.append(Quarantined(reason, string(json.dumps(item, ensure_ascii=False))))


def _answer(item: Item, control: Control, labels: Sequence[str]) -> Answer:
    target = control.target.slug if control.target else ""
    return Answer(control.question.id, tuple(labels), target, _origin(item))


def _origin(item: Item) -> Origin:
    return _ORIGINS.get(string(item.get("origin")), "")


def is_object(value: Any) -> TypeGuard[Item]:
    """Whether some JSON is an object."""
    return isinstance(value, Mapping)


def listed(value: Any) -> list[Any]:
    """Some JSON as a list: what is none stands alone in it, and null is empty."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def string(value: Any) -> str:
    """Some JSON as text that can be stored; null is empty."""
    return "" if value is None else str(value).encode("utf-8", "backslashreplace").decode("utf-8")


def number(value: Any) -> float | None:
    """Some JSON as a number that can be stored, or None."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) < _HUGE else None
