"""How well segments agree with the hand-made truth: `python tests/gate/score.py` prints a table.

`--raise` also raises the floors in `floors.json` to what is reached; `--held-out` prints only the means over
the pages that neither rules nor the network have seen, and the bounds of their 95 % intervals.
"""

import argparse
import json
import random
import re
import sys
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stancemark.records import Document, Segment
from stancemark.tasks.read import Source, read
from stancemark.tasks.segment import segment
from stancemark.tasks.sentences import sentences

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
FLOORS = HERE / "floors.json"
"""For each page that rules were written for, and for the means of the others, the least that `MEASURES` may be."""
HELD_OUT, TAUGHT = "held out", "taught"
"""Groups of pages that have floors for their means only: none of them had a rule written for it."""
RESAMPLES = 4000
_TAUGHT = re.compile(r"(?:[bs]|[hikpqrtuvwxy][2-9])\d")
FOLDERS = (
    ROOT / "samples" / "pages",
    ROOT.parent / "shared" / "samples",
    HERE / "pages",
    HERE / "held_out" / "pages",
)
CONTENT = frozenset({"body", "quote_block", "wire_copy", "caption", "correction"})
SAID = frozenset({"body", "quote_block", "wire_copy"})
MEASURES = (
    "content", "furniture", "units", "authors", "parents", "outlets", "roles", "sentences",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a page as either side sees it; `unit` is comparable within one side only."""

    start: int
    end: int
    role: str
    unit: str = ""
    author: str = ""
    outlet: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A page with what it should be and what it was found to be."""

    page: str
    text: str
    truth: tuple[Piece, ...]
    sentences: frozenset[tuple[int, int]]
    found: tuple[Piece, ...]


def truths(*, held_out: bool = False) -> list[Path]:
    """The truth files of pages that rules were tuned on, or of the others, by name."""
    folder = HERE / "held_out" if held_out else HERE
    return sorted((folder / "truth").glob("*.json"))


def only_teaches(page: str) -> bool:
    """Whether no rule was written for an opened page, so that it only taught the network.

    >>> only_teaches("s01-sprouts"), only_teaches("v31-quellmarsh"), only_teaches("v02-dockers")
    (True, True, False)
    """
    return _TAUGHT.match(page) is not None


def page_of(truth: Path) -> Path | None:
    """The page a truth file is about, or None where it is not at hand."""
    pages = (folder / f"{truth.stem}.txt" for folder in FOLDERS)
    return next((page for page in pages if page.is_file()), None)


def load(truth: Path, page: Path) -> Case:
    """A page, segmented now, beside its truth. Raises `ValueError` if the page is another."""
    document, known = told(truth, page)
    return Case(
        page=truth.stem,
        text=document.text,
        truth=tuple(_expected(s, document.text) for s in known["segments"]),
        sentences=frozenset(_pair(s) for s in known["sentences"]),
        found=tuple(_found(s, document) for s in segment(document)),
    )


def told(truth: Path, page: Path) -> tuple[Document, dict[str, Any]]:
    """A page and its truth as it is written. Raises `ValueError` if the page is another."""
    known = json.loads(truth.read_text(encoding="utf-8"))
    (document,) = (
        d for d in read([Source(page, page.name, explicit=True)]) if isinstance(d, Document)
    )
    if len(document.text) != known["characters"]:
        raise ValueError(f"{page}: {len(document.text)} characters, truth {known['characters']}")
    return document, known


def _pair(sentence: Any) -> tuple[int, int]:
    if isinstance(sentence, dict):
        return sentence["start"], sentence["end"]
    return sentence[0], sentence[1]


def _expected(row: dict[str, Any], text: str) -> Piece:
    def mention(name: str) -> str:
        return text[slice(*row[name])] if row[name] else ""

    unit, parent = (str(row[name] or "") for name in ("unit", "parent"))
    unit = "" if row["role"] == "boilerplate" else unit
    return Piece(
        row["start"], row["end"], row["role"], unit, mention("author"), mention("outlet"), parent
    )


def _found(s: Segment, document: Document) -> Piece:
    own = s.outlet == document.outlet and not s.depth
    outlet = "" if own else s.outlet
    return Piece(s.span.start, s.span.end, s.role, s.unit, s.author, outlet, s.parent)


def score(case: Case) -> dict[str, float]:
    """Every measure of a page, from 0 to 1."""
    truth, found = _by_character(case.truth, case.text), _by_character(case.found, case.text)
    content = [i for i, piece in truth.items() if piece.role in CONTENT]
    furniture = [i for i, piece in truth.items() if piece.role == "boilerplate"]
    matched = _matched_units(truth, found)
    ours = {
        (piece.start + s.start, piece.start + s.end)
        for piece in case.found
        if piece.role in SAID
        for s in sentences(case.text[piece.start : piece.end])
    }
    return {
        "content": _share(found[i].role in CONTENT for i in content),
        "furniture": _share(found[i].role == "boilerplate" for i in furniture),
        "units": f1(_starts(case.truth), _starts(case.found)),
        "authors": _share(same(t.author, f.author) for t, f in matched.values()),
        "parents": _share(_same_parent(t, f, matched) for t, f in matched.values()),
        "outlets": _outlets([(truth[i].outlet, found[i].outlet) for i in content]),
        "roles": _share(piece.role == found[i].role for i, piece in truth.items()),
        "sentences": f1(case.sentences, ours),
    }


def f1(expected: Iterable[object], found: Iterable[object]) -> float:
    """Harmonic mean of precision and recall of two sets; 1 where both are empty."""
    expected, found = set(expected), set(found)
    total = len(expected) + len(found)
    return 2 * len(expected & found) / total if total else 1.0


def same(one: str, other: str) -> bool:
    """Whether two names are the same but for case, white space and an article before them."""
    first, second = (
        " ".join(name.casefold().split()).removeprefix("the ") for name in (one, other)
    )
    return first == second


def _share(hits: Iterable[bool]) -> float:
    hits = list(hits)
    return sum(hits) / len(hits) if hits else 1.0


def _by_character(pieces: Iterable[Piece], text: str) -> dict[int, Piece]:
    """The piece of each character that is not white space."""
    return {
        i: piece for piece in pieces for i in range(piece.start, piece.end) if not text[i].isspace()
    }


def _starts(pieces: Iterable[Piece]) -> set[int]:
    """Where each unit begins."""
    starts: dict[str, int] = {}
    for piece in pieces:
        if piece.unit:
            starts.setdefault(piece.unit, piece.start)
    return set(starts.values())


def _matched_units(
    truth: dict[int, Piece], found: dict[int, Piece]
) -> dict[str, tuple[Piece, Piece]]:
    """For each unit of the truth, a piece of it and one of the unit that shares most with it."""
    shared: dict[str, dict[str, tuple[int, Piece, Piece]]] = {}
    for i, piece in truth.items():
        if piece.unit:
            per_unit = shared.setdefault(piece.unit, {})
            count = per_unit[found[i].unit][0] if found[i].unit in per_unit else 0
            per_unit[found[i].unit] = (count + 1, piece, found[i])
    best = {unit: max(ours.values(), key=lambda s: s[0]) for unit, ours in shared.items()}
    return {unit: (t, f) for unit, (_, t, f) in best.items()}


def _same_parent(t: Piece, f: Piece, matched: dict[str, tuple[Piece, Piece]]) -> bool:
    return f.parent == (matched[t.parent][1].unit if t.parent else "")


def _outlets(pairs: Sequence[tuple[str, str]]) -> float:
    """F1 over characters of the outlet they are attributed to."""
    right = sum(bool(t) and same(t, f) for t, f in pairs)
    total = sum(bool(t) for t, _ in pairs) + sum(bool(f) for _, f in pairs)
    return 2 * right / total if total else 1.0


def table(rows: Iterable[tuple[str, dict[str, float]]]) -> Iterator[str]:
    """The measures of each page as lines of text."""
    yield f"{'page':24}" + "".join(f"{name:>11}" for name in MEASURES)
    for page, measures in rows:
        yield f"{page:24}" + "".join(f"{measures[name]:11.3f}" for name in MEASURES)


def measured(
    *, held_out: bool = False, names: Container[str] | None = None
) -> list[tuple[str, dict[str, float]]]:
    """The measures of each page at hand, or of those with some names."""
    wanted = (t for t in truths(held_out=held_out) if names is None or t.stem in names)
    at_hand = [(t, page) for t in wanted if (page := page_of(t))]
    return [(truth.stem, score(load(truth, page))) for truth, page in at_hand]


def mean(scores: Sequence[tuple[str, dict[str, float]]]) -> dict[str, float]:
    """The mean of each measure over pages."""
    return {m: sum(s[m] for _, s in scores) / len(scores) for m in MEASURES}


def interval(
    scores: Sequence[tuple[str, dict[str, float]]],
) -> list[tuple[str, dict[str, float]]]:
    """The bounds of the 95 % intervals of the means: percentiles over pages drawn again with replacement."""
    draw = random.Random(0)  # noqa: S311  # the same bounds each time, and no secret
    means = [mean(draw.choices(scores, k=len(scores))) for _ in range(RESAMPLES)]
    columns = {m: sorted(row[m] for row in means) for m in MEASURES}
    bounds = (("from", RESAMPLES // 40), ("to", RESAMPLES - RESAMPLES // 40 - 1))
    return [(name, {m: column[at] for m, column in columns.items()}) for name, at in bounds]


def raised(
    floors: dict[str, list[float]], scores: Iterable[tuple[str, dict[str, float]]]
) -> dict[str, list[float]]:
    """The floors, none lower than before, each as high as what is reached, in whole hundredths."""
    new = dict(floors)
    for page, measures in scores:
        reached = [int(measures[m] * 100) / 100 for m in MEASURES]
        new[page] = [max(pair) for pair in zip(reached, floors.get(page, reached), strict=True)]
    return dict(sorted(new.items()))


def main() -> None:
    """Print the table of every page at hand, or the means of those held out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--raise", action="store_true", dest="up")
    options = parser.parse_args()
    scores = measured(held_out=options.held_out)
    if options.held_out:
        kept = [(HELD_OUT, mean(scores))]
        shown = [*kept, *interval(scores)]
    else:
        taught = [row for row in scores if only_teaches(row[0])]
        kept = [*(row for row in scores if not only_teaches(row[0])), (TAUGHT, mean(taught))]
        shown = [*scores, (TAUGHT, mean(taught)), ("mean", mean(scores))]
    sys.stdout.write("\n".join(table(shown)) + "\n")
    if options.up:
        floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.is_file() else {}
        new = raised(floors, kept)
        lines = (f"{json.dumps(page)}: {json.dumps(least)}" for page, least in new.items())
        FLOORS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
