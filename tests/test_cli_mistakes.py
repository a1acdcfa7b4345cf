"""What the user may get wrong: one line each, and no traceback."""

import json
from pathlib import Path

import pytest

from stancemark.records import Document
from stancemark.store import Study
from tests.commands import CONFIG, TEXT, Command, read_and_cut


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["raed"], "No such command 'raed'"),
        (["agree", "--levle", "x"], "No such option: --levle"),
        (["agree", "t.csv", "--level", "odd"], "'odd' is not one of 'nominal'"),
        (["evaluate", "t.csv", "--folds", "1"], "greater than or equal to 2"),
        (["init"], "Missing argument"),
        (["cut"], "Missing argument"),
        (["cut", "page.txt", "--max-words", "many"], "--max-words"),
        (["cut", "page.txt", "--max-words", "3"], "--max-words"),
        (["read", "--config", "none.yaml"], "none.yaml: no such file; `stancemark init DIR`"),
        (["segment", "none.txt"], "none.txt: no such file or folder, and no file matches it"),
        (["cut", "*.pdf"], "*.pdf: no such file or folder, and no file matches it"),
        (["agree", "none.csv"], "none.csv: No such file or directory"),
        (["agree", "page.txt"], "page.txt: not a table"),
        (["aggregate", "t.csv"], "--out is missing"),
        (["prelabel", "t.csv"], "--out is missing"),
        (["train", "t.csv"], "t.csv: no column `text`; it has item, annotator, label"),
        (["prelabel", "t.csv", "-o", "o.csv"], "`stancemark train` writes a model"),
        (["tasks"], "run `stancemark read` first"),
        (["agree"], "run `stancemark pull` first"),
        (["train"], "run `stancemark aggregate` first"),
        (["demo", "."], "config.yaml: exists already, and is not touched"),
        (["demo", "t.csv"], "t.csv: is a file"),
        (["init", "t.csv"], "t.csv: is a file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_users_mistake_is_one_line_and_two(
    run: Command, study: Path, words: list[str], said: str
) -> None:
    """Exit code 2, nothing on standard output, and a line that names what was wrong."""
    (study / "t.csv").write_text("item,annotator,label\na,ann,x\n")
    (study / "page.txt").write_text(TEXT)
    ended = run(*words)
    assert said in ended.said
    assert (ended.code, ended.out) == (2, "")


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("stduy: {}", 'stduy: unknown setting; did you mean "study"?'),
        ("study: {documents: [x], fodler: y}", "study.fodler: unknown setting; did you mean"),
        ("study: {documents: []}", "study.documents: is empty"),
        ("study: {name: A study}", "study.documents: is missing"),
        ("study: {documents: [x]}\nlabel_studio: {overlap: 0}", "label_studio.overlap: "),
        ("study: {documents: [x]}\nlabel_studio: {url: 'host:80'}", "codebook.targets"),
        ("study: [", "config.yaml: "),
        ("study: {documents: [nowhere]}\ncodebook: {preset: claims}", "nowhere: no such file"),
    ],
)
def test_a_wrong_setting_is_named(run: Command, study: Path, setting: str, said: str) -> None:
    """The line names the file and the setting's path."""
    (study / "config.yaml").write_text(f"{setting}\n")
    ended = run("read")
    assert said in ended.said
    assert ended.code == 2


def test_an_address_that_is_none_is_named(run: Command, study: Path) -> None:
    """A Label Studio elsewhere needs its scheme; the setting is named."""
    read_and_cut(run)
    (study / "config.yaml").write_text(f"{CONFIG}label_studio: {{url: 'localhost:8080'}}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LABEL_STUDIO_API_KEY", "key")
        ended = run("pull")
    assert 'label_studio.url: "localhost:8080" is no address' in ended.said
    assert ended.code == 2


def unreadable(folder: Path) -> dict[str, str]:
    """Three files that cannot be read, and why."""
    (folder / "empty.txt").touch()
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 9)
    with (folder / "big.txt").open("wb") as file:
        file.truncate(50_000_000)
    return {"empty.txt": "empty", "binary.txt": "not text", "big.txt": "too large (50 MB"}


@pytest.mark.parametrize("name", ["empty.txt", "binary.txt", "big.txt"])
def test_a_named_document_that_cannot_be_read(run: Command, study: Path, name: str) -> None:
    """It ends the command with its reason, in one line, after all others have been read."""
    reason = unreadable(study)[name]
    (study / "config.yaml").write_text(CONFIG.replace("[pages]", f"[{name}, pages]"))
    ended = run("read")
    assert ended.said.startswith(f"{name}: {reason}")
    assert ended.code == 2
    assert [d.text for d in Study(study / "study").load("documents", Document)] == [TEXT]
    ended = run("cut", name, "pages")
    assert ended.said.startswith(f"{name}: {reason}")
    assert ended.code == 2
    assert [json.loads(line)["text"] for line in ended.out.splitlines()] == [TEXT]


def test_unreadable_files_in_a_folder_are_counted(run: Command, study: Path) -> None:
    """What was not named is refused, with its reason, on standard error; the work goes on."""
    unreadable(study / "pages")
    ended = run("read")
    assert (ended.code, ended.out) == (0, "read: 1 documents, 0 outlets\n")
    for reason in ("empty", "not text", "too large"):
        assert f"refused 1: {reason}" in ended.err
