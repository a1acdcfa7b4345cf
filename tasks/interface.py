"""A codebook to a Label Studio labeling config.

`controls` lists what the page will hold; `labeling_config` draws it, and `codec` speaks of nothing
else. Each target gets a stance control of its own: Label Studio's `Repeater` would name them by
position, and its validation does not know them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from xml.etree import ElementTree as ET

from stancemark.records import Codebook, Label, Question, Target

TEXT = "text"
"""Name of the object tag that shows the passage, and the key of its text in the task's data."""

_TARGET_KEYS = ("qweyti", "asdfgj", "zxcvbn")
"""Hotkeys of the stance labels: one keyboard row per target, then the same with shift."""

_STYLE = """
.sm-grid { display: grid; grid-template-columns: minmax(0, 3fr) minmax(260px, 2fr); gap: 20px; }
.sm-passage { border: 1px solid #ccc; border-radius: 6px; padding: 14px; margin: 8px 0;
  font-size: 16px; line-height: 1.6; }
.sm-context * { color: #767676 !important; font-size: 14px !important;
  font-weight: 400 !important; line-height: 1.5 !important; margin: 4px 0 !important; }
.sm-small * { font-size: 14px !important; margin: 10px 0 2px !important; }
.sm-region { border-left: 3px solid #ccc; margin: 6px 0; padding: 2px 0 2px 12px; }
@media (max-width: 900px) { .sm-grid { grid-template-columns: minmax(0, 1fr); } }
"""


@dataclass(frozen=True, slots=True)
class Control:
    """One named control of the config."""

    name: str
    type: str
    """Label Studio's result type: labels, choices, textarea."""
    question: Question
    target: Target | None = None
    per_region: bool = False

    @property
    def values(self) -> tuple[str, ...]:
        """The permitted answers; empty for free text."""
        return self.question.values


def controls(codebook: Codebook) -> Mapping[str, Control]:
    """Every control of the codebook, by name."""
    return {control.name: control for control in _controls(codebook)}


def _controls(codebook: Codebook) -> Iterator[Control]:
    for question in codebook.questions:
        if question.kind == "stance":
            for target in codebook.targets:
                yield Control(stance_control(question, target), "choices", question, target)
        elif question.kind == "spans":
            yield Control(question.id, "labels", question)
            for attribute in question.attributes:
                yield Control(attribute.id, _result_type(attribute), attribute, per_region=True)
        else:
            yield Control(question.id, _result_type(question), question)


def _result_type(question: Question) -> str:
    return "textarea" if question.kind == "note" else "choices"


def stance_control(question: Question, target: Target) -> str:
    """The name of the control that asks for the stance towards a target."""
    return f"{question.id}__{target.slug}"


def labeling_config(codebook: Codebook, *, blind: bool = True) -> str:
    """The codebook as XML that Label Studio's validation accepts.

    Unless `blind`, outlet and date stand above the passage. A task's data must hold `text`,
    `heading`, `before`, `after` and, unless blind, `origin`.
    """
    root = ET.Element("View")
    ET.SubElement(root, "Style").text = _STYLE
    grid = ET.SubElement(root, "View", className="sm-grid")
    _passage_column(ET.SubElement(grid, "View"), codebook, blind=blind)
    _question_column(ET.SubElement(grid, "View"), codebook)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode")


def instruction(codebook: Codebook) -> str:
    """The guidelines and every label's rule, as the HTML of the project's instruction."""
    parts = [f"<h2>{escape(codebook.title)}</h2>", _paragraphs(codebook.guidelines)]
    for target in codebook.targets:
        names = ", ".join((target.name, *target.aliases))
        parts.append(f"<p><b>{escape(names)}</b> {escape(target.gloss)}</p>")
    for question in codebook.questions:
        for asked in (question, *question.attributes):
            parts.append(f"<h4>{escape(asked.ask)}</h4>")
            parts += [f"<p><b>{escape(x.value)}</b>: {escape(x.rule)}</p>" for x in asked.labels]
    return "\n".join(parts)


def _paragraphs(text: str) -> str:
    """Lines that begin with a number stand by themselves; others join the line before."""
    lines: list[str] = []
    for line in text.splitlines():
        if lines and not line[:1].isdigit():
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line.strip())
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def _passage_column(column: ET.Element, codebook: Codebook, *, blind: bool) -> None:
    ET.SubElement(column, "Header", value="$heading", size="4")
    if not blind:
        ET.SubElement(column, "Header", value="$origin", size="6")
    for question in codebook.questions:
        if question.kind == "spans":
            _labels(column, question)
    _context(column, "$before")
    box = ET.SubElement(column, "View", className="sm-passage")
    ET.SubElement(
        box, "Text", name=TEXT, value=f"${TEXT}", granularity="word", saveTextResult="yes"
    )
    for question in codebook.questions:
        for attribute in question.attributes:
            _attribute(column, question, attribute)
    _context(column, "$after")


def _context(column: ET.Element, value: str) -> None:
    box = ET.SubElement(column, "View", className="sm-context")
    ET.SubElement(box, "Header", value=value, size="6", underline="false")


def _labels(column: ET.Element, question: Question) -> None:
    tag = ET.SubElement(
        column, "Labels", name=question.id, toName=TEXT, choice="single", showInline="true"
    )
    for label in question.labels:
        entry = ET.SubElement(tag, "Label", _label_attributes(label))
        if label.color:
            entry.set("background", label.color)
    if question.relations:
        relations = ET.SubElement(column, "Relations")
        for relation in question.relations:
            ET.SubElement(relations, "Relation", value=relation)


def _question_column(column: ET.Element, codebook: Codebook) -> None:
    rows = _free_rows(codebook)
    for question in codebook.questions:
        if question.kind == "stance":
            _header(column, question.ask)
            for number, target in enumerate(codebook.targets):
                _small_header(column, target.name)
                labels = _keyed(question.labels, next(rows, ()), own=not number)
                _choices(column, stance_control(question, target), question, labels)
        elif question.kind == "note":
            _header(column, question.ask)
            _text_area(column, question)
        elif question.kind != "spans":
            _header(column, question.ask)
            _choices(column, question.id, question, question.labels)


def _free_rows(codebook: Codebook) -> Iterator[Sequence[str]]:
    """The rows of hotkeys of which the codebook gives none to a label."""
    asked = [asked for q in codebook.questions for asked in (q, *q.attributes)]
    taken = {label.hotkey.lower() for q in asked for label in q.labels}
    for shift in ("", "shift+"):
        for row in _TARGET_KEYS:
            keys = [f"{shift}{key}" for key in row]
            if taken.isdisjoint(keys):
                yield keys


def _keyed(labels: Sequence[Label], keys: Sequence[str], *, own: bool) -> tuple[Label, ...]:
    """The labels with these hotkeys, or with their own, which only one target can have."""
    padded = [*keys, *[""] * len(labels)]
    return tuple(
        replace(label, hotkey=label.hotkey if own and label.hotkey else key)
        for label, key in zip(labels, padded, strict=False)
    )


def _header(column: ET.Element, text: str) -> None:
    """Words of the codebook. Label Studio reads `$word` as a field of the task: it is broken up."""
    ET.SubElement(column, "Header", value=text.replace("$", "$\u2060"), size="5")


def _small_header(column: ET.Element, text: str) -> None:
    _header(ET.SubElement(column, "View", className="sm-small"), text)


def _choices(
    parent: ET.Element, name: str, question: Question, labels: tuple[Label, ...]
) -> ET.Element:
    kind = "multiple" if question.multiple else "single-radio"
    tag = ET.SubElement(parent, "Choices", name=name, toName=TEXT, choice=kind, showInline="true")
    if question.required:
        tag.set("required", "true")
        tag.set("requiredMessage", f"Please answer: {question.ask}")
    for label in labels:
        ET.SubElement(tag, "Choice", _label_attributes(label))
    return tag


def _label_attributes(label: Label) -> dict[str, str]:
    known = {"value": label.value, "hint": label.rule, "hotkey": label.hotkey}
    return {key: value for key, value in known.items() if value}


def _text_area(parent: ET.Element, question: Question) -> ET.Element:
    return ET.SubElement(
        parent,
        "TextArea",
        name=question.id, toName=TEXT, rows="2", editable="true", maxSubmissions="1",
    )  # fmt: skip


def _attribute(column: ET.Element, question: Question, attribute: Question) -> None:
    """A question asked of the selected region, where its label is one of those it is for."""
    box = ET.SubElement(
        column,
        "View",
        visibleWhen="region-selected",
        whenTagName=question.id,
        whenLabelValue=",".join(attribute.of),
        className="sm-region",
    )
    _small_header(box, attribute.ask)
    if attribute.kind == "note":
        tag = _text_area(box, attribute)
    else:
        tag = _choices(box, attribute.id, attribute, attribute.labels)
    tag.set("perRegion", "true")
