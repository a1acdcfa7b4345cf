"""What a page says about itself: title, outlet, author, date, address, language."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from stancemark.tasks.read.scopes import byline_name

_SPACE = re.compile(r"\s+")
_SEPARATOR = re.compile(r"\s+[|–—·»:-]\s+|\s*[|»]\s*")
_ARTICLE = re.compile(r"Article$|Posting$|Report$|^Review$|^Question$")
_MAX_OBJECTS = 2000
_SELECTORS: tuple[tuple[str, str, str], ...] = (
    ("title", 'meta[property="og:title"], meta[name="og:title"]', "content"),
    ("title", 'meta[name="twitter:title"]', "content"),
    ("outlet", 'meta[property="og:site_name"]', "content"),
    ("outlet", 'meta[name="application-name"]', "content"),
    ("author", 'meta[name="author"], meta[property="article:author_name"]', "content"),
    ("author", 'meta[name="dc.creator"], meta[name="DC.creator"], meta[name="parsely-author"]', "content"),
    ("date", 'meta[property="article:published_time"], meta[itemprop="datePublished"]', "content"),
    ("date", 'meta[name="date"], meta[name="pubdate"], meta[name="dc.date"], meta[name="DC.date.issued"]', "content"),
    ("date", 'time[itemprop="datePublished"], time.published, time.entry-date', "datetime"),
    ("date", "article time[datetime], main time[datetime]", "datetime"),
    ("date", "abbr.published[title], .dt-published[title]", "title"),
    ("url", 'link[rel="canonical"]', "href"),
    ("url", 'meta[property="og:url"]', "content"),
    ("language", "html", "lang"),
    ("language", "html", "xml:lang"),
    ("language", 'meta[http-equiv="content-language" i]', "content"),
    ("language", 'meta[property="og:locale"]', "content"),
)  # fmt: skip


def metadata(tree: LexborHTMLParser, byline: str = "") -> dict[str, str]:
    """What a page says of itself; `byline` is what its visible byline names.

    What the page says to machines for its own sake (JSON-LD) wins over what it says to be shared.
    """
    said: dict[str, str] = {}
    for name, value in (*_linked_data(tree), *_selected(tree)):
        if clean := _SPACE.sub(" ", value).strip():
            said.setdefault(name, clean)
    if byline:
        said.setdefault("author", byline)
    title = tree.css_first("title")
    if title is not None and "title" not in said and (plain := _plain(title.text())):
        said["title"] = _without_site(plain, said.get("outlet", ""), tree)
    if "outlet" not in said and (host := urlsplit(said.get("url", "")).hostname):
        said["outlet"] = host.removeprefix("www.")
    if said.get("author", "").startswith(("http:", "https:")):
        del said["author"]
    if "language" in said:
        said["language"] = said["language"].split(",")[0].replace("_", "-")
    return said


def detected_language(text: str) -> str:
    """The language that a longer text seems to be in, empty where that is doubtful."""
    from resiliparse.parse.lang import detect_fast

    if len(text) < _MIN_DETECTED:
        return ""
    language, distance = detect_fast(text[:_MAX_DETECTED], langs=_LANGUAGES)
    return str(language) if distance < _TOO_FAR and language != "unknown" else ""


def likely_language(text: str) -> str:
    """The language that even a short text is most like, right or not; empty where it is like none."""
    from resiliparse.parse.lang import detect_fast

    if not any(character.isalpha() for character in text):
        return ""
    language, _ = detect_fast(text[:_MAX_DETECTED], langs=_LANGUAGES)
    return "" if language == "unknown" else str(language)


_LANGUAGES = (
    "ar bg ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv nl no pl pt ro ru sk sl sr sv "
    "th tr uk vi zh"
).split()
_MIN_DETECTED, _MAX_DETECTED = 200, 20_000
_TOO_FAR = 1100
"""Of the detector's distances, what its own documentation calls doubtful is above 1200."""


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _selected(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for name, selector, attribute in _SELECTORS:
        node = tree.css_first(selector)
        if node is not None and (value := node.attributes.get(attribute)):
            yield name, value


def _without_site(title: str, outlet: str, tree: LexborHTMLParser) -> str:
    """The title of the window without the name of the site, where the page shows which part is which."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    shown = {_plain(node.text()).casefold() for node in tree.css("h1, h2")[:20]}
    for cut in range(len(parts), 0, -1):
        end = title.find(parts[cut - 1]) + len(parts[cut - 1])
        if title[:end].casefold() in shown:
            return title[:end]
    if outlet and parts[-1].casefold() == outlet.casefold():
        return title[: title.rfind(parts[-1])].rstrip(" |–—·»:-")
    return title


def _linked_data(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """What the JSON-LD of a page says of its article."""
    objects = [
        o for node in tree.css('script[type="application/ld+json"]') for o in _objects(node.text())
    ]
    named = {o["@id"]: o for o in objects if isinstance(o.get("@id"), str) and len(o) > 1}
    for entry in objects:
        kinds = entry.get("@type")
        if any(_ARTICLE.search(str(k)) for k in (kinds if isinstance(kinds, list) else [kinds])):
            yield "title", _text(entry.get("headline"))
            yield "author", byline_name(_name(entry.get("author"), named))
            yield "date", _text(entry.get("datePublished"))
            yield "outlet", _name(entry.get("publisher"), named)
            yield "language", _text(entry.get("inLanguage"))
            return


def _objects(text: str) -> list[dict[str, Any]]:
    """Every object in some JSON, outermost first; none if it is not JSON."""
    try:
        waiting = [json.loads(text)]
    except (ValueError, RecursionError):
        return []
    found: list[dict[str, Any]] = []
    while waiting and len(found) < _MAX_OBJECTS:
        value = waiting.pop(0)
        if isinstance(value, dict):
            found.append(value)
            waiting += [v for v in value.values() if isinstance(v, dict | list)]
        elif isinstance(value, list):
            waiting[:0] = value[:_MAX_OBJECTS]
    return found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _name(value: Any, named: Mapping[str, dict[str, Any]]) -> str:
    """The name of a person or organisation, the first of several; by reference if need be."""
    while isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        if "name" not in value and isinstance(value.get("@id"), str):
            value = named.get(value["@id"], {})
        value = value.get("name")
        while isinstance(value, list):
            value = value[0] if value else ""
    return _text(value)
