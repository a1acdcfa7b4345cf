"""A passage as annotators of a blind study see it: what names its outlet or author is blanked.

Each character of a name becomes `BLANK`, so every offset of the text holds, and whoever reads sees
that a name stood there: "told the ________ on Monday". Other outlets that the text quotes stay:
whose words they are is what annotators judge.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from stancemark.records import Document, Passage
from stancemark.tasks.cues import Cues, cues, is_own_handle
from stancemark.tasks.place import BLANK

_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_REACH, _LINE = 2000, 200
_ENDS = "<>\"'“”‘’«»()[]{}|"

_HANDLE = re.compile(r"[@#](\w(?:[\w.-]*\w)?)")
_NAME = r"[^\W\d_a-z][\w.’'-]*(?: [^\W\d_a-z][\w.’'-]*){0,3}"
_SISTER = re.compile(
    r"\b[Oo]ur (?:sister|partner|parent|companion)[ -](?:site|paper|newspaper|title|publication"
    rf"|station|channel|outlet|blog|magazine)s?,? (?:[Tt]he )?+(?P<name>{_NAME}|[\w-]+\.\w[\w.]*)"
)
_CREDIT = re.compile(
    r"\b(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Ww]ritten|[Ee]dited|[Cc]ompiled) by "
    rf"(?P<name>{_NAME}(?:(?:, | and |, and ){_NAME}){{0,5}})"
)
_PHRASES = (
    (_SISTER, "our ", ("sister", "partner", "parent", "companion")),
    (_CREDIT, " by ", ("reporting", "writing", "editing", "written", "edited", "compiled")),
)
"""Each with words that a case-folded text must have before it is looked for, which takes longer."""
_SIGNED = re.compile(rf"(?:^|[\n\r.!?…])[ \t]*(?:—|–|--?|~)[ \t]?(?P<name>{_NAME}|\w+)[ \t.]*$")
_FAREWELL = re.compile(
    r"(?:^|[\n\r.!?…])[ \t]*(?:(?:[Kk]ind |[Bb]est |[Ww]arm )?[Rr]egards|[Cc]heers|[Ss]incerely"
    r"|[Yy]ours(?: sincerely| truly| faithfully)?|[Bb]est(?: wishes)?)[,!.]?\s{1,3}"
    rf"(?P<name>{_NAME})[ \t.]*$"
)
_LAST = re.compile(rf"[\n\r][ \t]*(?P<name>{_NAME}|\w+)[ \t.]*$")
_INITIALS = re.compile(r"(?:[A-Z]\.? ?){2,3}")
_FIRST_LAST = re.compile(r"(?:[A-Z]\.|[A-Z][^\W\d_A-Z]+) [A-Z][^\W\d_]+")
_ENDINGS = (
    (_SIGNED, ("—", "–", "-", "~")),
    (_FAREWELL, ("egards", "heers", "incerely", "ours", "est")),
    (_LAST, ("\n", "\r")),
)
"""How texts are signed, each with what the end of one must have."""
_QUOTED = re.compile(r"[\"”»’'][.,]?[\s—–~-]*$")


def blinded(passage: Passage, document: Document) -> Passage:
    """The passage with blanks in its text, heading and context; everything else as it was.

    Offsets hold: `len` of each text is the same, and what is no name is the same character.
    """
    found = cues(document.outlet, document.url, (document.author, passage.author))
    source = passage.outlet if passage.outlet != document.outlet else ""
    quoted = passage.role == "quote_block"
    return replace(
        passage,
        text=masked(passage.text, found, source, quoted=quoted),
        heading=masked(passage.heading, found, source),
        context_before=masked(passage.context_before, found, source),
        context_after=masked(passage.context_after, found, source),
    )


def masked(text: str, found: Cues, source: str = "", *, quoted: bool = False) -> str:
    """The text with blanks for what tells where it is from.

    A signature that is `source`, or that stands under `quoted` words, says whose words they are,
    and stays. Masking a masked text changes nothing.

    >>> masked("He told the Northgate Herald so.", cues("Northgate Herald", "", ()))
    'He told the ________________ so.'
    """
    while True:
        again = _once(text, found, source, quoted=quoted)
        if again == text:
            return text
        text = again


def _once(text: str, found: Cues, source: str, *, quoted: bool) -> str:
    folded = text.casefold()
    if any(hint in folded for hint in found.hints):
        text = _blanked(text, [*_addresses(text, found), *_handles(text, found)])
        text = _blanked(text, _anywhere(text, found))
        text = _blanked(text, (m.span("name") for p in found.named for m in p.finditer(text)))
    for pattern, always, one in _PHRASES:
        if always in folded and any(word in folded for word in one):
            text = _blanked(text, (m.span("name") for m in pattern.finditer(text)))
    return _blanked(text, _signatures(text, found, source, quoted=quoted))


def _blanked(text: str, places: Iterable[tuple[int, int]]) -> str:
    """The text with blanks at these places; line breaks stay."""
    characters: list[str] | None = None
    for start, end in places:
        characters = characters or list(text)
        characters[start:end] = [c if c in _BREAKS else BLANK for c in characters[start:end]]
    return "".join(characters) if characters else text


def _anywhere(text: str, found: Cues) -> Iterator[tuple[int, int]]:
    folded = text.casefold()
    if len(folded) == len(text):
        yield from (m.span() for pattern in found.anywhere for m in pattern.finditer(folded))
        return
    places = [i for i, c in enumerate(text) for _ in c.casefold()]
    for pattern in found.anywhere:
        for m in pattern.finditer(folded):
            if m.group():
                yield places[m.start()], places[m.end() - 1] + 1


def _addresses(text: str, found: Cues) -> Iterator[tuple[int, int]]:
    """Addresses and e-mail addresses at the page's own domains, whole."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    for domain in found.domains:
        start = lower.find(domain)
        while start >= 0:
            first, last = start, start + len(domain)
            while first and start - first < _REACH and _in_address(text[first - 1]):
                first -= 1
            if text[last : last + 1] in tuple("/?#:"):
                while last < len(text) and last - start < _REACH and _in_address(text[last]):
                    last += 1
                last -= text[start:last][-1] in ".,;:!?" and last > start + len(domain)
            yield first, last
            start = lower.find(domain, last)


def _in_address(character: str) -> bool:
    return not character.isspace() and character not in _ENDS


def _handles(text: str, found: Cues) -> Iterator[tuple[int, int]]:
    for m in _HANDLE.finditer(text):
        if is_own_handle(m.group(1), found):
            yield m.start(1), m.end()


def _signatures(text: str, found: Cues, source: str, *, quoted: bool) -> Iterator[tuple[int, int]]:
    """A name at the very end that somebody signed with."""
    end = len(text.rstrip())
    begin = max(0, end - _LINE)
    tail = text[begin:end]
    for pattern, signs in _ENDINGS:
        m = any(sign in tail for sign in signs) and pattern.search(text, begin, end)
        if not m or m.group("name").casefold() == source.casefold():
            continue
        own = "".join(filter(str.isalnum, m.group("name").casefold())) in found.signatures
        whose = quoted or _QUOTED.search(text[begin : m.start("name")])
        stranger = pattern is _FAREWELL or (pattern is _SIGNED and _is_person(m.group("name")))
        if own or (stranger and not whose):
            yield m.span("name")


def _is_person(name: str) -> bool:
    return bool(_INITIALS.fullmatch(name) or _FIRST_LAST.fullmatch(name))
