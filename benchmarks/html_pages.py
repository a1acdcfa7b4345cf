"""Content kept and boilerplate kept out of the hand-made HTML pages, beside other extractors.

Run from the top of the project: `python -m benchmarks.html_pages`. Everybody's text is matched to
the truth in the same way: the page's truth is cut into blocks; the words of a block are looked for
as runs of three (all its words where it has fewer) among the runs of the extracted text, each run of
which may be used once, blocks of content first. A block counts by its characters times the share of
its runs that were found. Headlines and bylines are on neither side, since not everybody gives them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, pairwise
from pathlib import Path
from statistics import mean

from tests.gate.html.truth import (
    CONTENT,
    KINDS,
    SEEN,
    UNSEEN,
    Labelled,
    kind_of,
    labelled,
    measures,
    pages,
    read,
)

_WORD = re.compile(r"\w+")


def _ours(page: Labelled) -> str:
    document, segments = read(page)
    return "\n\n".join(s.span.of(document.text) for s in segments if s.role != "boilerplate")


def _trafilatura(page: Labelled) -> str:
    from trafilatura import extract

    return extract(page.html, include_comments=False) or ""


def _trafilatura_more(page: Labelled) -> str:
    from trafilatura import extract

    return extract(page.html, include_comments=True, favor_recall=True) or ""


def _resiliparse(page: Labelled) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(page.html, main_content=True, alt_texts=False))


def _resiliparse_more(page: Labelled) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(page.html, main_content=True, comments=True, alt_texts=False))


def _readability(page: Labelled) -> str:
    from lxml.html import fromstring
    from readability import Document

    return str(fromstring(Document(page.html).summary()).text_content())


EXTRACTORS: dict[str, Callable[[Labelled], str]] = {
    "ours": _ours,
    "trafilatura": _trafilatura,
    "trafilatura, comments and recall": _trafilatura_more,
    "resiliparse": _resiliparse,
    "resiliparse, comments": _resiliparse_more,
    "readability-lxml": _readability,
}
"""What is compared, by name."""


def runs(text: str) -> list[tuple[str, ...]]:
    """The runs of three words of a text; one run of all its words where they are fewer."""
    found = [word.casefold() for word in _WORD.findall(text)]
    if len(found) < 3:
        return [tuple(found)] if found else []
    return list(zip(found, found[1:], found[2:], strict=False))


def shares(page: Labelled, extracted: str) -> tuple[float, float]:
    """The share of content that is in the extracted text, and of boilerplate that is not."""
    left = Counter(runs(extracted))
    words = [word.casefold() for word in _WORD.findall(extracted)]
    left.update((word,) for word in words)
    left.update(pairwise(words))
    blocks = list(_blocks(page))
    kept = _found((text for text, role in blocks if role in CONTENT), left)
    out = _found((text for text, role in blocks if role == "boilerplate"), left)
    return kept, 1 - out if out >= 0 else 1.0


def _blocks(page: Labelled) -> Iterator[tuple[str, str]]:
    for (role, _), group in groupby(page.texts, key=lambda text: (text[1].role, text[2])):
        yield " ".join(text for text, _, _ in group), role


def _found(blocks: Iterable[str], left: Counter[tuple[str, ...]]) -> float:
    """The share of the characters of some blocks that is found; -1 where there are none."""
    hits = total = 0.0
    for block in blocks:
        wanted = runs(block)
        if not wanted:
            continue
        had = 0
        for run in wanted:
            if left[run] > 0:
                left[run] -= 1
                had += 1
        size = len("".join(block.split()))
        hits, total = hits + size * had / len(wanted), total + size
    return hits / total if total else -1.0


def table(folder: Path) -> Iterator[str]:
    """Content kept / boilerplate kept out, in percent, by kind of page and extractor."""
    found = [labelled(path) for path in pages(folder)]
    kinds = [kind for kind in KINDS if any(kind_of(page.name) == kind for page in found)]
    yield "| | " + " | ".join(kinds) + " | all |"
    yield "|---|" + "---|" * (len(kinds) + 1)
    for name, extract in EXTRACTORS.items():
        each = {page.name: shares(page, extract(page)) for page in found}
        cells = [_cell(v for n, v in each.items() if kind_of(n) == kind) for kind in kinds]
        yield f"| {name} | " + " | ".join([*cells, _cell(each.values())]) + " |"


def _cell(values: Iterable[tuple[float, float]]) -> str:
    kept, out = zip(*values, strict=True)
    return f"{100 * mean(kept):.1f} / {100 * mean(out):.1f}"


def own_table(folder: Path) -> Iterator[str]:
    """What only ours tells: units, authors, answers, sources and roles of every page."""
    rows = {path.stem: measures(labelled(path)) for path in pages(folder)}
    names = list(next(iter(rows.values())))
    yield "| | " + " | ".join(names) + " |"
    yield "|---|" + "---|" * len(names)
    rows["mean"] = {name: mean(row[name] for row in rows.values()) for name in names}
    for page, row in rows.items():
        yield f"| {page} | " + " | ".join(f"{row[name]:.3f}" for name in names) + " |"


def main() -> None:
    """Print the tables of the pages at hand and of those held out."""
    for title, folder in (("Pages at hand", SEEN), ("Pages held out", UNSEEN)):
        print(f"## {title}\n")
        print("\n".join(table(folder)), end="\n\n")
        print("\n".join(own_table(folder)), end="\n\n")


if __name__ == "__main__":
    main()
