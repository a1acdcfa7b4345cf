"""What a user installs: one top-level package with everything in it."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("annotate", "models", "tasks", "src/stancemark")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution, as an index would serve it."""
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.whl"))


def test_the_wheel_has_one_top_level_package(wheel: Path) -> None:
    """`tasks` or `models` at the top of site-packages would clash with Label Studio's own."""
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"stancemark"}


def test_the_wheel_holds_rooms_samples_and_data(wheel: Path) -> None:
    """Everything that runs from a checkout runs from the wheel."""
    names = set(zipfile.ZipFile(wheel).namelist())
    for wanted in (
        "tasks/codec.py",
        "tasks/codebooks/questions.yaml",
        "tasks/segment/wording.yaml",
        "tasks/segment/network.npz",
        "annotate/send.py",
        "models/linear.py",
        "models/rules.yaml",
        "templates/report.html.j2",
        "templates/report.css",
        "samples/judgements.jsonl",
        "samples/pages/metadata.csv",
        "config.yaml",
        "py.typed",
    ):
        assert f"stancemark/{wanted}" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_runs_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """From the wheel alone, the first commands of a new user work on the bundled pages."""
    home = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(home)
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import stancemark; assert stancemark.__file__.startswith(sys.argv[1]), stancemark.__file__\n"
        "from stancemark.__main__ import main\n"
        "assert main(['init', 'study', '--samples']) == 0\n"
        "assert main(['read', '-c', 'study/config.yaml']) == 0\n"
        "assert main(['tasks', '-c', 'study/config.yaml']) == 0\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(home)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "study" / "study" / "passages.parquet").exists()


def test_constraints_pin_every_named_dependency() -> None:
    """What we say we tested is what `make` installs: each dependency has its version."""
    import re
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    named = [*project["dependencies"], *(d for extra in extras for d in extra)]
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    names = {re.split(r"[\[<>=!~ ]", d)[0].lower() for d in named} - {"stancemark"}
    assert names <= pinned


def test_every_dependency_is_imported_by_what_is_shipped() -> None:
    """A library that only a benchmark or nothing needs is not installed with the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {re.split(r"[<>=\[]", d)[0] for d in project["dependencies"]}
    modules = {
        module: {name.lower() for name in names}
        for module, names in packages_distributions().items()
    }
    shipped = [f for room in ROOMS for f in (ROOT / room).rglob("*.py")]
    imported = {
        match[1]
        for file in shipped
        for match in re.finditer(
            r"^\s*(?:import|from) (\w+)", file.read_text("utf-8"), re.MULTILINE
        )
    }
    used = {name for module in imported for name in modules.get(module, ())}
    assert asked - used == {
        "pandas"
    }  # comes with the SDK; named so that its version is ours to bound
