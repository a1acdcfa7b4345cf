"""Fits that need nothing of one another, in as many processes as there are cores."""

from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol, TypeVar

Found = TypeVar("Found")


class Read(Protocol):
    """An example of any kind."""

    @property
    def text(self) -> str: ...  # noqa: D102 - all of it


Fit = tuple[Sequence[Read], Sequence[Read], Any]
"""What a model learns from, what it is asked, and the model."""

_WORTH = 400_000
"""Characters learned from, in all: with fewer, starting processes takes longer than it saves."""
_MOST = 20_000_000
"""With more, one after the other: each process has n-grams of its own in memory."""


def each(answer: Callable[..., Found], fits: Sequence[Fit]) -> list[Found]:
    """What `answer` makes of each fit, in order: the same, to the bit, as one after the other.

    Models of an encoder are fitted one after the other: theirs uses all cores, and much memory.
    """
    size = sum(len(example.text) for known, _, _ in fits for example in known)
    encoders = any(getattr(model, "encoder", "") for _, _, model in fits)
    if len(fits) > 1 and not encoders and _WORTH <= size <= _MOST:
        import joblib

        try:
            return list(
                joblib.Parallel(n_jobs=min(len(fits), joblib.cpu_count()))(
                    joblib.delayed(answer)(*fit) for fit in fits
                )
            )
        except BrokenProcessPool:
            pass  # a process was killed, for memory perhaps: one at a time needs the least
    return [answer(*fit) for fit in fits]
