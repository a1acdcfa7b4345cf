"""What the lines of a page look like, in numbers: each by itself, beside the others of the page, and where it stands."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from stancemark.tasks.segment.layout import Piece

Floats = NDArray[np.floating[Any]]
Bools = NDArray[np.bool_]

KEYS = 4096
"""How many numbers words and signs are mapped to."""
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_TOKEN = re.compile(r"\w+|[^\w\s]")
_WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
_DIGIT = re.compile(r"\d")
_OF_MONTH = re.compile(_MONTH)
_PATTERNS = (
    re.compile(
        rf"\b{_MONTH}\.? \d|\d\.? {_MONTH}\b|\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}|\b(?:mon|tue|wed|thu|fri|sat|sun)(?:[a-z]*day\b|,)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\d{1,2}[:.h]\d\d|\d ?[ap]\.?m\b|\b(?:hours?|minutes?|mins?|hrs?|days?|weeks?|months?|years?|yrs?|\d+[hdwmy]) ago\b"
        r"|\byesterday\b|\btoday\b|\b\d+[hdwmy]\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:19|20)\d\d\b"),
    re.compile(r"^\W*(?:\w+ ){0,2}by\b", re.IGNORECASE),
    re.compile(
        r"\b(?:says?|said|wrote|writes|replied|commented|posted|responded|answered|added)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:reply|replies|quote|report|like|likes|share|permalink|link|flag|upvote|points?|votes?)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:joined|posts|member|location|registered|messages|reputation|rep|from|rank|threads|karma|moderator|admin|user|guest)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b\d[\d,.]* (?:comments?|responses?|replies|reactions?|thoughts?|messages?)\b|^comments?\b|^leave a",
        re.IGNORECASE,
    ),
    re.compile(r"^\W*#?\d+\W*(?:$|\s)"),
)
"""What lines that head or close a turn hold: days, times, years, who wrote, buttons, what cards say, counts, numbers."""
_DATE, _TIME, _BUTTON, _CARD, _COUNT = 0, 1, 5, 6, 7
_PERSON = re.compile(r"\b(?:I|me|my|you|your|we|us|our|I['’]m)\b")
_ENDS = ".!?”\"'…"
_ENDINGS: tuple[Callable[[str], bool], ...] = (
    lambda text: text[-1] in _ENDS,
    lambda text: text[-1] == ":",
    lambda text: text[-1] == ",",
    lambda text: text[-1] == "?",
    lambda text: text[-1] in ")]",
    lambda text: text[-1].isdigit(),
    lambda text: text[-1].isalpha(),
    lambda text: text[0].isdigit(),
    lambda text: text[0] in "•*·-–—>",
    lambda text: text[0] in "\"'“‘",
    lambda text: text[0] in "([",
    lambda text: text[0].islower(),
    lambda text: text[0].isupper(),
    lambda text: text[0] in "@#",
    lambda text: "http" in text or "www." in text,
    lambda text: "|" in text,
    lambda text: "@" in text,
    lambda text: "»" in text or "→" in text,
    lambda text: ":" in text[:40],
    lambda text: " - " in text or " – " in text or " — " in text,
    lambda text: text.isupper(),
    lambda text: _PERSON.search(text) is not None,
)
"""What is seen at the ends of a line, and the signs in it."""
_KEPT = frozenset(
    "said from by on at in to of the a an and says wrote posted reply replied joined posts ago am pm comment comments report quote "
    "like originally edited member re updated published written author date".split()
)
"""Words that the form of a line keeps."""
_HEAD, _FORM, _FORM_WORDS, _FINE, _COARSE = 120, 90, 24, 8, 3
_SHORT, _LINE, _SENTENCE, _PROSE = 14, 30, 4, 25
"""Up to how many words lines recur and head something, and from how many on they are a sentence or running text."""
_NAME_WORDS = 4
_READ = 400
"""How many characters of a long line are read, at its beginning and at its end."""
_FAR = 99
"""How far off a line is that the page does not have."""
_FIRST, _LAST = 14, 4
"""How many words of a line are read, at its beginning and at its end."""
_LEADS = re.compile(r"[\W\d]*(?:by |posted by )?(?P<name>\w[\w.’'-]*(?: \w[\w.’'-]*)?)", re.I)


def looks(lines: Sequence[Piece]) -> Floats:
    """What each line looks like: (lines, features), none of them much larger than ten.

    Counts and distances are logarithms.
    """
    texts = [_brief(line.text) for line in lines]
    words = np.array([line.words for line in lines], np.float32)
    ends = np.array([text[-1] in _ENDS for text in texts])
    found = _patterns(texts, words)
    gaps = [
        line.gap if above is None or above.block != line.block else 0
        for above, line in zip([None, *lines], lines, strict=False)
    ]
    measures = np.column_stack(
        [
            _counts(lines, words, gaps),
            _recurring(texts, words),
            _distances(words, ends, np.array(gaps), found),
        ]
    )
    signs = [[sign(text) for sign in _ENDINGS] for text in texts]
    named = [_named(text) for text in texts]
    page = _of_page(words, ends, gaps, found)
    alone = np.column_stack([found, signs, named, _shares(texts)]).astype(np.float32)
    whole = np.repeat(page[None], len(texts), axis=0)
    return np.column_stack([np.log1p(measures), alone, whole]).astype(np.float32)


def _brief(text: str) -> str:
    """The beginning and the end of a long line, a short one whole."""
    return text if len(text) <= 2 * _READ else f"{text[:_READ]} {text[-_READ:]}"


def _patterns(texts: Sequence[str], words: Floats) -> Bools:
    """Which patterns the lines hold that may be of a header: (lines, patterns); buttons and cards are short."""
    found = np.zeros((len(texts), len(_PATTERNS)), np.bool_)
    for i in np.flatnonzero(words <= _LINE).tolist():
        head = texts[i][:_HEAD]
        found[i] = [pattern.search(head) is not None for pattern in _PATTERNS]
    found[:, [_BUTTON, _CARD, _COUNT]] &= (words <= _SHORT)[:, None]
    return found


def _counts(lines: Sequence[Piece], words: Floats, gaps: Sequence[int]) -> Floats:
    """How long lines are, how far they are set in and from what is above, and how far down they stand."""
    letters = np.array([len(line.text) for line in lines], np.float32)
    commas = [line.text.count(",") for line in lines]
    stops = [line.text.count(".") for line in lines]
    indents = [line.indent for line in lines]
    number = np.arange(len(lines))
    return np.column_stack(
        [words, letters, indents, gaps, commas, stops, number, number[::-1]]
    ).astype(np.float32)


def _shares(texts: Sequence[str]) -> Floats:
    """Of the words with a capital, of digits, and of the page's text that stands above."""
    split = [[word for word in text.split() if word[0].isalpha()] for text in texts]
    capitals = [sum(word[0].isupper() for word in of) / max(1, len(of)) for of in split]
    digits = [len(_DIGIT.findall(text)) / len(text) for text in texts]
    letters = np.array([len(text) for text in texts], np.float32)
    above = (np.cumsum(letters) - letters) / letters.sum()
    return np.column_stack([capitals, digits, above]).astype(np.float32)


def _named(text: str) -> tuple[bool, bool, bool, bool]:
    """Whether a line is a word, a handle, a name, or the full name of a person."""
    words = text.split()
    if len(words) > _NAME_WORDS:
        return False, False, False, False
    letters = [word for word in words if word[0].isalpha()]
    capital = len(letters) == len(words) and all(word[0].isupper() for word in words)
    one = len(words) == 1
    handle = one and (text.islower() or "_" in text or _DIGIT.search(text) is not None)
    return one, handle, capital and len(words) < _NAME_WORDS, capital and len(words) > 1


def coarse_form(text: str) -> str:
    """The first signs of the form of a line: lines that head turns of a page have the same."""
    return " ".join(_form(text)[:_COARSE])


@lru_cache(4096)
def _form(text: str) -> tuple[str, ...]:
    """The form of a line: its words but for those that headers have, as signs, none twice in a row."""
    found: list[str] = []
    for word in _WORD.findall(text[:_FORM])[:_FORM_WORDS]:
        sign = _sign(word)
        if not found or found[-1] != sign or sign not in "Xx0":
            found.append(sign)
    return tuple(found)


@lru_cache(4096)
def _sign(word: str) -> str:
    low = word.lower()
    if low in _KEPT or not word[0].isalnum():
        return low
    if word[0].isdigit():
        return "0"
    if _OF_MONTH.fullmatch(low):
        return "M"
    return "X" if word[0].isupper() else "x"


def _recurring(texts: Sequence[str], words: Floats) -> Floats:
    """How often the page has lines of a line's form, its text, its first and last word, and the name that leads it."""
    forms = [_form(text) for text in texts]
    coarse = [" ".join(form[:_COARSE]) for form in forms]
    fine = [" ".join(form[:_FINE]) for form in forms]
    short = words <= _SHORT
    pairs = list(pairwise(["^", *coarse, "$"]))
    low = [text.casefold() for text in texts]
    firsts, lasts = ([text.split()[at] for text in low] for at in (0, -1))
    columns = [
        np.where(short, _often(coarse, short), 0),
        np.where(short, _often(fine, short), 0),
        *(_often(of) for of in (coarse, fine, low, pairs[:-1], pairs[1:], firsts, lasts)),
        *_names(low, short),
        *_repeats(coarse, short),
    ]
    return np.column_stack(columns).astype(np.float32)


def _often(keys: Sequence[Hashable], among: Bools | None = None) -> NDArray[np.intp]:
    """How often each of some keys is there, or is among some of them."""
    kept = keys if among is None else [key for key, of in zip(keys, among, strict=True) if of]
    count = Counter(kept)
    return np.array([count[key] for key in keys])


def _names(low: Sequence[str], short: Bools) -> Iterator[NDArray[np.intp]]:
    """How often the words that lead a short line stand on the page, and whether somebody addresses them."""
    words = Counter(word for text in low for word in _TOKEN.findall(text))
    addressed = {text[at + 1 :].split(" ", 1)[0] for text in low for at in _at_signs(text)}
    leads = [
        match["name"].split() if of and (match := _LEADS.match(text)) else []
        for text, of in zip(low, short, strict=True)
    ]
    rarest = [
        min((words[part] for w in lead for part in _TOKEN.findall(w)), default=0) for lead in leads
    ]
    yield np.array(rarest)
    yield np.array([bool(lead) and lead[0] in addressed for lead in leads], int)


def _at_signs(text: str) -> Iterator[int]:
    at = text.find("@")
    while at >= 0:
        yield at
        at = text.find("@", at + 1)


def _repeats(forms: Sequence[str], short: Bools) -> Iterator[Floats]:
    """How far above and below a short line the next short one of its form stands."""
    for step in (1, -1):
        found = np.full(len(forms), _FAR, np.float32)
        last: dict[str, int] = {}
        for i in range(len(forms))[::step]:
            if short[i]:
                found[i] = min(_FAR, abs(i - last.get(forms[i], i + step * -_FAR)))
                last[forms[i]] = i
        yield found


def _distances(words: Floats, ends: Bools, gaps: NDArray[np.intp], found: Bools) -> Floats:
    """How far above and below a line the next running text, sentence, time, space and count of comments stand."""
    dated = found[:, _DATE] | found[:, _TIME]
    kinds = (ends & (words > _PROSE), ends & (words > _SENTENCE), dated, gaps > 1, found[:, _COUNT])
    return np.column_stack([distance for of in kinds for distance in (_above(of), _below(of))])


def _above(marked: Bools) -> Floats:
    number = np.arange(len(marked))
    last = np.maximum.accumulate(np.where(marked, number, -_FAR))
    before = np.concatenate([[-_FAR], last[:-1]])
    found: Floats = np.minimum(number - before, _FAR).astype(np.float32)
    return found


def _below(marked: Bools) -> Floats:
    return _above(marked[::-1])[::-1]


def _of_page(words: Floats, ends: Bools, gaps: Sequence[int], found: Bools) -> Floats:
    """What the page is like: how long, of long or short lines, and how many of them hold each pattern."""
    means = [
        (words <= _SHORT).mean(),
        (ends & (words > _PROSE)).mean(),
        np.mean(np.array(gaps) > 0),
    ]
    return np.array(
        [
            *np.log1p([len(words), words.mean(), max(gaps)]),
            *means,
            *found.mean(axis=0),
            *np.log1p(found.sum(axis=0)),
        ],
        np.float32,
    )


def read(lines: Sequence[Piece]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The `keys` of all lines one after the other, and where in them those of each line begin."""
    found = [keys(line.text) for line in lines]
    ends = np.cumsum([len(of) for of in found])
    firsts = np.concatenate([[0], ends[:-1]])
    return np.fromiter(chain.from_iterable(found), np.intp, int(ends[-1])), firsts


def keys(text: str) -> list[int]:
    """The words and signs of a line, pairs of them, and the shapes of three in a row, as numbers below `KEYS`."""
    words = _TOKEN.findall(_DIGIT.sub("0", _brief(text)))
    if len(words) > _FIRST + _LAST:
        words = words[:_FIRST] + words[-_LAST:]
    low = ["^", *(word.lower() for word in words), "$"]
    shapes = ["<", *(_shape(word) for word in words), ">"]
    triples = zip(shapes, shapes[1:], shapes[2:], strict=False)
    grams = (*low, *map(" ".join, pairwise(low)), *(f"s:{a}{b}{c}" for a, b, c in triples))
    return [crc32(gram.encode()) % KEYS for gram in grams]


def _shape(word: str) -> str:
    if not word[0].isalpha():
        return word if len(word) == 1 else "0"
    return "X" if word[0].isupper() else "x"
