"""config.yaml, read into frozen options. Unknown keys are errors, with the path and the nearest key.

Secrets are not here: the key of a Label Studio elsewhere comes from `LABEL_STUDIO_API_KEY`, that of
the embedded one from a file only its owner can read.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import yaml
from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from stancemark.errors import ConfigError, nearest

STRICT = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=False)

_Loader = yaml.BaseLoader | yaml.SafeLoader

UNKNOWN = ("unexpected_keyword_argument", "extra_forbidden")
"""pydantic's names for a key that no option has."""

ENCODER = "sentence-transformers/all-MiniLM-L6-v2"
"""The encoder, unless another is named."""

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyOptions:
    """Where the study lives and what it reads."""

    __pydantic_config__ = STRICT

    # shown in Label Studio and in the report; 3 to 50 characters, as Label Studio asks
    name: Annotated[str, Field(min_length=3, max_length=50)] = "Stancemark study"
    # everything the study produces, relative to the config file
    folder: Name = "study"
    # files, folders or globs, relative to the config file
    documents: Annotated[list[Name], Field(min_length=1)]
    # language of the documents, ISO 639-1; a page that states its own keeps it
    language: Name = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetOptions:
    """One stance target."""

    __pydantic_config__ = STRICT

    # the proposition or entity, as annotators read it
    name: Name
    # other names it goes by in the text
    aliases: list[Name] = field(default_factory=list)
    # one neutral line that says what it is
    gloss: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisOptions:
    """The two poles of the project's own bias axis."""

    __pydantic_config__ = STRICT

    # what -3 stands for
    left: Name
    # what +3 stands for
    right: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrateOptions:
    """What became of what an earlier codebook asked: its new name, a list to decide between, null."""

    __pydantic_config__ = STRICT

    # of a question: its new id
    questions: dict[str, Any] = field(default_factory=dict)
    # of a label, under its question's id of today
    labels: dict[str, dict[str, Any]] = field(default_factory=dict)
    # of a relation between spans
    relations: dict[str, Any] = field(default_factory=dict)
    # of a target of stance
    targets: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookOptions:
    """Which questions are asked."""

    __pydantic_config__ = STRICT

    # quick, stance, claims or full; or the path of your own codebook, relative to the config file
    preset: Name = "full"
    # asked in every passage, one stance question each
    targets: list[TargetOptions] = field(default_factory=list)
    # without it, the question of direction is left out
    axis: AxisOptions | None = None
    # what labels and targets of earlier versions are called now; a codebook file can say it too
    migrate: MigrateOptions = MigrateOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How documents are read."""

    __pydantic_config__ = STRICT

    # of one page, or one row of a table, in megabytes; a larger one is refused, and counted
    max_megabytes: Annotated[float, Field(gt=0, strict=False)] = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOptions:
    """How passages are cut."""

    __pydantic_config__ = STRICT

    # a passage grows by whole sentences up to this; one longer sentence stays whole
    max_words: Annotated[int, Field(ge=10)] = 120
    # a shorter paragraph joins its neighbour where both have one role and one unit
    min_words: Annotated[int, Field(ge=0)] = 40
    # neighbouring passages shown on either side
    context: Annotated[int, Field(ge=0)] = 1


Strategy = Literal["random", "balanced", "entropy", "margin", "density", "tolerant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueOptions:
    """In which order people are asked."""

    __pydantic_config__ = STRICT

    # how passages are chosen, once there is a model; before, by lot, outlets in turn
    strategy: Strategy = "tolerant"
    # passages in a round; no two of them repeat one another
    round: Annotated[int, Field(ge=1)] = 100
    # share of passages that only the lot may choose: scores on them hold for all
    evaluation: Annotated[float, Field(ge=0, le=1, strict=False)] = 0.1
    # one passage of a document in a round, where it can be; false: all of them in a row
    spread: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelStudioOptions:
    """Which Label Studio, and how it serves tasks."""

    __pydantic_config__ = STRICT

    # "embedded" starts one under study.folder; else the address of yours
    url: Name = "embedded"
    # port of the embedded server; null takes a free one
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    # people who annotate each task
    overlap: Annotated[int, Field(ge=1)] = 2
    # share of passages that never show a suggestion, by lot, to measure what suggestions do
    control_share: Annotated[float, Field(ge=0, le=1, strict=False)] = 0.2
    # in which order they are asked
    queue: QueueOptions = QueueOptions()
    # tasks or predictions sent in one request
    batch: Annotated[int, Field(ge=1, le=5000)] = 500


Context = Literal["heading", "neighbours", "voice"]
"""What a model may see beside a passage: its heading; its neighbours; its role, and whose words it is in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOptions:
    """What is trained on the labels."""

    __pydantic_config__ = STRICT

    # linear: word and character n-grams under logistic regression; encoder: embeddings under it;
    # finetune: the encoder itself trained, which takes minutes; blend: the mean of all of them
    family: Literal["linear", "encoder", "finetune", "blend"] = "linear"
    # for all but linear: a Hugging Face id, or a folder relative to the config file
    encoder: Name = ENCODER
    # every random choice follows from it
    seed: int = 7
    # folds of the evaluation
    folds: Annotated[int, Field(ge=2)] = 5
    # what they keep apart: outlets; documents; or time, where later pages test what earlier ones taught
    by: Literal["outlet", "document", "time"] = "outlet"
    # what models see beside a passage's text, none or some of them; never the outlet
    context: list[Context] = field(default_factory=list)
    # labels a question needs before a model is fitted for it
    min_labels: Annotated[int, Field(ge=2)] = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptOptions:
    """Which answers of a model are accepted without a person."""

    __pydantic_config__ = STRICT

    # at most this share of the accepted may be wrong
    error: Annotated[float, Field(gt=0, lt=1, strict=False)] = 0.05
    # with this probability that the promise holds
    confidence: Annotated[float, Field(gt=0.5, lt=1, strict=False)] = 0.9
    # share of the accepted that people are asked all the same, by lot
    audit: Annotated[float, Field(ge=0, le=1, strict=False)] = 0.05
    # labels an outlet needs; null: none where ten outlets or more were labelled, else 5
    min_outlet: Annotated[int, Field(ge=0)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The whole of config.yaml."""

    __pydantic_config__ = STRICT

    study: StudyOptions
    codebook: CodebookOptions = CodebookOptions()
    read: ReadOptions = ReadOptions()
    cut: CutOptions = CutOptions()
    # nothing of outlet, author or address in any task
    blind: bool = True
    label_studio: LabelStudioOptions = LabelStudioOptions()
    models: ModelOptions = ModelOptions()
    accept: AcceptOptions = AcceptOptions()


@dataclass(frozen=True, slots=True)
class Setup:
    """A config and the folder its relative paths start from."""

    config: Config
    base: Path
    source: str

    @property
    def folder(self) -> Path:
        """The study's folder."""
        return self.base / self.config.study.folder

    @property
    def encoder(self) -> str:
        """The encoder's id, or its folder where one stands beside the config file."""
        name = self.config.models.encoder
        beside = self.base / name
        return str(beside if beside.is_dir() else name)


def load(path: Path) -> Setup:
    """Read a config file. Raises `ConfigError` naming file, setting and the nearest valid value."""
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise ConfigError(str(path), "", "expected a mapping of settings, such as `study:`")
    return Setup(validate(Config, content, str(path)), path.parent, str(path))


def read_yaml(path: Path) -> Any:
    """The content of a YAML file. Raises `ConfigError` with the line at fault."""
    try:
        return parse_yaml(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(
            str(path), "", "no such file; `stancemark init DIR` writes one"
        ) from error
    except OSError as error:
        raise ConfigError(str(path), "", error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), "", f"not UTF-8 (byte {error.start})") from error
    except ValueError as error:
        raise ConfigError(str(path), "", f"not YAML: {error}") from error


def parse_yaml(text: str, loader: type[_Loader] = yaml.SafeLoader) -> Any:
    """The content of some YAML. Raises `ValueError` with the line at fault, whatever the fault."""
    try:
        return yaml.load(text, loader)  # noqa: S506  # every loader we pass builds plain data only
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ValueError(f"line {line}: {error.problem}") from error
    except (yaml.YAMLError, OverflowError, RecursionError) as error:
        raise ValueError(str(error).splitlines()[0]) from error


def validate(kind: type[Any], content: Any, source: str) -> Any:
    """Build a frozen options dataclass from plain data. Raises `ConfigError` at its first fault."""
    try:
        # Strict validation takes a mapping for a record only where it came as JSON.
        plain = json.dumps(content, default=str, ensure_ascii=False).encode("utf-8")
    except (TypeError, ValueError) as error:
        raise ConfigError(source, "", f"holds what no setting can be: {error}") from error
    try:
        return TypeAdapter(kind).validate_json(plain)
    except ValidationError as error:
        first = min(error.errors(include_url=False), key=lambda e: e["type"] not in UNKNOWN)
        location = first["loc"]
        raise ConfigError(source, _path(location), _problem(first, kind, location)) from error


def _path(location: Sequence[int | str]) -> str:
    """`label_studio.overlap`, `codebook.targets[2].name`.

    >>> _path(("codebook", "targets", 2, "name"))
    'codebook.targets[2].name'
    """
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{repr(part)[1:-1]}"
    return text.removeprefix(".")


def _problem(error: Mapping[str, Any], kind: type[Any], location: Sequence[int | str]) -> str:
    key = str(location[-1]) if location else ""
    if error["type"] in UNKNOWN:
        return f"unknown setting{nearest(key, _keys(kind, location[:-1]))}"
    if error["type"] == "too_short":
        return "is empty; name at least one"
    if error["type"] in ("missing", "missing_argument"):
        return "is missing"
    given = repr(error["input"])
    message = str(error["msg"]).removeprefix("Input ")
    for json_word, yaml_word in (("an object", "a mapping"), ("valid array", "list")):
        message = message.replace(json_word, yaml_word)
    return (
        f"{message[:1].lower()}{message[1:]}, not {given if len(given) < 60 else given[:57] + '…'}"
    )


def _keys(kind: Any, location: Sequence[int | str]) -> list[str]:
    """The settings that may stand at a place in the file."""
    for part in location:
        kind = get_type_hints(kind)[str(part)] if is_dataclass(kind) else _inner(kind)
    kind = _inner(kind)
    return [f.name for f in fields(kind)] if is_dataclass(kind) else []


def _inner(hint: Any) -> Any:
    """The options dataclass inside `list[X]`, `dict[str, X]` or `X | None`, or the hint itself."""
    for argument in getattr(hint, "__args__", ()):
        if is_dataclass(argument):
            return argument
    return hint
