"""The study on disk: what is saved comes back, and a failed write changes nothing."""

import json
import os
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancemark import __version__
from stancemark.errors import InputError, StoreError
from stancemark.records import (
    Agreement,
    Document,
    Gold,
    GoldSpan,
    Guess,
    Judgement,
    Label,
    Passage,
    Prediction,
    Refusal,
    Score,
    Segment,
    Summary,
    Target,
)
from stancemark.store import Study, atomic, write_text
from tests.strategies import records

KINDS = (
    Agreement, Document, Gold, GoldSpan, Guess, Judgement, Label, Passage,
    Prediction, Refusal, Score, Segment, Summary, Target,
)  # fmt: skip

ONE = Refusal("read", "a.txt", "empty")
TWO = Refusal("read", "b.txt", "too large", "21 MB")


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_saved_records_load_as_they_were(kind: type[Any], data: st.DataObject) -> None:
    """Every kind of record comes back equal: None, empty tuples, maps and hostile text too."""
    rows = data.draw(st.lists(records(kind), max_size=3))
    with TemporaryDirectory() as folder:
        study = Study(Path(folder))
        study.save("rows", kind, rows)
        assert study.load("rows", kind) == rows


def test_a_table_that_was_never_written_is_empty(tmp_path: Path) -> None:
    """Loading needs no earlier save, and makes no file."""
    study = Study(tmp_path / "study")
    assert study.load("documents", Document) == []
    assert not study.has("documents")
    assert study.manifest() == {}
    assert not study.folder.exists()


def test_rows_that_fail_midway_leave_the_previous_table(tmp_path: Path) -> None:
    """When the second row cannot be made, the table still holds what it held."""

    def rows() -> Iterator[Refusal]:
        yield TWO
        raise KeyError("second row")

    study = Study(tmp_path)
    study.save("refusals", Refusal, [ONE])
    with pytest.raises(KeyError, match="second row"):
        study.save("refusals", Refusal, rows())
    assert study.load("refusals", Refusal) == [ONE]
    assert [path.name for path in tmp_path.iterdir()] == ["refusals.parquet"]


def write_half(path: Path) -> None:
    """Write something, and fail before the end."""
    with atomic(path) as file:
        file.write(b"half of the new")
        file.flush()
        raise KeyError("other half")


def test_a_block_that_fails_midway_leaves_the_previous_file(tmp_path: Path) -> None:
    """Bytes already written go when the block fails, and the file is as before."""
    path = tmp_path / "report.html"
    write_text(path, "before")
    with pytest.raises(KeyError, match="other half"):
        write_half(path)
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


@contextmanager
def small_disk(limit: int) -> Iterator[None]:
    """Let no file of this process grow beyond `limit` bytes: writing stops midway."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_refuses_midway_leaves_the_previous_table(tmp_path: Path) -> None:
    """A table larger than the disk takes is a `StoreError` that names it; the old one stands."""
    study = Study(tmp_path)
    study.save("refusals", Refusal, [ONE])
    many = [Refusal("read", str(n), str(n * n)) for n in range(20_000)]
    with small_disk(10_000), pytest.raises(StoreError, match=r"refusals\.parquet: File too large"):
        study.save("refusals", Refusal, many)
    assert study.load("refusals", Refusal) == [ONE]
    assert [path.name for path in tmp_path.iterdir()] == ["refusals.parquet"]


@pytest.mark.parametrize(
    "write",
    [
        lambda study: study.save("refusals", Refusal, [ONE]),
        lambda study: study.remember(project=1),
        lambda study: study.record(Summary("read")),
    ],
)
def test_a_folder_that_takes_no_files_is_a_store_error(
    tmp_path: Path, write: Callable[[Study], None]
) -> None:
    """Where the study's folder is a file, each write names the path that the disk refused."""
    (tmp_path / "study").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreError, match="study"):
        write(Study(tmp_path / "study"))


def test_a_read_only_file_system_is_a_store_error() -> None:
    """Below /proc nobody makes files, not even the superuser."""
    with pytest.raises(StoreError, match="/proc/stancemark"):
        Study(Path("/proc/stancemark")).save("refusals", Refusal, [ONE])


def damaged(content: bytes) -> list[bytes]:
    """A table cut off, overwritten in the middle, emptied, and replaced by other things."""
    half = len(content) // 2
    return [content[:half], content[:8] + b"x" * 40 + content[48:], b"", b"PAR1", b"{}"]


def test_a_damaged_table_is_a_store_error(tmp_path: Path) -> None:
    """Whatever is left of a table, loading it names the file in one line."""
    study = Study(tmp_path)
    study.save("refusals", Refusal, [ONE])
    for content in damaged(study.path("refusals").read_bytes()):
        study.path("refusals").write_bytes(content)
        with pytest.raises(StoreError, match=r"refusals\.parquet: [^\n]+\Z"):
            study.load("refusals", Refusal)


def test_a_table_of_other_records_says_how_to_get_the_right_one(tmp_path: Path) -> None:
    """A table that an earlier version or another program wrote is not half read."""
    study = Study(tmp_path)
    study.save("passages", Refusal, [ONE])
    with pytest.raises(StoreError) as caught:
        study.load("passages", Passage)
    assert str(caught.value) == (
        f"{tmp_path}/passages.parquet: not a table of Passage written by this version; "
        "move it away and run the step that makes it again"
    )


def test_a_step_replaces_its_own_entry_and_refusals_only(tmp_path: Path) -> None:
    """Running a step again adds nothing: its counts and refusals take the place of its earlier."""
    study = Study(tmp_path)
    push = Refusal("push", "task 1", "invalid prediction")
    study.record(Summary("read", {"documents": 2}, (ONE, TWO)))
    study.record(Summary("push", {"tasks": 1}, (push,)), project=7)
    study.record(Summary("read", {"documents": 3}, (ONE,)))
    assert study.load("refusals", Refusal) == [push, ONE]
    assert study.manifest()["steps"] == {
        "read": {"counts": {"documents": 3}},
        "push": {"counts": {"tasks": 1}, "project": 7},
    }


def test_facts_are_remembered_beside_the_steps_and_versions(tmp_path: Path) -> None:
    """A fact of the whole study stays when a step is entered after it."""
    study = Study(tmp_path)
    study.remember(project="Krieg “und” 🇺🇸")
    study.record(Summary("read"))
    assert study.manifest()["project"] == "Krieg “und” 🇺🇸"
    assert study.manifest()["versions"]["stancemark"] == __version__


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe", b"", b"null"])
def test_a_damaged_manifest_is_a_store_error(tmp_path: Path, content: bytes) -> None:
    """A manifest that is no JSON object is named, with the remedy."""
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(StoreError, match=r"manifest\.json: .*; restore or delete it"):
        Study(tmp_path).manifest()


def test_a_file_has_the_mode_it_was_given(tmp_path: Path) -> None:
    """Secrets are readable by their owner only, and other files by everybody."""
    write_text(tmp_path / "secret.json", json.dumps({"key": "x"}), mode=0o600)
    write_text(tmp_path / "report.html", "<p>")
    assert (tmp_path / "secret.json").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "report.html").stat().st_mode & 0o777 == 0o644


def test_rows_are_written_as_they_come(tmp_path: Path) -> None:
    """Of 100 MB of text, no more than a few row groups of 16 MB are in memory at a time."""
    rows = (Document(str(n), f"{n:02} words " * 111_000, "t.csv") for n in range(100))
    study = Study(tmp_path)
    tracemalloc.start()
    try:
        study.save("documents", Document, rows)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 50_000_000
    assert [row.text[:2] for row in study.load("documents", Document)][-2:] == ["98", "99"]


def test_a_table_without_rows_is_a_table(tmp_path: Path) -> None:
    """It is there, and empty."""
    study = Study(tmp_path)
    study.save("refusals", Refusal, iter(()))
    assert study.has("refusals")
    assert study.load("refusals", Refusal) == []


def test_one_command_at_a_time_writes_to_a_study(tmp_path: Path) -> None:
    """The second is told which one is at work; once that is done, or killed, it may."""
    study = Study(tmp_path / "study")
    with (
        study.alone("push"),
        pytest.raises(
            InputError, match=rf"`stancemark push` \(process {os.getpid()} on .*\) is at"
        ),
        Study(tmp_path / "study").alone("pull"),
    ):
        pytest.fail("two at once")
    with study.alone("pull"):
        pass
    assert not list((tmp_path / "study").glob(".holder"))


def test_a_killed_command_leaves_no_lock(tmp_path: Path) -> None:
    """The lock is the process's own: SIGKILL ends both."""
    code = (
        "import pathlib, sys, time; from stancemark.store import Study\n"
        "with Study(pathlib.Path(sys.argv[1])).alone('push'):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE) as held:
        assert held.stdout is not None
        assert held.stdout.readline() == b"held\n"
        with pytest.raises(InputError, match="is at work on it"), Study(tmp_path).alone("pull"):
            pytest.fail("two at once")
        held.kill()
        held.wait()
    with Study(tmp_path).alone("pull"):
        pass


def test_records_are_chosen_by_a_column(tmp_path: Path) -> None:
    """In the order of the table; values that are nowhere find nothing, and so does no table."""
    study = Study(tmp_path)
    refusals = [Refusal("read", f"file {n}", "empty") for n in range(5)]
    assert study.select("refusals", Refusal, "item", {"file 1"}) == []
    study.save("refusals", Refusal, refusals)
    chosen = study.select("refusals", Refusal, "item", {"file 3", "file 1", "file 9"})
    assert chosen == [refusals[1], refusals[3]]
    assert list(study.stream("refusals", Refusal)) == refusals
