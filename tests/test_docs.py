"""What the pages promise exists, and what exists is on the pages."""

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

import pytest
import typer
import yaml

from stancemark.cli import app
from stancemark.config import Config, Setup, load

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "samples" / "README.md"]


def commands() -> dict[str, Any]:
    """Every command by its words, such as `studio start`."""
    found: dict[str, Any] = {}
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]  # it is a group
        parts = getattr(command, "commands", None)
        if parts:
            found |= {f"{name} {part}": inner for part, inner in parts.items()}
        else:
            found[name] = command
    return found


@pytest.mark.parametrize("name", commands())
def test_every_command_has_help_and_a_line_in_the_readme(name: str) -> None:
    """A user who reads the README has heard of each command, and each explains itself."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first, _, second = name.partition(" ")
    assert f"stancemark {first}" in readme
    assert not second or f"`{second}`" in readme or f"stancemark {name}" in readme
    assert commands()[name].help


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_on_a_page_exists(page: Path) -> None:
    """No page tells users to run what is not there."""
    known = {name.split()[0] for name in commands()}
    shown = re.findall(r"^stancemark (?:--\w+ )?([a-z]+)", page.read_text("utf-8"), re.MULTILINE)
    shown += re.findall(r"`stancemark (?:--\w+ )?([a-z]+)", page.read_text("utf-8"))
    assert set(shown) <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_on_a_page_leads_somewhere(page: Path) -> None:
    """Relative links and pictures point at files that are there."""
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_example_config_names_every_setting() -> None:
    """config.yaml is the reference: no setting is missing from it, and it loads."""
    content = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    for name, kind in get_type_hints(Config).items():
        if name in Config.__dataclass_fields__ and is_dataclass(kind):
            assert {field.name for field in fields(kind)} == set(content[name]), name
    assert isinstance(load(ROOT / "config.yaml"), Setup)
