"""Sending much in batches, and again where a fault may pass."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from stancemark.errors import StudioError

Progress = Callable[[str, int, int], None]
"""Called with what is being sent, how many are done, and how many there are."""

Item = TypeVar("Item")
Result = TypeVar("Result")

PAUSES = (0.4, 0.8, 1.6)
"""Seconds between one attempt and the next; after the last, the fault is the caller's."""


def batches(items: Sequence[Item], size: int) -> Iterator[tuple[int, Sequence[Item]]]:
    """Slices of the items, each with how many are done once it is."""
    for start in range(0, len(items), size):
        part = items[start : start + size]
        yield start + len(part), part


def patiently(attempt: Callable[[], Result]) -> Result:
    """Carry out what may be carried out twice, and again where a fault may pass."""
    for pause in PAUSES:
        try:
            return attempt()
        except StudioError as error:
            if not error.passing:
                raise
        time.sleep(pause)
    return attempt()
