"""Who may import whom, held by reading every import in the tree."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HALL = ROOT / "src" / "stancemark"

RANKS = {
    "": 0,  # stancemark itself: the version
    "errors": 0,
    "records": 1,
    "config": 2,
    "store": 2,
    "tables": 3,
    "tasks": 4,
    "annotate": 5,
    "models": 5,
    "suggestions": 6,
    "facts": 7,
    "report": 8,
    "sample": 6,
    "tagged": 6,
    "span_judgements": 6,
    "audited": 6,
    "tabular": 7,
    "prelabelled": 8,
    "coloured": 6,
    "codebooks": 3,
    "journey": 6,
    "archive": 7,
    "perspectives": 6,
    "learning": 7,
    "evaluation": 9,
    "ordering": 7,
    "incoming": 8,
    "marked": 7,
    "spanned": 8,
    "outgoing": 8,
    "revise": 7,
    "flow": 10,
    "demo": 11,
    "cli": 12,
    "__main__": 13,
}
"""A part may import itself and parts of a lower rank; parts of one rank never meet."""

FENCES = {
    "label_studio_sdk": {"annotate/studio.py"},
    "torch": {"models/encoder.py", "models/network.py"},
    "transformers": {"models/encoder.py"},
    "ray": set(),
    "label_studio": set(),
}
"""Packages that only these files may import."""

ROOMS = ("tasks", "annotate", "models")

HEAVY = {"sklearn", "pandas", "pyarrow", "label_studio_sdk", "numpy", "pydantic", "krippendorff"}


def sources() -> list[Path]:
    """Every module of the package, each once, by its real place."""
    hall = (p for p in HALL.rglob("*.py") if p.relative_to(HALL).parts[0] not in ROOMS)
    return [*hall, *(p for room in ROOMS for p in (ROOT / room).rglob("*.py"))]


def part(path: Path) -> str:
    """The part of the house a file belongs to."""
    place = path.relative_to(HALL if path.is_relative_to(HALL) else ROOT)
    name = place.parts[0].removesuffix(".py")
    return "" if name == "__init__" else name


def imports(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Every import statement, wherever it stands."""
    yield from (n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom))


def modules(statement: ast.Import | ast.ImportFrom) -> list[str]:
    """The modules a statement may bring in."""
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names]
    assert statement.level == 0, "relative import"
    base = statement.module or ""
    return [f"{base}.{alias.name}" for alias in statement.names] if base == "stancemark" else [base]


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    """No module imports a part above or beside its own, nor a package fenced to another file."""
    own = part(path)
    assert own in RANKS, (
        f"{own} has no place in the house: give it a rank, and say why in docs/design.md"
    )
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for statement in imports(tree):
        for module in modules(statement):
            top, _, rest = module.partition(".")
            if top == "stancemark":
                other = rest.partition(".")[0]
                other = other if other in RANKS else ""
                assert other == own or RANKS[other] < RANKS[own], f"{own} imports {module}"
            elif top in FENCES:
                assert str(path.relative_to(ROOT)) in FENCES[top], f"{module} is fenced"


@pytest.mark.parametrize(
    "path", [HALL / "__main__.py", *(HALL / "cli").glob("*.py")], ids=lambda p: p.name
)
def test_help_stays_light(path: Path) -> None:
    """The command line imports nothing heavy when it is only asked for help."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for statement in (n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)):
        for module in modules(statement):
            assert module.partition(".")[0] not in HEAVY


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_only_the_outermost_frame_catches_everything(path: Path) -> None:
    """A broad `except` would hide what went wrong; only `__main__` may have one."""
    if path.name == "__main__.py":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            name = node.type.id if isinstance(node.type, ast.Name) else "" if node.type else "bare"
            assert name not in {"Exception", "BaseException", "bare"}
