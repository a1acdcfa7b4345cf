"""A tiny study, the steps of its journey, and the people who annotate it."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from stancemark import flow
from stancemark.annotate.memory import MemoryStudio
from stancemark.annotate.protocol import Studio
from stancemark.journey import Journey, find_project
from stancemark.records import Answer, Judgement, Passage
from stancemark.tasks.codec import encode_annotation
from tests.annotate.pushed import quiet

CONFIG = """
study: {name: A tiny study, documents: [pages]}
codebook: {preset: quick, targets: [{name: City Hall, aliases: [the mayor]}]}
cut: {min_words: 0, context: 1}
models: {min_labels: 4, folds: 3}
"""

GOOD = (
    "The mayor deserves praise for the bright new bridge over the river.",
    "Experts say that 82% of citizens agree with the mayor.",
    "Praise for City Hall came from the market on the square.",
    "The bridge is bright, safe and free, and the mayor has earned praise.",
)
BAD = (
    "The mayor has wasted our money on a bridge that nobody wanted.",
    "City Hall lied again, and the wasted millions are gone.",
    "A viral video shows that the bridge is cracked, and City Hall lied about it.",
    "Nobody wanted this, and our money is wasted.",
)

ANNOTATORS = ("ann@example.org", "bob@example.org")


def write_pages(folder: Path) -> None:
    """A page as HTML, one as Markdown with front matter, one as text described by a table."""
    folder.mkdir()
    paragraphs = "".join(f"<p>{text}</p>" for text in (*GOOD[:2], *BAD[:1]))
    (folder / "a.html").write_text(
        "<html><head><title>A bridge | Zebra Gazette</title>"
        '<meta property="og:site_name" content="Zebra Gazette">'
        '<meta name="author" content="Quentin Marlowe">'
        '<meta property="article:published_time" content="2031-04-05">'
        '<link rel="canonical" href="https://zebra.example/bridge"></head><body><article>'
        f'<h1>A bridge</h1><p class="byline">By Quentin Marlowe</p>{paragraphs}</article></body></html>'
    )
    (folder / "b.md").write_text(
        "---\noutlet: Okapi Herald\nauthor: Quentin Marlowe\ndate: 2031-04-06\n---\n"
        "# Another bridge\n\n" + "\n\n".join((*GOOD[2:3], *BAD[1:3]))
    )
    (folder / "c.txt").write_text("\n\n".join((*GOOD[3:], *BAD[3:])))
    (folder / "metadata.csv").write_text(
        "file,outlet,author,date,url\n"
        "c.txt,Quokka Blog,Quentin Marlowe,2031-04-07,https://zebra.example/c\n"
    )


def annotate(journey: Journey, studio: Studio, skip: str = "") -> int:
    """Two people judge all passages, or all but one, alike; how many judgements that makes."""
    passages = [p for p in journey.study.load("passages", Passage) if p.id != skip]
    ids = dict(studio.tasks(find_project(journey, studio).id))
    for passage in passages:
        for person in map(studio.add_person, ANNOTATORS):
            raw = encode_annotation(judged(passage), passage, journey.codebook)
            studio.annotate(ids[passage.id], raw, person)
    return len(passages) * len(ANNOTATORS)


def judged(passage: Passage) -> Judgement:
    """In favor of the mayor where the text praises; biased where it does not."""
    good = passage.text in GOOD
    answers = (
        Answer("stance", ("favor" if good else "against",), "city_hall"),
        Answer("bias", ("not_biased" if good else "biased",)),
        Answer("unsupported", ("no",)),
    )
    return Judgement("", passage.id, "", answers)


Step = Callable[[], object]


def steps(journey: Journey, studio: MemoryStudio) -> dict[str, Step]:
    """The whole journey, in order."""
    send = partial(flow.push, journey, studio, quiet)
    return {
        "read": partial(flow.read, journey),
        "tasks": partial(flow.tasks, journey),
        "push": send,
        "pull": partial(flow.pull, journey, studio),
        "agree": partial(flow.agree, journey),
        "aggregate": partial(flow.aggregate, journey),
        "train": partial(flow.train, journey),
        "evaluate": partial(flow.evaluate, journey),
        "prelabel": partial(flow.prelabel, journey),
        "push again": send,
    }


def walk(journey: Journey, studio: MemoryStudio, upto: str) -> None:
    """All steps up to one, that one included; people annotate all but one passage after `push`."""
    for name, step in steps(journey, studio).items():
        step()
        if name == "push":
            annotate(journey, studio, skip=unjudged(journey).id)
        if name == upto:
            return


def unjudged(journey: Journey) -> Passage:
    """The passage that nobody judges."""
    return next(p for p in journey.study.load("passages", Passage) if p.text == GOOD[0])


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a study; of a model's weights the name only, for their bytes hold addresses."""
    paths = (p for p in sorted(folder.rglob("*")) if p.is_file() and p.name != ".lock")
    return dict(_content(path, folder) for path in paths)


def _content(path: Path, folder: Path) -> tuple[str, bytes]:
    name = str(path.relative_to(folder))
    if name.startswith("models/"):
        return re.sub(r"\.[0-9a-f]{20}\.skops$", "", name), b""
    return name, path.read_bytes()
