"""Passages to look at: a few that people judged, a few that only the model has seen.

They are chosen by what happened to them and by their ids, never by chance: the same study shows the
same passages.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stancemark.facts.marking import Piece, pieces
from stancemark.facts.material import Material, counted, plain, span_question
from stancemark.records import Answer, Guess, Judgement, Passage, Prediction, Question, Region

PLENTY = 8
"""Judged passages shown."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage with its marks, and where it is from."""

    outlet: str
    title: str
    about: str
    language: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What each annotator answered to one question."""

    name: str
    answers: tuple[str, ...]
    agreed: str
    """Whether they agree, in words; nothing where fewer than two answered."""

    @property
    def split(self) -> bool:
        """Whether two of them differ."""
        return self.agreed == "no"


@dataclass(frozen=True, slots=True)
class Example:
    """A passage that people judged."""

    why: str
    passage: Shown
    annotators: tuple[str, ...]
    asked: tuple[Asked, ...]
    notes: tuple[tuple[str, str], ...]
    """Annotator, and what they noted."""
    troubles: tuple[tuple[str, str], ...]
    """Annotator, and what came back in need of repair."""


@dataclass(frozen=True, slots=True)
class Likely:
    """The two likeliest labels of one question."""

    name: str
    labels: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class NewText:
    """A passage that only the model has seen."""

    why: str
    passage: Shown
    guesses: tuple[Likely, ...]


def examples(material: Material) -> tuple[Example, ...]:
    """Damaged, disputed and undisputed passages, then others; of different outlets if it can be."""
    panels = {p: panel for p, panel in material.panels.items() if p in material.passages}
    return tuple(
        _example(material, material.passages[passage], panels[passage], why)
        for passage, why in _chosen(material, panels).items()
    )


def new_text(material: Material) -> tuple[NewText, ...]:
    """Of the passages that nobody has judged: the surest guess, the least sure, and the middle."""
    fresh = [
        p
        for p in material.of("guesses")
        if p.passage in material.passages and p.passage not in material.panels and p.guesses
    ]
    ranked = sorted(fresh, key=lambda p: (-p.score, p.passage))
    last = len(ranked) - 1
    places = {
        last // 2: "Guesses in the middle",
        last: "The least sure guesses",
        0: "The surest guesses",
    }
    return tuple(_new_text(material, ranked[i], places[i]) for i in sorted(places) if ranked)


def _chosen(material: Material, panels: Mapping[str, Sequence[Judgement]]) -> dict[str, str]:
    """Ids of passages, each with the reason."""
    disputed = {p: share for p, panel in panels.items() if (share := _disputed(panel)) is not None}
    wrong = sorted(p for p, share in disputed.items() if share)
    right = sorted(p for p, share in disputed.items() if not share)
    damaged = sorted(p for p, panel in panels.items() if any(map(_troubles, panel)))
    chosen: dict[str, str] = {}
    for ranked, number, why in (
        (damaged, 2, "Something came back in need of repair"),
        (sorted(wrong, key=lambda p: -disputed[p]), 2, "Much disagreement"),
        (sorted(right, key=lambda p: -_spans(panels[p])), 2, "Full agreement"),
        (sorted(panels, key=lambda p: (-len(panels[p]), p)), PLENTY, "Chosen by its id"),
    ):
        _take(chosen, ranked, min(number, PLENTY - len(chosen)), why, material)
    return chosen


def _take(
    chosen: dict[str, str], ranked: Iterable[str], number: int, why: str, material: Material
) -> None:
    """Add the first few, passing over outlets that are shown already as long as others are left."""
    outlets = {p: material.outlet(material.passages[p]) for p in (*ranked, *chosen)}
    for _ in range(number):
        left = [p for p in ranked if p not in chosen]
        shown = {outlets[p] for p in chosen}
        other = [p for p in left if outlets[p] not in shown]
        if left:
            chosen[(other or left)[0]] = why


def _disputed(panel: Sequence[Judgement]) -> float | None:
    """Of the questions that two or more answered, the share on which they differ; None of none."""
    given: dict[tuple[str, str], list[frozenset[str]]] = {}
    for answer in (a for j in panel for a in j.answers if a.labels):
        given.setdefault((answer.question, answer.target), []).append(frozenset(answer.labels))
    shared = [answers for answers in given.values() if len(answers) > 1]
    return sum(len(set(answers)) > 1 for answers in shared) / len(shared) if shared else None


def _spans(panel: Iterable[Judgement]) -> int:
    return sum(len(j.regions) for j in panel)


def _troubles(judgement: Judgement) -> list[str]:
    moved = [f"“{r.quote}” was put back in its place" for r in judgement.regions if r.repaired]
    lost = [f"not placed: {item.reason}" for item in judgement.quarantined]
    return [*moved, *lost]


def _example(material: Material, passage: Passage, panel: Sequence[Judgement], why: str) -> Example:
    return Example(
        why=why,
        passage=_shown(material, passage, [j.regions for j in panel]),
        annotators=tuple(j.annotator for j in panel),
        asked=tuple(_asked(material, panel)),
        notes=tuple((j.annotator, note) for j in panel for note in j.notes),
        troubles=tuple((j.annotator, trouble) for j in panel for trouble in _troubles(j)),
    )


def _shown(material: Material, passage: Passage, marked: Sequence[Iterable[Region]]) -> Shown:
    document = material.documents.get(passage.document)
    question = span_question(material.codebook)
    return Shown(
        outlet=material.outlet(passage),
        title=passage.heading or (document.title if document else ""),
        about=_about(passage),
        language=document.language if document else "",
        pieces=pieces(passage, marked, question.values if question else ()),
    )


def _about(passage: Passage) -> str:
    """`body, comment by Tomas, 43 words`."""
    turn = passage.kind if passage.kind in ("post", "comment") else ""
    author = f"{turn} by {passage.author}" if turn and passage.author else turn
    words = counted(len(passage.text.split()), "word")
    return ", ".join(part for part in (plain(passage.role), author, words) if part)


def _asked(material: Material, panel: Sequence[Judgement]) -> Iterator[Asked]:
    for question in _telling(material.codebook.questions):
        targets = material.codebook.targets if question.kind == "stance" else ()
        for target in [t.slug for t in targets] or [""]:
            given = [_answer(j.answers, question.id, target) for j in panel]
            answers = tuple(", ".join(map(plain, labels)) for labels in given)
            yield Asked(material.names.title(question.id, target), answers, _agreed(given))


def _agreed(given: Iterable[Iterable[str]]) -> str:
    answers = [labels for labels in map(frozenset, given) if labels]
    if len(answers) < 2:
        return ""
    return "no" if len(set(answers)) > 1 else "yes"


def _telling(questions: Iterable[Question]) -> list[Question]:
    """Stance and bias; the first two of a codebook that asks for neither."""
    closed = [q for q in questions if q.kind in ("choice", "ordinal", "stance")]
    return [q for q in closed if q.kind == "stance" or q.id == "bias"] or closed[:2]


def _answer(answers: Iterable[Answer], question: str, target: str) -> tuple[str, ...]:
    found = [a.labels for a in answers if (a.question, a.target) == (question, target)]
    return found[-1] if found else ()


def _new_text(material: Material, prediction: Prediction, why: str) -> NewText:
    names = material.names
    guesses = sorted(prediction.guesses, key=lambda g: names.place(g.question, g.target))
    return NewText(
        why=why,
        passage=_shown(material, material.passages[prediction.passage], [prediction.regions]),
        guesses=tuple(Likely(names.title(g.question, g.target), _likeliest(g)) for g in guesses),
    )


def _likeliest(guess: Guess) -> tuple[tuple[str, float], ...]:
    """The guess, and the label that came closest."""
    others = {k: v for k, v in guess.probabilities.items() if k != guess.label}
    ranked = sorted(others.items(), key=lambda pair: (-pair[1], pair[0]))
    first = (guess.label, guess.probabilities.get(guess.label, 0.0))
    return tuple((plain(label), share) for label, share in (first, *ranked[:1]))
