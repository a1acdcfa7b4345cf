"""The engines of forums and comments whose markup we know: one line each in `ENGINES`.

To add an engine, say in CSS selectors what its pages call things. What stands in a post and is
none of these is the furniture of the post: user cards, buttons, signatures, edit marks.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from stancemark.records import UnitKind
from stancemark.tasks.read.elements import Element, Shown

Roles = dict[int, tuple[str, str]]
"""By number of an element, what it is and whom or what it names."""


@dataclass(slots=True, eq=False)
class Turn:
    """One post, comment or article that markup sets apart."""

    element: Element
    kind: UnitKind
    author: str = ""
    level: int = -1
    """How far it is indented, -1 where nesting tells."""
    answers: "Turn | None" = None


@dataclass(frozen=True, slots=True)
class Engine:
    """What the pages of one engine call things, as CSS selectors."""

    sign: str
    """Something that only its pages have."""
    turn: str
    """One post or comment; replies may be nested in it."""
    author: str
    date: str
    body: str
    title: str = ""
    """The subject of a post."""
    heading: str = ""
    """The title of the page, where it stands outside the posts."""
    quote: str = "blockquote"
    quoted: str = "cite"
    """Inside or above a quotation, who is quoted."""
    cut: str = ""
    """Furniture inside a body."""
    kind: UnitKind = "post"
    level: Callable[[Shown, Element], int] | None = None
    """How far a reply is indented, where replies are not nested."""


def _coral_level(page: Shown, turn: Element) -> int:
    del page
    found = (re.fullmatch(r"\S+-indent-(\d+)", name) for name in turn.names)
    return next((int(match[1]) for match in found if match), -1)


def _image_level(page: Shown, turn: Element) -> int:
    """Forty pixels of a transparent picture are one step."""
    cells = (e for e in page.below(turn) if "ind" in e.names)
    said = next((e.get("indent") for e in cells), "")
    return int(said) if said.isdigit() else -1


ENGINES: dict[str, Engine] = {
    "phpBB 3": Engine(
        "#phpbb, .postprofile", ".post[id^=p]", ".postprofile .username, .postprofile .username-coloured, p.author strong",
        "p.author", ".content", ".postbody h3", "h2.topic-title, h3.topic-title, #page-body > h2"),
    "phpBB 2": Engine(
        "table.forumline .postbody", "table.forumline tr:has(.postbody)", ".name", ".postdetails", ".postbody",
        heading="a.maintitle", quote=".quote"),
    "vBulletin 3 and 4": Engine(
        "[id^=post_message_]", "li.postcontainer, li.postbit, li.postbitlegacy, table[id^=post]", ".username, .bigusername",
        ".postdate .date, .postdate", "[id^=post_message_], .postbody .content", "h2.title, h2.posttitle", "#pagetitle h1",
        ".bbcode_quote", ".bbcode_postedby, .bbcode_description"),
    "vBulletin 5": Engine(
        ".b-post .js-post__content-text", "li.b-post", ".author a, .author", ".b-post__timestamp", ".js-post__content-text",
        heading=".main-title", quote=".bbcode_quote .message", quoted=".bbcode_postedby"),
    "SMF": Engine(
        ".post_wrapper .postarea", ".windowbg:has(.post_wrapper), .windowbg2:has(.post_wrapper), .post_wrapper", ".poster h4 a, .poster h4", ".postinfo > .smalltext, .keyinfo > .smalltext",
        ".post .inner, .post", ".subject_title, .keyinfo h5", ".display_title, #forumposts h3",
        "blockquote, .bbc_standard_quote", "blockquote cite, .quoteheader"),
    "MyBB": Engine(
        "#posts .post_author", "#posts .post", ".post_author .largetext, .post_author strong", ".post_head .post_date, .post_date",
        ".post_body", heading="td.thead strong", quote="blockquote"),
    "Invision": Engine(
        "article.cPost, .ipsComment[data-commentid]", "article.cPost, .ipsComment[data-commentid]", ".cAuthorPane_author, .ipsComment_author h3",
        ".ipsComment_meta > p, .ipsComment_meta time", "[data-role=commentContent]", heading=".ipsType_pageTitle, .ipsPageHeader h1",
        quote="blockquote", quoted=".ipsQuote_citation", cut=".ipsType_light[data-excludequote]"),
    "NodeBB": Engine(
        "[component=post]", "[component=post]", "[itemprop=author], [data-username]", ".timeago, .post-info time",
        "[component='post/content']", heading="[component='topic/title']"),
    "Flarum": Engine(
        ".PostStream-item .Post-body", ".PostStream-item", ".PostUser-name, .PostUser .username", ".PostMeta time, .Post-header time",
        ".Post-body", heading=".DiscussionHero-title"),
    "XenForo": Engine(
        "article.message[data-author], li.message[data-author]", "article.message[data-author], li.message[data-author]",
        ".message-name, h3.userText .username, .userText", ".message-attribution-main, .messageMeta .DateTime",
        ".message-body, .messageText", heading=".p-title-value, .titleBar h1",
        quote=".bbCodeBlock--quote, .bbCodeQuote", quoted=".bbCodeBlock-title, .attribution",
        cut=".bbCodeBlock-expandLink, .quoteExpand"),
    "Discourse, for crawlers": Engine(
        ".crawler-post", ".crawler-post", ".creator a, .creator", ".post-time", ".post", heading="#topic-title h1",
        quote="aside.quote blockquote, blockquote", quoted="aside.quote > .title"),
    "Discourse": Engine(
        "article[data-post-id]", "article[data-post-id]", ".names .username, .names .first", ".post-date, .relative-date",
        ".cooked", heading="#topic-title h1, .fancy-title", quote="aside.quote blockquote, blockquote",
        quoted="aside.quote > .title"),
    "link tree, the link": Engine(
        ".thing.link .entry", ".thing.link", ".tagline .author", ".tagline", ".usertext-body .md", "a.title"),
    "link tree, the comments": Engine(
        ".thing.comment .entry", ".thing.comment", ".tagline .author", ".tagline time", ".usertext-body .md",
        kind="comment"),
    "table of links": Engine(
        "table.fatitem", "table.fatitem", ".hnuser", ".age", ".toptext", ".titleline > a, .storylink"),
    "table of links, the comments": Engine(
        "tr.comtr", "tr.comtr", ".hnuser", ".age", ".commtext", kind="comment", level=_image_level),
    "Disqus": Engine(
        "#post-list .post-message, #disqus_thread .post-message", "li.post", ".post-byline .author, .author", ".post-byline, .time-ago",
        ".post-message", kind="comment"),
    "WordPress comments": Engine(
        ".comment-author", "li.comment, li.pingback, li.trackback", ".comment-author", ".comment-metadata, .commentmetadata, .comment-meta time",
        ".comment-content, .comment-text", kind="comment"),
    "Blogger comments": Engine(
        ".comment-block", "li.comment", ".comment-header .user", ".datetime", ".comment-content", kind="comment"),
    "Coral": Engine(
        ".coral-comment", ".coral-comment", ".coral-username, .coral-comment-username", ".coral-timestamp", ".coral-content, .coral-comment-content",
        kind="comment", level=_coral_level),
    "Livefyre": Engine(
        ".fyre-comment-article", ".fyre-comment-article", ".fyre-comment-username", ".fyre-comment-date", ".fyre-comment",
        kind="comment"),
    "Spot.IM": Engine(
        "[data-spot-im-class=message-text]", "[data-spot-im-class=message-container], li.spcv_list-item",
        "[data-spot-im-class=message-username]", "[data-spot-im-class=message-timestamp]", "[data-spot-im-class=message-text]",
        kind="comment"),
    "Facebook comments": Engine(
        ".UFIComment, .UFICommentBody", ".UFIComment", ".UFICommentActorName", ".UFISutroCommentTimestamp, abbr.livetimestamp",
        ".UFICommentBody", kind="comment"),
}  # fmt: skip
"""The engines by name, in the order in which they are tried."""


def engine_turns(tree: LexborHTMLParser, page: Shown, roles: Roles) -> list[Turn]:
    """The turns of every engine whose sign a page bears; `roles` learns what their elements are."""
    turns: dict[int, Turn] = {}
    for engine in ENGINES.values():
        if tree.css_matches(engine.sign):
            _read(tree, page, engine, turns, roles)
    found = sorted(turns.values(), key=lambda turn: turn.element.number)
    return [turn for turn in found if turn.element.last > turn.element.first]


def wordless(page: Shown, turns: list[Turn], roles: Roles) -> list[Turn]:
    """The turns in which an engine's selectors found no words: a theme may call them otherwise."""
    own = {turn.element.number: turn for turn in turns}
    told: set[Turn | None] = set()
    for number, (role, _) in roles.items():
        if role in ("text", "title"):
            told.add(within(page, page.elements[number], own))
    return [turn for turn in turns if turn not in told and turn.author]


def _read(
    tree: LexborHTMLParser, page: Shown, engine: Engine, turns: dict[int, Turn], roles: Roles
) -> None:
    def found(selector: str) -> list[Element]:
        nodes = tree.css(selector) if selector else []
        return [page.elements[page.numbers[n.mem_id]] for n in nodes if n.mem_id in page.numbers]

    own: dict[int, Turn] = {}
    for element in found(engine.turn):
        if element.number not in turns:
            level = engine.level(page, element) if engine.level else -1
            own[element.number] = Turn(element, engine.kind, level=level)
    turns |= own
    roles |= dict.fromkeys(own, ("furniture", ""))
    for role, selector in (("text", engine.body), ("byline", engine.date), ("title", engine.title)):
        inside = (e for e in found(selector) if within(page, e, own))
        roles |= {element.number: (role, "") for element in inside}
    _name_authors(page, found(engine.author), own, roles)
    roles |= {element.number: ("furniture", "widget") for element in found(engine.cut)}
    _read_quotations(page, found(engine.quote), found(engine.quoted), own, roles)
    roles |= {element.number: ("page title", "") for element in found(engine.heading)[:1]}


def _name_authors(page: Shown, named: list[Element], own: dict[int, Turn], roles: Roles) -> None:
    for element in named:
        turn = within(page, element, own)
        if turn is not None and not turn.author:
            turn.author = _name(page.of(element))
            roles.setdefault(element.number, ("byline", ""))


def _read_quotations(
    page: Shown,
    quotes: list[Element],
    quoted: list[Element],
    own: dict[int, Turn],
    roles: Roles,
) -> None:
    """The quotations in bodies, each with whom it quotes."""
    for element in quotes:
        role = _role_above(page, element, roles)
        if role in ("text", "quote") and element.number not in roles:
            roles[element.number] = ("quote", quoted_name(element.get("data-quote")))
    for element in quoted:
        if within(page, element, own) is None:
            continue
        name = quoted_name(page.of(element))
        around = next((e for e in page.above(element) if e.number in roles), None)
        holder = around if around and roles[around.number][0] == "quote" else None
        if holder is None and (beside := _quote_beside(page, element, roles)) is not None:
            holder = beside
        if holder is not None:
            roles[element.number] = ("byline", "")
            roles[holder.number] = ("quote", roles[holder.number][1] or name)


def _quote_beside(page: Shown, element: Element, roles: Roles) -> Element | None:
    """The quotation below the line that names whom it quotes."""
    after = page.elements[element.end : page.elements[element.parent].end]
    return next((e for e in after if roles.get(e.number, ("",))[0] == "quote"), None)


def _role_above(page: Shown, element: Element, roles: Roles) -> str:
    return next((roles[e.number][0] for e in page.above(element) if e.number in roles), "")


def within(page: Shown, element: Element, turns: dict[int, Turn]) -> Turn | None:
    """The innermost of the turns that an element is or stands in."""
    if element.number in turns:
        return turns[element.number]
    return next((turns[e.number] for e in page.above(element) if e.number in turns), None)


_BEFORE_NAME = re.compile(
    r"^\W*(?:originally (?:posted|written) by|posted by|quote from:?|quoting|on .{6,40}?,(?: at .{4,12}?,)?|by)\s+",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r"\s+(?:wrote|said|says|schrieb|on \w+ \d|\(\d).*$|\s*[:»].*$", re.IGNORECASE | re.DOTALL
)


def quoted_name(line: str) -> str:
    """Whom the line above a quotation names.

    >>> quoted_name("Originally Posted by Ann Lee"), quoted_name("Ann Lee wrote: 3 May")
    ('Ann Lee', 'Ann Lee')
    >>> quoted_name("On 2/14/2017 at 9:00 AM, Ann Lee said:"), quoted_name("Quote")
    ('Ann Lee', '')
    """
    name = _AFTER_NAME.sub("", _BEFORE_NAME.sub("", line.strip())).strip(" ,:")
    return "" if name.casefold() in ("quote", "zitat", "cita") or len(name) > 60 else name


_SAYS = re.compile(r"\s+(?:says|said|wrote)\s*:?$|\s*:$", re.IGNORECASE)


def _name(line: str) -> str:
    return _SAYS.sub("", " ".join(line.split())).strip()
