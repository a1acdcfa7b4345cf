"""Pages to JSON Lines: what stands in them, and whoever reads them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import PAGES, TEXT, Command, outside


def test_segments_are_json_lines(run: Command) -> None:
    """One object a line, of just these keys; its text is the document's; furniture has no unit."""
    ended = run("segment", PAGES)
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert (ended.code, ended.err) == (0, "")
    for row in rows:
        assert list(row) == (
            "document id start end role unit kind author outlet depth parent reason text".split()
        )
        assert len(row["text"]) == row["end"] - row["start"]
        assert row["unit"] != ""
        assert (row["role"] == "boilerplate") == bool(row["reason"])
    assert {row["kind"] for row in rows} == {"article", "post", "comment", None}
    assert None in {row["unit"] for row in rows}


def test_attributions_are_json_lines_with_the_voices_after_them(run: Command) -> None:
    """Attributions, then a voice for each sentence; every stretch has its own text beside it."""
    ended = run("segment", PAGES / "01-northgate-airdrop.txt", "--attributions")
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert (ended.code, ended.err) == (0, "")
    kinds = [row["type"] for row in rows]
    assert kinds == sorted(kinds)
    assert set(kinds) == {"attribution", "voice"}
    stretches = [s for row in rows for s in row.get("content", [row])]
    assert all(len(s["text"]) == s["end"] - s["start"] for s in stretches)
    assert {row["voice"] for row in rows if row["type"] == "voice"} >= {"quoted", "paraphrased"}


def test_passages_are_json_lines(run: Command) -> None:
    """One object a line, of just these keys, no passage longer than asked for."""
    ended = run("cut", PAGES / "03-courier-airdrop.html", "--max-words", "50")
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert (ended.code, ended.err) == (0, "")
    assert len(rows) > 3
    for row in rows:
        assert list(row) == (
            "id document start end text role unit kind author outlet depth "
            "context_before context_after cluster".split()
        )
        assert len(row["text"]) == row["end"] - row["start"]
        assert len(row["text"].split()) <= 50


def test_passages_of_several_files_share_clusters(run: Command, tmp_path: Path) -> None:
    """A paragraph of one file, quoted in another, has the same cluster there; others have none."""
    one = "The ferry Marigold ran aground off Tansy Point late on Tuesday with 214 people on board."
    two = "Nobody has said why the dam was left to crack for years before anybody looked at it."
    (tmp_path / "one.txt").write_text(one)
    (tmp_path / "two.txt").write_text(two)
    (tmp_path / "three.txt").write_text(f"My cousin was there. {one}")
    rows = [json.loads(line) for line in run("cut", tmp_path).out.splitlines()]
    clusters = {row["text"]: row["cluster"] for row in rows}
    assert clusters[one] == clusters[f"My cousin was there. {one}"] != clusters[two]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_json_is_utf8_whatever_the_locale(tmp_path: Path, encoding: str) -> None:
    """What is piped does not depend on the terminal's encoding."""
    said = f"{TEXT} 🏛️ сказало: «Привет». القوات."
    (tmp_path / "page.txt").write_text(said, encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = outside(["cut", "page.txt"], tmp_path, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["text"] == said


def test_a_reader_that_leaves_early_is_no_fault(tmp_path: Path) -> None:
    """As under `| head -1`: exit code 0, and no complaint."""
    with subprocess.Popen(
        [sys.executable, "-m", "stancemark", "segment", str(PAGES)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    ) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.readline()
        command.stdout.close()
        assert command.wait(60) == 0
        assert command.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_to_a_full_disk(tmp_path: Path) -> None:
    """Exit code 3, and one line."""
    with Path("/dev/full").open("w") as full:
        done = outside(["cut", PAGES], tmp_path, stdout=full)
    assert done.returncode == 3
    assert done.stderr == "stancemark: output: No space left on device\n"


def test_output_that_is_closed(tmp_path: Path) -> None:
    """One line, exit code 3."""
    (tmp_path / "a.txt").write_text("Words of the ferry.")
    words = f'exec "{sys.executable}" -m stancemark segment a.txt >&-'
    done = subprocess.run(
        ["sh", "-c", words], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 3
    assert done.stderr == "stancemark: output: is closed; send it to a file or to another command\n"
