"""The families by name, and what a fitted model of each says of itself."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from stancemark.errors import InputError
from stancemark.models.blend import Blend
from stancemark.models.dataset import Example
from stancemark.models.finetune import FineTuned
from stancemark.models.linear import LinearClassifier
from stancemark.models.own import OwnEncoder
from stancemark.models.span_blend import BlendedTagger
from stancemark.models.span_finetune import FineTunedTagger
from stancemark.models.spans import SpanTagger
from stancemark.models.tagger import Tagger

Family = Literal["linear", "encoder", "finetune", "blend"]

FEW = 100
"""Examples of a label below which there are few."""

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


def make_attribute(family: Family, encoder: str, seed: int) -> LinearClassifier:
    """An unfitted model of what spans are said to be: n-grams, and embeddings too but for `linear`.

    None is fine-tuned: there may be dozens, of few examples each.
    """
    return LinearClassifier(encoder="" if family == "linear" else encoder, random_state=seed)


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
