"""What a network might tell of a page, made by hand."""

from collections.abc import Mapping

import numpy as np

from stancemark.records import Document
from stancemark.tasks.segment.layout import Piece, rows
from stancemark.tasks.segment.looks import Floats
from stancemark.tasks.segment.network import KINDS, ROLES, Told
from stancemark.tasks.segment.tokens import tokens


def lines_of(text: str) -> list[Piece]:
    """The lines of a page of plain text."""
    return rows(Document("d", text, "page.txt"))


def told_of(
    of: list[Piece],
    *,
    starts: float = 0.0,
    role: str = "body",
    quoted: list[float] | None = None,
    names: Mapping[str, tuple[float, float]] | None = None,
) -> Told:
    """The same of each line, and of the words in some names how probable it is that they are an author's and a source's."""
    read = tokens(of)
    roles = np.zeros((len(of), len(ROLES)), np.float32)
    roles[:, ROLES.index(role)] = 1
    texts = [of[line].text for line in read.lines]
    chances = np.zeros((len(read.lines), 2), np.float32)
    for name, both in (names or {}).items():
        for i, (text, (start, end)) in enumerate(zip(texts, read.places.tolist(), strict=True)):
            at = text.find(name)
            if 0 <= at <= start and end <= at + len(name):
                chances[i] = both
    at_page = np.array([line.span.start for line in of])
    return Told(
        at_page.tolist(),
        _each(of, starts),
        _each(of, starts),
        roles,
        np.ones((len(of), len(KINDS)), np.float32),
        np.array(quoted, np.float32) if quoted else _each(of, 0.0),
        read.places + at_page[read.lines, None],
        read.lines,
        chances,
    )


def _each(of: list[Piece], chance: float) -> Floats:
    return np.full(len(of), chance, np.float32)
