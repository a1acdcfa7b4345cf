"""The lines that begin the paragraphs of agencies: `SENNA, May 25 (Reuters) - …`."""

import re

from stancemark.tasks.segment import outlets, phrases

_PLACE = (
    r"(?P<place>[A-Z][A-Z.’' -]{2,40}(?:/[A-Z ]+)?|[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,2})"
    r"(?:, [A-Z][\w. ]{2,25}| \([A-Za-z][\w. ]{2,25}\)(?=,? [(\w]))?"
    r"(?:,? (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8})(?:,? \d{4})?)?[,.]? ?"
)
_DATELINE = re.compile(
    r"^(?:[(\[])?(?P<place>[A-Z][A-Z.’' -]{2,40}(?:/[A-Z ]+)?)(?:, [A-Z][\w. ]{2,25})?(?:,? [A-Z][a-z]{2,8}\.? \d{1,2})?,?"
    rf"[)\]]?(?:\s*\((?P<who>{phrases.NAME})\))?\s*[–—-]{{1,2}}\s*\S"
)
_AGENCY = re.compile(
    rf"^{_PLACE}(?:\((?P<who>[A-Za-z][\w.&/ -]{{1,24}})\)|[–—-]?\s?/(?P<slashed>[A-Z][\w.& -]{{1,24}})/|\[(?P<boxed>[A-Z][\w.& ]{{1,24}})\])"
    r"\s*[–—.:-]{0,2}\s*(?P<words>\S?)"
)
_LEADS = re.compile(r"^\((?P<who>[A-Z][\w.& ]{1,24})\)\s*[–—-]{1,2}\s*\S")
_LED = re.compile(r"(?P<who>[A-Z][\w-]+) ?[–—-]{1,2} (?=[A-Z“\"])")
"""An agency alone before the first words of a text: `AFP - The strait`."""
_LEADS_TEXT = re.compile(r"[(\[](?P<who>[A-Z][\w.&’' ]{1,40})[)\]]:?\s+(?:[–—-]+ )?\S")
_AFTER_PLACE = re.compile(
    rf"^{_PLACE}[–—,-]\s?(?P<who>[A-Z][\w.&]{{1,24}}(?: [A-Z]\w+)?)\s?[–—:-]{{1,2}}\s\S"
)
_BEFORE_PLACE = re.compile(
    rf"^(?P<who>[A-Z][\w.&-]{{1,24}}(?: [A-Z][\w-]+){{0,3}}), [A-Z][\w.’ -]{{1,30}}, (?i:{phrases.DATE.pattern}) [–—-]{{1,2}} \S"
)
_PARAGRAPH = 80
"""How long a paragraph is at least that an agency's name leads: a title may be led so too."""


def dateline(text: str) -> str | None:
    """The agency of a dateline, nothing for one that names none, None where there is none.

    >>> dateline("MARNA, May 25. /TASS/. Guards shut the gate."), dateline("MARNA, May 25 (AP)")
    ('TASS', 'AP')
    """
    if len(text) < 10 or not (text[0].isupper() or text[0] in "(["):
        return None
    head = text[:120]
    if not phrases.holds(head, "-–—:([/"):
        return None
    agency = _AGENCY.match(head) if "(" in head or "/" in head or "[" in head else None
    if agency and (name := agency["who"] or agency["slashed"] or agency["boxed"]):
        alone = not agency["words"]
        spaced = (
            re.match(rf"^{_PLACE}\S+ ?\S*[)/\]]\s*[–—.:-]", head) is not None or agency["slashed"]
        )
        known = outlets.is_outlet(name)
        if known or (spaced and not alone and agency["place"].isupper() and len(name.split()) < 3):
            dated = known and phrases.DATE.search(head[: head.index(name)]) is not None
            return name if alone or spaced or dated else None
        if (
            spaced
            and not alone
            and name[0].isupper()
            and len(text) > 60
            and phrases.DATE.search(head[:60])
        ):
            return name
    for form in (_LEADS, _AFTER_PLACE, _BEFORE_PLACE):
        if (match := form.match(head)) and outlets.is_outlet(match["who"]):
            return match["who"]
    led = _LED.match(head) if len(text) > _PARAGRAPH else None
    wire = led is not None and outlets.is_wire(led["who"])
    match = led if wire else _DATELINE.match(head) if len(text) >= 30 else None
    return (match["who"] or "") if match else None


def leads(text: str) -> bool:
    """Whether a paragraph begins with the name of its outlet in brackets."""
    match = _LEADS_TEXT.match(text)
    return match is not None and outlets.is_outlet(match["who"])


def is_dateline_alone(text: str) -> bool:
    """Whether a dateline with its agency stands on a line of its own."""
    return len(text) < 60 and text[-1] in ")/]–—-" and bool(dateline(text))
