"""What the name of an outlet looks like, and what stands in its place without being one."""

import re
from functools import cache, lru_cache
from pathlib import Path

from stancemark.tasks.segment import phrases

_AGENCIES = frozenset(
    """reuters|ap|associated press|afp|agence france-presse|agence france presse|tass|itar-tass|ria|ria novosti|
    novosti|interfax|xinhua|dpa|upi|ansa|efe|bbc|cnn|nbc|abc|cbs|npr|pbs|rt|sputnik|presstv|press tv|irna|fars|prensa latina|
    tasnim|isna|mehr|sana|anadolu|aa|kyodo|yonhap|pti|ani|ians|app|belga|anp|apa|ntb|tt|ritzau|stt|pap|ctk|mti|
    unian|ukrinform|interfax-ukraine|kcna|cna|bernama|antara|petra|wafa|kuna|spa|wam|mena|nan|panapress|inter press|
    ips|cp|canadian press|aap|pa|press association|bloomberg|al jazeera|aljazeera|al arabiya|al-arabiya|dw|
    deutsche welle|euronews|msnbc|cnbc|pravda|izvestia|haaretz|breitbart|politico|rfe/rl|rferl|voa|
    voice of america|wikileaks|wikipedia|axios|buzzfeed|itv|itn|rte|cbc|ctv|srf|orf|zdf|ard|tvn|ntv|nhk|cctv|cgtn|
    ndtv|scmp|wsj|nyt|ft""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
"""Names that no other word tells to be an outlet's: agencies and broadcasters."""
_WIRES = frozenset(
    """reuters|ap|associated press|afp|agence france-presse|agence france presse|tass|itar-tass|ria novosti|interfax|xinhua|
    dpa|upi|united press international|ansa|efe|pti|ians|aap|press association|canadian press|kyodo|yonhap|anadolu agency""".replace(
        "\n    ", ""
    ).split("|")
)
"""Agencies whose words others print."""
_PEOPLE = frozenset("petra sana antara ria mehr pap ani pti nan aa wam".split())
"""Agencies that are first names or words too: a second word makes another name of them."""
_NOUNS = frozenset(
    """times post herald tribune gazette journal daily news press observer mail star courier chronicle standard
    telegraph independent review monitor today wire agency radio tv television channel network media online magazine
    bulletin report watch weekly digest ledger dispatch examiner inquirer enquirer register record sentinel guardian
    express echo argus mirror sun globe voice messenger reporter reuters bbc cnn afp beacon banner citizen insider
    intercept spectator economist newswire newspaper broadcasting broadcaster morning evening quarterly zeitung
    zeitschrift presse monde figaro pravda nachrichten blog wired hill zone information""".split()
)
"""Words that end, or with `of` begin, the name of a paper, a station or a site."""
_SINGLE = frozenset(
    """guardian telegraph independent economist intercept spectator observer newsweek time mirror dailymail nypost
    huffpost counterpunch zerohedge infowars drudge slate salon vox vice quartz stratfor debka debkafile memri
    bellingcat southfront fox foxnews cbsnews abcnews usatoday""".split()
)
"""Names of one word that no form tells to be an outlet's, as the language has them."""
_WITH_ARTICLE = frozenset(
    "nation national blaze canary root atlantic week conversation verge hindu age australian scotsman".split()
)
"""Names of one word that are an outlet's behind `The`."""
_JOINED = frozenset("times herald tribune gazette journal courier register".split())
"""Words that begin names of papers with a hyphen: `Times-Union`."""
_SMALL = frozenset("the of and de la le al el der die das du des &".split())
_NO_START = frozenset(
    """according as from by via in on at to for with my our your their this that these here read see more latest good
    bad fake breaking no some full all about""".split()
)
_OPENING = frozenset(("radio", "voice", "channel", "tv", "agence", "agency", "diario", "journal"))
_GLUED = ("news", "times", "post", "press", "watch", "wire", "today", "media", "herald", "leaks")
_DOMAIN = re.compile(
    r"(?:www\.)?(?:[a-z0-9-]+\.)+(?:[a-z]{2,4}|info|news|example|press|media)", re.I
)
_NO_SOURCE = frozenset(
    """note|notes|update|updated|q|a|yes|no|photo|photos|image|video|more|edit|edited|correction|question|answer|
    summary|example|warning|breaking|exclusive|opinion|analysis|comment|comments|caption|credit|file|source|quote|
    january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|
    thursday|friday|saturday|sunday|chapter|part|section|article|table|figure|step|option|poll|getty images|getty|
    shutterstock|flickr|wikimedia|wikimedia commons|istock|stop|part one|part two|here|there|this|that|these|those|
    it|he|she|they|we|you|i|who|what|why|how|the|an|one|two|three|first|second|third|another|many|some|others|all|
    i’d|i’m|i’ve|i’ll|i'd|i'm|i've|i'll|it’s|it's|he’s|he's|she’s|she's|that’s|that's|there’s|there's|what’s|what's|let’s|let's|
    music|applause|laughter|laughs|cheers|crosstalk|inaudible|author|editor|admin|anonymous|guest|related|advertisement|reply|like|share|thanks|p.s|ps|tl;dr|tldr|full|
    watch|read|read more|read on|continue reading|see|listen|text|full text|the text|important|spoiler|disclaimer|reuters connect|youtube|facebook|twitter""".replace(
        "\n    ", ""
    ).split("|")
)
_TITLED = re.compile(
    r"(?:The )?(?!(?:By|Staff|Our|Special|Senior|Chief|News|Web) )[A-Z]\w+ [A-Z]\w+ Reporter"
)
"""Papers that are called reporters: `Osk Bay Reporter`."""
_DESK = re.compile(
    r"\s+(?:(?:web|news|online|monitoring|foreign|city|sports) desk|staff(?: (?:writers?|reporters?))?|reporters?|"
    r"correspondents?|bureau|monitoring|exclusive|editorial)$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:to(?:day|night)|yesterday|sunday|monday|this morning)[’']s|(?:published|posted|printed|originally|first|republished|reprinted|forwarded|reposted|shared|taken|copied) "
    r"(?:in|on|at|by|from)|breaking via|from|via|by|in|source|credit|courtesy of|with)\b:?\s+"
    r"(?:(?:to(?:day|night)|yesterday|this morning|last (?:night|week)|sunday|monday)[’']?s? )?",
    re.IGNORECASE,
)
_PHOTO = re.compile(
    r"\b(?:images?|photos?|pictures?|getty|handout|screenshot|illustration)\b", re.IGNORECASE
)
_NOT_NAME = re.compile(r"[,:;()|?!\"“”]|\b\d|\s[–—-]\s")
_TRIM = " \t|–—-:·•»«^,;.“”\"'()[]"
WHO = rf"(?:{phrases.NAME}|(?:[a-z0-9-]+\.)+[a-z]{{2,8}}|dpa|epa|apa|ansa)"


@lru_cache(maxsize=4096)
def is_outlet(name: str) -> bool:
    """Whether a name is by its form that of an agency, a paper, a station or a site.

    >>> is_outlet("The Lisse Herald"), is_outlet("dpa"), is_outlet("Ann Lee"), is_outlet("Photo")
    (True, True, False, False)
    """
    folded = name.casefold().removeprefix("the ").strip()
    if folded in _AGENCIES or (name[:1].isupper() and folded in _papers()):
        return True
    if folded in _NO_SOURCE or not folded or _NOT_NAME.search(folded) or _PHOTO.search(folded):
        return False
    words = folded.split()
    if len(words) > 6 or not _is_capital(name):
        return bool(_DOMAIN.fullmatch(folded))
    if len(words) == 1:
        glued = len(folded) > 6 and folded.endswith(_GLUED)
        first, *_, last = folded.split("-") * 2
        joined = "-" in folded and name.istitle() and (first in _JOINED or last in _NOUNS)
        led = len(name) > len(folded) and (folded in _NOUNS or folded in _WITH_ARTICLE)
        return glued or joined or folded in _SINGLE or led or bool(_CALL_SIGN.fullmatch(name))
    if words[0] in _NO_START:
        return False
    return (
        words[-1] in _NOUNS
        or words[-2:] == ["news", "service"]
        or words[0] in _OPENING
        or (words[0] in _AGENCIES and words[0] not in _PEOPLE)
        or bool(len(words[-1]) > 6 and words[-1].endswith(_GLUED))
    )


@cache
def _papers() -> frozenset[str]:
    """The names in `papers.txt`, in lower case and without their article."""
    lines = Path(__file__).with_name("papers.txt").read_text(encoding="utf-8").splitlines()
    names = (line for line in lines if line and line[0] != "#")
    return frozenset(name.casefold().removeprefix("the ") for name in names)


def _is_capital(name: str) -> bool:
    """Whether every word of a name but its small ones begins with a capital."""
    return all(not word[0].islower() or word in _SMALL for word in name.split())


def is_photo(text: str) -> bool:
    """Whether a line credits a picture."""
    return bool(_PHOTO.search(text))


def is_agency(name: str) -> bool:
    """Whether a name is that of an agency or a broadcaster known by it."""
    return name.casefold().removeprefix("the ").strip() in _AGENCIES


def is_wire(name: str) -> bool:
    """Whether a name is that of an agency whose words others print, and which has hardly any pages itself."""
    return name.casefold().removeprefix("the ").strip() in _WIRES


def may_be_source(name: str) -> bool:
    """Whether a name may be a source: no month, no label, no photo agency."""
    folded = name.casefold().removeprefix("the ").strip(_TRIM)
    if len(folded) < 2 or folded in _NO_SOURCE or _PHOTO.search(folded):
        return False
    first = folded.split()[0]
    return not (phrases.DATE.search(f"3 {first}") and len(folded.split()) == 1)


def tidy(name: str) -> str:
    """The name of an outlet without what stands round it: `Dawnlight Web Desk` is Dawnlight."""
    name = _LEAD.sub("", name.strip(_TRIM))
    bare = _DESK.sub("", name).strip(_TRIM)
    titled = _TITLED.fullmatch(name) is not None and not is_outlet(bare)
    name = (name if titled else bare).removeprefix("the ")
    head, slash, _ = name.partition("/")
    return head.strip(_TRIM) if slash and name.casefold() not in _AGENCIES else name


def checked(name: str, *, sure: bool = False) -> str:
    """The name of a source without what stands round it, nothing if it may be none and nobody is `sure`."""
    name = tidy(name)
    return name if sure or may_be_source(name) else ""


def unplaced(name: str) -> str:
    """The name of an outlet without its country or town behind it: `Quay Post (Senna)`."""
    return tidy(_PLACED.sub("", name))


_CALL_SIGN = re.compile(r"W[A-Z]{3}(?:-(?:TV|AM|FM))?|K[A-Z]{3}-(?:TV|AM|FM)")
"""How stations are called in America: `WKRT`."""
_PLACED = re.compile(r"\s*\([A-Z][\w’' -]{2,24}\)$")
_SHARED = (
    "twitter.com",
    "twimg.com",
    "youtube.com",
    "youtu.be",
    "facebook.com",
    "instagram.com",
    "reddit.com",
    "vimeo.com",
    "liveleak.com",
    "imgur.com",
    "t.co",
    "vk.com",
    "x.com",
)


def is_shared(host: str) -> bool:
    """Whether a host holds what anybody puts there, and so says nothing of whose the words are."""
    return any(host == shared or host.endswith("." + shared) for shared in _SHARED)


def letters(name: str) -> str:
    """The letters of a name as a domain has them, without its ending.

    >>> letters("The Storm Ledger") == letters("www.stormledger.example")
    True
    """
    name = name.casefold().strip()
    if _DOMAIN.fullmatch(name):
        parts = name.removeprefix("www.").split(".")
        name = max(parts[:-1], key=len)
    return "".join(c for c in name.removeprefix("the ") if c.isalnum())
