"""The journey on a tiny study, step by step, with a Label Studio in memory."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from stancemark import flow
from stancemark.annotate.memory import MemoryStudio
from stancemark.annotate.protocol import Json
from stancemark.config import load
from stancemark.errors import InputError, StancemarkError, StoreError
from stancemark.journey import Journey, find_project, open_study
from stancemark.models import shelf
from stancemark.records import (
    Agreement,
    Answer,
    Document,
    Gold,
    Judgement,
    Passage,
    Prediction,
    Refusal,
    Score,
    Segment,
    Span,
)
from stancemark.store import Study
from stancemark.tasks.codec import encode_annotation

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

HIDDEN = (
    "Zebra Gazette",
    "Okapi Herald",
    "Quokka Blog",
    "Quentin Marlowe",
    "zebra.example",
    "2031",
)
"""What tells an annotator where a page is from."""

ANNOTATORS = ("ann@example.org", "bob@example.org")


@pytest.fixture
def journey(tmp_path: Path) -> Journey:
    """A study of three pages of three outlets."""
    write_pages(tmp_path / "pages")
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    return open_study(load(tmp_path / "config.yaml"))


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


def quiet(what: str, done: int, total: int) -> None:
    """Show no progress."""


def annotate(journey: Journey, studio: MemoryStudio, skip: str = "") -> int:
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
    return dict(_content(p, folder) for p in sorted(folder.rglob("*")) if p.is_file())


def _content(path: Path, folder: Path) -> tuple[str, bytes]:
    name = str(path.relative_to(folder))
    if name.startswith("models/"):
        return re.sub(r"\.[0-9a-f]{20}\.skops$", "", name), b""
    return name, path.read_bytes()


def server_state(studio: MemoryStudio) -> Any:
    """All that a server holds."""
    return [
        (
            project,
            studio.tasks(project.id),
            studio.prediction_counts(project.id),
            [task.annotations for task in studio.annotated(project.id)],
        )
        for project in studio.projects()
    ]


def test_read_brings_documents_of_every_kind(journey: Journey) -> None:
    """Three pages, three outlets, described by markup, front matter and the table beside them."""
    assert flow.read(journey).counts == {"documents": 3, "outlets": 3}
    documents = journey.study.load("documents", Document)
    assert [d.outlet for d in documents] == ["Zebra Gazette", "Okapi Herald", "Quokka Blog"]
    assert {d.author for d in documents} == {"Quentin Marlowe"}
    assert [d.published for d in documents] == ["2031-04-05", "2031-04-06", "2031-04-07"]


def test_read_goes_on_past_what_it_cannot_read(journey: Journey) -> None:
    """A binary file in a folder is refused and counted; the others are there."""
    (journey.setup.base / "pages" / "d.txt").write_bytes(b"\0\1\2" * 100)
    summary = flow.read(journey)
    assert summary.counts["documents"] == 3
    assert [(r.item, r.reason) for r in summary.refusals] == [("d.txt", "not text")]
    assert journey.study.load("refusals", Refusal) == list(summary.refusals)


@pytest.mark.parametrize("content", [b"", b"\0\1\2" * 100], ids=["empty", "binary"])
def test_read_ends_with_a_word_on_a_file_that_was_named(journey: Journey, content: bytes) -> None:
    """A file named in the config is an error where it cannot be read, once the rest has been."""
    (journey.setup.base / "named.txt").write_bytes(content)
    with pytest.raises(InputError, match=r"named\.txt: "):
        flow.read(naming(journey, "named.txt", "pages"))
    assert len(journey.study.load("documents", Document)) == 3


def naming(journey: Journey, *documents: str) -> Journey:
    """The same study of other documents."""
    study = replace(journey.setup.config.study, documents=list(documents))
    return replace(
        journey, setup=replace(journey.setup, config=replace(journey.setup.config, study=study))
    )


def test_a_table_without_rows_is_no_study(journey: Journey) -> None:
    """A header alone gives no document, and that is said."""
    (journey.setup.base / "rows.csv").write_text("text,outlet\n")
    with pytest.raises(InputError, match="no documents"):
        flow.read(naming(journey, "rows.csv"))


def test_tasks_cuts_every_paragraph_once(journey: Journey) -> None:
    """Eight paragraphs, eight passages, each the text of its document at its span."""
    flow.read(journey)
    summary = flow.tasks(journey)
    documents = {d.id: d for d in journey.study.load("documents", Document)}
    passages = journey.study.load("passages", Passage)
    assert Counter(p.text for p in passages) == Counter([*GOOD, *BAD])
    for passage in passages:
        assert passage.span.of(documents[passage.document].text) == passage.text
    suggested = journey.study.load("predictions/rules", Prediction)
    assert summary.counts == {
        "segments": len(journey.study.load("segments", Segment)),
        "of them boilerplate": 0,
        "passages": 8,
        "suggested spans": sum(len(s.regions) for s in suggested),
    }
    spoken = [r.quote for s in suggested for r in s.regions]
    assert any("82%" in quote for quote in spoken)


def test_tasks_counts_pages_with_nothing_to_judge(journey: Journey) -> None:
    """A page of furniture alone gives no task; it is refused by name, with what it has."""
    (journey.setup.base / "pages" / "d.txt").write_text("Share this article on Facebook")
    flow.read(journey)
    summary = flow.tasks(journey)
    assert [(r.item, r.reason) for r in summary.refusals] == [("d.txt", "no passage")]
    assert summary.refusals[0].detail.startswith("only ")
    assert summary.counts["passages"] == 8


def test_push_sends_what_is_missing(journey: Journey) -> None:
    """All tasks and all suggestions first; then nothing, and the counts say so."""
    studio = MemoryStudio()
    flow.read(journey)
    flow.tasks(journey)
    suggestions = journey.study.load("predictions/rules", Prediction)
    speaking = sum(bool(s.regions) for s in suggestions)
    assert 0 < speaking < 8
    summary = flow.push(journey, studio, quiet)
    assert summary.counts == {
        "tasks created": 8,
        "tasks left as they were": 0,
        "predictions sent": speaking,
        "predictions left as they were": 0,
    }
    assert flow.push(journey, studio, quiet).counts == {
        "tasks created": 0,
        "tasks left as they were": 8,
        "predictions sent": 0,
        "predictions left as they were": speaking,
    }
    assert find_project(journey, studio).shown == suggestions[0].version


def test_blind_tasks_do_not_tell_where_a_page_is_from(journey: Journey) -> None:
    """No outlet, author, address or date is anywhere in what the server is sent."""
    studio = MemoryStudio()
    walk(journey, studio, "push")
    [project] = studio.projects()
    sent = json.dumps([studio._tasks, studio._predictions, str(project)], ensure_ascii=False)
    assert GOOD[1] in sent
    assert [word for word in HIDDEN if word in sent] == []


def test_open_tasks_tell_it(journey: Journey) -> None:
    """With `blind: false` outlet, author and day stand above the passage, and no address."""
    seeing = replace(
        journey, setup=replace(journey.setup, config=replace(journey.setup.config, blind=False))
    )
    studio = MemoryStudio()
    walk(seeing, studio, "push")
    origins = {task["data"]["origin"] for _, task in studio._tasks.values()}
    assert "Zebra Gazette · Quentin Marlowe · 2031-04-05" in origins
    assert "$origin" in studio.projects()[0].settings.config


def test_pull_counts_what_people_did(journey: Journey) -> None:
    """Two people on seven of eight passages; then a skip, and a judgement that is withdrawn."""
    studio = MemoryStudio()
    walk(journey, studio, "push")
    assert flow.pull(journey, studio).counts == {
        "judgements": 14,
        "new": 14,
        "gone from the server": 0,
        "skipped": 0,
        "annotators": 2,
        "spans": 0,
        "spans repaired": 0,
        "items quarantined": 0,
    }
    ids = dict(studio.tasks(find_project(journey, studio).id))
    del studio._annotations[ids[journey.study.load("judgements", Judgement)[0].passage]]
    skip: Json = {"result": [], "was_cancelled": True}
    studio.annotate(ids[unjudged(journey).id], skip, studio.add_person(ANNOTATORS[0]))
    counts = flow.pull(journey, studio).counts
    assert (counts["judgements"], counts["new"]) == (13, 1)
    assert (counts["gone from the server"], counts["skipped"]) == (2, 1)


def test_pull_quarantines_and_counts(journey: Journey) -> None:
    """A span that cannot be placed is counted, refused with its reason, and kept in the table."""
    studio = MemoryStudio()
    walk(journey, studio, "push")
    value = {"start": 0, "end": 3, "text": "no such words", "labels": ["claim"]}
    item = {"id": "r", "from_name": "claim_span", "type": "labels", "value": value}
    task = dict(studio.tasks(find_project(journey, studio).id))[unjudged(journey).id]
    studio.annotate(task, {"result": [item]}, studio.add_person(ANNOTATORS[0]))
    summary = flow.pull(journey, studio)
    assert summary.counts["items quarantined"] == 1
    assert [r.reason for r in summary.refusals] == ["quote not in the passage"]


def test_agreement_and_gold_of_people_who_agree(journey: Journey) -> None:
    """Alpha is 1 where both answered alike with two labels, undefined with one; gold is theirs."""
    studio = MemoryStudio()
    walk(journey, studio, "pull")
    found = {a.question: a for a in flow.agree(journey)}
    assert found["stance"].value == found["bias"].value == pytest.approx(1)
    assert found["unsupported"].value is None
    assert {a.items for a in found.values()} == {7}
    assert list(found.values()) == journey.study.load("agreement", Agreement)
    assert flow.aggregate(journey).counts == {"gold answers": 21, "ties": 0}
    gold = {g.passage: g.label for g in journey.study.load("gold", Gold) if g.question == "stance"}
    texts = {p.id: p.text for p in journey.study.load("passages", Passage)}
    assert {texts[p]: label for p, label in gold.items()} == {
        text: "favor" if text in GOOD else "against" for text in (*GOOD[1:], *BAD)
    }


def test_training_leaves_out_what_cannot_be_told_apart(journey: Journey) -> None:
    """Two questions have two labels on seven passages; the third has one answer only."""
    studio = MemoryStudio()
    walk(journey, studio, "aggregate")
    summary = flow.train(journey)
    assert summary.counts == {"models": 2, "examples": 14}
    assert [(r.item, r.reason) for r in summary.refusals] == [("unsupported", "one label only")]
    loaded = shelf.load(journey.study.folder / "models" / "linear")
    assert set(loaded.models) == {("stance", "city_hall"), ("bias", "")}
    scores = flow.evaluate(journey)
    assert {(s.question, s.groups) for s in scores} == {("stance", 3), ("bias", 3)}
    assert scores == journey.study.load("scores", Score)


def test_training_needs_labels(journey: Journey) -> None:
    """With fewer than `models.min_labels` everywhere, the setting is named."""
    walk(journey, MemoryStudio(), "aggregate")
    config = journey.setup.config
    strict = replace(config, models=replace(config.models, min_labels=50))
    with pytest.raises(InputError, match=r"lower models\.min_labels"):
        flow.train(replace(journey, setup=replace(journey.setup, config=strict)))


def test_prelabel_leaves_judged_passages_alone(journey: Journey) -> None:
    """Only the passage that nobody judged is predicted, and then shown with its model's version."""
    studio = MemoryStudio()
    walk(journey, studio, "train")
    version = journey.study.manifest()["steps"]["train"]["version"]
    assert flow.prelabel(journey).counts == {"passages": 1, "guesses": 2}
    [prediction] = journey.study.load("predictions/linear", Prediction)
    assert (prediction.passage, prediction.version) == (unjudged(journey).id, version)
    flow.push(journey, studio, quiet)
    project = find_project(journey, studio)
    assert project.shown == version
    [task] = studio.predicted(project.id, version)
    assert dict(studio.tasks(project.id))[unjudged(journey).id] == task
    assert any(v.startswith("rules-") for v in studio.prediction_counts(project.id))


def test_a_model_of_another_codebook_does_not_answer(journey: Journey) -> None:
    """Once the questions have changed, the model has to be trained again."""
    walk(journey, MemoryStudio(), "train")
    with pytest.raises(InputError, match="run `stancemark train` again"):
        flow.prelabel(replace(journey, codebook=replace(journey.codebook, version="other")))


def test_every_step_twice_adds_nothing(journey: Journey) -> None:
    """After each step, the same step again leaves every file and the server as they were."""
    studio = MemoryStudio()
    for name, step in steps(journey, studio).items():
        step()
        first, server = files(journey.study.folder), server_state(studio)
        step()
        second = files(journey.study.folder)
        counted_anew = {"manifest.json"} if name.startswith(("push", "pull")) else set()
        changed = {path for path in first if first[path] != second.get(path)}
        assert (name, changed) == (name, changed & counted_anew)
        assert (name, second.keys()) == (name, first.keys())
        assert (name, server_state(studio)) == (name, server)
        if name == "push":
            annotate(journey, studio, skip=unjudged(journey).id)


def test_the_whole_journey_twice_adds_nothing(journey: Journey) -> None:
    """From the first step to the last again: the same tables, the same tasks, no more people."""
    studio = MemoryStudio()
    walk(journey, studio, "push again")
    first, server = files(journey.study.folder), server_state(studio)
    for step in list(steps(journey, studio).values()):
        step()
    second = files(journey.study.folder)
    assert second.keys() == first.keys()
    tables = {path for path in first if path.endswith(".parquet") and "refusals" not in path}
    assert [path for path in tables if first[path] != second[path]] == []
    assert server_state(studio) == server


TOO_EARLY = {
    "tasks": ("", "read"),
    "push": ("read", "tasks"),
    "pull": ("tasks", "push"),
    "agree": ("push", "pull"),
    "aggregate": ("push", "pull"),
    "train": ("pull", "aggregate"),
    "evaluate": ("pull", "aggregate"),
    "prelabel": ("aggregate", "train"),
}
"""A step, how far the journey has come, and the step that is missing."""


@pytest.mark.parametrize("early", TOO_EARLY)
def test_a_step_too_early_names_the_one_before(journey: Journey, early: str) -> None:
    """The user is told which command to run, and nothing is written."""
    done, missing = TOO_EARLY[early]
    studio = MemoryStudio()
    if done:
        walk(journey, studio, done)
    before = set(files(journey.study.folder))
    with pytest.raises(InputError, match=f"`stancemark {missing}`"):
        steps(journey, studio)[early]()
    assert set(files(journey.study.folder)) - before <= {"manifest.json"}


def test_push_after_pages_have_changed_asks_for_tasks(journey: Journey) -> None:
    """Passages of documents that are no longer there are not sent, and no key is missing."""
    studio = MemoryStudio()
    walk(journey, studio, "push")
    page = journey.setup.base / "pages" / "c.txt"
    page.write_text(page.read_text().replace("bright", "light"))
    flow.read(journey)
    with pytest.raises(InputError, match="documents have changed; run `stancemark tasks`"):
        flow.push(journey, studio, quiet)
    flow.tasks(journey)
    assert flow.push(journey, studio, quiet).counts["tasks created"] == 2


class Failing(Study):
    """A study whose disk fills up at the nth table."""

    def __init__(self, folder: Path, fails: int) -> None:
        super().__init__(folder)
        self.left = fails

    def save(self, table: str, kind: type[Any], rows: Iterable[Any]) -> None:
        """Save, or refuse for good once the disk is full."""
        if self.left == 0:
            raise StoreError(f"{table}: the disk is full")
        self.left -= 1
        super().save(table, kind, rows)


TABLES: dict[str, type[Any]] = {
    "documents": Document,
    "segments": Segment,
    "passages": Passage,
    "predictions/rules": Prediction,
    "judgements": Judgement,
    "agreement": Agreement,
    "gold": Gold,
    "scores": Score,
    "predictions/linear": Prediction,
    "refusals": Refusal,
}


@pytest.mark.parametrize("interrupted", ["read", *TOO_EARLY])
def test_a_step_cut_short_leaves_a_readable_study(journey: Journey, interrupted: str) -> None:
    """Wherever the disk fills up, all tables can be read, and the step run again completes."""
    studio = MemoryStudio()
    walk(journey, studio, interrupted)
    whole = files(journey.study.folder)
    for fails in range(4):
        broken = replace(journey, study=Failing(journey.study.folder, fails))
        if not refused(steps(broken, studio)[interrupted]):
            break
        for table, kind in TABLES.items():
            journey.study.load(table, kind)
        steps(journey, studio)[interrupted]()
        tables = {path: data for path, data in whole.items() if path.endswith(".parquet")}
        assert files(journey.study.folder).items() >= tables.items()
    assert fails > 0


def refused(step: Step) -> bool:
    """Whether a step was refused."""
    try:
        step()
    except StancemarkError:
        return True
    return False


def test_spans_survive_the_journey(journey: Journey) -> None:
    """A claim marked in a passage comes back at the same characters of the document."""
    studio = MemoryStudio()
    walk(journey, studio, "push")
    passage = next(p for p in journey.study.load("passages", Passage) if "82%" in p.text)
    place = Span(passage.text.index("82%"), passage.text.index("82%") + 3)
    value = {"start": place.start, "end": place.end, "text": "82%", "labels": ["claim"]}
    item = {"id": "r", "from_name": "claim_span", "type": "labels", "value": value}
    task = dict(studio.tasks(find_project(journey, studio).id))[passage.id]
    studio.annotate(task, {"result": [item]}, studio.add_person("kim@example.org"))
    assert flow.pull(journey, studio).counts["spans"] == 1
    [region] = [r for j in journey.study.load("judgements", Judgement) for r in j.regions]
    [text] = [d.text for d in journey.study.load("documents", Document) if d.id == passage.document]
    assert region.span.of(text) == region.quote == "82%"
