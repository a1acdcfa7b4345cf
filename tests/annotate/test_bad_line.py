"""Push and pull with the real server over a line that fails at random."""

import pytest

from stancemark.annotate import patience
from stancemark.annotate.server import Running
from stancemark.annotate.studio import LiveStudio
from tests.annotate.bad_line import FAULTS, bad_line
from tests.annotate.disturbed import undisturbed, work


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait no longer than the line delays."""
    monkeypatch.setattr(patience, "PAUSES", (0.05, 0.1, 0.2))
    monkeypatch.setattr(patience, "POLL", 0.1)
    monkeypatch.setattr(patience, "GRACE", 20.0)


@pytest.mark.server
@pytest.mark.parametrize("seed", [1, 2])
def test_a_bad_line_changes_nothing(label_studio: Running, seed: int) -> None:
    """Replies lost, cut, late or refused: the server holds what it would have, and so do we."""
    straight = LiveStudio(label_studio.url, label_studio.token)
    marker = f"Stancemark study over a bad line {seed}"
    with bad_line(label_studio.url, seed, delay=1.0) as line:
        studio = LiveStudio(line.url, label_studio.token, timeout=0.7)
        found, _ = work(studio, straight, marker)
    assert len(set(line.seen) & set(FAULTS)) >= 4
    assert found == undisturbed(marker)
