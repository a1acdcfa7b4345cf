"""A backup holds all, and is restored whole or not at all."""

import gzip
import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.annotate import server
from stancemark.annotate.backup import backup, restore
from stancemark.annotate.protocol import ProjectSettings
from stancemark.annotate.server import Running
from stancemark.annotate.studio import LiveStudio
from stancemark.errors import InputError, StoreError
from tests.annotate.pushed import push, state

Entry = tuple[tarfile.TarInfo, bytes]


def study(folder: Path) -> Path:
    """A study with tables, a lock, and a server's folder with what belongs in a backup and what not."""
    content = {
        "manifest.json": "{}",
        "models/linear/manifest.json": "[]",
        ".lock": "",
        "label-studio/login.json": "secret",
        "label-studio/media/upload/1/a.txt": "ünïcode",
        "label-studio/home/.config/x": "anew",
        "label-studio/export/all.json": "a full copy",
        "label-studio/server.json": "{}",
    }
    for name, text in content.items():
        path = folder / "study" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with sqlite3.connect(folder / "study" / "label-studio" / "label_studio.sqlite3") as database:
        database.execute("create table task (id integer, text)")
        database.executemany("insert into task values (?, ?)", [(n, f"t{n}") for n in range(500)])
    database.close()
    (folder / "config.yaml").write_text("study: {}\n")
    return folder / "study"


def packed(folder: Path) -> Path:
    """A backup of such a study."""
    archive = folder / "kept.tar.gz"
    backup(
        archive, study(folder / "here"), "study", {"config.yaml": folder / "here" / "config.yaml"}
    )
    return archive


def files(folder: Path) -> set[str]:
    """The files below a folder."""
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


def test_what_is_restored_is_what_was_there(tmp_path: Path) -> None:
    """Tables, models, settings, uploads, login and database; nothing that a start makes anew."""
    archive, there = packed(tmp_path), tmp_path / "new" / "place"
    kept = restore(archive, there)
    assert files(there) == {
        "config.yaml",
        "study/manifest.json",
        "study/models/linear/manifest.json",
        "study/label-studio/login.json",
        "study/label-studio/media/upload/1/a.txt",
        "study/label-studio/label_studio.sqlite3",
    }
    assert (kept.files, kept.server) == (6, True)
    with sqlite3.connect(there / "study/label-studio/label_studio.sqlite3") as database:
        assert database.execute("select count(*), max(text) from task").fetchone() == (500, "t99")
    database.close()
    assert (there / "study/label-studio/media/upload/1/a.txt").read_text("utf-8") == "ünïcode"


def test_what_changes_while_it_is_read_is_no_backup(tmp_path: Path) -> None:
    """A file that grows after it was listed would make an archive that nothing can restore."""
    folder, over = study(tmp_path), Event()
    growing = folder / "label-studio" / "media" / "upload" / "1" / "a.txt"
    (folder / "slow.bin").write_bytes(os.urandom(5_000_000))

    def grow() -> None:
        with growing.open("ab", buffering=0) as file:
            while not over.wait(0.001):
                file.write(b"more")

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(grow)
        try:
            with pytest.raises(StoreError, match=r"a.txt: changed while it was read; run the back"):
                backup(tmp_path / "kept.tar.gz", folder, "study", {})
        finally:
            over.set()
    assert done.exception() is None
    assert not (tmp_path / "kept.tar.gz").exists()


def test_a_database_that_is_none_is_named(tmp_path: Path) -> None:
    """One line, and no archive."""
    folder = study(tmp_path)
    (folder / "label-studio" / "label_studio.sqlite3").write_bytes(b"no database" * 1000)
    with pytest.raises(StoreError, match=r"label_studio.sqlite3: file is not a database"):
        backup(tmp_path / "kept.tar.gz", folder, "study", {})
    assert not (tmp_path / "kept.tar.gz").exists()


def test_only_its_owner_reads_a_backup(tmp_path: Path) -> None:
    """It holds keys: the archive, and what is restored of it, are nobody else's to read."""
    archive = packed(tmp_path)
    restore(archive, tmp_path / "new")
    assert archive.stat().st_mode & 0o077 == 0
    assert (tmp_path / "new/study/label-studio").stat().st_mode & 0o077 == 0
    assert (tmp_path / "new/study/label-studio/login.json").stat().st_mode & 0o077 == 0


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    """Nothing is mixed with what is there, or written over."""
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match=r"new: is not empty; restore into a new folder"):
        restore(packed(tmp_path), tmp_path / "new")
    assert files(tmp_path / "new") == {"mine.txt"}


@pytest.mark.parametrize("content", [b"", b"hello", gzip.compress(b"hello" * 500)])
def test_what_is_no_backup_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    """One line that names the file, and no folder."""
    (tmp_path / "odd.tar.gz").write_bytes(content)
    with pytest.raises(InputError, match=r"odd.tar.gz: not a backup of Stancemark"):
        restore(tmp_path / "odd.tar.gz", tmp_path / "new")
    assert not (tmp_path / "new").exists()
    with pytest.raises(InputError, match=r"none.tar.gz: no such file"):
        restore(tmp_path / "none.tar.gz", tmp_path / "new")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A backup, byte by byte."""
    return packed(tmp_path_factory.mktemp("whole")).read_bytes()


@given(st.floats(0, 1, exclude_max=True), st.booleans())
def test_a_damaged_backup_restores_nothing(
    tmp_path_factory: pytest.TempPathFactory, whole: bytes, where: float, cut: bool
) -> None:
    """Cut short or altered anywhere, it is refused, and leaves neither folder nor scraps."""
    folder = tmp_path_factory.mktemp("damaged")
    at = 10 + int(where * (len(whole) - 18))  # behind the head of gzip, before its checksum
    damaged = whole[:at] if cut else whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
    (folder / "bad.tar.gz").write_bytes(damaged)
    with pytest.raises(InputError, match="nothing was restored"):
        restore(folder / "bad.tar.gz", folder / "new")
    assert [p.name for p in folder.iterdir()] == ["bad.tar.gz"]


def _renamed(entries: list[Entry], manifest: dict[str, Any], name: str) -> None:
    entry, _ = entries[-1]
    manifest["files"][name] = manifest["files"].pop(entry.name)
    entry.name = name


def _link(entries: list[Entry], manifest: dict[str, Any]) -> None:
    entry, _ = entries[-1]
    entry.type, entry.linkname, entry.size = tarfile.SYMTYPE, "/etc/passwd", 0


def _extra(entries: list[Entry], manifest: dict[str, Any]) -> None:
    entry = tarfile.TarInfo("study/extra.py")
    entry.size = 1
    entries.append((entry, b"x"))


HOSTILE: dict[str, tuple[Callable[[list[Entry], dict[str, Any]], object], str]] = {
    "upwards": (lambda e, m: _renamed(e, m, "../../out.txt"), "leads out of the folder"),
    "absolute": (lambda e, m: _renamed(e, m, "/tmp/out.txt"), "leads out of the folder"),  # noqa: S108  # the attack
    "a link": (_link, "is no plain file"),
    "an extra file": (_extra, "is not listed"),
    "a file twice": (lambda e, m: e.append(e[-1]), "is not listed"),
    "a file less": (lambda e, m: e.pop(), "files are missing"),
    "another format": (lambda e, m: m.update(format=99), "format 99"),
    "a longer file": (lambda e, m: m["files"][e[-1][0].name].update(size=1), "longer than listed"),
}


@pytest.mark.parametrize("attack", HOSTILE)
def test_a_hostile_archive_writes_nothing(tmp_path: Path, attack: str) -> None:
    """Names that lead elsewhere, links, surplus and missing files: refused before anything is there."""
    with tarfile.open(packed(tmp_path), "r:gz") as tar:
        read = [(e, (tar.extractfile(e) or io.BytesIO()).read()) for e in tar]
    manifest, entries = json.loads(read[0][1]), read[1:]
    act, said = HOSTILE[attack]
    act(entries, manifest)
    text = json.dumps(manifest).encode()
    head = tarfile.TarInfo("manifest.json")
    head.size = len(text)
    with tarfile.open(tmp_path / "bad.tar.gz", "w:gz") as tar:
        for entry, content in [(head, text), *entries]:
            tar.addfile(entry, io.BytesIO(content))
    with pytest.raises(InputError, match=said):
        restore(tmp_path / "bad.tar.gz", tmp_path / "new")
    assert {p.name for p in tmp_path.iterdir()} == {"here", "kept.tar.gz", "bad.tar.gz"}


@pytest.mark.server
def test_a_restored_server_has_what_was_there(
    label_studio: Running,
    label_studio_folder: Path,
    tmp_path: Path,
    own_project: ProjectSettings,
) -> None:
    """Backed up while it runs, restored elsewhere, it starts with the same key, tasks and predictions."""
    live = LiveStudio(label_studio.url, label_studio.token)
    push(live, [f"kept{n}" for n in range(20)], settings=own_project)
    backup(tmp_path / "kept.tar.gz", label_studio_folder.parent, "study", {})
    restore(tmp_path / "kept.tar.gz", tmp_path / "new")
    folder = tmp_path / "new" / "study" / "label-studio"
    again = server.start(folder)
    try:
        assert (again.email, again.token) == (label_studio.email, label_studio.token)
        assert again.url != label_studio.url
        assert state(LiveStudio(again.url, again.token)) == state(live)
    finally:
        server.stop(folder)
