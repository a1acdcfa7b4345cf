"""Hypothesis strategies that the rooms' tests share: hostile texts, and records made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import settings
from hypothesis import strategies as st

from stancemark.config import AxisOptions, CodebookOptions, TargetOptions
from stancemark.records import (
    Answer,
    Codebook,
    Document,
    Guess,
    Judgement,
    Label,
    Mark,
    Origin,
    Passage,
    Prediction,
    Question,
    Region,
    Relation,
    Span,
    Target,
    fingerprint,
)
from stancemark.tasks.codebook import PRESETS, load_codebook, slug

EXAMPLES = settings(max_examples=60, deadline=None)
"""How often a property is tried."""

MANY = settings(max_examples=200, deadline=None)
"""How often a cheap one is."""

SIGNS = (
    *("😀", "🏛️", "🇺🇸", "👩‍👩‍👧‍👦", "e\u0301", "ก็", "𝔘", "שלום", "القوات", "\u202eRTL\u202c"),
    *("<b>", "</b>", "&amp;", '"', "'", "<!--", "]]>", "“", "”", "$text", "\xa0", "  "),
)
"""What breaks offsets, bidirectional text and markup."""

BREAKS = (
    "\n\n",
    "\n\n",
    "\r\n\r\n",
    "\n \xa0\n",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\x0b",
    "\x85",
    "\u2028",
)

PROSE = (
    *(". ", "? ", "… ", "! ", " ", " ", "U.S.", "Oct. 1", "3.5", "Mr.", "A. Jones", "no. ", "1. "),
    *("Truth", "harbour", "82% of people agree", "experts say", "This viral video:", "regime"),
    *("It rained on the harbour all day. ", "Nobody said whether the ships had come, or why. "),
)
"""What sentences and rules look for."""

LINES = (
    *("Ann says:\n", "Joined: 2011\n", "Messages: 5\n", "May 5, 2015\n", "Share this", "# News"),
    *("By Ann Lee", "Home | News | Sport", "Correction: it was so.", "“It is so.”", "Last edited:"),
    *("\n1. ann: yes\n", "\nann:\n", "\n> he said\n", "\n#3\n", "\nLike · Reply · 2 hrs\n"),
    *("\nFrom: Ann <a@b.example>\n", "\nReuters, 3 May 2015:\n", "\n3 comments\n", "\n@ann "),
    *("\nann → bob\n", "\n2 hours ago\n", "\n-- \n", "\nPhoto: Ann Lee\n", "\nSource: AP\n"),
)
"""What segments look for."""

SAID = (
    *(" said ", "“It is so,” ", "he said. ", ", according to ", "The mayor, a sailor, ", " told "),
    *("that ", "reportedly ", "was accused by ", ", saying ", "who denied ", "his claim that "),
    *("Ann Lee ", '"', "''", ", ", ": ", " and ", "(Lab.) ", "on Monday ", "in a statement "),
)
"""What attributions look for."""

TAGS = ("comment", "post", "author", "h1", "nav", "blockquote", "figcaption", "user card", "form")

letters = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
"""Any characters that a file can hold and a table can store."""


def joined(*parts: Sequence[str], size: int) -> st.SearchStrategy[str]:
    """Texts of any letters and of these kinds of parts, each kind as likely as another."""
    kinds = [st.sampled_from(kind) for kind in parts]
    return st.lists(st.one_of(letters, *kinds), min_size=1, max_size=size).map("".join)


texts = joined(SIGNS, BREAKS, PROSE, PROSE, LINES, size=40).filter(str.strip)
"""Hostile texts of some sentences and paragraphs, never blank."""

reports = joined(SIGNS, BREAKS, SAID, SAID, SAID, size=30)
"""Hostile texts in which somebody says something, or almost."""

names = (
    st.lists(st.sampled_from([*SIGNS, "Coalition", "favor", " ", ";"]), min_size=1, max_size=4)
    .map(lambda parts: "".join(parts).strip())
    .filter(bool)
)
"""Hostile names of labels and targets, on one line."""


@st.composite
def spans(draw: st.DrawFn, length: int) -> Span:
    """Any stretch of a text of that length."""
    start = draw(st.integers(0, length - 1))
    return Span(start, draw(st.integers(start + 1, length)))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A hostile text, often with marks anywhere in it."""
    text = draw(texts)
    marks = draw(st.lists(st.builds(Mark, spans(len(text)), st.sampled_from(TAGS)), max_size=8))
    outline = tuple(sorted(marks, key=lambda mark: (mark.span.start, -mark.span.end)))
    return Document(fingerprint(text), text, "page.html", outlet="Open Quay", outline=outline)


@st.composite
def passages(draw: st.DrawFn) -> tuple[Document, Passage]:
    """A document, and any stretch of it as a passage."""
    document = draw(documents())
    span = draw(spans(len(document.text)))
    name = fingerprint(document.id, span.start, span.end)
    return document, Passage(name, document.id, span, span.of(document.text), "body")


@cache
def _preset(name: str, *, axis: bool) -> Codebook:
    poles = AxisOptions(left="<b>hawks</b>", right="$doves") if axis else None
    options = CodebookOptions(preset=name, targets=[TargetOptions(name="A")], axis=poles)
    return load_codebook(options, Path())


@st.composite
def presets(draw: st.DrawFn) -> Codebook:
    """A shipped codebook, asked with hostile targets."""
    named = draw(st.lists(names, min_size=1, max_size=4, unique_by=slug))
    targets = [Target(n, slug(n), tuple(draw(st.lists(names, max_size=2)))) for n in named]
    codebook = _preset(draw(st.sampled_from(PRESETS)), axis=draw(st.booleans()))
    return replace(codebook, targets=tuple(targets))


def _labels(size: int) -> st.SearchStrategy[tuple[Label, ...]]:
    values = st.lists(
        names.filter(lambda name: "," not in name), min_size=2, max_size=size, unique=True
    )
    return values.map(lambda found: tuple(map(Label, found)))


@st.composite
def own_codebooks(draw: st.DrawFn) -> Codebook:
    """A codebook of every kind of question, its labels hostile."""
    marks, links = draw(_labels(3)), tuple(draw(st.lists(names, max_size=2, unique=True)))
    of = (marks[0].value,)
    attributes = (
        Question("kind_of_mark", "choice", draw(names), draw(_labels(4)), multiple=True, of=of),
        Question("strength", "ordinal", draw(names), draw(_labels(4)), of=of),
        Question("mark_note", "note", draw(names), of=of),
    )
    questions = (
        Question("topic", "choice", draw(names), draw(_labels(4)), multiple=True),
        Question("span", "spans", draw(names), marks, attributes=attributes, relations=links),
        Question("remark", "note", draw(names)),
    )
    return Codebook("own", draw(names), draw(texts), questions, version="1")


codebooks = presets() | own_codebooks()
"""Shipped codebooks and a user's own."""


@st.composite
def answers(draw: st.DrawFn, question: Question, target: str = "") -> Answer:
    """Labels of a question; one, unless it takes several."""
    origin = draw(st.sampled_from(get_args(Origin)))
    if question.kind == "note":
        return Answer(question.id, tuple(draw(st.lists(texts, min_size=1, max_size=2))), "", origin)
    most = None if question.multiple else 1
    chosen = st.lists(st.sampled_from(question.values), min_size=1, max_size=most, unique=True)
    return Answer(question.id, tuple(draw(chosen)), target, origin)


def asked(codebook: Codebook) -> list[tuple[Question, str]]:
    """Each question of labels that is asked of a passage, with its target's slug."""
    return [
        (question, target)
        for question in codebook.questions
        if question.kind not in ("spans", "note")
        for target in ([t.slug for t in codebook.targets] if question.kind == "stance" else [""])
    ]


scores = st.none() | st.integers(0, 10**6).map(lambda millionths: millionths / 10**6)
"""Scores as Label Studio keeps them: to six digits."""


@st.composite
def regions(
    draw: st.DrawFn, passage: Passage, codebook: Codebook, *, noted: bool = True
) -> tuple[Region, ...]:
    """Regions of a passage with attributes of their labels, `noted` with free text too."""
    question = next((q for q in codebook.questions if q.kind == "spans"), None)
    if question is None:
        return ()
    found: list[Region] = []
    for number in range(draw(st.integers(0, 3))):
        place = draw(spans(len(passage.text)))
        label = draw(st.sampled_from(question.values))
        fitting = [q for q in question.attributes if label in q.of and (noted or q.kind != "note")]
        found.append(
            Region(
                id=f"r{number}",
                span=place.moved(passage.span.start),
                label=label,
                quote=place.of(passage.text),
                attributes=tuple(draw(answers(q)) for q in fitting if draw(st.booleans())),
                origin=draw(st.sampled_from(get_args(Origin))),
                score=draw(scores),
            )
        )
    return tuple(found)


@st.composite
def judgements(draw: st.DrawFn, passage: Passage, codebook: Codebook) -> Judgement:
    """What somebody may have said about a passage."""
    marked = draw(regions(passage, codebook))
    links = [label for q in codebook.questions for label in q.relations]
    ends = st.sampled_from([region.id for region in marked] or [""])
    relations = st.lists(
        st.builds(Relation, ends, ends, st.sampled_from([*links, ""])), max_size=3 * bool(marked)
    )
    return Judgement(
        id="",
        passage=passage.id,
        annotator="ann@example.org",
        answers=tuple(draw(answers(q, t)) for q, t in asked(codebook) if draw(st.booleans())),
        regions=marked,
        relations=tuple(draw(relations)),
        notes=tuple(draw(st.lists(texts, max_size=2))),
        skipped=draw(st.booleans()),
        seconds=draw(st.none() | st.floats(0, 1e6)),
        codebook=codebook.version,
    )


@st.composite
def predictions(draw: st.DrawFn, passage: Passage, codebook: Codebook) -> Prediction:
    """A prediction that may be sent."""
    guesses = [
        Guess(question.id, label, {label: draw(st.floats(0, 1))}, target)
        for question, target in asked(codebook)
        if draw(st.booleans())
        for label in [draw(st.sampled_from(question.values))]
    ]
    marked = draw(regions(passage, codebook, noted=False))
    return Prediction(passage.id, "linear-1", tuple(guesses), marked, draw(scores))


def records(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Any record of a kind, its fields hostile."""
    if kind is Passage:
        return passages().map(lambda pair: pair[1])
    if kind is Span:
        return spans(1_000_000)
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: _of(hints[field.name]) for field in fields(kind)})


def _of(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a record's field."""
    plain: dict[Any, st.SearchStrategy[Any]] = {
        str: st.just("") | joined(SIGNS, BREAKS, "\0", size=4),
        int: st.integers(-(2**63), 2**63 - 1),
        float: st.floats(allow_nan=False),
        bool: st.booleans(),
    }
    if hint in plain:
        return plain[hint]
    if is_dataclass(hint) and isinstance(hint, type):
        return records(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (Union, UnionType):
        return st.none() | _of(next(a for a in arguments if a is not NoneType))
    if origin is Mapping:
        return st.dictionaries(_of(arguments[0]), _of(arguments[1]), max_size=3)
    return st.lists(_of(arguments[0]), max_size=3).map(tuple)


json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(SIGNS)
    | st.text(max_size=5)
    | st.just("\ud800"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
"""Any JSON, numbers beyond every type and half characters included."""
