"""A backup of a study with 5,000 tasks, and the same study as files, beside plain tar and gzip.

    python -m benchmarks.backup [--size 5000] [--rounds 3]

Starts a Label Studio of its own on 127.0.0.1, and stops it. Times are processor seconds of this process.
"""

import argparse
import json
import statistics
import tarfile
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.sync import quiet, study
from stancemark import archive, flow
from stancemark.annotate import server
from stancemark.annotate.backup import restore
from stancemark.annotate.offline import OfflineStudio
from stancemark.annotate.studio import LiveStudio
from stancemark.journey import Journey, find_project
from stancemark.records import fingerprint


def main() -> None:
    """Push, then back up, restore, and go by files; print each figure."""
    parser = argparse.ArgumentParser(description="Backup and offline files, timed.")
    parser.add_argument("--size", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home = folder / f"study-{given.size}-0" / "label-studio"
        running = server.start(home)
        try:
            studio = LiveStudio(running.url, running.token)
            journey = study(folder, running.url, given.size)
            flow.push(journey, studio, quiet)
            judge(journey, studio, given.size)
            backups(journey, folder, given.rounds)
            files(journey, studio, folder / "files")
        finally:
            server.stop(home)


def judge(journey: Journey, studio: LiveStudio, size: int) -> None:
    """An answer for every tenth passage, by three people."""
    ids = dict(studio.tasks(find_project(journey, studio).id))
    people = [studio.add_person(f"a{n}@example.org") for n in range(3)]
    for n in range(0, size, 10):
        studio.annotate(ids[fingerprint(n, 0)], {"result": []}, people[n // 10 % 3])


def backups(journey: Journey, folder: Path, rounds: int) -> None:
    """Ours and tar's in turns, then restores."""
    ours, plain = folder / "ours.tar.gz", folder / "plain.tar.gz"
    pairs = [
        (spent(lambda: archive.backup(journey, ours)), spent(lambda: _tar(journey, plain)))
        for _ in range(rounds)
    ]
    ratio = statistics.median(one / other for one, other in pairs)
    kept = restore(ours, folder / "restored")
    print(f"backup: {kept.size / 1e6:.1f} MB in {kept.files} files, {_size(ours)} packed")
    print(f"  {statistics.median(one for one, _ in pairs):.2f} s, {ratio:.2f} times tar and gzip")
    times = [spent(partial(restore, ours, folder / f"to-{n}")) for n in range(rounds)]
    print(f"restore, checked whole: {statistics.median(times):.2f} s")


def files(journey: Journey, studio: LiveStudio, folder: Path) -> None:
    """The plan as files, an export read back, and whether it says what the server says."""
    flow.pull(journey, studio, full=True)
    live = journey.study.path("judgements").read_bytes()

    def write() -> None:
        offline = OfflineStudio(folder)
        flow.push(journey, offline, quiet)
        offline.write()

    first, again = spent(write), spent(write)
    size = sum(path.stat().st_size for path in folder.glob("*"))
    print(f"push --offline: {first:.2f} s, {size / 1e6:.1f} MB; again, nothing new: {again:.2f} s")
    path = f"api/projects/{find_project(journey, studio).id}/export"
    exported = studio._call("GET", path, params={"exportType": "JSON"})  # noqa: SLF001  # what a person does by hand
    (folder / "exports" / "all.json").write_text(json.dumps(exported), encoding="utf-8")
    (folder / "people.json").write_text(json.dumps(studio.people()), encoding="utf-8")
    read = spent(lambda: flow.pull(journey, OfflineStudio(folder), full=True))
    same = journey.study.path("judgements").read_bytes() == live
    print(f"pull --offline: {read:.2f} s; judgements {'identical' if same else 'DIFFERENT'}")


def spent(act: Callable[[], object]) -> float:
    """Processor seconds that something takes."""
    began = time.process_time()
    act()
    return time.process_time() - began


def _tar(journey: Journey, path: Path) -> None:
    """The whole folder as it is, with the same compression."""
    with tarfile.open(path, "w:gz", compresslevel=6) as tar:
        tar.add(journey.study.folder, "study")


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.1f} MB"


if __name__ == "__main__":
    main()
