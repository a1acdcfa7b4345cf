"""The benchmark of reuse on few passages: what it measures, with floors."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

FILE = Path(__file__).parents[2] / "benchmarks" / "reuse.py"


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("benchmark_reuse", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_planted_repeats_are_found(benchmark: ModuleType) -> None:
    """Of 3,000 passages, copies and reprints all, quotations and rewordings nearly all; no others."""
    made = benchmark.make(3_000, 7)
    label, _ = benchmark.ours(made.texts)
    near = benchmark.alike(made, 7)
    assert len(near) > 100
    assert benchmark.together(label, near) >= 0.98
    floors = {"copy": 1.0, "reprint": 0.99, "quoted": 0.95, "spun": 0.93}
    for kind, floor in floors.items():
        pairs = [(i, made.of[i]) for i, k in enumerate(made.kind) if k == kind]
        assert benchmark.together(label, pairs) >= floor, kind
    assert benchmark.pure(label, made) >= 0.99


def test_the_same_seed_makes_the_same_passages(benchmark: ModuleType) -> None:
    """Made twice, equal; with another seed, not."""
    assert benchmark.make(200, 1) == benchmark.make(200, 1)
    assert benchmark.make(200, 1).texts != benchmark.make(200, 2).texts
