"""Push: every task and prediction is there once, and only what may be sent is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from stancemark.annotate import plans, send
from stancemark.annotate.memory import MemoryStudio
from stancemark.annotate.protocol import Json
from stancemark.errors import StudioError
from stancemark.records import Guess, Prediction, Refusal, Region, Span
from tests.annotate.pushed import (
    CODEBOOK,
    CONFIG,
    SETTINGS,
    encode,
    number,
    passage,
    predictions,
    push,
    state,
    suggest,
)

pytestmark = pytest.mark.usefixtures("no_pauses")


def test_a_second_push_sends_nothing() -> None:
    """Tasks and predictions that are there are left as they are."""
    studio = MemoryStudio()
    assert push(studio, "abcdefgh") == (8, 8)
    before = state(studio)
    assert push(studio, "abcdefgh") == (0, 0)
    assert state(studio) == before


def test_tasks_of_others_are_left_alone() -> None:
    """A task with another uid, or none, is neither counted as ours nor touched."""
    studio = MemoryStudio()
    push(studio, "ab")
    studio.add_tasks(number(studio), [{"data": {"text": "t"}}, {"data": {"uid": "z", "text": "t"}}])
    assert push(studio, "abc") == (1, 1)
    assert state(studio)["tasks"] == Counter(["a", "b", "c", "z", ""])


def test_changed_settings_are_updated() -> None:
    """Title, instruction and overlap follow the study; tasks stay."""
    studio = MemoryStudio()
    push(studio, "ab")
    changed = replace(SETTINGS, title="New", instruction="<p>New.</p>", overlap=5)
    assert push(studio, "ab", settings=changed) == (0, 0)
    assert state(studio)["settings"] == [changed]


def test_a_new_version_replaces_its_family() -> None:
    """The earlier rules go once the new ones stand; another model's predictions stay."""
    studio = MemoryStudio()
    push(studio, "abcd", "linear-1")
    push(studio, "abcd", "rules-1")
    assert state(studio)["shown"] == "rules-1"
    assert push(studio, "abcd", "rules-2") == (0, 4)
    now = state(studio)
    assert now["counts"] == {"linear-1": 4, "rules-2": 4}
    assert now["shown"] == "rules-2"


def test_a_complete_version_is_shown_again() -> None:
    """Predictions that are all there are not sent, but they become the ones that are seen."""
    studio = MemoryStudio()
    push(studio, "abcd", "rules-1")
    push(studio, "abcd", "linear-1")
    assert push(studio, "abcd", "rules-1") == (0, 0)
    assert state(studio)["shown"] == "rules-1"


def test_a_version_in_part_is_completed() -> None:
    """What a killed push left is kept, and only what it lacks is sent: none doubles."""
    studio = MemoryStudio()
    push(studio, "abcd", "linear-1")
    studio.add_predictions(number(studio), encode(studio, predictions("abc")))
    assert push(studio, "abcd") == (0, 1)
    assert state(studio)["counts"]["rules-1"] == 4
    assert state(studio)["predicted"]["rules-1"] == ["a", "b", "c", "d"]


def test_a_version_that_stands_twice_is_replaced() -> None:
    """Where a late request has doubled predictions, all of them go, and come once."""
    studio = MemoryStudio()
    push(studio, "abcd")
    studio.add_predictions(number(studio), encode(studio, predictions("ab")))
    push(studio, "abcd")
    assert state(studio)["counts"]["rules-1"] == 4
    assert state(studio)["predicted"]["rules-1"] == ["a", "b", "c", "d"]


def test_as_many_predictions_of_other_tasks_are_not_the_same() -> None:
    """A page was corrected, so its passage has a new id: the new task gets its prediction."""
    studio = MemoryStudio()
    push(studio, "abc")
    assert push(studio, "abd") == (1, 1)
    assert state(studio)["predicted"]["rules-1"] == ["a", "b", "c", "d"]


def test_no_predictions_leave_the_server_as_it_is() -> None:
    """A study with nothing to suggest shows and drops nothing."""
    studio = MemoryStudio()
    push(studio, "ab")
    before = state(studio)
    project = plans.find_project(studio, SETTINGS.marker)
    assert project is not None
    assert suggest(studio, project, []) == 0
    assert state(studio) == before


class Skipping(MemoryStudio):
    """A server without strict validation: it leaves out what it does not like, silently."""

    def add_predictions(self, project: int, predictions: Sequence[Json]) -> int:
        """Take all but the last."""
        return super().add_predictions(project, predictions[:-1])


def test_predictions_left_out_by_the_server_are_a_fault() -> None:
    """Two of three taken is not a success, and not worth a repeat."""
    with pytest.raises(StudioError, match="memory: took 2 of 3 predictions") as caught:
        push(Skipping(), "abc")
    assert not caught.value.passing


def refusal(prediction: Prediction, ids: dict[str, int] | None = None) -> str:
    """Why a prediction of passage `a` is not sent; empty if it is."""
    known = {"a": 1} if ids is None else ids
    found = list(
        send.encode_predictions([prediction], {"a": passage("a")}, CODEBOOK, known, CONFIG)
    )
    refused = [item for item in found if isinstance(item, Refusal)]
    sent = [item for item in found if not isinstance(item, Refusal)]
    assert [item["result"] == [] for item in sent] == [bool(refused)] * len(known)
    for refusal in refused:
        assert (refusal.step, refusal.reason) == ("push", "invalid prediction")
        return refusal.detail
    return ""


def marked(start: int, end: int, quote: str, label: str = "claim") -> Prediction:
    """A region at these places of the document."""
    return Prediction("a", "rules-1", regions=(Region("r1", Span(start, end), label, quote),))


def guessed(question: str, label: str, target: str = "", **more: Any) -> Prediction:
    """One guess."""
    return Prediction("a", "m-1", guesses=(Guess(question, label, {label: 1.0}, target),), **more)


@pytest.mark.parametrize(
    ("prediction", "said"),
    [
        (marked(125, 128, "82%"), ""),
        (guessed("stance", "favor", "city_hall", score=0.5), ""),
        (marked(25, 28, "82%"), "outside the passage 100:135"),
        (marked(133, 136, "e.x"), "outside the passage"),
        (marked(124, 127, "82%"), "its quote is not the text there"),
        (marked(125, 128, "82%", "hope"), "no span label 'hope'"),
        (guessed("bias", "somewhat"), "bias has no label 'somewhat'"),
        (guessed("stance", "favor", "parliament"), "no control stance__parliament"),
        (guessed("mood", "favor"), "no control mood"),
        (guessed("bias", "not_biased", score=1.5), "score 1.5 is outside 0 to 1"),
    ],
)
def test_what_may_not_be_sent_is_refused_with_its_reason(prediction: Prediction, said: str) -> None:
    """Offsets outside, a wrong quote, unknown labels, controls and scores: one refusal each."""
    assert said in refusal(prediction)
    assert bool(refusal(prediction)) is bool(said)


def test_a_prediction_needs_its_task() -> None:
    """A passage that is not on the server, deleted there perhaps, is refused."""
    assert refusal(marked(125, 128, "82%"), ids={}) == "no such task on the server"


def test_a_prediction_that_says_nothing_keeps_its_place() -> None:
    """Without a prediction a task would come last: an empty one carries its place in the queue."""
    silent = Prediction("a", "rules-1", score=0.25)
    [sent] = send.encode_predictions([silent], {"a": passage("a")}, CODEBOOK, {"a": 1}, CONFIG)
    assert sent == {"task": 1, "model_version": "rules-1", "result": [], "score": 0.25}
