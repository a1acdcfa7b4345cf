"""The bundled sample study: its recorded judgements, and the whole journey on it, for real."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import psutil
import pytest

from stancemark import demo, flow, sample
from stancemark.annotate.memory import MemoryStudio
from stancemark.config import load
from stancemark.journey import Journey, find_project, open_study, studio_folder
from stancemark.models import shelf
from stancemark.records import (
    Agreement,
    Document,
    Gold,
    Judgement,
    Passage,
    Prediction,
    Refusal,
    Score,
    Segment,
)

ANNOTATORS = 3


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    """The sample study, read and cut."""
    journey = open_study(load(sample.write_study(tmp_path_factory.mktemp("sample"), pages=True)))
    flow.read(journey)
    flow.tasks(journey)
    return journey


def given(journey: Journey) -> list[Judgement]:
    """The recorded judgements, on the study's passages."""
    documents = journey.study.load("documents", Document)
    passages = journey.study.load("passages", Passage)
    return list(sample.judgements(documents, passages, journey.codebook))


def test_every_page_is_read(cut: Journey) -> None:
    """Nothing of the sample is refused, and each page has an outlet and something to judge."""
    assert cut.study.load("refusals", Refusal) == []
    documents = cut.study.load("documents", Document)
    judged = {p.document for p in cut.study.load("passages", Passage)}
    assert [d.source for d in documents if not d.outlet or d.id not in judged] == []


def test_recorded_lines_are_about_their_pages(cut: Journey) -> None:
    """Each names a page, a stretch of it, and spans within whose quotes are the text there."""
    pages = {d.source: d.text for d in cut.study.load("documents", Document)}
    for line in sample.recorded():
        text = pages[line["page"]]
        assert 0 <= line["start"] < line["end"] <= len(text)
        for span in line.get("spans", ()):
            assert line["start"] <= span["start"] < span["end"] <= line["end"]
            assert text[span["start"] : span["end"]] == span["quote"]


def test_judgements_fit_the_codebook(cut: Journey) -> None:
    """Every answer, attribute and relation is one that annotators are offered."""
    questions = {q.id: q for q in cut.codebook.questions}
    [spans] = [q for q in questions.values() if q.kind == "spans"]
    attributes = {q.id: q for q in spans.attributes}
    targets = {t.slug for t in cut.codebook.targets} | {""}
    for judgement in given(cut):
        for answer in judgement.answers:
            assert set(answer.labels) <= set(questions[answer.question].values)
            assert answer.target in targets
        for region in judgement.regions:
            assert region.label in spans.values
            for answer in region.attributes:
                assert region.label in attributes[answer.question].of
                assert set(answer.labels) <= set(attributes[answer.question].values)
        for relation in judgement.relations:
            assert {relation.head, relation.tail} <= {r.id for r in judgement.regions}


def test_spans_are_the_text_of_their_document(cut: Journey) -> None:
    """`document.text[start:end]` is the quote, and the span lies in the passage judged."""
    documents = {d.id: d for d in cut.study.load("documents", Document)}
    passages = {p.id: p for p in cut.study.load("passages", Passage)}
    regions = 0
    for judgement in given(cut):
        passage = passages[judgement.passage]
        for region in judgement.regions:
            regions += 1
            assert region.span.of(documents[passage.document].text) == region.quote
            assert passage.span.start <= region.span.start < region.span.end <= passage.span.end
    assert regions > 100


def test_three_people_judge_alike_much(cut: Journey) -> None:
    """Each judges a passage at most once, and every passage with a judgement has three."""
    pairs = Counter((j.passage, j.annotator) for j in given(cut))
    assert set(pairs.values()) == {1}
    people = Counter(passage for passage, _ in pairs)
    assert set(people.values()) == {ANNOTATORS}
    assert len({annotator for _, annotator in pairs}) == ANNOTATORS


def test_annotating_twice_adds_nothing(cut: Journey) -> None:
    """Recorded judgements are submitted once, however often the demo is run, and come back whole."""
    studio = MemoryStudio()
    flow.push(cut, studio, lambda what, done, total: None)
    recorded = given(cut)
    assert demo.annotate(cut, studio, lambda what, done, total: None) == len(recorded)
    assert demo.annotate(cut, studio, lambda what, done, total: None) == 0
    summary = flow.pull(cut, studio)
    assert summary.refusals == ()
    assert summary.counts["items quarantined"] == 0
    assert summary.counts["spans repaired"] == 0
    back = {(j.passage, j.annotator): j for j in cut.study.load("judgements", Judgement)}
    for judgement in recorded:
        found = back[judgement.passage, judgement.annotator]
        assert (found.answers, found.regions) == (judgement.answers, judgement.regions)
        assert (found.relations, found.notes) == (judgement.relations, judgement.notes)
        assert (found.skipped, found.seconds) == (judgement.skipped, judgement.seconds)
    assert find_project(cut, studio).annotations == len(recorded)


@pytest.mark.server
def test_the_whole_journey(tmp_path: Path) -> None:
    """From pages to report in one command: every table, a model, and no server left behind."""
    words = [sys.executable, "-m", "stancemark", "demo", "--no-serve", "new"]
    done = subprocess.run(
        words, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=1200, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    report = Path(done.stdout.splitlines()[-1].removeprefix("report: "))
    assert report == Path("new/study/report.html")
    assert (tmp_path / report).stat().st_size > 10_000

    journey = open_study(load(tmp_path / "new" / "config.yaml"))
    home = studio_folder(journey.setup)
    assert not (home / "server.json").exists()
    assert [p.pid for p in psutil.process_iter(["cmdline"]) if about(p, home)] == []

    load_table = journey.study.load
    documents = {d.id: d for d in load_table("documents", Document)}
    passages = {p.id: p for p in load_table("passages", Passage)}
    judgements = load_table("judgements", Judgement)
    assert load_table("segments", Segment)
    assert load_table("agreement", Agreement)
    assert load_table("gold", Gold)
    assert load_table("scores", Score)
    recorded = given(journey)
    assert Counter(j.annotator for j in judgements) == Counter(j.annotator for j in recorded)
    assert len({j.annotator for j in judgements}) == ANNOTATORS
    said = {(j.passage, j.annotator): j.regions for j in recorded}
    for judgement in judgements:
        text = documents[passages[judgement.passage].document].text
        assert judgement.regions == said[judgement.passage, judgement.annotator]
        assert all(region.span.of(text) == region.quote for region in judgement.regions)
        assert judgement.quarantined == ()

    model = shelf.load(journey.study.folder / "models" / "linear")
    version = model.manifest["version"]
    guessed = load_table("predictions/linear", Prediction)
    assert {p.version for p in guessed} == {version}
    assert {p.passage for p in guessed} == set(passages) - {j.passage for j in judgements}
    steps = json.loads((journey.study.folder / "manifest.json").read_text())["steps"]
    assert steps["push"]["shown"].startswith(f"{version}.")
    assert steps["push"]["counts"]["tasks left as they were"] == len(passages)


def about(process: psutil.Process, folder: Path) -> bool:
    """Whether a process's command line names a folder."""
    return any(str(folder) in word for word in process.info["cmdline"] or [])
