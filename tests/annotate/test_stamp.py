"""Which codebook an annotation was made with: by the clock, and where that is not enough, by its labels."""

from typing import Any

import pytest

from stancemark.annotate.stamp import Stamps
from stancemark.records import Era, History
from stancemark.tasks.translate import MADE
from tests.annotate.pushed import CODEBOOK
from tests.tasks.coded import chosen
from tests.tasks.revised import label, revised

OLD, NEW = CODEBOOK, revised(CODEBOOK, label("stance", "favor", "supports"))
HISTORY = History(
    (
        Era(OLD.version),
        Era(NEW.version, "2031-01-01T12:00:00+00:00", "2031-01-01T12:00:01+00:00"),
    ),
    {OLD.version: OLD, NEW.version: NEW},
)
OF_BOTH, OF_OLD, OF_NEW = (
    chosen("stance__city_hall", label) for label in ("against", "favor", "supports")
)
BY_ANOTHER = {"completed_by": {"id": 2}, "updated_by": 1}


def made(at: str, *items: object, seconds: float = 5, changed: str = "") -> dict[str, Any]:
    """An annotation of that day, submitted at that time and perhaps changed later."""
    return {
        "result": list(items),
        "created_at": f"2031-01-01T{at}.500000Z",
        "updated_at": f"2031-01-01T{changed or at}.600000Z",
        "lead_time": seconds,
    }


@pytest.mark.parametrize(
    ("annotation", "versions"),
    [
        (made("11:00:00", OF_BOTH), [OLD]),
        (made("12:30:00", OF_BOTH), [NEW]),
        (made("11:00:00", OF_BOTH, changed="12:30:00"), [NEW]),
        (made("12:00:03", OF_BOTH), [OLD, NEW]),
        (made("12:00:03", OF_OLD), [OLD]),
        (made("12:00:03", OF_NEW), [NEW]),
        (made("12:02:00", OF_BOTH, seconds=300), [OLD, NEW]),
        (made("12:02:00", OF_NEW, seconds=300), [NEW]),
        (made("15:00:00", OF_OLD), [OLD]),
        (made("12:30:00", chosen("mood", "good")), [NEW]),
        (made("11:00:00"), [OLD]),
        (made("12:30:00", {MADE: OLD.version, **OF_NEW}), [OLD]),
        (made("12:30:00", OF_NEW, seconds=1e308), [NEW]),
        ({**made("11:00:00", OF_BOTH, changed="12:30:00"), **BY_ANOTHER}, [OLD, NEW]),
        ({**made("12:30:00", OF_BOTH, changed="13:30:00"), **BY_ANOTHER}, [NEW]),
        ({"result": [OF_BOTH], "updated_at": "yesterday"}, [NEW]),
        ({"result": None, "updated_at": "2031-01-01T11:00:00"}, [OLD]),
    ],
    ids=[
        "before",
        "after",
        "changed after",
        "within the slack",
        "an old label",
        "a new label",
        "work over the switch",
        "work over the switch, a new label",
        "a page that stayed open",
        "labels of nobody",
        "empty",
        "migrated",
        "absurd time",
        "saved by another after the switch",
        "all of it after the switch",
        "no time",
        "no zone",
    ],
)
def test_the_version_on_screen(annotation: dict[str, Any], versions: list[Any]) -> None:
    """The likeliest first: what was shown as the work began."""
    assert Stamps(HISTORY).versions(annotation) == [codebook.version for codebook in versions]


def test_a_lost_reply_leaves_more_in_doubt() -> None:
    """The switch may have come five minutes after it was asked for, not later."""
    lost = History((HISTORY.eras[0], Era(NEW.version, HISTORY.eras[1].after)), HISTORY.codebooks)
    assert Stamps(lost).versions(made("12:03:00", OF_BOTH)) == [OLD.version, NEW.version]
    assert Stamps(lost).versions(made("12:06:00", OF_BOTH)) == [NEW.version]


def test_a_version_that_is_shown_again() -> None:
    """After an undo, the first codebook is on screen twice."""
    again = History(
        (*HISTORY.eras, Era(OLD.version, "2031-01-01T14:00:00+00:00")), HISTORY.codebooks
    )
    assert Stamps(again).versions(made("13:00:00", OF_BOTH)) == [NEW.version]
    assert Stamps(again).versions(made("15:00:00", OF_BOTH)) == [OLD.version]


def test_a_version_that_nobody_knows() -> None:
    """Before the first push that kept a history, the codebook is not known, and said so."""
    unknown = History((Era(""), HISTORY.eras[1]), {NEW.version: NEW})
    assert Stamps(unknown).versions(made("11:00:00", OF_BOTH)) == [""]
