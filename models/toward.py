"""Targets of a stance that have too few labels for a model of their own: what others share answers for them."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from stancemark.models.dataset import Example
from stancemark.models.linear import as_examples
from stancemark.models.prelabel import Guesser
from stancemark.records import Codebook, Span, Target

Key = tuple[str, str]
"""A question's id and the slug of its target, empty for none, or for what all share."""


def toward(example: Example, target: Target) -> Example:
    """The example with the target by its name, and where the text first names it, by whatever name."""
    return replace(example, target=target.name, mention=_named(example.text, target))


def shared(
    parts: Mapping[Key, Sequence[Example]], own: Collection[Key], codebook: Codebook, least: int
) -> dict[Key, list[Example]]:
    """By question, what a stance's targets have together, where one of the codebook has no model of its `own`.

    Only where two targets or more were judged, and `least` labels given: of one target alone nothing is
    learned about others. A target that the codebook no longer has is called by its slug.
    """
    targets = {t.slug: t for t in codebook.targets}
    found: dict[Key, list[Example]] = {}
    for question in (q.id for q in codebook.questions if q.kind == "stance"):
        judged = {slug: part for (asked, slug), part in parts.items() if asked == question}
        together = [
            toward(e, targets.get(slug, Target(slug, slug)))
            for slug, part in judged.items()
            for e in part
        ]
        enough = len(together) >= least and len(judged) > 1 and len({e.label for e in together}) > 1
        if enough and any((question, slug) not in own for slug in targets):
            found[question, ""] = together
    return found


def thin(
    parts: Mapping[Key, Sequence[Example]],
    own: Collection[Key],
    together: Collection[Key],
    codebook: Codebook,
) -> dict[Key, str]:
    """What becomes of each target, judged or not, that is answered `together` with others."""
    found = {}
    for key in ((q, t.slug) for q, _ in together for t in codebook.targets):
        if key not in own:
            labels = len(parts.get(key, ()))
            count = "1 label" if labels == 1 else f"{labels} labels"
            found[key] = f"{count}: answered by what targets share, not measured, never accepted"
    return found


def towards(models: Mapping[Key, Guesser], codebook: Codebook) -> dict[Key, Guesser]:
    """The models by what they are asked: what targets share, of each that has no model of its own."""
    asked = {q.id for q in codebook.questions if q.kind == "stance"}
    found = {key: m for key, m in models.items() if key[1] or key[0] not in asked}
    for (question, target), model in models.items():
        if question in asked and not target:
            for one in codebook.targets:
                found.setdefault((question, one.slug), Toward(model, one, model.classes_))
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
