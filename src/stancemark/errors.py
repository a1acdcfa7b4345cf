"""What can go wrong, and whose turn it is to act.

    StancemarkError
    ├── InputError          exit 2: a file, row, setting or argument of the user's
    │   ├── ConfigError         a setting, named by its path in the file
    │   └── CodebookError       a codebook, named by the question or label at fault
    ├── StoreError          exit 3: the disk refused (full, read-only, unreadable)
    └── StudioError         exit 3: Label Studio refused, is down, or is not ours

A refused document or a quarantined span is not an error but a `records.Refusal`: the work goes on,
and the refusal is counted, with its reason.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class StancemarkError(Exception):
    """One line for the user: what is wrong, where, and what would be right."""

    exit_code = 3


class InputError(StancemarkError):
    """The user's file, row or argument is at fault."""

    exit_code = 2


class ConfigError(InputError):
    """A setting is at fault; `path` names it as in the file (`label_studio.overlap`)."""

    def __init__(self, source: str, path: str, problem: str) -> None:
        self.source, self.path, self.problem = source, path, problem
        super().__init__(f"{source}: {path}: {problem}" if path else f"{source}: {problem}")


class CodebookError(ConfigError):
    """A codebook contradicts itself; `path` names the question or label."""


class StoreError(StancemarkError):
    """The disk refused to read or write a study's file."""


class StudioError(StancemarkError):
    """Label Studio is down, refused the key, or answered something we cannot use."""

    def __init__(self, message: str, *, passing: bool = False, pending: bool = False) -> None:
        super().__init__(message)
        self.passing = passing or pending
        """Worth another try, once the server has been read again: the request may have arrived."""
        self.pending = pending
        """No answer came in time: the request may still be on its way, and arrive later."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Suggest the known word closest to `word`, as an ending for an error line.

    >>> nearest("overlpa", ["overlap", "url"])
    '; did you mean "overlap"?'
    >>> nearest("zzz", ["overlap", "url"])
    '; one of: overlap, url'
    """
    options = sorted(known)
    if not options:
        return ""
    if close := get_close_matches(word, options, n=1):
        return f'; did you mean "{close[0]}"?'
    return f"; one of: {', '.join(options)}"
