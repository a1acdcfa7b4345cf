"""How likely a line is furniture that no phrase knows: told by a small network from its words, its looks and its place.

The network was taught on the invented pages of the gate by `benchmarks/furniture.py`, which also measures it
on pages it has not seen. Its weights are the arrays in `likely.npz`; no code is in that file.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stancemark.tasks.segment.layout import Piece
from stancemark.tasks.segment.outlets import is_outlet, unplaced
from stancemark.tasks.segment.sources import signed
from stancemark.tasks.segment.turns import Unit

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

WEIGHTS = Path(__file__).with_name("likely.npz")
_LONGEST, READ = 40, 60
"""How many words a line has at most that may be furniture, and that is read word by word."""
_PROSE, _SENTENCE = 25, 4
"""More words than these before a full stop are running text, or a sentence."""
_BELOW = 12
"""More words than these below a line may be what it is the title of."""
_SURE, _SURER = 0.5, 0.9
"""From which probability on a line is furniture, and one that may be a title, or a sentence between the first title and the last paragraph."""
NEVER = -6.0
"""What the words of a line say that is too long to be read."""
_WORD = re.compile(r"\w+|[^\w\s]")
_DIGIT = re.compile(r"\d")
_PERSON = re.compile(r"\b(?:I|me|my|you|your|we|us|our)\b", re.IGNORECASE)
_ENDS = ".!?”\"'"
_SIGNS = ("|", "»", "→", "›", "©", "@", "http", "&", "/", "\n")
_EDGES: Mapping[str, tuple[float, ...]] = {
    "words": (2, 3, 5, 8, 12, 18, 30, 60),
    "capitals": (0.2, 0.4, 0.6, 0.8, 0.99),
    "digits": (0.01, 0.05, 0.2),
    "place": (0.05, 0.2, 0.5, 0.8, 0.95),
    "below": (1, 2, 4, 8, 16),
    "above": (1, 2, 4, 8, 16),
    "before": (0, 3, 6, 12, 25),
    "behind": (0, 3, 6, 12, 25),
}
"""Between which values of a measure a line counts as another kind."""
_LENGTHS, _CROSSED = (3, 8, 18, 30), 5
"""Lengths in words at which the first of the signs mean something else, and how many these are."""
_NEAR = (1, -1, 2, -2)
"""How far above (below, if negative) the lines stand whose words count too."""
_AT_ONCE = 4096


def likely(found: Sequence[Piece], owners: Sequence[Unit], spare: Container[int]) -> dict[int, str]:
    """Why lines of articles are probably furniture, by their index: as the furniture beside them is.

    Those in `spare` are furniture for sure. The first title of an article stays, what begins a second
    article, and everything on a page without running text.
    """
    heads: dict[Unit, int] = {}
    for i, piece in enumerate(found):
        titles = piece.tag in ("heading", "title") or owners[i] is not owners[0]
        if titles and i not in spare:
            heads.setdefault(owners[i], i)
    kept = {*heads.values()}
    may_be = [
        i
        for i, piece in enumerate(found)
        if i not in spare and i not in kept and _may_be(piece, owners[i])
    ]
    texts = [piece.text for piece in found]
    prose = [i for i, text in enumerate(texts) if _is_prose(text, found[i].words)]
    if not may_be or not prose:
        return {}
    chances = probabilities(texts, [piece.indent for piece in found], may_be)
    inside = range(min({prose[0], *kept}), prose[-1])
    told: dict[int, str] = {}
    for i, chance in zip(may_be, chances, strict=True):
        sentence = texts[i][-1] in _ENDS and found[i].words > _SENTENCE and i in inside
        titles = found[i].tag == "heading" and any(p.words > _BELOW for p in found[i + 1 : i + 2])
        if chance > (_SURER if sentence or titles else _SURE):
            beside = (told.get(i - 1, ""), *(p.name for p in _beside(found, i)))
            told[i] = next(filter(None, beside), "navigation")
    return told


def _may_be(piece: Piece, unit: Unit) -> bool:
    """Whether a piece may be furniture for all that is known of it: no header, no source, nothing that announces."""
    plain = piece.tag in ("text", "heading") and unit.kind == "article" and piece.text[-1] != ":"
    named = is_outlet(unplaced(piece.text)) or signed(piece.text)
    return plain and piece.words <= _LONGEST and not named


def _beside(found: Sequence[Piece], i: int) -> Iterator[Piece]:
    """The furniture right above and right below a line."""
    near = (*found[max(0, i - 1) : i], *found[i + 1 : i + 2])
    return (piece for piece in near if piece.tag == "furniture")


def _is_prose(text: str, words: int) -> bool:
    return words > _PROSE and text[-1] in _ENDS


def grams(text: str) -> set[str]:
    """The words and signs of a line and the pairs of them, in lower case, all digits alike."""
    words = _WORD.findall(_DIGIT.sub("0", text.lower()))
    return {*words, *(" ".join(pair) for pair in pairwise(words))}


def features(
    texts: Sequence[str], indents: Sequence[int], words: Floats, wanted: Sequence[int]
) -> Floats:
    """What some lines of a page look like, where they stand, and what words say there: (wanted, features).

    `words` (lines,) is how much those of each line speak for furniture.
    """
    at = np.asarray(wanted, dtype=np.intp)
    sizes = np.array([len(text.split()) for text in texts], float)
    prose = np.array([_is_prose(*row) for row in zip(texts, sizes.tolist(), strict=True)])
    letters = np.array([len(text) for text in texts], float)
    of = [texts[i] for i in wanted]
    measures = (
        _looks(of)
        | _places(at, prose, letters)
        | {
            "words": sizes[at],
            "before": _shifted(sizes, 1, -1.0)[at],
            "behind": _shifted(sizes, -1, -1.0)[at],
        }
    )
    near_prose = [measures["above"] > 0, measures["below"] > 0]
    near_prose += [_shifted(prose, by, edge=False)[at] for by in (1, -1)]
    signs = [sign.astype(float) for sign in (*near_prose, *_signs(of), _indented(indents)[at])]
    kinds = [
        np.eye(len(edges) + 1)[np.digitize(measures[name], edges)] for name, edges in _EDGES.items()
    ]
    length = np.eye(len(_LENGTHS) + 1)[np.digitize(measures["words"], _LENGTHS)]
    crossed = [length * sign[:, None] for sign in signs[:_CROSSED]]
    plain = [measures["capitals"], measures["digits"], measures["place"]]
    plain += [np.log1p(np.maximum(measures[name], 0)) for name in ("words", "before", "behind")]
    near = [_shifted(words, by, 0.0)[at] / 3 for by in (0, *_NEAR)]
    return np.column_stack([*kinds, *crossed, *signs, *plain, *near])


def _looks(texts: Sequence[str]) -> dict[str, Floats]:
    """The share of words with a capital, and of digits among the characters."""
    split = [text.split() for text in texts]
    capitals = [sum(word[0].isupper() for word in of) / max(1, len(of)) for of in split]
    digits = [len(_DIGIT.findall(text)) / len(text) for text in texts]
    return {"capitals": np.array(capitals), "digits": np.array(digits)}


def _places(at: NDArray[np.intp], prose: Bools, letters: Floats) -> dict[str, Floats]:
    """How far down the page lines stand, and how many lines above or below all running text."""
    running = np.flatnonzero(prose)
    first, last = (running[0], running[-1]) if len(running) else (0, len(prose) - 1)
    return {
        "place": ((np.cumsum(letters) - letters) / letters.sum())[at],
        "below": np.maximum(at - last, 0).astype(float),
        "above": np.maximum(first - at, 0).astype(float),
    }


def _signs(texts: Sequence[str]) -> list[Bools]:
    """Yes or no of each line, first whether it ends as a sentence does."""
    told = [
        [text[-1] in _ENDS for text in texts],
        [text[-1] == ":" for text in texts],
        [text[-1] == "?" for text in texts],
        [text[-1] == "!" for text in texts],
        ["…" in text[-4:] or "..." in text[-4:] for text in texts],
        [_PERSON.search(text) is not None for text in texts],
        [text.isupper() for text in texts],
        [text[0] in "•*-–" for text in texts],
        *([sign in text for text in texts] for sign in _SIGNS),
    ]
    return [np.array(sign, dtype=np.bool_) for sign in told]


def _indented(indents: Sequence[int]) -> Bools:
    return np.asarray(indents) > 0


def _shifted(values: NDArray[Any], by: int, edge: float) -> NDArray[Any]:
    """Values of the lines `by` above (or below, if negative), `edge` where there are none."""
    found = np.full_like(values, edge)
    if by >= 0:
        found[by:] = values[: len(values) - by]
    else:
        found[:by] = values[-by:]
    return found


@cache
def _weights() -> tuple[dict[str, float], Mapping[str, Floats]]:
    """The weight of each word, and the layers of the network."""
    with np.load(WEIGHTS, allow_pickle=False) as kept:
        known = bytes(kept["words"]).decode("utf-8").split("\n")
        arrays = {name: kept[name].astype(float) for name in kept.files if name != "words"}
    return dict(zip(known, arrays["weights"].tolist(), strict=True)), arrays


def forget() -> None:
    """Read the weights anew when they are used next."""
    _weights.cache_clear()


def probabilities(
    texts: Sequence[str], indents: Sequence[int], wanted: Sequence[int]
) -> Iterator[float]:
    """How probably some lines of a page are furniture, in the order of `wanted`."""
    known, arrays = _weights()
    words, bias = np.zeros(len(texts)), float(arrays["bias"])
    near = {i + by for i in wanted for by in (0, *_NEAR)}
    for i in near & {*range(len(texts))}:
        words[i] = _said(texts[i], known, bias)
    for first in range(0, len(wanted), _AT_ONCE):
        rows = features(texts, indents, words, wanted[first : first + _AT_ONCE])
        hidden = np.maximum(rows @ arrays["inner"] + arrays["inner_bias"], 0.0)
        found = 1 / (1 + np.exp(-(hidden @ arrays["outer"] + arrays["outer_bias"])))
        yield from found.tolist()


def _said(text: str, known: Mapping[str, float], bias: float) -> float:
    """How much the words of a line speak for furniture: 0 for as much as against it."""
    if text.count(" ") >= READ:
        return NEVER
    of = grams(text)
    length: float = max(1, len(of)) ** 0.5
    return bias + sum(known.get(gram, 0.0) for gram in of) / length
