"""The families by name, and what a fitted model of each says of itself."""

from collections.abc import Mapping
from typing import Any, Literal

from stancemark.models.blend import Blend
from stancemark.models.linear import LinearClassifier

Family = Literal["linear", "encoder", "blend"]


def make(family: Family, encoder: str, seed: int) -> LinearClassifier | Blend:
    """An unfitted model of a family."""
    if family == "blend":
        return Blend(encoder=encoder, random_state=seed)
    if family == "encoder":
        return LinearClassifier(ngrams=False, encoder=encoder, random_state=seed)
    return LinearClassifier(random_state=seed)


def described(models: Mapping[tuple[str, str], Any]) -> dict[str, Any]:
    """For the manifest: the encoder with the digest of its weights, and what was chosen."""
    found: dict[str, Any] = {
        "chosen": {"/".join(key).strip("/"): model.chosen_ for key, model in models.items()}
    }
    for model in models.values():
        first = model.members_[-1] if isinstance(model, Blend) else model
        if first.encoder:
            found["encoder"] = {"name": first.encoder, "digest": first.digest_}
    return found
