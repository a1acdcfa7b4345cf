"""Codebooks that a team has rewritten."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hypothesis import strategies as st

from stancemark.records import Codebook, Label, Move, Moved, Question, Target
from stancemark.tasks.codebook import version

Asked = Mapping[tuple[str, str, str], tuple[str, ...]]
"""What became of what."""


def label(question: str, old: str, *new: str) -> Move:
    """A label that was renamed, split or given up."""
    return Move("label", old, new, question)


def question(old: str, *new: str) -> Move:
    """A question that was renamed or given up."""
    return Move("question", old, new)


def target(old: str, *new: str) -> Move:
    """A target that was renamed or given up, by its slug."""
    return Move("target", old, new)


def relation(old: str, *new: str) -> Move:
    """A relation that was renamed, split or given up."""
    return Move("relation", old, new)


def revised(old: Codebook, *moves: Move) -> Codebook:
    """A codebook after these moves: what is old is asked no longer, what is new is."""
    asked: Asked = {(m.what, m.question, m.old): m.new for m in moves}
    ids = {q.id: asked.get(("question", "", q.id), (q.id,)) for q in old.questions}
    questions = [_question(replace(q, id=ids[q.id][0]), asked) for q in old.questions if ids[q.id]]
    targets: dict[str, Target] = {}
    for found in old.targets:
        for slug in asked.get(("target", "", found.slug), (found.slug,)):
            name = found.name if slug == found.slug else slug
            targets.setdefault(slug, replace(found, slug=slug, name=name))
    unique = {q.id: q for q in reversed(questions)}
    new = replace(
        old,
        questions=tuple(q for q in questions if unique.pop(q.id, None)),
        targets=tuple(targets.values()),
        moves=moves,
    )
    return replace(new, version=version(new))


def _question(q: Question, asked: Asked) -> Question:
    attributes = tuple(
        _question(replace(a, id=now[0], of=_named(q.id, a.of, asked)), asked)
        for a in q.attributes
        if (now := asked.get(("question", "", a.id), (a.id,)))
    )
    links = [new for r in q.relations for new in asked.get(("relation", "", r), (r,))]
    labels: dict[str, Label] = {}
    for one in q.labels:
        for value in asked.get(("label", q.id, one.value), (one.value,)):
            known = next((x for x in q.labels if x.value == value), replace(one, value=value))
            labels.setdefault(value, known)
    return replace(
        q,
        labels=tuple(labels.values()),
        attributes=attributes,
        relations=tuple(dict.fromkeys(links)),
    )


def _named(q: str, labels: Sequence[str], asked: Asked) -> tuple[str, ...]:
    found = [new for value in labels for new in asked.get(("label", q, value), (value,))]
    return tuple(dict.fromkeys(found))


@st.composite
def renamings(draw: st.DrawFn, old: Codebook) -> Codebook:
    """A codebook in which any names have changed, each to one of its own."""
    return revised(old, *_renamed(old, draw(st.sets(st.sampled_from(_names(old))))))


@st.composite
def merges(draw: st.DrawFn, old: Codebook) -> Codebook:
    """A codebook in which one label of some questions has become another."""
    moves: list[Move] = []
    for q in _labelled(old):
        if len(q.values) > 2 and draw(st.booleans()):  # two have to stay
            gone = draw(st.sampled_from(q.values))
            moves.append(label(q.id, gone, draw(st.sampled_from([*q.values, "fresh"]))))
    return revised(old, *(m for m in moves if m.new != (m.old,)))


def _names(old: Codebook) -> list[tuple[Moved, str, str]]:
    named: list[tuple[Moved, str, str]] = [("target", "", t.slug) for t in old.targets]
    named += [("question", "", q.id) for q in old.questions if q.kind != "note"]
    named += [("relation", "", link) for q in old.questions for link in q.relations]
    return named + [("label", q.id, value) for q in _labelled(old) for value in q.values]


def _labelled(old: Codebook) -> list[Question]:
    return [asked for q in old.questions for asked in (q, *q.attributes) if asked.labels]


def _renamed(old: Codebook, names: set[tuple[Moved, str, str]]) -> Iterator[Move]:
    ids = {name: f"q{n}" for n, (what, _, name) in enumerate(_names(old)) if what == "question"}
    moved = {name for what, _, name in names if what == "question"}
    for number, (what, question_id, name) in enumerate(sorted(names)):
        if what == "question":
            yield Move(what, name, (ids[name],))
        else:
            now = ids[question_id] if question_id in moved else question_id
            yield Move(what, name, (f"new{number}",), now)
