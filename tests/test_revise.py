"""A codebook that changes under a study: its history, what differs, migrate and undo."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from stancemark import codebooks, flow, revise
from stancemark.annotate.memory import MemoryStudio
from stancemark.annotate.server import Running
from stancemark.annotate.studio import LiveStudio
from stancemark.config import load
from stancemark.errors import InputError, StoreError
from stancemark.journey import Journey, find_project, open_study
from stancemark.records import Era, Former, Gold, History, Judgement
from stancemark.store import Study
from stancemark.tasks.codec import encode_annotation
from tests.annotate.pushed import quiet
from tests.commands import Command
from tests.journeys import annotate, judged, unjudged, walk
from tests.tasks.revised import label, question, revised

MOVES = (label("stance", "favor", "supports"), label("bias", "biased", "loaded", "slanted"))


def later(journey: Journey, *moves: object) -> Journey:
    """The same study after its codebook was rewritten."""
    given = moves or MOVES
    return replace(journey, codebook=revised(journey.codebook, *given))  # type: ignore[arg-type]  # moves all


def test_pull_stamps_each_judgement_with_what_was_on_screen(journey: Journey) -> None:
    """Seven passages judged before a migration, one after it: each has its own version."""
    studio = MemoryStudio()
    walk(journey, studio, "push")
    new = later(journey)
    assert revise.migrate(new, studio, quiet).counts == {
        "annotations changed": 6,
        "drafts changed": 0,
        "unsaved edits kept here only": 0,
        "answers to be decided": 8,
    }
    studio.wait(600)
    passage = unjudged(new)
    raw = encode_annotation(judged(passage), passage, journey.codebook)
    raw["result"][0]["value"] = {"choices": ["supports"]}
    task = dict(studio.tasks(find_project(new, studio).id))[passage.id]
    studio.annotate(task, raw, studio.add_person("kim@example.org"))
    counts = flow.pull(new, studio).counts
    assert counts["judgements"] == 15
    assert counts["items quarantined"] == 8
    assert counts["made with another codebook"] == 14
    assert counts["of labels renamed since"] == 6
    assert "made between two codebooks" not in counts
    made = {j.annotator: j.codebook for j in new.study.load("judgements", Judgement)}
    assert made["kim@example.org"] == new.codebook.version
    assert made["ann@example.org"] == journey.codebook.version
    flow.aggregate(new)
    gold = {g.label for g in new.study.load("gold", Gold) if g.question == "stance"}
    assert gold == {"supports", "against"}


def test_another_machine_finds_the_history_on_the_server(journey: Journey, tmp_path: Path) -> None:
    """A copy of the study from before knows nothing of the migration, and stamps alike."""
    studio = MemoryStudio()
    walk(journey, studio, "push")
    other = tmp_path / "other"
    shutil.copytree(tmp_path, other, ignore=shutil.ignore_patterns("other", "codebooks"))
    elsewhere = later(open_study(load(other / "config.yaml")))
    new = later(journey)
    revise.migrate(new, studio, quiet)
    flow.pull(new, studio)
    flow.pull(elsewhere, studio)
    ours, theirs = (j.study.load("judgements", Judgement) for j in (new, elsewhere))
    assert ours == theirs
    assert {j.codebook for j in theirs} == {journey.codebook.version}
    assert codebooks.load(elsewhere.study) == codebooks.load(new.study)
    with pytest.raises(InputError, match="nothing to undo: no migration to"):
        revise.undo(elsewhere, studio, quiet)


def test_undo_takes_the_last_migration_back(journey: Journey) -> None:
    """One after the other; judgements are those of before; then there is nothing to undo."""
    studio = MemoryStudio()
    walk(journey, studio, "pull")
    before = journey.study.load("judgements", Judgement)
    first = later(journey, label("stance", "favor", "supports"))
    second = later(first, question("bias", "wording"))
    for step in (first, second):
        revise.migrate(step, studio, quiet)
    assert f"in place of {second.codebook.version}" in next(
        revise.plan_undo(second, studio).lines()
    )
    assert revise.undo(second, studio, quiet).counts["annotations changed"] == 14
    assert revise.undo(second, studio, quiet).counts["annotations changed"] == 6
    flow.pull(journey, studio)
    after = journey.study.load("judgements", Judgement)
    assert [replace(j, updated="") for j in after] == [replace(j, updated="") for j in before]
    shown = [era.version for era in revise.history(journey, studio).eras]
    versions = [step.codebook.version for step in (journey, first, second)]
    assert shown == [*versions, versions[1], versions[0]]
    with pytest.raises(InputError, match="nothing to undo"):
        revise.undo(second, studio, quiet)
    revise.migrate(first, studio, quiet)
    assert revise.undo(first, studio, quiet).counts["annotations changed"] == 6


def test_the_old_results_are_in_the_study(journey: Journey) -> None:
    """A row for each annotation that changed: whose, by which codebook, and what it said."""
    studio = MemoryStudio()
    walk(journey, studio, "push")
    new = later(journey)
    revise.migrate(new, studio, quiet)
    table = f"migrations/0001-{journey.codebook.version}-{new.codebook.version}"
    rows = new.study.load(table, Former)
    assert len(rows) == 6
    assert {row.made for row in rows} == {journey.codebook.version}
    assert {row.annotator for row in rows} == {"ann@example.org", "bob@example.org"}
    assert all('"favor"' in row.result and '"supports"' in row.written for row in rows)


def test_a_model_of_an_older_codebook_is_refused_by_name_of_what_differs(journey: Journey) -> None:
    """Not two digests: the labels that are called otherwise now."""
    studio = MemoryStudio()
    walk(journey, studio, "train")
    new = later(journey)
    revise.migrate(new, studio, quiet)
    with pytest.raises(InputError, match=r"stance: label favor is now supports") as caught:
        flow.prelabel(new)
    assert "run `stancemark train` again" in str(caught.value)


def test_a_codebook_file_of_another_hand_is_named(journey: Journey) -> None:
    """Damaged by an editor: the line names the file."""
    studio = MemoryStudio()
    walk(journey, studio, "push")
    [path] = (journey.study.folder / "codebooks").glob("*.json")
    path.write_text("{}")
    with pytest.raises(StoreError, match=path.name):
        flow.push(journey, studio, quiet)


def test_versions_are_known_without_a_server(run: Command, study: Path) -> None:
    """History and diff from the study's own copies; an unknown version is named with those there are."""
    codebook = open_study(load(study / "config.yaml")).codebook
    other = revised(codebook, label("bias", "biased", "loaded"))
    eras = (Era(codebook.version), Era(other.version, "2031-01-02T03:04:05+00:00"))
    books = {codebook.version: codebook, other.version: other}
    codebooks.keep(Study(study / "study"), History(eras, books))
    ended = run("codebook", "history")
    assert ended.out.splitlines()[1].split() == [
        *(other.version, "since", "2031-01-02", "03:04:05", "UTC", "Quick", "look"),
    ]
    assert "is not running" in ended.err
    ended = run("codebook", "diff", codebook.version, other.version[:6])
    assert ended.out.splitlines() == [
        "bias: label biased is now loaded",
        "bias: label loaded is new",
    ]
    assert run("codebook", "diff", other.version, other.version).out == "the same\n"
    ended = run("codebook", "diff", "zz")
    assert ended.code == 2
    assert ended.said == f"codebook: version zz is not kept; one of: {', '.join(sorted(books))}"


@pytest.mark.server
def test_a_team_renames_a_target(
    run: Command, label_studio: Running, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the command line, on the real server: refused, mapped, shown, migrated, listed, undone."""
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", label_studio.token)
    at = f"label_studio: {{url: '{label_studio.url}'}}\n"
    config = study / "config.yaml"
    config.write_text(config.read_text() + at)
    for step in ("read", "tasks", "push"):
        assert run(step).code == 0
    journey = open_study(load(config))
    live = LiveStudio(label_studio.url, label_studio.token)
    assert annotate(journey, live) == 2
    assert run("pull").code == 0
    first = journey.codebook.version

    renamed = config.read_text().replace("name: City Hall", "name: The Mayor")
    config.write_text(renamed)
    second = open_study(load(config)).codebook.version
    ended = run("push")
    assert ended.code == 2
    told = ended.err.splitlines()[-1]
    assert "stance__city_hall is used by 2 annotations of 2 people" in told
    assert "`migrate: {targets: {city_hall: …}}`" in told
    assert run("codebook", "migrate").code == 2

    mapped = "targets: [{name: The Mayor}], migrate: {targets: {City Hall: The Mayor}}"
    config.write_text(renamed.replace("targets: [{name: The Mayor}]", mapped))
    planned = run("push", "--dry-run")
    rename = "would rename stance__city_hall to stance__the_mayor in 2 annotations of 2 people"
    assert rename in planned.out.splitlines()
    assert "run `stancemark codebook migrate`" in planned.said
    assert rename in run("codebook", "migrate", "--dry-run").out.splitlines()
    assert run("codebook", "diff").out.splitlines() == [
        "target city_hall is now the_mayor",
        "target the_mayor is new",
    ]
    assert run("codebook", "migrate").out.startswith("migrate: 2 annotations changed, 0 drafts")
    assert run("push").code == 0
    pulled = run("pull").out
    assert "2 made with another codebook, 2 of labels renamed since" in pulled
    assert run("codebook", "open").out == "nothing to decide\n"
    shown = [line.split()[0] for line in run("codebook", "history").out.splitlines()]
    assert shown == [first, second]

    assert run("codebook", "undo", "--dry-run").out.startswith(f"would show codebook {first}")
    assert run("codebook", "undo").out.startswith("undo: 2 annotations changed")
    assert run("codebook", "undo").code == 2
    lines = run("codebook", "history").out.splitlines()
    assert [line.split()[0] for line in lines] == [first, second, first, second]
    assert lines[-1].endswith("in the file, not shown yet")
