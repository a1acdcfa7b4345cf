"""The command line: what it prints, how it ends, and that no traceback ever shows."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
import typer

from stancemark import __version__, flow, sample
from stancemark.__main__ import main
from stancemark.annotate import server
from stancemark.annotate.server import Running
from stancemark.cli import app
from stancemark.records import Document, Passage, Prediction, Segment
from stancemark.store import Study

PAGES = Path(__file__).parent.parent / "samples" / "pages"

CONFIG = """
study: {name: A tiny study, documents: [pages]}
codebook: {preset: quick, targets: [{name: City Hall}]}
"""

TEXT = "The mayor deserves praise, said experts. A viral video shows that 82% agree with her."

Command = Callable[..., "Ended"]


class Ended:
    """How a command ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def said(self) -> str:
        """The one line that explains an error."""
        [line] = self.err.splitlines()
        assert line.startswith("stancemark: ")
        return line.removeprefix("stancemark: ")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process; no traceback may show."""

    def ran(*words: object) -> Ended:
        capsys.readouterr()
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Ended(code, out, err)

    return ran


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study of one page, in the working directory."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "page.txt").write_text(TEXT)
    (tmp_path / "config.yaml").write_text(CONFIG)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def outside(words: Sequence[object], cwd: Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "stancemark", *map(str, words)],
        cwd=cwd,
        capture_output="stdout" not in options,
        stderr=subprocess.PIPE if "stdout" in options else None,
        encoding="utf-8",
        timeout=60,
        check=False,
        **options,
    )


def every_command() -> Iterator[tuple[str, ...]]:
    """The words of each command, the program's own first."""
    yield ()
    group: Any = typer.main.get_command(app)
    for name, command in group.commands.items():
        yield (name,)
        for part in getattr(command, "commands", {}):
            yield (name, part)


# Help


@pytest.mark.parametrize("words", list(every_command()), ids=" ".join)
def test_every_command_has_help(run: Command, words: tuple[str, ...]) -> None:
    """It says how it is used and what it does; each of its options is explained."""
    ended = run(*words, "--help")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(" ".join(["Usage: stancemark", *words]))
    assert len(ended.out.splitlines()) > 4


def test_the_commands_are_those_of_the_journey() -> None:
    """None is missing, and none is there by accident."""
    names = {words[0] for words in every_command() if words}
    assert names == set(
        "demo init read tasks segment cut studio push pull agree aggregate train evaluate "
        "prelabel report".split()
    )


@pytest.mark.parametrize("words", [(), ("studio",)])
def test_no_command_shows_help(run: Command, words: tuple[str, ...]) -> None:
    """Where the command is left out, its help shows, as an error of the user's."""
    ended = run(*words)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("Usage: stancemark")


def test_the_version(run: Command) -> None:
    """It is the package's."""
    assert run("--version").out == f"{__version__}\n"


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    """Neither models nor tables nor Label Studio's SDK are imported to show help."""
    code = "import sys; from stancemark.__main__ import main; main(['--help']); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "stancemark.cli" in loaded
    heavy = "sklearn torch pandas label_studio_sdk pyarrow numpy transformers label_studio httpx"
    assert loaded & set(heavy.split()) == set()


# What the user may get wrong


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


def read_and_cut(run: Command) -> None:
    """The first two steps of the study."""
    for step in ("read", "tasks"):
        assert run(step).code == 0


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


# Pages to JSON Lines


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


# The study's steps


def test_the_steps_tell_what_they_did(run: Command, study: Path) -> None:
    """A line of counts each, on standard output; run again, the same."""
    for _ in range(2):
        assert run("read").out == "read: 1 documents, 0 outlets\n"
        assert run("tasks").out.startswith("tasks: 1 segments, 0 of them boilerplate, 1 passages")
        ended = run("push", "--dry-run")
        assert ended.out.splitlines() == [
            'would create the project "A tiny study"',
            "would create 1 tasks, leave 0 as they are",
        ]
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


# What fails outside


def test_push_without_a_server_names_the_command(run: Command, study: Path) -> None:
    """Exit code 3, and the command that starts one."""
    read_and_cut(run)
    for step in ("push", "pull"):
        ended = run(step)
        assert "run `stancemark studio start`" in ended.said
        assert ended.code == 3


def test_a_server_elsewhere_needs_a_key(
    run: Command, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without LABEL_STUDIO_API_KEY the variable is named; with one and nobody there, the setting."""
    read_and_cut(run)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    (study / "config.yaml").write_text(f"{CONFIG}label_studio: {{url: '{url}'}}\n")
    monkeypatch.delenv("LABEL_STUDIO_API_KEY", raising=False)
    ended = run("push")
    assert "no key; set LABEL_STUDIO_API_KEY" in ended.said
    assert ended.code == 3
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "0123456789abcdef")
    ended = run("pull")
    assert "nobody answers" in ended.said
    assert "0123456789abcdef" not in ended.err
    assert ended.code == 3
    assert run("studio", "start").code == 2


def test_a_study_folder_below_a_file(run: Command, study: Path) -> None:
    """The disk's refusal, with the file's name and exit code 3."""
    (study / "taken").touch()
    (study / "config.yaml").write_text(CONFIG.replace("documents:", "folder: taken/x, documents:"))
    ended = run("read")
    assert "taken/x/documents.parquet: " in ended.said
    assert ended.code == 3


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[None]:
    """A file system of its own at a folder; skips the test where mounting is not permitted."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if (
        shutil.which("mount") is None
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("mounting is not permitted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_keeps_what_was_there(run: Command, study: Path) -> None:
    """Exit code 3, what to do about it, no half-written file; with space, the command completes."""
    folder = study / "study"
    with small_disk(folder, "size=256k"):
        read_and_cut(run)
        before = {p.name: p.read_bytes() for p in folder.rglob("*.parquet")}
        filler = folder / "filler"
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(b"x" * 4096):
                pass
        (study / "pages" / "more.txt").write_text(os.urandom(40_000).hex())
        ended = run("read")
        assert "the disk is full; free some space and run the command again" in ended.said
        assert ended.code == 3
        assert {p.name: p.read_bytes() for p in folder.rglob("*.parquet")} == before
        assert not list(folder.glob(".*"))
        filler.unlink()
        assert run("read").code == 0


def test_a_read_only_disk(run: Command, study: Path) -> None:
    """Exit code 3, and the setting to change."""
    with small_disk(study / "study", "size=256k,ro"):
        ended = run("read")
    assert "read-only; choose another study.folder" in ended.said
    assert ended.code == 3


def test_a_busy_port(run: Command, study: Path) -> None:
    """Exit code 3 before anything is started; the setting is named."""
    pytest.importorskip("label_studio_sdk")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        (study / "config.yaml").write_text(f"{CONFIG}label_studio: {{port: {port}}}\n")
        ended = run("studio", "start")
    assert ended.err.splitlines()[-1] == (
        f"stancemark: port {port} is in use by another program; "
        "set label_studio.port to null or to a free one"
    )
    assert ended.code == 3
    assert run("studio", "status").code == 1


def test_a_server_that_does_not_run(run: Command, study: Path) -> None:
    """Status says so with exit code 1, stop with 0, open with 3."""
    assert run("studio", "status").out == "not running\n"
    assert run("studio", "status").code == 1
    assert (run("studio", "stop").code, run("studio", "stop").out) == (0, "was not running\n")
    ended = run("studio", "open")
    assert "run `stancemark studio start`" in ended.said
    assert ended.code == 3


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (RuntimeError("odd\nthing"), 3, "unexpected RuntimeError: odd thing; run with --debug"),
        (MemoryError(), 3, "unexpected MemoryError"),
        (PermissionError(13, "Permission denied", "x.csv"), 3, "x.csv: Permission denied"),
        (KeyboardInterrupt(), 130, "interrupted; what was done is kept"),
    ],
    ids=["bug", "memory", "permission", "interrupt"],
)
def test_whatever_happens_is_one_line(
    run: Command,
    study: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    said: str,
) -> None:
    """A fault that nobody foresaw is a line too; its traceback shows only with --debug."""

    def fail(journey: object) -> None:
        raise error

    monkeypatch.setattr(flow, "read", fail)
    ended = run("read")
    assert said in ended.said
    assert ended.code == code


@pytest.mark.parametrize("words", [["--debug", "read"], ["read", "--debug"]])
def test_debug_shows_the_traceback(
    study: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    """Before the line, and with the same exit code."""
    (study / "config.yaml").unlink()
    assert main(words) == 2
    first, *_, last = capsys.readouterr().err.splitlines()
    assert first.startswith("Traceback")
    assert last.startswith("stancemark: config.yaml: no such file")


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
    assert ended.out == "train: 1 models, 6 examples\n"
    ended = run("evaluate", texts, "--folds", "3")
    assert "macro_f1" in ended.out
    assert "3 groups apart" in ended.out
    ended = run("prelabel", texts, "--model", tmp_path / "model", "-o", tmp_path / "out.csv")
    assert (ended.code, ended.out) == (0, "prelabel: 6 rows, 0 not labelled\n")


# Ctrl-C


@pytest.mark.server
def test_a_start_that_is_interrupted_can_be_repeated(
    label_studio: Running, label_studio_folder: Path, study: Path
) -> None:
    """Ctrl-C amid `studio start` leaves no process and one line; the next start succeeds."""
    home = study / "study" / "label-studio"
    shutil.copytree(label_studio_folder, home, ignore=shutil.ignore_patterns("server.json"))
    words = [sys.executable, "-m", "stancemark", "studio", "start"]
    with subprocess.Popen(words, cwd=study, stderr=subprocess.PIPE, text=True) as command:
        deadline = time.monotonic() + 30
        while not (home / "server.json").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        command.send_signal(signal.SIGINT)
        _, err = command.communicate(timeout=60)
    assert command.returncode == 130
    begun, said = err.splitlines()
    assert begun.startswith("starting Label Studio")
    assert said.startswith("stancemark: interrupted; what was done is kept")
    assert processes_on(home) == []
    assert not (home / "server.json").exists()

    started = outside(["studio", "start"], study, env=os.environ)
    try:
        assert started.returncode == 0
        assert "log in as stancemark@localhost" in started.stdout
        assert outside(["studio", "status"], study).stdout.startswith("running at http://127.")
    finally:
        assert outside(["studio", "stop"], study).stdout == "stopped\n"
    assert processes_on(home) == []
    assert server.status(home) is None


def processes_on(folder: Path) -> list[int]:
    """Every process whose command line names a folder."""
    return [
        found.pid
        for found in psutil.process_iter(["cmdline"])
        if any(str(folder) in word for word in found.info["cmdline"] or [])
    ]
