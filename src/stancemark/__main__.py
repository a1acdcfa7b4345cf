"""Run the command line, and turn what goes wrong into one line and an exit code.

0 done; 1 done, with a finding the user asked to be warned of; 2 the user's input is at fault;
3 something outside failed; 130 interrupted.
"""

import os
import sys
import traceback
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Protocol, runtime_checkable

import typer

from stancemark.errors import StancemarkError

INTERRUPTED = 130


@runtime_checkable
class UsageFault(Protocol):
    """What is wrong with a command line, in typer's words; typer has no public name for it."""

    def format_message(self) -> str: ...  # noqa: D102 - as in typer


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code. With `--debug` anywhere, an error shows its traceback too."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    words = [word for word in given if word != "--debug"]
    try:
        code = _run(words)
    except Exception as error:  # noqa: BLE001  # the outermost frame: nothing may pass as a traceback
        if len(words) < len(given):
            traceback.print_exc()
        return _explain(error)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except SystemExit as end:
        if not isinstance(end.__context__, BrokenPipeError):  # which typer turns into an exit
            raise
        return _hang_up()
    if code == INTERRUPTED:
        return _say("interrupted; what was done is kept, run the command again to go on", code)
    return code


def _run(words: Sequence[str]) -> int:
    from stancemark.cli import app

    if sys.stdout is None:  # as Python says of one that is closed
        return _say("output: is closed; send it to a file or to another command", 3)
    if isinstance(sys.stdout, TextIOWrapper):  # JSON is UTF-8, whatever the locale says
        encoding = sys.stdout.encoding if sys.stdout.isatty() else "utf-8"
        sys.stdout.reconfigure(encoding=encoding, errors="replace")
    command = typer.main.get_command(app)
    code = command.main(list(words), prog_name="stancemark", standalone_mode=False)
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _explain(error: Exception) -> int:
    if isinstance(error, StancemarkError):
        return _say(str(error), error.exit_code)
    if isinstance(error, UsageFault):
        return _usage(error.format_message())
    if isinstance(error, typer.Abort):
        return _say("aborted", INTERRUPTED)
    if isinstance(error, BrokenPipeError):
        return _hang_up()
    if isinstance(error, OSError) and error.strerror:
        return _say(f"{error.filename or 'output'}: {error.strerror}", 3)
    name = type(error).__name__
    return _say(f"unexpected {name}: {error}; run with --debug and report what it prints", 3)


def _usage(message: str) -> int:
    """One line; or, where a command was not given at all, its help."""
    if "\n" not in message:
        return _say(f"{message.rstrip('.')}; --help shows what there is", 2)
    sys.stderr.write(f"{message}\n")
    return 2


def _hang_up() -> int:
    """The reader of our output has gone: leave without a second complaint at shutdown."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    return 0


def _say(line: str, code: int) -> int:
    sys.stderr.write(f"stancemark: {' '.join(line.split())}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
