"""How pages word their furniture: prompts, menus, counters, appeals, labels of boxes."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from stancemark.tasks.segment import phrases
from stancemark.tasks.segment.catalogue import catalogue

_PROMPTS = r"share|tweet|save|print|e-?mail|mail|pin|copy link|link|send to a friend|like this|follow us|facebook|twitter|whatsapp|telegram|reddit|linkedin|republish|reprint|watch|bookmark|listen"
FURNITURE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        ("share prompt", rf"^click to (?:share|email|print|tweet)\b|^\W*(?:{_PROMPTS})(?:[\W\d]+(?:{_PROMPTS}|for later|this|on|via|by|article|page|story|now|it|with friends))*\W*$|\bshare (?:it|this)\b.{{0,40}}[.!?]$|\bgive us a (?:share|like|follow)\b.{{0,20}}$|^(?:share|save|print|tweet|follow us|copy link)\b.{{0,60}}(?<![.!?])$"),
        ("navigation", r"^all times are\b|^[»›→]+ ?(?:more|next|read|full)\b.{0,20}$|^the time now is\b|^posting permissions$|^you may not (?:post|edit|reply)\b|^posted (?:in|under) (?!.{0,90} by )[^.!?]{2,120}$|^search for\b|^entries feed$|^\(?\d{1,2}:\d\d(?::\d\d)?\)?\s+(?![ap]\.?m)\S.{0,60}(?<![.!?])$|^this entry was posted|^bookmark the|^users browsing|^like loading|^this archive was|^messages sorted by|^more information about|^\W{0,2}(?:next|previous) (?:message|thread|article|post|story)\b|^(?:home|menu|log ?in|search|top|back to top|contact us|skip to .*|page \d+.*|\d+ of \d+|(?:previous|next|older|newer|first|last|load more|show more|view all|all|see all|more)(?: (?:page|posts?|articles?|comments|entries|replies|stories))?|watch thread|not open for further.*|you must (?:be )?(?:log|sign|register).*|(?:log|sign) in (?:or|to) .*|continue reading.*|leave a (?:reply|comment).*|read the rest(?!\. [a-z]).*|read more|full story|jump to.*|more from .{2,30}|thread starter|reply|report|quote|permalink|archives?|privacy policy|terms of (?:use|service)|\W*[‹›«»<>→←]+\W*)\W*$"),
        ("user card", r"\bfollow (?:him|her|them|me|us|@?\w+(?: \w+)?) on (?:twitter|facebook|instagram|telegram|x|gab|youtube|linkedin)\b|^about the author\b"),
        ("donation", r"\b(?:gave|give) to us\b|\b(?:donate|chip in|become a (?:member|supporter|patron|subscriber)|support (?:us|our|independent)|buy (?:us|me) an?|tip jar|small tip|send (?:us|me) a tip)\b|\b(?:keep us|help us) (?:stay|free|going|keep|continue|survive|reach|grow|independent)\b|^already a (?:supporter|member|subscriber)\b|^.{0,30}\bfund(?: drive|raiser)\b.{0,20}[$€£\d]|[$€£][\d.,]+k? (?:raised )?of [$€£]\d|(?:[$€£] ?\d+ [|·] ){2,}|\bplease consider (?:an?\b|making|becoming|giving|supporting|donating|subscribing)|\b(?:support|join|subscribe)\b[^.!?]{2,40} (?:for|from)(?: only| just)? (?:[$€£] ?\d[\d.,]*|\d[\d.,]* ?[€£$]|\d+ (?:cents|pence|euros?))(?: (?:a|per) |/)(?:day|week|month|year)\b"),
        ("advertisement", r"\b\d+-day (?:free )?trial\b|\bunlimited access\b|\bfree trial\b|\b(?:credit )?card (?:number )?is (?:needed|required)\b|\bis sponsored by\b|\bpromo code\b|^(?:advertisement|sponsored|ad|promoted|paid content|small ads)\b.{0,100}$"),
        ("teaser", r"^(?:must|also) (?:read|see|watch)\s*[:–—-]|^(?:trending|don[’']t miss|must[- ]see|see also|watch|you may like)\s*:|^(?:read (?:next|also|more(?=\s*[:–—]))|you may also like|you might also like|related|see also|also on|recommended|more (?:from|on|stories)|most (?:read|discussed|popular|viewed|shared)|trending|popular (?:posts|now)|similar (?:threads|topics|stories)|latest (?:posts|stories|comments)|recent (?:posts|comments)|editors?[’']? picks?|in other news|don[’']t miss)\b(?![^.]*[.!]$)"),
        ("edit mark", r"^(?:last edited\b|(?:this post (?:was|has been) )?(?:last )?edited (?:by|on|at)\b|edited:).{0,100}$"),
        ("widget", r"\b(?:in|to) your inbox\b|^by (?:signing up|subscribing|clicking|registering)\b|\bunsubscribe\b|^(?:get|receive)\b.{2,60}\b(?:by|via) e-?mail\b|^now playing\s*:|^(?:video|audio|podcast)\s*[:|–-] .{3,80}\(\d+:\d\d\)$|^subscribe\b.{0,60}\b(?:miss|bell|channel|newsletter|updates)\b|^(?:listen|watch|find us|join us|get it|available) (?:as|on|in)\b.{0,60}(?<![.!?])$|^notify me of|^save my name|^please enter your|^stay connected$|^this site uses cookies|\bcookies?\b.{0,80}\b(?:accept|agree|consent|continu)|\b(?:accept|agree|consent|continu)\w*\b.{0,80}\bcookies\b|^(?:subscribe|newsletter|sign up|loading|(?:we use |accept |manage )?cookies?|post a comment|comments are (?:closed|moderated)|commenting on|filed under|tags?:|tagged|categor(?:y|ies):|sort by|your (?:e-?mail|name)|play|download|enter your)(?!\w)(?![^.]*\.$).{0,80}$|^[(\[] ?[)\]] "),
        ("view counter", r"^the following (?:\d+ )?(?:users?|members?)\b|(?<!to )\bsays? thank(?:s| you)\b.{0,60}$|^(?:liked|thanked) by\b|^no (?:comments|replies|responses)(?: yet)?$|^(?:\W*[\d.,]+[km%]? (?:points?|comments?|views?|shares?|replies|likes?|votes?|fans?|followers?|subscribers?|upvoted)(?: like| follow| subscribe)?){1,5}\W*$|^\W*reactions?: .*|^\W*[\d.,\s]*\d\s*(?:[km]\s*)?(?:views?|comments?|replies|responses|shares?|likes?|reactions?|votes?|upvotes?|thoughts on)\b(?![^.]*\.$).{0,60}$|^(?:total )?(?:comments?|views|replies|responses|likes)\W+[\d.,]+\W*$|^.{2,60} (?:and|,) \d+ others?(?: (?:like|liked|reacted).*)?$|^.{2,60} likes this\.?$|^(?-i:[A-Z]\S*|\S*[_\d]\S*)(?:,? \S+){0,6} and \S+(?: \S+)? like this\.$|^comments$"),
        ("disclaimer", r"\bfair use\b|\bmaterials? (?:must|should|is|are|may)\b.{0,60}\b(?:hyperlink|permission|reference|accompanied)|\bnot responsible for the (?:content|opinions|comments|accuracy)\b|\bused with permission\b|\bearn a (?:small )?commission\b|\baffiliate links\b|^(?:please note|disclaimer|©|\(c\)|copyright|all rights reserved|the (?:views|opinions) expressed)|©|\(c\) (?:19|20)\d\d|\(c\) \d{4}|all rights reserved|\b(?:views|opinions) expressed\b|\bcorrects (?:all )?errors\b|\bstandards desk\b|\bletters to the editor\b|^.{2,40} is (?:published|owned|operated) by (?-i:[A-Z])|\beditors may\b|^comment(?:s|ing) [^.]{0,60}\bcloses?\b|\baddress will not be published\b|\bcomments are (?:closed|moderated|the responsib)"),
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
    heads, inner = _alternatives(pattern)
    head = re.compile("|".join(heads) or r"(?!)", re.IGNORECASE)
    inside = re.compile("|".join(inner) or r"(?!)", re.IGNORECASE)
    return lambda text: bool(head.match(text) or inside.search(text))


def _alternatives(pattern: re.Pattern[str]) -> tuple[list[str], list[str]]:
    """The alternatives of a pattern that begin a line, and those that may stand inside it."""
    depth = start = 0
    parts: list[str] = []
    for i, (before, sign) in enumerate(pairwise(f" {pattern.pattern}")):
        depth += before != "\\" and (sign in "([") - (sign in ")]")
        if sign == "|" and not depth:
            parts.append(pattern.pattern[start:i])
            start = i + 1
    parts.append(pattern.pattern[start:])
    return [p for p in parts if p[0] == "^"], [p for p in parts if p[0] != "^"]


_FURNITURE = tuple((reason, _finder(pattern)) for reason, pattern in FURNITURE)
_WORDS = (
    *("share it", "share this", "us a share", "us a like", "us a follow", "follow ", "to us", "donate", "chip in", "become a ", "support "),
    *("buy us", "buy me", "tip jar", "small tip", " a tip", "keep us", "help us", "your inbox"),
    *("fund drive", "fundraiser", " of $", " of €", " of £", "please consider", " | $", " | €", " | £", " · $", " · €", " · £"),
    *("day trial", "day free", "unlimited access", "free trial", "card is", "card number is", "sponsored by", "promo code", "support", "join", "subscribe", "responsible for", "unsubscribe", "cookie", "say thank", "says thank"),
    *("material", "fair use", "used with", "commission", "affiliate", "©", "(c) ", "all rights", " expressed"),
    *("corrects", "standards desk", "letters to", "editors may", "address will", "comments are "),
    *(" other", " likes this", "published by", "owned by", "operated by"),
)  # fmt: skip
"""What is in every line that `FURNITURE` finds by words inside it: most lines have none of it."""
_HEADS = re.compile(
    "|".join(
        head.removeprefix("^").replace("(?-i:", "(?:").replace("[A-Z]", "[a-z]")
        for _, pattern in FURNITURE
        for head in _alternatives(pattern)[0]
        if not head.startswith("^.")
    )
)
"""What `FURNITURE` finds at the beginning of a line, in lower case: quick to tell from prose."""
_DISCLAIMER = re.compile(r"^(?:disclaimer\b|copyright\b|©|all rights reserved)", re.IGNORECASE)
_MACHINE = re.compile(
    r"^(?:(?:proudly )?powered by\b|who is online\b|users browsing\b|return to\b|display posts\b|board index\b|"
    r"moderators?: |skip to\b|jump to\b|forgot (?:your )?password|thread tools|search (?:this )?thread|search thread|"
    r"display modes?$|printable version|join the (?:discussion|conversation)|bookmark the\b|this entry was posted\b|"
    r"like loading|be the first to\b|loading\W*$|page \d+ of \d+|\d+ posts? • page|previous (?:thread|post|article|topic)\b|"
    r"next (?:thread|post|article|topic)\b|(?:newer|older) (?:posts?|entries|comments)\b|.{1,90} → *$|← .{1,90}$|« .{1,60} »$|« .{1,90} \| .{1,30} \| .{1,90} »$|< .{1,120} \| .{1,120} >$|"
    r"(?:login|log in|logged in)\b.{0,40}$|register(?: now)?$|faq$|[\w’' -]{2,30} \*$|required fields|"
    r"terms (?:and|&|of)\b.{0,40}$|privacy\b.{0,40}$|about(?: us)?$|contact(?: us)?$|subscribe to:|post a (?:new )?comment|"
    r"view (?:full|all|more|\d+)\b.{0,40}$|see (?:more|all)\b.{0,40}$|show (?:less|more|all)\b.{0,30}$)",
    re.IGNORECASE,
)
_BOX = re.compile(
    r"^\W*(?:advertisement|sponsored|promoted|related|you (?:may|might) also like|newsletter|most (?:read|"
    r"discussed|popular|viewed|shared)|similar (?:threads|topics)|recommended|trending|more (?:from|on|related|great|top|"
    r"stories)|see also|read (?:next|also)|poll|latest (?:posts|stories|news)|(?:today.s|useful|external|other) (?:links|reads)$|friends$|in \w+ news$|top stories$|popular$|featured(?: fact[- ]?checks?)?$|headlines$|editor.?s.? (?:picks?|choice)$|from (?:around )?the web$|off the wire$|get .{2,40} inbox|recent (?:posts|comments|entries)|archives?$|meta$|categories$|blogroll$|tags$|pages$|links$|"
    r"topics$|up next|must reads?$|what to read next|elsewhere|ad)\b",
    re.IGNORECASE,
)
_BUTTONS = (
    ("donation", re.compile(r"^\W*(?:donate(?: now)?|(?:yes, )?i (?:will|want to|would like to) (?:contribute|chip in|help|give|donate)\b.*|chip in|support us|become a (?:member|supporter|patron)|give (?:now|monthly)|(?:\W*[$€£]?\d+(?: \w+)?(?:\s{2,}|\s*[|·]\s*)){2,}.*)\W*$", re.I)),
    ("share prompt", re.compile(r"^copy link$", re.I)),
    ("widget", re.compile(r"^\W*(?:sign up|subscribe(?: now)?|your e-?mail(?: address)?|vote(?: now)?|view results|(?:play|listen|download)(?:\W{2,}.*)?)\W*$|^\W*\( ?\) |^[○◯☐] ", re.I)),
)  # fmt: skip
_CODE = re.compile(
    r"\{\"\w+\":[\"\[{\d]|\bfunction ?\([\w, ]*\) ?\{|\bvar \w+ ?= ?[\w\[{(\"']|\.push\(|\bdocument\.(?:write|getElementById)\(|</?script\b"
)
"""Code of a page that a dump has taken for text."""
_TAGS = 6
"""How many commas a line of keywords has at least."""
_KEYWORDS = re.compile(
    r"(?:[^\W\d_][\w.’'&-]*(?: [\w.’'&-]+){0,2}, ?)+(?!and |or )[\w.’'&-]+(?: [\w.’'&-]+){0,2}(?<!\.)"
)
_MACHINE_LINE = 200
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|svg|mp4)\]?$", re.IGNORECASE)
_APPEAL = 700
"""How many characters an appeal has at most."""
_ASKS = tuple(
    re.compile(rf"\b(?:{words})", re.IGNORECASE)
    for words in (
        r"we|our|us|i|my)\b(?:",
        r"you|your|please|readers?)\b(?:",
        r"donat|giv(?:e|ing)\b|support|subscri|join\b|contribut|chip in|help\b|sign up|becom|pledg|spare|click",
        r"goal\b|fundrais|donat|contribution|paypal|patreon|newsletter|inbox|membership|subscription|tax[- ]deductible|"
        r"reader[- ](?:supported|funded)|crowdfund|advertis|paywall|ad[- ]free|per month|a month\b|"
        r"independent (?:journalism|media|news|reporting)|free of charge|mailing list|costs? of (?:running|hosting)",
    )
)
_ASKED = ("you", "please", "reader")
_WANTED = (
    *("goal", "fundrais", "donat", "contribution", "paypal", "patreon", "newsletter", "inbox"),
    *("membership", "subscription", "deductible", "reader", "crowdfund", "advertis", "paywall"),
    *("ad-free", "ad free", "per month", "a month", "independent", "free of charge", "mailing"),
    *("cost of", "costs of"),
)
"""What the second and the last of `_ASKS` look for: one of each is in every appeal."""
_MARKDOWN_LINK = re.compile(r"(?<!!)\[([^\]\[]{1,80})\]\([^()\s]{1,300}\)")


_OWED = re.compile(r"(?:sources?|via|from|credits?|photos?|h/t|hat tip)\b", re.IGNORECASE)
"""What stands before links to those whose words or pictures these are."""


def furniture(text: str) -> str:
    """Why a short stretch of text is page furniture, or nothing if it is none."""
    return known(text) or shaped(text)


def known(text: str) -> str:
    """Why a line is furniture by the phrases of `wording.yaml`, or nothing."""
    if "](" in text:
        text = _MARKDOWN_LINK.sub(r"\1", text)
    reason = catalogue().why(text)
    if reason == "rank" or (reason and _may_be_card(text, reason) and phrases.card_words(text)):
        return ""
    return reason


def _may_be_card(text: str, reason: str) -> bool:
    """Whether an entry of a card may be meant, which is told by the lines beside it."""
    return reason == "user card" or " " not in text or any(map(str.isdigit, text))


def is_appeal(text: str) -> bool:
    """Whether a paragraph asks readers for money, their address or their company."""
    if len(text) > _APPEAL or phrases.holds(text, '“”"«'):
        return False
    lower = text.lower()
    wanted = phrases.holds(lower, _ASKED) and phrases.holds(lower, _WANTED)
    return wanted and all(pattern.search(text) for pattern in _ASKS)


def of_a_member(text: str, *, sure: bool = False) -> bool:
    """Whether a line is an entry of a card or, unless that must be `sure`, a rank of members."""
    told = catalogue().why(text) if len(text) < 60 else ""
    return told == "user card" or (told == "rank" and not sure)


def shaped(text: str) -> str:
    """Why a line is furniture by its form: a menu, an appeal with words about money, a row of signs."""
    if "](" in text and _only_links(text):
        return "navigation"
    text = _MARKDOWN_LINK.sub(r"\1", text) if "](" in text else text
    text = text.strip("*_-–—() ") or text
    if not text[0].isalnum() and text[0] not in _KEPT:
        text = text.lstrip(_SIGNS) or text
    if sign := _sign(text):
        return sign
    lower = text.lower()
    words = lower.split(None, 30) if len(text) <= 400 else ()
    if not 0 < len(words) <= 30:  # longer is text, whatever it begins with
        return _long(text, lower)
    machine = len(text) < _MACHINE_LINE and text[-1] not in ".!?" and _MACHINE.match(text)
    if machine or _is_menu(text, words) or (len(text) < 100 and phrases.BUTTONS.match(text)):
        return "navigation"
    if not phrases.holds(lower, _WORDS) and not _HEADS.match(lower):
        return ""
    reason = next((reason for reason, found in _FURNITURE if found(text)), "")
    return "" if reason == "donation" and "“" in text else reason


def _long(text: str, lower: str) -> str:
    """Why a paragraph is furniture: a disclaimer by how it begins, a notice on cookies by what it says."""
    if "cookie" in lower and lower.count("cookie") > 1 and len(text) < _APPEAL:
        return "widget"
    return "disclaimer" if _DISCLAIMER.match(text[:40]) else ""


def _only_links(text: str) -> bool:
    """Whether a line is two links or more, at most behind a word or two that bid to go on."""
    rest, links = _MARKDOWN_LINK.subn("", text)
    rest = rest.strip(" *|/·•,;–—-")
    bid = rest.endswith(":") and len(rest.split()) <= 3 and not _OWED.match(rest)
    return links > 1 and (bid or not rest)


def _sign(text: str) -> str:
    """Why a line without sentences is furniture: signs, the name of a file, letters set apart, keywords, code."""
    listed = text.count(",") >= _TAGS and _KEYWORDS.fullmatch(text)
    if listed or not any(map(str.isalnum, text)):
        return "navigation"
    if _CODE.search(text[:300]):
        return "widget"
    if len(text) < 120 and _FILE.search(text):
        return "image file name"
    spaced = 6 < len(text) < 80 and text[1] == " " and not text[1::2].strip()
    return "navigation" if spaced else ""


_PARTED = re.compile(r"[|·•\t]")
_SPACED = re.compile(r"\s[\s*.]")
"""What is in each row of links that signs or gaps divide."""


def is_menu(line: str) -> bool:
    """Whether a line is a row of links: `Home | News | Sport`, `Forums > News`."""
    line = line.strip()
    return _is_menu(line, line.lower().split())


def _is_menu(line: str, words: Sequence[str]) -> bool:
    """The same, of a line whose words in lower case are known."""
    if len(words) > 2 and sum(map(_SECTIONS.__contains__, words)) > 0.6 * len(words):
        return True
    parted = phrases.holds(line, "/>›»→")
    crumbs = [p for p in re.split(r"\s+(?:=>|[>›»/→])\s+", line) if p] if parted else []
    if len(crumbs) >= 2 and all(len(p.split()) <= 4 for p in crumbs[:-1]) and len(line) < 200:
        return True
    if line.startswith("[") and len(re.findall(r"\[[^\]]{2,30}\]", line)) >= 2:
        return not re.sub(r"\[[^\]]{2,30}\]|\s", "", line)
    if line.endswith((".", "!", ":")) or not (_PARTED.search(line) or _SPACED.search(line)):
        return False
    found = [
        p for p in re.split(r"\s*[|·•]\s*|[^\S\n]{2,}|\t|\s\*\s|\s\.{3}\s", line.strip("* ")) if p
    ]
    if len(found) < 3:
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
