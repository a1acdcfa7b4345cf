"""What elements are by the words that their class names, ids, tags and roles are made of."""

import re
from functools import cache
from itertools import pairwise

from stancemark.tasks.read.elements import Element

_REASONS: dict[str, str] = {
    "share prompt": "share sharing sharer social socials sharedaddy addthis addtoany sharethis",
    "donation": "donate donation donations donat patreon appeal supportus tipjar",
    "advertisement": "ad ads advert adverts advertisement advertising adslot adsense dfp sponsor "
    "sponsored sponsors promo promos promotion banner taboola outbrain",
    "teaser": "related recommended recommendations recommend recirc recirculation trending popular "
    "mostread mostpopular morefrom readmore readnext upnext teasers alsolike relatedposts jp "
    "similar suggested more-link keyevents",
    "user card": "signature signatures sig usercard authorbox authorbio userinfo userprofile postprofile poster",
    "edit mark": "lastedited lastedit editedby edited modified",
    "navigation": "nav navbar navigation menu menubar breadcrumb breadcrumbs pagination pager "
    "pagenav toolbar skiplink skip topbar masthead sitemap",
    "widget": "newsletter newsletters subscribe subscription signup cookie cookies consent gdpr "
    "widget widgets sidebar popup modal overlay paywall regwall login tags taglist categories "
    "footer colophon respond toolbox tools buttons actions rail poll quiz promo-box loadmore "
    "topics",
    "disclaimer": "disclaimer copyright imprint legal",
}
_PAIRS: dict[tuple[str, str], str] = {
    ("user", "card"): "user card",
    ("user", "info"): "user card",
    ("user", "profile"): "user card",
    ("author", "bio"): "user card",
    ("author", "box"): "user card",
    ("author", "card"): "user card",
    ("about", "author"): "user card",
    ("most", "read"): "teaser",
    ("most", "popular"): "teaser",
    ("read", "more"): "teaser",
    ("read", "next"): "teaser",
    ("more", "from"): "teaser",
    ("more", "link"): "teaser",
    ("more", "stories"): "teaser",
    ("also", "like"): "teaser",
    ("key", "events"): "teaser",
    ("tag", "list"): "widget",
    ("tags", "links"): "widget",
    ("cat", "links"): "widget",
    ("load", "more"): "widget",
    ("sign", "up"): "widget",
    ("call", "out"): "widget",
    ("support", "us"): "donation",
    ("site", "header"): "navigation",
    ("site", "title"): "navigation",
    ("site", "description"): "navigation",
    ("edited", "by"): "edit mark",
    ("last", "edited"): "edit mark",
    ("reply", "link"): "widget",
    ("post", "footer"): "widget",
    ("entry", "footer"): "widget",
}
_BODY = re.compile(
    r"(?:article|story|post|entry|main|blog|news)[_-]*(?:body|content|text|copy)|articlebody"
    r"|.*(?:article|story|post|entry|blog|news)(?:[a-z-]*__|[_-]+)(?:body|content|text|copy)"
    r"|e-content|instapaper_body|td-post-content|field-name-body"
)
_ROLE_WORDS: dict[str, str] = {
    "byline": "byline author authors dateline timestamp postdate pubdate posted-on published "
    "postmeta entry-meta article-meta post-meta posted",
    "caption": "caption figcaption credit wp-caption-text",
    "correction": "correction corrections corrigendum erratum",
    "pull": "pullquote pull-quote",
}
_BY_TAG: dict[str, str] = {
    "nav": "navigation",
    "footer": "widget",
    "form": "widget",
    "button": "widget",
    "aside": "widget",
    "menu": "widget",
    "dialog": "widget",
    "amp-social-share": "share prompt",
    "amp-ad": "advertisement",
}
_BY_ROLE: dict[str, str] = {
    "navigation": "navigation",
    "banner": "navigation",
    "search": "navigation",
    "menu": "navigation",
    "contentinfo": "widget",
    "complementary": "widget",
    "dialog": "widget",
    "form": "widget",
    "tablist": "widget",
}
_WORD = re.compile(r"[a-z0-9]+")
_STATES = ("has-", "no-", "with-", "is-", "js-", "not-", "without-", "hide-", "show-", "wp-block-")
_OF_WORD = {word: reason for reason, words in _REASONS.items() for word in words.split()}
_ROLE_OF = {word: role for role, words in _ROLE_WORDS.items() for word in words.split()}


def reason(element: Element) -> str:
    """Why an element is furniture by what it is called, empty if nothing says that it is."""
    if element.tag in _BY_TAG:
        return next(filter(None, map(_reason_of, element.names)), "") or _BY_TAG[element.tag]
    if found := _BY_ROLE.get(element.get("role")):
        return found
    return next(filter(None, map(_reason_of, element.names)), "")


@cache
def _reason_of(name: str) -> str:
    if name.startswith(_STATES) or len(name) > 60:
        return ""
    words = _WORD.findall(name)
    for pair in pairwise(words):
        if pair in _PAIRS:
            return _PAIRS[pair]
    return next((_OF_WORD[word] for word in reversed(words) if word in _OF_WORD), "")


def role(element: Element) -> str:
    """`byline`, `caption`, `correction` or `pull`, if an element is called so."""
    prop = element.get("itemprop").lower()
    if prop in ("author", "datepublished") or element.get("rel") == "author":
        return "byline"
    return next(filter(None, map(_role_of, element.names)), "")


@cache
def _role_of(name: str) -> str:
    if name.startswith(_STATES) or len(name) > 60:
        return ""
    last = re.split(r"__|--", name)[-1]
    for part in (name, last, *_WORD.findall(name)[-1:]):
        if part in _ROLE_OF:
            return _ROLE_OF[part]
    return ""


def is_body(element: Element) -> bool:
    """Whether an element is called the body of an article."""
    if "articlebody" in element.get("itemprop").lower():
        return True
    return any(_BODY.fullmatch(name) for name in element.names)
