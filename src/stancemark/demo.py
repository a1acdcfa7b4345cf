"""The journey on the bundled sample study, with three recorded annotators in place of people."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stancemark import flow, sample
from stancemark.config import load
from stancemark.journey import Journey, as_shown, connect, find_project, open_study, studio_folder
from stancemark.records import Document, Judgement, Passage, Summary

if TYPE_CHECKING:  # heavy to import, and help needs none of it
    from stancemark.annotate.patience import Progress
    from stancemark.annotate.protocol import Studio
    from stancemark.annotate.server import Running

Say = Callable[[str], None]

_WRITERS = 4
"""Annotators' submissions under way at a time, as when a team works."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What a demo left behind."""

    report: Path
    config: Path
    studio: "Running | None"
    """None where it was stopped."""
    password: str


def run(folder: Path, say: Say, progress: "Progress", *, serve: bool) -> Demo:
    """Walk the journey in `folder`. A second run finds its work done, and adds nothing.

    The server stays up only if `serve`, and only if all went well.
    """
    from stancemark.annotate import server

    config = sample.write_study(folder, pages=True)
    journey = open_study(load(config))
    home = studio_folder(journey.setup)
    _tell(say, flow.read(journey), flow.tasks(journey))
    say("starting Label Studio (the first time takes half a minute)…")
    with ExitStack() as undo:
        running = server.start(home, journey.setup.config.label_studio.port)
        undo.callback(server.stop, home)
        studio = connect(journey)
        _tell(say, flow.push(journey, studio, progress))
        say(f"annotate: {annotate(journey, studio, progress)} recorded judgements submitted")
        _tell(say, flow.pull(journey, studio))
        say(f"agree: {len(flow.agree(journey))} questions")
        _tell(say, flow.aggregate(journey), flow.train(journey))
        found = flow.evaluate(journey)
        say(f"evaluate: {sum(len(e.scores) for e in found)} scores of {len(found)} models")
        _tell(say, flow.prelabel(journey), flow.push(journey, studio, progress))
        report = flow.report(journey)
        if serve:
            undo.pop_all()
    return Demo(report, config, running if serve else None, server.password(home))


def _tell(say: Say, *done: Summary) -> None:
    for summary in done:
        say(f"{summary.step}: {', '.join(f'{n} {what}' for what, n in summary.counts.items())}")
        for note in summary.notes:
            say(f"  {note}")


def annotate(journey: Journey, studio: "Studio", progress: "Progress") -> int:
    """Submit the recorded judgements in their annotators' names; how many were not there yet."""
    from stancemark.tasks.codec import encode_annotation

    passages = {p.id: p for p in journey.study.load("passages", Passage)}
    missing = _missing(journey, studio, list(passages.values()))
    tasks = dict(studio.tasks(find_project(journey, studio).id))
    shown = as_shown(journey, passages.values())
    people = {name: studio.add_person(name) for name in sorted({j.annotator for j in missing})}

    def submit(judgement: Judgement) -> None:
        annotation = encode_annotation(judgement, shown[judgement.passage], journey.codebook)
        studio.annotate(tasks[judgement.passage], annotation, people[judgement.annotator])

    with ExitStack() as last:
        pool = ThreadPoolExecutor(_WRITERS)
        last.callback(pool.shutdown, cancel_futures=True)  # an interrupt does not wait for the rest
        for done, _ in enumerate(pool.map(submit, missing), start=1):
            progress("judgements", done, len(missing))
    return len(missing)


def _missing(journey: Journey, studio: "Studio", passages: Sequence[Passage]) -> list[Judgement]:
    flow.pull(journey, studio)
    there = {(j.passage, j.annotator) for j in journey.study.load("judgements", Judgement)}
    documents = journey.study.load("documents", Document)
    recorded = sample.judgements(documents, passages, journey.codebook)
    return [j for j in recorded if (j.passage, j.annotator) not in there]
