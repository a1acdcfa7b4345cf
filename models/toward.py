"""A stance to each target of a codebook: one model of them all, and asked about one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from stancemark.errors import InputError
from stancemark.models.dataset import Example
from stancemark.models.linear import as_examples
from stancemark.models.prelabel import Guesser
from stancemark.records import Codebook, Span, Target

Key = tuple[str, str]
"""A question's id and the slug of its target, empty for none or all."""


def toward(example: Example, target: Target) -> Example:
    """The example with the target by its name, and where the text first names it, by whatever name."""
    return replace(example, target=target.name, mention=_named(example.text, target))


def joined(parts: Mapping[Key, Sequence[Example]], codebook: Codebook) -> dict[Key, list[Example]]:
    """The examples of each question, those of all targets of a stance together.

    A target that the codebook no longer has is called by its slug.
    """
    asked = {q.id for q in codebook.questions if q.kind == "stance"}
    targets = {t.slug: t for t in codebook.targets}
    found: dict[Key, list[Example]] = {}
    for (question, slug), part in parts.items():
        if question not in asked:
            found[question, slug] = list(part)
            continue
        target = targets.get(slug, Target(slug, slug))
        found.setdefault((question, ""), []).extend(toward(e, target) for e in part)
    return found


def by_target(
    question: str, examples: Sequence[Example], codebook: Codebook
) -> dict[str, list[int]]:
    """The rows of each target of a stance by its slug, also of those nobody judged; {} of another question."""
    if codebook.question(question).kind != "stance":
        return {}
    slugs = {t.name: t.slug for t in codebook.targets}
    rows: dict[str, list[int]] = {t.slug: [] for t in codebook.targets}
    for row, example in enumerate(examples):
        rows.setdefault(slugs.get(example.target, example.target), []).append(row)
    return rows


def thin(rows: Mapping[str, Sequence[int]], least: int) -> dict[str, str]:
    """Of each target that has fewer labels than `least`, by slug, what becomes of it."""
    several = sum(map(bool, rows.values())) > 1
    how = "answered by what targets share" if several else "no answer until two targets are judged"
    return {
        slug: f"{len(own)} of {least} labels: {how}, nothing measured, nothing accepted"
        for slug, own in rows.items()
        if len(own) < least
    }


def towards(
    models: Mapping[Key, Guesser], manifest: Mapping[str, Any], codebook: Codebook
) -> dict[Key, Guesser]:
    """The models by what they are asked: that of a stance once for each target of the codebook.

    A model that has seen one target is asked about no other. Raises `InputError` for models of a
    version that trained one for each target.
    """
    counts = manifest.get("examples", {})
    found: dict[Key, Guesser] = {}
    for (question, target), model in models.items():
        if codebook.question(question).kind != "stance":
            found[question, target] = model
            continue
        if target:
            raise InputError(
                f"an earlier version trained a model for each target of {question}, this one trains one "
                "for all; run `stancemark train` again"
            )
        several = sum(name.startswith(f"{question}/") for name in counts) > 1
        for one in codebook.targets:
            if several or f"{question}/{one.slug}" in counts:
                found[question, one.slug] = Toward(model, one, model.classes_)
    return found


@dataclass(slots=True)
class Toward:
    """A model of several targets, asked about one."""

    model: Guesser
    target: Target
    classes_: Any
    """The model's labels."""

    def predict_proba(self, texts: Sequence[str | Example], /) -> Any:
        """As the model's, shape (n, labels)."""
        return self.model.predict_proba([toward(e, self.target) for e in as_examples(texts)])


def _named(text: str, target: Target) -> Span | None:
    """Where one of a target's names stands first; of several at one place, the longest."""
    names = sorted({target.name, *target.aliases} - {""}, key=len, reverse=True)
    pattern = "|".join(map(re.escape, names))
    found = re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE)
    return Span(*found.span()) if found else None
