"""Renaming labels on a real Label Studio: `python benchmarks/migrate.py [--annotations 60]`.

Starts a server of its own in a temporary folder, submits annotations, and in each of three rounds times the bare
calls that change them (PATCH, nothing else) beside the whole migration: reading all work, keeping what
it was, a look at each annotation before it is written, the change of settings; then its undo, which has
to give back every annotation's JSON.
"""

import argparse
import copy
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from stancemark.annotate import server
from stancemark.annotate.history import settle
from stancemark.annotate.migrate import Memory, migrate
from stancemark.annotate.protocol import ProjectSettings
from stancemark.annotate.studio import LiveStudio
from stancemark.config import CodebookOptions, TargetOptions
from stancemark.records import Codebook, Former, Move
from stancemark.tasks.codebook import load_codebook, version
from stancemark.tasks.interface import instruction, labeling_config
from stancemark.tasks.moves import inverse

ROUNDS = 3

TEXT = "A viral video shows that 82% agree with the mayor, said experts. " * 6


def main() -> None:
    """Run it, and print what each part took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--annotations", type=int, default=60)
    number = parser.parse_args().annotations
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "label-studio"
        running = server.start(home)
        try:
            measure(LiveStudio(running.url, running.token), number)
        finally:
            server.stop(home)


def measure(studio: LiveStudio, number: int) -> None:
    """Bare calls, migration and undo, on the same annotations."""
    old = load_codebook(
        CodebookOptions(preset="quick", targets=[TargetOptions(name="City Hall")]), Path()
    )
    new = renamed(old)
    project = studio.create_project(settings(old)).id
    studio.add_tasks(project, [{"data": data(n)} for n in range(number)])
    person = studio.add_person("ann@example.org")
    for _, task in studio.tasks(project):
        studio.annotate(task, {"result": said(), "lead_time": 4.0}, person)
    [found] = studio.projects()
    settle(studio, found, settings(old))
    before = work(studio, project)

    def bare() -> None:
        for annotation, result in before.items():
            studio.revise(annotation, result)

    kept: dict[tuple[str, int], Former] = {}

    def keep(rows: Sequence[Former]) -> None:
        kept.update({(row.kind, row.id): row for row in rows})

    rates: dict[str, list[float]] = {"bare PATCH of each": [], "migrate": [], "undo": []}
    for _ in range(ROUNDS):
        kept.clear()
        memory = Memory(kept, inverse(old, new))
        parts: tuple[Callable[[], object], ...] = (
            bare,
            lambda: migrate(studio, settings(new), keep, quiet),
            partial(migrate, studio, settings(old), keep_none, quiet, memory),
        )
        for name, part in zip(rates, parts, strict=True):
            rates[name].append(number / seconds(part))
        if work(studio, project) != before:
            raise SystemExit("the undo gave back something else")
    show(rates)


def show(rates: dict[str, list[float]]) -> None:
    """Medians, and the ratio of the migration to bare calls, round by round."""
    for name, found in rates.items():
        print(f"{name}: {median(found):.1f} annotations a second")
    bare, whole, _ = rates.values()
    ratios = [mine / base for mine, base in zip(whole, bare, strict=True)]
    print(
        f"migrate against bare calls: {median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    )


def keep_none(rows: Sequence[Former]) -> None:
    """Keep nothing: an undo is not undone here."""


def renamed(old: Codebook) -> Codebook:
    """The same codebook with another name for one label of the stance."""
    stance = old.question("stance")
    labels = tuple(
        replace(x, value={"favor": "supports"}.get(x.value, x.value)) for x in stance.labels
    )
    questions = tuple(replace(q, labels=labels) if q is stance else q for q in old.questions)
    new = replace(old, questions=questions)
    return replace(
        new, version=version(new), moves=(Move("label", "favor", ("supports",), "stance"),)
    )


def settings(codebook: Codebook) -> ProjectSettings:
    """A project that shows a codebook."""
    shown = labeling_config(codebook), instruction(codebook)
    return ProjectSettings("A migration", *shown, 1, "benchmark", codebook=codebook)


def data(number: int) -> dict[str, str]:
    """What a task shows."""
    return {"uid": f"u{number}", "text": TEXT, "heading": "", "before": TEXT, "after": TEXT}


def said() -> list[dict[str, Any]]:
    """Three answers and four claims."""
    chosen = {"stance__city_hall": "favor", "bias": "biased", "unsupported": "yes"}
    found: list[dict[str, Any]] = [
        {"id": n, "from_name": n, "to_name": "text", "type": "choices", "value": {"choices": [v]}}
        for n, v in chosen.items()
    ]
    for start in range(0, 200, 50):
        value = {
            "start": start,
            "end": start + 9,
            "text": TEXT[start : start + 9],
            "labels": ["claim"],
        }
        item = {"id": f"r{start}", "from_name": "claim_span", "to_name": "text", "type": "labels"}
        found.append({**item, "value": value, "origin": "manual"})
    return found


def work(studio: LiveStudio, project: int) -> dict[int, Any]:
    """What every annotation says, by id."""
    made = [a for task in studio.annotated(project) for a in task.annotations]
    return {a["id"]: copy.deepcopy(a["result"]) for a in made}


def seconds(run: Callable[[], object]) -> float:
    """How long a part takes."""
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def quiet(what: str, done: int, total: int) -> None:
    """Show no progress."""


if __name__ == "__main__":
    main()
