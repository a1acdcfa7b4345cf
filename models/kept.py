"""Answers out of fold, kept on disk by all that decides them, so that the same folds are fitted once.

    <examples>-<model, rows, folds>.npz     classes, and probabilities (n, classes); no pickle

A key is the digest of content: the model's parameters and its encoder's weights, the examples in their
order, the rows of each fold, the code and the libraries. So what is read is what fitting anew would give.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from stancemark.models.dataset import Example
from stancemark.models.encoder import digest, find, has_bf16
from stancemark.models.split import Split
from stancemark.records import fingerprint
from stancemark.store import atomic, disk

Answers = tuple[tuple[str, ...], NDArray[np.float64]]
"""Classes, and probabilities of shape (n, classes)."""

_UNREAD = ("published", "language")
"""What of an example no model reads; what it decides of the folds, the folds say."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder of such answers."""

    folder: Path
    about: str
    """Digest of the question's examples, of which the answers are: see `about`."""

    def key(self, examples: Sequence[Example], model: Any, split: Split) -> str:
        """What decides the answers of a model, a scikit-learn estimator that is not fitted yet."""
        cuts = (rows.astype("<i8").tobytes() for fold in split.folds for rows in fold)
        return fingerprint(_described(model), _digest(examples), *cuts)

    def read(self, key: str, count: int) -> Answers | None:
        """What is kept under a key for so many examples; None if nothing, or nothing whole, is."""
        try:
            with self._path(key).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                classes, found = tuple(arrays["classes"].tolist()), arrays["probabilities"]
        except (OSError, ValueError, LookupError, EOFError, BadZipFile):
            return None
        whole = found.shape == (count, len(classes)) and found.dtype == np.float64
        return (classes, found) if whole else None

    def write(self, key: str, answers: Answers) -> None:
        """Keep answers. Raises `StoreError` where the disk refuses."""
        classes, found = answers
        with atomic(self._path(key)) as file:
            np.savez(file, classes=np.array(classes, dtype=str), probabilities=found)

    def _path(self, key: str) -> Path:
        return self.folder / f"{self.about}-{key}.npz"


def about(examples: Sequence[Example]) -> str:
    """Digest of examples, and of the code and libraries that answers depend on."""
    return fingerprint(_code(), _digest(examples))


def tidy(folder: Path, current: Collection[str]) -> None:
    """Drop answers about other examples than these, by their digests `about`."""
    with disk(folder):
        for path in folder.glob("*.npz"):
            if path.stem.partition("-")[0] not in current:
                path.unlink()


def _digest(examples: Sequence[Example]) -> str:
    """Of all that a model may read, in order."""
    rows = ([v for k, v in asdict(e).items() if k not in _UNREAD] for e in examples)
    return fingerprint(*map(repr, rows))


def _described(model: Any) -> str:
    """Kind and parameters, and what the vectors of its encoder depend on."""
    parameters = sorted(model.get_params(deep=False).items())
    encoder = getattr(model, "encoder", "")
    weights = f"{digest(find(encoder))} {has_bf16()} {version('torch')}" if encoder else ""
    return f"{type(model).__qualname__} {parameters} {weights}"


@cache
def _code() -> str:
    """Of this package's modules, and the libraries under them."""
    modules = sorted(Path(__file__).parent.glob("*.py"))
    libraries = [version(name) for name in ("numpy", "scipy", "scikit-learn")]
    return fingerprint(*libraries, *(path.read_bytes() for path in modules))
