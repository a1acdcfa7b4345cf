"""Transcripts of broadcasts, hearings and briefings: who speaks, and what is said of the recording."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from stancemark.tasks.segment import phrases
from stancemark.tasks.segment.layout import Piece

_SPEAKER = re.compile(
    r"(?:(?:REP|SEN|GOV|DR|MR|MS|MRS|GEN|ADM|COL|SGT|LT|JUDGE|AMB|SECRETARY|SENATOR|CONGRESSMAN|CONGRESSWOMAN|GOVERNOR|PROF|PROFESSOR|"
    r"MAYOR|PRESIDENT|CHAIRMAN|CHAIRWOMAN|MINISTER|JUSTICE|CHIEF|CAPT|CAPTAIN|SHERIFF)\.? )?"
    r"(?P<who>(?:[^\W\d_a-z][a-z]?[^\W\d_a-z’'-]+(?:[’'-][^\W\d_a-z]+)*|[A-Z]\.)(?: (?:[^\W\d_a-z][a-z]{0,2}[^\W\d_a-z’'-]+(?:[’'-][^\W\d_a-z]+)*|[A-Z]\.|de|van|von|al)){0,4})"
    r"(?:,? \([^()\n]{1,40}\)| \[[^\]\n]{1,30}\])?(?:, [^:\n]{2,90})?:(?=\s+\S|$)"
)
"""`BREAM:`, `DONALD TRUMP, FORMER PRESIDENT:`, `REP. NANCY PELOSI (D-CA):`."""
_ASKER = re.compile(r"(?P<who>Q):?\s{1,4}(?=[A-Z“\"(—–-])")
_PERSON = re.compile(r"(?P<who>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3}):(?=\s+\S)")
"""`Ann Lee:`, or the name of the paper that asks."""
_MEMBER = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Hon)\.? )?(?P<who>[A-Z][\w.’'-]*(?: (?:[A-Z][\w.’'-]*|de|van|von|al|of|the)){0,5})"
    r"(?:(?: \([^()\n]{2,60}\)){1,3}|, (?:on behalf of|in writing|rapporteur|[Mm]ember of)\b[^.:\n]{0,80})(?::|\. [–—-])(?=\s+\S)"
)
"""`Mr. Dahl (Norway) (spoke in French):`, `The Prime Minister (Mr Ek):`, `Ana Lund (Verts/ALE). –`."""
_OF_CONGRESS = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Dr)\. (?P<who>[A-Z][a-z]{0,2}[A-Z’'-]+(?: [A-Z’'-]{2,})*)(?: of [A-Z][a-z]+(?: [A-Z][a-z]+)?)?\.(?=\s+[A-Z])"
)
"""`Mr. DAHL of Ohio. I yield.`"""
_CHAIR = re.compile(
    r"(?P<who>(?:(?:The|Mr|Madam|Madame)\.? )?(?:Acting |Deputy |Vice[- ])?(?:President|Speaker|Chair(?:man|woman|person)?|"
    r"SPEAKER(?: pro tempore)?|PRESIDING OFFICER|Secretary-General))(?::|\.)(?: [–—-])?(?=\s+\S)"
)
_STAGE = re.compile(
    r"[(\[]+(?:(?:begin|end|start|stop|video|audio|clip|tape|videotape|music|crosstalk|cross talk|laughter|laughs?|applause|cheers?|"
    r"inaudible|unintelligible|off-?mike|commercial|break|voice-?over|on camera|recess|sic|foreign language|speaking|through|"
    r"translator|interpreter|film|bell|ringing|gavel|silence|pause|\d\d?:\d\d(?::\d\d)?)\b[\s:,&/-]*){1,6}[)\]]+\.?$",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?:-?END-?|###|TO BE CONTINUED|(?i:copyright|©|content and programming|all rights reserved|related|more from)\b)"
)
"""Where a page ends what was said."""
_DEBATE = (_MEMBER, _OF_CONGRESS, _CHAIR)
_LABELS = frozenset(
    "CLAIM CLAIMS FACT FACTS VERDICT RATING TRUTH MYTH REALITY NOTE UPDATE UPDATED QUESTION ANSWER SOURCE SOURCES SUMMARY "
    "CONTEXT CONCLUSION BACKGROUND DATE TIME PLACE WHO WHAT WHEN WHERE WHY HOW EDITORIAL OPINION BREAKING LIVE WATCH "
    "VIDEO PHOTO PHOTOS READ MORE RELATED WARNING CORRECTION DISCLAIMER CONTACT PHONE EMAIL ADDRESS LOCATION RESULT STATUS "
    "SUBJECT FROM TO TITLE AUTHOR POSTED PUBLISHED TAGS CATEGORY TOPIC PRO CON PROS CONS PART CHAPTER STEP".split()
)
"""What stands in capitals before a colon and speaks for nobody."""
_LEAST, _NAMES = 4, 2
"""How often somebody must begin to speak, and how many people."""
_TEXTS = frozenset({"text", "heading", "says", "by", "dated", "named", "spoken", "speech"})
_FAR = 160
"""How far into a line the colon stands behind a name, at most."""


def label_speakers(found: Sequence[Piece]) -> None:
    """Tag the rows that begin with who speaks, and those on the recording, if a page is a transcript."""
    heads = _debated(found) or _recorded(found) or _asked(found)
    full: dict[str, str] = {}
    for _, who in heads:
        full[_last(who)] = max(full.get(_last(who), ""), who, key=len)
    for row, who in heads:
        row.tag, row.name = "speech", full[_last(who)]
    for row in found if heads else ():
        if row.tag != "speech" and _STAGE.match(row.text):
            row.tag, row.name = "furniture", "edit mark"


def _debated(found: Sequence[Piece]) -> list[tuple[Piece, str]]:
    """Rows of a debate, where several begin with a member and whom he speaks for, and with who is in the chair."""
    marks = ("(", ", on behalf of")
    may_be = (r for r in found if r.text[0] in "MD" or phrases.holds(r.text[:_FAR], marks))
    members = [row for row in may_be if _match(row, _MEMBER, _OF_CONGRESS)]
    if len(members) < _NAMES + 1:
        return []
    heads = ((row, _match(row, *_DEBATE)) for row in found)
    return [(row, match["who"]) for row, match in heads if match]


def _recorded(found: Sequence[Piece]) -> list[tuple[Piece, str]]:
    """Rows with names in capitals, where several speak, one with a title or a first name, and one comes again."""
    heads = [(row, match["who"]) for row in found if (match := _match(row, _SPEAKER, _ASKER))]
    names = Counter(_last(who) for _, who in heads)
    if len(heads) < _LEAST or len(names) < _NAMES or max(names.values()) < _NAMES:
        return []
    return heads if any(_is_introduced(row.text, who) for row, who in heads) else []


def _is_introduced(text: str, who: str) -> bool:
    """Whether a line begins with a title, or a first name, before a last name: `MR. DAHL:`, `ANA DAHL:`."""
    return " " in text[: len(who) + 1]


def _asked(found: Sequence[Piece]) -> list[tuple[Piece, str]]:
    """Rows with the names of two to four who take turns, as in an interview, or with `Q:` and `A:`."""
    named = [
        (row, match["who"])
        for row in found
        if row.text[-1] in '.!?…”"' and (match := _match(row, _PERSON))
    ]
    often = Counter(who for _, who in named)
    people = {who for who, count in often.items() if count >= _NAMES}
    heads = [(row, who) for row, who in named if who in people]
    changes = sum(a != b for (_, a), (_, b) in pairwise(heads))
    if not _NAMES <= len(people) <= _LEAST or len(heads) < _LEAST or 3 * changes < 2 * len(heads):
        return []
    return heads if people == {"Q", "A"} or all(" " in who for who in people) or _few(often) else []


def _few(often: Counter[str]) -> bool:
    """Whether next to nobody but those who take turns stands before a colon."""
    return sum(count for count in often.values() if count < _NAMES) <= 1


def _match(row: Piece, *forms: re.Pattern[str]) -> re.Match[str] | None:
    text = row.text
    named = ":" in text[:_FAR] or text[0] == "Q" or ". " in text[:_FAR]
    if row.tag not in _TEXTS or not text[0].isupper() or not named:
        return None
    match = next((match for form in forms if (match := form.match(text))), None)
    return match if match and match["who"].upper() not in _LABELS else None


def carry_on(pieces: Sequence[Piece]) -> None:
    """Give the paragraphs of a transcript without a name to who spoke last."""
    last = ""
    for piece in pieces:
        if piece.tag == "speaker":
            last = piece.outlet
        elif _END.match(piece.text):
            last = ""
        elif last and piece.tag in _TEXTS:
            piece.tag, piece.outlet = "speech", last


def begins(piece: Piece) -> int:
    """Where the words of a piece of a transcript begin, behind who speaks (`MR. DAHL (via phone): No.`)."""
    match = _match(piece, *_DEBATE, _SPEAKER, _ASKER, _PERSON)
    return match.end() if match else 0


def _last(name: str) -> str:
    """What a speaker is called when he comes again."""
    return name.split()[-1]
