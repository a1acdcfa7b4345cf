"""How likely a line is furniture that no phrase knows: told by a small network from its words, its looks and its place.

The network was taught on the invented pages of the gate by `benchmarks/furniture.py`, which also measures it
on pages it has not seen. Its weights are the arrays in `likely.npz`; no code is in that file.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stancemark.tasks.segment.layout import Piece
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
"""From which probability on a line is furniture, and one that may be a title, or a sentence in the middle of a text."""
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
_CROSSED = (3, 8, 18, 30)
"""Lengths in words at which the other signs mean something else."""


def likely(
    found: Sequence[Piece], owners: Sequence[Unit], spare: Container[int]
) -> dict[int, str]:
    """Why lines of articles are probably furniture, by their index: as the furniture beside them is.

    Those in `spare` are furniture for sure. The first title of an article stays, and what begins a
    second article.
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
    if not may_be:
        return {}
    texts = [piece.text for piece in found]
    chances = probabilities(texts, [piece.indent for piece in found])
    prose = [i for i, text in enumerate(texts) if _is_prose(text, found[i].words)]
    inside = range(prose[0], prose[-1]) if prose else range(0)
    told: dict[int, str] = {}
    for i in may_be:
        sentence = texts[i][-1] in _ENDS and found[i].words > _SENTENCE and i in inside
        titles = found[i].tag == "heading" and any(p.words > _BELOW for p in found[i + 1 : i + 2])
        if chances[i] > (_SURER if sentence or titles else _SURE):
            beside = (told.get(i - 1, ""), *(p.name for p in _beside(found, i)))
            told[i] = next(filter(None, beside), "navigation")
    return told


def _may_be(piece: Piece, unit: Unit) -> bool:
    """Whether a piece may be furniture for all that is known of it: no header, nothing that announces."""
    plain = piece.tag in ("text", "heading") and unit.kind == "article" and piece.text[-1] != ":"
    return plain and piece.words <= _LONGEST


def _beside(found: Sequence[Piece], i: int) -> Iterator[Piece]:
    """The furniture right above and right below a line."""
    near = (*found[max(0, i - 1) : i], *found[i + 1 : i + 2])
    return (piece for piece in near if piece.tag == "furniture")


def _is_prose(text: str, words: int) -> bool:
    return words > _PROSE and text[-1] in _ENDS


def grams(text: str) -> set[str]:
    """The words and signs of a line and the pairs of them, in lower case, all digits alike."""
    words = _WORD.findall(_DIGIT.sub("0", text.lower()))
    return {*words, *(" ".join(pair) for pair in zip(words, words[1:], strict=False))}


def looks(texts: Sequence[str], indents: Sequence[int]) -> Floats:
    """What lines look like and where they stand on their page, (lines, features), without their words."""
    measures, signs = _measures(texts), _signs(texts, indents)
    kinds = [
        np.eye(len(edges) + 1)[np.digitize(measures[name], edges)] for name, edges in _EDGES.items()
    ]
    length = np.eye(len(_CROSSED) + 1)[np.digitize(measures["words"], _CROSSED)]
    crossed = [length * sign[:, None] for sign in signs[: len(_EDGES) - 3]]
    plain = [measures["capitals"], measures["digits"], measures["place"]]
    plain += [np.log1p(np.maximum(measures[name], 0)) for name in ("words", "before", "behind")]
    return np.column_stack([*kinds, *crossed, *signs, *plain])


def _measures(texts: Sequence[str]) -> dict[str, Floats]:
    split = [text.split() for text in texts]
    words = np.array([len(of) for of in split], float)
    letters = np.array([len(text) for text in texts], float)
    prose = np.flatnonzero([_is_prose(*row) for row in zip(texts, map(len, split), strict=True)])
    first, last = (prose[0], prose[-1]) if len(prose) else (0, len(texts) - 1)
    at = np.arange(len(texts), dtype=float)
    capitals = [sum(word[0].isupper() for word in of) / len(of) for of in split]
    return {
        "words": words,
        "capitals": np.array(capitals),
        "digits": np.array([len(_DIGIT.findall(text)) for text in texts]) / letters,
        "place": (np.cumsum(letters) - letters) / letters.sum(),
        "below": np.maximum(at - last, 0),
        "above": np.maximum(first - at, 0),
        "before": _shifted(words, 1, -1.0),
        "behind": _shifted(words, -1, -1.0),
    }


def _signs(texts: Sequence[str], indents: Sequence[int]) -> list[Floats]:
    """Yes or no of each line, those first that mean another thing at another length."""
    prose = np.array([_is_prose(text, len(text.split())) for text in texts], float)
    at = np.flatnonzero(prose)
    first, last = (at[0], at[-1]) if len(at) else (0, len(texts) - 1)
    place = np.arange(len(texts))
    told = [
        [text[-1] in _ENDS for text in texts],
        place < first,
        place > last,
        _shifted(prose, 1, 0.0),
        _shifted(prose, -1, 0.0),
        [text[-1] == ":" for text in texts],
        [text[-1] == "?" for text in texts],
        [text[-1] == "!" for text in texts],
        ["…" in text[-4:] or "..." in text[-4:] for text in texts],
        [_PERSON.search(text) is not None for text in texts],
        [text.isupper() for text in texts],
        [text[0] in "•*-–" for text in texts],
        [indent > 0 for indent in indents],
        *([sign in text for text in texts] for sign in _SIGNS),
    ]
    return [np.array(sign, float) for sign in told]


def _shifted(values: Floats, by: int, edge: float) -> Floats:
    """Values of the lines `by` above (or below, if negative), `edge` where there are none."""
    found = np.full(len(values), edge)
    if by > 0:
        found[by:] = values[:-by]
    else:
        found[:by] = values[-by:]
    return found


def around(words: Floats) -> Floats:
    """What the words of lines say, and those of two lines above and below each: (lines, 5)."""
    near = [_shifted(words, by, 0.0) for by in (1, -1, 2, -2)]
    return np.column_stack([words, *near]) / 3


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


def said(texts: Sequence[str]) -> Floats:
    """How much the words of each line speak for furniture, (lines,): 0 for as much as against it."""
    known, arrays = _weights()
    bias = float(arrays["bias"])
    return np.array([_said(text, known, bias) for text in texts])


def _said(text: str, known: Mapping[str, float], bias: float) -> float:
    if text.count(" ") >= READ:
        return NEVER
    of = grams(text)
    return bias + sum(known.get(gram, 0.0) for gram in of) / max(1, len(of)) ** 0.5


def probabilities(texts: Sequence[str], indents: Sequence[int]) -> Floats:
    """How probably each line of a page is furniture, (lines,)."""
    arrays = _weights()[1]
    rows = np.column_stack([looks(texts, indents), around(said(texts))])
    hidden = np.maximum(rows @ arrays["inner"] + arrays["inner_bias"], 0.0)
    chances: Floats = 1 / (1 + np.exp(-(hidden @ arrays["outer"] + arrays["outer_bias"])))
    return chances
