"""The command line's help: whole, and quick to show."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from stancemark import __version__
from stancemark.cli import app
from tests.commands import Command


def every_command() -> Iterator[tuple[str, ...]]:
    """The words of each command, the program's own first."""
    yield ()
    group: Any = typer.main.get_command(app)
    for name, command in group.commands.items():
        yield (name,)
        for part in getattr(command, "commands", {}):
            yield (name, part)


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
        "prelabel audit report codebook queue people".split()
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
