"""What `segment`, `cut` and `read` say of files they were given."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import CONFIG, TEXT, Command


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", b"%PDF cut", "a.pdf: damaged PDF ("),
        ("a.doc", b"old", "a.doc: unknown format (.doc: save it as .docx)"),
        (
            "a.csv",
            b"id\n1\n",
            "a.csv: no text column (it has id; name one `text` (or body, content",
        ),
        ("a.csv", b"text,url\nragged\n", "a.csv#2: ragged row (1 cells under 2 columns)"),
        ("a.txt", b"", "a.txt: empty (no text in it)"),
    ],
)
@pytest.mark.parametrize("command", ["segment", "cut"])
def test_a_named_file_that_gives_nothing_ends_with_two(
    run: Command, study: Path, command: str, name: str, data: bytes, said: str
) -> None:
    """One line: file, reason, what would be right. Nothing on standard output."""
    (study / name).write_bytes(data)
    ended = run(command, name)
    assert ended.said.startswith(said)
    assert (ended.code, ended.out) == (2, "")


def test_refusals_in_a_folder_are_counted_and_no_fault(run: Command, study: Path) -> None:
    """Counts by reason on standard error; standard output is JSON Lines; exit code 0."""
    (study / "pages" / "a.txt").touch()
    (study / "pages" / "b.txt").touch()
    (study / "pages" / "c.pdf").write_bytes(b"%PDF cut")
    (study / "pages" / "d.jsonl").write_text('{"body": "Words."}\n[]\n')
    ended = run("segment", "pages")
    assert ended.code == 0
    texts = [json.loads(line)["text"] for line in ended.out.splitlines()]
    assert "".join(texts) == f"Words.{TEXT}"
    assert "refused 2: empty" in ended.err
    assert "refused 1: damaged PDF" in ended.err
    assert "1 tables read with their `body` as `text`" in ended.err


def test_a_bad_row_of_a_named_table_is_counted(run: Command, study: Path) -> None:
    """A table with good rows is no fault of the user's."""
    (study / "t.csv").write_text("text,url\nragged\nWords of the ferry.,\n")
    ended = run("cut", "t.csv")
    assert (ended.code, len(ended.out.splitlines())) == (0, 1)
    assert "refused 1: ragged row\n    t.csv#2 (1 cells under 2 columns)" in ended.err


def test_a_namesake_in_a_folder_is_not_the_named_file(run: Command, study: Path) -> None:
    """`page.txt` is named and read; `pages/page.txt` is refused as one of many."""
    (study / "page.txt").write_text("Words of the ferry.")
    (study / "pages" / "page.txt").write_bytes(b"")
    assert run("segment", "page.txt", "pages").code == 0
    (study / "config.yaml").write_text(CONFIG.replace("[pages]", "[page.txt, pages]"))
    assert run("read").code == 0


def test_segments_are_printed_while_reading(tmp_path: Path) -> None:
    """The first lines arrive while the last file is still to come."""
    (tmp_path / "a.jsonl").write_text('{"text": "Words of the ferry."}\n' + "[]\n" * 300_000)
    command = [sys.executable, "-m", "stancemark", "segment", "a.jsonl"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert json.loads(running.stdout.readline())["text"] == "Words of the ferry."
        assert running.poll() is None
        running.terminate()


def test_read_says_what_it_left_out(run: Command, study: Path) -> None:
    """Notes stand beside the counts of the step."""
    (study / "pages" / "p.html").write_text("<p>Words of the ferry.</p>")
    (study / "pages" / "p_files").mkdir()
    (study / "pages" / "p_files" / "a.js").touch()
    ended = run("read")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        "read: 2 documents, 0 outlets, "
        "1 folders with the pictures and scripts of a saved page left out\n"
    )
