"""Embeddings on disk, by the digest of their text: one SQLite file, which many processes may share."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stancemark.errors import StoreError

Floats = NDArray[np.float32]

_ASKED = 500
"""Keys of one question to the file."""


@dataclass(frozen=True, slots=True)
class Embeddings:
    """The vectors of one encoder. What was written once is never half there (SQLite's promise)."""

    path: Path
    dimensions: int

    def read(self, keys: Sequence[bytes]) -> dict[bytes, Floats]:
        """The vectors of those keys that are there."""
        wanted, found = list(dict.fromkeys(keys)), {}
        with self._open() as file:
            for first in range(0, len(wanted), _ASKED):
                part = wanted[first : first + _ASKED]
                marks = ",".join("?" * len(part))
                asked = f"SELECT key, vector FROM embeddings WHERE key IN ({marks})"  # noqa: S608 - marks only
                for key, vector in file.execute(asked, part):
                    found[key] = np.frombuffer(vector, dtype="<f4")
        return {key: vector for key, vector in found.items() if len(vector) == self.dimensions}

    def write(self, vectors: Mapping[bytes, Floats]) -> None:
        """Add vectors, all or none of them."""
        rows = [(key, vector.astype("<f4").tobytes()) for key, vector in vectors.items()]
        with self._open() as file, file:
            file.executemany("INSERT OR REPLACE INTO embeddings VALUES (?, ?)", rows)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=60)) as file:
                file.execute(
                    "CREATE TABLE IF NOT EXISTS embeddings (key BLOB PRIMARY KEY, vector BLOB)"
                )
                yield file
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                f"{self.path}: {error}; make room or delete this file: embeddings are made again"
            ) from error
