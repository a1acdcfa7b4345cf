"""What a changed codebook does to the annotations that are there: counted from themselves.

Label Studio accepts the removal of a label in use without a word; we do not.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal
from xml.etree import ElementTree as ET

from stancemark.annotate.history import now_shown
from stancemark.annotate.protocol import Json, Project, Studio
from stancemark.errors import InputError
from stancemark.records import Codebook, History
from stancemark.tasks.difference import Change, differences
from stancemark.tasks.interface import Control, controls
from stancemark.tasks.result import is_object, string
from stancemark.tasks.translate import Said, Step, Translated, Translator, said

Kind = Literal["lost", "renamed", "merged", "split", "given up", "crowded", "reworded"]
"""`lost`: nothing says what it is now. `crowded`: several answers to what takes one."""

PENDING = ("renamed", "merged", "given up")
"""What a migration changes on the server."""

_ORDER = ("crowded", "split", "renamed", "merged", "given up")
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Effect:
    """What one change of the codebook does."""

    kind: Kind
    was: Said
    now: tuple[Said, ...]
    annotations: int
    people: int
    change: str = ""
    """For what is reworded, how."""

    def __str__(self) -> str:
        """Say it in a line, as what will be done."""
        of = f"{counted(self.annotations, 'annotation')} of {counted(self.people, 'person')}"
        if self.kind == "reworded":
            return f"leave {of} as they are, made when another rule was shown: {self.change}"
        now = " or ".join(map(named, self.now))
        return {
            "lost": f"refuse to drop {named(self.was)}, which {of} use",
            "renamed": f"rename {named(self.was)} to {now} in {of}",
            "merged": f"merge {named(self.was)} into {now} in {of}",
            "given up": f"remove {named(self.was)} from {of}",
            "split": f"leave {named(self.was)} in {of} to be decided: {now}",
            "crowded": f"leave {self.was.control} in {of} to be decided: several answers",
        }[self.kind]


@dataclass(frozen=True, slots=True)
class Effects:
    """What a codebook does to all annotations of a project."""

    before: str
    """The version that the server shows; empty where that is not known."""
    after: str
    found: tuple[Effect, ...]
    back: bool = False
    """Whether the server showed this one before the one that it shows now."""
    hint: str = ""
    """For what is lost, the `migrate` that would say what it is now."""

    @property
    def pending(self) -> int:
        """Of how many effects a migration has to be made."""
        return sum(effect.kind in PENDING for effect in self.found)

    def lines(self) -> Iterator[str]:
        """All of it in words."""
        if self.before != self.after:
            later = ", which came later" if self.back else ""
            before = self.before or "one that is not known"
            yield f"show codebook {self.after} in place of {before}{later}"
        yield from map(str, self.found)

    def check(self) -> None:
        """Raise `InputError` where labels in use are neither asked nor moved."""
        lost = [effect for effect in self.found if effect.kind == "lost"]
        if lost:
            uses = "; ".join(
                f"{named(e.was)} is used by {counted(e.annotations, 'annotation')} of "
                f"{counted(e.people, 'person')} and no longer asked"
                for e in lost[:_SHOWN]
            )
            more = f"; and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
            raise InputError(
                f"codebook: {uses}{more}; ask it again, or say in the codebook what it is now: "
                f"`migrate: {self.hint}`"
            )

    def check_settled(self) -> None:
        """Raise `InputError` too where a migration has to come first, or would be taken back."""
        self.check()
        if self.back:
            raise InputError(
                f"codebook: Label Studio shows {self.before}, which came after the {self.after} of "
                "this study's file; bring the file up to date, or go back on purpose with "
                "`stancemark codebook migrate`"
            )
        if self.pending:
            kinds = [str(effect) for effect in self.found if effect.kind in PENDING]
            raise InputError(
                f"codebook: {self.pending} changes wait for a migration ({kinds[0]}); "
                "run `stancemark codebook migrate` (with --dry-run first)"
            )


def named(what: Said) -> str:
    """A label as people know it.

    >>> named(Said("stance__city_hall", "favor")), named(Said("", "about")), named(Said("note", ""))
    ('stance__city_hall=favor', 'relation about', 'note')
    """
    control = what.control or "relation"
    return f"{control}{'=' if what.control else ' '}{what.label}" if what.label else control


def counted(number: int, thing: str) -> str:
    """A number of things.

    >>> counted(1, "person"), counted(2, "person"), counted(3, "annotation")
    ('1 person', '2 people', '3 annotations')
    """
    plural = "people" if thing == "person" else f"{thing}s"
    return f"{number} {thing if number == 1 else plural}"


class Survey:
    """Counts what a codebook does to annotations, as they are looked at."""

    def __init__(self, project: Project, codebook: Codebook, history: History) -> None:
        self._before, self._codebook = now_shown(history), codebook
        earlier = {era.version for era in history.eras[:-1]}
        self._back = codebook.version != self._before and codebook.version in earlier
        self._into = Translator(codebook)
        self._asked = asked(project.settings.config)
        for version, older in history.codebooks.items():
            if version != codebook.version:
                self._asked |= _asked_by(older)
        self._steps: dict[tuple[Said, tuple[Said, ...]], _Uses] = defaultdict(_Uses)
        self._lost: dict[Said, _Uses] = defaultdict(_Uses)
        self._changes = _reworded(history.codebooks.get(self._before), codebook)
        self._reworded: dict[str, _Uses] = defaultdict(_Uses)

    def add(self, annotation: Json, made: str = "") -> Translated:
        """Count an annotation; what it is in today's words."""
        person = annotation.get("completed_by")
        who = annotation.get("id"), person.get("id") if isinstance(person, dict) else person
        today = self._into(annotation.get("result"), made)
        for step in today.steps:
            self._steps[_whole(step)].add(*who)
        for odd in today.odd:
            if odd in self._asked:
                self._lost[self._lost_whole(odd)].add(*who)
        for change in _touching(self._changes, today.items):
            self._reworded[str(change)].add(*who)
        return today

    def effects(self) -> Effects:
        """All that was found, the worst first."""
        lost = [Effect("lost", was, (), *uses.counts()) for was, uses in self._lost.items()]
        moved = [
            Effect(self._kind(was, now), was, now, *uses.counts())
            for (was, now), uses in self._steps.items()
        ]
        reworded = [
            Effect("reworded", Said("", ""), (), *uses.counts(), change)
            for change, uses in self._reworded.items()
        ]
        moved.sort(key=lambda effect: _ORDER.index(effect.kind))
        found = (*lost, *moved, *reworded)
        versions = self._before, self._codebook.version
        return Effects(*versions, found, self._back, self._hint(lost))

    def _kind(self, was: Said, now: tuple[Said, ...]) -> Kind:
        if len(now) > 1:
            return "crowded" if was in now else "split"
        if not now:
            return "given up"
        same = sum(after == now for _, after in self._steps)
        there = self._asked & {now[0], Said(was.control, now[0].label)} - {was}
        return "merged" if same > 1 or there else "renamed"

    def _control(self, name: str) -> Control | None:
        try:
            return self._into.control(name)
        except KeyError:
            return None

    def _lost_whole(self, odd: Said) -> Said:
        """What is lost: a label, or the whole control that it was on."""
        known = not odd.control or self._control(odd.control)
        return odd if known else Said(odd.control, "")

    def _hint(self, lost: Iterable[Effect]) -> str:
        """The `migrate` that would say what is lost, in YAML on one line."""
        sections: dict[str, Any] = {}
        for effect in lost:
            *path, last, now = self._move(effect.was)
            at = sections
            for part in path:
                at = at.setdefault(part, {})
            at.setdefault(last, now)
        return _flow(sections)

    def _move(self, lost: Said) -> tuple[str, ...]:
        """The path in `migrate` of something lost, and what it may be now."""
        if not lost.control:
            return "relations", lost.label, "…"
        control = self._control(lost.control)
        if control is not None:
            new = [x for x in control.values if Said(control.name, x) not in self._asked]
            near = get_close_matches(lost.label, new, n=1)
            return "labels", control.question.id, lost.label, near[0] if near else "…"
        question, _, target = lost.control.partition("__")
        if target and question in {q.id for q in self._codebook.questions}:
            return "targets", target, "…"
        return "questions", question, "…"


def _flow(content: Any) -> str:
    """Nested names as YAML on one line.

    >>> _flow({"labels": {"stance": {"backs": "favor"}}})
    '{labels: {stance: {backs: favor}}}'
    """
    if isinstance(content, dict):
        return f"{{{', '.join(f'{key}: {_flow(value)}' for key, value in content.items())}}}"
    return str(content)


def _whole(step: Step) -> tuple[Said, tuple[Said, ...]]:
    """What moves: a label, or the whole control that it is on."""
    if step.now and all(now.label == step.was.label for now in step.now):
        return Said(step.was.control, ""), tuple(Said(now.control, "") for now in step.now)
    return step.was, step.now


class _Uses:
    """Annotations and people, each counted once."""

    def __init__(self) -> None:
        self._annotations: set[Any] = set()
        self._people: set[Any] = set()

    def add(self, annotation: Any, person: Any) -> None:
        self._annotations.add(annotation)
        self._people.add(person)

    def counts(self) -> tuple[int, int]:
        return len(self._annotations), len(self._people)


def asked(config: str) -> set[Said]:
    """Every label of a config, every control by itself, and the labels of relations."""
    if not config:
        return set()
    found: set[Said] = set()
    for tag in ET.fromstring(config).iter():  # noqa: S314  # our own server's config
        name = tag.get("name", "")
        if tag.get("toName"):
            found |= {Said(name, ""), *(Said(name, label.get("value", "")) for label in tag)}
        elif tag.tag == "Relations":
            found |= {Said("", label.get("value", "")) for label in tag}
    return found


def _asked_by(codebook: Codebook) -> set[Said]:
    found = {Said("", label) for question in codebook.questions for label in question.relations}
    for name, control in controls(codebook).items():
        found |= {Said(name, ""), *(Said(name, label) for label in control.values)}
    return found


def _reworded(old: Codebook | None, new: Codebook) -> list[Change]:
    """What is asked as before, in other words."""
    if old is None or old.version == new.version:
        return []
    return [change for change in differences(old, new) if change.kind == "reworded"]


def _touching(changes: Sequence[Change], items: Iterable[Any]) -> Iterator[Change]:
    """The changes of wording that bear on an annotation."""
    answered: set[tuple[str, str, str]] = set()
    for item in filter(is_object, items):
        question, _, target = string(item.get("from_name")).partition("__")
        answered |= {("question", "", question), ("target", "", target), ("guidelines", "", "")}
        answered |= {("label", question, label) for label in said(item)}
    yield from (change for change in changes if change.part in answered)


def survey(studio: Studio, project: Project, codebook: Codebook, history: History) -> Effects:
    """What a codebook does to all annotations of a project."""
    found = Survey(project, codebook, history)
    for task in studio.annotated(project.id):
        for annotation in task.annotations:
            found.add(annotation)
    return found.effects()
