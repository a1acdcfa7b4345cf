"""How pages word what stands round their text: dates, names, buttons, cards and captions."""

import re
from collections.abc import Iterable
from functools import lru_cache

from stancemark.records import Span

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?\b"
DATE = re.compile(
    rf"\b{_DAY} (?:of )?{_MONTH},?(?: \d{{4}}\b)?"
    rf"|(?:\b|(?<=\bon)){_MONTH},? {_DAY},?(?: (?:\d{{4}}\b|[’']\d\d\b))?"
    rf"|\b{_MONTH},? \d{{4}}\b"
    rf"|\b{_MONTH}-\d{{1,2}}-(?:\d\d|\d{{4}})\b|\b\d{{1,2}}[.-]{_MONTH}[.-]?\d{{2,4}}\b"
    r"|\b(?:19|20)\d\d-\d{1,2}-\d{1,2}\b|\b(?:19|20)\d\d[./]\d{1,2}[./]\d{1,2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b"
    r"|(?:\b|(?<=[a-z]))(?:\d{1,3} (?:years?|months?|weeks?|days?|hours?),? (?:and )?)?(?:\d{1,5}|an?|one) ?(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|mo|"
    r"months?|y|yrs?|years?)\b\.? ago\b"
    r"|\b(?:today|yesterday|just now)\b",
    re.IGNORECASE,
)
CAPITAL_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
GLUED = re.compile(
    rf"(?<=[^\W_])(?<!\d)(?=\d{{1,2}} {CAPITAL_MONTH} \d{{4}}\b)|(?<=[^\W_])(?={CAPITAL_MONTH} \d{{1,2}},? \d{{4}}\b)"
    rf"|(?<=\.)(?=\d{{1,2}} {CAPITAL_MONTH} \d{{4}}\b)"
)
"""Where a name and a date have lost the space between them."""
DIGIT = re.compile(r"\d")
_AROUND_DATES = re.compile(
    r"T?\b\d{1,2}[:.]\d\d(?:[:.]\d\d)?Z?(?:\s*[ap]\.?m\b\.?)?|\b\d{1,2}\s*[ap]\.?m\b\.?"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|\b(?:posted|published|updated?|modified|edited|created|latest|last|on|at|date|permalink|link|"
    r"(?:first |original(?:ly)? )?(?:broadcast|air(?:ed)?|recorded|released)|repeated|old(?= )|unread|(?:eastern|central|mountain|pacific|local)(?: standard| daylight)? time|"
    r"(?-i:(?!RT\b)[A-Z]{1,3}T|[a-z]{1,2}[sd]t)|utc|gmt|hrs|reply|post|thread starter|start(?:ed)?|said|wrote|uhr|by(?=\W*$))\b|(?<=\d[:.]\d\d )\d{1,7}$"
    r"|\b(?:19|20)\d\d\b|#\d+|\b\d+ ?(?:h(?:rs?|ours?)?(?: \d+ ?m(?:ins?)?)?\b|-? ?min(?:ute)?s?(?: read)?|comments?|views?|shares?|points?|replies|reads?)\b"
    r"|[\W_]",
    re.IGNORECASE,
)
SEPARATOR = re.compile(r"\s*(?:[|·•»›«]|\s[–—-]\s|\s//\s)\s*|[^\S\n]{2,}|\t")
_WORD = r"(?:(?:[Aa]l|[Ee]l|[Aa][dnrsz])-)?(?:[A-Z]|[a-z](?=[A-Z]))[\w&’'-]*(?:\.\w[\w&’'-]*)*"
NAME = rf"(?:[Tt]he )?{_WORD}(?: (?:(?:of the|of|the|and|for|de la|del?|della|di|da|du|des|der|la|le|el|al|&) )?{_WORD}){{0,4}}"
_BY = re.compile(
    r"^\W*(?:(?:written|authored|compiled|posted|published|submitted|reported|text|words|story|report|author|"
    r"reporting|comment|article|contributed|filed|(?:a )?guest (?:post|article|essay|column|opinion|contribution|commentary))\W+)?(?:by:?|author:|text:|words:|from)\s+(?P<who>(?:the |our )?(?:[^\W\d_]|@)\S*(?: \S+){0,9}?)"
    r"(?<![!?…])\)?$",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^\W*(?:additional |live )?(?:reporting|writing|editing|compiled) by (?P<who>.{3,200})$", re.I
)
_WHO_ENDS = re.compile(
    r",|;|\s[-–—/](?:\s|$)| @(?=\w+$)| and | & | in | for | via | at | \||\(|  | » "
)
_WORD_COUNT, _NAME_WORDS = 12, 6
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WHEN = ("oday", "erday", " ago", "t now")
"""What is in each word of `DATE` that needs no number, without the letters that have other forms."""
_DATE_DIGIT = re.compile(
    r"\d(?:(?<=[^\W\d_][ -]\d)|(?<=[.,][ -]\d)|(?:[sſ]t|nd|rd|th)?(?: of)?[ .-][jfmasſond]|[./-]\d)"
)
"""A digit as the dates with one have it, in lower case: beside a month, or beside another."""
_DIGITS_APART = re.compile(r"\d[./-]\d")


def is_date(line: str) -> bool:
    """Whether a line is a date, with the words and counters that go with one.

    >>> is_date("Posted on 3 March 2015 at 10:20 a.m. #7"), is_date("On March 3 they met.")
    (True, False)
    """
    if len(line) > 90 or not has_date(line):
        return False
    return not _AROUND_DATES.sub("", DATE.sub("", line))


def is_debris(line: str) -> bool:
    """Whether a line is what a page is made of: a colour, buttons without a space between them."""
    return (line[0] == "#" and bool(_COLOUR.match(line))) or bool(GLUED_BUTTONS.fullmatch(line))


def is_aside(line: str) -> bool:
    """Whether a line is a subject behind its icon, or a remark in brackets of whoever prints a text."""
    if line[0] == "(":
        return _REMARK.match(line) is not None
    return is_subject(line) or (line[-1] == ")" and _RATED.search(line) is not None)


def is_subject(line: str) -> bool:
    """Whether a line is the subject of a reply behind its label or icon: `Default Re: Pencils`, `Title: Re: Pencils`."""
    return line[:12].lower().startswith(("default re: ", "title: re: "))


def holds(line: str, words: Iterable[str]) -> bool:
    """Whether a line has one of some words, or parts of words."""
    for word in words:  # noqa: SIM110  # a loop takes half the time of `any`, and every line is asked
        if word in line:
            return True
    return False


@lru_cache(maxsize=1024)
def has_date(line: str) -> bool:
    """Whether a line holds a date; most lines have neither a digit nor a word of one."""
    lower = line.lower()
    if not holds(lower, _WHEN):
        if not _DATE_DIGIT.search(lower):
            return False
        if not holds(lower, _MONTHS) and not _DIGITS_APART.search(line):
            return False
    return DATE.search(line) is not None


def masked(line: str, more: re.Pattern[str]) -> str | None:
    """A line with a NUL in place of each date, or of what else `more` finds; None without any."""
    if has_date(line):
        return DATE.sub("\0", line)
    found = more.sub("\0", line) if DIGIT.search(line) else line
    return None if found == line else found


def is_date_or_nothing(text: str | None) -> bool:
    """Whether what follows a name is a date, if anything follows it."""
    return not text or is_date(text.strip())


def parts(line: str) -> list[str]:
    """What separators set apart in a line."""
    return [part for part in SEPARATOR.split(line.strip()) if part]


def dated_name(line: str) -> str | None:
    """The first words of a line of names and dates (`ann · 3 May 2015`); None if it is no such line."""
    if len(line) > 120 or not has_date(line):
        return None
    if (below := _dated_by(line)) is not None:
        return below
    found = [part for part in parts(line) if DATE.search(part) or not BUTTONS.match(part)]
    if len(found) == 1:
        line = found[0]
        date = DATE.search(line)
        head = line[: date.start()] if date else ""
        if ago := _AGO.match(line):
            return _LED_BY.sub("", ago["who"].strip())
        head, comma = re.subn(
            r"(?: at \d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?(?= on$))?(?:,|:| on| at| posted| wrote| said| commented|\s?[\[(«])+\s*$",
            "",
            head.rstrip(),
            flags=re.IGNORECASE,
        )
        if not comma or not is_date(line[len(head) :].rstrip(":")):
            return None
        found = [head, line[len(head) :]]
    is_row = any(is_date(part) for part in found) and all(len(p.split()) <= 8 for p in found)
    by = next((who for part in found if (who := named(part))), "")
    labelled = not by and ("[" in found[0] or _LABELLED.match(found[0]))
    stopped = line.rstrip().endswith((".", "!", "?")) and not _ENDS_IN_TIME.search(line.rstrip())
    if not is_row or stopped or labelled:
        return None
    return by or _LED_BY.sub(
        "",
        ""
        if _COUNTED.match(found[0])
        else found[0].strip(" :,«»-–•\t")
        if _AROUND_DATES.sub("", DATE.sub("", found[0]))
        else "",
    )


def _dated_by(line: str) -> str | None:
    """Whom a line of the form `Published on DATE in SECTION by NAME` names, nothing for the site itself."""
    head, by, who = line.partition(" by ")
    if not by or len(who.split()) > _NAME_WORDS or not is_date(_SECTION.sub("", head)):
        return None
    return named(f"by {who.strip()}")


def named(line: str) -> str:
    """The first person that a line of the form `By NAME` names, or nothing.

    >>> named("By the Editorial Board"), named("(Reporting by Ann Lee in Oslo; editing by Bo Ek)")
    ('Editorial Board', 'Ann Lee')
    """
    lower = line.lower()
    announces = line[-1] == ":" and lower.startswith("from ")
    if announces or not holds(lower, ("by", "author:", "from", "text:", "words:")):
        return ""
    match = _CREDIT.match(line) or (_BY.match(line) if len(line.split()) <= _WORD_COUNT else None)
    if match is None or (line.endswith(".") and not line.endswith("..") and len(line.split()) > 4):
        return ""
    who = re.split(_WHO_ENDS, match["who"].removeprefix("the ").removeprefix("our "), maxsplit=1)[0]
    first = who.strip(" ():[]")
    first = first if _INITIALED.search(first) else first.strip(".")
    if first.casefold() in _CHANNELS:
        return ""
    led = " " not in first and _POSTED_BY.match(line) is not None
    handle = " " not in first and ("_" in first or "@" in first or any(map(str.isdigit, first)))
    return first if first[:1].isupper() or handle or led else ""


_CHANNELS = frozenset(("email", "e-mail", "mail", "phone", "fax", "sms", "rss"))
"""What something is sent by, and nobody's name."""
_POSTED_BY = re.compile(
    r"(?:posted|submitted|published) by \w[\w.-]{2,25}(?: [|·•–—-] |$)", re.IGNORECASE
)
_ENDS_IN_TIME = re.compile(r"[ap]\.m\.$")
_SECTION = re.compile(r",? (?:in|under|to) [A-Z][\w ,&/-]{1,40}$")
_LABELLED = re.compile(r"[A-Za-z]{4,} ?: [^\W_]")
_INITIALED = re.compile(r"\b[A-Z]\.$|\b[JS]r\.$")
_COUNTED = re.compile(r"^\W*\d[\d.,]*[km]? \w+$", re.IGNORECASE)
_LED_BY = re.compile(
    r"^(?:[\d.,]+k? points? )?(?:(?:posted|submitted|written|started|comment|reply|post) )?(?:by|via):? ",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"^\W*(?:[\d.,]+k? points? by )?(?P<who>\S+(?: \S+){0,2}?) (?:[\d.,]+k? points? )?(?:\d{1,5}|an?) ?"
    r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?) ago\b(?:\W+\w+){0,4}\W*$",
    re.IGNORECASE,
)
BUTTONS = re.compile(
    r"^(?:[\W\d_]*\b(?:reply|replies|share|report|abuse|like|likes|unlike|quote|thread|parent|link|permalink|"
    r"save|flag|edit|delete|follow|up|down|vote|votes|upvote|downvote|respond|recommend|embed|give award|"
    r"logged|with quote|hide|past|favou?rite|root|prev|next|discuss|cached|web|on|unfold|view|hide|show|profile|forum posts|find|more posts by|all|to|this|post|comment|comments|"
    r"inappropriate|translate|see translation|dislike|top|context|collapse|expand|ignore|pm|www|"
    r"alert|moderators?|click to rate|newest|oldest|best rated|best|sort by|thanks|agree|disagree|"
    r"(?<=\d )?(?:s|secs?|m|mins?|h|hrs?|hours?|d|days?|w|weeks?|mo|y|yrs?|years?|ago))\b)+[\W\d_]*$",
    re.IGNORECASE,
)
_RATED = re.compile(r"\S \((?:none|[\d.]+) / \w+\)(?: \(#\d+\))?$")
"""The end of a subject that its readers have rated: `Pencils (5.00 / 1) (#2)`."""
_COLOUR = re.compile(r"#(?=[0-9a-f]*[a-f]|0{6}$)[0-9a-f]{6}$", re.IGNORECASE)
POSTED_UNDER = re.compile(
    r"\d{1,5} posted on .{6,45}? by (?P<who>[^()\n]{2,40}?)(?P<motto> \([^\n]*\))?$"
)
"""What some boards set below a post, a motto behind the name: `14 posted on 3 May 2015 4:12 PM by ann (Sea dog)`."""
CARDED = re.compile(
    r"(?P<who>\S[^|\n]{1,40}?) (?:[A-Z][a-z]+ Member )?\(\d[\d,]*\+? posts?\) Send PM \| Profile \| Ignore (?=\S)"
)
"""A poster with his card in one line, over his time: `ann Donating Member (1000+ posts) Send PM | Profile | Ignore Wed Mar-08-06`."""


def posted(line: str) -> str:
    """Whom a line names that some boards set over or below each post, or nothing."""
    match = CARDED.match(line) if "Send PM" in line else None
    under = POSTED_UNDER.match(line) if line[0].isdigit() and " posted on " in line[:14] else None
    found = match or under
    return found["who"] if found else ""


GLUED_BUTTONS = re.compile(
    r"(?:Reply|Delete|Replies|Like|Share|Report|Quote|Edit|Flag|Permalink){2,}(?=[^a-z]|$)"
    r"|permalink(?:parent|embed|save|report|reply|give (?:award|gold))+(?=[^a-z]|$)"
)
"""Buttons that a dump has glued to each other, and to the words of the comment below."""
LINK = re.compile(
    r"^[\W]{0,3}(?:https?://|www\.)(?P<host>[^\s/]{3,80})(?:\S* \.\.\. \S+|\S*)$", re.IGNORECASE
)
DOMAIN = re.compile(r"^(?P<host>(?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,10})(?:/\S*)?$", re.IGNORECASE)
CORRECTION = re.compile(
    r"^\W{0,3}(?:errata\b|corrections?\b(?! to (?:the|my|our|an?) [^.:]*$)|clarification\b|editor[’']s note\b|erratum\b|this (?:article|story|piece|post|report|column|headline) "
    r"(?:was|has been) (?:amended|corrected|(?:updated|edited|changed) to (?:correct|clarify|reflect|remove))"
    r"|(?:updated?\b[^!?\n]{0,40}: )?an (?:earlier|previous) version of (?:this|the) (?:article|story|piece|post|report|column|headline)\b)",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"^\((?:(?:my |our )?(?:emphasis|italics|bold)\b|(?:copy ?|photo )?editors?: |translat|h/t |hat tip)[^()]{0,60}\)$",
    re.I,
)
"""A remark in brackets of whoever prints a text: `(emphasis added)`, `(Editor: Ann Lee)`."""
NUMBER = re.compile(r"^(?:[•·*-] ?)?(?:(?:post )?|\d{1,4}\. )#\d{1,6}$|^\d{1,4}\.$", re.IGNORECASE)
LISTED = re.compile(r"^(?P<mark>(?P<number>\d{1,4})\.)\s+\S")
SAYS = re.compile(
    r"^\W*(?:\d{1,4}[.)]\s+)?(?P<who>[^\W_][^\n:,;!?]{0,40}?) "
    r"(?P<verb>says|said|writes|wrote|replied|commented|responded)"
    r"(?:[^\w\[]*|(?P<date>\W+[^\n]{4,50}))$",
    re.IGNORECASE,
)
QUOTING = re.compile(
    r"^\W*(?:(?:quote:? )?originally posted by:?|quote(?: from)?:?(?! of\b)|quoting|in reply to|> ?) (?P<a>[^\n:]{2,40}?)"
    r"(?: on:? [^\n]{4,60}| view post| »)?\W*$"
    r"|^@?(?P<b>[^\n:]{2,40}?(?:, on [^\n]{8,40},)?) (?:said|wrote|(?:на)?писала?(?:\(а\))?):\s*(?:↑|\^|>|»)?\W*$",
    re.IGNORECASE,
)
CLICKS = re.compile(r"^(?:click to expand|expand|show more)\b.{0,12}$", re.IGNORECASE)
_CARD_WORDS = (
    r"joined|join(?:ed)? date|date joined|joined on|messages|posts|post count|total posts|topics|threads|comments|"
    r"reactions?(?: score)?|reputation|rep power|likes(?: (?:received|given))?|liked|thanks|thanked|karma|"
    r"trophy points|points|location|country|member since|registered|registration date|user ?id|rank|gender|age|"
    r"occupation|status|last (?:seen|online|active)|warnings?|blog entries|real name"
)
_CARD_KEY = re.compile(
    rf"^\W{{0,2}}(?P<key>{_CARD_WORDS})\b(?:\s*$|\s*:|\s+(?=\d)|(?=.{{0,30}}\d{{4}}$)| (?=\S+$))"
    r"|^\d[\d,. ]* (?P<unit>posts?|messages|topics|threads)\b(?=$|[^\w\s]|\s[^\w\s])",
    re.IGNORECASE,
)
_CARD_INSIDE = re.compile(
    rf"(?:^|(?<=[\W\da-z]))(?P<key>{_CARD_WORDS})(?=:\s*\S|\s\d|\s{_MONTH} )", re.IGNORECASE
)
_CARD_INITIALS = frozenset("jdmptcrlkugaoswbJDMPTCRLKUGAOSWB0123456789»•|*-")


def card_words(line: str) -> tuple[str, ...]:
    """The words of a user card that a line holds.

    >>> card_words("Joined: May 2011"), card_words("Posts: 3 Location: Hull"), card_words("He joined.")
    (('joined',), ('posts', 'location'), ())
    """
    if len(line) > 160 or line[-1] in ".!?" or line[0] not in _CARD_INITIALS:
        return ()
    found = _CARD_KEY.match(line) if len(line.split()) < 8 else None
    if ":" in line or DIGIT.search(line) or holds(line.lower(), _MONTHS):
        inside = tuple(match["key"].lower() for match in _CARD_INSIDE.finditer(line))
        if len(inside) > 1:
            return inside
    return ((found["key"] or found["unit"]).split()[0].lower(),) if found else ()


def is_bare_key(line: str) -> bool:
    """Whether a word of a user card stands alone, its value on the next line."""
    found = _CARD_KEY.match(line)
    return bool(found and found["key"]) and not _CARD_KEY.sub("", line).strip(": ")


def has_card(text: str, lines: Iterable[Span]) -> bool:
    """Whether lines of a text hold two words of a user card."""
    return len({word for line in lines for word in card_words(line.of(text))}) > 1
