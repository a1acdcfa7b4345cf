"""The families by name, and what a fitted model of each says of itself."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from stancemark.models.blend import FEW, Blend
from stancemark.models.dataset import Example
from stancemark.models.finetune import FineTuned
from stancemark.models.linear import LinearClassifier

Family = Literal["linear", "encoder", "finetune", "blend"]

Model = LinearClassifier | FineTuned | Blend
"""A model of any family."""


def make(family: Family, encoder: str, seed: int) -> Model:
    """An unfitted model of a family."""
    if family == "blend":
        return Blend(encoder=encoder, random_state=seed)
    if family == "finetune":
        return FineTuned(encoder=encoder, random_state=seed)
    if family == "encoder":
        return LinearClassifier(ngrams=False, encoder=encoder, random_state=seed)
    return LinearClassifier(random_state=seed)


def described(models: Mapping[tuple[str, str], Any]) -> dict[str, Any]:
    """For the manifest: the encoder with the digest of its weights, and what was chosen."""
    found: dict[str, Any] = {
        "chosen": {"/".join(key).strip("/"): model.chosen_ for key, model in models.items()}
    }
    for model in models.values():
        members = model.members_ if isinstance(model, Blend) else [model]
        for member in members:
            if isinstance(member, FineTuned):
                found.setdefault("encoder", {"name": member.encoder, "digest": member.begun_})
            elif member.encoder:
                found["encoder"] = {"name": member.encoder, "digest": member.digest_}
    return found


_BETTER: Mapping[Family, str] = {
    "linear": "n-grams alone scored .06 to .08 less there than with embeddings",
    "encoder": "embeddings alone scored up to .01 less there than with n-grams",
}
"""On four sets, with 25 to 100 examples of each label: see docs/quality.md."""


def advice(parts: Iterable[Sequence[Example]], family: Family, setting: str) -> tuple[str, ...]:
    """A line where a label has few examples and another family is better then; `setting` names it.

    >>> advice([[Example("1", "…", "yes"), Example("2", "…", "no")]], "blend", "--family")
    ()
    """
    counts = [Counter(e.label for e in part) for part in parts]
    few = sorted({label for found in counts for label, n in found.items() if n < FEW})
    if not few or family not in _BETTER:
        return ()
    named = ", ".join(few[:_NAMED]) + (f" and {len(few) - _NAMED} more" if few[_NAMED:] else "")
    return (f"under {FEW} examples of {named}: {_BETTER[family]}; {setting} blend has both",)


_NAMED = 3
"""Labels that a line names."""
