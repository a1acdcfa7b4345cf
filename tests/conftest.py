"""What several rooms' tests share."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from stancemark.annotate import server
from stancemark.annotate.server import Running


@pytest.fixture(scope="session")
def label_studio_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name the data folder of the session's Label Studio."""
    return tmp_path_factory.mktemp("study") / "label-studio"


@pytest.fixture(scope="session")
def label_studio(label_studio_folder: Path) -> Iterator[Running]:
    """Start a real Label Studio, once per session; nothing of it is left afterwards."""
    running = server.start(label_studio_folder)
    family = [psutil.Process(running.pid), *psutil.Process(running.pid).children(recursive=True)]
    yield running
    server.stop(label_studio_folder)
    assert not [member for member in family if member.is_running()]
