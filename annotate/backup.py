"""A study and its Label Studio in one archive, and back: on another machine, in another folder.

    manifest.json              first: what wrote it, and every file's size and SHA-256
    config.yaml  codebook…     as the user wrote them
    study/…                    the tables, the models, the report, under the folder's own name
    study/label-studio/…       the database, as of one moment, uploads, login and keys

The archive holds the keys of the server: it is readable by its owner only, and so should copies be.
"""

import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any

from stancemark import __version__
from stancemark.errors import InputError, StoreError
from stancemark.store import atomic, disk

FORMAT = 1
"""Of the archive; another one is refused."""

SERVER = "label-studio"
DATABASE = "label_studio.sqlite3"

_LEFT_OUT = {"home", "export", "test_data", "lock", "server.json", "server.log"}
"""Of Label Studio's folder: what a start makes anew, and full copies that exports leave."""

_MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 64_000_000
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup holds."""

    files: int
    size: int
    """Bytes of all files, unpacked."""
    server: bool
    """Whether the embedded server's data are among them."""


def backup(archive: Path, study: Path, name: str, beside: Mapping[str, Path]) -> Kept:
    """Write a study's folder to an archive, under `name`, with files that stand beside it, by theirs.

    The server may run: its database is copied as of one moment. Raises `StoreError`.
    """
    with tempfile.TemporaryDirectory() as temporary:
        files = dict(_files(study, name, Path(temporary)))
        files = {**beside, **files}
        listed = {inside: _listed(path) for inside, path in files.items()}
        content = {
            "format": FORMAT,
            "stancemark": __version__,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": listed,
        }
        with (
            atomic(archive, mode=0o600) as file,
            gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6) as packed,
            tarfile.open(fileobj=packed, mode="w|") as tar,
        ):
            _add(tar, _MANIFEST, BytesIO(text := json.dumps(content, indent=1).encode()), len(text))
            for inside, path in files.items():
                _add_file(tar, inside, path, listed[inside])
    size = sum(entry["size"] for entry in listed.values())
    return Kept(len(files), size, f"{name}/{SERVER}/{DATABASE}" in files)


def _files(study: Path, name: str, temporary: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(study.rglob("*")):
        inside = path.relative_to(study)
        if not path.is_file() or path.is_symlink() or _left_out(inside):
            continue
        database = inside.parts == (SERVER, DATABASE)
        content = _snapshot(path, temporary / DATABASE) if database else path
        yield str(PurePosixPath(name, *inside.parts)), content


def _left_out(inside: Path) -> bool:
    """What belongs to a command or a process under way, and what a start makes anew."""
    if inside.parts[0] != SERVER:
        return inside.parts[0].startswith(".")
    return inside.parts[1] in _LEFT_OUT or inside.parts[1].startswith(f"{DATABASE}-")


def _snapshot(database: Path, copy: Path) -> Path:
    """The database as of one moment, by SQLite's own backup, whoever is writing."""
    try:
        with (
            closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        raise StoreError(f"{database}: {error}; nothing was backed up") from error
    return copy


def _listed(path: Path) -> dict[str, Any]:
    with disk(path), path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"size": path.stat().st_size, "sha256": digest, "mode": path.stat().st_mode & 0o777}


def _add_file(tar: tarfile.TarFile, name: str, path: Path, listed: Mapping[str, Any]) -> None:
    """Add a file as it was listed; one that has changed meanwhile could not be restored."""
    with disk(path), path.open("rb") as file:
        whole = os.fstat(file.fileno()).st_size >= listed["size"]
        if whole:
            _add(tar, name, file, listed["size"])
    if not whole or _listed(path) != listed:
        raise StoreError(f"{path}: changed while it was read; run the backup again")


def _add(tar: tarfile.TarFile, name: str, source: IO[bytes], size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = size
    tar.addfile(entry, source)


def restore(archive: Path, folder: Path) -> Kept:
    """Unpack an archive into a folder that is new or empty; all of it, or nothing.

    Raises `InputError` where the archive is none of ours, damaged, altered, or holds anything but
    the files that its manifest lists.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: is not empty; restore into a new folder")
    with disk(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".restore-") as temporary:
        whole = Path(temporary) / "whole"
        whole.mkdir()
        with _reading(archive):
            kept = _unpack(archive, whole)
        with disk(folder):
            if folder.exists():
                folder.rmdir()
            shutil.move(whole, folder)
    return kept


@contextmanager
def _reading(archive: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise InputError(f"{archive}: no such file") from error
    except (
        tarfile.TarError,
        EOFError,
        gzip.BadGzipFile,
        zlib.error,
        ValueError,
        KeyError,
        TypeError,
    ) as error:
        raise InputError(
            f"{archive}: not a backup of Stancemark, or damaged ({str(error)[:80]}); nothing was restored"
        ) from error


def _unpack(archive: Path, whole: Path) -> Kept:
    with gzip.open(archive, "rb") as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
        first = tar.next()
        if first is None or first.name != _MANIFEST or first.size > _LARGEST_MANIFEST:
            raise ValueError("no manifest")
        manifest = json.loads(_content(tar, first).read())
        if manifest["format"] != FORMAT:
            raise ValueError(f"format {manifest['format']}, where this version reads {FORMAT}")
        listed: dict[str, dict[str, Any]] = dict(manifest["files"])
        missing = set(listed)
        while (entry := tar.next()) is not None:
            if entry.name not in missing:
                raise ValueError(f"{entry.name!r} is not listed")
            missing.discard(entry.name)
            _take(_content(tar, entry), whole, entry.name, listed[entry.name])
        while packed.read(_CHUNK):
            pass  # to the end, where gzip keeps the checksum of the whole
        if missing:
            raise ValueError(f"{len(missing)} files are missing, {min(missing)!r} for one")
    databases = [whole / name for name in listed if name.endswith(f"{SERVER}/{DATABASE}")]
    for database in databases:
        database.parent.chmod(0o700)
    size = sum(int(entry["size"]) for entry in listed.values())
    return Kept(len(listed), size, bool(databases))


def _content(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(entry) if entry.isreg() else None
    if content is None:
        raise ValueError(f"{entry.name!r} is no plain file")
    return content


def _take(content: IO[bytes], whole: Path, name: str, listed: Mapping[str, Any]) -> None:
    """Write one file, if its name leads nowhere else and it is what the manifest says."""
    place = PurePosixPath(name)
    if place.is_absolute() or ".." in place.parts or "\\" in name or ":" in name:
        raise ValueError(f"{name!r} leads out of the folder")
    path, digest, left = whole / place, hashlib.sha256(), int(listed["size"])
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("wb")
    with file:
        while part := content.read(_CHUNK):  # what is damaged is no fault of the disk
            left -= len(part)
            if left < 0:
                raise ValueError(f"{name!r} is longer than listed")
            digest.update(part)
            with disk(path):
                file.write(part)
    path.chmod(int(listed["mode"]) & 0o700 | 0o600)
    if left or digest.hexdigest() != listed["sha256"]:
        raise ValueError(f"{name!r} is not what was backed up")
