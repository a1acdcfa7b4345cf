"""Push over a bad line: whatever is lost on the way, all is there once."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, repeat
from typing import Any, cast

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemark.annotate import plans, send
from stancemark.annotate.memory import MemoryStudio
from stancemark.annotate.protocol import Json, Studio
from stancemark.errors import StudioError
from tests.annotate.pushed import (
    SETTINGS,
    encode,
    number,
    predictions,
    push,
    quiet,
    state,
    suggest,
    tasks,
)

pytestmark = pytest.mark.usefixtures("no_pauses")


class Losing:
    """A studio some of whose calls fail, before they are carried out or after."""

    def __init__(self, inner: MemoryStudio, faults: Iterable[str]) -> None:
        self._inner, self._faults = inner, iter(faults)

    def __getattr__(self, name: str) -> Any:
        """The studio's own, or the call with the next fault."""
        found = getattr(self._inner, name)
        return self._disturbed(found) if callable(found) else found

    def _disturbed(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def disturbed(*arguments: Any) -> Any:
            fault = next(self._faults, "")
            if fault == "before":
                raise StudioError("lost before", passing=True)
            result = call(*arguments)
            if fault == "after":
                raise StudioError("lost after", passing=True)
            return result

        return disturbed


def losing(inner: MemoryStudio, faults: Iterable[str]) -> Studio:
    """The same studio behind a bad line."""
    return cast("Studio", Losing(inner, faults))


def begun() -> MemoryStudio:
    """A server with an earlier push of fewer tasks, older predictions, and a task of others."""
    studio = MemoryStudio()
    push(studio, "abcd", "rules-0")
    studio.add_tasks(number(studio), [{"data": {"uid": "z", "text": "t"}}])
    return studio


def undisturbed(studio: MemoryStudio) -> dict[str, Any]:
    """What a push ends with where nothing is lost."""
    push(studio, UIDS)
    return state(studio)


UIDS = "abcdefghij"


def succeeds(line: Studio) -> bool:
    """Push once; whether it went through."""
    try:
        push(line, UIDS)
    except StudioError:
        return False
    return True


@hypothesis.settings(max_examples=400)
@given(
    faults=st.lists(st.sampled_from(["", "", "before", "after"]), max_size=60),
    start=st.sampled_from([MemoryStudio, begun]),
)
def test_lost_replies_lose_and_double_nothing(
    faults: list[str], start: Callable[[], MemoryStudio]
) -> None:
    """Run until it succeeds, a push over a bad line ends where one over a good line does."""
    studio = start()
    line = losing(studio, faults)
    assert any(succeeds(line) for _ in range(len(faults) + 1))
    assert state(studio) == undisturbed(start())


@pytest.mark.parametrize("fault", ["before", "after"])
@pytest.mark.parametrize("start", [MemoryStudio, begun])
def test_three_faults_in_a_row_are_sat_out(fault: str, start: Callable[[], MemoryStudio]) -> None:
    """Wherever they fall, the push needs no second run, and reports what it sent."""
    expected = undisturbed(start())
    for place in range(30):
        studio = start()
        line = losing(studio, chain(repeat("", place), repeat(fault, 3)))
        plan = plans.plan_push(studio, SETTINGS, UIDS, lambda: tasks(UIDS))
        project = send.push(line, plan, 3, quiet)
        encoded = encode(studio, predictions(UIDS))
        assert suggest(line, project, encoded) == len(UIDS)
        assert state(studio) == expected


def test_a_refusal_is_not_repeated() -> None:
    """What will not pass is raised at once: the call is made once."""
    calls = []

    class Full(MemoryStudio):
        def add_tasks(self, project: int, tasks: Sequence[Json]) -> int:
            calls.append(len(tasks))
            raise StudioError("memory: refused with status 400")

    with pytest.raises(StudioError, match="400"):
        push(Full(), "ab")
    assert calls == [2]
