"""The `migrate` of a codebook: what became of what earlier versions asked.

It may stand in the codebook's file and in config.yaml. Only what is no longer asked can move, so a
migration can be repeated without end, and lines may stay in the file for ever: chains are followed
to what is asked today.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stancemark.config import MigrateOptions
from stancemark.errors import CodebookError, nearest
from stancemark.records import Codebook, Move, Moved, Question, Target


@dataclass(frozen=True, slots=True)
class Listing:
    """The `migrate` of one file."""

    file: str
    path: str
    """Where it stands in the file."""
    options: MigrateOptions


def inverse(old: Codebook, new: Codebook) -> tuple[Move, ...]:
    """The moves back from a codebook to an earlier one: a merge back is a split, to be decided.

    A merged question or target has no way back: nobody can say which of them an answer was to.
    """
    names = {m.new[0]: m.old for m in new.moves if m.what == "question" and m.new}
    asked = _asked(old)
    back: dict[tuple[Moved, str, str], list[str]] = {}
    for move in new.moves:
        question = names.get(move.question, move.question)
        if (move.what, question, move.old) in asked:
            for now in move.new:
                if (move.what, question, now) not in asked:
                    back.setdefault((move.what, question, now), []).append(move.old)
    return tuple(
        Move(what, now, tuple(were), question)
        for (what, question, now), were in back.items()
        if len(were) == 1 or what in ("label", "relation")
    )


def _asked(codebook: Codebook) -> set[tuple[Moved, str, str]]:
    found: set[tuple[Moved, str, str]] = {("target", "", t.slug) for t in codebook.targets}
    for question in codebook.questions:
        found |= {("relation", "", label) for label in question.relations}
        for asked in (question, *question.attributes):
            found.add(("question", "", asked.id))
            found |= {("label", asked.id, label) for label in asked.values}
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """Where some moves stand, and what may become of what."""

    file: str
    path: str
    what: Moved
    asked: Collection[str]
    """What is asked today."""
    question: str = ""
    splits: bool = False
    """Whether something may become one of several."""


def read_moves(
    listings: Sequence[Listing],
    questions: Collection[Question],
    targets: Collection[Target],
    slug: Callable[[str], str],
) -> tuple[Move, ...]:
    """The moves that some files list, chains followed; `slug` makes a target's id of its name.

    Raises `CodebookError` with the place of one that leads nowhere.
    """
    found: dict[tuple[str, str, str], Move] = {}
    for listing in listings:
        for place, entries in _sections(listing, questions, targets, slug):
            for move in _moves(place, entries):
                key = (move.what, move.question, move.old)
                if found.setdefault(key, move) != move:
                    problem = "is moved elsewhere in another file; keep one of the two"
                    raise CodebookError(place.file, f"{place.path}.{move.old}", problem)
    return tuple(found.values())


def _sections(
    listing: Listing,
    questions: Collection[Question],
    targets: Collection[Target],
    slug: Callable[[str], str],
) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    file, root, options = listing.file, listing.path, listing.options
    asked = {asked.id: asked for q in questions for asked in (q, *q.attributes)}
    yield Place(file, f"{root}.questions", "question", asked), options.questions
    for question, entries in options.labels.items():
        path = f"{root}.labels.{question}"
        if question not in asked:
            problem = f'no question "{question}"{nearest(question, asked)}'
            raise CodebookError(file, path, problem)
        values = asked[question].values
        yield Place(file, path, "label", values, question, splits=True), entries
    links = {label for question in questions for label in question.relations}
    yield Place(file, f"{root}.relations", "relation", links, splits=True), options.relations
    slugs = {target.slug for target in targets}
    named = {slug(old): _slugged(new, slug) for old, new in options.targets.items()}
    yield Place(file, f"{root}.targets", "target", slugs), named


def _slugged(new: Any, slug: Callable[[str], str]) -> Any:
    """A target by its id, whether the file has that or its name."""
    return slug(new) if isinstance(new, str) else new


def _moves(place: Place, entries: Mapping[str, Any]) -> Iterator[Move]:
    for old in entries:
        if old in place.asked:
            problem = (
                "is still asked, so nobody could tell its old answers from its new ones; "
                "give what it means now a new name"
            )
            raise CodebookError(place.file, f"{place.path}.{old}", problem)
        new = tuple(dict.fromkeys(_today(place, entries, old, ())))
        yield Move(place.what, old, new, place.question)


def _today(
    place: Place, entries: Mapping[str, Any], old: str, seen: tuple[str, ...]
) -> Iterator[str]:
    """What something is called today, through as many moves as it takes."""
    path = f"{place.path}.{old}"
    if old in seen:
        raise CodebookError(
            place.file, path, "comes back to itself; end the chain in what is asked"
        )
    for new in _listed(entries[old], place, path):
        if new in place.asked:
            yield new
        elif new in entries:
            yield from _today(place, entries, new, (*seen, old))
        else:
            problem = f'no {place.what} "{new}"{nearest(new, place.asked)}'
            raise CodebookError(place.file, path, problem)


def _listed(new: Any, place: Place, path: str) -> tuple[str, ...]:
    if new is None:
        return ()
    listed = new if isinstance(new, list) else [new]
    for item in listed:
        if not isinstance(item, str):
            problem = f"{item!r} is no name; put it in quotation marks"
            raise CodebookError(place.file, path, problem)
    if isinstance(new, list) and (len(listed) < 2 or not place.splits):
        problem = f"a {place.what} becomes one other, or null where it is given up"
        if place.splits:
            problem = "a list is for a split, and names at least two; else one name, or null"
        raise CodebookError(place.file, path, problem)
    return tuple(listed)
