"""How well attributes of marked spans are told, by their words alone and with their sentence around them.

    python benchmarks/span_said.py --data ../shared/datasets --encoder FOLDER

Of the biased spans of BASIL: whether they speak well or ill of their target (`polarity`), and whether
they stand in somebody's quotation (`quote`). Five folds, no event on both sides; macro F1, kept in
docs/quality.json and written to docs/quality.md.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.quality import rows  # stands beside src
from benchmarks.quality_page import record
from stancemark.models.dataset import Example
from stancemark.models.evaluate import scored
from stancemark.models.held_out import out_of_fold
from stancemark.models.linear import LinearClassifier
from stancemark.models.span_attributes import examples
from stancemark.models.span_table import SpanExample
from stancemark.models.split import Apart, folds
from stancemark.models.tagger import Attribute, LabelledSpan
from stancemark.records import Span

ASKED = ("polarity", "quote")


def basil(data: Path) -> list[SpanExample]:
    """Sentences, and what is said of the spans in them."""
    found = []
    for row in rows(data, "basil"):
        spans = []
        for s in row["spans"]:
            said = tuple(Attribute(name, ((s[name], 1.0),)) for name in ASKED if s.get(name))
            spans.append(LabelledSpan(Span(s["start"], s["end"]), s["type"], None, said))
        about = Example(row["id"], row["text"], "", document=row["story"])
        found.append(SpanExample(about, tuple(sorted(spans))))
    return found


def macro_f1(part: Sequence[Example], encoder: str) -> dict[str, float | None]:
    """Value and 95 % interval, drawn over events; the most frequent answer beside it."""
    cut = folds(part, 5, 7, Apart(by="document"))
    answers = out_of_fold(part, lambda: LinearClassifier(encoder=encoder), cut)
    score = scored(part, answers, cut, "", "", seed=7)[0]
    return {"value": score.value, "low": score.low, "high": score.high, "majority": score.baseline}


def main() -> None:
    """Ask both of both families, with the sentence and without, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoder", required=True, help="a Hugging Face id or a folder")
    options = parser.parse_args()
    began = time.process_time()
    found: dict[str, Any] = {}
    for (name, _), part in examples(basil(options.data)).items():
        alone = [replace(e, before="", after="") for e in part]
        found[f"{name}, {len(part):,} spans"] = {
            "linear, span": macro_f1(alone, ""),
            "linear": macro_f1(part, ""),
            "both, span": macro_f1(alone, options.encoder),
            "both": macro_f1(part, options.encoder),
        }
        print(name, found[f"{name}, {len(part):,} spans"], flush=True)
    record("said", {"cpu_s": round(time.process_time() - began), "scores": found})


if __name__ == "__main__":
    main()
