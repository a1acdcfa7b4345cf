"""Agreement on marked stretches, by our measure, on documents that several trained people annotated.

    python benchmarks/span_agreement.py --data ../shared/datasets

PolNeAR's authors report a token-wise alpha of 0.754 for attributions (Newell, Margolin and Ruths 2018).
Of the documents that several of them marked, all of an attribution's parts count, and each by itself.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.attribution import CLASSES  # stands beside src
from stancemark.annotate.span_agreement import of_spans
from stancemark.records import Judgement, Label, Passage, Question, Region, Span


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def read(folder: Path) -> tuple[dict[str, Passage], dict[str, list[Judgement]]]:
    """Each document as a passage, and what each annotator marked in it."""
    texts = {
        row["id"]: row["text"]
        for part in ("train", "dev")
        for row in _rows(folder / f"{part}.jsonl.gz")
    }
    passages: dict[str, Passage] = {}
    panels: dict[str, list[Judgement]] = {}
    for row in _rows(folder / "multi_annotated.jsonl.gz"):
        name, text = row["id"], texts[row["id"]]
        passages[name] = Passage(name, name, Span(0, len(text)), text, "body")
        regions = tuple(
            Region("", Span(*span), part, "")
            for one in row["attributions"]
            for part in CLASSES
            for span in one.get(part, ())
        )
        panels.setdefault(name, []).append(Judgement(name, name, row["annotator"], regions=regions))
    return passages, panels


def main() -> None:
    """Print alpha of attributions whatever the part, and of each part."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    passages, panels = read(options.data / "polnear")
    question = Question("attribution", "spans", "", tuple(map(Label, CLASSES)))
    for a in of_spans(panels, passages, question):
        ends = f"{a.value:.3f} [{a.low:.3f}, {a.high:.3f}]"
        print(f"{a.target or 'any part':10} {ends}  {a.items} documents, {a.annotators} annotators")


if __name__ == "__main__":
    main()
