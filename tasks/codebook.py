"""YAML to questions: the shipped codebooks, and a user's own in the same form.

A codebook names questions, from `codebooks/questions.yaml` or from its own `define`. An attribute
(a question with `of`) is asked of each region that carries one of the labels it names.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field

from stancemark.config import (
    STRICT,
    AxisOptions,
    CodebookOptions,
    MigrateOptions,
    Name,
    read_yaml,
    validate,
)
from stancemark.errors import CodebookError, ConfigError, nearest
from stancemark.records import Codebook, Label, Question, QuestionKind, Target, fingerprint
from stancemark.tasks.moves import Listing, read_moves

PRESETS = ("quick", "stance", "claims", "full")

_IDENTIFIER = re.compile(r"(?!text\Z)[a-z][a-z0-9]*(?:_[a-z0-9]+)*\Z")
"""An id is a control's name in Label Studio: `text` is the passage's, `__` precedes a target's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelEntry:
    """A label as the file has it."""

    __pydantic_config__ = STRICT
    value: Name
    rule: str = ""
    hotkey: str = ""
    color: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionEntry:
    """A question as the file has it."""

    __pydantic_config__ = STRICT
    kind: QuestionKind
    ask: Name
    labels: list[LabelEntry] = field(default_factory=list)
    multiple: bool = False
    required: bool = False
    # left out where the project has no such thing; only `axis`
    needs: str = ""
    of: list[Name] = field(default_factory=list)
    relations: list[Name] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookEntry:
    """A codebook file."""

    __pydantic_config__ = STRICT
    title: Name
    guidelines: str = ""
    questions: Annotated[list[Name], Field(min_length=1)]
    define: dict[str, QuestionEntry] = field(default_factory=dict)
    # what became of what earlier versions asked
    migrate: MigrateOptions = field(default_factory=MigrateOptions)


def load_codebook(options: CodebookOptions, base: Path, source: str = "config.yaml") -> Codebook:
    """The codebook a project asks with.

    Raises `ConfigError` for a project that lacks what the codebook needs, `CodebookError` for a
    codebook that contradicts itself; both name the file and the place.
    """
    name, entry, known, file = _open(options.preset, base, source)
    entries = {**known, **entry.define}
    _check_names(entry, entries, file)
    chosen = {i: entries[i] for i in entry.questions if entries[i].needs != "axis" or options.axis}
    targets = _targets(options, source)
    if not targets and any(e.kind == "stance" for e in chosen.values()):
        raise ConfigError(
            source,
            "codebook.targets",
            f"is empty, and codebook {name} asks for a stance; name at least one target",
        )
    questions = _nested({i: _question(i, e, options.axis) for i, e in chosen.items()}, file)
    _check_hotkeys(questions, file)
    codebook = Codebook(name, entry.title, entry.guidelines.strip(), questions, targets)
    listings = [
        Listing(file, "migrate", entry.migrate),
        Listing(source, "codebook.migrate", options.migrate),
    ]
    return replace(
        codebook, version=version(codebook), moves=read_moves(listings, questions, targets, slug)
    )


def version(codebook: Codebook) -> str:
    """Fingerprint of all that annotators are asked, and of nothing else."""
    asked = {k: v for k, v in asdict(codebook).items() if k != "moves"} | {"version": ""}
    return fingerprint(repr(asked))[:8]


def _open(
    preset: str, base: Path, source: str
) -> tuple[str, CodebookEntry, Mapping[str, QuestionEntry], str]:
    """The codebook's name, its entries, the shared questions, and its file for messages."""
    folder = resources.files("stancemark.tasks") / "codebooks"
    shared = yaml.safe_load((folder / "questions.yaml").read_text(encoding="utf-8"))
    known = validate(dict[str, QuestionEntry], shared, "questions.yaml")
    if preset in PRESETS:
        content = yaml.safe_load((folder / f"{preset}.yaml").read_text(encoding="utf-8"))
        return preset, validate(CodebookEntry, content, f"{preset}.yaml"), known, f"{preset}.yaml"
    path = base / preset
    if not path.exists():
        problem = f'no preset and no file "{preset}"{nearest(preset, PRESETS)}'
        raise ConfigError(source, "codebook.preset", problem)
    return path.stem, validate(CodebookEntry, read_yaml(path), str(path)), known, str(path)


def _check_names(entry: CodebookEntry, entries: Mapping[str, QuestionEntry], file: str) -> None:
    for place, question_id in enumerate(entry.questions):
        if question_id not in entries:
            problem = f'no question "{question_id}"{nearest(question_id, entries)}'
            raise CodebookError(file, f"questions[{place}]", problem)
        if not _IDENTIFIER.match(question_id):
            problem = (
                f'"{question_id}" must be lower-case letters and digits, words joined by one _'
            )
            raise CodebookError(file, f"questions[{place}]", problem)
    if doubled := _doubled(entry.questions):
        raise CodebookError(file, "questions", f'"{doubled}" is asked twice')


def _question(question_id: str, entry: QuestionEntry, axis: AxisOptions | None) -> Question:
    poles = {"{left}": axis.left, "{right}": axis.right} if axis else {}

    def fill(text: str) -> str:
        for mark, pole in poles.items():
            text = text.replace(mark, pole)
        return text

    return Question(
        id=question_id,
        kind=entry.kind,
        ask=fill(entry.ask),
        labels=tuple(Label(e.value, fill(e.rule), e.hotkey, e.color) for e in entry.labels),
        multiple=entry.multiple,
        required=entry.required,
        of=tuple(entry.of),
        relations=tuple(entry.relations),
    )


def _nested(questions: Mapping[str, Question], file: str) -> tuple[Question, ...]:
    """Check each question, and put the attributes into the span question they belong to."""
    for question in questions.values():
        _check_labels(question, file)
    spans = [q for q in questions.values() if q.kind == "spans" and not q.of]
    if len(spans) > 1:
        raise CodebookError(file, "questions", f"two span questions: {spans[0].id}, {spans[1].id}")
    markable = spans[0].values if spans else ()
    attributes = [q for q in questions.values() if q.of]
    for question in attributes:
        _check_attribute(question, markable, file)
    return tuple(
        replace(q, attributes=tuple(attributes)) if q.kind == "spans" else q
        for q in questions.values()
        if not q.of
    )


def _check_attribute(question: Question, markable: Sequence[str], file: str) -> None:
    if question.kind in ("spans", "stance"):
        problem = f"{question.kind} cannot be asked of a region; one of: choice, note, ordinal"
        raise CodebookError(file, f"{question.id}.kind", problem)
    for label in question.of:
        if label not in markable:
            problem = f'no span label "{label}"{nearest(label, markable)}'
            raise CodebookError(file, f"{question.id}.of", problem)
        if "," in label:
            problem = f'"{label}" has a comma, which Label Studio reads as two labels'
            raise CodebookError(file, f"{question.id}.of", problem)


def _check_labels(question: Question, file: str) -> None:
    if question.kind == "note":
        return
    if len(question.labels) < 1 + (question.kind != "spans"):
        raise CodebookError(file, f"{question.id}.labels", "needs at least two labels")
    if doubled := _doubled(question.values):
        raise CodebookError(file, f"{question.id}.labels", f'label "{doubled}" stands twice')


def _check_hotkeys(questions: Sequence[Question], file: str) -> None:
    asked = [asked for q in questions for asked in (q, *q.attributes)]
    keys = [label.hotkey.lower() for q in asked for label in q.labels if label.hotkey]
    if doubled := _doubled(keys):
        raise CodebookError(file, "hotkey", f'"{doubled}" is given to two labels')


def _targets(options: CodebookOptions, source: str) -> tuple[Target, ...]:
    targets = tuple(
        Target(entry.name, slug(entry.name), tuple(entry.aliases), entry.gloss)
        for entry in options.targets
    )
    first: dict[str, Target] = {}
    for place, target in enumerate(targets):
        twin = first.setdefault(target.slug, target)
        if twin is not target:
            problem = f'"{target.name}" is too like "{twin.name}": both become "{target.slug}"'
            raise ConfigError(source, f"codebook.targets[{place}].name", problem)
    return targets


def slug(name: str) -> str:
    """A name as an identifier; a fingerprint where no Latin letter is left of it.

    >>> slug("US-led coalition"), len(slug("القوات"))
    ('us_led_coalition', 9)
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_") or f"t{fingerprint(name)[:8]}"


def _doubled(values: Iterable[str]) -> str:
    """The first value that occurs twice, or nothing."""
    return next((value for value, count in Counter(values).items() if count > 1), "")
