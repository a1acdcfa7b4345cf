"""Sending much in batches, and again where a fault may pass."""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from typing import TypeVar

from stancemark.errors import StudioError

Progress = Callable[[str, int, int], None]
"""Called with what is being sent, how many are done, and how many there are."""

Item = TypeVar("Item")
Result = TypeVar("Result")

_END = object()

PAUSES = (0.4, 0.8, 1.6)
"""Seconds between one attempt and the next; after the last, the fault is the caller's."""

GRACE = 60.0
"""Seconds that a request whose answer never came is given to arrive after all."""

POLL = 0.5
"""Seconds between two looks at whether it has."""


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of `size` items, the last one shorter; no more than one of them is in memory."""
    stream = iter(items)
    while part := list(islice(stream, size)):
        yield part


def ahead(items: Iterable[Item]) -> Iterator[Item]:
    """The items, the next one made in another thread while the last is at work: sent, say."""
    stream = iter(items)
    with ThreadPoolExecutor(1) as maker:
        following = maker.submit(next, stream, _END)
        while (item := following.result()) is not _END:
            following = maker.submit(next, stream, _END)
            yield item  # type: ignore[misc]  # the end is no item


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


def deliver(send: Callable[[], Result], arrived: Callable[[], bool]) -> Result:
    """Send once. Where no answer comes in time, wait until it has arrived, then raise the fault.

    A request that nobody waits for any more may still be running: to look at the server at once,
    and send what it lacks, would double what arrives a moment later. Raises `StudioError`.
    """
    try:
        return send()
    except StudioError as error:
        if error.pending:
            _await(arrived)
        raise


def _await(arrived: Callable[[], bool]) -> None:
    until = time.monotonic() + GRACE
    while time.monotonic() < until:
        with suppress(StudioError):  # a server that does not answer may do so at the next look
            if arrived():
                return
        time.sleep(POLL)
