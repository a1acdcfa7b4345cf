"""What a random split promises, on corpora where it is known and on sets that others published.

    python benchmarks/leakage.py [--data ../shared/datasets] [--corpora 50] [--set babe]

First, planted corpora: how often the warning comes where the label is the outlet's, and how often
where it is not (a false alarm). Then labelled sets with outlets, by `stancemark evaluate`'s own
measures. Results are kept in docs/leakage.json and written into docs/evaluation.md.
"""

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from stancemark.models.dataset import Example, from_rows  # noqa: E402 - tests are beside us
from stancemark.models.examine import Exam, examine  # noqa: E402
from stancemark.models.linear import LinearClassifier  # noqa: E402
from stancemark.models.split import Apart  # noqa: E402
from stancemark.records import Evaluation, Measure  # noqa: E402
from tests.models.planted import honest, leaky  # noqa: E402

KEPT = ROOT / "docs" / "leakage.json"
PAGE = ROOT / "docs" / "evaluation.md"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
SETS = {"babe": "outlet", "babe by article": "document", "allsides_articles": "outlet"}
"""What their folds keep apart."""


def rows(data: Path, name: str) -> list[Example]:
    """The examples of a set that have a label people agreed on."""
    with gzip.open(
        data / name.partition(" ")[0] / "train.jsonl.gz", "rt", encoding="utf-8"
    ) as lines:
        table = [json.loads(line) for line in lines]
    return [e for e in from_rows(table, name)[0] if e.label != "No agreement"]


def measured(examples: list[Example], by: str, *, quick: bool = False) -> Evaluation:
    """As `stancemark evaluate` measures; planted corpora with a fixed penalty, for speed."""
    apart = Apart(by="document" if by == "document" else "outlet")
    make: Callable[[], LinearClassifier] = lambda: LinearClassifier(C=1.0 if quick else None)  # noqa: E731
    exam = Exam(question="label", model="linear", make=make, folds=5, apart=apart, seed=7)
    return examine(examples, exam)[0]


def planted(corpora: int) -> dict[str, Any]:
    """Warnings among corpora of each kind and size."""
    found: dict[str, Any] = {}
    for name, make in (("leaky", leaky), ("honest", honest)):
        for outlets, of_each in ((4, 20), (8, 20), (12, 20)):
            made = [measured(make(seed, outlets, of_each), "outlet", quick=True) for seed in range(corpora)]  # fmt: skip
            gaps = [one.gap for one in made if one.gap]
            found[f"{name}, {outlets} outlets of {of_each}"] = {
                "corpora": corpora,
                "warned": sum(bool(one.warnings) for one in made),
                "random": sum(g.random.value or 0 for g in gaps) / len(gaps),
                "apart": sum(g.apart.value or 0 for g in gaps) / len(gaps),
            }
            print(
                name, outlets, of_each, found[f"{name}, {outlets} outlets of {of_each}"], flush=True
            )
    return found


def kept(one: Evaluation, seconds: float) -> dict[str, Any]:
    """What the page needs, without a word of the texts."""
    if one.gap is None:
        raise SystemExit(f"no gap: {'; '.join(one.notes)}")
    return {
        "items": one.items,
        "groups": one.groups,
        "unit": one.unit,
        "random": _text(one.gap.random),
        "apart": _text(one.gap.apart),
        "gap": _text(one.gap.gap),
        "outlet only, random": _text(next(r.random for r in one.rivals if r.name == "outlet only")),
        "length": _text(next(r.apart for r in one.rivals if r.name.startswith("length"))),
        "probe": f"{_text(one.probe.accuracy)}, largest {_short(one.probe.majority)}" if one.probe else "",
        "ece": _short(one.reliability.ece) if one.reliability else "",
        "warned": len(one.warnings),
        "seconds": round(seconds),
    }  # fmt: skip


def _text(m: Measure) -> str:
    return f"{_short(m.value)} ({_short(m.low)} to {_short(m.high)})"


def _short(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}".replace("0.", ".", 1).replace("-", "−")


def written(results: Mapping[str, Any]) -> str:
    """The tables of docs/evaluation.md."""
    lines = [
        "| planted corpus | warned | macro F1 at random | on unseen outlets |",
        "|---|---|---|---|",
        *(
            f"| {name} | {r['warned']} of {r['corpora']} | {_short(r['random'])} | {_short(r['apart'])} |"
            for name, r in results.get("planted", {}).items()
        ),
        "",
        "| set | macro F1 at random | on unseen groups | gap | outlet only, at random | length and signs | outlet told from the text | ECE | warned |",
        "|---|---|---|---|---|---|---|---|---|",
        *(
            f"| {name}: {r['items']:,} rows, {r['groups']:,} {r['unit']}s | {r['random']} | {r['apart']} "
            f"| {r['gap']} | {r['outlet only, random']} | {r['length']} | {r['probe']} | {r['ece']} "
            f"| {'yes' if r['warned'] else 'no'} |"
            for name, r in results.get("sets", {}).items()
        ),
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure what was asked for, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, help="folder of the sets; without it, planted corpora")
    parser.add_argument("--corpora", type=int, default=50, help="of each kind and size")
    parser.add_argument("--set", action="append", choices=sorted(SETS), help="all unless named")
    options = parser.parse_args()
    results = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    if options.data is None:
        results["planted"] = planted(options.corpora)
    for name in options.set or SETS if options.data else ():
        began = time.process_time()
        one = measured(rows(options.data, name), SETS[name])
        results.setdefault("sets", {})[name] = kept(one, time.process_time() - began)
        print(name, results["sets"][name], flush=True)
    KEPT.write_text(json.dumps(results, indent=1) + "\n")
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n{written(results)}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
