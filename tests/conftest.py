"""What several rooms' tests share."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, sync_playwright

from stancemark.__main__ import main
from stancemark.annotate import server
from stancemark.annotate.server import Running
from stancemark.config import load
from stancemark.journey import Journey, open_study
from stancemark.tables import SUFFIXES
from tests import commands, journeys
from tests.commands import Command, Ended


def pytest_configure(config: pytest.Config) -> None:
    """Let pass what `label_studio_sdk` still calls of pydantic's first version, and be interrupted as in a terminal.

    A shell has those that it starts in the background ignore interrupts, and their children too.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sdk = "ignore:The `parse_obj` method is deprecated:pydantic.PydanticDeprecatedSince20"
    config.addinivalue_line("filterwarnings", sdk)


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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium, once per session. Without one: skip, but fail where CI is set."""
    path = Path("/usr/bin/chromium")
    if not path.exists():
        reason = f"needs Debian's chromium, and there is no {path}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    # no sandbox: tests run as root in containers, on pages they wrote themselves
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process; no traceback may show."""

    def ran(*words: object) -> Ended:
        capsys.readouterr()
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Ended(code, out, err)

    return ran


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study of one page, in the working directory."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "page.txt").write_text(commands.TEXT)
    (tmp_path / "config.yaml").write_text(commands.CONFIG)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def journey(tmp_path: Path) -> Journey:
    """A study of three pages of three outlets."""
    journeys.write_pages(tmp_path / "pages")
    (tmp_path / "config.yaml").write_text(journeys.CONFIG, encoding="utf-8")
    return open_study(load(tmp_path / "config.yaml"))


@pytest.fixture(params=SUFFIXES)
def suffix(request: pytest.FixtureRequest) -> str:
    """A table's format."""
    return str(request.param)
