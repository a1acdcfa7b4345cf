"""A study on disk: Parquet tables of records, a manifest, and atomic writes.

A file is written beside its place and renamed into it. A command killed at any moment leaves the
previous state readable.
"""

import errno
import json
import os
import platform
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import IO, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from stancemark import __version__
from stancemark.errors import InputError, StoreError
from stancemark.records import Refusal, Summary

Record = TypeVar("Record")
"""Any frozen dataclass of `records`."""

_WHY = {
    errno.ENOSPC: "the disk is full; free some space and run the command again",
    errno.EDQUOT: "the disk quota is used up; free some space and run the command again",
    errno.EROFS: "the folder is read-only; choose another study.folder",
    errno.EACCES: "permission denied; choose another study.folder or change its permissions",
}


_ROWS = 10_000

_CHARACTERS = 16_000_000
"""Rows, and characters of them, that are written together."""

_READ = 1_000
"""Rows that are read together."""


class Study:
    """The folder of one study.

    Raises `StoreError` where the disk refuses, and where a table was written by something else.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, table: str, kind: type[Record], rows: Iterable[Record]) -> None:
        """Replace a table by these records, which are taken and written some at a time."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        schema = _schema(kind)
        with (
            atomic(self.path(table)) as file,
            pq.ParquetWriter(file, schema, compression="zstd") as writer,
        ):
            for group in _groups(rows):
                writer.write_table(pa.Table.from_pylist(group, schema=schema))

    def load(self, table: str, kind: type[Record]) -> list[Record]:
        """All records of a table, in the order they were saved; none if it was never written."""
        return list(self.stream(table, kind))

    def stream(self, table: str, kind: type[Record]) -> Iterator[Record]:
        """The records of a table, one after the other, a thousand in memory at a time."""
        return self._stream(table, kind, None)

    def view(self, table: str, kind: type[Record]) -> Iterator[Record]:
        """The same, of only those columns that `kind` has."""
        return self._stream(table, kind, [name for name, _ in _fields(kind)])

    def _stream(
        self, table: str, kind: type[Record], columns: list[str] | None
    ) -> Iterator[Record]:
        import pyarrow.parquet as pq

        if not self.has(table):
            return
        path = self.path(table)
        with self._reading(table, kind.__name__), pq.ParquetFile(path) as file:
            adapter = _adapter(kind)
            for batch in file.iter_batches(_READ, columns=columns):
                yield from adapter.validate_python(batch.to_pylist(maps_as_pydicts="strict"))

    def select(
        self, table: str, kind: type[Record], column: str, values: Collection[str]
    ) -> list[Record]:
        """The records whose column has one of these values, in the order they were saved."""
        import pyarrow.parquet as pq

        if not self.has(table) or not values:
            return []
        with self._reading(table, kind.__name__):
            found = pq.read_table(self.path(table), filters=[(column, "in", sorted(values))])
            rows: list[Record] = _adapter(kind).validate_python(
                found.to_pylist(maps_as_pydicts="strict")
            )
            return rows

    def column(self, table: str, column: str) -> list[str]:
        """One column of a table, which must be there; nothing else of it is read."""
        import pyarrow.parquet as pq

        with self._reading(table, f"{column}s"):
            values: list[str] = pq.read_table(self.path(table), columns=[column])[
                column
            ].to_pylist()
            return values

    @contextmanager
    def _reading(self, table: str, kind: str) -> Iterator[None]:
        """A table that is none of ours is said to be that."""
        import pyarrow as pa
        from pydantic import ValidationError

        path = self.path(table)
        try:
            with disk(path):
                yield
        except (pa.ArrowInvalid, ValidationError) as error:
            raise StoreError(
                f"{path}: not a table of {kind} written by this version; "
                "move it away and run the step that makes it again"
            ) from error

    @contextmanager
    def alone(self, step: str) -> Iterator[None]:
        """Let nobody else write to the study within the block. Raises `InputError` where one does.

        The lock goes with its process, however that ends: none is ever left behind.
        """
        from filelock import FileLock, Timeout

        with disk(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        holder = self.folder / ".holder"
        try:
            with FileLock(self.folder / ".lock", timeout=0):
                who = f"`stancemark {step}` (process {os.getpid()} on {platform.node()})"
                write_text(holder, who)
                try:
                    yield
                finally:
                    holder.unlink(missing_ok=True)
        except Timeout as error:
            told = holder.read_text(encoding="utf-8") if holder.exists() else "another command"
            raise InputError(
                f"{self.folder}: {told} is at work on it; wait until it is done"
            ) from error

    def has(self, table: str) -> bool:
        """Whether the table was ever written."""
        return self.path(table).exists()

    def path(self, table: str) -> Path:
        """Where a table lives."""
        return self.folder / f"{table}.parquet"

    def record(self, summary: Summary, **facts: object) -> None:
        """Enter what a step did into the manifest, and its refusals into their table."""
        kept = [r for r in self.load("refusals", Refusal) if r.step != summary.step]
        self.save("refusals", Refusal, [*kept, *summary.refusals])
        manifest = self.manifest()
        manifest.setdefault("steps", {})[summary.step] = {"counts": dict(summary.counts), **facts}
        self._write_manifest(manifest)

    def remember(self, **facts: object) -> None:
        """Enter facts that hold for the whole study (the project on the server, say)."""
        self._write_manifest({**self.manifest(), **facts})

    def manifest(self) -> dict[str, Any]:
        """Versions, and what each step did. Empty before the first step."""
        path = self.folder / "manifest.json"
        if not path.exists():
            return {}
        try:
            with disk(path):
                content = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise StoreError(f"{path}: not JSON ({error}); restore or delete it") from error
        if not isinstance(content, dict):
            raise StoreError(f"{path}: not a JSON object; restore or delete it")
        return content

    def _write_manifest(self, content: Mapping[str, object]) -> None:
        versions = {"stancemark": __version__, "python": platform.python_version()}
        text = json.dumps({**content, "versions": versions}, indent=2, ensure_ascii=False)
        write_text(self.folder / "manifest.json", text + "\n")


def _groups(rows: Iterable[Any]) -> Iterator[list[dict[str, Any]]]:
    """Records as plain rows, as many together as fit a row group."""
    group: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        group.append(asdict(row))
        size += sum(len(value) for value in group[-1].values() if isinstance(value, str))
        if len(group) == _ROWS or size > _CHARACTERS:
            yield group
            group, size = [], 0
    if group:
        yield group


def write_text(path: Path, text: str, mode: int = 0o644) -> None:
    """Replace a text file, atomically. Raises `StoreError`."""
    with atomic(path, mode) as file:
        file.write(text.encode("utf-8"))


@contextmanager
def atomic(path: Path, mode: int = 0o644) -> Iterator[IO[bytes]]:
    """Open a file that takes its name only when the block ends well. Raises `StoreError`."""
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(mode)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def disk(path: Path) -> Iterator[None]:
    """Turn what the disk refuses within the block into a `StoreError` that names the remedy."""
    try:
        yield
    except OSError as error:
        why = _WHY.get(error.errno or 0, error.strerror or str(error).partition("\n")[0])
        raise StoreError(f"{path}: {why}") from error


def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(list[kind])


def _schema(kind: Any) -> Any:
    import pyarrow as pa

    return pa.schema(_fields(kind))


def _fields(kind: type) -> Sequence[tuple[str, Any]]:
    hints = get_type_hints(kind)
    return [(field.name, _arrow(hints[field.name])) for field in fields(kind)]


def _arrow(hint: Any) -> Any:
    """The Arrow type of a field's type hint."""
    import pyarrow as pa

    plain = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    if hint in plain:
        return plain[hint]
    if is_dataclass(hint) and isinstance(hint, type):
        return pa.struct(_fields(hint))
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return pa.string()
    if origin in (Union, UnionType):
        return _arrow(next(a for a in arguments if a is not NoneType))
    if origin is tuple:
        return pa.list_(_arrow(arguments[0]))
    if origin is Mapping:
        return pa.map_(_arrow(arguments[0]), _arrow(arguments[1]))
    raise TypeError(f"no Arrow type for {hint}")
