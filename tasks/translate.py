"""An annotation of an earlier codebook in the words of today's: pure functions on its JSON.

Offsets, texts, scores and origins stay as they are. What only a person can decide stays in its old
words, where the page keeps it: a split label, and two answers to what is now one question.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from stancemark.records import Codebook
from stancemark.tasks.interface import Control, controls
from stancemark.tasks.result import VALUE, Item, is_object, listed, string

Json = dict[str, Any]

Find = Callable[[str], tuple[str, ...] | None]
"""What a label is today; None where nobody knows it."""

MADE = "codebook"
"""Key of an item that was translated: the version it was given under. Label Studio keeps it until a
person changes the annotation, who then answers today's codebook."""


@dataclass(frozen=True, slots=True)
class Said:
    """One label that an item bears."""

    control: str
    """Its control; empty for a relation."""
    label: str
    """Empty for what has none: a note."""


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one label of an annotation."""

    was: Said
    now: tuple[Said, ...]
    """One, if it is renamed; several that a person has to decide between; none, if it is given up."""


@dataclass(frozen=True, slots=True)
class Translated:
    """An annotation's items in today's words, and what that takes."""

    items: list[Any]
    changed: bool
    steps: tuple[Step, ...]
    odd: tuple[Said, ...]
    """What neither today's codebook nor its moves know."""

    @property
    def undecided(self) -> tuple[Step, ...]:
        """What a person has to decide."""
        return tuple(step for step in self.steps if len(step.now) > 1)


class Translator:
    """Puts annotations into the words of one codebook."""

    def __init__(self, codebook: Codebook) -> None:
        self._known = controls(codebook)
        self._links = {"", *(label for q in codebook.questions for label in q.relations)}
        self._moves = {(m.what, m.question, m.old): m.new for m in codebook.moves}

    def __call__(self, items: Any, made: str = "") -> Translated:
        """Translate the items of an annotation that was made under that version."""
        work = _Work(self, made)
        was = listed(items)
        now = work.merged([new for item in was for new in work.item(item)])
        work.look_over(now)
        return Translated(now, now != was, tuple(work.steps), tuple(work.odd))

    def control(self, name: str) -> Control | None:
        """What a control is today; None where it is given up. Raises `KeyError` for one unknown."""
        if name in self._known:
            return self._known[name]
        question, mark, target = name.partition("__")
        asked = self._moves.get(("question", "", question), (question,))
        towards = self._moves.get(("target", "", target), (target,))
        return self._known[f"{asked[0]}{mark}{towards[0]}"] if asked and towards else None

    def label(self, label: str, control: Control) -> tuple[str, ...] | None:
        """What a control's label is today; None where nobody knows it."""
        if label in control.values:
            return (label,)
        return self._moves.get(("label", control.question.id, label))

    def link(self, label: str) -> tuple[str, ...] | None:
        """What a relation's label is today; None where nobody knows it."""
        return (label,) if label in self._links else self._moves.get(("relation", "", label))


class _Work:
    """The translation of one annotation."""

    def __init__(self, into: Translator, made: str) -> None:
        self.steps: list[Step] = []
        self.odd: list[Said] = []
        self._into, self._made = into, made
        self._gone: set[str] = set()
        """Regions that are given up."""

    def item(self, item: Any) -> Sequence[Any]:
        """An item in today's words; nothing where it is given up."""
        if not is_object(item):
            return [item]
        if item.get("type") == "relation":
            labels = [string(label) for label in listed(item.get("labels"))]
            now = self._labels("", labels, "", self._into.link)
            return self._with(item, labels, now, labels=now)
        name, labels = string(item.get("from_name")), said(item)
        try:
            control = self._into.control(name)
        except KeyError:
            self.odd += [Said(name, label) for label in labels]
            return [item]
        if control is None:
            self.steps += [Step(Said(name, label), ()) for label in labels]
            return self._given_up(item)
        return self._answer(item, name, control, labels)

    def _answer(
        self, item: Item, name: str, control: Control, labels: Sequence[str]
    ) -> Sequence[Item]:
        value = item.get("value")
        if item.get("type", control.type) != control.type or not is_object(value):
            self.odd += [Said(name, label) for label in labels]
            return [item]
        if control.type == "textarea":
            if name != control.name:
                self.steps.append(Step(Said(name, ""), (Said(control.name, ""),)))
            return self._with(item, labels, labels, from_name=control.name)
        now = self._labels(name, labels, control.name, lambda x: self._into.label(x, control))
        return self._with(
            item,
            labels,
            now,
            from_name=control.name,
            value={**value, VALUE[control.type]: now},
        )

    def _labels(self, name: str, labels: Sequence[str], today: str, find: Find) -> list[str]:
        """Labels in today's words, each once; those that a person has to decide, in their old."""
        now: list[str] = []
        for label in labels:
            new = find(label)
            if new is None:
                self.odd.append(Said(name, label))
            elif new != (label,) or name != today:
                self.steps.append(Step(Said(name, label), tuple(Said(today, n) for n in new)))
            now += [label] if new is None or len(new) > 1 else new
        return now if now == list(labels) else list(dict.fromkeys(now))

    def _with(
        self, item: Item, was: Sequence[str], now: Sequence[str], **changes: Any
    ) -> Sequence[Item]:
        """The item with these changes and its mark, if it has any; nothing if no label is left."""
        if was and not now:
            return self._given_up(item)
        if list(was) == list(now) and changes.get("from_name") in (
            None,
            string(item.get("from_name")),
        ):
            return [item]
        return [{MADE: self._made, **item, **changes}]

    def _given_up(self, item: Item) -> Sequence[Item]:
        if item.get("type") == "labels":
            self._gone.add(string(item.get("id")))
        return []

    def merged(self, items: Sequence[Any]) -> list[Any]:
        """The items without what hung on a region given up, and one for each question."""
        kept: list[Any] = []
        first: dict[tuple[str, str], int] = {}
        for item in items:
            if not is_object(item):
                kept.append(item)
                continue
            if self._hangs(item):
                continue
            at = first.setdefault(self._place(item, len(kept)), len(kept))
            if at < len(kept) and (MADE in item or MADE in kept[at]):
                kept[at] = _both(kept[at], item)
            else:
                kept.append(item)
        return kept

    def _hangs(self, item: Item) -> bool:
        ends = ("from_id", "to_id") if item.get("type") == "relation" else ("id",)
        return not self._gone.isdisjoint(string(item.get(end)) for end in ends)

    def _place(self, item: Item, number: int) -> tuple[str, str]:
        """Where an answer belongs, the same for those that answer one question; else its number."""
        control = self._known(item)
        if control is None or control.type == "labels" or not is_object(item.get("value")):
            return "", str(number)
        return control.name, string(item.get("id")) if control.per_region else ""

    def _known(self, item: Item) -> Control | None:
        try:
            control = self._into.control(string(item.get("from_name")))
        except KeyError:
            return None
        return control if control and item.get("type", control.type) == control.type else None

    def look_over(self, items: Sequence[Any]) -> None:
        """Note single questions with several answers, and attributes of what no longer has them."""
        objects = [item for item in items if is_object(item)]
        moved = {
            string(item.get("id")): set(said(item))
            for item in objects
            if item.get("type") == "labels" and MADE in item
        }
        for item in objects:
            control = self._known(item)
            if control is None or control.type != "choices":
                continue
            labels = said(item)
            if len(labels) > 1 and not control.question.multiple:
                several = tuple(Said(control.name, label) for label in labels)
                self.steps.append(Step(Said(control.name, labels[0]), several))
            of = set(control.question.of)
            if control.per_region and of.isdisjoint(moved.get(string(item.get("id")), of)):
                self.odd += [Said(control.name, label) for label in labels]


def said(item: Item) -> list[str]:
    """The labels of an item that is no relation; of a note, one that is empty."""
    value = item.get("value")
    if not is_object(value) or item.get("type") == "textarea":
        return [""]
    keys = (VALUE["labels"], VALUE["choices"])
    return [string(label) for key in keys for label in listed(value.get(key))]


def _both(one: Item, other: Item) -> Json:
    """One item with the answers of two, to what is now one question."""
    key = VALUE["textarea" if VALUE["textarea"] in one["value"] else "choices"]
    answers = [*listed(one["value"].get(key)), *listed(other["value"].get(key))]
    if key != VALUE["textarea"]:
        answers = list(dict.fromkeys(map(string, answers)))
    return {**other, **one, "value": {**one["value"], key: answers}}
