"""Push and pull against a real Label Studio: what doubles, what is lost, how fast, how much memory.

    python -m benchmarks.sync [--only twice,line,killed,rate,memory] [--runs 50] [--first 0] [--kills 10]

Starts a Label Studio of its own on 127.0.0.1, and stops it. Every figure is printed as it comes.
"""

import argparse
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from stancemark import flow, outgoing
from stancemark.annotate import patience, send, server
from stancemark.annotate.studio import LiveStudio
from stancemark.config import load
from stancemark.errors import StudioError
from stancemark.journey import Journey, connect, find_project, open_study, settings
from stancemark.records import Document, Passage, Prediction, Region, Span, fingerprint
from tests.annotate import disturbed
from tests.annotate.bad_line import bad_line

CONFIG = """
study: {{name: Synthetic {size}, folder: study-{size}-{copy}, documents: [none]}}
codebook: {{preset: quick, targets: [{{name: City Hall}}]}}
label_studio: {{url: "{url}", batch: {batch}}}
"""

WORDS = "the mayor said that officials had counted many more boats in the harbour than last year".split()

BATCH = 500


def quiet(what: str, done: int, total: int) -> None:
    """Show no progress."""


def study(folder: Path, url: str, size: int, copy: int = 0) -> Journey:
    """A study of so many passages of 120 words, one suggested span in each, 20 in a document."""
    path = folder / f"config-{size}-{copy}.yaml"
    path.write_text(CONFIG.format(size=size, copy=copy, url=url, batch=BATCH), encoding="utf-8")
    journey = open_study(load(path))
    passages = (n for n in range(size))
    documents = [
        Document(f"d{copy}-{n}", "", f"page{n}.txt", outlet=f"Outlet {n % 20}")
        for n in range(-(-size // 20))
    ]
    journey.study.save("documents", Document, documents)
    journey.study.save("passages", Passage, (_passage(n, copy) for n in passages))
    journey.study.save("predictions/rules", Prediction, (_suggestion(n, copy) for n in range(size)))
    return journey


def _passage(n: int, copy: int) -> Passage:
    text = f"Passage {n}: " + " ".join(WORDS[(n + i) % len(WORDS)] for i in range(120))
    return Passage(
        fingerprint(n, copy),
        f"d{copy}-{n // 20}",
        Span(0, len(text)),
        text,
        "body",
        heading=f"Report {n}",
        context_before=text[:700],
        context_after=text[:700],
        cluster=f"c{copy}-{n}",
    )


def _suggestion(n: int, copy: int) -> Prediction:
    region = Region("r1", Span(0, 7), "claim", "Passage")
    return Prediction(fingerprint(n, copy), "rules-1", regions=(region,))


def twice(folder: Path, url: str, token: str) -> None:
    """The same 5,000 tasks pushed twice, and pull, push, pull."""
    journey, studio = study(folder, url, 5000), LiveStudio(url, token)
    first, second = (flow.push(journey, studio, quiet).counts for _ in range(2))
    print(
        f"pushed: {first['tasks created']} tasks created, {first['predictions sent']} predictions"
    )
    print(
        f"again:  {second['tasks created']} tasks created, {second['predictions sent']} predictions"
    )
    ids = dict(studio.tasks(find_project(journey, studio).id))
    for n in range(0, 5000, 100):
        studio.annotate(
            ids[fingerprint(n, 0)], {"result": []}, studio.add_person(f"a{n % 3}@example.org")
        )
    tables = []
    for full in (False, True):
        flow.pull(journey, studio, full=full)
        tables.append(journey.study.path("judgements").read_bytes())
        flow.push(journey, studio, quiet)
    print(
        f"pull, push, pull of 50 judgements: {'identical' if tables[0] == tables[1] else 'DIFFERENT'}"
    )


def line(url: str, token: str, runs: int, first: int) -> None:
    """Seeded runs of push and pull over a line that fails at random, from seed `first` on."""
    patience.PAUSES, patience.POLL, patience.GRACE = (0.05, 0.1, 0.2), 0.1, 20.0
    straight = LiveStudio(url, token)
    equal, seen, tries = 0, Counter[str](), 0
    for seed in range(first, first + runs):
        marker = f"Stancemark study over line {seed}"
        with bad_line(url, 1000 + seed, delay=1.0) as bad:
            found, tried = disturbed.work(LiveStudio(bad.url, token, timeout=0.7), straight, marker)
        equal, tries = equal + (found == disturbed.undisturbed(marker)), tries + tried
        seen.update(fault or "none" for fault in bad.seen)
        print(f"  seed {1000 + seed}: {equal} of {seed - first + 1} equal", flush=True)
    print(f"bad line: {equal} of {runs} end as undisturbed ones; {tries / runs:.1f} commands each")
    print(f"  exchanges: {dict(seen.most_common())}")


def killed(folder: Path, home: Path, kills: int) -> None:
    """The server killed at moments of a push spread over it, started again, and pushed again."""
    right = 0
    for kill in range(kills):
        running = server.start(home)
        journey = study(folder, running.url, 3000, copy=1 + kill)
        stop_at = threading.Timer(0.3 + 0.5 * kill, os.kill, (running.pid, signal.SIGKILL))
        stop_at.start()
        try:
            flow.push(journey, LiveStudio(running.url, running.token), quiet)
            ended = "after the push"
        except StudioError as error:
            ended = str(error).partition(": ")[2][:40]
        stop_at.cancel()
        running = server.start(home)
        path = folder / f"config-3000-{1 + kill}.yaml"
        config = CONFIG.format(size=3000, copy=1 + kill, url=running.url, batch=BATCH)
        path.write_text(config, encoding="utf-8")
        journey, studio = open_study(load(path)), LiveStudio(running.url, running.token)
        flow.push(journey, studio, quiet)
        at = find_project(journey, studio).id
        tasks = Counter(uid for uid, _ in studio.tasks(at))
        predictions = list(studio.prediction_counts(at).values())
        whole = (len(tasks), tasks.total(), predictions) == (3000, 3000, [3000])
        right += whole
        print(
            f"  killed after {0.3 + 0.5 * kill:.1f} s ({ended}): {'whole' if whole else 'NOT'}",
            flush=True,
        )
    print(f"killed: {right} of {kills} end with 3000 tasks and 3000 predictions, each once")


def rate(folder: Path, url: str, token: str, size: int = 30000, repeats: int = 3) -> None:
    """Push from a study on disk beside bulk calls of the same tasks, made before the clock starts.

    All three in every round, one after another, each first in its turn: the server slows down as
    its database grows, and the machine has other work.
    """
    studio = LiveStudio(url, token)
    shares: dict[str, list[float]] = {}
    for repeat in range(repeats):
        journey = study(folder, url, size, copy=100 + repeat)
        tasks = list(outgoing.tasks(journey))
        sends = {
            name: partial(send_all, studio, tasks, _project(studio, journey, name))
            for name, send_all in (("vendor's client", _vendors), ("bare requests", _requests))
        }
        seconds = dict[str, float]()
        for turn in range(3):
            name = ("push", *sends)[(repeat + turn) % 3]
            if name == "push":
                begun = time.perf_counter()
                plan = flow.plan_push(journey, studio)
                seconds["sending"] = _seconds(partial(send.push, studio, plan, BATCH, quiet))
                seconds["with its plan"] = time.perf_counter() - begun
            else:
                seconds[name] = _seconds(sends[name])
        for beside in sends:
            for name in ("sending", "with its plan"):
                part = shares.setdefault(f"{name} to {beside}", [])
                part.append(seconds[beside] / seconds[name])
        rates = ", ".join(f"{name} {size / each:,.0f}/s" for name, each in sorted(seconds.items()))
        print(f"  {rates}", flush=True)
    for name, part in shares.items():
        print(
            f"rate of {name}: {statistics.median(part):.0%} ({min(part):.0%} to {max(part):.0%} in "
            f"{repeats} rounds of {size} tasks, batches of {BATCH})"
        )


def _vendors(studio: LiveStudio, tasks: list[dict[str, object]], project: int) -> None:
    """The vendor's own client, called batch by batch."""
    for start in range(0, len(tasks), BATCH):
        request = tasks[start : start + BATCH]
        studio._sdk.projects.import_tasks(id=project, request=request)  # noqa: SLF001  # the bare client


def _requests(studio: LiveStudio, tasks: list[dict[str, object]], project: int) -> None:
    """Nothing but requests with the tasks as JSON: the least that a client can do."""
    for start in range(0, len(tasks), BATCH):
        studio.add_tasks(project, tasks[start : start + BATCH])


def _project(studio: LiveStudio, journey: Journey, marker: str) -> int:
    """A project like the study's, which is not the study's."""
    return studio.create_project(replace(settings(journey), marker=marker)).id


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def memory(folder: Path, url: str, token: str) -> None:
    """Peak memory of `stancemark push` for 5,000 and 50,000 passages, in a process of its own."""
    for size in (5000, 50000):
        study(folder, url, size, copy=300)
        words = [
            sys.executable,
            "-m",
            "benchmarks.sync",
            "--push",
            str(folder / f"config-{size}-300.yaml"),
        ]
        environment = {**os.environ, "LABEL_STUDIO_API_KEY": token}
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
        print(f"memory: {size} tasks and predictions: {done.stdout.strip()}", flush=True)


def push_and_tell(config: Path) -> None:
    """Push one study; the peak memory of this process, and how long it took."""
    journey = open_study(load(config))
    begun = time.perf_counter()
    flow.push(journey, connect(journey), quiet)
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak {peak:.0f} MB, {seconds:.0f} s")


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--only", default="twice,line,killed,rate,memory")
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--first", type=int, default=0, help="seed of the first of these runs")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--push", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.push:
        push_and_tell(asked.push)
        return
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "label-studio"
        for part in asked.only.split(","):
            _part(part, Path(name), home, asked)
        server.stop(home)


def _part(part: str, folder: Path, home: Path, asked: argparse.Namespace) -> None:
    running = server.start(home)
    parts: dict[str, Callable[[], None]] = {
        "twice": lambda: twice(folder, running.url, running.token),
        "line": lambda: line(running.url, running.token, asked.runs, asked.first),
        "killed": lambda: killed(folder, home, asked.kills),
        "rate": lambda: rate(folder, running.url, running.token),
        "memory": lambda: memory(folder, running.url, running.token),
    }
    parts[part]()


if __name__ == "__main__":
    main()
