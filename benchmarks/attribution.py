r"""Source, cue and content of attributions against PolNeAR: `python benchmarks/attribution.py`.

`--fit` also fits the span model on the training part (some ten minutes) and scores what it marks,
then what `linked` makes of that.

Token F1 per class, micro over all documents of the part. Tokens are runs of letters and digits, and
single other signs but white space (`\w+|[^\w\s]`), over the whole text. A token is positive for a
class if any of its characters lies in any span of that class, of any attribution: nested and
overlapping attributions are flattened to the union of their spans, on both sides alike.
"""

import argparse
import gzip
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from stancemark.models.spans import SpanTagger
from stancemark.models.tagger import LabelledSpan
from stancemark.records import Attribution, Span
from stancemark.tasks.attribution import Draft, Words, attributions, linked

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "datasets" / "polnear"
CLASSES = ("source", "cue", "content")
_TOKEN = re.compile(r"\w+|[^\w\s]")

Marked = dict[str, list[tuple[int, int]]]
"""Of each class, its spans."""


@dataclass(slots=True)
class Counts:
    """Tokens that both sides have, that were found, and that there are."""

    both: int = 0
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """TP / (TP + FP)."""
        return self.both / max(1, self.found)

    @property
    def recall(self) -> float:
        """TP / (TP + FN)."""
        return self.both / max(1, self.gold)

    @property
    def f1(self) -> float:
        """2 TP / (2 TP + FP + FN)."""
        return 2 * self.both / max(1, self.found + self.gold)


def documents(path: Path) -> Iterator[tuple[str, Marked]]:
    """The texts of a part, with their spans."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row: dict[str, Any] = json.loads(line)
            yield (
                row["text"],
                {
                    name: [
                        (start, end)
                        for one in row["attributions"]
                        for start, end in one.get(name, [])
                    ]
                    for name in CLASSES
                },
            )


def predicted(text: str) -> Marked:
    """The spans that our rules find."""
    return _parts(attributions(text))


def _parts(found: list[Attribution]) -> Marked:
    return {
        name: [(span.start, span.end) for one in found for span in _spans(one, name)]
        for name in CLASSES
    }


def score(pairs: Iterable[tuple[str, Marked, Marked]]) -> dict[str, Counts]:
    """Counts per class over texts, each with its gold and its predicted spans."""
    counts = {name: Counts() for name in CLASSES}
    for text, gold, found in pairs:
        for name, count in counts.items():
            there, here = tokens_in(text, gold[name]), tokens_in(text, found[name])
            count.both += len(there & here)
            count.found += len(here)
            count.gold += len(there)
    return counts


def tokens_in(text: str, spans: Iterable[tuple[int, int]]) -> set[int]:
    """Where the tokens begin that have a character in one of the spans."""
    covered = bytearray(len(text))
    for start, end in spans:
        stop = min(end, len(text))
        covered[start:stop] = b"\1" * max(0, stop - start)
    return {
        match.start()
        for match in _TOKEN.finditer(text)
        if any(covered[match.start() : match.end()])
    }


def _spans(found: Attribution, name: str) -> tuple[Span, ...]:
    spans: tuple[Span, ...] = getattr(found, name)
    return spans


def fitted(rows: Iterable[tuple[str, Marked]]) -> SpanTagger:
    """A span model of the training part."""
    texts, spans = [], []
    for text, marked in rows:
        texts.append(text)
        spans.append(
            sorted({LabelledSpan(Span(*s), name) for name in CLASSES for s in marked[name]})
        )
    return SpanTagger().fit(texts, spans)


def marked_by(tagger: SpanTagger, text: str) -> Marked:
    """The spans that a model marks."""
    found: Marked = {name: [] for name in CLASSES}
    for s in tagger.predict([text])[0]:
        found[s.label].append((s.span.start, s.span.end))
    return found


def linked_by(tagger: SpanTagger, text: str) -> Marked:
    """The spans of the attributions that what a model marks is put together to."""

    def find(words: Words) -> list[Draft]:
        return linked(words, [(s.label, s.span) for s in tagger.predict([words.text])[0]])

    return _parts(attributions(text, find=find))


def report(name: str, rows: list[tuple[str, Marked]], find: Callable[[str], Marked]) -> None:
    """Print the table of one way to find attributions, and its speed."""
    begun = time.process_time()
    found = [find(text) for text, _ in rows]
    seconds = time.process_time() - begun
    counts = score((text, gold, ours) for (text, gold), ours in zip(rows, found, strict=True))
    print(f"\n{name}\n\n| class | precision | recall | F1 |\n|---|---|---|---|")
    for label, count in counts.items():
        print(f"| {label} | {count.precision:.3f} | {count.recall:.3f} | {count.f1:.3f} |")
    size = sum(len(text.encode()) for text, _ in rows) / 1e6
    print(f"\n{len(rows)} documents, {size:.1f} MB, {size / seconds:.2f} MB/s of processor time")


def main() -> None:
    """Print the tables for a part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", default="dev", choices=["dev", "train"])
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the data set")
    parser.add_argument("--fit", action="store_true", help="the span model too")
    options = parser.parse_args()
    rows = list(documents(options.data / f"{options.part}.jsonl.gz"))
    report("Rules", rows, predicted)
    if options.fit:
        tagger = fitted(documents(options.data / "train.jsonl.gz"))
        report("Span model", rows, partial(marked_by, tagger))
        report("Span model, linked", rows, partial(linked_by, tagger))


if __name__ == "__main__":
    main()
