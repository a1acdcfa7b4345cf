"""Where no script reaches the server: files out, exports in, and the same judgements."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stancemark.annotate import plans, send
from stancemark.annotate.offline import OfflineStudio
from stancemark.annotate.protocol import Json, ProjectSettings
from stancemark.annotate.studio import LiveStudio, check_config
from stancemark.errors import InputError
from stancemark.records import History, Judgement
from tests.annotate import pushed
from tests.annotate.pushed import (
    SETTINGS,
    TEXT,
    judgement,
    pull,
    push,
    quiet,
    state,
    submit,
    tasks,
)

UIDS = "abcdefgh"


def written(folder: Path, uids: Sequence[str] = UIDS, version: str = "rules-1") -> tuple[int, int]:
    """Push into the folder; tasks and predictions sent."""
    studio = OfflineStudio(folder)
    sent = push(studio, uids, version, pushed.SETTINGS)
    studio.write()
    return sent


def files(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file()}


def test_what_is_written_can_be_imported(tmp_path: Path) -> None:
    """A valid config, tasks with their suggestions inside, and how to go on."""
    assert written(tmp_path) == (8, 8)
    check_config((tmp_path / "labeling-config.xml").read_text())
    there = json.loads((tmp_path / "import-0001.json").read_text())
    assert [task["data"]["uid"] for task in there] == list(UIDS)
    assert {p["model_version"] for task in there for p in task["predictions"]} == {"rules-1"}
    assert len(there[0]["predictions"]) == 1
    assert "Import import-0001.json" in (tmp_path / "HOW-TO.txt").read_text()


def test_written_twice_nothing_changes(tmp_path: Path) -> None:
    """The plan knows what the files hold: 0 tasks, 0 predictions, the same bytes."""
    written(tmp_path)
    first = files(tmp_path)
    assert written(tmp_path) == (0, 0)
    assert files(tmp_path) == first


def test_new_tasks_go_into_new_files(tmp_path: Path) -> None:
    """A file that may have been imported already gets no more tasks: importing it again would double."""
    written(tmp_path, "abc")
    assert written(tmp_path, "abcd") == (1, 1)
    named = [
        [t["data"]["uid"] for t in json.loads((tmp_path / f"import-000{n}.json").read_text())]
        for n in (1, 2)
    ]
    assert named == [["a", "b", "c"], ["d"]]
    assert state(OfflineStudio(tmp_path))["tasks"] == dict.fromkeys("abcd", 1)


def export(folder: Path, made: Any, name: str = "one.json") -> None:
    """Put an export where it belongs."""
    (folder / "exports").mkdir(exist_ok=True)
    content = made if isinstance(made, str) else json.dumps(made)
    (folder / "exports" / name).write_text(content, encoding="utf-8")


def annotation(number: int, updated: str, label: str) -> Json:
    """An annotation as exports have it."""
    value = {"choices": [label]}
    item = {"id": "bias", "from_name": "bias", "to_name": "text", "type": "choices", "value": value}
    times = {"created_at": "2026-01-01T00:00:00Z", "updated_at": updated}
    return {"id": number, "unique_id": f"u{number}", "completed_by": 3, "result": [item], **times}


def test_exports_may_overlap_and_the_newest_counts(tmp_path: Path) -> None:
    """Of an annotation in two exports its newest state is read, and one in either is not lost."""
    written(tmp_path)
    old, new = (
        annotation(1, "2026-01-02T00:00:00Z", "biased"),
        annotation(1, "2026-01-03T00:00:00Z", "not_biased"),
    )
    export(tmp_path, [{"id": 9, "data": {"uid": "a"}, "annotations": [new]}], "a.json")
    other = [old, annotation(2, "2026-01-01T00:00:00Z", "biased")]
    export(tmp_path, [{"id": 9, "data": {"uid": "a"}, "annotations": other}], "b.json")
    judgements, refused = pull(OfflineStudio(tmp_path), UIDS)
    assert [j.answers[0].labels for j in judgements] == [("not_biased",), ("biased",)]
    assert (judgements[0].annotator, judgements[0].task, refused) == ("user 3", 9, [])
    (tmp_path / "people.json").write_text('{"3": "ann@example.org"}')
    assert pull(OfflineStudio(tmp_path), UIDS)[0][0].annotator == "ann@example.org"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[{", r"one.json: not JSON"),
        ("{}", r"one.json: not a list of tasks"),
        ("[1]", r"one.json: entry 1 is no task with annotations; export as JSON"),
        ([{"id": 1, "text": TEXT, "annotation_id": 3}], r"one.json: a JSON-MIN export"),
        ([{"id": "x", "data": {}, "annotations": []}], "entry 1 is no task with annotations"),
        ([{"id": 1, "data": [], "annotations": []}], "entry 1 is no task with annotations"),
        ([{"id": 1, "data": {}, "annotations": [3]}], "entry 1 is no task with annotations"),
    ],
)
def test_what_is_no_export_is_named(tmp_path: Path, content: Any, said: str) -> None:
    """The file, and the format that would be right."""
    written(tmp_path)
    export(tmp_path, content)
    with pytest.raises(InputError, match=said):
        pull(OfflineStudio(tmp_path), UIDS)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """A file in place of the folder is named, before anything is read or written."""
    file = tmp_path / "export.json"
    file.write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match=r"export\.json: a file; --offline names the folder"):
        OfflineStudio(file)


def test_no_export_is_not_an_empty_one(tmp_path: Path) -> None:
    """Before there is an export, what a study knows from elsewhere is not taken for deleted."""
    with pytest.raises(InputError, match=r"run `stancemark push --offline"):
        OfflineStudio(tmp_path).check_exported()
    written(tmp_path)
    with pytest.raises(InputError, match=r"exports: no export yet; put one there, as JSON"):
        OfflineStudio(tmp_path).check_exported()
    export(tmp_path, [{"id": 1, "data": {"uid": "zz"}, "annotations": []}])
    with pytest.raises(InputError, match="no task of this study in any export"):
        OfflineStudio(tmp_path).check_exported()
    export(tmp_path, [{"id": 1, "data": {"uid": "a"}, "annotations": []}])
    OfflineStudio(tmp_path).check_exported()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("project.json", "{}"),
        ("project.json", '{"settings": {}, "shown": "", "files": []}'),
        ("project.json", '{"settings": 1}'),
        ("import-0001.json", '[{"x": 1}]'),
        ("import-0001.json", "[1]"),
    ],
)
def test_what_was_altered_since_is_named(tmp_path: Path, name: str, content: str) -> None:
    """A file that is not as it was written is not guessed at."""
    written(tmp_path)
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=rf"{name}: not what `push --offline` wrote"):
        OfflineStudio(tmp_path)


def test_tasks_stand_in_the_order_of_the_queue(tmp_path: Path) -> None:
    """Served one after the other, as the pages of the free edition offer, they come as computed."""
    studio = OfflineStudio(tmp_path)
    plan = plans.plan_push(studio, SETTINGS, "abc", lambda: tasks("abc"))
    project = send.push(studio, plan, 3, quiet)
    numbers = dict(studio.tasks(project.id))
    for uid, score in (("a", 0.9), ("b", 0.1), ("c", 0.5)):
        made = {"task": numbers[uid], "model_version": "m", "score": score, "result": []}
        studio.add_predictions(project.id, [made])
    studio.write()
    there = json.loads((tmp_path / "import-0001.json").read_text())
    assert [task["data"]["uid"] for task in there] == ["b", "c", "a"]


def test_people_whom_an_export_names_are_named(tmp_path: Path) -> None:
    """Where an annotation says its author's address, no people.json is needed."""
    written(tmp_path)
    made = annotation(1, "2026-01-02T00:00:00Z", "biased")
    made["completed_by"] = {"id": 7, "email": "eve@example.org"}
    export(tmp_path, [{"id": 1, "data": {"uid": "a"}, "annotations": [made]}])
    assert pull(OfflineStudio(tmp_path), UIDS)[0][0].annotator == "eve@example.org"


def test_tasks_of_another_study_are_refused(tmp_path: Path) -> None:
    """Those without our uid, or with a strange one, are counted; the others are read."""
    written(tmp_path)
    made = [annotation(1, "2026-01-02T00:00:00Z", "biased")]
    data: list[Json] = [{"uid": "a"}, {"uid": "zz"}, {}]
    export(
        tmp_path, [{"id": n, "data": d, "annotations": made} for n, d in enumerate(data, start=1)]
    )
    judgements, refused = pull(OfflineStudio(tmp_path), UIDS)
    assert [j.passage for j in judgements] == ["a"]
    assert [reason for _, reason in refused] == ["task of no passage in this study"] * 2


def uploaded(live: LiveStudio, folder: Path) -> int:
    """The project that somebody makes by hand from the files, by the requests of the import page."""
    config = (folder / "labeling-config.xml").read_text("utf-8")
    at = live.create_project(replace(pushed.SETTINGS, config=config, history=History())).id
    name = "import-0001.json"
    file = {name: (name, (folder / name).read_bytes(), "application/json")}
    live._call("POST", f"api/projects/{at}/import", files=file)
    return at


@pytest.mark.server
def test_an_export_says_what_the_server_says(
    live: LiveStudio, own_project: ProjectSettings, tmp_path: Path
) -> None:
    """Imported from the files, annotated, exported: the judgements are those of a live pull."""
    written(tmp_path)
    at = uploaded(live, tmp_path)
    sent = json.loads((tmp_path / "import-0001.json").read_text())
    numbers = sorted((number, uid) for uid, number in live.tasks(at))
    assert [t["data"]["uid"] for t in sent] == [uid for _, uid in numbers]  # in the file's order
    assert live.prediction_counts(at) == {"rules-1": len(UIDS)}
    ann, bob = live.add_person("ann@example.org"), live.add_person("bob@example.org")
    submit(live, "a", judgement("a"), ann)
    [shown] = live._call("GET", f"api/predictions?task={dict(live.tasks(at))['a']}")
    submit(live, "a", judgement("a", answers=()), bob, parent_prediction=shown["id"])
    submit(live, "b", Judgement("", "b", "", skipped=True, seconds=1.0), bob)
    content = live._call("GET", f"api/projects/{at}/export", params={"exportType": "JSON"})
    export(tmp_path, content)
    (tmp_path / "people.json").write_text(json.dumps(live.people()))
    there, refused = pull(live, UIDS)
    here, refused_here = pull(OfflineStudio(tmp_path), UIDS)
    assert here == there
    assert [j.suggestion for j in there] == ["", "rules-1", ""]
    assert refused == refused_here


def test_suggestions_are_those_that_were_made(tmp_path: Path) -> None:
    """A second version takes the place of the first in every file, as it would on the server."""
    written(tmp_path, "ab")
    written(tmp_path, "ab", "rules-2")
    there = json.loads((tmp_path / "import-0001.json").read_text())
    assert [[p["model_version"] for p in task["predictions"]] for task in there] == [
        ["rules-2"]
    ] * 2
