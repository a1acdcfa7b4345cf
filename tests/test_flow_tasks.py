"""The journey on a tiny study, from pages to tasks in a Label Studio in memory."""

import json
import tracemalloc
from collections import Counter
from dataclasses import replace

import pytest

from stancemark import flow
from stancemark.annotate.memory import MemoryStudio
from stancemark.errors import InputError
from stancemark.journey import Journey, find_project
from stancemark.records import (
    Cluster,
    Document,
    Judgement,
    Passage,
    Prediction,
    Refusal,
    Segment,
    Span,
)
from tests.annotate.pushed import quiet
from tests.journeys import BAD, GOOD, walk

HIDDEN = (
    "Zebra Gazette",
    "Okapi Herald",
    "Quokka Blog",
    "Quentin Marlowe",
    "zebra.example",
    "2031",
)
"""What tells an annotator where a page is from."""


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
    with pytest.raises(InputError, match=r"rows\.csv: empty \(a header and no rows\)"):
        flow.read(naming(journey, "rows.csv"))


def test_documents_are_saved_while_they_are_read(journey: Journey) -> None:
    """A table of 60 MB is read into the study with less than 45 MB in memory."""
    with (journey.setup.base / "rows.csv").open("w") as file:
        file.write("text,outlet\n")
        file.writelines(f"{n} {'ferries leave ' * 35_000},O{n % 3}\n" for n in range(120))
    tracemalloc.start()
    try:
        summary = flow.read(naming(journey, "rows.csv"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert summary.counts == {"documents": 120, "outlets": 3}
    assert peak < 45_000_000


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
        "clusters of repeated passages": 0,
        "passages in them": 0,
        "suggested spans": sum(len(s.regions) for s in suggested),
    }
    spoken = [r.quote for s in suggested for r in s.regions]
    assert any("82%" in quote for quote in spoken)


def test_tasks_clusters_what_pages_repeat(journey: Journey) -> None:
    """A page that takes over a sentence, some words changed, shares its cluster; the earlier leads."""
    spun = BAD[2].replace("viral", "popular").replace("lied", "told lies")
    later = f"---\noutlet: Gecko Post\ndate: 2031-05-01\n---\nWell, look at this. {spun} Oh dear."
    (journey.setup.base / "pages" / "d.md").write_text(later)
    flow.read(journey)
    summary = flow.tasks(journey)
    assert summary.counts["clusters of repeated passages"] == 1
    assert summary.counts["passages in them"] == 2
    [found] = journey.study.load("clusters", Cluster)
    assert (found.source, found.known) == ("Okapi Herald", "dated")
    assert found.outlets == ("Gecko Post", "Okapi Herald")
    passages = {p.id: p for p in journey.study.load("passages", Passage)}
    assert {passages[p].cluster for p in found.passages} == {found.id}
    assert passages[found.original].text == BAD[2]
    assert sum(p.cluster == found.id for p in passages.values()) == 2


def test_tasks_counts_sentences_that_no_passage_should_hold(journey: Journey) -> None:
    """One sentence of 130 words stays whole where 120 are asked for, and is counted."""
    (journey.setup.base / "pages" / "d.txt").write_text("Then " + "word " * 128 + "end.")
    flow.read(journey)
    summary = flow.tasks(journey)
    assert summary.counts["of them one sentence longer than max_words"] == 1
    assert max(len(p.text.split()) for p in journey.study.load("passages", Passage)) == 130


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
    summary = flow.push(journey, studio, quiet)
    assert summary.counts == {
        "tasks created": 8,
        "tasks left as they were": 0,
        "predictions sent": 8,
        "predictions left as they were": 0,
    }
    assert flow.push(journey, studio, quiet).counts == {
        "tasks created": 0,
        "tasks left as they were": 8,
        "predictions sent": 0,
        "predictions left as they were": 8,
    }
    assert find_project(journey, studio).shown.startswith(f"{suggestions[0].version}.")


def test_blind_tasks_do_not_tell_where_a_page_is_from(journey: Journey) -> None:
    """No outlet, author, address or date is anywhere in what the server is sent."""
    studio = MemoryStudio()
    walk(journey, studio, "push")
    [project] = studio.projects()
    sent = json.dumps([studio._tasks, studio._predictions, str(project)], ensure_ascii=False)
    assert GOOD[1] in sent
    assert [word for word in HIDDEN if word in sent] == []


def test_spans_over_blanks_are_of_the_document(journey: Journey) -> None:
    """A name in the text is blank in the task and in its suggestion, and whole in what is pulled."""
    telling = "A viral video shows that the Zebra Gazette has lied, Quentin Marlowe agrees."
    page = journey.setup.base / "pages" / "d.md"
    page.write_text(f"---\noutlet: Zebra Gazette\nauthor: Quentin Marlowe\n---\n{telling}\n")
    studio = MemoryStudio()
    walk(journey, studio, "push")
    sent = json.dumps([studio._tasks, studio._predictions], ensure_ascii=False)
    assert "shows that the _____________ has lied, _______________ agrees." in sent
    assert [word for word in HIDDEN if word in sent] == []

    [passage] = [p for p in journey.study.load("passages", Passage) if p.text == telling]
    task = dict(studio.tasks(find_project(journey, studio).id))[passage.id]
    start, end = telling.index("the Zebra"), telling.index(" has lied")
    value = {"start": start, "end": end, "text": "the _____________", "labels": ["claim"]}
    [control] = [q.id for q in journey.codebook.questions if q.kind == "spans"]
    item = {"id": "r", "from_name": control, "type": "labels", "value": value}
    studio.annotate(task, {"result": [item]}, studio.add_person("ann@example.org"))
    flow.pull(journey, studio)
    judgements = journey.study.load("judgements", Judgement)
    [region] = [region for judgement in judgements for region in judgement.regions]
    assert (region.quote, region.repaired) == ("the Zebra Gazette", False)
    assert region.span == Span(start, end).moved(passage.span.start)


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
