"""Fitted models on disk, each folder with its manifest, and no pickles.

    manifest.json                        versions, codebook, data, seed, metrics, gates; the weights' digests
    weights/<question>__<target>.<digest>.skops
    encoders/<digest>/                   an encoder that was fine-tuned, as safetensors

The manifest is written last and names its weights by digest: whenever a save is cut short, the
folder is still the model it was. skops (https://skops.readthedocs.io) builds only types it is told
to trust, where a pickle would run whatever it holds.
"""

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any
from zipfile import ZIP_DEFLATED, BadZipFile

import numpy
import sklearn
import skops.io
from pydantic import Field

from stancemark import __version__
from stancemark.config import validate
from stancemark.errors import InputError
from stancemark.models.blend import Blend
from stancemark.models.calibrate import Calibration
from stancemark.models.card import card
from stancemark.models.finetune import FineTuned
from stancemark.models.linear import LinearClassifier
from stancemark.models.own import OwnEncoder
from stancemark.models.promise import Gate, by_key
from stancemark.models.run import Run
from stancemark.models.span_attributes import Form
from stancemark.models.span_blend import BlendedTagger
from stancemark.models.tagger import Tagger
from stancemark.records import fingerprint
from stancemark.store import atomic, disk, write_text

Key = tuple[str, str]
"""Question and target; the target is "" where there is none."""

Fitted = LinearClassifier | FineTuned | Blend | Tagger
"""A model of any kind."""

TRUSTED = [
    "stancemark.models.blend.Blend",
    "stancemark.models.features.Features",
    "stancemark.models.finetune.FineTuned",
    "stancemark.models.linear.LinearClassifier",
    "stancemark.models.meeting.Meeting",
    "stancemark.models.run.Run",
    "stancemark.models.span_blend.BlendedTagger",
    "stancemark.models.span_finetune.FineTunedTagger",
    "stancemark.models.spans.SpanTagger",
]
"""The only types of ours that a weights file may hold."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The models of a folder, and what its manifest says of them."""

    models: Mapping[Key, Fitted]
    manifest: Mapping[str, Any]
    gates: Mapping[Key, Gate] = field(default_factory=dict)
    """None of a model that was trained without."""
    calibrations: Mapping[Key, Calibration] = field(default_factory=dict)
    attributes: Mapping[str, Form] = field(default_factory=dict)
    """Of the spans that are tagged."""


@dataclass(frozen=True, slots=True)
class Accepting:
    """What a model's answers may be accepted on."""

    gates: Sequence[Gate] = ()
    calibrations: Mapping[Key, Calibration] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Weights:
    question: str
    target: str
    classes: list[str]
    file: Annotated[str, Field(pattern=r"^weights/[^/\\]+\.skops$")]
    digest: str


@dataclass(frozen=True, slots=True)
class _Calibrated:
    question: str
    target: str
    slope: Annotated[float, Field(gt=0)]
    shift: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Listing:
    models: list[_Weights]
    gates: list[Gate] = field(default_factory=list)
    calibrations: list[_Calibrated] = field(default_factory=list)
    attributes: dict[str, Form] = field(default_factory=dict)
    accepting: str = ""
    """Digest of gates, calibrations and the weights they were made for."""


AUDIT = "audit.jsonl"
"""What people said of accepted rows, beside the manifest; it goes with the model."""


def save(
    folder: Path,
    models: Mapping[Key, Fitted],
    manifest: Mapping[str, Any],
    accepting: Accepting | None = None,
) -> None:
    """Write fitted models and their manifest in place of what the folder held.

    `manifest` says what only the caller knows: `codebook` (its version), `data` (digest), `seed`,
    `metrics`; records in it become JSON objects. Raises `StoreError` where the disk refuses.
    """
    listed = [_write(folder, key, model) for key, model in models.items()]
    versions = {
        "stancemark": __version__,
        "scikit-learn": sklearn.__version__,
        "numpy": numpy.__version__,
    }
    content = {**manifest, "versions": versions, "models": [asdict(w) for w in listed]}
    if accepting is not None:
        content |= _written(accepting, listed)
    text = json.dumps(content, indent=2, ensure_ascii=False, default=asdict)
    write_text(folder / "README.md", card(content))
    write_text(folder / "manifest.json", text + "\n")
    (folder / AUDIT).unlink(missing_ok=True)
    kept = {folder / weights.file for weights in listed}
    kept |= {_encoders(folder) / part.digest_ for m in models.values() for part in trained(m)}
    with disk(folder):
        for path in (folder / "weights").glob("*.skops"):
            if path not in kept:
                path.unlink()
        for path in _encoders(folder).glob("*"):
            if path not in kept:
                shutil.rmtree(path)


def load(folder: Path) -> Shelf:
    """The models a folder holds. Raises `InputError` naming the file that cannot be used."""
    manifest = _manifest(folder / "manifest.json")
    listing: _Listing = validate(_Listing, manifest, str(folder / "manifest.json"))
    models = {(w.question, w.target): _read(folder / w.file, w) for w in listing.models}
    for part in (part for model in models.values() for part in trained(model)):
        part.attach(_encoders(folder))
    _check_gates(listing, folder / "manifest.json")
    calibrations = {
        (c.question, c.target): Calibration(c.slope, c.shift) for c in listing.calibrations
    }
    return Shelf(
        MappingProxyType(models),
        MappingProxyType(manifest),
        MappingProxyType(by_key(listing.gates)),
        MappingProxyType(calibrations),
        MappingProxyType(listing.attributes),
    )


def check(shelf: Shelf, codebook_version: str, difference: str = "") -> None:
    """Raise `InputError` where the models answer another version of the codebook.

    `difference` says what is another, where that is known.
    """
    trained = shelf.manifest.get("codebook", "")
    if trained != codebook_version:
        raise InputError(
            f"the models were trained on codebook {trained or 'unknown'}, the study's is "
            f"{codebook_version}{f' ({difference})' if difference else ''}; "
            "run `stancemark train` again"
        )


def _written(accepting: Accepting, listed: Sequence[_Weights]) -> dict[str, Any]:
    """Gates and calibrations for the manifest, with the digest that ties them to the weights."""
    calibrations = [
        _Calibrated(*key, c.slope, dict(c.shift)) for key, c in accepting.calibrations.items()
    ]
    gates = list(accepting.gates)
    return {
        "gates": [asdict(gate) for gate in gates],
        "calibrations": [asdict(c) for c in calibrations],
        "accepting": _digest(gates, calibrations, listed),
    }


def _digest(
    gates: Sequence[Gate], calibrations: Sequence[_Calibrated], listed: Sequence[_Weights]
) -> str:
    told = [*map(asdict, gates), *map(asdict, calibrations)]
    return fingerprint(json.dumps(told, sort_keys=True), *(w.digest for w in listed))


def _check_gates(listing: _Listing, path: Path) -> None:
    if not listing.gates and not listing.calibrations:
        return
    if listing.accepting != _digest(listing.gates, listing.calibrations, listing.models):
        raise InputError(f"{path}: gates or calibrations altered since training; train again")


def trained(model: Fitted | Run) -> list[OwnEncoder]:
    """What of a model has an encoder of its own, trained with it."""
    if isinstance(model, OwnEncoder):
        return [model]
    members = model.members_ if isinstance(model, FineTuned | Blend | BlendedTagger) else []
    return [part for member in members for part in trained(member)]


def _encoders(folder: Path) -> Path:
    return folder / "encoders"


def _write(folder: Path, key: Key, model: Fitted) -> _Weights:
    data = skops.io.dumps(model, compression=ZIP_DEFLATED)
    digest = fingerprint(data)
    name = "__".join(_slug(part) for part in key)
    file = f"weights/{name}.{digest}.skops"
    with atomic(folder / file) as output:
        output.write(data)
    for part in trained(model):
        part.write(_encoders(folder))
    return _Weights(*key, classes=model.classes_.tolist(), file=file, digest=digest)


def _slug(text: str) -> str:
    """A question or target as part of a file name, for people to read; the digest makes it unique.

    >>> _slug("US-led coalition / allies")
    'us-led-coalition-allies'
    """
    return re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-")[:60]


def _manifest(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file; `stancemark train` writes a model") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise InputError(f"{path}: not JSON ({error}); train again") from error
    if not isinstance(content, dict):
        raise InputError(f"{path}: not a JSON object; train again")
    return content


def _read(path: Path, listed: _Weights) -> Fitted:
    """One model, once its file is what the manifest says and holds nothing foreign."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; train again") from error
    if fingerprint(data) != listed.digest:
        raise InputError(f"{path}: truncated or altered since it was written; train again")
    try:
        model = skops.io.loads(data, trusted=TRUSTED)
    except (TypeError, ValueError, LookupError, AttributeError, ImportError, BadZipFile) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(f"{path}: not a model of this version: {reason}") from error
    if not isinstance(model, Fitted) or model.classes_.tolist() != listed.classes:
        raise InputError(f"{path}: not the model that manifest.json lists; train again")
    return model
