"""Commands as a user gives them, and how they end."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

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


def read_and_cut(run: Command) -> None:
    """The first two steps of the study."""
    for step in ("read", "tasks"):
        assert run(step).code == 0
