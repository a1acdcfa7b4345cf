"""Models with an encoder of their own, trained with them, which lies beside them on a shelf."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from stancemark.errors import InputError
from stancemark.models.encoder import digest, find, settings
from stancemark.models.network import Network
from stancemark.models.search import Planes
from stancemark.store import disk

BUDGET = 1_200_000
"""Tokens that one run reads, at most."""


class OwnEncoder(BaseEstimator):  # type: ignore[misc]  # untyped in sklearn
    """What a fine-tuned model of any kind keeps: its head as arrays, its encoder by digest."""

    NETWORK: Any
    """The kind of network that it trains."""
    max_length: int
    classes_: NDArray[np.str_]
    encoder: str
    begun_: str
    """Of the encoder that training began with."""
    digest_: str
    """Of the trained one."""

    def write(self, shelf: Path) -> Path:
        """Put the trained encoder into a folder of `shelf`, called by its digest, and use it there."""
        folder = shelf / self.digest_
        if not folder.exists():
            with disk(folder):
                shelf.mkdir(parents=True, exist_ok=True)
                with TemporaryDirectory(dir=shelf, prefix=".") as place:
                    self._loaded().save(Path(place) / "whole")
                    (Path(place) / "whole").rename(folder)
        return folder

    def attach(self, shelf: Path) -> Path:
        """Take the trained encoder from its folder of `shelf`. Raises `InputError` if it is another."""
        folder = find(str((shelf / self.digest_).absolute()))
        if digest(folder) != self.digest_:
            raise InputError(f"{folder}: altered since it was written; train again")
        self._folder = folder
        return folder

    def __getstate__(self) -> dict[str, Any]:
        """What is kept beside the trained encoder."""
        kept: dict[str, Any] = dict(super().__getstate__())
        return {k: v for k, v in kept.items() if k not in ("_network", "_folder")}

    def _fresh(self, folder: Path) -> Any:
        """The encoder of a folder under a head of zeros."""
        size, labels = int(settings(folder)["hidden_size"]), len(self.classes_)
        planes = Planes(np.zeros((size, labels), np.float32), np.zeros(labels))
        return self.NETWORK(folder, planes, self.max_length)

    def _take(self, network: Network[Any]) -> None:
        """Keep what was trained."""
        self._network = network
        self.coefficients_, self.intercepts_ = network.planes
        with TemporaryDirectory() as place:
            network.save(Path(place))
            self.digest_ = digest(Path(place))

    def _loaded(self) -> Any:
        if "_network" not in vars(self):
            if "_folder" not in vars(self):
                raise InputError(
                    "a copy of a fine-tuned model has no encoder; load it from a shelf"
                )
            planes = Planes(self.coefficients_, self.intercepts_)
            self._network = self.NETWORK(self._folder, planes, self.max_length)
        return self._network
