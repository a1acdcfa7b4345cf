"""The families by name, and what a fitted model of each says of itself."""

from collections.abc import Mapping
from typing import Any, Literal

from stancemark.errors import InputError
from stancemark.models.blend import Blend
from stancemark.models.finetune import FineTuned
from stancemark.models.linear import LinearClassifier
from stancemark.models.own import OwnEncoder
from stancemark.models.span_blend import BlendedTagger
from stancemark.models.span_finetune import FineTunedTagger
from stancemark.models.spans import SpanTagger
from stancemark.models.tagger import Tagger

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


def make_tagger(family: Family, encoder: str, seed: int) -> Tagger:
    """An unfitted span model of a family. Raises `InputError` for `encoder`, which has no tokens."""
    if family == "blend":
        return BlendedTagger(encoder=encoder, random_state=seed)
    if family == "finetune":
        return FineTunedTagger(encoder=encoder, random_state=seed)
    if family == "encoder":
        raise InputError(
            "no family encoder for spans: a frozen vector is of a whole text; "
            "take linear, finetune or blend"
        )
    return SpanTagger(random_state=seed)


def described(models: Mapping[tuple[str, str], Any]) -> dict[str, Any]:
    """For the manifest: the encoder with the digest of its weights, and what was chosen."""
    found: dict[str, Any] = {
        "chosen": {"/".join(key).strip("/"): model.chosen_ for key, model in models.items()}
    }
    for model in models.values():
        for member in getattr(model, "members_", [model]):
            if isinstance(member, OwnEncoder):
                found.setdefault("encoder", {"name": member.encoder, "digest": member.begun_})
            elif isinstance(member, LinearClassifier) and member.encoder:
                found["encoder"] = {"name": member.encoder, "digest": member.digest_}
    return found
