"""What frames an article: the name of the site above it, boxes and appeals beside it, the foot."""

import re
from collections.abc import Iterator, Sequence

from stancemark.tasks.segment import wording
from stancemark.tasks.segment.bylines import tells_of
from stancemark.tasks.segment.layout import Piece

_LEAD_WORDS = 12
_BUTTON_WORDS = 4
_LABEL_WORDS = 4
_SIGNED_BY = re.compile(
    r"(?:(?:written|posted|published|story|filed|submitted) )?(?:by|on)\b", re.IGNORECASE
)
_OF_MASTHEADS = re.compile(
    r"\b(?:times|post|herald|tribune|gazette|journal|daily|weekly|news|press|observer|mail|star|courier|chronicle|"
    r"standard|telegraph|independent|review|monitor|today|wire|agency|radio|tv|network|media|online|magazine|"
    r"bulletin|report|watch|blog|forums?|board|digest|notes|letters|archive|analysis|opinion|affairs|section)\b"
    r"| -- |>>| [|»] ",
    re.IGNORECASE,
)
_LIFE = re.compile(
    r"(?:(?:The (?:author|writer)|[A-Z][\w.’'-]+(?: (?:[A-Z][\w.’'-]*|de|van|von|al|bin)){1,3})(?:, [^,]{3,60},)? (?:is|was|has been|"
    r"served as|works as) (?:(?:currently|also|now) )?(?:(?:an?|the|our|one of)\b|(?=[Ss]enior|[Mm]anaging|[Cc]hief|[Aa]ssociate|[Ff]ounding|[Ee]ditor)).{0,80}?\b(?i:writer|journalist|reporter|editor|"
    r"author|professor|lecturer|fellow|analyst|columnist|correspondent|contributor|director|blogger|activist|researcher|"
    r"scholar|historian|economist|commentator|attorney|lawyer|photographer|host|student|founder|producer|freelance\w*|"
    r"demographer|scientist|novelist|poet|veteran|consultant|member of the)\b)"
    r"|(?:He|She) (?:tweets|blogs|can be reached|lives in|is the author of)\b"
)
_BIOGRAPHY = 700
_BIOGRAPHIES = 4
_MASTHEAD_WORDS = 9
_FOOT, _FOOT_LINKS, _FOOT_WORDS = 40, 2, 45
_OF_SITE = re.compile(
    r"\b(?:posts?|posters|comments?|articles?|content|texts?|views|opinions|page|site|website|blog|forum|board|"
    r"letters|members|moderators?|editors?|edited by|copyright|published|reprinted|reproduced|agency|agencies|"
    r"hosted|archive|program|cookies|software|reserved|permission|property)\b",
    re.IGNORECASE,
)
_TITLE_AT_MOST = 24
_LEAST_TITLES = 3


def framed(found: Sequence[Piece], span: range) -> Iterator[tuple[int, str]]:
    """What stands beside and below the text of an article: its author's box, appeals, lists."""
    yield from _biographies(found, span)
    yield from _appeals(found, span)
    yield from _lists(found, span)


def heads_of_site(found: Sequence[Piece], span: range) -> Iterator[tuple[int, str]]:
    """The name of a site or section, with its motto, over the title of a page's first article."""
    top = next((i for i in span if found[i].tag != "furniture"), span.stop)
    menus = any(_is_menu(found[i].text) for i in range(span.start, top))
    if span.start or menus or top + 1 >= span.stop or found[top].tag != "heading":
        return
    name = found[top]
    lead = next((i for i in range(top + 1, span.stop) if _begins_text(found[i])), span.stop)
    titles = [i for i in range(top + 1, lead) if _may_title(found[i])]
    apart = [i for i in titles if found[i].block != name.block]
    title = next(iter(apart or titles), None)
    if title is None or not _may_be_masthead(name) or _signs(found[top + 1]):
        return
    if found[title].words <= _TITLE_AT_MOST:
        dated = title - (found[title - 1].tag == "date")
        yield from ((i, "navigation") for i in range(top, dated) if found[i].tag != "furniture")


def _is_menu(text: str) -> bool:
    """Whether furniture above a title is more than a button or two."""
    return text.count("\n") > 1 or any(
        len(line.split()) > _BUTTON_WORDS for line in text.split("\n")
    )


def _may_be_masthead(piece: Piece) -> bool:
    """Whether a line is brief enough to name a site or a section, or words of it are those of one."""
    if piece.words > _MASTHEAD_WORDS or piece.text[-1] in ".!?":
        return False
    return (
        piece.words <= _LABEL_WORDS
        or piece.text.isupper()
        or bool(_OF_MASTHEADS.search(piece.text))
    )


def _signs(piece: Piece) -> bool:
    """Whether a line says who wrote what stands above, in a form that has no tag."""
    return bool(_SIGNED_BY.match(piece.text))


def _begins_text(piece: Piece) -> bool:
    """Whether a piece stands below the title of an article: its byline, its first paragraph."""
    return piece.tag in ("by", "dated") or (piece.words > _LEAD_WORDS and piece.text[-1] in ".:”")


def _may_title(piece: Piece) -> bool:
    """Whether a line may be the title below a masthead."""
    question = piece.tag == "text" and piece.text[-1] in '?!”’"'
    return (piece.tag == "heading" or question) and piece.words > 2


def _biographies(found: Sequence[Piece], span: range) -> Iterator[tuple[int, str]]:
    """What is said of an author below an article, such as that she is a reporter."""
    yield from _named_biography(found, span)
    prose = [i for i in span if found[i].tag == "text" and found[i].words > _LEAD_WORDS]
    for i in prose[-_BIOGRAPHIES:] if len(prose) > 1 else ():
        if len(found[i].text) < _BIOGRAPHY and _LIFE.match(found[i].text.lstrip("*_• ")):
            yield i, "user card"
            if i > span.start and found[i - 1].tag == "by" and prose[0] < i - 1:
                yield i - 1, "user card"


def _named_biography(found: Sequence[Piece], span: range) -> Iterator[tuple[int, str]]:
    """A name alone below an article, over what is said of its owner by his first name: `Ann Lee / Ann lives in …`."""
    for i in range(span.start + _BIOGRAPHIES, span.stop - 1):
        name, life = found[i], found[i + 1]
        if name.tag == "heading" and life.tag == "text" and tells_of(name.text, life.text):
            yield from ((i, "user card"), (i + 1, "user card"))


def _appeals(found: Sequence[Piece], span: range) -> Iterator[tuple[int, str]]:
    """Paragraphs that ask readers for something, and labels of sections that come again over titles."""
    for i in span:
        piece = found[i]
        if piece.tag == "text" and wording.is_appeal(piece.text):
            yield i, "donation"
        elif piece.tag == "heading" and piece.repeats > 1 and piece.words <= 3:
            below = found[i + 1].tag if i + 1 < span.stop else ""
            if below == "heading" and found[i + 1].words > piece.words:
                yield i, "navigation"


def last_words(found: Sequence[Piece]) -> Iterator[tuple[int, str]]:
    """What a site says of itself in its last lines, below its links."""
    lines = 0
    said: list[int] = []
    for i in range(len(found) - 1, max(-1, len(found) - _FOOT), -1):
        piece = found[i]
        if piece.tag == "furniture":
            lines += piece.text.count("\n") + 1 if said else 0
            linked = piece.name in ("navigation", "disclaimer", "widget") and said
            if linked and lines >= _FOOT_LINKS:
                yield from ((k, "disclaimer") for k in said)
                said, lines = [], 0
        elif piece.tag == "text" and piece.words <= _FOOT_WORDS and len(said) < 2:
            if not _OF_SITE.search(piece.text):
                return
            said.append(i)
            lines = 0
        else:
            return


def _has_numbers(rows: Sequence[Piece]) -> bool:
    return any(any(map(str.isdigit, row.text)) for row in rows)


def _lists(found: Sequence[Piece], span: range) -> Iterator[tuple[int, str]]:
    """Blocks of titles, with no words of their own below, beside furniture or below an article."""
    proses = [i for i in span if found[i].words > _LEAD_WORDS and found[i].tag == "text"]
    start = span.start
    while proses and start < span.stop:
        end = start + 1
        while end < span.stop and found[end].block == found[start].block:
            end += 1
        rows = range(start, end)
        if end - start < _LEAST_TITLES:
            start = end
            continue
        beside = any(k in span and found[k].tag == "furniture" for k in (start - 1, end))
        over = start > proses[-1]
        below = found[end].tag if end < span.stop else ""
        listed = all(found[i].tag in ("heading", "furniture") for i in rows)
        signed = below in ("by", "date", "dated", "says", "handle")
        if (
            listed
            and start > proses[0]
            and (over or (beside and not _has_numbers(found[start:end])))
            and not signed
        ):
            yield from ((i, "teaser") for i in rows if found[i].tag == "heading")
        start = end
