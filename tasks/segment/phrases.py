"""How pages word what surrounds their text: dates, names, counters, prompts and labels of boxes."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from stancemark.records import Span

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?\b"
DATE = re.compile(
    rf"\b{_DAY} (?:of )?{_MONTH},?(?: \d{{4}}\b)?"
    rf"|\b{_MONTH} {_DAY},?(?: \d{{4}}\b)?"
    rf"|\b{_MONTH},? \d{{4}}\b"
    r"|\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b"
    r"|\b(?:\d{1,3}|an?|one) ?(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|mo|"
    r"months?|y|yrs?|years?)\b\.? ago\b"
    r"|\b(?:today|yesterday|just now)\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_AROUND_DATES = re.compile(
    r"T?\b\d{1,2}[:.]\d\d(?:[:.]\d\d)?Z?(?:\s*[ap]\.?m\b\.?)?|\b\d{1,2}\s*[ap]\.?m\b\.?"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|\b(?:posted|published|updated|modified|edited|created|last|on|at|date|permalink|link|"
    r"[a-z]{1,3}t|utc|gmt|hrs|reply|post|thread starter|start(?:ed)?|said|wrote|uhr)\b"
    r"|#\d+|\b\d+ ?(?:-? ?min(?:ute)?s?(?: read)?|comments?|views?|shares?|points?|replies|reads?)\b"
    r"|[\W_]",
    re.IGNORECASE,
)
SEPARATOR = re.compile(r"\s*(?:[|·•»›«]|\s[–—-]\s)\s*|[^\S\n]{2,}|\t")
_WORD = r"[A-Z][\w&’'-]*(?:\.\w[\w&’'-]*)*"
NAME = rf"(?:[Tt]he )?{_WORD}(?: (?:(?:of|the|and|for|de|al|&) )?{_WORD}){{0,4}}"
_BY = re.compile(
    r"^\W*(?:(?:written|authored|posted|published|submitted|reported|text|words|story|report|author|"
    r"reporting|comment|article)\W+)?(?:by|author:|from)\s+(?P<who>(?:the |our )?[A-Z@]\S*(?: \S+){0,6}?)"
    r"(?<![!?…])\)?$",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^\W*(?:additional )?(?:reporting|writing|editing|compiled) by (?P<who>.{3,200})$", re.I
)
_WHO_ENDS = re.compile(r",|;| and | & | in | for | via | at | \||\(|  | » ")
_WORD_COUNT = 12


def is_date(line: str) -> bool:
    """Whether a line is a date, with the words and counters that go with one.

    >>> is_date("Posted on 3 March 2015 at 10:20 a.m. #7"), is_date("On March 3 they met.")
    (True, False)
    """
    if len(line) > 90 or not _has_date(line):
        return False
    return not _AROUND_DATES.sub("", DATE.sub("", line))


def _has_date(line: str) -> bool:
    """Whether a line holds a date; most lines have neither a digit nor a word of one."""
    if not _DIGIT.search(line):
        lower = line.lower()
        if "day" not in lower and "ago" not in lower and "now" not in lower:
            return False
    return DATE.search(line) is not None


def is_date_or_nothing(text: str | None) -> bool:
    """Whether what follows a name is a date, if anything follows it."""
    return not text or is_date(text.strip())


def parts(line: str) -> list[str]:
    """What separators set apart in a line."""
    return [part for part in SEPARATOR.split(line.strip()) if part]


def dated_name(line: str) -> str | None:
    """The first words of a line of names and dates (`ann · 3 May 2015`); None if it is no such line."""
    if len(line) > 120 or not _has_date(line):
        return None
    if below := _dated_by(line):
        return below
    found = [part for part in parts(line) if DATE.search(part) or not _BUTTON_ROW.match(part)]
    if len(found) == 1:
        line = found[0]
        date = DATE.search(line)
        head = line[: date.start()] if date else ""
        if ago := _AGO.match(line):
            return _LED_BY.sub("", ago["who"].strip())
        head, comma = re.subn(
            r"(?:,|:| on| at| posted| wrote| said| commented|\s?[\[(«])+\s*$", "", head.rstrip()
        )
        if not comma or not is_date(line[len(head) :].rstrip(":")):
            return None
        found = [head, line[len(head) :]]
    is_row = any(is_date(part) for part in found) and all(len(p.split()) <= 8 for p in found)
    if not is_row or (
        line.rstrip().endswith((".", "!", "?")) and not re.search(r"[ap]\.m\.$", line.rstrip())
    ):
        return None
    by = next((who for part in found if (who := named(part))), "")
    return by or _LED_BY.sub(
        "",
        ""
        if _COUNTED.match(found[0])
        else found[0].strip(" :,«»-–•\t")
        if _AROUND_DATES.sub("", DATE.sub("", found[0]))
        else "",
    )


def _dated_by(line: str) -> str:
    """Whom a line of the form `Published on DATE by NAME` names, or nothing."""
    head, by, who = line.partition(" by ")
    return named(f"by {who.strip()}") if by and is_date(head) else ""


def named(line: str) -> str:
    """The first person that a line of the form `By NAME` names, or nothing.

    >>> named("By the Editorial Board"), named("(Reporting by Ann Lee in Oslo; editing by Bo Ek)")
    ('Editorial Board', 'Ann Lee')
    """
    match = _CREDIT.match(line) or (_BY.match(line) if len(line.split()) <= _WORD_COUNT else None)
    if match is None or (line.endswith(".") and not line.endswith("..") and len(line.split()) > 4):
        return ""
    if "who" in match.groupdict() and not re.match(r"(?:the |our )?[A-Z@a-z]\S*", match["who"]):
        return ""
    who = re.split(_WHO_ENDS, match["who"].removeprefix("the ").removeprefix("our "), maxsplit=1)[0]
    first = who.strip(" ().:")
    return first if first[:1].isupper() or "_" in first or "@" in first else ""


_COUNTED = re.compile(r"^\W*\d[\d.,]*[km]? \w+$", re.IGNORECASE)
_LED_BY = re.compile(
    r"^(?:[\d.,]+k? points? )?(?:(?:posted|submitted|written|started) )?(?:by|via):? ",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"^\W*(?:[\d.,]+k? points? by )?(?P<who>\S+(?: \S+){0,2}?) (?:[\d.,]+k? points? )?(?:\d{1,3}|an?) ?"
    r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?) ago\b(?:\W+\w+){0,4}\W*$",
    re.IGNORECASE,
)
IMAGE = re.compile(
    r"^!\[[^\]]{0,300}\]\([^()]{1,300}\)$|^\S{1,200}\.(?:jpe?g|png|gif|webp|svg|bmp)$",
    re.IGNORECASE,
)
LINK = re.compile(r"^[\W]{0,3}(?:https?://|www\.)(?P<host>[^\s/]{3,80})\S*$", re.IGNORECASE)
DOMAIN = re.compile(r"^(?P<host>(?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,10})(?:/\S*)?$", re.IGNORECASE)
CAPTION = re.compile(
    r"^(?:photo|image|picture|pictured|still from|screenshot|screengrab|file photo|illustration)\b"
    r"|\b(?:photo(?:graph)?|picture|image|graphic|credit)s?(?: by|:|/|courtesy of)[^.!?]{2,60}\.?$"
    r"|\((?:file )?(?:photo|image|picture|credit|illustration|source)[^()]{0,60}\)\.?$",
    re.IGNORECASE,
)
CREDITED = re.compile(
    r"\)\.?$|\b(?:photo(?:graph)?|picture|image|graphic|credit)s?(?: by|:|/)[^.!?]{2,60}\.?$",
    re.IGNORECASE,
)
PICTURED = re.compile(
    r"\b(?:photo(?:graph)?|picture|image|graphic|illustration|credit)s?(?: by|:|/|: ©) ?[^.!?:]{2,60}\.?$",
    re.IGNORECASE,
)
CORRECTION = re.compile(
    r"^(?:correction|corrections|clarification|editor[’']s note|erratum)\b", re.I
)
NUMBER = re.compile(r"^(?:post )?#\d{1,6}$|^\d{1,4}\.$", re.IGNORECASE)
LISTED = re.compile(r"^(?P<mark>(?P<number>\d{1,4})\.)\s+\S")
SAYS = re.compile(
    r"^\W*(?:\d{1,4}[.)]\s+)?(?P<who>[^\W_][^\n:,;!?]{0,40}?) "
    r"(?P<verb>says|said|writes|wrote|replied|commented|responded)"
    r"(?:\W*|(?P<date>\W+[^\n]{4,50}))$",
    re.IGNORECASE,
)
QUOTING = re.compile(
    r"^\W*(?:originally posted by:?|quote(?: from)?:?|quoting|in reply to|> ?) (?P<a>[^\n:]{2,40}?)"
    r"(?: on:? [^\n]{4,60}| view post| »)?\W*$"
    r"|^@?(?P<b>[^\n:]{2,40}?(?:, on [^\n]{8,40},)?) (?:said|wrote):\s*(?:↑|\^|>|»)?\W*$",
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
_CARD_INITIALS = frozenset("jdmptcrlkugaoswbJDMPTCRLKUGAOSWB0123456789»•|*")


def card_words(line: str) -> tuple[str, ...]:
    """The words of a user card that a line holds.

    >>> card_words("Joined: May 2011"), card_words("Posts: 3 Location: Hull"), card_words("He joined.")
    (('joined',), ('posts', 'location'), ())
    """
    if len(line) > 160 or line[0] not in _CARD_INITIALS or line[-1] in ".!?":
        return ()
    found = _CARD_KEY.match(line) if len(line.split()) < 8 else None
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


_PROMPTS = r"share|tweet|save|print|e-?mail|mail|pin|copy link|link|send to a friend|like this|follow us|facebook|twitter|whatsapp|telegram|reddit|linkedin|republish|reprint|watch|bookmark|listen"
FURNITURE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        ("share prompt", rf"^click to (?:share|email|print|tweet)\b|^\W*(?:{_PROMPTS})(?:[\W\d]+(?:{_PROMPTS}|for later|this|on|via|by|article|page|story|now|it|with friends))*\W*$|\bshare (?:it|this)\b.{{0,40}}[.!?]$|^(?:share|save|print|tweet|follow us|copy link)\b.{{0,60}}(?<![.!?])$"),
        ("navigation", r"^all times are\b|^the time now is\b|^posting permissions$|^you may not (?:post|edit|reply)\b|^posted (?:in|under) [^.!?]{2,120}$|^search for\b|^entries feed$|^\(?\d{1,2}:\d\d(?::\d\d)?\)?\s+(?![ap]\.?m)\S.{0,60}(?<![.!?])$|^this entry was posted|^bookmark the|^users browsing|^like loading|^this archive was|^messages sorted by|^more information about|^(?:next|previous) (?:message|thread|article|post|story)\b|^(?:home|menu|log ?in|search|top|back to top|contact us|skip to .*|page \d+.*|\d+ of \d+|(?:previous|next|older|newer|first|last|load more|show more|view all|all|see all|more)(?: (?:page|posts?|articles?|comments|entries|replies|stories))?|watch thread|not open for further.*|you must (?:be )?(?:log|sign|register).*|(?:log|sign) in (?:or|to) .*|continue reading.*|leave a (?:reply|comment).*|read the rest.*|read more|full story|jump to.*|more from .{2,30}|thread starter|reply|report|quote|permalink|archives?|privacy policy|terms of (?:use|service)|\W*[‹›«»<>→←]+\W*)\W*$"),
        ("user card", r"\bfollow (?:him|her|them|me|us|@?\w+(?: \w+)?) on (?:twitter|facebook|instagram|telegram|x|gab|youtube|linkedin)\b|^about the author\b"),
        ("donation", r"\b(?:gave|give) to us\b|\b(?:donate|chip in|become a (?:member|supporter|patron|subscriber)|support (?:us|our|independent)|buy (?:us|me) an?|tip jar|small tip|send (?:us|me) a tip)\b|\b(?:keep us|help us) (?:stay|free|going|keep|continue|survive|reach|grow|independent)\b|^already a (?:supporter|member|subscriber)\b"),
        ("advertisement", r"^(?:advertisement|sponsored|ad|promoted|paid content|small ads)\b.{0,100}$"),
        ("teaser", r"^(?:must|also) (?:read|see|watch)\s*[:–—-]|^(?:trending|don[’']t miss|must[- ]see|see also|watch|you may like)\s*:|^(?:read (?:next|also|more(?=\s*[:–—]))|you may also like|you might also like|related|see also|also on|recommended|more (?:from|on|stories)|most (?:read|discussed|popular|viewed|shared)|trending|popular (?:posts|now)|similar (?:threads|topics|stories)|latest (?:posts|stories|comments)|recent (?:posts|comments)|editors?[’']? picks?|in other news|don[’']t miss)\b(?![^.]*[.!]$)"),
        ("edit mark", r"^(?:last edited\b|(?:this post (?:was|has been) )?(?:last )?edited (?:by|on|at)\b|edited:).{0,100}$"),
        ("widget", r"\b(?:in|to) your inbox\b|^by (?:signing up|subscribing|clicking|registering)\b|\bunsubscribe\b|^subscribe\b.{0,60}\b(?:miss|bell|channel|newsletter|updates)\b|^(?:listen|watch|find us|join us|get it|available) (?:as|on|in)\b.{0,60}(?<![.!?])$|^notify me of|^save my name|^please enter your|^stay connected$|^this site uses cookies|\bcookies?\b.{0,80}\b(?:accept|agree|consent|continu)|\b(?:accept|agree|consent|continu)\w*\b.{0,80}\bcookies\b|^(?:subscribe|newsletter|sign up|loading|(?:we use |accept |manage )?cookies?|post a comment|comments are (?:closed|moderated)|commenting on|filed under|tags?:|tagged|categor(?:y|ies):|sort by|your (?:e-?mail|name)|play|download|enter your)(?!\w)(?![^.]*\.$).{0,80}$|^[(\[] ?[)\]] "),
        ("view counter", r"^the following (?:\d+ )?(?:users?|members?)\b|\bsays? thank(?:s| you)\b.{0,60}$|^(?:liked|thanked) by\b|^no (?:comments|replies|responses)(?: yet)?$|^(?:\W*[\d.,]+[km%]? (?:points?|comments?|views?|shares?|replies|likes?|votes?|fans?|followers?|subscribers?|upvoted)(?: like| follow| subscribe)?){1,5}\W*$|^\W*reactions?: .*|^\W*[\d.,\s]*\d\s*(?:[km]\s*)?(?:views?|comments?|replies|responses|shares?|likes?|reactions?|votes?|upvotes?|thoughts on)\b(?![^.]*\.$).{0,60}$|^(?:comments?|views|replies|responses|likes)\W+[\d.,]+\W*$|^.{2,60} (?:and|,) \d+ others?(?: (?:like|liked|reacted).*)?$|^.{2,60} likes this\.?$|^comments$"),
        ("disclaimer", r"\bfair use\b|\bused with permission\b|\bearn a (?:small )?commission\b|\baffiliate links\b|^(?:please note|disclaimer|©|\(c\)|copyright|all rights reserved|the (?:views|opinions) expressed)|©|\(c\) (?:19|20)\d\d|\(c\) \d{4}|all rights reserved|\b(?:views|opinions) expressed\b|\bcorrects (?:all )?errors\b|\bstandards desk\b|\bletters to the editor\b|^.{2,40} is (?:published|owned|operated) by (?-i:[A-Z])|\beditors may\b|^comment(?:s|ing) [^.]{0,60}\bcloses?\b|\baddress will not be published\b|\bcomments are (?:closed|moderated|the responsib)"),
    )
)  # fmt: skip
_KEPT = frozenset("©←→«»‹›[<“\"‘'@#")
_SIGNS = "•·▶►▸🔔🐦☕📢📧✉🔗👉➡⬇★☆●■◆❤💬👁👍🔥📌📺🎧⚡🔴✅ \ufe0f"
_SECTIONS = frozenset(
    "home news sport sports weather opinion business world about archive archives contact politics video videos "
    "culture money travel tech technology science health lifestyle entertainment local national international "
    "economy style food jobs search login register forums forum members help faq shop store donate subscribe "
    "radio tv live photos pictures podcasts events letters blog blogs community us features columns".split()
)


def _finder(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    """A search for a pattern whose alternatives that begin a line are tried there only."""
    depth = start = 0
    parts: list[str] = []
    for i, (before, sign) in enumerate(pairwise(f" {pattern.pattern}")):
        depth += before != "\\" and (sign in "([") - (sign in ")]")
        if sign == "|" and not depth:
            parts.append(pattern.pattern[start:i])
            start = i + 1
    parts.append(pattern.pattern[start:])
    head = re.compile("|".join(p for p in parts if p[0] == "^") or r"(?!)", re.IGNORECASE)
    inner = re.compile("|".join(p for p in parts if p[0] != "^") or r"(?!)", re.IGNORECASE)
    return lambda text: bool(head.match(text) or inner.search(text))


_FURNITURE = tuple((reason, _finder(pattern)) for reason, pattern in FURNITURE)
_DISCLAIMER = re.compile(r"^(?:disclaimer\b|copyright\b|©|all rights reserved)", re.IGNORECASE)
_BUTTON_ROW = re.compile(
    r"^(?:[\W\d_]*\b(?:reply|replies|share|report|abuse|like|likes|unlike|quote|thread|parent|link|permalink|"
    r"save|flag|edit|delete|follow|up|down|vote|votes|upvote|downvote|respond|recommend|embed|give award|"
    r"logged|with quote|hide|past|favou?rite|root|prev|next|discuss|cached|web|on|unfold|view|hide|show|profile|forum posts|find|more posts by|all|to|this|post|comment|comments|"
    r"inappropriate|translate|see translation|dislike|top|context|collapse|expand|ignore|pm|www|"
    r"click to rate|newest|oldest|best rated|best|sort by|thanks|agree|disagree|"
    r"(?<=\d )?(?:s|secs?|m|mins?|h|hrs?|hours?|d|days?|w|weeks?|mo|y|yrs?|years?|ago))\b)+[\W\d_]*$",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"^(?:(?:proudly )?powered by\b|who is online\b|users browsing\b|return to\b|display posts\b|board index\b|"
    r"moderators?: |skip to\b|jump to\b|forgot (?:your )?password|thread tools|search (?:this )?thread|search thread|"
    r"display modes?$|printable version|join the (?:discussion|conversation)|bookmark the\b|this entry was posted\b|"
    r"like loading|be the first to\b|loading\W*$|page \d+ of \d+|\d+ posts? • page|previous (?:thread|post|article|topic)\b|"
    r"next (?:thread|post|article|topic)\b|(?:newer|older) (?:post|entries|comments)\b|.{1,90} → *$|← .{1,90}$|« .{1,60} »$|"
    r"(?:login|log in|logged in)\b.{0,40}$|register(?: now)?$|faq$|[\w’' -]{2,30} \*$|required fields|"
    r"terms (?:and|&|of)\b.{0,40}$|privacy\b.{0,40}$|about(?: us)?$|contact(?: us)?$|subscribe to:|post a (?:new )?comment|"
    r"view (?:full|all|more|\d+)\b.{0,40}$|see (?:more|all)\b.{0,40}$|show (?:less|more|all)\b.{0,30}$)",
    re.IGNORECASE,
)
_BOX = re.compile(
    r"^\W*(?:advertisement|sponsored|promoted|related|you (?:may|might) also like|newsletter|most (?:read|"
    r"discussed|popular|viewed|shared)|similar (?:threads|topics)|recommended|trending|more (?:from|on|"
    r"stories)|see also|read (?:next|also)|poll|latest (?:posts|stories|news)|get .{2,40} inbox|recent (?:posts|comments|entries)|archives?$|meta$|categories$|blogroll$|tags$|pages$|links$|"
    r"topics$|up next|must reads?$|what to read next|elsewhere|ad)\b",
    re.IGNORECASE,
)
_BUTTONS = (
    ("donation", re.compile(r"^\W*(?:donate(?: now)?|(?:yes, )?i (?:will|want to) (?:chip in|help|give|donate)\b.*|chip in|support us|become a (?:member|supporter|patron)|give (?:now|monthly)|(?:\W*[$€£]?\d+(?: \w+)?(?:\s{2,}|\s*[|·]\s*)){2,}.*)\W*$", re.I)),
    ("widget", re.compile(r"^\W*(?:sign up|subscribe(?: now)?|your e-?mail(?: address)?|vote(?: now)?|view results|(?:play|listen|download)(?:\W{2,}.*)?)\W*$|^\W*\( ?\) |^[○◯☐] ", re.I)),
)  # fmt: skip
_MARKDOWN_LINK = re.compile(r"(?<!!)\[([^\]\[]{1,80})\]\([^()\s]{1,300}\)")


def furniture(text: str) -> str:
    """Why a short stretch of text is page furniture, or nothing if it is none."""
    if "](" in text:
        text = _MARKDOWN_LINK.sub(r"\1", text)
    text = text.strip("*_-–—() ") or text
    if not text[0].isalnum() and text[0] not in _KEPT:
        text = text.lstrip(_SIGNS) or text
    if not any(map(str.isalnum, text)):
        return "navigation"
    if len(text) > 400 or len(text.split()) > 30:  # longer is text, whatever it begins with
        return "disclaimer" if _DISCLAIMER.match(text[:40]) else ""
    if is_menu(text) or (len(text) < 100 and _BUTTON_ROW.match(text)):
        return "navigation"
    if len(text) < 130 and text[-1] not in ".!?" and _MACHINE.match(text):
        return "navigation"
    return next((reason for reason, found in _FURNITURE if found(text)), "")


def is_menu(line: str) -> bool:
    """Whether a line is a row of links: `Home | News | Sport`, `Forums > News`."""
    line = line.strip()
    words = line.split()
    if len(words) > 2 and sum(word.lower() in _SECTIONS for word in words) > 0.6 * len(words):
        return True
    crumbs = [p for p in re.split(r"\s+[>›»/→]\s+", line) if p]
    if len(crumbs) >= 2 and all(len(p.split()) <= 4 for p in crumbs[:-1]) and len(line) < 200:
        return True
    if line.startswith("[") and len(re.findall(r"\[[^\]]{2,30}\]", line)) >= 2:
        return not re.sub(r"\[[^\]]{2,30}\]|\s", "", line)
    found = [p for p in re.split(r"\s*[|·•]\s*|[^\S\n]{2,}|\t", line) if p]
    if len(found) < 3 or line.endswith((".", "!", ":")):
        return False
    return all(len(p.split()) <= 5 for p in found) and sum(
        len(p.split()) for p in found
    ) <= 3 * len(found)


def is_label(line: str) -> bool:
    """Whether a line is the label of a box of links: `Related`, `Most read`."""
    return len(line.split()) <= 6 and bool(_BOX.match(line))


def box(lines: Sequence[str]) -> str:
    """Why a block of lines is a box of the page (its label or a button says so), or nothing."""
    if len(lines) < 2 or any(len(line) > 300 for line in lines):
        return ""
    if _BOX.match(lines[0]) and len(lines[0].split()) <= 6:
        return furniture(lines[0]) or "widget"
    for reason, pattern in _BUTTONS:
        if any(pattern.match(line) for line in lines):
            return reason
    return ""
