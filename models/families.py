"""The families by name, and what a fitted model of each says of itself."""

from collections.abc import Mapping
from typing import Any, Literal

from stancemark.models.blend import Blend
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
