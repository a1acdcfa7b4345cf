"""Sentences with their offsets: the units that a passage is made of and never cuts.

One pattern finds every place where a sentence may end: a stop, a line break, an emoji. What stands
right before and after it decides. Abbreviations are of four kinds: titles never end a sentence;
places, companies and months do where a word follows that only begins one; some are abbreviations
only before a number; all other words with a stop end one.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from stancemark.records import Span
from stancemark.tasks.abbreviations import (
    AFTER_HOURS,
    BEFORE_SMALL,
    DEPENDENT,
    GERMAN_MONTHS,
    HOURS,
    KINDS,
    STARTERS,
    UNFINISHED,
)

_SAID = re.compile(
    r"(?:[^\W\d_][\w.’'-]*[ \xa0]){1,4}?(?:said|says|asked|asks|cried|shouted|replied|wrote|added|told|"
    r"wondered|yelled|answered|screamed|exclaimed|demanded|inquired|tweeted|quipped|responded)\b"
)
_ACRONYM = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
_NUMBERING = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[ivxIVX]{1,4}|[a-zA-Z])")
_TAIL = re.compile(r"[^\W_][\w.'’]*$")
_OPENERS = re.compile(r"""(?:["'“‘(\[«„»¿¡「『（*_`@#$€£~>•·—–-][^\S\n]?){0,5}""")
_WORD = re.compile(r"[^\W_]+")
_FIRST_WORD = re.compile(r"[^\W\d_]+(?=[\s,’'])")
_VOWEL = re.compile(r"[aeiouyáéíóúäöüàèêаеиоуыэюя]")
_LISTED = re.compile(r"(?:[-–•*·▪◦‣][^\S\n]|\(?(?:\d{1,3}|[a-zA-Z])\)[^\S\n]|\d{1,3}\.[^\S\n])")
_SAID_IN_CHINESE = re.compile(r"[^，。！？\s]{0,6}[说說问問道喊答]|と")
_BLANK = re.compile(r"\n[^\S\n]*\n")

_DASHES = "—–-"
_OPEN = tuple(",;—–-(/&")
_REACH = 30
"""As far as the words around a stop are looked at, in characters."""

_LONGEST = 400
"""As far as a line is looked at."""

_NARROW = 45
"""Lines of prose are seldom wrapped at fewer characters."""

_EMOJI = "\u2600-\u27bf\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff"
_PICTURE = rf"[{_EMOJI}][{_EMOJI}\u200d\ufe0f]*+"
_SMILE = r"[:;]-?[)(DP](?![^\W_])"
_LOOKS = re.compile(f"[{_EMOJI}]")
_ALWAYS = "。！？｡।॥۔\u1362\u104b\u17d4"
"""Stops that are a sign of nothing else, and need no space behind them."""

_STOPS = f".!?…؟\u0589{_ALWAYS}"

_PLACE = re.compile(
    rf"""
    [{_STOPS}\n{_EMOJI}:;]
    (?: (?:(?<=[a-z][a-z][a-z][a-z][a-z]\.)(?<!approx\.)(?<!essrs\.)(?<!thurs\.)|(?<=[a-z][a-z]\ \.))
        (?P<plain>\ (?=[A-Z]))                            # most stops: no more need be known
    | (?: (?<=[{_STOPS}])(?![\d_a-z/])
        (?P<more>[{_STOPS}]*+(?:[\ \xa0]\.)*+)            # several stops, or a spaced ellipsis
        (?P<closed>(?:["'”’)\]」』）*]|[“«](?!\w)|[\ \xa0\u202f]?»(?!\w))*+)
        (?P<noted>(?:\[[^\[\]\n]{{1,20}}\]|[\u2070-\u2079¹²³])*+)
        (?P<felt>(?:[^\S\n]?(?:{_PICTURE}|{_SMILE}|\[?…\]?))*+)
    | (?<=\n)
    | (?<=[{_EMOJI}])[{_EMOJI}\u200d\ufe0f]*+(?:[^\S\n]?{_PICTURE})*+
    | (?<=\s[:;])-?[)(DP](?![^\W_])
    | (?<=[α-ώ];)
    ) (?P<gap>\s*+) )
    """,
    re.VERBOSE,
)


def sentences(text: str) -> Iterator[Span]:
    """The sentences of a text, in order, without the white space between them.

    A blank line always ends a sentence; an abbreviation, an initial or the number of a list never
    does. A line break ends one where the next word would still have fitted on its line.

    >>> text = "Gen. A. Smith left at 5 p.m. on Oct. 1. “Why?” he asked.It rained."
    >>> [span.of(text) for span in sentences(text)]
    ['Gen. A. Smith left at 5 p.m. on Oct. 1.', '“Why?” he asked.', 'It rained.']
    """
    start = len(text) - len(text.lstrip())
    lines = _Lines(text)
    for match in _PLACE.finditer(text, start):
        if match.lastgroup == "plain":
            yield Span(start, match.end() - 1)
            start = match.end()
            continue
        end, following = match.span("gap")
        if following == len(text):
            break
        sign = text[match.start()]
        if sign == "\n":
            ends = lines.end(match.start(), following)
        elif sign in _STOPS:
            ends = _ends(text, match, start)
        else:
            ends = _ends_with_a_picture(text, match, start)
        if ends:
            yield _trimmed(text, start, match.start() if sign == "\n" else end)
            start = following
    if start < len(text):
        yield _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Span:
    return Span(start, start + len(text[start:end].rstrip()))


def _ends(text: str, match: re.Match[str], start: int) -> bool:
    """Whether a stop ends the sentence that began at `start`."""
    end, following = match.span("gap")
    if end == following:
        return _ends_without_space(text, match, start)
    lines = text.count("\n", end, following)
    if lines > 1 or (lines and _LISTED.match(text, following)):
        return True
    if text[following].isupper():
        return _ends_before_capital(text, match, start, following)
    place = _OPENERS.match(text, following).end()  # type: ignore[union-attr]  # it matches nothing too
    head = text[place : place + 1]
    if head.islower() and text[place - 1] not in "@#":
        return text[following] not in _DASHES and _ends_before_small(text, match, start, place)
    if not head.isalnum():
        return bool(_LOOKS.match(head))
    return _ends_before_capital(text, match, start, place)


def _ends_without_space(text: str, match: re.Match[str], start: int) -> bool:
    """Whether a stop ends a sentence although the next word follows at once."""
    at, following = match.start(), match.end()
    if text[at] in _ALWAYS:
        return not (match["closed"] and _SAID_IN_CHINESE.match(text, following))
    word = _FIRST_WORD.match(text, following)
    if word is None or not word[0][0].isupper() or not (word[0][1:] or "a").islower():
        return False
    before = _before(text, start, at).lstrip("([\"'“‘«„¿¡")
    return (
        before.isalpha()
        and before[1:].islower()
        and KINDS.get(before.lower(), "numbers") == "numbers"
    )


def _ends_before_small(text: str, match: re.Match[str], start: int, following: int) -> bool:
    """Whether a stop ends a sentence although the next word has no capital."""
    at = match.start()
    ahead = text[following : following + 4]
    if ahead[1:2].isupper() or ahead in ("http", "www."):
        return _ends_before_capital(text, match, start, following)
    word = _WORD.match(text, following)
    if match["felt"] or match["closed"] or (word and word[0] in DEPENDENT):
        return bool(match["felt"]) and not match["closed"]
    before = _before(text, start, at)
    if _asks(match):
        return _bare(before) != (word[0].casefold() if word else "")
    if text[at] == "…" or match["more"]:
        return False
    return _is_plain(before) and not (before == "sat" and word and word[0] in HOURS)


def _bare(word: str) -> str:
    return word.strip("“\"‘'«„¡").casefold()


def _asks(match: re.Match[str]) -> bool:
    """Whether a stop is more than full stops: it asks or exclaims."""
    return bool((match[0][0] + match["more"]).strip(".… \xa0"))


def _is_plain(word: str) -> bool:
    """Whether a word with a stop is no abbreviation that could stand inside a sentence."""
    if len(word) == 4 and word.isdigit():
        return True
    if len(word) < 2 or not (word.isalpha() and word.islower()) or word in BEFORE_SMALL:
        return False
    return KINDS.get(word, "numbers") == "numbers" and bool(_VOWEL.search(word))


def _ends_before_capital(text: str, match: re.Match[str], start: int, following: int) -> bool:
    """Whether a stop ends a sentence before a word with a capital, a number or an uncased word."""
    at = match.start()
    if not _WORD.search(text, max(start, at - _REACH), at):
        return False
    if text[at] == "." and not match["more"]:
        return _ends_after(text, match, start, following)
    ahead = _word_at(text, following)
    if not _asks(match):
        return _bare(_before(text, start, at)) not in UNFINISHED
    if match["closed"] and match["closed"] not in ")]":
        return ahead in STARTERS or not _SAID.match(text, following)
    return text[at] != "!" or _bare(_before(text, start, at)) != ahead.casefold()


def _ends_after(text: str, match: re.Match[str], start: int, following: int) -> bool:
    """Whether a single full stop ends a sentence, by the word before it."""
    at = match.start()
    word = _before(text, start, at)
    if not word:
        return True
    if not word.isalpha() or len(word) == 1:
        return _ends_after_signs(text, match, start, following)
    kind = KINDS.get(word.lower())
    if kind is None:
        return not (at - start < 5 and _NUMBERING.fullmatch(text, start, at))
    if kind == "numbers":
        return not text[following].isdigit()
    return kind == "rarely" and _begins(text, match, following)


def _ends_after_signs(text: str, match: re.Match[str], start: int, following: int) -> bool:
    """The same after a letter, a number, or a word with signs in it."""
    at = match.start()
    if at - start < 9 and _NUMBERING.fullmatch(text, start, at):
        return False
    found = _TAIL.search(text, max(start, at - _REACH), at)
    word = found[0] if found else ""
    ahead = _word_at(text, following)
    if word.isdigit():
        return len(word) > 2 or ahead not in GERMAN_MONTHS
    if word.lower() in ("a.m", "p.m"):
        return ahead not in AFTER_HOURS
    kind = KINDS.get(word.lower())
    if kind == "numbers":
        return not text[following].isdigit()
    if kind or (len(word) == 1 and word != "I") or _ACRONYM.fullmatch(word):
        return kind != "never" and _begins(text, match, following)
    return True


def _begins(text: str, match: re.Match[str], following: int) -> bool:
    """Whether what follows an abbreviation is a new sentence rather than a name."""
    if text[following].isdigit():
        return False
    word = _FIRST_WORD.match(text, following)
    quoted = match["closed"] not in ("", ")", "]")
    opened = text[following - 1] in '“"«„(¿¡'
    return quoted or opened or bool(word and word[0] in STARTERS)


def _word_at(text: str, at: int) -> str:
    found = _WORD.match(text, at)
    return found[0] if found else ""


def _before(text: str, start: int, at: int) -> str:
    """What stands before a stop, up to the last space."""
    low = max(start, at - _REACH)
    return text[max(low, text.rfind(" ", low, at) + 1) : at]


def _ends_with_a_picture(text: str, match: re.Match[str], start: int) -> bool:
    """Whether an emoji or a smile without a stop ends the sentence that began at `start`."""
    end, following = match.span("gap")
    at = match.start()
    if end == following or not _WORD.search(text, max(start, at - _REACH), at):
        return text.count("\n", end, following) > 1
    if lines := text.count("\n", end, following):
        return lines > 1 or not text[following].islower()
    found = _TAIL.search(text[max(start, at - _REACH) : at].rstrip())
    return text[following].isupper() and not (found and found[0].casefold() in UNFINISHED)


class _Lines:
    """Where the lines of a text end sentences that have no stop.

    Wrapped lines are nearly as long as the longest of their paragraph. Where the first word of the
    next line would still have fitted, somebody began a new line on purpose; where that is so for
    half of the line breaks or more, for all.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._start = self._end = 0
        self._width = 0
        self._loose = False

    def end(self, at: int, following: int) -> bool:
        """Whether the line break at `at` ends a sentence; the next line begins at `following`."""
        text = self._text
        if text.count("\n", at, following) > 1 or _LISTED.match(text, following):
            return True
        line = text[max(at - _LONGEST, text.rfind("\n", 0, at) + 1) : at].rstrip()
        if line.endswith(":"):
            return True
        place = _OPENERS.match(text, following).end()  # type: ignore[union-attr]  # it matches nothing too
        if text[place : place + 1].islower() or line[-1:] in _OPEN:
            return False
        last = _TAIL.search(line[-_REACH:])
        if last and last[0].casefold() in UNFINISHED:
            return False
        self._measure(at)
        return self._loose or _fits(line, _head(text, following), self._width)

    def _measure(self, at: int) -> None:
        """Learn the width of the paragraph around a line break, once for each paragraph."""
        if at < self._end:
            return
        blanks = list(_BLANK.finditer(self._text, self._end, at))
        self._start = blanks[-1].end() if blanks else self._end
        blank = _BLANK.search(self._text, at)
        self._end = blank.start() + 1 if blank else len(self._text)
        lines = [line.strip() for line in self._text[self._start : self._end].split("\n")]
        lines = [line for line in lines if line]
        self._width = max(map(len, lines), default=0)
        fitting = sum(
            _fits(line, following[:_REACH].split(" ", 1)[0], self._width)
            for line, following in pairwise(lines)
        )
        listed = self._width < _NARROW and not any(line[-1] in _STOPS for line in lines)
        self._loose = listed or 2 * fitting >= len(lines) - 1


def _head(text: str, following: int) -> str:
    """The first word of a line."""
    return text[following : following + _REACH].split(maxsplit=1)[0]


def _fits(line: str, word: str, width: int) -> bool:
    """Whether a word would have fitted behind a line."""
    return len(line) + 1 + len(word) <= width
