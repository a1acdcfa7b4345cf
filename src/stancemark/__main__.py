"""Run the command line, and turn what goes wrong into one line and an exit code.

0 done; 1 done, with a finding the user asked to be warned of; 2 the user's input is at fault;
3 something outside failed; 130 interrupted.
"""

import os
import sys
from collections.abc import Sequence

import click
import typer

from stancemark.errors import StancemarkError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code."""
    from stancemark.cli import app

    given = list(sys.argv[1:] if arguments is None else arguments)
    command = typer.main.get_command(app)
    try:
        code = command.main(given, prog_name="stancemark", standalone_mode=False)
        sys.stdout.flush()
    except Exception as error:  # the outermost frame: nothing may pass as a traceback
        if "--debug" in given:
            raise
        return _explain(error)
    except KeyboardInterrupt:
        return _interrupted()
    return code if isinstance(code, int) else 0


def _explain(error: Exception) -> int:
    if isinstance(error, StancemarkError):
        return _say(str(error), error.exit_code)
    if isinstance(error, click.exceptions.Abort):
        return _interrupted()
    if isinstance(error, click.ClickException):
        return _say(error.format_message(), 2)
    if isinstance(error, BrokenPipeError):
        # the reader of our output has gone; leave without a second complaint at shutdown
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    name = type(error).__name__
    return _say(f"unexpected {name}: {error}; run with --debug and report what it prints", 3)


def _interrupted() -> int:
    return _say("interrupted; what was done is kept, run the command again to go on", 130)


def _say(line: str, code: int) -> int:
    sys.stderr.write(f"stancemark: {' '.join(line.split())}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
