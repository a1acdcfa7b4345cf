"""Texts to what a tagger sees: tokens, paragraphs, and the features of each token."""

import re
from collections.abc import Iterator, Sequence

_TOKEN = re.compile(r"\w+(?:[’'-]\w+)*|[^\w\s]")
_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
_LONGEST = 1000
"""Tokens that are tagged together, at most: a page without a blank line stays quick."""
_OPENING, _CLOSING = frozenset("“«„"), frozenset("”»")
_REACH = (-2, -1, 1, 2)
_FAR = (-3, 3)

Token = re.Match[str]
"""A word or a sign, with its place in the text."""


def paragraphs(text: str) -> Iterator[list[Token]]:
    r"""The tokens of each paragraph, those of a very long one in parts.

    >>> [[token[0] for token in part] for part in paragraphs("Don’t go.\n\nWhy?")]
    [['Don’t', 'go', '.'], ['Why', '?']]
    """
    start = 0
    for end, following in [*((m.start(), m.end()) for m in _BREAK.finditer(text)), (len(text), 0)]:
        tokens = list(_TOKEN.finditer(text, start, end))
        for first in range(0, len(tokens), _LONGEST):
            yield tokens[first : first + _LONGEST]
        start = following


def features(tokens: Sequence[Token], said: Sequence[str] = ()) -> list[list[str]]:
    """What is known of each token of a paragraph, as names: words, endings, shapes, quotation marks.

    The token and its two neighbours on either side, after Pareti et al. (2013), *Automatically
    Detecting and Attributing Indirect Quotations*, without parses. `said`, where given, has a name
    for each token: what the rules for attributions take it for, which reaches three tokens.
    """
    words = [token[0].lower() for token in tokens]
    shapes = [_shape(token[0]) for token in tokens]
    quoted = _quoted([token[0] for token in tokens])
    alone = [[f"{w[-3:]}", f"{s}", f"{q}"] for w, s, q in zip(words, shapes, quoted, strict=True)]
    found = [_features(i, words, alone) for i in range(len(words))]
    for i in range(len(said)):
        found[i] += _said(i, words[i], said)
    return found


def _features(i: int, words: Sequence[str], alone: Sequence[Sequence[str]]) -> list[str]:
    word = words[i]
    ending, shape, quoted = alone[i]
    found = [
        *(f"w={word}", f"e={ending}", f"2={word[-2:]}", f"p={word[:3]}", f"s={shape}"),
        *(f"q={quoted}", f"{quoted}{word}"),
    ]
    for step in _REACH:
        if 0 <= i + step < len(words):
            ending, shape, quoted = alone[i + step]
            found += (
                f"{step}w={words[i + step]}",
                f"{step}e={ending}",
                f"{step}s={shape}",
                f"{step}q={quoted}",
            )
        else:
            found.append(f"{step}")
    found += (f"{step}w={_at(words, i + step)}" for step in _FAR)
    return [*found, f"{_at(words, i - 1)}_{word}", f"{word}^{_at(words, i + 1)}"]


def _said(i: int, word: str, said: Sequence[str]) -> list[str]:
    around = (f"{step}a={_at(said, i + step)}" for step in (*_FAR, *_REACH))
    three = "|".join(_at(said, i + step) for step in (-1, 0, 1))
    return [f"a={said[i]}", f"a={said[i]}{word}", f"3a={three}", *around]


def _at(names: Sequence[str], i: int) -> str:
    """The name at a place, or a sign that no word has beyond the ends."""
    return names[i] if 0 <= i < len(names) else "\t"


def _shape(word: str) -> str:
    """Capitals, small letters and digits, each run once.

    >>> _shape("McCain's"), _shape("2015")
    ("XxXx'x", 'd')
    """
    kinds = (
        "X" if ch.isupper() else "x" if ch.islower() else "d" if ch.isdigit() else ch for ch in word
    )
    shape = ""
    for kind in kinds:
        shape += "" if shape.endswith(kind) else kind
    return shape


def _quoted(tokens: Sequence[str]) -> list[str]:
    """For each token, whether it opens or closes a quotation, or stands within one or outside."""
    inside, found = False, []
    for sign in tokens:
        opens = sign in _OPENING or (sign == '"' and not inside)
        closes = sign in _CLOSING or (sign == '"' and inside)
        found.append("(" if opens else ")" if closes else "Q" if inside else "-")
        inside = opens or (inside and not closes)
    return found
