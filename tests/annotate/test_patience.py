"""Requests whose answer comes late, or never: each arrives once."""

from collections.abc import Iterator, Sequence

import pytest

from stancemark.annotate import patience
from stancemark.annotate.memory import MemoryStudio
from stancemark.annotate.protocol import Json
from stancemark.errors import StudioError
from tests.annotate.pushed import push, state

pytestmark = pytest.mark.usefixtures("no_pauses")


class Late(MemoryStudio):
    """A server that is given up on, and whose requests arrive some looks later, or never."""

    def __init__(self, looks: int, *, late: frozenset[int]) -> None:
        super().__init__()
        self._looks, self._late = looks, late
        self._calls, self._waiting = 0, list[tuple[int, Sequence[Json]]]()

    def add_tasks(self, project: int, tasks: Sequence[Json]) -> int:
        """Take it later, where this call is one of the late ones."""
        self._calls += 1
        if self._calls not in self._late:
            return super().add_tasks(project, tasks)
        self._waiting = [(project, tasks)]
        raise StudioError("no answer in time", pending=True)

    def task_count(self, project: int) -> int:
        """Let what was waiting arrive after so many looks."""
        if self._waiting:
            self._looks -= 1
            if self._looks == 0:
                self.arrive()
        return super().task_count(project)

    def arrive(self) -> None:
        """Let it arrive."""
        for project, tasks in self._waiting:
            super().add_tasks(project, tasks)
        self._waiting = []


@pytest.mark.parametrize("looks", range(1, 8))
@pytest.mark.parametrize("call", [1, 2, 3])
def test_what_arrives_late_is_waited_for(looks: int, call: int) -> None:
    """However many looks it takes, the batch is there once, and no copy had to be deleted."""
    studio, whole = Late(looks, late=frozenset({call})), MemoryStudio()
    push(studio, "abcdefgh")
    push(whole, "abcdefgh")
    assert state(studio) == state(whole)


def test_what_arrives_after_everything_is_put_right_by_the_next_push(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Given up, sent again, and arrived after all: the copies go at the next push."""
    monkeypatch.setattr(patience, "GRACE", 0.0)
    studio, whole = Late(-1, late=frozenset({2})), MemoryStudio()
    push(studio, "abcdefgh")
    push(whole, "abcdefgh")
    assert state(studio) == state(whole)
    studio.arrive()
    assert state(studio)["tasks"] == {**state(whole)["tasks"], "d": 2, "e": 2, "f": 2}
    push(studio, "abcdefgh")
    assert state(studio) == state(whole)


def test_batches_hold_no_more_than_one_in_memory() -> None:
    """The next batch is made when it is asked for, not before."""
    made: list[int] = []

    def numbers() -> Iterator[int]:
        for n in range(7):
            made.append(n)
            yield n

    stream = patience.batches(numbers(), 3)
    assert (next(stream), made) == ([0, 1, 2], [0, 1, 2])
    assert list(stream) == [[3, 4, 5], [6]]
    assert list(patience.batches([], 3)) == []
