"""Whose words stand in a post or an article: source lines of many forms, and where pastes end."""

import pytest

from stancemark.records import Document
from stancemark.tasks.segment import segment
from tests.tasks.test_segment_dumps import firsts

TITLE = "Ferry firm admits engine fault after nine hours"
NEWS = (
    "The company that runs the island ferries admitted on Monday that the engine of the larger "
    "boat had failed three times since Christmas, and promised to refund every ticket."
)
MORE = (
    "Passengers had waited on the quay for nine hours, the harbour master said, and some of them "
    "had slept on sacks of grain until the relief boat arrived from the mainland."
)
BEFORE = (
    "I was on that boat and I can tell you that nobody has refunded a thing to any of us so far."
)
AFTER = (
    "So much for the engine, then! It is a curious thing to blame when the captain had gone home "
    "and the crew were in the pub."
)
POST = "ann\n\nMEMBER\nJoined\nMay 2011\nMessages\n500\n\n{}"
ARTICLE = f"The ferry and its friends\n\nBy Odo Brandt\n\n{BEFORE}\n\n{{}}"
BOTH = [
    ("Quay Post noted:\n{N}\n{M}", "Quay Post"),
    ("The Quay Post reports:\n{N}\n{M}", "The Quay Post"),
    ("From the Quay Post this morning:\n{N}\n{M}", "Quay Post"),
    ("Here is the Quay Post:\n{N}\n{M}", "Quay Post"),
    ("Keelwatch writes:\n{N}\n{M}", "Keelwatch"),
    ("Today's Quay Post:\n{N}\n{M}", "Quay Post"),
    ("Quay Post, 3 May 2015:\n{N}\n{M}", "Quay Post"),
    ("Quay Post, 13 October 2015 –\n{N}\n{M}", "Quay Post"),
    ("BREAKING via Quay Post\n{N}\n{M}", "Quay Post"),
    ("Excerpt from Quay Post:\n{N}\n{M}", "Quay Post"),
    ("According to Quay Post:\n{N}\n{M}", "Quay Post"),
    ("(CNN) — {N}\n{M}", "CNN"),
    ("LONDON, Oct 3 (Reuters) - {N}\n{M}", "Reuters"),
    ("MOSCOW, May 25. /TASS/. {N}\n{M}", "TASS"),
    ("{T}\n{N}\n{M}\n(Reuters)", "Reuters"),
    ("{T}\n{N}\n{M}\n[Quay Post]", "Quay Post"),
    ("{T}\n{N}\n{M}\n— Quay Post, 3 May 2015", "Quay Post"),
    ("{T}\n{N}\n{M}\nReuters/AFP", "Reuters"),
    ("{T}\n{N}\n{M}\n© AFP", "AFP"),
    ("{T}\n{N}\n{M}\nRead more at Quay Post", "Quay Post"),
    ("{T}\n{N}\n{M}\nOriginal article: http://www.quay.example/a", "quay.example"),
    ("{T}\n{N}\n{M}\nThis article was first published by Quay Post.", "Quay Post"),
    ("{T}\n{N}\n{M}\nReprinted from Quay Post", "Quay Post"),
    ("{T}\n{N}\n{M}\nCourtesy of Quay Post", "Quay Post"),
    ("{T}\n{N}\n{M}\nSource: Quay Post", "Quay Post"),
    ("{T}\n{N}\n{M}\n{T} | Quay Post", "Quay Post"),
]
IN_POSTS = [
    ("{T}\nQuay Post | May 3, 2015 | 12:30 PM\n{N}\n{M}", "Quay Post"),
    ("{T}\nBy Ann Lee, Quay Post\n{N}\n{M}", "Quay Post"),
    ("{T}\nAnn Lee for Quay Post\n{N}\n{M}", "Quay Post"),
    ("Authored by Ann Lee via QuayHub.example,\n{N}\n{M}", "QuayHub.example"),
]
FORMS = [(POST, *form) for form in (*BOTH, *IN_POSTS)] + [(ARTICLE, *form) for form in BOTH]


def whose(page: str, words: str) -> tuple[str, str]:
    """Role and outlet of the segment that holds some words."""
    at = page.index(words)
    found = segment(Document("d", page, "page.txt"))
    return next((s.role, s.outlet) for s in found if s.span.start <= at < s.span.end)


@pytest.mark.parametrize(("frame", "form", "outlet"), FORMS)
@pytest.mark.parametrize("spacing", ["\n", "\n\n"])
def test_a_source_line_of_any_form_names_the_outlet(
    frame: str, form: str, outlet: str, spacing: str
) -> None:
    """Both paragraphs are the outlet's and what the author says below them is not."""
    paste = form.format(T=TITLE, N=NEWS, M=MORE)
    page = frame.format(f"{paste}\n{AFTER}").replace("\n\n", "\n").replace("\n", spacing)
    assert [whose(page, words) for words in (NEWS, MORE, AFTER)] == [
        ("wire_copy", outlet), ("wire_copy", outlet), ("body", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    ["(More)", "[Read More]", "[Continue reading]", "(laughs)", "Note: 3 May 2015", "Update, 3 May 2015:", "Photo: AFP/Ann Lee", "Q:", "Yes:", "May:"],
)  # fmt: skip
def test_a_line_that_only_looks_like_a_source_names_nobody(line: str) -> None:
    """Labels, months and pictures' credits are no outlets."""
    assert whose(ARTICLE.format(f"{MORE}\n\n{line}\n\n{NEWS}"), NEWS)[1] == ""


@pytest.mark.parametrize(
    ("intro", "name"),
    [
        ("The UN Security Council resolution reads:", "UN Security Council"),
        ("The minister of supply said in a statement:", "minister of supply"),
        ("Marek Holub, the deputy mayor, explained on Monday:", "Marek Holub"),
        ("As Mrs. Olha Reut told the council:", "Olha Reut"),
    ],
)
def test_a_person_or_a_document_is_quoted(intro: str, name: str) -> None:
    """A paragraph below a colon is a quotation of whom the sentence names, marked or not."""
    for words in (NEWS, f"“{NEWS}”"):
        assert whose(ARTICLE.format(f"{intro}\n\n{words}\n\n{AFTER}"), NEWS[:40]) == (
            "quote_block",
            name,
        )


def test_news_that_reports_what_others_wrote_is_no_paste() -> None:
    """`Reuters reported that` and a paragraph that is one quotation stay the article's words."""
    page = ARTICLE.format(
        f"Reuters reported on Monday that the firm was bankrupt.\n\n{MORE}\n\n“{NEWS}”\n\n{MORE}"
    )
    assert whose(page, "Reuters reported") == ("body", "")
    assert whose(page, NEWS) == ("body", "")


def test_embedded_tweets_are_quotations() -> None:
    """The words below `NAME @handle · 5h`, or above `— NAME (@handle) DATE`, are that person's."""
    words = "Nobody asks for the boots until somebody has them on."
    for tweet in (
        f"Ilse Tarn @ilse · 5h\n\n{words}",
        f"{words}\n\n— Ilse Tarn (@ilse) May 3, 2015",
    ):
        assert whose(ARTICLE.format(f"{MORE}\n\n{tweet}\n\n{AFTER}"), words) == (
            "quote_block",
            "Ilse Tarn",
        )


def test_the_items_of_a_press_index_are_their_papers() -> None:
    """A paper's name between title and date, another on each item: all of each item is its."""
    page = "\n\n".join(
        f"{title}\n\n{paper}\n\nMonday, May 5, 2014\n\n{words}"
        for title, paper, words in [(TITLE, "Quay Post", NEWS), ("Nobody slept at home", "The Herald", MORE)]
    )  # fmt: skip
    assert [whose(page, w) for w in (NEWS, MORE)] == [
        ("wire_copy", "Quay Post"), ("wire_copy", "The Herald"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "quoted",
    [
        "[QUOTE=ann;204]It went up on Monday, and nobody asked us.[/QUOTE]\nIt did.",
        "“It went up on Monday, and nobody asked us.”\nIt did.",
        "It went up on Monday, and nobody asked us.\nIt did.",
        "> It went up on Monday, and nobody asked us.\nIt did.",
    ],
)
def test_words_of_an_earlier_post_are_quoted(quoted: str) -> None:
    """Codes, marks, angles or no mark at all: what a post repeats is its first author's."""
    page = (
        "03-12-2015, 10:20 AM #1\nann\nSenior Member\nJoin Date: Mar 2010\nPosts: 34\n\n"
        "It went up on Monday, and nobody asked us.\n\n03-12-2015, 11:45 AM #2\nbo\nMember\n"
        f"Join Date: May 2014\nPosts: 12\n\n{quoted}"
    )
    found = segment(Document("d", page, "page.txt"))
    assert [(s.role, s.outlet) for s in found if s.role in ("quote_block", "body")] == [
        ("body", ""), ("quote_block", "ann"), ("body", ""),
    ]  # fmt: skip


def test_an_article_that_a_blog_speaks_of_is_quoted_below_the_article_reports() -> None:
    """`The article concludes:` too; these are no names over comments, and the blogger's own words are his."""
    page = (
        f"{TITLE}\n\nThe Quay Post ran a long story on the tunnel. I read it twice.\n\nThe article reports:\n\n{NEWS}\n\n{NEWS}\n\n"
        f"The article concludes:\n\n{NEWS}\n\nWe should have known, and I told you so."
    )
    segments = segment(Document("d", page, "page.txt"))
    assert {s.kind for s in segments if s.unit} == {"article"}
    assert [s.outlet for s in segments if s.role == "wire_copy"] == ["The Quay Post"] * 3
    assert segments[-1].role == "body"


def test_a_quotation_without_a_name_below_a_link_is_of_its_site() -> None:
    """As on boards where members post `link / Quote: / text`; the header of number and date is of its own post."""
    posts = [
        f"https://www.quay.example/2015/ferry.html\n\nQuote:\n{NEWS}\n{AFTER}",
        f"Quote:\nOriginally Posted by ann View Post\n{AFTER}\nNo.",
    ]
    page = "\n".join(
        f"#{n}\n Old  04-2{n}-2015, 09:20 PM\n{who}\nSenior Member\n\nJoin Date: Jan 2010\nPosts: 2,113\n\n{post}"
        for n, (who, post) in enumerate(zip(["ann", "bo_ek"], posts, strict=True), 1)
    )
    segments = segment(Document("d", page, "page.txt"))
    quotes = [s for s in segments if s.role == "quote_block"]
    assert [s.outlet for s in quotes] == ["quay.example", "ann"]
    assert firsts(page) == ["#1", "#2"]
