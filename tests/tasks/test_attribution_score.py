"""The benchmark of attributions: that it counts as it says, and that scores do not fall."""

import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "benchmarks" / "attribution.py"
FLOORS = {"source": 0.69, "cue": 0.57, "content": 0.80}
"""Token F1 on the development part; floors only go up."""


@pytest.fixture(scope="module")
def bench() -> dict[str, Any]:
    """What the script defines."""
    return runpy.run_path(str(SCRIPT))


def test_token_f1_counts_the_union_of_spans(bench: dict[str, Any]) -> None:
    """Overlapping spans count once, a token counts if any of its letters does."""
    text = "Ann said it rained."
    # gold: it, rained (twice covered); found: said, it, and "rain" as a part of rained
    gold = {"source": [(0, 3)], "cue": [(4, 8)], "content": [(9, 18), (12, 18)]}
    found = {"source": [], "cue": [(4, 8)], "content": [(4, 16)]}
    counts = bench["score"]([(text, gold, found)])
    # content: 2 in both, 3 found, 2 there: F1 = 2·2 / (3 + 2)
    assert (counts["content"].both, counts["content"].found, counts["content"].gold) == (2, 3, 2)
    assert counts["content"].f1 == pytest.approx(4 / 5)
    assert (counts["source"].f1, counts["cue"].f1) == (0, 1)


def test_scores_on_polnear_do_not_fall(bench: dict[str, Any]) -> None:
    """Rules alone reach what the documentation says of the development part."""
    path = bench["DATA"] / "dev.jsonl.gz"
    if not path.is_file():
        pytest.skip(f"{path.name} of PolNeAR is not at hand")
    rows = bench["documents"](path)
    counts = bench["score"]((text, gold, bench["predicted"](text)) for text, gold in rows)
    for name, floor in FLOORS.items():
        assert counts[name].f1 >= floor, name
