"""Who speaks in a paragraph, told by its manner: the poster, or a paper that he pastes."""

import re
from collections.abc import Iterable

from stancemark.tasks.segment.layout import Piece

_OWN = re.compile(
    r"\b(?:I(?!-)|I[’'](?:m|ve|ll|d)|[Ww]e|[Ww]e[’'](?:re|ve|ll|d)|ours?|my|My|Ours?|me|us|you|You|your|Your|you[’']re|lol|LOL|imo|IMO|IMHO|btw|BTW|WTF)\b"
)
_REPORTING = re.compile(
    r"\b(?:we|I) (?:spoke|talked|asked|interviewed|met|visited|contacted|reached)\b|\btold us\b|\bour (?:reporter|correspondent)s?\b"
)
"""Words in the first person that papers use too."""
_PERSONS = {"we": "we", "our": "we", "us": "we", "you": "you"}
_TURNS = re.compile(
    r"(?:yes|no|so|well|now|here|in short|of course|given|as (?:we|you|i)|note|to (?:my|be|sum)|again|anyway|"
    r"obviously|clearly|indeed|thus|in other words|in conclusion|bottom line|finally|all of this|all this|"
    r"what (?:this|that)|and (?:here|so|this|now)|but (?:here|wait)|funny|let[’']s|interesting(?:ly)?|really|hm+|"
    r"wow|haha?|sure|right|exactly|typical|nice|great|sorry|thanks|ok|okay|yeah|yep|nope|oh|ah|ironically|"
    r"translation|compare|same old|not bad|surprise|the (?:above|article|piece|report) (?:above|says|does|is|fails|omits)|"
    r"this (?:article|piece|report|story)|nothing about|not a word)\b",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    r"(?:[Rr]ead|[Nn]ote|[Nn]otice|[Aa]sk|[Ll]ook|[Ss]ee|[Rr]emember|[Cc]onsider|[Cc]ompare|[Ii]magine|[Tt]hink|"
    r"[Kk]eep|[Ww]atch|[Gg]uess|[Cc]ount|[Ll]isten|[Ww]ait|[Ff]orget|[Ee]nough|[Tt]ell|[Ss]how|[Gg]ive|[Ss]pot|"
    r"[Ff]ollow|[Pp]ay|[Mm]ark|[Ss]top|[Tt]ry|[Cc]heck)\b,? [a-z]"
)
_REMARKS = re.compile(
    r"(?:ed(?:itor)?(?:[’']?s)?(?: note| comment)?|(?:my|our) (?:comment|take|view|opinion|note)|comments?|commentary|remarks?)\.? ?: ",
    re.IGNORECASE,
)
"""A label before what somebody says of what he has pasted: `EDITOR: `."""
_SPOKEN = re.compile(
    r"!|\b(?:folks|huh|yeah|gonna|wanna|dunno)\b|\?\?|[:;]-?[)(DP](?=\s|$)", re.IGNORECASE
)
_SHORT = re.compile(
    r"n[’']t\b|\b(?:that|it|there|here|what|who|let|he|she)[’']s\b|[’'](?:re|ve|ll)\b",
    re.IGNORECASE,
)
_NEWSY = re.compile(
    r"\b(?:said|says|told|according to|announced|reported|added|spokes(?:man|woman|person)|officials?|percent|per cent)\b"
)
_QUOTED = re.compile(r"[“\"][^”\"]*(?:[”\"]|$)|\'\'.*?(?:\'\'|$)")
_SENTENCE = re.compile(r"(?<=[a-z0-9)]{2}[.!?…])\s+(?=[A-Z“\"(])")
_ABBREVIATED = re.compile(
    r"\b(?:[A-Z]|Capt|Col|Gen|Lt|Maj|Sgt|Cpl|Rep|Sen|Gov|Mrs?|Ms|Dr|Prof|St|Rev|Adm|Brig|Cmdr|Pres)\.$"
)
_BRIEF = 3
_FEWEST, _ECHO_WORDS = 2, 8


def is_quotation(text: str) -> bool:
    """Whether a paragraph is one quotation from its first to its last character."""
    ends = len(text) > 1 and text[0] in '"“«„' and text[-1] in '"”»“'
    return ends and not any(sign in text[1:-1] for sign in '"”»')


def unquoted(text: str) -> str:
    """A text without what stands in its quotation marks."""
    return _QUOTED.sub("", text)


def is_spoken(piece: Piece) -> bool:
    """Whether words outside quotation marks are those of somebody who talks, not of a paper."""
    said = unquoted(piece.text)
    if _SPOKEN.search(said):
        return True
    return bool(_SHORT.search(said)) and not (len(said) < len(piece.text) or _NEWSY.search(said))


def is_newsy(piece: Piece) -> bool:
    """Whether a paragraph reports who said what."""
    return bool(_NEWSY.search(piece.text))


def is_own(piece: Piece) -> bool:
    """Whether the poster speaks: first or second person outside quotation marks, and no reporter."""
    return bool(_OWN.search(_REPORTING.sub("", unquoted(piece.text))))


def persons(piece: Piece) -> set[str]:
    """In which persons a paragraph speaks outside quotation marks: `i`, `we`, `you`."""
    return {
        _PERSONS.get(word.casefold()[:3].strip("’'"), "i")
        for word in _OWN.findall(unquoted(piece.text))
    }


def takes_up(text: str) -> bool:
    """Whether a paragraph begins as an author does who goes on after a quotation."""
    return bool(_TURNS.match(text) or _ORDERS.match(text) or _REMARKS.match(text))


def comments(piece: Piece, source: str, above: Iterable[Piece]) -> bool:
    """Whether a paragraph below a paste speaks of it rather than continuing it."""
    text = piece.text
    first = _SENTENCE.split(text[:200], maxsplit=1)[0]
    if text[0] in "“\"'‘":
        return _repeats(text, above)
    if text[0].islower():
        return True
    if source and text.casefold().removeprefix("the ").startswith(
        source.casefold().removeprefix("the ") + " "
    ):
        return True
    brief = len(first.split()) <= _BRIEF and first[-1] in ".!?…" and piece.tag != "heading"
    if brief and not _ABBREVIATED.search(first):
        return True
    return unquoted(text).rstrip().endswith("?") or _echoes(first, above)


def _repeats(text: str, above: Iterable[Piece]) -> bool:
    """Whether the quotation that a paragraph begins with is of the words above it: `“A modest sum.” You have to admire it.`."""
    quoted = text[1:].partition("”" if text[0] == "“" else text[0])[0].strip(" .,!?…").casefold()
    few = _FEWEST <= len(quoted.split()) <= _ECHO_WORDS
    return few and any(quoted in piece.text.casefold() for piece in above)


def _echoes(sentence: str, above: Iterable[Piece]) -> bool:
    """Whether a short sentence is made of the words of a paragraph above it."""
    words = _long_words(sentence)
    if len(sentence.split()) > _ECHO_WORDS or len(words) < 2:
        return False
    heard = {word for piece in above for word in _long_words(piece.text[-2000:])}
    return 3 * len(words & heard) >= 2 * len(words) and len(words & heard) > 1


def _long_words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{4,}", text.casefold()))
