"""A study's steps from the command line, a new study, and the verbs on tables."""

import json
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from stancemark import sample
from stancemark.records import Passage, Prediction, Segment
from stancemark.store import Study
from tests.commands import Command, outside


def test_the_steps_tell_what_they_did(run: Command, study: Path) -> None:
    """A line of counts each, on standard output; run again, the same."""
    for _ in range(2):
        assert run("read").out == "read: 1 documents, 0 outlets\n"
        assert run("tasks").out.startswith("tasks: 1 segments, 0 of them boilerplate, 1 passages")
        ended = run("push", "--dry-run")
        first, second, third = ended.out.splitlines()
        assert first == 'would create the project "A tiny study"'
        assert second == "would create 1 tasks, leave 0 as they are"
        assert third.startswith("would create 1 predictions of rules-")
        assert (ended.code, ended.err) == (0, "")
    assert not (study / "study" / "label-studio").exists()


def test_a_study_that_was_killed_is_readable_and_completed(tmp_path: Path) -> None:
    """Killed at any moment, `tasks` leaves tables that can be read; run again, it completes."""
    config = sample.write_study(tmp_path, pages=True)
    whole = tmp_path / "whole"
    for step in ("read", "tasks"):
        assert outside([step, "--config", config], tmp_path).returncode == 0
    shutil.copytree(tmp_path / "study", whole)
    for seconds in (0.2, 0.45, 0.6):
        for name in ("segments", "passages", "predictions/rules"):
            (tmp_path / "study" / f"{name}.parquet").unlink(missing_ok=True)
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(
                [sys.executable, "-m", "stancemark", "tasks"],
                cwd=tmp_path,
                timeout=seconds,
                capture_output=True,
                check=False,
            )
        study = Study(tmp_path / "study")
        for table, kind in (("segments", Segment), ("passages", Passage)):
            assert study.load(table, kind) in ([], Study(whole).load(table, kind))
        study.load("predictions/rules", Prediction)
        study.manifest()
    assert outside(["tasks"], tmp_path).returncode == 0
    for path in whole.rglob("*.parquet"):
        assert (tmp_path / "study" / path.relative_to(whole)).read_bytes() == path.read_bytes()


# A new study


def test_init_twice(run: Command, tmp_path: Path) -> None:
    """The same again changes nothing; with samples, the pages are there and can be read."""
    for _ in range(2):
        assert run("init", tmp_path / "new").code == 0
    config = tmp_path / "new" / "config.yaml"
    assert config.read_text(encoding="utf-8") == sample.config_text()
    assert "samples" in run("read", "--config", config).said
    assert run("init", "--samples", tmp_path / "new").code == 0
    ended = run("read", "--config", config)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("read: ")


@pytest.mark.parametrize("content", [b"study: {}\n", b"\xff\xfe\0", b""])
def test_init_does_not_touch_what_is_there(run: Command, tmp_path: Path, content: bytes) -> None:
    """Another config.yaml is refused, and stays as it was."""
    (tmp_path / "config.yaml").write_bytes(content)
    ended = run("init", tmp_path)
    assert "exists already, and is not touched" in ended.said
    assert ended.code == 2
    assert (tmp_path / "config.yaml").read_bytes() == content


# Tables


def test_the_verbs_on_tables(run: Command, tmp_path: Path) -> None:
    """Agree, aggregate, train, evaluate and prelabel, each with its line."""
    votes, texts = tmp_path / "votes.csv", tmp_path / "texts.csv"
    votes.write_text("item,annotator,label\na,ann,x\na,bob,x\nb,ann,y\nb,bob,x\nc,ann,\n")
    labels = {"good": "praise and thanks", "bad": "lies and waste"}
    rows = [f"{label}{i},{text} {i},{label},o{i}" for label, text in labels.items() for i in "123"]
    texts.write_text("\n".join(["id,text,label,outlet", *rows]))

    ended = run("agree", votes, "--json")
    assert json.loads(ended.out)["metric"] == "alpha_nominal"
    assert "refused 1: no label" in ended.err
    assert "2 items, 2 annotators" in run("agree", votes).out
    ended = run("aggregate", votes, "-o", tmp_path / "gold.jsonl")
    assert ended.out == "aggregate: 2 items, 1 ties\n"
    ended = run("train", texts, "--out", tmp_path / "model")
    first, advice = ended.out.splitlines()
    assert first == "train: 1 models, 6 examples, 2 labels with fewer than 100 examples"
    assert "under 100 examples of bad, good" in advice
    assert "--family blend" in advice
    ended = run("evaluate", texts, "--folds", "3")
    assert "macro_f1" in ended.out
    assert "3 groups apart" in ended.out
    ended = run("prelabel", texts, "--model", tmp_path / "model", "-o", tmp_path / "out.csv")
    assert (ended.code, ended.out) == (
        0,
        "prelabel: 6 rows, 0 not labelled, 0 accepted\n"
        "  nothing is accepted: the model was trained without a gate\n",
    )
