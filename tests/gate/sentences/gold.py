"""The hand-made gold of sentences: invented passages, each sentence ended by a bar."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

GOLD = Path(__file__).parent / "gold.txt"
BAR = "¦"

Splitter = Callable[[str], Iterable[tuple[int, int]]]
"""A text to the offsets of its sentences."""


@dataclass(frozen=True, slots=True)
class Tricky:
    """A passage, what it tests, and where its sentences stand."""

    kind: str
    text: str
    sentences: tuple[tuple[int, int], ...]
    held_out: bool
    """Not looked at while the rules were written: every third passage."""


def gold() -> list[Tricky]:
    """Every passage, in the order of the file."""
    parts = re.split(r"^%% ", GOLD.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    found = []
    for number, part in enumerate(parts):
        kind, barred = part.split("\n", 1)
        pieces = barred.strip("\n").split(BAR)
        found.append(Tricky(kind, "".join(pieces), tuple(_places(pieces)), number % 3 == 2))
    return found


def _places(pieces: Iterable[str]) -> Iterable[tuple[int, int]]:
    start = 0
    for piece in pieces:
        if piece.strip():
            left = len(piece) - len(piece.lstrip())
            yield start + left, start + len(piece.rstrip())
        start += len(piece)


def measure(split: Splitter, passages: Sequence[Tricky]) -> tuple[float, int, int]:
    """F1 over whole sentences, 2·right / (expected + found); those found wrongly; those missed."""
    right = expected = found = 0
    for passage in passages:
        ours, theirs = set(split(passage.text)), set(passage.sentences)
        right += len(ours & theirs)
        expected, found = expected + len(theirs), found + len(ours)
    return 2 * right / (expected + found), found - right, expected - right
