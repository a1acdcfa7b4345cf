"""Speed and memory of `segment` and `cut` on plain text, side by side with blingfire.

    python benchmarks/segment.py [--data FILE_OR_FOLDER ...] [--limit 3000] [--documents 20000]

Prints megabytes of UTF-8 in a second of processor time, the median of interleaved runs: of `segment`,
of `cut`, of both together, and of blingfire's sentences with their offsets and without. `ratio` is
that of both together to blingfire with offsets. Before that the memory that a stream of documents
takes, made on the fly by a seeded model. The digest is of all segments and passages: two versions that
print the same one found the same.

Without `--data` the bundled pages of `samples/pages` and `tests/gate/pages` are measured, threads
and articles apart, over and over. Files may be plain text, or JSON Lines with a column `text`, gzip
of either; each that is named is a row of the table.
"""

import argparse
import gc
import importlib
import random
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import _lru_cache_wrapper
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from statistics import median

from stancemark.records import Document
from stancemark.tasks.cut import cut
from stancemark.tasks.segment import segment

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.sentences import texts  # noqa: E402  # stands beside src

PAGES = ("samples/pages", "tests/gate/pages")
RUNS = 3
MEGABYTES = 1.0
"""Of each row at least: small inputs are measured several times over."""

_WORDS = (
    "harbour ferry council crane budget storm bridge mayor vote levy night report pilot dam".split()
)


def main() -> None:
    """Print the table, the memory and the digest."""
    options = _options()
    _memory(options.documents)
    rows = _rows(options.data, options.limit)
    digest = blake2b(digest_size=10)
    print(
        "| | texts | MB | characters in a line | segment | cut | both | blingfire | without offsets | ratio |"
    )
    print("|" + "---|" * 10)
    for name, found in [*rows.items(), *_all(rows)]:
        print(_row(name, found), flush=True)
    for found in rows.values():
        for document in _documents(found):
            segments = segment(document)
            digest.update(repr((segments, cut(document, segments))).encode("utf-8", "replace"))
    print(f"\ndigest {digest.hexdigest()}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", nargs="*", default=[], help="files or folders of texts")
    parser.add_argument("--limit", type=int, default=3000, help="texts of each, at most")
    parser.add_argument("--documents", type=int, default=20_000, help="documents of the stream")
    return parser.parse_args()


def _rows(paths: Sequence[str], limit: int) -> dict[str, list[str]]:
    """The texts of each row of the table, by its name."""
    if paths:
        named = {p: [t for t in texts([p]) if t.strip()][:limit] for p in paths}
        return {"/".join(Path(p).parts[-2:]): found for p, found in named.items()}
    rows: dict[str, list[str]] = {"articles": [], "articles with comments": [], "threads": []}
    for text in texts([str(ROOT / folder) for folder in PAGES]):
        rows[_kind(text)].append(text)
    return rows


def _kind(text: str) -> str:
    """What kind of page a text is, by its units."""
    kinds = {s.kind for s in segment(Document("page", text, "page.txt"))}
    if "article" not in kinds:
        return "threads"
    return "articles with comments" if kinds & {"post", "comment"} else "articles"


def _all(rows: dict[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    if len(rows) > 1:
        yield "all", [text for found in rows.values() for text in found]


def _documents(found: Iterable[str]) -> list[Document]:
    return [Document(f"{n:020d}", text, f"{n}.txt") for n, text in enumerate(found)]


def _row(name: str, found: Sequence[str]) -> str:
    """A row of the table."""
    size = sum(len(text.encode("utf-8", "replace")) for text in found) / 1e6
    lines = [line for text in found for line in text.split("\n") if line.strip()]
    times = _times(found, max(1, round(MEGABYTES / size)))
    speeds = {label: size / taken for label, taken in times.items()}
    both = size / (times["segment"] + times["cut"])
    width = sum(map(len, lines)) / len(lines)
    bling = [f"{speeds[label]:.1f}" for label in ("blingfire", "bare") if label in speeds]
    ratio = f"{both / speeds['blingfire']:.2f}" if bling else "–"
    return (
        f"| {name} | {len(found)} | {size:.1f} | {width:.0f} | {speeds['segment']:.2f} | {speeds['cut']:.1f} "
        f"| {both:.2f} | {' | '.join(bling or ['–', '–'])} | {ratio} |"
    )


def _times(found: Sequence[str], times: int) -> dict[str, float]:
    """Seconds of the processor for each contender to go through the texts once: the median of runs."""
    documents = _documents(found)
    segments = [segment(document) for document in documents]
    pairs = list(zip(documents, segments, strict=True))
    contenders: dict[str, Callable[[], object]] = {
        "segment": lambda: [segment(document) for document in documents],
        "cut": lambda: [cut(document, parts) for document, parts in pairs],
    }
    try:
        tool = importlib.import_module("blingfire")
    except ImportError:
        print("blingfire is not installed", file=sys.stderr)
    else:
        contenders["blingfire"] = lambda: list(map(tool.text_to_sentences_and_offsets, found))
        contenders["bare"] = lambda: list(map(tool.text_to_sentences, found))
    taken: dict[str, list[float]] = {label: [] for label in contenders}
    for _ in range(RUNS):
        for label, work in contenders.items():
            taken[label].append(sum(_seconds(work) for _ in range(times)) / times)
    return {label: median(runs) for label, runs in taken.items()}


def _seconds(work: Callable[[], object]) -> float:
    """Processor time of going through all texts once, nothing remembered from the time before."""
    for found in gc.get_objects():
        if isinstance(found, _lru_cache_wrapper) and found.cache_parameters()["maxsize"]:
            found.cache_clear()
    start = time.process_time()
    work()
    return time.process_time() - start


def _memory(count: int) -> None:
    """Print what the process holds at most while a stream of documents goes through it."""
    print(f"peak memory over a stream of {count} made documents:")
    stream = _stream(random.Random(7))  # noqa: S311  # texts, no secrets
    for part in range(1, 5):
        for document in islice(stream, count // 4):
            cut(document, segment(document))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"after {part * count // 4} documents {peak:.0f} MB")
    print()


def _stream(chance: random.Random) -> Iterator[Document]:
    number = 0
    while True:
        paragraphs = [_paragraph(chance) for _ in range(chance.randint(2, 40))]
        yield Document(f"{number:020d}", "\n\n".join(paragraphs), f"{number}.txt")
        number += 1


def _paragraph(chance: random.Random) -> str:
    """Some made sentences; now and then a short line."""
    size = chance.choice((3, 8, 40, 60))
    words = [f"{chance.choice(_WORDS)}{chance.randint(0, 999)}" for _ in range(size)]
    return " ".join(words).capitalize() + chance.choice((".", ".", "", "?"))


if __name__ == "__main__":
    main()
