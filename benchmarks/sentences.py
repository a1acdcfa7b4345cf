"""Sentences side by side: quality on our gold, and speed on any text.

`python benchmarks/sentences.py [FILE_OR_FOLDER ...]` prints the tables of docs/sentences.md. Files
may be plain text, or JSON Lines with a column `text`, gzip of either; by default the bundled pages,
repeated to some megabytes.
"""

import gzip
import importlib
import importlib.util
import json
import re
import sys
import time
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from stancemark.records import Document
from stancemark.tasks.cut import cut
from stancemark.tasks.read import find, read
from stancemark.tasks.segment import segment
from stancemark.tasks.sentences import sentences

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.gate.sentences.gold import Splitter, gold, measure  # noqa: E402  # stands beside src

MEGABYTES = 8
RUNS = 3
"""The best of so many runs is shown: the others waited for the machine."""

_PLAIN = re.compile(r"""(?<=[.!?])["'”’)]*\s+(?=["'“‘(]*[A-Z0-9])|\n\s*\n""")


def ours(text: str) -> list[tuple[int, int]]:
    """Sentences by stancemark."""
    return [(s.start, s.end) for s in sentences(text)]


def plain(text: str) -> list[tuple[int, int]]:
    """Sentences by the first pattern that comes to mind: a stop, white space, a capital."""
    edges = [0, *(m.end() for m in _PLAIN.finditer(text)), len(text)]
    return list(_trimmed(text, pairwise(edges)))


def bling(text: str) -> list[tuple[int, int]]:
    """Sentences by blingfire, without the white space it keeps at either end."""
    tool = importlib.import_module("blingfire")
    _, found = tool.text_to_sentences_and_offsets(text)
    return list(_trimmed(text, found))


@cache
def _punkt() -> Any:
    """Punkt, trained on the bundled pages and the gold: the abbreviations it finds by itself."""
    punkt = importlib.import_module("nltk.tokenize.punkt")
    return punkt.PunktSentenceTokenizer("\n\n".join([*set(texts([])), *(p.text for p in gold())]))


def trained(text: str) -> list[tuple[int, int]]:
    """Sentences by punkt."""
    return list(_trimmed(text, _punkt().span_tokenize(text)))


def _trimmed(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, end in spans:
        piece = text[start:end]
        if piece.strip():
            left = len(piece) - len(piece.lstrip())
            yield start + left, start + len(piece.rstrip())


def splitters() -> dict[str, Splitter]:
    """Every splitter that is installed."""
    found: dict[str, Splitter] = {"stancemark": ours, "a plain pattern": plain}
    if importlib.util.find_spec("blingfire"):
        found["blingfire"] = bling
    if importlib.util.find_spec("nltk"):
        found["punkt, trained on these pages"] = trained
    return found


def texts(paths: Iterable[str]) -> list[str]:
    """The texts of files and folders; without any, the bundled pages, over and over."""
    files = [f for p in paths for f in ([Path(p)] if Path(p).is_file() else _inside(Path(p)))]
    found = [text for file in files for text in _texts_of(file)]
    if found:
        return found
    pages = [d.text for d in read(find(["samples/pages"], ROOT)) if isinstance(d, Document)]
    return pages * (1 + MEGABYTES * 1_000_000 // sum(len(p.encode()) for p in pages))


def _inside(folder: Path) -> list[Path]:
    return sorted(f for f in folder.rglob("*") if f.is_file())


def _texts_of(file: Path) -> Iterator[str]:
    data = file.read_bytes()
    content = (gzip.decompress(data) if file.suffix == ".gz" else data).decode(errors="replace")
    if ".jsonl" not in file.suffixes:
        yield content
        return
    for line in content.splitlines():
        yield str(json.loads(line).get("text") or "")


def seconds(work: Iterable[object]) -> float:
    """Processor time to exhaust an iterable."""
    start = time.process_time()
    for _ in work:
        pass
    return time.process_time() - start


def quality() -> None:
    """Print F1, wrong and missed sentences of each splitter on both parts of the gold."""
    print("| | all | tuned on | held out | wrong / missed, held out |\n|---|---|---|---|---|")
    passages = gold()
    seen, unseen = ([p for p in passages if p.held_out is part] for part in (False, True))
    for name, split in splitters().items():
        scores = [measure(split, part)[0] for part in (passages, seen, unseen)]
        _, wrong, missed = measure(split, unseen)
        print(f"| {name} | " + " | ".join(f"{s:.3f}" for s in scores) + f" | {wrong} / {missed} |")


def speed(paths: list[str]) -> None:
    """Print megabytes of UTF-8 in a second of processor time, for each splitter and for `cut`."""
    found = [t for t in texts(paths) if t.strip()]
    size = sum(len(t.encode()) for t in found) / 1e6
    documents = [Document(str(n), t, f"{n}.txt") for n, t in enumerate(found)]
    segments = [segment(d) for d in documents]
    print(f"\n| {size:.1f} MB in {len(found)} texts | MB/s |\n|---|---|")
    for name, split in splitters().items():
        best = min(seconds(map(split, found)) for _ in range(RUNS))
        print(f"| {name} | {size / best:.1f} |")
    best = min(seconds(map(cut, documents, segments)) for _ in range(RUNS))
    print(f"| stancemark, cut | {size / best:.1f} |")


if __name__ == "__main__":
    quality()
    speed(sys.argv[1:])
