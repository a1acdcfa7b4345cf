"""What the tests of studios share."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from stancemark.annotate import patience
from stancemark.annotate.protocol import ProjectSettings
from stancemark.annotate.server import Running
from stancemark.annotate.studio import LiveStudio
from tests.annotate import pushed


@pytest.fixture(scope="module")
def no_pauses() -> Iterator[None]:
    """Repeat at once what is worth repeating."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(patience, "PAUSES", (0.0, 0.0, 0.0))
        patch.setattr(patience, "POLL", 0.0)
        yield


@pytest.fixture
def own_project(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ProjectSettings:
    """Settings of a project that no other test pushes to."""
    mine = replace(pushed.SETTINGS, marker=f"Stancemark study of {request.node.name}"[:80])
    monkeypatch.setattr(pushed, "SETTINGS", mine)
    return mine


@pytest.fixture
def live(label_studio: Running) -> LiveStudio:
    """The session's Label Studio."""
    return LiveStudio(label_studio.url, label_studio.token)
